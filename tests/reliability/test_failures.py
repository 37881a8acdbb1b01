"""What a person hears when a part of the running system fails, and that all of it is well again afterwards.

One server lives through every misfortune of this module, in their order. Each time: clear words, nothing that was
confirmed is lost, no traceback, a line in the log for the operator, and never a word of the person's in any log.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from bot.cli.processes import answers
from tests.bot.voice.talking import Speaker
from tests.conftest import MYNAH, QUIET, ROOT, Person, Server, free_port

pytestmark = pytest.mark.slow
WARRIORS = "Golden State Warriors"
SECRET = "quizzaciously"
"""A word that the person says again and again, and that no log may hold."""
SORRY = "I can't get at my memory right now. "
BUSY = SORRY + "My memory is busy with something else right now. Please try again in a moment."
READ_ONLY = (
    SORRY + "My memory can't be written to at the moment, so I can't keep anything new. What I know is still there."
)
FULL = SORRY + "The disk under my memory is full, so I can't keep anything new. What I know is still there."
UNCLEAR = SORRY + "Something went wrong in my memory, and nothing was changed."
NOT_ANSWERING = "a part of me is not answering"


def as_anybody() -> None:
    """Give up the administrator's right to write what nobody may write; without effect for anybody else."""
    drop_from_bounding_set, right_to_override, right_to_search = 24, 1, 2
    for right in (right_to_override, right_to_search):
        ctypes.CDLL(None).prctl(drop_from_bounding_set, right, 0, 0, 0)


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home on a disk of its own that can be filled, where the system lets us have one; else just a home."""
    folder = tmp_path_factory.mktemp("small")
    mounted = (
        sys.platform == "linux"
        and os.geteuid() == 0
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "none", str(folder)], capture_output=True, check=False
        ).returncode
        == 0
    )
    yield folder
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.fixture(scope="module")
def server(model: Path, small_disk: Path) -> Iterator[Server]:
    """A server of this module's own; its two streams go to files beside its home's other things."""
    ports = free_port(), free_port()
    said = small_disk / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [*MYNAH, "serve", "--port", str(ports[0]), "--actions-port", str(ports[1])],
            cwd=ROOT,
            env={**os.environ, **QUIET, "MYNAH_HOME": str(small_disk)},
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=as_anybody if sys.platform == "linux" else None,
        )
    running = Server(*ports, small_disk, process)
    try:
        until = time.monotonic() + 300
        while "Mynah is ready" not in said.read_text():
            assert process.poll() is None and time.monotonic() < until, said.read_text()
            time.sleep(0.2)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def fan(server: Server) -> Person:
    """Somebody who taught something before anything went wrong."""
    person = Person(server)
    assert WARRIORS in person.say("I'm a Warriors fan")
    return person


@pytest.fixture(autouse=True)
def well_before_and_after(server: Server, fan: Person) -> Iterator[None]:
    """What was confirmed is there before and after, and the logs hold no word of the person's and no trace."""
    assert WARRIORS in fan.say("did my team win?")
    yield
    wait_for_actions(server)
    assert WARRIORS in fan.say("what's the score?")
    for name, text in logs(server).items():
        assert SECRET not in text.lower(), name
        assert "Traceback" not in text, name
    for name in ("memory.db", "turns.db"):
        with contextlib.closing(sqlite3.connect(server.home / name)) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def logs(server: Server) -> dict[str, str]:
    paths = [*(server.home / "logs").iterdir(), server.home / "said"]
    return {path.name: path.read_text(errors="replace") for path in paths}


def complaints(server: Server) -> list[str]:
    return [line for text in logs(server).values() for line in text.splitlines() if "ERROR" in line]


def wait_for_actions(server: Server, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not answers(f"http://127.0.0.1:{server.actions_port}/health"):
        assert time.monotonic() < until, "the action server does not come back"
        time.sleep(0.1)


def actions_of(server: Server) -> psutil.Process:
    return next(one for one in psutil.Process(server.process.pid).children() if "rasa_sdk" in one.cmdline())


def kill_actions(server: Server) -> None:
    """kill -9 the action server; `mynah serve` starts it again."""
    actions = actions_of(server)
    actions.send_signal(signal.SIGKILL)
    psutil.wait_procs([actions], timeout=10)


@contextlib.contextmanager
def hung(actions: psutil.Process) -> Iterator[None]:
    """It takes connections and never answers."""
    actions.suspend()
    try:
        yield
    finally:
        actions.resume()


def spoken(server: Server, person: Person) -> list[str]:
    """What the log says this person said in this conversation."""
    with contextlib.closing(sqlite3.connect(server.home / "turns.db")) as file:
        query = "SELECT json_extract(data, '$.text') FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id"
        return [text for (text,) in file.execute(query, (person.conversation,))]


@contextlib.contextmanager
def locked(server: Server, name: str) -> Iterator[None]:
    """Another process holds a database for itself."""
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20);"
        "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read(); c.execute('ROLLBACK'); c.close()"
    )
    command = [sys.executable, "-c", code, str(server.home / name)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        yield
        assert holder.stdin is not None
        holder.stdin.close()


def test_a_dead_action_server(server: Server, fan: Person) -> None:
    said = [f"add {SECRET} apples to my shopping list", f"I like {SECRET}", "what time is it in Tokyo?"]
    person = Person(server)
    kill_actions(server)
    for text in said:
        reply = person.say(text)
        assert reply.count(NOT_ANSWERING) == 1 and "Nothing you taught me is lost." in reply, reply
    assert server.process.poll() is None
    wait_for_actions(server)
    assert "jazz" in person.say("I love jazz")
    assert "jazz" in person.say("what do you know about me?")
    assert spoken(server, person) == [*said, "I love jazz", "what do you know about me?"]


def test_a_hung_action_server(server: Server, fan: Person) -> None:
    """It is not waited for like Rasa does, for five minutes; three people wait at once, one of them in a lesson."""
    from bot.hop import WAIT

    typing, learning, speaking = Person(server), Person(server), Speaker(Person(server), server.home)
    assert "?" in learning.say("learn my favourite team")
    before = len(complaints(server))
    with hung(actions_of(server)), ThreadPoolExecutor(3) as waiting:
        began = time.monotonic()
        typed = waiting.submit(typing.say, "what time is it in Tokyo?")
        taught = waiting.submit(learning.say, "the Bulls")
        answered = waiting.submit(speaking.type, f"add {SECRET} pears to my shopping list")
        replies = [typed.result(), taught.result(), answered.result()["reply"]]
        waited = time.monotonic() - began
    for reply in replies:
        assert reply.count(NOT_ANSWERING) == 1 and "Nothing you taught me is lost." in reply, reply
    assert waited < 2 * WAIT
    told = complaints(server)[before:]
    assert len(told) == 3 and all("TimeoutError" in line for line in told), told
    assert "Tokyo" in typing.say("what time is it in Tokyo?")
    assert "Chicago Bulls" in learning.say("the Bulls")


def test_a_locked_memory(server: Server, fan: Person) -> None:
    person = Person(server)
    before = len(complaints(server))
    with locked(server, "memory.db"):
        assert person.say(f"my favourite team is the Bulls, {SECRET}") == BUSY
        assert "Tokyo" in person.say("what time is it in Tokyo?")
        assert WARRIORS in fan.say("did my team win?")
    assert len(complaints(server)) == before + 1
    assert "Chicago Bulls" in person.say("my favourite team is the Bulls")
    assert "Chicago Bulls" in person.say("did my team win?")


def test_a_locked_memory_in_a_lesson(server: Server) -> None:
    person = Person(server)
    assert "?" in person.say("learn my favourite team")
    with locked(server, "memory.db"):
        assert BUSY in person.say("the Bulls")
    assert "Chicago Bulls" in person.say("the Bulls")
    assert "Chicago Bulls" in person.say("did my team win?")


def test_a_locked_turn_log(server: Server) -> None:
    person = Person(server)
    said = [f"add {SECRET} apples to my shopping list", "what time is it in Tokyo?", "and in Paris?"]
    with locked(server, "turns.db"):
        replies = [person.say(text) for text in said]
    assert f"{SECRET} apples" in replies[0].lower()
    assert "Tokyo" in replies[1] and "Paris" in replies[2], "the conversation goes on from memory"
    person.say("thanks")
    assert spoken(server, person) == [*said, "thanks"]


def test_forgetting_with_a_locked_turn_log(server: Server) -> None:
    person = Person(server, name="mumpsimus-the-person")
    person.say("add fanfreluche to my shopping list")
    person.say("forget everything about me")
    with locked(server, "turns.db"):
        assert "forgotten everything" in person.say("yes")
    Person(server).say("hello")
    for path in server.home.rglob("*"):
        if path.is_file():
            assert b"fanfreluche" not in path.read_bytes() and b"mumpsimus" not in path.read_bytes(), path


def test_a_memory_that_can_only_be_read(server: Server, fan: Person) -> None:
    person = Person(server)
    file = server.home / "memory.db"
    file.chmod(0o444)
    try:
        # Files that are open stay so; whoever opens it now can only read.
        kill_actions(server)
        wait_for_actions(server)
        assert person.say(f"my favourite team is the Bulls, {SECRET}") == READ_ONLY
        assert WARRIORS in fan.say("did my team win?")
        assert WARRIORS in fan.say("what do you know about me?")
    finally:
        file.chmod(0o600)
    assert "jazz" in person.say("I like jazz")
    assert "jazz" in person.say("what do you know about me?")


def test_a_newer_mynah_beside_this_one(server: Server, fan: Person) -> None:
    person = Person(server)
    with contextlib.closing(sqlite3.connect(server.home / "memory.db", isolation_level=None)) as file:
        (old,) = file.execute("SELECT version_num FROM mynah_schema").fetchone()
        file.execute("UPDATE mynah_schema SET version_num = '9999'")
        reply = person.say(f"my favourite team is the Bulls, {SECRET}")
        assert reply.startswith(SORRY) and "newer Mynah" in reply and reply.endswith("Please update Mynah.")
        kill_actions(server)
        wait_for_actions(server)
        reply = person.say(f"my favourite team is the Bulls, {SECRET}")
        assert reply.startswith(SORRY) and "newer Mynah" in reply
        file.execute("UPDATE mynah_schema SET version_num = ?", (old,))
    assert "jazz" in person.say("I like jazz")


@contextlib.contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """Not one more page fits: the disk is filled, or, where it is not our own, no file may grow."""
    for name in ("memory.db", "turns.db"):
        with contextlib.closing(sqlite3.connect(server.home / name)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if server.home.is_mount():
        filling = server.home / "filling"
        try:
            with contextlib.suppress(OSError), filling.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
            yield
        finally:
            filling.unlink()
        return
    processes = psutil.Process(server.process.pid).children()
    before = {process.pid: resource.prlimit(process.pid, resource.RLIMIT_FSIZE) for process in processes}
    for number, (_, most) in before.items():
        resource.prlimit(number, resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        for number, limits in before.items():
            resource.prlimit(number, resource.RLIMIT_FSIZE, limits)


def test_a_full_disk(server: Server, fan: Person) -> None:
    person = Person(server)
    said = [f"my favourite team is the Bulls, {SECRET}", "what time is it in Tokyo?"]
    with full_disk(server):
        assert person.say(said[0]) in (FULL, UNCLEAR)
        assert "Tokyo" in person.say(said[1])
        assert WARRIORS in fan.say("did my team win?")
    assert "jazz" in person.say("I like jazz")
    assert "jazz" in person.say("what do you know about me?")
    assert spoken(server, person) == [*said, "I like jazz", "what do you know about me?"]


def test_no_words_in_the_logs(server: Server) -> None:
    person = Person(server)
    for text in (
        f'/restart{{"{SECRET}": [1, 2, 3',
        f"/{SECRET}_intent",
        f'/ /{SECRET}{{"x": 1}}',
        f"/preference_inform{{{SECRET}}}",
        f"{SECRET} " * 600,
        f"what is {SECRET}?",
        f"'; DROP TABLE {SECRET}; --",
    ):
        assert person.say(text, location=SECRET, timezone=SECRET, device=SECRET, local_time=SECRET)
    assert logs(server)
    assert [name for name, text in logs(server).items() if SECRET in text.lower()] == []
