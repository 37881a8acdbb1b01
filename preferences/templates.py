"""Statements after the examples of a teaching flow: "call me [Sam](name)" reads "please call me Robin".

Whatever a flow's own examples say is understood for that flow, with other values, with adverbs in between, with
other nouns of the concept, for "we" as for "I", and with "used to", "no longer" and "not". This is how places,
times and free words are taught.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from preferences.clauses import Sentence, Token, tokens_of
from preferences.flow import Example, Flow, Keeps
from preferences.frames import FRAMES, STRONG, A, Kind, Shape
from preferences.nouns import noun_at
from preferences.objects import Item, Setting, read_objects
from preferences.values import read_value

_NEGATIVE = re.compile(
    r"\b(?:not|never|hate|detest|dislike|avoid|least|sick of|tired of|fed up|loathe|despise|can not stand|no longer|"
    r"stop)\b"
)
_PAST = re.compile(r"\b(?:used to be|was|were) ")
_INSERT = r"(?:have )?(?P<flip>(?:used to |no longer |do not |never |did not )?)"
_NEGATE = r"(?P<flip2>(?:not |no longer )?)"
_ADVERBS = frozenset({"really", "usually", "always", "just", "now", "actually", "mostly", "only"})
_AUXILIARY = frozenset({"am", "are", "would", "have", "do", "can"})
_HABITUALLY = rf"(?:mostly|usually|always|normally|generally|mainly|often|typically|most of the time) {A}"
_USUAL = r"(?:(?:usual|normal|regular|typical|daily|everyday|current|own|new|main|real|actual) )*"
_FROM = r"(?:(?:here |over )?from (?:(?!to )(?:[\w'-]+|,|\.) ){1,6}?)?"
"""Where somebody came from, before "to"."""
_EXPLICIT = frozenset(
    [
        "i", "we", "my", "our", "call", "everyone", "everybody", "people", "you", "the", "always", "go", "let", "use",
        "give", "stop", "set", "switch", "show", "address",
    ]
)  # fmt: skip
"""Words a clause of the speaker's own begins with, behind a comma as well."""


@dataclass(frozen=True)
class Said:
    """One statement that follows an example."""

    flow: Flow
    """The concept."""
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
    items: tuple[Item, ...] = ()
    """The known values it names; empty for an open concept."""
    value: str = ""
    """The value of an open concept; empty when no such value is known."""
    liked: bool = True
    """The sign."""
    ended: bool = False
    """True for "used to" and "no longer"."""
    strength: float = 1.0
    """How strongly it is put."""
    condition: int | None = None
    """The number of the condition right behind the value of an open concept."""
    elided: bool = False
    """True when its "I" is that of a clause before."""
    bare: bool = False
    """True for "I'm ..." with nothing else; only a name can stand there."""
    passing: bool = False
    """True when it counts only for a while: "this week I'm staying in Vienna"."""


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
    own: bool
    """True when it begins with "I", which may be left out behind "but" or "and"."""
    bare: bool
    """True for "I'm ..." with nothing else."""
    passing: bool
    """True when it counts only for a while."""
    past: bool
    """True when it tells of the past itself, so that a "was" does not say that something is over: "I was born"."""


@lru_cache(maxsize=16)
def cues_of(statements: tuple[tuple[Example, ...], ...], nouns: tuple[str, ...] = ()) -> re.Pattern[str]:
    """The words before the values of all examples, as one pattern over plain text: a quick look, nothing more.

    Args:
        statements: the examples of each flow.
        nouns: what else may stand behind "my" in them.
    """
    cues: dict[str, set[str]] = {}
    for examples in statements:
        for example in examples:
            before = example.text[: example.start].casefold().replace("’", "'").split()
            while before and before[-1] in ("a", "an", "the"):
                before.pop()
            if " ".join(before) in ("i'm", "i am"):
                cues.setdefault(r"i(?:'?m| am) ", set()).add(r"(?-i:[A-Z])\w*")
            elif len(before) == 1 and before[0] not in ("i", "we", "my"):
                cues.setdefault(r"(?<!.)", set()).add(re.escape(before[0]))
            elif len(before) > 1:
                beginning, rest = _cue(before)
                cues.setdefault(beginning, set()).add(rest)
    if nouns:
        named = "|".join(sorted(re.escape(noun).replace(r"\ ", "[ -]").replace(r"\-", "[ -]") for noun in nouns))
        verbs = r"(?:'s| (?:[\w-]+ )?(?:is|are|was|goes|rings|used))"
        cues[r"(?:my|our) (?:[\w-]+ ){0,2}?"] = {rf"(?:{named}){verbs}"}
    # What begins alike stands in one group: the quick look tries each beginning once at every word.
    groups = (rf"{beginning}(?:{'|'.join(sorted(rests))})" for beginning, rests in sorted(cues.items()))
    pattern = "|".join(groups)
    return re.compile(rf"\b(?:{pattern})\b" if cues else r"(?!)", re.IGNORECASE)


_SUBJECTS = (
    (re.compile(r"(?:i'm|i am|we're|we are) "), r"(?:i(?:'?m| am)|we(?:'?re| are)) (?:[\w-]+ ){0,2}?"),
    (re.compile(r"(?:i've|i have|we've|we have) "), r"(?:i|we)(?:'?ve| have) (?:[\w-]+ ){0,2}?"),
    (re.compile(r"(?:i'd|i would|we'd|we would) "), r"(?:i|we)(?:'?d| would) (?:[\w-]+ ){0,2}?"),
    (re.compile(r"(?:i|we) "), r"(?:i|we|i've|we've|and|but|now) (?:[\w-]+ ){0,2}?"),
)
"""How an example begins, and what the same may begin with in other people's words."""


def _cue(before: Sequence[str]) -> tuple[str, str]:
    """How an example begins, and what follows that."""
    words = " ".join(before)
    for pattern, beginning in _SUBJECTS:
        found = pattern.match(words)
        if found is not None:
            return beginning, re.escape(words[found.end() :])
    return f"{re.escape(before[0])} ", re.escape(" ".join(before[1:]))


def template(example: Example, flow: Flow) -> Template | None:
    """An example as a pattern; None when it begins with its value, since then anything might be meant."""
    tokens = tokens_of(example.text[: example.start])
    after = [token.text for token in tokens_of(example.text[example.end :]) if token.text not in (".", "!")]
    if example.passing:
        # What stands behind the value is the time, in any words.
        after = []
    while tokens and tokens[-1].text in ("a", "an", "the"):
        tokens.pop()
    before = [token.text for token in tokens]
    if not before or _shared(" ".join(before), flow):
        return None
    bare = before == ["i", "am"] and not after
    text, own = ("i am ", False) if bare else _before_value(tokens, flow)
    closing = re.compile(A + "".join(f"{re.escape(word)}(?: |$)" for word in after)) if after else None
    whole = " ".join((*before, *after))
    return Template(
        pattern=re.compile(text + ("" if bare else r"(?:an? |the )?")),
        closing=closing,
        liked=_NEGATIVE.search(whole) is None,
        strength=1.5 if STRONG.search(whole) else 1.0,
        own=own,
        bare=bare,
        passing=example.passing,
        past=_PAST.search(whole) is not None,
    )


def _shared(before: str, flow: Flow) -> bool:
    """Whether every concept has that shape, so that it says nothing about this one; the shared patterns read it."""
    return any(
        frame.shape is Shape.AFTER
        and (frame.kind in (Kind.TASTE, Kind.FAN) or (frame.kind is Kind.WANT and not flow.values.choices))
        and frame.pattern.fullmatch(before)
        for frame in FRAMES
    )


def _before_value(tokens: Sequence[Token], flow: Flow) -> tuple[str, bool]:
    """What stands before a value, as a pattern; and whether its "I" may be left out."""
    before = [token.text for token in tokens]
    parts: list[str] = []
    at = 0
    if len(before) > 3 and before[0] == "my" and before[2] in ("call", "calls"):
        parts, at = [r"my (?:[\w'-]+ ){1,2}calls? "], 3
    elif before[0] in ("my", "our") and flow.keeps is Keeps.ONE:
        noun = noun_at(tokens, 1, (flow,))
        if noun is not None:
            parts, at = [rf"(?:my|our) {_USUAL}(?:{_alternatives(flow)}) {A}"], noun[1]
    own = before[0] in ("i", "we") and len(before) > 1 and before[1] not in _AUXILIARY
    negated = own
    for number, word in list(enumerate(before))[at:]:
        last = number + 1 == len(before)
        if word in _ADVERBS and not last and before[0] in ("i", "we", "my"):
            if before[1] in ("am", "are"):
                # "I'm in the kitchen" says where somebody is, "I'm mostly in the kitchen" what they are used to.
                parts.append(_HABITUALLY)
            continue
        parts.append(_word(word, number, last, flow))
        if number == 0 and own:
            parts.append(A + _INSERT)
        elif word in ("am", "are", "is") and not negated:
            parts.append(A + _NEGATE)
            negated = True
        parts.append(A)
    return "".join(parts).rstrip(), own


def _word(word: str, number: int, last: bool, flow: Flow) -> str:
    """One word of an example as a pattern."""
    if word in ("i", "we") and number == 0:
        return "(?P<own>(?:i|we) )"
    if word in ("am", "are") and number == 1:
        return "(?:am|are) "
    if word in ("is", "are"):
        return r"(?:is|are|'s|was|used to be|has to be|will be|will always be) "
    if word == "to" and last and flow.values.places:
        return f"{_FROM}to "
    return f"{re.escape(word)} "


def _alternatives(flow: Flow) -> str:
    """The nouns of a concept as one pattern, the longest first."""
    nouns = {" ".join(token.text for token in tokens_of(noun)) for noun in flow.nouns}
    return "|".join(re.escape(noun) for noun in sorted(nouns, key=lambda noun: (-len(noun), noun)))


_made: dict[int, tuple[Flow, tuple[Template, ...]]] = {}


def _templates(flow: Flow) -> tuple[Template, ...]:
    # Flows live as long as the process; hashing one for a cache at every word would cost more than the matching.
    made = _made.get(id(flow))
    if made is None or made[0] is not flow:
        if len(_made) > 200:
            _made.clear()
        shapes = (template(example, flow) for example in flow.statements)
        made = (flow, tuple(shape for shape in shapes if shape is not None))
        _made[id(flow)] = made
    return made[1]


def read_templates(
    sentence: Sentence, at: int, flows: Sequence[Flow], now: datetime, known: frozenset[str]
) -> Said | None:
    """The statement that begins at a token after an example of some flow; the longest one, or None."""
    best: Said | None = None
    place = sentence.place(at)
    leaning = at > 0 and sentence.tokens[at - 1].text in ("and", "but", "now")
    for flow in flows:
        for shape in _templates(flow):
            match = shape.pattern.match(sentence.normal, place)
            elided = False
            if match is None and leaning and shape.own:
                # "... but live in York": read as if its "I" stood there.
                match, elided = _leaning(shape).match(sentence.normal, place), True
            if match is None:
                continue
            said = _read(sentence, at, flow, shape, match, now, known, elided)
            if said is not None and (best is None or _rank(said) > _rank(best)):
                best = said
    return best


@lru_cache(maxsize=512)
def _leaning(shape: Template) -> re.Pattern[str]:
    return re.compile(shape.pattern.pattern.replace("(?P<own>(?:i|we) )", "", 1))


def _rank(said: Said) -> tuple[bool, int, int]:
    return bool(said.items or said.value), said.end, said.verb


def _read(
    sentence: Sentence,
    at: int,
    flow: Flow,
    shape: Template,
    match: re.Match[str],
    now: datetime,
    known: frozenset[str],
    elided: bool,
) -> Said | None:
    begin = sentence.index(match.end())
    if begin >= len(sentence.tokens) or (
        match.end() < len(sentence.normal) and sentence.normal[match.end() - 1] != " "
    ):
        return None
    flip = (match.groupdict().get("flip") or match.groupdict().get("flip2") or "").strip()
    ended = flip in ("used to", "no longer") or (not shape.past and _PAST.search(match.group()) is not None)
    liked = shape.liked if flip not in ("do not", "never", "not", "did not") else not shape.liked
    explicit = sentence.tokens[at].text in _EXPLICIT
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
        words = sentence.words(objects.items[0].begin, objects.items[0].end)
        return Said(
            flow, at, begin - 1, objects.end, words, explicit, objects.items, "", liked, ended, shape.strength,
            elided=elided, passing=shape.passing,
        )  # fmt: skip
    value = read_value(sentence, begin, flow, now, shape.closing)
    if value is None or (shape.passing and not value.value):
        return None
    end, condition = value.end, None
    if not liked and re.match(r"any (?:more|longer)", sentence.normal[sentence.place(end) :]):
        liked, ended = True, True
    if end < len(sentence.tokens) and sentence.tokens[end].text.startswith("cond"):
        condition = int(sentence.tokens[end].text[4:])
    return Said(
        flow, at, begin - 1, end, value.words, explicit, (), value.value, liked, ended, shape.strength, condition,
        elided, shape.bare, shape.passing,
    )  # fmt: skip
