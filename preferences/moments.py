"""Teachable moments: whether now is the time to offer to learn something, and what.

The assistant offers once, in one short sentence, only when a teaching flow could have changed the outcome; a no is
remembered; never twice in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from preferences.curriculum import Curriculum
from preferences.feedback import feedback
from preferences.flow import Flow
from preferences.preference import Preference, Profile
from preferences.signs import ADMITTED, Sign, failure
from preferences.state import PersonState
from preferences.turns import Turn

ENOUGH = 0.5
"""Weight of signs from which on a moment is teachable."""
QUIET_FOR = 90.0
"""Seconds after an offer in which no other one is made."""

Judge = Callable[[Turn, Turn | None, tuple[Sign, ...]], float]
"""Weighs the signs of a turn, 0 to 1; a learned one may take the place of `weigh`."""


@dataclass(frozen=True)
class Moment:
    """A teachable moment."""

    flow: Flow
    """What could be learned."""
    signs: tuple[Sign, ...]
    """What made it teachable."""
    value: str | None = None
    """A value the person has just named for it."""


def weigh(turn: Turn, before: Turn | None, found: tuple[Sign, ...]) -> float:
    """The chance that something went wrong by the signs alone."""
    return failure(found)


def sense(
    turns: Sequence[Turn],
    state: PersonState,
    profile: Profile,
    curriculum: Curriculum,
    judge: Judge = weigh,
) -> Moment | None:
    """Whether the latest of this person's turns is a moment to offer a lesson.

    Args:
        turns: this person's turns in this conversation, oldest first, the running one last.
        state: this person's side of the conversation.
        profile: what is known about the person; nobody is offered anything.
        curriculum: the flows.
        judge: weighs the signs.
    """
    if profile.person is None or not turns or state.offer is not None or state.lesson is not None:
        return None
    turn = turns[-1]
    if turn.at - state.offered_at < QUIET_FOR:
        return None
    before = turns[-2] if len(turns) > 1 else None
    if before is None:
        return None
    # What only the assistant's own answer says is no moment: the person has shown nothing.
    found = tuple(sign for sign in feedback(before, turn) if sign.kind not in ADMITTED)
    # Without a sign no flow is offered, whatever a judge says; most turns are spared its time.
    if not found or judge(turn, before, found) < ENOUGH:
        return None
    kinds = {sign.kind.value for sign in found}
    for flow in could_have_helped(turn.intent, turn, before, profile, curriculum):
        # What went wrong was the request before: a flow that says nothing about it could not have helped.
        if not flow.teachable_at & kinds or all(guide.intent != before.intent for guide in flow.guides):
            continue
        named = _named(flow, turn, curriculum)
        # Who asks for what they dislike makes an exception.
        if not any(p.value == named and not p.liked for p in profile.of(flow.concept)):
            return Moment(flow, found, named)
    return None


def could_have_helped(
    intent: str, turn: Turn, before: Turn | None, profile: Profile, curriculum: Curriculum
) -> list[Flow]:
    """The flows that guide a request, whose value the person had not named at first and has not taught yet."""
    named_first = {name for name, _ in before.said} if before is not None and before.intent == intent else set()
    named_now = {name for name, _ in turn.said}
    known_now = {name for name, _ in turn.filled}
    flows: list[Flow] = []
    for flow, guide in curriculum.guides(intent):
        if flow.concept in profile.refused or guide.entity in named_first or guide.entity in known_now:
            continue
        if named_now.intersection(guide.unless) or named_first.intersection(guide.unless):
            continue
        if before is None and guide.entity in named_now:
            continue
        if any(p.liked and p.condition.specificity == 0 for p in profile.of(flow.concept)):
            continue
        if any(isinstance(one, Preference) and one.concept == flow.concept for one in profile.paused):
            continue  # Who set a taste aside does not want to be asked for it.
        if flow not in flows:
            flows.append(flow)
    # A flow whose value was named just now comes first: the person has shown what they want. Of the others,
    # the one that is offered most readily: what music, before which singer.
    flows.sort(key=lambda flow: (not any(g.entity in named_now for g in flow.guides), -len(flow.teachable_at)))
    return flows


def _named(flow: Flow, turn: Turn, curriculum: Curriculum) -> str | None:
    for guide in flow.guides:
        for name, value in turn.said:
            if name == guide.entity:
                return value
    return None


def offer_text(flow: Flow, value: str | None = None) -> str:
    """The offer, one short sentence that names the subject."""
    if value is not None:
        return f"Shall I remember that {flow.told(value, liked=True)}?"
    return f"Would you like to teach me {flow.subject_question}?"
