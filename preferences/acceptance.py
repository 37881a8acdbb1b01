"""Whether a statement may be kept: its flow's rules, then its flow's hook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from preferences.flow import Flow
from preferences.hook import Given, HookFailed, Refusal
from preferences.preference import Statement

BROKEN = "Sorry, something went wrong on my side while I looked at that."
"""What the person hears when a hook breaks."""


@dataclass(frozen=True)
class Refused:
    """A value that is not kept."""

    concept: str
    """The concept it was meant for."""
    say: str
    """Why, in a sentence for the person."""


def accepted(statement: Statement, flow: Flow, now: datetime) -> Statement | Refused:
    """A statement as it is kept, or why it is not.

    Only what would guide is looked at: dislikes and what is over are kept as they were said.

    Args:
        statement: as it was read.
        flow: the flow of its concept.
        now: the person's clock, aware.
    """
    if not statement.liked or statement.ended:
        return statement
    if flow.validation is not None and not flow.validation.accepts(statement.value, now):
        return Refused(flow.concept, flow.hint or f"I can't keep that as {flow.says}.")
    if flow.hook is None:
        return statement
    try:
        answer = flow.hook(Given(flow.concept, statement.value, statement.words, statement.liked, now))
    except HookFailed:
        return Refused(flow.concept, BROKEN)
    if isinstance(answer, Refusal):
        return Refused(flow.concept, answer.say)
    return replace(statement, value=answer)


def sifted(
    statements: Iterable[Statement], flows: Sequence[Flow], now: datetime
) -> tuple[tuple[Statement, ...], tuple[Refused, ...]]:
    """The statements that may be kept, and those that may not."""
    by_concept = {flow.concept: flow for flow in flows if flow.validation is not None or flow.hook is not None}
    kept: list[Statement] = []
    refused: list[Refused] = []
    for statement in statements:
        flow = by_concept.get(statement.concept)
        found = statement if flow is None else accepted(statement, flow, now)
        if isinstance(found, Refused):
            refused.append(found)
        else:
            kept.append(found)
    return tuple(kept), tuple(refused)
