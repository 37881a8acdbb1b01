"""How often each reading was right under which circumstances: for one person, and for everybody.

Shares are smoothed by Dirichlet priors that back off from the person to everybody to the imagined turns of
`context.yml`, so that few turns say little: `docs/context.md` has the formula.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log

from learning.prior import Prior

PERSON_STRENGTH = 8.0
"""Turns of everybody that one person's turns of a reading are weighed against."""
GLOBAL_STRENGTH = 5.0
"""Turns of the background that everybody's turns of a reading are weighed against."""
BACKGROUND_STRENGTH = 50.0
"""Imagined turns behind the background's shares."""
MOST_OF_ONE = 5
"""Turns that one person adds at most to a count of everybody's."""
MOST_PEOPLE = 50
"""People who are told apart in one count; with more, no single one weighs anything."""
MOST_SAID = 3.0
"""What one feature says at most: twenty to one."""
MOST_OF_ALL = 40.0
"""Turns that everybody's count for at most, or as many as were imagined: no crowd makes a screen of a loudspeaker."""
FADING = ("open", "words")
"""Features that tell what a person means by words; what they meant of late counts for more."""
KEPT = 0.9
"""What such a turn still weighs when one more of its kind has come."""
ANY = "*"
"""The reading that stands for all of them."""

Cell = tuple[str, str, str]
"""Reading, feature and value."""


class PersonCounts:
    """One person's turns."""

    def __init__(self) -> None:
        self._cells: dict[Cell, float] = defaultdict(float)
        self._totals: Counter[tuple[str, str]] = Counter()
        self._intents: set[str] = set()

    def add(self, intent: str, features: Iterable[tuple[str, str]], times: int = 1) -> None:
        """Count a turn; with -1, take it back."""
        self._intents.add(intent)
        for name, value in features:
            if name in FADING:
                self._fade(name, value)
            self._cells[intent, name, value] += times
            self._cells[ANY, name, value] += times
            self._totals[intent, name] += times

    def of(self, intent: str, feature: str, value: str) -> tuple[float, float]:
        """How many turns had that value, and how many had that feature."""
        return max(self._cells.get((intent, feature, value), 0.0), 0.0), self._totals[intent, feature]

    def _fade(self, name: str, value: str) -> None:
        for intent in (*self._intents, ANY):
            if (intent, name, value) in self._cells:
                self._cells[intent, name, value] *= KEPT


class GlobalCounts:
    """Everybody's turns; a count that fewer than `k` different people stand behind is none."""

    def __init__(self, k: int) -> None:
        self._k = k
        self._cells: dict[Cell, dict[int, int]] = {}

    def add(self, person: str, intent: str, features: Iterable[tuple[str, str]], times: int = 1) -> None:
        """Count a turn of a person; with -1, take it back."""
        who = hash(person)
        for name, value in features:
            for cell in ((intent, name, value), (ANY, name, value), (intent, name, ANY), (ANY, name, ANY)):
                people = self._cells.setdefault(cell, {})
                if who in people or len(people) < MOST_PEOPLE:
                    people[who] = people.get(who, 0) + times

    def of(self, intent: str, feature: str, value: str) -> float:
        """How many turns of enough different people had that value."""
        people = self._cells.get((intent, feature, value))
        if people is None:
            return 0.0
        # In one step: another thread may be counting.
        counted = [min(times, MOST_OF_ONE) for times in tuple(people.values()) if times > 0]
        return float(sum(counted)) if len(counted) >= self._k else 0.0


def background(prior: Prior, everybody: GlobalCounts, feature: str, value: str) -> float:
    """The share of a value over all readings."""
    listed = prior.background.get(feature, {})
    imagined = listed.get(value, 0.0) or max(1.0 - sum(listed.values()), 0.05) / 4
    seen, total = everybody.of(ANY, feature, value), everybody.of(ANY, feature, ANY)
    return (seen + BACKGROUND_STRENGTH * imagined) / (total + BACKGROUND_STRENGTH)


def said(
    prior: Prior, everybody: GlobalCounts, person: PersonCounts | None, intent: str, feature: str, value: str
) -> float:
    """What a feature's value says for a reading: the logarithm of its share under the reading by that over all."""
    usual = background(prior, everybody, feature, value)
    imagined: Mapping[str, float] = prior.turns.get(intent, {}).get(feature, {})
    counted = everybody.of(intent, feature, ANY)
    weight = min(1.0, max(MOST_OF_ALL, sum(imagined.values())) / counted) if counted else 0.0
    seen = weight * everybody.of(intent, feature, value) + imagined.get(value, 0.0)
    total = weight * counted + sum(imagined.values())
    share = (seen + GLOBAL_STRENGTH * usual) / (total + GLOBAL_STRENGTH)
    if person is not None:
        own, all_own = person.of(intent, feature, value)
        share = (own + PERSON_STRENGTH * share) / (all_own + PERSON_STRENGTH)
    return max(-MOST_SAID, min(MOST_SAID, log(share / usual)))
