"""Finds the nouns and verbs of a concept in what people say: "kinds of music", "listening to"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from preferences.clauses import Token
from preferences.flow import Flow
from preferences.vocabulary import singulars, words_of


def singular_noun(word: str) -> bool:
    """Whether a noun speaks of one thing: "restaurant", not "restaurants" or "music"."""
    return not word.endswith("s") and word in (
        "restaurant",
        "place",
        "song",
        "track",
        "film",
        "movie",
        "album",
        "dish",
        "band",
        "record",
    )


@lru_cache(maxsize=256)
def _phrases(phrases: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        parts = tuple(word.key for word in words_of(phrase))
        by_first.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(some, key=len, reverse=True)) for first, some in by_first.items()}


def noun_at(tokens: Sequence[Token], at: int, flows: Sequence[Flow]) -> tuple[tuple[Flow, ...], int] | None:
    """The flows one of whose nouns stands at a token (plural or not), and the token after it."""
    longest = 0
    found: list[Flow] = []
    for flow in flows:
        length = _phrase_length(tokens, at, _phrases(flow.nouns))
        if length > longest:
            longest, found = length, [flow]
        elif length and length == longest:
            found.append(flow)
    return (tuple(found), at + longest) if longest else None


def _phrase_length(tokens: Sequence[Token], at: int, phrases: dict[str, tuple[tuple[str, ...], ...]]) -> int:
    if at >= len(tokens):
        return 0
    first = tokens[at].text
    for start in (first, *singulars(first)):
        for parts in phrases.get(start, ()):
            if len(parts) > len(tokens) - at:
                continue
            given = [token.text for token in tokens[at : at + len(parts)]]
            if all(part == word or part in singulars(word) for part, word in zip(parts, given, strict=False)):
                return len(parts)
    return 0


@lru_cache(maxsize=256)
def _forms(verbs: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    forms: list[str] = []
    for verb in verbs:
        first, _, rest = verb.partition(" ")
        doubled = first + first[-1] if first in ("root", "get", "put", "bet") and first != "root" else first
        stem = doubled[:-1] if doubled.endswith("e") and not doubled.endswith("ee") else doubled
        for form in (first, stem + "ing"):
            forms.append(f"{form} {rest}".strip())
    return _phrases(tuple(forms))


def verb_at(tokens: Sequence[Token], at: int, flows: Sequence[Flow]) -> tuple[tuple[Flow, ...], int] | None:
    """The flows one of whose verbs stands at a token ("eat", "listening to"), and the token after it."""
    longest = 0
    found: list[Flow] = []
    for flow in flows:
        length = _phrase_length(tokens, at, _forms(flow.verbs)) if flow.verbs else 0
        if length > longest:
            longest, found = length, [flow]
        elif length and length == longest:
            found.append(flow)
    return (tuple(found), at + longest) if longest else None
