"""What a flow says: preferences told back to the person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from preferences.condition import Condition
from preferences.curriculum import load_curriculum
from preferences.preference import Statement


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("when I'm in the kitchen", "when you're in the kitchen you like jazz"),
        ("whenever I am in my office", "whenever you are in your office you like jazz"),
        ("while we're having dinner", "while you're having dinner you like jazz"),
        ("from 7 am to 9 am", "from 7 am to 9 am you like jazz"),
        ("in the morning", "in the morning you like jazz"),
    ],
)
def test_a_condition_is_told_back_to_the_person(words: str, told: str) -> None:
    flow = load_curriculum().flow("music_genre")
    assert flow is not None
    assert flow.told("jazz", condition=Condition(words=words)) == told


@pytest.mark.parametrize(
    ("team", "told"),
    [
        ("Boston Celtics", "your team is the Boston Celtics"),
        ("Miami Heat", "your team is the Miami Heat"),
        ("Colorado Avalanche", "your team is the Colorado Avalanche"),
        ("Arsenal", "your team is Arsenal"),
        ("Wolverhampton Wanderers", "your team is Wolverhampton Wanderers"),
        ("Borussia Dortmund", "your team is Borussia Dortmund"),
        ("{value}", "your team is {value}"),
    ],
)
def test_the_article_goes_with_the_names_that_are_said_with_it(team: str, told: str) -> None:
    flow = load_curriculum().flow("team")
    assert flow is not None
    assert flow.told(team) == told
    assert flow.confirmed(Statement("team", team)) == f"Got it, {told}."
    assert flow.told(team, liked=False) == f"you are no {team} fan"


def test_where_all_names_carry_an_article_all_are_told_with_it() -> None:
    flow = load_curriculum().flow("team")
    assert flow is not None
    assert replace(flow, the_kinds=frozenset()).told("Arsenal") == "your team is the Arsenal"
