"""Reads when a preference holds from a person's words: "just for today", "until Friday", "in the mornings"."""

# Patterns are easier to read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, timezone

from dateutil import parser as dates

from preferences.condition import Condition

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    "(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_PARTS = {
    "morning": (time(5), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(23)),
    "night": (time(21), time(5)),
    "breakfast": (time(5), time(11)),
    "lunch": (time(11), time(14)),
    "lunchtime": (time(11), time(14)),
    "dinner": (time(17), time(22)),
    "supper": (time(17), time(22)),
    "bedtime": (time(21), time(1)),
}
_PART = "(?:morning|afternoon|evening|night)"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "couple of": 2, "a couple of": 2, "few": 3, "a few": 3,
}  # fmt: skip
_COUNT = r"(?:\d{1,3}|a couple of|couple of|a few|few|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_ROOM = (
    "(?:kitchen|bedroom|living room|dining room|bathroom|office|study|garage|garden|hallway|hall|basement|attic|"
    "nursery|lounge|den|playroom|library|guest room|laundry room|conservatory|gym)"
)
_DEVICE = "(?:tv|telly|television|speaker|phone|tablet|computer|laptop|car|watch|display)"
_SAME_DEVICE = {"telly": "tv", "television": "tv"}

_ONLY = r"(?:(?:just|only|but only|at least)\s+)"
_ENDS = re.compile(
    rf"\b(?P<lead>{_ONLY})?(?:for\s+)?(?P<lead2>{_ONLY})?(?P<what>today|tonight|tomorrow|this (?:week|month|year|{_PART}|weekend)|"
    rf"the (?:weekend|rest of the (?:day|week|month))|the day)(?P<trail>\s+only|\s+at least)?\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"\b(?:until|till|'til|til|up to|through|up until)\s+(?P<what>(?:the end of (?:the|this) (?:day|week|month|year))|"
    rf"(?:next |this )?(?:{_DAY}|week|month)|tomorrow(?: {_PART})?|tonight|midnight|noon|the weekend|"
    rf"(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?|the \d{{1,2}}(?:st|nd|rd|th)?(?: of {_MONTH})?|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH})|"
    rf"{_MONTH}|christmas|new year'?s?|\d{{1,2}}(?::\d\d)?\s*(?:am|pm|o'clock))\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    rf"\b(?:{_ONLY})?for (?:the )?(?:next |coming )?(?P<count>{_COUNT}\s+)?(?P<unit>minutes?|hours?|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
_RECURRING = re.compile(
    rf"\b(?:(?:but |only |just |mainly |mostly |especially )*(?:"
    rf"(?:on |every |each )(?P<days>{_DAY}s?(?:(?:,| and|,? or)? (?:on )?{_DAY}s?)*)(?: (?P<daypart>{_PART})s?)?|"
    rf"(?P<plural>{_DAY}s)|"
    rf"(?:on |at |during |over |every )(?:the )?(?P<weekend>weekends?)|"
    rf"(?:on |during )(?:the )?(?P<week>weekdays?|work ?days?|week|school days|working days)|"
    rf"(?:(?:in|during) the |every |each |on )(?P<part>{_PART}s?)|(?P<mornings>(?:mornings|evenings|afternoons|nights))|"
    rf"(?P<atnight>at night(?: time)?)|(?:at|for|over|during) (?P<meal>breakfast|lunch ?time|lunch|dinner|supper|bedtime)(?: time)?))"
    rf"(?! (?:show|news|star|live|club|person|owl))\b",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:between|from) (?P<from>\d{1,2}(?::\d\d)?\s*(?:am|pm)?) (?:and|to|until|till) (?P<to>\d{1,2}(?::\d\d)?\s*(?:am|pm)?)\b"
    r"|\b(?P<side>after|before|from) (?P<at>\d{1,2}(?::\d\d)?\s*(?:am|pm|o'clock)|noon|midnight)(?: on)?\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    rf"\b(?:only |but only |just )?(?:(?:when(?:ever)?|while) (?:i'?m|i am|we'?re|we are) (?P<being>in|on)|in|on|using|through|over)"
    rf" (?:the |my |our )(?:(?P<room>{_ROOM})(?: (?P<device>{_DEVICE}))?|(?P<device2>{_DEVICE}))s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FoundCondition:
    """A condition with its place in the text."""

    condition: Condition
    """What was said, with its words."""
    start: int
    """Where the words begin."""
    end: int
    """Where they end (exclusive)."""
    firm: bool
    """False for words that also go with a single request: "tonight", "in the morning"."""


def find_conditions(text: str, now: datetime) -> list[FoundCondition]:
    """The conditions in a text, in order, not overlapping; two that touch are one ("on Sundays in the mornings").

    Args:
        text: what the person said.
        now: the person's clock, aware.
    """
    found: list[FoundCondition] = []
    for pattern, read in (
        (_UNTIL, _until),
        (_FOR, _span),
        (_ENDS, _ends),
        (_RECURRING, _recurring),
        (_HOURS, _hours),
        (_WHERE, _where),
    ):
        for hit in pattern.finditer(text):
            if any(hit.start() < other.end and other.start < hit.end() for other in found):
                continue
            one = read(hit, now)
            if one is not None:
                condition = replace(one[0], words=_tidy(hit.group()))
                found.append(FoundCondition(condition, hit.start(), hit.end(), one[1]))
    found.sort(key=lambda one: one.start)
    joined: list[FoundCondition] = []
    for next_one in found:
        if joined and re.fullmatch(r"\s*,?\s*(?:but )?(?:only )?", text[joined[-1].end : next_one.start]):
            joined[-1] = _join(joined[-1], next_one, text)
        else:
            joined.append(next_one)
    return joined


def _tidy(words: str) -> str:
    return " ".join(words.split()).lower() if words.isupper() else " ".join(words.split())


def _join(first: FoundCondition, second: FoundCondition, text: str) -> FoundCondition:
    a, b = first.condition, second.condition
    both = Condition(
        since=a.since or b.since,
        until=a.until or b.until,
        from_time=a.from_time or b.from_time,
        to_time=a.to_time or b.to_time,
        weekdays=a.weekdays or b.weekdays,
        device_kind=a.device_kind or b.device_kind,
        room=a.room or b.room,
        words=_tidy(text[first.start : second.end]),
    )
    return FoundCondition(both, first.start, second.end, first.firm or second.firm)


Read = tuple[Condition, bool] | None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc)


def _midnight(now: datetime, days: int = 1) -> datetime:
    day = (now.replace(tzinfo=None) + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    return day.replace(tzinfo=now.tzinfo)


def _month_end(now: datetime) -> datetime:
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return _midnight(now, 0).replace(year=year, month=month, day=1)


def _ends(hit: re.Match[str], now: datetime) -> Read:
    what = hit["what"].lower()
    words = hit.group().lower()
    firm = bool(hit["lead"] or hit["lead2"] or hit["trail"]) or words.startswith("for ")
    week = 7 - now.weekday()
    if what in ("today", "the day", "the rest of the day"):
        return Condition(until=_utc(_midnight(now))), firm
    if what == "tonight" or what == "this night":
        since = now.replace(hour=17, minute=0, second=0, microsecond=0)
        end = _midnight(now) + timedelta(hours=4)
        return Condition(since=_utc(since) if now < since else None, until=_utc(end)), firm
    if what == "tomorrow":
        return Condition(since=_utc(_midnight(now)), until=_utc(_midnight(now, 2))), firm
    if what in ("this week", "the rest of the week"):
        return Condition(until=_utc(_midnight(now, week))), True
    if what in ("this month", "the rest of the month"):
        return Condition(until=_utc(_month_end(now))), True
    if what == "this year":
        return Condition(until=_utc(_midnight(now, 0).replace(year=now.year + 1, month=1, day=1))), True
    if what in ("this weekend", "the weekend"):
        if what == "the weekend" and not words.startswith(("for", "just for", "only for")):
            return None
        saturday = _midnight(now, 5 - now.weekday()) if now.weekday() < 5 else None
        return Condition(since=_utc(saturday) if saturday else None, until=_utc(_midnight(now, week))), True
    _begin, end_time = _PARTS[what.rsplit(" ", 1)[1]]
    until = _midnight(now, 0).replace(hour=end_time.hour)
    return Condition(until=_utc(until if until > now else _midnight(now)), from_time=None), firm


def _until(hit: re.Match[str], now: datetime) -> Read:
    what = hit["what"].lower()
    if what.startswith("the end of"):
        if "day" in what:
            return Condition(until=_utc(_midnight(now))), True
        if "week" in what:
            return Condition(until=_utc(_midnight(now, 7 - now.weekday()))), True
        if "month" in what:
            return Condition(until=_utc(_month_end(now))), True
        return Condition(until=_utc(_midnight(now, 0).replace(year=now.year + 1, month=1, day=1))), True
    if what.startswith("tomorrow"):
        return Condition(until=_utc(_midnight(now))), True
    if what == "tonight":
        return Condition(until=_utc(_midnight(now, 0).replace(hour=17))), True
    if what == "midnight":
        return Condition(until=_utc(_midnight(now))), True
    last = what.split()[-1]
    if last in _DAYS:
        ahead = (_DAYS.index(last) - now.weekday()) % 7 or 7
        return Condition(until=_utc(_midnight(now, ahead))), True
    if what in ("next week", "this week", "week"):
        return Condition(until=_utc(_midnight(now, 7 - now.weekday()))), True
    if what in ("next month", "this month", "month"):
        return Condition(until=_utc(_month_end(now))), True
    if what == "the weekend":
        return Condition(until=_utc(_midnight(now, (5 - now.weekday()) % 7 or 7))), True
    named = {
        "noon": "12:00",
        "christmas": "december 25",
        "new year": "january 1",
        "new years": "january 1",
        "new year's": "january 1",
    }
    moment = _moment(named.get(what, what), now)
    return (Condition(until=_utc(moment)), True) if moment is not None else None


def _moment(words: str, now: datetime) -> datetime | None:
    words = re.sub(r"^the |\bof\b|o'clock", "", words).strip()
    month_only = re.fullmatch(_MONTH, words) is not None
    try:
        default = _midnight(now, 0).replace(day=1) if month_only else _midnight(now, 0)
        moment = dates.parse(words, default=default)
    except (ValueError, OverflowError):
        return None
    if moment > now:
        return moment
    if re.search(r"\d\s*(am|pm)|:\d", words):
        return moment + timedelta(days=1)
    if re.search(_MONTH, words):
        return moment.replace(year=moment.year + 1)
    return _month_end(now).replace(day=moment.day) if moment.day <= 28 else None


def _span(hit: re.Match[str], now: datetime) -> Read:
    count_words = (hit["count"] or "").strip().lower()
    if not count_words and not re.search(r"next|coming", hit.group().lower()):
        return None
    count = int(count_words) if count_words.isdigit() else _NUMBERS.get(count_words, 1)
    unit = hit["unit"].lower().rstrip("s")
    step = {
        "minute": timedelta(minutes=1),
        "hour": timedelta(hours=1),
        "day": timedelta(days=1),
        "week": timedelta(weeks=1),
    }
    length = count * step.get(unit, timedelta(days=30))
    return Condition(until=_utc(now + length)), True


def _recurring(hit: re.Match[str], now: datetime) -> Read:
    plural = hit["plural"] or hit["days"]
    if plural:
        days = tuple(sorted({_DAYS.index(day.lower()) for day in re.findall(_DAY, plural, re.IGNORECASE)}))
        condition = Condition(weekdays=days)
        if hit["daypart"]:
            begin, end = _PARTS[hit["daypart"].lower()]
            condition = replace(condition, from_time=begin, to_time=end)
        repeats = plural.lower().endswith("s") or "every" in hit.group().lower() or "each" in hit.group().lower()
        return condition, repeats or hit.group().lower().endswith("s")
    if hit["weekend"]:
        return Condition(weekdays=(5, 6)), hit["weekend"].lower().endswith("s") or "every" in hit.group().lower()
    if hit["week"]:
        if hit["week"].lower() == "week" and not re.search(r"\bduring\b", hit.group(), re.IGNORECASE):
            return None
        return Condition(weekdays=(0, 1, 2, 3, 4)), True
    named = (hit["part"] or hit["mornings"] or "").lower()
    if named:
        begin, end = _PARTS[named.rstrip("s")]
        return Condition(from_time=begin, to_time=end), named.endswith("s") or bool(
            re.search("every|each", hit.group().lower())
        )
    begin, end = _PARTS["night" if hit["atnight"] else hit["meal"].lower().replace(" ", "")]
    return Condition(from_time=begin, to_time=end), False


def _clock(words: str, like: str = "") -> time | None:
    words = words.lower().replace("o'clock", "").strip()
    named = {"noon": time(12), "midnight": time(0)}
    if words in named:
        return named[words]
    if words.isdigit() and re.search("am|pm", like):
        words += "pm" if "pm" in like.lower() else "am"
    try:
        return dates.parse(words if not words.isdigit() else f"{words}:00").time()
    except (ValueError, OverflowError):
        return None


def _hours(hit: re.Match[str], now: datetime) -> Read:
    if hit["side"]:
        at = _clock(hit["at"])
        if at is None:
            return None
        if hit["side"].lower() == "before":
            return Condition(from_time=time(0), to_time=at), False
        return Condition(from_time=at, to_time=time(0)), False
    begin, end = _clock(hit["from"], hit["to"]), _clock(hit["to"])
    return (Condition(from_time=begin, to_time=end), False) if begin and end and begin != end else None


def _where(hit: re.Match[str], now: datetime) -> Read:
    device = (hit["device"] or hit["device2"] or "").lower()
    room = (hit["room"] or "").lower()
    if not room and re.match(r"\s*in ", hit.group(), re.IGNORECASE) and device != "car":
        return None
    return Condition(device_kind=_SAME_DEVICE.get(device, device) or None, room=room or None), bool(hit["being"])
