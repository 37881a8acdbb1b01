"""A small record in which some wordings fail and are put right, for tests of rewriting."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from learning.record import LoggedTurn, Rewritten
from preferences.request import Entity

WORKS = {
    "play some jazz music": ("play_music", (("music_genre", "jazz"),)),
    "turn on the kitchen lights": ("iot_hue_lighton", (("house_place", "kitchen"),)),
    "what is the weather": ("weather_query", ()),
    "call doctor miller": ("play_movie", (("person", "miller"),)),
    "set a timer for ten minutes": ("timer_set", (("duration", "ten minutes"),)),
}
"""Wordings that are read rightly."""
FAILS = {
    "play something as music": (("play_movie", (("movie_name", "something"),)), "play some jazz music"),
    "turn on the chicken lights": (("iot_hue_lighton", (("house_place", "chicken"),)), "turn on the kitchen lights"),
    "set a time for ten minutes": (("datetime_query", ()), "set a timer for ten minutes"),
    "cold doctor miller": (("weather_query", (("person", "miller"),)), "call doctor miller"),
}
"""Wordings that are read wrongly, how, and what is said then."""


def encode(text: str) -> NDArray[np.float32]:
    """A vector that knows which words a wording has."""
    vector = np.zeros(64, np.float32)
    for word in text.split():
        vector[zlib.crc32(word.encode()) % 64] += 1.0
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def turn(
    number: int,
    person: str,
    text: str,
    reading: tuple[str, tuple[tuple[str, str], ...]],
    at: float,
    outcome: str | None = "done",
    rewrite: Rewritten | None = None,
) -> LoggedTurn:
    """One turn of the record."""
    intent, details = reading
    return LoggedTurn(
        id=number,
        person=person,
        conversation=person,
        at=at,
        heard=text,
        read_as=text,
        intent=intent,
        confidence=0.7,
        ranking=((intent, 0.7), ("other", 0.2)),
        entities=tuple(Entity(name, value, value) for name, value in details),
        outcome=outcome,
        rewrite=rewrite,
    )


def sessions(people: int = 12, each: int = 40, seed: int = 1) -> Iterator[list[LoggedTurn]]:
    """People ask; two of three say again what failed."""
    chance, number, at = random.Random(seed), 0, 0.0
    for _ in range(each):
        for person in (f"p{n}" for n in range(people)):
            at += 3600.0
            number += 2
            if chance.random() < 0.5:
                text = chance.choice([*FAILS])
                reading, better = FAILS[text]
                first = turn(number, person, text, reading, at)
                if chance.random() < 0.66:
                    yield [first, turn(number + 1, person, better, WORKS[better], at + 15.0)]
                else:
                    yield [first]
            else:
                text = chance.choice([*WORKS])
                yield [turn(number, person, text, WORKS[text], at)]
