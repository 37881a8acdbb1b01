"""Keeps people's words out of the logs: Rasa logs them at several places, warnings included."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.identity import in_shell
from preferences import paths
from preferences.errors import MynahError

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
    """A structlog processor: replaces every field that can hold a person's words, unless debugging was asked for.

    A trace is cut to the name of its error, since structlog writes the local variables of every frame.
    """
    if logging.getLogger().isEnabledFor(logging.DEBUG):
        return event
    for key in WORDS.intersection(event):
        event[key] = "(hidden)"
    if event.pop("exc_info", None):
        kind = sys.exc_info()[0]
        event["error"] = kind.__name__ if kind else "unknown"
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
    if in_shell():
        _clear_terminal()


def _clear_terminal() -> None:
    """In Rasa's shell the terminal belongs to the talk: what is logged goes to a file from now on."""
    root = logging.getLogger()
    to_terminal = [
        handler
        for handler in root.handlers
        if isinstance(handler, logging.StreamHandler) and handler.stream in (sys.stdout, sys.stderr)
    ]
    if not to_terminal or root.isEnabledFor(logging.DEBUG):
        return
    try:
        folder = paths.home() / "logs"
        folder.mkdir(exist_ok=True)
        written = logging.FileHandler(folder / "shell.log", delay=True)
    except (MynahError, OSError):
        return
    written.setFormatter(to_terminal[0].formatter)
    for handler in to_terminal:
        root.removeHandler(handler)
    root.addHandler(written)
