"""Starts and ends the two servers; whatever happens, none of them stays behind."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.cli.model import end_with_parent, last_words, quiet_environment
from preferences import paths
from preferences.curriculum import ROOT
from preferences.errors import MynahError

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"
READY_WITHIN = 180.0
"""Seconds a server may take to start; loading TensorFlow alone takes some fifteen."""
LOOKED_AT_EVERY = 0.1
"""Seconds between two looks at a server that does not answer yet."""
TENDED_EVERY = 0.5
"""Seconds between two looks at one that does."""
MOST_FAILURES = 3
"""How often in a row a server may end before it answers until it is given up."""
END_WITHIN = 8.0
"""Seconds a process has to end before it is killed."""


class CannotStart(MynahError):
    """A server cannot be started; says why and what to do."""


@dataclass(frozen=True)
class Ports:
    """Where the servers listen."""

    server: int = 5005
    """Rasa's."""
    actions: int = 5055
    """The action server's."""


@dataclass(frozen=True)
class Outside:
    """How Rasa's server shows itself."""

    interface: str = LOOPBACK
    """The address it listens on."""
    tls: tuple[Path, Path] | None = None
    """Certificate and key; None for plain HTTP."""
    origins: tuple[str, ...] = ()
    """The web pages of elsewhere that may use it."""


def certificate(certificate: Path | None, key: Path | None) -> tuple[Path, Path] | None:
    """A certificate with its key, seen to belong together; None for neither.

    Raises:
        CannotStart: one is missing, or they cannot be used.
    """
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise CannotStart("HTTPS takes both --ssl-certificate and --ssl-keyfile.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: b"")
    except FileNotFoundError:
        missing = certificate if not certificate.exists() else key
        raise CannotStart(f"{missing} is not there.") from None
    except (ssl.SSLError, OSError, ValueError):
        raise CannotStart(f"{certificate} and {key} are no certificate and its key, unlocked and in PEM.") from None
    return certificate.absolute(), key.absolute()


def origins(named: Iterable[str]) -> tuple[str, ...]:
    """The origins of web pages, as browsers name them.

    Raises:
        CannotStart: one is none; all pages at once cannot be named.
    """
    found = tuple(name.strip().lower().rstrip("/") for name in named)
    for name in found:
        if not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", name):
            raise CannotStart(f"--cors names pages one by one, as https://app.example; {name} is none.")
    return found


def check_port(port: int, option: str) -> None:
    """See that a port is free.

    Raises:
        CannotStart: it is in use; names the option that chooses another.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise CannotStart(f"Port {port} is in use; choose another with {option}.") from None


def endpoints_file(ports: Ports) -> Path:
    """Write the endpoints that Rasa is started with, for these ports.

    Raises:
        CannotStart: the project's own file, which they are made from, cannot be used.
    """
    try:
        stock = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
        stock["action_endpoint"]["url"] = f"http://{LOOPBACK}:{ports.actions}/webhook"
    except OSError as problem:
        raise CannotStart(f"{ROOT / 'endpoints.yml'} cannot be read: {problem.strerror}.") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise CannotStart(f"{ROOT / 'endpoints.yml'}{line}: this is not readable YAML.") from None
    except (KeyError, TypeError):
        raise CannotStart(
            f"{ROOT / 'endpoints.yml'}: action_endpoint is missing; Rasa finds the actions by it."
        ) from None
    folder = paths.home() / "run"
    folder.mkdir(exist_ok=True)
    path = folder / f"endpoints-{ports.server}.yml"
    path.write_text(yaml.safe_dump(stock), encoding="utf-8")
    return path


@dataclass
class Service:
    """One of the two servers; one that dies after it has answered is started again."""

    what: str
    """What it is called when something is wrong."""
    command: list[str]
    """What is run."""
    url: str
    """Answers as soon as it is ready."""
    log: Path
    """What it says."""
    more: dict[str, str] = field(default_factory=dict)
    """What stands in its environment besides."""
    process: subprocess.Popen[bytes] | None = None
    """The running one."""
    ready: bool = False
    """Whether the running one has answered."""
    failed: int | None = None
    """How often in a row it ended before it answered; None until it has answered for the first time."""

    def start(self) -> None:
        """Start it; its log is begun anew, or carried on when it is started again."""
        environment = quiet_environment(SANIC_HOST=LOOPBACK, PYTHONUNBUFFERED="1", MYNAH_WARM="1", **self.more)
        with self.log.open("wb" if self.process is None else "ab") as written:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent(),
            )
        self.ready = False

    def tend(self) -> bool:
        """See that it runs, starting it again where needed; returns whether that was needed.

        Raises:
            CannotStart: it ended before it answered, at the first start or several times in a row, so that starting
                it again would not help.
        """
        assert self.process is not None
        if self.process.poll() is None:
            if not self.ready and answers(self.url):
                self.ready, self.failed = True, 0
            return False
        if not self.ready:
            self.failed = None if self.failed is None else self.failed + 1
        if self.failed is None or self.failed >= MOST_FAILURES:
            raise CannotStart(f"{self.what} stopped at once: {last_words(self.log)} Its log is {self.log}.")
        self.start()
        return True

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            CannotStart: it ended, or did not answer in time.
        """
        until = time.monotonic() + READY_WITHIN
        while not self.ready:
            self.tend()
            if time.monotonic() > until:
                raise CannotStart(
                    f"{self.what} did not answer within {READY_WITHIN:.0f} seconds. Its log is {self.log}."
                )
            time.sleep(LOOKED_AT_EVERY)

    def end(self) -> None:
        """End it, if it runs."""
        end(self.process)


def action_server(ports: Ports) -> Service:
    """The action server, not started yet."""
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(ports.actions)]
    log = log_file(f"actions-{ports.actions}.log")
    return Service("The action server", command, f"http://{LOOPBACK}:{ports.actions}/health", log)


def rasa_server(ports: Ports, model: Path, outside: Outside | None = None) -> Service:
    """Rasa's server for front-ends, not started yet."""
    shown = outside or Outside()
    # Where it listens on all addresses, loopback is one of them; an address of its own is a name it answers to.
    host = LOOPBACK if shown.interface == EVERYWHERE else shown.interface
    hosts = ",".join(filter(None, (os.environ.get("MYNAH_HOSTS"), host)))
    url = f"{'https' if shown.tls else 'http'}://{host}:{ports.server}/webhooks/rest/"
    log = log_file(f"server-{ports.server}.log")
    command = _rasa("run", ports, model, shown.interface)
    if shown.tls:
        command += ["--ssl-certificate", str(shown.tls[0]), "--ssl-keyfile", str(shown.tls[1])]
    if shown.origins:
        command += ["--cors", *shown.origins]
    more = {"MYNAH_HOSTS": hosts, "MYNAH_ORIGINS": ",".join(shown.origins)}
    return Service("Rasa", command, url, log, more)


def run_shell(ports: Ports, model: Path, person: str | None, actions: Service) -> None:
    """Run Rasa's shell in this terminal until the person leaves, tending the action server meanwhile.

    What it has to complain about goes to a log: the terminal belongs to the talk.

    Raises:
        CannotStart: it stopped by itself, or the action server cannot be started.
    """
    log = log_file(f"shell-{ports.server}.log")
    more = {"MYNAH_PERSON": person} if person else {}
    environment = quiet_environment(LOG_LEVEL="WARNING", RASA_SHELL_STREAM_READING_TIMEOUT_IN_SECONDS="60", **more)
    with _terminal_kept(), log.open("wb") as written:
        shell = subprocess.Popen(
            _rasa("shell", ports, model, LOOPBACK),
            cwd=ROOT,
            env=environment,
            stderr=written,
            preexec_fn=end_with_parent(),
        )
        try:
            while shell.poll() is None:
                actions.tend()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    shell.wait(TENDED_EVERY if actions.ready else LOOKED_AT_EVERY)
        finally:
            end(shell)
    if shell.returncode != 0:
        raise CannotStart(f"Rasa's shell stopped: {last_words(log)} Its log is {log}.")


@contextlib.contextmanager
def _terminal_kept() -> Iterator[None]:
    """Give the terminal back as it was: a shell that is killed leaves it without echo."""
    try:
        import termios

        before = termios.tcgetattr(sys.stdin.fileno())
    except (ImportError, OSError, ValueError, termios.error):
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)


def _rasa(verb: str, ports: Ports, model: Path, interface: str) -> list[str]:
    return [
        *(sys.executable, "-m", "rasa", verb, "-i", interface, "-p", str(ports.server), "-m", str(model)),
        *("--endpoints", str(endpoints_file(ports)), "--credentials", str(ROOT / "credentials.yml")),
    ]


def log_file(name: str) -> Path:
    """Where a server's log is."""
    folder = paths.home() / "logs"
    folder.mkdir(exist_ok=True)
    return folder / name


def answers(url: str) -> bool:
    """Whether a server answers at that address."""
    try:
        # A proxy of the environment has no business between two processes of one machine, and the name in the
        # certificate is for others.
        without_names = urllib.request.HTTPSHandler(context=ssl._create_unverified_context())
        asked = urllib.request.build_opener(urllib.request.ProxyHandler({}), without_names)
        with asked.open(url, timeout=1) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError, ValueError):
        return False


def end(*processes: subprocess.Popen[bytes] | None) -> None:
    """End processes, politely first."""
    running = [process for process in processes if process is not None and process.poll() is None]
    for process in running:
        process.terminate()
    until = time.monotonic() + END_WITHIN
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
