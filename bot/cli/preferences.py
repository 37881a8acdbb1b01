"""`mynah preferences`: what is remembered about a person, seen and changed from the terminal."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Optional

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.identity import keyboard_person
from bot.tokens import Tokens
from learning import forgetting
from preferences import paths
from preferences.curriculum import load_curriculum
from preferences.errors import ImportRefused, NobodySpeaks
from preferences.memory import open_memory
from preferences.phrase import Phrase
from preferences.preference import Correction, Preference
from preferences.turn_log import erase_turns

app = typer.Typer(help="See, forget, export and import what is remembered about a person.", no_args_is_help=True)
console = Console()

PERSON = typer.Option(None, "--person", help="Whose; the person at the keyboard, if left out.")


_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}")
"""Characters that turn the direction of text around."""


def _whose(person: Optional[str]) -> str:
    found = person or keyboard_person()
    if not found:
        raise NobodySpeaks("Nobody is named; give --person.")
    return found


@app.command("list")
def list_(person: Optional[str] = PERSON) -> None:
    """Show what is remembered."""
    whose = _whose(person)
    curriculum = load_curriculum()
    with open_memory() as memory:
        profile = memory.profile(whose)
    if not profile.preferences and not profile.corrections and not profile.phrases and not profile.paused:
        console.print(f"Nothing is remembered about {whose}.", markup=False)
        return
    table = Table(
        "concept",
        "what",
        "when it holds",
        "from the words",
        "learned",
        "used",
        title=Text(f"What is remembered about {whose}"),
        title_justify="left",
    )
    paused = profile.paused
    for one in (*profile.preferences, *(one for one in paused if isinstance(one, Preference))):
        flow = curriculum.flow(one.concept)
        told = flow.told(one.value, one.liked) if flow else one.value
        learned = one.learned_at.astimezone().strftime("%Y-%m-%d %H:%M")
        told = f"{told} (paused)" if one.paused_at is not None else told
        row = (one.concept, told, one.condition.words, one.words, learned, str(one.uses))
        table.add_row(*(_plain(cell) for cell in row))
    for meaning in (*profile.corrections, *(one for one in paused if isinstance(one, Correction))):
        learned = meaning.learned_at.astimezone().strftime("%Y-%m-%d %H:%M")
        told = f"{meaning.said} means {meaning.meant}{' (paused)' if meaning.paused_at is not None else ''}"
        row = (meaning.entity, told, "", meaning.words, learned, str(meaning.uses))
        table.add_row(*(_plain(cell) for cell in row))
    for phrase in (*profile.phrases, *(one for one in paused if isinstance(one, Phrase))):
        learned = phrase.learned_at.astimezone().strftime("%Y-%m-%d %H:%M")
        told = f"{phrase.told} (paused)" if phrase.paused_at is not None else phrase.told
        row = ("phrase", told, "", phrase.words, learned, str(phrase.uses))
        table.add_row(*(_plain(cell) for cell in row))
    console.print(table)


def _plain(cell: str) -> Text:
    """Words as they are: no markup of ours, nothing that turns the direction of the terminal's text."""
    return Text(cell.translate(_TURNS))


@app.command()
def forget(
    concept: Optional[str] = typer.Argument(None, help="What to forget about; everything, if left out."),
    value: Optional[str] = typer.Argument(None, help="Only this value."),
    person: Optional[str] = PERSON,
    yes: bool = typer.Option(False, "--yes", help="Do not ask before forgetting everything."),
) -> None:
    """Forget a concept, one value of it, or everything."""
    whose = _whose(person)
    with open_memory() as memory:
        if concept is not None:
            gone = memory.forget(whose, concept, value)
            console.print(f"{_things(len(gone))} forgotten.")
            return
        if not yes and not typer.confirm(f"Forget everything about {whose}, with all conversations?"):
            console.print("Nothing was changed.")
            return
        count = memory.forget_everything(whose)
        turns = erase_turns(whose)
        forgetting.forget(paths.generations(), whose)
    console.print(f"Everything is forgotten: {_things(count).lower()} and {turns} lines of conversation.")
    if names := ", ".join(token.name for token in Tokens().naming(whose)):
        told = f"May still speak for {whose}: {names}. To end that: mynah tokens revoke --person {shlex.quote(whose)}"
        console.print(told, markup=False, soft_wrap=True)


@app.command()
def export(
    file: Optional[Path] = typer.Argument(None, help="Where to; the terminal, if left out."),
    person: Optional[str] = PERSON,
) -> None:
    """Write everything remembered as JSON."""
    with open_memory() as memory:
        text = json.dumps(memory.export(_whose(person)), indent=2, ensure_ascii=False)
    if file is None:
        sys.stdout.write(text + "\n")
        return
    # Made for its owner alone before anything personal stands in it.
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(text + "\n", encoding="utf-8")
    console.print(f"Written to {file}.", markup=False)


@app.command("import")
def import_(file: Path = typer.Argument(..., help="A file that export wrote."), person: Optional[str] = PERSON) -> None:
    """Take in what export wrote; what is known already stays."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise ImportRefused(f"{file} cannot be read: {problem.strerror}.") from None
    except (ValueError, RecursionError):
        raise ImportRefused(f"{file} is no JSON, so nothing was imported.") from None
    with open_memory() as memory:
        count = memory.import_(_whose(person), document)
    console.print(f"{_things(count)} taken in.")


def _things(count: int) -> str:
    return {0: "Nothing", 1: "1 thing"}.get(count, f"{count} things")
