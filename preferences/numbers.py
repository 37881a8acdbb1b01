"""Numbers in spoken words: "21.5", "two hundred and five", "three fifty"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UP_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_FROM_TWENTY = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: number for number, word in enumerate(_UP_TO_NINETEEN.split())}
_TENS = {word: 10 * number for number, word in enumerate(_FROM_TWENTY.split(), 2)}
_TENS["fourty"] = 40
_WORD = "|".join(sorted((*_ONES, *_TENS, "hundred", "thousand"), key=len, reverse=True))
_SPOKEN = re.compile(
    rf"(?<![\w-])(?:(?:a|minus)[\s-]+(?=hundred|thousand|(?:{_WORD})\b))?(?:{_WORD})"
    rf"(?:(?:[\s-]+and)?[\s-]+(?:{_WORD}))*(?![\w])",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.])[-−]?\d{1,7}(?:[.,]\d{1,2}(?!\d))?(?!\d)")
_MINUS = re.compile(r"\bminus\s+$", re.IGNORECASE)
_HALF = re.compile(r"\s+and\s+a\s+half\b|\s+point\s+five\b", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number found in a text."""

    value: float
    """The number itself."""
    start: int
    """Where its words begin."""
    end: int
    """Where they end (exclusive)."""


def find_numbers(text: str) -> list[Number]:
    """All numbers of a text in order, in digits or words: "21.5", "two hundred and five", "three fifty"."""
    found = [Number(_digits(hit.group()), hit.start(), hit.end()) for hit in _DIGITS.finditer(text)]
    for hit in _SPOKEN.finditer(text):
        value = _spoken(hit.group())
        if value is not None:
            found.append(Number(value, hit.start(), hit.end()))
    whole = []
    for number in sorted(found, key=lambda one: one.start):
        if number.value > 0 and (minus := _MINUS.search(text[: number.start])):
            number = Number(-number.value, minus.start(), number.end)
        half = _HALF.match(text, number.end)
        whole.append(Number(number.value + 0.5, number.start, half.end()) if half else number)
    return whole


def _digits(words: str) -> float:
    return float(words.replace("−", "-").replace(",", "."))


def _spoken(words: str) -> float | None:
    """Read number words; "three fifty" and "one eighty" are hundreds, as people say them of ovens."""
    total, current, sign = 0, 0, 1
    previous = ""
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "minus":
            sign = -1
        elif word in ("a", "and"):
            pass
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word == "hundred":
            current = max(current, 1) * 100
        else:
            number = _ONES.get(word, _TENS.get(word, 0))
            if previous in _ONES and number >= 10 and 0 < current < 10:
                current = current * 100 + number
            elif previous in _TENS and number >= 10:
                return None  # "twenty thirty" is no number
            else:
                current += number
        if word != "and":
            previous = word
    return float(sign * (total + current))


def say_number(value: float) -> str:
    """A number as it is spoken: without a needless fraction."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
