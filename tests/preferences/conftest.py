"""A database of its own for every test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from preferences.memory import Memory, open_memory

POSTGRESQL = os.environ.get("MYNAH_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing in it; tests take copies."""
    file = tmp_path_factory.mktemp("empty") / "memory.db"
    open_memory(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def server_schema() -> Iterator[str]:
    """The name of a schema of our own on the PostgreSQL server; skipped where there is none."""
    try:
        import psycopg2

        server = psycopg2.connect(POSTGRESQL, connect_timeout=3)
    except Exception as error:
        if os.environ.get("MYNAH_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"no PostgreSQL at {POSTGRESQL}: {type(error).__name__}")
    server.autocommit = True
    schema = f"mynah_{uuid.uuid4().hex}"
    server.cursor().execute(f"CREATE SCHEMA {schema}")
    try:
        yield schema
    finally:
        server.cursor().execute(f"DROP SCHEMA {schema} CASCADE")
        server.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def memory_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty memory."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "memory.db")
        return f"sqlite:///{tmp_path}/memory.db"
    url = f"{POSTGRESQL}?options=-csearch_path%3D{request.getfixturevalue('server_schema')}"
    open_memory(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE mynah_person, mynah_household RESTART IDENTITY CASCADE"))
    engine.dispose()
    return url


@pytest.fixture
def memory(memory_url: str) -> Iterator[Memory]:
    """An empty memory."""
    with open_memory(memory_url) as opened:
        yield opened
