"""Pairs of requests from a file of JSON lines: read, checked, and put where they stand among their neighbours.

A line is `{first, reply, reply_ok, second, gap_s, label, group}`. `label` and one of `first` and `second` have to be
there; anything else may be null or missing. Where the second request of one line is the first of the next one of its
group, the two lines are links of a chain, and each knows what came before and after.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from learning.rephrase_features import Pair
from preferences.errors import LearningError


@dataclass(frozen=True)
class LabelledPair:
    """One line."""

    pair: Pair
    """The two requests and what is known around them."""
    label: int
    """1 when the second corrects the first."""
    group: str
    """What stands together, a day for instance; folds never tear it."""

    def with_(self, pair: Pair) -> LabelledPair:
        """The same line with more known of its pair."""
        return replace(self, pair=pair)


def json_lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with the numbers of their lines; empty lines are passed over.

    Raises:
        LearningError: the file cannot be read, or a line is no JSON object.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except ValueError:
                    raise LearningError(f"{file.name}, line {number}: this is not JSON.") from None
                if not isinstance(row, dict):
                    raise LearningError(f"{file.name}, line {number}: this is not an object.")
                yield number, row
    except UnicodeDecodeError:
        raise LearningError(f"{file.name} is not UTF-8 text.") from None
    except OSError as error:
        raise LearningError(f"{file} cannot be read: {error.strerror or type(error).__name__}.") from None


def label_of(row: dict[str, Any], where: str) -> int:
    """The label of a row, 0 or 1.

    Raises:
        LearningError: there is none, or it is something else.
    """
    given = row.get("label")
    if isinstance(given, (bool, int, float)) and given in (0, 1):
        return int(given)
    raise LearningError(f"{where}: `label` has to be 0 or 1.")


def group_of(row: dict[str, Any], key: str, where: str) -> str:
    """The group of a row; one that names none is a group of its own."""
    given = row.get(key)
    return where if given is None else json.dumps(given, sort_keys=True)


def read_pairs(file: Path, group: str = "group") -> list[LabelledPair]:
    """Read a file of pairs.

    Args:
        file: JSON lines.
        group: the key that names a line's group.

    Raises:
        LearningError: a line that cannot be used, by its number; no line at all; no line that names a group.
    """
    found: list[LabelledPair] = []
    grouped = False
    for number, row in json_lines(file):
        where = f"{file.name}, line {number}"
        first, second = ("" if row.get(name) is None else row[name] for name in ("first", "second"))
        if not (isinstance(first, str) and isinstance(second, str) and (first or second)):
            raise LearningError(f"{where}: `first` and `second` have to be texts.")
        grouped |= row.get(group) is not None
        found.append(LabelledPair(_pair(row, first, second), label_of(row, where), group_of(row, group, where)))
    if not found:
        raise LearningError(f"{file.name} holds no rows.")
    if not grouped:
        raise LearningError(f"No row of {file.name} has the key `{group}`; name the one that groups them with --group.")
    return in_chains(found)


def _pair(row: dict[str, Any], first: str, second: str) -> Pair:
    reply, ok = row.get("reply"), row.get("reply_ok")
    return Pair(
        first=first,
        second=second,
        reply=reply if isinstance(reply, str) else None,
        reply_ok=bool(ok) if isinstance(ok, (bool, int, float)) else None,
        gap=_number(row.get("gap_s")),
        barge_in=row["barge_in"] if isinstance(row.get("barge_in"), bool) else None,
        asr=_number(row.get("asr_confidence")),
    )


def _number(given: Any) -> float | None:
    return float(given) if isinstance(given, (int, float)) and not isinstance(given, bool) and given >= 0 else None


def in_chains(rows: Sequence[LabelledPair]) -> list[LabelledPair]:
    """Tell each pair what was asked before it and after it, where neighbouring lines show that."""
    known = list(rows)
    for at in range(len(known) - 1):
        one, two = known[at], known[at + 1]
        if one.group != two.group or one.pair.second.strip() != two.pair.first.strip():
            continue
        after = replace(one.pair, after=two.pair.second, after_ok=two.pair.reply_ok)
        before = replace(two.pair, before=one.pair.first, before_ok=one.pair.reply_ok)
        known[at], known[at + 1] = replace(one, pair=after), replace(two, pair=before)
    return known
