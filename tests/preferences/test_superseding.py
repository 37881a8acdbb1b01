"""A new favourite that takes the place of the one before."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from preferences.curriculum import Curriculum
from preferences.flow_file import load_flows
from preferences.memory import Memory
from preferences.preference import Statement
from preferences.superseding import superseded

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=timezone.utc)
CURRICULUM = Curriculum(load_flows(), {}, {})
THAI = Statement("cuisine", "Thai", words="my favourite cuisine is Thai")


@pytest.fixture
def taught(memory: Memory) -> Memory:
    """Somebody with a favourite, a taste and a favourite for the weekend."""
    told = [
        Statement("cuisine", "Indian", words="my favourite cuisine is Indian"),
        Statement("cuisine", "Greek", words="I like Greek food"),
    ]
    memory.teach("ann", told, CURRICULUM.by_concept, now=NOW)
    return memory


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("my favourite cuisine is Thai now", ["Indian"]),
        ("these days my favorite food is Thai", ["Indian"]),
        ("actually my favourite cuisine is Thai", ["Indian"]),
        ("my favourite cuisine is Thai", []),
        ("I like Thai food now", []),
    ],
)
def test_only_a_favourite_of_now_replaces_one(taught: Memory, text: str, over: list[str]) -> None:
    found = superseded((THAI,), text, taught.profile("ann"), CURRICULUM)
    assert [one.value for one in found] == over
    assert all(one.ended for one in found)


def test_a_stranger_has_nothing_to_replace(memory: Memory) -> None:
    assert superseded((THAI,), "my favourite cuisine is Thai now", memory.profile("bob"), CURRICULUM) == ()
