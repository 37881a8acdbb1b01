"""When a preference holds: today, until Friday, in the mornings, on weekends, on the kitchen speaker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from preferences.devices import kind_of, room_of, spoken_to, stands_in
from preferences.surroundings import Surroundings

_DAY = 24 * 3600.0
_WEEK = 7 * _DAY


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
    months: tuple[int, ...] = ()
    """Months of the year, January is 1; empty means all year."""
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
        if self.weekdays and self._day(now) not in self.weekdays:
            return False
        if self.months and now.month not in self.months:
            return False
        if self.from_time is not None and self.to_time is not None and not self._in_span(now.time()):
            return False
        device = surroundings.device if surroundings else None
        if self.device_kind and (device is None or spoken_to(device) != kind_of(self.device_kind)):
            return False
        return not (self.room and (device is None or stands_in(device) != room_of(self.room)))

    def expired(self, now: datetime) -> bool:
        """Whether it can never hold again."""
        return self.until is not None and now >= self.until

    @property
    def asks_for(self) -> frozenset[str]:
        """The kinds of things it asks for."""
        asked = (
            ("dates", self.since is not None or self.until is not None),
            ("time", self.from_time is not None),
            ("days", bool(self.weekdays)),
            ("months", bool(self.months)),
            ("device", self.device_kind is not None),
            ("room", self.room is not None),
        )
        return frozenset(name for name, asks in asked if asks)

    @property
    def specificity(self) -> int:
        """How many kinds of things it asks for; the most specific condition that holds wins."""
        return len(self.asks_for)

    @property
    def narrowness(self) -> float:
        """How little of the time it leaves, 0 to 1; of two that ask for the same things, the narrower wins.

        One that ends on a date is narrower than any that comes back every day or week.
        """
        share = 1.0
        if self.from_time is not None and self.to_time is not None:
            seconds = (_seconds(self.to_time) - _seconds(self.from_time)) % _DAY
            share *= (seconds or _DAY) / _DAY
        if self.weekdays:
            share *= len(self.weekdays) / 7
        if self.months:
            share *= len(self.months) / 12
        if self.until is not None:
            length = (self.until - self.since).total_seconds() if self.since is not None else _WEEK
            share *= min(length, _WEEK) / (_WEEK * 1000)
        return 1.0 - share

    def _day(self, now: datetime) -> int:
        """The day of the week it is; the small hours of a night that began on Friday are still Friday's."""
        past_midnight = self.from_time is not None and self.to_time is not None and self.to_time < self.from_time
        after = past_midnight and self.to_time is not None and now.time() < self.to_time
        return (now.weekday() - 1) % 7 if after else now.weekday()

    def _in_span(self, at: time) -> bool:
        assert self.from_time is not None and self.to_time is not None
        if self.from_time <= self.to_time:
            return self.from_time <= at < self.to_time
        return at >= self.from_time or at < self.to_time


def _seconds(at: time) -> float:
    return at.hour * 3600.0 + at.minute * 60.0 + at.second


ALWAYS = Condition()
"""The condition that always holds."""
