"""Takes the action server's answers without checking the schema they are checked by at every turn anew."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.exceptions import best_match  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from rasa.core.actions.action import RemoteAction

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
