"""The kinds of a request's signs as one whole number, a bit for each: for tables of millions of requests."""

from __future__ import annotations

from collections.abc import Iterable

from preferences.signs import Kind

BITS = {kind: 1 << place for place, kind in enumerate(Kind)}
"""The bit of each kind."""


def packed(kinds: Iterable[Kind]) -> int:
    """The number of some kinds; how often each was seen is not in it."""
    found = 0
    for kind in kinds:
        found |= BITS[kind]
    return found
