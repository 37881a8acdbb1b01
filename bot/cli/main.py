"""The command `mynah`."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from typing import Optional

import typer
from rich.console import Console

from bot.cli import doctor as doctor_command
from bot.cli import preferences as preferences_command
from bot.cli.model import model_path
from bot.cli.model import train as train_model
from bot.cli.processes import (
    LOOPBACK,
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
from preferences.errors import MynahError

app = typer.Typer(help="Mynah, a home assistant you can teach.", no_args_is_help=True, add_completion=False)
app.add_typer(preferences_command.app, name="preferences")
console = Console(stderr=True)

PORT = typer.Option(5005, "--port", help="Where Rasa's server listens.")
ACTIONS_PORT = typer.Option(5055, "--actions-port", help="Where the action server listens.")


def _ready_model() -> Path:
    path = model_path()
    if path.exists():
        return path
    older = any(path.parent.glob("mynah-*.tar.gz"))
    reason = "The model is older than its sources" if older else "There is no model yet"
    console.print(f"{reason}: training takes about a minute.")
    return train_model(console)


@app.command()
def chat(
    port: int = PORT,
    actions_port: int = ACTIONS_PORT,
    person: Optional[str] = typer.Option(None, help="Who speaks; the operating system's user, if left out."),
) -> None:
    """Talk to Mynah in this terminal; leave with /stop or Ctrl-C."""
    ports = Ports(port, actions_port)
    _check(ports)
    model = _ready_model()
    actions = start_actions(ports)
    try:
        with console.status("Starting the action server"):
            _wait_for_actions(ports, actions)
        console.print("Starting Rasa's shell; this takes about twenty seconds. Leave with /stop or Ctrl-C.")
        status = run_shell(ports, model, person or keyboard_person())
    except KeyboardInterrupt:
        status = 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end(actions)
    raise typer.Exit(status)


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
    _check(ports)
    model = _ready_model()
    signal.signal(signal.SIGTERM, _interrupt)
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
                    raise MynahError(f"{what} ended with status {process.returncode}; see the logs in MYNAH_HOME/logs.")
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end(server, actions)


@app.command()
def train(force: bool = typer.Option(False, help="Train even when the model is up to date.")) -> None:
    """Train the model, if its sources changed."""
    if model_path().exists() and not force:
        console.print("The model is up to date.")
        return
    train_model(console)
    console.print("The model is trained.")


@app.command()
def doctor() -> None:
    """Say what is installed, what is missing, which model, which schema, and what is open to the network."""
    raise typer.Exit(0 if doctor_command.report(Console()) else 1)


def _check(ports: Ports) -> None:
    check_port(ports.server, "--port")
    check_port(ports.actions, "--actions-port")


def _wait_for_actions(ports: Ports, process: object) -> None:
    log = log_file(f"actions-{ports.actions}.log")
    url = f"http://{LOOPBACK}:{ports.actions}/health"
    wait_until(lambda: answers(url), process, "The action server", log)  # type: ignore[arg-type]


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def run() -> None:
    """Run the command; an error of ours is one line, never a traceback."""
    try:
        app()
    except MynahError as problem:
        console.print(f"[red]{problem}[/red]", highlight=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    run()
