"""What a sentence names after its verb."""

from __future__ import annotations

import pytest

from actions.naming import Named, named_in, strange_kind

NASTY = ["", "/", "play " * 1000, "🤖💥🔥", "Привет 你好", "'; DROP TABLE films; --", "<script>alert(1)</script>"]


@pytest.mark.parametrize(
    "text, named",
    [
        ("read me Dracula", Named("Dracula", "", True)),
        ("could you read me emma by jane austen please", Named("emma", "jane austen", True)),
        ("play the film zorblax returns on the tv", Named("zorblax returns", "", True)),
        ("play a film called The Big Nothing in the living room", Named("The Big Nothing", "", True)),
        ('watch "Zorblax"', Named("Zorblax", "", True)),
        ("put on the matrix tonight", Named("the matrix", "", True)),
        ("read me a book by Zorg Blax", Named("", "Zorg Blax")),
        ("watch funny films", Named("funny", "", False)),
    ],
)
def test_names_are_found(text: str, named: Named) -> None:
    assert named_in(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "play a movie",
        "read to me",
        "watch something good tonight",
        "play it",
        "put on a film for date night",
        "play a film with Tom Hanks",
        "PLAY A MOVIE",
        "what is playing",
        *NASTY[:3],
    ],
)
def test_descriptions_are_no_names(text: str) -> None:
    assert named_in(text).name == ""


@pytest.mark.parametrize("text", NASTY)
def test_nasty_words(text: str) -> None:
    assert len(named_in(text).name) <= 400
    assert strange_kind(text) == ""


@pytest.mark.parametrize(
    "text, kind",
    [
        ("read me a zombie novel", "zombie"),
        ("play a good book", ""),
        ("read me a bedtime story", ""),
        ("read me some steampunk stories", "steampunk"),
    ],
)
def test_kinds_that_are_no_everyday_words(text: str, kind: str) -> None:
    assert strange_kind(text) == kind
