"""The memory of the server's process: opened at the first message, shared by the components."""

from __future__ import annotations

import logging
from functools import lru_cache

from preferences.errors import MynahError
from preferences.memory import Memory, open_memory
from preferences.preference import NOBODY, Profile

logger = logging.getLogger(__name__)


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
