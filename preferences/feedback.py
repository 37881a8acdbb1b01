"""What a person's next turn, or their silence, says about a turn: every sign, explicit and implicit, in one place.

The running assistant (`preferences.moments`), the page and the learning half all ask here; who has no use for a sign
leaves its kind out. Each sign carries its evidence and its weight. The weights start from counts on real command
logs: a correction follows 58 % of failed commands, and of verbatim repeats a third are plain new commands, so that a
repeat alone proves little and what came of the request counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from preferences import acts
from preferences.signs import (
    SESSION_GAP,
    Kind,
    Sign,
    sounds_apologetic,
    sounds_correcting,
    sounds_dissatisfied,
    sounds_stopping,
)
from preferences.turns import Turn

NOT_FOUND = frozenset({"not_found", "unsupported"})
"""Outcomes of a request that was read as one and gave the person nothing."""
UNREAD, UNSERVED, SORRY = 0.95, 0.5, 0.4
"""Weights of an apology: it was not read, it gave the person nothing, the reply says that something is wrong."""
WEIGHTS = {
    Kind.BARGE_IN: 0.5,
    Kind.DISSATISFACTION: 0.9,
    Kind.CORRECTION: 0.8,
    Kind.FALLBACK: 0.5,
    Kind.STOP: 0.4,
    Kind.ABANDONED: 0.3,
    Kind.DENIED: 0.95,
    Kind.CONFIRMED: 0.0,
}
"""Weights of the signs that always say the same; those of saying it again are told where they are seen."""
SAME = 90.0
"""Likeness in percent from which on two wordings are the same one."""


def feedback(
    turn: Turn, after: Turn | None, answer: bool | None = None, rephrased: float | None = None
) -> tuple[Sign, ...]:
    """The signs on how well a turn served, each with its evidence; weights say how much they speak for a failure.

    Args:
        turn: what was asked and what came of it.
        after: what the person said next; None when they said nothing more.
        answer: what they said to "did I get that right?" about this turn.
        rephrased: the chance that it says this turn again, put better, by a learned model; by rule, if left out.
    """
    if answer is not None:
        # Who was asked and answered has said it; nothing else is read into what they did.
        told = "you said that it was right" if answer else "you said that it was not right"
        return (_sign(Kind.CONFIRMED if answer else Kind.DENIED, told),)
    found = [*_admitted(turn)]
    soon = after is not None and after.at - turn.at <= SESSION_GAP
    if found and not soon:
        found.append(_sign(Kind.ABANDONED, "you asked for nothing more after that"))
    if after is not None:
        found += _shown(turn, after, soon)
        again = _again(turn, after, soon) if rephrased is None else _likely_again(turn, after, rephrased)
        if again is not None:
            found.append(again)
    return tuple(found)


def _sign(kind: Kind, evidence: str) -> Sign:
    return Sign(kind, WEIGHTS[kind], evidence)


def _admitted(turn: Turn) -> Iterator[Sign]:
    """What the assistant itself says against a turn."""
    if turn.intent in acts.UNREAD:
        yield Sign(Kind.APOLOGY, UNREAD, "I did not understand it")
    elif turn.outcome in NOT_FOUND or turn.outcome == "failed":
        yield Sign(Kind.APOLOGY, UNSERVED, "I could not do it")
    elif sounds_apologetic(turn.reply):
        yield Sign(Kind.APOLOGY, SORRY, "my answer said that something was wrong")


def _shown(turn: Turn, after: Turn, soon: bool) -> Iterator[Sign]:
    """What a person shows by words and acts, but for saying the same again."""
    if after.barge_in:
        yield _sign(Kind.BARGE_IN, "you interrupted the answer")
    if after.intent == acts.COMPLAINT or sounds_dissatisfied(after.text):
        yield _sign(Kind.DISSATISFACTION, "you said it was not right")
    if after.intent == acts.CORRECTION or _takes_back(turn, after):
        yield _sign(Kind.CORRECTION, "you corrected the answer")
    if after.outcome in NOT_FOUND and turn.outcome in NOT_FOUND:
        yield _sign(Kind.FALLBACK, "two requests in a row were not served")
    if soon and (after.intent == acts.CANCEL or sounds_stopping(after.text)):
        yield _sign(Kind.STOP, "you stopped it")


def _takes_back(turn: Turn, after: Turn) -> bool:
    """Whether words that were read as something else put the turn right; the no to a question does not."""
    return turn.outcome != "asked" and after.intent not in acts.ANSWERS and sounds_correcting(after.text)


def _again(turn: Turn, after: Turn, soon: bool) -> Sign | None:
    """Whether the same is asked for again, by rule: the same intent, with no detail that says otherwise."""
    if turn.intent != after.intent or not acts.is_request(after.intent):
        return None
    said, now = dict(turn.said), dict(after.said)
    if any(now.get(name, value) != value for name, value in said.items()):
        return None  # Tokyo after Paris: another question, not the same one again.
    if said == now:
        return _same(turn, after, 0.6 if soon else (0.2 if turn.outcome == "done" else 0.5))
    if soon:
        return Sign(Kind.REPHRASE, 0.5, "you had to say more precisely what you wanted")
    return None


def _likely_again(turn: Turn, after: Turn, chance: float) -> Sign | None:
    """The same by a learned model, which also knows a request that was read as another one."""
    return _same(turn, after, round(min(chance, 0.95), 2)) if chance >= 0.5 else None


def _same(turn: Turn, after: Turn, weight: float) -> Sign:
    if fuzz.ratio(turn.text.casefold(), after.text.casefold()) >= SAME:
        return Sign(Kind.REPEAT, weight, "you asked for the same thing again")
    return Sign(Kind.REPHRASE, weight, "you asked for the same thing in other words")
