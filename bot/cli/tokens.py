"""`mynah tokens`: who may speak to the server from elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.identity import keyboard_person
from bot.tokens import LARGEST, PER_MINUTE, Kind, TokenError, Tokens
from preferences.errors import NobodySpeaks

app = typer.Typer(help="Let people, devices and browsers speak to the server, and end that.", no_args_is_help=True)
console = Console()

PERSON = typer.Option(None, "--person", "-p", help="Whom it speaks for; the person at the keyboard, if left out.")


@app.command()
def add(
    name: str = typer.Argument(..., help='What it is called in lists: "Sam\'s phone", "kitchen speaker".'),
    person: Optional[list[str]] = PERSON,
    device: bool = typer.Option(False, "--device", help="A thing of the household; it may speak for every --person."),
    per_minute: int = typer.Option(PER_MINUTE, min=1, max=10_000, help="Requests a minute that it is served."),
    largest: int = typer.Option(LARGEST, min=1, max=LARGEST, help="Bytes of its largest message."),
) -> None:
    """Make a token. It is shown once; only its hash is kept."""
    kind = Kind.DEVICE if device else Kind.PERSON
    token, words = Tokens().add(kind, name, person or [_keyboard()], per_minute, largest)
    whom = " or ".join(token.people) if device else token.people[0]
    console.print(f"{token.name} may speak for {whom}, with this token; it is not shown again:", markup=False)
    # On a line of its own and on its own, so that a script can take it.
    print(words)


@app.command("list")
def list_() -> None:
    """Show the tokens there are, without their secrets."""
    tokens = Tokens().all()
    if not tokens:
        console.print("There are no tokens; only programs of this machine are served.")
        return
    table = Table("number", "name", "kind", "speaks for", "made", title="Who may speak", title_justify="left")
    for token in tokens:
        made = datetime.fromisoformat(token.made_at).astimezone().strftime("%Y-%m-%d %H:%M")
        table.add_row(*map(Text, (token.id, token.name, token.kind.value, ", ".join(token.people), made)))
    console.print(table)


@app.command()
def revoke(
    which: Optional[str] = typer.Argument(None, help="Its number, or its name."),
    person: Optional[str] = typer.Option(None, "--person", "-p", help="Instead of one token: all, for this person."),
) -> None:
    """End a token, or let nothing speak for a person; the running server goes by it from the next request on."""
    if (which is None) == (person is None):
        raise TokenError("Name either a token or, with --person, somebody for whom none shall speak.")
    if which is not None:
        token = Tokens().revoke(which)
        console.print(f"{token.name} ({token.id}) may not speak any more.", markup=False)
        return
    for token in Tokens().forget(str(person)):
        console.print(f"{token.name} ({token.id}) may not speak for {person} any more.", markup=False)
    console.print(f"No token names {person}.", markup=False)


@app.command()
def pair(person: Optional[str] = typer.Option(None, "--person", "-p", help="Whom the browser will speak for.")) -> None:
    """Show a code that lets one browser speak for a person; it works once, within ten minutes."""
    whom = person or _keyboard()
    code = Tokens().open_pairing(whom)
    console.print(f"Enter this in the browser that is to speak for {whom}, within ten minutes:", markup=False)
    print(code)


def _keyboard() -> str:
    found = keyboard_person()
    if not found:
        raise NobodySpeaks("Nobody is named; give --person.")
    return found
