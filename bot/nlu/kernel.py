"""Kernel ridge regression over sentence vectors: labels with honest confidences, trained in closed form."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

Floats = NDArray[np.float32]

VERSION = 1
"""Goes up when a saved model of before can no longer be read."""

TEMPERATURES = np.geomspace(0.02, 0.5, 40)


class NotAModel(ValueError):
    """The file holds no model of this version; train again."""


@dataclass(frozen=True)
class Kernel:
    """A trained reader: which label a vector belongs to, and how surely."""

    labels: tuple[str, ...]
    """The labels, sorted."""
    centre: Floats
    """The mean of the vectors trained on."""
    axes: Floats
    """Columns: the directions in which those vectors differ most."""
    landmarks: Floats
    """The vectors trained on, along the axes."""
    weights: Floats
    """What each of them says for each label."""
    width: float
    """How fast likeness falls with squared distance."""
    temperature: float
    """What turns scores into confidences; fitted to scores of examples left out."""
    left_out: float
    """Share of the examples read rightly when each was left out of the training; 0 to 1."""

    @cached_property
    def _lengths(self) -> Floats:
        """Squared lengths of the landmarks: computing them costs more than all the rest of a reading."""
        return _squares(self.landmarks)

    @cached_property
    def _turned(self) -> tuple[Floats, Floats]:
        """Axes and weights with rows for columns, as `times` wants them."""
        return np.ascontiguousarray(self.axes.T), np.ascontiguousarray(self.weights.T)

    def read(self, vectors: Floats) -> Floats:
        """The confidence of every label for each row; rows add up to 1."""
        axes, weights = self._turned
        places = times(vectors - self.centre, axes)
        likeness = _likeness(times(places, self.landmarks), places, self._lengths, self.width)
        return _confidences(times(likeness, weights), self.temperature)

    def save(self, path: Path) -> None:
        """Write to one file, without pickles."""
        # Half the bytes and no change beyond the third decimal of a confidence.
        half = {name: getattr(self, name).astype(np.float16) for name in ("axes", "landmarks")}
        with path.open("wb") as file:
            np.savez(
                file,
                version=VERSION,
                labels=np.array(self.labels, dtype=np.str_),
                centre=self.centre,
                weights=self.weights,
                numbers=np.array([self.width, self.temperature, self.left_out]),
                **half,
            )

    @classmethod
    def load(cls, path: Path) -> Kernel:
        """Read what `save` wrote.

        Raises:
            NotAModel: the file is missing, damaged or of another version.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                if int(kept["version"]) != VERSION:
                    raise NotAModel(f"{path.name} was written by another version. Train again.")
                width, temperature, left_out = (float(number) for number in kept["numbers"])
                return cls(
                    labels=tuple(str(label) for label in kept["labels"]),
                    centre=kept["centre"],
                    axes=kept["axes"].astype(np.float32),
                    landmarks=kept["landmarks"].astype(np.float32),
                    weights=kept["weights"],
                    width=width,
                    temperature=temperature,
                    left_out=left_out,
                )
        except NotAModel:
            raise
        except (OSError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as problem:
            raise NotAModel(f"{path.name} holds no trained classifier. Train again.") from problem


def fit(vectors: Floats, labels: Sequence[str], *, spread: float = 1.5, ridge: float = 0.1, axes: int = 384) -> Kernel:
    """Train in closed form; the time grows with the cube of the number of examples (9 000 take about 15 s).

    Args:
        vectors: one row per example.
        labels: one per row.
        spread: how local the reading is; larger looks at nearer examples only.
        ridge: how much a single example may err.
        axes: how many directions to keep.

    Raises:
        ValueError: there are no examples, or not one label per row.
    """
    if not len(vectors) or len(vectors) != len(labels):
        raise ValueError("a classifier needs examples, and one label for each")
    names, of = np.unique(np.asarray(labels, dtype=np.str_), return_inverse=True)
    centre = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    directions = _main_axes(vectors - centre, axes)
    landmarks = (vectors - centre) @ directions
    # The unit of distance is the spread of the data itself, so that one setting fits all encoders.
    variance = max(float(landmarks.var(axis=0).sum()), 1e-12)
    width = spread / (2 * variance)
    targets = np.eye(len(names), dtype=np.float32)[of] - np.float32(1 / len(names))
    likeness = _likeness(landmarks @ landmarks.T, landmarks, _squares(landmarks), width)
    likeness[np.diag_indices(len(likeness))] += np.float32(ridge)
    inverse = _inverse(likeness)
    weights = inverse @ targets
    # What each example would have scored had it not been trained on, from one training.
    left_out = targets - weights / np.diag(inverse)[:, None]
    rows = np.arange(len(of))
    losses = [-np.log(_confidences(left_out, t)[rows, of] + 1e-9).mean() for t in TEMPERATURES]
    return Kernel(
        labels=tuple(str(name) for name in names),
        centre=centre,
        axes=directions,
        landmarks=landmarks,
        weights=weights,
        width=width,
        temperature=float(TEMPERATURES[int(np.argmin(losses))]),
        left_out=float((left_out.argmax(axis=1) == of).mean()),
    )


def _main_axes(centred: Floats, wanted: int) -> Floats:
    """The leading principal axes, as columns."""
    size = centred.shape[1]
    # Only the leading ones: a third of the time of all.
    values, columns = linalg.eigh(
        centred.T @ centred, subset_by_index=[max(size - wanted, 0), size - 1], driver="evr", check_finite=False
    )
    # An axis along which nothing differs says nothing.
    kept = max(int((values > values[-1] * 1e-7).sum()), 1)
    return np.ascontiguousarray(columns[:, ::-1][:, :kept], dtype=np.float32)


def _squares(rows: Floats) -> Floats:
    squares: Floats = np.einsum("ij,ij->i", rows, rows)
    return squares


def times(rows: Floats, others: Floats) -> Floats:
    """rows · othersᵀ for a few rows, in this thread alone.

    BLAS would share even this out, and then wait for its other thread: on a busy machine that takes twenty times as
    long as the work.
    """
    product: Floats = np.einsum("ij,kj->ik", rows, others)
    return product


def _likeness(products: Floats, rows: Floats, lengths: Floats, width: float) -> Floats:
    """Gaussian likeness, 0 to 1, of rows to landmarks; the products of both are overwritten.

    Args:
        products: rows · landmarksᵀ.
        rows: what is compared.
        lengths: the squared lengths of the landmarks.
        width: how fast likeness falls with squared distance.
    """
    products *= -2
    products += lengths
    products += _squares(rows)[:, None]
    np.maximum(products, 0, out=products)
    products *= np.float32(-width)
    likeness: Floats = np.exp(products, out=products)
    return likeness


def _inverse(matrix: Floats) -> Floats:
    """The inverse of a symmetric positive matrix, which is overwritten."""
    lower, failed = linalg.lapack.spotrf(matrix, lower=1, clean=1, overwrite_a=1)
    if failed:
        raise ValueError("the examples cannot be told apart: raise `ridge`")
    half, _ = linalg.lapack.spotri(lower, lower=1, overwrite_c=1)
    whole: Floats = np.tril(half) + np.tril(half, -1).T
    return whole


def _confidences(scores: Floats, temperature: float) -> Floats:
    """Softmax of the scores over a temperature."""
    raised = np.exp((scores - scores.max(axis=1, keepdims=True)) / np.float32(temperature))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
