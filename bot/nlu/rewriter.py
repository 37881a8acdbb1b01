"""First in the pipeline: settles who speaks, shuts Rasa's back door, replaces taught words."""

from __future__ import annotations

import re
import time
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.doors import close_doors
from bot.hop import bound_hop, shorten_hop
from bot.identity import in_shell, speaker
from bot.nlu.remembering import Side, side_of
from bot.privacy import keep_words_out
from bot.rewriting import idle, looked_up
from preferences.intake import words_of_speech
from preferences.interpretation import LONGEST
from preferences.memory import Memory
from preferences.phrase_rewriting import rewritten

_SLASHES = re.compile(r"[\s/]*")
_INTENT = re.compile(r"[\w-]*_|[\w-]+\s*\{")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TurnRewriter(GraphComponent):
    """Writes `mynah` into the parse: who speaks, and what they said before anything was changed.

    A person's message that starts with a slash would be Rasa's back door to any intent. What names an intent that way
    is not understood; from all else the slashes are taken off, and the rest is just text ("/help"). Control characters
    and halves of characters, which no database takes, become spaces. What is too long or holds no words is not read
    by NLU at all.

    A taught phrase gives way to the words it stands for. Where it stands for several requests, and where a message
    teaches what one means, every request goes through the pipeline as a message of its own behind the first;
    the interpreter takes them out again. A request that is known to fail gives way to one that works: this person's
    own rewrite, else everybody's; never while something is open that the message may answer.
    """

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TurnRewriter:
        """Make the component, and ready the process that it will run in."""
        keep_words_out()
        close_doors()
        shorten_hop()
        bound_hop()
        if in_shell():
            from bot.shell import mend_shell

            mend_shell()
        return cls()

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Prepare the messages for the components that follow."""
        extra: List[Message] = []
        for message in messages:
            said = _UNREADABLE.sub(" ", message.get(TEXT) or "")
            ours = {"person": speaker(message.get("metadata")), "original": said, "rewrite": None}
            if len(said) >= LONGEST:
                ours["door"] = "too_long"
                ours["original"] = ""
            elif not any(character.isalnum() for character in said):
                ours["door"] = "nothing_said"
            slashes = _SLASHES.match(said).group()  # type: ignore[union-attr]
            if "/" in slashes and "door" not in ours and _INTENT.match(said, len(slashes)):
                ours["door"] = "back_door"
            read = "" if "door" in ours else words_of_speech(said[len(slashes) :]).strip()
            if read.isupper() and " " in read:
                # NLU has seen capitals in names only; somebody shouting means no names.
                read = read.lower()
            if read != message.get(TEXT):
                message.set(TEXT, read, add_to_output=True)
            message.set("mynah", ours, add_to_output=True)
            if "door" not in ours:
                extra += self._phrases(message, ours, tracker)
        return [*messages, *extra]

    def _phrases(
        self, message: Message, ours: Dict[str, Any], tracker: Optional[DialogueStateTracker]
    ) -> List[Message]:
        """Replace taught phrases; returns the further messages that NLU has to read."""
        person = ours["person"]
        text = message.get(TEXT)
        side = side_of(message, person, tracker, self.memory)
        if person is None:
            self._known(message, ours, side)
            return []
        taken = rewritten(text, side.state.phrase, side.profile, time.time())
        ours.update(taken.record)
        if taken.text != text:
            message.set(TEXT, taken.text, add_to_output=True)
        elif not taken.record:
            self._known(message, ours, side)
        return [Message({TEXT: words, "metadata": message.get("metadata")}) for words in taken.read]

    @staticmethod
    def _known(message: Message, ours: Dict[str, Any], side: Side) -> None:
        """Replace words that are known to fail, where the learning half has a rewrite for them."""
        found = looked_up(ours["person"], message.get(TEXT), side.learned) if idle(side.state) else None
        if found is not None:
            ours["rewrite"] = found
            if found["arm"] == "served":
                message.set(TEXT, found["text"], add_to_output=True)
