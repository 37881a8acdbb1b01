"""Turns as they teach: what was asked under which circumstances, what came of it, and whether it was right.

Read from the turn log's events, oldest first, one conversation at a time. A turn that the person was not served well
by (`preferences.feedback`) is a defect and says nothing for its reading; a request that the assistant put again is no
turn of anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any

from learning.features import features, named_kind, reporting
from learning.judge import learned_judge
from learning.prior import Prior
from learning.readings import words_key
from preferences import acts
from preferences.feedback import feedback
from preferences.moments import ENOUGH, Judge
from preferences.places import find_places_in
from preferences.signs import ADMITTED
from preferences.surroundings import Surroundings, read_surroundings
from preferences.turns import TURN_SLOT, Turn, read_turns

BEFORE = 300.0
"""Seconds for which a request counts as the one before."""
STANDS_FOR = 120.0
"""Seconds in which a request that was read wrongly is put right."""
PLACE = "place_name"


@dataclass(slots=True)
class Experience:
    """One request of one person."""

    id: int
    """The row of its event."""
    person: str
    """Whose it is."""
    intent: str
    """What it was read as."""
    day: int
    """The person's day, as an ordinal."""
    occasion: tuple[int, str]
    """Day and conversation; two turns of one occasion prove little more than one."""
    features: tuple[tuple[str, str], ...]
    """The circumstances."""
    said: tuple[tuple[str, str], ...] = ()
    """Entity and value, as the person named them."""
    assumed: tuple[tuple[str, str, str], ...] = ()
    """Entity, value and source, as they were filled in."""
    meant: tuple[tuple[str, str], ...] = ()
    """Names of places and what they meant: ("portland", "Portland, Maine")."""
    why: str = ""
    """Who read it."""
    done: bool = False
    """It was served, or would have been, had a service not been down."""
    defect: bool = False
    """What the person did next shows that it was wrong."""

    @property
    def right(self) -> bool:
        """Whether it may be learned from."""
        return self.done and not self.defect


@dataclass(slots=True)
class _Speaker:
    """Where one person stands in one conversation."""

    turn: Turn | None = None
    """The turn before."""
    clock: float | None = None
    """What the person's own clock showed then, where the front-end told it."""
    experience: Experience | None = None
    """The same, when it was a request."""
    request: tuple[str, float] = ("", 0.0)
    """The request before, with its time."""
    missed: tuple[Experience, float] | None = None
    """The latest open request that was read wrongly, with its time."""


@dataclass
class Conversations:
    """Folds events into experiences; keeps for each conversation only what the next event needs."""

    prior: Prior
    """Which words are ambiguous."""
    home: str = ""
    """Where the person lives, when all turns are one person's."""
    judge: Judge = learned_judge
    """Weighs the signs that a turn went wrong."""
    _speakers: dict[tuple[str, str], _Speaker] = field(default_factory=dict)
    _running: dict[str, _Speaker | None] = field(default_factory=dict)

    def take(self, number: int, sender: str, event: Mapping[str, Any]) -> list[Experience]:
        """Take one event in; returns the experiences that are new or no longer what they were."""
        if event.get("event") == "slot":
            return self._outcome(sender, event)
        if event.get("event") != "user":
            return []
        return self._user(number, sender, event)

    def _outcome(self, sender: str, event: Mapping[str, Any]) -> list[Experience]:
        running, value = self._running.get(sender), event.get("value")
        if event.get("name") != TURN_SLOT or running is None or not isinstance(value, Mapping):
            return []
        self._running[sender] = None
        outcome, one = value.get("outcome"), running.experience
        if running.turn is not None:
            running.turn = replace(running.turn, outcome=outcome)
        if one is None or outcome not in ("done", "failed"):
            return []
        one.done = True
        return [one]

    def _user(self, number: int, sender: str, event: Mapping[str, Any]) -> list[Experience]:
        (turn,) = read_turns([event])
        self._running[sender] = None
        if not turn.person:
            return []
        at = self._speakers.setdefault((sender, turn.person), _Speaker())
        if turn.reask and not _own_words(at.turn, turn):
            return []
        if len(self._speakers) > 20_000:
            del self._speakers[next(iter(self._speakers))]
        surroundings = read_surroundings(event.get("metadata"))
        now = surroundings.clock(utc_now=datetime.fromtimestamp(turn.at, timezone.utc))
        clock = now.timestamp() if surroundings.local_time is not None else None
        if clock is not None and at.clock is not None and at.turn is not None:
            # What happens at one hour of one clock and at another hour of it lies so far apart.
            apart = max(clock - at.clock, 0.0)
            at.turn = replace(at.turn, at=turn.at - apart)
            at.request = (at.request[0], turn.at - apart)
        at.clock = clock
        changed = self._judged(at, turn)
        parse = event.get("parse_data") or {}
        experience = (
            self._experience(number, sender, turn, parse, at, now, surroundings)
            if acts.is_request(turn.intent)
            else None
        )
        if experience is not None:
            self._put_right(experience, at, turn.at)
            at.request = (turn.intent, turn.at)
        at.turn, at.experience = turn, experience
        self._running[sender] = at
        return changed

    def _judged(self, at: _Speaker, turn: Turn) -> list[Experience]:
        """The experience before, when this turn shows that it was wrong."""
        before = at.experience
        if before is None or at.turn is None or before.defect or turn.at - at.turn.at > BEFORE:
            return []
        # A service that was down says nothing against the reading; what the person does next may.
        found = tuple(sign for sign in feedback(at.turn, turn) if sign.kind not in ADMITTED)
        if not found or self.judge(turn, at.turn, found) < ENOUGH:
            return []
        before.defect = True
        if any(name == "open" for name, _ in before.features):
            at.missed = before, turn.at
        return [before] if before.done else []

    def _put_right(self, one: Experience, at: _Speaker, now: float) -> None:
        """Note what an open request was meant to be, when the person says it in clear words right after."""
        if at.missed is None:
            return
        missed, since = at.missed
        at.missed = None
        where = dict(missed.features)
        own = dict(one.features)
        of_it = next((a for a in self.prior.ambiguous if a.name == where["open"]), None)
        other = of_it is not None and one.intent != missed.intent and one.intent in (*of_it.intents, *of_it.also)
        if other and now - since <= STANDS_FOR and "open" not in own:
            one.features += (("open", where["open"]), ("words", where["words"]))

    def _experience(
        self,
        number: int,
        sender: str,
        turn: Turn,
        parse: Mapping[str, Any],
        at: _Speaker,
        now: datetime,
        surroundings: Surroundings,
    ) -> Experience:
        before = at.request[0] if turn.at - at.request[1] <= BEFORE else None
        found = features(now, surroundings, before, self.home)
        open_ = self.prior.ambiguity(turn.intent, turn.text, [name for name, _ in turn.said])
        if open_ is not None:
            found |= {
                "open": open_.name,
                "words": words_key(turn.text),
                "names": named_kind(name for name, _ in turn.said),
            }
            if open_.reports:
                found["state"] = reporting(surroundings.devices, open_.reports)[1]
        readings = ((parse.get("mynah") or {}).get("readings")) or [{}]
        marked = [entity for entity in parse.get("entities") or () if entity.get("assumed")]
        return Experience(
            id=number,
            person=turn.person or "",
            intent=turn.intent,
            day=now.toordinal(),
            occasion=(now.toordinal(), sender),
            features=tuple(found.items()),
            said=turn.said,
            assumed=tuple((str(e.get("entity")), str(e.get("value")), str(e.get("source") or "")) for e in marked),
            meant=_meant(turn),
            why=str(readings[0].get("why") or ""),
        )


def _own_words(before: Turn | None, turn: Turn) -> bool:
    """Whether a request that was put again is what the person has just said: words that stated nothing after all."""
    return before is not None and before.intent == acts.STATEMENT and before.text == turn.text


def _meant(turn: Turn) -> tuple[tuple[str, str], ...]:
    """The places a request names, by their bare names."""
    if not any(name == PLACE for name, _ in turn.said):
        return ()
    spans = find_places_in(turn.text)
    return tuple((span.place.name.casefold(), span.place.label) for span in spans if span.match.area is None)
