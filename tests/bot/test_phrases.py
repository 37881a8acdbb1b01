"""Phrases through the whole of Rasa: extra messages of one pipeline run, folded into one turn with one record."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from preferences.memory import open_memory
from preferences.phrase import Kind
from tests.conftest import Person, Server

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def events(server: Server, conversation: str) -> list[dict[str, Any]]:
    """The events of a conversation as the log keeps them; the last turn is written a moment after its reply."""
    for _ in range(50):
        with sqlite3.connect(server.home / "turns.db") as log:
            query = "SELECT data FROM events WHERE sender_id = ? ORDER BY id"
            found = [json.loads(data) for (data,) in log.execute(query, (conversation,))]
        if found and found[-1].get("event") == "action":
            return found
        time.sleep(0.1)
    return found


def test_the_pipeline_returns_the_first_message_with_the_steps_folded_in(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.identity import Spoken
    from bot.nlu import remembering

    with open_memory(f"sqlite:///{tmp_path}/memory.db") as memory:
        memory.teach_phrase("alice", "zebra time", Kind.REQUEST, ("turn off all the lights", "play jazz"))
        memory.teach_phrase("alice", "quiet zebra", Kind.REQUEST, ("play jazz",))
        monkeypatch.setattr(remembering, "shared_memory", lambda: memory)
        agent = Agent.load(str(model))
        assert agent.processor is not None

        def parse(text: str) -> dict[str, Any]:
            message = UserMessage(text, metadata=Spoken.by("alice", {}))
            tracker = DialogueStateTracker.from_events("talk", [])
            return dict(asyncio.run(agent.processor.parse_message(message, tracker)))  # type: ignore[union-attr]

        several = parse("zebra time please")
        assert (several["text"], several["intent"]["name"]) == ("zebra time please", "phrase_run")
        steps = several["mynah"]["steps"]
        assert [(one["text"], one["intent"]) for one in steps] == [
            ("turn off all the lights", "iot_hue_lightoff"),
            ("play jazz", "play_music"),
        ]
        assert all(one["confidence"] > 0.5 for one in steps)
        single = parse("quiet zebra")
        assert (single["text"], single["intent"]["name"]) == ("play jazz", "play_music")
        assert single["mynah"]["original"] == "quiet zebra"
        assert single["mynah"]["rewrite"]["layer"] == "phrase"
        taught = parse("when I say zebra song, play rock and roll")
        assert taught["intent"]["name"] == "phrase_teach"
        assert "play rock and roll" in [one["text"] for one in taught["mynah"]["candidates"]]
        gap = parse("set the kitchen lights to wobbly walrus")
        assert gap["intent"]["name"] == "phrase_ask"
        assert gap["mynah"]["gap"]["text"] == "wobbly walrus"


def test_a_routine_leaves_one_turn_with_its_reason(alice: Person) -> None:
    alice.say("when I say zebra time, turn off all the lights and play jazz")
    said = alice.say("zebra time")
    assert "lights are" in said and "jazz" in said
    log = events(alice.server, alice.conversation)
    users = [one for one in log if one["event"] == "user"]
    assert [one["text"] for one in users] == [
        "when I say zebra time, turn off all the lights and play jazz",
        "zebra time",
    ]
    [record] = [one["value"] for one in log if one.get("name") == "mynah_turn"][-1:]
    assert (record["outcome"], record["skill"]) == ("done", "action_phrase_run")
    assert any("zebra time" in reason for reason in record["reasons"])


def test_the_original_words_stay_in_the_log_and_the_rewrite_beside_them(alice: Person) -> None:
    alice.say("by wobbly I mean 40 percent")
    assert "40 percent" in alice.say("set the kitchen lights to wobbly")
    [*_, last] = [one for one in events(alice.server, alice.conversation) if one["event"] == "user"]
    assert last["text"] == "set the kitchen lights to wobbly"
    assert last["parse_data"]["mynah"]["original"] == "set the kitchen lights to wobbly"
    assert last["parse_data"]["mynah"]["rewrite"]["text"] == "set the kitchen lights to 40 percent"
    assert "you taught me" in alice.say("why did you do that").lower()


def test_nobody_teaches_and_keeps_nothing(server: Server) -> None:
    def say(text: str) -> str:
        _, answer = server.post({"sender": "nobody-teaches", "message": text})
        return "\n".join(message.get("text", "") for message in answer)

    assert "don't know who is speaking" in say("when I say zebra, play jazz")
    assert "don't know who is speaking" in say("set the kitchen lights to wobbly walrus")
    assert "jazz" not in say("zebra")
