"""Reads a question about sports: what is wanted, of which leagues, about which days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from dateutil.relativedelta import relativedelta

from preferences.spoken_time import read_date

DAY = timedelta(days=1)
LONGEST = 400
"""Characters of a question that are read; nobody asks for a score in more."""


class Wanted(str, Enum):
    """What a question asks for."""

    RESULT = "result"
    """How a finished game ended."""
    NEXT = "next"
    """When and whom a team plays."""
    TABLE = "table"
    """How a team or a league stands."""
    FORECAST = "forecast"
    """Who is going to win."""


@dataclass(frozen=True)
class Span:
    """The days a question is about."""

    since: datetime
    """The first moment (aware)."""
    until: datetime
    """The first moment after (aware)."""
    words: str
    """How a reply names it: "yesterday", "on Sunday, November 22"."""


_SPORTS = {
    "basketball": ("NBA",),
    "hoops": ("NBA",),
    "dunk": ("NBA",),
    "baseball": ("MLB",),
    "inning": ("MLB",),
    "home run": ("MLB",),
    "american football": ("NFL",),
    "gridiron": ("NFL",),
    "touchdown": ("NFL",),
    "quarterback": ("NFL",),
    "field goal": ("NFL",),
    "hockey": ("NHL",),
    "puck": ("NHL",),
    "soccer": ("Premier League",),
    "premiership": ("Premier League",),
    "premier league": ("Premier League",),
    "prem": ("Premier League",),
    "epl": ("Premier League",),
    "english football": ("Premier League",),
    "football": ("NFL", "Premier League"),
    "afc": ("NFL",),
    "nfc": ("NFL",),
    "american league": ("MLB",),
    "national league": ("MLB",),
    "al east": ("MLB",),
    "al central": ("MLB",),
    "al west": ("MLB",),
    "nl east": ("MLB",),
    "nl central": ("MLB",),
    "nl west": ("MLB",),
    "metropolitan division": ("NHL",),
    "northwest division": ("NBA",),
    "southwest division": ("NBA",),
    "southeast division": ("NBA",),
    "nba": ("NBA",),
    "national basketball association": ("NBA",),
    "nfl": ("NFL",),
    "national football league": ("NFL",),
    "mlb": ("MLB",),
    "major league": ("MLB",),
    "nhl": ("NHL",),
    "national hockey league": ("NHL",),
}
_SPORT = re.compile(r"\b(" + "|".join(sorted(_SPORTS, key=len, reverse=True)) + r")(?:s|er|ers)?\b")

_TABLE = re.compile(
    r"\b(standings?|record|tables?|rank(ed|ing|ings)?|in (first|last|second|third) place|(what|which) place|position|"
    r"(first|last) place|leads?|leading|top of|on top|at the top|bottom of|how many (games|wins|points|losses)|"
    r"doing (so far )?this (season|year)|are doing|doing (now|these days|lately))\b"
    r"|\bhow('s|s| is| are| have| has)\b[^?]*\b(doing|been)\b|\bwho('s|s| is) (first|last|ahead|top)\b"
)
_NEXT = re.compile(
    r"\b(next|upcoming|schedules?|scheduled|fixtures?|kick ?-?off|tip ?-?off|puck drop|first pitch|opponents?)\b"
    r"|\b(when|what time|what day|where)\b[^?]*\b(play|plays|playing|game|match|on)\b"
    r"|\b(who|whom)\b[^?]*\b(do|does|are|is|will)\b[^?]*\b(play|playing|face|facing|against|meet)\b"
    r"|^\W*(do|does|are|is|will)\b[^?]*\b(play|plays|playing)\b"
    r"|\b(is|are) there\b|\bgames? (on )?(today|tonight|tomorrow)\b|\b(playing|play|on) (today|tonight|tomorrow)\b"
)
_FORECAST = re.compile(
    r"\b(will|going to|gonna|likely to|predict(ion|ions)?|odds|chances?|favou?red)\b[^?]*"
    r"\b(win|lose|beat|make it|score)\b"
    r"|\b(predict|prediction|predictions|betting|odds|point spread)\b"
)
_YES_NO = re.compile(
    r"\b(did|do|does|has|have|was|is|are)\b[^?]*\b(win|won|lose|lost|beat|beaten|tie|draw|winning|losing)\b"
)
_LOSING = re.compile(r"\b(lose|lost|losing|beaten by|lose to)\b")
_OPEN = re.compile(r"\b(who|whom|what|how|when|which|why|where|tell me how)\b")

_NOT_KEPT = (
    (
        re.compile(
            r"\b(wom[ae]n'?s?|ladies'?|wnba|nwsl|wsl|wpl|mls|college|ncaa|march madness|minor league|"
            r"g league|ahl|khl|xfl|cfl|"
            r"la liga|bundesliga|serie a|ligue 1|eredivisie|champions league|europa league|fa cup|league cup|"
            r"world cup|euros|olympics?|championship league|league one|league two|scottish|"
            r"cricket|ipl|rugby|tennis|wimbledon|golf|formula (one|1)|f1|nascar|boxing(?! day)|"
            r"ufc|mma|cycling|volleyball|"
            r"lacrosse|handball|darts|snooker|under[- ]?\d\ds?)\b"
        ),
        "I only follow the men's leagues NBA, NFL, MLB and NHL, and the Premier League, so I can't tell you about {0}.",
    ),
    (
        re.compile(
            r"\b(super ?bowl|world series|stanley cup|nba finals|finals|"
            r"play-?offs?|post-?season|all[- ]star|pro bowl|draft|championships?|title)\b"
        ),
        "I only keep the regular season, so I can't tell you about the {0}.",
    ),
    (
        re.compile(
            r"\b(tickets?|rosters?|line-?ups?|coach(es)?|manager|trades?|traded|transfers?|injur(y|ies|ed)|mvp|salary|"
            r"stadium|stats|statistics|who scored|top scorer|"
            r"(rebounds|assists|goals|homers|touchdowns) did|highlights)\b"
        ),
        "I keep scores, fixtures and tables, but nothing about {0}.",
    ),
)
_SPOKEN = {
    "who scored": "single players",
    "super bowl": "Super Bowl",
    "superbowl": "Super Bowl",
    "world series": "World Series",
    "stanley cup": "Stanley Cup",
    "nba finals": "NBA finals",
}
_CAPITALS = {"wnba", "nwsl", "wsl", "mls", "ncaa", "ahl", "khl", "xfl", "cfl", "ipl", "f1", "ufc", "mma", "mvp"}


def plain(text: str) -> str:
    """The beginning of a text in the form questions are read in."""
    return text[:LONGEST].casefold().replace("’", "'")


def wanted(text: str) -> Wanted:
    """What a question asks for; how the last game ended when it does not say."""
    asked = plain(text)
    if _FORECAST.search(asked):
        return Wanted.FORECAST
    if _TABLE.search(asked):
        return Wanted.TABLE
    if _NEXT.search(asked) and not re.search(r"\b(did|was|were|won|lost|result|results)\b", asked):
        return Wanted.NEXT
    return Wanted.RESULT


def not_kept(text: str) -> str | None:
    """Why a question cannot be answered here at all, as a sentence; None when it can."""
    asked = plain(text)
    for words, sentence in _NOT_KEPT:
        found = words.search(asked)
        if found:
            named = found.group()
            if named in _CAPITALS:
                named = f"the {named.upper()}"
            elif named.startswith(("wom", "lad")):
                named = "women's teams"
            return sentence.format(_SPOKEN.get(named, named))
    return None


def part_key(text: str) -> str:
    """A conference or division in the form it is compared in: "AL East" as "american league east"."""
    key = re.sub(r"\bnl (?=east|central|west)", "national league ", plain(text))
    key = re.sub(r"\bal (?=east|central|west)", "american league ", key)
    return re.sub(r"^(the )?(.+?) division$", r"\2", key) if key.startswith(("metro", "north", "south")) else key


def named_leagues(text: str) -> tuple[str, ...]:
    """The leagues a text names by name or sport; several when the word fits several ("football")."""
    hits = [_SPORTS[hit.group(1)] for hit in _SPORT.finditer(plain(text))]
    sure = [hit for hit in hits if len(hit) == 1]
    return tuple(dict.fromkeys(league for hit in sure or hits for league in hit))


def yes_or_no(text: str, won: bool | None) -> str:
    """ "Yes" or "No" where a question asks whether a team won or lost; else empty. `won` is None for a draw."""
    asked = plain(text)
    if _OPEN.search(asked) or not _YES_NO.search(asked):
        return ""
    if won is None:
        return "No"
    return "Yes" if won != bool(_LOSING.search(asked)) else "No"


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(last |this |next |on |coming )?(" + "|".join(_WEEKDAYS) + r")\b('s)?( night| evening)?")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_LIES_AHEAD = re.compile(r"\b(in|from now|next|coming)\b")


def span(text: str, now: datetime, ahead: bool) -> Span | None:
    """The days a text names, by the clock of `now`; None when it names none.

    Args:
        text: the words of the question, or of its date.
        now: the person's clock, aware.
        ahead: whether a bare "Sunday" is the coming one rather than the last.
    """
    asked = plain(text)
    today = now.date()
    if re.search(r"\b(last night|yesterday (night|evening))\b", asked):
        # A late game on the other coast ends after midnight, and still was "last night".
        return Span(_at(today - DAY, now, 12), min(_at(today, now, 6), now), "last night")
    if "day before yesterday" in asked:
        return day_span(today - 2 * DAY, now)
    if "yesterday" in asked:
        return day_span(today - DAY, now)
    if "tonight" in asked or "this evening" in asked:
        return Span(_at(today, now, 12), _at(today + DAY, now, 6), "tonight")
    if "day after tomorrow" in asked:
        return day_span(today + 2 * DAY, now)
    if "tomorrow" in asked:
        return day_span(today + DAY, now)
    if re.search(r"\btoday('s)?\b|\bthis (morning|afternoon)\b", asked):
        return day_span(today, now)
    return _weekly(asked, now, ahead) or _dated(asked, now, ahead)


def _weekly(asked: str, now: datetime, ahead: bool) -> Span | None:
    today = now.date()
    monday = today - DAY * today.weekday()
    if re.search(r"\bweekend\b", asked):
        saturday = monday + 5 * DAY
        if "last weekend" in asked or (not ahead and today < saturday):
            saturday -= 7 * DAY
        elif "next weekend" in asked:
            saturday += 7 * DAY
        named = (
            "this weekend" if saturday == monday + 5 * DAY else "last weekend" if saturday < today else "next weekend"
        )
        return Span(_at(saturday, now), _at(saturday + 2 * DAY, now), named)
    if "last week" in asked:
        return Span(_at(monday - 7 * DAY, now), _at(monday, now), "last week")
    if "next week" in asked:
        return Span(_at(monday + 7 * DAY, now), _at(monday + 14 * DAY, now), "next week")
    if "this week" in asked:
        return Span(_at(monday, now), _at(monday + 7 * DAY, now), "this week")
    found = _WEEKDAY.search(asked)
    if found is None:
        return None
    which, weekday = (found[1] or "").strip(), _WEEKDAYS.index(found[2])
    if which == "last" or (not ahead and which not in ("next", "coming", "this")):
        # Asked on a Sunday, "did they win Sunday" is about a week ago; else it would be "today".
        return day_span(today - DAY * ((today.weekday() - weekday) % 7 or 7), now)
    on = (weekday - today.weekday()) % 7
    return day_span(today + DAY * (on or (7 if which in ("next", "coming") else 0)), now)


def _dated(asked: str, now: datetime, ahead: bool) -> Span | None:
    """Any other date; days that were said without a year are read as past ones where the question is about the past."""
    read = read_date(asked, now)
    if read is None or not 1900 < read.first.year < 2200:
        return None
    words, first, last = asked[read.start : read.end], read.first, read.last
    if not ahead and first > now.date() and not re.search(r"\d{4}", words) and not _LIES_AHEAD.search(words):
        day_of_month = re.search(r"\d(st|nd|rd|th)\b", words) and not _MONTH.search(words)
        back = relativedelta(months=1) if day_of_month else relativedelta(years=1)
        first, last = first - back, last - back
    if first == last:
        return day_span(first, now)
    return Span(_at(first, now), _at(last + DAY, now), "then")


def day_span(day: date, now: datetime) -> Span:
    """One date by the clock of `now`."""
    return Span(_at(day, now), _at(day + DAY, now), spoken_day(day, now))


def _at(day: date, now: datetime, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), now.tzinfo)


def spoken_day(day: date, now: datetime) -> str:
    """A date in a sentence, as seen from today: "yesterday", "on Friday, November 20"."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - now.date()).days)
    if near:
        return near
    year = f", {day.year}" if abs((day - now.date()).days) > 300 else ""
    return f"on {day:%A}, {day:%B} {day.day}{year}"


def spoken_time(at: datetime) -> str:
    """A time of day in a sentence: "7:30 PM", "noon"."""
    if (at.hour, at.minute) in ((12, 0), (0, 0)):
        return "noon" if at.hour else "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'AM' if at.hour < 12 else 'PM'}"
