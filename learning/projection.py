"""Turns sentence vectors so that a wording that fails lies nearer to what means the same and works.

The encoder was trained on written sentences; what a recogniser makes of a request lies where it will. A linear map
*W* is fitted to the record: of a failing wording's neighbours, those that mean the same and work should be nearer
than the others (InfoNCE, van den Oord et al. 2018, with every wording that means the same as a positive). The others
are the nearest ones of another meaning, most of them the same intent with other details. *W* is held close to the
identity, so that a short record changes next to nothing, and a very short one nothing at all.

Wordings that *W* was fitted to lie nearer to what they mean than unheard ones will. What is to be learned of likeness
from the record itself is therefore learned by halves: each wording by a map that did not see it (stacking, Wolpert
1992).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from learning.rewriting_features import Entry
from learning.rewriting_index import Index

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

WARMTH = 0.1
"""How far likeness may lie apart before the farther one counts for nothing: the temperature of the softmax."""
STIFF = 1.0
"""How strongly the map is held to the identity, for one failing wording; the more there are the less, by their root."""
FEWEST = 50
"""Failing wordings with one that means the same and works, below which nothing is learned."""
MOST = 2_000
"""Failing wordings that are learned from; by chance where there are more."""
BESIDE = 32
"""Nearest wordings that each is told apart from, and those that mean the same that it is drawn to at most."""
ROUNDS = 30
"""Steps of the minimiser."""
FAILS = 0.5
"""A wording that fails more often than this is one to find others for."""
WORKS = 0.3
"""A wording that fails less often than this is one to be found."""
SAME = 0.05
"""How likely two wordings have to mean the same to be a pair."""


@dataclass(frozen=True)
class Projection:
    """A linear map of sentence vectors; the identity until something was learned."""

    map: Floats | None = None
    """(width, width); None for the identity."""

    def __call__(self, vectors: Floats) -> Floats:
        """One vector or rows of them, turned and of length one again."""
        if self.map is None:
            return vectors
        turned = vectors @ self.map
        found: Floats = turned / np.maximum(np.linalg.norm(turned, axis=-1, keepdims=True), 1e-9)
        return found


IDENTITY = Projection()
"""Turns nothing."""


@dataclass(frozen=True)
class Pairs:
    """Failing wordings, each with those it should be near to and those it should not."""

    rows: NDArray[np.int64]
    """(pairs,): the failing wording, in order."""
    others: NDArray[np.int64]
    """(pairs,): the other one."""
    same: Doubles
    """(pairs,): how likely the other one is a right one to find, 0 to 1."""
    letters: Doubles
    """(pairs,): their likeness as letters."""
    begins: NDArray[np.int64]
    """(failing wordings,): where the pairs of each begin."""
    weights: Doubles
    """(failing wordings,): how likely each fails; one in sum."""


@dataclass(frozen=True)
class Fitted:
    """What was learned of one record."""

    whole: Projection = IDENTITY
    """By all of it: the one to be served with."""
    halves: tuple[Projection, ...] = (IDENTITY,)
    """For the wordings of each half by the other half alone; one for all where nothing was learned."""

    def half_of(self, text: str) -> int:
        """Which half a wording is of: always the same."""
        return zlib.crc32(text.encode()) % len(self.halves)


def learn(entries: Sequence[Entry], index: Index) -> Fitted:
    """Learn from wordings that everybody may know.

    Args:
        entries: what each wording means and how it went.
        index: the same wordings, with the vectors of the encoder.
    """
    failing = failures(entries)
    if len(failing) < FEWEST:
        return Fitted()
    known = Fitted(halves=(IDENTITY, IDENTITY))
    half = np.array([known.half_of(index.texts[row]) for row in failing.tolist()])
    whole, *others = (fit(entries, index, rows) for rows in (failing, failing[half != 0], failing[half != 1]))
    return Fitted(whole, tuple(others))


def fit(entries: Sequence[Entry], index: Index, failing: NDArray[np.int64]) -> Projection:
    """Fit one map.

    Args:
        entries: what each wording means and how it went.
        index: the same wordings, with the vectors of the encoder.
        failing: which of them are learned from.
    """
    if not len(failing):
        return IDENTITY
    pairs = paired(entries, index, failing)
    used = np.union1d(pairs.rows, pairs.others)
    vectors = index.vectors[used].astype(np.float64)
    width = vectors.shape[1]
    pairs = replace(pairs, rows=np.searchsorted(used, pairs.rows), others=np.searchsorted(used, pairs.others))
    found = minimize(
        loss, np.zeros(width * width), (pairs, vectors), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
    ).x
    return Projection((np.eye(width) + found.reshape(width, width)).astype(np.float32))


def failures(entries: Sequence[Entry]) -> NDArray[np.int64]:
    """Failing wordings that the record knows another one for, which means the same and works."""
    best: dict[int, float] = {}
    for one in entries:
        if one.fails < WORKS:
            best[one.own] = max(best.get(one.own, 0.0), 1.0 - one.fails)
    found = [
        row
        for row, one in enumerate(entries)
        if one.fails > FAILS and any(chance * best.get(meaning, 0.0) >= SAME for meaning, chance in one.meant.items())
    ]
    return np.array(found, np.int64)


def paired(entries: Sequence[Entry], index: Index, failing: NDArray[np.int64], seed: int = 0) -> Pairs:
    """Failing wordings with those they should be near to and those they should not."""
    means, works = _table(entries)
    kept = failing
    if len(failing) > MOST:
        kept = np.sort(np.random.default_rng(seed).choice(failing, MOST, replace=False))
    same = (means[kept] @ works.T).tocsr()
    asked = [_asked(row, same[number], index) for number, row in enumerate(kept.tolist())]
    each = np.array([len(others) for others, _, _ in asked])
    others, right, letters = (np.concatenate(parts) for parts in zip(*asked, strict=True))
    weights = np.array([entries[row].fails for row in kept])
    begins = np.cumsum(each) - each
    return Pairs(np.repeat(kept, each), others, right, letters, begins, weights / weights.sum())


def _asked(row: int, same: sparse.csr_matrix, index: Index) -> tuple[NDArray[np.int64], Doubles, Doubles]:
    """What a failing wording is told apart from: which wordings, how right each is, how alike in letters."""
    text, vector = index.texts[row], index.vectors[row]
    asked, right = index.letters.vector(text), same.indices[same.data >= SAME].astype(np.int64)
    if len(right) > BESIDE:
        likeness = index.letters.among(asked, right) + index.vectors[right] @ vector
        right = right[np.argpartition(-likeness, BESIDE)[:BESIDE]]
    others = np.union1d(index.near(text, vector, BESIDE, row).places, right)
    letters = index.letters.among(asked, others)
    return others, same[:, others].toarray().ravel().clip(0.0, 1.0), letters.astype(np.float64)


def _table(entries: Sequence[Entry]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """(wordings, readings) twice: how likely each is meant, and how well the own one works."""
    known = [(row, meaning, chance) for row, one in enumerate(entries) for meaning, chance in one.meant.items()]
    own = [(row, one.own, 1.0 - one.fails) for row, one in enumerate(entries) if one.fails < WORKS]
    shape = len(entries), 1 + max((meaning for _, meaning, _ in [*known, *own]), default=0)
    means, works = (_sparse(cells, shape) for cells in (known, own))
    return means, works


def _sparse(cells: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return sparse.csr_matrix((np.array(values, np.float64), (rows, columns)), shape)


def loss(given: Doubles, pairs: Pairs, vectors: Doubles) -> tuple[float, Doubles]:
    """What is minimised, and its slope.

    Args:
        given: (width · width,): what the map adds to the identity.
        pairs: what should be near to what.
        vectors: (wordings, width): sentence vectors.
    """
    width, count = vectors.shape[1], len(vectors)
    added = given.reshape(width, width)
    turned = vectors + vectors @ added
    lengths = np.linalg.norm(turned, axis=1, keepdims=True)
    units = turned / lengths
    each = np.diff(np.append(pairs.begins, len(pairs.rows)))
    scores = (pairs.letters + np.einsum("ij,ij->i", units[pairs.rows], units[pairs.others])) / WARMTH
    raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, pairs.begins), each))
    all_ = np.add.reduceat(raised, pairs.begins)
    right = np.add.reduceat(pairs.same * raised, pairs.begins) + 1e-9
    off = raised * np.repeat(1.0 / all_, each) - pairs.same * raised * np.repeat(1.0 / right, each)
    off *= np.repeat(pairs.weights, each) / WARMTH
    moved = sparse.csr_matrix((off, (pairs.rows, pairs.others)), (count, count))
    slope = (moved + moved.T) @ units
    slope = (slope - units * np.einsum("ij,ij->i", slope, units)[:, None]) / lengths
    stiff = STIFF / len(pairs.begins) ** 0.5
    value = float(-(pairs.weights @ np.log(right / all_)) + stiff / 2 * (given @ given))
    return value, (vectors.T @ slope + stiff * added).ravel()
