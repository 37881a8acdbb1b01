"""Times, dates and durations as people say them. Now is Wednesday 3 June 2026, 15:05 in New York."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from preferences.spoken_time import (
    read_date,
    read_duration,
    read_part_of_day,
    read_time,
    say_date,
    say_duration,
    say_time,
)

NOW = datetime(2026, 6, 3, 15, 5, tzinfo=ZoneInfo("America/New_York"))
NASTY = ["", " ", "/", "a" * 5000, "7 " * 5000, "🤖", "семь часов", "'; DROP TABLE times; --", "<b>", "99:99", "25:00"]


@pytest.mark.parametrize(
    ("text", "at", "moment", "certain"),
    [
        ("half past six", "18:30", "03 18:30", False),
        ("half seven", "19:30", "03 19:30", False),
        ("7 am", "07:00", "04 07:00", True),
        ("7am", "07:00", "04 07:00", True),
        ("7 a.m.", "07:00", "04 07:00", True),
        ("quarter to eight", "19:45", "03 19:45", False),
        ("a quarter past 9 pm", "21:15", "03 21:15", True),
        ("twenty to five", "16:40", "03 16:40", False),
        ("ten minutes past three", "15:10", "03 15:10", False),
        ("noon", "12:00", "04 12:00", True),
        ("midnight", "00:00", "04 00:00", True),
        ("five past noon", "12:05", "04 12:05", True),
        ("12 am", "00:00", "04 00:00", True),
        ("12 pm", "12:00", "04 12:00", True),
        ("19:30", "19:30", "03 19:30", True),
        ("07:00", "07:00", "04 07:00", True),
        ("7:45", "19:45", "03 19:45", False),
        ("7.30 pm", "19:30", "03 19:30", True),
        ("seven thirty in the evening", "19:30", "03 19:30", True),
        ("seven oh five", "19:05", "03 19:05", False),
        ("11 at night", "23:00", "03 23:00", True),
        ("1 in the morning", "01:00", "04 01:00", True),
        ("8 o'clock", "20:00", "03 20:00", False),
        ("wake me at 7", "19:00", "03 19:00", False),
        ("wake me up at 6 tomorrow morning", "06:00", "04 06:00", True),
        ("set an alarm for 6:30 am on weekdays", "06:30", "04 06:30", True),
        ("seven", "19:00", "03 19:00", False),
        ("in 20 minutes", "15:25", "03 15:25", True),
        ("in half an hour", "15:35", "03 15:35", True),
        ("in an hour and a half", "16:35", "03 16:35", True),
        ("two hours from now", "17:05", "03 17:05", True),
    ],
)
def test_times(text: str, at: str, moment: str, certain: bool) -> None:
    read = read_time(text, NOW)
    assert read is not None
    assert (f"{read.time:%H:%M}", f"{read.moment:%d %H:%M}", read.certain) == (at, moment, certain)


@pytest.mark.parametrize(
    "text",
    [*NASTY, "I have 7 apples", "at 70 degrees", "for 10 minutes", "in the morning", "2 of 5", "quarter past", "7:99"],
)
def test_what_is_no_time(text: str) -> None:
    assert read_time(text, NOW) is None


def test_a_time_knows_its_words_and_its_day() -> None:
    text = "please wake me at quarter to eight tomorrow"
    read = read_time(text, NOW)
    assert read is not None
    assert text[read.start : read.end] == "quarter to eight"
    assert read.in_the_morning == time(7, 45)
    assert read.on(date(2026, 6, 9)) == datetime(2026, 6, 9, 19, 45, tzinfo=NOW.tzinfo)


def test_in_an_hour_is_an_hour_when_the_clocks_change() -> None:
    before = datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    read = read_time("in an hour", before)
    assert read is not None and read.time == time(3, 30)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-06-03", "2026-06-03"),
        ("tonight", "2026-06-03", "2026-06-03"),
        ("tomorrow", "2026-06-04", "2026-06-04"),
        ("yesterday", "2026-06-02", "2026-06-02"),
        ("the day after tomorrow", "2026-06-05", "2026-06-05"),
        ("friday", "2026-06-05", "2026-06-05"),
        ("wednesday", "2026-06-03", "2026-06-03"),
        ("next friday", "2026-06-12", "2026-06-12"),
        ("friday next week", "2026-06-12", "2026-06-12"),
        ("last monday", "2026-06-01", "2026-06-01"),
        ("on the 5th", "2026-06-05", "2026-06-05"),
        ("the 2nd", "2026-07-02", "2026-07-02"),
        ("the twenty first", "2026-06-21", "2026-06-21"),
        ("in two days", "2026-06-05", "2026-06-05"),
        ("a week from now", "2026-06-10", "2026-06-10"),
        ("three days ago", "2026-05-31", "2026-05-31"),
        ("june 5th", "2026-06-05", "2026-06-05"),
        ("the fifth of july", "2026-07-05", "2026-07-05"),
        ("march 3", "2027-03-03", "2027-03-03"),
        ("July 4 2027", "2027-07-04", "2027-07-04"),
        ("2026-12-24", "2026-12-24", "2026-12-24"),
        ("christmas", "2026-12-25", "2026-12-25"),
        ("thanksgiving", "2026-11-26", "2026-11-26"),
        ("easter", "2027-03-28", "2027-03-28"),
        ("this weekend", "2026-06-06", "2026-06-07"),
        ("next weekend", "2026-06-13", "2026-06-14"),
        ("this week", "2026-06-03", "2026-06-07"),
        ("next week", "2026-06-08", "2026-06-14"),
        ("next month", "2026-07-01", "2026-07-31"),
        ("what's the weather on saturday evening", "2026-06-06", "2026-06-06"),
    ],
)
def test_dates(text: str, first: str, last: str) -> None:
    read = read_date(text, NOW)
    assert read is not None
    assert (read.first.isoformat(), read.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", [*NASTY, "feb 30", "play the first song", "the second one", "is it may", "march"])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "seconds", "said"),
    [
        ("an hour and a half", 5400, "an hour and a half"),
        ("one and a half hours", 5400, "an hour and a half"),
        ("1h30m", 5400, "an hour and a half"),
        ("90 seconds", 90, "90 seconds"),
        ("ten minutes", 600, "10 minutes"),
        ("set a 10-minute timer", 600, "10 minutes"),
        ("a 20 minute timer", 1200, "20 minutes"),
        ("half an hour", 1800, "30 minutes"),
        ("three quarters of an hour", 2700, "45 minutes"),
        ("2 hours and 10 minutes", 7800, "2 hours and 10 minutes"),
        ("an hour 15 minutes", 4500, "1 hour and 15 minutes"),
        ("twenty-five minutes", 1500, "25 minutes"),
        ("one hundred and twenty seconds", 120, "2 minutes"),
        ("2 and a half minutes", 150, "2 minutes and 30 seconds"),
        ("a couple of minutes", 120, "2 minutes"),
        ("a week", 604800, "7 days"),
    ],
)
def test_durations(text: str, seconds: int, said: str) -> None:
    read = read_duration(text)
    assert read is not None
    assert (read.length, say_duration(read.length)) == (timedelta(seconds=seconds), said)


@pytest.mark.parametrize("text", [*NASTY, "45", "hours", "1,5", "5 months", "99999 weeks"])
def test_what_is_no_duration(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("in the morning", "morning"), ("tonight", "night"), ("at lunchtime", "noon"), ("dinner", "evening"), ("x", None)],
)
def test_parts_of_the_day(text: str, name: str | None) -> None:
    read = read_part_of_day(text)
    assert (read.name if read else None) == name


def test_said_aloud() -> None:
    assert [say_time(time(*at)) for at in ((7,), (15, 5), (0,), (12,), (0, 30), (12, 30))] == [
        "7 AM", "3:05 PM", "midnight", "noon", "12:30 AM", "12:30 PM",
    ]  # fmt: skip
    assert [say_date(NOW.date() + timedelta(days=days), NOW.date()) for days in (-1, 0, 1, 2, 10, 300)] == [
        "yesterday", "today", "tomorrow", "Friday", "Saturday, June 13", "Tuesday, March 30, 2027",
    ]  # fmt: skip
    assert say_duration(timedelta(seconds=-5)) == "0 seconds"
    assert say_duration(timedelta(hours=3, minutes=30)) == "3 and a half hours"
