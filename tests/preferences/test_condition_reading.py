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
        ("from Monday to Friday I like rock", at(20, 12), at(21, 12)),
        ("between Friday and Sunday", at(21, 12), at(19, 12)),
        ("on weekday mornings I like pop", at(19, 8), at(21, 8)),
        ("weekend evenings", at(21, 19), at(20, 19)),
        ("on weeknights", at(19, 20), at(21, 20)),
        ("in December I like carols", datetime(2026, 12, 10, tzinfo=timezone.utc), at(19, 12)),
        ("from June to August", datetime(2027, 7, 10, tzinfo=timezone.utc), at(19, 12)),
        ("in the winter", datetime(2027, 1, 10, tzinfo=timezone.utc), at(19, 12)),
        ("between December 20 and January 5", datetime(2027, 1, 5, 12, tzinfo=timezone.utc), at(19, 12)),
        ("from the 20th to the 22nd of November", at(22, 20), at(23, 1)),
        ("over Christmas", datetime(2026, 12, 25, tzinfo=timezone.utc), at(19, 12)),
        ("after ten at night", at(19, 2), at(19, 20)),
        ("when it's after 10 pm", at(18, 23), at(18, 21)),
        ("before seven in the morning", at(19, 6), at(19, 8)),
        ("from 9 to 5", at(19, 16), at(19, 18)),
        ("between six and eight in the evening", at(19, 19), at(19, 7)),
        ("during dinner", at(19, 19), at(19, 12)),
        ("while I'm having breakfast", at(19, 8), at(19, 13)),
        ("before bed", at(19, 21), at(19, 12)),
        ("after work", at(19, 18), at(19, 12)),
        ("when I wake up", at(19, 7), at(19, 18)),
        ("first thing in the morning", at(19, 6), at(19, 11)),
        ("during the day", at(19, 12), at(19, 22)),
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
    ("text", "device", "elsewhere"),
    [
        ("when I'm in the office", Device(room="study"), Device(room="kitchen")),
        ("whenever I am in the lounge", Device(room="living room"), Device()),
        ("on tv", Device(kind="smart tv"), Device(kind="speaker")),
        ("on my phone", Device(kind="mobile"), Device(kind="tv")),
        ("through the kitchen speaker", Device(id="kitchen-speaker"), Device(id="office-speaker")),
        ("on the speaker in the kitchen", Device(kind="speaker", room="kitchen"), Device(kind="speaker")),
        ("when I'm driving", Device(kind="car"), Device(kind="phone")),
        ("while I'm cooking", Device(room="kitchen"), Device(room="bedroom")),
        ("while I'm working", Device(room="office"), Device(room="kitchen")),
        ("when I'm in bed", Device(room="bedroom"), Device(room="kitchen")),
        ("when I use the tablet", Device(kind="ipad"), Device(kind="phone")),
    ],
)
def test_where_and_on_what(text: str, device: Device, elsewhere: Device) -> None:
    (found,) = find_conditions(text, NOW)
    assert found.condition.holds(NOW, Surroundings(device=device))
    assert not found.condition.holds(NOW, Surroundings(device=elsewhere))


@pytest.mark.parametrize("text", ["in the morning show", "the kitchen table in the kitchen door", "I may like it"])
def test_what_is_no_condition(text: str) -> None:
    assert find_conditions(text, NOW) == []


def test_a_second_clause_has_its_own() -> None:
    found = find_conditions("jazz in the morning but in the evening blues", NOW)
    assert [one.condition.words for one in found] == ["in the morning", "in the evening"]


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
