"""Whether a turn went wrong, with the shipped model; and the judge of teachable moments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from learning import judge as judging
from learning.defect_data import exchange_in
from learning.defects import ANSWERED, NAMES, Exchange, defect_chance, exchange_features, exchange_of
from learning.judge import at_the_middle, learned_judge
from learning.record import LoggedTurn
from learning.rephrase_features import Pair
from preferences.errors import LearningError
from preferences.feedback import feedback
from preferences.moments import ENOUGH, weigh
from preferences.signs import Sign
from preferences.turns import Turn

MUSIC = Turn("ann", "play some music", "play_music", 0.9, at=1000.0, outcome="done", reply="Playing rock.")
LIGHTS = Turn("ann", "lights off", "iot_hue_lightoff", 0.9, at=1008.0, outcome="done")


def chance(turn: Turn, after: Turn | None) -> float:
    return defect_chance(exchange_of(turn, after))


def test_what_a_person_does_next_tells() -> None:
    fine = chance(MUSIC, LIGHTS)
    assert fine < 0.35 and chance(MUSIC, None) < 0.35
    assert chance(MUSIC, replace(MUSIC, at=1004.0)) > 0.5
    assert chance(MUSIC, replace(MUSIC, at=1003.0, barge_in=True)) > 0.8
    assert chance(MUSIC, replace(LIGHTS, text="that's not what I wanted", intent="complaint")) > 0.5
    assert chance(MUSIC, replace(MUSIC, at=1300.0)) < fine
    assert chance(replace(MUSIC, outcome="not_found", reply="Sorry, I can't."), LIGHTS) > fine


def test_the_answer_to_the_question_overrides_the_model() -> None:
    turn = LoggedTurn(1, "ann", "talk", 1000.0, "play music", "", "play_music", 0.9, outcome="done", answer=False)
    assert defect_chance(exchange_of(turn, None)) == ANSWERED[False]
    assert defect_chance(exchange_of(replace(turn, answer=True), MUSIC)) == ANSWERED[True]


def test_how_an_assistant_puts_it_says_nothing_where_it_tells_what_came_of_it() -> None:
    other = replace(MUSIC, reply="All right, here is something with guitars in it for you.")
    assert chance(MUSIC, LIGHTS) == chance(other, LIGHTS)


@pytest.mark.parametrize("row", [{}, {"next": None}, {"next": 3, "outcome": 1, "gap_s": "x", "barge_in": "no"}])
def test_whatever_is_missing_or_wrong_is_not_known(row: dict[str, object]) -> None:
    one = exchange_in({"user": "hello", "reply": "hi", **row})
    assert tuple(exchange_features(one)) == NAMES and 0.0 < defect_chance(one) < 1.0
    assert one.followed is (False if row else None)


def test_any_text_has_a_chance() -> None:
    for text in ("", "/", "🎵", "a" * 50_000, "\u0000"):
        assert 0.0 < defect_chance(Exchange(Pair(text, text, text))) < 1.0


def found(before: Turn, turn: Turn) -> tuple[Sign, ...]:
    return feedback(before, turn)


def test_the_judge_agrees_at_once_and_doubts_later() -> None:
    soon, late = replace(MUSIC, at=1004.0), replace(MUSIC, at=1045.0)
    assert learned_judge(soon, MUSIC, found(MUSIC, soon)) >= ENOUGH
    assert weigh(late, MUSIC, found(MUSIC, late)) >= ENOUGH > learned_judge(late, MUSIC, found(MUSIC, late))


def test_what_is_said_outright_counts_as_before() -> None:
    complaint = replace(LIGHTS, text="that's not what I wanted", intent="complaint", at=5000.0)
    assert learned_judge(complaint, MUSIC, found(MUSIC, complaint)) >= 0.9


def test_without_a_model_the_signs_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> float:
        raise LearningError("The model defects.json cannot be read: gone.")

    monkeypatch.setattr(judging, "defect_of", gone)
    soon = replace(MUSIC, at=1004.0)
    assert learned_judge(soon, MUSIC, found(MUSIC, soon)) == weigh(soon, MUSIC, found(MUSIC, soon))
    assert judging.defect_before(MUSIC, soon) == 1.0


def test_a_border_comes_to_lie_in_the_middle() -> None:
    assert [at_the_middle(one, 0.2) for one in (0.0, 0.1, 0.2, 0.6, 1.0)] == pytest.approx([0, 0.25, 0.5, 0.75, 1])
