"""Kernel ridge regression: separates, knows what it has not seen, and survives being saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu import kernel

AROUND = {"lights": (1.0, 0.0, 0.0), "music": (0.0, 1.0, 0.0), "weather": (0.0, 0.0, 1.0)}


@pytest.fixture(scope="module")
def world() -> tuple[np.ndarray, list[str]]:
    """Three clouds of forty points each."""
    draw = np.random.default_rng(1)
    labels = [label for label in AROUND for _ in range(40)]
    points = np.array([AROUND[label] for label in labels]) + draw.normal(0, 0.15, (120, 3))
    return points.astype(np.float32), labels


def test_it_reads_each_cloud(world: tuple[np.ndarray, list[str]]) -> None:
    trained = kernel.fit(*world)
    confidences = trained.read(np.array(list(AROUND.values()), np.float32))
    assert [trained.labels[index] for index in confidences.argmax(axis=1)] == list(AROUND)
    assert confidences.max(axis=1).min() > 0.9
    assert confidences.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert trained.left_out > 0.97


def test_far_from_everything_it_is_unsure(world: tuple[np.ndarray, list[str]]) -> None:
    far = kernel.fit(*world).read(np.array([[-5, -5, -5]], np.float32))
    assert far.max() == pytest.approx(1 / 3, abs=0.05)


def test_left_out_is_what_leaving_out_gives(world: tuple[np.ndarray, list[str]]) -> None:
    """The shortcut agrees with training anew, where labels are noise and leaving out matters."""
    points = world[0][::6]
    labels = [("one", "two")[number] for number in np.random.default_rng(2).integers(0, 2, len(points))]
    right = 0
    for index, label in enumerate(labels):
        others = np.arange(len(points)) != index
        trained = kernel.fit(points[others], [name for place, name in enumerate(labels) if place != index])
        right += trained.labels[int(trained.read(points[index : index + 1]).argmax())] == label
    assert kernel.fit(points, labels).left_out == pytest.approx(right / len(points), abs=0.101)


def test_what_is_saved_reads_the_same(world: tuple[np.ndarray, list[str]], tmp_path: Path) -> None:
    trained = kernel.fit(*world)
    trained.save(tmp_path / "kernel.npz")
    again = kernel.Kernel.load(tmp_path / "kernel.npz")
    assert again.labels == trained.labels
    assert np.allclose(again.read(world[0]), trained.read(world[0]), atol=5e-3)


def test_one_label_and_one_example_are_enough() -> None:
    trained = kernel.fit(np.ones((1, 4), np.float32), ["only"])
    assert trained.read(np.zeros((1, 4), np.float32)).tolist() == [[1.0]]


def test_the_same_example_twice_with_two_labels() -> None:
    trained = kernel.fit(np.ones((2, 4), np.float32), ["this", "that"])
    assert trained.read(np.ones((1, 4), np.float32))[0] == pytest.approx([0.5, 0.5], abs=1e-3)


@pytest.mark.parametrize("labels", [[], ["one", "two"]])
def test_examples_and_labels_must_match(labels: list[str]) -> None:
    with pytest.raises(ValueError, match="one label for each"):
        kernel.fit(np.ones((len(labels) // 2, 4), np.float32), labels)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "kernel.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(kernel.NotAModel, match="Train again"):
        kernel.Kernel.load(tmp_path / "kernel.npz")
    with pytest.raises(kernel.NotAModel, match="Train again"):
        kernel.Kernel.load(tmp_path / "missing.npz")
