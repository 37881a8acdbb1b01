"""What guides a request where several liked values hold equally and the newest shall not just win."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from preferences.flow import Several
from preferences.preference import Preference
from preferences.surroundings import Surroundings

ASKED_AT_ONCE = 4
"""How many values a question names."""


@dataclass(frozen=True)
class Undecided:
    """A detail for which a person likes several values equally, where their flow says to ask."""

    name: str
    """The entity to be filled."""
    values: tuple[str, ...]
    """The values, the newest first."""


def equals(
    preferences: Sequence[Preference], several: Several, now: datetime, surroundings: Surroundings | None
) -> tuple[Preference, ...]:
    """The liked preferences under the most specific condition that holds, the first to be preferred first."""
    found = [p for p in preferences if p.liked and p.condition.holds(now, surroundings)]
    most = max((p.condition.specificity for p in found), default=0)
    found = [p for p in found if p.condition.specificity == most]
    if several is Several.MOST_USED:
        return tuple(sorted(found, key=lambda p: (p.uses, p.learned_at, p.id), reverse=True))
    return tuple(sorted(found, key=lambda p: (p.learned_at, p.uses, p.id), reverse=True))


def question(undecided: Undecided) -> str:
    """The question which of the values it shall be this time."""
    *some, last = undecided.values[:ASKED_AT_ONCE]
    return f"Which one would you like this time: {', '.join(some)} or {last}?"
