"""Around every skill: serves the request, senses a teachable moment, and leaves the turn's record."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import resources
from actions.context import Context, profile_of, read_context
from actions.skill import Skill
from learning.judge import defect_before, learned_judge
from preferences import acts
from preferences.condition import Condition
from preferences.errors import MynahError
from preferences.flow import Flow
from preferences.interpretation import OPEN_FOR
from preferences.lesson import reminder
from preferences.moments import Moment, offer_text, sense
from preferences.request import Button, Entity, Outcome, Reply
from preferences.right import QUESTION, may_be_asked, note_asked, worth_asking
from preferences.several import ASKED_AT_ONCE, question
from preferences.state import Asked, LastRequest, LessonState, Offer, PersonState
from preferences.turns import TURN_SLOT

logger = logging.getLogger(__name__)

BROKEN = "Sorry, something went wrong on my side. Nothing you taught me is lost."
OFFER_LASTS = 1
"""Turns of other requests that an open offer outlives."""


async def serve_turn(skill: Skill, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
    """Serve the latest message with a skill; returns the events of the turn."""
    try:
        context = read_context(tracker)
        torn = await asyncio.to_thread(_which, context)
        if torn is not None:
            return _asked_which(skill, context, *torn, dispatcher)
        reply = await asyncio.to_thread(_served, skill, context)
        again = _otherwise(context, reply)
        return again or _answered(skill, context, reply, dispatcher)
    except Exception as problem:  # Rasa would log the whole conversation and say nothing.
        return trouble(problem, skill.name(), dispatcher)


def _which(context: Context) -> tuple[Reply, PersonState] | None:
    """The question which of two taught values shall hold here, asked once; None where nothing clashes."""
    clash, state = context.clash, context.state
    flow = resources.curriculum().flow(clash.concept) if clash is not None else None
    if clash is None or flow is None or context.person is None or state.lesson is not None:
        return None
    # Noted before it is asked, so that whoever leaves it open is not asked again.
    resources.memory().refuse(context.person, clash.key)
    last = LastRequest(
        context.reading.intent,
        context.served,
        context.reading.entities,
        Outcome.ASKED.value,
        context.at,
    )
    lesson = LessonState(
        (clash.concept,), candidates=clash.values, request=last, at=context.at, condition=clash.condition
    )
    told = [
        flow.told(value, condition=Condition(words=words))
        for value, words in zip(clash.values, clash.when, strict=True)
    ]
    text = f"{told[0][:1].upper()}{told[0][1:]}, but {told[1]}. Which shall it be now: {' or '.join(clash.values)}?"
    reply = Reply(text, Outcome.ASKED, buttons=tuple(Button(value) for value in clash.values))
    return reply, replace(state, last=last, lesson=lesson, asked=None, offer=None, confirming=None)


def _asked_which(
    skill: Skill, context: Context, reply: Reply, state: PersonState, dispatcher: CollectingDispatcher
) -> list[Any]:
    buttons = [{"title": button.title, "payload": button.title} for button in reply.buttons]
    dispatcher.utter_message(text=reply.text, buttons=buttons)
    return context.close_form() + context.events_for(state, reply.outcome, skill.name())


def _otherwise(context: Context, reply: Reply) -> list[Any]:
    """The events that serve what NLU had read, where the reading that the circumstances chose leads nowhere."""
    other = context.otherwise
    if context.reading.why != "context" or other is None or reply.outcome is not Outcome.NOT_FOUND:
        return []
    said = tuple(entity for entity in other.entities if not entity.assumed)
    return context.ask_again(replace(other, entities=said), context.served)


def _answered(skill: Skill, context: Context, reply: Reply, dispatcher: CollectingDispatcher) -> list[Any]:
    """Speak the reply, with an offer or the open question behind it; returns the events of the turn."""
    say, moment, state = reply.text, None, _after(context, reply)
    left_open = state.lesson is not None and state.lesson is context.state.lesson
    if state.lesson is None:
        moment = _moment(context, reply, state)
    if moment is not None:
        state = _offered(context, state, moment)
        say = f"{say} {offer_text(moment.flow, moment.value)}"
    elif not reply.buttons and _asks_whether_right(context, reply, state):
        say, state = f"{say} {QUESTION}", replace(state, questioned=context.at)
    elif left_open and state.lesson is not None and acts.is_request(context.reading.intent) and state.asked is None:
        say = f"{say} {reminder(state.lesson, resources.curriculum())}".rstrip()
        state = replace(state, lesson=replace(state.lesson, at=context.at))
    buttons = [{"title": button.title, "payload": button.title} for button in reply.buttons]
    dispatcher.utter_message(text=say, buttons=buttons or None)
    count_uses(context)
    reasons = [entity.reason for entity in context.reading.entities if entity.reason]
    if context.reading.because and context.reading.because not in reasons:
        reasons.append(context.reading.because)
    offer = moment.flow.concept if moment else None
    return context.close_form() + context.events_for(state, reply.outcome, skill.name(), reasons, offer)


def trouble(problem: Exception, action: str, dispatcher: CollectingDispatcher) -> list[Any]:
    """Say in the chat that something broke, in words the person can use, and leave one line in the log."""
    if isinstance(problem, MynahError):
        logger.error("%s: %s", action, problem)
        dispatcher.utter_message(text=f"I can't get at my memory right now. {problem}")
    else:
        logger.error("%s failed: %s in %s", action, type(problem).__name__, _where(problem))
        dispatcher.utter_message(text=BROKEN)
    return [SlotSet(TURN_SLOT, {"outcome": Outcome.FAILED.value, "skill": action, "reasons": []})]


def _served(skill: Skill, context: Context) -> Reply:
    """What a skill replies, once it is settled which of several liked values it shall be."""
    if context.undecided:
        # The flow of what is liked says to ask; the answer fills the detail, and the request is served with it.
        first = context.undecided[0]
        buttons = tuple(Button(value) for value in first.values[:ASKED_AT_ONCE])
        return Reply(question(first), Outcome.ASKED, missing=first.name, buttons=buttons)
    return serve_step(skill, context)


def serve_step(skill: Skill, context: Context) -> Reply:
    """What a skill replies; whatever breaks in it becomes a reply too."""
    try:
        reply = skill.serve(context.request(), resources.memory().belongings(context.person))
    except MynahError as problem:
        reply = Reply(str(problem), Outcome.FAILED, detail=str(problem))
    except Exception as error:  # A skill that breaks must not take the turn with it.
        reply = Reply(BROKEN, Outcome.FAILED, detail=f"{type(error).__name__} in {_where(error)}")
    if reply.detail:
        logger.warning("%s: %s", skill.name(), reply.detail)
    return reply


def _where(error: BaseException) -> str:
    """File and line of the innermost frame; the message of the error may hold a person's words, so it stays out."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "an unknown place"


def _after(context: Context, reply: Reply) -> PersonState:
    """The person's state after the reply: what was served, what was asked back, what became of an open offer."""
    state, at = context.state, context.at
    if not acts.is_request(context.reading.intent):
        return replace(state, confirming=None)
    present = {entity.name for entity in context.reading.entities}
    chosen = tuple(entity for entity in reply.used if entity.name not in present)
    last = LastRequest(
        context.reading.intent, context.served, context.reading.entities + chosen, reply.outcome.value, at
    )
    last = replace(last, because=context.reading.because)
    state = replace(state, last=last, asked=None, confirming=None, offer=_aged(state.offer, last))
    if not context.reasks:
        # What was taught can be put right until the next request; the one served again with it is not that.
        state = replace(state, taught=())
    if state.lesson is not None and at - state.lesson.at > OPEN_FOR:
        state = replace(state, lesson=None)
    if reply.outcome is not Outcome.ASKED or reply.missing is None:
        return state
    flow = _teaches(context, reply.missing)
    if flow is not None and state.lesson is None:
        return replace(state, lesson=LessonState(queue=(flow.concept,), request=last, at=at))
    named = next((one.values[:ASKED_AT_ONCE] for one in context.undecided if one.name == reply.missing), ())
    asked = Asked(context.reading.intent, reply.missing, context.served, context.reading.entities, at, named)
    return replace(state, asked=asked)


def _teaches(context: Context, missing: str) -> Flow | None:
    """The flow whose answer is worth keeping, when a request cannot be served without a value nobody named."""
    if context.person is None or any(entity.name == missing for entity in context.reading.entities):
        return None
    if any(one.name == missing for one in context.undecided):
        return None  # It was taught already, several times.
    present = {entity.name for entity in context.reading.entities}
    refused = profile_of(context.person).refused
    for flow, guide in resources.curriculum().guides(context.reading.intent):
        if flow.concept in refused:
            continue
        # A lesson whose answer could not fill this request would ask the same thing again.
        if guide.entity == missing and "missing" in flow.teachable_at and present.isdisjoint(guide.unless):
            return flow
    return None


def _aged(offer: Offer | None, last: LastRequest) -> Offer | None:
    """An open offer after one more request; it takes up a value that the request named."""
    if offer is None or offer.turns >= OFFER_LASTS:
        return None
    flow = resources.curriculum().flow(offer.concept)
    named: Entity | None = None
    for guide in flow.guides if flow else ():
        named = named or next((e for e in last.said if e.name == guide.entity and guide.intent == last.intent), None)
    if named is None:
        return replace(offer, turns=offer.turns + 1)
    # That request is being served right now, so that a yes has nothing left to serve.
    return replace(offer, turns=offer.turns + 1, value=named.value, request=None)


def _moment(context: Context, reply: Reply, state: PersonState) -> Moment | None:
    if reply.outcome in (Outcome.FAILED, Outcome.ASKED) or not acts.is_request(context.reading.intent):
        return None
    turns = context.turns
    if not turns or turns[-1].reask:
        return None
    turns[-1] = replace(turns[-1], outcome=reply.outcome.value)
    return sense(turns, state, profile_of(context.person), resources.curriculum(), learned_judge)


def _asks_whether_right(context: Context, reply: Reply, state: PersonState) -> bool:
    """Whether to ask "did I get that right?"; noted before it is asked, so that nobody is asked twice a day."""
    turns = context.turns
    if context.person is None or not turns:
        return False
    turns[-1] = replace(turns[-1], outcome=reply.outcome.value)
    if not worth_asking(turns, state, defect_before):
        return False
    try:
        belongings = resources.memory().belongings(context.person)
        if not may_be_asked(belongings, context.at):
            return False
        note_asked(belongings, context.at)
    except MynahError as problem:
        logger.warning("Whether something was right could not be asked: %s", problem)
        return False
    return True


def _offered(context: Context, state: PersonState, moment: Moment) -> PersonState:
    at = context.at
    offer = Offer(moment.flow.concept, at, value=moment.value, request=None if moment.value else state.last)
    return replace(state, offer=offer, offered_at=at)


def count_uses(context: Context) -> None:
    """Count what was applied to the request."""
    entities = [entity for entity in context.reading.entities if entity.assumed and entity.source]
    used, phrases = (_numbers(entities, kind) for kind in ("preference", "phrase"))
    # What a name means is no assumption: the person said the name.
    meant = _numbers(context.reading.entities, "correction")
    if (used or phrases or meant) and context.person is not None:
        try:
            resources.memory().used(context.person, used, context.now, phrases, meant)
        except MynahError as problem:
            logger.warning("A use could not be counted: %s", problem)


def _numbers(entities: Sequence[Entity], kind: str) -> list[int]:
    """What was applied, by number: "phrase:17" is 17."""
    sources = dict.fromkeys(entity.source for entity in entities if entity.source)
    return [int(source.split(":", 1)[1]) for source in sources if source.startswith(f"{kind}:")]
