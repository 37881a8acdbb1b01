"""The memory on bad days: locked, read-only, full, damaged, too new, killed; and nothing left of what was erased."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from preferences import scrub
from preferences.errors import MemoryBroken, MemoryBusy, MemoryError_, MemoryFull, MemoryReadOnly, SchemaTooNew
from preferences.flow import Flow, Keeps, Values
from preferences.memory import Memory, open_memory
from preferences.migrations import HEAD, REVISIONS, VERSION_TABLE
from preferences.preference import Statement

FLOWS = {"cuisine": Flow("cuisine", "", Values(text=True), "", Keeps.MANY, "", "", (), (), frozenset())}
NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.patient


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh MYNAH_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MYNAH_HOME", str(folder))
    monkeypatch.delenv("MYNAH_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def memory(home: Path) -> Iterator[Memory]:
    """The memory in it, which does not wait long for others."""
    with open_memory(busy_timeout=0.2) as opened:
        yield opened


def tell(memory: Memory, person: str, value: str, words: str = "") -> None:
    memory.teach(person, [Statement("cuisine", value, words=words)], FLOWS)


def values(memory: Memory, person: str) -> set[str]:
    return {one.value for one in memory.profile(person).preferences}


def bytes_of(folder: Path) -> bytes:
    """All files below, read by another process: closing them here would take SQLite's locks away."""
    command = [sys.executable, "-c", READER, str(folder)]
    return subprocess.run(command, check=True, capture_output=True).stdout


READER = """
import pathlib, sys
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    if file.is_file():
        sys.stdout.buffer.write(file.name.encode() + file.read_bytes())
"""


# --- where it is


def test_the_folder_and_the_file_are_their_owners_alone(home: Path, memory: Memory) -> None:
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "memory.db").stat().st_mode & 0o777 == 0o600
    assert memory.place == str(home / "memory.db")


def test_without_a_named_folder_it_is_in_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from preferences import paths

    monkeypatch.delenv("MYNAH_HOME", raising=False)
    monkeypatch.delenv("MYNAH_DATABASE_URL", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.home() == tmp_path / ".mynah"
    assert paths.turns_file() == tmp_path / ".mynah" / "turns.db"
    assert paths.generations().is_dir()
    assert paths.memory_url() == f"sqlite:///{tmp_path}/.mynah/memory.db"
    monkeypatch.setenv("MYNAH_DATABASE_URL", "postgresql://somewhere/else")
    assert paths.memory_url() == "postgresql://somewhere/else"


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MYNAH_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.delenv("MYNAH_DATABASE_URL", raising=False)
    with pytest.raises(MemoryReadOnly, match="Set MYNAH_HOME to another one"):
        open_memory()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "nosuch://host/db", "postgresql://:secret@[bad"]
)
def test_an_address_of_no_use_is_refused_without_repeating_it(url: str, home: Path) -> None:
    with pytest.raises(MemoryError_) as refused:
        open_memory(url or "://")
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(MemoryError_, match="can't reach my memory"):
        open_memory("postgresql://nobody@127.0.0.1:1/none")


# --- bad days


def test_locked_is_busy_for_writing_and_still_read(home: Path, memory: Memory) -> None:
    tell(memory, "alice", "Thai")
    other = sqlite3.connect(home / "memory.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(MemoryBusy, match="try again in a moment"):
        tell(memory, "alice", "Italian")
    assert values(memory, "alice") == {"Thai"}
    other.execute("ROLLBACK")
    tell(memory, "alice", "Italian")
    assert values(memory, "alice") == {"Thai", "Italian"}
    other.close()


AS_SOMEBODY_ELSE = """
import os, sys
from preferences.errors import MemoryReadOnly
from preferences.flow import Flow, Keeps, Values
from preferences.memory import open_memory
from preferences.preference import Statement

flow = Flow("cuisine", "", Values(text=True), "", Keeps.MANY, "", "", (), (), frozenset())
if os.getuid() == 0:
    # The administrator may write everything.
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
memory = open_memory(sys.argv[1])
for attempt in range(2):
    try:
        memory.teach("alice", [Statement("cuisine", "Italian")], {"cuisine": flow})
        print("written")
    except MemoryReadOnly as error:
        print(error)
    print(*sorted(one.value for one in memory.profile("alice").preferences))
memory.used("alice", [1])
memory.close()
"""


@pytest.mark.parametrize("folder_mode", [0o777, 0o555])
def test_read_only_is_said_at_the_first_write_and_is_still_read(folder_mode: int, tmp_path: Path) -> None:
    # Somebody else must reach the folder, and pytest's own are closed to others.
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_memory(f"sqlite:///{folder}/memory.db") as memory:
            tell(memory, "alice", "Thai")
        (folder / "memory.db").chmod(0o444)
        folder.chmod(folder_mode)
        done = subprocess.run(
            [sys.executable, "-c", AS_SOMEBODY_ELSE, f"sqlite:///{folder}/memory.db"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        folder.chmod(0o755)
    said = "My memory can't be written to at the moment, so I can't keep anything new. What I know is still there."
    assert (done.stdout.splitlines(), done.stderr) == ([said, "Thai", said, "Thai"], "")


def test_a_full_disk_is_said_so_and_nothing_is_lost(home: Path, memory: Memory) -> None:
    tell(memory, "alice", "Thai")
    connection = memory._database.connect_file
    pages = connection().execute("PRAGMA page_count").fetchone()[0]

    def narrow() -> sqlite3.Connection:
        made = connection()
        made.execute(f"PRAGMA max_page_count={pages}")
        return made

    memory._database._engine.dispose()
    memory._database.connect_file = narrow  # type: ignore[method-assign]
    with pytest.raises(MemoryFull, match="disk under my memory is full"):
        for number in range(500):
            tell(memory, "alice", f"cuisine {number}", "x" * 400)
    before = values(memory, "alice")
    memory._database.connect_file = connection  # type: ignore[method-assign]
    memory._database._engine.dispose()
    tell(memory, "alice", "Italian")
    assert values(memory, "alice") == before | {"Italian"}


@pytest.mark.parametrize("content", [b"this is no database, but long enough to be looked at" * 30, b"\x00" * 4096])
def test_a_file_that_is_no_database_is_said_so_and_left_alone(content: bytes, home: Path) -> None:
    home.mkdir()
    (home / "memory.db").write_bytes(content)
    with pytest.raises(MemoryBroken, match=r"memory\.db"):
        open_memory()
    assert (home / "memory.db").read_bytes() == content


def test_somebody_elses_database_is_left_alone(home: Path) -> None:
    home.mkdir()
    other = sqlite3.connect(home / "memory.db")
    other.execute("CREATE TABLE events (id INTEGER)")
    other.commit()
    other.close()
    before = (home / "memory.db").read_bytes()
    with pytest.raises(MemoryBroken, match="no memory of Mynah's"):
        open_memory()
    assert (home / "memory.db").read_bytes() == before


def test_a_damaged_database_is_said_so(home: Path) -> None:
    with open_memory() as memory:
        fill(memory, ["person 1"], "cuisine")
    file = home / "memory.db"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(MemoryBroken), open_memory() as memory:
        memory.profile("person 1")


def test_a_newer_schema_is_left_alone(home: Path) -> None:
    open_memory().close()
    other = sqlite3.connect(home / "memory.db")
    other.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    other.commit()
    other.close()
    with pytest.raises(SchemaTooNew, match="schema 9999; this one knows 0003"):
        open_memory()


# --- the schema


def test_the_revisions_are_those_of_the_folder_and_make_the_tables() -> None:
    import tempfile

    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from preferences import migrations
    from preferences.tables import Row

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == HEAD
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS
    with tempfile.TemporaryDirectory() as folder, open_memory(f"sqlite:///{folder}/memory.db") as memory:
        with memory._database.reading() as connection:
            # SQLite keeps a table of its own beside numbered rows.
            told = {"version_table": VERSION_TABLE, "include_name": lambda name, *_: name != "sqlite_sequence"}
            context = MigrationContext.configure(connection, opts=told)
            assert compare_metadata(context, Row.metadata) == []


def test_a_memory_of_before_there_were_pauses_is_brought_up_to_date(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    from preferences import migrations

    url, noon = f"sqlite:///{tmp_path}/memory.db", "2024-05-01 12:00:00.000000"
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.exec_driver_sql("INSERT INTO mynah_person (id, name, stamp) VALUES (1, 'alice', 1)")
        connection.exec_driver_sql(
            "INSERT INTO mynah_preference (person_id, concept, value, folded, liked, single, strength, condition, "
            "words, source, learned_at, uses) "
            f"VALUES (1, 'team', 'Bulls', 'bulls', 1, 1, 1, '', 'w', 'told', '{noon}', 3)"
        )
        connection.exec_driver_sql(
            "INSERT INTO mynah_correction (person_id, entity, said, meant, words, learned_at) "
            f"VALUES (1, 'place_name', 'portland', 'Portland, Maine', 'w', '{noon}')"
        )
    engine.dispose()
    with open_memory(url) as memory:
        profile = memory.profile("alice")
        [bulls], [meant] = profile.preferences, profile.corrections
        assert (bulls.uses, bulls.paused_at, meant.uses, meant.used_at, meant.paused_at) == (3, None, 0, None, None)
        assert memory.pause("alice", "correction", meant.id)


OPEN = "import sys; from preferences.memory import open_memory; print(open_memory(sys.argv[1]).people())"


@pytest.mark.slow
@pytest.mark.slow
def test_several_processes_may_open_a_new_memory_at_once(memory_url: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db" if memory_url.startswith("sqlite") else memory_url
    if url is memory_url:
        from sqlalchemy import create_engine, text

        engine = create_engine(url)
        with engine.begin() as connection:
            tables = connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            ).scalars()
            for table in list(tables):
                connection.execute(text(f"DROP TABLE {table} CASCADE"))
        engine.dispose()
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert [process.communicate(timeout=60) for process in started] == [("0\n", "")] * 3


# --- nothing left


def fill(memory: Memory, people: list[str], secret: str) -> None:
    """Many rows of several people in turn, which then grow: SQLite splits its pages and moves rows about.

    Written past the verbs, which would take minutes for as many changes.
    """
    rng = random.Random(3)
    for person in people:
        memory.refuse(person, secret if person == people[-1] else "harmless")
    with memory._database.writing() as session:
        write = session.connection().exec_driver_sql
        numbers = {name: number for number, name in write("SELECT id, name FROM mynah_person")}
        for turn in range(3000):
            person = rng.choice(people)
            text = f"{secret if person == people[-1] else 'harmless'} {''.join(rng.choices('abcdefgh', k=30))}"
            text = text[: rng.randint(10, 40)]
            write(
                "INSERT INTO mynah_preference (person_id, concept, value, folded, condition, words, source, learned_at,"
                " liked, single, strength, uses) VALUES (?, 'cuisine', ?, ?, '', ?, 'told', ?, 1, 0, 1, 0)",
                (numbers[person], text, text, text, "2024-05-01 12:00:00.000000"),
            )
            grown = rng.randint(1, turn + 1)
            write("UPDATE mynah_preference SET words = words || words, uses = 999 WHERE id = ?", (grown,))
            write(
                "INSERT INTO mynah_belonging VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value || ' '",
                (numbers[person], f"list:{text[:12]}", f'["{text}"]'),
            )
            write(
                "INSERT OR IGNORE INTO mynah_correction (person_id, entity, said, meant, words, learned_at)"
                " VALUES (?, ?, ?, ?, '', '2024-05-01 12:00:00.000000')",
                (numbers[person], rng.choice("abc"), text.casefold(), text),
            )


def test_forget_everything_leaves_no_byte(home: Path) -> None:
    with open_memory(busy_timeout=30) as memory:
        _nothing_is_left(home, memory)


def _nothing_is_left(home: Path, memory: Memory) -> None:
    fill(memory, ["alice", "bob", "QZVICTIM"], "QZSECRET")
    memory.ask_confirmation("QZVICTIM", "QZSECRET")
    memory.used("QZVICTIM", [one.id for one in memory.profile("QZVICTIM").preferences])
    before = {person: memory.export(person, NOW) for person in ("alice", "bob")}
    assert bytes_of(home).count(b"QZSECRET") > 1000

    # A page that another connection holds must not bring anything back.
    elsewhere = open_memory(busy_timeout=30)
    assert len(elsewhere.profile("QZVICTIM").preferences) > 30
    elsewhere.export("alice")
    assert memory.forget_everything("QZVICTIM") > 2000
    left = bytes_of(home)
    assert (left.count(b"QZSECRET"), left.count(b"QZVICTIM"), left.count(b"qzsecret")) == (0, 0, 0)

    for number in range(20):
        tell(elsewhere, "alice", f"more {number}")
    elsewhere.close()
    left = bytes_of(home)
    assert (left.count(b"QZSECRET"), left.count(b"QZVICTIM"), left.count(b"qzsecret")) == (0, 0, 0)
    for person, document in before.items():
        known = memory.export(person, NOW)
        assert [one for one in known["preferences"] if "more" not in one["value"]] == document["preferences"]
        assert known["belongings"] == document["belongings"]
    with memory._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_what_a_reader_holds_goes_as_soon_as_it_lets_go(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_memory(busy_timeout=0.2) as memory:
        memory._erasure._later._delay = 0.1
        tell(memory, "QZVICTIM", "QZSECRET")
        reader = sqlite3.connect(home / "memory.db", isolation_level=None)
        reader.execute("BEGIN")
        assert reader.execute("SELECT value FROM mynah_preference").fetchall() == [("QZSECRET",)]
        assert memory.forget_everything("QZVICTIM") == 1
        assert values(memory, "QZVICTIM") == set()
        assert b"QZSECRET" in bytes_of(home)
        reader.execute("ROLLBACK")
        last = time.monotonic() + 10
        while b"QZSECRET" in bytes_of(home) and time.monotonic() < last:
            time.sleep(0.1)
        reader.close()
        assert b"QZSECRET" not in bytes_of(home)


def test_a_wipe_that_was_prevented_is_made_up_for_at_the_next_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from preferences.erasure import Erasure

    with open_memory() as memory:
        monkeypatch.setattr(Erasure, "wipe", lambda self: False)
        fill(memory, ["alice", "QZVICTIM"], "QZSECRET")
        memory.forget_everything("QZVICTIM")
        assert b"QZSECRET" in bytes_of(home)
    monkeypatch.undo()
    monkeypatch.setenv("MYNAH_HOME", str(home))
    open_memory().close()
    assert b"QZSECRET" not in bytes_of(home)


def test_forgetting_one_thing_leaves_no_byte_of_it_after_a_moment(home: Path) -> None:
    with open_memory() as memory:
        tell(memory, "alice", "QZSECRET", "I like QZSECRET")
        tell(memory, "alice", "Thai")
        memory.forget("alice", value="QZSECRET")
    assert b"QZSECRET" not in bytes_of(home) and b"Thai" in bytes_of(home)


def test_the_unused_space_of_a_page() -> None:
    page = bytearray(512)
    page[0] = 13
    page[3:5], page[5:7] = (2).to_bytes(2, "big"), (400).to_bytes(2, "big")
    assert scrub.unused_space(bytes(page), first=False) == (8 + 4, 400)
    page[0] = 2
    assert scrub.unused_space(bytes(page), first=False) == (12 + 4, 400)
    assert scrub.unused_space(bytes(100) + bytes([5, 0, 0, 0, 1, 1, 0]) + bytes(405), first=True) == (114, 256)
    # An overflow page, a page that makes no sense.
    page[0] = 0
    assert scrub.unused_space(bytes(page), first=False) == (0, 0)
    page[0], page[5:7] = 13, (3).to_bytes(2, "big")
    assert scrub.unused_space(bytes(page), first=False) == (0, 0)


# --- kill -9

TEACHER = """
import os, sys
from preferences.flow import Flow, Keeps, Values
from preferences.memory import open_memory
from preferences.preference import Statement

flow = Flow("cuisine", "", Values(text=True), "", Keeps.MANY, "", "", (), (), frozenset())
print("ready", flush=True)
while True:
    round_ = sys.stdin.readline().strip()
    if os.fork():
        os.wait()
        print("dead", flush=True)
        continue
    memory = open_memory(sys.argv[1])
    for number in range(10_000):
        value = f"{round_}.{number}"
        memory.teach("alice", [Statement("cuisine", value)], {"cuisine": flow})
        os.write(1, f"{value}\\n".encode())
        if number % 4 == 3:
            memory.belongings("alice").keep_mine("list", [value] * (number % 40))
        if number % 9 == 8:
            gone = memory.forget("alice", value=value)
            os.write(1, f"-{value}\\n".encode())
"""


@pytest.mark.slow
def test_kill_9_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    """A process teaches and confirms; it is killed at 60 seeded moments, and the next goes on with the file.

    Children are forked from one process that has imported everything, so that a round takes a tenth of a second.
    """
    rng = random.Random(20240501)
    url = f"sqlite:///{tmp_path}/memory.db"
    open_memory(url).close()
    parent = subprocess.Popen(
        [sys.executable, "-c", TEACHER, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdin is not None and parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    confirmed: set[str] = set()
    rounds_with_loss = []
    try:
        for number in range(60):
            parent.stdin.write(f"{number}\n")
            parent.stdin.flush()
            confirmed.add(parent.stdout.readline().strip())
            time.sleep(rng.uniform(0, 0.06))
            [child] = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
            os.kill(int(child), 9)
            while (line := parent.stdout.readline().strip()) != "dead":
                if line.startswith("-"):
                    confirmed.discard(line[1:])
                else:
                    confirmed.add(line)
            file = sqlite3.connect(tmp_path / "memory.db")
            there = {value for (value,) in file.execute("SELECT value FROM mynah_preference WHERE retired_at IS NULL")}
            sound = file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            file.close()
            # What was taught but not yet confirmed may be there; what was being forgotten may be gone.
            lost = {value for value in confirmed - there if int(value.split(".")[1]) % 9 != 8}
            if lost or not sound:
                rounds_with_loss.append((number, lost, sound))
    finally:
        parent.kill()
        parent.communicate()
    assert rounds_with_loss == []
    assert len(confirmed) > 40


WRITER = """
import sys, time
from preferences.flow import Flow, Keeps, Values
from preferences.memory import open_memory
from preferences.preference import Statement

flow = Flow("cuisine", "", Values(text=True), "", Keeps.MANY, "", "", (), (), frozenset())
memory, me = open_memory(sys.argv[1], busy_timeout=30), sys.argv[2]
number, last = 0, time.monotonic() + 3
while time.monotonic() < last:
    memory.teach(me, [Statement("cuisine", f"{number} {n}") for n in range(number % 5 + 1)], {"cuisine": flow})
    memory.belongings(me).keep_mine(f"list {number % 7}", ["x" * (number % 90)] * 20)
    number += 1
print(number)
"""


@pytest.mark.slow
def test_wiping_while_others_write_harms_nothing(home: Path) -> None:
    with open_memory(busy_timeout=30) as memory:
        fill(memory, ["alice", "bob"], "harmless")
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, f"sqlite:///{home}/memory.db", name],
                cwd=ROOT, stdout=subprocess.PIPE, text=True,
            )
            for name in ("carol", "dave")
        ]  # fmt: skip
        wipes = 0
        while any(writer.poll() is None for writer in writers):
            tell(memory, "QZVICTIM", "QZSECRET", "QZSECRET " * 40)
            memory.forget_everything("QZVICTIM")
            wipes += 1
        rounds = [int(writer.communicate()[0]) for writer in writers]
        assert wipes > 0 and min(rounds) > 0
        for name, number in zip(("carol", "dave"), rounds, strict=True):
            assert values(memory, name) == {f"{one} {n}" for one in range(number) for n in range(one % 5 + 1)}
        with memory._database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert b"QZSECRET" not in bytes_of(home)
