"""The memory of the server's process: opened at the first message, shared by the components."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.learned import learned
from learning.model import PersonModel
from preferences.errors import MynahError
from preferences.memory import Memory, open_memory
from preferences.preference import NOBODY, Profile
from preferences.state import ConversationState, PersonState
from preferences.turn_log import STATE_SLOT

logger = logging.getLogger(__name__)
SIDE = "mynah_side"
"""The property of a message that carries its person's side; it is no output, so it never reaches the log."""


@dataclass(frozen=True)
class Side:
    """What a turn knows of its person; read once, for all components of the turn."""

    profile: Profile
    """What they taught."""
    state: PersonState
    """Where they stand in this conversation."""
    learned: PersonModel
    """What the log taught of them."""


@lru_cache(maxsize=1)
def shared_memory() -> Memory:
    """The memory of this installation; training needs none, so it is not opened before somebody speaks.

    Raises:
        MemoryError_: it cannot be opened; asked again at the next turn.
    """
    return open_memory()


def profile_of(person: str | None, memory: Memory | None = None) -> Profile:
    """What is known about a person; nothing where the memory cannot be read: the turn goes on without it."""
    if person is None:
        return NOBODY
    try:
        return (memory or shared_memory()).profile(person)
    except MynahError as problem:
        # The action says so to the person.
        logger.error("The memory could not be read: %s", problem)
        return Profile(person)


def side_of(
    message: Message, person: str | None, tracker: DialogueStateTracker | None, memory: Memory | None = None
) -> Side:
    """The side of a message's person: what an earlier component left with it, else read now and left with it."""
    side = message.get(SIDE)
    if not isinstance(side, Side):
        state = ConversationState.from_json(tracker.get_slot(STATE_SLOT) if tracker else None)
        profile = profile_of(person, memory)
        homes = profile.of("home")
        side = Side(profile, state.of(person), learned(person, homes[0].value if homes else "", profile.refused))
        message.set(SIDE, side)
    return side
