"""Starting and ending: one line when ready, and nothing left behind however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bot.cli.processes import answers
from tests.bot.terminal import NOISE, Terminal, clear_away, listening, still_there
from tests.conftest import MYNAH, QUIET, ROOT, free_port, require

pytestmark = pytest.mark.slow
START = 300.0
"""Seconds the servers may take on a busy machine."""


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    parent = psutil.Process(process.pid)
    return [parent, *parent.children(recursive=True)]


def serve(home: Path, ports: tuple[int, int]) -> subprocess.Popen[str]:
    command = [*MYNAH, "serve", "--port", str(ports[0]), "--actions-port", str(ports[1])]
    environment = {**os.environ, **QUIET, "MYNAH_HOME": str(home)}
    # Its two streams go to files: what a test does not read must not stop it.
    with (home / "out").open("w") as out, (home / "err").open("w") as err:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=err, text=True)


def test_serve_says_one_line_and_leaves_nothing_after_kill_9(model: Path, tmp_path: Path) -> None:
    require(sys.platform == "linux", "only Linux can tie a process to its parent's life")
    ports = free_port(), free_port()
    running = serve(tmp_path, ports)
    everybody = family(running)
    try:
        until = time.monotonic() + START
        while not (tmp_path / "out").read_text():
            assert running.poll() is None and time.monotonic() < until, (tmp_path / "err").read_text()
            time.sleep(0.2)
        assert (
            tmp_path / "out"
        ).read_text() == f"Mynah is ready at http://127.0.0.1:{ports[0]}/webhooks/rest/webhook\n"
        assert answers(f"http://127.0.0.1:{ports[0]}/webhooks/rest/")
        everybody = family(running)
        assert len(everybody) == 3
        addresses = {c.laddr.ip for one in everybody for c in one.net_connections(kind="inet") if c.status == "LISTEN"}
        assert addresses == {"127.0.0.1"}
        running.kill()
        running.wait()
        assert still_there(everybody) == []
        assert not any(listening(port) for port in ports)
        assert (tmp_path / "out").read_text().count("\n") == 1
    finally:
        for one in everybody:
            if one.is_running():
                one.kill()
        running.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_serve_ended_while_it_starts(model: Path, tmp_path: Path, number: signal.Signals) -> None:
    ports = free_port(), free_port()
    running = serve(tmp_path, ports)
    everybody = family(running)
    try:
        until = time.monotonic() + 60
        while len(everybody) < 3:
            assert running.poll() is None and time.monotonic() < until, (tmp_path / "err").read_text()
            time.sleep(0.1)
            everybody = family(running)
        running.send_signal(number)
        assert running.wait(60) == 0
        assert still_there(everybody) == []
        assert (tmp_path / "out").read_text() == ""
        assert "Traceback" not in (tmp_path / "err").read_text()
    finally:
        for one in everybody:
            if one.is_running():
                one.kill()
        running.wait()


def test_ctrl_c_while_it_trains(tmp_path: Path) -> None:
    terminal = Terminal([*MYNAH, "train", "--force"], tmp_path, MYNAH_MODELS=str(tmp_path / "models"))
    try:
        terminal.run.expect_exact("Training the model", timeout=60)
        time.sleep(4)
        everybody = terminal.family()
        assert len(everybody) >= 2
        terminal.run.sendintr()
        assert terminal.end() == 130
        assert still_there(everybody) == []
        assert [word for word in NOISE if word in terminal.screen] == []
        assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["train.log"]
    finally:
        clear_away(terminal)
