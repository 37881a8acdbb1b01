"""What a recogniser gives, and what it is asked: the interface behind which Whisper or another one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.speech.sound import Sound


@dataclass(frozen=True)
class Hypothesis:
    """One way to have heard it."""

    text: str
    """The words."""
    confidence: float
    """The chance that exactly these words were said, 0 to 1."""


@dataclass(frozen=True)
class Hearing:
    """What was heard."""

    best: Hypothesis
    """The likeliest; empty words where nobody spoke."""
    others: tuple[Hypothesis, ...] = ()
    """What else it may have been, likeliest first."""
    no_speech: float = 0.0
    """The chance that nobody spoke, 0 to 1."""
    seconds: float = 0.0
    """How long the sound was."""

    @property
    def asr(self) -> dict[str, Any]:
        """The same as a front-end tells it in its metadata (docs/front-ends.md)."""
        every = [self.best, *self.others]
        told = [{"text": one.text, "confidence": round(one.confidence, 3)} for one in every if one.text]
        return {"confidence": round(self.best.confidence, 3), "hypotheses": told}


SILENCE = Hearing(Hypothesis("", 0.0), no_speech=1.0)
"""Nobody spoke."""


class Recogniser(Protocol):
    """Hears words in sound; safe to be called from several threads, one after the other."""

    @property
    def called(self) -> str:
        """What it is, for lists."""

    def hear(self, sound: Sound, words: Sequence[str] = ()) -> Hearing:
        """Hear one request of at most thirty seconds.

        Args:
            sound: what to hear.
            words: names and other words that this person may say; they are preferred where they fit.

        Raises:
            SpeechMissing: it cannot be loaded.
        """
