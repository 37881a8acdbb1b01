"""All that is known about a person, as a list to look through: each thing with its evidence and its uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from preferences.curriculum import Curriculum
from preferences.evidence import evidence
from preferences.hearing import sentence
from preferences.memory import Kept
from preferences.phrase import Phrase
from preferences.preference import Correction, Preference, Profile

WORDS = "words of yours"
"""What phrases are listed under."""
NAMES = "what you mean by a name"
"""What corrections are listed under."""


@dataclass(frozen=True)
class Item:
    """One thing that is known."""

    kind: Kept
    """What it is."""
    number: int
    """Its row; "preference:17" names it in explanations."""
    about: str
    """What it is listed under: "food"."""
    told: str
    """It as a sentence: "You like Thai food."."""
    evidence: str
    """Where it is known from: "You told me today: ..."; empty where there are no words."""
    learned_at: datetime
    """When (aware, UTC)."""
    said: str = ""
    """Of a phrase or a name, the words it is for."""
    value: str = ""
    """What can be changed: the value, or what a name means."""
    liked: bool = True
    """False for a dislike."""
    signs: tuple[str, str] = ("", "")
    """How a like and a dislike of that kind are put, with "…" for the value."""
    when: str = ""
    """When it holds, in the person's words."""
    steps: tuple[str, ...] = ()
    """Of a phrase, the requests it stands for; the thing that gives way to another one in braces."""
    name: bool = False
    """True for a phrase that is another name."""
    uses: int = 0
    """How often it was used."""
    used_at: datetime | None = None
    """When it was last used (aware, UTC)."""
    paused_at: datetime | None = None
    """Since when it is left aside (aware, UTC)."""
    over: bool = False
    """True when its time has run out."""


def overview(profile: Profile, curriculum: Curriculum, now: datetime) -> tuple[Item, ...]:
    """Everything known about a person, what is paused included: by what it is about, newest first.

    Args:
        profile: what is known.
        curriculum: the flows.
        now: the person's clock, aware.
    """
    paused = profile.paused
    preferences = [*profile.preferences, *(one for one in paused if isinstance(one, Preference))]
    phrases = [*profile.phrases, *(one for one in paused if isinstance(one, Phrase))]
    corrections = [*profile.corrections, *(one for one in paused if isinstance(one, Correction))]
    order = {flow.concept: (flow.order, at) for at, flow in enumerate(curriculum.flows)}
    last = (len(order) + 1_000_000, 0)
    preferences.sort(key=lambda one: order.get(one.concept, last))
    items = [_preference(one, curriculum, now) for one in _newest_first_within(preferences)]
    items += [_phrase(one, now) for one in sorted(phrases, key=lambda one: one.learned_at, reverse=True)]
    items += [_correction(one, now) for one in sorted(corrections, key=lambda one: one.learned_at, reverse=True)]
    return tuple(items)


def _newest_first_within(preferences: Iterable[Preference]) -> list[Preference]:
    concepts: dict[str, list[Preference]] = {}
    for one in preferences:
        concepts.setdefault(one.concept, []).append(one)
    groups = (sorted(some, key=lambda one: (one.learned_at, one.id), reverse=True) for some in concepts.values())
    return [one for some in groups for one in some]


def _preference(one: Preference, curriculum: Curriculum, now: datetime) -> Item:
    flow = curriculum.flow(one.concept)
    name = one.concept.replace("_", " ")
    told = flow.told(one.value, one.liked, one.condition) if flow is not None else f"{name}: {one.value}"
    return Item(
        kind="preference",
        number=one.id,
        about=(flow.subject or name) if flow is not None else name,
        told=sentence(told),
        evidence=evidence(one.words, one.source, one.learned_at, now),
        learned_at=one.learned_at,
        value=one.value,
        liked=one.liked,
        signs=(flow.told("…"), flow.told("…", liked=False)) if flow is not None else ("", ""),
        when=one.condition.words,
        uses=one.uses,
        used_at=one.used_at,
        paused_at=one.paused_at,
        over=one.condition.expired(now),
    )


def _phrase(one: Phrase, now: datetime) -> Item:
    return Item(
        kind="phrase",
        number=one.id,
        about=WORDS,
        told=sentence(one.told),
        evidence=evidence(one.words, one.source, one.learned_at, now),
        learned_at=one.learned_at,
        said=one.said,
        steps=one.steps,
        name=one.kind.value == "name",
        uses=one.uses,
        used_at=one.used_at,
        paused_at=one.paused_at,
    )


def _correction(one: Correction, now: datetime) -> Item:
    return Item(
        kind="correction",
        number=one.id,
        about=NAMES,
        told=sentence(f"when you say {one.said} you mean {one.meant}"),
        evidence=evidence(one.words, "corrected", one.learned_at, now),
        learned_at=one.learned_at,
        said=one.said,
        value=one.meant,
        uses=one.uses,
        used_at=one.used_at,
        paused_at=one.paused_at,
    )
