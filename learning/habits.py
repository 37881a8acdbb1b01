"""What a person usually means: values they always give a request, places they mean by a name, what comes each time.

A habit is learned when it is very likely (95 %) that the person means it more often than not, on enough different
occasions, and is given up as soon as that no longer holds. Newer turns count more. What was assumed proves nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from learning.experience import Experience
from learning.features import NOTHING
from preferences.learned import Habit

KEPT = 0.9
"""What a turn still weighs when one more of its kind has come."""
UNSAID = 0.3
"""What a request that left the value open weighs against a habit: the person may have meant it, or not."""
LATEST = 40
"""Turns of a kind that are looked at; older ones weigh next to nothing."""
SHARE = 0.5
"""The share that a habit has to lie above."""
DOUBT = 0.05
"""The chance that it does not."""
LEAST_TIMES = 4
"""How often a habit has to be seen."""
LEAST_OCCASIONS = 3
"""On how many different days, or in how many conversations."""
LEAST_TIMES_HERE = 5
"""The same for a habit of certain circumstances, of which there are many."""
HERE = ("before", "daypart", "week", "room", "kind")
"""The circumstances a habit may belong to."""
FILLS = frozenset(
    "music_genre artist_name food_type place_name coffee_type movie_type team league list_name house_place "
    "price_range audiobook_author diet".split()
)
"""Details that people have habits in; times, titles and amounts are said anew each time."""

Name = tuple[str, str, str]
"""Names a habit: request, detail and value; "", a place's name and what is meant by it; a request alone."""
_Seen = tuple[str, tuple[int, str], int]
"""A value (or nothing), the occasion, and the turn."""


@dataclass
class Evidence:
    """The values seen for one thing, oldest first."""

    seen: deque[_Seen] = field(default_factory=lambda: deque(maxlen=LATEST))
    """What was seen of late."""

    _known: dict[int, tuple[str, float] | None] = field(default_factory=dict)

    def add(self, value: str, occasion: tuple[int, str], turn: int) -> None:
        """Note what was seen in one more turn."""
        self.seen.append((value, occasion, turn))
        self._known.clear()

    def usual(self, least: int = LEAST_TIMES) -> tuple[str, float] | None:
        """The value that is usually meant, with the lower bound of its share; None when there is none."""
        if least not in self._known:
            self._known[least] = self._usual(least)
        return self._known[least]

    def _usual(self, least: int) -> tuple[str, float] | None:
        latest = tuple(self.seen)  # In one step: another thread may be adding to it.
        weights: dict[str, float] = defaultdict(float)
        for age, (value, _, _) in enumerate(reversed(latest)):
            weights[value] += KEPT**age * (UNSAID if value == NOTHING else 1.0)
        total = sum(weights.values())
        weights.pop(NOTHING, None)
        if not weights:
            return None
        value = max(weights, key=lambda one: weights[one])
        own = [occasion for one, occasion, _ in latest if one == value]
        if len(own) < least or len(set(own)) < LEAST_OCCASIONS:
            return None
        bound = lower_bound(weights[value], total - weights[value])
        return (value, bound) if bound > SHARE else None


def lower_bound(times: float, others: float) -> float:
    """The share that lies above the true one with a chance of `DOUBT` only, after so many turns (a uniform prior)."""
    return _lower_bound(round(times, 2), round(max(others, 0.0), 2))


@lru_cache(maxsize=4096)
def _lower_bound(times: float, others: float) -> float:
    from scipy.special import betaincinv

    return float(betaincinv(times + 1, others + 1, DOUBT))


class Habits:
    """The habits of one person, from their experiences, oldest first."""

    def __init__(self, experiences: Iterable[Experience]) -> None:
        self._fills: dict[tuple[str, str, str, str], Evidence] = {}
        self._means: dict[str, Evidence] = {}
        self._follows: dict[tuple[str, str], Evidence] = {}
        self._entities: dict[str, set[str]] = defaultdict(set)
        known = list(experiences)
        self._stops = _stopped(known)
        right = [one for one in known if _teaches(one)]
        for one in right:
            self._entities[one.intent].update(name for name, _ in one.said if name in FILLS)
        for one in right:
            self._learn(one)

    def add(self, one: Experience) -> bool:
        """Learn from one more experience, the newest; false when all have to be looked at anew."""
        if one.defect or any(name in FILLS and name not in self._entities[one.intent] for name, _ in one.said):
            return False
        if _teaches(one):
            self._learn(one)
        return True

    def _learn(self, one: Experience) -> None:
        stopped = self._stops
        said = {name: value for name, value in one.said if name in FILLS}
        assumed = {name for name, _, _ in one.assumed}
        where = dict(one.features)
        for name in self._entities[one.intent] - assumed:
            value = said.get(name, NOTHING)
            if stopped.get((one.intent, name, value), -1) >= one.id:
                value = NOTHING
            for kind in ("", *HERE):
                if kind == "" or kind in where:
                    key = (one.intent, name, kind, where.get(kind, ""))
                    self._fills.setdefault(key, Evidence()).add(value, one.occasion, one.id)
        for name, label in one.meant:
            if stopped.get(("", name, label), -1) < one.id:
                self._means.setdefault(name, Evidence()).add(label, one.occasion, one.id)
        if stopped.get((one.intent, "", ""), -1) < one.id:
            for moment in _moments(where):
                self._follows.setdefault(moment, Evidence()).add(one.intent, one.occasion, one.id)

    def fills(self, intent: str, present: Collection[str], here: Mapping[str, str]) -> list[Habit]:
        """The details this person usually gives such a request, the surest first."""
        found: list[tuple[float, Habit]] = []
        for name in sorted(self._entities.get(intent, ())):
            if name in present:
                continue
            best = self._best(intent, name, here)
            if best is not None:
                value, bound, kind = best
                found.append((bound, Habit(name, value, reason(intent, name, value, kind, here))))
        return [habit for _, habit in sorted(found, key=lambda one: -one[0])]

    def _best(self, intent: str, name: str, here: Mapping[str, str]) -> tuple[str, float, str] | None:
        best: tuple[str, float, str] | None = None
        for kind in HERE:
            evidence = self._fills.get((intent, name, kind, here[kind])) if kind in here else None
            usual = evidence.usual(LEAST_TIMES_HERE) if evidence is not None else None
            if usual is not None and (best is None or usual[1] > best[1]):
                best = (*usual, kind)
        always = self._fills[intent, name, "", ""].usual() if (intent, name, "", "") in self._fills else None
        if always is None:
            return best
        if best is not None and best[0] != always[0]:
            return best  # What is usual here beats what is usual.
        return (*always, "")

    def means(self, name: str) -> Habit | None:
        """What this person usually means by a place's name."""
        evidence = self._means.get(name.casefold().strip())
        usual = evidence.usual() if evidence is not None else None
        return Habit("place_name", usual[0], f"you usually mean {usual[0]}") if usual is not None else None

    def next(self, here: Mapping[str, str]) -> tuple[str, str] | None:
        """The request that usually comes now, and after what or when."""
        for key in _moments(here):
            evidence = self._follows.get(key)
            usual = evidence.usual() if evidence is not None else None
            if usual is not None:
                return usual[0], _when(key)
        return None

    def filled(self, kind: str) -> Iterator[tuple[str, str, str, str, Evidence]]:
        """What is usual under one kind of circumstances: request, detail, circumstance, value and what it rests on."""
        least = LEAST_TIMES_HERE if kind else LEAST_TIMES
        for (intent, name, of, where), evidence in list(self._fills.items()):
            usual = evidence.usual(least) if of == kind else None
            if usual is not None:
                yield intent, name, where, usual[0], evidence

    def meant(self) -> Iterator[tuple[str, str, Evidence]]:
        """What is usually meant by a place's name: the name, the place, and what it rests on."""
        for name, evidence in list(self._means.items()):
            usual = evidence.usual()
            if usual is not None:
                yield name, usual[0], evidence

    def followed(self) -> Iterator[tuple[str, str, Evidence]]:
        """What usually comes at a moment: the moment in words, the request, and what it rests on."""
        for key, evidence in list(self._follows.items()):
            usual = evidence.usual()
            if usual is not None:
                yield _when(key), usual[0], evidence


def _when(moment: tuple[str, str]) -> str:
    return f"after {_AFTER[moment[1]]}" if moment[0] == "after" else f"in the {moment[1]}"


_FAMILIES = {"alarm": "alarm", "timer": "timer", "general": "greeting"}
_AFTER = {"alarm": "the alarm", "timer": "a timer", "greeting": "saying hello"}


def _moments(where: Mapping[str, str]) -> list[tuple[str, str]]:
    """The moments at which something may usually come, the most telling first."""
    family = _FAMILIES.get(where.get("before", NOTHING).split("_")[0])
    after = [("after", family)] if family else []
    return [*after, ("in", where["daypart"])] if "daypart" in where else after


def _teaches(one: Experience) -> bool:
    return one.right and one.why != "habit"


def _stopped(experiences: Iterable[Experience]) -> dict[Name, int]:
    """Habits that were acted on and put right at once, and when: only later turns count for them."""
    stopped: dict[Name, int] = {}
    for one in experiences:
        if not one.defect:
            continue
        for name, value, source in one.assumed:
            if source == "habit":
                stopped[one.intent, name, value] = one.id
        if one.why == "habit":
            stopped[one.intent, "", ""] = one.id
        for name, label in one.meant:
            stopped["", name, label] = one.id
    return stopped


_VERBS = {"play": "play", "recommendation": "ask for", "iot": "have", "lists": "use", "sports": "ask about"}
_HERE = {"week": {"weekday": "on weekdays", "weekend": "on weekends"}}


def reason(intent: str, name: str, value: str, kind: str, here: Mapping[str, str]) -> str:
    """Why a habit fills a detail, to be read out after "because": "you usually play jazz in the evening".

    Args:
        intent: the request.
        name: the detail.
        value: what fills it.
        kind: the circumstance it belongs to, one of `HERE`; empty for none.
        here: the circumstances of now.
    """
    verb = _VERBS.get(intent.split("_")[0], "ask about")
    where = {
        "": "",
        "daypart": f" in the {here.get('daypart')}" if here.get("daypart") != "night" else " at night",
        "week": f" {_HERE['week'].get(here.get('week', ''), '')}",
        "room": f" in the {here.get('room')}",
        "kind": f" on the {here.get('kind')}",
        "before": " after that",
    }[kind]
    return f"you usually {verb} {value}{where}"
