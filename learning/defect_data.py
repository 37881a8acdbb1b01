"""Exchanges from a file of JSON lines, for measuring models of defects.

A line is `{user, reply, next, outcome, gap_s, barge_in, confidence, filled, next_intent, same_intent, shared,
named_more, changed, label, group}`; `label` is 1 where the reply did not give the person what they wanted. `user`,
`reply` and `label` have to be there. `next` is what the person said next, null when they said nothing more; left out,
it is not known. The others may be null or missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learning.defects import Exchange
from learning.rephrase_data import group_of, json_lines, label_of
from learning.rephrase_features import Pair
from preferences.errors import LearningError


@dataclass(frozen=True)
class LabelledExchange:
    """One line."""

    exchange: Exchange
    """The turn, the reply, and what followed."""
    label: int
    """1 when it was a defect."""
    group: str
    """What stands together, a dialogue for instance; folds never tear it."""


def read_exchanges(file: Path, group: str = "group") -> list[LabelledExchange]:
    """Read a file of exchanges.

    Raises:
        LearningError: a line that cannot be used, by its number; no line at all; no line that names a group.
    """
    found: list[LabelledExchange] = []
    grouped = False
    for number, row in json_lines(file):
        where = f"{file.name}, line {number}"
        if not isinstance(row.get("user"), str) or not isinstance(row.get("reply"), str):
            raise LearningError(f"{where}: `user` and `reply` have to be texts.")
        grouped |= row.get(group) is not None
        found.append(LabelledExchange(exchange_in(row), label_of(row, where), group_of(row, group, where)))
    if not found:
        raise LearningError(f"{file.name} holds no rows.")
    if not grouped:
        raise LearningError(f"No row of {file.name} has the key `{group}`; name the one that groups them with --group.")
    return found


def exchange_in(row: dict[str, Any]) -> Exchange:
    """The exchange that a line tells of; values of a wrong kind count as not known."""
    after, outcome, ok = row.get("next"), row.get("outcome"), row.get("reply_ok")
    if not isinstance(outcome, str):
        outcome = None
    if not isinstance(ok, bool):
        ok = None if outcome is None else outcome == "done"
    followed = isinstance(after, str) if "next" in row else None
    intent = row.get("next_intent")
    pair = Pair(
        first=row["user"],
        second=after if isinstance(after, str) else "",
        reply=row["reply"],
        reply_ok=ok,
        gap=_number(row.get("gap_s")),
        barge_in=_flag(row.get("barge_in")),
        shared=_number(row.get("shared")),
        same_intent=_flag(row.get("same_intent")),
    )
    return Exchange(
        pair=pair,
        followed=followed,
        outcome=outcome,
        confidence=_number(row.get("confidence")),
        filled=_number(row.get("filled")),
        next_intent=intent if isinstance(intent, str) else None,
        named_more=_flag(row.get("named_more")),
        changed=_flag(row.get("changed")),
    )


def _flag(given: Any) -> bool | None:
    return given if isinstance(given, bool) else None


def _number(given: Any) -> float | None:
    return float(given) if isinstance(given, (int, float)) and not isinstance(given, bool) and given >= 0 else None
