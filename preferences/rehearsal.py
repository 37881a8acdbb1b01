"""A lesson played without a server or a memory: the same state machine, and nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from preferences import lesson as lessons
from preferences.curriculum import Curriculum
from preferences.lesson import Move
from preferences.preference import Statement
from preferences.state import LessonState


@dataclass
class Rehearsal:
    """One played lesson."""

    curriculum: Curriculum
    """The flows."""
    clock: Callable[[], datetime]
    """The clock, aware."""
    nlp: Callable[[], Any]
    """Gives the spaCy pipeline; called with the first answer."""
    lesson: LessonState | None = None
    """Where it stands; None when it is over."""
    taught: tuple[Statement, ...] = ()
    """What would have been stored so far."""

    def begin(self, concept: str) -> str:
        """Open the lesson; returns its first question."""
        return self._moved(lessons.start((concept,), self.curriculum, self.clock().timestamp()))

    def answer(self, text: str) -> str:
        """Take an answer; returns what the assistant says."""
        if self.lesson is None:
            return ""
        known = frozenset(statement.concept for statement in self.taught if statement.liked)
        return self._moved(lessons.answer(self.lesson, text, self.curriculum, self.clock(), self.nlp(), known))

    def _moved(self, move: Move) -> str:
        self.lesson = move.lesson
        self.taught = (*self.taught, *move.statements)
        return move.say
