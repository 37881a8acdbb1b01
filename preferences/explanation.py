"""Why a turn went as it did: what was heard, what it was read as, and what of the memory was used, for people to read.

Read from the turn's record alone: the user event with its parse, and what the action noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from preferences import acts
from preferences.evidence import evidence
from preferences.parse import read_entity
from preferences.phrase import Phrase
from preferences.preference import Correction, Preference, Profile
from preferences.request import Entity
from preferences.surroundings import read_surroundings
from preferences.turns import TURN_SLOT

_ACTS = {
    acts.STATEMENT: "something to remember about you",
    acts.TEACH_ME: "a wish to be asked",
    acts.CORRECTION: "a correction",
    acts.COMPLAINT: "a complaint about the answer before",
    acts.FOLLOW_UP: "a further question",
    acts.AFFIRM: "a yes",
    acts.NEGATE: "a no",
    acts.SKIP: "a wish to skip the question",
    acts.CANCEL: "a wish to stop",
    acts.FALLBACK: "nothing I understand",
    acts.OUT_OF_SCOPE: "something I can't do",
    acts.KNOWN: "a question about what I know of you",
    acts.WHY: "a question about my reasons",
    acts.FORGET: "a wish to forget something",
    acts.ERASE: "a wish to forget everything",
    acts.UNDO: "a wish to take back the last thing I learned",
    acts.PHRASE_TEACH: "a phrase to learn",
    acts.PHRASES: "a question about your phrases",
    acts.PHRASE_EXPLAIN: "a question about a phrase",
    acts.LESSON_ANSWER: "an answer to my question",
    acts.PHRASE_ASK: "words I don't know yet",
    acts.PHRASE_DEFINE: "what a phrase means",
    acts.PHRASE_RUN: "a phrase you taught me",
    acts.OFFER_ACCEPTED: "a yes to my offer",
    acts.OFFER_DECLINED: "a no to my offer",
    acts.RIGHT_CONFIRMED: "a yes to whether I got it right",
    acts.RIGHT_DENIED: "a no to whether I got it right",
    acts.ERASE_CONFIRMED: "a yes to forgetting everything",
    acts.ERASE_DECLINED: "a no to forgetting everything",
    acts.TOO_LONG: "more than I can take in at once",
    acts.NOTHING_SAID: "no words",
}
"""What the acts of a conversation are called; a request goes by the words of its intent."""
_LAYERS = {"habit": "a habit", "context": "what was going on", "chosen": "my own choice"}


@dataclass(frozen=True)
class Used:
    """One thing that shaped a turn beyond the words themselves."""

    what: str
    """What it was: "a preference", "a phrase", "a name", "a habit", "what was going on"."""
    name: str
    """The detail it gave: "food type"; empty for a phrase."""
    value: str
    """Its value; empty for a phrase, which replaced the words themselves."""
    reason: str
    """Why, to be read after "because"."""
    evidence: str = ""
    """Where it is known from."""
    source: str = ""
    """What it is in the memory: "preference:17"; empty where it is not there, or no longer."""


@dataclass(frozen=True)
class Explanation:
    """Why one message was answered as it was."""

    number: int
    """The row of its event; tells two messages apart."""
    heard: str
    """The person's own words."""
    confidence: float | None = None
    """How sure the speech recognition was, 0 to 1; None for typed words."""
    alternatives: tuple[str, ...] = ()
    """What else may have been heard."""
    became: str = ""
    """What it was turned into before it was read; empty when it was read as it was."""
    read_as: str = ""
    """What it was taken for, in words."""
    sure: float | None = None
    """How sure that was, 0 to 1; None where nothing was weighed."""
    because: str = ""
    """Why it was read so, where the circumstances decided."""
    details: tuple[tuple[str, str], ...] = ()
    """What the words named: ("music genre", "jazz")."""
    used: tuple[Used, ...] = ()
    """Preferences, phrases and habits that shaped it."""
    avoided: tuple[str, ...] = ()
    """Why some values were kept away from."""
    outcome: str = ""
    """What became of it, an `Outcome` value; empty while it is not known."""
    again: bool = False
    """True when the request was served a second time, with what had just been learned."""


def explain(rows: Iterable[tuple[int, Mapping[str, Any]]], profile: Profile, now: datetime) -> Explanation | None:
    """Why a message was answered as it was.

    Args:
        rows: the numbered events of one turn, oldest first, requests that were put again included.
        profile: what is known about the person; of what they have forgotten since, no words are told.
        now: the person's clock, aware.

    Returns:
        the explanation; None when there is no message among the events.
    """
    told: Explanation | None = None
    for number, event in rows:
        if event.get("event") == "user":
            told = _begun(number, event, profile, now) if told is None else _again(told, event, profile, now)
        elif told is not None and event.get("event") == "slot" and event.get("name") == TURN_SLOT:
            value = event.get("value")
            outcome = value.get("outcome") if isinstance(value, Mapping) else None
            told = replace(told, outcome=str(outcome or told.outcome))
    return told


def _begun(number: int, event: Mapping[str, Any], profile: Profile, now: datetime) -> Explanation:
    parse = event.get("parse_data") or {}
    ours = parse.get("mynah") or {}
    around = read_surroundings(event.get("metadata"))
    rewrite = ours.get("rewrite") or {}
    intent = parse.get("intent") or {}
    readings = ours.get("readings") or [{}]
    said, used = _entities(parse, profile, now)
    phrase = _rewritten(rewrite, profile, now)
    steps = [str(step.get("text")) for step in ours.get("steps") or () if isinstance(step, Mapping)]
    weighed = readings[0].get("why") in ("nlu", "context")
    original = str(ours.get("original") or event.get("text") or "")
    became = "; ".join(steps) or str(rewrite.get("text") or "")
    return Explanation(
        number=number,
        heard=original,
        confidence=around.asr_confidence,
        alternatives=tuple(text for text, _ in around.asr_hypotheses if text != original),
        became=became,
        read_as=_named(str(intent.get("name") or "")),
        sure=float(intent.get("confidence") or 0.0) if weighed else None,
        because=str(readings[0].get("because") or ""),
        details=tuple((plain_name(one.name), one.value) for one in said),
        used=phrase + tuple(one for one in used if not phrase or one.source != phrase[0].source),
        avoided=tuple(str(one.get("reason")) for one in ours.get("avoided") or () if one.get("reason")),
    )


def _again(told: Explanation, event: Mapping[str, Any], profile: Profile, now: datetime) -> Explanation:
    """A request that was put again in the same turn adds what it used."""
    _, used = _entities(event.get("parse_data") or {}, profile, now)
    return replace(told, used=tuple(dict.fromkeys((*told.used, *used))), again=True)


def _rewritten(rewrite: Mapping[str, Any], profile: Profile, now: datetime) -> tuple[Used, ...]:
    if not rewrite:
        return ()
    source = str(rewrite.get("id") or "")
    what = "a phrase" if source.startswith("phrase:") else "a rewrite"
    return (Used(what, "", "", str(rewrite.get("told") or ""), _evidence(source, profile, now), source),)


def _entities(parse: Mapping[str, Any], profile: Profile, now: datetime) -> tuple[list[Entity], list[Used]]:
    """What the words named, and what was added or settled by something else."""
    said: list[Entity] = []
    used: list[Used] = []
    for marked in parse.get("entities") or ():
        entity = read_entity(marked)
        if not entity.assumed:
            said.append(entity)
        if entity.assumed or entity.source:
            source = entity.source or ""
            kind, _, number = source.partition(":")
            what = {"preference": "a preference", "phrase": "a phrase", "correction": "a name"}.get(
                kind, _LAYERS.get(kind, "something learned")
            )
            name = "" if kind == "phrase" else plain_name(entity.name)
            told = _evidence(source, profile, now)
            used.append(Used(what, name, entity.value, entity.reason, told, source if number else ""))
    return said, used


def _evidence(source: str, profile: Profile, now: datetime) -> str:
    kind, _, number = source.partition(":")
    if not number.isdigit():
        return ""
    known: tuple[Preference | Correction | Phrase, ...]
    known = (*profile.preferences, *profile.corrections, *profile.phrases, *profile.paused)
    wanted = {"preference": Preference, "correction": Correction, "phrase": Phrase}.get(kind)
    for one in known:
        if wanted is not None and isinstance(one, wanted) and one.id == int(number):
            return evidence(one.words, getattr(one, "source", "corrected"), one.learned_at, now)
    return ""


def plain_name(name: str) -> str:
    """The name of an intent or a detail as words."""
    return name.replace("_", " ")


def _named(intent: str) -> str:
    return _ACTS.get(intent) or plain_name(intent)
