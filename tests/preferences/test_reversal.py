""" "Cancel it": the request that takes back the one before."""

from __future__ import annotations

import pytest

from preferences import acts
from preferences.request import Entity
from preferences.reversal import reversal
from preferences.state import LastRequest

ALARM = LastRequest("alarm_set", "wake me at 6:45 am", (Entity("time", "6:45 am", "6:45 am"),), at=100.0)


@pytest.mark.parametrize(
    ("said", "last", "intent", "words"),
    [
        ("cancel it", ALARM, "alarm_remove", "cancel the alarm for 6:45 am"),
        ("actually, scrap that please", ALARM, "alarm_remove", "cancel the alarm for 6:45 am"),
        (
            "no, undo that",
            LastRequest("timer_set", "ten minutes", (Entity("duration", "ten minutes", "ten minutes"),), at=100.0),
            "timer_remove",
            "cancel the ten minutes timer",
        ),
        (
            "oh, take it off again",
            LastRequest("lists_createoradd", "stick marmite on my shopping list", at=100.0),
            "lists_remove",
            "take marmite off my shopping list",
        ),
        ("stop that", LastRequest("play_music", "play jazz", at=100.0), "audio_stop", "stop the music"),
    ],
)
def test_what_was_just_done_is_taken_back(said: str, last: LastRequest, intent: str, words: str) -> None:
    reading = reversal(said, acts.CANCEL, False, last, 130.0)
    assert reading is not None
    assert (reading.intent, reading.words, reading.entities) == (intent, words, last.said)


@pytest.mark.parametrize(
    ("said", "intent", "taught", "last", "at"),
    [
        ("cancel it", acts.CANCEL, False, None, 130.0),
        ("cancel it", acts.CANCEL, False, ALARM, 900.0),
        ("undo that", acts.UNDO, True, ALARM, 130.0),
        ("cancel it and play jazz", "play_music", False, ALARM, 130.0),
        ("cancel it", acts.CANCEL, False, LastRequest("weather_query", "weather", at=100.0), 130.0),
        ("cancel it", acts.CANCEL, False, LastRequest("alarm_set", "wake me", outcome="asked", at=100.0), 130.0),
    ],
)
def test_nothing_else_is(said: str, intent: str, taught: bool, last: LastRequest | None, at: float) -> None:
    assert reversal(said, intent, taught, last, at) is None
