"""`mynah learn`: learn from the turn log and publish what was learned; running servers go over to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from learning.model import least_people
from preferences import paths
from preferences.turn_log import open_engine

console = Console()

STEPS = ("reading", "chain", "personal rewrites", "index", "ranker", "personal ranker", "publishing")
"""What a run does, in order."""


def learn(
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be learned, and keep and publish nothing."),
    anew: bool = typer.Option(False, "--anew", help="Read the whole log again, not only what is new."),
    k: Optional[int] = typer.Option(None, min=2, help="Different people behind what everybody gets."),
    report: Optional[Path] = typer.Option(None, help="Folder of the report; reports/ in MYNAH_HOME, if left out."),
) -> None:
    """Read the new turns, learn from the whole record, publish a generation, write a report."""
    from bot.cli.learn_report import write_report
    from bot.nlu import minilm
    from learning.again import said_again
    from learning.defects import defect_of
    from learning.library import Decided
    from learning.mining import mine

    root = paths.generations()
    encoder = minilm.shared()
    vectors: dict[str, Any] = {}

    def encode(text: str) -> Any:
        if text not in vectors:
            vectors[text] = encoder.encode(text).sentence
        return vectors[text]

    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[told]}"), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("Learning", total=None, told="")

        def tell(step: str, turns: int) -> None:
            place = STEPS.index(step) + 1 if step in STEPS else len(STEPS)
            bar.update(task, description=f"{place}/{len(STEPS)} {step}", told=f"{turns} new turns")

        found = mine(
            open_engine(),
            root,
            encode,
            k=k if k is not None else least_people(),
            dry=dry_run,
            anew=anew,
            rephrase=said_again,
            defect=defect_of,
            tell=tell,
        )
    console.print(_summary(found, Decided(root).blocked()))
    if dry_run:
        console.print("Nothing was kept or published.")
        return
    folder = report or paths.home() / "reports" / found.published
    write_report(folder, found)
    console.print(f"Generation {found.published} is published; servers that run go over to it at their next turn.")
    console.print(f"The report is {folder / 'index.html'}.", markup=False, soft_wrap=True)


def _summary(found: Any, blocked: dict[str, str]) -> Table:
    evidence, learned = found.learned.evidence, found.learned
    failing = sum(tally.fails > 0.5 for tally in evidence.wordings.values())
    rows = [
        ("turns read now", found.turns),
        ("sessions in all", found.sessions),
        ("people", len(evidence.personal)),
        *requests(found),
        *((f"sign: {name}", count) for name, count in signs(found)),
        ("wordings", len(evidence.wordings)),
        ("wordings that fail, more likely than not", failing),
        ("rewrites for everybody", len(learned.exact)),
        ("personal rewrites", sum(map(len, learned.personal.values()))),
        ("wordings in everybody's index", len(learned.everybody.entries)),
        ("blocked", len(set(blocked) | learned.blocked)),
        ("seconds", f"{found.seconds:.1f}"),
    ]
    table = Table("what", "how many", title="What was learned", title_justify="left")
    for name, value in rows:
        table.add_row(name, str(value))
    table.add_row("online layer", "on" if learned.ranker is not None else "off: the record is too short")
    return table


def requests(found: Any) -> list[tuple[str, int]]:
    """How many requests were left after each step, for the table and the report."""
    return [
        ("requests", found.funnel.requests),
        ("with a sign against them", found.funnel.signed),
        ("defects, more likely than not", found.funnel.defects),
        ("put right", found.funnel.put_right),
        ("in words that are rewritten now", found.funnel.rewritten),
    ]


def signs(found: Any) -> list[tuple[str, int]]:
    """In how many requests each sign was seen, the most frequent first."""
    seen = sorted(found.funnel.signs.items(), key=lambda one: -one[1])
    return [(kind.value.replace("_", " "), count) for kind, count in seen]


def funnel(found: Any) -> list[tuple[str, int]]:
    """How many wordings were left after each step, for the report."""
    evidence = found.learned.evidence
    failing = [tally for tally in evidence.wordings.values() if tally.fails > 0.5]
    repaired = [tally for tally in failing if tally.by]
    k = max(least_people(), 2)
    many = [tally for tally in repaired if len(tally.people) >= k]
    return [
        ("wordings heard", len(evidence.wordings)),
        ("fail, more likely than not", len(failing)),
        ("put right by somebody", len(repaired)),
        (f"said by {k} people or more", len(many)),
        ("rewritten for everybody", len(found.learned.exact)),
    ]
