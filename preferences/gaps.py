"""Finds the words that nobody taught inside a request that is understood otherwise.

`preferences.request_words` sorts its words. What is unknown is a gap where a setting or a thing would stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from preferences import acts
from preferences.carriers import unwrapped
from preferences.gap import COLLECTING, HOME, LIGHTS, LISTENING, SETTABLE, SOMEWHERE, Gap
from preferences.known_words import (
    ARTICLES,
    ENDING,
    IDLE,
    INTO,
    LAMPS,
    LEVELS,
    MAKING,
    MORE,
    NOUNS,
    NUMBERS,
    PLUGGED,
    POLITE,
    STOPS,
    SWITCHING,
    WANTING,
)
from preferences.placing import is_amount, names_thing, placed
from preferences.private_gaps import PrivateFinder
from preferences.request import Entity
from preferences.request_words import PLACES, SCENE

SURE = 0.4
"""Confidence from which on a request counts as understood otherwise."""
STYLED = 0.6
"""The same for a request whose words may be anything, where only the manner it is put in is looked at."""
MARKED = 0.3
"""The same where NLU marked an unknown setting."""
LONGEST = 200
"""Characters from which on no gap is looked for."""


QUESTION = re.compile(
    r"^\W*(?:what|which|who|how|why|where|when|is|are|was|were|does|do (?:i|you|we|they)|did|has|have|am|"
    r"tell me (?:what|how|if|whether))\b",
    re.IGNORECASE,
)
_SLOT = re.compile(r"\b(?:to|into|in|onto|on|at|for|until|till)\s+(?:(?:the|a|an|my|some)\s+)?", re.IGNORECASE)
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
    if not acts.is_request(intent) or len(text) > LONGEST:
        return None
    if intent in SOMEWHERE and confidence >= STYLED:
        found = Finder(text, intent, entities).somewhere()
        if found is not None:
            return found
    if QUESTION.match(text):
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


class Finder(PrivateFinder):
    """The rules that find a gap among the words of one request."""

    def find(self) -> Gap | None:
        """The gap, in a request of which everything but one setting or thing is known."""
        found = self.told_by_us() if self.intent == "play_music" else self.their_way()
        if found is not None:
            return found
        if not self.strange:
            return self._marked(only_strange=False) or self._placed()
        found = self._marked(only_strange=True)
        if found is not None:
            return found
        if self.intent == "play_music":
            return self._music() or self.owned() or self.styled() or self._roomed()
        if self.intent in ("alarm_set", "timer_set"):
            return self._timed() or self._unreadable() or self.styled()
        return self._run() or self._placed() or self._fronted() or self.styled()

    def _fronted(self) -> Gap | None:
        """A thing that is named first and then spoken of: "thrumbox in the garage, switch it off"."""
        end = 0
        if 0 not in self.strange or re.search(r"\b(?:it|them|that)\b", self.text, re.IGNORECASE) is None:
            return None
        while end + 1 < len(self.words) and self.joins(end + 1, end):
            end += 1
        rest = self.text[self.words[end].end :]
        return self.gap(0, end) if end < 3 and re.match(r"\s*,|\s+(?:in|on) the\s", rest) else None

    def _placed(self) -> Gap | None:
        """What a thing is to be set to, where that is no value at all: "set the oven to roast pie"."""
        place = placed(self.text) if self.intent in HOME else None
        if place is None or is_amount(place.value) or names_thing(place.value):
            return None
        inside = self.within(place.begin, place.end)
        words = [self.words[at].key for at in inside]
        if not 0 < len(words) <= 4 or any(word in LEVELS or word in NUMBERS or word[:1].isdigit() for word in words):
            return None
        if all(word in IDLE for word in words) or any(word in MORE for word in words):
            return None
        return self.gap(inside[0], inside[-1])

    def _unreadable(self) -> Gap | None:
        """A time or a length that NLU marked and that holds words nobody knows."""
        for entity in self.entities:
            if entity.name in ("time", "duration", "date", "timeofday") and entity.text:
                start = self.text.find(entity.text)
                inside = self.within(start, start + len(entity.text))
                if any(at in self.strange for at in inside):
                    while self.words[inside[0]].key in STOPS:
                        inside.pop(0)
                    return self.gap(inside[0], inside[-1])
        return None

    def _marked(self, only_strange: bool) -> Gap | None:
        """The setting that NLU marked."""
        for entity in self.entities:
            if entity.name != SCENE or not entity.text:
                continue
            start = self.text.find(entity.text)
            inside = self.within(start, start + len(entity.text))
            if only_strange and not any(at in self.strange for at in inside):
                continue
            # "warm white" and "half" may be marked as a setting too, and are known.
            if inside and not all(self._is_value(at) for at in inside):
                return self.gap(inside[0], self._slot_end(inside[0], inside[-1]))
        return None

    def _is_value(self, at: int) -> bool:
        word = self.words[at].key
        return at in self.fixed or word in NUMBERS or word[:1].isdigit() or word in IDLE or word in LEVELS

    def _run(self) -> Gap | None:
        """The last run of unknown words in a place of its own, with the known ones that belong to it."""
        left = list(self.strange)
        while left:
            end = begin = left[-1]
            while begin and self.joins(begin - 1, begin):
                begin -= 1
            while end + 1 < len(self.words) and self.joins(end + 1, end):
                end += 1
            if self._has_a_place(begin, end):
                return self.gap(begin, self._slot_end(begin, end))
            left = [at for at in left if at < begin]
        return self._anywhere()

    def _anywhere(self) -> Gap | None:
        """The last run of unknown words, wherever it stands, in a request that names what it is about."""
        end = begin = self.strange[-1]
        while begin and self.joins(begin - 1, begin):
            begin -= 1
        while end + 1 < len(self.words) and self.joins(end + 1, end):
            end += 1
        if not self.known_thing() or begin == 0 or end - begin > 3:
            return None
        # Everyday words about a request are said in some example; a name for a setting is in none.
        if any(self.words[at].key in self.carriers.all for at in range(begin, end + 1) if at in self.strange):
            return None
        return self.gap(begin, end)

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
            if at in self.fixed or word.key in NOUNS or word.key in ENDING or not self.spoken_on(at):
                return end
            last = at
        return last

    def _has_a_place(self, begin: int, end: int) -> bool:
        """Whether a setting, a thing or a room stands there, rather than a word about the request."""
        before = [word.key for word in self.words[:begin]]
        after = [word.key for word in self.words[end + 1 :]]
        named = bool(set(self.fixed.values()) & PLACES) or any(word.key in NOUNS for word in self.words)
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

    def _music(self) -> Gap | None:
        found = _MUSIC.search(self.text)
        if found is None:
            return None
        name = "gap" if found["gap"] else "some"
        inside = [at for at in self.within(found.start(name), found.end(name))]
        while inside and self.words[inside[0]].key in STOPS | IDLE | {"some", "play"}:
            inside.pop(0)
        if not inside or not any(at in self.strange for at in inside) or any(at in self.fixed for at in inside):
            return None
        return self.gap(inside[0], inside[-1])

    def _roomed(self) -> Gap | None:
        """A room nobody named, where music is named that is to be heard in it: "play some blues in the fishbowl"."""
        found = _IN_THERE.search(self.text)
        inside = self.within(found.start("gap"), found.end("gap")) if found is not None else []
        if not inside or not any(self.fixed.get(at) in ("music_genre", "artist_name") for at in range(inside[0])):
            return None
        return self.gap(inside[0], inside[-1]) if all(at in self.strange for at in inside) else None

    def _timed(self) -> Gap | None:
        """Unknown words where a time or a length would stand, in a request that tells none."""
        counted = [at for at, word in enumerate(self.words) if self.counts(at)]
        for at in counted:
            # "five glorps": a number of something that is no unit of time.
            follows = at + 1 + (at + 1 < len(self.words) and self.words[at + 1].key == "a")
            if follows in self.strange and self.words[at].key not in ("first", "last", "am", "pm"):
                return self.gap(at, follows)
        if counted:
            return self._reckoned()
        slots = list(_SLOT.finditer(self.text))
        if not slots:
            return None
        inside = self.within(slots[-1].end(), len(self.text))
        while inside and self.words[inside[-1]].key in IDLE:
            inside.pop()
        if not inside or len(inside) > 4 or not any(at in self.strange for at in inside):
            return None
        return self.gap(inside[0], inside[-1])

    def _reckoned(self) -> Gap | None:
        """A time told from something unknown: "school run minus ten", "ten minutes before school run"."""
        found = _RECKONED.search(self.text)
        inside = self.within(found.start("gap"), found.end("gap")) if found is not None else []
        while inside and self.words[inside[0]].key in STOPS:
            inside.pop(0)
        known = all(at not in self.strange for at in inside) or any(at in self.fixed for at in inside)
        return None if known else self.gap(inside[0], inside[-1])


_IN_THERE = re.compile(r"\bin (?:the|my|our) (?P<gap>[\w'’-]+(?: [\w'’-]+)?)(?: please| now)?[.!]*$", re.IGNORECASE)
_RECKONED = re.compile(
    r"\b(?:for|at|to)\s+(?P<gap>(?:[\w'’-]+\s){1,3}(?:minus|plus|less)\s+\w+(?:\s(?:minutes?|hours?|mins?))?)\b",
    re.IGNORECASE,
)
_SWITCHED = frozenset({"iot_wemo_on", "iot_wemo_off", "iot_hue_lighton", "iot_hue_lightoff", "iot_hue_lightdim"})
