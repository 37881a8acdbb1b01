"""A person at a real terminal: types, reads the screen, and nothing that was started may stay behind."""

from __future__ import annotations

import contextlib
import io
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import psutil

from tests.conftest import MYNAH, QUIET, ROOT, free_port

PROMPT = "Your input ->"
START = 300.0
"""Seconds Rasa may take to load on a busy machine."""
NOISE = ("Traceback", "Warning", "warning", "WARNING", "ERROR", "INFO", "DEBUG", "site-packages", "tensorflow", "Errno")
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\r\x08]")


class Terminal:
    """One command in a pseudo-terminal."""

    def __init__(self, command: list[str], home: Path, **environment: str) -> None:
        env = {name: value for name, value in os.environ.items() if name != "MYNAH_PERSON"}
        # A real terminal tells where its cursor is; this one cannot.
        env |= {**QUIET, "MYNAH_HOME": str(home), "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", **environment}
        self._screen = io.StringIO()
        self.run = pexpect.spawn(
            command[0], command[1:], cwd=str(ROOT), env=env, dimensions=(50, 200), encoding="utf-8", timeout=60
        )
        self.run.logfile_read = self._screen

    @property
    def screen(self) -> str:
        """All that stood on the screen so far, without its control sequences."""
        return _CONTROL.sub("", self._screen.getvalue())

    def wait_for_prompt(self, seconds: float = 60) -> None:
        """Wait until the person may type."""
        assert self.run.expect_exact([PROMPT, pexpect.EOF], timeout=seconds) == 0, self.screen[-2000:]

    def say(self, text: str) -> str:
        """Type a message; returns what the screen showed until the next prompt."""
        # The prompt redraws itself once while it is typed into, so what was typed before is passed over first.
        before = len(self.screen)
        for part in (text, "\r"):
            time.sleep(0.3)
            self.run.send(part)
        until = time.monotonic() + 90
        while time.monotonic() < until:
            with contextlib.suppress(pexpect.TIMEOUT):
                self.run.read_nonblocking(65536, timeout=0.5)
            shown = self.screen[before:]
            answer = shown.split(text)[-1]
            if PROMPT in answer and answer.split(PROMPT)[0].strip():
                return answer.split(PROMPT)[0].strip()
        raise AssertionError(f"no answer to {text!r}: {self.screen[-2000:]}")

    def leave(self, keys: str) -> int:
        """Type the keys that leave, and wait for the end; returns the exit status."""
        for part in (keys, "" if keys in ("\x03", "\x04") else "\r"):
            time.sleep(0.3)
            self.run.send(part)
        return self.end()

    def end(self, seconds: float = 60) -> int:
        """Wait for the command to end; returns its exit status."""
        self.run.expect(pexpect.EOF, timeout=seconds)
        self.run.close()
        return int(self.run.exitstatus if self.run.exitstatus is not None else -1)

    def family(self) -> list[psutil.Process]:
        """The command's process and all below it."""
        parent = psutil.Process(self.run.pid)
        return [parent, *parent.children(recursive=True)]


@contextlib.contextmanager
def chat(home: Path, person: str) -> Iterator[tuple[Terminal, tuple[int, int]]]:
    """`mynah chat` on ports of its own, with those ports; whatever happens, it is ended."""
    ports = free_port(), free_port()
    command = [*MYNAH, "chat", "--port", str(ports[0]), "--actions-port", str(ports[1]), "--person", person]
    terminal = Terminal(command, home)
    try:
        yield terminal, ports
    finally:
        clear_away(terminal)


@contextlib.contextmanager
def plain_shell(home: Path, user: str) -> Iterator[Terminal]:
    """`rasa shell` as anybody would call it; the operating system's user is the person."""
    terminal = Terminal(
        [sys.executable, "-m", "rasa", "shell", "-p", str(free_port())], home, LOGNAME=user, PYTHONWARNINGS="ignore"
    )
    try:
        yield terminal
    finally:
        clear_away(terminal)


def clear_away(terminal: Terminal) -> None:
    """Kill what a failed test left."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in reversed(terminal.family()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    with contextlib.suppress(pexpect.ExceptionPexpect):
        terminal.run.close(force=True)


def still_there(family: list[psutil.Process], seconds: float = 30) -> list[str]:
    """The commands that still run after a while."""
    until = time.monotonic() + seconds
    while True:
        alive = []
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.status() != psutil.STATUS_ZOMBIE:
                    alive.append(" ".join(process.cmdline()))
        if not alive or time.monotonic() > until:
            return alive
        time.sleep(0.1)


def listening(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
