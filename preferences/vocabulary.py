"""Known values of one kind, with their other names; finds them in what people say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

_TOKEN = re.compile(r"['’]s\b|&|[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
_ARTICLES = frozenset({"the", "a", "an"})
LONGEST_NAME = 60
"""Characters from which on a text is no longer compared with names by likeness."""


@dataclass(frozen=True)
class Match:
    """One known value found in a text."""

    value: str
    """The canonical value: "Golden State Warriors"."""
    start: int
    """Where the words begin in the text."""
    end: int
    """Where they end (exclusive)."""
    score: float
    """1.0 for exact words, less for a fuzzy match."""
    ambiguous: tuple[str, ...] = ()
    """All canonical values the words name equally well, when there are several ("Giants")."""


class Word(NamedTuple):
    """One word of a text in the form names are compared in."""

    key: str
    """Casefolded, without accents; "&" reads "and"."""
    start: int
    """Where it begins in the text."""
    end: int
    """Where it ends (exclusive)."""


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    if word == "&":
        return "and"
    plain = word.casefold().replace("’", "'")
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def words_of(text: str) -> list[Word]:
    """The words of a text with their places; a possessive 's and punctuation are left out."""
    return [
        Word(_folded(found.group()), found.start(), found.end())
        for found in _TOKEN.finditer(text)
        if found.group()[0] not in "'’"
    ]


def key_of(name: str) -> str:
    """The form in which names are compared: folded words, leading articles dropped."""
    keys = [word.key for word in words_of(name)]
    while len(keys) > 1 and keys[0] in _ARTICLES:
        keys.pop(0)
    return " ".join(keys)


def singulars(word: str) -> tuple[str, ...]:
    """What a word may be the plural of: "comedies" of "comedy", "pizzas" of "pizza"; empty for no plural."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return ()
    if word.endswith("ies"):
        return (word[:-3] + "y", word[:-1])
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return (word[:-2], word[:-1])
    return (word[:-1],)


class Vocabulary:
    """Canonical values and the words people use for them; immutable once made."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """Take canonical value → other names (aliases, nicknames, plurals)."""
        self._names = {value: tuple(others) for value, others in names.items()}
        self._values = frozenset(names)
        self._sorted = tuple(sorted(names))
        by_key: dict[str, list[str]] = {}
        for value, others in self._names.items():
            for name in (value, *others):
                key = key_of(name)
                if key:
                    group = by_key.setdefault(key, [])
                    if value not in group:
                        group.append(value)
        # A value's own name is never put in doubt by another value's nickname.
        for value in names:
            if len(by_key.get(key_of(value), ())) > 1:
                by_key[key_of(value)] = [value]
        self._by_key = {key: tuple(values) for key, values in by_key.items()}
        self._keys = list(self._by_key)
        # How many words a name has at most, by its first word: bounds the look-ups at each place of a text.
        self._lengths: dict[str, int] = {}
        for key in self._by_key:
            first, length = key.split(" ", 1)[0], key.count(" ") + 1
            self._lengths[first] = max(length, self._lengths.get(first, 0))

    def __contains__(self, value: object) -> bool:
        """Whether that is a canonical value."""
        return value in self._values

    def __len__(self) -> int:
        """How many canonical values there are."""
        return len(self._sorted)

    @property
    def values(self) -> tuple[str, ...]:
        """All canonical values, sorted."""
        return self._sorted

    def extended(self, names: Mapping[str, Iterable[str]]) -> Vocabulary:
        """The same with more names for its values."""
        more = {value: (*others, *names.get(value, ())) for value, others in self._names.items()}
        return Vocabulary(more)

    def joined(self, other: Vocabulary) -> Vocabulary:
        """The values of both, with all their names."""
        values = dict.fromkeys((*self._names, *other._names))
        return Vocabulary({value: (*self._names.get(value, ()), *other._names.get(value, ())) for value in values})

    def find(self, text: str) -> list[Match]:
        """All known values in a text by exact words (case, plural and "the" aside), in the order of the text.

        Where names overlap, the longest wins. Hash look-ups only: well under 0.1 ms for a sentence, whatever the size.
        """
        words = words_of(text)
        found: list[tuple[int, int, tuple[str, ...]]] = []
        for at in range(len(words)):
            named = self._longest_at(words, at)
            if named is not None:
                found.append((at, *named))
        found.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
        taken: set[int] = set()
        matches = []
        for begin, end, values in found:
            if taken.isdisjoint(range(begin, end)):
                taken.update(range(begin, end))
                matches.append(_match(values, words[begin].start, words[end - 1].end, 1.0))
        return sorted(matches, key=lambda match: match.start)

    def beginning(self, text: str) -> tuple[str, ...]:
        """The values whose names begin with some words: of "Boston", all teams of Boston; sorted."""
        key = key_of(text)
        return tuple(value for value in self._sorted if key and key_of(value).startswith(f"{key} "))

    def match_at(self, words: list[Word], at: int) -> tuple[int, tuple[str, ...]] | None:
        """The longest name that begins at a word: how many words it has, and the values it names; or None."""
        named = self._longest_at(words, at)
        return (named[0] - at, named[1]) if named else None

    def resolve(self, text: str, cutoff: float = 0.85) -> Match | None:
        """The known value that a whole short text names, misspelled or not; None when nothing is close enough."""
        words = words_of(text)
        while len(words) > 1 and words[0].key in _ARTICLES:
            words.pop(0)
        if not words:
            return None
        start, end = words[0].start, words[-1].end
        key = " ".join(word.key for word in words)
        values = self._by_key.get(key) or self._by_singular([word.key for word in words])
        if values is None and not key.endswith("s"):
            values = self._by_key.get(key + "s")
        if values is not None:
            return _match(values, start, end, 1.0)
        # Two letters are too few to be nearly right.
        if len(key) < 3 or len(key) > LONGEST_NAME:
            return None
        close = process.extractOne(key, self._keys, scorer=fuzz.ratio, score_cutoff=cutoff * 100)
        if close is None or len(close[0]) < 4:
            return None
        return _match(self._by_key[close[0]], start, end, close[1] / 100)

    def _longest_at(self, words: list[Word], at: int) -> tuple[int, tuple[str, ...]] | None:
        first = words[at].key
        longest = self._lengths.get(first, 0)
        if longest == 0 and not first.endswith("s"):
            return None
        for length in range(min(longest, len(words) - at), 0, -1):
            keys = [word.key for word in words[at : at + length]]
            values = self._by_key.get(" ".join(keys)) or self._by_singular(keys)
            if values is not None:
                return at + length, values
        if longest == 0:
            values = self._by_singular([first])
            if values is not None:
                return at + 1, values
        return None

    def _by_singular(self, keys: list[str]) -> tuple[str, ...] | None:
        for singular in singulars(keys[-1]):
            values = self._by_key.get(" ".join((*keys[:-1], singular)))
            if values is not None:
                return values
        return None


def _match(values: tuple[str, ...], start: int, end: int, score: float) -> Match:
    return Match(values[0], start, end, score, values if len(values) > 1 else ())
