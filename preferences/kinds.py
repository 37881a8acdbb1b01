"""Words that tell values of one name apart: the hockey Jets from the football Jets.

A table of values, one a line: the value, then its words, parted by commas (`Winnipeg Jets,hockey,NHL`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from preferences.vocabulary import Vocabulary, key_of


def read_kinds(path: Path, vocabulary: Vocabulary | None = None) -> Mapping[str, frozenset[str]]:
    """The words of each value, in the form names are compared in.

    Args:
        path: the table.
        vocabulary: what the values have to be among.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a line is not of that shape or names no known value; says which.
    """
    kinds: dict[str, frozenset[str]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            if not row:
                continue
            value, *words = (cell.strip() for cell in row)
            if not value or not any(words):
                raise ValueError(f"line {number} has no value with words")
            if vocabulary is not None and value not in vocabulary:
                raise ValueError(f"line {number} names `{value}`, which is not among the known values")
            kinds[value] = frozenset(key_of(word) for word in words if word)
    return kinds
