"""A simulated household: people with planted habits, and what their days leave in a turn log.

It shares no code and no table with what learns from it. It writes events as the log holds them, and knows of each bare
request what the person meant, so that what was assumed can be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

FIRST_DAY = datetime(2026, 1, 5, tzinfo=timezone.utc)
GENRES = ("jazz", "rock", "classical", "pop", "reggae", "soul", "folk", "techno")
COFFEES = ("latte", "espresso", "cappuccino", "americano")


@dataclass(frozen=True)
class Ask:
    """One request of a simulated person."""

    at: datetime
    """When, by their clock."""
    text: str
    """What they say."""
    intent: str
    """What it is."""
    details: tuple[tuple[str, str], ...] = ()
    """Entity and value, as they name them."""
    meant: tuple[str, str] | None = None
    """With a request that leaves it out: what they meant by it, or nothing in particular (an empty value)."""
    metadata: dict[str, Any] = field(default_factory=dict)
    """What their front-end tells."""
    conversation: str = "home"
    """Where they say it."""


Taste = Callable[[Random, int, int], str]
"""The genre somebody wants, given chance, the day and the hour."""


def always(value: str, share: float = 1.0) -> Taste:
    """Somebody who wants one thing, but for a share of whims."""
    return lambda rng, day, hour: value if rng.random() < share else rng.choice([g for g in GENRES if g != value])


def by_hour(values: dict[str, str], share: float = 1.0) -> Taste:
    """Somebody who wants one thing in the mornings and another in the evenings."""
    return lambda rng, day, hour: always(values["am" if hour < 12 else "pm"], share)(rng, day, hour)


def any_of(count: int) -> Taste:
    """Somebody without a habit, who likes so many things alike."""
    return lambda rng, day, hour: rng.choice(GENRES[:count])


def leaning(share: float) -> Taste:
    """Somebody who leans to one thing, but not more often than not."""
    return always(GENRES[0], share)


def changing(before: str, after: str, on: int) -> Taste:
    """Somebody whose taste changes on a day."""
    return lambda rng, day, hour: before if day < on else after


def listener(taste: Taste, rng: Random, days: int, odd_night: int | None = None) -> Iterator[Ask]:
    """The music of some days: one or two requests on most of them, every fourth one bare.

    Args:
        taste: what is wanted.
        rng: chance.
        days: how many.
        odd_night: a day on which guests ask for something else, five times.
    """
    for day in range(days):
        hours = sorted(rng.sample((7, 8, 9, 17, 18, 19, 20), rng.choice((0, 1, 1, 2))))
        for hour in hours:
            at = FIRST_DAY + timedelta(days=day, hours=hour, minutes=rng.randrange(60))
            genre = taste(rng, day, hour)
            if rng.random() < 0.25:
                yield Ask(at, "play music", "play_music", meant=("music_genre", genre), conversation=f"talk {day}")
            else:
                text = rng.choice((f"play {genre}", f"put some {genre} on", f"I want to hear {genre}"))
                yield Ask(at, text, "play_music", (("music_genre", genre),), conversation=f"talk {day}")
        if day == odd_night:
            for number in range(5):
                at = FIRST_DAY + timedelta(days=day, hours=22, minutes=7 * number)
                yield Ask(at, "play techno", "play_music", (("music_genre", "techno"),), conversation="party")


def riser(rng: Random, days: int, share: float) -> Iterator[Ask]:
    """Mornings: the alarm, and on a share of them coffee right after it; else the weather, or nothing."""
    for day in range(days):
        at = FIRST_DAY + timedelta(days=day, hours=7, minutes=rng.randrange(20))
        talk = f"morning {day}"
        yield Ask(at, "stop the alarm", "alarm_remove", conversation=talk)
        soon = at + timedelta(seconds=rng.randrange(60, 200))
        if rng.random() < share:
            yield Ask(soon, "make a latte", "iot_coffee", (("coffee_type", "latte"),), conversation=talk)
        else:
            text, intent = rng.choice((("what's the weather", "weather_query"), ("play the news", "play_music")))
            yield Ask(soon, text, intent, conversation=talk)


def titles(rng: Random, days: int, wants: Callable[[int], str]) -> Iterator[Ask]:
    """Evenings before the television: a title is named, which may be a film or a book; `wants` says which is meant."""
    for day in range(days):
        at = FIRST_DAY + timedelta(days=day, hours=20, minutes=rng.randrange(60))
        name = rng.choice(("the hobbit", "dune", "the hunger games", "the martian"))
        meant = ("intent", wants(day))
        television = {"device": {"kind": "tv", "screen": True}}
        yield Ask(at, f"play {name}", "play_movie", meant=meant, metadata=television, conversation=f"talk {day}")


def put_right(ask: Ask, person: str, taken_for: str) -> Iterator[dict[str, Any]]:
    """What the log holds of such a title: what it was taken for, and how it was put right where that was wrong."""
    assert ask.meant is not None
    read = Ask(ask.at, ask.text, taken_for, metadata=ask.metadata)
    yield _user(read, person, (), ask.at)
    yield _record("done")
    if taken_for != ask.meant[1]:
        wrong = Ask(ask.at, "no, not that", "correction", metadata=ask.metadata)
        yield _user(wrong, person, (), ask.at + timedelta(seconds=10))
        yield _record("asked")
        word = {"play_movie": "the movie", "play_audiobook": "the audiobook"}[ask.meant[1]]
        right = Ask(ask.at, ask.text.replace("play", f"play {word}"), ask.meant[1], metadata=ask.metadata)
        yield _user(right, person, (), ask.at + timedelta(seconds=25))
        yield _record("done")


def events(asks: Iterator[Ask], person: str, assumed: Callable[[Ask], tuple[tuple[str, str], ...]]) -> Iterator[Any]:
    """What the log holds of some requests, a conversation and an event each.

    A person whose bare request was filled with what they did not mean says so ten seconds later.

    Args:
        asks: the requests.
        person: who asks.
        assumed: what the assistant fills in for a request.
    """
    for ask in asks:
        filled = assumed(ask)
        yield ask, ask.conversation, _user(ask, person, filled, ask.at)
        yield ask, ask.conversation, _record("done")
        if ask.meant is not None and any(pair != ask.meant for pair in filled if pair[0] == ask.meant[0]):
            wrong = Ask(ask.at, "no, not that", "correction", metadata=ask.metadata)
            yield ask, ask.conversation, _user(wrong, person, (), ask.at + timedelta(seconds=10))
            yield ask, ask.conversation, _record("asked")


def _user(ask: Ask, person: str, filled: tuple[tuple[str, str], ...], at: datetime) -> dict[str, Any]:
    entities = [{"entity": name, "value": value} for name, value in ask.details]
    entities += [{"entity": name, "value": value, "assumed": True, "source": "habit"} for name, value in filled]
    return {
        "event": "user",
        "timestamp": at.timestamp(),
        "text": ask.text,
        "metadata": {"timezone": "UTC", **ask.metadata},
        "parse_data": {
            "intent": {"name": ask.intent, "confidence": 0.99},
            "entities": entities,
            "mynah": {"person": person, "original": ask.text, "readings": [{"intent": ask.intent, "why": "nlu"}]},
        },
    }


def _record(outcome: str) -> dict[str, Any]:
    return {"event": "slot", "name": "mynah_turn", "value": {"outcome": outcome, "skill": "sim"}}
