"""A preference that was written is seen by the very next turn: two hundred people each teach one and ask at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.report import Figure
from benchmarks.script import GENRES, KINDS
from benchmarks.servers import Server, fresh

TIMES = 200
"""How many people."""
TEAMS = (
    "Lakers", "Celtics", "Warriors", "Knicks", "Bulls", "Heat", "Packers", "Cowboys", "Steelers", "Bears",
    "Yankees", "Dodgers", "Cubs", "Mets", "Bruins", "Penguins", "Arsenal", "Liverpool", "Chelsea", "Everton",
)  # fmt: skip
HOMES = (
    "Tokyo", "Paris", "Sydney", "Nairobi", "Lima", "Oslo", "Cairo", "Madrid", "Lisbon", "Vienna",
    "Denver", "Seattle", "Dublin", "Warsaw", "Athens", "Helsinki", "Toronto", "Mumbai", "Seoul", "Berlin",
)  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """One thing to teach, and how to see that it was learned."""

    tell: str
    """What the person says."""
    ask: str
    """What they ask next."""
    see: str
    """What the answer must name."""


def lessons() -> list[Lesson]:
    """All the pairs there are, kinds mixed."""
    found = [Lesson(f"I'm a {team} fan", "what's the score?", team) for team in TEAMS]
    found += [Lesson(f"I live in {home}", "what time is it?", home) for home in HOMES]
    found += [Lesson(f"I love {kind} food", "recommend a restaurant", kind) for kind in KINDS]
    found += [Lesson(f"I like {genre} music", "play some music", genre) for genre in GENRES]
    return found


def next_turn_figures(server: Server, tick: Callable[[], None], times: int = TIMES) -> Iterator[Figure]:
    """`next_turn_seen`: how many of the people saw what they had taught in the turn right after."""
    kinds, seen, missed = lessons(), 0, []
    for number in range(times):
        # A step that shares no factor with their number, so that neighbours are of different kinds.
        lesson = kinds[number * 7 % len(kinds)]
        person, talk = fresh("person"), fresh("talk")
        server.say(lesson.tell, person, talk)
        _, reply = server.say(lesson.ask, person, talk)
        if lesson.see.casefold() in reply.casefold():
            seen += 1
        else:
            missed.append(lesson.see)
        tick()
    note = f"of {times}" + (f"; not seen: {', '.join(sorted(set(missed)))}" if missed else "")
    yield Figure("next_turn_seen", seen, "turns", note=note)
