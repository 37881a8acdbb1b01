"""The actions of taught words: to ask what one means, to learn it, to tell it, and to serve what it stands for."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from dataclasses import replace
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import skills
from actions.context import Context, read_context
from actions.serving import count_uses, serve_step, trouble
from actions.skill import Skill
from actions.teaching import ActionAct
from preferences import acts, phrase_acts
from preferences.request import Outcome, Reply
from preferences.state import Asked, LastRequest


class ActionPhraseAsk(ActionAct):
    """ "set the lights to study mode", while nobody taught that."""

    action = "action_phrase_ask"
    answer = staticmethod(phrase_acts.ask)


class ActionPhraseDefine(ActionAct):
    """ "that means fifty percent"."""

    action = "action_phrase_define"
    answer = staticmethod(phrase_acts.define)


class ActionPhraseTeach(ActionAct):
    """ "when I say movie night, dim the lights"."""

    action = "action_phrase_teach"
    answer = staticmethod(phrase_acts.teach)


class ActionPhraseExplain(ActionAct):
    """ "what does study mode mean?"."""

    action = "action_phrase_explain"
    answer = staticmethod(phrase_acts.explain)


class ActionPhrases(ActionAct):
    """ "what words did I teach you?"."""

    action = "action_phrases"
    answer = staticmethod(phrase_acts.known)


@lru_cache(maxsize=1)
def skills_by_intent() -> dict[str, Skill]:
    """Every skill of `actions/skills/`, by the intents it serves."""
    for found in pkgutil.iter_modules(skills.__path__):
        importlib.import_module(f"{skills.__name__}.{found.name}")
    return {intent: made for kind in Skill.__subclasses__() if kind.__module__.startswith(skills.__name__)
            for made in [kind()] for intent in made.intents}  # fmt: skip


class ActionPhraseRun(Action):
    """A phrase that stands for several requests: serves them in order, and leaves one record."""

    def name(self) -> str:
        """The action's name."""
        return "action_phrase_run"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Serve every step."""
        try:
            context = read_context(tracker)
            return await asyncio.to_thread(_run, context, self.name(), dispatcher)
        except Exception as problem:  # Rasa would log the whole conversation and say nothing.
            return trouble(problem, self.name(), dispatcher)


def _run(context: Context, action: str, dispatcher: CollectingDispatcher) -> list[Any]:
    state = replace(context.state, asked=None, confirming=None, taught=())
    replies: list[Reply] = []
    for text, reading in context.steps:
        skill = skills_by_intent().get(reading.intent) if acts.is_request(reading.intent) else None
        step = replace(context, text=text, served=text, reading=reading, avoided=())
        reply = serve_step(skill, step) if skill is not None else Reply(f'I can\'t do "{text}".', Outcome.UNSUPPORTED)
        replies.append(reply)
        if skill is None:
            continue
        last = LastRequest(reading.intent, text, (*reading.entities, *reply.used), reply.outcome.value, context.at)
        state = replace(state, last=last)
        if reply.outcome is Outcome.ASKED and reply.missing is not None:
            state = replace(state, asked=Asked(reading.intent, reply.missing, text, reading.entities, context.at))
    dispatcher.utter_message(text=" ".join(reply.text.strip() for reply in replies) or "There is nothing to do.")
    count_uses(context)
    reasons = list(dict.fromkeys(e.reason for _, reading in context.steps for e in reading.entities if e.reason))
    return context.close_form() + context.events_for(state, _outcome(replies), action, reasons)


def _outcome(replies: list[Reply]) -> Outcome:
    """Done when all is; else what the first step that was not done came to."""
    return next((reply.outcome for reply in replies if reply.outcome is not Outcome.DONE), Outcome.DONE)
