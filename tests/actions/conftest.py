"""A conversation in this process: the core reads, the real actions answer, no server and no trained model.

What NLU would say is given with each message; everything behind it is the real thing: the memory in a file,
the interpreter's decisions, the rules of the project, the lesson's form, requests served again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import resources, teaching
from actions.skill import Skill
from preferences import acts
from preferences.belongings import Belongings
from preferences.clock import person_clock
from preferences.curriculum import ROOT, Curriculum, load_curriculum
from preferences.interpretation import Heard, interpret
from preferences.memory import Memory, open_memory
from preferences.parse import write_applied, write_entity
from preferences.parsing import load_language
from preferences.preference import Profile
from preferences.request import Entity, Outcome, Reply, Request
from preferences.skill_files import read_skills
from preferences.state import ConversationState, PersonState
from preferences.surroundings import read_surroundings

TEACHING = {
    cls.action: cls
    for cls in vars(teaching).values()
    if isinstance(cls, type) and issubclass(cls, teaching.ActionAct) and cls is not teaching.ActionAct
}


class Echo(Skill):
    """Serves every request by telling what it got, so that a test can read it."""

    action = "action_echo"
    intents = ()
    needs: ClassVar = {"sports_query": ("team", "Which team?"), "timer_set": ("duration", "For how long?")}
    """What cannot be served without a detail, and the question that asks for it."""

    def __init__(self) -> None:
        self.answers: dict[str, Reply | Exception] = {}
        self.requests: list[Request] = []

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        self.requests.append(request)
        answer = self.answers.get(request.intent)
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        missing, question = self.needs.get(request.intent, ("", ""))
        if missing and request.value(missing) is None:
            return Reply(question, Outcome.ASKED, missing=missing)
        details = "".join(f" {e.name}={e.value}{request.because(e.name)}" for e in request.entities)
        avoided = "".join(f" not {avoided.value}" for avoided in request.avoided)
        return Reply(f"{request.intent}:{details or ' nothing named'}{avoided}.")


@dataclass
class Talk:
    """One conversation that several people may share."""

    memory: Memory
    person: str | None = "alice"
    """Who speaks, unless a message says otherwise."""
    curriculum: Curriculum = field(default_factory=load_curriculum)
    """What can be taught; the actions get theirs from `resources`."""
    echo: Echo = field(default_factory=Echo)
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    in_form: bool = False
    at: float = field(default_factory=time.time)
    """The clock of the conversation; every message comes five seconds after the one before."""
    run: Any = asyncio.run
    """Runs an action to its end."""
    learned: Any = None
    """What was learned from the record, as the interpreter gets it."""
    reading: Any = None
    """What the latest message was taken to be."""
    replies: list[str] = field(default_factory=list)
    buttons: list[list[dict[str, str]]] = field(default_factory=list)

    def say(
        self,
        text: str,
        intent: str = acts.FALLBACK,
        /,
        *,
        sure: float = 0.95,
        second: tuple[str, float] | None = None,
        person: str | None = "",
        after: float = 5.0,
        metadata: dict[str, Any] | None = None,
        **marked: str,
    ) -> str:
        """Say something that NLU reads as an intent with entities; returns all that is answered."""
        self.at += after
        speaker = self.person if person == "" else person
        entities = tuple(Entity(name, words, words) for name, words in marked.items())
        ranking = ((intent, sure), *([second] if second else []))
        surroundings = read_surroundings(metadata or {})
        profile = self.memory.profile(speaker) if speaker else Profile()
        found = interpret(
            Heard(text, ranking, entities),
            self.conversation.of(speaker),
            profile,
            self.curriculum,
            person_clock(profile, surroundings),
            surroundings,
            at=self.at,
            learned=self.learned,
        )
        self.reading = found.reading
        parse = {
            "text": text,
            "intent": {"name": found.reading.intent, "confidence": found.reading.confidence},
            "entities": [write_entity(entity, text) for entity in found.reading.entities],
            "metadata": metadata or {},
            "mynah": {
                "person": speaker,
                "original": text,
                **write_applied(found.applied, found.otherwise),
            },
        }
        self.replies, self.buttons = [], []
        self._heard({"event": "user", "text": text, "parse_data": parse, "metadata": metadata or {}})
        return "\n".join(self.replies)

    @property
    def conversation(self) -> ConversationState:
        return ConversationState.from_json(self.slots.get("mynah_state"))

    @property
    def state(self) -> PersonState:
        return self.conversation.of(self.person)

    @property
    def outcome(self) -> str:
        return str(self.slots["mynah_turn"]["outcome"])

    def values(self, concept: str, person: str | None = "") -> list[str]:
        profile = self.memory.profile(self.person if person == "" else person)
        return [("" if p.liked else "not ") + p.value for p in profile.of(concept)]

    def _heard(self, event: dict[str, Any]) -> None:
        self.events.append({"timestamp": self.at, **event})
        intent = event["parse_data"]["intent"]["name"]
        if self.in_form or intent in (acts.TEACH_ME, acts.OFFER_ACCEPTED, acts.LESSON_ANSWER):
            before = len(self.events)
            self._run(teaching.ValidateLessonForm())
            if len(self.events) > before:
                self.in_form = self.slots.get("requested_slot") is not None
                if not self.in_form:
                    self._run(teaching.ActionServeAgain())
                return
        action = action_of(intent)
        self._run(TEACHING[action]() if action in TEACHING else self.echo)

    def _run(self, action: Any) -> None:
        latest = next(e for e in reversed(self.events) if e["event"] == "user")["parse_data"]
        loop = {"name": "lesson_form"} if self.in_form else {}
        tracker = Tracker("c", dict(self.slots), latest, list(self.events), False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in self.run(action.run(dispatcher, tracker, {})):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.in_form = event["name"] is not None
            if event["event"] == "user":
                self._said(dispatcher)
                self._heard(event)
            else:
                self.events.append({"timestamp": self.at, **event})
        self._said(dispatcher)

    def _said(self, dispatcher: CollectingDispatcher) -> None:
        for message in dispatcher.messages:
            self.replies.append(message["text"])
            self.buttons.append(message.get("buttons") or [])
            self.events.append({"event": "bot", "timestamp": self.at, "text": message["text"]})
        dispatcher.messages.clear()


_RULES = yaml.safe_load((ROOT / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]
_ACTIONS = {
    **{rule["steps"][0].get("intent"): rule["steps"][1].get("action") for rule in _RULES if len(rule["steps"]) == 2},
    **{intent: skill.action for skill in read_skills(ROOT / "actions" / "skills") for intent in skill.intents},
}


def action_of(intent: str) -> str:
    """The action that the project's rules give an intent to."""
    return str(_ACTIONS[intent])


@pytest.fixture(scope="session")
def memory_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("talk") / "memory.db"


@pytest.fixture(scope="session")
def shared_memory(memory_file: Path) -> Iterator[Memory]:
    """One opened memory for all conversations; every test brings people of its own."""
    with open_memory(f"sqlite:///{memory_file}") as memory:
        yield memory


@pytest.fixture
def memory(shared_memory: Memory, monkeypatch: pytest.MonkeyPatch) -> Memory:
    monkeypatch.setattr(resources, "memory", lambda: shared_memory)
    monkeypatch.setattr(resources, "nlp", load_language)
    return shared_memory


class Remembering:
    """The language pipeline for tests that say the same few sentences a thousand times."""

    def __init__(self) -> None:
        self.nlp = load_language()
        self.vocab = self.nlp.vocab
        self.docs: dict[str, Any] = {}

    def __call__(self, text: str) -> Any:
        return self.docs[text] if text in self.docs else self.docs.setdefault(text, self.nlp(text))


@pytest.fixture
def quick(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Talk]]:
    """Makes conversations that answer in a millisecond or two: one event loop, sentences parsed once."""
    nlp = Remembering()
    monkeypatch.setattr(resources, "nlp", lambda: nlp)
    monkeypatch.setattr(asyncio, "to_thread", at_once)
    with closing(asyncio.new_event_loop()) as loop:
        yield lambda **given: Talk(memory, run=loop.run_until_complete, **given)


async def at_once(work: Callable[..., Any], *given: Any) -> Any:
    return work(*given)


@pytest.fixture
def talk(memory: Memory) -> Talk:
    """A conversation of one person who is nobody else's."""
    return Talk(memory, person=f"person-{next(_numbers)}")


_numbers: Iterator[int] = iter(range(1, 1_000_000))


def contains(text: str, words: Sequence[str]) -> list[str]:
    """The words that stand in a text."""
    return [word for word in words if word.casefold() in text.casefold()]
