"""What is said in the benchmarks: requests that need no network, and people who have taught a few things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from preferences.curriculum import load_curriculum
from preferences.memory import Memory
from preferences.preference import Statement

CITIES = ("Tokyo", "Paris", "Sydney", "Nairobi", "Lima", "Oslo", "Cairo", "Delhi", "Boston", "Madrid")
KINDS = ("Italian", "Greek", "Indian", "Thai", "Mexican", "Korean", "French", "Spanish", "Turkish", "Chinese")
TEAMS = ("Lakers", "Celtics", "Packers", "Yankees", "Bruins", "Arsenal", "Bulls", "Steelers", "Cubs", "Chelsea")
GENRES = ("jazz", "blues", "soul", "reggae", "techno", "folk", "disco", "metal", "pop", "gospel")
TAUGHT = (
    Statement("team", "Golden State Warriors", words="I'm a Warriors fan"),
    Statement("cuisine", "Vietnamese", words="I love Vietnamese food"),
    Statement("cuisine", "Japanese", words="I like Japanese food"),
    Statement("music_genre", "country", liked=False, words="I can't stand country music"),
    Statement("home", "Chicago", words="I live in Chicago"),
)
"""What everybody taught before they speak, so that there is something to apply."""


@dataclass(frozen=True)
class Said:
    """One request."""

    text: str
    """The words."""
    intent: str
    """What they are."""


def conversation(number: int) -> tuple[Said, ...]:
    """Ten different requests; another number gives other values, so that nothing is ever a repeat."""
    city, kind, team, genre = (some[number % 10] for some in (CITIES, KINDS, TEAMS, GENRES))
    return (
        Said(f"what time is it in {city}?", "datetime_query"),
        Said("turn on the lights in the kitchen", "iot_hue_lighton"),
        Said(f"play some {genre}", "play_music"),
        Said("what's the score?", "sports_query"),
        Said(f"find me a good {kind} restaurant", "recommendation_locations"),
        Said("add milk to my shopping list", "lists_createoradd"),
        Said(f"when does the sun set in {city}?", "sun_query"),
        Said("recommend a restaurant for tonight", "recommendation_locations"),
        Said(f"did the {team} win?", "sports_query"),
        Said("what's the date today?", "datetime_query"),
    )


def endless() -> Iterator[Said]:
    """Requests that leave nothing behind: a conversation of them grows by its turns alone."""
    number = 0
    while True:
        city, kind, team, genre = (some[number % 10] for some in (CITIES, KINDS, TEAMS, GENRES))
        yield Said(f"what time is it in {city}?", "datetime_query")
        yield Said(f"did the {team} win?", "sports_query")
        yield Said(f"find me a good {kind} restaurant", "recommendation_locations")
        yield Said(f"play some {genre}", "play_music")
        yield Said(f"when does the sun rise in {city}?", "sun_query")
        number += 1


def teach(memory: Memory, person: str) -> None:
    """Have a person taught a few things."""
    memory.teach(person, TAUGHT, load_curriculum().by_concept)
