"""The store tells of new turns, the interpreter asks what was learned, and the forgotten are forgotten here too."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from preferences.memory import open_memory
from preferences.preference import Statement
from tests.learning.log import MONDAY, jazz

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Any]:
    from rasa.shared.core.domain import Domain

    from bot import learned
    from bot.stores.turn_log import TurnLog

    domain = Domain.from_dict(
        {
            "intents": ["play_music"],
            "entities": ["music_genre"],
            "slots": {
                name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
                for name in ("mynah_turn", "mynah_state", "mynah_erase")
            },
        }
    )
    yield TurnLog(domain, url=f"sqlite:///{tmp_path}/turns.db")
    learned.close()


def save(log: Any, conversation: str, events: list[dict[str, Any]]) -> None:
    from rasa.shared.core.events import Event
    from rasa.shared.core.trackers import DialogueStateTracker

    async def saved() -> None:
        tracker = await log.retrieve(conversation) or DialogueStateTracker(conversation, log.domain.slots)
        for event in events:
            made = Event.from_parameters(event)
            assert made is not None
            tracker.update(made, log.domain)
        await log.save(tracker)

    asyncio.run(saved())


def fills(person: str) -> list[str]:
    from bot.learned import learned
    from preferences.learned import Circumstances
    from preferences.surroundings import Surroundings

    around = Circumstances(MONDAY + timedelta(days=9), Surroundings())
    return [habit.value for habit in learned(person).habits("play_music", (), around)]


def test_habits_come_from_the_log_and_go_with_it(log: Any) -> None:
    for day in range(5):
        save(log, f"talk {day}", jazz(day))
    assert fills("ann") == ["jazz"]
    assert fills("bob") == []
    save(log, "last talk", [{"event": "slot", "name": "mynah_erase", "value": "ann"}])
    assert fills("ann") == []
    for day in range(2):
        save(log, f"new talk {day}", jazz(day))
    assert fills("ann") == []


def test_without_a_log_nothing_is_learned() -> None:
    from bot import learned

    learned.close()
    assert fills("ann") == []
    learned.close()


def test_a_turn_asks_once_what_was_learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rewriter's look-up and the interpreter's reading go by one and the same answer."""
    from rasa.shared.nlu.training_data.message import Message

    from bot.identity import Spoken
    from bot.learned import learned
    from bot.nlu import remembering
    from bot.nlu.interpreter import Interpreter
    from bot.nlu.rewriter import TurnRewriter
    from preferences.curriculum import load_curriculum

    asked: list[tuple[str | None, str]] = []

    def noted(person: str | None, home: str, stopped: Collection[str]) -> Any:
        asked.append((person, home))
        return learned(person, home, stopped)

    monkeypatch.setenv("MYNAH_HOME", str(tmp_path))
    monkeypatch.setattr(remembering, "learned", noted)
    with open_memory(f"sqlite:///{tmp_path}/memory.db") as memory:
        statement = Statement("home", "Boston, Massachusetts")
        memory.teach("ann", [statement], load_curriculum().by_concept, "told", MONDAY)
        message = Message({"text": "play some jazz", "metadata": Spoken.by("ann", {})})
        read = TurnRewriter(memory).process([message])
        read[0].set("intent", {"name": "play_music", "confidence": 0.9})
        Interpreter(load_curriculum(), memory).process(read)
    assert read[0].get("intent")["name"] == "play_music"
    assert asked == [("ann", "Boston, Massachusetts")]
