"""Everything a person's next turn, or their silence, says about a turn: the signs, explicit and implicit.

`preferences.signs` has those that a running turn shows of the one before; here are also those that only the record
shows: what the reply itself admitted, what was stopped, what was given up, and what was answered to "did I get that
right?". The running assistant and the learning half read them alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from preferences import acts
from preferences.signs import SESSION_GAP, Kind, Sign, signs, sounds_apologetic
from preferences.turns import Turn

NOT_SERVED = frozenset({"not_found", "unsupported", "failed"})
"""Outcomes that gave the person nothing."""

Rephrased = Callable[[Turn, Turn], float]
"""The chance that a turn says the one before again, put better; a learned one may be given."""

_STOPS = re.compile(
    r"^\W*(?:(?:please|ok|okay|no|hey|oh|just)\W+)*"
    r"(?:stop(?: (?:it|that|this|now|talking))?|cancel(?: (?:it|that|this))?|never ?mind|forget (?:it|about it)|"
    r"shut up|quiet|abort|enough|that'?s enough)(?:\W+(?:please|now|thanks))*\W*$",
    re.IGNORECASE,
)


def sounds_stopping(text: str) -> bool:
    """Whether the words break off what the assistant does, and say nothing else."""
    return bool(_STOPS.match(text))


def feedback(
    turn: Turn,
    after: Turn | None,
    answer: bool | None = None,
    rephrased: Rephrased | None = None,
    patience: float = SESSION_GAP,
) -> tuple[Sign, ...]:
    """The signs on how well a turn served, each with its evidence; weights say how much they speak for a failure.

    Args:
        turn: what was asked and what came of it.
        after: what the person said next; None when they said nothing more.
        answer: what they said to "did I get that right?" about this turn.
        rephrased: a learned judge of rephrasing, for requests that were read as two different things.
        patience: seconds of silence after which somebody has gone away.
    """
    if answer is not None:
        # Who was asked and answered has said it; nothing else is read into what they did.
        told = "you said that it was right" if answer else "you said that it was not right"
        return (Sign(Kind.CONFIRMED, 0.0, told) if answer else Sign(Kind.DENIED, 0.95, told),)
    found: list[Sign] = []
    if turn.outcome in NOT_SERVED:
        found.append(Sign(Kind.APOLOGY, 0.5, "I could not do it"))
    elif sounds_apologetic(turn.reply):
        found.append(Sign(Kind.APOLOGY, 0.4, "my answer said that something was wrong"))
    soon = after is not None and after.at - turn.at <= patience
    if after is None or not soon:
        if found:
            found.append(Sign(Kind.ABANDONED, 0.3, "you asked for nothing more after that"))
        return tuple(found)
    found += [one for one in signs(turn, after) if one.kind is not Kind.FALLBACK]
    if after.intent == acts.CANCEL or sounds_stopping(after.text):
        found.append(Sign(Kind.STOP, 0.4, "you stopped it"))
    if rephrased is not None and not {one.kind for one in found} & {Kind.REPEAT, Kind.REPHRASE}:
        chance = rephrased(turn, after)
        if chance >= 0.5:
            found.append(Sign(Kind.REPHRASE, round(min(chance, 0.9), 2), "you said it again in other words"))
    return tuple(found)
