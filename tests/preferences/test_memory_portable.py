"""One person's memory as a document: written whole, read back with care."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime, time, timedelta, timezone
from typing import Any

import pytest

from preferences.condition import Condition
from preferences.errors import ImportRefused
from preferences.flow import Flow, Keeps, Values
from preferences.memory import Memory
from preferences.portable import read_text
from preferences.preference import Statement

pytestmark = pytest.mark.patient

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
MORNINGS = Condition(
    from_time=time(5), to_time=time(12), weekdays=(5, 6), room="kitchen", words="on weekend mornings in the kitchen"
)


def flow(concept: str, keeps: Keeps) -> Flow:
    return Flow(concept, concept, Values(text=True), concept, keeps, "?", "ok", (), (), frozenset())


FLOWS = {"team": flow("team", Keeps.ONE), "cuisine": flow("cuisine", Keeps.MANY)}


def tell(memory: Memory, concept: str, value: str, at: float, **more: Any) -> None:
    memory.teach("alice", [Statement(concept, value, **more)], FLOWS, "told", NOON + timedelta(minutes=at))


@pytest.fixture
def document(memory: Memory) -> dict[str, Any]:
    """Alice's memory, as it was before everything was forgotten."""
    tell(memory, "team", "Lakers", 0, words="go Lakers 🏀")
    tell(memory, "team", "Warriors", 1, strength=2)
    tell(memory, "cuisine", "sushi", 2, liked=False)
    tell(memory, "cuisine", "pancakes", 3, condition=MORNINGS)
    memory.correct("alice", "place_name", "Portland", "Portland, Maine", "no, Maine", NOON)
    memory.refuse("alice", "diet")
    memory.belongings("alice").keep_mine("list:shopping", ["milk"])
    memory.belongings("alice").keep_house("light:kitchen", "on")
    written = memory.export("alice", NOON)
    memory.forget_everything("alice")
    return written


def test_what_was_exported_comes_back_and_twice_is_once(memory: Memory, document: dict[str, Any]) -> None:
    assert memory.import_("alice", read_text(json.dumps(document))) == 7
    assert memory.export("alice", NOON) == document
    assert memory.import_("alice", document) == 0
    assert memory.export("alice", NOON) == document
    current = [(one.value, one.liked, one.condition) for one in memory.profile("alice").preferences]
    assert current[0] == ("pancakes", True, MORNINGS)
    assert [value for value, *_ in current] == ["pancakes", "sushi", "Warriors"]


def test_the_household_is_nobodys_document(document: dict[str, Any]) -> None:
    assert "light" not in json.dumps(document)
    assert document["belongings"] == {"list:shopping": ["milk"]}


def test_what_was_learned_later_wins(memory: Memory, document: dict[str, Any]) -> None:
    tell(memory, "team", "Bulls", 5)
    tell(memory, "cuisine", "sushi", 5)
    memory.correct("alice", "place_name", "Portland", "Portland, Oregon", now=NOON + timedelta(hours=1))
    memory.belongings("alice").keep_mine("list:shopping", ["milk", "eggs"])
    memory.import_("alice", document)
    assert {(one.value, one.liked) for one in memory.profile("alice").preferences} == {
        ("Bulls", True),
        ("sushi", True),
        ("pancakes", True),
    }
    assert {one.value for one in memory.history("alice", "team")} == {"Bulls", "Warriors", "Lakers"}
    assert [one.meant for one in memory.profile("alice").corrections] == ["Portland, Oregon"]
    assert memory.belongings("alice").mine("list:shopping") == ["milk", "eggs"]


def test_what_was_learned_earlier_yields(memory: Memory, document: dict[str, Any]) -> None:
    tell(memory, "team", "Bulls", -5)
    memory.import_("alice", document)
    [team] = [one for one in memory.profile("alice").preferences if one.concept == "team"]
    assert team.value == "Warriors"
    assert memory.undo("alice") is None


def test_nothing_known_is_a_document_too(memory: Memory) -> None:
    assert memory.import_("bob", memory.export("bob", NOON)) == 0
    assert memory.profile("bob").preferences == ()


def test_somebody_elses_document_is_refused(memory: Memory, document: dict[str, Any]) -> None:
    with pytest.raises(ImportRefused, match="somebody else's"):
        memory.import_("bob", document)
    assert memory.people() == 0


DAMAGES: dict[str, Any] = {
    "no kind": lambda d: d.pop("kind"),
    "other kind": lambda d: d.update(kind="recipes"),
    "no version": lambda d: d.pop("version"),
    "odd version": lambda d: d.update(version="1"),
    "newer version": lambda d: d.update(version=2),
    "no person": lambda d: d.pop("person"),
    "no list": lambda d: d.update(preferences={}),
    "missing list": lambda d: d.pop("corrections"),
    "no entry": lambda d: d["preferences"].append("jazz"),
    "no value": lambda d: d["preferences"][0].pop("value"),
    "long value": lambda d: d["preferences"][0].update(value="x" * 201),
    "odd sign": lambda d: d["preferences"][0].update(liked="yes"),
    "odd strength": lambda d: d["preferences"][0].update(strength=float("inf")),
    "odd uses": lambda d: d["preferences"][0].update(uses=-1),
    "odd time": lambda d: d["preferences"][0].update(learned_at="yesterday"),
    "time without a zone": lambda d: d["preferences"][0].update(learned_at="2024-05-01T12:00:00"),
    "odd condition": lambda d: d["preferences"][0].update(condition={"weather": "rain"}),
    "odd weekday": lambda d: d["preferences"][0].update(condition={"weekdays": [7]}),
    "odd condition time": lambda d: d["preferences"][0].update(condition={"from_time": 5}),
    "odd correction": lambda d: d["corrections"][0].update(meant=None),
    "odd refusal": lambda d: d.update(refused=[3]),
    "odd belongings": lambda d: d.update(belongings=["milk"]),
    "large belonging": lambda d: d["belongings"].update(big="x" * 70_000),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_document_is_refused_and_changes_nothing(
    memory: Memory, document: dict[str, Any], damage: str
) -> None:
    damaged = deepcopy(document)
    DAMAGES[damage](damaged)
    with pytest.raises(ImportRefused) as refused:
        memory.import_("alice", damaged)
    assert "import" in str(refused.value) and "Traceback" not in str(refused.value)
    assert memory.people() == 0


@pytest.mark.parametrize("text", ["", "/", "[]", "null", '{"kind": "mynah-mem', "x" * 5000, "[" * 100_000, "🦜"])
def test_a_file_that_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused, match="nothing was imported"):
        read_text(text)
