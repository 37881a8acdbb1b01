"""Sessions: one person's turns with no gap longer than some seconds between them.

`sessions` splits a stream of turns, holding only the sessions that are open. `SESSIONS` says the same in SQL over a
table of turns (`learning.turn_table`), for the set work.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from learning.record import LoggedTurn
from preferences.signs import SESSION_GAP

MOST_OPEN = 50_000
"""Sessions held at a time; beyond them the longest silent one is taken for over."""
LATE = 600.0
"""Seconds by which rows may be late in the log, when its database could not be written for a while."""


@dataclass(frozen=True, slots=True)
class Session:
    """Turns of one person that belong together."""

    person: str
    """Whose."""
    turns: tuple[LoggedTurn, ...]
    """In the order they were said; what the assistant put again included."""

    @property
    def began(self) -> float:
        """When, seconds since the epoch."""
        return self.turns[0].at

    @property
    def pairs(self) -> Iterator[tuple[LoggedTurn, LoggedTurn]]:
        """Each turn that a person said, with the next one they said."""
        said = [turn for turn in self.turns if not turn.reask]
        return pairwise(said)


def sessions(turns: Iterable[LoggedTurn], gap: float = SESSION_GAP) -> Iterator[Session]:
    """Split a stream of turns into sessions, each handed on when it is over.

    A person's turns in several conversations (the kitchen's, the phone's) are one person's: a request that failed in
    one room is often said again in the next. Nobody's turns belong to nobody, and are left out.

    Args:
        turns: in the order of the log, as `read_log` gives them.
        gap: seconds between two turns from which on they belong to two sessions.

    Raises:
        ValueError: a gap that is not positive.
    """
    if not gap > 0:
        raise ValueError(f"The gap between two sessions has to be positive, not {gap}.")
    open_: OrderedDict[str, list[LoggedTurn]] = OrderedDict()
    for turn in turns:
        if turn.person is None:
            continue
        known = open_.pop(turn.person, [])
        if known and turn.at - known[-1].at > gap:
            yield Session(turn.person, tuple(known))
            known = []
        open_[turn.person] = [*known, turn]
        for person in _silent(open_, turn.at - gap - LATE):
            yield Session(person, tuple(open_.pop(person)))
    for person, known in open_.items():
        yield Session(person, tuple(known))


def _silent(open_: OrderedDict[str, list[LoggedTurn]], since: float) -> list[str]:
    """Who has said nothing since a moment, and who is too many; the longest silent first."""
    found: list[str] = []
    for person, known in open_.items():
        if known[-1].at >= since and len(open_) - len(found) <= MOST_OPEN:
            break
        found.append(person)
    return found
