"""What a question about sports wants, and which days it names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.worlds.sports_question import (
    Wanted,
    named_leagues,
    not_kept,
    span,
    spoken_day,
    spoken_time,
    wanted,
    yes_or_no,
)

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=ZoneInfo("America/New_York"))  # a Sunday


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("what's the score?", Wanted.RESULT),
        ("did my team win", Wanted.RESULT),
        ("how did they do last night", Wanted.RESULT),
        ("how did the Bulls do in their last game", Wanted.RESULT),
        ("any news on my team's score?", Wanted.RESULT),
        ("who won the game", Wanted.RESULT),
        ("who's winning", Wanted.RESULT),
        ("Lakers", Wanted.RESULT),
        ("final score?", Wanted.RESULT),
        ("when do they play next?", Wanted.NEXT),
        ("who do they play tonight?", Wanted.NEXT),
        ("what time is the game", Wanted.NEXT),
        ("is there a game today", Wanted.NEXT),
        ("are the Bills playing on Sunday", Wanted.NEXT),
        ("Steelers schedule", Wanted.NEXT),
        ("next Everton match", Wanted.NEXT),
        ("any NBA games tonight?", Wanted.NEXT),
        ("where are the Braves in the table", Wanted.TABLE),
        ("what's their record", Wanted.TABLE),
        ("NHL standings", Wanted.TABLE),
        ("who leads the NBA", Wanted.TABLE),
        ("who's top of the Premier League", Wanted.TABLE),
        ("how are the Knicks doing this season", Wanted.TABLE),
        ("what place are the Jets in", Wanted.TABLE),
        ("who is going to win tonight", Wanted.FORECAST),
        ("will the Bears beat the Packers", Wanted.FORECAST),
    ],
)
def test_wanted(text: str, meant: Wanted) -> None:
    assert wanted(text) is meant


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("any basketball today", ("NBA",)),
        ("how did the Giants do in baseball", ("MLB",)),
        ("who had more touchdowns", ("NFL",)),
        ("any football today", ("NFL", "Premier League")),
        ("American football scores", ("NFL",)),
        ("Premier League football", ("Premier League",)),
        ("EPL and NHL scores", ("Premier League", "NHL")),
        ("AL East standings", ("MLB",)),
        ("who leads the NFC North", ("NFL",)),
        ("did my team win", ()),
        ("the premises", ()),
    ],
)
def test_named_leagues(text: str, found: tuple[str, ...]) -> None:
    assert named_leagues(text) == found


@pytest.mark.parametrize(
    ("text", "ahead", "first", "after"),
    [
        ("yesterday", False, date(2026, 11, 21), 1),
        ("today", False, date(2026, 11, 22), 1),
        ("tomorrow", True, date(2026, 11, 23), 1),
        ("the day before yesterday", False, date(2026, 11, 20), 1),
        ("three days ago", False, date(2026, 11, 19), 1),
        ("on Friday", False, date(2026, 11, 20), 1),
        ("on Friday", True, date(2026, 11, 27), 1),
        ("Sunday", False, date(2026, 11, 15), 1),
        ("this Sunday", True, date(2026, 11, 22), 1),
        ("next Sunday", True, date(2026, 11, 29), 1),
        ("last Thursday", True, date(2026, 11, 19), 1),
        ("this weekend", False, date(2026, 11, 21), 2),
        ("last weekend", False, date(2026, 11, 14), 2),
        ("next weekend", True, date(2026, 11, 28), 2),
        ("last week", False, date(2026, 11, 9), 7),
        ("November 20", False, date(2026, 11, 20), 1),
        ("the 3rd of October", False, date(2026, 10, 3), 1),
        ("on 2026-11-01", False, date(2026, 11, 1), 1),
        ("Jan 2", True, date(2027, 1, 2), 1),
        ("December 26th", False, date(2025, 12, 26), 1),
        ("boxing day", True, date(2026, 12, 26), 1),
        ("christmas", False, date(2025, 12, 25), 1),
        ("the 20th", False, date(2026, 11, 20), 1),
        ("the 25th", False, date(2026, 10, 25), 1),
        ("in three days", True, date(2026, 11, 25), 1),
        ("a week ago", False, date(2026, 11, 15), 1),
    ],
)
def test_span_of_whole_days(text: str, ahead: bool, first: date, after: int) -> None:
    found = span(f"how about {text}?", NOW, ahead)
    assert found is not None
    assert (found.since.date(), found.since.hour, found.until.date()) == (first, 0, first + timedelta(days=after))
    assert found.since.tzinfo is NOW.tzinfo


def test_a_night_goes_on_after_midnight() -> None:
    last, coming = span("last night", NOW, ahead=False), span("tonight", NOW, ahead=True)
    assert last is not None and coming is not None
    assert (last.since.isoformat(), last.until.isoformat()) == (
        "2026-11-21T12:00:00-05:00",
        "2026-11-22T06:00:00-05:00",
    )
    assert (coming.since.isoformat(), coming.until.isoformat()) == (
        "2026-11-22T12:00:00-05:00",
        "2026-11-23T06:00:00-05:00",
    )


@pytest.mark.parametrize(
    "text", ["", "/", "🤖", "November 31", "2026-99-99", "9999-12-31", "0001-01-01", "x" * 5000, "may I"]
)
def test_no_span(text: str) -> None:
    assert span(text, NOW, ahead=False) is None


@pytest.mark.parametrize(
    ("text", "won", "said"),
    [
        ("did they win?", True, "Yes"),
        ("did they win?", False, "No"),
        ("did we lose?", True, "No"),
        ("did we lose?", False, "Yes"),
        ("have the Dodgers won", True, "Yes"),
        ("did Arsenal win", None, "No"),
        ("who won?", True, ""),
        ("what's the score", True, ""),
        ("can you tell me how they did", True, ""),
    ],
)
def test_yes_or_no(text: str, won: bool | None, said: str) -> None:
    assert yes_or_no(text, won) == said


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("WNBA scores", "the WNBA"),
        ("did the Arsenal women win", "women's teams"),
        ("college football scores", "college"),
        ("who won the Champions League", "champions league"),
        ("who won the super bowl", "Super Bowl"),
        ("tickets for the Lakers", "tickets"),
        ("who scored for Chelsea", "single players"),
        ("cricket scores", "cricket"),
    ],
)
def test_not_kept(text: str, about: str) -> None:
    sentence = not_kept(text)
    assert sentence is not None and about in sentence and "I" in sentence


@pytest.mark.parametrize(
    "text", ["final score?", "did Arsenal win on boxing day", "NBA scores", "what did they score", ""]
)
def test_kept(text: str) -> None:
    assert not_kept(text) is None


def test_spoken_days_and_times() -> None:
    assert spoken_day(date(2026, 11, 21), NOW) == "yesterday"
    assert spoken_day(date(2026, 11, 20), NOW) == "on Friday, November 20"
    assert spoken_day(date(2025, 11, 2), NOW) == "on Sunday, November 2, 2025"
    assert [spoken_time(NOW.replace(hour=h, minute=m)) for h, m in ((19, 30), (0, 0), (12, 0), (9, 5))] == [
        "7:30 PM",
        "midnight",
        "noon",
        "9:05 AM",
    ]
