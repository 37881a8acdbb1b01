"""The tutorial, followed to the letter in a fresh copy of the project: its files, its commands, its conversations."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import QUIET, ROOT, Person, Server, start_server

pytestmark = pytest.mark.slow
PAGE = ROOT / "docs" / "tutorial-coffee-order.md"
MYNAH = [sys.executable, "-m", "bot.cli.main"]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED = re.compile(r"Save this as `([\w.]+)` in `([\w/]+)`")


def blocks(language: str) -> list[str]:
    return [hit.group(2) for hit in _BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if hit.group(1) == language]


def files() -> dict[str, str]:
    """What the page tells to save, by the path in the project."""
    text = PAGE.read_text(encoding="utf-8")
    found = {}
    for hit in _SAVED.finditer(text):
        block = _BLOCK.search(text, hit.end())
        assert block is not None
        found[f"{hit.group(2).rstrip('/')}/{hit.group(1)}"] = block.group(2)
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it would be cloned, with the files of the page saved in it."""
    folder = tmp_path_factory.mktemp("project")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for name, text in files().items():
        assert not (folder / name).exists(), name
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(copy: Path, *arguments: str, said: str = "") -> str:
    environment = {**os.environ, **QUIET, "MYNAH_HOME": str(copy / "home")}
    done = subprocess.run(
        [*MYNAH, *arguments], cwd=copy, env=environment, input=said, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def server(copy: Path) -> Iterator[Server]:
    run(copy, "train")
    running = start_server(copy / "home", root=copy)
    yield running
    running.stop()


def test_the_page_saves_a_skill_its_examples_and_a_flow() -> None:
    assert sorted(files()) == [
        "actions/skills/coffee_orders.py",
        "data/nlu/coffee_orders.yml",
        "data/teaching/coffee_order.yml",
    ]


def test_its_commands_say_what_the_page_shows(copy: Path) -> None:
    commands = [line.split() for block in blocks("sh") for line in block.splitlines()]
    assert commands == [["mynah", "teach", "check"], ["mynah", "teach", "try", "coffee_order"], ["mynah", "chat"]]
    shown = blocks("text")
    assert alike(shown[0], run(copy, "teach", "check"))
    you = [line.split(maxsplit=1)[1] for line in shown[1].splitlines() if line.startswith("you")]
    played = run(copy, "teach", "try", "coffee_order", said="\n".join(you) + "\n")
    heard = [line.split("mynah", 1)[1].strip() for line in played.splitlines() if "mynah" in line]
    assert heard == [line.split(maxsplit=1)[1] for line in shown[1].splitlines() if line.startswith("mynah")]


def alike(shown: str, said: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, shown.strip().split("…"))), said.strip()) is not None


def test_its_conversations_are_real(server: Server) -> None:
    person, heard = Person(server), iter(())
    for line in "".join(blocks("text")[2:]).splitlines():
        who, words = line.split(maxsplit=1)
        if who == "you":
            assert next(heard, None) is None, "the page leaves a message out"
            heard = iter(person.say(words).split("\n"))
        else:
            assert next(heard) == words
    assert next(heard, None) is None, "the page leaves a message out"


def test_the_coffee_machine_is_still_another_skill(server: Server) -> None:
    person = Person(server)
    person.say("my coffee order is a latte")
    assert "coffee machine is making a coffee" in person.say("make me a coffee")
    assert person.say("order my coffee please") == "One latte to take away is ordered, because you order latte."
