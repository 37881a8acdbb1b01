"""One turn of the voice channel: words go to Rasa, and what it says comes back as messages and as one reply."""

from __future__ import annotations

import hashlib
import logging
import time
from asyncio import CancelledError
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.caller import Caller, How
from bot.channels.rest import BROKEN, conversation, words
from bot.identity import Spoken

logger = logging.getLogger(__name__)
NAME = "voice"

Listener = Callable[[UserMessage], Awaitable[Any]]
"""What takes a message and lets Rasa answer into the message's output channel."""


@dataclass(frozen=True)
class Said:
    """One message on its way in."""

    text: str
    """The words."""
    sender: str
    """The conversation."""
    metadata: Spoken
    """What the front-end told, spoken by the person."""


@dataclass(frozen=True)
class Answered:
    """What came of a message."""

    messages: tuple[dict[str, Any], ...]
    """As the REST channel gives them: recipient_id with text, buttons, ..."""
    milliseconds: float
    """How long Rasa took."""

    @property
    def reply(self) -> str:
        """All texts in their order, one a line."""
        return "\n".join(str(message["text"]) for message in self.messages if message.get("text"))


def said_by(caller: Caller, text: object, sender: object, metadata: Mapping[str, Any]) -> Said:
    """A message as this caller may send it."""
    named = conversation(sender)
    return Said(words(text), named or own_conversation(caller), Spoken.by(caller.person, metadata))


def own_conversation(caller: Caller) -> str:
    """The conversation of a caller that names none: one for each token, and on this machine one for each person.

    Conversations outlive forgetting where others share them, so no name may stand in one.
    """
    if caller.how is not How.LOOPBACK:
        return f"{NAME}-{caller.key}"
    return f"{NAME}-{hashlib.sha256((caller.person or '').encode()).hexdigest()[:16]}"


async def answer(listener: Listener, said: Said, output: CollectingOutputChannel | None = None) -> Answered:
    """Let Rasa answer a message; a turn that breaks says so instead of nothing.

    Args:
        listener: Rasa.
        said: the message.
        output: where the replies go as they come; collected, if left out.
    """
    collector, began = output or CollectingOutputChannel(), time.perf_counter()
    message = UserMessage(said.text, collector, said.sender, input_channel=NAME, metadata=said.metadata)
    try:
        await listener(message)
    except CancelledError:
        raise
    except Exception as problem:  # Whatever it is, its text may quote the person, so only its kind is logged.
        logger.error("A turn broke: %s", type(problem).__name__)
        await collector.send_text_message(said.sender, BROKEN)
    return Answered(tuple(collector.messages), (time.perf_counter() - began) * 1000)
