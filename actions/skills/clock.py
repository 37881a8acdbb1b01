"""Tells the time and the date, here and anywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from actions.skill import Skill
from actions.whereabouts import Whereabouts, unknown_place, whereabouts
from preferences.belongings import Belongings
from preferences.places import PlaceMatch, find_place, find_places_in
from preferences.request import Reply, Request
from preferences.spoken_time import read_date, read_time, say_date, say_duration, say_full_date, say_time

_DIFFERENCE = re.compile(
    r"\btime[ -]?(?:zone )?difference|\bdifference (?:in time|between)"
    r"|\bhow (?:far|much|many hours) (?:ahead|behind|later|earlier)"
    r"|\bhours? (?:ahead|behind)\b|\bahead of\b|\bbehind\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\bhow (?:many days|long|many weeks)\b.*\b(?:until|till|to|before|left)\b|\bdays (?:until|till|to)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:date|day|weekday|month|year|week)\b|\bwhat(?:'s| is)? today\b|\btoday'?s date\b"
    r"|\bis it (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_IS_IT = re.compile(r"\bis (?:it|today) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_TIME = re.compile(r"\b(?:time|clock|hour|late is it|o'?clock)\b", re.IGNORECASE)
_DAY_OF = re.compile(r"\b(?:day|date|weekday)\b|\bwhen (?:is|are|'s)\b", re.IGNORECASE)
_ZONES = {
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu",
    "atlantic": "America/Halifax", "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mst": "America/Denver", "mdt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles", "gmt": "Etc/GMT",
    "utc": "Etc/UTC", "bst": "Europe/London", "cet": "Europe/Berlin", "cest": "Europe/Berlin",
    "eet": "Europe/Athens", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo", "aest": "Australia/Sydney",
}  # fmt: skip
_ZONE_WORDS = re.compile(
    rf"\b(?P<zone>(?:{'|'.join(_ZONES)}))(?: (?:standard |daylight |summer )?time(?: ?zone)?)?\b", re.IGNORECASE
)


class Clock(Skill):
    """Serves "what time is it in Tokyo?", "what's the date?", "how far ahead is Sydney?"."""

    action: ClassVar[str] = "action_clock"
    intents: ClassVar[tuple[str, ...]] = ("datetime_query",)

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Say the time or the date of the place that was named, else of where the person is."""
        if _DIFFERENCE.search(request.text):
            reply = _difference(request)
            if reply is not None:
                return reply
        zone = _named_zone(request)
        if zone is not None:
            return _answer(request, request.now.astimezone(ZoneInfo(_ZONES[zone.casefold()])), _zone_spoken(zone))
        where = whereabouts(request)
        if isinstance(where, Reply):
            return where
        if where is None:
            told = request.surroundings.local_time is not None or request.surroundings.timezone is not None
            return _answer(request, request.now, "" if told else ", by the clock here")
        there = where.now(request)
        converted = _when_it_is(request, where)
        if converted is not None:
            return converted
        reply = _answer(request, there, f" in {_named(where)}", _several_zones(where, request))
        return replace(reply, used=where.used())


def _answer(request: Request, there: datetime, place: str, more: str = "") -> Reply:
    """The time or the date in words, by what was asked."""
    text = request.text
    today = there.date()
    asked = read_date(request.value("date") or text, there) or read_date(text, there)
    if asked is not None and _UNTIL.search(text):
        days = (asked.first - today).days
        day = say_full_date(asked.first)
        if days == 0:
            return Reply(f"That is today, {day}.")
        left = say_duration(timedelta(days=abs(days)))
        return Reply(f"It's {left} until {day}." if days > 0 else f"That was {left} ago, on {day}.")
    wants_date = _DATE.search(text) is not None and not re.search(r"\btime\b", text, re.IGNORECASE)
    if _IS_IT.search(text):
        asked = None
    if asked is not None and asked.first != today and (wants_date or _DAY_OF.search(text)):
        if asked.days > 1:
            return Reply(f"That is from {say_full_date(asked.first)} to {say_full_date(asked.last)}.")
        verb = "was" if asked.first < today else "is"
        near = say_date(asked.first, today)
        lead = near.capitalize() if near in ("tomorrow", "yesterday") else "That"
        return Reply(f"{lead} {verb} {say_full_date(asked.first)}.")
    if wants_date:
        if re.search(r"\b(?:what|which) (?:day|weekday)\b|\bday of the week\b", text, re.IGNORECASE):
            return Reply(f"It's {there:%A}, {there:%B} {there.day}{place}.")
        if re.search(r"\b(?:what|which) (?:week|week number)\b", text, re.IGNORECASE):
            return Reply(f"It's week {there.isocalendar().week} of {there.year}{place}.")
        return Reply(f"It's {say_full_date(today)}{place}.")
    if _DATE.search(text) and _TIME.search(text) and "time" in text.casefold() and "date" in text.casefold():
        return Reply(f"It's {say_time(there)} on {say_full_date(today)}{place}.{more}")
    return Reply(f"It's {say_time(there)} on {there:%A}{place}.{more}")


def _named(where: Whereabouts) -> str:
    """The place as it goes into the answer; of a country, the town whose clock is told."""
    area = where.match.area
    if area is None:
        return where.spoken
    if area.removeprefix("the ") in where.place.label:
        return where.place.label
    return f"{where.place.label}, {area}"


def _several_zones(where: Whereabouts, request: Request) -> str:
    """A word of warning when the country that was asked about keeps several times."""
    moment = request.now
    offsets = {moment.astimezone(ZoneInfo(zone)).utcoffset() for zone in where.match.timezones}
    area = where.match.area or ""
    return f" {area[:1].upper()}{area[1:]} has several time zones." if len(offsets) > 1 else ""


def _named_zone(request: Request) -> str | None:
    """The time zone named in the request, by its own name: "Eastern time", "UTC"."""
    said = request.value("timezone")
    if said is not None:
        found = _ZONE_WORDS.search(said)
        if found is not None:
            return found["zone"]
    for found in _ZONE_WORDS.finditer(request.text):
        bare = found.group().casefold() == found["zone"].casefold()
        letters = found["zone"].casefold() in ("gmt", "utc", "cet", "cest") or found["zone"].isupper()
        if not bare or (letters and len(found["zone"]) >= 2 and not request.text.isupper()):
            return found["zone"]
    return None


def _zone_spoken(zone: str) -> str:
    return f", {zone.upper() if len(zone) <= 4 else zone.capitalize()}{'' if len(zone) <= 4 else ' time'}"


def _when_it_is(request: Request, where: Whereabouts) -> Reply | None:
    """Read "what time is it in Tokyo when it's 6 pm here?"."""
    at = read_time(request.text, request.now)
    if (
        at is None
        or not where.said
        or not re.search(r"\b(?:when|if)\b.*\bhere\b|\bour time\b|\bmy time\b", request.text, re.IGNORECASE)
    ):
        return None
    there = at.moment.astimezone(where.zone)
    day = "the same day" if there.date() == at.moment.date() else f"{there:%A}"
    return Reply(f"When it's {say_time(at.moment)} here, it's {say_time(there)} in {_named(where)}, {day}.")


def _difference(request: Request) -> Reply | None:
    """Read "how far ahead is Tokyo?", "what's the time difference between London and New York?"."""
    names = [e.value for e in request.entities if e.name == "place_name" and not e.assumed]
    matches: list[PlaceMatch] = []
    for span in find_places_in(request.text):
        if span.match not in matches:
            matches.append(span.match)
    if len(names) > len(matches):
        matches = []
        for name in names:
            match = find_place(name)
            if match is None:
                return unknown_place(name)
            matches.append(match)
    if not matches:
        return None
    first = matches[0]
    other = request.now.astimezone(ZoneInfo(matches[1].place.timezone)) if len(matches) > 1 else None
    base = "here"
    if other is None:
        other = request.now
        own = replace(request, text="", entities=tuple(e for e in request.entities if e.assumed))
        here = whereabouts(own)
        if isinstance(here, Whereabouts):
            other, base = here.now(request), here.spoken
    else:
        base = matches[1].place.spoken
    there = request.now.astimezone(ZoneInfo(first.place.timezone))
    ahead = (there.utcoffset() or timedelta()) - (other.utcoffset() or timedelta())
    name = first.place.spoken
    now = f"It's {say_time(there)} on {there:%A} there now."
    if not ahead:
        return Reply(f"{name} has the same time as {base}. {now}")
    way = "ahead of" if ahead > timedelta() else "behind"
    apart = say_duration(abs(ahead))
    return Reply(f"{name} is {apart} {way} {base}. {now}")
