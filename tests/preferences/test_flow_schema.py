"""The JSON Schema of teaching flows: it fits every flow, and says the same as the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from preferences import flow_schema
from preferences.flow_file import read_flow
from preferences.flow_keys import FURTHER, GUIDE, KEYS, KINDS, RULES, TEXTS, names, schema
from preferences.lookups import load_lookups

ROOT = Path(__file__).resolve().parents[2]
FLOWS = sorted([*(ROOT / "data" / "teaching").glob("*.yml"), *(ROOT / "docs" / "examples").rglob("teaching/*.yml")])
ALL = """\
concept: tea
says: a kind of tea
values: {choices: [oolong, sencha]}
entity: tea_type
ask: "Which tea?"
learned: "Got it, {value}."
statements: ["I like [oolong](tea)"]
"""


def place(path: Path) -> Path:
    """Where a flow is kept: examples that are laid out like the project are saved in the project."""
    return ROOT / "data" / "teaching" if path.parent.parent.name == "data" else path.parent


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.name)
def test_every_flow_fits_the_schema_and_names_it(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema())
    line = path.read_text(encoding="utf-8").splitlines()[0]
    assert line == flow_schema.modeline(place(path))
    assert (place(path) / line.split("$schema=")[1]).resolve() == flow_schema.FILE


def test_the_file_is_made_from_the_keys() -> None:
    assert flow_schema.FILE.read_text(encoding="utf-8") == flow_schema.text()


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


def test_the_reader_knows_just_these_keys(tmp_path: Path) -> None:
    # A key of no use under each mapping: the reader's complaint names those it knows there.
    nested = "odd: 1\nvalidate: {odd: 1}\nguides: [{intent: a, entity: b, odd: 1}]\nfollow_up: {concept: x, odd: 1}\n"
    (tmp_path / "tea.yml").write_text(ALL + nested + "in: {de: {odd: 1}}\n", encoding="utf-8")
    _, mistakes = read_flow(tmp_path / "tea.yml", {})
    told = {mistake.problem: mistake.mend for mistake in mistakes if mistake.key == "odd"}
    assert told == {
        "no teaching flow has this key": f"Use one of: {', '.join(sorted(names(KEYS)))}",
        "no validation has this key": f"Use {', '.join(names(RULES))}",
        "no guide has this key": f"Use {', '.join(names(GUIDE))}",
        "no follow-up has this key": f"Use {', '.join(names(FURTHER))}",
        "no translation has this key": f"Use {', '.join(names(TEXTS))}",
    }


@pytest.mark.parametrize("kind", names(KINDS))
def test_the_reader_knows_every_kind_of_values(tmp_path: Path, kind: str) -> None:
    given = {"lookup": "team", "choices": "[oolong, sencha]"}.get(kind, "true")
    (tmp_path / "tea.yml").write_text(ALL.replace("choices: [oolong, sencha]", f"{kind}: {given}"), encoding="utf-8")
    flow, mistakes = read_flow(tmp_path / "tea.yml", load_lookups())
    assert flow is not None, mistakes


WRONG: list[tuple[str, Any]] = [
    ("keeps", "few"),
    ("several", "any"),
    ("teachable_at", ["sometimes"]),
    ("values", {"lookup": "a", "text": True}),
    ("values", {"shape": "round"}),
    ("learned", "no value"),
    ("statements", ["I like oolong"]),
    ("guides", [{"intent": "iot_coffee"}]),
    ("order", "first"),
    ("hook", "nothing"),
    ("in", {"german": {}}),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_what_the_reader_refuses_the_schema_refuses(tmp_path: Path, key: str, value: Any) -> None:
    document = {**yaml.safe_load(ALL), key: value}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())
    (tmp_path / "tea.yml").write_text(yaml.safe_dump(document), encoding="utf-8")
    assert read_flow(tmp_path / "tea.yml", {})[1]
