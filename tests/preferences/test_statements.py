"""What people say about themselves, and what only looks like it."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from preferences.flow import Flow
from preferences.flow_file import load_flows
from preferences.parsing import load_language
from preferences.statements import Statement, StatementReading, looks_like_statement, read_statements

# A Wednesday morning, the project's own flows and tables.
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=timezone.utc)

WORLD = yaml.safe_load(Path(__file__).with_name("statements.yml").read_text(encoding="utf-8"))
SAID: list[tuple[str, str]] = [(text, expected) for text, expected in WORLD["said"]]
UNSAID: list[str] = WORLD["unsaid"]

NASTY = [
    "",
    " ",
    "/",
    "\n\t",
    "I like " * 800,
    "I like \U0001f355\U0001f525",
    "I like \u0434\u0436\u0430\u0437 and \u7235\u58eb",
    "I like '; DROP TABLE preferences; --",
    "I like <b>nothing</b>",
    "I like \x00\x01 things",
    "my name is <img src=x onerror=alert(1)>",
    "call me " + "a" * 500,
    "((((((",
    "I like , , , and and",
    "..." * 100,
]


@pytest.fixture(scope="module")
def flows() -> tuple[Flow, ...]:
    """The project's teaching flows."""
    return load_flows()


@pytest.fixture(scope="module")
def nlp() -> Any:
    """The English pipeline."""
    return load_language()


def told(statement: Statement) -> str:
    """A statement as the table writes it."""
    condition = f" @{statement.condition.words}" if statement.condition.words else ""
    over = "ended " if statement.ended else ""
    return f"{over}{'+' if statement.liked else '-'}{statement.concept}={statement.value}{condition}"


def shown(reading: StatementReading) -> str:
    """A reading as the table writes it."""
    parts = [told(statement) for statement in reading.statements]
    parts += [f"which {one.concept}?" for one in reading.ambiguous]
    parts += [f"unknown {one.concept}".strip() for one in reading.unknown]
    return "; ".join(parts)


def test_what_is_said_is_read(flows: tuple[Flow, ...], nlp: Any) -> None:
    # One table, one comparison: a thousand tests of a millisecond each would take longer to report than to run.
    assert {text: shown(read_statements(text, flows, NOW, nlp)) for text, _ in SAID} == dict(SAID)


def test_what_is_not_said_is_not_read(flows: tuple[Flow, ...], nlp: Any) -> None:
    readings = {text: read_statements(text, flows, NOW, nlp) for text in UNSAID}
    assert {text: shown(reading) for text, reading in readings.items()} == dict.fromkeys(UNSAID, "")
    assert [text for text, reading in readings.items() if not reading.rejected] == []


def test_the_quick_look_misses_no_statement(flows: tuple[Flow, ...]) -> None:
    assert [text for text, _ in SAID if not looks_like_statement(text, flows)] == []


@pytest.mark.parametrize(
    "text",
    [
        "what time is it in Paris?",
        "play some music",
        "find me a restaurant",
        "turn on the lights",
        "set an alarm for 7",
    ],
)
def test_the_quick_look_passes_requests_by(text: str, flows: tuple[Flow, ...]) -> None:
    assert not looks_like_statement(text, flows)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_teaches_nothing(text: str, flows: tuple[Flow, ...], nlp: Any) -> None:
    assert read_statements(text, flows, NOW, nlp).statements == ()


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("I kind of like jazz", 0.5),
        ("I like jazz", 1.0),
        ("I really like jazz", 1.5),
        ("I love jazz", 2.0),
        ("I hate jazz", 2.0),
        ("I don't like jazz", 1.0),
    ],
)
def test_intensity_shows_in_the_strength(text: str, strength: float, flows: tuple[Flow, ...], nlp: Any) -> None:
    assert [statement.strength for statement in read_statements(text, flows, NOW, nlp).statements] == [strength]


def test_the_evidence_of_a_later_clause_begins_with_a_word(flows: tuple[Flow, ...], nlp: Any) -> None:
    reading = read_statements("my favourite team used to be the Lakers, now it's the Yankees", flows, NOW, nlp)
    assert [one.words for one in reading.statements if not one.ended] == ["now it's the Yankees"]


def test_a_name_of_several_teams_is_asked_about(flows: tuple[Flow, ...], nlp: Any) -> None:
    (one,) = read_statements("I'm a Giants fan", flows, NOW, nlp).ambiguous
    assert one.candidates == ("New York Giants", "San Francisco Giants")


def test_an_unknown_value_is_named_and_not_stored(flows: tuple[Flow, ...], nlp: Any) -> None:
    reading = read_statements("my favourite team is the colour of tuesday", flows, NOW, nlp)
    assert reading.statements == ()
    assert [(one.concept, one.words) for one in reading.unknown] == [("team", "the colour of tuesday")]


def test_every_example_of_every_flow_is_read(flows: tuple[Flow, ...], nlp: Any) -> None:
    missed = []
    for flow in flows:
        for example in flow.statements:
            reading = read_statements(example.text, flows, NOW, nlp)
            concepts = {one.concept for one in (*reading.statements, *reading.ambiguous)}
            if flow.concept not in concepts:
                missed.append(example.text)
    assert missed == []
