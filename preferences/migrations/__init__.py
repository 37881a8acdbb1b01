"""The schema of the memory through time; `upgrade` brings a database to this version's.

A new revision is a file in `versions/`, numbered on, and its number becomes `HEAD`.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from preferences.errors import MemoryBroken, SchemaTooNew

VERSION_TABLE = "mynah_schema"
"""Where a database says which revision it has; not Alembic's usual name, since others may live in the same one."""
REVISIONS = ("0001", "0002", "0003")
"""All revisions, oldest first."""
HEAD = REVISIONS[-1]
"""The revision this code works with."""


def revision_of(connection: Connection) -> str | None:
    """Which revision a database has; None when it holds none of our tables."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    row = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).first()
    return None if row is None else str(row[0])


def check(connection: Connection, place: str) -> bool:
    """Whether the schema is this version's already.

    Raises:
        SchemaTooNew: when it is none this version knows.
        MemoryBroken: when the file is somebody else's.
    """
    revision = revision_of(connection)
    if revision is None:
        # On a server other tables are no surprise; a file of its own that is not empty is some other program's.
        if connection.dialect.name == "sqlite" and inspect(connection).get_table_names():
            raise MemoryBroken(f"{place} is a database, but no memory of Mynah's.")
        return False
    if revision not in REVISIONS:
        raise SchemaTooNew(
            f"{place} was written by a newer Mynah (schema {revision}; this one knows {HEAD}). Please update Mynah."
        )
    return revision == HEAD


def upgrade(connection: Connection) -> None:
    """Bring the schema to `HEAD`, inside the connection's open transaction."""
    # Imported here: a database that is up to date, the usual case, need not wait for Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Percent signs would be read as interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
