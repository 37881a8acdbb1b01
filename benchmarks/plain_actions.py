"""The same skills without Mynah around them: an action server to compare with.

    python -m rasa_sdk --actions benchmarks.plain_actions

Each skill gets what NLU read and speaks its reply. Nothing is sensed, no profile is read, no record is left.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions.skills
from actions import resources
from actions.skill import Skill
from preferences.request import Entity, Request


async def run(skill: Skill, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
    """Serve the latest message."""
    said = tracker.latest_message
    person = (said.get("metadata") or {}).get("user_id")
    request = Request(
        intent=said["intent"]["name"],
        text=said["text"],
        entities=tuple(
            Entity(e["entity"], str(e["value"]), said["text"][e["start"] : e["end"]], e.get("role"))
            for e in said["entities"]
        ),
        person=person,
    )
    reply = skill.serve(request, resources.memory().belongings(person))
    dispatcher.utter_message(text=reply.text)
    return []


Skill.run = run  # type: ignore[method-assign,assignment]
for module in pkgutil.iter_modules(actions.skills.__path__):
    importlib.import_module(f"actions.skills.{module.name}")
