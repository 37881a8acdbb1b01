"""Last in the pipeline: reads the message where it stands in the conversation and applies what the person taught."""

from __future__ import annotations

import logging
import time
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.identity import heard_around
from preferences import acts
from preferences.clock import person_clock
from preferences.curriculum import Curriculum, load_curriculum
from preferences.errors import MynahError
from preferences.gazetteer import gazetteer
from preferences.interpretation import Heard, Interpretation, as_entities, interpret
from preferences.memory import Memory, open_memory
from preferences.parse import write_applied, write_entity
from preferences.preference import NOBODY, Profile
from preferences.state import ConversationState
from preferences.turn_log import STATE_SLOT

logger = logging.getLogger(__name__)
DOORS = {"too_long": acts.TOO_LONG, "nothing_said": acts.NOTHING_SAID, "back_door": acts.FALLBACK}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Interpreter(GraphComponent):
    """Gives the parse its final intent and entities; the decisions are `preferences.interpretation`'s."""

    def __init__(self, curriculum: Curriculum, memory: Memory | None = None) -> None:
        self.curriculum = curriculum
        self.memory = memory

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Interpreter:
        """Load the flows and the gazetteer; the memory is opened at the first message, since training needs none."""
        gazetteer()
        return cls(load_curriculum())

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Interpret the messages."""
        state = ConversationState.from_json(tracker.get_slot(STATE_SLOT) if tracker else None)
        for message in messages:
            ours = message.get("mynah") or {}
            door = DOORS.get(ours.get("door", ""))
            if door:
                message.set(INTENT, {"name": door, "confidence": 1.0}, add_to_output=True)
                message.set(ENTITIES, [], add_to_output=True)
                continue
            self._interpret(message, ours, state)
        return messages

    def _interpret(self, message: Message, ours: Dict[str, Any], state: ConversationState) -> None:
        person = ours.get("person")
        surroundings = heard_around(message.get("metadata"))
        if surroundings.ignored:
            logger.info("A front-end sent metadata of no use: %s.", ", ".join(surroundings.ignored))
        profile = self._profile(person)
        found = interpret(
            _heard(message),
            state.of(person),
            profile,
            self.curriculum,
            person_clock(profile, surroundings),
            surroundings,
            at=time.time(),
        )
        _write(message, ours, found)

    def _profile(self, person: str | None) -> Profile:
        if person is None:
            return NOBODY
        try:
            if self.memory is None:
                self.memory = open_memory()
            return self.memory.profile(person)
        except MynahError as problem:
            # The turn goes on without the memory; the action says so to the person.
            logger.error("The memory could not be read: %s", problem)
            return Profile(person)


def _heard(message: Message) -> Heard:
    text = message.get(TEXT) or ""
    intent = message.get(INTENT) or {}
    ranking = [(r["name"], float(r["confidence"])) for r in message.get(INTENT_RANKING_KEY) or [] if r.get("name")]
    top = (str(intent.get("name") or acts.FALLBACK), float(intent.get("confidence") or 0.0))
    if not ranking or ranking[0][0] != top[0]:
        ranking.insert(0, top)
    marked = [{**e, "text": text[e["start"] : e["end"]]} for e in message.get(ENTITIES) or [] if "start" in e]
    return Heard(text, tuple(ranking), as_entities(marked))


def _write(message: Message, ours: Dict[str, Any], found: Interpretation) -> None:
    reading = found.reading
    message.set(INTENT, {"name": reading.intent, "confidence": reading.confidence}, add_to_output=True)
    message.set(
        ENTITIES, [write_entity(entity, message.get(TEXT) or "") for entity in reading.entities], add_to_output=True
    )
    ours.update(write_applied(found.applied, found.otherwise))
    message.set("mynah", ours, add_to_output=True)
