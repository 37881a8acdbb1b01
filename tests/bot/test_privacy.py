"""People's words stay out of the log, unless whoever runs the server asks for all of it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.privacy import WORDS, OneLine, hide_words, keep_words_out

SECRET = "my secret words"


@pytest.fixture
def level() -> Iterator[Any]:
    """Sets the level of the root logger for one test."""
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    yield root.setLevel
    root.setLevel(before)


@pytest.mark.usefixtures("level")
def test_every_field_that_may_hold_words_is_hidden() -> None:
    hidden = hide_words(None, "info", {**dict.fromkeys(WORDS, SECRET), "event": "processor.x", "sender_id": "s"})
    assert {hidden[name] for name in WORDS} == {"(hidden)"}
    assert (hidden["event"], hidden["sender_id"]) == ("processor.x", "s")


@pytest.mark.usefixtures("level")
def test_a_trace_is_cut_to_the_name_of_its_error() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        hidden = hide_words(None, "error", {"event": "processor.x", "exc_info": True})
    assert hidden == {"event": "processor.x", "error": "ValueError"}
    assert SECRET not in str(hidden)


def test_debugging_shows_everything(level: Any) -> None:
    level(logging.DEBUG)
    assert hide_words(None, "debug", {"text": SECRET}) == {"text": SECRET}


def failed() -> logging.LogRecord:
    try:
        raise RuntimeError(SECRET)
    except RuntimeError:
        return logging.LogRecord("rasa.core.processor", 40, "x.py", 1, "Action '%s' failed.", ("a",), sys.exc_info())


@pytest.mark.usefixtures("level")
def test_a_failed_action_is_one_line_without_its_trace() -> None:
    record = failed()
    assert OneLine().filter(record) is True
    told = logging.Formatter().format(record)
    assert told == "Action 'a' failed. (RuntimeError)"


def test_debugging_keeps_the_trace(level: Any) -> None:
    level(logging.DEBUG)
    record = failed()
    OneLine().filter(record)
    assert SECRET in logging.Formatter().format(record)


@pytest.mark.usefixtures("level")
def test_loggers_that_exist_already_obey_and_twice_is_once() -> None:
    processors = structlog.get_config()["processors"]
    before = list(processors)
    try:
        keep_words_out()
        keep_words_out()
        assert processors[0] is hide_words
        assert processors.count(hide_words) == 1
        one_line = [f for f in logging.getLogger("rasa.core.processor").filters if isinstance(f, OneLine)]
        assert len(one_line) == 1
    finally:
        processors[:] = before
