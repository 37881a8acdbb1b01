"""The way to the action server and back: answers are checked quickly, and not waited for beyond reason."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.exceptions import best_match  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from rasa.core.actions import action as rasa_action
from rasa.core.actions.action import RemoteAction

WAIT = 20
"""Seconds the action server has for an answer.

The slowest honest one, the weather, gives up after 3.5; the first one of a server also loads spaCy.
"""
FAULT = "The action server's answer is not in the format Rasa asks for: "


@lru_cache(maxsize=1)
def _checker() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def check_answer(action: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an answer exactly as Rasa does; True, or the same `ValidationError`."""
    error = best_match(_checker().iter_errors(result))
    if error is not None:
        error.message = FAULT + error.message
        raise error
    return True


def shorten_hop() -> None:
    """Check the schema of answers once a process; Rasa does at every action, for more than half of a turn's time."""
    RemoteAction._validate_action_result = check_answer  # type: ignore[method-assign]


def bound_hop() -> None:
    """Wait `WAIT` seconds for an action at most; what hangs is then apologised for like what is dead.

    Rasa's 300 seconds stand in a constant, and neither `endpoints.yml` nor the environment can say otherwise.
    """
    rasa_action.DEFAULT_REQUEST_TIMEOUT = WAIT  # type: ignore[attr-defined]
