"""The log as turns."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from learning.record import OPEN_FOR, LogFold, LoggedTurn, Rewritten, read_log
from preferences.turn_log import open_engine
from tests.learning.log import MONDAY, make_log, record, user, write


@pytest.fixture
def log(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path}/turns.db")
    make_log(engine)
    return engine


def later(seconds: float) -> Any:
    return MONDAY + timedelta(seconds=seconds)


def bot(text: str) -> dict[str, Any]:
    return {"event": "bot", "text": text}


def action(name: str) -> dict[str, Any]:
    return {"event": "action", "name": name}


def settled(**more: Any) -> dict[str, Any]:
    return {"event": "slot", "name": "mynah_turn", "value": {"outcome": "done", "skill": "s", **more}}


def test_a_turn_holds_what_was_said_and_what_came_of_it(log: Engine) -> None:
    said = user("play my song", "play_music", {"song_name": "Imagine"}, filled={"music_genre": "pop"})
    said["parse_data"] |= {
        "text": "play imagine",
        "intent_ranking": [{"name": "play_music", "confidence": 0.8}, {"name": "play_radio", "confidence": 0.1}],
    }
    said["parse_data"]["mynah"]["rewrite"] = {"id": "r7", "layer": "global", "generation": "12", "arm": "served"}
    said["metadata"] |= {"barge_in": True, "played_ms": 900, "asr": {"confidence": 0.7}, "device": {"room": "kitchen"}}
    write(log, "talk", [said, action("action_music"), bot("Here you go."), action("action_listen"), settled()])
    (turn,) = read_log(log)
    assert (turn.id, turn.person, turn.conversation, turn.at) == (1, "ann", "talk", MONDAY.timestamp())
    assert (turn.heard, turn.read_as, turn.intent, turn.confidence) == (
        "play my song",
        "play imagine",
        "play_music",
        0.9,
    )
    assert turn.ranking == (("play_music", 0.8), ("play_radio", 0.1))
    assert (turn.said, turn.filled) == ((("song_name", "Imagine"),), (("music_genre", "pop"),))
    assert (turn.actions, turn.reply, turn.outcome, turn.skill) == (("action_music",), "Here you go.", "done", "s")
    assert (turn.barge_in, turn.played_ms, turn.asr_confidence) == (True, 900.0, 0.7)
    assert turn.surroundings.device.room == "kitchen"
    assert turn.rewrite == Rewritten("r7", "global", "12", "served")
    assert turn.as_turn().filled == turn.filled and turn.as_turn().text == turn.heard


def test_turns_come_in_the_order_they_began(log: Engine) -> None:
    write(log, "a", [user("one", "x"), settled()])
    write(log, "b", [user("two", "x", at=later(1)), settled()])
    write(log, "b", [user("three", "x", at=later(2)), settled()])
    write(log, "a", [user("four", "x", at=later(3)), settled(), user("four", "x", at=later(3), reask=True), settled()])
    assert [(turn.heard, turn.reask) for turn in read_log(log)] == [
        ("one", False), ("two", False), ("three", False), ("four", False), ("four", True),
    ]  # fmt: skip
    assert [turn.heard for turn in read_log(log, after=4)] == ["three", "four", "four"]


def test_the_answer_goes_to_the_turn_it_is_about(log: Engine) -> None:
    write(log, "talk", [user("play jazz", "play_music"), settled(question=True)])
    write(log, "talk", [user("no", "general_negate", at=later(5)), settled(right=False)])
    write(log, "talk", [user("play rock", "play_music", at=later(9)), settled()])
    assert [(t.questioned, t.answer) for t in read_log(log)] == [(True, False), (False, None), (False, None)]


def test_nobody_answers_for_another(log: Engine) -> None:
    write(log, "talk", [user("play jazz", "play_music"), settled(question=True)])
    write(log, "talk", [user("no", "general_negate", person="bob", at=later(5)), settled(right=False)])
    assert [turn.answer for turn in read_log(log)] == [None, None]


def test_only_the_turns_of_some_minutes_are_held() -> None:
    fold = LogFold()
    over: list[LoggedTurn] = []
    for number in range(5_000):
        event = user("play jazz", "play_music", at=later(10 * number))
        over += fold.take(number + 1, f"talk {number}", event)
        assert len(over) >= number - OPEN_FOR / 10 - 1
    assert fold.safe == over[-1].id
    assert len(over) + len(list(fold.end())) == 5_000


def test_an_old_or_broken_event_is_still_a_turn(log: Engine) -> None:
    write(log, "talk", [{"event": "user", "text": "hello", "parse_data": {"mynah": {"rewrite": 3, "readings": []}}}])
    write(
        log, "talk", [{"event": "user", "text": "hello", "metadata": [1], "parse_data": {"entities": ["x"]}}, record()]
    )
    assert [(t.heard, t.person, t.rewrite, t.entities) for t in read_log(log)] == [("hello", None, None, ())] * 2
