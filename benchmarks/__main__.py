"""Measures the budgets as ratios of one run: `python -m benchmarks`, or `make bench`.

Prints a table and writes `build/bench.json`, a list of `{name, value, unit, budget, holds}`. What each figure means
stands in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks.clone import clone_figures
from benchmarks.interpretation import interpretation_figures
from benchmarks.next_turn import TIMES, next_turn_figures
from benchmarks.report import Figure, table, write
from benchmarks.rewriting_speed import rewriting_figures
from benchmarks.servers import Servers, mynah_alone, part_of, resident_mb, running
from benchmarks.together import ROUNDS, together_figures
from benchmarks.turns import GROWN, TURNS, WARM_UP, growth_figures, turn_figures
from benchmarks.voice import ROUNDS as ROUNDS_SPOKEN
from benchmarks.voice import SPOKEN, voice_figures, weights
from preferences.curriculum import ROOT
from preferences.memory import open_memory

PARTS = ("interpretation", "rewriting", "turns", "together", "growth", "next_turn", "voice", "memory", "clone")
COMPARED = frozenset({"turns", "together", "growth"})
"""Parts that need all five servers; the others get by with Mynah alone."""
SERVED = COMPARED | {"next_turn", "voice", "memory"}


def main() -> int:
    """Measure what was asked for; returns 1 when a budget does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--skip", nargs="*", choices=PARTS, default=[], metavar="PART")
    parser.add_argument("--turns", type=int, default=TURNS, help="turns of each server for the turn ratios")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench.json")
    parser.add_argument("--work", type=Path, help="keep logs and databases in this folder")
    asked = parser.parse_args()
    os.environ.update(weights())
    parts = [part for part in PARTS if part in asked.only and part not in asked.skip]
    console = Console()
    figures: list[Figure] = []
    with _folder(asked.work) as folder:
        # Each figure is written as soon as it is there: a run that is broken off loses nothing.
        for figure in measured(parts, folder, asked.turns, console):
            figures.append(figure)
            write(figures, asked.out)
    console.print(table(figures))
    console.print(f"Written to {asked.out}.")
    return 0 if all(figure.holds for figure in figures) else 1


def measured(parts: list[str], folder: Path, turns: int, console: Console) -> Iterator[Figure]:
    """Run the parts; those that need nothing running come first and last."""
    if "interpretation" in parts:
        console.print("interpretation: filling a memory of 100 000 people")
        yield from interpretation_figures(folder)
    if "rewriting" in parts:
        console.print("rewriting: rewrites to look up, wordings to search, turns to mine, three ways to solve a chain")
        yield from rewriting_figures(folder)
    if COMPARED.intersection(parts):
        console.print("starting five servers; training the one to compare with, unless that was done")
        with running(folder, ROOT / "build" / "baseline") as servers:
            yield from _served(parts, servers, turns, console)
    elif SERVED.intersection(parts):
        console.print("starting Mynah")
        with mynah_alone(folder) as mynah:
            yield from _served(parts, Servers(*[mynah] * 5), turns, console)
    if "clone" in parts:
        console.print("clone: installing, training and serving a bare clone")
        yield from clone_figures(folder)


def _served(parts: list[str], servers: Servers, turns: int, console: Console) -> Iterator[Figure]:
    url = f"sqlite:///{servers.mynah.home}/memory.db"
    with open_memory(url) as memory:
        if "turns" in parts:
            with _progress(console, "turns", turns + 10 * WARM_UP) as tick:
                yield from turn_figures(servers, memory, tick, turns)
        if "together" in parts:
            with _progress(console, "messages at once", 2 * ROUNDS) as tick:
                yield from together_figures(servers, memory, tick)
        if "growth" in parts:
            with _progress(console, "growth", 2 * GROWN) as tick:
                yield from growth_figures(servers, memory, tick)
        if "next_turn" in parts:
            with _progress(console, "next turn", TIMES) as tick:
                yield from next_turn_figures(servers.mynah, tick)
        if "voice" in parts:
            with _progress(console, "voice", turns + 20 + (ROUNDS_SPOKEN + 1) * len(SPOKEN)) as tick:
                yield from voice_figures(servers.mynah, memory, tick, turns)
        if "memory" in parts:
            note = "resident, after all that was served before"
            yield Figure("server_mb", resident_mb(part_of(servers.mynah, "rasa")), "MB", note=note)
            yield Figure("actions_mb", resident_mb(part_of(servers.mynah, "rasa_sdk")), "MB", note=note)


@contextmanager
def _progress(console: Console, name: str, total: int) -> Iterator[Callable[[], None]]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(name, total=total)
        yield lambda: progress.advance(task)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="mynah-bench-") as made:
        yield Path(made)


if __name__ == "__main__":
    sys.exit(main())
