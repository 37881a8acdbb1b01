"""Tells a name from a word that says how or what somebody is: "I'm Fatima", not "I'm Hungry" or "I'm Italian"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from preferences import parsing
from preferences.flow import Flow
from preferences.place_words import GIVEN_NAMES
from preferences.vocabulary import key_of

_OF_A_PEOPLE = re.compile(r"(?:ish|ese|ian|can|ic|man|est|ist)$")


def is_name(nlp: Any, text: str, begin: int, end: int, flows: Sequence[Flow], greeted: bool) -> bool:
    """Whether words behind "I am" are the speaker's name; only capitals make one.

    Args:
        nlp: the pipeline; asked for the kind of word.
        text: what the person said.
        begin: where the words begin.
        end: where they end (exclusive).
        flows: a word that one of their vocabularies knows is no name.
        greeted: whether a greeting stands before; people give their name with one.
    """
    words = text[begin:end]
    parts = words.split()
    if not parts or not all(part[:1].isupper() for part in parts) or text.isupper():
        return False
    # Where Every Word Has A Capital, capitals say nothing.
    around = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text[:begin] + text[end:])
    if len(around) > 2 and all(word[0].isupper() for word in around):
        return False
    if any(flow.vocabulary is not None and flow.vocabulary.resolve(words, cutoff=1.0) is not None for flow in flows):
        return False
    if all(key_of(part) in GIVEN_NAMES for part in parts):
        return True
    kinds = {token.pos_ for token in parsing.parse(nlp, text) if begin <= token.idx < end}
    if "PROPN" in kinds:
        return True
    # A name the parser does not know passes for an adjective.
    return greeted and len(parts) == 1 and not kinds & {"VERB", "ADV", "AUX"} and not _OF_A_PEOPLE.search(words)
