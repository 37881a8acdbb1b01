"""Reads the values no vocabulary lists: a place, a time of day, a day, a number, a name, words of a certain pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from preferences.clauses import Sentence
from preferences.date_value import read_day
from preferences.flow import Flow
from preferences.number_value import BARE, read_number
from preferences.place_words import TITLES

if TYPE_CHECKING:
    from preferences.places import PlaceMatch

_BREAKS = frozenset(
    [
        ",",
        ".",
        "!",
        "?",
        ";",
        ":",
        "(",
        ")",
        "and",
        "but",
        "or",
        "so",
        "because",
        "since",
        "when",
        "if",
        "though",
        "although",
        "while",
        "now",
        "currently",
        "please",
        "thanks",
        "thank",
        "right",
        "with",
        "which",
        "where",
        "who",
        "that",
        "not",
        "these",
        "then",
        "from",
        "at",
        "anyway",
        "lol",
        "haha",
        "ok",
        "okay",
        "instead",
        "too",
        "also",
        "for",
        "until",
        "will",
        "would",
        "works",
        "suits",
        "does",
        "is",
    ]
)
_NO_NAME = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "your",
        "his",
        "her",
        "this",
        "that",
        "it",
        "me",
        "you",
        "later",
        "back",
        "soon",
        "tomorrow",
        "today",
        "tonight",
        "now",
        "again",
        "when",
        "if",
        "at",
        "on",
        "in",
        "after",
        "before",
        "maybe",
        "crazy",
        "whatever",
        "anything",
        "something",
        "old",
        "young",
        "names",
        "stupid",
        "dumb",
        "silly",
        "lazy",
        "mad",
        "not",
        "by",
        "for",
        "to",
        "up",
        "down",
        "when",
        "once",
        "asap",
        "please",
        "then",
        "and",
        "but",
        "so",
        "as",
        "important",
        "there",
        "here",
        "one",
        "an",
        "everything",
        "nothing",
        "what",
        "how",
        "who",
        "why",
        "where",
        "cab",
        "taxi",
        "ambulance",
        "doctor",
        "uber",
        "lyft",
        "irrelevant",
        "unknown",
        "secret",
        "private",
        "none",
        "of",
        "going",
        "unimportant",
        "late",
        "early",
        "first",
        "second",
        "wrong",
        "right",
        "never",
        "always",
        "only",
        "just",
        "still",
        "also",
        "very",
        "really",
        "too",
        "longer",
        "any",
        "more",
        "every",
        "each",
        "all",
        "often",
        "daily",
        "constantly",
        "regularly",
        "twice",
        "everyday",
        "day",
        "night",
    ]
)
_LATER = frozenset({"tomorrow", "today", "tonight", "next", "yesterday", "last", "this", "sometimes", "once", "ago"})
_LONGEST_NAME = 3
_LONGEST_PLACE = 7
_LONGEST_TIME = 6
_LONGEST_PATTERN = 8
_LONGEST_COUNT = 12


@dataclass(frozen=True)
class ReadValue:
    """A value with its place."""

    value: str
    """The canonical value; empty when the words name nothing known."""
    words: str
    """The person's words."""
    end: int
    """The token after it."""


def read_value(
    sentence: Sentence, at: int, flow: Flow, now: datetime, closing: re.Pattern[str] | None = None
) -> ReadValue | None:
    """The value of an open flow that begins at a token; None when there is none."""
    pattern = flow.validation.pattern if flow.validation is not None else None
    if flow.values.text:
        found = _name(sentence, at) if pattern is None else _patterned(sentence, at, pattern)
    elif flow.values.places:
        found = _place(sentence, at)
    elif flow.values.time:
        found = _time(sentence, at, now, flow)
    elif flow.values.date or flow.values.number is not None:
        found = _counted(sentence, at, flow, now)
    else:
        return None
    if found is None or closing is None:
        return found
    closed = closing.match(sentence.normal, sentence.place(found.end))
    return ReadValue(found.value, found.words, sentence.index(closed.end())) if closed is not None else None


def plain_name(words: str) -> str:
    """A name as it is written: "sam" → "Sam", "mary ann" → "Mary Ann"; capitals stay where they are."""
    return " ".join(part[:1].upper() + part[1:] if part.islower() else part for part in words.split())


def _name(sentence: Sentence, at: int) -> ReadValue | None:
    end, longest = at, _LONGEST_NAME
    while end < len(sentence.tokens) and end - at < longest:
        text = sentence.tokens[end].text
        hyphen = text == "-" and end > at
        if text in TITLES and end == at and sentence.words(at, at + 2).endswith("."):
            # The stop of "Mr. Patel" ends no name.
            end, longest = at + 2, longest + 2
            continue
        if (
            text in _BREAKS
            or text in _LATER
            or text.startswith("cond")
            or not (hyphen or re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]+)*", text))
        ):
            break
        end += 1
    words = sentence.words(at, end)
    if not words or end - at < 1 or len(words) > 40 or words.endswith("."):
        return None
    if any(token.text in _NO_NAME for token in sentence.tokens[at:end]):
        return None
    follows = sentence.tokens[end].text if end < len(sentence.tokens) else "."
    if follows not in _BREAKS and not follows.startswith("cond") and end - at == longest:
        return None
    if follows in ("at", "for", "from", "until", "when", "if", "'s", "that"):
        return None
    return ReadValue(plain_name(words), words, end)


def _patterned(sentence: Sentence, at: int, pattern: re.Pattern[str]) -> ReadValue | None:
    """The longest words from a token on that have the pattern, as a whole."""
    for stop in range(min(at + _LONGEST_PATTERN, len(sentence.tokens)), at, -1):
        words = sentence.words(at, stop)
        if pattern.fullmatch(words) is not None:
            return ReadValue(words, words, stop)
    return None


def _counted(sentence: Sentence, at: int, flow: Flow, now: datetime) -> ReadValue | None:
    """A day or a number."""
    words = sentence.words(at, at + _LONGEST_COUNT)
    found = read_day(words, now) if flow.values.date else read_number(words, flow.values.number or BARE)
    if found is None:
        return None
    end, stop = at, sentence.tokens[at].start + found.end
    while end < len(sentence.tokens) and sentence.tokens[end].start < stop:
        end += 1
    return ReadValue(found.value, sentence.words(at, end), end)


def _place(sentence: Sentence, at: int) -> ReadValue | None:
    from preferences.places import find_place

    tokens = sentence.tokens
    if tokens[at].text in (
        "a",
        "an",
        "my",
        "your",
        "his",
        "her",
        "their",
        "our",
        "this",
        "that",
        "the",
        "here",
        "there",
        "it",
    ) and not (tokens[at].text == "the" and at + 1 < len(tokens)):
        return None
    end = at
    while end < len(tokens) and end - at < _LONGEST_PLACE:
        if (tokens[end].text in _BREAKS and tokens[end].text not in (",", ".")) or tokens[end].text.startswith("cond"):
            break
        end += 1
    for stop in range(end, at, -1):
        if tokens[stop - 1].text in (",", "."):
            continue
        said = sentence.words(at, stop)
        match = find_place(said)
        if match is not None and match.exact and _is_town(match):
            return ReadValue(match.place.label, said, stop)
    said = sentence.words(at, end)
    match = find_place(said) if end > at else None
    if match is not None and _is_town(match) and not _ordinary(tokens[at].text):
        return ReadValue(match.place.label, said, end)
    if said[:1].isupper():
        return ReadValue("", said, end)
    return None


def _is_town(match: PlaceMatch) -> bool:
    """Whether a place is a town rather than a region or country; Singapore is both."""
    return match.area is None or match.area == match.place.name


def _ordinary(word: str) -> bool:
    return word in ("fear", "hope", "sin", "peace", "harmony", "constant", "the", "pain", "town", "house", "home")


def _time(sentence: Sentence, at: int, now: datetime, flow: Flow) -> ReadValue | None:
    tokens = sentence.tokens
    end = at
    while end < len(tokens) and end - at < _LONGEST_TIME:
        if tokens[end].text in (",", "and", "but", ";", "!", "?") or tokens[end].text.startswith("cond"):
            break
        end += 1
    for stop in range(end, at, -1):
        said = sentence.words(at, stop)
        clocks = clock_times(said, now)
        if clocks:
            # Dinner at seven is in the evening, where the flow says so.
            fitting = (one for one in clocks if flow.validation is None or flow.validation.accepts(one, now))
            clock = next(fitting, clocks[0])
            follows = tokens[stop].text if stop < len(tokens) else "."
            if follows in _LATER:
                return None
            return ReadValue(clock, said, stop)
    return None


def clock_times(words: str, now: datetime) -> tuple[str, ...]:
    """What time of day words name, as "06:30"; the morning, then the evening, where it could be either."""
    from preferences.spoken_time import read_time

    found = read_time(words, now)
    if found is None or words[: found.start].strip() or words[found.end :].strip(" ."):
        return ()
    at = found.time
    if found.certain:
        return (f"{at:%H:%M}",)
    # Nobody who says that they get up at seven means the evening.
    return tuple(f"{at.replace(hour=at.hour % 12 + half):%H:%M}" for half in (0, 12))
