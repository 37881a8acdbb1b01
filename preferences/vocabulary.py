"""Known values of one kind, with their other names; finds them in what people say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """One known value found in a text."""

    value: str
    """The canonical value: "Golden State Warriors"."""
    start: int
    """Where the words begin in the text."""
    end: int
    """Where they end (exclusive)."""
    score: float
    """1.0 for exact words, less for a fuzzy match."""
    ambiguous: tuple[str, ...] = ()
    """All canonical values the words name equally well, when there are several ("Giants")."""


class Vocabulary:
    """Canonical values and the words people use for them. (Contract; the body is to come.)"""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """Take canonical value → other names (aliases, nicknames, plurals)."""
        raise NotImplementedError

    def __contains__(self, value: object) -> bool:
        """Whether that is a canonical value."""
        raise NotImplementedError

    @property
    def values(self) -> tuple[str, ...]:
        """All canonical values, sorted."""
        raise NotImplementedError

    def find(self, text: str) -> list[Match]:
        """All known values in a text by exact words (case, plural and "the" aside), longest first, not overlapping.

        Hash look-ups only: well under 0.1 ms for a sentence, whatever the size.
        """
        raise NotImplementedError

    def resolve(self, text: str, cutoff: float = 0.85) -> Match | None:
        """The known value that a whole short text names, misspelled or not; None when nothing is close enough."""
        raise NotImplementedError
