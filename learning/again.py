"""Whether a turn of the record says the one before again, put better."""

from __future__ import annotations

from scipy.special import expit, logit

from learning.record import LoggedTurn
from learning.rephrase import pair_of, rephrase_chance
from learning.rewriting_evidence import alike

NEVER = 1e-6
"""The least chance, so that neither of two judges decides alone."""


def said_again(first: LoggedTurn, second: LoggedTurn) -> float:
    """How likely the second turn puts the first right, 0 to 1.

    The mean, in log odds, of the shipped model and of the letters alone: the model takes an answer that does something
    for a good one, which in a record of misread requests it often is not.
    """
    chances = alike(first, second), rephrase_chance(pair_of(first, second))
    return float(expit(sum(logit(min(max(chance, NEVER), 1.0 - NEVER)) for chance in chances) / 2))
