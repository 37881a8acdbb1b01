"""Statements after the examples of a teaching flow: "call me [Sam](name)" reads "please call me Robin".

Whatever a flow's own examples say is understood for that flow, with other values, with adverbs in between, and
with "used to", "no longer" and "not". This is how places, times and free words are taught.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from preferences.clauses import Sentence, tokens_of
from preferences.flow import Example, Flow
from preferences.frames import FRAMES, STRONG, A, Kind, Shape
from preferences.objects import Setting, read_objects
from preferences.values import read_value

_NEGATIVE = re.compile(
    r"\b(?:not|never|hate|detest|dislike|avoid|least|sick of|tired of|fed up|loathe|despise|can not stand|no longer)\b"
)
_INSERT = r"(?P<flip>(?:used to |no longer |do not |never |did not )?)"
_NEGATE = r"(?P<flip2>(?:not |no longer )?)"
_MODAL = re.compile(r"^(?:would|could|will|can|may|might|should|have|am|are|prefer|want)$")


@dataclass(frozen=True)
class Said:
    """One statement that follows an example."""

    flow: Flow
    """The concept."""
    values: tuple[str, ...]
    """The canonical value; several when ambiguous; none when no such value is known."""
    begin: int
    """Its first token."""
    verb: int
    """Its last token before the value."""
    end: int
    """The token after it."""
    words: str
    """The words of the value."""
    explicit: bool
    """Whether it names "I" or "my" itself."""
    liked: bool = True
    """The sign."""
    ended: bool = False
    """True for "used to" and "no longer"."""
    strength: float = 1.0
    """How strongly it is put."""
    condition: int | None = None
    """The number of the condition right behind it."""
    verb_elided: bool = False
    """True for an example that begins with its value."""


@dataclass(frozen=True)
class Template:
    """One example as a pattern."""

    pattern: re.Pattern[str]
    """What stands before the value."""
    closing: re.Pattern[str] | None
    """What must stand behind it."""
    liked: bool
    """The sign of the example."""
    strength: float
    """How strongly it is put."""


@lru_cache(maxsize=16)
def cues_of(statements: tuple[tuple[Example, ...], ...]) -> re.Pattern[str]:
    """The words before the values of all examples, as one pattern over plain text: a quick look, nothing more."""
    cues: set[str] = set()
    for examples in statements:
        for example in examples:
            before = example.text[: example.start].casefold().replace("’", "'").split()
            while before and before[-1] in ("a", "an", "the"):
                before.pop()
            if len(before) == 1 and before[0] not in ("i", "we", "my"):
                cues.add(rf"(?<!.){re.escape(before[0])}")
            elif len(before) > 1:
                words = " ".join(before).replace("i'm", "i am").replace("i've", "i have").replace("we're", "we are")
                cues.add(
                    re.escape(words).replace(r"\ am\ ", r"(?:'?m|\ am)\ ").replace(r"\ have\ ", r"(?:'?ve|\ have)\ ")
                )
    return re.compile(r"\b(?:" + "|".join(sorted(cues)) + r")\b" if cues else r"(?!)", re.IGNORECASE)


@lru_cache(maxsize=512)
def template(example: Example) -> Template | None:
    """An example as a pattern; None when it begins with its value, since then anything might be meant."""
    before = [token.text for token in tokens_of(example.text[: example.start])]
    after = [token.text for token in tokens_of(example.text[example.end :]) if token.text not in (".", "!")]
    while before and before[-1] in ("a", "an", "the"):
        before.pop()
    if not before:
        return None
    plain = " ".join(before)
    if any(
        f.shape is Shape.AFTER and f.kind in (Kind.TASTE, Kind.FAN, Kind.WANT) and f.pattern.fullmatch(plain)
        for f in FRAMES
    ):
        # A shape every concept shares says nothing about this one; the shared patterns read it.
        return None
    parts: list[str] = []
    flipped = negated = False
    for at, word in enumerate(before):
        if (
            word in ("really", "usually", "always", "just", "now", "actually", "mostly", "only")
            and at + 1 < len(before)
            and before[0] in ("i", "we", "my")
        ):
            continue
        if word in ("is", "are"):
            parts.append(r"(?:is|are|'s|was|used to be|has to be|will be|will always be) ")
        elif word in ("in", "at", "around", "about", "by") and at == len(before) - 1:
            parts.append(f"{word} ")
        else:
            parts.append(f"{re.escape(word)} ")
        if (
            at == 0
            and word in ("i", "we")
            and len(before) > 1
            and before[1] not in ("am", "are", "would", "have", "do", "can")
        ):
            parts.append(A + _INSERT)
            flipped = True
        elif word in ("am", "are", "is") and not negated and not flipped:
            parts.append(A + _NEGATE)
            negated = True
        parts.append(A)
    text = "".join(parts).rstrip()
    closing = re.compile(A + "".join(f"{re.escape(word)}(?: |$)" for word in after)) if after else None
    whole = " ".join((*before, *after))
    liked = _NEGATIVE.search(whole) is None
    return Template(re.compile(text + r"(?:an? |the )?"), closing, liked, 1.5 if STRONG.search(whole) else 1.0)


def read_templates(
    sentence: Sentence, at: int, flows: Sequence[Flow], now: datetime, known: frozenset[str]
) -> Said | None:
    """The statement that begins at a token after an example of some flow; the longest one, or None."""
    best: Said | None = None
    place = sentence.place(at)
    for flow in flows:
        for example in flow.statements:
            shape = template(example)
            match = shape.pattern.match(sentence.normal, place) if shape is not None else None
            if shape is None or match is None:
                continue
            said = _read(sentence, at, flow, shape, match, now, known)
            if said is not None and (
                best is None or (bool(said.values), said.end, said.verb) > (bool(best.values), best.end, best.verb)
            ):
                best = said
    return best


def _read(
    sentence: Sentence, at: int, flow: Flow, shape: Template, match: re.Match[str], now: datetime, known: frozenset[str]
) -> Said | None:
    begin = sentence.index(match.end())
    if begin >= len(sentence.tokens) or (
        match.end() < len(sentence.normal) and sentence.normal[match.end() - 1] != " "
    ):
        return None
    flip = (match.groupdict().get("flip") or match.groupdict().get("flip2") or "").strip()
    ended = flip in ("used to", "no longer") or bool(re.search(r"\b(?:used to be|was) ", match.group()))
    liked = shape.liked if flip not in ("do not", "never", "not", "did not") else not shape.liked
    explicit = sentence.tokens[at].text in (
        "i",
        "we",
        "my",
        "our",
        "call",
        "everyone",
        "everybody",
        "people",
        "you",
        "the",
        "always",
        "go",
        "let",
        "use",
    )
    if flow.vocabulary is not None:
        objects = read_objects(sentence, begin, Setting((flow,), True, True, shape.closing, known))
        if not objects.items and shape.closing is not None:
            # The closing word may be a noun of the concept, which was read along with the value: "a keto diet".
            objects = read_objects(sentence, begin, Setting((flow,), True, True, None, known))
            last = sentence.tokens[objects.end - 1].text
            if not objects.items or shape.closing.fullmatch(last) is None:
                return None
        if not objects.items:
            return None
        item = objects.items[0]
        return Said(
            flow, item.values, at, begin - 1, objects.end, sentence.words(item.begin, item.end), explicit, liked, ended,
            shape.strength, item.condition,
        )  # fmt: skip
    value = read_value(sentence, begin, flow, now, shape.closing)
    if value is None:
        return None
    end, condition = value.end, None
    if not liked and re.match(r"any (?:more|longer)", sentence.normal[sentence.place(end) :]):
        liked, ended = True, True
    if end < len(sentence.tokens) and sentence.tokens[end].text.startswith("cond"):
        condition = int(sentence.tokens[end].text[4:])
    values = (value.value,) if value.value else ()
    return Said(flow, values, at, begin - 1, end, value.words, explicit, liked, ended, shape.strength, condition)
