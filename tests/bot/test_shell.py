"""The real thing: a person in a terminal teaches something, leaves, comes back, and finds it remembered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.terminal import NOISE, PROMPT, START, all_gone, chat, listening, plain_shell
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


def test_teach_leave_and_come_back(home: Path) -> None:
    with chat(home, PERSON) as (terminal, ports):
        terminal.wait_for_prompt(START)
        assert WARRIORS in terminal.say("I'm a Warriors fan")
        assert WARRIORS in terminal.say("what's the score?")
        assert "add ouzelberry" not in terminal.say("add ouzelberry to my shopping list")
        family = terminal.family()
        assert len(family) == 3, "the command, the action server and Rasa's shell"
        assert terminal.leave("/stop") == 0
        assert all_gone(family) == []
        assert not any(listening(port) for port in ports)
        screen = terminal.screen
    lines = [line.strip() for line in screen.splitlines() if line.strip()]
    assert lines[0] == "Starting Mynah; this takes about twenty seconds. Leave with /stop or Ctrl-C."
    assert lines[1] == "Bot loaded. Type a message and press enter (use '/stop' to exit):"
    assert [word for word in NOISE if word in screen] == []

    with chat(home, PERSON) as (terminal, ports):
        terminal.wait_for_prompt(START)
        assert WARRIORS in terminal.say("did my team win?")
        assert "ouzelberry" in terminal.say("what's on my shopping list?")
        family = terminal.family()
        os.kill(terminal.run.pid, signal.SIGKILL)
        if sys.platform == "linux":
            assert all_gone(family) == []
            assert not any(listening(port) for port in ports)

    logs = {path.name: path.read_text(errors="replace") for path in (home / "logs").iterdir()}
    assert logs
    for said in ("I'm a Warriors fan", "ouzelberry", "did my team win"):
        assert [name for name, text in logs.items() if said in text] == []
    assert [name for name, text in logs.items() if "Traceback" in text] == []


def test_plain_rasa_shell_remembers_too(home: Path, stock_action_server: None) -> None:
    with plain_shell(home, PERSON) as terminal:
        terminal.wait_for_prompt(START)
        loaded = len(terminal.screen.split(PROMPT)[0])
        assert WARRIORS in terminal.say("what do you know about me?")
        assert "azz" in terminal.say("I love jazz")
        terminal.leave("\x03")
        screen = terminal.screen[loaded:]
        assert [word for word in NOISE if word in screen] == []
    with plain_shell(home, "roberta") as terminal:
        terminal.wait_for_prompt(START)
        known = terminal.say("what do you know about me?")
        assert WARRIORS not in known and "azz" not in known
        terminal.leave("/stop")


def test_ctrl_c_while_it_starts(home: Path) -> None:
    with chat(home, PERSON) as (terminal, ports):
        terminal.run.expect_exact("Ctrl-C.", timeout=60)
        time.sleep(1.5)
        family = terminal.family()
        assert len(family) == 3
        terminal.run.sendintr()
        assert terminal.end() == 0
        assert all_gone(family) == []
        assert not any(listening(port) for port in ports)
        lines = [line.strip() for line in terminal.screen.splitlines() if line.strip()]
        assert lines[-1] == "Goodbye."
        assert [word for word in NOISE if word in terminal.screen] == []


def test_ctrl_c_at_the_prompt(home: Path) -> None:
    with chat(home, PERSON) as (terminal, ports):
        terminal.wait_for_prompt(START)
        family = terminal.family()
        assert terminal.leave("\x03") == 0
        assert all_gone(family) == []
        assert not any(listening(port) for port in ports)
        assert [word for word in NOISE if word in terminal.screen] == []
