"""Reads which of several values somebody means: "the hockey one", "San Francisco", "the second"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from preferences.flow import Flow
from preferences.vocabulary import words_of

_PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "latter": -1}
_PICKING = 4
"""Words that an answer by place has at most: "the first one please"."""
_DENIED = re.compile(r"\b(?:not|isn['’]t|never)\b[^,;.]*|\bno\b\s*,?\s*(?=not\b)|\bno\b\s*,", re.IGNORECASE)
"""What is not meant: "not the hockey one", up to the comma."""
_NEITHER = frozenset({"neither", "none", "no"})


def choose(text: str, candidates: Sequence[str], flow: Flow) -> str | None:
    """The candidate that an answer picks, or None.

    It may name one in full or by a nickname, by a part of its name that no other has, by a word of its kind
    (its sport, its league, its city) or by its place in the question.
    """
    if not candidates:
        return None
    meant = _DENIED.sub(" ", text)
    said = [word.key for word in words_of(meant)]
    if _NEITHER.intersection(said):
        return None
    return (
        _by_part(set(said), candidates)
        or _by_name(meant, candidates, flow)
        or _by_kind(said, candidates, flow)
        or _by_place(set(said), candidates)
    )


def _by_part(said: set[str], candidates: Sequence[str]) -> str | None:
    parts = [{word.key for word in words_of(candidate)} for candidate in candidates]
    shared = set.intersection(*parts) if len(parts) > 1 else set()
    return _only(candidates, [len(said & (part - shared)) for part in parts])


def _by_name(text: str, candidates: Sequence[str], flow: Flow) -> str | None:
    if flow.vocabulary is None:
        return None
    named = [set(match.ambiguous or (match.value,)) for match in flow.vocabulary.find(text)]
    return _only(candidates, [sum(candidate in names for names in named) for candidate in candidates])


def _by_kind(said: Sequence[str], candidates: Sequence[str], flow: Flow) -> str | None:
    words = f" {' '.join(said)} "
    return _only(
        candidates,
        [sum(f" {kind} " in words for kind in flow.kinds.get(candidate, ())) for candidate in candidates],
    )


def _by_place(said: set[str], candidates: Sequence[str]) -> str | None:
    shared = set.intersection(*({word.key for word in words_of(candidate)} for candidate in candidates))
    if len(said - shared) > _PICKING:
        return None
    places = {place % len(candidates) for word, place in _PLACES.items() if word in said and place < len(candidates)}
    return candidates[places.pop()] if len(places) == 1 else None


def _only(candidates: Sequence[str], hits: Sequence[int]) -> str | None:
    """The candidate with most hits, when there is just one such."""
    most = max(hits)
    return candidates[hits.index(most)] if most and hits.count(most) == 1 else None
