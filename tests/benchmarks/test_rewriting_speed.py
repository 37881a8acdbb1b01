"""The synthetic turns that mining is timed on."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import rewriting_speed
from benchmarks.rewriting_speed import fill, mined, read
from learning.step_store import StepStore
from learning.turn_table import TurnTable

pytestmark = pytest.mark.patient


def test_turns_beyond_the_first_are_others_and_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting_speed, "MADE", 1_000)
    with TurnTable() as table:
        fill(table, 3_000)
        ((count, ids),) = table.rows("SELECT count(*), count(DISTINCT id) FROM turns")
        assert count == ids >= 3_000
        assert [*table.rows("SELECT id FROM turns ORDER BY id")] == [
            *table.rows("SELECT id FROM turns ORDER BY spoken_at")
        ]


def test_they_are_mined(tmp_path: Path) -> None:
    found = mined(tmp_path, 2_000)
    assert found["turns"] == 2_000 and found["peoples_own_wordings"] > 500
    assert found["times_duckdb"] > 0


def test_they_are_read_from_a_log(tmp_path: Path) -> None:
    assert read(tmp_path, 300)["turns"] >= 300
    with StepStore(tmp_path) as store:
        assert store.count() > 200
