"""Past turns as values, read from a conversation's events; the assistant and the learning half share them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

TURN_SLOT = "mynah_turn"
"""The slot event that says what became of a turn."""


@dataclass(frozen=True)
class Turn:
    """One request and what came of it."""

    person: str | None
    """Who spoke; None is nobody."""
    text: str
    """What was said, in the person's own words."""
    intent: str
    """What it was read as, after interpretation."""
    confidence: float
    """How sure NLU was, 0 to 1."""
    said: tuple[tuple[str, str], ...] = ()
    """Entity and value, as the person named them."""
    filled: tuple[tuple[str, str], ...] = ()
    """Entity and value, as they were assumed."""
    barge_in: bool = False
    """The person interrupted the reply before this turn."""
    at: float = 0.0
    """When, seconds since the epoch."""
    outcome: str | None = None
    """What became of it, an `Outcome` value; None while the turn runs or when the action died."""
    skill: str | None = None
    """The action that answered."""
    reply: str = ""
    """What the assistant said."""
    offer: str | None = None
    """The concept that was offered to be taught."""
    reask: bool = False
    """True when the request was put again by the assistant; not something a person said."""


def read_turns(events: Iterable[Mapping[str, Any]]) -> list[Turn]:
    """The turns of a conversation, oldest first, from Rasa's events as dictionaries."""
    turns: list[Turn] = []
    for event in events:
        kind = event.get("event")
        if kind == "user":
            turns.append(_begun(event))
        elif not turns:
            continue
        elif kind == "bot":
            text = event.get("text") or ""
            turns[-1] = replace(turns[-1], reply=f"{turns[-1].reply}\n{text}".strip())
        elif kind == "slot" and event.get("name") == TURN_SLOT and isinstance(event.get("value"), Mapping):
            value = event["value"]
            turns[-1] = replace(
                turns[-1], outcome=value.get("outcome"), skill=value.get("skill"), offer=value.get("offer")
            )
    return turns


def _begun(event: Mapping[str, Any]) -> Turn:
    parse = event.get("parse_data") or {}
    ours = parse.get("mynah") or {}
    intent = parse.get("intent") or {}
    said: list[tuple[str, str]] = []
    filled: list[tuple[str, str]] = []
    for entity in parse.get("entities") or ():
        pair = (str(entity.get("entity")), str(entity.get("value")))
        (filled if entity.get("assumed") else said).append(pair)
    metadata = event.get("metadata") or {}
    return Turn(
        person=ours.get("person"),
        text=str(ours.get("original") or event.get("text") or ""),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        said=tuple(said),
        filled=tuple(filled),
        barge_in=metadata.get("barge_in") is True,
        at=float(event.get("timestamp") or 0.0),
        reask=bool(parse.get("reask")),
    )
