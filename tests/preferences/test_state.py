"""What a conversation holds between two turns: it goes through a slot as JSON, and outlives versions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preferences.request import Entity
from preferences.state import KEPT_PEOPLE, Asked, ConversationState, LastRequest, LessonState, Offer, PersonState

LAST = LastRequest(
    "recommendation_locations",
    "somewhere to eat in Rome",
    (
        Entity("place_name", "Rome", "Rome", role="at"),
        Entity("food_type", "Thai", assumed=True, reason="you like Thai food", source="preference:4"),
    ),
    "not_found",
    12.5,
)
FULL = PersonState(
    last=LAST,
    offer=Offer("cuisine", 13.0, "Thai", 1, LAST),
    asked=Asked("timer_set", "duration", "a timer", (Entity("timer_name", "egg", "egg"),), 14.0, ("ten", "five")),
    lesson=LessonState(
        ("team", "home"), 1, ("Got it.",), "cuisine", LAST, ("Giants A", "Giants B"), True, 15.0, "home"
    ),
    confirming="erase",
    taught=("team",),
    offered_at=13.0,
    at=16.0,
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
FIELDS = (
    "last", "offer", "asked", "lesson", "confirming", "taught", "offered_at", "at", "queue", "entities", "tries",
    "candidates", "request", "concept", "intent", "entity", "value", "name", "text", "turns", "before",
    "choices", "followed",
)  # fmt: skip


def shaped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Dictionaries with the names of real fields, and lists, around whatever is inside."""
    some = PLAIN | st.lists(inner, max_size=2)
    return some | st.dictionaries(st.sampled_from(FIELDS), some | inner, max_size=4)


SIDES = shaped(shaped(shaped(PLAIN)))


def through_json(state: ConversationState) -> ConversationState:
    return ConversationState.from_json(json.loads(json.dumps(state.to_json())))


def test_a_state_comes_back_as_it_went() -> None:
    state = ConversationState({"ann": FULL, "ben": PersonState(at=3.0), "": PersonState(last=LAST)})
    assert through_json(state) == state


def test_an_empty_state_takes_no_room() -> None:
    assert ConversationState({"ann": PersonState()}).to_json() == {"ann": {}}


def test_what_was_said_and_what_was_assumed() -> None:
    assert [entity.name for entity in LAST.said] == ["place_name"]
    assert [entity.name for entity in LAST.assumed] == ["food_type"]


def test_everybody_has_a_side_and_nobody_too() -> None:
    state = ConversationState().put("ann", FULL).put(None, PersonState(confirming="x", at=1.0))
    assert state.of("ann") == FULL
    assert state.of(None).confirming == "x"
    assert state.of("ben") == PersonState()


def test_the_one_silent_for_longest_goes_first() -> None:
    state = ConversationState()
    for number in range(KEPT_PEOPLE + 2):
        state = state.put(f"person {number}", PersonState(at=float(100 - number if number < 2 else 100 + number)))
    assert sorted(state.people) == [f"person {number}" for number in range(2, KEPT_PEOPLE + 2)]


@pytest.mark.parametrize(
    "garbage", [None, 3, "text", [], [1], {"ann": None}, {"ann": 3}, {"ann": []}, {1: {}}, {"ann": {"last": "x"}}]
)
def test_what_is_no_state_is_none(garbage: Any) -> None:
    assert ConversationState.from_json(garbage).of("ann") == PersonState()


def test_the_wrong_parts_of_a_state_are_left_out_and_the_right_ones_kept() -> None:
    state = ConversationState.from_json(
        {
            "ann": {
                "at": "noon",
                "offered_at": float("nan"),
                "taught": "team",
                "confirming": ["erase"],
                "offer": {"concept": 7},
                "lesson": {"queue": ["team", 3], "tries": "two", "wish": 1, "at": True},
                "asked": {"intent": "timer_set"},
                "last": {"intent": "play_music", "entities": [{"name": "artist_name", "value": 3, "new": 1}, "x", {}]},
            }
        }
    )
    assert state.of("ann") == PersonState(
        last=LastRequest("play_music", "", (Entity("artist_name", ""),)), lesson=LessonState(("team",))
    )


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(side=SIDES)
def test_no_shape_of_garbage_ever_raises(side: Any) -> None:
    state = ConversationState.from_json({"ann": side, "ben": {"at": 2.0}})
    person = state.of("ann")
    state.put("ann", person.with_(at=1.0))
    assert through_json(state).of("ann") == person
    assert all(isinstance(name, str) for name in person.taught)
