"""Which readings rewriting may touch: the one list of those that are sensitive."""

from __future__ import annotations

from preferences import acts

SENSITIVE = (
    acts.MEMORY
    | frozenset(
        {
            acts.STATEMENT,
            acts.AFFIRM,
            acts.NEGATE,
            acts.SKIP,
            acts.CANCEL,
            acts.CORRECTION,
            acts.COMPLAINT,
            acts.FOLLOW_UP,
        }
    )
    | frozenset(
        {acts.LESSON_ANSWER, acts.OFFER_ACCEPTED, acts.OFFER_DECLINED, acts.ERASE_CONFIRMED, acts.ERASE_DECLINED}
    )
)
"""Readings that are never replaced, and never put in another's place: what destroys, teaches or answers a question."""

SMALL_TALK = "general_quirky"
"""What is asked of the assistant itself; an answer is all that is wanted."""


def replaceable(intent: str) -> bool:
    """Whether a request that is read so may be rewritten."""
    return intent not in SENSITIVE


def takeable(intent: str) -> bool:
    """Whether a reading may be put in another's place: only what asks for something, be it small talk."""
    return (acts.is_request(intent) or intent == SMALL_TALK) and intent not in SENSITIVE
