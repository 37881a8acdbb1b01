"""How a reading stands in the parse of a user event: entities as dictionaries, and what `mynah` says beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preferences.application import Applied
from preferences.clash import Clash
from preferences.request import Entity, Reading
from preferences.stored_condition import write_condition

_MARKS = ("text", "role", "assumed", "reason", "source")
"""What stands beside an entity's name and value, where there is any."""


def write_entity(entity: Entity, text: str = "") -> dict[str, Any]:
    """An entity as Rasa writes them, with our marks beside; its place is looked up in the text, if one is given."""
    start = text.find(entity.text) if entity.text else -1
    end = start + len(entity.text) if start >= 0 else 0
    marked: dict[str, Any] = {"entity": entity.name, "value": entity.value, "start": max(start, 0), "end": end}
    marked.update((key, getattr(entity, key)) for key in _MARKS if getattr(entity, key))
    return marked


def read_entity(marked: Mapping[str, Any]) -> Entity:
    """An entity as `write_entity` wrote it; tolerant, since conversations outlive versions."""
    return Entity(
        # The core writes an entity's name as "name", a parse as "entity"; either is understood.
        name=str(marked.get("entity", marked.get("name", ""))),
        value=str(marked.get("value", "")),
        text=str(marked.get("text", "")),
        role=marked.get("role"),
        assumed=bool(marked.get("assumed")),
        reason=str(marked.get("reason", "")),
        source=marked.get("source"),
    )


def write_reading(reading: Reading, entities: bool = False) -> dict[str, Any]:
    """A reading as the record keeps it; with its entities where it may still have to be served."""
    written: dict[str, Any] = {
        "intent": reading.intent,
        "confidence": round(reading.confidence, 4),
        "why": reading.why,
    }
    written.update((name, getattr(reading, name)) for name in ("because", "words") if getattr(reading, name))
    if entities:
        written["entities"] = [write_entity(entity) for entity in reading.entities]
    return written


def read_reading(written: Mapping[str, Any]) -> Reading:
    """A reading as `write_reading` wrote it."""
    entities = tuple(read_entity(marked) for marked in written.get("entities") or ())
    confidence = float(written.get("confidence") or 0.0)
    why, because, words = (str(written.get(name) or "") for name in ("why", "because", "words"))
    return Reading(str(written.get("intent") or ""), entities, confidence, why or "nlu", because, words)


def write_applied(applied: Applied, otherwise: Reading | None = None) -> dict[str, Any]:
    """What a turn's `mynah` says of how it was read: readings, what was filled, avoided, left to be asked."""
    readings = [write_reading(applied.reading)]
    if otherwise is not None:
        readings.append(write_reading(otherwise, entities=True))
    clash = {"clash": write_clash(applied.clash)} if applied.clash is not None else {}
    return {
        **clash,
        "readings": readings,
        "filled": [{"entity": e.name, "value": e.value, "reason": e.reason} for e in applied.assumed],
        # Copied flat: a person may have many dislikes, and every turn passes here.
        "avoided": [dict(vars(avoided)) for avoided in applied.avoided],
        "undecided": [{"name": one.name, "values": list(one.values)} for one in applied.undecided],
        "gap": None,
    }


@dataclass(frozen=True)
class Clashing:
    """Two taught values between which the person has to choose, as the record keeps them."""

    concept: str
    """What they are about."""
    key: str
    """What the memory notes once the person was asked."""
    values: tuple[str, ...]
    """The two, the newer first."""
    when: tuple[str, ...]
    """When each of them holds, in the person's words."""
    condition: str
    """When the answer is to hold, as the memory keeps it."""


def read_clash(written: Any) -> Clashing | None:
    """A clash as `write_clash` wrote it; None for anything else."""
    if not isinstance(written, Mapping) or not written.get("concept"):
        return None
    values, when = (tuple(str(one) for one in written.get(name) or ()) for name in ("values", "when"))
    if len(values) < 2 or len(when) != len(values):
        return None
    return Clashing(str(written["concept"]), str(written.get("key")), values, when, str(written.get("condition") or ""))


def write_clash(clash: Clash) -> dict[str, Any]:
    """Two taught values of which one has to be chosen."""
    return {
        "concept": clash.concept,
        "key": clash.key,
        "values": [preference.value for preference in clash.preferences],
        "when": [preference.condition.words for preference in clash.preferences],
        "condition": write_condition(clash.condition),
    }
