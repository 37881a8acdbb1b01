"""What speaks for the second of two requests being the first one again, put better: a pair and its features.

A pair is what was said, what the assistant replied, and what was said next. What is not known has no value (NaN),
and the models know what to make of that.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from learning.wording import Wording, contained, content, dice, difference, jaccard, sounds_alike, wording
from preferences.signs import sounds_apologetic, sounds_correcting

NAN = math.nan
TRUSTED_GAP = 45.0
"""Seconds in which 87 % of real corrections come."""


@dataclass(frozen=True)
class Pair:
    """Two requests of one person, one after the other."""

    first: str
    """What was said."""
    second: str
    """What was said next."""
    reply: str | None = None
    """What the assistant said in between; None when it is not known."""
    reply_ok: bool | None = None
    """Whether the first one was served, as far as the assistant knows."""
    gap: float | None = None
    """Seconds between the two."""
    barge_in: bool | None = None
    """The reply was interrupted."""
    shared: float | None = None
    """The share of details that both name with the same value, 0 to 1."""
    same_intent: bool | None = None
    """Both were read as the same intent."""
    asr: float | None = None
    """How sure the speech recogniser was of the first, 0 to 1."""
    meaning: float | None = None
    """How near the two lie in a sentence encoder's space, -1 to 1."""
    before: str | None = None
    """The request before the first."""
    before_ok: bool | None = None
    """Whether that one was served."""
    after: str | None = None
    """The request after the second."""
    after_ok: bool | None = None
    """Whether the second was served."""


_ASKS = re.compile(r"\?\s*$|\bdo you (?:want|mean)\b|\bdid you (?:want|mean)\b|\bwould you like\b|\bwhich\b.*\?")
_AGAIN = re.compile(r"\b(?:again|repeat|retry|once more|try that|i said|said)\b")
_BACK = re.compile(r"^(?:stop|cancel|undo|never ?mind|forget it|go back|abort|quit|end)\b")
_SHORT = re.compile(r"^(?:yes|yeah|yep|ok|okay|sure|no|nope|thanks|thank you|hello|hi|bye|help)(?: \w+)?$")
_POLITE = re.compile(r"\b(?:please|can you|could you|i want(?: you)? to|i would like|hey|ok|okay)\b")


def features(pair: Pair) -> dict[str, float]:
    """The features of a pair, by name; NaN where something is not known."""
    one, two = wording(pair.first), wording(pair.second)
    found = _alike(one, two)
    found |= _changed(one, two)
    found |= _answered(pair, one, two)
    found |= _around(pair, two)
    return found | _together(found)


def _alike(one: Wording, two: Wording) -> dict[str, float]:
    a, b = one.text, two.text
    return {
        "ratio": fuzz.ratio(a, b) / 100,
        "partial": fuzz.partial_ratio(a, b) / 100,
        "sorted": fuzz.token_sort_ratio(a, b) / 100,
        "set": fuzz.token_set_ratio(a, b) / 100,
        "winkler": JaroWinkler.similarity(a, b),
        "solid": fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")) / 100,
        "dice": dice(a, b),
        "words": jaccard(one.words, two.words),
        "content": jaccard(content(one.words), content(two.words)),
        "first_in_second": contained(one.words, two.words),
        "second_in_first": contained(two.words, one.words),
        "sound": sounds_alike(one.sounds, two.sounds),
        "sound_words": jaccard(one.sounds, two.sounds),
        "same": float(a == b),
        "same_set": float(set(one.words) == set(two.words)),
        "head": float(one.words[:1] == two.words[:1]),
        "head_sound": sounds_alike(one.sounds[:1], two.sounds[:1]),
        "tail": float(one.words[-1:] == two.words[-1:]),
    }


def _changed(one: Wording, two: Wording) -> dict[str, float]:
    what = difference(one, two)
    longer = max(len(one.words), len(two.words), 1)
    prefix = next((n for n, (x, y) in enumerate(zip(one.words, two.words, strict=False)) if x != y), None)
    numbers = [{word for word in text.words if word.isdigit()} for text in (one, two)]
    return {
        "kept": len(what.kept) / longer,
        "dropped": float(len(what.dropped)),
        "added": float(len(what.added)),
        "replaced": float(len(what.replaced)),
        "replaced_sound": what.replaced_sound if what.replaced else NAN,
        "dropped_content": float(len(content(what.dropped))),
        "added_content": float(len(content(what.added))),
        "at_start": float(what.at_start),
        "at_end": float(what.at_end),
        "only_added": float(what.only_added),
        "only_dropped": float(what.only_dropped),
        "prefix": (min(len(one.words), len(two.words)) if prefix is None else prefix) / longer,
        "numbers": float(numbers[0] == numbers[1]) if any(numbers) else NAN,
        "first_words": float(len(one.words)),
        "second_words": float(len(two.words)),
        "longer": float(len(two.words) - len(one.words)),
        "length": math.log((len(two.text) + 1) / (len(one.text) + 1)),
    }


def _answered(pair: Pair, one: Wording, two: Wording) -> dict[str, float]:
    said = wording(pair.reply or "")
    known = pair.reply is not None
    new = [word for word in content(two.words) if word not in one.words]
    return {
        "ok": NAN if pair.reply_ok is None else float(pair.reply_ok),
        "sorry": float(sounds_apologetic(pair.reply or "")) if known else NAN,
        "asks": float(bool(_ASKS.search((pair.reply or "").casefold()))) if known else NAN,
        "reply_words": float(len(said.words)) if known else NAN,
        "reply_has_first": contained(content(one.words), said.words) if known else NAN,
        "reply_has_second": contained(content(two.words), said.words) if known else NAN,
        "reply_has_new": contained(new, said.words) if known and new else NAN,
        "reply_near_second": fuzz.partial_ratio(two.text, said.text) / 100 if known and said.text else NAN,
        "reply_near_first": fuzz.partial_ratio(one.text, said.text) / 100 if known and said.text else NAN,
    }


def _around(pair: Pair, two: Wording) -> dict[str, float]:
    text = two.text
    before, after = wording(pair.before or ""), wording(pair.after or "")
    has_before, has_after = pair.before is not None, pair.after is not None
    gap = pair.gap if pair.gap is not None and pair.gap >= 0 else None
    return {
        "gap": NAN if gap is None else math.log1p(gap),
        "soon": NAN if gap is None else float(gap <= TRUSTED_GAP),
        "barge_in": NAN if pair.barge_in is None else float(pair.barge_in),
        "shared": NAN if pair.shared is None else pair.shared,
        "same_intent": NAN if pair.same_intent is None else float(pair.same_intent),
        "asr": NAN if pair.asr is None else pair.asr,
        "meaning": NAN if pair.meaning is None else pair.meaning,
        "corrects": float(sounds_correcting(text)),
        "again": float(bool(_AGAIN.search(text))),
        "back": float(bool(_BACK.search(text))),
        "short": float(bool(_SHORT.search(text))),
        "polite": float(bool(_POLITE.search(text))),
        "before_ok": NAN if pair.before_ok is None else float(pair.before_ok),
        "before_ratio": fuzz.ratio(before.text, wording(pair.first).text) / 100 if has_before else NAN,
        "before_second": fuzz.ratio(before.text, text) / 100 if has_before else NAN,
        "after_ok": NAN if pair.after_ok is None else float(pair.after_ok),
        "after_ratio": fuzz.ratio(after.text, text) / 100 if has_after else NAN,
        "after_first": fuzz.ratio(after.text, wording(pair.first).text) / 100 if has_after else NAN,
    }


def _together(found: dict[str, float]) -> dict[str, float]:
    """What only counts together: a likeness after a failure is a correction, after a success often the next thing."""
    ok = found["ok"]
    failed = 0.5 if math.isnan(ok) else 1.0 - ok
    soon = 0.5 if math.isnan(found["soon"]) else found["soon"]
    best = max(found["ratio"], found["sound"], found["dice"])
    return {
        "best": best,
        "failed_ratio": failed * found["ratio"],
        "failed_sound": failed * found["sound"],
        "failed_words": failed * found["words"],
        "failed_same": failed * found["same"],
        "served_ratio": (1 - failed) * found["ratio"],
        "served_same": (1 - failed) * found["same"],
        "soon_best": soon * best,
        "failed_soon": failed * soon,
    }


NAMES: tuple[str, ...] = tuple(features(Pair("", "")))
"""The features in their order."""


def vector(pair: Pair) -> list[float]:
    """The features of a pair in the order of `NAMES`."""
    return list(features(pair).values())
