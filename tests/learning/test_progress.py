"""How well a person was served, day by day."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from typing import Any

from learning.history import History
from learning.progress import Day, progress
from learning.turn_reader import Row
from tests.learning.log import MONDAY, record, user

FIRST = date(2026, 6, 1)


def rows(*events: dict[str, Any], sender: str = "talk") -> list[Row]:
    return [(number, sender, event) for number, event in enumerate(events, 1)]


def jazz(seconds: float = 0, **more: Any) -> dict[str, Any]:
    return user("play jazz", "play_music", {"music_genre": "jazz"}, at=MONDAY + timedelta(seconds=seconds), **more)


def of_ann(*events: dict[str, Any]) -> tuple[Day, ...]:
    return days_of(rows(*events))


def days_of(some: list[Row], zone: timezone = timezone.utc) -> tuple[Day, ...]:
    history = History()
    history.take(some, "ann")
    return progress(history, zone)


def test_a_request_that_was_served_counts_as_served_at_once() -> None:
    assert of_ann(jazz(), record()) == (Day(FIRST, 1, 0, 0),)
    assert of_ann() == ()


def test_a_service_that_was_down_is_nobodys_repair() -> None:
    assert of_ann(jazz(), record("failed")) == (Day(FIRST, 1, 0, 0),)


def test_a_question_before_serving_is_told_apart() -> None:
    assert of_ann(jazz(), record("asked")) == (Day(FIRST, 0, 1, 0),)


def test_what_the_person_did_next_shows_a_repair() -> None:
    complaint = user("that's not what I wanted", "complaint", at=MONDAY + timedelta(seconds=10))
    assert of_ann(jazz(), record(), complaint, record()) == (Day(FIRST, 0, 0, 1),)
    assert of_ann(jazz(), record("asked"), complaint, record()) == (Day(FIRST, 0, 0, 1),)
    assert of_ann(jazz(), record(), jazz(20), record()) == (Day(FIRST, 1, 0, 1),)


def test_cutting_in_is_no_repair_by_itself() -> None:
    cut = {"barge_in": True}
    other = {**user("what time is it", "datetime_query", at=MONDAY + timedelta(seconds=9)), "metadata": cut}
    assert of_ann(jazz(), record(), other, record()) == (Day(FIRST, 2, 0, 0),)
    complaint = {**user("that's not what I wanted", "complaint", at=MONDAY + timedelta(seconds=9)), "metadata": cut}
    assert of_ann(jazz(), record(), complaint, record()) == (Day(FIRST, 0, 0, 1),)


def test_an_hour_later_the_same_request_is_a_new_one() -> None:
    assert of_ann(jazz(), record(), jazz(3600), record()) == (Day(FIRST, 2, 0, 0),)


def test_what_was_not_understood_needs_repair() -> None:
    assert of_ann(user("flibber", "nlu_fallback"), record("unsupported")) == (Day(FIRST, 0, 0, 1),)


def test_teaching_and_talk_are_no_requests() -> None:
    events = [user("I like jazz", "preference_inform"), record(), user("hello", "general_greet"), record()]
    assert of_ann(*events) == ()


def test_words_that_stated_nothing_are_the_request_they_were_served_as() -> None:
    said = user("I want jazz", "preference_inform")
    served = user("I want jazz", "play_music", {"music_genre": "jazz"}, reask=True)
    assert of_ann(said, record(), served, record()) == (Day(FIRST, 1, 0, 0),)


def test_a_request_put_again_by_the_assistant_is_nobodys() -> None:
    answer = user("Thai", "lesson_answer")
    again = user("a restaurant", "recommendation_locations", reask=True)
    assert of_ann(answer, record(), again, record()) == ()


def test_a_phrase_counts_once_and_as_its_worst_step() -> None:
    run = user("movie night", "phrase_run")
    steps = [user("dim the lights", "iot_hue_lightdim", reask=True), record(), jazz(reask=True), record("not_found")]
    assert of_ann(run, record(), *steps) == (Day(FIRST, 0, 0, 1),)
    assert of_ann(run, record(), *steps[:3], record()) == (Day(FIRST, 1, 0, 0),)


def test_what_others_say_in_between_does_not_count() -> None:
    complaint = user("that's not what I wanted", "complaint", person="bob", at=MONDAY + timedelta(seconds=10))
    theirs = user("play rock", "play_music", {"music_genre": "rock"}, person="bob")
    assert of_ann(jazz(), record(), complaint, record(), theirs, record()) == (Day(FIRST, 1, 0, 0),)
    nobody = user("play rock", "play_music", person=None)
    assert of_ann(nobody, record()) == ()


def test_two_conversations_do_not_speak_against_each_other() -> None:
    both = rows(jazz(), record()) + rows(jazz(5), record(), sender="kitchen")
    assert days_of(both) == (Day(FIRST, 2, 0, 0),)


def test_days_are_the_persons_own_and_in_order() -> None:
    two = rows(jazz(7 * 3600), record()) + rows(jazz(), record(), sender="kitchen")
    days = days_of(two)
    assert days == (Day(FIRST, 1), Day(date(2026, 6, 2), 1))
    assert days_of(two, timezone(timedelta(hours=9))) == (Day(date(2026, 6, 2), 2),)
    assert days[0].requests == 1
