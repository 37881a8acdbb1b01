"""What the assistant would like to know from a person: words nobody taught, values that clash, offers that wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from learning.history import Unknown
from preferences.clash import Clash, open_clashes
from preferences.curriculum import Curriculum
from preferences.evidence import day_told
from preferences.flow import When
from preferences.hearing import listed, sentence
from preferences.interpretation import OPEN_FOR
from preferences.moments import offer_text
from preferences.phrase import MOST_CHARACTERS, Phrase, phrase_key
from preferences.preference import Profile
from preferences.state import ConversationState
from preferences.turn_log import STATE_SLOT

WORDS = "words/"
"""What the key of a question about words begins with; one that is not to be asked is kept under it as a refusal."""
MOST = 20
"""How many questions about words are listed, the newest first."""


@dataclass(frozen=True)
class Question:
    """One thing the assistant would like to know."""

    kind: str
    """What it is about: words, clash, offer or lesson."""
    key: str
    """Names it, to answer it or to have it dropped."""
    ask: str
    """The question."""
    evidence: str = ""
    """What it comes from."""
    choices: tuple[str, ...] = ()
    """The values to choose from, where there are some."""
    start: str = ""
    """How an answer in the conversation may begin; empty where nothing can be said of that."""


def questions(
    unknown: Iterable[Unknown],
    states: Iterable[Mapping[str, Any]],
    profile: Profile,
    curriculum: Curriculum,
    now: datetime,
) -> tuple[Question, ...]:
    """Everything that is open with a person, what waits for an answer right now first.

    Args:
        unknown: words of theirs that nobody had taught, oldest first.
        states: the slots of the conversations they spoke in.
        profile: what is known about the person; nobody is asked anything.
        curriculum: the flows.
        now: the person's clock, aware.
    """
    if profile.person is None:
        return ()
    waiting = _waiting(states, profile.person, curriculum, now)
    return (*waiting, *clashing(profile, curriculum, now), *_unknown_words(unknown, profile, now))


def clashes(profile: Profile, curriculum: Curriculum, now: datetime) -> dict[str, Clash]:
    """The pairs of values about which a person may be asked, by their keys."""
    found: dict[str, Clash] = {}
    for flow in curriculum.flows:
        if any(guide.when is When.MISSING for guide in flow.guides):
            for clash in open_clashes(profile.of(flow.concept), profile.refused, now):
                found[clash.key] = clash
    return found


def clashing(profile: Profile, curriculum: Curriculum, now: datetime) -> tuple[Question, ...]:
    """The questions about values that have equal claims."""
    asked = []
    for key, clash in clashes(profile, curriculum, now).items():
        flow = curriculum.flow(clash.concept)
        told = [flow.told(p.value, True, p.condition) if flow else p.value for p in clash.preferences]
        values = tuple(preference.value for preference in clash.preferences)
        asked.append(Question("clash", key, "Which one counts where both hold?", sentence(listed(told)), values))
    return tuple(asked)


def _waiting(
    states: Iterable[Mapping[str, Any]], person: str, curriculum: Curriculum, now: datetime
) -> tuple[Question, ...]:
    """What was asked in a conversation and can still be answered there."""
    found = []
    for slots in states:
        state = ConversationState.from_json(slots.get(STATE_SLOT)).of(person)
        if state.offer is not None and now.timestamp() - state.offer.at <= OPEN_FOR:
            flow = curriculum.flow(state.offer.concept)
            if flow is not None:
                asked = offer_text(flow, state.offer.value)
                found.append(Question("offer", flow.concept, asked, start="yes, please"))
        if state.lesson is not None and now.timestamp() - state.lesson.at <= OPEN_FOR:
            flow = curriculum.flow(state.lesson.queue[0])
            if flow is not None:
                found.append(Question("lesson", flow.concept, flow.ask))
    return tuple(found)


def _unknown_words(unknown: Iterable[Unknown], profile: Profile, now: datetime) -> list[Question]:
    """The words of requests that nobody taught, and that are no phrase yet."""
    seen: dict[str, tuple[Unknown, int]] = {}
    for one in unknown:
        key = phrase_key(one.words)
        if key and len(one.words) <= MOST_CHARACTERS:
            _, times = seen.pop(key, (one, 0))
            # Put in anew: the newest comes last.
            seen[key] = one, times + 1
    phrases = (*profile.phrases, *(one for one in profile.paused if isinstance(one, Phrase)))
    known = {phrase.key for phrase in phrases}
    found = []
    for key, (one, times) in reversed(seen.items()):
        if key in known or f"{WORDS}{key}" in profile.refused or profile.book.named(one.said) is not None:
            continue
        day = day_told(datetime.fromtimestamp(one.at, timezone.utc), now)
        often = f" You have said it {times} times." if times > 1 else ""
        found.append(
            Question(
                "words",
                f"{WORDS}{key}"[:MOST_CHARACTERS],
                f'What does "{one.words}" mean?',
                f'You said {day}: "{one.said}".{often}',
                start=f"when I say {one.words}, ",
            )
        )
    return found[:MOST]
