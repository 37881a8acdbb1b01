"""Replies while they are spoken: how much was heard when the person cut in, and what the next message then carries."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

MOST_KEPT = 1000
ALIVE = 120.0
"""Seconds for which a reply can be interrupted after it was made, and for which an interruption marks a message."""


@dataclass
class Playing:
    """One reply on its way to somebody's ears."""

    key: str
    """The caller it goes to; nobody else may stop it."""
    sender: str
    """The conversation."""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    """What an interruption names it by."""
    began: float = field(default_factory=time.monotonic)
    """When, by a clock that only runs forward."""
    sentences: list[tuple[str, float]] = field(default_factory=list)
    """What was sent so far, with the milliseconds of each."""
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when somebody cuts in."""
    whole: bool = False
    """Whether everything was sent."""

    @property
    def milliseconds(self) -> float:
        """How long what was sent plays."""
        return sum(length for _, length in self.sentences)

    def heard(self, played_ms: float) -> str:
        """The words that were heard in so many milliseconds; of a sentence that was cut, its share of words."""
        words: list[str] = []
        for sentence, length in self.sentences:
            if played_ms >= length:
                words.append(sentence)
            elif played_ms > 0:
                every = sentence.split()
                words.append(" ".join(every[: round(len(every) * played_ms / length)]))
            played_ms -= length
        return " ".join(filter(None, words))


@dataclass(frozen=True)
class Interrupted:
    """What an interruption came to."""

    heard: str
    """The words that were heard."""
    played_ms: float
    """How much of the reply was heard."""
    of_ms: float
    """How much of it had been sent."""
    whole: bool
    """Whether all of it had been sent."""


class Players:
    """All replies that are being spoken, or were a moment ago."""

    def __init__(self) -> None:
        self._playing: OrderedDict[str, Playing] = OrderedDict()
        self._marks: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def begin(self, key: str, sender: str) -> Playing:
        """A reply begins; it is known from now on."""
        playing = Playing(key, sender)
        # What was said to somebody is kept no longer than it is of use.
        for old in [one for one in self._playing.values() if playing.began - one.began > ALIVE and one.whole]:
            del self._playing[old.id]
        self._playing[playing.id] = playing
        while len(self._playing) > MOST_KEPT:
            self._playing.popitem(last=False)
        return playing

    def interrupt(self, key: str, reply: str | None, sender: str, played_ms: float | None) -> Interrupted | None:
        """Stop a reply: the one named, else the latest of the conversation; None where this caller has none.

        Args:
            key: the caller.
            reply: the reply's name.
            sender: the conversation, where no reply is named.
            played_ms: how much was heard, as the front-end measured it; by the clock, if left out.
        """
        now = time.monotonic()
        found = [
            one for one in reversed(self._playing.values())
            if one.key == key and (one.id == reply if reply else one.sender == sender) and now - one.began < ALIVE
        ]  # fmt: skip
        if not found:
            return None
        playing = found[0]
        playing.stopped.set()
        passed = (now - playing.began) * 1000 if played_ms is None else played_ms
        played = min(passed, playing.milliseconds)
        self._marks[key, playing.sender] = (played, now)
        while len(self._marks) > MOST_KEPT:
            self._marks.popitem(last=False)
        return Interrupted(playing.heard(played), played, playing.milliseconds, playing.whole)

    def mark(self, key: str, sender: str) -> float | None:
        """How much was heard of the reply that the next message cut short; told once, None for none."""
        played, at = self._marks.pop((key, sender), (None, 0.0))
        return played if played is not None and time.monotonic() - at < ALIVE else None
