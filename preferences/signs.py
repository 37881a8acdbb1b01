"""Raw signs of feedback: what a turn says about the one before it. Each carries its evidence and its weight.

The weights start from counts on real command logs: a correction follows 58 % of failed commands, and of verbatim
repeats a third are plain new commands, so that a repeat alone proves little and what came of the request counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from preferences import acts
from preferences.turns import Turn

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


@dataclass(frozen=True)
class Sign:
    """One sign that the turn before went wrong."""

    kind: Kind
    """What was seen."""
    weight: float
    """How much it says, 0 to 1."""
    evidence: str
    """In words, for whoever asks."""


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


def sounds_apologetic(reply: str) -> bool:
    """Whether a reply says itself that the request was not served."""
    return bool(_APOLOGETIC.search(reply))


def sounds_dissatisfied(text: str) -> bool:
    """Whether the words themselves complain."""
    return bool(_DISSATISFIED.search(text))


def sounds_correcting(text: str) -> bool:
    """Whether the words take back what the assistant did: "no, I meant ...", "not that, ..."."""
    return bool(_CORRECTING.search(text)) or bool(_DISSATISFIED.search(text))


def signs(before: Turn | None, turn: Turn) -> tuple[Sign, ...]:
    """What a turn says about the one before it; empty when it says nothing."""
    found: list[Sign] = []
    if turn.barge_in:
        found.append(Sign(Kind.BARGE_IN, 0.5, "you interrupted the answer"))
    if turn.intent == acts.COMPLAINT or sounds_dissatisfied(turn.text):
        found.append(Sign(Kind.DISSATISFACTION, 0.9, "you said it was not right"))
    if turn.intent == acts.CORRECTION:
        found.append(Sign(Kind.CORRECTION, 0.8, "you corrected the answer"))
    if before is None:
        return tuple(found)
    if turn.outcome in ("unsupported", "not_found") and before.outcome in ("unsupported", "not_found"):
        found.append(Sign(Kind.FALLBACK, 0.5, "two requests in a row were not served"))
    again = _again(before, turn)
    if again is not None:
        found.append(again)
    return tuple(found)


def _again(before: Turn, turn: Turn) -> Sign | None:
    if before.intent != turn.intent or not acts.is_request(turn.intent):
        return None
    gap = turn.at - before.at
    soon = gap <= SESSION_GAP
    served = before.outcome == "done"
    said_before, said_now = dict(before.said), dict(turn.said)
    if any(said_now.get(name, value) != value for name, value in said_before.items()):
        return None  # Tokyo after Paris: another question, not the same one again.
    alike = fuzz.ratio(before.text.casefold(), turn.text.casefold()) / 100
    if said_before == said_now:
        weight = 0.6 if soon else (0.2 if served else 0.5)
        if alike >= 0.9:
            return Sign(Kind.REPEAT, weight, "you asked for the same thing again")
        return Sign(Kind.REPHRASE, weight, "you asked for the same thing in other words")
    if soon:
        return Sign(Kind.REPHRASE, 0.5, "you had to say more precisely what you wanted")
    return None


def strongest(found: Sequence[Sign]) -> Sign | None:
    """The sign that says most, or None."""
    return max(found, key=lambda sign: sign.weight, default=None)
