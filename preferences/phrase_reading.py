"""Whether a message is about phrases: it teaches one, answers what one means, asks or wants one forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping

from preferences import acts
from preferences.carriers import load_carriers, unwrapped
from preferences.gap import Gap
from preferences.gaps import find_gap
from preferences.phrase import OPEN as BRACES
from preferences.phrase_mention import explained, forgettable, is_question
from preferences.phrase_turn import OPEN_FOR, PhraseTurn, phrase_turn
from preferences.phrasebook import Phrasebook
from preferences.preference import Profile
from preferences.request import Entity, Reading
from preferences.state import AskedPhrase
from preferences.unknown_request import unknown_request
from preferences.vocabulary import words_of

SURE = 0.85
"""Confidence from which on another request is no answer to what a phrase means."""
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:what|when(?! i say)|where|who|why|how|which|is|are|was|were|do you|does|did|can you tell)\b",
    re.IGNORECASE,
)
_TEACHES = re.compile(r"^\W*(?:when(?:ever)?|if) i say\b(?!.*\?)", re.IGNORECASE)
_GIVES_UP = re.compile(
    r"^\W*(?:never ?mind|forget (?:it|that|about it)|nothing|stop|skip(?: it)?|cancel(?: that)?|drop it|leave it|"
    r"no(?:pe)?(?: thanks| thank you)?|don'?t (?:bother|worry)|not now|it doesn'?t matter|whatever|ignore "
    r"(?:that|it))\b[\s.!]*"
    r"(?:then|please|thanks|thank you|mynah)?[\s.!]*$",
    re.IGNORECASE,
)


def about_phrases(
    text: str,
    ranking: tuple[tuple[str, float], ...],
    asked: AskedPhrase | None,
    profile: Profile,
    readings: Mapping[str, Reading],
    at: float,
) -> Reading | None:
    """What a message is, when it is about phrases; None for any other message."""
    if asked is not None and at - asked.at > OPEN_FOR:
        asked = None
    intent, sure = ranking[0] if ranking else (acts.FALLBACK, 0.0)
    book = profile.book
    turn = phrase_turn(text, asked, book, at)
    if turn is not None and turn.told is not None:
        if turn.told.explicit or intent == acts.PHRASE_TEACH or turn.meaning(readings, book):
            return Reading(acts.PHRASE_TEACH, (), 1.0, "words")
        return None
    if _TEACHES.match(text) and asked is None:
        return Reading(acts.PHRASE_TEACH, (), 1.0, "words")
    if profile.phrases:
        if forgettable(text, book):
            return Reading(acts.FORGET, (), 1.0, "phrase")
        if explained(text, book) is not None:
            return Reading(acts.PHRASE_EXPLAIN, (), 1.0, "phrase")
    if asked is None or turn is None:
        return None
    return _answer(text, intent, sure, asked, turn, readings, book)


def _answer(
    text: str,
    intent: str,
    sure: float,
    asked: AskedPhrase,
    turn: PhraseTurn,
    readings: Mapping[str, Reading],
    book: Phrasebook,
) -> Reading | None:
    """What a message is while a question about a phrase is open; None when it is no answer to that."""
    if _GIVES_UP.match(text) or intent in (acts.CANCEL, acts.NEGATE, acts.SKIP):
        found = turn.meaning(readings, book)
        if not found or _GIVES_UP.match(text):
            return Reading(acts.PHRASE_DEFINE, (), 1.0, "no")
    if asked.steps and intent == acts.AFFIRM:
        return Reading(acts.PHRASE_DEFINE, (), 1.0, "yes")
    if asked.ask == "shadow":
        return None
    if _ASKS.search(text) or intent in acts.MEMORY - {acts.PHRASE_TEACH}:
        return None
    found = turn.meaning(readings, book)
    if found:
        alone = len(found.texts) == 1 and not found.name and not BRACES.search(found.steps[0]) and not asked.whole
        other = alone and asked.text and not _related(readings[found.texts[0]].intent, asked.intent)
        if other and found.steps[0].casefold() == text.strip(" .!").casefold():
            return None
        return Reading(acts.PHRASE_DEFINE, (), 1.0, "answer")
    first = words_of(text)[:1]
    told = bool(first) and first[0].key in load_carriers().openers
    if (acts.is_request(intent) and told and sure >= SURE) or (intent in acts.TALK and sure >= SURE):
        return None
    return Reading(acts.PHRASE_DEFINE, (), 1.0, "answer")


def _related(intent: str, asked: str) -> bool:
    return intent == asked or intent.split("_", 1)[0] == asked.split("_", 1)[0]


def gap_in(text: str, ranking: tuple[tuple[str, float], ...], entities: tuple[Entity, ...]) -> Gap | None:
    """The words of a message that nobody taught."""
    if not ranking:
        return None
    if ranking[0][0] == acts.PHRASE_EXPLAIN and not is_question(text) and len(text.split()) <= 4:
        # A phrase nobody taught, called by its bare name.
        bare = unwrapped(text)
        start = max(text.find(bare), 0)
        return Gap(bare, start, start + len(bare), acts.FALLBACK, True)
    return find_gap(text, *ranking[0], entities) or unknown_request(text, ranking, entities)
