"""Turns as they teach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from learning.experience import Conversations, Experience
from learning.prior import load_prior
from preferences.signs import Sign
from preferences.turns import Turn
from tests.learning.log import MONDAY, record, user


def fold(*events: dict[str, Any]) -> list[Experience]:
    """All experiences of one conversation, as they are in the end."""
    folding, known = Conversations(load_prior()), {}
    for number, event in enumerate(events, 1):
        for one in folding.take(number, "talk", event):
            known[one.id] = one
    return list(known.values())


def later(seconds: float) -> Any:
    return MONDAY + timedelta(seconds=seconds)


def test_a_turn_that_was_served_is_an_experience() -> None:
    (one,) = fold(user("play jazz", "play_music", {"music_genre": "jazz"}), record())
    assert (one.person, one.intent, one.said, one.right) == ("ann", "play_music", (("music_genre", "jazz"),), True)
    assert dict(one.features) == {"daypart": "evening", "week": "weekday", "before": "none"}
    assert one.day == MONDAY.toordinal()


@pytest.mark.parametrize("outcome", ["asked", "not_found", "unsupported"])
def test_a_turn_that_was_not_served_is_none(outcome: str) -> None:
    assert fold(user("play jazz", "play_music"), record(outcome)) == []


def test_a_service_that_was_down_says_nothing_against_the_reading() -> None:
    assert [one.right for one in fold(user("weather in Rome", "weather_query"), record("failed"))] == [True]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("no, not that", "correction"), ("that's not what I wanted", "complaint"), ("play jazz", "play_music")],
)
def test_a_turn_that_was_put_right_or_repeated_is_a_defect(text: str, intent: str) -> None:
    found = fold(user("play jazz", "play_music"), record(), user(text, intent, at=later(10)), record())
    assert not found[0].right


def test_another_request_later_says_nothing_against_the_one_before() -> None:
    found = fold(user("play jazz", "play_music"), record(), user("play jazz", "play_music", at=later(4000)), record())
    assert [one.right for one in found] == [True, True]


def test_the_same_minutes_after_a_good_answer_is_another_request() -> None:
    found = fold(user("play jazz", "play_music"), record(), user("play jazz", "play_music", at=later(200)), record())
    assert [one.right for one in found] == [True, True]


def test_the_learned_judge_weighs_what_a_person_shows_and_is_asked_of_nothing_else() -> None:
    asked: list[tuple[str, ...]] = []

    def judge(turn: Turn, before: Turn | None, found: tuple[Sign, ...]) -> float:
        asked.append(tuple(sign.kind.value for sign in found))
        assert before is not None and before.outcome == "done"
        return 1.0

    said = [
        user("play jazz", "play_music"),
        record(),
        user("play jazz", "play_music", at=later(9)),
        record(),
        user("weather in Rome", "weather_query", at=later(40)),
        record("failed"),
        user("make a latte", "iot_coffee", at=later(50)),
    ]
    folding = Conversations(load_prior(), judge=judge)
    for number, event in enumerate(said, 1):
        folding.take(number, "talk", event)
    # That the weather could not be had is the assistant's own word, and no reading's fault.
    assert asked == [("repeat",)]


def test_what_the_assistant_put_again_is_nobodys_turn() -> None:
    found = fold(
        user("play music", "play_music"), record("asked"), user("play music", "play_music", reask=True), record()
    )
    assert found == []


def test_nobodys_turns_teach_nothing() -> None:
    assert fold(user("play jazz", "play_music", person=None), record()) == []


def test_the_request_before_is_of_the_same_person_and_of_late() -> None:
    found = fold(
        user("stop the alarm", "alarm_remove"),
        record(),
        user("play jazz", "play_music", person="bob", at=later(20)),
        record(),
        user("make a latte", "iot_coffee", at=later(60)),
        record(),
        user("make a latte", "iot_coffee", at=later(4000)),
        record(),
    )
    assert [dict(one.features)["before"] for one in found] == ["none", "none", "alarm_remove", "none"]


def test_open_words_are_marked_and_what_they_were_meant_to_be_is_noted() -> None:
    found = fold(
        user("play the hobbit", "play_movie"),
        record(),
        user("no, not that", "correction", at=later(8)),
        record("asked"),
        user("play the audiobook the hobbit", "play_audiobook", at=later(20)),
        record(),
    )
    wrong, right = found
    assert dict(wrong.features)["open"] == "title" and not wrong.right
    assert (dict(right.features)["open"], dict(right.features)["words"]) == ("title", "play hobbit")


def test_places_are_noted_by_their_bare_names() -> None:
    (one,) = fold(user("weather in Portland, Maine", "weather_query", {"place_name": "Portland"}), record())
    assert one.meant == (("portland", "Portland, Maine"),)


def test_the_persons_own_clock_tells_how_far_turns_lie_apart() -> None:
    first, second = user("play jazz", "play_music"), user("play jazz", "play_music", at=later(2))
    first["metadata"] = {"local_time": "2026-06-01T18:00:00"}
    second["metadata"] = {"local_time": "2026-06-02T18:00:00"}
    found = fold(first, record(), second, record())
    assert [one.right for one in found] == [True, True]
    assert found[1].day - found[0].day == 1
