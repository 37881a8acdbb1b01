"""Rasa's own commands on the project: validating its data, testing its dialogue, teaching it interactively."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bot.terminal import START, Terminal, clear_away
from tests.conftest import QUIET, ROOT, Server, free_port

pytestmark = pytest.mark.slow


def rasa(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **QUIET, "PYTHONWARNINGS": "ignore", "MYNAH_HOME": str(home)}
    command = [sys.executable, "-m", "rasa", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=500)


def test_the_data_is_valid(tmp_path: Path) -> None:
    done = rasa(tmp_path, "data", "validate")
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert "No story structure conflicts found." in said
    # Flows and skills are part of what was looked at: nothing of theirs is unknown or unused.
    assert "is not listed in the domain" not in said
    assert "not used in any story or rule" not in said.replace("The utterance 'utter_trouble' is not used", "")


def test_the_dialogue_tests_pass(model: Path, tmp_path: Path) -> None:
    done = rasa(
        tmp_path, "test", "--model", str(model), "--nlu", "data/nlu/timers.yml",
        "--out", str(tmp_path / "results"), "--no-plot", "--fail-on-prediction-errors",
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert "all good" in (tmp_path / "results" / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert (tmp_path / "results" / "Interpreter_report.json").exists()


def test_interactive_learning_still_works(model: Path, server: Server, tmp_path: Path) -> None:
    # The running server's action server and stores; Rasa starts a server of its own for the session.
    endpoints = server.home / "run" / f"endpoints-{server.port}.yml"
    command = [
        sys.executable, "-m", "rasa", "interactive", "-m", str(model), "--skip-visualization",
        "-p", str(free_port()), "--endpoints", str(endpoints),
    ]  # fmt: skip
    terminal = Terminal(command, tmp_path, PYTHONWARNINGS="ignore")
    try:
        terminal.wait_for_prompt(START)
        _type(terminal, "hello")
        terminal.run.expect_exact("with intent 'general_greet' and there are no entities, is this correct?", timeout=60)
        _type(terminal, "y")
        terminal.run.expect_exact("The bot wants to run 'action_talk', correct?", timeout=60)
        _type(terminal, "y")
        terminal.run.expect_exact("The bot wants to run 'action_listen', correct?", timeout=60)
        assert '"skill": "action_talk"' in terminal.screen.replace("'", '"')
        _type(terminal, "y")
        terminal.wait_for_prompt()
        _type(terminal, "", "\x03")
        terminal.run.expect_exact("Export & Quit", timeout=60)
    finally:
        clear_away(terminal)
    assert not (ROOT / "data" / "stories.yml").exists()


def _type(terminal: Terminal, text: str, end: str = "\r") -> None:
    for part in (text, end):
        time.sleep(0.3)
        terminal.run.send(part)
