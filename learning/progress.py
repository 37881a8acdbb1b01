"""How well a person was served, day by day: at once, after a question, or only once it was put right.

Read from the turn log with the same signs that tell the running assistant that something went wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from learning.experience import BEFORE
from learning.history import History
from preferences import acts
from preferences.feedback import feedback
from preferences.moments import ENOUGH, weigh
from preferences.signs import ADMITTED, Kind
from preferences.turns import Turn

_OURS = frozenset({acts.PHRASE_RUN})
"""Requests that taught words stood for."""
_LEFT_OUT = ADMITTED | {Kind.BARGE_IN}
"""Signs that put nothing right; whoever only cuts in may have heard, or read, enough."""


@dataclass(frozen=True)
class Day:
    """One day of one person."""

    day: date
    """By the person's clock."""
    at_once: int = 0
    """Requests that were served, and that nothing the person did next spoke against."""
    asked: int = 0
    """Requests before which the assistant had to ask something."""
    repaired: int = 0
    """Requests that were not served, or that the person repeated, corrected or complained about."""

    @property
    def requests(self) -> int:
        """All of them."""
        return self.at_once + self.asked + self.repaired


def progress(history: History, zone: tzinfo | None = None) -> tuple[Day, ...]:
    """The days on which a person asked for something, oldest first.

    Args:
        history: their turns.
        zone: the person's time zone; the server's, if left out.
    """
    days: dict[date, list[int]] = {}
    for turns in history.turns.values():
        for turn, came in _judged(_said(turns)):
            day = datetime.fromtimestamp(turn.at, zone).date()
            days.setdefault(day, [0, 0, 0])[came] += 1
    return tuple(Day(day, *counts) for day, counts in sorted(days.items()))


def _said(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that the person put; what was put again in the same turn tells how that turn ended."""
    said: list[Turn] = []
    for turn in turns:
        if not turn.reask:
            said.append(turn)
        elif said and said[-1].intent in _OURS and turn.outcome != "done":
            said[-1] = replace(said[-1], outcome=turn.outcome)
        elif said and said[-1].intent == acts.STATEMENT and said[-1].text == turn.text:
            # Words that stated nothing after all are the request they were served as.
            said[-1] = turn
    return said


def _judged(turns: list[Turn]) -> Iterable[tuple[Turn, int]]:
    """Each request with what became of it: 0 at once, 1 asked, 2 repaired."""
    for at, turn in enumerate(turns):
        if not (acts.is_request(turn.intent) or turn.intent in acts.UNREAD | _OURS):
            continue
        after = turns[at + 1] if at + 1 < len(turns) else None
        wrong = after is not None and after.at - turn.at <= BEFORE and _put_right(turn, after)
        if turn.outcome == "asked" and not wrong:
            yield turn, 1
        else:
            yield turn, 2 if wrong or turn.outcome not in ("done", "failed") else 0


def _put_right(turn: Turn, after: Turn) -> bool:
    """Whether the next turn puts a request right."""
    found = tuple(sign for sign in feedback(turn, after) if sign.kind not in _LEFT_OUT)
    return weigh(after, turn, found) >= ENOUGH
