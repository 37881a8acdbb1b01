"""What a sentence names after its verb: "Dracula" in "read me Dracula", "Zorblax Returns" in "play the film ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.worlds.catalogue import told
from actions.worlds.household import find_rooms

LONGEST_READ = 400
"""Characters of a sentence that are read."""
_VERB = re.compile(
    r"\b(?:play(?:ing)?|put on|start(?: reading| playing)?|begin|read(?:ing)?|watch(?:ing)?|see|listen(?:ing)? to|"
    r"hear|show|stream|continue|resume|narrate|screen)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\W*(?:(?:me|us|out|aloud|loud|to|for|on|with|now|please|my|our)\b\W*)+", re.IGNORECASE)
_THING = r"(?:films?|movies?|flicks?|audio ?books?|books?|novels?|stor(?:y|ies))"
_MARKED = re.compile(
    rf"^(?:(?:the|that|this|my|our)\s+)?(?:new |old |whole )?{_THING}\s+(?:(?:called|named|titled|entitled)\s+)?(.+)$|"
    rf"^.{{0,40}}?\b{_THING}\s+(?:called|named|titled|entitled|with the (?:title|name))\s+(.+)$",
    re.IGNORECASE,
)
_TRAILING_THING = re.compile(rf"\s+{_THING}$", re.IGNORECASE)
_BY = re.compile(r"(?:^|\s+)(?:written\s+)?by\s+(?!\w+\s+(?:minutes?|hours?)\b)(?:the author\s+)?(.+)$", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s,]+(?:please|thanks|thank you|now|again|next|aloud|out loud|loudly|tonight|today|tomorrow|this evening|"
    r"for (?:me|us|the kids|the children)|to (?:me|us|the kids|the children)|with (?:me|us|subtitles)|"
    r"from the (?:start|beginning)|before bed|at bedtime|"
    r"(?:on|in|over|through) (?:the |my |our )?(?:tv|telly|television|screen|projector|speakers?|stereo|\w+ speakers?|"
    r"house|background|catalogue)|while i \w+|at \d[\d:]*(?: ?[ap]m)?|for \w+ (?:minutes|hours?))[\s.!?]*$",
    re.IGNORECASE,
)
_KIND = re.compile(rf"\b(?:an?|some|any|another)\s+((?:[\w'’-]+\s+){{1,2}}?){_THING}\b", re.IGNORECASE)
_NO_NAME_BEGINS = re.compile(
    r"^(?:a|an|any|some|something|anything|one|another|more|by|about|from|for|with|that|which|in|on|to|of|at|it|"
    r"starring|directed|what|whatever|i|we|us|me|you|your|him|her|them|if|and|or|is|are|where|whether|how)\b",
    re.IGNORECASE,
)
_ORDINARY = frozenset(
    """
    funny scary sad happy romantic light short long classic classics old older newer recent popular family kids kid
    children childrens child adult animated foreign black white feel exciting relaxing calm boring interesting cheerful
    spooky creepy violent gentle deep silly serious smart cute cosy cozy fun cool amazing awesome decent bedtime night
    evening date christmas halloween holiday summer winter weekend oscar award winning top rated ones else suggestion
    recommendation recommend suggest choice mood about like love want time two three videos video tv series show
    episode chapter page bit on off up down there here too also really very quite kind sort type genre stuff things
    chapters not don't no yes off stop pause french german italian spanish japanese korean indian british american
    """.split()
)
"""Words that describe what somebody wants without naming it."""


@dataclass(frozen=True)
class Named:
    """What a sentence names."""

    name: str = ""
    """The title as it was put; empty when none was."""
    by: str = ""
    """Who is said to have made it; empty when nobody was named."""
    sure: bool = False
    """True when these words can hardly be anything but a name, known or not."""


def named_in(text: str) -> Named:
    """What a sentence names after "play", "watch" or "read"; empty when it only describes what is wanted."""
    text = " ".join(text[:LONGEST_READ].replace("“", '"').replace("”", '"').split())
    verb = _VERB.search(text)
    if verb is None:
        return Named()
    words = _without_tails(_LEAD.sub("", text[verb.end() :]).strip(" .!?,:;"))
    marked = _MARKED.match(words)
    name = next((part for part in marked.groups() if part), "") if marked else words
    made = _BY.search(name)
    by = _clean(made.group(1)) if made else ""
    name = name[: made.start()] if made else name
    bare = _clean(name if marked else _TRAILING_THING.sub("", name))
    if told(bare) is None or (_NO_NAME_BEGINS.match(bare) and not (marked and marked.group(2))):
        return Named(by=by)
    return Named(bare, by, bool(marked) or _capitalised(bare, text) or _is_strange(bare))


def strange_kind(text: str) -> str:
    """The kind of book or film a sentence asks for by a word that is no everyday description: "a western novel"."""
    for hit in _KIND.finditer(text[:LONGEST_READ]):
        words = [word for word in hit.group(1).split() if word.casefold() not in _ORDINARY and told(word) is not None]
        if words:
            return " ".join(words)
    return ""


def _without_tails(words: str) -> str:
    for _ in range(4):
        shorter = _TAIL.sub("", words)
        for place in find_rooms(shorter):
            room = rf"\s+(?:in|on) (?:the |my |our )?{re.escape(place.said)}(?:\s+\w+)?$"
            shorter = re.sub(room, "", shorter, flags=re.IGNORECASE)
        if shorter == words:
            break
        words = shorter
    return words


def _clean(words: str) -> str:
    return words.strip(" .!?,:;\"'")


def _capitalised(name: str, text: str) -> bool:
    """Whether a name has capitals where the rest of the sentence has none."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", name) if len(word) > 3 or word[:1].isupper()]
    rest = [word for word in re.findall(r"[^\W\d_]+", text.replace(name, " "))[1:] if word != "I"]
    shouted = [word for word in rest if word[:1].isupper()]
    return bool(words) and all(word[:1].isupper() for word in words) and not (shouted and len(shouted) == len(rest))


def _is_strange(name: str) -> bool:
    """Whether none of the words describes anything: then they can only be a name."""
    words = [word.casefold().strip("'’").removesuffix("'s") for word in re.findall(r"[\w'’-]+", name)]
    return all(word not in _ORDINARY and told(word) is not None for word in words if word not in ("the", "of", "and"))
