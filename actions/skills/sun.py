"""Tells when the sun rises and sets, here and anywhere; computed, not looked up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import dawn, dusk, elevation, noon, sunrise, sunset

from actions.skill import Skill
from actions.whereabouts import Whereabouts, ask_for_place, whereabouts
from preferences.belongings import Belongings
from preferences.request import Reply, Request
from preferences.spoken_time import read_date, say_date, say_duration, say_time

_EVENTS = {"sunrise": sunrise, "sunset": sunset, "dawn": dawn, "dusk": dusk, "noon": noon}
_OFFSETS = {
    "sunrise": timedelta(hours=-4), "dawn": timedelta(hours=-4),
    "sunset": timedelta(hours=10), "dusk": timedelta(hours=10),
}  # fmt: skip
"""When the day begins in which an event is looked for, from midnight on."""
_WORDS = (
    ("dawn", r"\bdawn\b|\bfirst light\b|\b(?:get|gets|be|become) light\b|\blight outside\b|\bdaybreak\b"),
    ("dusk", r"\bdusk\b|\btwilight\b|\bnightfall\b|\b(?:get|gets|be|become|is it|fall) dark\b|\bdark outside\b"),
    ("noon", r"\bsolar noon\b|\bsun (?:is )?(?:at its )?highest\b"),
    ("sunset", r"\bsun ?set\w*\b|\bsun\b.*\b(?:sets?|setting|goes? down|going down|down)\b|\bsundown\b"),
    ("sunrise", r"\bsun ?rise\w*\b|\bsun\b.*\b(?:rises?|rising|comes? up|coming up|come out|up)\b|\bsunup\b"),
)
_LENGTH = re.compile(
    r"\bhow (?:long|many hours).*\b(?:day|daylight|sun|light)\b|\bday ?light hours\b|\bhours of (?:day|sun)",
    re.IGNORECASE,
)
_NOW = re.compile(r"\bis (?:the sun|it) (?:still |already )?(?:up|down|out|dark|light|set)\b(?! at)", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:sun ?rise|rises?)\b.*\b(?:sun ?set|sets?)\b|\bsun ?set\b.*\bsun ?rise\b", re.IGNORECASE)


class Sun(Skill):
    """Serves "when does the sun set today?", "what time is sunrise in Oslo tomorrow?"."""

    action: ClassVar[str] = "action_sun"
    intents: ClassVar[tuple[str, ...]] = ("sun_query",)

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Compute the event at the place; ask for the place when nobody knows it."""
        where = whereabouts(request)
        if isinstance(where, Reply):
            return where
        if where is None:
            return ask_for_place("work out the sun's times")
        now = where.now(request)
        said = read_date(request.value("date") or "", now) or read_date(request.text, now)
        day = said.first if said else now.date()
        if not 1900 <= day.year <= 2200:
            return Reply("I can only work that out for dates between 1900 and 2200.")
        return replace(_answer(request, where, now, day, said is not None), used=where.used())


def _answer(request: Request, where: Whereabouts, now: datetime, day: date, said: bool) -> Reply:
    text = request.text
    if _LENGTH.search(text):
        return _day_length(where, now, day)
    if _NOW.search(text) and day == now.date() and not re.search(r"\bwhen\b|\bwhat time\b", text, re.IGNORECASE):
        return _up_or_down(where, now)
    if _BOTH.search(text):
        up, down = moment_of("sunrise", where, day), moment_of("sunset", where, day)
        if up is None or down is None:
            return Reply(_without(where, now, day))
        verb = "rises" if day >= now.date() else "rose"
        sets = "sets" if day >= now.date() else "set"
        when = say_date(day, now.date())
        return Reply(f"In {where.spoken} the sun {verb} at {say_time(up)} and {sets} at {say_time(down)} {_on(when)}.")
    event = _event(request, where, now, day)
    at = moment_of(event, where, day)
    if at is None:
        return Reply(_without(where, now, day, event))
    sentence = _sentence(event, at, where, now, day)
    again = moment_of(event, where, day + timedelta(days=1)) if at < now and not said and event != "noon" else None
    if again is None:
        return Reply(sentence)
    verb = {"sunrise": "rises", "sunset": "sets"}.get(event, "is")
    return Reply(f"{sentence} Tomorrow it {verb} at {say_time(again)}.")


def moment_of(event: str, where: Whereabouts, day: date) -> datetime | None:
    """When it happens on that day by the clock there; None when it does not (polar day, polar night)."""
    observer = Observer(where.place.latitude, where.place.longitude)
    zone = ZoneInfo(where.place.timezone)
    # The library counts days by UTC, so far from Greenwich the wanted one may go by a neighbouring date. Near the
    # poles an evening can end after midnight, and a morning begin before it.
    first = datetime.combine(day, time(), zone) + _OFFSETS.get(event, timedelta())
    for shift in (0, -1, 1):
        try:
            at: datetime = _EVENTS[event](observer, day + timedelta(days=shift), tzinfo=zone)
        except ValueError:
            continue
        if first <= at < first + timedelta(days=1):
            return at
    return None


def _event(request: Request, where: Whereabouts, now: datetime, day: date) -> str:
    said = f"{request.value('sun_event') or ''} | {request.text}"
    for event, words in _WORDS:
        if re.search(words, said, re.IGNORECASE):
            return event
    # Just "the sun": the next of the two.
    up = moment_of("sunrise", where, day)
    return "sunrise" if up is not None and (day != now.date() or up > now) else "sunset"


def _sentence(event: str, at: datetime, where: Whereabouts, now: datetime, day: date) -> str:
    over = at < now
    when, when_at = _on(say_date(at.date(), now.date())), say_time(at)
    place = where.spoken
    if event in ("sunrise", "sunset"):
        verb = {"sunrise": ("rises", "rose"), "sunset": ("sets", "set")}[event][over]
        return f"The sun {verb} at {when_at} {when} in {place}."
    name = {"dawn": "Dawn", "dusk": "Dusk", "noon": "Solar noon"}[event]
    return f"{name} {'was' if over else 'is'} at {when_at} {when} in {place}."


def _without(where: Whereabouts, now: datetime, day: date, event: str = "sunrise") -> str:
    """Words for a day on which it does not happen."""
    when = _on(say_date(day, now.date()))
    up = _height(where, datetime(day.year, day.month, day.day, 12, tzinfo=where.zone))
    low = _height(where, datetime(day.year, day.month, day.day, 0, tzinfo=where.zone))
    if event in ("dawn", "dusk") and min(up, low) > -7:
        return f"It never gets fully dark {when} in {where.spoken}."
    if max(up, low) < 0:
        return f"The sun doesn't rise {when} in {where.spoken}: it's polar night there."
    if min(up, low) > -1:
        return f"The sun doesn't set {when} in {where.spoken}: it stays up all day and night there."
    name = {"sunrise": "sunrise", "sunset": "sunset"}.get(event, event)
    return f"There is no {name} {when} in {where.spoken}."


def _day_length(where: Whereabouts, now: datetime, day: date) -> Reply:
    up, down = moment_of("sunrise", where, day), moment_of("sunset", where, day)
    if up is None or down is None:
        return Reply(_without(where, now, day))
    minutes = round((down - up).total_seconds() / 60)
    verb = "has" if day >= now.date() else "had"
    if minutes < 0:
        minutes += 1440
    when = say_date(day, now.date())
    lead = when[:1].upper() + when[1:]
    return Reply(f"{lead} {verb} {say_duration(timedelta(minutes=minutes))} of daylight in {where.spoken}.")


def _up_or_down(where: Whereabouts, now: datetime) -> Reply:
    up = _height(where, now) > -0.833
    event = "sunset" if up else "sunrise"
    later = [at for days in (0, 1) if (at := moment_of(event, where, now.date() + timedelta(days=days))) and at > now]
    state = f"The sun is {'up' if up else 'down'} in {where.spoken} now."
    if not later:
        return Reply(state)
    return Reply(f"{state} It {'sets' if up else 'rises'} at {say_time(later[0])}.")


def _height(where: Whereabouts, at: datetime) -> float:
    return float(elevation(Observer(where.place.latitude, where.place.longitude), at))


def _on(when: str) -> str:
    return when if when in ("today", "tomorrow", "yesterday") else f"on {when}"
