"""Numbers as values of a concept, with the unit they are counted in: "two cups", "about 30 minutes"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from preferences.numbers import find_numbers

_ROUGHLY = re.compile(r"(?:about|around|roughly|maybe|at|just|only|exactly|usually|mostly|always)\s+", re.IGNORECASE)
_LONGEST = 80
"""Characters in which a number and its unit stand."""


@dataclass(frozen=True)
class Unit:
    """What is counted."""

    one: str
    """Its name for one: "cup"; empty for a bare number."""
    many: str
    """Its name for any other number: "cups"."""
    others: tuple[str, ...] = ()
    """Further words that people use for it."""

    @property
    def words(self) -> tuple[str, ...]:
        """All its names, the longest first."""
        return tuple(sorted({self.one, self.many, *self.others} - {""}, key=lambda word: (-len(word), word)))


BARE = Unit("", "")
"""No unit: a bare number."""


@dataclass(frozen=True)
class ReadNumber:
    """A number with its unit."""

    value: str
    """As it is kept: "2 cups"."""
    end: int
    """Where its words end in the text (exclusive)."""


def read_number(text: str, unit: Unit = BARE) -> ReadNumber | None:
    """The number that a text begins with, its unit included; None when it begins with none."""
    rough = _ROUGHLY.match(text)
    begin = rough.end() if rough else 0
    number = next(iter(find_numbers(text[: begin + _LONGEST])), None)
    if number is None or number.start != begin:
        return None
    end = number.end
    if unit.words:
        named = re.compile(rf"\s*(?:{'|'.join(map(re.escape, unit.words))})(?!\w)", re.IGNORECASE).match(text, end)
        end = named.end() if named else end
    return ReadNumber(written(number.value, unit), end)


def written(number: float, unit: Unit = BARE) -> str:
    """A number as it is kept and told back: "1 cup", "2.5 cups"."""
    plain = str(int(number)) if number == int(number) else f"{number:.2f}".rstrip("0")
    return f"{plain} {unit.one if number == 1 else unit.many}".strip()


def number_of(value: str) -> float | None:
    """The number in a kept value; None for what is none."""
    found = re.match(r"-?\d+(?:\.\d+)?", value)
    return float(found.group()) if found else None
