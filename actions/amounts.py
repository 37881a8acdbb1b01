"""Amounts in spoken words: shares of a hundred, temperatures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from preferences.numbers import Number, find_numbers, say_number

# --- shares of a hundred


@dataclass(frozen=True)
class Level:
    """How bright something should be, or by how much it should change."""

    percent: float
    """0 to 100 when absolute; the step, without a sign, when relative."""
    relative: bool = False
    """True for a step: "by 20 percent", "a bit"."""


_PERCENT = re.compile(r"\s*(?:%|per\s?cents?\b|pct\b|percentage\b)", re.IGNORECASE)
_STEP_BEFORE = re.compile(r"\bby\s+(?:(?:about|around|another|a further|some)\s+)?$", re.IGNORECASE)
_STEP_AFTER = re.compile(r"\s*(?:more|less|brighter|dimmer|darker|lower|higher|down\b|up\b)", re.IGNORECASE)
_NOT_A_SHARE = re.compile(
    r"\s*(?:°|degrees?\b|minutes?\b|mins?\b|hours?\b|seconds?\b|o'?clock\b|am\b|pm\b|a\.m|p\.m|times?\b|"
    r"lights?\b|lamps?\b)",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:to|at|of|brightness|level|intensity)\s+(?:about\s+|around\s+|only\s+)?$", re.IGNORECASE)
_LEVEL_OF_TEN = re.compile(r"\blevel\s+$", re.IGNORECASE)

_WORDS: tuple[tuple[str, Level], ...] = (
    (r"three[\s-]+quarters?", Level(75)),
    (r"two[\s-]+thirds?", Level(67)),
    (r"half(?:[\s-]?way)?", Level(50)),
    (r"(?:a|one)[\s-]+quarter", Level(25)),
    (r"(?:a|one)[\s-]+third", Level(33)),
    (
        r"full(?:y)?|max(?:imum|imal)?|brightest|all the way up|"
        r"as bright as (?:possible|it gets|they go)|highest",
        Level(100),
    ),
    (
        r"min(?:imum|imal)?|lowest|dimmest|all the way down|"
        r"as (?:dim|dark|low) as (?:possible|it gets|they go)",
        Level(5),
    ),
    (r"medium|middle|moderate|normal", Level(50)),
    (r"low(?: level| setting)?", Level(20)),
    (r"high(?: level| setting)?", Level(90)),
    (
        r"a (?:tiny |little |wee )?bit|a (?:little|touch|tad|"
        r"smidge|notch|shade)|slightly|somewhat|just a hair",
        Level(10, True),
    ),
    (r"a lot|much|way|considerably|significantly|far", Level(40, True)),
)
_LEVEL_WORDS = tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), level) for words, level in _WORDS)


def read_level(text: str) -> Level | None:
    """The share of a hundred a text asks for: "to 20%", "fifty percent", "half", "a bit", "down to seven"; or None."""
    numbers = find_numbers(text)
    for number in numbers:
        unit = _PERCENT.match(text, number.end)
        if unit:
            return _level(text, number, unit.end())
    for number in numbers:
        if _NOT_A_SHARE.match(text, number.end) or re.match(
            r"\s*(?:quarters?|thirds?)", text[number.end :], re.IGNORECASE
        ):
            continue
        before = text[: number.start]
        if _LEVEL_OF_TEN.search(before) and 0 <= number.value <= 10:
            return Level(number.value * 10)
        if _TO.search(before) or _STEP_BEFORE.search(before) or not text[: number.start].strip():
            return _level(text, number, number.end)
    for pattern, level in _LEVEL_WORDS:
        if pattern.search(text):
            return level
    return None


def _level(text: str, number: Number, end: int) -> Level:
    relative = bool(_STEP_BEFORE.search(text[: number.start])) or bool(_STEP_AFTER.match(text, end))
    return Level(abs(number.value) if relative else number.value, relative)


# --- temperatures


@dataclass(frozen=True)
class Degrees:
    """A temperature, or a step of one."""

    number: float
    """How many degrees."""
    unit: str | None = None
    """celsius or fahrenheit; None when it was not said."""
    relative: bool = False
    """True for a step: "two degrees warmer"."""

    def to(self, unit: str) -> Degrees:
        """The same temperature (or step) in the other unit; unchanged while the unit is unknown."""
        if self.unit is None or self.unit == unit:
            return Degrees(self.number, unit, self.relative)
        offset = 0.0 if self.relative else 32.0
        if unit == "fahrenheit":
            return Degrees(self.number * 9 / 5 + offset, unit, self.relative)
        return Degrees((self.number - offset) * 5 / 9, unit, self.relative)

    def say(self) -> str:
        """In words: "200 degrees Celsius"."""
        number = say_number(self.number)
        degrees = "degree" if number in ("1", "-1") else "degrees"
        return f"{number} {degrees} {self.unit.capitalize()}" if self.unit else f"{number} {degrees}"


_DEGREES = re.compile(r"\s*(?:°|º|degrees?|degs?\b)", re.IGNORECASE)
_UNIT = re.compile(
    r"\s*(?:in\s+)?(celsius|celcius|centigrade|"
    r"fahrenheit|farenheit|fahrenheight|[cf](?![\w']))",
    re.IGNORECASE,
)
_SIGNED_UNIT = {"℃": " celsius ", "℉": " fahrenheit "}
_NOT_DEGREES = re.compile(
    r"\s*(?:%|per\s?cent|minutes?\b|mins?\b|hours?\b|"
    r"seconds?\b|o'?clock\b|am\b|pm\b|a\.m|p\.m|:\d|times?\b)",
    re.IGNORECASE,
)
_WARMER = re.compile(r"\s*(?:more|less|warmer|hotter|cooler|colder|higher|lower|up\b|down\b)", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|another|a further|further)\s+(?:about\s+|around\s+)?$", re.IGNORECASE)
_AIM = re.compile(r"\b(?:to|at|on)\s+(?:about\s+|around\s+|exactly\s+)?$", re.IGNORECASE)
_A_DEGREE = re.compile(r"\ba\s+(?=degrees?\b)|\bone\s+more\s+(?=degrees?\b)", re.IGNORECASE)
_A_COUPLE = re.compile(r"\ba (?:couple|few)(?: of)?\s+(?=(?:more\s+)?degrees?\b)", re.IGNORECASE)
_GAS = re.compile(r"\bgas\s+mark\s+", re.IGNORECASE)
_GAS_MARKS = {1: 140, 2: 150, 3: 170, 4: 180, 5: 190, 6: 200, 7: 220, 8: 230, 9: 240}


def read_degrees(text: str) -> Degrees | None:
    """The temperature a text asks for: "200 degrees", "350F", "gas mark 4", "two degrees warmer"; or None."""
    for sign, word in _SIGNED_UNIT.items():
        text = text.replace(sign, word)
    text = _A_COUPLE.sub("two ", _A_DEGREE.sub("one ", text))
    best: tuple[int, Degrees] | None = None
    for number in find_numbers(text):
        gas = _GAS.search(text, 0, number.start)
        if gas and gas.end() == number.start and number.value in _GAS_MARKS:
            return Degrees(float(_GAS_MARKS[int(number.value)]), "celsius")
        if _NOT_DEGREES.match(text, number.end):
            continue
        before, end = text[: number.start], number.end
        more = re.compile(r"\s+more\b", re.IGNORECASE).match(text, end)
        mark = _DEGREES.match(text, more.end() if more else end)
        end = mark.end() if mark else end
        unit = _UNIT.match(text, end)
        end = unit.end() if unit else end
        relative = bool(more and mark) or bool(_BY.search(before)) or bool(_WARMER.match(text, end))
        rank = 0 if unit else 1 if mark else 2 if _AIM.search(before) else 3
        if best is None or rank < best[0]:
            value = abs(number.value) if relative else number.value
            best = (rank, Degrees(value, read_unit(unit.group(1)) if unit else None, relative))
    if best is None:
        return None
    return best[1] if best[1].unit else Degrees(best[1].number, read_unit(text), best[1].relative)


def read_unit(text: str) -> str | None:
    """celsius or fahrenheit, as a text names it ("C", "in Fahrenheit"); None when it names neither."""
    words = text.casefold()
    if words.strip(" .°") in ("c", "f"):
        return "celsius" if words.strip(" .°") == "c" else "fahrenheit"
    if re.search(r"\b(?:celsius|celcius|centigrade|metric)\b", words):
        return "celsius"
    if re.search(r"\b(?:fahrenheit|farenheit|fahrenheight)\b", words):
        return "fahrenheit"
    return None
