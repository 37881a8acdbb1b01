"""What a message has to do with phrases: it teaches one, or answers what one means. All who look at a turn share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from preferences import acts
from preferences.answer_words import answered
from preferences.candidates import Candidate, candidates
from preferences.carriers import VERBS, load_carriers, unwrapped
from preferences.framing import Frame, frame_of
from preferences.gap import Gap
from preferences.meaning import Meaning, choose
from preferences.phrase import OPEN, Kind, phrase_key
from preferences.phrase_names import is_name, is_own_name
from preferences.phrase_teaching import Told, read_teaching
from preferences.phrasebook import Phrasebook
from preferences.placing import is_amount, thing_kind
from preferences.request import Reading
from preferences.state import AskedPhrase
from preferences.vocabulary import words_of

OPEN_FOR = 120.0
"""Seconds for which a question about a phrase waits for its answer."""
WORKS = 0.8
"""Confidence from which on words are a request that works already."""
_INTENTS = {
    "light": "iot_hue_lightchange",
    "heating": "iot_thermostat_set",
    "oven": "iot_oven_set",
    "plug": "iot_wemo_on",
    "coffee": "iot_coffee",
}


@dataclass(frozen=True)
class PhraseTurn:
    """A message that gives a phrase its meaning."""

    said: str
    """The phrase."""
    words: str
    """What explains it, without what leads in."""
    frame: Frame
    """The request it stood in; empty without one."""
    candidates: tuple[Candidate, ...]
    """All ways to read the explanation."""
    told: Told | None = None
    """The phrase as it is taught; None for an answer to a question."""
    offered: tuple[str, ...] = ()
    """The requests of a meaning that a yes confirms; they are served in the same turn."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What NLU has to read."""
        texts = [*self.offered, *(text for one in self.candidates for text in one.texts)]
        return tuple(dict.fromkeys((*texts, self.said) if self.told else texts))

    def meaning(self, readings: Mapping[str, Reading], book: Phrasebook) -> Meaning:
        """What the words mean, given how NLU reads the candidates."""
        if self.told is not None and (self.told.named or is_name(self.words)):
            return Meaning((self.words,), (), True)
        if self.told is not None and not self.frame.intent and is_value(self.words):
            return Meaning((self.words,), (), True)
        found = choose(self.words, self.frame, self.candidates, readings, book)
        if not found and self.told is not None and self.told.explicit and is_own_name(self.words, self.told.meant):
            return Meaning((self.words,), (), True)
        return found


def phrase_turn(text: str, asked: AskedPhrase | None, book: Phrasebook, at: float) -> PhraseTurn | None:
    """The phrase that a message gives its meaning; None for any other message.

    Args:
        text: what the person said.
        asked: the question about a phrase that is open.
        book: the person's phrases.
        at: when the message came, seconds since the epoch.
    """
    if asked is not None and at - asked.at > OPEN_FOR:
        asked = None
    told = read_teaching(text)
    if told is not None and (asked is None or phrase_key(told.said) != phrase_key(asked.said)):
        frame = _known_frame(told.said, book)
        words = told.means if told.named else answered(told.means, told.said)
        found = () if told.named or is_name(words) else tuple(candidates(words, frame, book))
        return PhraseTurn(told.said, words, frame, found, told)
    if asked is None:
        return None
    frame = frame_of(asked.text, gap_of(asked)) if asked.text else Frame()
    words = answered(told.means if told is not None else text, asked.said)
    offered = asked.texts if asked.text else ()
    return PhraseTurn(asked.said, words, frame, tuple(candidates(words, frame, book)), offered=offered)


def gap_of(asked: AskedPhrase) -> Gap:
    """The gap that was asked about."""
    return Gap(asked.said, asked.start, asked.end, asked.intent, asked.whole)


def _known_frame(said: str, book: Phrasebook) -> Frame:
    """What a phrase that gets another meaning was about: "no, study mode means 30 percent" is said of the lights."""
    known = book.by_key.get(phrase_key(said))
    for step in known.steps if known is not None and known.kind is Kind.REQUEST else ():
        found = OPEN.search(step)
        kind = thing_kind(found.group(1)) if found is not None else None
        if found is not None and kind in _INTENTS:
            return Frame(found.group(1), f"set {found.group(1)} to ", "", _INTENTS[kind], True)
    return Frame()


def works_already(said: str, reading: Reading | None, book: Phrasebook) -> bool:
    """Whether words are a request that is served as it is; small talk is none."""
    if reading is None or not acts.is_request(reading.intent) or reading.confidence < WORKS:
        return False
    if phrase_key(said) in book.by_key:
        return False
    bare = unwrapped(said)
    words = words_of(bare)
    if not words:
        return False
    carriers = load_carriers()
    if reading.intent in _TITLES and len(words) < 3 and words[0].key not in VERBS:
        return False  # "movie time" could ask for a film, and says so little that it may as well be a phrase.
    if words[0].key in VERBS or words[0].key in _ASKING:
        return True
    framed = bare
    for entity in reading.entities:
        if entity.text:
            framed = framed.replace(entity.text, f"[{entity.name}]", 1)
    return framed.casefold() in carriers.frames or bare.casefold() in carriers.frames


_TITLES = frozenset({"play_movie", "recommendation_movies", "play_audiobook", "recommendation_locations", "play_music"})
_ASKING = frozenset("what what's whats when where who which how is are".split())


def is_value(words: str) -> bool:
    """Whether words are a value by themselves: an amount, a colour, a time, a known name."""
    from datetime import datetime, timezone

    from preferences.spoken_time import read_time

    first = words_of(words)[:1]
    if len(words.split()) > 6 or thing_kind(words) or (first and first[0].key in load_carriers().openers):
        return False
    return is_amount(words) or is_name(words) or read_time(words, datetime(2026, 1, 1, tzinfo=timezone.utc)) is not None
