"""Reads when a preference holds from a person's words: "just for today", "until Friday", "in the mornings"."""

# Patterns are easier to read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, timezone

from dateutil import parser as dates

from preferences.condition import ALWAYS, Condition
from preferences.devices import KINDS, ROOMS, alternatives, kind_of

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    "(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_PARTS = {
    "morning": (time(5), time(12)),
    "early morning": (time(5), time(8)),
    "noon": (time(11, 30), time(13, 30)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(23)),
    "night": (time(21), time(5)),
    "daytime": (time(8), time(18)),
    "day": (time(8), time(18)),
    "breakfast": (time(5), time(11)),
    "brunch": (time(10), time(13)),
    "lunch": (time(11), time(14)),
    "tea": (time(15), time(18)),
    "dinner": (time(17), time(22)),
    "supper": (time(17), time(22)),
    "bed": (time(21), time(1)),
}
"""What people call parts of the day, and what they do in them."""
_BEFORE = {"breakfast": (time(5), time(8)), "work": (time(5), time(9)), "school": (time(5), time(9)),
           "lunch": (time(9), time(12)), "dinner": (time(15), time(19)), "bed": (time(20), time(0)),
           "sleep": (time(20), time(0)), "sunrise": (time(0), time(7)), "sunset": (time(12), time(20))}  # fmt: skip
_AFTER = {"breakfast": (time(9), time(12)), "work": (time(17), time(23)), "school": (time(14), time(19)),
          "lunch": (time(13), time(17)), "dinner": (time(19), time(0)), "dark": (time(18), time(5)),
          "sunset": (time(18), time(5)), "sunrise": (time(6), time(12))}  # fmt: skip
_PART = "(?:early morning|morning|afternoon|evening|night)"
_MEAL = "breakfast|brunch|lunch|tea|dinner|supper|bed"
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "fall": (9, 10, 11), "winter": (1, 2, 12)}
_WEEKDAYS, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "couple of": 2, "a couple of": 2, "few": 3, "a few": 3,
}  # fmt: skip
_COUNT = r"(?:\d{1,3}|a couple of|couple of|a few|few|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_ROOM = rf"(?:{alternatives(ROOMS)})"
_DEVICE = rf"(?:{alternatives(KINDS)})"

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
_LEAD = r"(?:but (?=only |just ))?(?:only |just |mainly |mostly |especially |usually )*"
_RECURRING = re.compile(
    rf"\b(?:{_LEAD}(?:"
    rf"(?:on |every |each )(?P<days>{_DAY}s?(?:(?:,| and|,? or)? (?:on )?{_DAY}s?)*)(?: (?P<daypart>{_PART})s?)?|"
    rf"(?P<plural>{_DAY}s)|(?P<dayparts>{_DAY}) (?P<dayparts2>{_PART})s|"
    rf"(?:(?:on |during |every |in )(?:the )?)?(?P<some>weekdays?|weekends?|work ?days?) (?P<somepart>{_PART})s?|"
    rf"(?:on )?(?P<nights>(?:week|school |work )nights?)|"
    rf"(?:on |at |during |over |every )(?:the )?(?P<weekend>weekends?)|"
    rf"(?:on |during )(?:the )?(?P<week>weekdays?|work ?days?|week|school days|working days)|"
    rf"first thing (?:in|every) (?:the )?(?P<first>morning)s?|(?:early|late|right) (?:in the )(?P<early>{_PART}s?)|"
    rf"(?:(?:in|during) the |every |each |on )(?P<part>{_PART}s?)|(?P<mornings>(?:mornings|evenings|afternoons|nights))|"
    rf"(?:late |only )?(?P<atnight>at night(?: time)?)|(?P<daytime>during the day(?:time)?|in the daytime)|"
    rf"(?:(?:at|for|over|during|with|around) (?:(?:my|our|the) )?|(?:when(?:ever)?|while|as) (?:i'?m|i am|we'?re|we are|i|we) "
    rf"(?:have|having|eat|eating|make|making|cook|cooking|prepare|preparing) )(?P<meal>{_MEAL})(?: ?times?)?|"
    rf"(?P<bedtime>(?:when(?:ever)?|as) (?:i|we)(?:'?m|'?re| am| are)? (?:going |go |get |getting )(?:to (?:bed|sleep)|ready for bed))|"
    rf"(?P<waking>(?:when(?:ever)?|as|after|once) (?:i|we) (?:wake|get) up))"
    rf"|(?P<side>before|after) (?:(?:i|we) (?:have|eat|finish|go to|get home from) |going to |my |our )?"
    rf"(?P<event>{'|'.join(sorted({*_BEFORE, *_AFTER}))}))"
    rf"(?! (?:shows?|news|stars?|live|clubs?|person|owls?|parties|party|room|lines?))\b",
    re.IGNORECASE,
)
_DAYS_SPAN = re.compile(
    rf"\b{_LEAD}(?:(?:from |between )?(?P<first>{_DAY})s? (?:to|through|till|until|and|-) (?P<last>{_DAY})s?)\b",
    re.IGNORECASE,
)
_SEASON = re.compile(
    rf"\b{_LEAD}(?:(?:from |between )(?P<first>{_MONTH}) (?:to|through|till|until|and) (?P<last>{_MONTH})|"
    rf"(?:in|during|throughout|every|each) (?:the )?(?P<months>{_MONTH}(?:(?:,| and|,? or) (?:in )?{_MONTH})*)(?!\.? \d)|"
    rf"(?:in|during|over|throughout|every|each) (?:the )?(?P<season>spring|summer|autumn|fall|winter)(?:time|s| months)?)\b",
    re.IGNORECASE,
)
_DATE = (
    rf"(?:{_MONTH}\.? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?|(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}|"
    rf"the \d{{1,2}}(?:st|nd|rd|th))"
)
_DATES = re.compile(
    rf"\b(?:(?:from|between) (?P<first>{_DATE}|\d{{1,2}}(?:st|nd|rd|th)?) (?:to|through|till|until|and) (?P<last>{_DATE})|"
    rf"(?:at|over|during|around) (?P<feast>christmas|the holidays|new year'?s?(?: eve)?))(?! (?:music|songs?|dinner|party))\b",
    re.IGNORECASE,
)
_SPOKEN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_AT = rf"(?:half past |quarter past )?(?:\d{{1,2}}(?::\d\d)?|{_SPOKEN})(?: thirty)?"
_SIDE_OF_DAY = r"(?:\s*(?:a\.?m\.?|p\.?m\.?|o'clock))?(?: in the (?:morning|afternoon|evening)| at night)?"
_HOURS = re.compile(
    rf"\b(?:between|from) (?P<from>{_AT}{_SIDE_OF_DAY}) (?:and|to|until|till) (?P<to>(?:{_AT}{_SIDE_OF_DAY})|noon|midnight)"
    rf"|\b(?:(?:when|if|once) it'?s )?(?P<side>later than|(?<!half )(?<!quarter )(?<!ten )(?<!five )(?<!twenty )(?<!minutes )past|after|before|earlier than|from) "
    rf"(?P<at>{_AT}(?:\s*(?:a\.?m|p\.?m|o'clock)\b\.?(?: in the (?:morning|afternoon|evening)| at night)?| in the (?:morning|afternoon|evening)| at night)"
    rf"|\d{{1,2}}:\d\d|noon|midday|midnight)(?: on(?:wards?)?)?\b",
    re.IGNORECASE,
)
_DONE_IN = {"cooking": "kitchen", "working": "office", "at_work": "office", "lying": "bedroom"}
"""Where people do what they speak of; a front-end tells rooms, not doings."""
_WHERE = re.compile(
    rf"\b{_LEAD}(?:"
    rf"(?:when(?:ever)? |while )(?:i'?m |i am |we'?re |i |we )?(?:(?P<driving>driv(?:e|ing))|"
    rf"(?P<cooking>cook(?:ing)?)|(?P<working>work(?:ing)?|stud(?:y|ying))|(?P<lying>in bed|(?:trying to )?sleep(?:ing)?))|"
    rf"(?P<at_work>at work)|"
    rf"(?:(?:when(?:ever)?|while|if) (?P<being>(?:i'?m|i am|we'?re|we are)(?: \w+ing)?|i (?:sit|work|lie|cook|eat|am)|i (?:listen|watch|talk to you|speak to you|ask)) )?"
    rf"(?:(?:in|on|at|via|through|over|from) (?:the |my |our )|(?P<bare>on|via) (?=(?:tv|phone|headphones)\b)|(?P<using>(?:when(?:ever)? i use|using|when using) (?:the |my |our )?))"
    rf"(?:(?P<room>{_ROOM})(?: (?P<device>{_DEVICE}))?|(?P<device2>{_DEVICE})(?: in the (?P<room2>{_ROOM}))?)s?)"
    rf"(?! (?:door|floor|table|window|sink|light|lights|lamp|lamps|list|shows?))\b",
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
        (_DATES, _dates),
        (_DAYS_SPAN, _days_span),
        (_SEASON, _season),
        (_UNTIL, _until),
        (_FOR, _span),
        (_HOURS, _hours),
        (_ENDS, _ends),
        (_RECURRING, _recurring),
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
        if joined and re.fullmatch(r"\s*,?\s*(?:(?:but )?only )?", text[joined[-1].end : next_one.start]):
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
        months=a.months or b.months,
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
    if what == "the day" and not re.search(r"\bfor\b", words):
        return None  # "During the day" comes back every day.
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
    words = hit.group().lower()
    every = re.search(r"\b(?:every|each|always)\b", words) is not None
    days = hit["plural"] or hit["days"] or hit["dayparts"]
    if days:
        found = tuple(sorted({_DAYS.index(day.lower()) for day in re.findall(_DAY, days, re.IGNORECASE)}))
        part = hit["daypart"] or hit["dayparts2"]
        return _at(part, Condition(weekdays=found)), every or days.lower().endswith("s") or words.endswith("s")
    if hit["some"]:
        weekdays = _WEEKEND if hit["some"].lower().startswith("weekend") else _WEEKDAYS
        return _at(hit["somepart"], Condition(weekdays=weekdays)), every or words.endswith("s")
    if hit["nights"]:
        return _at("evening", Condition(weekdays=_WEEKDAYS)), every or words.endswith("s")
    if hit["weekend"]:
        return Condition(weekdays=_WEEKEND), hit["weekend"].lower().endswith("s") or every
    if hit["week"]:
        if hit["week"].lower() == "week" and "during" not in words:
            return None
        return Condition(weekdays=_WEEKDAYS), True
    if hit["event"]:
        return _beside(hit["side"].lower(), hit["event"].lower())
    if hit["first"]:
        return _at("early morning"), True
    if hit["waking"]:
        return _at("morning"), True
    if hit["bedtime"]:
        return _at("bed"), True
    if hit["daytime"]:
        return _at("daytime"), True
    named = (hit["early"] or hit["part"] or hit["mornings"] or "").lower()
    if named:
        return _at(named.removesuffix("s")), named.endswith("s") or every
    if hit["atnight"]:
        return _at("night"), False
    return _at(hit["meal"].lower()), words.startswith(("when", "while"))


def _at(part: str | None, condition: Condition = ALWAYS) -> Condition:
    """A condition narrowed to a part of the day."""
    if not part:
        return condition
    begin, end = _PARTS[part.lower()]
    return replace(condition, from_time=begin, to_time=end)


def _beside(side: str, event: str) -> Read:
    span = (_BEFORE if side == "before" else _AFTER).get(event)
    return (Condition(from_time=span[0], to_time=span[1]), False) if span is not None else None


def _days_span(hit: re.Match[str], now: datetime) -> Read:
    first, last = _DAYS.index(hit["first"].lower()), _DAYS.index(hit["last"].lower())
    words = hit.group().lower()
    if " and " in words and "between" not in words:
        return None  # "Monday and Friday" are two days.
    days = tuple(sorted((first + more) % 7 for more in range((last - first) % 7 + 1)))
    return (Condition(weekdays=days), True) if first != last else None


def _season(hit: re.Match[str], now: datetime) -> Read:
    if hit["season"]:
        return Condition(months=_SEASONS[hit["season"].lower()]), False
    if hit["first"]:
        first, last = _month(hit["first"]), _month(hit["last"])
        return Condition(months=tuple(sorted((first + n - 1) % 12 + 1 for n in range((last - first) % 12 + 1)))), True
    named = re.findall(rf"\b{_MONTH}\b", hit["months"], re.IGNORECASE)
    return Condition(months=tuple(sorted({_month(name) for name in named}))), "every" in hit.group().lower()


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _dates(hit: re.Match[str], now: datetime) -> Read:
    feast = (hit["feast"] or "").lower()
    if feast:
        first, last = ("december 24", "december 27") if feast == "christmas" else ("december 31", "january 2")
        first, last = ("december 20", "january 3") if feast == "the holidays" else (first, last)
    else:
        first, last = hit["first"].lower(), hit["last"].lower()
        if first.isdigit() or re.fullmatch(r"(?:the )?\d{1,2}(?:st|nd|rd|th)?", first):
            # "From the 3rd to the 10th of July": the month stands with the last day.
            month = re.search(rf"\b{_MONTH}\b", last)
            first = f"{re.sub('[^0-9]', '', first)} {month.group()}" if month else first
    end = _moment(last, now)
    begin = _moment(first, now)
    if begin is None or end is None:
        return None
    if not feast:
        end += timedelta(days=1)
    if begin > end:
        # It has begun: the next such day lies behind the end.
        begin = begin.replace(year=begin.year - 1) if begin.year > end.year or re.search(_MONTH, first) else now
    return Condition(since=_utc(begin), until=_utc(end)), True


_HALF = re.compile(r"p\.?m|evening|night|afternoon", re.IGNORECASE)
_COUNTED = dict(zip(_SPOKEN.split("|"), range(1, 13), strict=True))


def _clock(words: str, like: str = "") -> time | None:
    """A time of day; where it does not say which half of the day, the one of `like`."""
    words = words.lower().replace("o'clock", "").strip()
    named = {"noon": time(12), "midday": time(12), "midnight": time(0)}
    if words in named:
        return named[words]
    count = re.search(rf"\d{{1,2}}|\b(?:{_SPOKEN})\b", words)
    if count is None:
        return None
    hour = int(count.group()) if count.group().isdigit() else _COUNTED[count.group()]
    minute = re.search(r":(\d\d)", words)
    minutes = (
        int(minute[1]) if minute else 30 if re.search("half past|thirty", words) else 15 if "quarter" in words else 0
    )
    half = words if re.search(r"[ap]\.?m|morning|evening|night|afternoon", words) else like
    if re.search(r"a\.?m|morning", half):
        hour = hour % 12 if hour <= 12 else hour
    elif _HALF.search(half) and hour <= 12 and not ("night" in half and hour < 5):
        hour = hour % 12 + 12
    return time(hour, minutes) if hour < 24 and minutes < 60 else None


def _hours(hit: re.Match[str], now: datetime) -> Read:
    if hit["side"]:
        at = _clock(hit["at"])
        if at is None:
            return None
        if hit["side"].lower() in ("before", "earlier than"):
            return Condition(from_time=time(0), to_time=at), False
        # Whoever says "after 10 pm" means the night that follows too.
        return Condition(from_time=at, to_time=time(5) if at.hour >= 18 or at.hour < 4 else time(0)), False
    begin, end = _clock(hit["from"], hit["to"]), _clock(hit["to"])
    if begin is None or end is None or begin == end:
        return None
    if not re.search(r"[ap]\.?m|:|noon|midnight|morning|evening|night|afternoon|o'clock", hit.group().lower()):
        if not (hit["from"].isdigit() or hit["from"].lower() in _COUNTED) or not 6 <= begin.hour <= 12:
            return None
        end = end.replace(hour=end.hour + 12) if end.hour < begin.hour and end.hour < 12 else end  # "from 9 to 5"
    if begin.hour < 12 <= end.hour and begin.hour + 12 < end.hour and not re.search(r"[ap]\.?m|:", hit["from"].lower()):
        begin = begin.replace(hour=begin.hour + 12)
    return Condition(from_time=begin, to_time=end), False


def _where(hit: re.Match[str], now: datetime) -> Read:
    if hit["driving"]:
        return Condition(device_kind="car"), True
    doing = next((room for name, room in _DONE_IN.items() if hit[name]), None)
    if doing is not None:
        return Condition(room=doing), True
    device, room = (hit["device"] or hit["device2"] or "").lower(), (hit["room"] or hit["room2"] or "").lower()
    inside = re.search(r"\bin (?:the|my|our) \S*$", hit.group()[: hit.group().lower().rfind(device)], re.IGNORECASE)
    kind = kind_of(device) if device else None
    if not hit["room"] and inside and kind != "car":
        return None
    return Condition(device_kind=kind, room=room or None), bool(hit["being"] or hit["using"])
