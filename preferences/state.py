"""What one person's side of a conversation holds between two turns: the request before, an offer, a lesson."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from preferences.request import Entity

KEPT_PEOPLE = 6
"""How many people's states one conversation keeps; the one silent for longest goes first."""


@dataclass(frozen=True)
class LastRequest:
    """The request served before."""

    intent: str
    """What it was read as."""
    text: str
    """What the person said."""
    entities: tuple[Entity, ...] = ()
    """What was said, assumed and chosen by the skill."""
    outcome: str = "done"
    """What became of it, an `Outcome` value."""
    at: float = 0.0
    """When, seconds since the epoch."""
    because: str = ""
    """Why it was read so and not otherwise, where the circumstances decided."""

    @property
    def said(self) -> tuple[Entity, ...]:
        """The details the person named."""
        return tuple(entity for entity in self.entities if not entity.assumed)

    @property
    def assumed(self) -> tuple[Entity, ...]:
        """The details that were filled in."""
        return tuple(entity for entity in self.entities if entity.assumed)


@dataclass(frozen=True)
class Offer:
    """An open offer to learn something."""

    concept: str
    """The teaching flow it is about."""
    at: float
    """When it was made, seconds since the epoch."""
    value: str | None = None
    """A value the person named since; a yes then teaches it without a question."""
    turns: int = 0
    """How many turns it has been open."""
    request: LastRequest | None = None
    """The request that went wrong, to be served again."""


@dataclass(frozen=True)
class Asked:
    """A detail a skill asked back for."""

    intent: str
    """The request that needs it."""
    entity: str
    """The missing detail."""
    text: str
    """What the person had said."""
    entities: tuple[Entity, ...] = ()
    """The details known already."""
    at: float = 0.0
    """When, seconds since the epoch."""
    choices: tuple[str, ...] = ()
    """The values the question named, where it named any."""


@dataclass(frozen=True)
class LessonState:
    """An open lesson; `preferences.lesson` moves it."""

    queue: tuple[str, ...]
    """Concepts still to be asked, the current one first."""
    tries: int = 0
    """How often the current question was not understood."""
    taught: tuple[str, ...] = ()
    """What was learned so far, as sentences."""
    before: str | None = None
    """The concept answered last, for "sorry, I meant ..."."""
    request: LastRequest | None = None
    """The request to serve when the lesson ends."""
    candidates: tuple[str, ...] = ()
    """Values an ambiguous answer may mean ("Giants"), while that is being asked."""
    disliked: bool = False
    """True when the ambiguous name was one they don't like: "I can't stand the Giants"."""
    at: float = 0.0
    """When it last moved, seconds since the epoch."""
    followed: str | None = None
    """The concept of the last follow-up question; skipping that one is a no to being asked."""
    condition: str = ""
    """When the answer is to hold, as the memory keeps it: both of two conditions whose values clash."""


@dataclass(frozen=True)
class AskedPhrase:
    """A question about a phrase: what it means, whether that is right, or whether it may stand for something else."""

    said: str
    """The phrase."""
    ask: str = "define"
    """What was asked: define, confirm, shadow."""
    text: str = ""
    """The request it stood in; empty when the phrase was taught by itself."""
    start: int = 0
    """Where it began in the request."""
    end: int = 0
    """Where it ended (exclusive)."""
    intent: str = ""
    """What the request was read as."""
    whole: bool = False
    """True when the request as a whole is the phrase."""
    tries: int = 0
    """How many questions were asked before this one."""
    steps: tuple[str, ...] = ()
    """What it would mean, when a yes is waited for."""
    texts: tuple[str, ...] = ()
    """The same as requests to serve now."""
    name: bool = False
    """True when that is another name."""
    words: str = ""
    """The words it was explained with."""
    at: float = 0.0
    """When, seconds since the epoch."""


@dataclass(frozen=True)
class PersonState:
    """One person's side of a conversation."""

    last: LastRequest | None = None
    """The request before this turn."""
    offer: Offer | None = None
    """An open offer."""
    asked: Asked | None = None
    """A detail that was asked for."""
    lesson: LessonState | None = None
    """An open lesson."""
    phrase: AskedPhrase | None = None
    """A question about a phrase; it waits for the next message only."""
    confirming: str | None = None
    """What waits for a yes: "erase"."""
    taught: tuple[str, ...] = ()
    """The concepts of the latest teaching, for a correction right after it."""
    offered_at: float = 0.0
    """When an offer was last made, so that none follows at once."""
    questioned: float = 0.0
    """When "did I get that right?" was asked; it waits for the next message only."""
    at: float = 0.0
    """When this person last spoke here."""

    def with_(self, **changes: Any) -> PersonState:
        """A copy with those fields changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class ConversationState:
    """Everybody's side of one conversation; nobody's is kept under the empty name."""

    people: Mapping[str, PersonState] = field(default_factory=dict)
    """By person."""

    def of(self, person: str | None) -> PersonState:
        """That person's side; a fresh one when they have not spoken here."""
        return self.people.get(person or "", PersonState())

    def put(self, person: str | None, state: PersonState) -> ConversationState:
        """A copy in which that person's side is replaced; the longest silent beyond the bound are dropped."""
        people = {**self.people, (person or ""): state}
        newest = sorted(people.items(), key=lambda item: item[1].at, reverse=True)[:KEPT_PEOPLE]
        return ConversationState(dict(newest))

    def to_json(self) -> dict[str, Any]:
        """As plain JSON for the slot; empty fields are left out."""
        return {person: _bare(asdict(state)) for person, state in self.people.items()}

    @classmethod
    def from_json(cls, given: object) -> ConversationState:
        """Read the slot; whatever is not of this shape is dropped, since a state is never worth a failure."""
        if not isinstance(given, Mapping):
            return cls()
        return cls({str(person): _person(state) for person, state in given.items() if isinstance(state, Mapping)})


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if inner not in (None, "", (), [], {}, 0, 0.0, False)}
    if isinstance(value, (list, tuple)):
        return [_bare(inner) for inner in value]
    return value


_LARGEST = 1e12
"""No moment and no count is beyond this."""


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _text(given: Any) -> str:
    return given if isinstance(given, str) else ""


def _word(given: Any) -> str | None:
    return _text(given) or None


def _texts(given: Any) -> tuple[str, ...]:
    return tuple(one for one in given if isinstance(one, str)) if isinstance(given, (list, tuple)) else ()


def _number(given: Any) -> float:
    if not isinstance(given, (int, float)) or isinstance(given, bool) or abs(given) > _LARGEST:
        return 0.0
    return float(given) if math.isfinite(given) else 0.0


def _entities(given: Any) -> tuple[Entity, ...]:
    return tuple(_entity(one) for one in given if _text(_mapping(one).get("name"))) if isinstance(given, list) else ()


def _entity(given: Mapping[str, Any]) -> Entity:
    return Entity(
        name=given["name"],
        value=_text(given.get("value")),
        text=_text(given.get("text")),
        role=_word(given.get("role")),
        assumed=given.get("assumed") is True,
        reason=_text(given.get("reason")),
        source=_word(given.get("source")),
    )


def _last(given: Any) -> LastRequest | None:
    intent = _text(_mapping(given).get("intent"))
    if not intent:
        return None
    return LastRequest(
        intent=intent,
        text=_text(given.get("text")),
        entities=_entities(given.get("entities")),
        outcome=_text(given.get("outcome")) or "done",
        at=_number(given.get("at")),
        because=_text(given.get("because")),
    )


def _offer(given: Any) -> Offer | None:
    concept = _text(_mapping(given).get("concept"))
    if not concept:
        return None
    return Offer(
        concept=concept,
        at=_number(given.get("at")),
        value=_word(given.get("value")),
        turns=int(_number(given.get("turns"))),
        request=_last(given.get("request")),
    )


def _asked(given: Any) -> Asked | None:
    intent, entity = _text(_mapping(given).get("intent")), _text(_mapping(given).get("entity"))
    if not intent or not entity:
        return None
    text, entities = _text(given.get("text")), _entities(given.get("entities"))
    return Asked(intent, entity, text, entities, _number(given.get("at")), _texts(given.get("choices")))


def _lesson(given: Any) -> LessonState | None:
    queue = _texts(_mapping(given).get("queue"))
    if not queue:
        return None
    return LessonState(
        queue=queue,
        tries=int(_number(given.get("tries"))),
        taught=_texts(given.get("taught")),
        before=_word(given.get("before")),
        request=_last(given.get("request")),
        candidates=_texts(given.get("candidates")),
        disliked=given.get("disliked") is True,
        followed=_word(given.get("followed")),
        at=_number(given.get("at")),
        condition=_text(given.get("condition")),
    )


def _phrase(given: Any) -> AskedPhrase | None:
    said = _text(_mapping(given).get("said"))
    if not said:
        return None
    return AskedPhrase(
        said=said,
        ask=_text(given.get("ask")) or "define",
        text=_text(given.get("text")),
        start=int(_number(given.get("start"))),
        end=int(_number(given.get("end"))),
        intent=_text(given.get("intent")),
        whole=given.get("whole") is True,
        tries=int(_number(given.get("tries"))),
        steps=_texts(given.get("steps")),
        texts=_texts(given.get("texts")),
        name=given.get("name") is True,
        words=_text(given.get("words")),
        at=_number(given.get("at")),
    )


def _person(given: Mapping[str, Any]) -> PersonState:
    return PersonState(
        last=_last(given.get("last")),
        offer=_offer(given.get("offer")),
        asked=_asked(given.get("asked")),
        lesson=_lesson(given.get("lesson")),
        phrase=_phrase(given.get("phrase")),
        confirming=_word(given.get("confirming")),
        taught=_texts(given.get("taught")),
        offered_at=_number(given.get("offered_at")),
        questioned=_number(given.get("questioned")),
        at=_number(given.get("at")),
    )
