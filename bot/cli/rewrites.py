"""`mynah rewrites`: what is read in the place of what, why, and how to stop it."""

from __future__ import annotations

from typing import Optional

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from learning.generation import Generation, current, load
from learning.library import Decided
from learning.rewrites import Rewrite
from preferences import paths
from preferences.errors import LearningError

app = typer.Typer(help="See, explain, block and restore what is read in the place of what.", no_args_is_help=True)
console = Console()

PERSON = typer.Option(None, "--person", help="Whose own rewrites; everybody's, if left out.")
NAME = typer.Argument(..., help="The name of a rewrite, as `mynah rewrites list` shows it.")


def _generation() -> Generation:
    root = paths.generations()
    name = current(root)
    if name is None:
        raise LearningError("Nothing was learned yet. Run: mynah learn")
    return load(root, name)


@app.command("list")
def list_(person: Optional[str] = PERSON, blocked: bool = typer.Option(False, help="Only the blocked ones.")) -> None:
    """Show the precomputed rewrites, surest first."""
    decided = Decided(paths.generations())
    no = {**decided.blocked(), **dict.fromkeys(decided.denied().get(person or "", ()), "you said no")}
    generation = _generation()
    found = sorted(generation.all_rewrites(person), key=lambda one: one.own_success - one.least)
    generation.close()
    found = [one for one in found if not blocked or one.id in no]
    if not found:
        console.print("There are none.")
        return
    table = Table(Column("name", no_wrap=True), "heard", "is taken for", "people", "wins", "losses", "better", "state")
    for one in found:
        state = "blocked" if one.id in no else "resting" if one.record.weak else "served"
        record = one.record
        told = (one.id, one.text, one.said or one.meaning.state, str(one.people))
        went = (f"{record.wins:.1f}", f"{record.losses:.1f}", f"{record.better:.0%}", state)
        table.add_row(*(Text(cell) for cell in (*told, *went)))
    console.print(table)


@app.command()
def explain(name: str = NAME, person: Optional[str] = PERSON) -> None:
    """Say what speaks for a rewrite and against it."""
    one = _found(name, person)
    record = one.record
    no = Decided(paths.generations()).blocked().get(name)
    lines = [
        f"“{one.text}” is by itself read as {one.own}; that served people in {one.own_success:.0%} of the turns.",
        f"It is taken for {one.meaning.state}" + (f", as in “{one.said}”." if one.said else "."),
        f"{one.people} different people ended well with that, and it works in at least {one.least:.0%} of its turns.",
        f"Served, it went well {record.wins:.1f} times and badly {record.losses:.1f} times; "
        f"as it was said, {record.held_well:.1f} and {record.held_badly:.1f} times.",
        f"So it is the better one with a probability of {record.better:.0%}.",
    ]
    if no is not None:
        lines.append(f"It is blocked: {no}.")
    for line in lines:
        console.print(Text(line))


@app.command()
def block(name: str = NAME, person: Optional[str] = PERSON) -> None:
    """Stop a rewrite, for everybody or for one person; it holds from the next turn on."""
    decided = Decided(paths.generations())
    if person is not None:
        decided.deny(person, name)
    else:
        _found(name, None)
        decided.block(name, "it was blocked by hand")
    console.print("It is blocked.")


@app.command()
def restore(name: str = NAME, person: Optional[str] = PERSON) -> None:
    """Let a blocked rewrite be served again."""
    decided = Decided(paths.generations())
    changed = decided.allow(person, name) if person is not None else decided.restore(name)
    console.print("It is served again." if changed else "It was not blocked.")


def _found(name: str, person: str | None) -> Rewrite:
    generation = _generation()
    try:
        for one in generation.all_rewrites(person):
            if one.id == name:
                return one
    finally:
        generation.close()
    raise LearningError(f"There is no rewrite named {name}; `mynah rewrites list` shows them.")
