"""Which wordings stand together more often than chance would have it.

Who is not understood says it again in other words, which may share no letter with the first ones; but many people do
so with the same two. Pointwise mutual information of wordings that follow each other in a session (Church and Hanks
1990), counted over people, so that nobody's habit tells it alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import log

BY_CHANCE = 0.3
"""Share of what follows within a session that is something new, and so whatever people ask for."""
IMAGINED = 0.3
"""People imagined on both sides, so that what was seen once says little."""


class Company:
    """Counts of who said what after what."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._followed: Counter[str] = Counter()
        self._said: Counter[str] = Counter()
        self._turns = 0

    def add(self, person: str, texts: Sequence[str]) -> None:
        """Count one session of a person."""
        self._said.update(texts)
        self._turns += len(texts)
        for one, other in pairwise(texts):
            self._followed[one] += 1
            self._people[_pair(one, other)].add(person)

    def lift(self, person: str, one: str, other: str) -> float:
        """What other people's sessions say for two wordings meaning the same, in log odds; 0 where they say nothing.

        Args:
            person: who said them now, and does not count.
            one: a wording.
            other: one that came after it.
        """
        if one == other:
            return 0.0
        people = self._people.get(_pair(one, other), set())
        count = len(people) - (person in people)
        by_chance = self._followed[one] * self._said[other] + self._followed[other] * self._said[one]
        return log((count + IMAGINED) / (BY_CHANCE * by_chance / max(self._turns, 1) + IMAGINED))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
