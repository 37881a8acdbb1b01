"""When a preference holds, read from words on a Wednesday morning."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from preferences.condition_reading import find_conditions
from preferences.surroundings import Device, Surroundings

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=timezone.utc)
SATURDAY = NOW + timedelta(days=3)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "holds", "fails"),
    [
        ("just for today I want sushi", at(18, 23), at(19, 1)),
        ("I want pizza tonight only", at(18, 20), at(19, 9)),
        ("until Friday I want vegan food", at(19, 12), at(21, 12)),
        ("this week I want salads", at(22, 12), at(23, 12)),
        ("for the next two weeks", at(30, 12), datetime(2026, 12, 3, tzinfo=timezone.utc)),
        ("in the mornings I like jazz", at(19, 8), at(19, 20)),
        ("at night I like blues", at(18, 23), at(18, 12)),
        ("at night I like blues", at(19, 2), at(19, 12)),
        ("on weekends I like rock", at(21, 12), at(20, 12)),
        ("on weekdays I like rock", at(20, 12), at(21, 12)),
        ("on Sundays I like rock", at(22, 12), at(21, 12)),
        ("on Friday nights I like pizza", at(20, 22), at(20, 12)),
        ("after 6 pm I like soul", at(18, 19), at(18, 17)),
        ("until the end of the month", at(30, 23), datetime(2026, 12, 1, 1, tzinfo=timezone.utc)),
    ],
)
def test_times(text: str, holds: datetime, fails: datetime) -> None:
    (found,) = find_conditions(text, NOW)
    assert found.condition.holds(holds)
    assert not found.condition.holds(fails)


def test_rooms_and_devices() -> None:
    (found,) = find_conditions("on the kitchen speaker I like reggae", NOW)
    here = Surroundings(device=Device(kind="speaker", room="kitchen"))
    assert found.condition.holds(NOW, here)
    assert not found.condition.holds(NOW, Surroundings(device=Device(kind="tv", room="kitchen")))
    assert not found.condition.holds(NOW)


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("just for today", True),
        ("today", False),
        ("in the mornings", True),
        ("in the morning", False),
        ("tonight", False),
    ],
)
def test_words_of_a_single_request_are_not_firm(text: str, firm: bool) -> None:
    assert [found.firm for found in find_conditions(text, NOW)] == [firm]


def test_the_words_are_kept() -> None:
    assert [found.condition.words for found in find_conditions("Just  for today, sushi", NOW)] == ["Just for today"]


@pytest.mark.parametrize(
    "text", ["", "/", "I like jazz", "until", "for ever", "\U0001f355" * 50, "on the on the on the"]
)
def test_no_condition(text: str) -> None:
    assert find_conditions(text, NOW) == []
