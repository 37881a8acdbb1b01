"""Days as values: kept with the year where one was said, without where they come every year."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from preferences.date_value import day_of, read_day

NOW = datetime(2026, 11, 26, 10, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("May 3rd", "May 3", ""),
        ("on the third of may", "May 3", ""),
        ("the 3rd of May 1990", "May 3, 1990", ""),
        ("May 3, 1990", "May 3, 1990", ""),
        ("1990-05-03", "May 3, 1990", ""),
        ("december 24 please", "December 24", " please"),
        ("tomorrow", "November 27, 2026", ""),
        ("next Friday", "December 4, 2026", ""),
    ],
)
def test_a_day_is_read(text: str, value: str, rest: str) -> None:
    found = read_day(text, NOW)
    assert found is not None
    assert (found.value, text[found.end :]) == (value, rest)


@pytest.mark.parametrize("text", ["", "potato", "May 32", "next week", "my birthday is May 3"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text, NOW) is None


def test_a_kept_day_is_read_back() -> None:
    assert (day_of("May 3, 1990"), day_of("May 3"), day_of("potato")) == (date(1990, 5, 3), None, None)
