"""Times, dates and durations the way people say them, read and said aloud."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from dateutil.easter import easter
from dateutil.relativedelta import MO, TH, relativedelta

_TimeOfDay = time
_LONGEST = 500
"""Characters; a longer text is no time."""


@dataclass(frozen=True)
class SpokenTime:
    """A time of day that was said."""

    time: time
    """By the wall clock."""
    moment: datetime
    """The next such moment after `now`, aware."""
    certain: bool
    """False when it could be morning or evening ("at seven")."""
    start: int
    """Where its words begin in the text."""
    end: int
    """Where they end (exclusive)."""

    def on(self, day: date) -> datetime:
        """That time on a certain day, in the same time zone."""
        return datetime.combine(day, self.time, self.moment.tzinfo)

    @property
    def in_the_morning(self) -> _TimeOfDay:
        """The time, read as morning where it could be either."""
        return self.time.replace(hour=self.time.hour % 12) if not self.certain else self.time


@dataclass(frozen=True)
class SpokenDate:
    """A day, or some days in a row, that were said."""

    first: date
    """The day, or the first of them."""
    last: date
    """The last of them; the same for a single day."""
    start: int
    """Where its words begin in the text."""
    end: int
    """Where they end (exclusive)."""

    @property
    def days(self) -> int:
        """How many days it spans."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class SpokenDuration:
    """A stretch of time that was said."""

    length: timedelta
    """How long."""
    start: int
    """Where its words begin in the text."""
    end: int
    """Where they end (exclusive)."""


@dataclass(frozen=True)
class PartOfDay:
    """A part of the day that was said."""

    name: str
    """morning, noon, afternoon, evening or night."""
    from_time: time
    """When it begins."""
    to_time: time
    """When it ends, exclusive; earlier than its beginning means past midnight."""
    start: int
    """Where its words begin in the text."""
    end: int
    """Where they end (exclusive)."""


# ---------------------------------------------------------------- numbers

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_SMALL.split())}
_WORDS |= {word: 20 + 10 * place for place, word in enumerate(_TENS.split())}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINAL_WORDS = {word: place + 1 for place, word in enumerate(_ORDINALS.split())}
_ORDINAL_WORDS |= {f"twenty {word}": 20 + value for word, value in tuple(_ORDINAL_WORDS.items())[:9]}
_ORDINAL_WORDS |= {"thirtieth": 30, "thirty first": 31}

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_BELOW_100 = rf"(?:(?:{_TENS.replace(' ', '|')})(?:[ -](?:{_ONES}))?|{_TEENS}|{_ONES})"
_NUMBER = (
    rf"(?:\d{{1,5}}(?:\.\d{{1,2}})?|(?:(?:a|one|two|three|four|five) hundred(?: and)?(?: {_BELOW_100})?)|{_BELOW_100})"
)


def _value(words: str) -> float:
    """The value of digits or number words."""
    said = words.strip().replace("-", " ").casefold()
    if re.fullmatch(r"\d+(?:\.\d+)?", said):
        return float(said)
    total = 0
    for word in said.split():
        if word == "hundred":
            total = max(total, 1) * 100
        elif word == "a":
            total = 1
        elif word != "and":
            total += _WORDS[word]
    return float(total)


# ---------------------------------------------------------------- durations

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_UNIT = (
    r"(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|(?<=\d)s|(?<=\d)m|(?<=\d)h)(?![a-z])"
)
_ONE_PIECE = re.compile(
    rf"(?:(?P<half>half (?:an?|of an?)|a half(?: an?)?)|(?P<three>three quarters? of an?)"
    r"|(?P<quarter>(?:a )?quarter of an?)"
    rf"|(?P<couple>an? couple(?: of)?|a few)|(?P<count>{_NUMBER})(?P<frac> and a half| and a quarter)?|(?P<one>an?))"
    rf"[ -]?{_UNIT}(?P<more> and a half| and a quarter)?"
)


def read_duration(text: str) -> SpokenDuration | None:
    """The first stretch of time in a text: "an hour and a half", "90 seconds"; None when there is none."""
    said = _plain(text)
    at, total, start, end = 0, 0.0, -1, -1
    while piece := _ONE_PIECE.search(said, at):
        if start >= 0 and not re.fullmatch(r"[ ,]*(?:and )?", said[end : piece.start()]):
            break
        if start < 0 and re.search(r"[\w.]$", said[: piece.start()]):
            at = piece.start() + 1
            continue
        start, end, at = (piece.start() if start < 0 else start), piece.end(), piece.end()
        total += _seconds(piece)
    if start < 0 or total > 10 * 366 * 86400:
        return None
    return SpokenDuration(timedelta(seconds=round(total)), start, end)


def _seconds(piece: re.Match[str]) -> float:
    unit = 1209600 if piece["unit"].startswith("fortnight") else _UNITS[piece["unit"][0]]
    count = 1.0
    if piece["half"]:
        count = 0.5
    elif piece["three"]:
        count = 0.75
    elif piece["quarter"]:
        count = 0.25
    elif piece["couple"]:
        count = 3.0 if "few" in piece["couple"] else 2.0
    elif piece["count"]:
        count = _value(piece["count"])
    for extra in (piece["frac"], piece["more"]):
        count += 0.0 if not extra else 0.5 if "half" in extra else 0.25
    return count * unit


# ---------------------------------------------------------------- times of day

_PARTS = {
    "morning": (time(5), time(12)),
    "noon": (time(11), time(14)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), time(22)),
    "night": (time(21), time(5)),
}
_PART_WORDS = {
    "mornings": "morning", "breakfast": "morning", "midday": "noon", "lunchtime": "noon", "lunch": "noon",
    "afternoons": "afternoon", "evenings": "evening", "tonight": "night", "dinnertime": "evening", "dinner": "evening",
    "nights": "night", "overnight": "night", "midnight": "night",
}  # fmt: skip
_PART = re.compile(rf"\b(?:{'|'.join([*_PARTS, *_PART_WORDS])})\b")


def read_part_of_day(text: str) -> PartOfDay | None:
    """The first part of the day in a text: "in the morning", "tonight"; None when there is none."""
    found = _PART.search(_plain(text))
    if found is None:
        return None
    name = _PART_WORDS.get(found.group(), found.group())
    return PartOfDay(name, *_PARTS[name], found.start(), found.end())


_HOUR = rf"(?:[01]?\d|2[0-4]|{_ONES}|ten|eleven|twelve)"
_AM = r"(?P<half_day>a\.? ?m\b\.?|p\.? ?m\b\.?)"
_OF_DAY = r"(?:,? ?(?:(?:in the |this |tomorrow )?(?P<part>morning|afternoon|evening)|(?P<night>at night|tonight)))"
_UNIT_WORDS = r"(?:seconds?|minutes?|mins?|hours?|days?|weeks?)"
_LEAD = r"(?:\b(?:at|for|by|around|about|until|till|before|after|from|to|past) )"
_CLOCK = (
    re.compile(
        rf"\b(?P<past>half|(?:a )?quarter|{_NUMBER})(?P<minutes> minutes?)? (?P<side>past|after|to|before|till|of) "
        rf"(?P<hour>noon|midnight|{_HOUR})\b(?: ?o'?clock)?(?: ?{_AM})?{_OF_DAY}?"
    ),
    re.compile(rf"(?<![\d:.])(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?![\d:])(?: ?{_AM})?{_OF_DAY}?"),
    re.compile(rf"\b(?P<hour>{_HOUR})(?: ?(?P<minute>[0-5]\d|{_BELOW_100}|oh (?:{_ONES})))? ?{_AM}"),
    re.compile(rf"\b(?P<hour>{_HOUR})(?: (?P<minute>oh (?:{_ONES})|{_BELOW_100}))?(?: ?o'?clock)?{_OF_DAY}"),
    re.compile(rf"\b(?P<hour>{_HOUR}) ?o'?clock\b"),
    re.compile(rf"\b(?P<half>half) (?P<hour>{_HOUR})\b(?: ?{_AM})?"),
    re.compile(r"\b(?P<word>noon|midday|midnight)\b"),
    re.compile(
        rf"\b(?P<hour>{_ONES}|ten|eleven|twelve) (?P<minute>oh (?:{_ONES})|{_BELOW_100})\b(?! (?:degrees|percent))"
    ),
    re.compile(rf"{_LEAD}(?P<hour>{_HOUR})\b(?!(?:st|nd|rd|th)|[./:%\d]| ?(?:degrees|percent)| ?{_UNIT_WORDS})"),
)
_IN = re.compile(r"\bin (?=\S)")


def read_time(text: str, now: datetime) -> SpokenTime | None:
    """The time of day a text names: "half past six", "7 am", "19:30", "in 20 minutes"; None when there is none.

    Args:
        text: a whole sentence or just the time; a bare "7" counts only alone or after a word like "at".
        now: the person's clock, aware.
    """
    said = _plain(text)
    later = _IN.search(said)
    while later:
        length = read_duration(said[later.end() :])
        if length is not None and length.start == 0 and length.length < timedelta(days=1):
            moment = _after(now, length.length)
            return SpokenTime(
                moment.time().replace(microsecond=0), moment, True, later.start(), later.end() + length.end
            )
        later = _IN.search(said, later.end())
    from_now = read_duration(said)
    if from_now is not None and re.match(r" from now\b", said[from_now.end :]):
        moment = _after(now, from_now.length)
        return SpokenTime(moment.time().replace(microsecond=0), moment, True, from_now.start, from_now.end + 9)
    for pattern in _CLOCK:
        for found in pattern.finditer(said):
            read = _clock_time(found)
            if read is not None:
                return _at(read, found, said, now)
    alone = re.fullmatch(rf"\W*(?P<hour>{_HOUR})\W*", said)
    if alone is not None:
        read = _clock_time(alone)
        if read is not None:
            return _at(read, alone, said, now)
    return None


def _after(now: datetime, length: timedelta) -> datetime:
    """So much later in real time, also when the clocks change in between."""
    return (now.astimezone(timezone.utc) + length).astimezone(now.tzinfo)


def _clock_time(found: re.Match[str]) -> tuple[time, bool] | None:
    """The time one pattern found, and whether morning or evening is settled."""
    said = {name: value for name, value in found.groupdict().items() if value}
    if "word" in said:
        return (time(0) if said["word"] == "midnight" else time(12)), True
    named = {"noon": 12, "midnight": 0}.get(said["hour"])
    hour = named if named is not None else int(_value(said["hour"]))
    minute = 0
    if "minute" in said:
        minute = int(_value(said["minute"].removeprefix("oh ")))
    if "past" in said:
        minute = {"half": 30, "quarter": 15}.get(said["past"].split()[-1], -1)
        if minute < 0:
            minute = int(_value(said["past"]))
            # "ten to six" is a time, "two of five" is not.
            if "minutes" not in said and said["side"] in ("of", "before", "after") and minute % 5:
                return None
        if said["side"] in ("to", "before", "till", "of"):
            if minute == 30:
                return None
            hour, minute = hour - 1, 60 - minute
    if "half" in said:
        minute = 30
    if not 0 <= minute < 60 or hour > 24:
        return None
    half = said.get("half_day", "")[:1]
    part = said.get("part", "night" if "night" in said else "")
    if named is not None:
        return time(hour % 24, minute), True
    if hour > 12 or (hour == 0 and "past" not in said) or (len(said["hour"]) == 2 and said["hour"][0] == "0"):
        return (time(hour % 24, minute), True) if not half or hour > 12 else None
    hour %= 12
    if half == "p" or part in ("afternoon", "evening") or (part == "night" and hour >= 5):
        return time(hour + 12, minute), True
    if half == "a" or part == "morning" or part == "night":
        return time(hour, minute), True
    return time(hour, minute), False


def _at(read: tuple[time, bool], found: re.Match[str], said: str, now: datetime) -> SpokenTime:
    """The next such moment; where morning or evening is open, the part of the day said elsewhere decides."""
    at, certain = read
    start, end = found.start(), found.end()
    if found.re.pattern.startswith(_LEAD):
        start = found.start("hour")
    if not certain:
        part = re.search(r"\b(morning|afternoon|evening|tonight|night)s?\b", said)
        if part is not None:
            late = part[1] in ("afternoon", "evening") or (part[1] != "morning" and at.hour >= 5)
            at, certain = (at.replace(hour=at.hour + 12) if late else at), True
    times = [at] if certain else [at, at.replace(hour=at.hour + 12)]
    moments = [datetime.combine(now.date() + timedelta(days=days), one, now.tzinfo) for days in (0, 1) for one in times]
    moment = min(moment for moment in moments if moment > now)
    return SpokenTime(moment.time(), moment, certain, start, end)


# ---------------------------------------------------------------- dates

_WEEKDAYS = {name: place for place, names in enumerate(
    ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri", "saturday sat",
     "sunday sun")
) for name in names.split()}  # fmt: skip
_MONTHS = {name: place + 1 for place, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sept sep", "october oct", "november nov", "december dec")
) for name in names.split()}  # fmt: skip
_DAY = "|".join(name for name in _WEEKDAYS if name not in ("mon", "wed", "sat", "sun"))
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NTH_WORDS = "|".join(word.replace(" ", "[ -]") for word in sorted(_ORDINAL_WORDS, key=len, reverse=True))
_NTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{_NTH_WORDS})"
_WHICH = "this|next|last|the coming|coming"
_FEASTS: tuple[tuple[str, Callable[[int], date]], ...] = (
    (r"new year'?s eve", lambda year: date(year, 12, 31)),
    (r"new year'?s?(?: day)?", lambda year: date(year, 1, 1)),
    (r"christmas eve", lambda year: date(year, 12, 24)),
    (r"boxing day", lambda year: date(year, 12, 26)),
    (r"christmas(?: day)?|xmas", lambda year: date(year, 12, 25)),
    (r"halloween", lambda year: date(year, 10, 31)),
    (r"valentine'?s(?: day)?", lambda year: date(year, 2, 14)),
    (r"independence day", lambda year: date(year, 7, 4)),
    (r"thanksgiving(?: day)?", lambda year: date(year, 11, 1) + relativedelta(weekday=TH(4))),
    (r"labou?r day", lambda year: date(year, 9, 1) + relativedelta(weekday=MO(1))),
    (r"st\.? patrick'?s day", lambda year: date(year, 3, 17)),
    (r"good friday", lambda year: easter(year) - timedelta(days=2)),
    (r"easter(?: sunday)?", lambda year: easter(year)),
)
_DATE = re.compile(
    r"(?P<after>\b(?:the )?day after tomorrow\b)|(?P<before>\b(?:the )?day before yesterday\b)"
    r"|\b(?P<near>today|tonight|tomorrow|yesterday|now)\b"
    rf"|\b(?P<which>{_WHICH})? ?\b(?P<span>weekend)\b"
    rf"|\b(?P<span_which>{_WHICH}) (?P<long>week|month|year)\b"
    rf"|\b(?P<day_which>{_WHICH})? ?\b(?P<day>{_DAY}|(?<=on )(?:mon|wed|sat|sun))\b(?: (?P<week>next week))?"
    r"|\b(?P<year>\d{4})-(?P<month_no>\d{2})-(?P<day_no>\d{2})\b"
    rf"|\b(?P<month>{_MONTH})\.? (?:the )?(?P<nth>{_NTH}|\d{{1,2}})\b(?:,? (?P<in_year>(?:19|20)\d\d))?"
    rf"|\b(?:the )?(?P<nth2>{_NTH}|\d{{1,2}}) (?:of )?(?P<month2>{_MONTH})\b(?:,? (?P<in_year2>(?:19|20)\d\d))?"
    rf"|\b(?:on )?the (?P<alone>{_NTH})\b(?! [a-z])"
    rf"|\b(?:on )?the (?P<alone2>{_NTH})\b(?= (?:at|in|of this|this|and|please|be|is|on)\b)"
)
_COUNT = rf"an?|a couple of|a few|{_NUMBER}"
_IN_DAYS = re.compile(
    rf"\b(?:in (?P<count>{_COUNT}) (?P<unit>day|week|month|year)s?"
    rf"|(?P<count2>{_COUNT}) (?P<unit2>day|week|month|year)s? (?P<way>from now|from today|ago))\b"
)


def read_date(text: str, now: datetime) -> SpokenDate | None:
    """The day or days a text names: "tomorrow", "next friday", "on the 5th", "this weekend"; None when there is none.

    "Friday" is the coming one, today included; "next Friday" is that of next week. Days without a year or month lie
    ahead.

    Args:
        text: a whole sentence or just the date.
        now: the person's clock, aware.
    """
    said = _plain(text)
    today = now.date()
    ahead = _IN_DAYS.search(said)
    if ahead is not None:
        read = _in_days(ahead, today)
        if read is not None:
            return SpokenDate(read, read, ahead.start(), ahead.end())
    for words, day_of in _FEASTS:
        feast = re.search(rf"\b(?:{words})\b", said)
        if feast is not None:
            day = next(day for year in (today.year, today.year + 1) if (day := day_of(year)) >= today)
            return SpokenDate(day, day, feast.start(), feast.end())
    for found in _DATE.finditer(said):
        days = _days(found, today)
        if days is not None:
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            return SpokenDate(*days, start, found.end())
    return None


def _in_days(found: re.Match[str], today: date) -> date | None:
    words = found["count"] or found["count2"]
    unit = found["unit"] or found["unit2"]
    count = 1 if words in ("a", "an") else 2 if "couple" in words else 3 if "few" in words else int(_value(words))
    if count > 1200:
        return None
    sign = -1 if found["way"] == "ago" else 1
    return today + relativedelta(**{f"{unit}s": sign * count})  # type: ignore[arg-type]


def _days(found: re.Match[str], today: date) -> tuple[date, date] | None:
    said = {name: value for name, value in found.groupdict().items() if value}
    try:
        if "after" in said or "before" in said or "near" in said:
            step = {"tomorrow": 1, "yesterday": -1}.get(said.get("near", ""), 0)
            step = 2 if "after" in said else -2 if "before" in said else step
            return (today + timedelta(days=step),) * 2
        if "span" in said or "long" in said:
            return _span(said.get("span") or said["long"], said.get("which") or said.get("span_which") or "", today)
        if "day" in said:
            return (_weekday(said, today),) * 2
        if "year" in said:
            return (date(int(said["year"]), int(said["month_no"]), int(said["day_no"])),) * 2
        month = said.get("month") or said.get("month2")
        if month:
            year = said.get("in_year") or said.get("in_year2")
            day = date(int(year or today.year), _MONTHS[month], _nth(said.get("nth") or said["nth2"]))
            return (day if year or day >= today else _a_year_on(day),) * 2
        return (_day_of_month(_nth(said.get("alone") or said["alone2"]), today),) * 2
    except ValueError:
        return None


def _span(span: str, which: str, today: date) -> tuple[date, date] | None:
    step = {"next": 1, "last": -1}.get(which, 0)
    monday = today - timedelta(days=today.weekday())
    if span == "weekend":
        saturday = monday + timedelta(days=5 + 7 * step)
        return (max(saturday, today) if step == 0 else saturday), saturday + timedelta(days=1)
    if not which:
        return None
    if span == "week":
        first = monday + timedelta(days=7 * step)
        return (max(first, today) if step == 0 else first), first + timedelta(days=6)
    if span == "month":
        first = today.replace(day=1) + relativedelta(months=step)
        return (max(first, today) if step == 0 else first), first + relativedelta(months=1, days=-1)
    first = date(today.year + step, 1, 1)
    return first, date(first.year, 12, 31)


def _weekday(said: dict[str, str], today: date) -> date:
    wanted = _WEEKDAYS[said["day"]]
    monday = today - timedelta(days=today.weekday())
    if said.get("day_which") == "next" or "week" in said:
        return monday + timedelta(days=7 + wanted)
    coming = today + timedelta(days=(wanted - today.weekday()) % 7)
    if said.get("day_which") == "last":
        return coming - timedelta(days=7)
    return coming


def _nth(words: str) -> int:
    digits = re.match(r"\d+", words)
    return int(digits.group()) if digits else _ORDINAL_WORDS[words.replace("-", " ")]


def _a_year_on(day: date) -> date:
    return day + relativedelta(years=1)


def _day_of_month(number: int, today: date) -> date:
    if not 1 <= number <= 31:
        raise ValueError("no such day")
    first = today.replace(day=1)
    while monthrange(first.year, first.month)[1] < number or first.replace(day=number) < today:
        first += relativedelta(months=1)
    return first.replace(day=number)


_SPACED = re.compile(r"(\b(?:at|for|by|around|about|until|till|to) \d{1,2}) ([0-5]\d)\b(?! (?:sec|min|hour|deg|per))")
"""A time as a recogniser writes it: "for 9 30"."""


def _plain(text: str) -> str:
    """Lower case with plain apostrophes and spaces, each letter at its place; empty when far too long."""
    if len(text) > _LONGEST:
        return ""
    lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    lowered = _SPACED.sub(r"\1:\2", lowered)
    return re.sub(r"[\t\n\r\u00a0\u202f]", " ", lowered.replace("’", "'"))


# ---------------------------------------------------------------- said aloud


def say_time(at: time | datetime) -> str:
    """ "7 AM", "3:05 PM", "noon", "midnight"."""
    if at.minute == 0 and at.hour in (0, 12):
        return "noon" if at.hour else "midnight"
    hour = at.hour % 12 or 12
    half = "AM" if at.hour < 12 else "PM"
    return f"{hour} {half}" if at.minute == 0 else f"{hour}:{at.minute:02d} {half}"


def say_duration(length: timedelta) -> str:
    """ "10 minutes", "an hour and a half", "2 hours and 5 minutes"; never negative, to the second."""
    seconds = max(0, round(length.total_seconds()))
    if seconds == 5400:
        return "an hour and a half"
    if seconds == 90:
        return "90 seconds"
    if seconds > 7200 and seconds % 3600 == 1800 and seconds < 86400:
        return f"{seconds // 3600} and a half hours"
    parts = []
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}" + ("s" if count != 1 else ""))
    parts = parts[:3] or ["0 seconds"]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f" and {parts[-1]}"


def say_date(day: date, today: date) -> str:
    """ "today", "tomorrow", "Friday", "Friday, June 5", with the year only when it is another one."""
    away = (day - today).days
    if away in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[away + 1]
    if 1 < away < 7:
        return f"{day:%A}"
    return say_full_date(day) if day.year != today.year else f"{day:%A, %B} {day.day}"


def say_full_date(day: date) -> str:
    """ "Friday, June 5, 2026"."""
    return f"{day:%A, %B} {day.day}, {day.year}"
