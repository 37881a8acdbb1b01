"""What the core asks of whatever learned from the record: which reading is meant, and what a person usually means.

The core decides nothing by it that was said or taught; it works the same without one. `learning.model` has the one
that learns from the turn log.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from preferences.heard import Heard
from preferences.request import Reading
from preferences.state import LastRequest
from preferences.surroundings import Surroundings


@dataclass(frozen=True)
class Circumstances:
    """Where and when something was said, and after what."""

    now: datetime
    """The person's clock, aware."""
    surroundings: Surroundings
    """What the front-end told."""
    before: LastRequest | None = None
    """The request just before; None when there is none, or none of late."""


@dataclass(frozen=True)
class Habit:
    """A value that a person usually means."""

    entity: str
    """The detail it fills."""
    value: str
    """What is meant."""
    reason: str
    """Why, to be read out after "because": "you usually play jazz"."""


class Learned(Protocol):
    """What was learned about one person, and about everybody."""

    def judge(self, heard: Heard, reading: Reading, circumstances: Circumstances) -> Reading | None:
        """The reading that the circumstances speak for; None leaves the one at hand."""

    def habits(self, intent: str, present: Collection[str], circumstances: Circumstances) -> Sequence[Habit]:
        """The details this person usually gives such a request and did not give now, the surest first."""

    def meaning(self, entity: str, said: str) -> Habit | None:
        """What this person usually means by a name that could mean several things."""
