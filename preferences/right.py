""" "Did I get that right?": when it may be asked, which is seldom.

It is asked where the answer would teach something, because nobody can tell from outside: the person has just asked for
something and then for something much like it, and what they did leaves it open whether the first answer was wrong, and
so whether the second is right. A yes makes a repaired request of the two, a no makes two failed ones. A person is asked
once a day at most, never about what is private or cannot be undone, never while something else is open, and not before
there has been some talk. The answer goes to the record (`learning.record`), and to nothing else at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from preferences import acts
from preferences.belongings import Belongings
from preferences.request import Outcome
from preferences.signs import SESSION_GAP, sounds_correcting
from preferences.state import PersonState
from preferences.turns import Turn

QUESTION = "Did I get that right?"
ANSWERS_FOR = 60.0
"""Seconds for which the question waits, and for the next message only."""
EVERY = 24 * 3_600.0
"""Seconds after a question in which the same person is asked no other one, wherever they speak."""
OPEN = 0.9
"""Bits that an answer has to be worth: the entropy of the chance that the turn before was a defect."""
TALKED = 5
"""Earlier turns of the person in the conversation; whoever has only just begun is not questioned."""
KEY = "asked whether right"
"""Under which the memory keeps when a person was last asked."""
NEVER_ABOUT = frozenset(
    {"email_sendemail", "email_query", "social_post", "takeaway_order", "transport_ticket", "transport_taxi",
     "alarm_remove", "lists_remove", "calendar_remove"}
)  # fmt: skip
"""Requests that are private, cost money or take something away; a question about them would be one too many."""

Chance = Callable[[Turn, Turn], float]
"""The chance that a turn was a defect, given the next one; a learned one is handed in."""


def worth_asking(turns: Sequence[Turn], state: PersonState, chance: Chance) -> bool:
    """Whether the answer would teach something, and the moment allows the question.

    Args:
        turns: this person's turns in this conversation, oldest first, the running one last with its outcome.
        state: the person's side of the conversation after the reply.
        chance: tells how likely the turn before was a defect.
    """
    if len(turns) <= TALKED or state.offer or state.lesson or state.asked or state.phrase or state.confirming:
        return False
    before, turn = turns[-2:]
    if turn.outcome != Outcome.DONE.value or turn.reask or before.reask or turn.barge_in:
        return False
    if not (acts.is_request(turn.intent) and acts.is_request(before.intent)) or turn.at - before.at > SESSION_GAP:
        return False
    if {turn.intent, before.intent} & NEVER_ABOUT or sounds_correcting(turn.text):
        return False
    return entropy(chance(before, turn)) >= OPEN


def entropy(chance: float) -> float:
    """How open a yes or no is, in bits: 1 at one half, 0 where it is certain."""
    if not 0.0 < chance < 1.0:
        return 0.0
    return -(chance * math.log2(chance) + (1 - chance) * math.log2(1 - chance))


def may_be_asked(belongings: Belongings, at: float) -> bool:
    """Whether this person was not asked within a day; nobody is never asked."""
    if belongings.person is None:
        return False
    last = belongings.mine(KEY)
    return not isinstance(last, (int, float)) or not 0 <= at - last < EVERY


def note_asked(belongings: Belongings, at: float) -> None:
    """Note that the person is asked now."""
    belongings.keep_mine(KEY, at)
