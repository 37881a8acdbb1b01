"""The chance that a turn did not give the person what they wanted, from the turn, the reply and what they did next.

An exchange is one turn with its reply and what followed. The shipped model is boosted trees as plain numbers
(`learning.trees`); what the person said to "did I get that right?" overrides it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from learning.record import LoggedTurn
from learning.rephrase import judged, pair_of
from learning.rephrase_features import NAN, Pair
from learning.trees import Trees, shipped
from learning.wording import contained, content, wording
from preferences import acts
from preferences.signs import (
    SESSION_GAP,
    sounds_apologetic,
    sounds_correcting,
    sounds_dissatisfied,
    sounds_stopping,
)
from preferences.turns import Turn

NAME = "defects"
ANSWERED = {True: 0.02, False: 0.98}
"""What is left of doubt when the person was asked and answered."""


@dataclass(frozen=True)
class Exchange:
    """A turn, its reply, and what the person did next."""

    pair: Pair
    """What was said, replied and said next; the second is empty when nothing was said."""
    followed: bool | None = True
    """Whether anything was said next; None when that is not known."""
    outcome: str | None = None
    """What became of the request, an `Outcome` value, as far as the assistant knows."""
    confidence: float | None = None
    """How sure NLU was, 0 to 1."""
    filled: float | None = None
    """How many details were assumed."""
    next_intent: str | None = None
    """What the next turn was read as."""
    named_more: bool | None = None
    """The next turn names a detail that this one left out."""
    changed: bool | None = None
    """The next turn gives a detail of this one another value: Tokyo after Paris."""
    answer: bool | None = None
    """What the person said to "did I get that right?"."""


_CONFUSED = re.compile(
    r"\b(what do you mean|(don'?t|do not|didn'?t) (understand|get (it|that|you))|huh|pardon|confus\w+|"
    r"make(s)? (no|any) sense|what\?+$|random|weird|odd|strange|off topic|not what|"
    r"(already|just) (said|told|asked|answered)|"
    r"answer (my|the|me)|that'?s not|that is not|why (do|did|are|would) you|are you (ok|okay|sure|real|a bot)|"
    r"you (just|already|keep)|repeat\w*|again\?|changing the subject|listen\w*|nonsense|i asked|my question)\b",
    re.IGNORECASE,
)
_PLEASED = re.compile(
    r"\b(thanks?|thank you|great|cool|nice|perfect|awesome|good (job|one|idea|to know)|love(ly)? (it|that)|wow|"
    r"haha|lol|exactly|right|agree|interesting|wonderful|amazing|excellent|sounds good|me too|yes|yeah)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(i (don'?t|do not) know|i'?m not sure|not sure|i see|ok(ay)?|haha|lol|um+|hmm+|i am not sure)\b", re.IGNORECASE
)
_ASKING = re.compile(
    r"\?|^(what|who|when|where|why|how|which|do|does|did|is|are|can|could|would|have|has)\b", re.IGNORECASE
)
_FROM_PAIR = (
    "ratio", "set", "dice", "words", "content", "sound", "first_in_second", "same", "kept", "only_added", "head",
    "gap", "soon", "barge_in", "shared", "same_intent", "asr", "again", "first_words", "second_words", "length",
    "reply_words", "reply_has_first", "reply_has_second", "reply_near_first", "reply_near_second",
)  # fmt: skip


_WORDING = (
    "reply_words", "reply_has_first", "reply_has_second", "reply_near_first", "reply_near_second", "reply_vague",
    "reply_short", "reply_length", "on_topic", "echo",
)  # fmt: skip


def exchange_features(one: Exchange) -> dict[str, float]:
    """The features of an exchange, by name; NaN where something is not known."""
    pair = one.pair
    said, reply, after = pair.first, pair.reply or "", pair.second
    known = judged(pair) if one.followed else {}
    found = {name: known.get(name, NAN) for name in _FROM_PAIR}
    followed = NAN if one.followed is None else float(one.followed)
    found |= {
        "rephrased": shipped("rephrase").chance(known) if known else NAN,
        "followed": followed,
        **_replied(said, reply),
        **(_next(after) if one.followed else dict.fromkeys(_next(""), NAN)),
        **{f"outcome_{name}": NAN if one.outcome is None else float(one.outcome == name)
           for name in ("done", "asked", "not_found", "unsupported", "failed")},
        "confidence": NAN if one.confidence is None else one.confidence,
        "filled": NAN if one.filled is None else one.filled,
        **{f"next_{name}": NAN if one.next_intent is None else float(one.next_intent == intent)
           for name, intent in (("corrects", acts.CORRECTION), ("complains", acts.COMPLAINT), ("no", acts.NEGATE),
                                ("yes", acts.AFFIRM), ("cancels", acts.CANCEL), ("follows_up", acts.FOLLOW_UP))},
        "next_requests": NAN if one.next_intent is None else float(acts.is_request(one.next_intent)),
        "named_more": NAN if one.named_more is None else float(one.named_more),
        "changed": NAN if one.changed is None else float(one.changed),
    }  # fmt: skip
    if one.outcome is not None:
        # An assistant that says what came of a request has ways of its own to put it; they tell nothing more.
        found |= dict.fromkeys(_WORDING, NAN)
    return found


def _replied(said: str, reply: str) -> dict[str, float]:
    user, answer = wording(said), wording(reply)
    return {
        "user_asks": float(bool(_ASKING.search(said))),
        "reply_asks": float(reply.rstrip().endswith("?")),
        "reply_sorry": float(sounds_apologetic(reply)),
        "reply_vague": float(bool(_VAGUE.search(reply))),
        "reply_short": float(len(answer.words) <= 3),
        "reply_length": math.log1p(len(answer.words)),
        "user_length": math.log1p(len(user.words)),
        "on_topic": contained(content(answer.words), user.words),
        "echo": fuzz.ratio(user.text, answer.text) / 100,
    }


def _next(text: str) -> dict[str, float]:
    return {
        "after_asks": float(bool(_ASKING.search(text))),
        "after_confused": float(bool(_CONFUSED.search(text))),
        "after_pleased": float(bool(_PLEASED.search(text))),
        "after_corrects": float(sounds_correcting(text)),
        "after_dissatisfied": float(sounds_dissatisfied(text)),
        "after_stops": float(sounds_stopping(text)),
        "after_length": math.log1p(len(wording(text).words)),
    }


NAMES: tuple[str, ...] = tuple(exchange_features(Exchange(Pair("", ""), followed=False)))
"""The features in their order."""
SHIPPED: tuple[str, ...] = tuple(name for name in NAMES if name not in ("confidence", "filled"))
"""What the shipped model looks at: how sure an NLU is means something else with each of them."""


def exchange_of(turn: LoggedTurn | Turn, after: LoggedTurn | Turn | None, over: bool = True) -> Exchange:
    """Two turns of a person as an exchange.

    Args:
        turn: what was asked.
        after: what the person said next, in whichever conversation; None when nothing was.
        over: with no next turn: whether it is known that none came within a session's gap.
    """
    one = turn.as_turn() if isinstance(turn, LoggedTurn) else turn
    two = after.as_turn() if isinstance(after, LoggedTurn) else after
    if two is not None and two.at - one.at > SESSION_GAP and one.outcome == "done":
        near = pair_of(turn, two)
        if near.same_intent is not True:
            two = None  # So long after a good answer, another wish says nothing about the first.
    answer = turn.answer if isinstance(turn, LoggedTurn) else None
    said, now = dict(one.said), dict(two.said) if two is not None else {}
    empty = Pair(one.text, "", one.reply or None, None if one.outcome is None else one.outcome == "done")
    return Exchange(
        pair=empty if two is None else pair_of(turn, two),
        followed=True if two is not None else (False if over else None),
        outcome=one.outcome,
        confidence=one.confidence,
        filled=float(len(one.filled)),
        next_intent=two.intent if two is not None else None,
        named_more=None if two is None else any(name not in said for name in now),
        changed=None if two is None else any(now.get(name, value) != value for name, value in said.items()),
        answer=answer,
    )


def defect_chance(one: Exchange, model: Trees | None = None) -> float:
    """The probability, 0 to 1, that the turn did not give the person what they wanted; 0.2 ms."""
    if one.answer is not None:
        return ANSWERED[one.answer]
    return (model or shipped(NAME)).chance(exchange_features(one))


def defect_of(turn: LoggedTurn | Turn, after: LoggedTurn | Turn | None) -> float:
    """The same, from a turn and what the person said next."""
    return defect_chance(exchange_of(turn, after))
