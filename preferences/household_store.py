"""Belongings in the database: what skills keep for a person, and for the household."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from preferences.database import Database
from preferences.errors import NobodySpeaks
from preferences.intake import checked, clean, is_person, json_text, person_name
from preferences.ledger import Ledger
from preferences.tables import BelongingRow, HouseholdRow, PersonRow


class HouseholdStore:
    """The belongings of one person, and of the household around; see `preferences.belongings.Belongings`."""

    def __init__(self, database: Database, person: str | None) -> None:
        self._database = database
        self._person = person if is_person(person) else None

    @property
    def person(self) -> str | None:
        """Whose belongings these are; None is nobody."""
        return self._person

    def mine(self, key: str) -> Any:
        """The person's value under that key, or None."""
        if self._person is None:
            return None
        wanted = _of(self._person).where(col(BelongingRow.key) == clean(key))
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else json.loads(row.value)

    def keep_mine(self, key: str, value: Any) -> None:
        """Keep a JSON value under the person's key; None removes it.

        Raises:
            NobodySpeaks: for nobody.
            MemoryError_: when it cannot be kept.
        """
        if self._person is None:
            raise NobodySpeaks("I don't know who is speaking, so I can't keep that for you.")
        person, key = person_name(self._person), checked(key, "The name to keep that under")
        text = None if value is None else json_text(value)
        with self._database.writing() as session:
            ledger = Ledger.meet(session, person)
            row = session.get(BelongingRow, (ledger.id, key))
            if text is None:
                if row is not None:
                    session.delete(row)
            elif row is None:
                session.add(BelongingRow(person_id=ledger.id, key=key, value=text))
            else:
                row.value = text
                session.add(row)

    def my_keys(self, prefix: str) -> tuple[str, ...]:
        """The person's keys with that prefix, sorted."""
        if self._person is None:
            return ()
        with self._database.reading() as connection:
            rows = connection.execute(_of(self._person)).fetchall()
        return tuple(sorted(row.key for row in rows if row.key.startswith(prefix)))

    def house(self, key: str) -> Any:
        """The household's value under that key, or None."""
        with self._database.reading() as connection:
            wanted = select(HouseholdRow.value).where(col(HouseholdRow.key) == clean(key))
            row = connection.execute(wanted).first()
        return None if row is None else json.loads(row[0])

    def keep_house(self, key: str, value: Any) -> None:
        """Keep a JSON value under the household's key; None removes it.

        Raises:
            MemoryError_: when it cannot be kept.
        """
        key = checked(key, "The name to keep that under")
        text = None if value is None else json_text(value)
        with self._database.writing() as session:
            connection = session.connection()
            if text is None:
                connection.execute(delete(HouseholdRow).where(col(HouseholdRow.key) == key))
                return
            known = update(HouseholdRow).where(col(HouseholdRow.key) == key).values(value=text)
            if connection.execute(known).rowcount:
                return
            try:
                with connection.begin_nested():
                    connection.execute(insert(HouseholdRow).values(key=key, value=text))
            except IntegrityError:
                # Somebody else kept the same thing for the first time a moment ago.
                connection.execute(known)

    def house_keys(self, prefix: str) -> tuple[str, ...]:
        """The household's keys with that prefix, sorted."""
        with self._database.reading() as connection:
            rows = connection.execute(select(HouseholdRow.key)).fetchall()
        return tuple(sorted(key for (key,) in rows if key.startswith(prefix)))


def _of(person: str) -> Any:
    return (
        select(BelongingRow.key, BelongingRow.value)
        .join(PersonRow, col(PersonRow.id) == col(BelongingRow.person_id))
        .where(col(PersonRow.name) == person)
    )
