"""One request and its answer, as plain values: what NLU and the interpreter made of it, what a skill replied."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from preferences.surroundings import Surroundings


class Outcome(str, Enum):
    """What became of a request; the turn log keeps it."""

    DONE = "done"
    """The person was given what the request asked for."""
    ASKED = "asked"
    """The assistant had to ask something back."""
    NOT_FOUND = "not_found"
    """Understood, but there is no such thing."""
    UNSUPPORTED = "unsupported"
    """Not something this assistant does."""
    FAILED = "failed"
    """Something broke or could not be reached."""


CHOSEN = "chosen"
"""The source of a detail that a skill picked by itself, when nothing was said and nothing known."""


CONTEXT = "context"
"""The source of a detail that the circumstances told: the oven that is on."""


@dataclass(frozen=True)
class Entity:
    """One detail of a request, said or assumed."""

    name: str
    """The entity's name in the domain, "music_genre"."""
    value: str
    """Its value, canonical where the vocabulary knows it."""
    text: str = ""
    """The words it was read from; empty when assumed."""
    role: str | None = None
    """Rasa's entity role, where one was marked."""
    assumed: bool = False
    """True when the person did not say it: a preference or a habit filled it in."""
    reason: str = ""
    """Why it was assumed, to be read out after "because": "you like jazz"."""
    source: str | None = None
    """Where the assumption comes from: "preference:17", "correction:3", "habit", "context"."""


@dataclass(frozen=True)
class Avoided:
    """A value this person does not want."""

    name: str
    """The entity's name in the domain."""
    value: str
    """The canonical value to keep away from."""
    reason: str
    """Why, to be read out after "because": "you can't stand country music"."""


@dataclass(frozen=True)
class Reading:
    """What a request was taken to mean."""

    intent: str
    """The intent's name in the domain."""
    entities: tuple[Entity, ...] = ()
    """Its details, in the order they were said; assumed ones last."""
    confidence: float = 1.0
    """How sure the one who read it was, 0 to 1."""
    why: str = "nlu"
    """Who read it: nlu, follow_up, lesson, phrase, rewrite, context, habit."""
    because: str = ""
    """Why it was read so and not otherwise, to be read out after "because": "the oven is on"."""
    words: str = ""
    """The request in whole words, where the message says a part of it: "will it rain in Oslo" for "and in Oslo?"."""


@dataclass(frozen=True)
class Put:
    """A request as it was put before the person put it right."""

    intent: str
    """What it was read as."""
    text: str
    """What the person had said."""
    entities: tuple[Entity, ...] = ()
    """What was said, assumed and chosen by the skill."""


@dataclass(frozen=True)
class Request:
    """A request as a skill gets it."""

    intent: str
    """The intent's name in the domain."""
    text: str = ""
    """What the person said."""
    entities: tuple[Entity, ...] = ()
    """What was said, then what was assumed."""
    person: str | None = None
    """Who is served; None is nobody."""
    now: datetime = field(default_factory=lambda: datetime.now().astimezone())
    """The person's clock, aware."""
    surroundings: Surroundings = field(default_factory=Surroundings)
    """What the front-end told."""
    avoided: tuple[Avoided, ...] = ()
    """What this person dislikes, for the entities of this intent."""
    instead_of: Put | None = None
    """The request just served that this one puts right: what it made is to be taken back."""

    def entity(self, name: str, role: str | None = None) -> Entity | None:
        """The first entity of that name (and role), or None."""
        for entity in self.entities:
            if entity.name == name and (role is None or entity.role == role):
                return entity
        return None

    def value(self, name: str, role: str | None = None) -> str | None:
        """The value of the first entity of that name (and role), or None."""
        entity = self.entity(name, role)
        return entity.value if entity else None

    def values(self, name: str) -> tuple[str, ...]:
        """All values of that entity, in order."""
        return tuple(entity.value for entity in self.entities if entity.name == name)

    def avoids(self, name: str, value: str) -> Avoided | None:
        """The dislike that speaks against that value, or None."""
        for avoided in self.avoided:
            if avoided.name == name and avoided.value.casefold() == value.casefold():
                return avoided
        return None

    def because(self, name: str) -> str:
        """ ", because you like jazz" when that entity was assumed, else an empty string."""
        entity = self.entity(name)
        return f", because {entity.reason}" if entity and entity.assumed and entity.reason else ""


@dataclass(frozen=True)
class Button:
    """A quick answer the person may press."""

    title: str
    """What stands on it; pressing it says these words."""


@dataclass(frozen=True)
class Reply:
    """A skill's answer."""

    text: str
    """What the person reads or hears."""
    outcome: Outcome = Outcome.DONE
    """What became of the request."""
    missing: str | None = None
    """With `ASKED`: the entity whose value the reply asks for."""
    buttons: tuple[Button, ...] = ()
    """Quick answers."""
    detail: str = ""
    """With `FAILED`: one line for the operator's log, with no word of the person's."""
    used: tuple[Entity, ...] = ()
    """What the skill chose by itself (a genre, a place), so that "why" and follow-ups know."""
