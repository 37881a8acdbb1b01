"""What a flow says: preferences told back to the person."""

from __future__ import annotations

import pytest

from preferences.condition import Condition
from preferences.curriculum import load_curriculum


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
