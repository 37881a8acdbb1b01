"""`mynah evaluate ...`: how good what Mynah learned is, on data of your own."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from preferences.errors import LearningError

app = typer.Typer(no_args_is_help=True, help="Measure what Mynah learned on data of your own.")
console = Console()

DATA = typer.Option(..., "--data", help="The rows, a JSON object a line; docs/evaluation.md says what stands in them.")
FOLDS = typer.Option(5, "--folds", min=2, max=50, help="Parts to fit and test on, whole groups each.")
GROUP = typer.Option("group", "--group", help="The key whose rows stand together: a day, a person, a dialogue.")
OUT = typer.Option(..., "--json", help="Where the report is written.")
MEANING = typer.Option(True, help="Also compare meanings with the sentence encoder; about a millisecond a text.")


@app.command()
def rephrase(
    data: Path = DATA, folds: int = FOLDS, group: str = GROUP, out: Path = OUT, meaning: bool = MEANING
) -> None:
    """Tell corrections from new requests: fitted by group, and with the shipped model as it is."""
    from learning.rephrase import with_meaning
    from learning.rephrase_data import read_pairs
    from learning.rephrase_report import evaluate_rephrase

    _writable(out)
    rows = read_pairs(data, group)
    if meaning:
        pairs = with_meaning([row.pair for row in rows], _vectors)
        rows = [row.with_(pair) for row, pair in zip(rows, pairs, strict=True)]
    with _progress("Fitting", min(folds, len({row.group for row in rows}))) as step:
        report = evaluate_rephrase(rows, folds, step)
    _write(out, report)
    told = f"{report['rows']} pairs, {report['corrections']} corrections, {report['groups']} groups"
    parts = {"fitted by group": report["fitted"], "shipped, as it is": report["zero_shot"]}
    _print(told, parts | report["plain"])


@app.command()
def defects(
    data: Path = DATA, folds: int = FOLDS, group: str = GROUP, out: Path = OUT, meaning: bool = MEANING
) -> None:
    """Tell turns that went wrong from good ones: fitted by group with few labels and with all, and as shipped."""
    from learning.defect_data import read_exchanges
    from learning.defect_report import DRAWS, SHARES, evaluate_defects

    _writable(out)
    rows = read_exchanges(data, group)
    models = min(folds, len({row.group for row in rows})) * (DRAWS * (len(SHARES) - 1) + 1)
    with _progress("Fitting", models) as step:
        report = evaluate_defects(rows, folds, _vectors if meaning else None, step)
    _write(out, report)
    told = f"{report['rows']} exchanges, {report['defects']} defects, {report['groups']} groups"
    parts = {
        f"fitted, {one['share']:.0%} of the labels ({one['labels']:.0f})": one for one in report["label_efficiency"]
    }
    _print(told, parts | {"shipped, as it is": report["zero_shot"], "rule: always": report["always"]})


class _Step:
    """A progress bar that a report moves on."""

    def __init__(self, what: str, total: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        self._bar = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(what, total=total)

    def __enter__(self) -> _Step:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self) -> None:
        self._bar.advance(self._task)


def _progress(what: str, total: int) -> _Step:
    return _Step(what, total)


def _vectors(texts: Sequence[str]) -> list[Any]:
    from bot.nlu import minilm

    return [one.sentence for one in minilm.shared().encode_all(texts)]


def _writable(out: Path) -> None:
    """See that the report can be written before minutes are spent on it."""
    if out.is_dir() or not out.absolute().parent.is_dir() or not os.access(out.absolute().parent, os.W_OK):
        raise LearningError(f"The report cannot be written to {out}.")


def _write(out: Path, report: dict[str, Any]) -> None:
    """Write a report whole or not at all."""
    with tempfile.NamedTemporaryFile("w", dir=out.absolute().parent, delete=False, encoding="utf-8") as file:
        json.dump(report, file, indent=1)
        file.write("\n")
    Path(file.name).replace(out)


def _print(title: str, parts: dict[str, dict[str, Any]]) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in ("precision", "recall", "F1", "AP", "ECE", "Brier"):
        table.add_column(name, justify="right")
    for name, one in parts.items():
        cells = [_cell(one, key) for key in ("precision", "recall", "f1", "average_precision", "ece", "brier")]
        table.add_row(name, *cells)
    console.print(table)
    console.print("AP: average precision. ECE: calibration error. Below a figure: its 95 % interval.", highlight=False)


def _cell(one: dict[str, Any], key: str) -> str:
    between = (one.get("interval") or {}).get(key)
    return f"{one[key]:.3f}" + (f"\n{between[0]:.2f}-{between[1]:.2f}" if between else "")
