"""Finds taught phrases in what a person says, and puts the words in their place that are understood already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from preferences.carriers import unwrapped
from preferences.phrase import MOST_CHARACTERS, MOST_STEPS, OPEN, Kind, Phrase, key_word, phrase_key, plain_step
from preferences.placing import is_amount, placed
from preferences.vocabulary import words_of

ALIKE = 85.0
"""Likeness in percent from which on misspelled words are taken for a phrase."""
LONGEST = 300
"""Characters from which on nothing is looked up: no phrase is wrapped in that much."""
_CALLED = re.compile(
    r"^(?:(?:it'?s|it is|i'?m ready for|i'?m in the mood for|time for|it'?s time for|i(?:'?d like| want| "
    r"need)|give me|"
    r"let'?s (?:do|have|start|go)|do|run|start|begin|activate|enable|engage|launch|trigger|execute|set|switch to|"
    r"turn on|put on|go (?:to|into)|initiate|the|a|my|our)\s+)+",
    re.IGNORECASE,
)
"""What may stand in front of a phrase that is the whole message."""
_ENDED = re.compile(r"(?:\s+(?:mode|time|routine|now|it is|everyone|everybody|again|please))+$", re.IGNORECASE)
_WRAP = r"^\W*(?:(?:please|hey|ok|okay|can you|could you|would you|mynah)\W+)*"
_MENTIONED = re.compile(
    _WRAP
    + r"(?:explain|define|remind me|forget|unlearn|delete|remove|erase|drop|stop calling|do you (?:know|remember)|"
    r"tell me (?:what|which)|what (?:does|do) .* (?:mean|stand for|do)\b|who is\b|"
    r"i (?:really |also |just |do(?:n't| not) )?(?:like|love|hate|enjoy|prefer|adore|forgot|taught|told|said|think|"
    r"mean|meant)\b|i(?:'m| am) (?:a|not|into)\b|if i say|whenever i say|when i say|by .* i mean|call\b|let'?s call)",
    re.IGNORECASE,
)
"""Openings of messages that speak of a phrase rather than use it."""
_ASKED = re.compile(_WRAP + r"(?:what|what'?s|which|who|why|how|when(?!ever)|is it|are we)\b", re.IGNORECASE)
"""Openings of questions: they can hold another name, but ask for no routine."""
_AND = re.compile(r"\s*(?:,\s*)?\b(?:and then|and also|and|then)\b\s*|\s*[;.]\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Expansion:
    """A message with its phrases replaced."""

    steps: tuple[str, ...]
    """The requests it comes to, in order; one for a request with other words in it."""
    phrases: tuple[Phrase, ...]
    """The phrases that were used, the outer ones first."""


@dataclass(frozen=True)
class Phrasebook:
    """One person's phrases, ready for look-ups; made once for each state of their memory."""

    phrases: tuple[Phrase, ...]
    """All of them, newest first."""
    by_key: dict[str, Phrase] = field(init=False, repr=False)
    """By the form in which phrases are compared."""
    longest: int = field(init=False, repr=False)
    """How many characters the longest of those has."""
    lengths: dict[str, int] = field(init=False, repr=False)
    """How many words a phrase has at most, by its first word."""

    def __post_init__(self) -> None:
        by_key: dict[str, Phrase] = {}
        lengths: dict[str, int] = {}
        for phrase in self.phrases:
            key = phrase.key
            by_key.setdefault(key, phrase)
            first = key.split(" ", 1)[0]
            lengths[first] = max(lengths.get(first, 0), key.count(" ") + 1)
        for phrase in self.phrases:
            # "it's bedtime" is also called by "bedtime".
            called = _called_key(phrase.said)
            if called:
                by_key.setdefault(called, phrase)
        object.__setattr__(self, "longest", max(map(len, by_key), default=0))
        object.__setattr__(self, "by_key", by_key)
        object.__setattr__(self, "lengths", lengths)

    def expand(self, text: str) -> Expansion | None:
        """What a message comes to when its phrases are replaced; None when it uses none.

        A mere mention uses none. Phrases inside a meaning are replaced too; one that would come back to itself,
        or to more than can be served, stays as it is.
        """
        if not self.by_key or len(text) > LONGEST:
            return None
        used: list[Phrase] = []
        steps = self._expanded(text, used, frozenset())
        return Expansion(tuple(steps), tuple(used)) if used and steps != [text] else None

    def whole(self, text: str) -> Phrase | None:
        """The phrase that a whole message is, misspelled or wrapped in politeness; None for another message."""
        for bare in _unwrappings(text):
            found = self.by_key.get(phrase_key(bare))
            if found is not None:
                return found
        for bare in dict.fromkeys(_unwrappings(text)):
            found = self.alike(bare)
            if found is not None:
                return found
        return None

    def alike(self, words: str) -> Phrase | None:
        """The phrase that some words spell nearly right; None when none is close enough."""
        key = phrase_key(words)
        # What is longer than every phrase is none, and need not be compared with five hundred.
        if len(key) < 5 or len(key) > min(60, self.longest + 3):
            return None
        close = process.extractOne(key, list(self.by_key), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if close is None or len(close[0]) < 5:
            return None
        said, known = key.split(), close[0].split()
        # "lights on" is no misspelled "lights off": every word has to be nearly right by itself.
        alike = len(said) == len(known) and all(fuzz.ratio(*pair) >= 66 for pair in zip(said, known, strict=True))
        return self.by_key[close[0]] if alike or len(said) != len(known) else None

    def named(self, text: str) -> Phrase | None:
        """The longest phrase a text names anywhere; it may be a mere mention."""
        found = max(self._inside(text), key=lambda hit: hit[1] - hit[0], default=None)
        return found[2] if found is not None else None

    def returns_to(self, phrase: Phrase) -> bool:
        """Whether the steps of a phrase come back to it, or to more requests than one phrase may stand for."""
        found = 0
        left = [(plain_step(step), frozenset({phrase.id})) for step in phrase.steps]
        while left:
            text, open_ = left.pop()
            inner = self.whole(text) if phrase.kind is Kind.REQUEST else None
            hits = [inner] if inner is not None else [hit[2] for hit in self._inside(text)]
            found += not hits
            if found > MOST_STEPS or len(text) > 2 * MOST_CHARACTERS:
                return True
            for hit in hits:
                if hit.id == phrase.id and hit.kind is Kind.NAME:
                    continue  # "the kids" may stand for the kids room: it is put in once.
                if hit.id in open_:
                    return True
                left += [(plain_step(step), open_ | {hit.id}) for step in hit.steps]
        return False

    def _expanded(self, text: str, used: list[Phrase], open_: frozenset[int]) -> list[str]:
        exactly = self._is_exactly(text)
        if _MENTIONED.match(text) and not exactly:
            return [text]
        asked = _ASKED.match(text) is not None and not exactly
        whole = self.whole(text)
        if whole is not None and whole.kind is Kind.REQUEST:
            if whole.id in open_:
                return [text]
            return self._steps([plain_step(step) for step in whole.steps], whole, text, used, open_)
        for begin, end, phrase in self._inside(text):
            if phrase.id in open_ or (asked and phrase.kind is Kind.REQUEST):
                continue
            inner = self._replaced(text, begin, end, phrase)
            if inner is not None:
                return self._steps(inner, phrase, text, used, open_)
        place = placed(text)
        close = self.alike(place.value) if place is not None else None
        if place is not None and close is not None and close.id not in open_:
            inner = self._replaced(text, place.begin, place.end, close)
            if inner is not None:
                return self._steps(inner, close, text, used, open_)
        return self._parts(text, used, open_)

    def _parts(self, text: str, used: list[Phrase], open_: frozenset[int]) -> list[str]:
        """A message of several requests, where one of them is a phrase: "movie night and set an alarm for seven"."""
        parts = [part.strip(" ,") for part in _AND.split(text)]
        if len(parts) < 2 or not all(parts):
            return [text]
        taken: list[Phrase] = []
        found = [step for part in parts for step in self._expanded(part, taken, open_)]
        if not any(phrase.kind is Kind.REQUEST for phrase in taken) or len(found) > MOST_STEPS:
            return [text]
        used += [one for one in taken if one not in used]
        return found

    def _steps(
        self, steps: Sequence[str], phrase: Phrase, text: str, used: list[Phrase], open_: frozenset[int]
    ) -> list[str]:
        """The steps with phrases inside them replaced in turn; the text alone when that cannot be served."""
        taken: list[Phrase] = [phrase]
        found: list[str] = []
        for step in steps:
            found += self._expanded(step, taken, open_ | {phrase.id})
        if len(found) > MOST_STEPS or any(len(step) > max(MOST_CHARACTERS, len(text)) + 100 for step in found):
            return [text]
        used += [one for one in taken if one not in used]
        return found

    def _is_exactly(self, text: str) -> bool:
        return phrase_key(unwrapped(text)) in self.by_key

    def _inside(self, text: str) -> Iterator[tuple[int, int, Phrase]]:
        """The phrases that stand in a text, with their places; the longest at each place, in the order of the text."""
        words = words_of(text)
        keys = [key_word(word.key) for word in words]
        at = 0
        while at < len(words):
            longest = min(self.lengths.get(keys[at], 0), len(words) - at)
            for length in range(longest, 0, -1):
                phrase = self.by_key.get(" ".join(keys[at : at + length]))
                if phrase is not None:
                    yield words[at].start, words[at + length - 1].end, phrase
                    at += length - 1
                    break
            at += 1

    def _replaced(self, text: str, begin: int, end: int, phrase: Phrase) -> list[str] | None:
        """The message with one phrase replaced; None where its words are something else."""
        place = placed(text, begin, end)
        if phrase.kind is Kind.NAME:
            meant = phrase.steps[0]
            if phrase_key(meant) in phrase_key(text):
                return None  # Said in full already: "the kids room".
            if place is not None and place.is_setting and is_amount(meant):
                return [place.setting(meant)]
            return [_put_in(text, begin, end, meant)]
        if place is None:
            return None
        # A phrase may have been taught for the lights and for the heating: what is spoken of now decides.
        moved = {step: place.moved(step) for step in phrase.steps if OPEN.search(step)}
        if not any(moved.values()):
            return None
        steps = [moved.get(step) if step in moved else step for step in phrase.steps]
        return [step for step in steps if step]


def bare_of_calls(words: str) -> str:
    """A phrase without the verb that calls it: "do the evening thing" calls the evening thing."""
    bare = unwrapped(words)
    return _CALLED.sub("", bare) or bare


@lru_cache(maxsize=8192)
def _called_key(said: str) -> str:
    return phrase_key(bare_of_calls(said))


def _put_in(text: str, begin: int, end: int, meant: str) -> str:
    """Words put in the place of others; an article in front is not said twice."""
    before = text[:begin]
    if re.match(r"(?:the|my|our|a|an)\s", meant, re.IGNORECASE):
        before = re.sub(r"\b(?:the|my|our|a|an)\s+$", "", before, flags=re.IGNORECASE)
    elif re.search(r"\b(?:the|my|our)\s+$", before, re.IGNORECASE) and meant[:1].isupper():
        before = re.sub(r"\b(?:the|my|our)\s+$", "", before, flags=re.IGNORECASE)
    return f"{before}{meant}{text[end:]}"


def _unwrappings(text: str) -> Iterator[str]:
    """A message without more and more of what may be wrapped around a phrase."""
    bare = text.strip(" .!?,\"'")
    yield bare
    bare = unwrapped(bare)
    yield bare
    called = _CALLED.sub("", bare)
    if called and called != bare:
        yield called
    played = re.match(r"play (\S+ .+)$", bare, re.IGNORECASE)
    if played is not None:
        yield played.group(1)
    for words in (bare, called):
        ended = _ENDED.sub("", words)
        if ended and ended != words:
            yield ended
