"""The real thing: a person in a terminal teaches something, leaves, comes back, and finds it remembered."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pexpect
import psutil
import pytest

from preferences.curriculum import load_curriculum
from preferences.memory import open_memory
from preferences.preference import Statement
from tests.bot.terminal import NOISE, PROMPT, START, Terminal, chat, listening, plain_shell, still_there
from tests.conftest import QUIET, ROOT, require

pytestmark = pytest.mark.slow
PERSON = "quentin"
WARRIORS = "Golden State Warriors"


@pytest.fixture(scope="module")
def home(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all sittings, in their order."""
    return tmp_path_factory.mktemp("terminal")


@pytest.fixture
def stock_action_server(home: Path) -> Iterator[None]:
    """The action server where the project's own endpoints file expects it."""
    require(not listening(5055), "port 5055 is in use")
    environment = {**os.environ, **QUIET, "MYNAH_HOME": str(home), "SANIC_HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", "5055"]
    with (home / "actions.out").open("wb") as written:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + 120
        while not listening(5055):
            assert running.poll() is None and time.monotonic() < until, "the action server did not start"
            time.sleep(0.2)
        with urllib.request.urlopen("http://127.0.0.1:5055/health", timeout=30) as answer:
            assert answer.status == 200
        yield
    finally:
        running.terminate()
        running.wait(30)


def words(screen: str) -> list[str]:
    return [line.strip() for line in screen.splitlines() if line.strip()]


def test_teach_leave_and_come_back(home: Path) -> None:
    with chat(home, PERSON) as (terminal, ports):
        terminal.wait_for_prompt(START)
        assert WARRIORS in terminal.say("I'm a Warriors fan")
        assert WARRIORS in terminal.say("what's the score?")
        assert "ouzelberry" in terminal.say("add ouzelberry to my shopping list")
        assert terminal.say("/restart{") == "Sorry, I didn't understand that. Could you say it another way?"
        family = terminal.family()
        assert len(family) == 3, "the command, the action server and Rasa's shell"
        assert terminal.leave("/stop") == 0
        assert still_there(family) == []
        assert not any(listening(port) for port in ports)
        screen = terminal.screen
    assert words(screen)[0] == "Starting Mynah; this takes about twenty seconds. Leave with /stop or Ctrl-C."
    assert words(screen)[1] == "Bot loaded. Type a message and press enter (use '/stop' to exit):"
    assert [word for word in NOISE if word in screen] == []

    with chat(home, PERSON) as (terminal, ports):
        terminal.wait_for_prompt(START)
        assert WARRIORS in terminal.say("did my team win?")
        assert "ouzelberry" in terminal.say("what's on my shopping list?")
        family = terminal.family()
        assert terminal.leave("\x03") == 0
        assert still_there(family) == []
        assert not any(listening(port) for port in ports)
        assert [word for word in NOISE if word in terminal.screen] == []

    logs = {path.name: path.read_text(errors="replace") for path in (home / "logs").iterdir()}
    assert logs
    for said in ("I'm a Warriors fan", "ouzelberry", "did my team win", "/restart"):
        assert [name for name, text in logs.items() if said in text] == []
    assert [name for name, text in logs.items() if "Traceback" in text] == []


def test_plain_rasa_shell_remembers_too(home: Path, stock_action_server: None) -> None:
    with open_memory(f"sqlite:///{home / 'memory.db'}") as memory:
        flows = load_curriculum().by_concept
        memory.teach(PERSON, [Statement("team", WARRIORS)], flows)
        memory.teach("roberta", [Statement("team", "Arsenal")], flows)
    with plain_shell(home, PERSON) as terminal:
        terminal.wait_for_prompt(START)
        loaded = len(terminal.screen.split(PROMPT)[0])
        known = terminal.say("what do you know about me?")
        assert WARRIORS in known and "Arsenal" not in known
        assert "azz" in terminal.say("I love jazz")
        # A question with choices is answered in words, and no menu swallows them.
        assert "San Francisco Giants" in terminal.say("I'm a Giants fan")
        assert "San Francisco Giants" in terminal.say("the san francisco ones")
        family = terminal.family()
        terminal.leave("\x04")
        assert still_there(family) == []
        screen = terminal.screen[loaded:]
        assert [word for word in NOISE if word in screen] == []
    with open_memory(f"sqlite:///{home / 'memory.db'}") as memory:
        assert [one.value for one in memory.profile(PERSON).of("music_genre")] == ["jazz"]
        assert [one.value for one in memory.profile(PERSON).of("team")] == ["San Francisco Giants"]
        assert not memory.profile("roberta").of("music_genre")
        assert memory.people() == 2


def test_ctrl_c_while_it_starts(home: Path) -> None:
    with chat(home, PERSON) as (terminal, ports):
        family = starting(terminal)
        terminal.run.sendintr()
        assert terminal.end() == 0
        assert still_there(family) == []
        assert not any(listening(port) for port in ports)
        assert words(terminal.screen)[-1].removeprefix("^C") == "Goodbye."
        assert [word for word in NOISE if word in terminal.screen] == []


def test_kill_9_leaves_no_server_behind(home: Path) -> None:
    require(sys.platform == "linux", "only Linux can tie a process to its parent's life")
    with chat(home, PERSON) as (terminal, ports):
        family = starting(terminal)
        os.kill(terminal.run.pid, signal.SIGKILL)
        assert still_there(family) == []
        assert not any(listening(port) for port in ports)


def starting(terminal: Terminal) -> list[psutil.Process]:
    """Wait until both servers are being loaded; returns all processes."""
    until = time.monotonic() + 60
    while len(terminal.family()) < 3:
        assert time.monotonic() < until, terminal.screen
        with contextlib.suppress(pexpect.TIMEOUT):
            terminal.run.read_nonblocking(65536, timeout=0.2)
    time.sleep(2)
    return terminal.family()
