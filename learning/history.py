"""One person's turns as they can be looked back on: read from the log once, and then only what is new."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from learning.turn_reader import NEWEST, Row, TurnReader
from preferences.turns import TURN_SLOT, Turn, read_turns

KEPT = 10
"""People whose turns are kept at hand; the one who looked longest ago goes first."""


@dataclass(frozen=True)
class Unknown:
    """Words of a request that nobody had taught."""

    words: str
    """The words."""
    said: str
    """The request they stood in."""
    at: float
    """When, seconds since the epoch."""


@dataclass
class History:
    """One person's turns."""

    turns: dict[str, list[Turn]] = field(default_factory=dict)
    """By conversation, oldest first; requests that the assistant put again among them."""
    unknown: list[Unknown] = field(default_factory=list)
    """Words nobody had taught, oldest first."""
    first: int = 0
    """The oldest row of theirs that was read; 0 for none."""
    last: int = 0
    """The newest row that was read, whosever."""
    _running: dict[str, bool] = field(default_factory=dict)
    """Whether the latest turn of a conversation is this person's."""

    def take(self, rows: Iterable[Row], person: str) -> None:
        """Take further rows of the person's conversations in, oldest first; what others said there is left out."""
        for number, sender, event in rows:
            self.last = max(self.last, number)
            if event.get("event") == "user":
                self._said(number, sender, event, person)
            elif event.get("name") == TURN_SLOT and self._running.get(sender):
                self._became(sender, event.get("value"))

    @property
    def size(self) -> int:
        """How many turns there are."""
        return sum(map(len, self.turns.values()))

    def _said(self, number: int, sender: str, event: Mapping[str, Any], person: str) -> None:
        (turn,) = read_turns([event])
        self._running[sender] = turn.person == person
        if turn.person != person:
            return
        self.first = self.first or number
        self.turns.setdefault(sender, []).append(turn)
        gap = ((event.get("parse_data") or {}).get("mynah") or {}).get("gap")
        if isinstance(gap, Mapping) and gap.get("text"):
            self.unknown.append(Unknown(" ".join(str(gap["text"]).split()), turn.text, turn.at))

    def _became(self, sender: str, value: Any) -> None:
        if isinstance(value, Mapping):
            some = self.turns[sender]
            some[-1] = replace(some[-1], outcome=value.get("outcome"), skill=value.get("skill"))


class Histories:
    """The histories of those who look at theirs; safe to use from several threads."""

    def __init__(self, reader: TurnReader) -> None:
        self._reader = reader
        self._kept: OrderedDict[str, History] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, person: str) -> History:
        """A person's history as it stands now."""
        with self._lock:
            senders = self._reader.conversations(person)
            known = self._kept.pop(person, None)
            # What is no longer in the log was forgotten, perhaps by another process.
            gone = known is not None and known.first > 0 and not self._reader.has(known.first)
            if known is None or gone or not senders or known.size > 2 * NEWEST:
                known = History()
            known.take(self._reader.of(senders, known.last), person)
            self._kept[person] = known
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            # A copy: another thread may take further rows in while this one is looked at.
            turns = {sender: list(some) for sender, some in known.turns.items()}
            return replace(known, turns=turns, unknown=list(known.unknown))

    def forget(self, person: str) -> None:
        """Drop what is kept of a person."""
        with self._lock:
            self._kept.pop(person, None)
