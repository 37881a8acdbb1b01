"""A turn as an action gets it: Rasa's tracker read into the core's values, and the core's answers as Rasa's events."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, SlotSet, UserUttered

from actions import resources
from preferences import acts
from preferences.application import apply
from preferences.clock import person_clock
from preferences.gap import Gap
from preferences.hearing import Hearing
from preferences.intake import words_of_speech
from preferences.parse import (
    Clashing,
    read_clash,
    read_entity,
    read_reading,
    write_applied,
    write_entity,
    write_reading,
)
from preferences.preference import NOBODY, Profile
from preferences.request import Avoided, Outcome, Put, Reading, Request
from preferences.several import Undecided
from preferences.state import ConversationState, LastRequest, PersonState
from preferences.surroundings import Surroundings, read_surroundings
from preferences.turn_log import STATE_SLOT
from preferences.turns import TURN_SLOT, Turn, read_turns

ERASE_SLOT = "mynah_erase"
FORM = "lesson_form"
ANSWER_SLOT = "lesson_answer"
MOST_REASKS = 2
"""How often one message may be served again; each re-ask resets Rasa's own loop breaker."""


@dataclass(frozen=True)
class Context:
    """One turn."""

    person: str | None
    """Who speaks; None is nobody."""
    text: str
    """The person's own words."""
    served: str
    """The words that are served: the same, unless a phrase gave way to what it stands for, or they say only a part."""
    reading: Reading
    """What they were taken to be."""
    otherwise: Reading | None
    """What else they may be."""
    avoided: tuple[Avoided, ...]
    """What this person dislikes, for this request."""
    undecided: tuple[Undecided, ...]
    """Details to ask about before the request is served."""
    clash: Clashing | None
    """Two taught values between which the person has to choose."""
    instead_of: Put | None
    """The request just served that this one puts right."""
    surroundings: Surroundings
    """What the front-end told."""
    metadata: Mapping[str, Any]
    """The same as it came, to go along with a re-ask."""
    now: datetime
    """The person's clock, aware; conditions are judged by it."""
    at: float
    """When the message came, seconds since the epoch by the server's clock; offers and questions lapse by it."""
    conversation: ConversationState
    """Everybody's side of the conversation."""
    events: Sequence[Mapping[str, Any]]
    """The conversation's events, as Rasa sent them."""
    in_form: bool
    """Whether the lesson's form is active."""
    reasks: int
    """How often this message was served again already."""
    gap: Gap | None = None
    """Words of the request that nobody taught."""
    candidates: Mapping[str, Reading] = field(default_factory=dict)
    """How NLU reads what the message may teach, by the words."""
    steps: tuple[tuple[str, Reading], ...] = ()
    """The requests that a phrase stands for, with their words."""

    @property
    def state(self) -> PersonState:
        """This person's side of the conversation."""
        return self.conversation.of(self.person)

    @property
    def turns(self) -> list[Turn]:
        """This person's turns in this conversation, oldest first, the running one last."""
        return [turn for turn in read_turns(self.events) if turn.person == self.person]

    def request(self) -> Request:
        """The turn as a skill gets it."""
        return Request(
            intent=self.reading.intent,
            text=self.served,
            entities=self.reading.entities,
            person=self.person,
            now=self.now,
            surroundings=self.surroundings,
            avoided=self.avoided,
            instead_of=self.instead_of,
        )

    def hearing(self) -> Hearing:
        """The turn as the acts of teaching and memory get it."""
        return Hearing(
            person=self.person,
            text=words_of_speech(self.text),
            reading=self.reading,
            otherwise=self.otherwise,
            state=self.state,
            now=self.now,
            at=self.at,
            surroundings=self.surroundings,
            curriculum=resources.curriculum(),
            memory=resources.memory(),
            gap=self.gap,
            readings=self.candidates,
            nlp=resources.nlp,
        )

    def events_for(
        self,
        state: PersonState,
        outcome: Outcome,
        skill: str,
        reasons: Sequence[str] = (),
        offer: str | None = None,
        erase: str | None = None,
    ) -> list[EventType]:
        """The events every turn leaves: the state it ends in, and its record."""
        if erase is not None:
            return [SlotSet(ERASE_SLOT, erase), SlotSet(STATE_SLOT, self._without(erase)), SlotSet(TURN_SLOT, None)]
        record = {
            "outcome": outcome.value,
            "skill": skill,
            "reasons": list(reasons),
            "offer": offer,
            "lesson": state.lesson.queue[0] if state.lesson and state.lesson.queue else None,
        }
        told = {"question": True} if state.questioned == self.at else {}
        if self.reading.intent in (acts.RIGHT_CONFIRMED, acts.RIGHT_DENIED):
            told["right"] = self.reading.intent == acts.RIGHT_CONFIRMED
        if not told.get("question"):
            state = replace(state, questioned=0.0)  # The question was about this message.
        if state.phrase is not None and state.phrase == self.state.phrase:
            state = replace(state, phrase=None)  # The question was about this message.
        state = replace(state, at=self.at)
        kept = self.conversation.put(self.person, state)
        return [SlotSet(STATE_SLOT, kept.to_json()), SlotSet(TURN_SLOT, {**record, **told})]

    def _without(self, person: str) -> dict[str, Any]:
        people = {name: state for name, state in self.conversation.people.items() if name != person}
        return ConversationState(people).to_json()

    def close_form(self) -> list[EventType]:
        """Take the lesson's form off the conversation; the lesson itself stays in the person's state."""
        return [ActiveLoop(None), SlotSet("requested_slot", None)] if self.in_form else []

    def ask_again(
        self,
        reading: Reading,
        text: str,
        instead_of: LastRequest | None = None,
        steps: Sequence[tuple[str, Reading]] = (),
    ) -> list[EventType]:
        """The events that put a request back into the same turn, with everything now known applied to it.

        Args:
            reading: what the request is.
            text: the words it was put in.
            instead_of: the request that this one puts right.
            steps: of a phrase, the requests that it stands for.
        """
        if self.reasks >= MOST_REASKS:
            return []
        profile, curriculum = profile_of(self.person), resources.curriculum()
        applied = apply(reading, text, profile, curriculum, self.now, self.surroundings)
        each = [(one, apply(read, one, profile, curriculum, self.now, self.surroundings)) for one, read in steps]
        parse = {
            "text": text,
            "intent": {"name": applied.reading.intent, "confidence": applied.reading.confidence},
            "entities": [write_entity(entity) for entity in applied.reading.entities],
            "metadata": dict(self.metadata),
            "reask": True,
            "mynah": {
                "person": self.person,
                "original": text,
                "rewrite": None,
                **write_applied(applied),
                "steps": [{"text": one, **write_reading(done.reading, entities=True)} for one, done in each],
                "instead_of": _as_put(instead_of),
                "reasks": self.reasks + 1,
            },
        }
        return [ActionExecuted("action_listen"), UserUttered(text=text, parse_data=parse)]


def read_context(tracker: Tracker) -> Context:
    """Read a tracker; tolerant, since conversations outlive versions."""
    parse = tracker.latest_message or {}
    ours = parse.get("mynah") or {}
    intent = parse.get("intent") or {}
    given = parse.get("metadata")
    metadata: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    surroundings = read_surroundings(metadata)
    readings = ours.get("readings") or [{}]
    person = ours.get("person")
    text = str(ours.get("original") or parse.get("text") or "")
    rewrite = ours.get("rewrite") or {}
    by_phrase = bool(rewrite) and rewrite.get("arm", "served") == "served"
    reading = Reading(
        intent=str(intent.get("name") or ""),
        entities=tuple(read_entity(marked) for marked in parse.get("entities") or ()),
        confidence=float(intent.get("confidence") or 0.0),
        why=str(readings[0].get("why") or "nlu"),
        because=str(readings[0].get("because") or ""),
        words=str(readings[0].get("words") or ""),
    )
    return Context(
        person=person,
        text=text,
        served=reading.words or (str(parse.get("text") or text) if by_phrase else text),
        reading=reading,
        otherwise=read_reading(readings[1]) if len(readings) > 1 else None,
        avoided=tuple(Avoided(**avoided) for avoided in ours.get("avoided") or ()),
        undecided=tuple(Undecided(one["name"], tuple(one["values"])) for one in ours.get("undecided") or ()),
        clash=read_clash(ours.get("clash")),
        instead_of=_put(ours.get("instead_of")),
        surroundings=surroundings,
        metadata=metadata,
        now=person_clock(profile_of(person), surroundings),
        at=_came(tracker.events),
        conversation=ConversationState.from_json(tracker.get_slot(STATE_SLOT)),
        events=tracker.events,
        in_form=(tracker.active_loop or {}).get("name") == FORM,
        reasks=int(ours.get("reasks") or 0),
        gap=Gap(**ours["gap"]) if ours.get("gap") else None,
        candidates=dict(_steps(ours.get("candidates"))),
        steps=_steps(ours.get("steps")),
    )


def _steps(listed: Any) -> tuple[tuple[str, Reading], ...]:
    return tuple((str(one.get("text")), read_reading(one)) for one in listed or () if isinstance(one, Mapping))


def _came(events: Sequence[Mapping[str, Any]]) -> float:
    """When the running message came; a front-end's `local_time` has no say in that."""
    for event in reversed(events):
        if event.get("event") == "user" and event.get("timestamp"):
            return float(event["timestamp"])
    return time.time()


def profile_of(person: str | None) -> Profile:
    """What is known about a person; nothing about nobody."""
    return resources.memory().profile(person) if person is not None else NOBODY


def _put(marked: Any) -> Put | None:
    """The request that this one puts right; None for anything that is not one."""
    if not isinstance(marked, Mapping) or not marked.get("intent"):
        return None
    listed = marked.get("entities")
    entities = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, (list, tuple)) else []
    return Put(str(marked["intent"]), str(marked.get("text") or ""), tuple(read_entity(one) for one in entities))


def _as_put(request: LastRequest | None) -> dict[str, Any] | None:
    """The request that is put right, for the skill that has to take it back."""
    if request is None:
        return None
    entities = [write_entity(entity) for entity in request.entities]
    return {"intent": request.intent, "text": request.text, "entities": entities}
