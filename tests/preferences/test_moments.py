"""When to offer to learn something, and what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from preferences.condition import Condition
from preferences.curriculum import load_curriculum
from preferences.moments import QUIET_FOR, could_have_helped, offer_text, sense
from preferences.preference import NOBODY, Preference, Profile
from preferences.state import LessonState, Offer, PersonState
from preferences.turns import Turn

MUSIC = Turn("ann", "play some music", "play_music", 0.9, at=1000.0, outcome="done")
AGAIN = replace(MUSIC, at=1005.0)
ANN = Profile("ann")
QUIET = PersonState()


def sensed(*turns: Turn, state: PersonState = QUIET, profile: Profile = ANN, **given: Any) -> str | None:
    moment = sense(turns, state, profile, load_curriculum(), **given)
    return offer_text(moment.flow, moment.value) if moment else None


def liked(concept: str, value: str, liked: bool = True, condition: Condition | None = None) -> Profile:
    told = datetime(2024, 5, 1, tzinfo=timezone.utc)
    one = Preference(1, "ann", concept, value, liked, 1.0, condition or Condition(), "", "told", told)
    return Profile("ann", (one,))


def test_a_repeat_is_a_moment_to_offer_in_one_sentence_that_names_the_subject() -> None:
    assert sensed(MUSIC, AGAIN) == "Would you like to teach me what music you like?"


def test_the_first_turn_is_none() -> None:
    assert sensed() is None
    assert sensed(replace(MUSIC, barge_in=True)) is None


def test_nobody_is_offered_anything() -> None:
    assert sensed(MUSIC, AGAIN, profile=NOBODY) is None


def test_never_twice_in_a_row() -> None:
    assert sensed(MUSIC, AGAIN, state=PersonState(offered_at=1005.0 - QUIET_FOR + 1)) is None
    assert sensed(MUSIC, AGAIN, state=PersonState(offered_at=1005.0 - QUIET_FOR)) is not None


@pytest.mark.parametrize("state", [PersonState(offer=Offer("team", 1.0)), PersonState(lesson=LessonState(("team",)))])
def test_not_while_something_is_open(state: PersonState) -> None:
    assert sensed(MUSIC, AGAIN, state=state) is None


def test_a_refused_concept_is_never_offered() -> None:
    assert sensed(MUSIC, AGAIN, profile=Profile("ann", refused=frozenset({"music_genre"}))) is None


def test_what_is_known_is_not_asked_unless_it_is_known_for_some_hours_only() -> None:
    assert sensed(MUSIC, AGAIN, profile=liked("music_genre", "jazz")) is None
    paused = Profile("ann", paused=liked("music_genre", "jazz").preferences)
    assert sensed(MUSIC, AGAIN, profile=paused) != sensed(MUSIC, AGAIN)
    weekends = Condition(weekdays=(5, 6), words="on weekends")
    assert sensed(MUSIC, AGAIN, profile=liked("music_genre", "jazz", condition=weekends)) is not None
    assert sensed(MUSIC, AGAIN, profile=liked("music_genre", "jazz", liked=False)) is not None


def test_a_value_that_was_named_is_offered_to_be_kept() -> None:
    precise = replace(AGAIN, text="play some ska", said=(("music_genre", "ska"),))
    assert sensed(MUSIC, precise) == "Shall I remember that you like ska?"
    assert sensed(MUSIC, precise, profile=liked("music_genre", "ska", liked=False)) is None


def test_a_value_that_was_named_at_first_could_not_have_helped() -> None:
    ska = replace(MUSIC, said=(("music_genre", "ska"),))
    assert sensed(ska, replace(ska, at=1005.0)) is None


def test_what_makes_a_concept_superfluous() -> None:
    song = replace(MUSIC, said=(("song_name", "Imagine"),))
    assert sensed(song, replace(song, at=1005.0)) is None


def test_no_offer_where_no_flow_guides() -> None:
    timer = replace(MUSIC, intent="timer_query")
    assert sensed(timer, replace(timer, at=1005.0)) is None


def test_an_interrupted_answer_of_another_kind_is_no_moment() -> None:
    assert sensed(replace(MUSIC, intent="datetime_query"), replace(AGAIN, barge_in=True)) is None


def test_a_learned_judge_can_take_the_place_of_the_weights() -> None:
    assert sensed(MUSIC, AGAIN, judge=lambda turn, before, found: 0.0) is None
    other = replace(AGAIN, at=2000.0)
    assert sensed(MUSIC, other) is None
    assert sensed(MUSIC, other, judge=lambda turn, before, found: 1.0) is not None


def test_of_several_flows_the_most_readily_offered_comes_first() -> None:
    helpful = could_have_helped("play_music", MUSIC, None, ANN, load_curriculum())
    assert [flow.concept for flow in helpful] == ["music_genre", "artist"]
    food = replace(MUSIC, intent="recommendation_locations")
    named = replace(food, said=(("diet", "vegan"),))
    assert could_have_helped(food.intent, named, food, ANN, load_curriculum())[0].concept == "diet"
