"""The sentence encoder: as exact as it should be, whatever text comes in, and kept between starts."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from bot.nlu import minilm
from bot.nlu.minilm import Encoded, MiniLM

pytestmark = pytest.mark.slow

TEXTS = (
    "turn off the lights in the kitchen",
    "what's the weather like in Tokyo tomorrow?",
    "i can't stand country music",
    "ok",
    "set an alarm for seven thirty on weekdays please and make it loud",
)

NASTY = (
    "/",
    "😀😀",
    "x" * 5000,
    "a b " * 2000,
    "<b>hi</b><script>alert(1)</script>",
    "'; DROP TABLE preference; --",
    "привет мир 你好 שלום",
    "\x00\x07\u200b",
    "é" * 300,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("encoder")


@pytest.fixture(scope="module")
def small(folder: Path) -> MiniLM:
    return MiniLM.load(folder)


@pytest.fixture(scope="module")
def exact(folder: Path) -> MiniLM:
    return MiniLM.load(folder, small=False)


def by_hand(ids: list[int]) -> np.ndarray:
    """The encoder written once more, in plain numpy and double precision: the token vectors of the last layer."""
    source = minilm.weights_folder()
    weights = {name: value.astype(np.float64) for name, value in load_file(source / "model.safetensors").items()}
    config = json.loads((source / "config.json").read_text("utf-8"))
    heads = config["num_attention_heads"]
    erf = np.vectorize(math.erf)

    def normalise(name: str, rows: np.ndarray) -> np.ndarray:
        rows = rows - rows.mean(-1, keepdims=True)
        rows = rows / np.sqrt((rows**2).mean(-1, keepdims=True) + config["layer_norm_eps"])
        return rows * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def linear(name: str, rows: np.ndarray) -> np.ndarray:
        return rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    rows = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    rows = normalise("embeddings.LayerNorm", rows)
    for layer in range(config["num_hidden_layers"]):
        root = f"encoder.layer.{layer}"
        query, key, value = (
            linear(f"{root}.attention.self.{part}", rows).reshape(len(ids), heads, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1])
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        seen = (shares @ value).swapaxes(0, 1).reshape(len(ids), -1)
        name = f"{root}.attention.output"
        rows = normalise(f"{name}.LayerNorm", rows + linear(f"{name}.dense", seen))
        wide = linear(f"{root}.intermediate.dense", rows)
        wide = wide * 0.5 * (1 + erf(wide / math.sqrt(2)))
        rows = normalise(f"{root}.output.LayerNorm", rows + linear(f"{root}.output.dense", wide))
    return rows


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@pytest.mark.parametrize("text", TEXTS)
def test_the_float_graph_computes_what_the_weights_say(exact: MiniLM, text: str) -> None:
    ids = exact._tokenizer.encode(text).ids
    wanted = by_hand(ids)
    got = exact.encode(text)
    assert cosine(got.sentence, wanted.mean(axis=0)) > 0.99999
    assert np.abs(got.pieces[:, -384:] - wanted[1:-1]).max() < 1e-4


@pytest.mark.parametrize("text", TEXTS)
def test_whole_numbers_stay_near_the_floats(exact: MiniLM, small: MiniLM, text: str) -> None:
    assert cosine(exact.encode(text).sentence, small.encode(text).sentence) > 0.97


def test_near_in_meaning_is_near_in_space(small: MiniLM) -> None:
    asked = small.encode("switch off the lamps").sentence
    near = cosine(asked, small.encode("turn the lights off").sentence)
    far = cosine(asked, small.encode("what did the Lakers score").sentence)
    assert near > far + 0.3


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_text_has_a_vector(small: MiniLM, text: str) -> None:
    encoded = small.encode(text)
    assert encoded.sentence.shape == (384,)
    assert np.isfinite(encoded.sentence).all()
    assert np.linalg.norm(encoded.sentence) == pytest.approx(1, abs=1e-5)
    assert len(encoded.pieces) == len(encoded.spans) <= minilm.LONGEST - 2


def test_many_together_come_out_as_each_alone(small: MiniLM) -> None:
    for text, together in zip(TEXTS, small.encode_all(TEXTS), strict=True):
        assert np.array_equal(together.layers, small.encode(text).layers)


def test_the_last_layer_is_the_sentence(small: MiniLM) -> None:
    encoded = small.encode(TEXTS[0])
    assert encoded.layers.shape == (6, 384)
    assert np.array_equal(encoded.layers[-1], encoded.sentence)


def test_a_token_is_the_mean_of_its_pieces() -> None:
    # Two layers of one number each.
    pieces = np.array([[1, 0], [3, 2], [5, 5]], np.float32)
    encoded = Encoded(np.ones(1, np.float32), np.ones((2, 1), np.float32), pieces, ((0, 4), (4, 8), (9, 11)))
    assert encoded.tokens([(0, 8), (9, 11), (12, 15)], [1, 2]).tolist() == [[2, 1], [5, 5], [0, 0]]
    assert encoded.tokens([(0, 8)], [2]).tolist() == [[1]]


def test_the_graph_is_kept_and_mended(tmp_path: Path) -> None:
    first = MiniLM.load(tmp_path).encode(TEXTS[0]).sentence
    (kept,) = tmp_path.iterdir()
    assert minilm.fingerprint() in kept.name
    kept.write_bytes(kept.read_bytes()[:1000])
    assert np.array_equal(MiniLM.load(tmp_path).encode(TEXTS[0]).sentence, first)
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
    assert kept.stat().st_size > 20_000_000


def test_it_works_where_nothing_can_be_kept(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder", "utf-8")
    assert MiniLM.load(in_the_way / "encoder").encode("hello").sentence.shape == (384,)


def test_missing_weights_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package_of_weights")
    minilm.fingerprint.cache_clear()
    with pytest.raises(minilm.EncoderMissing, match="not installed"):
        MiniLM.load(tmp_path)
    minilm.fingerprint.cache_clear()


def test_the_same_words_are_read_once_in_a_turn(small: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []

    class Counting:
        def run(self, *given: object) -> object:
            runs.append(given)
            return session.run(*given)

    session = small._session
    monkeypatch.setattr(small, "_session", Counting())
    first, again = small.encode("Play Some Jazz"), small.encode("play some jazz")
    assert len(runs) == 1
    assert np.array_equal(first.sentence, again.sentence) and np.array_equal(first.pieces, again.pieces)
    other = small.encode("play some rock")
    assert len(runs) == 2 and not np.array_equal(other.sentence, first.sentence)
    assert np.array_equal(small.encode("play some jazz").sentence, first.sentence)
