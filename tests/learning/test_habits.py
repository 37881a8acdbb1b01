"""What a person usually means."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from learning.experience import Conversations
from learning.habits import Habits, lower_bound
from learning.prior import load_prior
from preferences.learned import Habit
from tests.learning.log import LATTE, MONDAY, jazz, record, user

EVENING = {"daypart": "evening", "week": "weekday", "before": "none"}
MORNING = {"daypart": "morning", "week": "weekday", "before": "none"}


def habits(*days: list[dict[str, Any]]) -> Habits:
    folding, known, row = Conversations(load_prior()), {}, 0
    for number, events in enumerate(days):
        for event in events:
            row += 1
            known.update((one.id, one) for one in folding.take(row, f"talk {number}", event))
    return Habits(known.values())


def filled(found: Habits, here: dict[str, str] = EVENING, present: tuple[str, ...] = ()) -> list[str]:
    return [habit.value for habit in found.fills("play_music", present, here)]


def test_a_value_that_is_always_said_is_a_habit() -> None:
    found = habits(*(jazz(day) for day in range(5)))
    assert found.fills("play_music", (), EVENING) == [Habit("music_genre", "jazz", "you usually play jazz")]
    assert filled(found, MORNING) == ["jazz"]
    assert filled(found, present=("music_genre",)) == []
    assert found.fills("weather_query", (), EVENING) == []


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_a_few_times_are_none(times: int) -> None:
    assert filled(habits(*(jazz(day) for day in range(times)))) == []


def test_one_evening_is_none_however_often() -> None:
    one = [event for number in range(6) for event in jazz(0)]
    for number, event in enumerate(one):
        if event["event"] == "user":
            event["timestamp"] += 400 * number
    assert filled(habits(one)) == []


def test_what_is_said_half_of_the_time_is_none() -> None:
    assert filled(habits(*(jazz(day, "jazz" if day % 2 else "rock") for day in range(30)))) == []


def test_one_odd_night_changes_nothing() -> None:
    days = [jazz(day) for day in range(10)]
    days[7] = jazz(7, "techno")
    assert filled(habits(*days)) == ["jazz"]


def test_a_changed_habit_is_given_up_and_then_learned_anew() -> None:
    days = [jazz(day) for day in range(12)]
    assert filled(habits(*days, *(jazz(day, "rock") for day in range(12, 18)))) == []
    assert filled(habits(*days, *(jazz(day, "rock") for day in range(12, 30)))) == ["rock"]


def test_a_habit_of_the_morning_and_one_of_the_evening() -> None:
    days = [jazz(day) for day in range(6)]
    for day in range(6):
        at = MONDAY.replace(hour=8) + timedelta(days=day)
        days.append([user("play pop", "play_music", {"music_genre": "pop"}, at=at), record()])
    found = habits(*days)
    assert filled(found) == ["jazz"]
    assert found.fills("play_music", (), MORNING)[0].reason == "you usually play pop in the morning"
    assert filled(found, {"daypart": "night", "week": "weekday", "before": "none"}) == []


def test_one_correction_stops_it_and_it_can_be_learned_again() -> None:
    days = [jazz(day) for day in range(8)]
    at = MONDAY + timedelta(days=8)
    wrong = [
        user("play music", "play_music", at=at, filled={"music_genre": "jazz"}),
        record(),
        user("no, not that", "correction", at=at + timedelta(seconds=9)),
        record("asked"),
    ]
    assert filled(habits(*days)) == ["jazz"]
    assert filled(habits(*days, wrong)) == []
    assert filled(habits(*days, wrong, *(jazz(day) for day in range(9, 12)))) == []
    assert filled(habits(*days, wrong, *(jazz(day) for day in range(9, 30)))) == ["jazz"]


def test_what_was_assumed_proves_nothing() -> None:
    days = [jazz(day) for day in range(3)]
    for day in range(3, 12):
        at = MONDAY + timedelta(days=day)
        days.append([user("play music", "play_music", at=at, filled={"music_genre": "jazz"}), record()])
    assert filled(habits(*days)) == []


def test_a_place_of_several_of_that_name() -> None:
    days = []
    for day in range(5):
        at = MONDAY + timedelta(days=day)
        said = user("weather in Portland, Maine", "weather_query", {"place_name": "Portland, Maine"}, at=at)
        days.append([said, record()])
    assert habits(*days).means("Portland") == Habit("place_name", "Portland, Maine", "you usually mean Portland, Maine")
    assert habits(*days).means("Springfield") is None
    assert habits(*days[:3]).means("Portland") is None


def test_what_usually_comes_after_the_alarm() -> None:
    days = []
    for day in range(5):
        at = MONDAY.replace(hour=7) + timedelta(days=day)
        alarm = [user("stop the alarm", "alarm_remove", at=at), record()]
        days.append(
            [*alarm, user(LATTE, "iot_coffee", {"coffee_type": "latte"}, at=at + timedelta(minutes=1)), record()]
        )
    found = habits(*days)
    assert found.next({**MORNING, "before": "alarm_remove"}) == ("iot_coffee", "after the alarm")
    assert found.next({**EVENING, "before": "none"}) is None
    assert habits(*days[:2]).next({**MORNING, "before": "alarm_remove"}) is None


def test_the_bound_is_that_of_the_beta_distribution() -> None:
    assert lower_bound(4, 0) == pytest.approx(0.05 ** (1 / 5), abs=1e-6)
    assert lower_bound(0, 10) < 0.01
