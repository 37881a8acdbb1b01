"""`mynah teach`: writes, checks, tries and lists flows, without Rasa and without a model."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import teach
from preferences.curriculum import ROOT, load_curriculum
from preferences.errors import MynahError
from preferences.flow_draft import Draft, written
from preferences.flow_file import load_flow
from preferences.flow_keys import schema
from preferences.lookups import load_lookups
from preferences.memory import open_memory
from preferences.preference import Statement
from tests.conftest import MYNAH, QUIET

pytestmark = pytest.mark.slow

CARD = ROOT / "docs" / "examples" / "teaching" / "library_card.yml"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MYNAH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MYNAH_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for new flows; its files are compared with nothing but each other."""
    inside = ROOT / "build" / tmp_path.name
    inside.mkdir(parents=True)
    monkeypatch.setattr(teach, "FOLDER", inside)
    yield inside  # type: ignore[misc]
    for file in inside.iterdir():
        file.unlink()
    inside.rmdir()


def run(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(teach.app, list(arguments), input=said)


# --- new

ANSWERS = [
    "a kind of juice",
    "choices",
    "orange juice, apple juice",
    "iot_coffee",
    "coffee_type",
    "Which juice do you like?",
    "n",
    "",
]


def test_a_new_flow_is_written_checked_and_can_be_trained(folder: Path) -> None:
    ended = run("new", "juice", said="\n".join(ANSWERS) + "\n")
    assert ended.exit_code == 0, ended.output
    assert ended.output.splitlines()[-2:] == ["1 file, no mistakes.", "Try it: mynah teach try juice"]
    text = (folder / "juice.yml").read_text(encoding="utf-8")
    jsonschema.validate(yaml.safe_load(text), schema())
    flow = load_flow(folder / "juice.yml", {})
    assert (flow.concept, flow.says, flow.values.choices) == (
        "juice",
        "a kind of juice",
        ("orange juice", "apple juice"),
    )
    assert [(guide.intent, guide.entity) for guide in flow.guides] == [("iot_coffee", "coffee_type")]
    assert flow.statements[0].text == "my juice is orange juice"
    assert text.splitlines()[0].startswith("# yaml-language-server: $schema=")


def test_a_wrong_answer_is_asked_again(folder: Path) -> None:
    answers = ["", "colours", "choices", "red", "red, blue", "nothing_of_that", "-", "colour_type", "", "y", ""]
    ended = run("new", "colour", said="\n".join(answers) + "\n")
    assert ended.exit_code == 0, ended.output
    assert "That is none of them: lookup, choices, places, time, date, number, text" in ended.output
    assert "Name 2 or more." in ended.output
    flow = load_flow(folder / "colour.yml", {})
    assert (flow.says, flow.entity, flow.guides, flow.keeps.value) == ("a kind of colour", "colour_type", (), "many")


@pytest.mark.parametrize(
    ("kind", "more", "values"),
    [
        ("time", ["7 am"], {"time": True}),
        ("date", ["May 3"], {"date": True}),
        ("places", ["Portland, Maine"], {"places": True}),
        ("number", ["cup, cups", "3 cups"], {"number": {"unit": ["cup", "cups"]}}),
        ("number", ["-", "3"], {"number": True}),
        ("text", ["Sam"], {"text": True}),
        ("lookup", ["music_genre"], {"lookup": "music_genre"}),
    ],
)
def test_every_kind_of_values_makes_a_flow_without_mistakes(
    folder: Path, kind: str, more: list[str], values: dict[str, object]
) -> None:
    answers = ["", kind, *more, "-", "thing_type", "", "n", ""]
    ended = run("new", "thing", said="\n".join(answers) + "\n")
    assert (ended.exit_code, ended.output.splitlines()[-2]) == (0, "1 file, no mistakes."), ended.output
    assert yaml.safe_load((folder / "thing.yml").read_text(encoding="utf-8"))["values"] == values


def test_own_sentences_are_marked(folder: Path) -> None:
    answers = [*ANSWERS[:-1], "I always drink {value}; {value} is my juice; no mark here"]
    assert run("new", "juice", said="\n".join(answers) + "\n").exit_code == 0
    text = (folder / "juice.yml").read_text(encoding="utf-8")
    assert "  - I always drink [orange juice](juice)\n" in text
    assert '  - "[orange juice](juice) is my juice"\n' in text and "no mark here" not in text


def test_nothing_is_written_over(folder: Path) -> None:
    (folder / "juice.yml").write_text("mine\n", encoding="utf-8")
    ended = run("new", "juice")
    assert isinstance(ended.exception, MynahError) and "is there already" in str(ended.exception)
    assert (folder / "juice.yml").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("name", ["Juice", "my juice", "../juice", "1juice", ""])
def test_a_name_is_a_name(folder: Path, name: str) -> None:
    ended = run("new", name)
    assert isinstance(ended.exception, MynahError) and "is no name" in str(ended.exception)
    assert list(folder.iterdir()) == []


def test_what_yaml_would_misread_is_quoted() -> None:
    draft = Draft("answer", 'yes: a "kind" #1', "choices", "answer_type", "Yes or no?", ("yes", "no: never", "on"))
    document = yaml.safe_load(written(draft, "# line"))
    assert document["says"] == 'yes: a "kind" #1'
    assert document["values"] == {"choices": ["yes", "no: never", "on"]}


# --- check


def test_the_projects_flows_have_no_mistakes() -> None:
    ended = run("check")
    count = len(list((ROOT / "data" / "teaching").glob("*.yml")))
    assert (ended.exit_code, ended.output) == (0, f"{count} files, no mistakes.\n")


def test_every_mistake_is_reported_with_path_line_key_and_mend(tmp_path: Path) -> None:
    wrong = tmp_path / "card.yml"
    text = CARD.read_text(encoding="utf-8").replace("hook: library_card:checked", "hook: library_card:missing")
    wrong.write_text(text.replace("says:", "say:").replace("'[A-Z]{2}", "'([A-Z]{2}"), encoding="utf-8")
    ended = run("check", str(wrong))
    lines = ended.output.splitlines()
    assert ended.exit_code == 1
    assert [line.split(": ")[0:2] for line in lines[:-1]] == [
        [f"{wrong}:2", "says"],
        [f"{wrong}:3", "say"],
        [f"{wrong}:9", "pattern"],
        [f"{wrong}:11", "hook"],
    ]
    assert "Did you mean `says`?" in lines[1]
    assert lines[-1] == "4 mistakes in 1 file."


# --- try


def test_a_lesson_is_played_and_nothing_is_stored(home: Path) -> None:
    ended = run("try", "tea_cups_of_nobody")
    assert isinstance(ended.exception, MynahError) and "Known concepts: artist, cuisine" in str(ended.exception)
    ended = run("try", "wake_up", said="potato\nhalf past six\n")
    assert ended.output.splitlines()[1:] == [
        "mynah  What time do you usually get up?",
        "you    mynah  I didn't recognise that as the time you get up. What time do you usually get up?",
        "you    mynah  Got it, you get up at 06:30.",
        "It would be kept: wake_up = 06:30 (you get up at 06:30).",
    ]
    assert not home.exists()


def test_a_file_can_be_tried_before_it_is_in_its_place() -> None:
    ended = run("try", str(CARD), said="AB 1239\nab1236\n")
    assert ended.output.splitlines()[1:] == [
        "mynah  What is the number of your library card?",
        "you    mynah  That number has a slip in it: its last digit does not fit. "
        "What is the number of your library card?",
        "you    mynah  Got it, your card is AB 1236.",
        "It would be kept: library_card = AB 1236 (your library card is AB 1236).",
    ]


@pytest.mark.parametrize("said", ["", "\n", "skip\n"])
def test_it_can_be_left(said: str) -> None:
    ended = run("try", "team", said=said)
    assert ended.exit_code == 0 and ended.output.endswith("Nothing would be kept.\n")


# --- list


def test_the_list_counts_people() -> None:
    flows = load_curriculum().by_concept
    with open_memory() as memory:
        for person in ("ann", "bob"):
            memory.teach(person, [Statement("cuisine", "Thai", words="I like Thai food")], flows)
        memory.teach("ann", [Statement("cuisine", "Greek", words="I like Greek food")], flows)
        memory.teach("ann", [Statement("team", "Arsenal", words="I support Arsenal")], flows)
        memory.forget("ann", "team")
        assert memory.people_by_concept() == {"cuisine": 2}
    ended = run("list")
    rows = {cells[1].strip(): [cell.strip() for cell in cells[2:5]] for cells in map(_cells, ended.output.splitlines())}
    assert rows["cuisine"] == [
        "recommendation_locations (food_type)",
        f"{len(load_lookups()['food_type'])} of food_type",
        "2",
    ]
    assert rows["team"][2] == "0"
    assert rows["temperature_unit"][1] == "celsius, fahrenheit"
    assert "ann" not in ended.output and "Thai" not in ended.output


def _cells(line: str) -> list[str]:
    return [*line.split("│"), "", "", "", "", ""]


# --- all


@pytest.mark.parametrize("arguments", [["list"], ["try", "team"], ["--help"]])
def test_no_command_waits_for_rasa(tmp_path: Path, arguments: list[str]) -> None:
    code = (
        "import sys; sys.argv = ['mynah', 'teach', *sys.argv[1:]]\n"
        "from bot.cli.main import run\n"
        "try:\n    run()\nfinally:\n    assert not {'rasa', 'tensorflow', 'rasa_sdk'} & set(sys.modules), 'rasa'\n"
    )
    environment = {**os.environ, **QUIET, "MYNAH_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, env=environment, input="", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_they_start_in_about_a_second(tmp_path: Path) -> None:
    environment = {**os.environ, **QUIET, "MYNAH_HOME": str(tmp_path)}
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([*MYNAH, "teach", "list"], cwd=ROOT, env=environment, capture_output=True, check=True)
        took.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    # Seconds of the processor's, so that a busy machine does not fail it; loading Rasa takes ten and more.
    assert min(took) < 3.0
