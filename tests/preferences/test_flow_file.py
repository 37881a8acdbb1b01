"""Reading teaching flows: the project's own, and wrong ones with where and how to mend them."""

from __future__ import annotations

from pathlib import Path

import pytest

from preferences.condition import Condition
from preferences.errors import FlowError
from preferences.flow import Keeps, Values
from preferences.flow_file import load_flow, load_flows
from preferences.preference import Statement
from preferences.vocabulary import Vocabulary

LOOKUPS = {"tea_type": Vocabulary({"green tea": ["green"], "oolong": []})}
TEA = """\
concept: tea
says: a kind of tea
values: {lookup: tea_type}
entity: tea_type
keeps: many
ask: "Which tea do you like?"
learned: "Got it, {value} for you."
statements:
  - I like [oolong](tea)
guides:
  - {intent: iot_coffee, entity: tea_type}
teachable_at: [repeat]
"""


@pytest.fixture
def write(tmp_path: Path):
    """Write a flow file and give its path."""

    def _write(text: str) -> Path:
        path = tmp_path / "tea.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def test_the_projects_flows_load() -> None:
    flows = {flow.concept: flow for flow in load_flows()}
    assert sorted(flows) == [
        "artist", "cuisine", "diet", "film_genre", "home", "music_genre", "name", "room", "team", "temperature_unit",
        "wake_up",
    ]  # fmt: skip
    assert flows["team"].keeps is Keeps.ONE
    assert flows["cuisine"].keeps is Keeps.MANY
    assert flows["home"].values == Values(places=True)
    assert all(len(flow.statements) >= 12 for flow in flows.values())


def test_a_flow_is_read(write) -> None:
    flow = load_flow(write(TEA), LOOKUPS)
    assert (flow.concept, flow.entity, flow.keeps, flow.subject) == ("tea", "tea_type", Keeps.MANY, "tea")
    assert flow.vocabulary is LOOKUPS["tea_type"]
    example = flow.statements[0]
    assert example.text == "I like oolong"
    assert example.text[example.start : example.end] == example.value == "oolong"


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        (("concept: tea", "concept: Tea Time"), 1, "concept"),
        (("says: a kind of tea", "say: a kind of tea"), 2, "say"),
        (("{lookup: tea_type}", "{lookup: teas}"), 3, "lookup"),
        (("{lookup: tea_type}", "{lookup: tea_type, text: true}"), 3, "values"),
        (("{lookup: tea_type}", "{shape: round}"), 3, "shape"),
        (("keeps: many", "keeps: several"), 5, "keeps"),
        (("{value} for you", "{thing} for you"), 7, "learned"),
        (("[oolong](tea)", "oolong"), 9, "statements"),
        (("[oolong](tea)", "[oolong](drink)"), 9, "statements"),
        (("intent: iot_coffee, ", ""), 11, "guides"),
        (("entity: tea_type}", "entity: tea_type, when: later}"), 11, "when"),
        (("[repeat]", "[sometimes]"), 12, "teachable_at"),
        (("keeps: many", "keeps: many\nkeeps: one"), 6, "keeps"),
    ],
)
def test_a_mistake_is_named_with_its_line(write, change: tuple[str, str], line: int, key: str) -> None:
    path = write(TEA.replace(*change, 1))
    with pytest.raises(FlowError) as raised:
        load_flow(path, LOOKUPS)
    assert (raised.value.path, raised.value.line, raised.value.key) == (str(path), line, key)
    assert raised.value.mend


@pytest.mark.parametrize("text", ["", "a: [", "- just\n- a list", "concept: tea\n"])
def test_no_flow_at_all(write, text: str) -> None:
    with pytest.raises(FlowError):
        load_flow(write(text), LOOKUPS)


def test_two_files_cannot_teach_one_concept(tmp_path: Path) -> None:
    for name in ("one.yml", "two.yml"):
        (tmp_path / name).write_text(TEA, encoding="utf-8")
    with pytest.raises(FlowError, match="taught by"):
        load_flows(tmp_path, LOOKUPS)


def test_a_preference_is_told_back() -> None:
    cuisine = next(flow for flow in load_flows() if flow.concept == "cuisine")
    today = Condition(until=None, words="in the mornings")
    assert cuisine.told("Italian") == "you like Italian food"
    assert cuisine.told("Italian", liked=False) == "you don't like Italian food"
    assert cuisine.told("Italian", condition=today) == "in the mornings you like Italian food"
    assert cuisine.confirmed(Statement("cuisine", "Thai")) == "Got it, you like Thai food."
    assert cuisine.confirmed(Statement("cuisine", "Thai", liked=False)) == "Got it, no Thai food for you."
