"""Which of several taught values guides a request, and when two of them have equal claims.

The most specific condition that holds wins; of two that ask for the same things, the narrower; one that ends on a
date before any that comes back; then the newest, then the most used. Two that ask for as many, but other things ("in
the morning jazz", "in the kitchen classical", in the kitchen in the morning) clash, and the person is asked, once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from preferences.condition import ALWAYS, Condition
from preferences.preference import Preference
from preferences.stored_condition import same_condition
from preferences.surroundings import Surroundings

_AGE = attrgetter("learned_at", "uses", "id")


@dataclass(frozen=True)
class Clash:
    """Two taught values with equal claims."""

    concept: str
    """What they are about."""
    preferences: tuple[Preference, Preference]
    """The two, the newer first."""

    @property
    def key(self) -> str:
        """What the memory notes once the person was asked, so that they are not asked again."""
        older, newer = sorted(preference.id for preference in self.preferences)
        return f"{self.concept}/{older}/{newer}"

    @property
    def condition(self) -> Condition:
        """Both conditions at once: when the answer is to hold."""
        newer, older = (preference.condition for preference in self.preferences)
        also = {name: value for name, value in vars(newer).items() if value}
        return replace(older, **{**also, "words": f"{older.words} {newer.words}".strip()})


def guiding(
    preferences: Sequence[Preference], now: datetime, surroundings: Surroundings | None
) -> tuple[Preference | None, Preference | None]:
    """The liked preference that guides a request, and another with an equal claim, if there is one."""
    # Nearly all preferences always hold; a person may have a thousand, so their condition is not looked into.
    always = [p for p in preferences if p.liked and p.condition is ALWAYS]
    holding = [p for p in preferences if p.liked and p.condition is not ALWAYS and p.condition.holds(now, surroundings)]
    most = max((p.condition.specificity for p in holding), default=0)
    if most == 0:
        return max((*always, *holding), key=_AGE, default=None), None
    best: dict[frozenset[str], Preference] = {}
    for preference in holding:
        asked = preference.condition.asks_for
        if len(asked) == most:
            best[asked] = max(best.get(asked, preference), preference, key=_claim)
    ending = [p for asked, p in best.items() if "dates" in asked]
    first, *others = sorted(ending or best.values(), key=_AGE, reverse=True)
    rival = next((p for p in others if p.value != first.value), None)
    return first, rival


def open_clashes(preferences: Sequence[Preference], refused: Collection[str], now: datetime) -> tuple[Clash, ...]:
    """The pairs of one concept that would clash where both hold, and about which the person has not been asked yet.

    Args:
        preferences: the current preferences on one concept.
        refused: what the person was asked already, or does not want to be asked.
        now: the person's clock, aware.
    """
    limited = [p for p in preferences if p.liked and p.condition.specificity and not p.condition.expired(now)]
    found = []
    for at, one in enumerate(limited):
        for other in limited[at + 1 :]:
            newer, older = sorted((one, other), key=_AGE, reverse=True)
            clash = Clash(one.concept, (newer, older))
            mine, theirs = one.condition.asks_for, other.condition.asks_for
            equal = len(mine) == len(theirs) and mine != theirs and ("dates" in mine) == ("dates" in theirs)
            settled = any(same_condition(p.condition, clash.condition, now) for p in limited)
            if equal and one.value != other.value and clash.key not in refused and not settled:
                found.append(clash)
    return tuple(found)


def _claim(preference: Preference) -> tuple[object, ...]:
    return preference.condition.narrowness, *_AGE(preference)
