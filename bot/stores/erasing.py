"""Forgets a person outside of a turn: the memory and the turns, with no turn of theirs in between."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from rasa.core.agent import Agent

from bot.stores.turn_log import TurnLog
from learning.turn_reader import TurnReader
from preferences.memory import Memory


def turn_log(agent: Agent | None) -> TurnLog | None:
    """The turn log of the running server, below what Rasa wraps around it; None where another store is configured."""
    store = getattr(agent, "tracker_store", None)
    while store is not None and not isinstance(store, TurnLog):
        store = getattr(store, "_tracker_store", None)
    return store


async def forget_person(agent: Agent | None, memory: Memory, person: str) -> None:
    """Forget everything of a person, while nothing they said is being answered.

    A turn that runs writes its conversation back when it is saved, so it is waited for.
    """
    log = turn_log(agent)
    async with AsyncExitStack() as held:
        if agent is not None and log is not None:
            for sender in sorted(TurnReader(log.engine).conversations(person)):
                await held.enter_async_context(agent.lock_store.lock(sender))
        await asyncio.to_thread(memory.forget_everything, person)
        if log is not None:
            log.forget(person)
