"""The rows of the memory. Table models do not validate here, so values are checked before they become rows."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# SQLite numbers rows only in columns that are called INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator):  # type: ignore[type-arg]  # the stubs of SQLAlchemy 1.4 disagree on this
    """A moment: aware in Python, plain UTC in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """To the database."""
        return None if value is None else value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """From the database."""
        return None if value is None else value.replace(tzinfo=timezone.utc)


class Row(SQLModel):
    """The base of all rows; their metadata is their own, so nobody else's tables get in."""

    metadata = MetaData()


def _id() -> Any:
    return Field(default=None, sa_column=Column(RowId, primary_key=True))


def _person(**more: Any) -> Any:
    return Field(
        sa_column=Column(RowId, ForeignKey("mynah_person.id", ondelete="CASCADE"), nullable=False, **more),
    )


class PersonRow(Row, table=True):
    """Somebody who is remembered."""

    __tablename__ = "mynah_person"
    # Numbers are never given again: what was forgotten cannot turn up under somebody else's number.
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = _id()
    """The number all other rows carry."""
    name: str = Field(sa_column=Column(String(200), nullable=False, unique=True))
    """Who."""
    stamp: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Drawn anew by every change; two equal stamps mean that nothing changed."""


class PreferenceRow(Row, table=True):
    """One preference, current or retired."""

    __tablename__ = "mynah_preference"
    __table_args__ = (
        # Also the order in which a profile is read.
        Index("mynah_preference_current", "person_id", "retired_at", "learned_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = _id()
    """Its number; "preference:17" names it in explanations."""
    person_id: int = _person()
    """Whose it is."""
    concept: str = Field(sa_column=Column(String(200), nullable=False))
    """The teaching flow it belongs to."""
    value: str = Field(sa_column=Column(String(200), nullable=False))
    """The canonical value."""
    folded: str = Field(sa_column=Column(Text, nullable=False))
    """The value in the form in which spellings are compared."""
    liked: bool
    """False for a dislike."""
    single: bool
    """True when its concept keeps one current value."""
    strength: float
    """How strongly it was put."""
    condition: str = Field(sa_column=Column(Text, nullable=False))
    """When it holds, as `stored_condition` writes it."""
    words: str = Field(sa_column=Column(Text, nullable=False))
    """The words it was learned from."""
    source: str = Field(sa_column=Column(String(200), nullable=False))
    """How it came."""
    learned_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """When it was told, the last time."""
    retired_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it was replaced, withdrawn or over."""
    uses: int = 0
    """How often it was applied."""
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it was last applied."""
    paused_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Since when it is left aside."""


class CorrectionRow(Row, table=True):
    """What somebody means by a name."""

    __tablename__ = "mynah_correction"
    __table_args__ = (
        Index("mynah_correction_said", "person_id", "entity", "said", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = _id()
    """Its number."""
    person_id: int = _person()
    """Whose it is."""
    entity: str = Field(sa_column=Column(String(200), nullable=False))
    """The entity it applies to."""
    said: str = Field(sa_column=Column(Text, nullable=False))
    """The name as they say it, casefolded."""
    meant: str = Field(sa_column=Column(String(200), nullable=False))
    """The canonical value."""
    words: str = Field(sa_column=Column(Text, nullable=False))
    """The words it was learned from."""
    learned_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """When."""
    uses: int = 0
    """How often it settled what was meant."""
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it last did."""
    paused_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Since when it is left aside."""


class PhraseRow(Row, table=True):
    """Words somebody taught."""

    __tablename__ = "mynah_phrase"
    __table_args__ = (
        Index("mynah_phrase_key", "person_id", "key", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = _id()
    """Its number; "phrase:17" names it in explanations."""
    person_id: int = _person()
    """Whose it is."""
    kind: str = Field(sa_column=Column(String(200), nullable=False))
    """What it stands for: request or name."""
    said: str = Field(sa_column=Column(String(200), nullable=False))
    """The phrase as it was put."""
    key: str = Field(sa_column=Column(String(200), nullable=False))
    """The form in which phrases are compared."""
    steps: str = Field(sa_column=Column(Text, nullable=False))
    """What it stands for, as a JSON list of words."""
    words: str = Field(sa_column=Column(Text, nullable=False))
    """The words it was learned from."""
    source: str = Field(sa_column=Column(String(200), nullable=False))
    """How it came."""
    learned_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """When it was taught, the last time."""
    uses: int = 0
    """How often it was used."""
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it was last used."""
    paused_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Since when it is left aside."""


class RefusalRow(Row, table=True):
    """Something somebody does not want: to be asked about a concept, to have a habit gone by."""

    __tablename__ = "mynah_refusal"

    person_id: int = _person(primary_key=True)
    """Whose it is."""
    concept: str = Field(sa_column=Column(String(200), primary_key=True))
    """What not to ask about."""


class ActRow(Row, table=True):
    """One teaching act, as far as it takes to undo it."""

    __tablename__ = "mynah_act"
    __table_args__ = (Index("mynah_act_person", "person_id", "id"), {"sqlite_autoincrement": True})

    id: int | None = _id()
    """Its number; the highest is the latest."""
    person_id: int = _person()
    """Whose it is."""
    steps: str = Field(sa_column=Column(Text, nullable=False))
    """What it changed, in order, as JSON."""


class ConfirmationRow(Row, table=True):
    """A question that must be answered yes before something is destroyed."""

    __tablename__ = "mynah_confirmation"

    person_id: int = _person(primary_key=True)
    """Who was asked."""
    what: str = Field(sa_column=Column(String(200), primary_key=True))
    """What would be destroyed."""
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """When the question is no longer open."""


class BelongingRow(Row, table=True):
    """Something a skill keeps for somebody."""

    __tablename__ = "mynah_belonging"

    person_id: int = _person(primary_key=True)
    """Whose it is."""
    key: str = Field(sa_column=Column(String(200), primary_key=True))
    """Its name, "list:shopping"."""
    value: str = Field(sa_column=Column(Text, nullable=False))
    """JSON."""


class HouseholdRow(Row, table=True):
    """Something of the household; nothing personal."""

    __tablename__ = "mynah_household"

    key: str = Field(sa_column=Column(String(200), primary_key=True))
    """Its name, "light:kitchen"."""
    value: str = Field(sa_column=Column(Text, nullable=False))
    """JSON."""
