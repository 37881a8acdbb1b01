"""Every example in the docs is run or parsed; every file, link, command, variable and sentence they name exists."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shlex
import sys
import threading
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import click
import pytest
import typer
import yaml

from actions.skill import Skill
from actions.skills.coffee import Coffee
from preferences.application import Applied, apply
from preferences.belongings import Pocket
from preferences.curriculum import Curriculum, load_curriculum
from preferences.errors import FlowError
from preferences.flow import Flow, Several
from preferences.flow_file import load_flow
from preferences.flow_keys import FURTHER, GUIDE, KEYS, KINDS, RULES, SIGNS, names
from preferences.parse import write_applied
from preferences.preference import Preference, Profile, Statement
from preferences.request import Outcome, Reading, Request
from preferences.skill_files import read_skills
from preferences.statements import read_statements
from tests.conftest import Person, Server

pytestmark = pytest.mark.patient

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROOMS = ("preferences", "learning", "bot", "actions", "data", "tests", "docs", "benchmarks")
NOW = datetime(2026, 5, 4, 9, tzinfo=timezone.utc)

# --- the pages


@dataclass(frozen=True)
class Block:
    """One fenced example."""

    page: Path
    line: int
    language: str
    text: str


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(language: str) -> list[Block]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for hit in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            if hit.group(1) == language:
                found.append(Block(page, text[: hit.start()].count("\n") + 1, language, hit.group(2)))
    return found


def each(language: str) -> list[Any]:
    return [pytest.param(one, id=f"{name_of(one.page)}:{one.line}") for one in blocks(language)]


def only(page: str, language: str) -> list[str]:
    return [one.text for one in blocks(language) if name_of(one.page) == page]


def prose(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def first_column(page: str, heading: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    text = (ROOT / page).read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


# --- what they name


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page).replace("`[Italian](cuisine)`", "")):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_files_exist(page: Path) -> None:
    for named in re.findall(rf"`((?:{'|'.join(ROOMS)})/[\w./-]*)`", prose(page)):
        assert (ROOT / named).exists(), named


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_variables_are_read_somewhere(page: Path) -> None:
    for variable in set(re.findall(r"\bMYNAH_[A-Z_]+", page.read_text(encoding="utf-8"))):
        assert variable in sources(), variable


@lru_cache(maxsize=1)
def sources() -> str:
    """All code, scripts and responses of the project as one text."""
    files = [file for room in ("preferences", "bot", "actions", "benchmarks") for file in (ROOT / room).rglob("*.py")]
    files += [ROOT / "bot/cli/install.sh", ROOT / "Makefile", ROOT / ".ci/run", ROOT / "domain.yml"]
    files += [ROOT / "tests/conftest.py", *(ROOT / "tests").rglob("test_*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


# --- commands


def commands() -> click.Command:
    from bot.cli.commands import app

    return typer.main.get_command(app)


@lru_cache(maxsize=1)
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("block", each("sh"))
def test_commands_exist(block: Block) -> None:
    for line in block.text.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        if program == "make":
            assert set(arguments) <= targets(), line
        elif program == "mynah":
            takes(commands(), arguments, line)
        elif program == "curl":
            if "/webhooks/voice/" in arguments[-1]:
                continue  # Run as they are, by test_voice_page.
            assert arguments[-1].endswith("/webhooks/rest/webhook"), line
            assert {"sender", "message"} <= set(json.loads(arguments[arguments.index("-d") + 1])), line
        else:
            assert program == ".venv/bin/python" and arguments[0] == "-m", line
            assert importlib.util.find_spec(arguments[1]), line


def takes(command: click.Command, arguments: list[str], line: str) -> None:
    """See that a command takes these arguments, without running it."""
    while isinstance(command, click.Group) or hasattr(command, "commands"):
        name = arguments.pop(0)
        assert name in command.commands, line  # type: ignore[attr-defined]
        command = command.commands[name]  # type: ignore[attr-defined]
    command.make_context("mynah", list(arguments)).close()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_in_the_text_exist(page: Path) -> None:
    for code in re.findall(r"`(make|mynah) ([a-z-]+)(?: ([a-z]+))?[^`]*`", prose(page)):
        program, name, second = code
        if program == "make":
            assert name in targets(), code
        else:
            known: Any = commands()
            assert name in known.commands, code
            if hasattr(known.commands[name], "commands"):
                assert second in known.commands[name].commands, code


# --- YAML and teaching flows


@pytest.mark.parametrize("block", each("yaml"))
def test_yaml_is_readable(block: Block) -> None:
    assert isinstance(yaml.safe_load(block.text), dict)


@pytest.mark.parametrize("block", each("json"))
def test_json_is_readable(block: Block) -> None:
    assert json.loads(block.text)


@pytest.fixture(scope="module")
def coffee() -> Flow:
    return load_flow(EXAMPLES / "teaching" / "coffee.yml", load_curriculum().lookups)


@pytest.fixture(scope="module")
def curriculum(coffee: Flow) -> Curriculum:
    known = load_curriculum()
    return Curriculum((*known.flows, coffee), known.lookups, known.signatures)


@pytest.mark.parametrize(
    ("said", "taught"),
    [
        ("I always drink lattes", [("latte", True, "")]),
        ("In the mornings I like espresso", [("espresso", True, "in the mornings")]),
        ("I can't stand cappuccino", [("cappuccino", False, "")]),
        ("make me a latte", []),
        ("do you like lattes?", []),
        ("my brother is a latte person", []),
    ],
)
def test_the_flow_of_the_page_takes_statements(
    curriculum: Curriculum, nlp: Any, said: str, taught: list[tuple[str, bool, str]]
) -> None:
    found = read_statements(said, curriculum.flows, NOW, nlp).statements
    assert [(s.value, s.liked, s.condition.words.lower()) for s in found if s.concept == "coffee"] == taught


@pytest.fixture(scope="module")
def nlp() -> Any:
    from preferences.parsing import load_language

    return load_language()


def test_the_flow_of_the_page_changes_the_next_request(coffee: Flow, curriculum: Curriculum) -> None:
    latte = Preference(1, "sam", "coffee", "latte", True, 1.0, Statement("coffee", "latte").condition, "", "told", NOW)
    profile = Profile("sam", (latte,))
    applied = apply(Reading("iot_coffee"), "make me a coffee", profile, curriculum, NOW)
    request = Request("iot_coffee", "make me a coffee", applied.reading.entities, "sam", NOW)
    assert "making a latte" in Coffee().serve(request, Pocket("sam")).text
    assert coffee.confirmed(Statement("coffee", "latte")) == "Got it, your coffee is a latte."


def test_the_message_about_a_wrong_flow_is_the_real_one(tmp_path: Path) -> None:
    file = tmp_path / "coffee.yml"
    right = only("docs/teaching-flows.md", "yaml")[0]
    file.write_text(right.replace("keeps: one", "keeps: few"), encoding="utf-8")
    with pytest.raises(FlowError) as refused:
        load_flow(file, load_curriculum().lookups)
    shown = only("docs/teaching-flows.md", "text")[0].strip()
    assert str(refused.value).replace(str(file), "data/teaching/coffee.yml") == shown


def test_the_keys_of_a_flow_are_all_described() -> None:
    page = (ROOT / "docs/teaching-flows.md").read_text(encoding="utf-8")
    assert first_column("docs/teaching-flows.md", "Every key") == set(names(KEYS))
    must = set(re.findall(r"^\| `(\w+)` \| yes \|", page, re.MULTILINE))
    assert must == {key.name for key in KEYS if key.must}
    kinds = re.findall(r"^\| `(\w+): ", page, re.MULTILINE)
    assert set(kinds) == set(names(KINDS))
    assert first_column("docs/teaching-flows.md", "What it changes") == {
        "several",
        *names(GUIDE),
        *(one.value for one in Several),
    }
    rules = re.findall(
        r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", page.split("## Wrong values")[1], re.MULTILINE))
    )
    assert set(names(RULES)) <= set(rules)
    for name in (*SIGNS, *names(FURTHER)):
        assert re.search(rf"[`: ]{name}[`: ,]", page), name


# --- the example files


EXAMPLES = ROOT / "docs" / "examples"
SHOWN = re.compile(r"\(\[the [\w ]+\]\((examples/[^)]+)\)")


def shown_files() -> list[Any]:
    """Each fenced example that is a file, with that file: the one linked last before it."""
    found = []
    for block in [*blocks("yaml"), *blocks("python")]:
        if block.page.parent != ROOT / "docs" or block.page.name in ("front-ends.md",):
            continue
        before = "\n".join(block.page.read_text(encoding="utf-8").splitlines()[: block.line - 1])
        links = SHOWN.findall(before)
        found.append(pytest.param(block, links[-1] if links else "", id=f"{name_of(block.page)}:{block.line}"))
    return found


@pytest.mark.parametrize(("block", "file"), shown_files())
def test_an_example_is_a_file(block: Block, file: str) -> None:
    assert file, "no file is linked before it"
    assert (block.page.parent / file).read_text(encoding="utf-8") == block.text


def test_every_example_file_is_shown_or_linked() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    files = [file for file in EXAMPLES.rglob("*") if file.suffix in (".py", ".yml") and "__pycache__" not in file.parts]
    assert [str(file) for file in files if str(file.relative_to(ROOT / "docs")) not in pages] == []


# --- a new skill


DICE = EXAMPLES / "dice"


@pytest.fixture
def dice(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    module = types.ModuleType("actions.skills.dice")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    file = DICE / "actions" / "skills" / "dice.py"
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), module.__dict__)
    return module


def test_the_skill_of_the_page_passes_its_own_tests(dice: types.ModuleType) -> None:
    tests: dict[str, Any] = {}
    file = DICE / "tests" / "test_dice.py"
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), tests)
    run = [one for name, one in tests.items() if name.startswith("test_")]
    assert len(run) == 2
    for one in run:
        one()


def test_the_files_of_the_skill_fit_together(dice: types.ModuleType) -> None:
    (declared,) = read_skills(DICE / "actions" / "skills")
    assert issubclass(dice.Dice, Skill)
    assert (declared.action, declared.intents) == (dice.Dice.action, dice.Dice.intents)
    (examples,) = yaml.safe_load((DICE / "data" / "nlu" / "dice.yml").read_text(encoding="utf-8"))["nlu"]
    assert (examples["intent"],) == declared.intents
    assert set(re.findall(r"\]\((\w+)\)", examples["examples"])) == set(declared.entities or ())
    flow = load_flow(DICE / "data" / "teaching" / "dice_count.yml", {})
    assert [(guide.intent, guide.entity) for guide in flow.guides] == [("dice_roll", "dice_count")]


def test_the_flow_of_the_skill_guides_it(dice: types.ModuleType, nlp: Any) -> None:
    flow = load_flow(DICE / "data" / "teaching" / "dice_count.yml", {})
    known = load_curriculum()
    curriculum = Curriculum((*known.flows, flow), known.lookups, {**known.signatures, "dice_roll": ("dice_count",)})
    (told,) = read_statements("I play with three dice", curriculum.flows, NOW, nlp).statements
    taught = Preference(1, "sam", told.concept, told.value, True, 1.0, told.condition, "", "told", NOW)
    applied = apply(Reading("dice_roll"), "roll the dice", Profile("sam", (taught,)), curriculum, NOW)
    reply = dice.Dice().serve(Request("dice_roll", "", applied.reading.entities, "sam", NOW), Pocket("sam"))
    assert re.fullmatch(r"You threw \d and \d and \d, because you play with 3 dice\.", reply.text)
    refused = read_statements("I play with fifty dice", curriculum.flows, NOW, nlp)
    assert (refused.statements, [one.say for one in refused.refused]) == ((), ["I can throw one to twenty dice."])


def test_the_skill_of_the_page_serves_nobody_too(dice: types.ModuleType) -> None:
    reply = dice.Dice().serve(Request("dice_roll"), Pocket(None))
    assert reply.outcome is Outcome.DONE and reply.text.startswith("You threw ")


# --- front-ends


class Echo(BaseHTTPRequestHandler):
    """Stands for the server: checks the request and answers like it."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/webhooks/rest/webhook" and self.headers["Content-Type"] == "application/json"
        said = f"{body['metadata']['user_id']} in {body['sender']}: {body['message']}"
        answer = json.dumps([{"recipient_id": body["sender"], "text": said}]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def echo() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_client_of_the_page_talks(
    echo: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("play some jazz\n"))
    code = only("docs/front-ends.md", "python")[0].replace("http://127.0.0.1:5005", echo)
    exec(compile(code, "docs/front-ends.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out == "sam in kitchen: play some jazz\n"


def test_every_key_a_front_end_may_send_is_described() -> None:
    from bot.identity import KEPT

    assert first_column("docs/front-ends.md", "What a front-end may tell") == {"user_id", *KEPT}


# --- what a turn leaves


def test_the_record_of_a_turn_is_described() -> None:
    parse, turn = map(json.loads, only("docs/architecture.md", "json"))
    written = (ROOT / "bot/nlu/rewriter.py").read_text()
    keys = set(re.findall(r'ours\["(\w+)"\] =', written)) | {"person", "original", "rewrite"}
    keys |= set(write_applied(Applied(Reading("play_music"))))
    assert set(parse) == keys - {"door"}
    actions = ast.parse((ROOT / "actions/context.py").read_text())
    assigned = [(ast.unparse(a.targets[0]), a.value) for a in ast.walk(actions) if isinstance(a, ast.Assign)]
    records = [value for name, value in assigned if name == "record" and isinstance(value, ast.Dict)]
    assert [{ast.literal_eval(key) for key in record.keys if key} for record in records] == [set(turn)]
    assert turn["outcome"] in {one.value for one in Outcome}


# --- what the program says


@lru_cache(maxsize=1)
def sayings() -> tuple[re.Pattern[str], ...]:
    """Every sentence in the code, its placeholders open."""
    found = set()
    for room in ("preferences", "bot", "actions"):
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                    found.add(re.escape(node.value))
                elif isinstance(node, ast.JoinedStr):
                    parts = [
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)" for part in node.values
                    ]
                    if len("".join(part for part in parts if part != "(.+)")) > 15:
                        found.add("".join(parts))
    return tuple(re.compile(pattern) for pattern in found)


QUOTED = re.findall(r"^> (.+)$", (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("sentence", QUOTED)
def test_the_program_really_says_that(sentence: str) -> None:
    scripts = (ROOT / "bot/cli/install.sh").read_text() + (ROOT / "domain.yml").read_text()
    assert sentence in scripts or any(saying.fullmatch(sentence) for saying in sayings())


# --- the recorded session


@pytest.mark.slow
def test_the_session_of_the_read_me_is_real(server: Server) -> None:
    person, heard = Person(server), iter(())
    for line in only("README.md", "text")[0].splitlines():
        who, words = line.split(maxsplit=1)
        if who == "you":
            assert next(heard, None) is None, "the record leaves a message out"
            said = person.say(words)
            heard = iter(said.split("\n"))
        else:
            reply = next(heard)
            assert re.fullmatch(".*".join(map(re.escape, words.split("…"))), reply), reply
    assert next(heard, None) is None, "the record leaves a message out"
