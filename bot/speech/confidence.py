"""How sure a hearing may be called: the chance that no word of it is wrong."""

from __future__ import annotations

import math
import zlib

FEATURES = ("avg_logprob", "no_speech_prob", "log_words", "repetition")
"""What the chance is taken from, in this order."""
OFFSET = 6.744
WEIGHTS = {"avg_logprob": 7.462, "no_speech_prob": -0.388, "log_words": -2.365, "repetition": -7.581}
"""A logistic regression on the 2 031 hearings of `speech/heard_devel.jsonl` that have words: synthetic speech, Whisper
tiny.en. Command: `python -m benchmarks.speech_confidence`; on hearings it was not fitted on, its expected calibration
error is 0.019 [0.015, 0.036], where exp(avg_logprob) as it is has 0.364 [0.349, 0.382]."""


def features(text: str, avg_logprob: float, no_speech_prob: float) -> tuple[float, ...]:
    """What is looked at in one hearing.

    Args:
        text: the words heard.
        avg_logprob: the mean log probability of a token, as Whisper computes it.
        no_speech_prob: Whisper's chance that nobody spoke.
    """
    return avg_logprob, no_speech_prob, math.log1p(len(text.split())), repetition(text)


def repetition(text: str) -> float:
    """How much of a text repeats itself, 0 to 1: a recogniser that is lost says the same again and again.

    Whisper's own sign, the ratio of its length to that of its zlib form (Radford et al. 2022, section 4.5), above 2.4.
    """
    data = text.encode()
    return float(bool(data) and len(data) / len(zlib.compress(data)) > 2.4)


def confidence(text: str, avg_logprob: float, no_speech_prob: float) -> float:
    """The chance that exactly these words were said, 0 to 1; 0 for none."""
    if not text:
        return 0.0
    seen = features(text, avg_logprob, no_speech_prob)
    return 1 / (1 + math.exp(-OFFSET - sum(WEIGHTS[name] * value for name, value in zip(FEATURES, seen, strict=True))))
