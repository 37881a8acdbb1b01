"""The turn log's database, without Rasa: how it is opened, and how a person's turns leave it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from preferences import paths, scrub
from preferences.trouble import translated

STATE_SLOT = "mynah_state"
"""The slot that holds each person's side of a conversation."""
BUSY_TIMEOUT = 3.0
"""Seconds to wait for another's write; with the memory's own wait it stays below the ten that Rasa's shell has."""


def turns_url() -> str:
    """The database of the turn log: `MYNAH_TURNS_URL`, else the SQLite file in MYNAH_HOME."""
    return os.environ.get("MYNAH_TURNS_URL", "").strip() or f"sqlite:///{paths.turns_file()}"


def open_engine(url: str | None = None) -> Engine:
    """An engine with a named pool; without one SQLAlchemy opens a SQLite file anew for every turn."""
    url = url or turns_url()
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    file = Path(str(make_url(url).database))
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    # Parameters are what people said: an error of the database must not quote them.
    waits = {"timeout": BUSY_TIMEOUT, "check_same_thread": False}
    engine = create_engine(url, poolclass=QueuePool, connect_args=waits, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    # The log may lose its last turn in a power cut; what was taught is in the memory, which does not.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def erase_turns(person: str, engine: Engine | None = None) -> int:
    """Remove every turn of a person from every conversation, down to the bytes; returns how many rows went.

    In a shared conversation only that person's turns go, and the others' stay.

    Raises:
        MemoryError_: the log could not be written; nothing was removed.
    """
    own = engine is None
    engine = engine or open_engine()
    try:
        if not inspect(engine).has_table("speakers"):
            return 0
        with engine.begin() as connection:
            removed = _removed(connection, person)
            if engine.dialect.name == "sqlite":
                connection.execute(text(f"PRAGMA user_version={scrub.PENDING}"))
    except SQLAlchemyError as error:
        raise translated(error, None) from None
    finally:
        if own:
            engine.dispose()
    if engine.dialect.name == "sqlite":
        _wipe(Path(str(engine.url.database)))
    return removed


def _wipe(file: Path) -> None:
    command = [sys.executable, "-I", "-S", str(Path(scrub.__file__)), str(file), str(BUSY_TIMEOUT)]
    subprocess.run(command, check=False, capture_output=True, timeout=600)


def _removed(connection: Connection, person: str) -> int:
    senders = [row[0] for row in connection.execute(_OF_PERSON, {"person": person})]
    removed = 0
    for sender in senders:
        if connection.execute(_OTHERS, {"sender": sender, "person": person}).scalar():
            removed += _from_shared(connection, sender, person)
        else:
            connection.execute(text("DELETE FROM conversations WHERE sender_id = :sender"), {"sender": sender})
            deleted = connection.execute(text("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender})
            removed += int(deleted.rowcount)
    connection.execute(text("DELETE FROM speakers WHERE person = :person"), {"person": person})
    return removed


def _from_shared(connection: Connection, sender: str, person: str) -> int:
    """Remove a person's turns from a conversation that others share, and their side of its state."""
    gone: list[int] = []
    speaking: str | None = None
    for row in connection.execute(_ALL, {"sender": sender}).fetchall():
        data = json.loads(row.data)
        if row.type_name == "user":
            speaking = ((data.get("parse_data") or {}).get("mynah") or {}).get("person")
        if speaking == person or row.action_name == "session_started_metadata":
            gone.append(row.id)
        elif row.type_name == "slot" and row.action_name == STATE_SLOT and person in (data.get("value") or {}):
            data["value"].pop(person)
            connection.execute(_REWRITE, {"data": json.dumps(data), "id": row.id})
    for number in gone:
        connection.execute(text("DELETE FROM events WHERE id = :id"), {"id": number})
    standing = connection.execute(_STANDING, {"sender": sender}).first()
    if standing is not None:
        state: dict[str, Any] = dict(json.loads(standing.slots).get(STATE_SLOT) or {})
        state.pop(person, None)
        slots = json.dumps({STATE_SLOT: state})
        connection.execute(_STAND, {"sender": sender, "slots": slots})
    return len(gone)


_OF_PERSON = text("SELECT sender_id FROM speakers WHERE person = :person")
_OTHERS = text("SELECT count(*) FROM speakers WHERE sender_id = :sender AND person <> :person")
_ALL = text("SELECT id, type_name, action_name, data FROM events WHERE sender_id = :sender ORDER BY id")
_REWRITE = text("UPDATE events SET data = :data WHERE id = :id")
_STANDING = text("SELECT slots FROM conversations WHERE sender_id = :sender")
_STAND = text(
    "UPDATE conversations SET slots = :slots, active_loop = NULL, revision = revision + 1 WHERE sender_id = :sender"
)
