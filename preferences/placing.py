"""Where a setting stands in a request: "put the living room lamp in study mode" sets a thing to a value.

What a setting was taught with gives way here to the thing that is spoken of now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from preferences.carriers import unwrapped
from preferences.lookups import load_lookups
from preferences.phrase import OPEN
from preferences.vocabulary import Vocabulary, words_of

NOUNS: dict[str, str] = {
    "light": r"lights?|lamps?|lighting|bulbs?|chandeliers?|spotlights?|lanterns?|brightness",
    "heating": r"thermostats?|heating|radiators?|central heating|heat|temperature",
    "oven": r"ovens?|stoves?|cookers?",
    "coffee": r"coffee|coffee ?(?:machine|maker)|espresso machine",
    "music": r"music|songs?|volume|stereo|speakers?",
    "plug": r"plugs?|sockets?|outlets?|switch(?:es)?",
}
"""What can be set, by the words for it."""
_ANY = re.compile(r"\b(?:" + "|".join(NOUNS.values()) + r")\b", re.IGNORECASE)
_PRONOUN = re.compile(r"^(?:it|them|that|this|those|these|everything|all of (?:it|them))$", re.IGNORECASE)
_HERE = re.compile(r"^(?:in )?(?:here|everywhere|upstairs|downstairs|outside|this room)$", re.IGNORECASE)
_VERBS = r"set|put|turn|switch|change|bring|get|make|have|move|adjust|take|let|give|shift|dim|heat|keep|want"
_TO = re.compile(
    rf"^(?:(?:(?:i|can|could|should)\s+)?(?:(?:{_VERBS})\s+)?(?!(?:off|on|up|down|out)\b))?(?P<thing>.*?)\s*"
    r"\b(?:(?:go )?(?:over to|to|into|in|onto|on|at)|go)"
    r"(?:\s+(?:the|a|an|my|about|around))?$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:(?:make|turn|paint|have|get|let|set|(?:i )?want|give|put)\s+(?!(?:on|off|up|down|out)\b))?(?P<thing>.+?)"
    r"(?:\s+(?:the|a|an|go|look|feel|full|go full|all))?$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"^(?:(?:{_VERBS}|switch|activate|start|enable|use|do|i'd like|run|go|begin|engage)(?:\s+(?:on|to|into|over "
    rf"to|in))?)?"
    r"(?:\s*(?:the|a|an|my))?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"^(?:in|for|on|with|at|to)\s+(?P<thing>.+)$", re.IGNORECASE)
_NOUN_BEHIND = re.compile(
    r"^(?P<noun>" + "|".join(NOUNS[kind] for kind in ("light", "heating")) + r")(?P<where>\s+(?:in|on|for|at)\s+.+)?$",
    re.IGNORECASE,
)
_OF_A_THING = frozenset(
    "the my our your all of both every each in on at and here there everywhere upstairs downstairs outside this room "
    "rooms house whole that side big small little main other ceiling desk floor bedside table wall corner".split()
)
_AMOUNT = re.compile(
    r"\d|%|\b(?:percent|per cent|degrees?|half|quarter|full|maximum|max|minimum|lowest|brightest|dimmest|celsius|"
    r"fahrenheit|ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|eleven|twelve|thirteen|"
    r"fourteen|sixteen|seventeen|eighteen|nineteen|five)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Placed:
    """A setting in its request."""

    thing: str
    """The words for what is set, "the living room lamp"; empty when none is named."""
    begin: int
    """Where the words of the setting begin."""
    end: int
    """Where they end (exclusive)."""
    value: str
    """The words of the setting."""
    is_setting: bool = True
    """True when the request names a thing and what it should become."""

    def setting(self, value: str) -> str:
        """The request that sets the same thing to another value."""
        return f"set {self.thing} to {value}" if self.thing else value

    def moved(self, step: str) -> str | None:
        """A step with its open thing replaced by the one spoken of here; None when it is of another kind."""
        found = OPEN.search(step)
        if found is None:
            return None
        thing = self._standing_in_for(found.group(1))
        return None if thing is None else OPEN.sub(lambda _: thing, step)

    def _standing_in_for(self, taught: str) -> str | None:
        thing = re.sub(r"^(?:in|on|at|of)\s+", "", self.thing)
        if not thing:
            return taught
        kind, other = thing_kind(thing), thing_kind(taught)
        if kind is not None:
            return thing if other is None or kind == other else None
        noun = _ANY.search(taught)
        if _PRONOUN.match(thing) or noun is None:
            return thing
        if _HERE.match(thing):
            return f"the {noun.group()} {thing}"
        if not re.match(r"(?:the|my|our|all|every|both)\b", thing, re.IGNORECASE):
            thing = f"the {thing}"
        return f"the {noun.group()} in {thing}"


def thing_kind(words: str) -> str | None:
    """What kind of thing some words name: light, heating, oven, coffee, music, plug; None for a room or nothing."""
    hits = [(hit.start(), kind) for kind, hit in ((k, p.search(words)) for k, p in _PATTERNS.items()) if hit]
    return max(hits)[1] if hits else None


_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in NOUNS.items()}


def names_thing(words: str) -> bool:
    """Whether words name something that can be set, or where it is, and nothing else."""
    bare = words.strip()
    if not bare or _PRONOUN.match(bare) or _HERE.match(bare):
        return bool(bare)
    if len(bare.split()) > 9:
        return False
    left = bare
    known = False
    for vocabulary in things():
        for match in reversed(vocabulary.find(bare)):
            known = True
            left = left[: match.start] + " " * (match.end - match.start) + left[match.end :]
    rest = [word.key for word in words_of(_ANY.sub(" ", left))]
    known = known or _ANY.search(bare) is not None
    return known and all(word in _OF_A_THING for word in rest)


@lru_cache(maxsize=1)
def things() -> tuple[Vocabulary, ...]:
    """The known rooms and devices."""
    lookups = load_lookups()
    return tuple(lookups[name] for name in ("house_place", "device_type") if name in lookups)


def is_amount(words: str) -> bool:
    """Whether words say how much, or in which colour: what a thing can be set to."""
    color = load_lookups().get("color_type")
    return bool(_AMOUNT.search(words)) or bool(color is not None and color.find(words))


def placed(text: str, begin: int | None = None, end: int | None = None) -> Placed | None:
    """The setting of a request.

    Args:
        text: the request.
        begin: where the words of the setting begin, when they are known; else what stands behind "to", "in" or "on".
        end: where they end (exclusive).
    """
    if begin is None or end is None:
        return _found(text)
    bare = unwrapped(text)
    offset = max(text.find(bare), 0)
    if begin < offset or end > offset + len(bare):
        return None
    head, tail = text[offset:begin].strip(" ,"), text[end : offset + len(bare)].strip(" ,.!?")
    behind = ""
    if tail:
        noun = _NOUN_BEHIND.match(tail)
        if noun is not None and _LEAD.match(head) and (noun["where"] is None or names_thing(noun["where"].strip())):
            return Placed(f"the {noun['noun']}{noun['where'] or ''}", begin, end, text[begin:end])
        found = _BEHIND.match(tail)
        if found is None or not names_thing(found["thing"]):
            return None
        behind = tail
    value = text[begin:end]
    if _LEAD.match(head):
        if not behind:
            return Placed("", begin, end, value, is_setting=False)
        return Placed(_BEHIND.sub(r"\g<thing>", behind), begin, end, value)
    for shape in (_TO, _BARE):
        found = shape.match(head)
        thing = found["thing"].strip() if found is not None else ""
        if thing and names_thing(thing) and not re.search(r"\b(?:in|on|at|of)$", thing, re.IGNORECASE):
            return Placed(f"{thing} {behind}".strip(), begin, end, value)
    return None


_SPLIT = re.compile(r"\s(?:over to|to|into|in|onto|on|at)\s(?:(?:the|a|an|my)\s)?", re.IGNORECASE)


def _found(text: str) -> Placed | None:
    bare = unwrapped(text)
    offset = max(text.find(bare), 0)
    for hit in reversed(list(_SPLIT.finditer(bare))):
        place = placed(text, offset + hit.end(), offset + len(bare))
        if place is not None and place.thing and not names_thing(place.value):
            return place
    return None
