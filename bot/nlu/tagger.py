"""Which words of a request are entities: a chain of tags over spellings, neighbours and the encoder's guesses."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pycrfsuite
from numpy.typing import NDArray
from scipy import linalg

from bot.nlu.kernel import times

Floats = NDArray[np.float32]
Signs = dict[str, float | bool | str]

VERSION = 2
"""Goes up when a saved tagger of before can no longer be read."""

NOTHING = "O"
"""The tag of a word that belongs to no entity."""

FOLDS = 5
BEST = 3
"""How many of the encoder's guesses on a word the chain gets to see."""


class NotATagger(ValueError):
    """The folder holds no tagger of this version; train again."""


@dataclass(frozen=True)
class Sentence:
    """One annotated request."""

    words: tuple[str, ...]
    """Its words, in order."""
    vectors: Floats
    """One row per word."""
    tags: tuple[str, ...]
    """One per word: the kind of its entity, or `NOTHING`."""


@dataclass(frozen=True)
class Guesser:
    """Ridge regression from the vector of a word to its tag; sees meaning, knows nothing of neighbours' tags."""

    centre: Floats
    """The mean vector."""
    weights: Floats
    """One row per tag: what each part of a vector says for it."""
    shares: Floats
    """How common each tag is."""

    def guess(self, vectors: Floats) -> Floats:
        """One row of scores per word, one column per tag; about 0 to 1."""
        return times(vectors - self.centre, self.weights) + self.shares

    @classmethod
    def fit(cls, vectors: Floats, targets: Floats, ridge: float) -> Guesser:
        """Train in closed form; `ridge` is in units of the mean variance of a column."""
        centre, shares = vectors.mean(axis=0), targets.mean(axis=0)
        centred = vectors - centre
        spread = centred.T @ centred
        spread[np.diag_indices(len(spread))] += max(ridge * float(np.trace(spread)) / len(spread), 1e-6)
        weights = linalg.solve(spread, centred.T @ (targets - shares), assume_a="pos", overwrite_a=True)
        return cls(centre, np.ascontiguousarray(weights.T, dtype=np.float32), shares)


class Tagger:
    """A trained tagger."""

    def __init__(self, labels: Sequence[str], guesser: Guesser, chain: bytes) -> None:
        self.labels = tuple(labels)
        """All tags, `NOTHING` included."""
        self._guesser = guesser
        self._bytes = chain
        self._chain = pycrfsuite.Tagger()
        self._chain.open_inmemory(chain)

    def tag(self, words: Sequence[str], vectors: Floats) -> list[tuple[str, float]]:
        """The tag of each word, and how sure that is, 0 to 1."""
        if not words:
            return []
        tags = self._chain.tag(_signs(words, self._guesser.guess(vectors), self.labels))
        return [(tag, float(self._chain.marginal(tag, place))) for place, tag in enumerate(tags)]

    def save(self, folder: Path) -> None:
        """Write into a folder, without pickles."""
        with (folder / "tagger.npz").open("wb") as file:
            np.savez(
                file,
                version=VERSION,
                labels=np.array(self.labels, dtype=np.str_),
                centre=self._guesser.centre,
                weights=self._guesser.weights,
                shares=self._guesser.shares,
                chain=np.frombuffer(self._bytes, dtype=np.uint8),
            )

    @classmethod
    def load(cls, folder: Path) -> Tagger:
        """Read what `save` wrote.

        Raises:
            NotATagger: the file is missing, damaged or of another version.
        """
        path = folder / "tagger.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                if int(kept["version"]) != VERSION:
                    raise NotATagger(f"{path.name} was written by another version. Train again.")
                guesser = Guesser(kept["centre"], kept["weights"], kept["shares"])
                return cls([str(label) for label in kept["labels"]], guesser, kept["chain"].tobytes())
        except NotATagger:
            raise
        except (OSError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as problem:
            raise NotATagger(f"{path.name} holds no trained tagger. Train again.") from problem


def fit(sentences: Sequence[Sentence], *, ridge: float = 0.03, rounds: int = 50) -> Tagger:
    """Train the guesser, then the chain on guesses about sentences the guesser had not seen.

    Raises:
        ValueError: there is no sentence with a word in it.
    """
    sentences = [sentence for sentence in sentences if sentence.words]
    if not sentences:
        raise ValueError("a tagger needs sentences")
    labels = sorted({tag for sentence in sentences for tag in sentence.tags} | {NOTHING})
    column = {label: number for number, label in enumerate(labels)}
    vectors = np.concatenate([sentence.vectors for sentence in sentences]).astype(np.float32)
    tags = np.array([column[tag] for sentence in sentences for tag in sentence.tags])
    targets = np.eye(len(labels), dtype=np.float32)[tags]
    lengths = [len(sentence.words) for sentence in sentences]
    # Told by its words, so that the same sentence twice is never both trained on and guessed at.
    folds = np.repeat(
        [zlib.crc32(" ".join(sentence.words).lower().encode()) % FOLDS for sentence in sentences], lengths
    )
    guesses = np.zeros_like(targets)
    for fold in np.unique(folds):
        held = folds == fold
        # A handful of sentences may all fall into one fold: then they are guessed at as seen.
        known = ~held if (~held).any() else held
        guesses[held] = Guesser.fit(vectors[known], targets[known], ridge).guess(vectors[held])
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": rounds})
    for sentence, rows in zip(sentences, np.split(guesses, np.cumsum(lengths)[:-1]), strict=True):
        trainer.append(_signs(sentence.words, rows, labels), list(sentence.tags))
    with tempfile.TemporaryDirectory() as folder:
        chain = Path(folder) / "chain"
        trainer.train(str(chain))
        return Tagger(labels, Guesser.fit(vectors, targets, ridge), chain.read_bytes())


def _signs(words: Sequence[str], guesses: Floats, labels: Sequence[str]) -> list[Signs]:
    """What the chain is told about each word."""
    order = np.argsort(-guesses, axis=1)[:, :BEST]
    spelled = [_spelling(word) for word in words]
    found = []
    for place, word in enumerate(words):
        low = word.lower()
        signs: Signs = {
            "bias": True,
            **spelled[place],
            "starts": low[:5],
            "begins": low[:2],
            "ends": low[-5:],
            "ending": low[-3:],
            "last": low[-2:],
            "digits": word.isdigit(),
        }
        for label in order[place]:
            signs[f"guess {labels[label]}"] = 2 * max(float(guesses[place, label]), 0.0)
        for name, near in (("before", place - 1), ("after", place + 1)):
            if 0 <= near < len(words):
                signs.update({f"{name} {key}": value for key, value in spelled[near].items()})
                first = order[near, 0]
                signs[f"{name} guess {labels[first]}"] = max(float(guesses[near, first]), 0.0)
            else:
                signs[f"nothing {name}"] = True
        found.append(signs)
    return found


def _spelling(word: str) -> Signs:
    return {"word": word.lower(), "title": word.istitle(), "capitals": word.isupper()}
