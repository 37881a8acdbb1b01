"""Values that were clearly named and that no vocabulary knows."""

from __future__ import annotations

import re

from preferences.clauses import Sentence
from preferences.flow import Flow
from preferences.nouns import noun_at
from preferences.stated import Unknown

_UNKNOWN_WORDS = 8
"""How many words are handed on at most."""


def unknown_value(sentence: Sentence, at: int, flows: tuple[Flow, ...]) -> Unknown | None:
    """What stands where a value was clearly named: "the colour of tuesday"."""
    end = at
    while end < len(sentence.tokens) and end - at < _UNKNOWN_WORDS:
        if sentence.tokens[end].text in (",", "and", "but", "because", "so", "now"):
            break
        end += 1
    words = sentence.words(at, end)
    if not words or sentence.tokens[at].text in (
        "it",
        "that",
        "not",
        "what",
        "when",
        "how",
        "to",
        "i",
        "you",
        "my",
        "something",
        "whatever",
    ):
        return None
    return Unknown(flows[0].concept if flows else "", words)


def unknown_name(sentence: Sentence, at: int, flows: tuple[Flow, ...]) -> Unknown | None:
    """The same, where only a name in capitals can be one: "I support Real Madrid"."""
    found = unknown_value(sentence, at, flows)
    if found is None or not re.match(r"(?:the )?[A-Z]", found.words):
        return None
    return found


def unheard_of(sentence: Sentence, at: int, flows: tuple[Flow, ...], known: frozenset[str]) -> Unknown | None:
    """A word of no language before a noun of a concept: "klingon food"."""
    tokens = sentence.tokens
    if at + 1 >= len(tokens) or not tokens[at].text.isalpha() or tokens[at].text in known:
        return None
    nominal = noun_at(tokens, at + 1, flows)
    if nominal is None or len(tokens[at].text) < 3:
        return None
    return Unknown(nominal[0][0].concept, sentence.words(at, at + 1))
