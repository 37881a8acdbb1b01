"""`mynah evaluate rewriting` on a small made-up file, with the real encoder, classifier and tagger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app
from preferences.errors import LearningError

pytestmark = [pytest.mark.patient, pytest.mark.filterwarnings("ignore")]
GENRES = "jazz rock folk blues soul funk pop swing disco opera".split()
ROOMS = "kitchen bedroom hall garden attic cellar".split()
HEARD = {"jazz": "jas", "rock": "rok", "kitchen": "chicken", "hall": "hole", "garden": "garten"}


def files(folder: Path) -> tuple[Path, Path]:
    train = ["intent\tannotated_text\ttext"]
    rows, number = [], 0
    for kind, intent, values, form in (
        ("music_genre", "play_music", GENRES, "play some {} music"),
        ("house_place", "iot_hue_lighton", ROOMS, "turn on the {} lights"),
    ):
        for value in values:
            for before in ("please ", "now ", "could you "):
                train.append(f"{intent}\t{before}{form.format(f'[{kind} : {value}]')}\t-")
            text = form.format(value)
            train.append(f"{intent}\t{form.format(f'[{kind} : {value}]')}\t-")
            for take in range(6):
                number += 1
                heard = text.replace(value, HEARD.get(value, value)) if take % 2 else text
                gold = [{"entity": kind, "value": value}]
                rows.append(
                    {
                        "recording": f"a{number}",
                        "slurp_id": hash(value) % 1000 + 1,
                        "gold_text": text,
                        "heard_text": heard,
                    }
                    | {"intent": intent, "entities": gold}
                )
    recordings, nlu = folder / "recordings.jsonl", folder / "train.tsv"
    recordings.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    nlu.write_text("\n".join(train) + "\n", "utf-8")
    return recordings, nlu


def test_it_reports_every_arm_by_frames_and_by_intents(tmp_path: Path) -> None:
    recordings, nlu = files(tmp_path)
    out = tmp_path / "out" / "report.json"
    given = ["--recordings", str(recordings), "--train-nlu", str(nlu), "--rounds", "1", "--seeds", "1"]
    more = ["--turns", "600", "--people", "20", "--json", str(out)]
    done = CliRunner().invoke(app, ["evaluate", "rewriting", *given, *more], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    report = json.loads(out.read_text("utf-8"))
    assert report["dropped_from_training"] == len(GENRES) + len(ROOMS)
    assert "16 of 64 training texts" in done.output
    for level in ("frames", "intents"):
        arms = report["overall"][level]
        assert {
            "global, cautious",
            "global + personal, balanced",
            "nearest neighbour by the record, 0.7",
        } <= arms.keys()
        for arm in arms.values():
            assert 0 <= arm["traffic"]["defects_after"] <= 1
            assert arm["traffic"]["wins"] >= 0
    rounds = report["seeds"][0]["frames"]["changed_meaning"]
    assert len(rounds["aware"]["rounds"]) == len(rounds["naive"]["rounds"]) == 3


def test_what_is_no_training_file_is_told(tmp_path: Path) -> None:
    recordings, nlu = files(tmp_path)
    nlu.write_text("text\nhello\n", "utf-8")
    given = ["--recordings", str(recordings), "--train-nlu", str(nlu)]
    with pytest.raises(LearningError, match="annotated_text"):
        CliRunner().invoke(app, ["evaluate", "rewriting", *given], catch_exceptions=False)
