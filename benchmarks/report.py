"""What a benchmark found: figures with their budgets, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

RESAMPLES = 1000
"""How often the pairs are drawn anew for an interval."""


@dataclass(frozen=True)
class Budget:
    """What a figure may be."""

    limit: float
    """The limit."""
    at_least: bool = False
    """True when the figure must reach the limit; else it must stay within."""

    def holds(self, value: float) -> bool:
        """Whether a value keeps to it."""
        return value >= self.limit if self.at_least else value <= self.limit


BUDGETS = {
    "turn_ratio_stock_stores": Budget(1.10),
    "turn_ratio": Budget(1.10),
    "growth_ratio": Budget(1.5),
    "second_message_ratio": Budget(0.1),
    "fourth_message_ratio": Budget(0.1),
    "interpretation_p95_ms": Budget(2.0),
    "interpretation_mb": Budget(200.0),
    "rewrite_lookup_p95_ms": Budget(2.0),
    "rewrite_lookup_mb": Budget(200.0),
    "retrieval_25k_p95_ms": Budget(15.0),
    "retrieval_100k_p95_ms": Budget(15.0),
    "next_turn_seen": Budget(200, at_least=True),
    "voice_added_ms": Budget(2.0),
    "actions_mb": Budget(400.0),
    "clone_to_reply_s": Budget(300.0),
}
"""By figure; a figure that is not here is shown for orientation."""


@dataclass(frozen=True)
class Figure:
    """One figure."""

    name: str
    """Its name, also in the JSON."""
    value: float
    """What was measured."""
    unit: str
    """x for a ratio, ms, s, MB, or what was counted."""
    spread: tuple[float, float] | None = None
    """Where it lies with 95 % certainty, where that is known."""
    note: str = ""
    """What it was made from, for the table."""

    @property
    def budget(self) -> Budget | None:
        """Its budget, if it has one."""
        return BUDGETS.get(self.name)

    @property
    def holds(self) -> bool:
        """Whether it keeps to its budget; without one it always does."""
        return self.budget is None or self.budget.holds(self.value)


def ratio(name: str, above: Sequence[float], below: Sequence[float], note: str = "") -> Figure:
    """The ratio of two medians over pairs, with a bootstrap interval.

    Args:
        name: the figure's name.
        above: what is compared, in the order it was measured.
        below: what it is compared with, each measured right before or after its partner.
        note: what the table says about it; the two medians, if left out.
    """
    if not above or len(above) != len(below):
        raise ValueError("a ratio needs as many measurements above as below, and at least one")
    draw, found = random.Random(7), []
    pairs = list(zip(above, below, strict=True))
    for _ in range(RESAMPLES):
        drawn = draw.choices(pairs, k=len(pairs))
        found.append(statistics.median(a for a, _ in drawn) / statistics.median(b for _, b in drawn))
    found.sort()
    spread = (found[int(RESAMPLES * 0.025)], found[int(RESAMPLES * 0.975)])
    top, bottom = statistics.median(above), statistics.median(below)
    return Figure(name, top / bottom, "x", spread, note or f"{top:.1f} ms against {bottom:.1f} ms, {len(pairs)} pairs")


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000 * len(ordered)) // 1000) - 1))]


def table(figures: Iterable[Figure]) -> Table:
    """The figures for people."""
    shown = Table(title="Mynah, measured in one run", title_justify="left")
    for heading, justify in (("figure", "left"), ("value", "right"), ("95 %", "right"), ("budget", "right")):
        shown.add_column(heading, justify=justify)  # type: ignore[arg-type]
    shown.add_column("")
    shown.add_column("made from", overflow="fold")
    for figure in figures:
        spread = f"{_short(figure.spread[0])} to {_short(figure.spread[1])}" if figure.spread else ""
        budget = ""
        if figure.budget is not None:
            budget = f"{'≥' if figure.budget.at_least else '≤'} {_short(figure.budget.limit)}"
        mark = "" if figure.budget is None else "[green]holds[/green]" if figure.holds else "[red]over[/red]"
        shown.add_row(figure.name, f"{_short(figure.value)} {figure.unit}", spread, budget, mark, figure.note)
    return shown


def write(figures: Iterable[Figure], path: Path) -> None:
    """Write the figures as a JSON list of `{name, value, unit, budget, holds}`; a missing budget is null."""
    rows = [
        {
            "name": figure.name,
            "value": round(figure.value, 4),
            "unit": figure.unit,
            "budget": figure.budget.limit if figure.budget else None,
            "holds": figure.holds,
        }
        for figure in figures
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _short(value: float) -> str:
    if value == int(value):
        return str(int(value))
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"
