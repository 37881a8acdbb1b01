"""The lesson: a state machine of one guided question-and-answer. A Rasa form and the command line only drive it.

It does no I/O: it takes an answer and gives a `Move` that says what to store, what to say and whether it is over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from preferences.acceptance import Refused, accepted
from preferences.answers import AnswerKind, read_answer
from preferences.choosing import choose
from preferences.condition import ALWAYS
from preferences.curriculum import Curriculum
from preferences.flow import Flow
from preferences.preference import Profile, Statement
from preferences.signs import sounds_correcting
from preferences.state import LastRequest, LessonState
from preferences.stored_condition import read_condition

TRIES = 2
"""How often one question is put before the lesson lets it be."""


@dataclass(frozen=True)
class Move:
    """One step of a lesson."""

    lesson: LessonState | None
    """Where it stands now; None when it is over."""
    say: str
    """What the person hears."""
    statements: tuple[Statement, ...] = ()
    """What to store, at once."""
    refused: str | None = None
    """A concept the person does not want to be asked about."""
    serve: LastRequest | None = None
    """The request to serve again, when the lesson is over and changed something."""
    buttons: tuple[str, ...] = ()
    """Values to choose from, where the answer could mean several."""
    retract: bool = False
    """True when the answer before is taken back, and what it taught has to go first."""


def start(
    concepts: Sequence[str],
    curriculum: Curriculum,
    at: float,
    request: LastRequest | None = None,
    lead_in: str = "",
) -> Move:
    """Open a lesson and put its first question.

    Args:
        concepts: what to ask about, in order; unknown ones are left out.
        curriculum: the flows.
        at: now, seconds since the epoch.
        request: the request to serve again at the end.
        lead_in: words to put before the question.
    """
    queue = tuple(concept for concept in concepts if curriculum.flow(concept))
    if not queue:
        return Move(None, "I have nothing to ask about that yet.")
    lesson = LessonState(queue=queue, request=request, at=at)
    if len(queue) > 1:
        lead_in = lead_in or "Gladly. You can say skip or stop at any time."
    return Move(lesson, _joined(lead_in, _flow(lesson, curriculum).ask))


def answer(
    lesson: LessonState,
    text: str,
    curriculum: Curriculum,
    now: datetime,
    nlp: Any,
    settled: frozenset[str] = frozenset(),
) -> Move:
    """Take an answer and move on.

    Args:
        lesson: where it stands.
        text: what the person said.
        curriculum: the flows.
        now: the person's clock, aware.
        nlp: the loaded spaCy pipeline.
        settled: concepts that no follow-up needs to ask about: known already, or not to be asked about.
    """
    flow = _flow(lesson, curriculum)
    lesson = replace(lesson, at=now.timestamp())
    corrected = _corrected(lesson, text, curriculum, now, nlp)
    if corrected is not None:
        return corrected
    given = read_answer(text, flow, curriculum.flows, now, nlp)
    chosen = choose(text, lesson.candidates, flow)
    if chosen is not None:
        picked = accepted(Statement(flow.concept, chosen, not lesson.disliked, words=text), flow, now)
        if isinstance(picked, Refused):
            return _again(lesson, curriculum, picked.say)
        return _stated(lesson, (picked,), curriculum, settled)
    if lesson.condition and given.kind in (AnswerKind.STOP, AnswerKind.SKIP, AnswerKind.NONE):
        return Move(None, "All right, I'll go by the newer one.", serve=lesson.request)
    if given.kind is AnswerKind.STOP:
        return _over(lesson, "All right, I'll stop asking.")
    if given.kind is AnswerKind.SKIP:
        if flow.concept == lesson.followed or (lesson.request is not None and not lesson.taught):
            return _next(lesson, curriculum, "No problem.", refused=flow.concept)
        return _next(lesson, curriculum, "Skipped.")
    if given.kind is AnswerKind.NONE:
        return _next(lesson, curriculum, "That's fine, I'll leave it open.", refused=flow.concept)
    if given.kind is AnswerKind.AMBIGUOUS and lesson.tries < TRIES:
        asking = replace(
            lesson, tries=lesson.tries + 1, candidates=given.candidates, disliked=lesson.disliked or not given.liked
        )
        return Move(asking, which(given.candidates, given.several), given.statements, buttons=given.candidates)
    if given.kind is AnswerKind.REFUSED:
        return replace(_again(lesson, curriculum, given.say), statements=given.statements)
    if given.statements:
        return _stated(lesson, given.statements, curriculum, settled)
    return _again(lesson, curriculum, flow.hint or f"I didn't recognise that as {flow.says}.")


def _again(lesson: LessonState, curriculum: Curriculum, why: str) -> Move:
    """Put the question once more, saying what was wrong with the answer; or let it be."""
    if lesson.tries + 1 < TRIES:
        return Move(replace(lesson, tries=lesson.tries + 1), _joined(why, _flow(lesson, curriculum).ask))
    return _next(lesson, curriculum, "I don't know that one, so I'll leave it for now.")


def _corrected(lesson: LessonState, text: str, curriculum: Curriculum, now: datetime, nlp: Any) -> Move | None:
    """A correction of the answer before ("sorry, I meant the Bears"), while the next question is open."""
    before = curriculum.flow(lesson.before) if lesson.before else None
    if before is None or not sounds_correcting(text):
        return None
    given = read_answer(text, before, curriculum.flows, now, nlp)
    if not given.statements:
        return None
    said = " ".join(learned(statement, curriculum) for statement in given.statements)
    ask = _flow(lesson, curriculum).ask
    return Move(lesson, _joined("Thanks for putting me right.", said, ask), given.statements, retract=True)


def which(candidates: Sequence[str], several: bool = False) -> str:
    """The question which of several values was meant; or, where all were meant, which one to keep."""
    either = candidates[0] if len(candidates) == 1 else ", ".join(candidates[:-1]) + " or " + candidates[-1]
    if several:
        return f"I can keep only one of these. Which shall it be: {either}?"
    return f"Which one do you mean: {either}?"


def known(lesson: LessonState, statement: Statement, curriculum: Curriculum, now: datetime) -> Move:
    """Take a value that the person has named already, so that nothing needs to be asked."""
    found = accepted(statement, _flow(lesson, curriculum), now)
    if isinstance(found, Refused):
        return _again(lesson, curriculum, found.say)
    return _stated(lesson, (found,), curriculum)


def reminder(lesson: LessonState, curriculum: Curriculum) -> str:
    """The open question once more, after another request came in between."""
    flow = curriculum.flow(lesson.queue[0])
    return f"Back to my question: {flow.ask}" if flow is not None else ""


def learned(statement: Statement, curriculum: Curriculum) -> str:
    """What the assistant says on learning something."""
    flow = curriculum.flow(statement.concept)
    return flow.confirmed(statement) if flow else ""


def settled(profile: Profile) -> frozenset[str]:
    """The concepts that no follow-up needs to ask about: a like is known, or the person said no to being asked."""
    return profile.refused | {preference.concept for preference in profile.preferences if preference.liked}


def further(statements: Sequence[Statement], curriculum: Curriculum, settled: Collection[str]) -> str | None:
    """The concept that a flow wants asked about once these are learned; None where there is nothing to ask."""
    told = {statement.concept for statement in statements}
    for statement in statements:
        flow = curriculum.flow(statement.concept)
        concept = (
            flow.follows(statement.value) if flow is not None and statement.liked and not statement.ended else None
        )
        if concept is not None and concept not in told and concept not in settled and curriculum.flow(concept):
            return concept
    return None


def _stated(
    lesson: LessonState,
    statements: tuple[Statement, ...],
    curriculum: Curriculum,
    settled: frozenset[str] = frozenset(),
) -> Move:
    if lesson.condition:
        # The answer is about the time and place where two values clashed, not about always.
        here = read_condition(lesson.condition)
        statements = tuple(replace(s, condition=here) if s.condition is ALWAYS else s for s in statements)
    said = " ".join(learned(statement, curriculum) for statement in statements)
    taught = replace(lesson, taught=(*lesson.taught, said), before=lesson.queue[0])
    concept = further(statements, curriculum, settled.union(lesson.queue))
    if concept is not None:
        # Right behind the question it belongs to.
        taught = replace(taught, queue=(lesson.queue[0], concept, *lesson.queue[1:]), followed=concept)
    return _next(taught, curriculum, said, statements=statements)


def _next(
    lesson: LessonState,
    curriculum: Curriculum,
    say: str,
    statements: tuple[Statement, ...] = (),
    refused: str | None = None,
) -> Move:
    answered = {statement.concept for statement in statements}
    queue = tuple(concept for concept in lesson.queue[1:] if concept not in answered and curriculum.flow(concept))
    if not queue:
        return replace(_over(replace(lesson, queue=()), say), statements=statements, refused=refused)
    following = replace(lesson, queue=queue, tries=0, candidates=(), disliked=False, condition="")
    ask = _flow(following, curriculum).ask
    return Move(following, _joined(say, ask), statements=statements, refused=refused)


def _over(lesson: LessonState, say: str) -> Move:
    return Move(None, say, serve=lesson.request if lesson.taught else None)


def _flow(lesson: LessonState, curriculum: Curriculum) -> Flow:
    flow = curriculum.flow(lesson.queue[0])
    assert flow is not None, "a lesson holds only concepts that have a flow"
    return flow


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
