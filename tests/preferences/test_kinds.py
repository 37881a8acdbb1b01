"""The table of words that tell values of one name apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from preferences.kinds import read_kinds
from preferences.vocabulary import Vocabulary

TEAMS = Vocabulary({"New York Jets": (), "Winnipeg Jets": ()})


def table(folder: Path, text: str) -> Path:
    path = folder / "kinds.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_value_has_its_words(tmp_path: Path) -> None:
    path = table(tmp_path, 'Winnipeg Jets,Hockey,the NHL\n\n"New York Jets",football , NFL\n')
    assert read_kinds(path, TEAMS) == {
        "Winnipeg Jets": frozenset({"hockey", "nhl"}),
        "New York Jets": frozenset({"football", "nfl"}),
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Winnipeg Jets\n", "line 1 has no value with words"),
        ("Winnipeg Jets,hockey\n,football\n", "line 2 has no value with words"),
        ("Jets,hockey\n", "line 1 names `Jets`, which is not among the known values"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_kinds(table(tmp_path, text), TEAMS)


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_kinds(tmp_path / "none.csv")
