"""A person's habits as they can be looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from learning.usual import Usual, usuals
from tests.learning.log import LATTE, MONDAY, jazz, record, user
from tests.learning.test_habits import habits

MORNING = MONDAY.replace(hour=7)


def told(*days: list[dict[str, Any]]) -> dict[str, Usual]:
    """By sentence, but for what "the usual" is."""
    return {one.told: one for one in usuals(habits(*days)) if "the usual" not in one.told}


def weather(day: int, place: str) -> list[dict[str, Any]]:
    at = MONDAY + timedelta(days=day)
    return [user(f"weather in {place}", "weather_query", {"place_name": "Portland"}, at=at), record()]


def test_a_habit_tells_what_it_rests_on() -> None:
    found = told(*(jazz(day, "techno" if day == 3 else "jazz") for day in range(9)))
    [one] = found.values()
    assert (one.told, one.id) == ("you usually play jazz", "habit/play_music|music_genre|jazz")
    assert (one.times, one.of, one.days, one.stopped) == (8, 9, 8, False)
    now = MONDAY + timedelta(days=10)
    assert one.evidence(now) == "It was so 8 of the last 9 times, on 8 different days, last on Tuesday, June 9."
    assert told(*(jazz(day) for day in range(3))) == {}


def test_what_holds_always_is_told_once_and_without_circumstances() -> None:
    assert list(told(*(jazz(day) for day in range(12)))) == ["you usually play jazz"]


def test_what_differs_by_the_hour_is_told_with_it() -> None:
    pop = [[user("play pop", "play_music", {"music_genre": "pop"}, at=MORNING + timedelta(days=day)), record()]
           for day in range(8)]  # fmt: skip
    assert set(told(*(one for day in range(8) for one in (pop[day], jazz(day))))) == {
        "you usually play pop in the morning", "you usually play jazz in the evening",
    }  # fmt: skip


def test_a_request_that_comes_each_time() -> None:
    days = []
    for day in range(5):
        at = MORNING + timedelta(days=day)
        latte = user(LATTE, "iot_coffee", at=at + timedelta(minutes=1))
        days.append([user("stop the alarm", "alarm_remove", at=at), record(), latte, record()])
    found = {one.told: one for one in usuals(habits(*days))}
    assert found['"the usual" after the alarm is coffee'].id == "habit/iot_coffee||"


def test_what_a_place_means_is_a_habit_where_it_is_not_what_anybody_means() -> None:
    maine = told(*(weather(day, "Portland, Maine") for day in range(5)))
    assert [one.id for one in maine.values() if "when you say" in one.told] == ["habit/|portland|Portland, Maine"]
    assert not any("when you say" in one for one in told(*(weather(day, "Portland, Oregon") for day in range(5))))


def test_what_was_stopped_is_marked() -> None:
    found = habits(*(jazz(day) for day in range(5)))
    name = "habit/play_music|music_genre|jazz"
    assert [one.id for one in usuals(found, {name, "team"}) if one.stopped] == [name]
