""" "Did I get that right?"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from preferences.belongings import Pocket
from preferences.right import EVERY, TALKED, entropy, may_be_asked, note_asked, worth_asking
from preferences.state import AskedPhrase, LessonState, Offer, PersonState
from preferences.turns import Turn

FIRST = Turn("ann", "play some music", "play_music", 0.9, at=100.0, outcome="done")
AGAIN = replace(FIRST, text="put music on", at=112.0)
EARLIER = tuple(replace(FIRST, at=float(at)) for at in range(TALKED - 1))
QUIET = PersonState()


def worth(*turns: Turn, state: PersonState = QUIET, chance: float = 0.5) -> bool:
    return worth_asking([*EARLIER, *turns], state, lambda before, turn: chance)


def test_it_is_asked_where_nobody_can_tell_from_outside() -> None:
    assert worth(FIRST, AGAIN)
    assert [worth(FIRST, AGAIN, chance=chance) for chance in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)] == [
        False, False, True, True, False, False,
    ]  # fmt: skip
    assert (entropy(0.5), entropy(0.0), entropy(1.0)) == (1.0, 0.0, 0.0)


def test_not_before_there_was_some_talk() -> None:
    assert not worth_asking([FIRST, AGAIN], QUIET, lambda before, turn: 0.5)


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "not_found"},
        {"outcome": "asked"},
        {"at": 200.0},
        {"intent": "general_praise"},
        {"intent": "email_sendemail"},
        {"barge_in": True},
        {"reask": True},
        {"text": "no, that's wrong"},
    ],
)
def test_not_after_anything_but_a_request_served_soon(changed: dict[str, Any]) -> None:
    assert not worth(FIRST, replace(AGAIN, **changed))


@pytest.mark.parametrize(
    "state",
    [
        PersonState(offer=Offer("team", 1.0)),
        PersonState(lesson=LessonState(("team",))),
        PersonState(phrase=AskedPhrase("x")),
        PersonState(confirming="erase"),
    ],
)
def test_not_while_something_is_open(state: PersonState) -> None:
    assert not worth(FIRST, AGAIN, state=state)


def test_never_twice_a_day_to_one_person_and_never_to_nobody() -> None:
    ann = Pocket("ann")
    assert may_be_asked(ann, 1_000.0)
    note_asked(ann, 1_000.0)
    assert not may_be_asked(ann, 1_000.0 + EVERY - 1)
    assert may_be_asked(ann, 1_000.0 + EVERY)
    assert may_be_asked(Pocket("bob"), 1_001.0)
    assert not may_be_asked(Pocket(None), 1_000.0)
