"""Finds requests of the record that sound or mean nearly the same: character n-grams beside sentence vectors.

What a speech recogniser makes of a request keeps its form more than its meaning, so n-grams come first; vectors
add what was said in other words. Every entry is compared, until there are so many that the vectors are searched in
an approximate index (usearch); the postings of n-grams stay exact.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]

BUCKETS = 1 << 16
"""Columns that n-grams are hashed into."""
LARGE = 20_000
"""Wordings from which on vectors are searched approximately."""
WIDER = 8
"""How many times as many are taken from each of the two searches as are wanted, to be compared exactly."""
SIZES = (2, 3, 4)
"""Lengths of n-grams."""


def grams(text: str) -> tuple[NDArray[np.int64], Floats]:
    """The n-grams of a wording as columns, and one plus the logarithm of how often each stands in it."""
    padded = f" {text} "
    counted = Counter(
        zlib.crc32(padded[at : at + size].encode()) % BUCKETS for size in SIZES for at in range(len(padded) - size + 1)
    )
    columns = np.fromiter(counted.keys(), np.int64, len(counted))
    counts = np.fromiter(counted.values(), np.float32, len(counted))
    return columns, 1.0 + np.log(counts)


@dataclass(frozen=True)
class Letters:
    """Wordings as vectors of n-grams, each of length one, the rare ones weighing more."""

    rows: sparse.csr_matrix
    """(wordings, BUCKETS)."""
    weights: Floats
    """(BUCKETS,): the inverse document frequencies."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> Letters:
        """Count the n-grams of some wordings."""
        read = [grams(text) for text in texts]
        indptr = np.cumsum([0, *(len(columns) for columns, _ in read)])
        indices = np.concatenate([columns for columns, _ in read]) if read else np.zeros(0, np.int64)
        data = np.concatenate([counts for _, counts in read]) if read else np.zeros(0, np.float32)
        seen = np.bincount(indices, minlength=BUCKETS)
        weights = (np.log((1.0 + len(texts)) / (1.0 + seen)) + 1.0).astype(np.float32)
        rows = sparse.csr_matrix((data * weights[indices], indices, indptr), shape=(len(texts), BUCKETS))
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        rows = sparse.diags(1.0 / np.maximum(lengths, 1e-9)).dot(rows).tocsr().astype(np.float32)
        return cls(rows, weights)

    @cached_property
    def _postings(self) -> sparse.csc_matrix:
        return self.rows.tocsc()

    def vector(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """A wording's columns and values, of length one."""
        columns, counts = grams(text)
        values = counts * self.weights[columns]
        return columns, values / max(float(np.linalg.norm(values)), 1e-9)

    def likeness(self, text: str) -> Floats:
        """(wordings,): the cosine of a wording with each."""
        postings = self._postings
        columns, values = self.vector(text)
        begins, ends = postings.indptr[columns], postings.indptr[columns + 1]
        lengths = ends - begins
        total = int(lengths.sum())
        if not total:
            return np.zeros(self.rows.shape[0], np.float32)
        # All the query's columns at once: where each entry stands among the postings.
        at = np.repeat(begins - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(total)
        weighed = postings.data[at] * np.repeat(values, lengths)
        return np.bincount(postings.indices[at], weighed, self.rows.shape[0]).astype(np.float32)


@dataclass(frozen=True)
class Index:
    """What can be found."""

    texts: tuple[str, ...]
    """The wordings."""
    letters: Letters
    """Their n-grams."""
    vectors: Floats
    """(wordings, width): their sentence vectors, of length one."""
    large: int = LARGE
    """Wordings from which on the search is approximate."""

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Floats, large: int = LARGE) -> Index:
        """Index some wordings with their vectors."""
        return cls(tuple(texts), Letters.of(texts), np.ascontiguousarray(vectors, dtype=np.float32), large)

    @cached_property
    def _graph(self) -> Any:
        """The approximate index of the vectors (HNSW, Malkov and Yashunin 2018)."""
        from usearch.index import Index as Graph

        graph = Graph(ndim=self.vectors.shape[1], metric="ip", dtype="f16", expansion_search=128)
        graph.add(np.arange(len(self.vectors), dtype=np.uint64), self.vectors)
        return graph

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each wording stands."""
        return {text: number for number, text in enumerate(self.texts)}

    def near(self, text: str, vector: Floats, most: int, without: int | None = None) -> Near:
        """The nearest wordings by the mean of both likenesses, and the nearest by each alone.

        Args:
            text: a wording.
            vector: its sentence vector, of length one.
            most: how many are wanted.
            without: an entry that is left out.
        """
        if not self.texts:
            nothing = np.zeros(0, np.float32)
            return Near(np.zeros(0, np.int64), nothing, nothing)
        if len(self.texts) >= self.large:
            return self._nearly(text, vector, most, without)
        letters = self.letters.likeness(text)
        meaning = np.einsum("ij,j->i", self.vectors, vector) if len(self.texts) < 2_000 else self.vectors @ vector
        both = letters + meaning
        if without is not None:
            both[without] = -1.0
        best = np.argpartition(-both, most)[:most] if len(both) > most else np.arange(len(both))
        if without is not None:
            best = best[best != without]
        best = best[np.argsort(-both[best], kind="stable")]
        return Near(best, letters[best], meaning[best])

    def _nearly(self, text: str, vector: Floats, most: int, without: int | None) -> Near:
        wide = min(WIDER * most, len(self.texts) - 1)
        letters = self.letters.likeness(text)
        by_letters = np.argpartition(-letters, wide)[:wide]
        by_meaning = np.asarray(self._graph.search(vector, wide).keys).astype(np.int64)
        some = np.union1d(by_letters, by_meaning)
        if without is not None:
            some = some[some != without]
        meaning = np.einsum("ij,j->i", self.vectors[some], vector)
        order = np.argsort(-(letters[some] + meaning), kind="stable")[:most]
        return Near(some[order], letters[some][order], meaning[order])


@dataclass(frozen=True)
class Near:
    """Neighbours of a wording, nearest first."""

    places: NDArray[np.int64]
    """Which entries."""
    letters: Floats
    """Cosines of n-grams."""
    meaning: Floats
    """Cosines of sentence vectors."""
