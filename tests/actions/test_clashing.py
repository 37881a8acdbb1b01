"""Two taught values with equal claims are asked about once; a reading that leads nowhere gives way to NLU's."""

from __future__ import annotations

from typing import Any

import pytest

from learning.model import Model
from preferences import acts
from preferences.request import Outcome, Reply

HERE = {"local_time": "2026-06-03T08:00:00", "device": {"room": "kitchen"}}
LATER = {"local_time": "2026-06-04T09:00:00", "device": {"room": "kitchen"}}
ELSEWHERE = {"local_time": "2026-06-04T09:00:00", "device": {"room": "office"}}
QUESTION = (
    "In the kitchen you like classical, but in the morning you like jazz. Which shall it be now: classical or jazz?"
)


@pytest.fixture
def torn(talk: Any) -> Any:
    talk.say("in the morning I like jazz", acts.STATEMENT)
    talk.say("in the kitchen I like classical music", acts.STATEMENT)
    return talk


def test_two_that_clash_are_asked_about_and_the_answer_is_remembered(torn: Any) -> None:
    assert torn.say("play music", "play_music", metadata=HERE) == QUESTION
    assert torn.buttons == [[{"title": "classical", "payload": "classical"}, {"title": "jazz", "payload": "jazz"}]]
    answered = torn.say("jazz", "play_music", music_genre="jazz", metadata=HERE)
    assert "play_music: music_genre=jazz, because in the morning in the kitchen you like jazz." in answered
    again = torn.say("play music", "play_music", metadata=LATER, after=100)
    assert again == "play_music: music_genre=jazz, because in the morning in the kitchen you like jazz."
    assert "music_genre=jazz" in torn.say("play music", "play_music", metadata=ELSEWHERE, after=100)


@pytest.mark.parametrize(("answer", "intent"), [("skip", acts.SKIP), ("I don't care", acts.NEGATE)])
def test_whoever_leaves_it_open_is_served_and_not_asked_again(torn: Any, answer: str, intent: str) -> None:
    torn.say("play music", "play_music", metadata=HERE)
    served = torn.say(answer, intent, metadata=HERE)
    assert "play_music: music_genre=classical" in served
    assert "?" not in torn.say("play music", "play_music", metadata=LATER, after=100)


def test_whoever_asks_for_something_else_is_not_asked_again_either(torn: Any) -> None:
    torn.say("play music", "play_music", metadata=HERE)
    torn.say("what time is it?", "datetime_query", metadata=HERE)
    assert "Which" not in torn.say("play music", "play_music", metadata=LATER, after=200)


def test_what_is_said_is_not_asked_about(torn: Any) -> None:
    assert torn.say("play soul", "play_music", music_genre="soul", metadata=HERE) == "play_music: music_genre=soul."


def test_the_more_specific_one_settles_it_unasked(torn: Any) -> None:
    torn.say("on weekday mornings in the kitchen I like soul", acts.STATEMENT)
    assert "music_genre=soul" in torn.say("play music", "play_music", metadata=HERE)


def test_where_the_chosen_reading_finds_nothing_the_words_are_served_as_nlu_read_them(talk: Any) -> None:
    talk.learned = Model().of("alice")
    talk.echo.answers["play_audiobook"] = Reply("I have no such audiobook.", Outcome.NOT_FOUND)
    speaker = {"device": {"kind": "speaker", "screen": False}}
    assert talk.say("play the matrix", "play_movie", metadata=speaker).startswith("play_movie:")
    talk.echo.answers.clear()
    assert talk.say("play the matrix", "play_movie", metadata=speaker).startswith("play_audiobook:")
    assert talk.say("why did you do that?", acts.WHY) == "Because this device has no screen."
