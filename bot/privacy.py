"""Keeps people's words out of the logs: Rasa logs them at several places, warnings included."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

WORDS = frozenset(
    {
        "text", "response_text", "user_text", "slot_values", "parse_data_text", "parse_data_entities",
        "prediction_events", "tracker_latest_message", "prefilled_slots", "message", "response", "slot_candidates",
        "rasa_event", "rasa_events", "tracker_states", "current_states", "old_states", "successes", "current_entity",
        "next_entity", "states", "entity", "token_text", "user_message", "json_message",
    }
)  # fmt: skip
"""The fields of Rasa's structured log that can hold what a person said."""


def hide_words(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: replaces every field that can hold a person's words, unless debugging was asked for."""
    if logging.getLogger().isEnabledFor(logging.DEBUG):
        return event
    for key in WORDS.intersection(event):
        event[key] = "(hidden)"
    return event


class OneLine(logging.Filter):
    """Cuts a failed action's record to one line: its traceback quotes the whole conversation."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without the trace."""
        if record.exc_info and not logging.getLogger().isEnabledFor(logging.DEBUG):
            kind = record.exc_info[0]
            record.msg = f"{record.getMessage()} ({kind.__name__ if kind else 'unknown'})"
            record.args = ()
            record.exc_info = record.exc_text = None
        return True


_ONE_LINE = OneLine()


def keep_words_out() -> None:
    """Put `hide_words` first in this process; loggers that are cached already share the same list of processors."""
    processors = structlog.get_config()["processors"]
    if hide_words not in processors:
        processors.insert(0, hide_words)
    for name in ("rasa.core.processor", "rasa.core.channels.rest", "rasa.core.actions.action"):
        logging.getLogger(name).addFilter(_ONE_LINE)
