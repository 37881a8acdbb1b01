"""Wordings by their letters: n-grams of characters, the rare ones weighing more (tf-idf)."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]

BUCKETS = 1 << 16
"""Columns that n-grams are hashed into."""
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
class Grams:
    """One wording as a vector of n-grams, of length one."""

    columns: NDArray[np.int64]
    """The columns that are not nothing."""
    values: Floats
    """What stands there."""


@dataclass(frozen=True)
class Letters:
    """Wordings as vectors of n-grams, each of length one, the rare ones weighing more."""

    rows: sparse.csr_matrix
    """(wordings, BUCKETS)."""
    weights: Floats
    """(BUCKETS,): the inverse document frequencies."""
    postings: sparse.csr_matrix
    """(BUCKETS, wordings): the same as `rows`, by n-gram."""

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
        return cls(rows, weights, rows.T.tocsr())

    def vector(self, text: str) -> Grams:
        """A wording as a vector of n-grams, of length one."""
        columns, counts = grams(text)
        values = counts * self.weights[columns]
        return Grams(columns, values / max(float(np.linalg.norm(values)), 1e-9))

    def likeness(self, asked: Grams, most: int | None = None) -> Floats:
        """(wordings,): the cosine of a wording with each.

        Args:
            asked: the wording.
            most: postings that are read, those of rare n-grams first; all, if left out. What is not read is missing.
        """
        columns, values = asked.columns, asked.values
        if most is not None:
            lengths = self.postings.indptr[columns + 1] - self.postings.indptr[columns]
            order = np.argsort(lengths, kind="stable")
            rare = order[: max(1, int(np.searchsorted(lengths[order].cumsum(), most, "right")))]
            columns, values = columns[rare], values[rare]
        found: Floats = self.postings[columns].T @ values
        return found

    def among(self, asked: Grams, places: NDArray[np.int64]) -> Floats:
        """(places,): the cosine of a wording with some."""
        whole = np.zeros(BUCKETS, np.float32)
        whole[asked.columns] = asked.values
        found: Floats = self.rows[places] @ whole
        return found
