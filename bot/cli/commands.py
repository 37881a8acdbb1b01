"""What the command `mynah` can do."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Optional

import typer
from rich.console import Console

from bot.cli import doctor as doctor_command
from bot.cli import preferences as preferences_command
from bot.cli.model import check_model, model_path
from bot.cli.model import train as train_model
from bot.cli.preflight import check_flows, check_packages, check_storage
from bot.cli.processes import (
    LOOPBACK,
    CannotStart,
    Ports,
    answers,
    check_port,
    end,
    log_file,
    run_shell,
    start_actions,
    start_server,
    wait_until,
)
from bot.identity import keyboard_person

app = typer.Typer(
    help="Mynah, a home assistant you can teach.",
    no_args_is_help=True,
    add_completion=False,
    # Its tracebacks print local variables, which hold what people said.
    pretty_exceptions_enable=False,
)
app.add_typer(preferences_command.app, name="preferences")
console = Console(stderr=True)

PORT = typer.Option(5005, "--port", min=1, max=65535, help="Where Rasa's server listens.")
ACTIONS_PORT = typer.Option(5055, "--actions-port", min=1, max=65535, help="Where the action server listens.")


@app.command()
def chat(
    port: int = PORT,
    actions_port: int = ACTIONS_PORT,
    person: Optional[str] = typer.Option(None, help="Who speaks; the operating system's user, if left out."),
) -> None:
    """Talk to Mynah in this terminal; leave with /stop or Ctrl-C."""
    ports = Ports(port, actions_port)
    _end_politely()
    model = _made_ready(ports)
    actions = None
    try:
        actions = start_actions(ports)
        with console.status("Starting the action server"):
            _wait_for_actions(ports, actions)
        console.print("Starting Rasa's shell; this takes about twenty seconds. Leave with /stop or Ctrl-C.")
        run_shell(ports, model, person or keyboard_person())
    except KeyboardInterrupt:
        console.print("Goodbye.")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end(actions)


@app.command()
def serve(
    port: int = PORT,
    actions_port: int = ACTIONS_PORT,
    interface: str = typer.Option(
        LOOPBACK, "-i", "--interface", help="The address to listen on; loopback unless told."
    ),
) -> None:
    """Serve front-ends over REST until Ctrl-C."""
    ports = Ports(port, actions_port)
    _end_politely()
    model = _made_ready(ports)
    actions = server = None
    try:
        actions = start_actions(ports)
        server = start_server(ports, model, interface)
        with console.status("Starting the two servers"):
            _wait_for_actions(ports, actions)
            url = f"http://{LOOPBACK}:{ports.server}"
            wait_until(lambda: answers(f"{url}/webhooks/rest/"), server, "Rasa", log_file(f"server-{port}.log"))
        print(f"Mynah is ready at {url}/webhooks/rest/webhook", flush=True)
        while True:
            for what, process in (("The action server", actions), ("Rasa", server)):
                if process.poll() is not None:
                    raise CannotStart(
                        f"{what} ended with status {process.returncode}; see the logs in MYNAH_HOME/logs."
                    )
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end(server, actions)


@app.command()
def train(force: bool = typer.Option(False, help="Train even when the model is up to date.")) -> None:
    """Train the model, if its sources changed."""
    _end_politely()
    check_packages()
    check_flows()
    if model_path().exists() and not force:
        console.print("The model is up to date.")
        return
    train_model(console)
    console.print("The model is trained.")


@app.command()
def doctor() -> None:
    """Say what is installed, what is missing, which model, which schema, and what is open to the network."""
    raise typer.Exit(0 if doctor_command.report(Console()) else 1)


def _made_ready(ports: Ports) -> Path:
    """See that everything is there to start with, training the model where needed; returns the model.

    Raises:
        MynahError: something is not, in one sentence that says what to do.
    """
    if ports.server == ports.actions:
        raise CannotStart(f"Port {ports.server} cannot serve both; choose another with --actions-port.")
    check_port(ports.server, "--port")
    check_port(ports.actions, "--actions-port")
    check_packages()
    check_flows()
    check_storage()
    path = model_path()
    if path.exists():
        check_model(path)
        return path
    older = any(path.parent.glob("mynah-*.tar.gz"))
    reason = "The model is older than its sources" if older else "There is no model yet"
    console.print(f"{reason}: training takes about a minute.")
    return train_model(console)


def _wait_for_actions(ports: Ports, process: object) -> None:
    log = log_file(f"actions-{ports.actions}.log")
    url = f"http://{LOOPBACK}:{ports.actions}/health"
    wait_until(lambda: answers(url), process, "The action server", log)  # type: ignore[arg-type]


def _end_politely() -> None:
    """Treat being ended, or losing the terminal, like Ctrl-C: the servers are ended first."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
