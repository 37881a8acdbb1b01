"""What was heard badly: whether to ask "did you say ...?", and what a confirmed hearing teaches.

A recogniser that is unsure gives several hearings. The one that can be read as a request is worth a question; what can
be read as nothing must not be taken for words that somebody wants to teach. When a person confirms twice that the same
wrong words meant the same right ones, these become a phrase of theirs: seen in every list, undone and forgotten
like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from preferences.intake import clean
from preferences.memory import Memory
from preferences.phrase import Kind, Phrase, phrase_key

SURE = 0.5
"""Confidence from which on a hearing is taken as it is."""
TEACHES_FROM = 0.3
"""Confidence from which on a hearing may change what is remembered; below, it is asked about first."""
HOPELESS = 0.1
"""Confidence below which a hearing that cannot be read is not even asked about: of such, one in twenty is right."""
OPEN_FOR = 60.0
"""Seconds for which the question waits."""
ENOUGH = 2
"""Confirmations after which a hearing becomes a phrase; one may have been a slip of the tongue."""
AGAIN = "Sorry, I didn't catch that. Could you say it again?"
_YES = re.compile(
    r"\s*(oh |well )?(yes|yeah|yep|yup|sure|ok|okay|right|correct|exactly|i did|that'?s (it|right))\b[\s.,!]*"
    r"(please|i did|i do|that'?s right|right|correct)?[\s.,!]*",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\s*(no|nope|nah|not that|i did ?n.?t|i didn’t|wrong)\b[\s.,!]*"
    r"(i did ?n.?t|i didn’t|that'?s wrong|not that|thanks|thank you)?[\s.,!]*",
    re.IGNORECASE,
)


class Choice(str, Enum):
    """What to do with a hearing."""

    SERVE = "serve"
    """Take it as said."""
    ASK = "ask"
    """Ask whether that was said."""
    AGAIN = "again"
    """Ask to hear it again."""


@dataclass(frozen=True)
class Heard:
    """One way to have heard it."""

    text: str
    """The words."""
    confidence: float
    """How sure the recogniser is, 0 to 1."""
    readable: bool = False
    """Whether it can be read as something where the conversation stands."""
    teaches: bool = False
    """Whether that would change what is remembered."""


@dataclass(frozen=True)
class Asked:
    """An open question whether something was said."""

    heard: str
    """What was heard, most likely."""
    meant: str
    """What the person was asked about."""
    at: float
    """When, seconds since the epoch."""

    @property
    def question(self) -> str:
        """The question, to be spoken."""
        return f'Did you say "{self.meant}"?'


def choose(found: Sequence[Heard], refused: Sequence[str] = ()) -> tuple[Choice, str]:
    """What to do with a hearing, and with which words.

    Args:
        found: the hearings, likeliest first; at least one.
        refused: words the person has just said they did not say.
    """
    left = [one for one in found if _key(one.text) not in {_key(text) for text in refused}]
    best = found[0]
    doubtful = best.teaches and best.confidence < TEACHES_FROM
    if best in left and (best.confidence >= SURE or (best.readable and not doubtful)):
        return Choice.SERVE, best.text
    readable = next((one for one in left if one.readable), None)
    if readable is not None:
        return Choice.ASK, readable.text
    if best not in left or best.confidence < HOPELESS:
        return Choice.AGAIN, ""
    # Words of their own, perhaps: worth a lesson, but only once it is known that they were said.
    return Choice.ASK, best.text


def answered(text: str) -> bool | None:
    """Whether words are a yes or a no to the question; None for anything else, which is then a message of its own."""
    if _YES.fullmatch(text):
        return True
    return False if _NO.fullmatch(text) else None


def confirm(memory: Memory, person: str | None, asked: Asked, now: datetime | None = None) -> Phrase | None:
    """Keep that a person confirmed a hearing; returns the phrase it has become, if it has.

    Raises:
        MemoryError_: the memory cannot do its part.
    """
    if person is None or _key(asked.heard) == _key(asked.meant) or not _key(asked.heard):
        return None
    kept, key = memory.belongings(person), clean(f"heard:{_key(asked.heard)}")[:200]
    before = kept.mine(key)
    same = isinstance(before, dict) and before.get("meant") == asked.meant
    times = int(before.get("times", 0)) + 1 if same else 1
    if times < ENOUGH:
        kept.keep_mine(key, {"meant": asked.meant, "times": times})
        return None
    kept.keep_mine(key, None)
    words = f'you confirmed that you had said "{asked.meant}"'
    heard = asked.heard.strip(" .,!?")
    return memory.teach_phrase(person, heard, Kind.REQUEST, (asked.meant.strip(" .,!?"),), words, "heard", now)


def _key(text: str) -> str:
    return phrase_key(" ".join(re.sub(r"[^\w\s']", " ", text).split()))
