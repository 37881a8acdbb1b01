"""Interrupting a reply: how much was heard, and what the next message carries."""

from __future__ import annotations

import pytest

from bot.channels.voice_playing import Players


def reply(players: Players, key: str = "phone", sender: str = "talk") -> str:
    playing = players.begin(key, sender)
    playing.sentences += [("Here is Thai food.", 1000.0), ("The first one is far away.", 2000.0)]
    return playing.id


@pytest.mark.parametrize(
    ("played", "heard"),
    [
        (0, ""),
        (500, "Here is"),
        (1000, "Here is Thai food."),
        (2000, "Here is Thai food. The first one"),
        (3000, "Here is Thai food. The first one is far away."),
        (99_000, "Here is Thai food. The first one is far away."),
    ],
)
def test_how_much_was_heard(played: float, heard: str) -> None:
    players = Players()
    name = reply(players)
    found = players.interrupt("phone", name, "talk", played)
    assert found is not None
    assert (found.heard, found.played_ms, found.of_ms) == (heard, min(played, 3000), 3000)


def test_the_next_message_of_the_conversation_is_marked_once() -> None:
    players = Players()
    reply(players)
    assert players.mark("phone", "talk") is None
    assert players.interrupt("phone", None, "talk", 1200) is not None
    assert players.mark("phone", "other talk") is None
    assert players.mark("tablet", "talk") is None
    assert players.mark("phone", "talk") == 1200
    assert players.mark("phone", "talk") is None


def test_nobody_stops_anothers_reply() -> None:
    players = Players()
    name = reply(players)
    assert players.interrupt("tablet", name, "talk", 10) is None
    assert players.interrupt("tablet", None, "talk", 10) is None
    assert players.interrupt("phone", "0" * 16, "talk", 10) is None
    assert players.mark("phone", "talk") is None


def test_the_latest_reply_is_meant_where_none_is_named() -> None:
    players = Players()
    reply(players)
    latest = players.begin("phone", "talk")
    latest.sentences.append(("Later.", 500.0))
    found = players.interrupt("phone", None, "talk", 100)
    assert found is not None and found.of_ms == 500
    assert latest.stopped.is_set()


def test_without_a_measure_the_clock_tells() -> None:
    players = Players()
    playing = players.begin("phone", "talk")
    playing.sentences.append(("A long sentence of many words.", 60_000.0))
    playing.began -= 30.0
    found = players.interrupt("phone", playing.id, "talk", None)
    assert found is not None and found.played_ms == pytest.approx(30_000, abs=500)
