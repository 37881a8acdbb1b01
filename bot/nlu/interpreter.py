"""Last in the pipeline: reads the message where it stands in the conversation and applies what the person taught."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, EXTRACTOR, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.identity import heard_around
from bot.nlu.remembering import Side, side_of
from bot.rewriting import idle, refused, retrieved
from preferences import acts
from preferences.application import PHRASE
from preferences.clock import person_clock
from preferences.curriculum import Curriculum, load_curriculum
from preferences.gazetteer import gazetteer
from preferences.interpretation import Heard, Interpretation, as_entities, as_read, interpret
from preferences.memory import Memory
from preferences.parse import write_applied, write_entity, write_reading
from preferences.request import Entity, Reading

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
        """Interpret the first message; those that the rewriter put behind it are folded into it."""
        said = [message for message in messages if message.get("mynah") is not None]
        if not said:
            return messages
        first = said[0]
        extra = [message for message in messages if message.get("mynah") is None]
        ours = first.get("mynah") or {}
        door = DOORS.get(ours.get("door", ""))
        if door:
            first.set(INTENT, {"name": door, "confidence": 1.0}, add_to_output=True)
            first.set(ENTITIES, [], add_to_output=True)
        else:
            self._interpret(first, extra, ours, side_of(first, ours.get("person"), tracker, self.memory))
            _refused(ours, first, tracker)
        return said

    def _interpret(self, message: Message, extra: Sequence[Message], ours: Dict[str, Any], side: Side) -> None:
        person, profile = ours.get("person"), side.profile
        surroundings = heard_around(message.get("metadata"))
        if surroundings.ignored:
            logger.info("A front-end sent metadata of no use: %s.", ", ".join(surroundings.ignored))
        now = person_clock(profile, surroundings)
        heard, others = _heard(message), [_heard(one) for one in extra]
        phrase = _phrase(ours.get("rewrite"))
        if "steps" in ours and phrase is not None:
            steps = [(one, as_read(one, profile, self.curriculum, now, surroundings, phrase)) for one in others]
            ours["steps"] = [{"text": one.text, **write_reading(reading, entities=True)} for one, reading in steps]
            message.set(INTENT, {"name": acts.PHRASE_RUN, "confidence": 1.0}, add_to_output=True)
            message.set(ENTITIES, [write_entity(phrase)], add_to_output=True)
            ours["readings"] = [write_reading(Reading(acts.PHRASE_RUN, (), 1.0, "phrase"))]
            ours["gap"] = None
            message.set("mynah", ours, add_to_output=True)
            return
        if phrase is None and not extra and ours.get("rewrite") is None and idle(side.state):
            found_else = retrieved(person, heard, surroundings.asr_confidence)
            if found_else is not None:
                heard, ours["rewrite"] = found_else
                phrase = _phrase(ours["rewrite"])
                if phrase is not None:
                    message.set(TEXT, heard.text, add_to_output=True)
        readings = {one.text: Reading(one.intent, one.entities, one.confidence) for one in others}
        if "candidates" in ours:
            ours["candidates"] = [
                {"text": text, **write_reading(reading, entities=True)} for text, reading in readings.items()
            ]
        heard = replace(heard, readings=readings, phrase=phrase)
        found = interpret(
            heard, side.state, profile, self.curriculum, now, surroundings, at=time.time(), learned=side.learned
        )
        _write(message, ours, found)


def _phrase(record: Optional[Dict[str, Any]]) -> Optional[Entity]:
    """What was replaced, a taught phrase or words known to fail, as what a request is served by."""
    if not record or record.get("arm", "served") != "served":
        return None
    return Entity(PHRASE, record["text"], assumed=True, reason=record["told"], source=record["id"])


def _refused(ours: Dict[str, Any], message: Message, tracker: Optional[DialogueStateTracker]) -> None:
    """A "no" right after a rewritten request counts against the rewrite at once."""
    before = tracker.latest_message if tracker is not None else None
    if before is None or not isinstance(before, UserUttered):
        return
    parse: Dict[str, Any] = dict(before.parse_data or {})
    record = parse.get("mynah") or {}
    intent = (message.get(INTENT) or {}).get("name") or ""
    refused(ours.get("person"), record, time.time() - before.timestamp, intent, ours.get("original") or "")


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
    # `rasa test` sorts entities by who found them.
    marked = [{**write_entity(e, message.get(TEXT) or ""), EXTRACTOR: Interpreter.__name__} for e in reading.entities]
    message.set(ENTITIES, marked, add_to_output=True)
    ours.update(write_applied(found.applied, found.otherwise))
    ours["gap"] = dict(vars(found.gap)) if found.gap is not None else None
    message.set("mynah", ours, add_to_output=True)
