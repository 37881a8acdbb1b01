"""The database under the memory: how it is opened, its transactions, and its errors in clear words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session, create_engine

from preferences import migrations
from preferences.errors import MemoryBroken, MemoryError_, MemoryReadOnly, SchemaTooNew
from preferences.trouble import translated

_WRITES = "mynah_writes"
_VERSION = text(f"SELECT version_num FROM {migrations.VERSION_TABLE}")
_UPGRADE_LOCK = 0x6D796E6168
"""The number of the lock under which PostgreSQL's schema is upgraded ("mynah" in bytes)."""


class Database:
    """One database of Mynah's; safe to use from several threads.

    Raises:
        MemoryBroken, MemoryReadOnly, MemoryBusy, SchemaTooNew, MemoryError_: when it cannot be opened.
    """

    def __init__(self, url: str, busy_timeout: float = 3.0) -> None:
        self.busy_timeout = busy_timeout
        """How long to wait for another's write, in seconds."""
        try:
            parsed = make_url(url)
        except ArgumentError:
            # The address may hold a password, so it is not repeated.
            raise MemoryError_("MYNAH_DATABASE_URL is no address of a database.") from None
        self.sqlite = parsed.get_backend_name() == "sqlite"
        """Whether it is a file of ours rather than a server."""
        self.file: Path | None = None
        """The SQLite file."""
        self._immutable = False
        self._refused = False
        if self.sqlite:
            if not parsed.database or parsed.database == ":memory:":
                raise MemoryError_("MYNAH_DATABASE_URL must name a file, as in sqlite:////home/sam/memory.db.")
            self.file = Path(parsed.database).expanduser().absolute()
            self.place = str(self.file)
            self._engine = self._file_engine()
        else:
            self.place = f"The database {parsed.database or ''} at {parsed.host or 'localhost'}".replace("  ", " ")
            self._engine = self._server_engine(url)
        event.listen(self._engine, "begin", self._begin)
        try:
            self._open()
        except BaseException:
            self._engine.dispose()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short transaction that sees one state."""
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise translated(error, self.file) from None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A short transaction that is committed when the block ends well, and else leaves no change.

        Raises:
            SchemaTooNew: another process has upgraded the database meanwhile.
        """
        with self._transaction() as session:
            # A newer Mynah may have been started beside this one: what it has made of the tables is not known here.
            if session.connection().execute(_VERSION).scalar() != migrations.HEAD:
                migrations.check(session.connection(), self.place)
            yield session

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        if self._refused and self._may_write():
            # Connections that were opened while the file could only be read stay so; the next one looks anew.
            self._refused = self._immutable = False
            self._engine.dispose()
        try:
            with (
                self._engine.connect().execution_options(**{_WRITES: True}) as connection,
                connection.begin(),
                Session(bind=connection) as session,
            ):
                yield session
                session.flush()
        except (SQLAlchemyError, sqlite3.Error) as error:
            problem = translated(error, self.file)
            self._refused = isinstance(problem, MemoryReadOnly)
            raise problem from None

    def connect_file(self) -> sqlite3.Connection:
        """A plain connection to the SQLite file, with our settings."""
        assert self.file is not None
        if self._immutable:
            address, uri = f"{self.file.as_uri()}?immutable=1", True
        else:
            address, uri = str(self.file), False
        connection = sqlite3.connect(
            address, timeout=self.busy_timeout, isolation_level=None, check_same_thread=False, uri=uri
        )
        try:
            # What is confirmed must outlive a power cut, too; docs/decisions/memory-durability.md has the cost.
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA temp_store=MEMORY")
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    # --- opening

    def _file_engine(self) -> Engine:
        return create_engine("sqlite://", creator=lambda: self.connect_file(), poolclass=QueuePool, **self._pool())

    def _server_engine(self, url: str) -> Engine:
        try:
            return create_engine(url, pool_pre_ping=True, connect_args=self._waits(url), **self._pool())
        except (SQLAlchemyError, ImportError, TypeError):
            raise MemoryError_("There is no driver for the kind of database MYNAH_DATABASE_URL names.") from None

    def _pool(self) -> dict[str, Any]:
        return {"pool_size": 5, "max_overflow": 15, "pool_timeout": self.busy_timeout}

    def _waits(self, url: str) -> dict[str, object]:
        milliseconds = int(self.busy_timeout * 1000)
        told = str(make_url(url).query.get("options", ""))
        return {"options": f"{told} -c lock_timeout={milliseconds}".strip(), "connect_timeout": 5}

    def _begin(self, connection: Connection) -> None:
        # Drivers begin too late for SQLite: a writer must hold the lock before it reads what it will change.
        if self.sqlite:
            writes = connection.get_execution_options().get(_WRITES)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def _open(self) -> None:
        if self.file is not None:
            self._check_folder(self.file)
        if self._is_current():
            if self.sqlite and not self._immutable:
                self.truncate_log(wait=False)
            return
        if self.sqlite:
            self._use_log()
        with self._transaction() as session:
            connection = session.connection()
            if not self.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADE_LOCK})
            # Another process may have been faster while this one waited for the lock.
            if not migrations.check(connection, self.place):
                migrations.upgrade(connection)

    def _check_folder(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not file.exists():
                # Made by us first, so that nobody else may read it.
                os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise MemoryReadOnly(f"The memory {file} cannot be made: {error.strerror}.") from None
        if file.is_dir():
            raise MemoryBroken(f"{file} is a folder, not a memory.")

    def _is_current(self) -> bool:
        try:
            return self._checked()
        except (MemoryBroken, SchemaTooNew) as error:
            raise type(error)(f"{self.place}: {error}" if self.place not in str(error) else str(error)) from None
        except MemoryError_:
            if not self._only_readable():
                raise
        # In a folder nobody may write, SQLite can read only what it is told will not change.
        self._immutable = True
        self._engine.dispose()
        return self._checked()

    def _checked(self) -> bool:
        with self.reading() as connection:
            return migrations.check(connection, self.place)

    def _only_readable(self) -> bool:
        if self.file is None or not os.access(self.file, os.R_OK) or os.access(self.file.parent, os.W_OK):
            return False
        log = self.file.with_name(self.file.name + "-wal")
        return not log.exists() or log.stat().st_size == 0

    def _may_write(self) -> bool:
        return self.file is not None and os.access(self.file, os.W_OK) and os.access(self.file.parent, os.W_OK)

    def _use_log(self) -> None:
        # SQLite does not wait when two processes turn the log on at once, so waiting is done here.
        last = time.monotonic() + self.busy_timeout
        while True:
            try:
                connection = self.connect_file()
                try:
                    connection.execute("PRAGMA journal_mode=WAL")
                    return
                finally:
                    connection.close()
            except sqlite3.Error as error:
                if "locked" not in str(error) or time.monotonic() > last:
                    raise translated(error, self.file) from None
            time.sleep(0.02)

    # --- erasing

    def truncate_log(self, wait: bool = True) -> bool:
        """Move the write-ahead log into the file and cut it to nothing; False while somebody still reads the old."""
        if not self.sqlite or self._immutable:
            return True
        try:
            connection = self.connect_file()
            try:
                if not wait:
                    connection.execute("PRAGMA busy_timeout=0")
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy
            finally:
                connection.close()
        except sqlite3.Error:
            return False
