"""What a value must be like before it is kept."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone

import pytest

from preferences.validation import Validation

NOW = datetime(2026, 11, 26, 10, tzinfo=timezone.utc)
CUPS = Validation(lowest=1.0, highest=12.0)
EVENING = Validation(lowest="16:00", highest="23:00")
CARD = Validation(pattern=re.compile(r"[A-Z]{2}\d{4}", re.IGNORECASE))
PAST, FUTURE = Validation(day="past"), Validation(day="future")
NINETIES = Validation(lowest=date(1990, 1, 1), highest=date(1999, 12, 31))


@pytest.mark.parametrize(
    ("rules", "value", "fine"),
    [
        (CUPS, "1 cup", True),
        (CUPS, "12 cups", True),
        (CUPS, "0 cups", False),
        (CUPS, "12.5 cups", False),
        (CUPS, "cups", False),
        (EVENING, "19:30", True),
        (EVENING, "15:59", False),
        (CARD, "ab1234", True),
        (CARD, "ab12345", False),
        (PAST, "May 3, 1990", True),
        (PAST, "November 26, 2026", False),
        (PAST, "May 3", True),
        (FUTURE, "November 27, 2026", True),
        (FUTURE, "May 3, 1990", False),
        (NINETIES, "May 3, 1990", True),
        (NINETIES, "May 3, 2000", False),
        (Validation(), "anything", True),
    ],
)
def test_a_value_is_accepted_or_not(rules: Validation, value: str, fine: bool) -> None:
    assert rules.accepts(value, NOW) is fine
