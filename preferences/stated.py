"""What a text says about its speaker: preferences, names to ask back about, values nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from preferences.condition import ALWAYS, Condition
from preferences.preference import Statement


@dataclass(frozen=True)
class Ambiguous:
    """A name that means several values equally well."""

    concept: str
    """The concept it belongs to."""
    candidates: tuple[str, ...]
    """The values it may mean."""
    words: str
    """What the person said."""
    liked: bool = True
    """The sign of what they said."""
    condition: Condition = ALWAYS
    """When it holds."""
    several: bool = False
    """True when the person named them all, and only one can be kept."""


@dataclass(frozen=True)
class Unknown:
    """A value that no vocabulary knows, where one was clearly named."""

    concept: str
    """The concept that was spoken of; empty when none was ("remember that I hate olives")."""
    words: str
    """The person's words for the value; not fit to be echoed unchecked."""


@dataclass(frozen=True)
class StatementReading:
    """What a text says about the person."""

    statements: tuple[Statement, ...] = ()
    """Preferences, in the order they were said."""
    ambiguous: tuple[Ambiguous, ...] = ()
    """Names to ask back about."""
    unknown: tuple[Unknown, ...] = ()
    """Values nobody knows."""
    rejected: str = ""
    """Why nothing was read, for the log: "a question"; empty when something was."""
