"""What a value must be like before it is kept: a pattern, a range, a day that is over or still to come."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from preferences.date_value import day_of
from preferences.number_value import number_of

LONGEST = 60
"""Characters from which on free words are no value."""


@dataclass(frozen=True)
class Validation:
    """The rules of one flow for its values; each is left out where it does not apply."""

    hint: str = ""
    """What the person hears when an answer will not do: "A card number has two letters and four digits."."""
    pattern: re.Pattern[str] | None = field(default=None, compare=False)
    """What free words must be like as a whole; capitals do not matter."""
    lowest: float | str | date | None = None
    """The smallest number, the first time of day ("05:00") or the first day that is accepted."""
    highest: float | str | date | None = None
    """The largest number, the last time of day or the last day."""
    day: str = ""
    """`past` for days that are over, `future` for those to come; a day of every year is both."""

    def accepts(self, value: str, now: datetime) -> bool:
        """Whether a value, as it would be kept, may be."""
        if self.pattern is not None and self.pattern.fullmatch(value) is None:
            return False
        if isinstance(self.lowest, str) or isinstance(self.highest, str):
            return self._between(value)
        if self.day or isinstance(self.lowest, date) or isinstance(self.highest, date):
            return self._has_day(day_of(value), now.date())
        return self._between(number_of(value))

    def _between(self, value: float | str | date | None) -> bool:
        if self.lowest is None and self.highest is None:
            return True
        if value is None:
            return False
        low = self.lowest is None or self.lowest <= value  # type: ignore[operator]
        return low and (self.highest is None or value <= self.highest)  # type: ignore[operator]

    def _has_day(self, day: date | None, today: date) -> bool:
        if day is None:
            return True
        if (self.day == "past" and day >= today) or (self.day == "future" and day <= today):
            return False
        return self._between(day)
