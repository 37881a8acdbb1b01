"""What speaks for and against taking over another request's reading: the evidence that the ranker weighs.

Fuzzy and phonetic likeness of the words, what the neighbours agree on, how sure NLU is of either reading, how often
each reading was right before, for everybody and for this person, and whether its details stand in the words at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log, log1p

import jellyfish
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from learning.rewriting_evidence import Meaning
from learning.rewriting_index import Near

Floats = NDArray[np.float32]

SHARP = 9.0
"""How fast a neighbour's vote falls with distance."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A wording of the record, as it may speak for a reading."""

    text: str
    """The wording."""
    meant: Mapping[int, float]
    """How likely it means each reading; what is unknown is missing."""
    own: int
    """The reading NLU gives it."""
    fails: float
    """How likely that reading is wrong."""
    seen: float
    """How often it was said."""
    people: int
    """By how many."""
    confidence: float
    """How sure NLU is of its reading."""


@dataclass(slots=True)
class Standing:
    """How readings stand in the record: everybody's, or one person's."""

    wordings: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """By reading: wordings that mean it."""
    times: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Turns that meant it."""
    read: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Wordings that NLU reads so."""
    read_right: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Those of them that mean it."""
    intent_read: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """The same by intent."""
    intent_right: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """The same by intent."""
    all_times: float = 0.0
    """Turns in all."""

    def add(self, entry: Entry, intent: str, sign: float = 1.0) -> None:
        """Count an entry; with -1, take it out again."""
        for meaning, chance in entry.meant.items():
            self.wordings[meaning] += sign * chance
            self.times[meaning] += sign * chance * entry.seen
            self.all_times += sign * chance * entry.seen
        right = entry.meant.get(entry.own, 0.0)
        self.read[entry.own] += sign
        self.read_right[entry.own] += sign * right
        self.intent_read[intent] += sign
        self.intent_right[intent] += sign * right


@dataclass(frozen=True)
class Query:
    """A request whose reading is in question."""

    text: str
    """Its wording."""
    own: Meaning
    """How NLU reads it."""
    ranking: Sequence[tuple[str, float]]
    """NLU's ranking, best first."""
    asr: float | None = None
    """How sure the speech recogniser was."""


@dataclass(frozen=True)
class Around:
    """What was found around a request in one index."""

    near: Near
    """The neighbours."""
    entries: Sequence[Entry]
    """They themselves, in the same order."""


@dataclass(slots=True)
class _For:
    """What the neighbours say for one reading."""

    vote: float = 0.0
    letters: float = 0.0
    meaning: float = 0.0
    both: float = 0.0
    second: float = 0.0
    chance: float = 0.0
    text: str = ""


NAMES = (
    "letters", "meaning", "both", "over_60", "over_75", "over_88", "second", "vote", "vote_log", "fuzzy_over_70",
    "sorted", "sound", "sound_over_80", "times", "wordings", "confidence_of_intent", "details_in", "details_missing",
    "share_missing", "length", "chance", "own", "own_confidence", "own_margin", "own_right", "own_intent_right",
    "own_times", "own_never", "own_details", "own_asr", "other_same_intent", "other_both", "other_vote",
)  # fmt: skip
"""The features of an alternative, in order."""
PERSONAL = ("my_times", "my_share", "my_both", "my_vote", "my_letters", "my_never", "own_my_times", "own_my_both")
"""And those that only a person's own record gives."""
MOST = 8
"""Readings besides the own one that are weighed."""


def alternatives(
    query: Query,
    own: int,
    around: Around,
    meanings: Sequence[Meaning],
    standing: Standing,
    mine: tuple[Around, Standing] | None = None,
) -> tuple[list[int], Floats]:
    """What a request may mean: its own reading first, then those its neighbours speak for, with the features of each.

    Args:
        query: the request.
        own: the number of its own reading; -1 when the record does not know it.
        around: its neighbours among everybody's wordings.
        meanings: all readings by number.
        standing: how readings stand with everybody.
        mine: the person's own neighbours and standing; None for the global layer alone.

    Returns:
        Numbers of readings, and a row of `NAMES` (and `PERSONAL`) for each.
    """
    said = _votes(around)
    my = _votes(mine[0]) if mine is not None else {}
    total = sum(one.vote for one in said.values()) + 1e-9
    my_total = sum(one.vote for one in my.values()) + 1e-9
    for number, one in my.items():
        if number not in said:
            said[number] = _For(0.0, one.letters, one.meaning, one.both, 0.0, one.chance, one.text)
    ranked = sorted(said, key=lambda n: -(said[n].vote / total + (my[n].vote / my_total if n in my else 0.0)))
    numbers = [own, *[number for number in ranked if number != own][:MOST]]
    rows = []
    asked = _Asked.of(query)
    for number in numbers:
        candidate = query.own if number == own else meanings[number]
        row = _row(asked, number == own, candidate, number, said.get(number, _For()), total, standing)
        if mine is not None:
            row += _mine(number == own, number, my.get(number, _For()), my_total, mine[1])
        rows.append(row)
    return numbers, np.array(rows, np.float32)


def _votes(around: Around) -> dict[int, _For]:
    found: dict[int, _For] = {}
    near = around.near
    for letters, meaning, entry in zip(near.letters.tolist(), near.meaning.tolist(), around.entries, strict=True):
        both = (letters + meaning) / 2
        weight = exp(SHARP * (both - 1.0))
        for number, chance in entry.meant.items():
            if chance < 0.02:
                continue
            one = found.setdefault(number, _For())
            one.vote += weight * chance
            if both * chance**0.25 > one.both * one.chance**0.25:
                one.second = max(one.second, one.both)
                one.both, one.chance, one.text = both, chance, entry.text
            else:
                one.second = max(one.second, both)
            if chance > 0.3:
                one.letters, one.meaning = max(one.letters, letters), max(one.meaning, meaning)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request with what is computed once for all its alternatives."""

    query: Query
    words: list[str]
    sound: str
    ranked: Mapping[str, float]
    sure: float
    margin: float

    @classmethod
    def of(cls, query: Query) -> _Asked:
        ranking = query.ranking
        sure = ranking[0][1] if ranking else 0.0
        margin = sure - (ranking[1][1] if len(ranking) > 1 else 0.0)
        return cls(query, query.text.split(), sound(query.text), dict(ranking), sure, margin)


def _row(
    asked: _Asked, own: bool, candidate: Meaning, number: int, said: _For, total: float, standing: Standing
) -> list[float]:
    query, intent = asked.query, candidate.intent
    values = [value for _, value in candidate.entities]
    inside = sum(_stands(value, query.text) for value in values)
    missing = len(values) - inside
    there = said.text.split()
    fuzzy = fuzz.ratio(query.text, said.text) / 100 if there else 0.0
    sounds = fuzz.ratio(asked.sound, sound(said.text)) / 100 if there else 0.0
    times = log1p(max(standing.times.get(number, 0.0), 0.0))
    right = (standing.read_right.get(number, 0.0) + 1.3) / (standing.read.get(number, 0.0) + 2.0)
    usual = (standing.intent_right.get(intent, 0.0) + 1.3) / (standing.intent_read.get(intent, 0.0) + 2.0)
    vote = said.vote / total
    return [
        said.letters,
        said.meaning,
        said.both,
        max(said.both - 0.6, 0.0),
        max(said.both - 0.75, 0.0),
        max(said.both - 0.88, 0.0),
        said.second,
        vote,
        log(vote + 0.02),
        max(fuzzy - 0.7, 0.0),
        fuzz.token_sort_ratio(query.text, said.text) / 100 if there else 0.0,
        sounds,
        max(sounds - 0.8, 0.0),
        times,
        log1p(max(standing.wordings.get(number, 0.0), 0.0)),
        log(asked.ranked.get(intent, 0.0) + 0.003),
        inside,
        missing,
        missing / len(values) if values else 0.0,
        abs(len(there) - len(asked.words)) / 5 if there else 1.0,
        said.chance,
        own,
        own * _odds(asked.sure),
        own * asked.margin,
        own * _odds(right),
        own * _odds(usual),
        own * times,
        own * (times == 0.0),
        own * bool(values),
        own * (query.asr if query.asr is not None else 1.0),
        (not own) * (intent == query.own.intent),
        (not own) * said.both**2,
        (not own) * vote,
    ]


def _odds(chance: float) -> float:
    return log((chance + 1e-3) / (1.0 - chance + 1e-3))


def _mine(own: bool, number: int, said: _For, total: float, mine: Standing) -> list[float]:
    times = max(mine.times.get(number, 0.0), 0.0)
    return [
        log1p(times),
        times / max(mine.all_times, 1.0),
        said.both,
        said.vote / total,
        said.letters,
        times < 0.2,
        own * log1p(times),
        own * said.both,
    ]


def _stands(value: str, text: str) -> bool:
    return f" {value.casefold()} " in f" {text} "


def sound(text: str) -> str:
    """How a wording sounds, roughly: the metaphone of each word."""
    return " ".join(_word_sound(word) for word in text.split())


@lru_cache(maxsize=100_000)
def _word_sound(word: str) -> str:
    return jellyfish.metaphone(word) or word
