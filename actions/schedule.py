"""When something should happen: read from a request, said aloud, and the next time it comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from preferences.request import Request
from preferences.spoken_time import (
    SpokenDate,
    SpokenTime,
    read_date,
    read_duration,
    read_part_of_day,
    read_time,
    say_date,
    say_time,
)

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ANY_DAY = rf"(?:{'|'.join(_DAY_NAMES)})"
_DAILY = re.compile(
    r"\b(?:every ?day|daily|each day|every (?:single )?(?:day|morning|afternoon|evening|night)|each (?:morning|"
    r"night)|"
    r"all week|seven days a week|(?:in the )?(?:mornings|evenings))\b",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"\b(?:(?:on |every |each |all )*(?:week ?days?|work ?days?|working days?|school days?)|monday(?:s)? (?:to|"
    r"through|till|until|-) friday(?:s)?|"
    r"during the week)\b",
    re.IGNORECASE,
)
_WEEKENDS = re.compile(r"\b(?:(?:on |every |each |all |at )+(?:the )?weekends?|weekends)\b", re.IGNORECASE)
_EVERY_X = re.compile(rf"\b(?:every|each|all)\s+((?:{_ANY_DAY}s?(?:\s*(?:,|and|&)\s*)*)+)", re.IGNORECASE)
_XS = re.compile(rf"\b({_ANY_DAY})s\b", re.IGNORECASE)
_AND = re.compile(
    r"[\s,]*(?:and|&|,|also|then)?[\s,]*(?:at|for|"
    r"one at|one for|another at|another for)?\s*",
    re.IGNORECASE,
)
_WAKING = re.compile(
    r"\b(?:wake|waking|woken|get (?:me|us) up|up by|out of bed|to sleep|to bed|get up|morning)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class When:
    """A time to do something at."""

    moment: datetime
    """The first time, aware."""
    weekdays: tuple[int, ...] = ()
    """The days of the week on which it comes back, Monday is 0; empty for once."""
    because: str = ""
    """", because ..." when a preference chose the time."""


def read_weekdays(text: str) -> tuple[int, ...]:
    """The days of the week on which something shall come back: "weekdays", "every Monday and Friday"; or none."""
    if _WEEKDAYS.search(text):
        return (0, 1, 2, 3, 4)
    if _WEEKENDS.search(text):
        return (5, 6)
    named = [hit.group(1).casefold() for hit in _XS.finditer(text)]
    for every in _EVERY_X.finditer(text):
        named += re.findall(_ANY_DAY, every.group(1).casefold())
    if named:
        return tuple(sorted({_DAY_NAMES.index(name) for name in named}))
    return tuple(range(7)) if _DAILY.search(text) else ()


def read_times(text: str, now: datetime) -> list[SpokenTime]:
    """All times of a sentence that belong together: "6:30 and 7 am"; the "am" counts for both."""
    first = read_time(text, now)
    if first is None:
        return []
    found = [first]
    left = text
    while len(found) < 6:
        last = found[-1]
        left = left[: last.start] + "~" * (last.end - last.start) + left[last.end :]
        more = read_time(left, now) or _bare_hour(left, now)
        if more is None:
            break
        ordered = sorted((*found, more), key=lambda one: one.start)
        gaps = [left[one.end : other.start] for one, other in pairwise(ordered)]
        if not all(gap.strip() and _AND.fullmatch(gap) for gap in gaps):
            break
        found.append(more)
    settled = next((one for one in found if one.certain), None)
    if settled is not None:
        found = [_like(one, settled, now) for one in found]
    return sorted(found, key=lambda one: one.moment)


def _bare_hour(text: str, now: datetime) -> SpokenTime | None:
    """A bare number right beside a time that was found already: "7 and 8 am"."""
    for hit in re.finditer(
        r"(?<![\w~])(\d{1,2}|[a-z]{3,6})(?=[\s,]*(?:and|&|"
        r",)[\s,]*~)|~[\s,]*(?:and|&|,)[\s,]*(\d{1,2})(?![\w:])",
        text,
        re.IGNORECASE,
    ):
        group = 1 if hit.group(1) else 2
        if (alone := read_time(hit.group(group), now)) is not None:
            return SpokenTime(alone.time, alone.moment, alone.certain, hit.start(group), hit.end(group))
    return None


def _like(one: SpokenTime, settled: SpokenTime, now: datetime) -> SpokenTime:
    if one.certain:
        return one
    at = one.time.replace(hour=one.time.hour % 12 + (12 if settled.time.hour >= 12 else 0))
    moment = one.on(now.date()).replace(hour=at.hour)
    return SpokenTime(at, moment if moment > now else moment + timedelta(days=1), True, one.start, one.end)


def read_when(request: Request) -> list[When]:
    """All the times a request names; a preferred time only where it names none; empty when nothing says when."""
    now, text = request.now, request.text
    words = " ".join((text, *request.values("general_frequency")))
    weekdays = read_weekdays(words)
    times = read_times(text, now)
    because = ""
    if not times:
        length = read_duration(text)
        if length is not None and re.search(r"\b(?:after|from now|in)\b", text, re.IGNORECASE):
            return [When(now + length.length)]
        for entity in request.entities:
            if entity.name == "time" and (at := read_time(entity.value, now)) is not None:
                if entity.assumed and not in_part_of_day(datetime.combine(now.date(), at.time), text):
                    continue  # somebody who gets up at seven is not woken at seven "tomorrow evening"
                times = [at]
                because = f", because {entity.reason}" if entity.assumed and entity.reason else ""
                break
    day = None if weekdays else read_date(text, now) or _dated(request)
    days: list[date] = []
    if day is not None:
        days = [day.first + timedelta(days=step) for step in range(min(day.days, 7))]
    whens = []
    for at in times:
        if weekdays:
            moment = next_time(_hour(at, text, planned=True), weekdays, now)
            whens.append(When(moment, weekdays, because))
        elif days:
            for one in days:
                moment = datetime.combine(one, _hour(at, text, planned=one > now.date()), now.tzinfo)
                if moment <= now and one == now.date() and (not at.certain or at.time.hour < 5):
                    moment = at.moment  # "tonight at one" is after midnight
                whens.append(When(moment, (), because))
        else:
            at_hour = _hour(at, text, planned=bool(_WAKING.search(text)))
            moment = at.moment if at_hour == at.time else next_time(at_hour, tuple(range(7)), now)
            whens.append(When(moment, (), because))
    return whens


def _dated(request: Request) -> SpokenDate | None:
    return next((read for value in request.values("date") if (read := read_date(value, request.now))), None)


def _hour(at: SpokenTime, text: str, planned: bool) -> time:
    """The time of day: for another day or for waking, an open "seven" is in the morning and an open "two" is not."""
    if at.certain or not planned:
        return at.time
    hour = at.time.hour % 12
    early = 4 if _WAKING.search(text) else 5
    return at.time.replace(hour=hour if hour >= early else hour + 12)


def next_time(at: time, weekdays: tuple[int, ...], now: datetime, skipped: tuple[str, ...] = ()) -> datetime:
    """The next such time on one of those days, after `now`; skipped days are ISO dates."""
    for step in range(60):
        day = now.date() + timedelta(days=step)
        moment = datetime.combine(day, at, now.tzinfo)
        if moment > now and day.weekday() in weekdays and day.isoformat() not in skipped:
            return moment
    return datetime.combine(now.date() + timedelta(days=60), at, now.tzinfo)


def wanted_moment(request: Request) -> datetime | None:
    """The one moment a request names, or None."""
    whens = read_when(request)
    return whens[0].moment if whens else None


def say_moment(moment: datetime, now: datetime) -> str:
    """A moment, to be put after a verb: "at 7 AM tomorrow", "at 7 AM on Friday"; today goes without a day."""
    moment = moment.astimezone(now.tzinfo)
    day = say_date(moment.date(), now.date())
    if day == "today":
        return f"at {say_time(moment)}"
    return f"at {say_time(moment)} {day if day in ('tomorrow', 'yesterday') else f'on {day}'}"


def say_weekdays(weekdays: tuple[int, ...]) -> str:
    """Days of the week as a recurrence: "every day", "on weekdays", "every Monday and Friday"."""
    days = tuple(sorted(set(weekdays)))
    if len(days) == 7:
        return "every day"
    if days == (0, 1, 2, 3, 4):
        return "on weekdays"
    if days == (5, 6):
        return "on weekends"
    names = [_DAY_NAMES[day].capitalize() for day in days]
    return "every " + (names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}")


def in_part_of_day(moment: datetime, text: str) -> bool:
    """Whether a moment lies in the part of the day a text names; True when it names none."""
    part = read_part_of_day(text)
    if part is None:
        return True
    at = moment.time()
    if part.from_time <= part.to_time:
        return part.from_time <= at < part.to_time
    return at >= part.from_time or at < part.to_time
