"""`mynah evaluate rephrase|defects` on files that are good, small, odd and wrong."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app
from preferences.errors import LearningError

WISHES = ("play some jazz", "turn off the lights", "what is the weather", "set an alarm for seven", "read the news")


def pairs(groups: int = 6, each: int = 12) -> list[dict[str, Any]]:
    """Failures that are put again in nearly the same words, and successes that something else follows."""
    rng = random.Random(0)
    rows = []
    for group in range(groups):
        for _ in range(each):
            first, label = rng.choice(WISHES), int(rng.random() < 0.4)
            second = f"{first} please" if label else rng.choice([one for one in WISHES if one != first])
            reply = "Sorry, I don't understand." if label else "Here you are."
            rows.append(
                {"first": first, "reply": reply, "reply_ok": not label, "second": second, "gap_s": 9, "label": label,
                 "group": f"day {group}"}
            )  # fmt: skip
    return rows


def write(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return file


def run(folder: Path, rows: list[dict[str, Any]], *more: str, task: str = "rephrase") -> dict[str, Any]:
    """The report of a run; what is wrong is raised."""
    data, out = write(folder / "rows.jsonl", rows), folder / "report.json"
    given = ["evaluate", task, "--data", str(data), "--json", str(out), "--no-meaning", *more]
    result = CliRunner().invoke(app, given, catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(out.read_text())
    return found


@pytest.mark.patient
def test_what_can_be_told_apart_is_told_apart(tmp_path: Path) -> None:
    report = run(tmp_path, pairs(), "--folds", "3")
    assert (report["rows"], report["groups"], report["folds"]) == (72, 6, 3)
    assert report["fitted"]["f1"] > 0.95 and report["fitted"]["average_precision"] > 0.95
    low, high = report["fitted"]["interval"]["f1"]
    assert low <= report["fitted"]["f1"] <= high
    assert report["zero_shot"]["f1"] > 0.9
    assert report["plain"]["rule: failed"]["f1"] == 1.0
    assert report["plain"]["boosted, text"]["f1"] > 0.8


@pytest.mark.patient
def test_fields_may_be_missing_and_groups_named_otherwise(tmp_path: Path) -> None:
    rows = pairs(3, 8)
    for at, row in enumerate(rows):
        row["day"] = row.pop("group")
        for name in ("reply", "reply_ok", "gap_s")[: at % 4]:
            row[name] = None
        if at % 5 == 0:
            del row["gap_s"]
    report = run(tmp_path, rows, "--group", "day", "--folds", "9")
    assert report["folds"] == 3 and 0 <= report["fitted"]["f1"] <= 1


@pytest.mark.patient
def test_a_handful_of_rows_is_enough_to_run(tmp_path: Path) -> None:
    rows = [{**row, "group": number} for number, row in enumerate(pairs(1, 8))]
    assert run(tmp_path, rows)["groups"] == 8


@pytest.mark.patient
def test_defects_with_few_labels_and_with_all(tmp_path: Path) -> None:
    rows = [
        {"user": row["first"], "reply": "Here.", "next": "no, that's wrong" if row["label"] else row["second"],
         "label": row["label"], "group": row["group"]}
        for row in pairs(4, 10)
    ]  # fmt: skip
    report = run(tmp_path, rows, "--folds", "2", task="defects")
    assert [one["share"] for one in report["label_efficiency"]] == [0.01, 0.05, 0.1, 1.0]
    assert report["fitted"]["f1"] > 0.9 and report["fitted"]["labels"] == 20
    assert report["zero_shot"]["average_precision"] > report["always"]["average_precision"]


GOOD = pairs(1, 1)[0]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "holds no rows"),
        ([GOOD, {"first": 3}], "line 2: `first` and `second` have to be texts"),
        ([{**GOOD, "label": 2}], "line 1: `label` has to be 0 or 1"),
        ([{**GOOD, "group": None}], "No row of rows.jsonl has the key `group`"),
        ([{**GOOD, "label": 0}, {**GOOD, "label": 1}], "All rows are of one group"),
        ([{**GOOD, "label": 1, "group": number} for number in range(4)], "All rows have the same label"),
    ],
)
def test_what_cannot_be_measured_is_said_in_a_sentence(tmp_path: Path, rows: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(LearningError, match=told):
        run(tmp_path, rows)


def test_files_that_are_none(tmp_path: Path) -> None:
    from learning.rephrase_data import read_pairs

    (tmp_path / "text").write_text("not json")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "list").write_text("[1]")
    told = {"text": "line 1: this is not JSON", "bytes": "not UTF-8", "list": "not an object", "absent": "cannot be"}
    for name, sentence in told.items():
        with pytest.raises(LearningError, match=sentence):
            read_pairs(tmp_path / name)
    with pytest.raises(LearningError, match="cannot be written"):
        run(tmp_path, [GOOD], "--json", str(tmp_path / "no" / "where.json"))
