"""The learned judge of teachable moments: how likely the turn before went wrong, given what the person says now.

It takes the place of `preferences.moments.weigh`, which takes all signs as independent. What a person says outright
still counts as it does there.
"""

from __future__ import annotations

import logging

from learning.defects import defect_of
from preferences.errors import LearningError
from preferences.moments import ENOUGH, weigh
from preferences.signs import Kind, Sign
from preferences.turns import Turn

logger = logging.getLogger(__name__)

BORDER = 0.16
"""The chance of a defect from which on a moment is teachable; `benchmarks.judge` tells how it was chosen."""
OUTRIGHT = frozenset({Kind.DISSATISFACTION, Kind.CORRECTION})
"""Signs that a person gives in words; no model knows better."""


def defect_before(before: Turn, turn: Turn) -> float:
    """The chance that a turn was a defect, given the next one; 1, where the model cannot be read."""
    try:
        return defect_of(before, turn)
    except LearningError as problem:
        logger.error("%s", problem)
        return 1.0  # Nothing is open then, so nothing is asked.


def learned_judge(turn: Turn, before: Turn | None, found: tuple[Sign, ...]) -> float:
    """The weight of a moment, 0 to 1, with 0.5 where the chance of a defect reaches `BORDER`.

    Args:
        turn: what the person says now.
        before: the turn that may have gone wrong; without one the signs are weighed.
        found: the signs.
    """
    outright = weigh(turn, before, tuple(sign for sign in found if sign.kind in OUTRIGHT))
    if outright >= ENOUGH:
        return outright
    if before is None:
        return weigh(turn, before, found)
    try:
        return at_the_middle(defect_of(before, turn), BORDER)
    except LearningError as problem:
        logger.error("The signs are weighed without a model. %s", problem)
        return weigh(turn, before, found)


def at_the_middle(chance: float, border: float) -> float:
    """A probability stretched so that a border comes to lie at 0.5; the order of chances stays."""
    if chance < border:
        return 0.5 * chance / border
    return 0.5 + 0.5 * (chance - border) / (1.0 - border)
