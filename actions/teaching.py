"""The actions of teaching and memory: each hands the turn to the core and speaks its answer."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import ANSWER_SLOT, Context, read_context
from actions.serving import trouble
from preferences import acts, lesson, recall, telling
from preferences.answers import is_wholly_value
from preferences.hearing import NOBODY_SPEAKS, Answer, Hearing
from preferences.preference import Statement
from preferences.request import Outcome, Reading
from preferences.state import LastRequest
from preferences.unread import unread


class ActionAct(Action, ABC):
    """One dialogue act: `answer` decides, this speaks and leaves the record."""

    action: ClassVar[str]
    """The name of the Rasa action."""

    @staticmethod
    @abstractmethod
    def answer(hearing: Hearing) -> Answer:
        """Decide what to answer, and do it."""

    def name(self) -> str:
        """The action's name, as Rasa asks for it."""
        return self.action

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Answer the latest message."""
        try:
            context = read_context(tracker)
            given = await asyncio.to_thread(type(self).answer, context.hearing())
            if context.state.confirming and context.reading.intent != acts.ERASE:
                # The question was about the next message; a later yes must not be taken for its answer.
                given = replace(given, state=given.state.with_(confirming=None))
            return spoken(given, context, self.name(), dispatcher)
        except Exception as problem:  # Rasa would log the whole conversation and say nothing.
            return trouble(problem, self.name(), dispatcher)


def spoken(given: Answer, context: Context, action: str, dispatcher: CollectingDispatcher) -> list[Any]:
    """Speak an answer; returns the events of the turn, a request to serve again included."""
    if given.say:
        buttons = [{"title": button.title, "payload": button.title} for button in given.buttons]
        dispatcher.utter_message(text=given.say, buttons=buttons or None)
    events = context.close_form() + context.events_for(given.state, given.outcome, action, erase=given.erase)
    if given.steps:
        run = Reading(acts.PHRASE_RUN, (), 1.0, "phrase")
        events += context.ask_again(run, context.text, steps=given.steps)
    if given.serve is not None:
        again = context.ask_again(given.serve, given.serve_text, given.instead_of)
        if not again and not given.say:
            dispatcher.utter_message(text="I'm not sure what to do with that. Please say it another way.")
        events += again
    return events


class ActionLearn(ActionAct):
    """ "I'm a Warriors fan"."""

    action = "action_learn"
    answer = staticmethod(telling.tell)


class ActionCorrect(ActionAct):
    """ "no, I meant Portland Maine"."""

    action = "action_correct"
    answer = staticmethod(telling.correct)


class ActionComplaint(ActionAct):
    """ "that's not what I wanted"."""

    action = "action_complaint"
    answer = staticmethod(telling.complain)


class ActionDecline(ActionAct):
    """A no to an offer."""

    action = "action_decline"
    answer = staticmethod(telling.decline)


class ActionRight(ActionAct):
    """A yes or no to "did I get that right?"."""

    action = "action_right"
    answer = staticmethod(telling.judged)


class ActionKnown(ActionAct):
    """ "what do you know about me?"."""

    action = "action_known"
    answer = staticmethod(recall.known)


class ActionWhy(ActionAct):
    """ "why did you play that?"."""

    action = "action_why"
    answer = staticmethod(recall.why)


class ActionForget(ActionAct):
    """ "forget that I like Italian food"."""

    action = "action_forget"
    answer = staticmethod(recall.forget)


class ActionErase(ActionAct):
    """ "forget everything": asks first."""

    action = "action_erase"
    answer = staticmethod(recall.erase)


class ActionEraseConfirmed(ActionAct):
    """A yes to that."""

    action = "action_erase_confirmed"
    answer = staticmethod(recall.erase_confirmed)


class ActionEraseDeclined(ActionAct):
    """A no to that."""

    action = "action_erase_declined"
    answer = staticmethod(recall.erase_declined)


class ActionUndo(ActionAct):
    """ "undo that"."""

    action = "action_undo"
    answer = staticmethod(recall.undo)


class ActionUnread(ActionAct):
    """Words that mean nothing where they stand."""

    action = "action_unread"
    answer = staticmethod(unread)


class ValidateLessonForm(Action):
    """Drives the lesson's form: every answer moves the core's state machine one step."""

    def name(self) -> str:
        """Rasa calls it for `lesson_form`."""
        return "validate_lesson_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Open the lesson or take the answer; an empty list rejects the form, so that another request is served."""
        try:
            context = read_context(tracker)
            if context.reading.intent not in (acts.LESSON_ANSWER, acts.TEACH_ME, acts.OFFER_ACCEPTED):
                return []
            return await asyncio.to_thread(_moved, context, dispatcher)
        except Exception as problem:
            return [*trouble(problem, self.name(), dispatcher), SlotSet("requested_slot", None)]


def _moved(context: Context, dispatcher: CollectingDispatcher) -> list[Any]:
    hearing = context.hearing()
    if context.person is None:
        dispatcher.utter_message(text=NOBODY_SPEAKS)
        ended = context.events_for(context.state, Outcome.UNSUPPORTED, "lesson")
        return [*ended, SlotSet(ANSWER_SLOT, None), SlotSet("requested_slot", None)]
    move = _move(context, hearing)
    taught = tuple(dict.fromkeys(statement.concept for statement in move.statements))
    if move.statements:
        # Stored before the person hears of it: what is confirmed is never lost.
        if move.retract:
            hearing.memory.undo(context.person)
        source = "noticed" if context.reading.intent == acts.OFFER_ACCEPTED else "asked"
        hearing.memory.teach(context.person, move.statements, hearing.curriculum.by_concept, source, context.now)
    if move.refused:
        hearing.memory.refuse(context.person, move.refused)
    dispatcher.utter_message(
        text=move.say, buttons=[{"title": title, "payload": title} for title in move.buttons] or None
    )
    moved = replace(move.lesson, at=context.at) if move.lesson is not None else None
    state = context.state.with_(lesson=moved, offer=None, taught=taught or context.state.taught)
    state = state.with_(last=move.serve or state.last, asked=None, confirming="serve" if move.serve else None)
    events = context.events_for(state, Outcome.ASKED if move.lesson else Outcome.DONE, "lesson")
    return [*events, SlotSet(ANSWER_SLOT, None), SlotSet("requested_slot", ANSWER_SLOT if move.lesson else None)]


def _move(context: Context, hearing: Hearing) -> lesson.Move:
    state = context.state
    if context.reading.intent == acts.LESSON_ANSWER and state.lesson is not None:
        settled = lesson.settled(hearing.profile)
        return lesson.answer(state.lesson, context.text, hearing.curriculum, context.now, hearing.nlp(), settled)
    offer = state.offer
    begun = telling.begin_lesson(hearing)
    if offer is None or context.reading.intent != acts.OFFER_ACCEPTED or begun.lesson is None:
        return begun
    if offer.value is not None:
        named = Statement(offer.concept, offer.value, words=context.text)
        return lesson.known(begun.lesson, named, hearing.curriculum, context.now)
    flow = hearing.curriculum.flow(offer.concept)
    if flow is not None and is_wholly_value(context.text, flow):
        return lesson.answer(begun.lesson, context.text, hearing.curriculum, context.now, hearing.nlp())
    return begun


class ActionServeAgain(Action):
    """When a lesson is over: serves the request that went wrong, in the same turn."""

    def name(self) -> str:
        """The action's name."""
        return "action_serve_again"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Put the request back, if there is one."""
        try:
            context = read_context(tracker)
            last = context.state.last
            state = context.state.with_(confirming=None)
            events = context.events_for(state, Outcome.DONE, self.name())
            if context.state.confirming == "serve" and last is not None:
                events += context.ask_again(_again(last), last.text)
            return events
        except Exception as problem:
            return trouble(problem, self.name(), dispatcher)


def _again(last: LastRequest) -> Reading:
    return Reading(last.intent, last.said, 1.0, "reask")
