"""Finds requests of the record that sound or mean nearly the same: character n-grams beside sentence vectors.

What a speech recogniser makes of a request keeps its form more than its meaning, so n-grams come first; vectors
add what was said in other words. Every entry is compared, until there are so many that only some are: those that the
request shares its rarest n-grams with, and those that an approximate index (usearch) finds by their vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from learning.rewriting_letters import Letters

if TYPE_CHECKING:
    from usearch.index import Index as Graph

Floats = NDArray[np.float32]

LARGE = 5_000
"""Wordings from which on not all are compared."""
BY_LETTERS = 8
"""How many times as many as are wanted are then taken by their letters, to be compared exactly."""
BY_MEANING = 4
"""And by their vectors."""
POSTINGS = 30_000
"""Postings that are read for a request then; what its commonest n-grams would add to these decides little."""


@dataclass(frozen=True)
class Index:
    """What can be found."""

    texts: tuple[str, ...]
    """The wordings."""
    letters: Letters
    """Their n-grams."""
    vectors: Floats
    """(wordings, width): their sentence vectors, of length one."""
    graph: Graph | None = None
    """Finds them by their vectors, nearly (HNSW, Malkov and Yashunin 2018); None where all are compared."""

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Floats, large: int = LARGE, kept: Path | None = None) -> Index:
        """Index some wordings with their vectors.

        Args:
            texts: the wordings.
            vectors: (wordings, width), of length one.
            large: wordings from which on not all are compared.
            kept: a file that `keep` may have written for these vectors; it is read where it lies.

        Raises:
            RuntimeError: that file is damaged.
        """
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        known = kept if kept is not None and kept.exists() else None
        graph = _graph(vectors, known) if known is not None or len(texts) >= large else None
        return cls(tuple(texts), Letters.of(texts), vectors, graph)

    def turned(self, by: Callable[[Floats], Floats]) -> Index:
        """The same with other vectors made of its own."""
        vectors = np.ascontiguousarray(by(self.vectors), dtype=np.float32)
        return replace(self, vectors=vectors, graph=_graph(vectors) if self.graph is not None else None)

    def keep(self, file: Path) -> None:
        """Write what takes long to make into a file; nothing where nothing does."""
        if self.graph is not None:
            self.graph.save(str(file))

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
        if self.graph is not None:
            return self._nearly(self.graph, text, vector, most, without)
        letters = self.letters.likeness(self.letters.vector(text))
        meaning = np.einsum("ij,j->i", self.vectors, vector) if len(self.texts) < 2_000 else self.vectors @ vector
        both = letters + meaning
        if without is not None:
            both[without] = -1.0
        best = np.argpartition(-both, most)[:most] if len(both) > most else np.arange(len(both))
        if without is not None:
            best = best[best != without]
        best = best[np.argsort(-both[best], kind="stable")]
        return Near(best, letters[best], meaning[best])

    def _nearly(self, graph: Graph, text: str, vector: Floats, most: int, without: int | None) -> Near:
        asked, last = self.letters.vector(text), len(self.texts) - 1
        wide = min(BY_LETTERS * most, last)
        by_letters = np.argpartition(-self.letters.likeness(asked, POSTINGS), wide)[:wide]
        by_meaning = np.asarray(graph.search(vector, min(BY_MEANING * most, last)).keys).astype(np.int64)
        some = np.union1d(by_letters, by_meaning)
        if without is not None:
            some = some[some != without]
        letters, meaning = self.letters.among(asked, some), np.einsum("ij,j->i", self.vectors[some], vector)
        order = np.argsort(-(letters + meaning), kind="stable")[:most]
        return Near(some[order], letters[order], meaning[order])


@dataclass(frozen=True)
class Near:
    """Neighbours of a wording, nearest first."""

    places: NDArray[np.int64]
    """Which entries."""
    letters: Floats
    """Cosines of n-grams."""
    meaning: Floats
    """Cosines of sentence vectors."""


def _graph(vectors: Floats, kept: Path | None = None) -> Graph:
    # It takes a third of a second to import, and most shelves are small.
    from usearch.index import Index as Graph

    graph = Graph(ndim=vectors.shape[1], metric="ip", dtype="f16", expansion_search=64)
    if kept is not None:
        graph.view(str(kept))
        return graph
    graph.add(np.arange(len(vectors), dtype=np.uint64), vectors)
    return graph
