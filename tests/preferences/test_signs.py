"""The words that give a sign, and what signs weigh together."""

from __future__ import annotations

import pytest

from preferences.signs import (
    Kind,
    Sign,
    failure,
    sounds_apologetic,
    sounds_correcting,
    sounds_dissatisfied,
    sounds_stopping,
)


def test_signs_weigh_together_as_independent_ones() -> None:
    half, tenth = Sign(Kind.BARGE_IN, 0.5, ""), Sign(Kind.REPEAT, 0.1, "")
    assert (failure(()), failure((half,))) == (0.0, 0.5)
    assert failure((half, tenth)) == pytest.approx(0.55)


@pytest.mark.parametrize(
    "text", ["that's not what I asked for", "you're not listening", "WRONG!", "not that one", "that is terrible"]
)
def test_words_that_complain(text: str) -> None:
    assert sounds_dissatisfied(text)
    assert sounds_correcting(text)


@pytest.mark.parametrize("text", ["sorry, I meant the Bears", "no, I prefer blues", "wait, not that", "I meant Maine"])
def test_words_that_take_back(text: str) -> None:
    assert sounds_correcting(text)


@pytest.mark.parametrize(
    "text",
    ["", "play some music", "I love blues", "is it not raining?", "note to self: milk", "what's the score"],
)
def test_words_that_do_neither(text: str) -> None:
    assert not sounds_dissatisfied(text)
    assert not sounds_correcting(text)


@pytest.mark.parametrize("text", ["stop", "Stop that, please!", "no, cancel it", "never mind", "ok, that's enough"])
def test_words_that_break_off(text: str) -> None:
    assert sounds_stopping(text)


@pytest.mark.parametrize("text", ["stop the alarm", "cancel my timer", "don't stop", "", "enough rain for today?"])
def test_words_that_ask_for_something(text: str) -> None:
    assert not sounds_stopping(text)


@pytest.mark.parametrize(
    ("reply", "sorry"),
    [
        ("Sorry, I didn't understand that.", True),
        ("I can't find anyone called that.", True),
        ("That is not something I do.", True),
        ("Here is some jazz.", False),
        ("", False),
    ],
)
def test_replies_that_say_that_it_did_not_work(reply: str, sorry: bool) -> None:
    assert sounds_apologetic(reply) is sorry
