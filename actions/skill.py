"""The base of every skill: a Rasa action whose work is one plain function from a request to a reply."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from preferences.belongings import Belongings
from preferences.request import Reply, Request


class Skill(Action, ABC):
    """One thing the assistant can do; a subclass serves its intents without knowing Rasa.

    A skill is one file in `actions/skills/`. It names its Rasa action and the intents it serves, in plain values
    that are read without running it (`preferences.skill_files`), and implements `serve`. It never reads slots and
    never remembers between requests: what it has to keep (a list, an alarm) goes into `belongings`.
    """

    action: ClassVar[str]
    """The name of the Rasa action, "action_weather"."""
    intents: ClassVar[tuple[str, ...]]
    """The intents it serves."""
    entities: ClassVar[tuple[str, ...]]
    """The details its intents can carry; left out where `domain.yml` describes the intents."""

    def name(self) -> str:
        """The action's name, as Rasa asks for it."""
        return self.action

    @abstractmethod
    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Answer one request; raise nothing for what a person may say."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Serve the latest message; the work around it is in `actions.serving`."""
        from actions.serving import serve_turn

        return await serve_turn(self, dispatcher, tracker)
