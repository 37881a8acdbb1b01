"""Whether a turn of the record says the one before again, put better."""

from __future__ import annotations

from rapidfuzz import fuzz
from scipy.special import expit

from learning.record import LoggedTurn
from learning.rephrase import pair_of, rephrase_chance
from learning.rewriting_evidence import alike, log_odds
from learning.wording import sounds_alike, wording
from preferences import acts
from preferences.signs import sounds_correcting

ANOTHER = 0.02
"""The most that it is given where a detail is another one."""
HEARD_AS = 0.55
"""Likeness, 0 to 1, as letters or as sounds, from which on one detail may have been heard as the other."""


def said_again(first: LoggedTurn, second: LoggedTurn) -> float:
    """How likely the second turn puts the first right, 0 to 1.

    The mean, in log odds, of the shipped model and of the letters alone: the model takes an answer that does something
    for a good one, which in a record of misread requests it often is not.
    """
    chances = alike(first, second), rephrase_chance(pair_of(first, second))
    mean = float(expit(sum(log_odds(chance) for chance in chances) / 2))
    return min(mean, ANOTHER) if asks_another(first, second) else mean


def asks_another(first: LoggedTurn, second: LoggedTurn) -> bool:
    """Whether a detail of the second is another one of its kind: Tokyo after Paris is another question.

    What may have been misheard is not, nor what is said to put the first right.
    """
    if second.intent == acts.CORRECTION or sounds_correcting(second.heard):
        return False
    now = dict(second.said)
    pairs = [(value, now[name]) for name, value in first.said if name in now]
    return any(_unlike(value.casefold(), other.casefold()) for value, other in pairs)


def _unlike(one: str, other: str) -> bool:
    sounds = sounds_alike(wording(one).sounds, wording(other).sounds)
    return max(fuzz.ratio(one, other) / 100, sounds) < HEARD_AS
