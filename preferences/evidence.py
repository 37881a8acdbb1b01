"""Where something is known from: the person's words, and the day they were said."""

from __future__ import annotations

from datetime import datetime

EDITED = "edited"
"""The source of what the person changed by hand."""


def day_told(at: datetime, now: datetime) -> str:
    """The day of a moment by the person's clock: "today", "on Tuesday, June 2"; with the year where it is another."""
    day = at.astimezone(now.tzinfo)
    if day.date() == now.date():
        return "today"
    year = f", {day.year}" if day.year != now.year else ""
    return f"on {day:%A, %B} {day.day}{year}"


def evidence(words: str, source: str, at: datetime, now: datetime) -> str:
    """One sentence on where something is known from; empty where there are no words.

    Args:
        words: the person's own words.
        source: how it came: told, asked, noticed, corrected, imported, edited.
        at: when (aware).
        now: the person's clock, aware.
    """
    if not words:
        return ""
    did = "You changed it yourself" if source == EDITED else "You told me"
    return f'{did} {day_told(at, now)}: "{words}".'
