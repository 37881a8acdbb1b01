""" "Did I get that right?" in a conversation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from actions import serving
from learning.record import LogFold, LoggedTurn
from preferences import acts
from preferences.right import QUESTION, TALKED
from tests.actions.conftest import Talk


@pytest.fixture(autouse=True)
def uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "defect_before", lambda before, turn: 0.5)


def talked(talk: Talk) -> Talk:
    """Some talk of another kind, so that there is an acquaintance."""
    for number in range(TALKED):
        assert QUESTION not in talk.say(f"lights {number}", "iot_hue_lightoff", after=100.0)
    return talk


def logged(talk: Talk) -> list[LoggedTurn]:
    fold, over = LogFold(), []
    for number, event in enumerate(json.loads(json.dumps(talk.events)), 1):
        over += fold.take(number, "talk", event)
    return [*over, *fold.end()]


def asked(talk: Talk) -> str:
    talk.say("what time is it", "datetime_query", after=100.0)
    return talk.say("tell me the time", "datetime_query")


def test_a_yes_is_taken_and_goes_to_the_record(talk: Talk) -> None:
    talked(talk)
    assert asked(talk).endswith(QUESTION)
    assert talk.say("yes", acts.AFFIRM) == "Good, thanks."
    turn = next(one for one in logged(talk) if one.questioned)
    assert (turn.heard, turn.answer) == ("tell me the time", True)


def test_a_no_is_a_complaint_and_goes_to_the_record(talk: Talk) -> None:
    talked(talk)
    asked(talk)
    assert talk.say("no", acts.NEGATE).startswith("Sorry about that.")
    assert next(one for one in logged(talk) if one.questioned).answer is False


def test_anything_else_is_what_it_is_and_the_question_is_over(talk: Talk) -> None:
    talked(talk)
    asked(talk)
    assert talk.say("lights off", "iot_hue_lightoff").startswith("iot_hue_lightoff:")
    assert talk.say("yes", acts.AFFIRM) == "All right."
    assert next(one for one in logged(talk) if one.questioned).answer is None


def test_nobody_is_asked_twice_a_day(talk: Talk) -> None:
    talked(talk)
    assert asked(talk).endswith(QUESTION)
    assert not asked(talk).endswith(QUESTION)


def test_a_memory_that_is_busy_costs_the_question_only(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    from preferences.errors import MemoryBusy

    def busy(*_: Any) -> None:
        raise MemoryBusy("busy")

    talked(talk)
    monkeypatch.setattr(serving, "note_asked", busy)
    assert asked(talk) == "datetime_query: nothing named."
