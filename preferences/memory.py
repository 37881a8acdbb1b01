"""The memory: the one door to everything people taught. Every verb takes the person first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal

from sqlalchemy import delete, func
from sqlalchemy import select as rows
from sqlmodel import Session, col

from preferences import portable
from preferences.belongings import Belongings
from preferences.condition import Condition
from preferences.database import Database
from preferences.erasure import Erasure
from preferences.flow import Flow
from preferences.household_store import HouseholdStore
from preferences.intake import checked, is_person, person_name, utc
from preferences.ledger import AnyTable, Ledger
from preferences.paths import memory_url
from preferences.phrase import Kind, Phrase
from preferences.preference import NOBODY, Correction, Preference, Profile, Statement
from preferences.profiles import Profiles
from preferences.tables import (
    ActRow,
    BelongingRow,
    ConfirmationRow,
    CorrectionRow,
    PersonRow,
    PhraseRow,
    PreferenceRow,
    RefusalRow,
)
from preferences.taught import Taught, Undone
from preferences.usage import Usage

CONFIRMATION = timedelta(minutes=5)
"""How long a question before destroying something stays open."""

Kept = Literal["preference", "correction", "phrase"]
"""The kinds of things that a person taught, by the names that sources and explanations use."""
_TABLES: dict[str, AnyTable] = {
    "preference": PreferenceRow,
    "correction": CorrectionRow,
    "phrase": PhraseRow,
}
_KNOWN = (PreferenceRow, CorrectionRow, PhraseRow, RefusalRow, BelongingRow)
_NOTES = (ActRow, ConfirmationRow)


def open_memory(url: str | None = None, busy_timeout: float = 3.0) -> Memory:
    """Open the memory, made or brought up to date where needed.

    Args:
        url: its database; the one `preferences.paths.memory_url` names, if left out.
        busy_timeout: how long to wait for another process, in seconds.

    Raises:
        MemoryBroken, MemoryReadOnly, MemoryBusy, MemoryFull, SchemaTooNew, MemoryError_: when it cannot be opened.
    """
    return Memory(Database(url or memory_url(), busy_timeout))


class Memory:
    """What everybody taught; safe to use from several threads, and from several processes at once.

    A verb that returns has committed. One that raises has changed nothing. All verbs raise `MemoryBusy`,
    `MemoryReadOnly`, `MemoryFull`, `MemoryBroken` or `MemoryError_` when the database does not do its part,
    and those that change something raise `NobodySpeaks` for nobody.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._profiles = Profiles(database)
        self._usage = Usage(database, self._profiles)
        self._erasure = Erasure(database)

    def __enter__(self) -> Memory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what is left to write, and let go of the database."""
        self._usage.close()
        self._erasure.close()
        self._profiles.close()
        self._database.close()

    @property
    def place(self) -> str:
        """Where it is, for the operator; without passwords."""
        return self._database.place

    # --- reading

    def profile(self, person: str | None) -> Profile:
        """Everything current about a person; microseconds while nobody changes anything."""
        if not is_person(person):
            return NOBODY
        assert person is not None
        return self._profiles.of(person)

    def counted(self, person: str | None) -> Profile:
        """The profile with its use counts as they were last written, by whichever process counted them."""
        if not is_person(person):
            return NOBODY
        assert person is not None
        return self._profiles.counted(person)

    def history(self, person: str | None, concept: str) -> tuple[Preference, ...]:
        """All a person ever said on a concept and did not take back, newest first, the retired included."""
        with self._reading() as session:
            ledger = self._find(session, person)
            return tuple(ledger.preference(row) for row in ledger.rows(concept)) if ledger else ()

    def preference(self, person: str | None, number: int) -> Preference | None:
        """One preference of this person by its number, current or retired; None for anybody else's."""
        with self._reading() as session:
            ledger = self._find(session, person)
            return ledger.find_preference(number) if ledger else None

    def people(self) -> int:
        """How many people are remembered."""
        with self._database.reading() as connection:
            return int(connection.execute(rows(func.count()).select_from(PersonRow)).scalar_one())

    def people_by_concept(self) -> dict[str, int]:
        """How many people have current preferences on each concept; of nobody in particular."""
        counted = (
            rows(PreferenceRow.concept, func.count(func.distinct(PreferenceRow.person_id)))
            .where(col(PreferenceRow.retired_at).is_(None))
            .group_by(PreferenceRow.concept)
        )
        with self._database.reading() as connection:
            return {str(concept): int(people) for concept, people in connection.execute(counted)}

    # --- teaching

    def teach(
        self,
        person: str | None,
        statements: Iterable[Statement],
        flows: Mapping[str, Flow] | Iterable[Flow],
        source: str = "told",
        now: datetime | None = None,
    ) -> tuple[Taught, ...]:
        """Store what a person stated, all of it or nothing, as one act that can be undone.

        A concept that keeps one value retires the old one under the same condition; one that keeps many
        lets values stand side by side. The same value again is refreshed, its opposite retired. What is
        said to be over is retired.

        Args:
            flows: the teaching flows, by concept or one after the other.
            source: how it came: told, asked, noticed, corrected.
            now: when, aware; now, if left out.

        Raises:
            MemoryError_: when a value cannot be kept (empty, too long) or its concept has no flow.
        """
        name, told = person_name(person), tuple(statements)
        if not told:
            return ()
        by_concept = flows if isinstance(flows, Mapping) else {flow.concept: flow for flow in flows}
        with self._database.writing() as session:
            return Ledger.open(session, name).teach(told, by_concept, source, utc(now))

    def correct(
        self, person: str | None, entity: str, said: str, meant: str, words: str = "", now: datetime | None = None
    ) -> Correction:
        """Keep what a person means by a name, instead of what they meant before; can be undone."""
        name = person_name(person)
        with self._database.writing() as session:
            return Ledger.open(session, name).correct(entity, said, meant, words, utc(now))

    def teach_phrase(
        self,
        person: str | None,
        said: str,
        kind: Kind,
        steps: Iterable[str],
        words: str = "",
        source: str = "told",
        now: datetime | None = None,
    ) -> Phrase:
        """Keep what a person's words stand for, instead of what they stood for before; can be undone.

        Args:
            said: the phrase.
            kind: what it stands for.
            steps: the requests it stands for, in order; of a name, the other name alone.
            words: the person's own words, as evidence.
            source: how it came: told, asked, corrected.
            now: when, aware; now, if left out.

        Raises:
            MemoryError_: when the phrase is empty or too long, or has no steps or too many.
        """
        name = person_name(person)
        with self._database.writing() as session:
            return Ledger.open(session, name).teach_phrase(said, kind, tuple(steps), words, source, utc(now))

    def amend(
        self,
        person: str | None,
        number: int,
        statement: Statement,
        flows: Mapping[str, Flow],
        now: datetime | None = None,
    ) -> Taught | None:
        """Put a statement in the place of one current preference; can be undone.

        Returns:
            what became of it; None when there is no such preference of this person.

        Raises:
            MemoryError_: when the value cannot be kept or its concept has no flow.
        """
        name = person_name(person)
        with self._database.writing() as session:
            if Ledger.find(session, name) is None:
                return None
            return Ledger.open(session, name).amend(number, statement, flows, "edited", utc(now))

    def amend_phrase(
        self,
        person: str | None,
        number: int,
        said: str,
        steps: Iterable[str],
        words: str = "",
        now: datetime | None = None,
    ) -> Phrase | None:
        """Change a phrase and what it stands for; can be undone. None when there is no such phrase of this person.

        Raises:
            MemoryError_: when it is empty or too long, has no steps or too many, or is taught already.
        """
        name = person_name(person)
        with self._database.writing() as session:
            if Ledger.find(session, name) is None:
                return None
            return Ledger.open(session, name).amend_phrase(number, said, tuple(steps), words, "edited", utc(now))

    def pause(self, person: str | None, kind: Kept, number: int, now: datetime | None = None) -> bool:
        """Leave one thing aside, without forgetting it, until it is resumed or taught again.

        Returns:
            whether there is such a thing of this person.
        """
        return self._set_pause(person, kind, number, utc(now))

    def resume(self, person: str | None, kind: Kept, number: int) -> bool:
        """Go by what was paused again; whether there is such a thing of this person."""
        return self._set_pause(person, kind, number, None)

    def _set_pause(self, person: str | None, kind: Kept, number: int, since: datetime | None) -> bool:
        name = person_name(person)
        with self._database.writing() as session:
            if Ledger.find(session, name) is None:
                return False
            return Ledger.open(session, name).pause(_TABLES[kind], number, since)

    def can_undo(self, person: str | None) -> bool:
        """Whether there is a teaching act of this person to take back."""
        with self._reading() as session:
            ledger = self._find(session, person)
            return ledger is not None and ledger.can_undo()

    def refuse(self, person: str | None, concept: str) -> None:
        """Note that a person does not want to be asked about a concept."""
        name = person_name(person)
        with self._database.writing() as session:
            Ledger.open(session, name).refuse(concept)

    def clear_refusal(self, person: str | None, concept: str | None = None) -> None:
        """Let a person be asked about a concept again; about everything, for None."""
        name = person_name(person)
        with self._database.writing() as session:
            if Ledger.find(session, name) is not None:
                Ledger.open(session, name).clear_refusal(concept)

    def used(
        self,
        person: str | None,
        numbers: Iterable[int],
        now: datetime | None = None,
        phrases: Iterable[int] = (),
        corrections: Iterable[int] = (),
    ) -> None:
        """Count that preferences, phrases and corrections were applied; written down some seconds later."""
        if is_person(person):
            assert person is not None
            self._usage.add(person, numbers, corrections, phrases, utc(now))

    # --- taking away

    def forget(
        self,
        person: str | None,
        concept: str | None = None,
        value: str | None = None,
        condition: Condition | None = None,
        now: datetime | None = None,
    ) -> tuple[Preference, ...]:
        """Delete preferences, their history included; what is left out does not matter.

        For good: neither this nor anything before it can be undone afterwards, since undoing would need
        to keep what was forgotten. Returns the current ones that went; where only history matched, that.
        """
        name, at = person_name(person), utc(now)
        with self._database.writing() as session:
            if Ledger.find(session, name) is None:
                return ()
            gone = Ledger.open(session, name).forget(concept, value, condition, at)
            if gone:
                self._erasure.mark(session)
        if gone:
            self._erasure.soon()
        return gone

    def forget_corrections(
        self, person: str | None, entity: str | None = None, said: str | None = None
    ) -> tuple[Correction, ...]:
        """Delete what a person means by names; for good, like `forget`."""
        name = person_name(person)
        with self._database.writing() as session:
            if Ledger.find(session, name) is None:
                return ()
            gone = Ledger.open(session, name).forget_corrections(entity, said)
            if gone:
                self._erasure.mark(session)
        if gone:
            self._erasure.soon()
        return gone

    def forget_phrases(self, person: str | None, key: str | None = None) -> tuple[Phrase, ...]:
        """Delete words a person taught, one by its key or all; for good, like `forget`."""
        name = person_name(person)
        with self._database.writing() as session:
            if Ledger.find(session, name) is None:
                return ()
            gone = Ledger.open(session, name).forget_phrases(key)
            if gone:
                self._erasure.mark(session)
        if gone:
            self._erasure.soon()
        return gone

    def forget_everything(self, person: str | None) -> int:
        """Delete all there is of a person, down to the bytes of the files.

        While another program still reads what was deleted, the bytes go a moment later.

        Returns:
            how many entries went: preferences with their history, corrections, phrases, refusals, belongings.
        """
        name = person_name(person)
        self._usage.drop(name)
        gone = 0
        with self._database.writing() as session:
            ledger = Ledger.find(session, name, lock=True)
            if ledger is not None:
                connection = session.connection()
                gone = sum(
                    connection.execute(delete(table).where(col(table.person_id) == ledger.id)).rowcount
                    for table in _KNOWN
                )
                for table in _NOTES:
                    connection.execute(delete(table).where(col(table.person_id) == ledger.id))
                connection.execute(delete(PersonRow).where(col(PersonRow.id) == ledger.id))
            # Marked in any case: a person unknown now may have been forgotten when wiping was not possible.
            self._erasure.mark(session)
        self._profiles.drop(name)
        self._erasure.now()
        return gone

    def undo(self, person: str | None) -> Undone | None:
        """Take back the last teaching act and restore what it replaced; None when there is nothing to undo."""
        name = person_name(person)
        with self._database.writing() as session:
            if Ledger.find(session, name) is None:
                return None
            undone = Ledger.open(session, name).undo()
            if undone is not None:
                self._erasure.mark(session)
        if undone is not None:
            self._erasure.soon()
        return undone

    def ask_confirmation(self, person: str | None, what: str, now: datetime | None = None) -> None:
        """Note that a person was asked whether to destroy something; open for five minutes."""
        name, what, until = person_name(person), checked(what, "What to confirm"), utc(now) + CONFIRMATION
        with self._database.writing() as session:
            ledger = Ledger.meet(session, name)
            row = session.get(ConfirmationRow, (ledger.id, what))
            if row is None:
                row = ConfirmationRow(person_id=ledger.id, what=what)
            row.until = until
            session.add(row)

    def take_confirmation(self, person: str | None, what: str, now: datetime | None = None) -> bool:
        """Whether that very person was asked that very thing and the question is open; it is closed by this."""
        name, at = person_name(person), utc(now)
        with self._database.writing() as session:
            ledger = Ledger.find(session, name, lock=True)
            row = session.get(ConfirmationRow, (ledger.id, what)) if ledger else None
            if row is None:
                return False
            session.delete(row)
            return row.until > at

    # --- what skills keep, and documents

    def belongings(self, person: str | None) -> Belongings:
        """What skills keep for a person and for the household."""
        return HouseholdStore(self._database, person)

    def export(self, person: str | None, now: datetime | None = None) -> dict[str, Any]:
        """All there is of a person, as a JSON document."""
        name, at = person_name(person), utc(now)
        with self._reading() as session:
            ledger = Ledger.find(session, name)
            return portable.write_document(ledger, at) if ledger else portable.empty(name, at)

    def import_(self, person: str | None, document: Mapping[str, Any]) -> int:
        """Bring an exported document back; twice is the same as once.

        Returns:
            how many entries were new.

        Raises:
            ImportRefused: when it is somebody else's, not ours, or damaged; then nothing was changed.
        """
        name = person_name(person)
        with self._database.writing() as session:
            return portable.read_document(Ledger.open(session, name), document)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with self._database.reading() as connection, Session(bind=connection, autoflush=False) as session:
            yield session

    @staticmethod
    def _find(session: Session, person: str | None) -> Ledger | None:
        return Ledger.find(session, person) if person is not None and is_person(person) else None
