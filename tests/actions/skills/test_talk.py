"""Small talk, help, and what is out of reach."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.skills.talk import Talk
from preferences.belongings import Pocket
from preferences.request import Outcome, Reply, Request


def ask(intent: str, text: str, hour: int = 9) -> Reply:
    now = datetime(2026, 6, 6, hour, tzinfo=timezone.utc)
    return Talk().serve(Request(intent, text, now=now), Pocket())


def test_greets_by_the_time_of_day() -> None:
    greetings = [ask("general_greet", "hello", hour).text.partition("!")[0] for hour in (3, 9, 14, 20)]
    assert greetings == ["Hello", "Good morning", "Hello", "Good evening"]


def test_says_goodbye_and_thanks() -> None:
    assert ask("general_goodbye", "good night").text == "Good night, sleep well."
    assert ask("general_praise", "thanks").text == ask("general_praise", "Thanks").text


def test_help_names_the_skills_and_the_teaching() -> None:
    text = ask("general_help", "what can you do?").text
    for word in ("music", "restaurant", "weather", "lights", "lists", "alarms", "teach", "remember"):
        assert word in text


@pytest.mark.parametrize(
    "text", ["please make me a sandwich", "book a flight", "", "/", "🤖" * 2000, "<b>x</b>", "' OR 1=1"]
)
def test_what_it_cannot_do_is_admitted(text: str) -> None:
    reply = ask("out_of_scope", text)
    assert reply.outcome is Outcome.UNSUPPORTED
    assert "can't do" in reply.text or "don't know how to do" in reply.text
    assert " I can " in reply.text
    assert not text.strip("/ ") or text not in reply.text


def test_replies_vary_with_the_words_and_not_with_the_time() -> None:
    texts = [f"please do thing number {number}" for number in range(40)]
    first = [ask("out_of_scope", text).text for text in texts]
    assert first == [ask("out_of_scope", text, hour=22).text for text in texts]
    assert len(set(first)) >= 8


@pytest.mark.parametrize(
    ("text", "word"),
    [("who are you?", "Mynah"), ("are you a robot", "program|software"), ("how are you", "help|do for you")],
)
def test_talks_about_itself(text: str, word: str) -> None:
    assert any(one in ask("general_quirky", text).text for one in word.split("|"))


def test_serves_all_its_intents() -> None:
    for intent in Talk.intents:
        assert ask(intent, "well").text
