"""What the next turn, or silence, says about a turn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from preferences import acts
from preferences.feedback import feedback
from preferences.moments import weigh
from preferences.signs import SESSION_GAP, Kind
from preferences.turns import Turn

PARIS = (("place_name", "Paris"),)
TOKYO = (("place_name", "Tokyo"),)
MUSIC = Turn("ann", "play some music", "play_music", 0.9, at=100.0, outcome="done", reply="Playing rock.")
CLOCK = Turn("ann", "what time is it in Paris?", "datetime_query", 0.9, PARIS, at=100.0, outcome="done")
LOST = replace(MUSIC, outcome="not_found", reply="Sorry, there is no such thing.")
NEXT = replace(MUSIC, text="lights off", intent="iot_hue_lightoff", at=105.0)


def seen(turn: Turn, after: Turn | None, **given: object) -> dict[Kind, float]:
    return {sign.kind: sign.weight for sign in feedback(turn, after, **given)}  # type: ignore[arg-type]


def later(turn: Turn, seconds: float, **changed: object) -> Turn:
    return replace(turn, at=turn.at + seconds, **changed)  # type: ignore[arg-type]


# --- by rule: said again


def test_the_same_at_once_is_a_repeat() -> None:
    assert seen(MUSIC, later(MUSIC, 5)) == {Kind.REPEAT: 0.6}
    assert seen(MUSIC, later(MUSIC, SESSION_GAP)) == {Kind.REPEAT: 0.6}


def test_the_same_minutes_after_a_good_answer_says_little_and_after_a_bad_one_much() -> None:
    assert seen(MUSIC, later(MUSIC, 300)) == {Kind.REPEAT: 0.2}
    assert seen(LOST, later(MUSIC, 300))[Kind.REPEAT] == 0.5


def test_other_words_for_the_same_are_a_rephrase() -> None:
    assert seen(MUSIC, later(MUSIC, 5, text="let me hear something")) == {Kind.REPHRASE: 0.6}


def test_tokyo_after_paris_is_no_repeat() -> None:
    assert seen(CLOCK, later(CLOCK, 5, text="what time is it in Tokyo?", said=TOKYO)) == {}


def test_saying_it_more_precisely_is_a_rephrase_if_it_comes_soon() -> None:
    vague = replace(CLOCK, text="what time is it?", said=())
    assert seen(vague, later(CLOCK, 5)) == {Kind.REPHRASE: 0.5}
    assert seen(vague, later(CLOCK, 300)) == {}


def test_small_talk_twice_is_no_repeat() -> None:
    thanks = Turn("ann", "thanks", "general_praise", 0.9, at=1.0)
    assert seen(thanks, later(thanks, 2)) == {}


# --- by a model: said again


def test_a_learned_model_sees_a_rephrase_that_was_read_as_something_else() -> None:
    other = replace(MUSIC, text="place a mess music", intent="datetime_query", at=105.0)
    assert seen(MUSIC, other) == {}
    assert seen(MUSIC, other, rephrased=0.8) == {Kind.REPHRASE: 0.8}
    assert seen(MUSIC, other, rephrased=0.4) == {}


def test_a_learned_model_may_find_that_the_same_words_are_a_new_request() -> None:
    assert seen(MUSIC, later(MUSIC, 40), rephrased=0.2) == {}
    assert seen(MUSIC, later(MUSIC, 4), rephrased=1.0) == {Kind.REPEAT: 0.95}


# --- everything else


def test_another_request_after_a_good_answer_says_nothing() -> None:
    assert seen(MUSIC, NEXT) == {}
    assert seen(MUSIC, later(CLOCK, 3)) == {}
    assert seen(MUSIC, None) == {}


def test_what_the_reply_admits_and_what_was_given_up() -> None:
    assert seen(LOST, NEXT) == {Kind.APOLOGY: 0.5}
    assert seen(LOST, None) == {Kind.APOLOGY: 0.5, Kind.ABANDONED: 0.3}
    assert seen(LOST, replace(NEXT, at=1000.0)) == {Kind.APOLOGY: 0.5, Kind.ABANDONED: 0.3}
    assert seen(replace(MUSIC, reply="Sorry, I can't find it."), NEXT) == {Kind.APOLOGY: 0.4}


@pytest.mark.parametrize("intent", [acts.FALLBACK, acts.OUT_OF_SCOPE, acts.PHRASE_ASK])
def test_what_was_not_read_has_failed(intent: str) -> None:
    assert seen(replace(MUSIC, intent=intent, outcome="asked"), NEXT) == {Kind.APOLOGY: 0.95}


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (replace(NEXT, barge_in=True), Kind.BARGE_IN),
        (replace(NEXT, text="I want Maine", intent=acts.CORRECTION), Kind.CORRECTION),
        (replace(NEXT, text="no, jazz"), Kind.CORRECTION),
        (replace(NEXT, text="no", intent=acts.NEGATE), Kind.CORRECTION),
        (replace(NEXT, text="bah", intent=acts.COMPLAINT), Kind.DISSATISFACTION),
        (replace(NEXT, text="stop it", intent=acts.CANCEL), Kind.STOP),
    ],
)
def test_signs_of_the_next_turn(after: Turn, kind: Kind) -> None:
    (sign,) = feedback(MUSIC, after)
    assert sign.kind is kind and sign.evidence and 0 < sign.weight < 1


def test_a_no_that_answers_a_question_corrects_nothing() -> None:
    no = replace(NEXT, text="no, just the small one", intent=acts.NEGATE)
    assert seen(replace(MUSIC, outcome="asked"), no) == {}
    assert seen(MUSIC, replace(no, intent=acts.OFFER_DECLINED)) == {}
    assert seen(MUSIC, replace(no, intent=acts.LESSON_ANSWER)) == {}


def test_stopping_long_after_an_answer_is_about_something_else() -> None:
    assert seen(MUSIC, later(MUSIC, 300, text="stop", intent=acts.CANCEL)) == {}


def test_two_requests_in_a_row_that_were_not_served() -> None:
    found = seen(LOST, later(CLOCK, 5, outcome="unsupported"))
    assert found == {Kind.APOLOGY: 0.5, Kind.FALLBACK: 0.5}


def test_every_sign_carries_its_evidence_in_words() -> None:
    found = feedback(MUSIC, later(MUSIC, 5, barge_in=True))
    assert [sign.evidence for sign in found] == ["you interrupted the answer", "you asked for the same thing again"]


@pytest.mark.parametrize(("answer", "kind", "weight"), [(True, Kind.CONFIRMED, 0.0), (False, Kind.DENIED, 0.95)])
def test_an_answer_to_the_question_overrides_everything(answer: bool, kind: Kind, weight: float) -> None:
    (sign,) = found = feedback(LOST, replace(MUSIC, at=105.0), answer)
    assert sign.kind is kind
    assert weigh(MUSIC, LOST, found) == pytest.approx(weight)
