"""Timers: several at once, with names, what is left of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions.ringing import told_once
from actions.rooms import spoken_list
from actions.skill import Skill
from actions.taking_back import Noting, serve_again
from preferences.belongings import Belongings
from preferences.numbers import find_numbers
from preferences.request import Outcome, Reply, Request
from preferences.spoken_time import read_duration, read_time, say_duration

_PREFIX = "timer:"
_MOST = 30
_LONGEST = timedelta(days=7)
_REMEMBERED = timedelta(hours=12)
"""How long an ended timer is still told about."""
_MORE = re.compile(r"\b(?:add|extend|another|more)\b.*\b(?:to|by|more|timer)\b|\bextend\b", re.IGNORECASE)
_MINUS = re.compile(r"(?:\b(?:minus|negative)\s+|(?<!\w)[-−])$", re.IGNORECASE)
_PAUSE = re.compile(r"\b(?:pause|resume|unpause|hold|restart)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"^\W*(?:how (?:much|long|many)|what|"
    r"what's|whats|when|is|are|do|did|which)\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:all|every|each|both|any(?! ?more| longer))\b|\btimers\b", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:called|named|label(?:l)?ed|titled|name it|"
    r"call it)\s+[\"']?([^|\"]+?)[\"']?\s*(?:\||$|[.?!])",
    re.IGNORECASE,
)
_X_TIMER = re.compile(r"\b((?:[\w'’-]+\s+){1,3}?)(?:timers?|countdowns?)\b", re.IGNORECASE)
_FOR_X = re.compile(
    r"(?:\btimers?\b|\bcountdowns?\b|\|)[^|]*?(?:\|\s*)*\b(?:for|to)\s+(?:the\s+|my\s+|"
    r"our\s+)?([a-z][\w'’ -]*?)\s*(?:\||$|[.?!,])",
    re.IGNORECASE,
)
_NO_NAME_WORDS = (
    "how's hows when's whens drop don't dont shut no any anymore was were wondering "
    "if need needn't mynah status longer my us get "
    "a an the my our new all every each next last first second one another any other this that set start begin "
    "create make put run give me us please for of on in to and with i need want can you could would will is are "
    "how much long time left remaining does do what what's there have has got stop cancel end delete remove clear "
    "kill turn off minute minutes min mins hour hours second seconds timer timers countdown it quick short long "
    "kitchen's both up done until till from now check show tell about add more extend which when did ring go "
    "running still active current many hey ok okay two three"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())


@dataclass(frozen=True)
class Timer:
    """One timer."""

    key: str
    """Where it is kept."""
    ends: datetime
    """When it ends, aware."""
    length: timedelta
    """How long it was set for."""
    name: str = ""
    """What it is for."""

    def left(self, now: datetime) -> timedelta:
        """What is left of it; negative when it has ended."""
        return self.ends - now

    def title(self) -> str:
        """What it is called: "pasta timer", "10 minute timer"."""
        return f"{self.name} timer" if self.name else f"{_adjective(self.length)} timer"


class Timers(Skill):
    """Keeps a person's timers."""

    action = "action_timers"
    intents = ("timer_set", "timer_query", "timer_remove")

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Start, tell or cancel timers."""
        if belongings.person is None:
            return Reply("I don't know who is speaking, so I can't keep a timer for you.", Outcome.UNSUPPORTED)
        reply = serve_again(self._serve, request, belongings)
        return told_once(reply, belongings) if request.intent == "timer_set" else reply

    def _serve(self, request: Request, belongings: Noting) -> Reply:
        timers = _timers(belongings, request.now)
        if _PAUSE.search(request.text) and re.search(r"\btimers?\b", request.text, re.IGNORECASE):
            return Reply("I can't pause a timer, but I can cancel it or add time to it.", Outcome.UNSUPPORTED)
        if request.intent == "timer_remove":
            return _cancel(request, belongings, timers)
        if request.intent == "timer_query" or (_QUESTION.search(request.text) and not read_duration(request.text)):
            return _tell(request, timers)
        return _set(request, belongings, timers)


# --- keeping


def _timers(belongings: Belongings, now: datetime) -> list[Timer]:
    """All timers, the one that ends first first; those that ended long ago are left out."""
    kept = [_read(key, belongings.mine(key)) for key in belongings.my_keys(_PREFIX)]
    fresh = [timer for timer in kept if timer is not None and timer.ends > now - _REMEMBERED]
    return sorted(fresh, key=lambda timer: timer.ends)


def _read(key: str, value: Any) -> Timer | None:
    if not isinstance(value, dict):
        return None
    try:
        ends = datetime.fromisoformat(str(value.get("ends")))
        length = timedelta(seconds=float(value.get("seconds", 0)))
    except (ValueError, TypeError, OverflowError):
        return None
    return Timer(key, ends, length, str(value.get("name", ""))) if ends.tzinfo is not None else None


def _keep(belongings: Belongings, timer: Timer) -> None:
    value = {"ends": timer.ends.isoformat(), "seconds": timer.length.total_seconds(), "name": timer.name}
    belongings.keep_mine(timer.key, value)


# --- starting


def _set(request: Request, belongings: Noting, timers: list[Timer]) -> Reply:
    now = request.now
    length = _length(request)
    running = [timer for timer in timers if timer.left(now) > timedelta(0)]
    if _backwards(request.text):
        return Reply("A timer can't run backwards. How long should it run?", Outcome.ASKED, missing="duration")
    if length is None or length <= timedelta(0):
        return Reply("How long should the timer run?", Outcome.ASKED, missing="duration")
    if length > _LONGEST:
        return Reply("A timer runs for at most 7 days.", Outcome.UNSUPPORTED)
    if running and _MORE.search(request.text):
        return _extend(request, belongings, running, length)
    kept = belongings.my_keys(_PREFIX)
    fresh = {timer.key for timer in timers}
    for key in kept:
        if key not in fresh:
            belongings.keep_mine(key, None)
    if len(running) >= _MOST:
        return Reply(f"{_MOST} timers are running already; cancel some first.", Outcome.UNSUPPORTED)
    number = max((int(key[len(_PREFIX) :]) for key in kept if key[len(_PREFIX) :].isdigit()), default=0) + 1
    taken = [one for key, value in belongings.taken.items() if (one := _read(key, value)) is not None]
    name = read_timer_name(request) or (taken[0].name if taken else "")
    timer = Timer(f"{_PREFIX}{number:04d}", now + length, length, name)
    _keep(belongings, timer)
    if len(taken) == 1:
        return Reply(f"I changed the {f'{name} ' if name else ''}timer to {say_duration(length)}.")
    named = f"{timer.name} timer" if timer.name else "timer"
    article = "an" if named[0] in "aeiou" else "a"
    instead = " instead" if belongings.taken else ""
    return Reply(f"I started {article} {named} for {say_duration(length)}{instead}.")


def _extend(request: Request, belongings: Belongings, running: list[Timer], length: timedelta) -> Reply:
    chosen = _named(request, running, by_length=False) or running
    if len(chosen) > 1:
        told = f"{_running(chosen, request.now)} Which one should I add to?"
        return Reply(told, Outcome.ASKED, missing="timer_name")
    timer = replace(chosen[0], ends=chosen[0].ends + length, length=chosen[0].length + length)
    _keep(belongings, timer)
    left = say_duration(timer.left(request.now))
    return Reply(f"I added {say_duration(length)}. Your {chosen[0].title()} now has {left} left.")


def _backwards(text: str) -> bool:
    """Whether the length that a text names has a minus before it."""
    said = read_duration(text)
    return said is not None and bool(_MINUS.search(text[: said.start]))


def _length(request: Request) -> timedelta | None:
    """How long: a span, else until a time by the clock, else a bare number as minutes."""
    for words in (request.text, *request.values("duration")):
        if (said := read_duration(words)) is not None:
            return said.length
    at = read_time(request.text, request.now)
    if at is not None and (at.certain or re.search(r"\b(?:until|till)\b", request.text, re.IGNORECASE)):
        return at.moment - request.now
    for words in (*request.values("duration"), request.text):
        for number in find_numbers(words):
            if (
                re.search(r"\b(?:for|of|timer)\s+$", words[: number.start])
                or words.strip() == words[number.start : number.end]
            ):
                return timedelta(minutes=number.value) if 0 < number.value < 10_000 else None
    return None


def read_timer_name(request: Request) -> str:
    """What a timer is for: "pasta"; empty when nothing says."""
    bare = _without_length(request.text)
    for pattern in (_CALLED, _X_TIMER, _FOR_X):
        for hit in pattern.finditer(bare):
            words = [
                word
                for word in re.findall(r"[\w'’-]+", hit.group(1))
                if word.casefold() not in _NO_NAME or pattern is _CALLED
            ]
            words = [word for word in words if not find_numbers(word)]
            if words:
                return " ".join(words).casefold()[:60]
    named = _plain(request.value("timer_name") or "").casefold()
    return "" if all(word in _NO_NAME for word in named.split()) else named[:60]


def _plain(words: str) -> str:
    """Words that may be said back."""
    return " ".join(re.sub(r"<[^<>]*>|[^\w'’&.:-]", " ", words).split()).strip(" '\"")


def _without_length(text: str) -> str:
    for _ in range(4):
        said = read_duration(text)
        if said is None:
            break
        text = f"{text[: said.start]}|{text[said.end :]}"
    return re.sub(r"\b(?:for|in|of|by)\s*\|", "|", text)


def _adjective(length: timedelta) -> str:
    """A length before a noun: "10 minute", "hour and a half"."""
    told = say_duration(length).removeprefix("an ").removeprefix("a ")
    return re.sub(r"\b(day|hour|minute|second)s\b", r"\1", told)


# --- finding, telling, cancelling


def _named(request: Request, timers: list[Timer], by_length: bool = True) -> list[Timer]:
    """The timers a sentence names, by name or by length; empty when it names none of them."""
    words = set(re.findall(r"[\w'-]+", request.text.casefold())) | set(
        (request.value("timer_name") or "").casefold().split()
    )
    hits = [timer for timer in timers if timer.name and set(timer.name.split()) & words - _NO_NAME]
    if hits or not by_length:
        return hits
    said = read_duration(request.text) or read_duration(request.value("timer_name") or "")
    return [timer for timer in timers if said is not None and timer.length == said.length]


def _says_which(request: Request) -> str:
    if (said := read_duration(request.text)) is not None:
        return f"{_adjective(said.length)} timer"
    name = read_timer_name(request)
    return f"{name} timer" if name else ""


def _tell(request: Request, timers: list[Timer]) -> Reply:
    now = request.now
    named = _named(request, timers)
    which = _says_which(request)
    if which and not named and timers:
        running = [timer for timer in timers if timer.left(now) > timedelta(0)]
        return Reply(f"You have no {which}. {_running(running, now) or ''}".strip(), Outcome.NOT_FOUND)
    chosen = named or timers
    running = [timer for timer in chosen if timer.left(now) > timedelta(0)]
    ended = [timer for timer in chosen if timer.left(now) <= timedelta(0)]
    if running:
        return Reply(_running(running, now))
    if ended:
        return Reply(f"{_ended(ended[-1], now)}{'' if named else ' No other timer is running.'}")
    return Reply("No timer is running.")


def _running(timers: list[Timer], now: datetime) -> str:
    if not timers:
        return ""
    if len(timers) == 1:
        return f"Your {timers[0].title()} has {say_duration(timers[0].left(now))} left."
    each = [f"the {timer.title()} has {say_duration(timer.left(now))} left" for timer in timers[:8]]
    return f"You have {len(timers)} timers: {spoken_list(each)}."


def _ended(timer: Timer, now: datetime) -> str:
    ago = now - timer.ends
    if ago >= timedelta(minutes=1):
        ago = timedelta(minutes=ago.total_seconds() // 60)
    return f"Your {timer.title()} ended {say_duration(ago)} ago."


def _cancel(request: Request, belongings: Belongings, timers: list[Timer]) -> Reply:
    now = request.now
    running = [timer for timer in timers if timer.left(now) > timedelta(0)]
    named = _named(request, running)
    which = _says_which(request)
    if not running:
        for timer in timers:
            belongings.keep_mine(timer.key, None)
        told = f"{_ended(timers[-1], now)} No timer is running." if timers else "No timer is running."
        return Reply(told, Outcome.DONE if timers else Outcome.NOT_FOUND)
    if which and not named:
        return Reply(f"You have no {which}. {_running(running, now)}", Outcome.NOT_FOUND)
    chosen = named or running
    if len(chosen) > 1 and not _ALL.search(request.text):
        return Reply(f"{_running(chosen, now)} Which one should I cancel?", Outcome.ASKED, missing="timer_name")
    for timer in chosen:
        belongings.keep_mine(timer.key, None)
    if len(chosen) == 1:
        return Reply(f"I cancelled your {chosen[0].title()}.")
    what = "all your timers" if len(chosen) == len(running) else f"{len(chosen)} timers"
    return Reply(f"I cancelled {what}: {spoken_list([f'the {timer.title()}' for timer in chosen])}.")
