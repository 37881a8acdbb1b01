"""Alarms: at a time, on a day or again and again, with a name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.ringing import told_once
from actions.rooms import spoken_list
from actions.schedule import (
    When,
    in_part_of_day,
    next_time,
    read_times,
    read_weekdays,
    read_when,
    say_moment,
    say_weekdays,
)
from actions.skill import Skill
from actions.taking_back import Noting, serve_again
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request
from preferences.spoken_time import SpokenTime, read_date, read_duration, read_part_of_day, say_date, say_time

_PREFIX = "alarm:"
_MOST = 50
_QUESTION = re.compile(r"^\W*(?:is|are|do|did|have|what|what's|whats|when|which|how many)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all|every|each|both|any(?! ?more| longer))\b(?! (?:day|morning|week))|\balarms\b", re.IGNORECASE
)
_NEXT = re.compile(r"\b(?:next|upcoming|following|first|earliest)\b", re.IGNORECASE)
_LATEST = re.compile(r"\b(?:last|latest|newest|most recent|previous|just set|i just)\b", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:called|named|label(?:l)?ed|titled|name it|"
    r"call it)\s+[\"']?([^|\"]+?)[\"']?\s*(?:\||$|[.?!])",
    re.IGNORECASE,
)
_REMIND = re.compile(
    r"\bremind (?:me|us)\b[^|]*?(?:\|\s*)*\b(?:to|about|of|that)\s+([a-z][\w'’ -]*?)\s*(?:\||$|[.?!,])", re.IGNORECASE
)
_X_ALARM = re.compile(
    r"\b(?:a|an|my|the|our|all|cancel|remove|"
    r"delete)\s+((?:[\w'’-]+\s+){1,3}?)(?:alarms?|alerts?)\b",
    re.IGNORECASE,
)
_FOR_X = re.compile(
    r"\b(?:alarms?|alerts?)\b[^|]*?(?:\|\s*)*\b(?:for|to)\s+(?:the\s+|my\s+)?([a-z][\w'’ -]*?)\s*(?:\||$|"
    r"[.?!,]|\b(?:at|on|every)\b)",
    re.IGNORECASE,
)
_NO_NAME_WORDS = (
    "a an the my our new all every each next last latest first daily weekly one another any other this that set "
    "for at on in to of and single same recurring repeating early late wake up wakeup me morning evening night "
    "afternoon day weekday weekdays weekend weekends tomorrow tomorrow's today today's tonight tonight's am pm "
    "o'clock alarm alarms alert alerts please it going go off both following upcoming time times monday tuesday "
    "wednesday thursday friday saturday sunday cancel remove delete turn"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())


@dataclass(frozen=True)
class Alarm:
    """One alarm."""

    key: str
    """Where it is kept."""
    moment: datetime
    """When it goes off the first time, aware."""
    weekdays: tuple[int, ...] = ()
    """The days of the week on which it comes back; empty for once."""
    name: str = ""
    """What it is for."""
    skipped: tuple[str, ...] = ()
    """ISO dates on which it stays silent."""

    def next(self, now: datetime) -> datetime | None:
        """When it goes off next; None when it has."""
        local = self.moment.astimezone(now.tzinfo)
        if self.weekdays:
            at = time(self.moment.hour, self.moment.minute)
            return next_time(at, self.weekdays, now, self.skipped)
        return local if local > now else None

    def say(self, now: datetime) -> str:
        """In words, after "alarm": "for 7 AM tomorrow", "for 7 AM on weekdays, called yoga"."""
        if self.weekdays:
            told = f"for {say_time(self.moment)} {say_weekdays(self.weekdays)}"
        else:
            told = "for " + say_moment(self.moment, now).removeprefix("at ")
        return f"{told}, called {self.name}" if self.name else told


class Alarms(Skill):
    """Keeps a person's alarms."""

    action = "action_alarms"
    intents = ("alarm_set", "alarm_query", "alarm_remove")

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Set, tell or cancel alarms."""
        if belongings.person is None:
            told = "I don't know who is speaking, so I can't keep alarms for you."
            return Reply(told, Outcome.UNSUPPORTED)
        reply = serve_again(self._serve, request, belongings)
        return told_once(reply, belongings) if request.intent == "alarm_set" else reply

    def _serve(self, request: Request, belongings: Noting) -> Reply:
        alarms = _alarms(belongings)
        if request.intent == "alarm_remove":
            return _cancel(request, belongings, alarms)
        if request.intent == "alarm_query" or _QUESTION.search(request.text):
            return _tell(request, alarms)
        return _set(request, belongings, alarms)


# --- keeping


def _alarms(belongings: Belongings) -> list[Alarm]:
    kept = []
    for key in belongings.my_keys(_PREFIX):
        alarm = _read(key, belongings.mine(key))
        if alarm is not None:
            kept.append(alarm)
    return kept


def _read(key: str, value: Any) -> Alarm | None:
    """An alarm as it was kept; None when what was kept is no alarm."""
    if not isinstance(value, dict):
        return None
    try:
        moment = datetime.fromisoformat(str(value.get("at")))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    days = value.get("weekdays")
    skipped = value.get("skipped")
    return Alarm(
        key,
        moment,
        tuple(day for day in days if isinstance(day, int) and 0 <= day <= 6) if isinstance(days, list) else (),
        str(value.get("name", "")),
        tuple(str(day) for day in skipped) if isinstance(skipped, list) else (),
    )


def _keep(belongings: Belongings, alarm: Alarm) -> None:
    value = {
        "at": alarm.moment.isoformat(),
        "weekdays": list(alarm.weekdays),
        "name": alarm.name,
        "skipped": list(alarm.skipped),
    }
    belongings.keep_mine(alarm.key, value)


# --- setting


def _set(request: Request, belongings: Noting, alarms: list[Alarm]) -> Reply:
    now = request.now
    whens = read_when(request)
    if not whens:
        return Reply("What time should the alarm go off?", Outcome.ASKED, missing="time")
    if all(when.moment <= now for when in whens):
        told = f"That is in the past, so I set no alarm {say_moment(whens[0].moment, now)}."
        return Reply(told, Outcome.UNSUPPORTED)
    for alarm in alarms:  # those that went off long ago are of no use to anybody
        if not alarm.weekdays and alarm.moment < now - timedelta(days=1):
            belongings.keep_mine(alarm.key, None)
    if len(alarms) + len(whens) > _MOST:
        return Reply(f"You have {_MOST} alarms already; cancel some first.", Outcome.UNSUPPORTED)
    taken = [one for key, value in belongings.taken.items() if (one := _read(key, value)) is not None]
    name = read_alarm_name(request) or (taken[0].name if taken else "")
    number = max((int(alarm.key[len(_PREFIX) :]) for alarm in alarms if alarm.key[len(_PREFIX) :].isdigit()), default=0)
    new, there = [], []
    for when in whens:
        if when.moment <= now:
            continue
        number += 1
        alarm = Alarm(
            f"{_PREFIX}{number:04d}",
            when.moment.replace(second=0, microsecond=0) if _clock(request) else when.moment,
            when.weekdays,
            name,
        )
        same = next((one for one in alarms if _same_time(one, alarm, now)), None)
        if same is not None:
            there.append(same)
        else:
            _keep(belongings, alarm)
            new.append(alarm)
    if not new:
        return Reply(f"You already have an alarm {there[0].say(now)}.")
    already = f" You already had one {there[0].say(now)}." if there else ""
    if taken and len(new) == 1:
        return Reply(f"I changed the alarm to {new[0].say(now).removeprefix('for ')}{whens[0].because}.{already}")
    return Reply(_tell_set(new, now, whens[0]) + already)


def _clock(request: Request) -> bool:
    """Whether a time by the clock was said, not a span from now."""
    return not re.search(
        r"\b(?:in|after|from now)\b.*\b(?:seconds?|"
        r"minutes?|mins?|hours?)\b",
        request.text,
        re.IGNORECASE,
    )


def _same_time(one: Alarm, other: Alarm, now: datetime) -> bool:
    return one.weekdays == other.weekdays and one.next(now) == other.next(now) and not one.skipped


def _tell_set(new: list[Alarm], now: datetime, when: When) -> str:
    if len(new) == 1:
        return f"I set an alarm {new[0].say(now)}{when.because}."
    times = spoken_list([alarm.say(now).removeprefix("for ") for alarm in new])
    return f"I set {len(new)} alarms: for {times}{when.because}."


def read_alarm_name(request: Request) -> str:
    """What an alarm is for: "yoga", "take my medicine"; empty when nothing says."""
    timeless = _without_times(request)
    if called := _CALLED.search(timeless):
        return _plain(called.group(1)).casefold()[:60]
    part = read_part_of_day(timeless)
    bare = timeless if part is None else f"{timeless[: part.start]}|{timeless[part.end :]}"
    for pattern in (_REMIND, _X_ALARM, _FOR_X):
        for hit in pattern.finditer(bare):
            words = _without_ends(hit.group(1).split())
            if words and not all(re.fullmatch(r"[\W\d]+", word) for word in words):
                return " ".join(words).strip(" '\"").casefold()[:60]
    named = _plain(request.value("alarm_name") or "").casefold()
    return "" if all(word in _NO_NAME for word in named.split()) else named[:60]


def _without_times(request: Request) -> str:
    """The sentence with its times and days blanked out."""
    text = request.text
    for _ in range(4):
        spans = [span for span in (*read_times(text, request.now), read_date(text, request.now)) if span is not None]
        if not spans:
            break
        text = text[: spans[0].start] + "|" + text[spans[0].end :]
    if (length := read_duration(text)) is not None:
        text = text[: length.start] + "|" + text[length.end :]
    return re.sub(r"\b(?:at|on|for|by|in|this|after)?\s*\|", "|", text)


def _plain(words: str) -> str:
    """Words that may be said back."""
    return " ".join(re.sub(r"<[^<>]*>|[^\w'’&.:-]", " ", words).split()).strip(" '\"")


def _without_ends(words: list[str]) -> list[str]:
    """The words without those at both ends that name nothing."""
    while words and words[0].casefold() in _NO_NAME:
        words = words[1:]
    while words and words[-1].casefold() in _NO_NAME:
        words = words[:-1]
    return words


# --- finding those that are meant


@dataclass(frozen=True)
class Wanted:
    """Which alarms a sentence speaks of."""

    alarms: list[Alarm]
    """Those it can mean."""
    narrowed: bool
    """It says which: a time, a day, a name."""
    words: str = ""
    """What it said, for "you have no alarm ...": "for 7 AM"."""


def _wanted(request: Request, alarms: list[Alarm]) -> Wanted:
    now, text = request.now, request.text
    found = [alarm for alarm in alarms if alarm.next(now) is not None]
    found.sort(key=lambda alarm: alarm.next(now) or now)
    narrowed, words = False, ""
    name = read_alarm_name(request)
    named = [alarm for alarm in found if name and (name in alarm.name or (alarm.name and alarm.name in name))]
    if named or (name and request.value("alarm_name")):
        found, narrowed, words = named, True, f"called {name}"
    said = [entity.value for entity in request.entities if entity.name == "time" and not entity.assumed]
    times = read_times(text, now) or [at for value in said for at in read_times(value, now)]
    if times:
        found = [alarm for alarm in found if any(_at(alarm, one.time, one.certain) for one in times)]
        narrowed, words = True, "for " + spoken_list([_as_said(one) for one in times])
    weekdays = read_weekdays(text)
    day = None if weekdays else read_date(text, now)
    if weekdays:
        found = [alarm for alarm in found if alarm.weekdays and set(alarm.weekdays) <= set(weekdays)]
        narrowed, words = True, f"{words} {say_weekdays(weekdays)}".strip()
    elif day is not None:
        found = [alarm for alarm in found if _on_day(alarm, day.first, day.last, now)]
        narrowed, words = True, f"{words} {_on(say_date(day.first, now.date()))}".strip()
    elif not times and not named and (part := read_part_of_day(text)) is not None:
        found = [alarm for alarm in found if in_part_of_day(alarm.moment, text)]
        narrowed, words = True, f"{words} in the {part.name}".strip()
    return Wanted(found, narrowed, words)


def _as_said(at: SpokenTime) -> str:
    """A time in words; where morning or evening is open, it stays open."""
    return say_time(at.time) if at.certain else say_time(at.time).removesuffix(" AM").removesuffix(" PM")


def _on(day: str) -> str:
    return day if day in ("today", "tomorrow", "yesterday") else f"on {day}"


def _at(alarm: Alarm, at: time, certain: bool) -> bool:
    if certain:
        return (alarm.moment.hour, alarm.moment.minute) == (at.hour, at.minute)
    return (alarm.moment.hour % 12, alarm.moment.minute) == (at.hour % 12, at.minute)


def _on_day(alarm: Alarm, first: date, last: date, now: datetime) -> bool:
    if not alarm.weekdays:
        return first <= alarm.moment.astimezone(now.tzinfo).date() <= last
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)][:31]
    return any(day.weekday() in alarm.weekdays and day.isoformat() not in alarm.skipped for day in days)


# --- telling and cancelling


def _tell(request: Request, alarms: list[Alarm]) -> Reply:
    now = request.now
    wanted = _wanted(request, alarms)
    if not wanted.alarms:
        if wanted.narrowed and any(alarm.next(now) for alarm in alarms):
            others = [alarm for alarm in alarms if alarm.next(now)]
            return Reply(f"You have no alarm {wanted.words}. {_count(others, now)}", Outcome.DONE)
        return Reply(f"You have no alarms set{f' {wanted.words}' if wanted.narrowed else ''}.{_gone_off(alarms, now)}")
    if _NEXT.search(request.text) and not re.search(r"\bnext (?:week|month|\w+day)\b", request.text, re.IGNORECASE):
        alarm = wanted.alarms[0]
        moment = alarm.next(now)
        name = f", called {alarm.name}" if alarm.name else ""
        return Reply(f"Your next alarm is {say_moment(moment, now)}{name}." if moment else "You have no alarms set.")
    return Reply(_count(wanted.alarms, now))


def _count(alarms: list[Alarm], now: datetime) -> str:
    alarms = sorted(alarms, key=lambda alarm: alarm.next(now) or now)
    if len(alarms) == 1:
        return f"You have an alarm {alarms[0].say(now)}."
    told = spoken_list([alarm.say(now).removeprefix("for ").replace(", called ", " called ") for alarm in alarms[:10]])
    return f"You have {len(alarms)} alarms: {told}{' and more' if len(alarms) > 10 else ''}."


def _gone_off(alarms: list[Alarm], now: datetime) -> str:
    gone = [alarm for alarm in alarms if not alarm.weekdays and now - timedelta(hours=12) < alarm.moment <= now]
    if not gone:
        return ""
    latest = max(gone, key=lambda alarm: alarm.moment)
    return f" The last one went off {say_moment(latest.moment, now)}."


def _cancel(request: Request, belongings: Belongings, alarms: list[Alarm]) -> Reply:
    now = request.now
    running = [alarm for alarm in alarms if alarm.next(now) is not None]
    if not running:
        return Reply("You have no alarms set.", Outcome.NOT_FOUND)
    wanted = _wanted(request, alarms)
    chosen = wanted.alarms
    if not chosen:
        return Reply(f"You have no alarm {wanted.words}. {_count(running, now)}", Outcome.NOT_FOUND)
    if not wanted.narrowed and len(chosen) > 1 and not _ALL.search(request.text):
        if _NEXT.search(request.text):
            chosen = chosen[:1]
        elif _LATEST.search(request.text):
            chosen = [max(chosen, key=lambda alarm: alarm.key)]
        else:
            return Reply(f"{_count(chosen, now)} Which one should I cancel?", Outcome.ASKED, missing="time")
    day = None if read_weekdays(request.text) else read_date(request.text, now)
    told = []
    for alarm in chosen:
        if alarm.weekdays and day is not None:
            days = [day.first + timedelta(days=step) for step in range(min(day.days, 31))]
            _keep(belongings, replace(alarm, skipped=(*alarm.skipped, *(one.isoformat() for one in days))))
            which = request.text[day.start : day.end].lower()
            told.append(f"Your alarm {alarm.say(now)} stays silent {which} and goes on after that.")
        else:
            belongings.keep_mine(alarm.key, None)
    gone = [alarm for alarm in chosen if not (alarm.weekdays and day is not None)]
    if len(gone) == 1:
        told.insert(0, f"I cancelled your alarm {gone[0].say(now)}.")
    elif gone:
        times = spoken_list([alarm.say(now).removeprefix("for ") for alarm in gone[:6]])
        what = "all your alarms" if len(gone) == len(running) else f"{len(gone)} alarms"
        told.insert(0, f"I cancelled {what}: {times}.")
    return Reply(" ".join(told))
