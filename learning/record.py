"""The turn log as a record of turns: one value a turn, read as a stream from Rasa's SQL tracker store.

Rows are read by their number, a chunk at a time, and a turn is handed on when the next one of its conversation has
begun, in the order in which they began. So memory holds the turns of some minutes, never the log. Nothing is written.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine

from preferences.parse import read_entity
from preferences.request import Entity
from preferences.surroundings import Surroundings, read_surroundings
from preferences.turns import TURN_SLOT, Turn

CHUNK = 2_000
"""Rows read at a time."""
OPEN_FOR = 300.0
"""Seconds of the log after which a turn is handed on although its conversation went no further."""
MOST_HELD = 50_000
"""Turns held at a time; beyond them the oldest is handed on as it is."""

Row = tuple[int, str, Any]
"""Number, conversation and event."""

_ROWS = text(
    "SELECT id, sender_id, data FROM events WHERE id > :after AND id <= :until AND "
    "(type_name IN ('user', 'bot', 'action') OR (type_name = 'slot' AND action_name = 'mynah_turn')) "
    "ORDER BY id LIMIT :most"
)
_LAST = text("SELECT max(id) FROM events")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What was read in the place of what was heard."""

    id: str
    """Which rewrite: "phrase:3" for a taught phrase, else as its generation names it."""
    layer: str
    """Whose: phrase, personal or global."""
    generation: str = ""
    """The published generation it came from; empty for a taught phrase."""
    arm: str = ""
    """Whether it was served or held out for comparison."""
    own: str = ""
    """The request's own reading, as a state of the chain, where a rewrite took another over."""


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """One message and what came of it."""

    id: int
    """The row of its user event; turns of the log are in this order."""
    person: str | None
    """Who spoke; None is nobody."""
    conversation: str
    """Where it was said."""
    at: float
    """When, seconds since the epoch."""
    heard: str
    """What was said, as the front-end brought it."""
    read_as: str
    """The text that NLU read: the same, unless a phrase or a rewrite gave way to something else."""
    intent: str
    """What it was taken to be."""
    confidence: float
    """How sure of it, 0 to 1."""
    ranking: tuple[tuple[str, float], ...] = ()
    """NLU's own ranking, intents with confidences, best first."""
    entities: tuple[Entity, ...] = ()
    """Its details, assumed ones marked."""
    why: str = "nlu"
    """Who read it: nlu, follow_up, lesson, phrase, rewrite, context, habit."""
    actions: tuple[str, ...] = ()
    """What the assistant did, in order; listening left out."""
    outcome: str | None = None
    """What became of it, an `Outcome` value; None when the action died."""
    skill: str | None = None
    """The action that answered."""
    reply: str = ""
    """What the assistant said."""
    offer: str | None = None
    """The concept that was offered to be taught."""
    lesson: str | None = None
    """The concept that is being taught."""
    surroundings: Surroundings = field(default_factory=Surroundings)
    """What the front-end told: device, states around it, the person's clock."""
    barge_in: bool = False
    """The person interrupted the reply before this turn."""
    played_ms: float | None = None
    """How much of that reply had been heard, in milliseconds."""
    asr_confidence: float | None = None
    """How sure the speech recogniser was, 0 to 1; None for typed words."""
    rewrite: Rewritten | None = None
    """What was read in the place of what was heard."""
    questioned: bool = False
    """The reply asked "did I get that right?"."""
    answer: bool | None = None
    """What the person said to that; None when it was not asked or not answered."""
    reask: bool = False
    """The assistant put the request again; not something a person said."""
    door: str = ""
    """Why NLU never saw it: too_long, nothing_said, back_door."""

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """Entity and value, as the person named them."""
        return tuple((entity.name, entity.value) for entity in self.entities if not entity.assumed)

    @property
    def filled(self) -> tuple[tuple[str, str], ...]:
        """Entity and value, as they were assumed."""
        return tuple((entity.name, entity.value) for entity in self.entities if entity.assumed)

    def as_turn(self) -> Turn:
        """The same as the running assistant knows a turn, for signs and moments."""
        return Turn(
            person=self.person,
            text=self.heard,
            intent=self.intent,
            confidence=self.confidence,
            said=self.said,
            filled=self.filled,
            barge_in=self.barge_in,
            at=self.at,
            outcome=self.outcome,
            skill=self.skill,
            reply=self.reply,
            offer=self.offer,
            reask=self.reask,
        )


def read_log(engine: Engine, after: int = 0) -> Iterator[LoggedTurn]:
    """The turns of a log whose user events have a number beyond `after`, in the order of their `id`.

    A run that reads on later begins at the `id` of the last turn it was given; the newest turn of a conversation may
    still be answered after that, so a caller that goes on takes `LogFold` itself and begins at its `safe` number.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the log could not be read.
    """
    fold = LogFold()
    for number, conversation, event in log_rows(engine, after):
        yield from fold.take(number, conversation, event)
    yield from fold.end()


def log_rows(engine: Engine, after: int = 0) -> Iterator[Row]:
    """The rows that tell of turns, by number, up to what was the newest at the start; a chunk in memory at a time."""
    with engine.connect() as connection:
        until = int(connection.execute(_LAST).scalar() or 0)
    while after < until:
        with engine.connect() as connection:
            given = {"after": after, "until": until, "most": CHUNK}
            rows = connection.execute(_ROWS, given).fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield from ((row[0], row[1], json.loads(row[2])) for row in rows)


@dataclass(slots=True, eq=False)
class _Held:
    """A turn of which more may still be heard."""

    turn: LoggedTurn
    """What is known so far."""
    over: bool = False
    """Nothing more can come."""


class LogFold:
    """Folds the log's events into turns; holds those of which more may come, and what was said after them."""

    def __init__(self) -> None:
        self._held: deque[_Held] = deque()
        # By conversation: one turn that asked whether it was right, if it waits for its answer, and the running one.
        self._open: dict[str, list[_Held]] = {}

    @property
    def safe(self) -> int | None:
        """A number before the oldest turn that is held; None when none is."""
        return self._held[0].turn.id - 1 if self._held else None

    def take(self, number: int, conversation: str, event: Mapping[str, Any]) -> Iterator[LoggedTurn]:
        """Take one event in; yields the turns that are over with it, in the order of their `id`."""
        kind = event.get("event")
        if kind == "user":
            self._begin(read_turn(number, conversation, event))
            yield from self._over(self._held[-1].turn.at)
            return
        open_ = self._open.get(conversation)
        if not open_:
            return
        running = open_[-1]
        turn = running.turn
        if kind == "bot":
            running.turn = replace(turn, reply=f"{turn.reply}\n{event.get('text') or ''}".strip())
        elif kind == "action" and event.get("name") not in (None, "action_listen"):
            running.turn = replace(turn, actions=(*turn.actions, str(event["name"])))
        elif kind == "slot" and event.get("name") == TURN_SLOT and isinstance(event.get("value"), Mapping):
            _settle(open_, event["value"])

    def end(self) -> Iterator[LoggedTurn]:
        """Hand on every turn that is still held."""
        yield from (held.turn for held in self._held)
        self._held.clear()
        self._open.clear()

    def _begin(self, turn: LoggedTurn) -> None:
        before = self._open.get(turn.conversation, [])
        waiting = [before[-1]] if before and before[-1].turn.questioned else []
        for held in before:
            held.over = held not in waiting
        new = _Held(turn)
        self._held.append(new)
        self._open[turn.conversation] = [*waiting, new]

    def _over(self, now: float) -> Iterator[LoggedTurn]:
        while self._held:
            first = self._held[0]
            if not first.over and now - first.turn.at <= OPEN_FOR and len(self._held) <= MOST_HELD:
                return
            self._held.popleft()
            open_ = self._open.get(first.turn.conversation, [])
            if first in open_:
                open_.remove(first)
                if not open_:
                    del self._open[first.turn.conversation]
            yield first.turn


def _settle(open_: list[_Held], record: Mapping[str, Any]) -> None:
    """Note what became of the running turn; an answer to "did I get that right?" goes to the turn it is about."""
    first, running = open_[0], open_[-1]
    right = record.get("right")
    if isinstance(right, bool) and first is not running and first.turn.person == running.turn.person:
        first.turn = replace(first.turn, answer=right)
    running.turn = replace(
        running.turn,
        outcome=_word(record.get("outcome")),
        skill=_word(record.get("skill")),
        offer=_word(record.get("offer")),
        lesson=_word(record.get("lesson")),
        questioned=record.get("question") is True,
    )


def read_turn(number: int, conversation: str, event: Mapping[str, Any]) -> LoggedTurn:
    """A turn as its user event begins it; tolerant, since a log outlives versions."""
    parse = _mapping(event.get("parse_data"))
    ours = _mapping(parse.get("mynah"))
    intent = _mapping(parse.get("intent"))
    readings = ours.get("readings") or [{}]
    surroundings = read_surroundings(event.get("metadata") or None)
    return LoggedTurn(
        id=number,
        person=_word(ours.get("person")),
        conversation=conversation,
        at=float(event.get("timestamp") or 0.0),
        heard=str(ours.get("original") or event.get("text") or ""),
        read_as=str(parse.get("text") or event.get("text") or ""),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple(_ranking(parse.get("intent_ranking"))),
        entities=tuple(read_entity(marked) for marked in parse.get("entities") or () if isinstance(marked, Mapping)),
        why=str(_mapping(readings[0]).get("why") or "nlu"),
        surroundings=surroundings,
        barge_in=surroundings.barge_in,
        played_ms=surroundings.played_ms,
        asr_confidence=surroundings.asr_confidence,
        rewrite=_rewritten(ours.get("rewrite")),
        reask=bool(parse.get("reask")),
        door=str(ours.get("door") or ""),
    )


def _rewritten(given: Any) -> Rewritten | None:
    if not isinstance(given, Mapping) or not given.get("id"):
        return None
    generation, arm, own = (str(given.get(name) or "") for name in ("generation", "arm", "own"))
    return Rewritten(str(given["id"]), str(given.get("layer") or ""), generation, arm, own)


def _ranking(given: Any) -> Iterable[tuple[str, float]]:
    for one in given if isinstance(given, list) else ():
        if isinstance(one, Mapping) and one.get("name"):
            yield str(one["name"]), float(one.get("confidence") or 0.0)


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _word(given: Any) -> str | None:
    return given if isinstance(given, str) and given else None
