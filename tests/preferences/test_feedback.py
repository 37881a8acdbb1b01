"""What the next turn, or silence, says about a turn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from preferences import acts
from preferences.feedback import feedback, sounds_stopping
from preferences.moments import weigh
from preferences.signs import Kind, sounds_apologetic
from preferences.turns import Turn

MUSIC = Turn("ann", "play some music", "play_music", 0.9, at=100.0, outcome="done", reply="Playing rock.")
LOST = replace(MUSIC, outcome="not_found", reply="Sorry, there is no such thing.")
NEXT = replace(MUSIC, text="lights off", intent="iot_hue_lightoff", at=105.0)


def kinds(turn: Turn, after: Turn | None, **given: object) -> list[Kind]:
    return [sign.kind for sign in feedback(turn, after, **given)]  # type: ignore[arg-type]


def test_another_request_after_a_good_answer_says_nothing() -> None:
    assert kinds(MUSIC, NEXT) == []
    assert kinds(MUSIC, None) == []


def test_what_the_reply_admits_and_what_was_given_up() -> None:
    assert kinds(LOST, NEXT) == [Kind.APOLOGY]
    assert kinds(LOST, None) == [Kind.APOLOGY, Kind.ABANDONED]
    assert kinds(LOST, replace(NEXT, at=1000.0)) == [Kind.APOLOGY, Kind.ABANDONED]
    assert kinds(replace(MUSIC, reply="Sorry, I can't find it."), NEXT) == [Kind.APOLOGY]


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (replace(MUSIC, at=105.0), Kind.REPEAT),
        (replace(MUSIC, text="let me hear something", at=105.0), Kind.REPHRASE),
        (replace(NEXT, barge_in=True), Kind.BARGE_IN),
        (replace(NEXT, text="no, I meant jazz", intent=acts.CORRECTION), Kind.CORRECTION),
        (replace(NEXT, text="that's not what I wanted", intent=acts.COMPLAINT), Kind.DISSATISFACTION),
        (replace(NEXT, text="stop it", intent=acts.CANCEL), Kind.STOP),
    ],
)
def test_signs_of_the_next_turn(after: Turn, kind: Kind) -> None:
    (sign,) = feedback(MUSIC, after)
    assert sign.kind is kind and sign.evidence and 0 < sign.weight < 1


def test_a_learned_judge_sees_a_rephrase_that_was_read_as_something_else() -> None:
    other = replace(MUSIC, text="place a mess music", intent="datetime_query", at=105.0)
    assert kinds(MUSIC, other) == []
    (sign,) = feedback(MUSIC, other, rephrased=lambda one, two: 0.8)
    assert (sign.kind, sign.weight) == (Kind.REPHRASE, 0.8)
    assert kinds(MUSIC, other, rephrased=lambda one, two: 0.4) == []


@pytest.mark.parametrize(("answer", "kind", "weight"), [(True, Kind.CONFIRMED, 0.0), (False, Kind.DENIED, 0.95)])
def test_an_answer_to_the_question_overrides_everything(answer: bool, kind: Kind, weight: float) -> None:
    (sign,) = found = feedback(LOST, replace(MUSIC, at=105.0), answer)
    assert sign.kind is kind
    assert weigh(MUSIC, LOST, found) == pytest.approx(weight)


@pytest.mark.parametrize("text", ["stop", "Stop that, please!", "no, cancel it", "never mind", "ok, that's enough"])
def test_words_that_break_off(text: str) -> None:
    assert sounds_stopping(text)


@pytest.mark.parametrize("text", ["stop the alarm", "cancel my timer", "don't stop", "", "enough rain for today?"])
def test_words_that_ask_for_something(text: str) -> None:
    assert not sounds_stopping(text)


@pytest.mark.parametrize(
    ("reply", "sorry"),
    [
        ("Sorry, I didn't understand that.", True),
        ("I can't find anyone called that.", True),
        ("That is not something I do.", True),
        ("Here is some jazz.", False),
        ("", False),
    ],
)
def test_replies_that_say_that_it_did_not_work(reply: str, sorry: bool) -> None:
    assert sounds_apologetic(reply) is sorry
