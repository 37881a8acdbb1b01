"""The servers that are compared: Mynah as it ships, and Rasa with other parts; all real, all over HTTP on loopback."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import yaml

from benchmarks import baseline
from bot.cli.processes import answers, end
from preferences.curriculum import ROOT

START_WITHIN = 600.0
"""Seconds a server may take to start on a busy machine."""
STAYS_OPEN = 3.0
"""Seconds of silence after which a new connection is made; Rasa's server hangs up after five."""
OURS = {
    "tracker_store": {"type": "bot.stores.turn_log.TurnLog"},
    "lock_store": {"type": "bot.stores.lock.ConversationLock"},
}


class NotStarted(Exception):
    """A server did not start; names its log."""


@dataclass
class Server:
    """One running assistant."""

    port: int
    """Where its REST channel is."""
    processes: list[subprocess.Popen[Any]] = field(default_factory=list)
    """What was started for it."""
    home: Path | None = None
    """Where its memory is."""
    _line: http.client.HTTPConnection | None = None
    _spoken: float = 0.0

    def say(self, text: str, person: str, conversation: str) -> tuple[float, str]:
        """Say something over a connection that is open already; returns milliseconds and the reply."""
        if self._line is None or time.monotonic() - self._spoken > STAYS_OPEN:
            if self._line is not None:
                self._line.close()
            self._line = self.connect()
        answer = post(self._line, text, person, conversation)
        self._spoken = time.monotonic()
        return answer

    def connect(self) -> http.client.HTTPConnection:
        """An open connection of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.connect()
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line


@dataclass
class Servers:
    """The five that are compared."""

    mynah: Server
    """Mynah as `mynah serve` starts it."""
    mynah_on_stock: Server
    """Mynah's model and actions on Rasa's own stores."""
    plain: Server
    """Without Mynah, on Mynah's stores."""
    plain_on_stock: Server
    """Without Mynah, on Rasa's own stores."""
    quick: Server
    """Without Mynah, on Mynah's stores, with Mynah's shorter way to the action server."""


def post(line: http.client.HTTPConnection, text: str, person: str, conversation: str) -> tuple[float, str]:
    """One message; returns milliseconds from sending to the whole answer, and what was replied."""
    body = json.dumps({"sender": conversation, "message": text, "metadata": {"user_id": person}}).encode()
    begin = time.perf_counter()
    line.request("POST", "/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    response = line.getresponse()
    answer = response.read()
    took = (time.perf_counter() - begin) * 1000
    if response.status != 200:
        raise RuntimeError(f"the server answered {response.status}")
    return took, "\n".join(message.get("text") or "" for message in json.loads(answer))


def fresh(kind: str) -> str:
    """A name nobody has had."""
    return f"{kind}-{uuid.uuid4().hex[:10]}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, kept: Path) -> Iterator[Servers]:
    """Start all five, one after another; ends them whatever happens."""
    with ExitStack() as stack:
        mynah = stack.enter_context(mynah_alone(folder))
        actions_port = _actions_port(mynah)
        stock = {
            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "stock-mynah.db")},
            "lock_store": {"type": "in_memory"},
        }
        model = _model_of(mynah)
        mynah_on_stock = stack.enter_context(
            _rasa(folder, "mynah-on-stock", ROOT, model, ROOT / "credentials.yml", actions_port, stock, mynah.home)
        )
        project = folder / "baseline"
        plain_model = baseline.trained(project, kept)
        home = folder / "plain-home"
        plain_actions = stack.enter_context(_plain_actions(folder, home))
        stock = {**stock, "tracker_store": {**stock["tracker_store"], "db": str(folder / "stock-plain.db")}}
        common = (project, plain_model, project / "credentials.yml", plain_actions)
        plain_on_stock = stack.enter_context(_rasa(folder, "plain-on-stock", *common, stock, home))
        plain = stack.enter_context(_rasa(folder, "plain", *common, OURS, home))
        quick = stack.enter_context(_rasa(folder, "quick", *common, OURS, home, "benchmarks.quick_rasa"))
        yield Servers(mynah, mynah_on_stock, plain, plain_on_stock, quick)


@contextmanager
def mynah_alone(folder: Path) -> Iterator[Server]:
    """Mynah by `mynah serve`, with a home of its own."""
    home = folder / "home"
    port, actions = free_port(), free_port()
    command = [sys.executable, "-m", "bot.cli.main", "serve", "--port", str(port), "--actions-port", str(actions)]
    log = folder / "mynah.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "MYNAH_HOME": str(home)}, stdout=written, stderr=subprocess.STDOUT
        )
    server = Server(port, [process], home)
    try:
        _wait(lambda: b"Mynah is ready" in log.read_bytes(), process, log)
        yield server
    finally:
        end(process)


def resident_mb(process: psutil.Process) -> float:
    """Memory of a process and its children, in MB; pages they share are counted in each."""
    return float(sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / 2**20)


def part_of(server: Server, word: str) -> psutil.Process:
    """The process below `mynah serve` whose command line holds that word."""
    for child in psutil.Process(server.processes[0].pid).children(recursive=True):
        if word in child.cmdline():
            return child
    raise NotStarted(f"there is no process of {word} under mynah serve")


def _actions_port(server: Server) -> int:
    command = part_of(server, "rasa_sdk").cmdline()
    return int(command[command.index("--port") + 1])


def _model_of(server: Server) -> Path:
    command = part_of(server, "rasa").cmdline()
    return Path(command[command.index("-m", command.index("rasa")) + 1])


@contextmanager
def _plain_actions(folder: Path, home: Path) -> Iterator[int]:
    port, log = free_port(), folder / "plain-actions.log"
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "benchmarks.plain_actions", "--port", str(port)]
    process = _started(command, ROOT, log, home, warm="1")
    try:
        _wait(lambda: answers(f"http://127.0.0.1:{port}/health"), process, log)
        yield port
    finally:
        end(process)


@contextmanager
def _rasa(
    folder: Path,
    name: str,
    project: Path,
    model: Path,
    credentials: Path,
    actions_port: int,
    stores: dict[str, Any],
    home: Path | None,
    program: str = "rasa",
) -> Iterator[Server]:
    endpoints = folder / f"endpoints-{name}.yml"
    action = {"url": f"http://127.0.0.1:{actions_port}/webhook", "enable_selective_domain": True}
    endpoints.write_text(yaml.safe_dump({"action_endpoint": action, **stores}), encoding="utf-8")
    port, log = free_port(), folder / f"{name}.log"
    command = [sys.executable, "-m", program, "run", "-i", "127.0.0.1", "-p", str(port), "-m", str(model)]
    command += ["--endpoints", str(endpoints), "--credentials", str(credentials)]
    process = _started(command, project, log, home)
    try:
        _wait(lambda: answers(f"http://127.0.0.1:{port}/webhooks/rest/"), process, log)
        yield Server(port, [process], home)
    finally:
        end(process)


def _started(command: Sequence[str], cwd: Path, log: Path, home: Path | None, warm: str = "") -> subprocess.Popen[Any]:
    more = {"MYNAH_HOME": str(home), **({"MYNAH_WARM": warm} if warm else {})}
    with log.open("wb") as written:
        return subprocess.Popen(
            list(command), cwd=cwd, env=baseline.environment(**more), stdout=written, stderr=subprocess.STDOUT
        )


def _wait(ready: Any, process: subprocess.Popen[Any], log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while not ready():
        if process.poll() is not None:
            raise NotStarted(f"a server ended at once; its log is {log}")
        if time.monotonic() > until:
            raise NotStarted(f"a server did not start in time; its log is {log}")
        time.sleep(0.2)
