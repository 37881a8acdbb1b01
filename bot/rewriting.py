"""The rewrites of the server's process: looked up before NLU, retrieved after it, refused by a no."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.learned import learned
from learning import forgetting
from learning.library import Library
from learning.model import PersonModel
from learning.repairs import Repair
from learning.rewrites import Decision
from learning.rewriting_evidence import Meaning, plain
from learning.rewriting_features import Query
from preferences import acts, paths
from preferences.errors import MynahError
from preferences.heard import Heard
from preferences.request import Entity
from preferences.signs import sounds_correcting
from preferences.state import PersonState

logger = logging.getLogger(__name__)

LAYERS = ("personal", "global")
"""Whose a rewrite can be, beside taught phrases."""
SOURCE = "rewrite:"
"""What the source of a rewritten request begins with."""
REFUSED_FOR = 120.0
"""Seconds in which a no speaks of the request before."""
_NO_MEANING = Meaning("")
"""A repair is read anew each time, by its words."""
_REFUSING = frozenset({acts.COMPLAINT, acts.CORRECTION, acts.NEGATE})


@lru_cache(maxsize=1)
def library() -> Library:
    """The generations of this installation.

    Raises:
        MynahError: their folder cannot be made.
    """
    return Library(paths.generations())


def idle(state: PersonState) -> bool:
    """Whether nothing is open that a message may answer: no lesson, no question, no offer, nothing to confirm."""
    return not (state.lesson or state.asked or state.offer or state.confirming or state.phrase)


def looked_up(person: str | None, text: str, known: PersonModel) -> dict[str, Any] | None:
    """The record of a rewrite of a message: this person's own last repair, else what was published; None without."""
    try:
        shelf = library()
        repair = known.repair(plain(text))
        if repair is not None and person is not None and shelf.rewrites().may(person, repair.id):
            return _record(Decision(repair.id, "personal", "exact", _NO_MEANING, said=repair.said), shelf.name)
        found = shelf.rewrites().look_up(person, plain(text))
    except MynahError as problem:
        logger.error("Rewrites could not be looked up: %s", problem)
        return None
    return _record(found, shelf.name) if found is not None and found.said else None


def own_repairs(person: str) -> tuple[Repair, ...]:
    """The repairs a person is served by, the newest first; those they said no to are left out."""
    rewrites = library().rewrites()
    return tuple(one for one in learned(person).repairs() if rewrites.may(person, one.id))


def stop(person: str, name: str) -> bool:
    """Read that wording as it stands from now on, for this person; False when they have no such repair."""
    if not any(one.id == name for one in own_repairs(person)):
        return False
    library().deny(person, name)
    return True


def retrieved(person: str | None, heard: Heard, asr: float | None) -> tuple[Heard, dict[str, Any]] | None:
    """What else a weakly read message may mean, with the record of it; None when nothing is sure enough."""
    from bot.nlu import minilm

    text = plain(heard.text)
    own = Meaning(heard.intent, tuple((entity.name, entity.value) for entity in heard.entities))
    try:
        shelf = library()
        query = Query(text, own, heard.ranking[:5], asr)
        found = shelf.rewrites().retrieve(person, query, lambda: minilm.shared().encode(text).sentence)
    except MynahError as problem:
        logger.error("Rewrites could not be looked for: %s", problem)
        return None
    if found is None or not found.said:
        return None
    record = _record(found, shelf.name) | {"own": own.state}
    if found.held:
        return heard, record
    entities = tuple(Entity(name, value, value) for name, value in found.meaning.entities)
    confidence = max(heard.confidence, 0.6)
    ranking = ((found.meaning.intent, confidence), *(one for one in heard.ranking if one[0] != found.meaning.intent))
    return Heard(found.said, ranking, entities, heard.readings), record


def refused(person: str | None, before: Mapping[str, Any], gap: float, intent: str, text: str) -> None:
    """Note a no right after a rewritten request; for this person it holds at once.

    Args:
        person: who speaks now.
        before: what the record says of the message before.
        gap: seconds since it.
        intent: what the message now was taken to be.
        text: its words.
    """
    record = before.get("rewrite") or {}
    if person is None or before.get("person") != person or record.get("layer") not in LAYERS:
        return
    if record.get("arm") != "served" or gap > REFUSED_FOR or not (intent in _REFUSING or sounds_correcting(text)):
        return
    try:
        library().deny(person, str(record["id"]).removeprefix(SOURCE))
    except MynahError as problem:
        logger.error("A no to a rewrite could not be kept: %s", problem)


def forget(person: str) -> None:
    """Take a person out of all generations.

    Raises:
        MynahError: a file could not be written.
    """
    root = paths.generations()
    forgetting.forget(root, person)
    library().forget(person)


def _record(found: Decision, generation: str) -> dict[str, Any]:
    told = "you said" if found.layer == "personal" else "people said"
    return {
        "id": f"{SOURCE}{found.id}",
        "layer": found.layer,
        "kind": found.kind,
        "generation": generation,
        "arm": "held" if found.held else "served",
        "own": found.own,
        "text": found.said,
        "told": f"{told} “{found.said}” when that had not worked",
    }
