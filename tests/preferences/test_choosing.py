"""Answers to "which one do you mean?"."""

from __future__ import annotations

import pytest

from preferences.choosing import choose
from preferences.flow_file import load_flows

FLOWS = {flow.concept: flow for flow in load_flows()}
JETS = ("New York Jets", "Winnipeg Jets")
KINGS = ("Los Angeles Kings", "Sacramento Kings")
GIANTS = ("New York Giants", "San Francisco Giants")
RANGERS = ("New York Rangers", "Texas Rangers")


@pytest.mark.parametrize(
    ("candidates", "text", "expected"),
    [
        (JETS, "Winnipeg", "Winnipeg Jets"),
        (JETS, "the hockey one", "Winnipeg Jets"),
        (JETS, "the NFL one", "New York Jets"),
        (JETS, "the football team of course", "New York Jets"),
        (KINGS, "the basketball team", "Sacramento Kings"),
        (KINGS, "LA", "Los Angeles Kings"),
        (KINGS, "the ones from the NHL", "Los Angeles Kings"),
        (KINGS, "Sacramento, please", "Sacramento Kings"),
        (GIANTS, "San Francisco", "San Francisco Giants"),
        (GIANTS, "the baseball ones", "San Francisco Giants"),
        (GIANTS, "the New York ones, the football team", "New York Giants"),
        (GIANTS, "not the baseball one, the football one", "New York Giants"),
        (GIANTS, "no, not New York, San Francisco", "San Francisco Giants"),
        (GIANTS, "the second one", "San Francisco Giants"),
        (RANGERS, "the former", "New York Rangers"),
        (RANGERS, "the one in the National Hockey League", "New York Rangers"),
        (RANGERS, "neither", None),
        (RANGERS, "none of them", None),
        (RANGERS, "the cricket one", None),
        (RANGERS, "the sporty one in the middle of all of those", None),
        (RANGERS, "", None),
        (RANGERS, "x" * 5000, None),
        (RANGERS, "\U0001f3d2 '; DROP TABLE teams; -- <b>", None),
        ((), "the first one", None),
    ],
)
def test_a_candidate_is_picked(candidates: tuple[str, ...], text: str, expected: str | None) -> None:
    assert choose(text, candidates, FLOWS["team"]) == expected


def test_a_concept_without_kinds_goes_by_name_and_place() -> None:
    candidates = ("Indian", "Indonesian")
    assert choose("the first", candidates, FLOWS["cuisine"]) == "Indian"
    assert choose("Indonesian food", candidates, FLOWS["cuisine"]) == "Indonesian"
    assert choose("the hockey one", candidates, FLOWS["cuisine"]) is None
