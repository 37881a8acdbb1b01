"""One message about teaching or memory, and the answer to it: what the acts of the conversation share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from preferences.curriculum import Curriculum
from preferences.gap import Gap
from preferences.memory import Memory
from preferences.preference import NOBODY, Profile
from preferences.request import Button, Outcome, Reading
from preferences.state import LastRequest, PersonState
from preferences.surroundings import Surroundings

NOBODY_SPEAKS = "I don't know who is speaking, so I can't remember anything for you."


@dataclass(frozen=True)
class Hearing:
    """What a person said, where it stands, and what is at hand to answer it."""

    person: str | None
    """Who speaks; None is nobody."""
    text: str
    """The person's own words."""
    reading: Reading
    """What it was taken to be."""
    otherwise: Reading | None
    """What to serve when the reading does not hold."""
    state: PersonState
    """This person's side of the conversation."""
    now: datetime
    """The person's clock, aware; conditions are judged by it."""
    at: float
    """When the message came, seconds since the epoch by the server's clock; offers and questions lapse by it."""
    surroundings: Surroundings
    """What the front-end told."""
    curriculum: Curriculum
    """The flows, vocabularies and signatures."""
    memory: Memory
    """The one door to what is remembered."""
    nlp: Any = field(repr=False, default=None)
    """A function that gives the spaCy pipeline; called only where words have to be read."""
    gap: Gap | None = None
    """Words of the request that nobody taught."""
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """How NLU reads what the message may teach, by the words."""

    @property
    def profile(self) -> Profile:
        """What is known about the person now."""
        return self.memory.profile(self.person) if self.person is not None else NOBODY


@dataclass(frozen=True)
class Answer:
    """The answer to a message about teaching or memory."""

    say: str
    """What the person hears; may be empty when a request is served again instead."""
    state: PersonState
    """This person's side of the conversation from now on."""
    outcome: Outcome = Outcome.DONE
    """What became of the message."""
    serve: Reading | None = None
    """A request to serve in the same turn."""
    serve_text: str = ""
    """The words that request was put in."""
    steps: tuple[tuple[str, Reading], ...] = ()
    """Several requests to serve in the same turn, one after the other."""
    instead_of: LastRequest | None = None
    """The request that the one served now puts right."""
    buttons: tuple[Button, ...] = ()
    """Quick answers."""
    erase: str | None = None
    """A person whose turns have to leave the log."""


def listed(parts: Sequence[str]) -> str:
    """Several things as one speakable phrase: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def sentence(words: str) -> str:
    """Words as a sentence: a capital in front, a stop at the end."""
    words = words.strip()
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".?!" else ".")
