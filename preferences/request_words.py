"""The words of one request, sorted into those that explain themselves and those that nobody taught.

A word counts as known when it carries requests of that kind in the NLU examples, when a vocabulary lists it, when it
counts or tells a time, or when it stands in a detail whose values are open (a song, a list, a name).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from preferences.carriers import CLOSED, Carriers, load_carriers
from preferences.curriculum import load_curriculum
from preferences.gap import HOME, LIGHTS, Gap
from preferences.known_words import ARTICLES, IDLE, LAMPS, MOODS, NOUNS, NUMBERS, SORTS_OF_LAMPS, STOPS, TIMES, UNITS
from preferences.phrase import key_word
from preferences.request import Entity
from preferences.vocabulary import Vocabulary, words_of

SCENE = "scene"
"""The entity of settings that no vocabulary lists."""
PLACES = frozenset({"house_place", "device_type"})
"""The vocabularies of what can be set."""
ALIKE = 84.0
"""Likeness in percent from which on a word is a misspelled known one."""


class RequestWords:
    """One request, its words sorted into known and unknown."""

    def __init__(self, text: str, intent: str, entities: Sequence[Entity]) -> None:
        self.text, self.intent = text, intent
        self.carriers: Carriers = load_carriers()
        self.carried = self.carriers.of(intent)
        self.words = words_of(text)
        self.entities = entities
        self.fixed = self._covered()
        self.strange = [at for at in range(len(self.words)) if self._strange(at)]

    def _covered(self) -> dict[int, str]:
        """The words that a vocabulary lists, or that stand in a detail with open values: word → which."""
        covered: dict[int, str] = {}
        for name, vocabulary in _vocabularies(self.intent).items():
            for match in vocabulary.find(self.text):
                for at in self.within(match.start, match.end):
                    covered[at] = name
        if self.intent in HOME:
            return covered  # Nothing in them is a name that could be anything.
        for entity in self.entities:
            if entity.name in ("alarm_name", "timer_name") and re.search(r"\b(?:at|o'?clock)\b", self.text):
                continue
            if entity.name in CLOSED or entity.name == SCENE or not entity.text:
                continue
            start = self.text.find(entity.text)
            for at in self.within(start, start + len(entity.text)):
                covered.setdefault(at, entity.name)
        return covered

    def within(self, start: int, end: int) -> list[int]:
        """Which words stand between two places of the text."""
        return [at for at, word in enumerate(self.words) if start <= word.start and word.end <= end]

    def _strange(self, at: int) -> bool:
        word = self.words[at].key
        if at in self.fixed or word in IDLE or word in self.carried or word in self.carriers.shared:
            return False
        if word in TIMES and self.intent in HOME and self._behind_to(at):
            return True
        if word[:1].isdigit() or word in NUMBERS or key_word(word) in NUMBERS or len(word) < 2:
            return False
        if key_word(word) in self.carried or f"{word}s" in self.carried:
            return False
        if self.intent == "play_music" and word in MOODS:
            return False
        behind = self.words[at + 1].key if at + 1 < len(self.words) else ""
        if self.intent in LIGHTS and word in SORTS_OF_LAMPS and behind in LAMPS:
            return False
        return not _misspelled(word, self.intent)

    def _behind_to(self, at: int) -> bool:
        """Whether a word stands where a setting would: "set the lights to midnight", but "on at midnight"."""
        before = [word.key for word in self.words[:at] if word.key not in ARTICLES]
        return bool(before) and before[-1] in ("to", "into")

    def known_thing(self) -> bool:
        """Whether the request names anything that can be set, or NLU marked a setting in it."""
        named = any(word.key in NOUNS for word in self.words) or bool(set(self.fixed.values()) & PLACES)
        switched = re.search(r"\b(?:turn|switch|power|put)\b.*\b(?:on|off|up|down)\b", self.text, re.IGNORECASE)
        amount = self.intent in LIGHTS and re.search(r"%|\bpercent\b", self.text, re.IGNORECASE) is not None
        timed = self.intent in ("alarm_set", "timer_set")
        return named or amount or timed or switched is not None or any(entity.name == SCENE for entity in self.entities)

    def joins(self, at: int, beside: int) -> bool:
        """Whether a word belongs to the unknown one beside it."""
        word = self.words[at]
        linked = word.key == "of" and 0 < at < len(self.words) - 1
        if linked and at - 1 in self.strange and at + 1 in self.strange:
            return True
        between = self.text[min(word.end, self.words[beside].end) : max(word.start, self.words[beside].start)]
        if re.search(r"[,.;:!?]", between):
            return False
        return at in self.strange or not (
            word.key in STOPS
            or word.key in IDLE
            or word.key in self.carriers.openers
            or at in self.fixed
            or word.key in NOUNS
        )

    def counts(self, at: int) -> bool:
        """Whether a word is a number."""
        word = self.words[at].key
        return word[:1].isdigit() or (key_word(word) in NUMBERS and key_word(word) not in UNITS)

    def _hyphened(self, at: int) -> bool:
        return self.text[self.words[at].end : self.words[at + 1].start] == "-"

    def spoken_on(self, at: int) -> bool:
        """Whether nothing but a space stands in front of a word."""
        between = self.text[self.words[at - 1].end : self.words[at].start]
        return re.search(r"[,.;:!?]", between) is None

    def gap(self, begin: int, end: int) -> Gap:
        """The gap from one word to another, both included."""
        # "in-laws" is one word, and what "the dog's office" is about is the office.
        while begin and self._hyphened(begin - 1):
            begin -= 1
        owned = re.match(r"['’]s? ", self.text[self.words[end].end :]) is not None
        while end + 1 < len(self.words) and (
            owned or self.text[self.words[end].end : self.words[end + 1].start] == "-"
        ):
            end, owned = end + 1, False
        first, last = self.words[begin], self.words[end]
        return Gap(self.text[first.start : last.end], first.start, last.end, self.intent)


@lru_cache(maxsize=64)
def _vocabularies(intent: str) -> dict[str, Vocabulary]:
    """The known values of everything such a request can carry, those of teaching flows included."""
    curriculum = load_curriculum()
    names = {"house_place", "device_type", "color_type", *curriculum.signatures.get(intent, ())}
    names |= {guide.entity for _, guide in curriculum.guides(intent)}
    return {name: curriculum.lookups[name] for name in sorted(names) if name in curriculum.lookups}


@lru_cache(maxsize=8192)
def _misspelled(word: str, intent: str) -> bool:
    """Whether a word is nearly one that such requests carry; short ones have to be right."""
    if len(word) < 5:
        return False
    return process.extractOne(word, _near(intent), scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


@lru_cache(maxsize=16)
def _near(intent: str) -> tuple[str, ...]:
    carriers = load_carriers()
    known = {word for word in carriers.of(intent) | carriers.shared if len(word) > 4}
    for vocabulary in _vocabularies(intent).values():
        known |= {word.key for value in vocabulary.values for word in words_of(value) if len(word.key) > 4}
    return tuple(known)
