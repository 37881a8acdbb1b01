"""The signs of feedback as values, and the words that give one: complaints, corrections, breaking off, apologies.

Which of them a turn shows, `preferences.feedback` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

SESSION_GAP = 45.0
"""Seconds within which a turn still speaks to the one before; most real corrections come sooner."""


class Kind(str, Enum):
    """What kind of sign it is; teaching flows name the first six in `teachable_at`."""

    REPEAT = "repeat"
    REPHRASE = "rephrase"
    DISSATISFACTION = "dissatisfaction"
    CORRECTION = "correction"
    BARGE_IN = "barge_in"
    FALLBACK = "fallback"
    STOP = "stop"
    APOLOGY = "apology"
    ABANDONED = "abandoned"
    DENIED = "denied"
    CONFIRMED = "confirmed"


ADMITTED = frozenset({Kind.APOLOGY, Kind.ABANDONED})
"""Signs that the assistant gives itself, and silence after them; all others are what a person says or does."""


@dataclass(frozen=True)
class Sign:
    """One sign that the turn before went wrong."""

    kind: Kind
    """What was seen."""
    weight: float
    """How much it says, 0 to 1."""
    evidence: str
    """In words, for whoever asks."""


def failure(found: Iterable[Sign]) -> float:
    """The chance that something went wrong, 0 to 1, taking the signs as independent."""
    fine = 1.0
    for sign in found:
        fine *= 1.0 - sign.weight
    return 1.0 - fine


_DISSATISFIED = re.compile(
    r"\b(not (at all |quite |really |exactly )?what i "
    r"(wanted|asked|meant|said|had in mind|was (looking|hoping) for|expected|needed?)|"
    r"you('re| are) not listening|wrong|that'?s not (it|right)|not that( one)?|"
    r"stop that|i (said|asked for)|are you (deaf|listening)|useless|terrible|awful|no good|you never listen)\b",
    re.IGNORECASE,
)
_CORRECTING = re.compile(
    r"^\s*(no+|nope|nah|not (that|those|this|these|him|her|it|them))\b|"
    r"^\s*(sorry|wait|actually|i mean)\b[\s,]+.*\b(i (meant|mean|said|want(ed)?|prefer)|not)\b"
    r"|\bi (meant|said)\b",
    re.IGNORECASE,
)


_APOLOGETIC = re.compile(
    r"\b(sorry|apologi[sz]e|pardon|(don'?t|do not|didn'?t|did not|can'?t|cannot|could(n'?t| not)) "
    r"(quite |really )?(understand|understood|know|get|catch|find|do|recogni[sz]e|follow|hear|help)|not sure|unable|"
    r"no such|not (found|supported|available|possible|valid)|invalid|unknown|failed|error|went wrong|say that again|"
    r"rephrase|not something i)\b",
    re.IGNORECASE,
)


_STOPS = re.compile(
    r"^\W*(?:(?:please|ok|okay|no|hey|oh|just)\W+)*"
    r"(?:stop(?: (?:it|that|this|now|talking))?|cancel(?: (?:it|that|this))?|never ?mind|forget (?:it|about it)|"
    r"shut up|quiet|abort|enough|that'?s enough)(?:\W+(?:please|now|thanks))*\W*$",
    re.IGNORECASE,
)


def sounds_apologetic(reply: str) -> bool:
    """Whether a reply says itself that the request was not served."""
    return bool(_APOLOGETIC.search(reply))


def sounds_dissatisfied(text: str) -> bool:
    """Whether the words themselves complain."""
    return bool(_DISSATISFIED.search(text))


def sounds_correcting(text: str) -> bool:
    """Whether the words take back what the assistant did: "no, I meant ...", "not that, ..."."""
    return bool(_CORRECTING.search(text)) or bool(_DISSATISFIED.search(text))


def sounds_stopping(text: str) -> bool:
    """Whether the words break off what the assistant does, and say nothing else."""
    return bool(_STOPS.match(text))
