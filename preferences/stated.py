"""What a text says about its speaker: preferences, names to ask back about, values nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from preferences.acceptance import Refused
from preferences.condition import ALWAYS, Condition
from preferences.flow import Flow, Keeps
from preferences.preference import Statement

NO_PATTERN = "no pattern fits"
"""Why nothing was read: the words look like a statement, but like none that is known."""
NO_WORDS = "no words of a statement"
"""Why nothing was read: nothing in the words looks like a statement."""
NO_NAME = "no name"
"""Why nothing was read: "I'm ..." with something behind it that is nobody's name."""


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
    refused: tuple[Refused, ...] = ()
    """Values that were understood and may not be kept."""


@dataclass
class Findings:
    """What has been read of a text so far."""

    statements: list[Statement] = field(default_factory=list)
    """Preferences, in the order they were said; what is said of a value later replaces what was said before."""
    ambiguous: list[Ambiguous] = field(default_factory=list)
    """Names to ask back about."""
    unknown: list[Unknown] = field(default_factory=list)
    """Values nobody knows."""

    def __bool__(self) -> bool:
        return bool(self.statements or self.ambiguous or self.unknown)

    def store(self, flow: Flow, values: tuple[str, ...], read: Statement) -> None:
        """Keep one reading of a flow's values; several values that the words name equally well are asked about.

        Args:
            flow: the concept.
            values: the canonical values the words may name.
            read: sign, strength, condition, words and whether it is over; its concept and value are filled in.
        """
        liked = read.liked
        if not liked and not read.ended and len(flow.values.choices) == 2 and flow.keeps is Keeps.ONE:
            # Of two choices, not wanting one is wanting the other.
            values, liked = tuple(choice for choice in flow.values.choices if choice not in values), True
        # Read out as what the person said: a clause begins behind its comma.
        words = read.words.lstrip(" ,;:")
        if len(values) > 1:
            self.ambiguous.append(Ambiguous(flow.concept, values, words, liked, read.condition))
            return
        statement = replace(read, concept=flow.concept, value=values[0], liked=liked, words=words)
        same = (statement.concept, statement.value, statement.condition)
        self.statements = [s for s in self.statements if (s.concept, s.value, s.condition) != same]
        self.statements.append(statement)

    def choose(self, flow: Flow, values: tuple[str, ...], words: str, condition: Condition) -> bool:
        """Whether several values were named of which one can be kept; then it is asked which."""
        if flow.keeps is not Keeps.ONE or len(values) < 2:
            return False
        self.ambiguous.append(Ambiguous(flow.concept, values, words.lstrip(" ,;:"), True, condition, several=True))
        return True

    def tell_apart(self, text: str, flows: Mapping[str, Flow]) -> None:
        """Settle names of several things by what else the text names: "a Panthers fan, the Carolina Panthers"."""
        open_ones, self.ambiguous = self.ambiguous, []
        for one in open_ones:
            vocabulary = flows[one.concept].vocabulary
            found = vocabulary.find(text) if vocabulary is not None and not one.several else ()
            named = {match.value for match in found if not match.ambiguous}.intersection(one.candidates)
            if len(named) == 1:
                self.statements.append(Statement(one.concept, named.pop(), one.liked, 1.0, one.condition, one.words))
            else:
                self.ambiguous.append(one)

    def reading(self, rejected: str = "") -> StatementReading:
        """The same as a value; unknown values count only where nothing else was read."""
        known = bool(self.statements or self.ambiguous)
        return StatementReading(
            tuple(self.statements),
            tuple(self.ambiguous),
            () if known else tuple(self.unknown),
            "" if self else rejected or NO_PATTERN,
        )
