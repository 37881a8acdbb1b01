"""What a teaching act, or taking it back, made of the memory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from preferences.phrase import Phrase
from preferences.preference import Correction, Preference, Statement


class Change(str, Enum):
    """What became of one statement."""

    NEW = "new"
    """It was not known."""
    REFRESHED = "refreshed"
    """It was known already; its time, strength and words are the new ones."""
    ENDED = "ended"
    """It said that something is over, and that was retired."""
    NOTHING = "nothing"
    """It said that something is over that was not known."""


@dataclass(frozen=True)
class Taught:
    """What became of one statement."""

    statement: Statement
    """What was told."""
    change: Change
    """What it changed."""
    preference: Preference | None = None
    """The preference as it stands now; None when something ended."""
    replaced: tuple[Preference, ...] = ()
    """What it retired."""


@dataclass(frozen=True)
class Undone:
    """What taking back the last teaching act changed."""

    removed: tuple[Preference, ...] = ()
    """Preferences that are no longer known."""
    restored: tuple[Preference, ...] = ()
    """Preferences that hold again."""
    reverted: tuple[Preference, ...] = ()
    """Preferences known from before, with their earlier time and words again."""
    corrections_removed: tuple[Correction, ...] = ()
    """Corrections that are no longer known."""
    corrections_restored: tuple[Correction, ...] = ()
    """Corrections that hold again."""
    phrases_removed: tuple[Phrase, ...] = ()
    """Phrases that are no longer known."""
    phrases_restored: tuple[Phrase, ...] = ()
    """Phrases that mean again what they meant before."""
