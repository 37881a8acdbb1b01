"""Messages that carry the request before on: "and in Tokyo?", "how about Friday instead", "is it warmer there?".

Only what was said is carried, never what was assumed: "and my own team?" after a named one asks for what is known of
the person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from preferences import acts
from preferences.application import PLACE, known_values
from preferences.curriculum import Curriculum
from preferences.heard import Heard
from preferences.places import find_place
from preferences.request import CHOSEN, CONTEXT, Entity, Reading
from preferences.state import LastRequest

CARRIES_ON_FOR = 300.0
"""Seconds for which a follow-up still has something to follow."""
STANDS_FOR = 120.0
"""Seconds for which "it" and "there" still stand for something."""
_SURE = 0.6
"""Confidence from which on another request is another request."""

_PRONOUN = re.compile(r"\b(it|them|those|these|that one|they|their|he|she)\b", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!will )\bthere\b(?! (?:is|are|was|be|will|a|an|any|some)\b|'s)", re.IGNORECASE
)
"""A word for the place before; not that of "is there" and "there is"."""
_THAT_DAY = re.compile(r"\b(?:that (?:day|date|night|evening|morning|afternoon|week|weekend)|then)\W*$", re.IGNORECASE)
_AS_WELL = re.compile(
    r"\b(?:too|also|as well|still|either|then|instead|(?:warm|cold|hott|cool|wett|dri|sunni|wind?i)er)\b", re.IGNORECASE
)
"""Words that lean on the request before."""
_THINGS = frozenset({"house_place", "device_type", "list_name", "alarm_name", "timer_name", "team"})
"""The details that a pronoun can stand for."""
_INSTEAD = re.compile(r"\b(instead|rather|something|another|one|ones|else)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(my|mine|our|ours|here|at home)\b", re.IGNORECASE)
_ELLIPSIS = re.compile(
    r"^\s*(?:(?:ok|okay|alright|right|oh|hm+|so|well|mynah|hey|hi)\b[\s,]*)*"
    r"(and|also|but|plus|or|then|now|what about|how about|what of|what if|(?:the |do (?:the )?)?same|and the same)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"^\W*(?:(?:and|or|ok|okay|no|well|i mean|i meant|what about|how about|for|in|try)\W+)*(?:the )?"
    r"(?:other(?: one)?|other place|other city|second one)\b\W*(?:please|then)?\W*$",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"a|an|and|at|by|for|i|in|is|it|me|my|now|of|on|one|please|s|same|some|that|the|then|there|to|or|but|instead|"
    r"just|only|what|how|about|with|maybe|rather|no|ok|okay|well|also|too",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:\d+(?:[.,]\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(?:seconds?|minutes?|hours?|days?|degrees|percent|per cent)\b|[%°]", re.IGNORECASE)
_THEIRS = re.compile(r"\b(?:its|their|theirs|they|them)\b", re.IGNORECASE)
_BARE = 4
"""Words that a bare fragment has at most: "in Tokyo", "on Friday then"."""


def follow_up(heard: Heard, last: LastRequest | None, curriculum: Curriculum, at: float) -> Reading | None:
    """A message that names only what changes; None when it is none, or nothing it could change."""
    if last is None or at - last.at > CARRIES_ON_FOR or not acts.is_request(last.intent):
        return None
    if heard.intent in acts.MEMORY and heard.confidence >= _SURE:
        return None  # "Then forget that I like ska" asks for no ska.
    other = _the_other_one(heard, last, curriculum)
    if other is not None:
        return other
    short = len(heard.text.split()) <= 7
    unread = heard.intent in (acts.FALLBACK, acts.OUT_OF_SCOPE) or heard.confidence < _SURE
    # "Can I have Greek instead?" and "something French" are nothing by themselves, and all there is to say here.
    instead = unread and _INSTEAD.search(heard.text)
    elliptic = heard.intent == acts.FOLLOW_UP or (short and (_ELLIPSIS.match(heard.text) or instead))
    bare = not elliptic and _is_bare(heard, last)
    if not (elliptic or bare) or (elliptic and _another_request(heard, last)):
        return None
    new = tuple(
        entity
        for entity in known_values(Reading(last.intent, heard.entities), heard.text, curriculum)
        if curriculum.carries(last.intent, entity.name)
    )
    if bare and not (new and _idle_beside(heard.text, new)):
        return None
    if not new:
        new = _recounted(heard.text, last)
    if not new and heard.intent == acts.FOLLOW_UP and _THEIRS.search(heard.text) and _things(last):
        # "And their next game?": the same thing, asked in other words.
        return Reading(last.intent, last.said, heard.confidence, "follow_up")
    if not new and not (elliptic and _OWN.search(heard.text)):
        return None
    kept = carried_on(last, new)
    if not new:
        # "and my own team?": what was named gives way to what is known about the person.
        guided = {guide.entity for _, guide in curriculum.guides(last.intent)}
        kept = tuple(entity for entity in kept if entity.name not in guided)
    words = (
        in_whole_words(last.text, last.said, new) if new and _idle_beside(_ELLIPSIS.sub("", heard.text), new) else ""
    )
    return Reading(last.intent, kept, max(heard.confidence, 0.5), "follow_up", words=words)


def _things(last: LastRequest) -> bool:
    """Whether the request before was about something that "their" can stand for."""
    return any(entity.name in _THINGS or entity.name.startswith(("artist", "movie")) for entity in last.said)


def _recounted(text: str, last: LastRequest) -> tuple[Entity, ...]:
    """A bare number that takes the place of the one amount in the request before: "and another for twenty"."""
    said = _NUMBER.findall(text)
    amounts = [e for e in last.said if e.text and len(_NUMBER.findall(e.text)) == 1 and _UNIT.search(e.text)]
    if len(said) != 1 or len(amounts) != 1:
        return ()
    words = _NUMBER.sub(said[0], amounts[0].text)
    return (replace(amounts[0], value=words, text=words),)


def in_whole_words(text: str, said: Sequence[Entity], new: Sequence[Entity]) -> str:
    """A request's words with other details in them: "will it rain in Oslo" for "and in Oslo?" after Rome.

    What only the words tell ("rain", "how warm") goes on so.
    """
    for entity in new:
        words = entity.text or entity.value
        old = next((e for e in said if e.name == entity.name and e.text and e.text in text), None)
        if old is not None:
            text = text.replace(old.text, words, 1)
        else:
            text = f"{text.rstrip(' ?.!')} {'in ' if entity.name == PLACE else ''}{words}"
    return text


def pronoun(heard: Heard, last: LastRequest | None, curriculum: Curriculum, at: float) -> Reading | None:
    """A request about "it", "them" or "there": what was named in the request before goes along."""
    if last is None or at - last.at > STANDS_FOR or not acts.is_request(heard.intent):
        return None
    leans = _PRONOUN.search(heard.text)
    if not (leans or _THERE.search(heard.text) or _THAT_DAY.search(heard.text)):
        return None  # Most messages lean on nothing; what they name is not looked up for that.
    named = known_values(Reading(heard.intent, heard.entities), heard.text, curriculum)
    there = _referred(heard, last, named, curriculum)
    if there:
        return Reading(heard.intent, (*heard.entities, *there), heard.confidence, "follow_up")
    if not leans or _OWN.search(heard.text) or _kind(heard.intent) != _kind(last.intent):
        return None
    if any(entity.name in _THINGS for entity in named):
        return None
    # What the circumstances made of the same question may be another thing now.
    kept = [e for e in last.entities if e.source != CONTEXT or heard.intent != last.intent]
    carried = [e for e in kept if e.name in _THINGS and curriculum.carries(heard.intent, e.name)]
    if not carried:
        return None
    return Reading(
        _same_family(heard.intent, last.intent), (*heard.entities, *_said(carried)), heard.confidence, "follow_up"
    )


def same_place(
    heard: Heard, last: LastRequest | None, curriculum: Curriculum, at: float, only_here: bool
) -> Reading | None:
    """A question like the one before that names no place, and leans on it or has no other: "will it rain tomorrow?".

    Args:
        heard: the message.
        last: the request before.
        curriculum: the flows and signatures.
        at: now, seconds since the epoch.
        only_here: true when nothing else tells which place the person may mean.
    """
    if last is None or at - last.at > STANDS_FOR or heard.intent != last.intent or _OWN.search(heard.text):
        return None
    if PLACE not in curriculum.signatures.get(heard.intent, ()) or not (only_here or _AS_WELL.search(heard.text)):
        return None
    places = [entity for entity in last.said if entity.name == PLACE]
    if not places:
        return None
    named = known_values(Reading(heard.intent, heard.entities), heard.text, curriculum)
    if any(entity.name == PLACE for entity in named):
        return None
    return Reading(heard.intent, (*heard.entities, *_said(places)), heard.confidence, "follow_up")


def carried_on(last: LastRequest, new: Sequence[Entity]) -> tuple[Entity, ...]:
    """The details of a request before, with those that were named anew put in their place."""
    names = {entity.name for entity in new}
    kept = tuple(entity for entity in last.said if entity.name not in names)
    return kept + tuple(new)


def _said(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Details as if they had been said now."""
    return tuple(replace(entity, assumed=False, reason="", source=None) for entity in entities)


def _referred(heard: Heard, last: LastRequest, named: Sequence[Entity], curriculum: Curriculum) -> tuple[Entity, ...]:
    """The place of "there" and the day of "that day", from the request before."""
    present = {entity.name for entity in named}
    carried: list[Entity] = []
    for name, words in ((PLACE, _THERE), ("date", _THAT_DAY)):
        if name not in present and words.search(heard.text) and name in curriculum.signatures.get(heard.intent, ()):
            known = next((e for e in last.entities if e.name == name and e.source != CHOSEN), None)
            carried += [known] if known is not None else []
    return _said(carried)


def _the_other_one(heard: Heard, last: LastRequest, curriculum: Curriculum) -> Reading | None:
    """ "The other one": the other place or team of the name that was asked about."""
    if not _OTHER.match(heard.text):
        return None
    for entity in last.entities:
        others = _others(entity, curriculum)
        if others:
            meant = replace(entity, value=others[0], text=others[0], assumed=False, reason="", source=None)
            words = in_whole_words(last.text, last.said, (meant,))
            return Reading(
                last.intent, carried_on(last, (meant,)), max(heard.confidence, 0.5), "follow_up", words=words
            )
    return None


def _others(entity: Entity, curriculum: Curriculum) -> list[str]:
    """What else the name of a detail could mean, the likeliest first."""
    if entity.name == PLACE:
        now = find_place(entity.value)
        match = find_place(entity.value.split(",")[0])
        labels = [match.place.label, *(place.label for place in match.alternatives)] if match is not None else []
        return [label for label in labels if now is None or label != now.place.label]
    vocabulary = curriculum.lookups.get(entity.name)
    match_ = vocabulary.resolve(entity.text or entity.value) if vocabulary is not None else None
    return [value for value in match_.ambiguous or () if value != entity.value] if match_ is not None else []


def _is_bare(heard: Heard, last: LastRequest) -> bool:
    """Whether a message may be a bare fragment: a few words that NLU does not take for another request."""
    another = acts.is_request(heard.intent) and heard.intent != last.intent and heard.confidence >= _SURE
    answer = heard.intent in (acts.AFFIRM, acts.NEGATE, acts.COMPLAINT, acts.STATEMENT)
    return len(heard.text.split()) <= _BARE and not another and not answer


def _idle_beside(text: str, entities: Sequence[Entity]) -> bool:
    """Whether nothing is said beside some details."""
    words = text.casefold()
    for entity in entities:
        words = words.replace((entity.text or entity.value).casefold(), " ")
    return all(_IDLE.fullmatch(word) for word in re.findall(r"[^\W_]+", words))


def _same_family(intent: str, last: str) -> str:
    """ "Turn it off" after a plug was switched on means the plug, though NLU may read it as the lights."""
    for lights, plugs in (("iot_hue_lighton", "iot_wemo_on"), ("iot_hue_lightoff", "iot_wemo_off")):
        if intent in (lights, plugs):
            return plugs if last.startswith("iot_wemo") else lights if last.startswith("iot_hue") else intent
    return intent


def _kind(intent: str) -> str:
    return intent.split("_", 1)[0]


def _another_request(heard: Heard, last: LastRequest) -> bool:
    """Whether words that begin like a follow-up ask for something else: "and what's the weather in Rome?"."""
    if not acts.is_request(heard.intent) or heard.intent == last.intent or heard.confidence < _SURE:
        return False
    words = _ELLIPSIS.sub(" ", heard.text).casefold()
    for entity in heard.entities:
        words = words.replace(entity.text.casefold(), " ")
    return any(not _IDLE.fullmatch(word) for word in re.findall(r"[^\W_]+", words))
