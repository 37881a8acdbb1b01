"""When a preference holds: today, until Friday, in the mornings, on weekends, on the kitchen speaker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from preferences.surroundings import Surroundings


@dataclass(frozen=True)
class Condition:
    """All that must be true at once; an empty condition always holds."""

    since: datetime | None = None
    """Not before this moment (aware, UTC)."""
    until: datetime | None = None
    """Not at or after this moment (aware, UTC)."""
    from_time: time | None = None
    """Start of the daily span by the person's clock; inclusive."""
    to_time: time | None = None
    """End of the daily span, exclusive; earlier than the start means past midnight."""
    weekdays: tuple[int, ...] = ()
    """Days of the week, Monday is 0; empty means every day."""
    device_kind: str | None = None
    """Only on that kind of device: "speaker"."""
    room: str | None = None
    """Only in that room."""
    words: str = ""
    """How the person put it: "just for today", "in the mornings"."""

    def holds(self, now: datetime, surroundings: Surroundings | None = None) -> bool:
        """Whether it is true at that moment of the person's clock (aware) in those surroundings."""
        if self.since is not None and now < self.since:
            return False
        if self.expired(now):
            return False
        if self.weekdays and now.weekday() not in self.weekdays:
            return False
        if self.from_time is not None and self.to_time is not None and not self._in_span(now.time()):
            return False
        device = surroundings.device if surroundings else None
        if self.device_kind and (device is None or (device.kind or "").casefold() != self.device_kind.casefold()):
            return False
        return not (self.room and (device is None or (device.room or "").casefold() != self.room.casefold()))

    def expired(self, now: datetime) -> bool:
        """Whether it can never hold again."""
        return self.until is not None and now >= self.until

    @property
    def specificity(self) -> int:
        """How many things it asks for; the most specific condition that holds wins."""
        return sum(
            (
                self.since is not None or self.until is not None,
                self.from_time is not None,
                bool(self.weekdays),
                self.device_kind is not None,
                self.room is not None,
            )
        )

    def _in_span(self, at: time) -> bool:
        assert self.from_time is not None and self.to_time is not None
        if self.from_time <= self.to_time:
            return self.from_time <= at < self.to_time
        return at >= self.from_time or at < self.to_time


ALWAYS = Condition()
"""The condition that always holds."""
