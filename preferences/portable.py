"""One person's memory as a JSON document: written whole, read back with care."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Any

from sqlmodel import col, select

from preferences.errors import ImportRefused, MemoryError_
from preferences.intake import checked, clean, evidence, folded, json_text, utc
from preferences.ledger import Ledger
from preferences.phrase import MOST_CHARACTERS, MOST_STEPS, Kind, phrase_key
from preferences.stored_condition import read_condition, same_condition, write_condition
from preferences.tables import BelongingRow, CorrectionRow, PhraseRow, PreferenceRow

KIND = "mynah-memory"
"""What the documents call themselves."""
VERSION = 1
"""The format this version writes; it reads all up to it."""
MOST_ENTRIES = 100_000
"""How much of one kind is read."""


def empty(person: str, now: datetime) -> dict[str, Any]:
    """The document of somebody of whom nothing is known."""
    return {
        "kind": KIND,
        "version": VERSION,
        "person": person,
        "written_at": utc(now).isoformat(),
        "preferences": [],
        "corrections": [],
        "phrases": [],
        "refused": [],
        "belongings": {},
    }


def write_document(ledger: Ledger, now: datetime) -> dict[str, Any]:
    """Everything known of a person: preferences with their history, corrections, phrases, refusals, belongings."""
    kept = ledger.session.exec(
        select(BelongingRow).where(col(BelongingRow.person_id) == ledger.id).order_by(col(BelongingRow.key))
    )
    return {
        **empty(ledger.person, now),
        "preferences": [_preference_out(row) for row in ledger.rows()],
        "corrections": [
            {
                "entity": row.entity,
                "said": row.said,
                "meant": row.meant,
                "words": row.words,
                "learned_at": row.learned_at.isoformat(),
                "uses": row.uses,
                "used_at": row.used_at.isoformat() if row.used_at else None,
                "paused_at": row.paused_at.isoformat() if row.paused_at else None,
            }
            for row in ledger.corrections()
        ],
        "phrases": [
            {
                "kind": row.kind,
                "said": row.said,
                "steps": json.loads(row.steps),
                "words": row.words,
                "source": row.source,
                "learned_at": row.learned_at.isoformat(),
                "uses": row.uses,
                "used_at": row.used_at.isoformat() if row.used_at else None,
                "paused_at": row.paused_at.isoformat() if row.paused_at else None,
            }
            for row in ledger.phrases()
        ],
        "refused": ledger.refused(),
        "belongings": {row.key: json.loads(row.value) for row in kept},
    }


def read_text(text: str) -> dict[str, Any]:
    """A document from the text of a file.

    Raises:
        ImportRefused: when it is no JSON object.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ImportRefused("The file is no complete JSON, so nothing was imported.") from None
    if not isinstance(document, dict):
        raise ImportRefused("The file is no memory of Mynah's, so nothing was imported.")
    return document


def read_document(ledger: Ledger, document: Mapping[str, Any]) -> int:
    """Bring a document's contents into a person's memory; what is there already stays as it is.

    Of two current values that cannot stand side by side, the one learned later wins.

    Returns:
        how many entries were new.

    Raises:
        ImportRefused: when it is not this person's, not ours, or damaged; then nothing was changed.
    """
    _check_head(document, ledger.person)
    new, known = 0, _Known(ledger)
    try:
        preferences = [_preference_in(entry) for entry in _entries(document, "preferences")]
        # Documents run from the newest to the oldest; what was learned first comes in first.
        for row in sorted(reversed(preferences), key=lambda one: one.learned_at):
            new += _merge_preference(ledger, known, row)
        for entry in _entries(document, "corrections"):
            new += _merge_correction(ledger, known, entry)
        # Documents of before there were phrases have none.
        for entry in _entries(document, "phrases") if "phrases" in document else ():
            new += _merge_phrase(ledger, known, entry)
        refused = set(ledger.refused())
        for concept in _entries(document, "refused"):
            ledger.refuse(_string(concept, "refused"))
            new += clean(concept) not in refused
        belongings = document.get("belongings", {})
        if not isinstance(belongings, Mapping) or len(belongings) > MOST_ENTRIES:
            raise ImportRefused("The file is damaged: belongings is no mapping. Nothing was imported.")
        for key, value in belongings.items():
            new += _merge_belonging(ledger, known, key, value)
    except (MemoryError_, ValueError) as error:
        raise ImportRefused(f"The file is damaged: {error} Nothing was imported.") from None
    if new:
        # Undoing an act from before the import could contradict what came in.
        ledger.forget_acts()
    return new


def _check_head(document: Mapping[str, Any], person: str) -> None:
    if not isinstance(document, Mapping) or document.get("kind") != KIND:
        raise ImportRefused("The file is no memory of Mynah's, so nothing was imported.")
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise ImportRefused("The file is damaged: it does not say which version it is. Nothing was imported.")
    if version > VERSION:
        raise ImportRefused("The file was written by a newer Mynah. Please update Mynah, then import it again.")
    if document.get("person") != person:
        raise ImportRefused("The file is somebody else's memory, so nothing was imported.")


def _entries(document: Mapping[str, Any], name: str) -> list[Any]:
    entries = document.get(name)
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise ImportRefused(f"The file is damaged: {name} is no list. Nothing was imported.")
    return entries


def _preference_out(row: PreferenceRow) -> dict[str, Any]:
    return {
        "concept": row.concept,
        "value": row.value,
        "liked": row.liked,
        "single": row.single,
        "strength": row.strength,
        "condition": json.loads(row.condition) if row.condition else {},
        "words": row.words,
        "source": row.source,
        "learned_at": row.learned_at.isoformat(),
        "retired_at": row.retired_at.isoformat() if row.retired_at else None,
        "uses": row.uses,
        "used_at": row.used_at.isoformat() if row.used_at else None,
        "paused_at": row.paused_at.isoformat() if row.paused_at else None,
    }


def _preference_in(entry: Any) -> PreferenceRow:
    told = _mapping(entry, "a preference")
    value = checked(told.get("value"), "A value")
    strength = told.get("strength")
    if not isinstance(strength, (int, float)) or isinstance(strength, bool) or not isfinite(strength):
        raise ValueError("strength is no number.")
    condition = told.get("condition")
    if not isinstance(condition, dict):
        raise ValueError("condition is no mapping.")
    # Read and written again: what is stored is in our own form.
    stored = write_condition(read_condition(json.dumps(condition) if condition else ""))
    return PreferenceRow(
        concept=checked(told.get("concept"), "A concept"),
        value=value,
        folded=folded(value),
        liked=_truth(told, "liked"),
        single=_truth(told, "single"),
        strength=float(strength),
        condition=stored,
        words=_words(told),
        source=checked(told.get("source"), "A source"),
        learned_at=_moment(told.get("learned_at"), "learned_at"),
        retired_at=_moment_or_none(told, "retired_at"),
        uses=_count(told.get("uses")),
        used_at=_moment_or_none(told, "used_at"),
        # Documents of before anything could be paused do not say.
        paused_at=_moment_or_none(told, "paused_at"),
    )


class _Known:
    """What a person's memory holds already, by what entries are compared with; read once."""

    def __init__(self, ledger: Ledger) -> None:
        self.alike: dict[tuple[str, str, bool], list[PreferenceRow]] = {}
        self.single: dict[str, list[PreferenceRow]] = {}
        self.corrections = {(row.entity, row.said): row for row in ledger.corrections()}
        self.phrases = {row.key: row for row in ledger.phrases()}
        self.belongings = set(
            ledger.session.exec(select(BelongingRow.key).where(col(BelongingRow.person_id) == ledger.id)).all()
        )
        for row in ledger.rows():
            self.add(row)

    def add(self, row: PreferenceRow) -> None:
        """Take a row in."""
        self.alike.setdefault((row.concept, row.folded, row.liked), []).append(row)
        if row.single:
            self.single.setdefault(row.concept, []).append(row)


def _merge_preference(ledger: Ledger, known: _Known, row: PreferenceRow) -> bool:
    condition = read_condition(row.condition)
    alike = [
        one
        for one in known.alike.get((row.concept, row.folded, row.liked), [])
        if same_condition(read_condition(one.condition), condition, row.learned_at)
    ]
    if any(one.learned_at == row.learned_at for one in alike):
        return False
    if row.retired_at is None:
        if any(one.retired_at is None and one.learned_at >= row.learned_at for one in alike):
            return False
        opposite = known.alike.get((row.concept, row.folded, not row.liked), [])
        rivals = known.single.get(row.concept, []) if row.single else []
        for one in {id(one): one for one in (*alike, *opposite, *rivals)}.values():
            if one.retired_at is None and row.retired_at is None and _excludes(one, row):
                older, newer = sorted((one, row), key=lambda each: each.learned_at)
                older.retired_at = newer.learned_at
    row.person_id = ledger.id
    ledger.session.add(row)
    known.add(row)
    return True


def _excludes(one: PreferenceRow, other: PreferenceRow) -> bool:
    """Whether two current rows of one concept cannot stand side by side."""
    if not same_condition(read_condition(one.condition), read_condition(other.condition), other.learned_at):
        return False
    return one.folded == other.folded or (other.single and one.liked and other.liked)


def _merge_correction(ledger: Ledger, known: _Known, entry: Any) -> bool:
    told = _mapping(entry, "a correction")
    at = _moment(told.get("learned_at"), "learned_at")
    entity = checked(told.get("entity"), "An entity")
    said = checked(told.get("said"), "A name").casefold()
    meant = checked(told.get("meant"), "What is meant")
    row = known.corrections.get((entity, said))
    if row is not None and row.learned_at >= at:
        return False
    if row is None:
        row = known.corrections[entity, said] = CorrectionRow(person_id=ledger.id, entity=entity, said=said)
    row.meant, row.words, row.learned_at = meant, _words(told), at
    # Documents of before they were counted do not say.
    row.uses, row.used_at = _count(told.get("uses", 0)), _moment_or_none(told, "used_at")
    row.paused_at = _moment_or_none(told, "paused_at")
    ledger.session.add(row)
    return True


def _merge_phrase(ledger: Ledger, known: _Known, entry: Any) -> bool:
    told = _mapping(entry, "a phrase")
    at = _moment(told.get("learned_at"), "learned_at")
    kind = Kind(_string(told.get("kind"), "kind"))
    said, steps = checked(told.get("said"), "A phrase"), told.get("steps")
    if not phrase_key(said) or not isinstance(steps, list) or not 0 < len(steps) <= MOST_STEPS:
        raise ValueError("a phrase has no word, or no list of steps.")
    steps = [checked(step, "A step") for step in steps]
    if any(len(one) > MOST_CHARACTERS for one in (said, *steps)):
        raise ValueError("a phrase is too long.")
    uses = _count(told.get("uses"))
    row = known.phrases.get(phrase_key(said))
    if row is not None and row.learned_at >= at:
        return False
    if row is None:
        row = known.phrases[phrase_key(said)] = PhraseRow(person_id=ledger.id, key=phrase_key(said))
    row.kind = kind.value
    row.said, row.steps, row.words, row.learned_at = said, json.dumps(steps), _words(told), at
    row.source = checked(told.get("source"), "A source")
    row.uses, row.used_at = uses, _moment_or_none(told, "used_at")
    row.paused_at = _moment_or_none(told, "paused_at")
    ledger.session.add(row)
    return True


def _merge_belonging(ledger: Ledger, known: _Known, key: Any, value: Any) -> bool:
    key = checked(key, "The name of a belonging")
    # A list kept here may have grown since; the document never takes anything away from it.
    if value is None or key in known.belongings:
        return False
    known.belongings.add(key)
    ledger.session.add(BelongingRow(person_id=ledger.id, key=key, value=json_text(value)))
    return True


def _mapping(entry: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping):
        raise ValueError(f"{what} is no mapping.")
    return entry


def _string(given: Any, name: str) -> str:
    if not isinstance(given, str):
        raise ValueError(f"{name} is no text.")
    return given


def _count(given: Any) -> int:
    if type(given) is not int or not 0 <= given < 2**31:
        raise ValueError("uses is no count.")
    return given


def _words(told: Mapping[str, Any]) -> str:
    return evidence(_string(told.get("words"), "words"))


def _truth(told: Mapping[str, Any], name: str) -> bool:
    given = told.get(name)
    if not isinstance(given, bool):
        raise ValueError(f"{name} is neither true nor false.")
    return given


def _moment(given: Any, name: str) -> datetime:
    try:
        return utc(datetime.fromisoformat(_string(given, name)))
    except (ValueError, OverflowError):
        raise ValueError(f"{name} is no moment.") from None


def _moment_or_none(told: Mapping[str, Any], name: str) -> datetime | None:
    given = told.get(name)
    return None if given is None else _moment(given, name)
