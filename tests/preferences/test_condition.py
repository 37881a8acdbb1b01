"""When a preference holds."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

import pytest

from preferences.condition import ALWAYS, Condition
from preferences.surroundings import Device, Surroundings

TOKYO = timezone(timedelta(hours=9))
WEDNESDAY = datetime(2024, 5, 1, 8, tzinfo=timezone.utc)
TODAY = Condition(until=datetime(2024, 5, 2, tzinfo=timezone.utc), words="just for today")
MORNINGS = Condition(from_time=time(5), to_time=time(12))
NIGHTS = Condition(from_time=time(22), to_time=time(6))
WEEKENDS = Condition(weekdays=(5, 6))
KITCHEN = Condition(room="Kitchen")
SPEAKER = Condition(device_kind="speaker")


def around(kind: str | None = None, room: str | None = None) -> Surroundings:
    return Surroundings(device=Device(kind=kind, room=room))


def test_always_is_always() -> None:
    assert ALWAYS.holds(WEDNESDAY)
    assert ALWAYS.holds(WEDNESDAY, around("tv", "attic"))
    assert not ALWAYS.expired(WEDNESDAY)
    assert ALWAYS.specificity == 0


@pytest.mark.parametrize(("hour", "holds"), [(4, False), (5, True), (11, True), (12, False), (23, False)])
def test_a_daily_span_begins_with_its_start_and_ends_before_its_end(hour: int, holds: bool) -> None:
    assert MORNINGS.holds(WEDNESDAY.replace(hour=hour)) is holds


@pytest.mark.parametrize(("hour", "holds"), [(21, False), (22, True), (0, True), (5, True), (6, False), (12, False)])
def test_a_span_may_go_past_midnight(hour: int, holds: bool) -> None:
    assert NIGHTS.holds(WEDNESDAY.replace(hour=hour)) is holds


def test_the_persons_clock_counts_not_the_servers() -> None:
    moment = datetime(2024, 5, 1, 8, tzinfo=timezone.utc)
    assert MORNINGS.holds(moment)
    assert not MORNINGS.holds(moment.astimezone(TOKYO))
    saturday_in_tokyo = datetime(2024, 5, 3, 20, tzinfo=timezone.utc)
    assert not WEEKENDS.holds(saturday_in_tokyo)
    assert WEEKENDS.holds(saturday_in_tokyo.astimezone(TOKYO))


def test_an_end_is_an_end() -> None:
    assert TODAY.holds(WEDNESDAY)
    assert TODAY.holds(datetime(2024, 5, 1, 23, 59, 59, tzinfo=timezone.utc))
    over = datetime(2024, 5, 2, tzinfo=timezone.utc)
    assert not TODAY.holds(over)
    assert TODAY.expired(over)
    assert TODAY.holds(datetime(2024, 5, 2, 8, 59, tzinfo=TOKYO))


def test_a_start_is_a_start() -> None:
    from_friday = Condition(since=datetime(2024, 5, 3, tzinfo=timezone.utc))
    assert not from_friday.holds(WEDNESDAY)
    assert not from_friday.expired(WEDNESDAY)
    assert from_friday.holds(datetime(2024, 5, 3, tzinfo=timezone.utc))


def test_places_and_devices() -> None:
    assert KITCHEN.holds(WEDNESDAY, around(room="kitchen"))
    assert not KITCHEN.holds(WEDNESDAY, around(room="bedroom"))
    assert SPEAKER.holds(WEDNESDAY, around(kind="Speaker"))
    assert not SPEAKER.holds(WEDNESDAY, around(kind="tv"))
    for condition in (KITCHEN, SPEAKER):
        assert not condition.holds(WEDNESDAY)
        assert not condition.holds(WEDNESDAY, around())


def test_all_of_it_must_hold_and_the_more_it_asks_the_more_specific_it_is() -> None:
    both = Condition(from_time=time(5), to_time=time(12), weekdays=(2,), room="kitchen")
    assert both.holds(WEDNESDAY, around(room="kitchen"))
    assert not both.holds(WEDNESDAY + timedelta(days=1), around(room="kitchen"))
    assert not both.holds(WEDNESDAY.replace(hour=13), around(room="kitchen"))
    assert [c.specificity for c in (TODAY, MORNINGS, WEEKENDS, KITCHEN, SPEAKER, both)] == [1, 1, 1, 1, 1, 3]


def test_months_and_nights_that_go_on() -> None:
    december = Condition(months=(12,))
    assert december.holds(WEDNESDAY.replace(month=12)) and not december.holds(WEDNESDAY)
    friday_night = Condition(weekdays=(4,), from_time=time(21), to_time=time(5))
    friday = WEDNESDAY + timedelta(days=2)
    assert friday_night.holds(friday.replace(hour=23))
    assert friday_night.holds((friday + timedelta(days=1)).replace(hour=2))
    assert not friday_night.holds(friday.replace(hour=2))


def test_the_less_of_the_time_it_leaves_the_narrower_it_is() -> None:
    hour = Condition(from_time=time(7), to_time=time(8))
    assert ALWAYS.narrowness == 0 < MORNINGS.narrowness < hour.narrowness < TODAY.narrowness
    assert WEEKENDS.narrowness > Condition(weekdays=(0, 1, 2, 3, 4)).narrowness


def test_rooms_and_kinds_have_several_names() -> None:
    assert Condition(room="lounge").holds(WEDNESDAY, around(room="living_room"))
    assert Condition(device_kind="tv").holds(WEDNESDAY, around("Smart TV"))
