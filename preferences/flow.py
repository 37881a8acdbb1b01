"""A teaching flow: what can be taught about one concept, how to ask, and what it changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from preferences.condition import ALWAYS, Condition
from preferences.hook import Hook
from preferences.number_value import Unit
from preferences.preference import Statement
from preferences.validation import Validation
from preferences.vocabulary import Vocabulary

_NAMED_DAY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August|"
    r"(?:Septem|Octo|Novem|Decem)ber|Christmas|Easter|I\b"
)
_WITH_NOUN = re.compile(r"\{value\}(?: \w+)?")
_VALUE = re.compile(r"\{(?P<the>the )?value\}")


_SPEAKER = {"i'm": "you're", "i am": "you are", "i": "you", "my": "your", "we're": "you're", "we": "you", "our": "your"}
"""Words of a speaker as they are told back to them."""


def _told_back(words: str) -> str:
    """When something holds, as it is told back: "when you're in the kitchen"."""
    return re.sub(
        r"\b(?:i['’]m|i am|we['’]re|i|my|we|our)\b",
        lambda found: _SPEAKER[found.group().casefold().replace("’", "'")],
        words,
        flags=re.IGNORECASE,
    )


class Keeps(str, Enum):
    """How many current values a concept has."""

    ONE = "one"
    """A new value replaces the old one (under the same condition)."""
    MANY = "many"
    """Values stand side by side."""


class Several(str, Enum):
    """What guides where several liked values hold equally."""

    NEWEST = "newest"
    """The one learned last; of those the one used most."""
    MOST_USED = "most_used"
    """The one used most; of those the newest."""
    ASK = "ask"
    """None of them: the request is served once the person has said which."""
    ALL = "all"
    """All of them, the newest first."""


class When(str, Enum):
    """When a preference guides a request."""

    MISSING = "missing"
    """Fills the entity where the request does not name it."""
    ALWAYS = "always"
    """Goes along with every such request (a temperature unit)."""


@dataclass(frozen=True)
class Guide:
    """One thing a concept changes."""

    intent: str
    """The request it guides."""
    entity: str
    """The entity it fills, and whose disliked values are avoided."""
    when: When = When.MISSING
    """When it does."""
    unless: tuple[str, ...] = ()
    """Entities that make it superfluous when they are there: a song title needs no genre."""
    line: int | None = field(default=None, compare=False)
    """Where it stands in its file."""


@dataclass(frozen=True)
class Values:
    """What a concept's values can be; exactly one of the fields is set."""

    lookup: str | None = None
    """Name of a lookup file in `data/lookups/`."""
    choices: tuple[str, ...] = ()
    """A few fixed values."""
    places: bool = False
    """Any city of the gazetteer."""
    time: bool = False
    """A time of day."""
    date: bool = False
    """A day, with a year or every year."""
    number: Unit | None = None
    """A number, counted in that unit."""
    text: bool = False
    """Free words."""


@dataclass(frozen=True)
class FollowUp:
    """A second question, put once the first is answered."""

    concept: str
    """The concept it asks about."""
    after: frozenset[str] = frozenset()
    """The values it follows; empty for any."""
    line: int | None = field(default=None, compare=False)
    """Where it stands in its file."""


@dataclass(frozen=True)
class Example:
    """One statement as a person volunteers it, with the value marked."""

    text: str
    """The plain words."""
    value: str
    """The marked words."""
    start: int
    """Where they begin in `text`."""
    end: int
    """Where they end."""
    passing: bool = False
    """True when it counts only beside a time that ends: "this week I'm staying in Vienna"."""
    line: int | None = field(default=None, compare=False)
    """Where it stands in its file."""


@dataclass(frozen=True)
class Flow:
    """One teaching flow, checked."""

    concept: str
    """Its name in the memory."""
    says: str
    """How the assistant speaks of it: "a kind of food"."""
    values: Values
    """What can be taught."""
    entity: str
    """Where it shows up in what people say."""
    keeps: Keeps
    """One current value, or many."""
    ask: str
    """The question, one sentence."""
    learned: str
    """What the assistant says once it knows; {value} is put in, or {the value}, with "the" where it is said with it."""
    statements: tuple[Example, ...]
    """How people volunteer it."""
    guides: tuple[Guide, ...]
    """What it changes."""
    teachable_at: frozenset[str]
    """The signs at which to offer: repeat, rephrase, dissatisfaction, barge_in, fallback, missing."""
    subject: str = ""
    """What an offer and a question name it by: "music", "food"; words that mean this flow when asked to learn."""
    nouns: tuple[str, ...] = ()
    """Words that mean this concept in "my favourite NOUN is ..." and "forget my NOUN"."""
    disliked: str = ""
    """What the assistant says on learning a dislike; {value} is put in."""
    like: str = "you like {value}"
    """How a like is told back, after "because" and in "what do you know about me"."""
    dislike: str = "you don't like {value}"
    """How a dislike is told back."""
    path: str = ""
    """The file it was read from."""
    subject_question: str = ""
    """What an offer asks to be taught: "what music you like"."""
    order: int = 100
    """Its place when the assistant asks about everything; lower numbers first."""
    verbs: tuple[str, ...] = ()
    """What one does with a value: "eat", "listen to", "watch"."""
    everyday: frozenset[str] = frozenset()
    """Names (as keys of the vocabulary) that are also everyday words: they count only beside a word of the concept."""
    with_the: bool = False
    """True when names carry an article: "the Heat" is a team, "heat" is not."""
    the_kinds: frozenset[str] = frozenset()
    """The kinds (as keys) whose values alone are said with "the": the Celtics, but Arsenal; empty for all or none."""
    without: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What is not eaten, drunk or used, and the value that teaches: "meat" → "vegetarian"."""
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    """Words that tell values of one name apart: "Winnipeg Jets" → hockey, NHL."""
    small_alone: bool = False
    """True when values written small are things by themselves: "Italian food", but "sushi"."""
    several: Several = Several.NEWEST
    """What guides where several liked values hold equally."""
    validation: Validation | None = None
    """What a value must be like, beyond being one; None where anything goes."""
    follow_up: FollowUp | None = None
    """What is asked once a value is learned."""
    hook: Hook | None = field(default=None, repr=False, compare=False)
    """A function of the developer's that has the last word on a value."""
    lines: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    """Where each key stands in the file."""
    vocabulary: Vocabulary | None = field(default=None, repr=False, compare=False)
    """The known values; None where they are open: words, places, times, days, numbers."""

    def told(self, value: str, liked: bool = True, condition: Condition = ALWAYS) -> str:
        """One preference told back to the person, without a capital or a stop: "you like Italian food"."""
        sentence = self._put(self.like if liked else self.dislike, value)
        if not condition.words:
            return sentence
        if condition.until is not None and sentence.startswith("you like "):
            sentence = "you want " + sentence.removeprefix("you like ")
        words = condition.words
        if not _NAMED_DAY.match(words):
            # They come from the start of a sentence as often as not: "In the mornings" is no name.
            words = words[0].lower() + words[1:]
        return f"{_told_back(words)} {sentence}"

    def confirmed(self, statement: Statement) -> str:
        """What the assistant says on learning one preference, a whole sentence."""
        told = self.told(statement.value, statement.liked, statement.condition)
        if statement.ended:
            return f"Got it, I no longer go by this: {told}."
        template = self.learned if statement.liked else self.disliked
        if template and not statement.condition.words:
            return self._put(template, statement.value)
        return f"Got it, {told}."

    @property
    def hint(self) -> str:
        """What the person hears when an answer will not do, a sentence; empty where the flow has none."""
        return self.validation.hint if self.validation is not None else ""

    def follows(self, value: str) -> str | None:
        """The concept to ask about once that value is learned."""
        further = self.follow_up
        return further.concept if further is not None and (not further.after or value in further.after) else None

    def _put(self, template: str, value: str) -> str:
        if self.small_alone and value[:1].islower():
            return _WITH_NOUN.sub(lambda _: value, template)
        named = f"the {value}" if self._said_with_the(value) else value
        return _VALUE.sub(lambda found: named if found["the"] else value, template)

    def _said_with_the(self, value: str) -> bool:
        return self.with_the and (not self.the_kinds or not self.the_kinds.isdisjoint(self.kinds.get(value, ())))
