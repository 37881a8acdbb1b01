"""Finds the words that nobody taught inside a request that is understood otherwise.

A word counts as known when it carries requests of that kind in the NLU examples, when a vocabulary lists it, when it
counts or tells a time, or when it stands in a detail whose values are open (a song, a list, a name). What is left, in
a place where a setting or a thing would stand, is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from preferences import acts
from preferences.carriers import CLOSED, Carriers, load_carriers, unwrapped
from preferences.curriculum import load_curriculum
from preferences.known_words import (
    ARTICLES,
    ENDING,
    IDLE,
    INTO,
    LAMPS,
    LEVELS,
    MAKING,
    MEDIA,
    MOODS,
    MORE,
    NOUNS,
    NUMBERS,
    PLUGGED,
    POLITE,
    SHELVED,
    SORTS_OF_LAMPS,
    STOPS,
    SWITCHING,
    TIMES,
    UNITS,
    WANTING,
)
from preferences.phrase import key_word
from preferences.placing import is_amount, names_thing, placed
from preferences.private_names import COLLECTION, OWNED, SOME_THING
from preferences.request import Entity
from preferences.vocabulary import Vocabulary, words_of

LIGHTS = frozenset(
    {"iot_hue_lighton", "iot_hue_lightoff", "iot_hue_lightdim", "iot_hue_lightup", "iot_hue_lightchange"}
)
HOME = LIGHTS | {"iot_thermostat_set", "iot_oven_set", "iot_wemo_on", "iot_wemo_off"}
"""Requests all of whose details have few values."""
SETTABLE = HOME | {"iot_coffee", "play_music", "alarm_set", "timer_set"}
"""Requests in which words are asked about; in all others what is not known is a name that can be looked up."""
LISTENING = frozenset({"play_movie", "play_audiobook", "recommendation_movies"})
"""Requests for titles, in which only what somebody calls their own is no title."""
COLLECTING = frozenset({"lists_createoradd", "lists_remove"})
"""Requests whose words may be anything, but for a name of several things at once."""
SURE = 0.4
"""Confidence from which on a request counts as understood otherwise."""
STYLED = 0.6
"""The same for a request whose words may be anything, where only the manner it is put in is looked at."""
MARKED = 0.3
"""The same where NLU marked an unknown setting."""
LONGEST = 200
"""Characters from which on no gap is looked for."""
SCENE = "scene"
"""The entity of settings that no vocabulary lists."""
ALIKE = 84.0
"""Likeness in percent from which on a word is a misspelled known one."""


@dataclass(frozen=True)
class Gap:
    """Words that nobody taught."""

    text: str
    """The words: "study mode"."""
    start: int
    """Where they begin in the request."""
    end: int
    """Where they end (exclusive)."""
    intent: str
    """What the request was read as."""
    whole: bool = False
    """True when the whole request is unknown."""


QUESTION = re.compile(
    r"^\W*(?:what|which|who|how|why|where|when|is|are|was|were|does|do (?:i|you|we|they)|did|has|have|am|"
    r"tell me (?:what|how|if|whether))\b",
    re.IGNORECASE,
)
_SLOT = re.compile(r"\b(?:to|into|in|onto|on|at|for|until|till)\s+(?:(?:the|a|an|my|some)\s+)?", re.IGNORECASE)
_STYLE = re.compile(
    r"\b(?P<gap>(?:[\w'’-]+\s){1,3}(?:mode|style|fashion|manner|vibes?|mood|theme|way|setting|level))"
    r"(?:\s*,?\s*(?:please|now|for me|ta|thanks|cheers|would you|will you|in here))*[.!?]*$",
    re.IGNORECASE,
)
_MUSIC = re.compile(
    r"\b(?:some|more|the|my|a bit of|a little|me|us|play|want|on|of|"
    r"hear)\s+(?P<gap>(?:[\w'’-]+\s){0,2}[\w'’-]+)\s+(?:music|tunes|sounds|beats)\b"
    r"|\b(?:something|anything)\s+(?P<some>[\w'’-]+(?:\s[\w'’-]+)?)\s*(?:please|now|for me)?[.!]*$",
    re.IGNORECASE,
)


def find_gap(text: str, intent: str, confidence: float, entities: Sequence[Entity]) -> Gap | None:
    """The words of a request that nobody taught; None when all of it is known, or when names may be anything in it.

    Args:
        text: the words NLU read.
        intent: what they were read as.
        confidence: how sure NLU was.
        entities: the details NLU marked.
    """
    if not acts.is_request(intent) or len(text) > LONGEST or QUESTION.match(text):
        return None
    if intent not in SETTABLE:
        if intent in COLLECTING and confidence >= STYLED:
            return Finder(text, intent, entities).collected()
        if intent in LISTENING and confidence >= SURE:
            return Finder(text, intent, entities).owned()
        return Finder(text, intent, entities).styled() if confidence >= STYLED else None
    marked = any(entity.name == SCENE for entity in entities)
    if confidence < (MARKED if marked else SURE):
        return None
    return Finder(text, intent, entities).find()


def strange_words(text: str, intent: str, entities: Sequence[Entity]) -> tuple[str, ...]:
    """The words of a request that nothing explains, wherever they stand."""
    finder = Finder(text, intent, entities)
    return tuple(finder.words[at].key for at in finder.strange)


class Finder:
    """One request, its words sorted into known and unknown."""

    def __init__(self, text: str, intent: str, entities: Sequence[Entity]) -> None:
        self.text, self.intent = text, intent
        self.carriers: Carriers = load_carriers()
        self.carried = self.carriers.of(intent)
        self.words = words_of(text)
        self.entities = entities
        self.fixed = self._covered()
        self.strange = [at for at in range(len(self.words)) if self._strange(at)]

    def find(self) -> Gap | None:
        """The gap, in a request of which everything but one setting or thing is known."""
        if not self.strange:
            return self._marked(only_strange=False) or self._placed()
        found = self._marked(only_strange=True)
        if found is not None:
            return found
        if self.intent == "play_music":
            return self._music() or self.owned() or self.styled()
        if self.intent in ("alarm_set", "timer_set"):
            return self._timed() or self._unreadable() or self.styled()
        return self._run() or self._placed() or self._fronted() or self.styled()

    def _fronted(self) -> Gap | None:
        """A thing that is named first and then spoken of: "thrumbox in the garage, switch it off"."""
        end = 0
        if 0 not in self.strange or re.search(r"\b(?:it|them|that)\b", self.text, re.IGNORECASE) is None:
            return None
        while end + 1 < len(self.words) and self._joins(end + 1, end):
            end += 1
        rest = self.text[self.words[end].end :]
        return self._gap(0, end) if end < 3 and re.match(r"\s*,|\s+(?:in|on) the\s", rest) else None

    def _placed(self) -> Gap | None:
        """What a thing is to be set to, where that is no value at all: "set the oven to roast pie"."""
        place = placed(self.text) if self.intent in HOME else None
        if place is None or is_amount(place.value) or names_thing(place.value):
            return None
        inside = self._within(place.begin, place.end)
        words = [self.words[at].key for at in inside]
        if not 0 < len(words) <= 4 or any(word in LEVELS or word in NUMBERS or word[:1].isdigit() for word in words):
            return None
        if all(word in IDLE for word in words) or any(word in MORE for word in words):
            return None
        return self._gap(inside[0], inside[-1])

    def _unreadable(self) -> Gap | None:
        """A time or a length that NLU marked and that holds words nobody knows."""
        for entity in self.entities:
            if entity.name in ("time", "duration", "date", "timeofday") and entity.text:
                start = self.text.find(entity.text)
                inside = self._within(start, start + len(entity.text))
                if any(at in self.strange for at in inside):
                    while self.words[inside[0]].key in STOPS:
                        inside.pop(0)
                    return self._gap(inside[0], inside[-1])
        return None

    def styled(self) -> Gap | None:
        """The manner a request is to be served in, where that is a word nobody taught: "in walrus mode"."""
        found = _STYLE.search(self.text)
        if found is None:
            return None
        inside = self._within(found.start("gap"), found.end("gap"))
        while inside and self.words[inside[0]].key in STOPS | IDLE:
            inside.pop(0)
        named = {at for at in inside if at in self.fixed}
        strange = [at for at in inside[:-1] if at in self.strange]
        return self._gap(inside[0], inside[-1]) if strange and not named else None

    def owned(self) -> Gap | None:
        """What people call their own, and no catalogue can know: "my gym stuff", "dad's driving mix"."""
        found = OWNED.search(self.text) or SOME_THING.search(self.text)
        if found is None:
            return self.styled()
        inside = self._within(found.start("gap"), found.end("gap"))
        if found.re is SOME_THING and all(self.words[at].key in IDLE | NUMBERS | MOODS for at in inside[:-1]):
            return None  # "the other one", "some good stuff"
        while found.re is OWNED and inside and self.words[inside[-1]].key in STOPS | IDLE:
            inside.pop()
        if self.intent in LISTENING and len(inside) > 1 and self.words[inside[-1]].key in SHELVED:
            # "My ironing book": no shelf has a book of that name.
            plain = any(self.words[at].key in MEDIA | IDLE | NUMBERS or at in self.fixed for at in inside[:-1])
            return None if plain else self._gap(inside[0], inside[-1])
        named = not inside or any(self.words[at].key in MEDIA or at in self.fixed for at in inside)
        return None if named or len(inside) > 5 else self._gap(inside[0], inside[-1])

    def collected(self) -> Gap | None:
        """A private name of several things: "the taco kit", "my curry five"; an item in so many words is none."""
        found = COLLECTION.search(self.text)
        if found is None:
            return None
        inside = self._within(found.start("gap"), found.end("gap"))
        while len(inside) > 2 and self.words[inside[0]].key in STOPS | {"all", "of"}:
            inside.pop(0)
        return self._gap(inside[0], inside[-1]) if len(inside) > 1 else None

    def _covered(self) -> dict[int, str]:
        """The words that a vocabulary lists, or that stand in a detail with open values: word → which."""
        covered: dict[int, str] = {}
        for name, vocabulary in _vocabularies(self.intent).items():
            for match in vocabulary.find(self.text):
                for at in self._within(match.start, match.end):
                    covered[at] = name
        if self.intent in HOME:
            return covered  # Nothing in them is a name that could be anything.
        for entity in self.entities:
            if entity.name in ("alarm_name", "timer_name") and re.search(r"\b(?:at|o'?clock)\b", self.text):
                continue
            if entity.name in CLOSED or entity.name == SCENE or not entity.text:
                continue
            start = self.text.find(entity.text)
            for at in self._within(start, start + len(entity.text)):
                covered.setdefault(at, entity.name)
        return covered

    def _within(self, start: int, end: int) -> list[int]:
        return [at for at, word in enumerate(self.words) if start <= word.start and word.end <= end]

    def _strange(self, at: int) -> bool:
        word = self.words[at].key
        if at in self.fixed or word in IDLE or word in self.carried or word in self.carriers.shared:
            return False
        if word in TIMES and self.intent in HOME and self._behind_to(at):
            return True
        if word[:1].isdigit() or word in NUMBERS or key_word(word) in NUMBERS or len(word) < 2:
            return False
        if key_word(word) in self.carried or f"{word}s" in self.carried:
            return False
        if self.intent == "play_music" and word in MOODS:
            return False
        behind = self.words[at + 1].key if at + 1 < len(self.words) else ""
        if self.intent in LIGHTS and word in SORTS_OF_LAMPS and behind in LAMPS:
            return False
        return not _misspelled(word, self.intent)

    def _behind_to(self, at: int) -> bool:
        """Whether a word stands where a setting would: "set the lights to midnight", but "on at midnight"."""
        before = [word.key for word in self.words[:at] if word.key not in ARTICLES]
        return bool(before) and before[-1] in ("to", "into")

    def _marked(self, only_strange: bool) -> Gap | None:
        """The setting that NLU marked."""
        for entity in self.entities:
            if entity.name != SCENE or not entity.text:
                continue
            start = self.text.find(entity.text)
            inside = self._within(start, start + len(entity.text))
            if only_strange and not any(at in self.strange for at in inside):
                continue
            # "warm white" and "half" may be marked as a setting too, and are known.
            if inside and not all(self._is_value(at) for at in inside):
                return self._gap(inside[0], self._slot_end(inside[0], inside[-1]))
        return None

    def _is_value(self, at: int) -> bool:
        word = self.words[at].key
        return at in self.fixed or word in NUMBERS or word[:1].isdigit() or word in IDLE or word in LEVELS

    def _run(self) -> Gap | None:
        """The last run of unknown words in a place of its own, with the known ones that belong to it."""
        left = list(self.strange)
        while left:
            end = begin = left[-1]
            while begin and self._joins(begin - 1, begin):
                begin -= 1
            while end + 1 < len(self.words) and self._joins(end + 1, end):
                end += 1
            if self._has_a_place(begin, end):
                return self._gap(begin, self._slot_end(begin, end))
            left = [at for at in left if at < begin]
        return self._anywhere()

    def _anywhere(self) -> Gap | None:
        """The last run of unknown words, wherever it stands, in a request that names what it is about."""
        end = begin = self.strange[-1]
        while begin and self._joins(begin - 1, begin):
            begin -= 1
        while end + 1 < len(self.words) and self._joins(end + 1, end):
            end += 1
        if not self.known_thing() or begin == 0 or end - begin > 3:
            return None
        # Everyday words about a request are said in some example; a name for a setting is in none.
        if any(self.words[at].key in self.carriers.all for at in range(begin, end + 1) if at in self.strange):
            return None
        return self._gap(begin, end)

    def _slot_end(self, begin: int, end: int) -> int:
        """The last word of a setting at the end of its request: "sunny side up"."""
        if not begin or self.words[begin - 1].key not in INTO | ARTICLES:
            return end
        last = end
        bare = unwrapped(self.text)
        within = max(self.text.find(bare), 0) + len(bare)
        for at in range(end + 1, len(self.words)):
            word = self.words[at]
            if word.start >= within:
                break
            if at in self.fixed or word.key in NOUNS or word.key in ENDING or not self._spoken_on(at):
                return end
            last = at
        return last

    def _spoken_on(self, at: int) -> bool:
        between = self.text[self.words[at - 1].end : self.words[at].start]
        return re.search(r"[,.;:!?]", between) is None

    def known_thing(self) -> bool:
        """Whether the request names anything that can be set, or NLU marked a setting in it."""
        named = any(word.key in NOUNS for word in self.words) or bool(set(self.fixed.values()) & _PLACES)
        switched = re.search(r"\b(?:turn|switch|power|put)\b.*\b(?:on|off|up|down)\b", self.text, re.IGNORECASE)
        amount = self.intent in LIGHTS and re.search(r"%|\bpercent\b", self.text, re.IGNORECASE) is not None
        timed = self.intent in ("alarm_set", "timer_set")
        return named or amount or timed or switched is not None or any(entity.name == SCENE for entity in self.entities)

    def _has_a_place(self, begin: int, end: int) -> bool:
        """Whether a setting, a thing or a room stands there, rather than a word about the request."""
        before = [word.key for word in self.words[:begin]]
        after = [word.key for word in self.words[end + 1 :]]
        named = bool(set(self.fixed.values()) & _PLACES) or any(word.key in NOUNS for word in self.words)
        while before and before[-1] in ARTICLES:
            before.pop()
        if after and after[0] in PLUGGED and self.intent in ("iot_wemo_on", "iot_wemo_off") and len(before) < 4:
            return True
        if (
            self.intent == "iot_coffee"
            and begin
            and self.words[begin - 1].key in ("a", "an", "my")
            and "with" not in before
        ):
            return True
        if after and (after[0] in NOUNS or end + 1 in self.fixed) and not (before and before[-1] in INTO):
            # "the quiet zone lights" are in a room nobody named; "fairy lights" are lights.
            articled = begin > 0 and self.words[begin - 1].key in ARTICLES
            return articled and after[0] in LAMPS
        if before and before[-1] in INTO:
            # "turn on the X" names a thing; "set the lights to X" a setting, "in the X" a room.
            particle = len(before) == 2 and before[0] in SWITCHING
            return not particle or not named
        if not before:
            return False
        located = after[:1] == ["in"] and len(self.words) - 1 in self.fixed
        if before[-1] in WANTING and located and self.intent in LIGHTS:
            return True
        if named and before[-1] in ("go", "full") and any(word in MAKING for word in before[:-1]):
            return True
        if (named and before[0] in MAKING) or (before[0] in POLITE and any(word in MAKING for word in before)):
            # "make the kitchen cosy": right behind the thing, at the end.
            last = begin - 1
            behind = last in self.fixed or self.words[last].key in NOUNS or self.words[last].key in ("it", "them")
            located = bool(after) and after[0] in ("in", "for") and len(self.words) - 1 in self.fixed
            return behind and (located or not [word for word in after if word not in IDLE])
        if not named and self.intent in _SWITCHED:
            verb = before[-1] in ("turn", "switch", "power", "shut", "off", "on", "down", "up", "dim", "start", "stop")
            return verb and len(before) <= 4
        return False

    def _joins(self, at: int, beside: int) -> bool:
        word = self.words[at]
        linked = word.key == "of" and 0 < at < len(self.words) - 1
        if linked and at - 1 in self.strange and at + 1 in self.strange:
            return True
        between = self.text[min(word.end, self.words[beside].end) : max(word.start, self.words[beside].start)]
        if re.search(r"[,.;:!?]", between):
            return False
        return at in self.strange or not (
            word.key in STOPS
            or word.key in IDLE
            or word.key in self.carriers.openers
            or at in self.fixed
            or word.key in NOUNS
        )

    def _music(self) -> Gap | None:
        found = _MUSIC.search(self.text)
        if found is None:
            return None
        name = "gap" if found["gap"] else "some"
        inside = [at for at in self._within(found.start(name), found.end(name))]
        while inside and self.words[inside[0]].key in STOPS | IDLE | {"some", "play"}:
            inside.pop(0)
        if not inside or not any(at in self.strange for at in inside) or any(at in self.fixed for at in inside):
            return None
        return self._gap(inside[0], inside[-1])

    def _timed(self) -> Gap | None:
        """Unknown words where a time or a length would stand, in a request that tells none."""
        counted = [at for at, word in enumerate(self.words) if self._counts(at)]
        for at in counted:
            # "five glorps": a number of something that is no unit of time.
            follows = at + 1 + (at + 1 < len(self.words) and self.words[at + 1].key == "a")
            if follows in self.strange and self.words[at].key not in ("first", "last", "am", "pm"):
                return self._gap(at, follows)
        if counted:
            return self._reckoned()
        slots = list(_SLOT.finditer(self.text))
        if not slots:
            return None
        inside = self._within(slots[-1].end(), len(self.text))
        while inside and self.words[inside[-1]].key in IDLE:
            inside.pop()
        if not inside or len(inside) > 4 or not any(at in self.strange for at in inside):
            return None
        return self._gap(inside[0], inside[-1])

    def _reckoned(self) -> Gap | None:
        """A time told from something unknown: "school run minus ten", "ten minutes before school run"."""
        found = _RECKONED.search(self.text)
        inside = self._within(found.start("gap"), found.end("gap")) if found is not None else []
        while inside and self.words[inside[0]].key in STOPS:
            inside.pop(0)
        known = all(at not in self.strange for at in inside) or any(at in self.fixed for at in inside)
        return None if known else self._gap(inside[0], inside[-1])

    def _counts(self, at: int) -> bool:
        word = self.words[at].key
        return word[:1].isdigit() or (key_word(word) in NUMBERS and key_word(word) not in UNITS)

    def _hyphened(self, at: int) -> bool:
        return self.text[self.words[at].end : self.words[at + 1].start] == "-"

    def _gap(self, begin: int, end: int) -> Gap:
        # "in-laws" is one word, and what "the dog's office" is about is the office.
        while begin and self._hyphened(begin - 1):
            begin -= 1
        owned = re.match(r"['’]s? ", self.text[self.words[end].end :]) is not None
        while end + 1 < len(self.words) and (
            owned or self.text[self.words[end].end : self.words[end + 1].start] == "-"
        ):
            end, owned = end + 1, False
        first, last = self.words[begin], self.words[end]
        return Gap(self.text[first.start : last.end], first.start, last.end, self.intent)


_RECKONED = re.compile(
    r"\b(?:for|at|to)\s+(?P<gap>(?:[\w'’-]+\s){1,3}(?:minus|plus|less)\s+\w+(?:\s(?:minutes?|hours?|mins?))?)\b",
    re.IGNORECASE,
)
_SWITCHED = frozenset({"iot_wemo_on", "iot_wemo_off", "iot_hue_lighton", "iot_hue_lightoff", "iot_hue_lightdim"})
_PLACES = frozenset({"house_place", "device_type"})


@lru_cache(maxsize=64)
def _vocabularies(intent: str) -> dict[str, Vocabulary]:
    """The known values of everything such a request can carry, those of teaching flows included."""
    curriculum = load_curriculum()
    names = {"house_place", "device_type", "color_type", *curriculum.signatures.get(intent, ())}
    names |= {guide.entity for _, guide in curriculum.guides(intent)}
    return {name: curriculum.lookups[name] for name in sorted(names) if name in curriculum.lookups}


@lru_cache(maxsize=8192)
def _misspelled(word: str, intent: str) -> bool:
    """Whether a word is nearly one that such requests carry; short ones have to be right."""
    if len(word) < 5:
        return False
    return process.extractOne(word, _near(intent), scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


@lru_cache(maxsize=16)
def _near(intent: str) -> tuple[str, ...]:
    carriers = load_carriers()
    known = {word for word in carriers.of(intent) | carriers.shared if len(word) > 4}
    for vocabulary in _vocabularies(intent).values():
        known |= {word.key for value in vocabulary.values for word in words_of(value) if len(word.key) > 4}
    return tuple(known)
