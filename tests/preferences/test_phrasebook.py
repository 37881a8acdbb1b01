"""Taught phrases found in what people say, and the words put in their place."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preferences.phrase import MOST_CHARACTERS, MOST_STEPS, Kind, Phrase
from preferences.phrasebook import Phrasebook

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def phrase(number: int, said: str, *steps: str, kind: Kind = Kind.REQUEST) -> Phrase:
    return Phrase(number, "alice", kind, said, steps, "", "told", NOON)


def name(number: int, said: str, meant: str) -> Phrase:
    return phrase(number, said, meant, kind=Kind.NAME)


BOOK = Phrasebook(
    (
        phrase(1, "study mode", "set {the bedroom lights} to 50 percent"),
        phrase(2, "movie night", "dim {the living room lights} to 20 percent", "play jazz"),
        name(3, "the cave", "the living room"),
        name(4, "tea time", "5 pm"),
        name(5, "blurple", "purple"),
        phrase(6, "good night", "turn off all the lights", "set an alarm for 7 am"),
        name(7, "Bertha", "the living room lamp"),
        phrase(8, "evening", "movie night", "study mode in the cave"),
        phrase(9, "siesta", "set {the lights} to 10 percent", "set {the heating} to 17 degrees"),
    )
)


@pytest.mark.parametrize(
    ("said", "steps"),
    [
        ("study mode", ["set the bedroom lights to 50 percent"]),
        ("Set the bedroom lights to study mode", ["set the bedroom lights to 50 percent"]),
        ("put the living room lamp in study mode", ["set the living room lamp to 50 percent"]),
        ("study mode in the kitchen please", ["set the lights in the kitchen to 50 percent"]),
        ("turn on study mode in the hallway", ["set the lights in the hallway to 50 percent"]),
        ("make it study mode", ["set it to 50 percent"]),
        ("turn the kitchen to study mode", ["set the lights in the kitchen to 50 percent"]),
        ("set the kitchen lights to studdy mode", ["set the kitchen lights to 50 percent"]),
        ("could you do movie night please", ["dim the living room lights to 20 percent", "play jazz"]),
        ("movie nights", ["dim the living room lights to 20 percent", "play jazz"]),
        ("movie nite!", ["dim the living room lights to 20 percent", "play jazz"]),
        ("good night mynah", ["turn off all the lights", "set an alarm for 7 am"]),
        ("turn off the lights in the cave", ["turn off the lights in the living room"]),
        ("set an alarm for tea time", ["set an alarm for 5 pm"]),
        ("make the kitchen lights blurple", ["set the kitchen lights to purple"]),
        ("turn off Bertha", ["turn off the living room lamp"]),
        ("put Bertha in study mode", ["set the living room lamp to 50 percent"]),
        ("what's the weather in the cave", ["what's the weather in the living room"]),
        ("set the hall lights to siesta", ["set the hall lights to 10 percent"]),
        ("put the bedroom heating on siesta", ["set the bedroom heating to 17 degrees"]),
        (
            "movie night and set a timer for 5 minutes",
            ["dim the living room lights to 20 percent", "play jazz", "set a timer for 5 minutes"],
        ),
        (
            "evening",
            [
                "dim the living room lights to 20 percent",
                "play jazz",
                "set the lights in the living room to 50 percent",
            ],
        ),
    ],
)
def test_a_phrase_gives_way_to_what_it_stands_for(said: str, steps: list[str]) -> None:
    found = BOOK.expand(said)
    assert found is not None
    assert list(found.steps) == steps


@pytest.mark.parametrize(
    "said",
    [
        "what does study mode mean?",
        "forget movie night",
        "I like movie night",
        "when is movie night",
        "explain study mode",
        "call the kitchen the cave",
        "when I say movie night, play rock",
        "play study mode music",
        "set the oven to study mode",
        "it was a good night for everybody at the party",
        "what's on",
        "",
        "x" * 500,
    ],
)
def test_a_mere_mention_and_other_words_stay_as_they_are(said: str) -> None:
    assert BOOK.expand(said) is None


def test_on_is_no_misspelled_off() -> None:
    book = Phrasebook((phrase(1, "kitchen lights on", "play jazz"),))
    assert book.expand("kitchen lights off") is None


def test_what_was_used_is_told_with_it() -> None:
    found = BOOK.expand("evening")
    assert found is not None
    assert [one.said for one in found.phrases] == ["evening", "movie night", "the cave", "study mode"]


def test_a_circle_is_never_entered() -> None:
    book = Phrasebook((phrase(1, "ping", "pong"), phrase(2, "pong", "ping"), phrase(3, "loop", "do loop twice")))
    assert book.expand("ping") is None
    found = book.expand("loop")
    assert found is None or found.steps == ("do loop twice",)


@pytest.mark.parametrize(
    ("steps", "comes_back"),
    [(("ping",), True), (("movie night",), False), (("play jazz", "do ping please"), True), (("evening",), False)],
)
def test_it_is_known_whether_a_phrase_comes_back_to_itself(steps: tuple[str, ...], comes_back: bool) -> None:
    trial = phrase(-1, "ping", *steps)
    assert Phrasebook((trial, *BOOK.phrases)).returns_to(trial) is comes_back


def test_what_would_be_too_much_is_refused() -> None:
    many = phrase(-1, "many", *["good night"] * (MOST_STEPS // 2 + 1))
    assert Phrasebook((many, *BOOK.phrases)).returns_to(many)
    assert Phrasebook((many, *BOOK.phrases)).expand("many") is None


WORDS = st.sampled_from(["ping", "pong", "loop", "the", "and", "play jazz", "lights", "in", "then", "set the lamp to"])
SAID = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
PHRASES = st.lists(
    st.tuples(SAID, st.lists(SAID, min_size=1, max_size=4), st.sampled_from(list(Kind))), min_size=1, max_size=8
)


@given(PHRASES, st.lists(SAID, min_size=1, max_size=3))
def test_expanding_ends_and_stays_in_bounds(taught: list[tuple[str, list[str], Kind]], said: list[str]) -> None:
    book = Phrasebook(
        tuple(phrase(n, key, *(steps[:1] if kind is Kind.NAME else steps), kind=kind) for n, (key, steps, kind) in
              enumerate(taught))
    )  # fmt: skip
    text = " ".join(said)
    found = book.expand(text)
    if found is not None:
        assert 0 < len(found.steps) <= MOST_STEPS
        assert all(len(step) <= MOST_CHARACTERS + len(text) + 100 for step in found.steps)
