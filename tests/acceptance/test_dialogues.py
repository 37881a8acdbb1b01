"""Whole dialogues against a real server: the suite's own, and those of the folder that MYNAH_ACCEPTANCE names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.acceptance.holding import hold
from tests.conftest import Server, require

pytestmark = pytest.mark.slow
OWN = Path(__file__).parent / "own"
FILES = ("1-telling", "2-asking", "3-noticing", "4-memory", "5-new-words", "6-context", "7-bad-input")


def own_dialogues() -> list[object]:
    return [
        pytest.param(dialogue, id=f"{file.stem}: {dialogue['dialogue']}")
        for file in sorted(OWN.glob("*.yml"))
        for dialogue in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("dialogue", own_dialogues())
def test_own_dialogue(server: Server, dialogue: dict) -> None:
    complaint, transcript = hold(dialogue, server.url)
    assert complaint is None, complaint + "\n" + "\n".join(transcript)


@pytest.mark.parametrize("name", FILES)
def test_given_dialogues(server: Server, name: str) -> None:
    folder = os.environ.get("MYNAH_ACCEPTANCE", "")
    require(bool(folder), "MYNAH_ACCEPTANCE names no folder with further dialogues")
    runner, dialogues = Path(folder) / "run.py", Path(folder) / "dialogues" / f"{name}.yml"
    ended = subprocess.run(
        [sys.executable, str(runner), "--url", server.url, str(dialogues)], capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
