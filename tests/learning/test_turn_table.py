"""The record as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from learning.record import LoggedTurn
from learning.turn_table import TurnTable
from preferences.errors import LearningError


def turn(number: int, at: float, person: str | None = "ann", **more: Any) -> LoggedTurn:
    return LoggedTurn(number, person, "talk", at, f"words {number}", "", "play_music", 0.9, **more)


TURNS = (
    turn(1, 0.0),
    turn(2, 10.0, "bob", answer=False, asr_confidence=0.5),
    turn(3, 20.0, reask=True),
    turn(4, 45.0),
    turn(5, 100.0),
    turn(6, 101.0, None),
)


def test_a_table_splits_into_the_same_sessions_as_the_stream() -> None:
    with TurnTable() as table:
        assert table.add(TURNS) == 6
        found = {row[0]: (row[1], row[-1]) for row in table.sessions()}
        assert found == {1: ("ann", 1), 2: ("bob", 1), 3: ("ann", 1), 4: ("ann", 1), 5: ("ann", 2)}
        assert list(table.pairs()) == [(1, 4, "ann", 0.0, 45.0)]
        assert list(table.pairs(gap=60)) == [(1, 4, "ann", 0.0, 45.0), (4, 5, "ann", 45.0, 55.0)]


def test_what_is_not_known_is_null() -> None:
    with TurnTable() as table:
        table.add(TURNS)
        assert list(table.rows("SELECT id, answer, asr_confidence FROM turns WHERE id < 3 ORDER BY id")) == [
            (1, None, None),
            (2, False, 0.5),
        ]


def test_it_is_kept_on_the_disk_and_added_to(tmp_path: Path) -> None:
    for turns in (TURNS[:2], TURNS[2:]):
        with TurnTable(tmp_path / "turns.duckdb") as table:
            table.add(one for one in turns if one.id > table.last())
    with TurnTable(tmp_path / "turns.duckdb") as table:
        assert table.last() == 6


def test_what_is_no_table_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "turns.duckdb").write_text("something else" * 1000)
    with pytest.raises(LearningError, match="cannot be opened"):
        TurnTable(tmp_path / "turns.duckdb")
    with TurnTable() as table, pytest.raises(LearningError, match="could not be read"):
        list(table.rows("SELECT nothing"))


def test_many_turns_go_in_a_batch_at_a_time() -> None:
    with TurnTable() as table:
        assert table.add(turn(number, float(number)) for number in range(1, 30_001)) == 30_000
        assert list(table.rows("SELECT count(*), count(rewrite), count(outcome), max(id) FROM turns")) == [
            (30_000, 0, 0, 30_000)
        ]
