"""Things that can have another name: rooms, devices, teams, places, artists, whatever has a known value."""

from __future__ import annotations

import re

from preferences.carriers import VERBS
from preferences.lookups import load_lookups
from preferences.phrase import phrase_key
from preferences.places import find_place
from preferences.placing import NOUNS, names_thing
from preferences.vocabulary import words_of

_OWN = re.compile(r"(?:the|my|our|his|her|their|a|an|some)\s", re.IGNORECASE)
_ROW = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_INNER = re.compile(r"\b(?:the|a|an|my|our|at|on|in|for|with|by)\b", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:is|are|was|were|be|should|shall|will|would|can|could|must|may|has|have|had|do|does|did|i|you|we|they|it|"
    r"to|then|when|if|than|please|not|no)\b|['’](?:s|re|ll|m|d) (?:a|the|at|on|off|in)\b|[?]",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|my|our|a|an)\s+", re.IGNORECASE)
_NOUN = re.compile(
    r"\b(?:" + "|".join(NOUNS.values()) + r"|list|alarm|timer|room|team|playlist)$",
    re.IGNORECASE,
)


def is_name(words: str) -> bool:
    """Whether words name one known thing and nothing else: "the kitchen lamp", "the Warriors", "Portland, Maine"."""
    return known_name_at(words.strip()) == len(words.strip())


def is_own_name(words: str, meant: bool = False) -> bool:
    """Whether words name somebody or something only the person knows: "my sister Ingrid", "salsa, chips and limes".

    No list holds such names, so their form has to do: they begin as a name does, or several stand in a row, and
    nothing in them says what somebody does, is or should do.

    Args:
        words: what something is to stand for.
        meant: whether they were said to be meant, so that one plain name will do: "dishwasher tablets".
    """
    parts = [part for part in _ROW.split(words.strip(" .!")) if part]
    firsts = [word.key for part in parts for word in words_of(part)[:1]]
    if not parts or len(firsts) < len(parts) or _SAYS.search(words) or any(first in VERBS for first in firsts):
        return False
    named = _OWN.match(words) or (words[:1].isupper() and not words.isupper())
    longest = max(len(part.split()) for part in parts)
    plain = len(parts) > 1 or (meant and not _INNER.search(words))
    return longest <= 6 if named else plain and longest <= 3


def is_known(entity: str, value: str) -> bool:
    """Whether a value is one that the vocabulary of an entity lists."""
    vocabulary = load_lookups().get(entity)
    return vocabulary is not None and bool(vocabulary.find(value))


def known_name_at(text: str) -> int:
    """Where the longest known name at the beginning of a text ends; 0 when it begins with none."""
    words = words_of(text)
    for count in range(min(len(words), 8), 0, -1):
        end = words[count - 1].end
        if words[count - 1].key in ("the", "a", "an", "my", "our", "in", "on", "of", "at"):
            continue
        if _known(text[:end]):
            return end
    return 0


def _known(name: str) -> bool:
    bare = _ARTICLE.sub("", name)
    if names_thing(name) and not re.match(r"(?:in|on|at|of)\b", name, re.IGNORECASE):
        return True
    for entity, vocabulary in load_lookups().items():
        if entity == "color_type":
            continue
        found = vocabulary.find(bare)
        if len(found) == 1 and found[0].start == 0 and found[0].end == len(bare):
            return True
    if _NOUN.search(bare) and len(bare.split()) <= 4 and _ARTICLE.match(name):
        return True
    place = find_place(bare) if bare[:1].isupper() and len(bare) > 2 else None
    return place is not None and place.exact and phrase_key(bare.split(",")[0]) == phrase_key(place.place.name)
