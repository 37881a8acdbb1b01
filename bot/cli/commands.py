"""What the command `mynah` can do."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Optional

import typer
from rich.console import Console

from bot.cli import doctor as doctor_command
from bot.cli import evaluate as evaluate_command
from bot.cli import listen as listen_command
from bot.cli import preferences as preferences_command
from bot.cli import rewrites as rewrites_command
from bot.cli import teach as teach_command
from bot.cli import tokens as tokens_command
from bot.cli.evaluate_rewriting import rewriting
from bot.cli.learn import learn
from bot.cli.model import check_model, model_path
from bot.cli.model import train as train_model
from bot.cli.preflight import check_flows, check_packages, check_storage
from bot.cli.processes import (
    EVERYWHERE,
    LOOKED_AT_EVERY,
    LOOPBACK,
    TENDED_EVERY,
    CannotStart,
    Outside,
    Ports,
    action_server,
    certificate,
    check_port,
    end,
    endpoints_file,
    origins,
    rasa_server,
    run_shell,
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
evaluate_command.app.command()(rewriting)
app.add_typer(evaluate_command.app, name="evaluate")
app.add_typer(rewrites_command.app, name="rewrites")
app.command()(learn)
app.add_typer(teach_command.app, name="teach")
app.add_typer(tokens_command.app, name="tokens")
app.command()(listen_command.listen)
console = Console(stderr=True)

PORT = typer.Option(5005, "--port", min=1, max=65535, help="Where Rasa's server listens.")
ACTIONS_PORT = typer.Option(5055, "--actions-port", min=1, max=65535, help="Where the action server listens.")


@app.command()
def chat(
    port: int = PORT,
    actions_port: int = ACTIONS_PORT,
    person: Optional[str] = typer.Option(None, help="Who speaks; the operating system's user, if left out."),
) -> None:
    """Talk to Mynah in this terminal; leave with /stop, Ctrl-C or Ctrl-D."""
    ports = Ports(port, actions_port)
    _end_politely()
    model = _made_ready(ports)
    actions = action_server(ports)
    try:
        console.print("Starting Mynah; this takes about twenty seconds. Leave with /stop or Ctrl-C.", highlight=False)
        actions.start()
        run_shell(ports, model, person or keyboard_person(), actions)
    except KeyboardInterrupt:
        console.print("Goodbye.")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        actions.end()


@app.command()
def serve(
    port: int = PORT,
    actions_port: int = ACTIONS_PORT,
    interface: str = typer.Option(
        LOOPBACK, "-i", "--interface", help="The address to listen on; loopback unless told."
    ),
    ssl_certificate: Optional[Path] = typer.Option(None, help="A certificate (PEM): serve HTTPS, as phones ask for."),
    ssl_keyfile: Optional[Path] = typer.Option(None, help="Its key (PEM)."),
    cors: Optional[list[str]] = typer.Option(
        None, help="A web page that may use the server, https://app.example; several times for several. None is."
    ),
) -> None:
    """Serve front-ends until Ctrl-C."""
    ports = Ports(port, actions_port)
    _end_politely()
    outside = Outside(interface, certificate(ssl_certificate, ssl_keyfile), origins(cors or ()))
    model = _made_ready(ports)
    services = (action_server(ports), rasa_server(ports, model, outside))
    try:
        for service in services:
            service.start()
        with console.status("Starting the two servers"):
            for service in services:
                service.wait()
        if interface == EVERYWHERE and not os.environ.get("MYNAH_HOSTS"):
            console.print("Others reach it once MYNAH_HOSTS lists the names or addresses they use for this machine.")
        print(f"Mynah is ready at {services[1].url}webhook", flush=True)
        page = f"{services[1].url.removesuffix('rest/')}voice/"
        console.print(f"Open {page} in a browser to talk to it.", highlight=False)
        console.print("`mynah tokens pair` lets a browser in, `mynah tokens add` an app; docs/voice.md tells more.")
        while True:
            for service in services:
                if service.tend():
                    console.print(f"{service.what} had ended and is started again; its log is {service.log}.")
            time.sleep(TENDED_EVERY if all(service.ready for service in services) else LOOKED_AT_EVERY)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end(*(service.process for service in services))


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
    endpoints_file(ports)
    path = model_path()
    if path.exists():
        check_model(path)
        return path
    older = any(path.parent.glob("mynah-*.tar.gz"))
    reason = "The model is older than its sources" if older else "There is no model yet"
    console.print(f"{reason}: training takes about a minute.")
    return train_model(console)


def _end_politely() -> None:
    """Treat being ended, or losing the terminal, like Ctrl-C: the servers are ended first."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
