"""Answers of the action server are checked as Rasa checks them, only faster."""

from __future__ import annotations

from typing import Any

import pytest

# Importing Rasa warns of much that is not ours.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

TURN = {"event": "slot", "timestamp": None, "name": "mynah_turn", "value": {"outcome": "done"}}
GOOD: list[dict[str, Any]] = [
    {"events": [], "responses": []},
    {"events": [TURN], "responses": [{"text": "It's noon in Tokyo."}]},
    {"events": [{"event": "action", "name": "action_listen"}, {"event": "user", "text": "hi"}], "responses": []},
]
BAD: list[Any] = [
    {"events": "none", "responses": []},
    {"events": [{"event": "no such event"}], "responses": []},
    {"events": [{"event": "slot", "value": 1}], "responses": []},
    {"events": [], "responses": ["just text"]},
    None,
    [],
]


@pytest.mark.parametrize("answer", GOOD)
def test_a_good_answer_is_taken_by_both(answer: dict[str, Any]) -> None:
    from jsonschema import validate
    from rasa.core.actions.action import RemoteAction

    from bot.hop import check_answer

    validate(answer, RemoteAction.action_response_format_spec())
    action = RemoteAction("action_clock", None)
    assert check_answer(action, answer) is True


@pytest.mark.parametrize("answer", BAD)
def test_a_bad_answer_is_refused_for_the_same_reason_as_by_rasa(answer: Any) -> None:
    from jsonschema import ValidationError, validate
    from rasa.core.actions.action import RemoteAction

    from bot.hop import check_answer

    with pytest.raises(ValidationError) as stock:
        validate(answer, RemoteAction.action_response_format_spec())
    with pytest.raises(ValidationError) as ours:
        check_answer(RemoteAction("action_clock", None), answer)
    assert ours.value.message.endswith(stock.value.message)
    assert (ours.value.validator, list(ours.value.path)) == (stock.value.validator, list(stock.value.path))
