"""Days as values of a concept: "May 3", "May 3, 1990"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from preferences.spoken_time import read_date

_ON = re.compile(r"(?:on|it is|from|since)\s+", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_KEPT = "%B %d, %Y"
_LONGEST = 80


@dataclass(frozen=True)
class ReadDay:
    """A day that was said."""

    value: str
    """As it is kept: "May 3" where no year was said and it comes every year, else "May 3, 1990"."""
    end: int
    """Where its words end in the text (exclusive)."""


def read_day(text: str, now: datetime) -> ReadDay | None:
    """The day that a text begins with; None when it begins with none, or with several days."""
    lead = _ON.match(text)
    begin = lead.end() if lead else 0
    found = read_date(text[begin : begin + _LONGEST], now)
    if found is None or found.start != 0 or found.first != found.last:
        return None
    words = text[begin : begin + found.end]
    yearly = _MONTH.search(words) is not None and not _YEAR.search(words)
    return ReadDay(written(found.first, yearly), begin + found.end)


def written(day: date, yearly: bool = False) -> str:
    """A day as it is kept and told back."""
    return f"{day:%B} {day.day}" if yearly else f"{day:%B} {day.day}, {day.year}"


def day_of(value: str) -> date | None:
    """The day of a kept value; None for one that comes every year, and for what is no day."""
    try:
        return datetime.strptime(value, _KEPT).date()
    except ValueError:
        return None
