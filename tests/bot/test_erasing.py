"""Forgetting a person outside of a turn waits for the turns they are in."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from preferences.memory import open_memory
from tests.bot.test_learned import log, save  # noqa: F401
from tests.learning.log import jazz

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def rows(log: Any) -> int:  # noqa: F811
    with log.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM events")).scalar())


def test_a_turn_that_runs_is_waited_for_and_goes_too(log: Any, tmp_path: Path) -> None:  # noqa: F811
    from rasa.shared.core.events import Event

    from bot.stores.erasing import forget_person, turn_log
    from bot.stores.lock import ConversationLock

    save(log, "talk", jazz(0))
    save(log, "kitchen", jazz(1))
    locks = ConversationLock()
    agent: Any = SimpleNamespace(tracker_store=SimpleNamespace(_tracker_store=log), lock_store=locks)
    assert turn_log(agent) is log
    assert turn_log(None) is None and turn_log(SimpleNamespace(tracker_store=object())) is None

    async def forgetting() -> None:
        with open_memory(f"sqlite:///{tmp_path}/memory.db") as memory:
            memory.refuse("ann", "cuisine")
            async with locks.lock("talk"):
                tracker = await log.retrieve("talk")
                asked = asyncio.create_task(forget_person(agent, memory, "ann"))
                await asyncio.sleep(0.2)
                assert not asked.done() and memory.profile("ann").refused
                for event in jazz(2):
                    tracker.update(Event.from_parameters(event), log.domain)
                await log.save(tracker)
                assert rows(log) == 6
            await asked
            assert not memory.profile("ann").refused

    asyncio.run(forgetting())
    assert rows(log) == 0
    save(log, "talk", jazz(3))
    assert rows(log) == 2
