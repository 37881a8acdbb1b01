"""How alike two wordings are: as letters, as words, as sounds, and where they differ.

Scores are between 0 and 1. Everything is deterministic, and takes microseconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import jellyfish
from rapidfuzz import fuzz

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 400
"""Characters of a text that are compared; what is longer is no command."""

FUNCTION_WORDS = frozenset(
    "a an the to of in on at by for from with and or is are was be it its this that these those i me my you your we "
    "our please can could would will do does did not no what which who how when where there here some any just so now "
    "up".split()
)
"""Words that tell little of what a request is about."""


@dataclass(frozen=True)
class Wording:
    """A text as it is compared."""

    text: str
    """Its words in small letters, a space between two."""
    words: tuple[str, ...]
    """The same one by one."""
    sounds: tuple[str, ...]
    """What each word sounds like; a number sounds like itself."""


@lru_cache(maxsize=4096)
def wording(text: str) -> Wording:
    """Prepare a text for comparing."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().replace("’", "'")
    words = tuple(_WORD.findall(plain))
    return Wording(" ".join(words), words, tuple(map(_sound, words)))


@lru_cache(maxsize=16_384)
def _sound(word: str) -> str:
    if not word.isascii() or any(character.isdigit() for character in word):
        return word.upper()
    return jellyfish.metaphone(word) or word.upper()


def sounds_alike(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two runs of sounds are, spaces left out: where a recogniser puts the gaps is chance."""
    return _ratio("".join(one), "".join(other))


def _ratio(one: str, other: str) -> float:
    return fuzz.ratio(one, other) / 100 if one and other else float(one == other)


def jaccard(one: Sequence[str], other: Sequence[str]) -> float:
    """Shared members over all members."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a or b else 0.0


def contained(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of one's members that are in the other."""
    a, b = set(one), set(other)
    return len(a & b) / len(a) if a else 0.0


def content(words: Sequence[str]) -> list[str]:
    """The words that tell what it is about."""
    return [word for word in words if word not in FUNCTION_WORDS]


def grams(text: str, size: int = 3) -> set[str]:
    """The runs of so many characters, with the ends marked."""
    padded = f" {text} "
    return {padded[at : at + size] for at in range(max(len(padded) - size + 1, 1))} if text else set()


def dice(one: str, other: str) -> float:
    """Shared runs of three characters (Dice's coefficient)."""
    a, b = grams(one), grams(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


@dataclass(frozen=True)
class Difference:
    """Where two wordings differ, word by word."""

    kept: tuple[str, ...]
    """Words that both have, in the same order."""
    dropped: tuple[str, ...]
    """Words of the first alone."""
    added: tuple[str, ...]
    """Words of the second alone."""
    replaced: tuple[tuple[str, str], ...]
    """Runs of words that gave way to others, as texts."""
    replaced_sound: float
    """How alike those runs sound, weighed by their length; 1 when none was replaced."""
    at_start: bool
    """They differ in the first word."""
    at_end: bool
    """They differ in the last word."""
    only_added: bool
    """The second is the first with words added."""
    only_dropped: bool
    """The second is the first with words left out."""


@lru_cache(maxsize=4096)
def difference(one: Wording, other: Wording) -> Difference:
    """Where two wordings differ; words are aligned as `difflib` does it."""
    codes = SequenceMatcher(None, one.words, other.words, autojunk=False).get_opcodes()
    kept: list[str] = []
    dropped: list[str] = []
    added: list[str] = []
    replaced: list[tuple[str, str]] = []
    weight = sound = 0.0
    for kind, a, b, c, d in codes:
        if kind == "equal":
            kept += one.words[a:b]
            continue
        dropped += one.words[a:b]
        added += other.words[c:d]
        if kind == "replace":
            replaced.append((" ".join(one.words[a:b]), " ".join(other.words[c:d])))
            length = max(b - a, d - c)
            weight += length
            sound += length * sounds_alike(one.sounds[a:b], other.sounds[c:d])
    return Difference(
        tuple(kept),
        tuple(dropped),
        tuple(added),
        tuple(replaced),
        sound / weight if weight else 1.0,
        at_start=bool(codes) and codes[0][0] != "equal",
        at_end=bool(codes) and codes[-1][0] != "equal",
        only_added=bool(added) and not dropped,
        only_dropped=bool(dropped) and not added,
    )
