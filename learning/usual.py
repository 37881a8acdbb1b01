"""A person's habits as they can be looked at: each with what it rests on, and a name to stop it by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from learning.features import NOTHING
from learning.habits import HERE, Evidence, Habits, Name, reason
from preferences.evidence import day_told
from preferences.places import find_place

PREFIX = "habit/"
"""What the name of a habit begins with; one that was stopped is kept under it as a refusal."""
_ORDER = ("", *(kind for kind in HERE if kind != "before"), "before")
"""Where a habit holds, the widest first: it is told once, by the first that is sure."""


@dataclass(frozen=True)
class Usual:
    """One habit."""

    id: str
    """Names it, to stop it and to go by it again."""
    told: str
    """What it is: "you usually play jazz in the evening"."""
    times: int
    """How often it was so, of late."""
    of: int
    """Out of how many times."""
    days: int
    """On how many different days."""
    last: date
    """The last of them, by the person's clock."""
    stopped: bool
    """The person does not want it gone by."""

    def evidence(self, now: datetime) -> str:
        """One sentence on what it rests on; now is the person's clock, aware."""
        on = "on one day" if self.days == 1 else f"on {self.days} different days"
        last = day_told(datetime.combine(self.last, time(12), now.tzinfo), now)
        return f"It was so {self.times} of the last {self.of} times, {on}, last {last}."


def habit_id(name: Name) -> str:
    """The name of a habit: of a request's detail, of what a place means, of a request that comes each time."""
    return PREFIX + "|".join(name)


def usuals(habits: Habits, stopped: Collection[str] = ()) -> tuple[Usual, ...]:
    """All habits of a person, those they stopped included.

    Args:
        habits: what was learned.
        stopped: names of habits that are not to be gone by.
    """
    found: dict[Name, Usual] = {}

    def note(name: Name, told: str, value: str, evidence: Evidence) -> None:
        named = [(one, occasion) for one, occasion, _ in tuple(evidence.seen) if one != NOTHING]
        days = {occasion[0] for one, occasion in named if one == value}
        times = sum(one == value for one, _ in named)
        key = habit_id(name)
        seen = Usual(key, told, times, len(named), len(days), date.fromordinal(max(days)), key in stopped)
        found.setdefault(name, seen)

    for kind in _ORDER:
        for intent, entity, where, value, evidence in habits.filled(kind):
            note((intent, entity, value), _told(intent, entity, value, kind, where), value, evidence)
    for said, label, evidence in habits.meant():
        usual = find_place(said)
        if usual is None or usual.place.label != label:  # What anybody means by it is no habit.
            note(("", said, label), f"you usually mean {label} when you say {said}", label, evidence)
    for when, intent, evidence in habits.followed():
        note((intent, "", ""), f'"the usual" {when} is {_plain(intent)}', intent, evidence)
    return tuple(found.values())


def _told(intent: str, entity: str, value: str, kind: str, where: str) -> str:
    if kind == "before":
        always = reason(intent, entity, value, "", {})
        return always if where == NOTHING else f"{always} after {_plain(where)}"
    return reason(intent, entity, value, kind, {kind: where})


def _plain(intent: str) -> str:
    return intent.removeprefix("iot_").replace("_", " ")
