"""kill -9 at 200 random, seeded points of lessons: no confirmed preference is lost, and nothing is corrupted.

How the 200 are split: 182 strike a process that gives lessons as fast as it can, with the real actions, the real
memory and the real turn log, but without Rasa around them, so that a kill often falls into a write (`lessons.py`);
15 strike the action server and 3 strike Rasa, under people who are being taught over REST. There the killed server is
started again by `mynah serve`, and the person goes on talking.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import uuid
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import psutil
import pytest

from bot.cli.processes import answers
from preferences.memory import Memory, open_memory
from tests.conftest import QUIET, ROOT, Person, Server, start_server

pytestmark = pytest.mark.slow
SEED = 20_261_121
POINTS_OF_LESSONS = 182
KILLS_OF_ACTIONS = 15
KILLS_OF_RASA = 3
ANSWERS = {"Boston Celtics": "the Celtics", "Chicago Bulls": "the Bulls", "Arsenal": "Arsenal"}
TROUBLE = (
    "a part of me is not answering",
    "something went wrong on my side",
)


def sound(home: Path) -> None:
    """Both databases pass their own examination, and the log's parts agree."""
    for name in ("memory.db", "turns.db"):
        with sqlite3.connect(home / name) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)], name
            assert file.execute("PRAGMA foreign_key_check").fetchall() == [], name
        file.close()
    with sqlite3.connect(home / "turns.db") as file:
        for (data,) in file.execute("SELECT data FROM events"):
            json.loads(data)
        for (slots,) in file.execute("SELECT slots FROM conversations"):
            json.loads(slots)
        query = "SELECT count(*) FROM events WHERE sender_id NOT IN (SELECT sender_id FROM conversations)"
        assert file.execute(query).fetchone() == (0,), "a turn is written whole or not at all"
    file.close()


def values(memory: Memory, person: str) -> set[str]:
    return {one.value for one in memory.profile(person).preferences}


# --- the lessons of one process


@pytest.fixture
def lessons(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that gives lessons in children which it kills."""
    environment = {**os.environ, **QUIET, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "tests.reliability.lessons", str(tmp_path), str(SEED)]
    with (tmp_path / "stderr").open("w") as complaints:
        running = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
    assert running.stdout is not None
    for line in running.stdout:
        if line == "loaded\n":
            break
    else:
        pytest.fail((tmp_path / "stderr").read_text()[-2000:])
    with running:
        yield running
        running.kill()


def test_lessons_that_are_cut(lessons: subprocess.Popen[str], tmp_path: Path) -> None:
    assert lessons.stdin is not None and lessons.stdout is not None
    taught: list[tuple[str, str]] = []
    forgetting: set[str] = set()
    forgotten: set[str] = set()

    def lost(memory: Memory, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(person, value) for person, value in pairs if value not in values(memory, person)]

    with open_memory(f"sqlite:///{tmp_path / 'memory.db'}") as memory:
        for point in range(POINTS_OF_LESSONS):
            print(point, file=lessons.stdin, flush=True)
            told = json.loads(lessons.stdout.readline())["told"]
            assert told and told[0][0] == "began", told
            for kind, person, value in told[1:]:
                assert kind in ("taught", "forgetting", "forgotten"), (point, value)
                if kind == "taught":
                    taught.append((person, value))
                else:
                    # Who was killed while it forgot may have forgotten without having said so.
                    (forgetting if kind == "forgetting" else forgotten).add(person)
            assert lost(memory, [pair for pair in taught[-8:] if pair[0] not in forgetting]) == [], point
            if point % 10 == 0:
                sound(tmp_path)
        assert lost(memory, [pair for pair in taught if pair[0] not in forgetting]) == []
        assert [person for person in forgotten if values(memory, person)] == []
    sound(tmp_path)
    assert len(taught) > POINTS_OF_LESSONS, "the kills fell into lessons, not before them"
    assert forgotten


# --- the servers themselves


@pytest.fixture(scope="module")
def mortal(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this module's own, since its parts are killed."""
    running = start_server(tmp_path_factory.mktemp("mortal"))
    # Its words on stderr, one for every part that is started again, must not fill the pipe.
    threading.Thread(target=running.process.stdout.read, daemon=True).start()  # type: ignore[union-attr]
    yield running
    running.stop()


def part(server: Server, name: str) -> psutil.Process:
    """The process of that name below `mynah serve`."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for child in psutil.Process(server.process.pid).children(recursive=True):
            try:
                if name in child.cmdline():
                    return child
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.05)
    raise AssertionError(f"{name} is not started again")


def wait_for(url: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not answers(url):
        assert time.monotonic() < until, f"{url} does not come back"
        time.sleep(0.1)


def lesson_over_rest(person: Person, name: str, confirmed: list[tuple[str, str]]) -> None:
    """Teach a person a team, whatever happens to the servers meanwhile; only words in, only words out."""
    for text in ("learn my favourite team", ANSWERS[name], "did my team win?"):
        try:
            reply = person.say(text)
        except (urllib.error.URLError, ConnectionError, HTTPException, TimeoutError):
            return
        assert reply.strip(), "a person always gets an answer"
        assert "Traceback" not in reply and "Error" not in reply
        if any(words in reply for words in TROUBLE):
            return
        if text == ANSWERS[name] and name in reply:
            confirmed.append((person.name, name))


@pytest.mark.parametrize(
    ("name", "kills", "longest"), [("rasa_sdk", KILLS_OF_ACTIONS, 0.4), ("rasa", KILLS_OF_RASA, 0.4)]
)
def test_servers_that_are_killed(mortal: Server, name: str, kills: int, longest: float) -> None:
    some = random.Random(SEED + kills)
    confirmed: list[tuple[str, str]] = []
    actions = f"http://127.0.0.1:{mortal.actions_port}/health"
    for _ in range(kills):
        person = Person(mortal, name=f"person-{uuid.UUID(int=some.getrandbits(128)).hex[:8]}")
        team = some.choice(sorted(ANSWERS))
        victim = part(mortal, name)
        strike = threading.Timer(some.uniform(0.0, longest), os.kill, (victim.pid, signal.SIGKILL))
        strike.start()
        lesson_over_rest(person, team, confirmed)
        strike.join()
        psutil.wait_procs([victim], timeout=10)
        part(mortal, name)
        wait_for(actions, 120)
        wait_for(f"{mortal.url}/webhooks/rest/", 300)
        # The same conversation goes on as if nothing had happened.
        lesson_over_rest(person, team, confirmed)
        assert (person.name, team) in confirmed
        assert team in person.say("what do you know about me?")
    with open_memory(f"sqlite:///{mortal.home / 'memory.db'}") as memory:
        lost = [(person, team) for person, team in confirmed if team not in values(memory, person)]
    assert lost == []
    sound(mortal.home)
