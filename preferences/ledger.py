"""The rules of one person's memory: what a statement retires, what a correction replaces, what undoing restores.

All of it works inside a transaction that the memory opens; nothing here commits.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from math import isfinite
from typing import Any, TypeVar

from sqlalchemy import delete, insert, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from preferences.condition import Condition
from preferences.errors import MemoryError_
from preferences.flow import Flow, Keeps
from preferences.intake import checked, evidence, folded
from preferences.phrase import MOST_CHARACTERS, MOST_STEPS, Kind, Phrase, phrase_key
from preferences.preference import Correction, Preference, Statement
from preferences.stored_condition import read_condition, same_condition, write_condition
from preferences.tables import ActRow, CorrectionRow, PersonRow, PhraseRow, PreferenceRow, RefusalRow
from preferences.taught import Change, Taught, Undone

ACTS_KEPT = 50
"""How many acts can be undone, one after the other."""

AnyTable = type[PreferenceRow] | type[CorrectionRow] | type[PhraseRow]
"""The tables of what a person taught."""
Numbered = TypeVar("Numbered", PreferenceRow, CorrectionRow, PhraseRow)


class Ledger:
    """One person's rows within one transaction."""

    def __init__(self, session: Session, person: str, person_id: int) -> None:
        self.session = session
        self.person = person
        self.id = person_id

    @classmethod
    def open(cls, session: Session, person: str) -> Ledger:
        """Take hold of a person's rows for a change, making the person known where needed.

        The stamp is drawn anew, which tells every process that something changed. On a server it
        also locks the person: two changes to one person happen one after the other.
        """
        # Drawn at random: after everything was forgotten and something new taught, a counter could repeat itself.
        stamp = secrets.randbits(62)
        known = update(PersonRow).where(col(PersonRow.name) == person).values(stamp=stamp)
        if session.connection().execute(known).rowcount == 0:
            try:
                with session.connection().begin_nested():
                    session.connection().execute(insert(PersonRow).values(name=person, stamp=stamp))
            except IntegrityError:
                # Somebody else made the person known a moment ago.
                session.connection().execute(known)
        found = session.exec(select(PersonRow.id).where(col(PersonRow.name) == person)).one()
        assert found is not None
        return cls(session, person, found)

    @classmethod
    def meet(cls, session: Session, person: str) -> Ledger:
        """The rows of a person for a change that no profile shows; the stamp stays, the lock is the same."""
        return cls.find(session, person, lock=True) or cls.open(session, person)

    @classmethod
    def find(cls, session: Session, person: str, lock: bool = False) -> Ledger | None:
        """The rows of a person who is known; None for others. The stamp stays."""
        wanted = select(PersonRow.id).where(col(PersonRow.name) == person)
        found = session.exec(wanted.with_for_update() if lock else wanted).first()
        return None if found is None else cls(session, person, found)

    # --- teaching

    def teach(
        self, statements: Iterable[Statement], flows: Mapping[str, Flow], source: str, now: datetime
    ) -> tuple[Taught, ...]:
        """Store statements in their order, as one act.

        Raises:
            MemoryError_: when one of them cannot be kept; then none is.
        """
        steps: list[dict[str, Any]] = []
        source = checked(source, "The source")
        taught = tuple(self._tell(statement, flows, source, now, steps) for statement in statements)
        self._note(steps)
        return taught

    def _tell(
        self, statement: Statement, flows: Mapping[str, Flow], source: str, now: datetime, steps: list[dict[str, Any]]
    ) -> Taught:
        flow = flows.get(statement.concept)
        if flow is None:
            raise MemoryError_("There is nothing I can be taught of that kind.")
        if not isfinite(statement.strength):
            raise MemoryError_("How strongly that was put must be a number.")
        statement = replace(statement, value=checked(statement.value, "The value"), words=evidence(statement.words))
        # A condition is checked and read back now, so that what is returned is what is stored.
        statement = replace(statement, condition=read_condition(write_condition(statement.condition)))
        current = self._current(statement.concept, folded(statement.value), flow.keeps is Keeps.ONE, now)
        if statement.ended:
            over = [row for row in current if _is_over(row, statement, now)]
            replaced = tuple(self._retire(row, now, steps) for row in over)
            return Taught(statement, Change.ENDED if replaced else Change.NOTHING, None, replaced)
        single = flow.keeps is Keeps.ONE
        same = next((row for row in current if _same(row, statement, now)), None)
        gone = [row for row in current if row is not same and _yields(row, statement, single, now)]
        replaced = tuple(self._retire(row, now, steps) for row in gone)
        if same is not None:
            assert same.id is not None
            steps.append({"was": _before(same)})
            row = same
        else:
            row = PreferenceRow(
                person_id=self.id, concept=statement.concept, folded=folded(statement.value), liked=statement.liked
            )
        row.value = statement.value
        row.single = single
        row.strength = float(statement.strength)
        row.condition = write_condition(statement.condition)
        row.words = statement.words
        row.source = source
        row.learned_at = now
        row.paused_at = None
        self.session.add(row)
        self.session.flush()
        if same is None:
            steps.append({"added": row.id})
        return Taught(statement, Change.REFRESHED if same else Change.NEW, self.preference(row), replaced)

    def _current(self, concept: str, value: str, single: bool, now: datetime) -> list[PreferenceRow]:
        """What holds on a concept and a statement could change; what ran out by itself is retired on the way."""
        wanted = (
            select(PreferenceRow)
            .where(col(PreferenceRow.person_id) == self.id)
            .where(col(PreferenceRow.concept) == concept)
            .where(col(PreferenceRow.retired_at).is_(None))
        )
        if not single:
            # Of a thousand values that stand side by side, a statement touches one.
            wanted = wanted.where(or_(col(PreferenceRow.folded) == value, col(PreferenceRow.condition) != ""))
        rows = self.session.exec(
            wanted.order_by(col(PreferenceRow.learned_at).desc(), col(PreferenceRow.id).desc())
        ).all()
        current = []
        for row in rows:
            condition = read_condition(row.condition)
            if condition.expired(now):
                row.retired_at = condition.until
            else:
                current.append(row)
        return current

    def _retire(self, row: PreferenceRow, now: datetime, steps: list[dict[str, Any]]) -> Preference:
        row.retired_at = now
        steps.append({"retired": row.id})
        return self.preference(row)

    def amend(
        self, number: int, statement: Statement, flows: Mapping[str, Flow], source: str, now: datetime
    ) -> Taught | None:
        """Put a statement in the place of one current preference, as one act; None when it is not this person's."""
        row = self._own(PreferenceRow, number)
        if row is None or row.retired_at is not None:
            return None
        steps: list[dict[str, Any]] = []
        if not _same(row, statement, now):
            self._retire(row, now, steps)
            self.session.flush()
        taught = self._tell(statement, flows, source, now, steps)
        self._note(steps)
        return taught

    def pause(self, table: AnyTable, number: int, since: datetime | None) -> bool:
        """Leave something aside from a moment on, or go by it again (None); whether it is this person's."""
        row: Any = self.session.get(table, number)
        if row is None or row.person_id != self.id or getattr(row, "retired_at", None) is not None:
            return False
        # What is paused already stays so since then.
        row.paused_at = since if row.paused_at is None or since is None else row.paused_at
        self.session.add(row)
        return True

    def can_undo(self) -> bool:
        """Whether there is an act to take back."""
        return self.session.exec(select(ActRow.id).where(col(ActRow.person_id) == self.id).limit(1)).first() is not None

    # --- corrections and refusals

    def correct(self, entity: str, said: str, meant: str, words: str, now: datetime) -> Correction:
        """Keep what the person means by a name; it replaces what they meant before."""
        entity = checked(entity, "The kind of detail")
        name = checked(said, "The name").casefold()
        row = self.session.exec(
            select(CorrectionRow)
            .where(col(CorrectionRow.person_id) == self.id)
            .where(col(CorrectionRow.entity) == entity)
            .where(col(CorrectionRow.said) == name)
        ).first()
        step: dict[str, Any] = {}
        if row is not None:
            step = {"meant": {**_plain(row, "id", "meant", "words"), **_moments(row)}}
        else:
            row = CorrectionRow(person_id=self.id, entity=entity, said=name)
        row.meant = checked(meant, "What is meant")
        row.words = evidence(words)
        row.learned_at, row.paused_at = now, None
        self.session.add(row)
        self.session.flush()
        self._note([step or {"corrected": row.id}])
        return self.correction(row)

    def teach_phrase(
        self, said: str, kind: Kind, steps: tuple[str, ...], words: str, source: str, now: datetime
    ) -> Phrase:
        """Keep what words stand for; it replaces what they stood for before."""
        said, key, steps = _kept_phrase(said, steps)
        return self._keep_phrase(self._phrase_of(key), Kind(kind), said, key, steps, words, source, now)

    def amend_phrase(
        self, number: int, said: str, steps: tuple[str, ...], words: str, source: str, now: datetime
    ) -> Phrase | None:
        """Change a phrase, its own words included; None when it is not this person's."""
        row = self._own(PhraseRow, number)
        if row is None:
            return None
        said, key, steps = _kept_phrase(said, steps)
        if self._phrase_of(key) not in (None, row):
            raise MemoryError_(f'You taught me another meaning of "{said}" already; change that one.')
        return self._keep_phrase(row, Kind(row.kind), said, key, steps, words, source, now)

    def _phrase_of(self, key: str) -> PhraseRow | None:
        wanted = select(PhraseRow).where(col(PhraseRow.person_id) == self.id).where(col(PhraseRow.key) == key)
        return self.session.exec(wanted).first()

    def _keep_phrase(
        self,
        row: PhraseRow | None,
        kind: Kind,
        said: str,
        key: str,
        steps: tuple[str, ...],
        words: str,
        source: str,
        now: datetime,
    ) -> Phrase:
        step: dict[str, Any] = {}
        if row is not None:
            told = _plain(row, "id", "kind", "said", "key", "steps", "words", "source")
            step = {"phrase_was": {**told, **_moments(row)}}
        else:
            row = PhraseRow(person_id=self.id)
        row.kind, row.said, row.key, row.steps = kind.value, said, key, json.dumps(steps)
        row.words, row.source = evidence(words), checked(source, "The source")
        row.learned_at, row.paused_at = now, None
        self.session.add(row)
        self.session.flush()
        self._note([step or {"phrase_added": row.id}])
        return self.phrase(row)

    def refuse(self, concept: str) -> None:
        """Note that the person does not want to be asked about a concept."""
        concept = checked(concept, "What not to ask about")
        if self.session.get(RefusalRow, (self.id, concept)) is None:
            self.session.add(RefusalRow(person_id=self.id, concept=concept))

    def clear_refusal(self, concept: str | None) -> None:
        """Let the person be asked again; about everything, for None."""
        gone = delete(RefusalRow).where(col(RefusalRow.person_id) == self.id)
        if concept is not None:
            gone = gone.where(col(RefusalRow.concept) == concept)
        self.session.connection().execute(gone)

    # --- taking away

    def forget(
        self, concept: str | None, value: str | None, condition: Condition | None, now: datetime
    ) -> tuple[Preference, ...]:
        """Delete preferences and their history; what was deleted cannot be undone.

        Returns the current ones that went; where only history matched, that.
        """
        rows = self._rows(concept, value)
        if condition is not None:
            rows = [row for row in rows if same_condition(read_condition(row.condition), condition, now)]
        gone = tuple(self.preference(row) for row in rows)
        for row in rows:
            self.session.delete(row)
        if rows:
            self.forget_acts()
        return tuple(one for one in gone if one.retired_at is None) or gone

    def forget_corrections(self, entity: str | None, said: str | None) -> tuple[Correction, ...]:
        """Delete corrections; what was deleted cannot be undone."""
        rows = [
            row
            for row in self.corrections()
            if entity in (None, row.entity) and (said is None or row.said == said.casefold().strip())
        ]
        gone = tuple(self.correction(row) for row in rows)
        for row in rows:
            self.session.delete(row)
        if rows:
            self.forget_acts()
        return gone

    def forget_phrases(self, key: str | None) -> tuple[Phrase, ...]:
        """Delete phrases; what was deleted cannot be undone."""
        rows = [row for row in self.phrases() if key in (None, row.key)]
        gone = tuple(self.phrase(row) for row in rows)
        for row in rows:
            self.session.delete(row)
        if rows:
            self.forget_acts()
        return gone

    def forget_acts(self) -> None:
        """Delete the record of what could be undone: it holds values, and must not bring back what was forgotten."""
        self.session.connection().execute(delete(ActRow).where(col(ActRow.person_id) == self.id))

    def undo(self) -> Undone | None:
        """Take back the last teaching act; None when there is none."""
        act = self.session.exec(
            select(ActRow).where(col(ActRow.person_id) == self.id).order_by(col(ActRow.id).desc())
        ).first()
        if act is None:
            return None
        done: dict[str, list[Any]] = {}
        for step in reversed(json.loads(act.steps)):
            self._take_back(step, done)
        self.session.delete(act)
        return Undone(**{name: tuple(some) for name, some in done.items()})

    def _take_back(self, step: dict[str, Any], done: dict[str, list[Any]]) -> None:
        [(kind, told)] = step.items()
        if kind in ("added", "retired", "was"):
            number = told["id"] if kind == "was" else told
            row = self._own(PreferenceRow, number)
            if row is None:
                return
            if kind == "added":
                done.setdefault("removed", []).append(self.preference(row))
                self.session.delete(row)
            elif kind == "retired":
                row.retired_at = None
                done.setdefault("restored", []).append(self.preference(row))
            else:
                _put_back(row, told)
                done.setdefault("reverted", []).append(self.preference(row))
            return
        if kind.startswith("phrase_"):
            self._take_phrase_back(kind, told, done)
            return
        fixed = self._own(CorrectionRow, told["id"] if kind == "meant" else told)
        if fixed is None:
            return
        if kind == "corrected":
            done.setdefault("corrections_removed", []).append(self.correction(fixed))
            self.session.delete(fixed)
        else:
            _put_back(fixed, told)
            done.setdefault("corrections_restored", []).append(self.correction(fixed))

    def _take_phrase_back(self, kind: str, told: Any, done: dict[str, list[Any]]) -> None:
        row = self._own(PhraseRow, told["id"] if kind == "phrase_was" else told)
        if row is None:
            return
        if kind == "phrase_added":
            done.setdefault("phrases_removed", []).append(self.phrase(row))
            self.session.delete(row)
        else:
            _put_back(row, told)
            done.setdefault("phrases_restored", []).append(self.phrase(row))

    def _own(self, table: type[Numbered], number: int) -> Numbered | None:
        row = self.session.get(table, number)
        # A number alone opens nothing: the row must be this person's.
        return row if row is not None and row.person_id == self.id else None

    def _note(self, steps: list[dict[str, Any]]) -> None:
        if not steps:
            return
        act = ActRow(person_id=self.id, steps=json.dumps(steps, separators=(",", ":")))
        self.session.add(act)
        self.session.flush()
        oldest = self.session.exec(
            select(ActRow.id)
            .where(col(ActRow.person_id) == self.id)
            .order_by(col(ActRow.id).desc())
            .offset(ACTS_KEPT)
            .limit(1)
        ).first()
        if oldest is not None:
            self.session.connection().execute(
                delete(ActRow).where(col(ActRow.person_id) == self.id).where(col(ActRow.id) <= oldest)
            )

    # --- reading

    def rows(self, concept: str | None = None) -> list[PreferenceRow]:
        """All preferences, current and retired, newest first; of one concept, where one is named."""
        return self._rows(concept)

    def corrections(self) -> list[CorrectionRow]:
        """All corrections, newest first."""
        return list(
            self.session.exec(
                select(CorrectionRow)
                .where(col(CorrectionRow.person_id) == self.id)
                .order_by(col(CorrectionRow.learned_at).desc(), col(CorrectionRow.id).desc())
            ).all()
        )

    def phrases(self) -> list[PhraseRow]:
        """All phrases, newest first."""
        return list(
            self.session.exec(
                select(PhraseRow)
                .where(col(PhraseRow.person_id) == self.id)
                .order_by(col(PhraseRow.learned_at).desc(), col(PhraseRow.id).desc())
            ).all()
        )

    def refused(self) -> list[str]:
        """What not to ask about, sorted."""
        return sorted(self.session.exec(select(RefusalRow.concept).where(col(RefusalRow.person_id) == self.id)).all())

    def find_preference(self, number: int) -> Preference | None:
        """One preference of this person by its number."""
        row = self._own(PreferenceRow, number)
        return None if row is None else self.preference(row)

    def preference(self, row: PreferenceRow) -> Preference:
        """A row as the value the rest of the house knows."""
        assert row.id is not None
        return Preference(
            id=row.id,
            person=self.person,
            concept=row.concept,
            value=row.value,
            liked=row.liked,
            strength=row.strength,
            condition=read_condition(row.condition),
            words=row.words,
            source=row.source,
            learned_at=row.learned_at,
            retired_at=row.retired_at,
            uses=row.uses,
            used_at=row.used_at,
            paused_at=row.paused_at,
        )

    def correction(self, row: CorrectionRow) -> Correction:
        """A row as the value the rest of the house knows."""
        assert row.id is not None
        return Correction(
            id=row.id,
            person=self.person,
            entity=row.entity,
            said=row.said,
            meant=row.meant,
            words=row.words,
            learned_at=row.learned_at,
            uses=row.uses,
            used_at=row.used_at,
            paused_at=row.paused_at,
        )

    def phrase(self, row: PhraseRow) -> Phrase:
        """A row as the value the rest of the house knows."""
        assert row.id is not None
        return Phrase(
            id=row.id,
            person=self.person,
            kind=Kind(row.kind),
            said=row.said,
            steps=tuple(json.loads(row.steps)),
            words=row.words,
            source=row.source,
            learned_at=row.learned_at,
            uses=row.uses,
            used_at=row.used_at,
            paused_at=row.paused_at,
        )

    def _rows(self, concept: str | None, value: str | None = None) -> list[PreferenceRow]:
        wanted = select(PreferenceRow).where(col(PreferenceRow.person_id) == self.id)
        if value is not None:
            wanted = wanted.where(col(PreferenceRow.folded) == folded(value))
        if concept is not None:
            wanted = wanted.where(col(PreferenceRow.concept) == concept)
        return list(
            self.session.exec(wanted.order_by(col(PreferenceRow.learned_at).desc(), col(PreferenceRow.id).desc())).all()
        )


def _kept_phrase(said: str, steps: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """A phrase, the form it is compared in and its steps, as they are kept."""
    said = checked(said, "The phrase")
    key = phrase_key(said)
    if not key:
        raise MemoryError_("The phrase holds no word, so there is nothing to remember.")
    if not steps or len(steps) > MOST_STEPS:
        raise MemoryError_(f"A phrase can stand for 1 to {MOST_STEPS} requests.")
    steps = tuple(checked(step, "A step") for step in steps)
    if any(len(one) > MOST_CHARACTERS for one in (said, *steps)):
        raise MemoryError_(f"A phrase and each of its steps can have at most {MOST_CHARACTERS} characters.")
    return said, key, steps


def _same(row: PreferenceRow, statement: Statement, now: datetime) -> bool:
    """Whether the row says just that already."""
    return (
        row.folded == folded(statement.value)
        and row.liked == statement.liked
        and same_condition(read_condition(row.condition), statement.condition, now)
    )


def _yields(row: PreferenceRow, statement: Statement, single: bool, now: datetime) -> bool:
    """Whether the row cannot stand beside the statement."""
    same = same_condition(read_condition(row.condition), statement.condition, now)
    if row.folded == folded(statement.value):
        # "I hate jazz", said without a condition, also takes back "I like jazz in the mornings".
        return row.liked != statement.liked and (same or statement.condition.specificity == 0)
    return single and same and row.liked and statement.liked


def _is_over(row: PreferenceRow, statement: Statement, now: datetime) -> bool:
    """Whether the statement says that the row no longer holds."""
    if row.folded != folded(statement.value) or row.liked != statement.liked:
        return False
    if statement.condition.specificity == 0:
        return True
    return same_condition(read_condition(row.condition), statement.condition, now)


def _before(row: PreferenceRow) -> dict[str, Any]:
    told = _plain(row, "id", "value", "single", "strength", "condition", "words", "source")
    return {**told, **_moments(row)}


def _moments(row: PreferenceRow | CorrectionRow | PhraseRow) -> dict[str, str | None]:
    paused = row.paused_at.isoformat() if row.paused_at is not None else None
    return {"learned_at": row.learned_at.isoformat(), "paused_at": paused}


def _plain(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _put_back(row: object, told: dict[str, Any]) -> None:
    for name, value in told.items():
        if name != "id":
            setattr(row, name, datetime.fromisoformat(value) if name.endswith("_at") and value else value)
