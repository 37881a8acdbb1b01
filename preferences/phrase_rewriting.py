"""What a message becomes before NLU reads it: taught phrases replaced, and what it teaches laid out to be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from preferences.phrase_mention import explained, forgettable
from preferences.phrase_turn import phrase_turn
from preferences.preference import Profile
from preferences.state import AskedPhrase


@dataclass(frozen=True)
class Rewritten:
    """A message as NLU shall read it."""

    text: str
    """Its words; those that were said, where nothing was replaced."""
    read: tuple[str, ...] = ()
    """Further words to be read: the steps of a phrase, or what a message may teach."""
    record: dict[str, Any] = field(default_factory=dict)
    """What the turn's record says of it."""


def rewritten(text: str, asked: AskedPhrase | None, profile: Profile, at: float) -> Rewritten:
    """Look a message up among the person's phrases.

    Args:
        text: what the person said.
        asked: the question about a phrase that is open.
        profile: what is known about the person.
        at: when the message came, seconds since the epoch.
    """
    book = profile.book
    turn = phrase_turn(text, asked, book, at)
    if turn is not None:
        return Rewritten(text, turn.texts, {"candidates": []})
    if not book.phrases or forgettable(text, book) or explained(text, book) is not None:
        return Rewritten(text)
    expansion = book.expand(text)
    if expansion is None:
        return Rewritten(text)
    told = "; ".join(dict.fromkeys(phrase.told for phrase in expansion.phrases))
    record = {
        "id": f"phrase:{expansion.phrases[0].id}",
        "layer": "phrase",
        "text": ", then ".join(expansion.steps),
        "told": f"you taught me that {told}",
    }
    if len(expansion.steps) == 1:
        return Rewritten(expansion.steps[0], (), {"rewrite": record})
    return Rewritten(text, expansion.steps, {"rewrite": record, "steps": []})
