"""What a person told about one concept, and what they meant by a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from preferences.condition import ALWAYS, Condition
from preferences.phrase import Phrase

if TYPE_CHECKING:
    from preferences.phrasebook import Phrasebook


@dataclass(frozen=True)
class Statement:
    """One preference as it was read from a person's words, before it is stored."""

    concept: str
    """The teaching flow it belongs to: "cuisine"."""
    value: str
    """The canonical value: "Italian"."""
    liked: bool = True
    """False for a dislike."""
    strength: float = 1.0
    """How strongly it was put: 0.5 "kind of like", 1 "like", 2 "love", "hate"."""
    condition: Condition = ALWAYS
    """When it holds."""
    words: str = ""
    """The person's own words, as evidence."""
    ended: bool = False
    """True when the words say it is over ("used to be the Lakers"): it retires the value and stores nothing."""


@dataclass(frozen=True)
class Preference:
    """One stored preference of one person."""

    id: int
    """Its row."""
    person: str
    """Whose it is."""
    concept: str
    """The concept it speaks of."""
    value: str
    """The canonical value."""
    liked: bool
    """False for a dislike."""
    strength: float
    """How strongly it was put."""
    condition: Condition
    """When it holds."""
    words: str
    """The words it was learned from."""
    source: str
    """How it came: told, asked, noticed, corrected, imported."""
    learned_at: datetime
    """When (aware, UTC)."""
    retired_at: datetime | None = None
    """When it was replaced or withdrawn; None while current."""
    uses: int = 0
    """How often it was applied."""
    used_at: datetime | None = None
    """When it was last applied (aware, UTC)."""
    paused_at: datetime | None = None
    """Since when it is left aside (aware, UTC); None while it is applied."""


@dataclass(frozen=True)
class Correction:
    """What a person means by a name that could mean several things: "Portland" is Portland, Maine."""

    id: int
    """Its row."""
    person: str
    """Whose it is."""
    entity: str
    """The entity it applies to: "place_name"."""
    said: str
    """The name as they say it, casefolded."""
    meant: str
    """The canonical value they mean."""
    words: str
    """The words it was learned from."""
    learned_at: datetime
    """When (aware, UTC)."""
    uses: int = 0
    """How often it settled what was meant."""
    used_at: datetime | None = None
    """When it last did (aware, UTC)."""
    paused_at: datetime | None = None
    """Since when it is left aside (aware, UTC); None while it is applied."""


@dataclass(frozen=True)
class Profile:
    """Everything current about one person; what the interpreter reads each turn.

    What is paused stands apart, so that nothing that guides a request can come upon it.
    """

    person: str | None = None
    """Who; None is nobody, with an empty profile."""
    preferences: tuple[Preference, ...] = ()
    """Current preferences, newest first."""
    corrections: tuple[Correction, ...] = ()
    """Current corrections, newest first."""
    refused: frozenset[str] = frozenset()
    """What they do not want: concepts and questions to be asked about, habits to be gone by."""
    phrases: tuple[Phrase, ...] = ()
    """The words they taught, newest first."""
    paused: tuple[Preference | Correction | Phrase, ...] = ()
    """What is known and left aside until the person resumes it."""
    by_concept: dict[str, tuple[Preference, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The preferences of each concept, newest first."""

    def __post_init__(self) -> None:
        groups: dict[str, list[Preference]] = {}
        for preference in self.preferences:
            groups.setdefault(preference.concept, []).append(preference)
        object.__setattr__(self, "by_concept", {concept: tuple(some) for concept, some in groups.items()})

    @property
    def book(self) -> Phrasebook:
        """The phrases, ready for look-ups; made when they are first looked up."""
        kept: Phrasebook | None = self.__dict__.get("_book")
        if kept is None:
            from preferences.phrasebook import Phrasebook

            kept = Phrasebook(self.phrases)
            self.__dict__["_book"] = kept
        return kept

    def of(self, concept: str) -> tuple[Preference, ...]:
        """The current preferences on one concept, newest first."""
        return self.by_concept.get(concept, ())

    def meaning(self, entity: str, said: str) -> Correction | None:
        """What this person means by that name, or None."""
        wanted = said.casefold().strip()
        for correction in self.corrections:
            if correction.entity == entity and correction.said == wanted:
                return correction
        return None


NOBODY = Profile()
"""The profile of nobody."""
