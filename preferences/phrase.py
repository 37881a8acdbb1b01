"""A phrase: words a person taught, and what they stand for in words that are understood already."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property

from preferences.vocabulary import singulars, words_of

MOST_STEPS = 20
"""How many requests one phrase may come to, phrases inside it included."""
MOST_CHARACTERS = 200
"""How long a phrase, or one step of it, may be."""
_IDLE = frozenset({"the", "a", "an", "my", "our", "some"})
"""Words in front of a phrase that tell no two phrases apart."""
OPEN = re.compile(r"\{([^{}]*)\}")
"""The part of a step that gives way to another thing: "set {the bedroom lights} to 50 percent"."""


class Kind(str, Enum):
    """What a phrase stands for."""

    REQUEST = "request"
    """Requests, served in their order: "movie night", and "study mode" of a lamp."""
    NAME = "name"
    """Other words inside a request: "the cave" is the living room, "tea time" is 5 pm."""


@dataclass(frozen=True)
class Phrase:
    """One phrase of one person.

    Its meaning is kept in words, never as a reading: whatever reads requests better later reads phrases better too.
    """

    id: int
    """Its row."""
    person: str
    """Whose it is."""
    kind: Kind
    """What it stands for."""
    said: str
    """The phrase as the person put it: "study mode"."""
    steps: tuple[str, ...]
    """The requests it stands for, the thing that gives way in braces; of a name, the one other name."""
    words: str
    """The words it was learned from."""
    source: str
    """How it came: told, asked, corrected, imported."""
    learned_at: datetime
    """When (aware, UTC)."""
    uses: int = 0
    """How often it was used."""
    used_at: datetime | None = None
    """When it was last used (aware, UTC)."""
    paused_at: datetime | None = None
    """Since when it is left aside (aware, UTC); None while it is used."""

    @cached_property
    def key(self) -> str:
        """The form in which phrases are compared."""
        return phrase_key(self.said)

    @property
    def meaning(self) -> str:
        """What it stands for, to be read out: "dim the lights to 20 percent and play jazz"."""
        plain = [plain_step(step) for step in self.steps]
        return plain[0] if len(plain) == 1 else f"{', '.join(plain[:-1])} and {plain[-1]}"

    @property
    def told(self) -> str:
        """What the person taught, to follow "you taught me that"."""
        return f'"{self.said}" means {self.meaning}'


def plain_step(step: str) -> str:
    """A step as a request, the thing that it was taught with in its place."""
    return OPEN.sub(r"\1", step)


def key_word(word: str) -> str:
    """One word in the form phrases are compared in: a plural as its singular."""
    return singulars(word)[-1] if singulars(word) else word


def phrase_key(words: str) -> str:
    """The form in which phrases are compared: folded words in the singular, without an article in front."""
    keys = [word.key for word in words_of(words)]
    while len(keys) > 1 and keys[0] in _IDLE:
        keys.pop(0)
    return " ".join(key_word(key) for key in keys)
