"""The lesson, a state machine without I/O: driven here by hand."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from preferences import lesson as lessons
from preferences.curriculum import load_curriculum
from preferences.lesson import Move
from preferences.parsing import load_language
from preferences.preference import Statement
from preferences.state import LastRequest, LessonState

NOW = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
FAILED = LastRequest("play_music", "play some music")
ASK_TEAM = "Which team do you follow?"
ASK_MUSIC = "What kind of music do you like best?"


def opened(*concepts: str, request: LastRequest | None = None) -> LessonState:
    lesson = lessons.start(concepts, load_curriculum(), 1.0, request).lesson
    assert lesson is not None
    return lesson


def answered(lesson: LessonState | None, text: str) -> Move:
    assert lesson is not None
    return lessons.answer(lesson, text, load_curriculum(), NOW, load_language())


def stored(move: Move) -> list[tuple[str, str, bool]]:
    return [(s.concept, s.value, s.liked) for s in move.statements]


def test_one_question_is_just_put() -> None:
    move = lessons.start(("team",), load_curriculum(), 1.0)
    assert (move.say, move.lesson) == (ASK_TEAM, LessonState(("team",), at=1.0))


def test_several_questions_begin_with_how_to_get_out() -> None:
    move = lessons.start(("team", "music_genre"), load_curriculum(), 1.0)
    assert move.say == f"Gladly. You can say skip or stop at any time. {ASK_TEAM}"


def test_there_may_be_nothing_to_ask() -> None:
    assert lessons.start(("shoe size",), load_curriculum(), 1.0) == Move(None, "I have nothing to ask about that yet.")


def test_an_answer_is_stored_at_once_and_the_next_question_put() -> None:
    move = answered(opened("team", "music_genre"), "the Celtics")
    assert stored(move) == [("team", "Boston Celtics", True)]
    assert move.say == f"Got it, your team is the Boston Celtics. {ASK_MUSIC}"
    assert move.lesson is not None and move.lesson.queue == ("music_genre",)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("jazz", [("jazz", True)]),
        ("jazz and blues", [("jazz", True), ("blues", True)]),
        ("oh, I would say reggae please", [("reggae", True)]),
        ("anything but techno", [("techno", False)]),
        ("I can't stand country", [("country", False)]),
    ],
)
def test_many_ways_to_answer(text: str, values: list[tuple[str, bool]]) -> None:
    move = answered(opened("music_genre"), text)
    assert sorted((value, liked) for _, value, liked in stored(move)) == sorted(values)
    assert move.lesson is None


def test_an_answer_may_tell_of_the_next_question_too() -> None:
    move = answered(opened("team", "music_genre"), "I'm a Celtics fan and I love jazz")
    assert sorted(stored(move)) == [("music_genre", "jazz", True), ("team", "Boston Celtics", True)]
    assert move.lesson is None


def test_nonsense_is_asked_again_once_and_then_let_be() -> None:
    again = answered(opened("team"), "the colour of tuesday")
    assert (again.say, again.statements) == (f"I didn't recognise that as a sports team. {ASK_TEAM}", ())
    over = answered(again.lesson, "purple monkey")
    assert over == Move(None, "I don't know that one, so I'll leave it for now.")


def test_every_question_gets_its_second_chance() -> None:
    second = answered(opened("team", "music_genre"), "skip")
    again = answered(second.lesson, "fnord")
    assert again.say == f"I didn't recognise that as a kind of music. {ASK_MUSIC}"


@pytest.mark.parametrize("nasty", ["", "/", "x" * 5000, "🤖", "'; DROP TABLE x; --", "<b>x</b>", "音楽 музыка", "\x00"])
def test_nothing_odd_is_stored(nasty: str) -> None:
    move = answered(opened("team"), nasty)
    assert move.statements == ()
    assert move.lesson is not None and move.lesson.tries == 1


def test_skip_moves_on_and_stop_ends_it() -> None:
    move = answered(opened("team", "music_genre"), "skip this one")
    assert (move.say, move.refused) == (f"Skipped. {ASK_MUSIC}", None)
    assert answered(move.lesson, "stop asking me") == Move(None, "All right, I'll stop asking.")


def test_having_none_is_an_answer_and_not_asked_again() -> None:
    move = answered(opened("team"), "I don't have one")
    assert (move.say, move.refused, move.statements) == ("That's fine, I'll leave it open.", "team", ())


def test_skipping_what_was_asked_for_a_requests_sake_is_a_no() -> None:
    move = answered(opened("music_genre", request=FAILED), "skip")
    assert (move.refused, move.serve) == ("music_genre", None)


def test_at_the_end_the_request_is_served_if_something_was_learned() -> None:
    assert answered(opened("music_genre", request=FAILED), "jazz").serve == FAILED
    assert answered(opened("music_genre", request=FAILED), "stop").serve is None


def test_a_name_of_several_is_asked_about_and_picked() -> None:
    move = answered(opened("team"), "the Giants")
    assert move.say == "Which one do you mean: New York Giants or San Francisco Giants?"
    assert move.buttons == ("New York Giants", "San Francisco Giants")
    assert stored(answered(move.lesson, "the one from San Francisco")) == [("team", "San Francisco Giants", True)]
    assert stored(answered(move.lesson, "the first one")) == [("team", "New York Giants", True)]
    assert stored(answered(move.lesson, "actually the Lakers")) == [("team", "Los Angeles Lakers", True)]
    assert answered(move.lesson, "neither of them, the last is awful").statements == ()


def test_the_answer_before_can_be_put_right() -> None:
    move = answered(opened("team", "music_genre"), "the Bulls")
    righted = answered(move.lesson, "sorry, I meant the Bears")
    assert (stored(righted), righted.retract) == ([("team", "Chicago Bears", True)], True)
    assert righted.say == f"Thanks for putting me right. Got it, your team is the Chicago Bears. {ASK_MUSIC}"
    assert answered(righted.lesson, "jazz").retract is False


def test_a_value_named_before_needs_no_question() -> None:
    known = Statement("music_genre", "ska", words="yes")
    move = lessons.known(opened("music_genre", request=FAILED), known, load_curriculum(), NOW)
    assert (move.statements, move.serve, move.say) == ((known,), FAILED, "Got it, you like ska music.")


def test_a_concept_that_is_gone_is_passed_over() -> None:
    gone: Any = LessonState(("team", "shoe size", "music_genre"))
    assert answered(gone, "skip").say == f"Skipped. {ASK_MUSIC}"
    assert lessons.reminder(LessonState(("shoe size",)), load_curriculum()) == ""
    assert lessons.reminder(opened("team"), load_curriculum()) == f"Back to my question: {ASK_TEAM}"
