"""Whether the second of two requests is the first one again, put better, or a new one: the shipped model.

It is fitted on simulated pairs of commands (`benchmarks/fit_shipped.py`), so it knows what corrections look like in
general and nothing of one household. `mynah evaluate rephrase` shows both, the shipped one and one fitted on the spot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from learning.record import LoggedTurn
from learning.rephrase_features import Pair, features
from learning.trees import Trees, shipped
from preferences.signs import sounds_apologetic
from preferences.turns import Turn

NAME = "rephrase"
LEARNED_FROM: tuple[str, ...] = (
    "ratio", "partial", "sorted", "set", "winkler", "solid", "dice", "words", "content", "first_in_second",
    "second_in_first", "sound", "sound_words", "same", "same_set", "head", "head_sound", "tail", "kept", "dropped",
    "added", "replaced", "replaced_sound", "dropped_content", "added_content", "at_start", "at_end", "only_added",
    "only_dropped", "prefix", "numbers", "first_words", "second_words", "longer", "length", "soon", "corrects", "again",
    "short", "best", "bad", "bad_ratio", "bad_sound", "bad_same", "fine_ratio",
)  # fmt: skip
"""What the shipped model looks at: nothing that one assistant's way of replying would teach it."""

Meaning = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""A sentence encoder: texts to vectors of length 1."""


def judged(pair: Pair) -> dict[str, float]:
    """The features of a pair, with how the first one ended told from the reply where nobody says it."""
    found = features(pair)
    bad = 1.0 - found["ok"]
    if pair.reply is not None and (pair.reply_ok is None or sounds_apologetic(pair.reply)):
        bad = found["sorry"]
    known = bad == bad
    return found | {
        "bad": bad,
        "bad_ratio": bad * found["ratio"] if known else found["ratio"] / 2,
        "bad_sound": bad * found["sound"] if known else found["sound"] / 2,
        "bad_same": bad * found["same"] if known else found["same"] / 2,
        "fine_ratio": (1 - bad) * found["ratio"] if known else found["ratio"] / 2,
    }


def rephrase_chance(pair: Pair, model: Trees | None = None) -> float:
    """The probability, 0 to 1, that the second request of a pair corrects the first; about 0.1 ms."""
    return (model or shipped(NAME)).chance(judged(pair))


def pair_of(first: LoggedTurn | Turn, second: LoggedTurn | Turn) -> Pair:
    """Two turns of one person as a pair."""
    one, two = (turn.as_turn() if isinstance(turn, LoggedTurn) else turn for turn in (first, second))
    said = (dict(one.said), dict(two.said))
    names = said[0].keys() | said[1].keys()
    return Pair(
        first=one.text,
        second=two.text,
        reply=one.reply or None,
        reply_ok=None if one.outcome is None else one.outcome == "done",
        gap=max(two.at - one.at, 0.0) if one.at and two.at else None,
        barge_in=two.barge_in,
        shared=sum(said[0].get(name) == said[1].get(name) for name in names) / len(names) if names else None,
        same_intent=one.intent == two.intent,
        asr=first.asr_confidence if isinstance(first, LoggedTurn) else None,
    )


def with_meaning(pairs: Sequence[Pair], encode: Meaning) -> list[Pair]:
    """Pairs that know how near they lie in an encoder's space; each text is read once."""
    texts = list(dict.fromkeys(text for pair in pairs for text in (pair.first, pair.second)))
    vectors = dict(zip(texts, encode(texts), strict=True))
    return [
        replace(pair, meaning=sum(a * b for a, b in zip(vectors[pair.first], vectors[pair.second], strict=True)))
        for pair in pairs
    ]
