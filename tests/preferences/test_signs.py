"""What a turn says about the one before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from preferences import acts
from preferences.signs import SESSION_GAP, Kind, signs, sounds_correcting, sounds_dissatisfied, strongest
from preferences.turns import Turn

PARIS = (("place_name", "Paris"),)
TOKYO = (("place_name", "Tokyo"),)
MUSIC = Turn("ann", "play some music", "play_music", 0.9, at=100.0, outcome="done")
CLOCK = Turn("ann", "what time is it in Paris?", "datetime_query", 0.9, PARIS, at=100.0, outcome="done")


def seen(before: Turn | None, turn: Turn) -> dict[Kind, float]:
    return {sign.kind: sign.weight for sign in signs(before, turn)}


def later(turn: Turn, seconds: float, **changed: object) -> Turn:
    return replace(turn, at=turn.at + seconds, **changed)  # type: ignore[arg-type]


def test_the_same_at_once_is_a_repeat() -> None:
    assert seen(MUSIC, later(MUSIC, 5)) == {Kind.REPEAT: 0.6}
    assert seen(MUSIC, later(MUSIC, SESSION_GAP)) == {Kind.REPEAT: 0.6}


def test_the_same_minutes_after_a_good_answer_says_little_and_after_a_bad_one_much() -> None:
    assert seen(MUSIC, later(MUSIC, 300)) == {Kind.REPEAT: 0.2}
    assert seen(replace(MUSIC, outcome="not_found"), later(MUSIC, 300)) == {Kind.REPEAT: 0.5}


def test_other_words_for_the_same_are_a_rephrase() -> None:
    assert seen(MUSIC, later(MUSIC, 5, text="let me hear something")) == {Kind.REPHRASE: 0.6}


def test_tokyo_after_paris_is_no_repeat() -> None:
    assert seen(CLOCK, later(CLOCK, 5, text="what time is it in Tokyo?", said=TOKYO)) == {}


def test_saying_it_more_precisely_is_a_rephrase_if_it_comes_soon() -> None:
    vague = replace(CLOCK, text="what time is it?", said=())
    assert seen(vague, later(CLOCK, 5)) == {Kind.REPHRASE: 0.5}
    assert seen(vague, later(CLOCK, 300)) == {}


def test_another_request_says_nothing() -> None:
    assert seen(MUSIC, later(CLOCK, 3)) == {}


def test_small_talk_twice_is_no_repeat() -> None:
    thanks = Turn("ann", "thanks", "general_praise", 0.9, at=1.0)
    assert seen(thanks, later(thanks, 2)) == {}


def test_complaints_corrections_and_interruptions() -> None:
    wrong = Turn("ann", "that's not what I wanted", acts.COMPLAINT, 0.9, at=101.0)
    assert seen(MUSIC, wrong) == {Kind.DISSATISFACTION: 0.9}
    meant = Turn("ann", "I meant Portland Maine", acts.CORRECTION, 0.9, at=101.0)
    assert seen(CLOCK, meant) == {Kind.CORRECTION: 0.8}
    assert seen(None, replace(MUSIC, barge_in=True)) == {Kind.BARGE_IN: 0.5}


def test_two_requests_in_a_row_that_were_not_served() -> None:
    first = replace(MUSIC, outcome="unsupported")
    assert seen(first, later(CLOCK, 5, outcome="not_found")) == {Kind.FALLBACK: 0.5}


def test_every_sign_carries_its_evidence_in_words() -> None:
    found = signs(MUSIC, later(MUSIC, 5, barge_in=True))
    assert [sign.evidence for sign in found] == ["you interrupted the answer", "you asked for the same thing again"]
    best = strongest(found)
    assert best is not None and best.kind is Kind.REPEAT
    assert strongest(()) is None


@pytest.mark.parametrize(
    "text", ["that's not what I asked for", "you're not listening", "WRONG!", "not that one", "that is terrible"]
)
def test_words_that_complain(text: str) -> None:
    assert sounds_dissatisfied(text)
    assert sounds_correcting(text)


@pytest.mark.parametrize("text", ["sorry, I meant the Bears", "no, I prefer blues", "wait, not that", "I meant Maine"])
def test_words_that_take_back(text: str) -> None:
    assert sounds_correcting(text)


@pytest.mark.parametrize(
    "text",
    ["", "play some music", "I love blues", "is it not raining?", "note to self: milk", "what's the score"],
)
def test_words_that_do_neither(text: str) -> None:
    assert not sounds_dissatisfied(text)
    assert not sounds_correcting(text)
