"""Rasa's tracker read into the core's values, and the core's answers as Rasa's events."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.context import MOST_REASKS, read_context
from preferences.memory import Memory
from preferences.parse import write_entity
from preferences.request import Avoided, Entity, Outcome, Reading
from preferences.state import ConversationState, LessonState, PersonState
from preferences.turns import TURN_SLOT

JAZZ = Entity("music_genre", "jazz", assumed=True, reason="you like jazz", source="preference:1")
QUEEN = Entity("artist_name", "Queen", "queen", role="by")


def parse(person: str | None = "ann", **ours: Any) -> dict[str, Any]:
    return {
        "text": "play it",
        "intent": {"name": "play_music", "confidence": 0.8},
        "entities": [write_entity(QUEEN), write_entity(JAZZ)],
        "metadata": {"barge_in": True, "local_time": "2024-05-01T08:00:00+02:00"},
        "mynah": {"person": person, "original": "play that", "readings": [{"why": "phrase"}], **ours},
    }


def tracker(latest: Any, slots: dict[str, Any] | None = None, at: float | None = None, form: bool = False) -> Tracker:
    events = [{"event": "user", "timestamp": at, "parse_data": latest, "text": "play it"}] if at else []
    loop = {"name": "lesson_form"} if form else {}
    return Tracker("c", slots or {}, latest, events, False, None, loop, "action_listen")


@pytest.fixture(autouse=True)
def _with_memory(memory: Memory) -> None:
    """Every context reads the memory of its person."""


def test_a_turn_is_read(memory: Memory) -> None:
    context = read_context(tracker(parse(avoided=[{"name": "music_genre", "value": "pop", "reason": "no"}]), at=77.0))
    assert (context.person, context.text, context.at) == ("ann", "play that", 77.0)
    assert context.reading == Reading("play_music", (QUEEN, JAZZ), 0.8, "phrase")
    assert context.avoided == (Avoided("music_genre", "pop", "no"),)
    assert context.surroundings.barge_in
    assert context.now.isoformat() == "2024-05-01T08:00:00+02:00"
    assert not context.in_form
    request = context.request()
    assert (request.value("artist_name"), request.because("music_genre")) == ("Queen", ", because you like jazz")


def test_what_else_it_may_be_is_read() -> None:
    other = {"intent": "general_praise", "confidence": 0.4, "why": "nlu", "entities": [vars(QUEEN)]}
    context = read_context(tracker(parse(readings=[{"why": "words"}, other])))
    assert context.otherwise == Reading("general_praise", (QUEEN,), 0.4, "nlu")


@pytest.mark.parametrize(
    "latest",
    [{}, {"metadata": "odd"}, {"intent": None, "entities": None, "mynah": None}, {"metadata": {"local_time": 3}}],
)
def test_a_bare_tracker_is_a_turn_of_nobody(latest: dict[str, Any]) -> None:
    before = time.time()
    context = read_context(tracker(latest, {"mynah_state": "garbage"}))
    assert (context.person, context.text, context.reading.intent) == (None, "", "")
    assert context.state == PersonState()
    assert before <= context.at <= time.time()


def test_the_message_came_when_the_server_got_it_whatever_the_front_end_says() -> None:
    context = read_context(tracker(parse(), at=123456.0))
    assert context.at == 123456.0
    assert context.hearing().at == 123456.0


def test_everybody_has_a_side_of_the_state() -> None:
    sides = ConversationState({"ann": PersonState(confirming="erase"), "ben": PersonState(taught=("team",))})
    slots = {"mynah_state": sides.to_json()}
    assert read_context(tracker(parse("ann"), slots)).state.confirming == "erase"
    assert read_context(tracker(parse("ben"), slots)).state.taught == ("team",)
    assert read_context(tracker(parse(None), slots)).state == PersonState()


def test_a_turn_leaves_the_state_and_its_record() -> None:
    context = read_context(tracker(parse(), at=9.0))
    lesson = PersonState(lesson=LessonState(("team",)))
    state, turn = context.events_for(lesson, Outcome.ASKED, "action_music", ["you like jazz"], "artist")
    assert state["name"] == "mynah_state"
    assert ConversationState.from_json(state["value"]).of("ann") == replace(lesson, at=9.0)
    assert (turn["name"], turn["value"]) == (
        TURN_SLOT,
        {
            "outcome": "asked",
            "skill": "action_music",
            "reasons": ["you like jazz"],
            "offer": "artist",
            "lesson": "team",
        },
    )


def test_an_erased_person_leaves_only_the_order_to_erase() -> None:
    sides = ConversationState({"ann": PersonState(confirming="erase"), "ben": PersonState(taught=("team",))})
    context = read_context(tracker(parse("ann"), {"mynah_state": sides.to_json()}))
    events = context.events_for(PersonState(), Outcome.DONE, "action_erase_confirmed", erase="ann")
    slots = {event["name"]: event["value"] for event in events}
    assert slots["mynah_erase"] == "ann"
    assert list(slots["mynah_state"]) == ["ben"]
    assert slots[TURN_SLOT] is None


def test_a_request_is_put_back_with_all_that_is_known_now() -> None:
    context = read_context(tracker(parse("ann", reasks=1)))
    listened, said = context.ask_again(Reading("play_music", (QUEEN,), 1.0, "reask"), "play some Queen")
    assert (listened["event"], listened["name"]) == ("action", "action_listen")
    again = said["parse_data"]
    assert (again["reask"], again["mynah"]["person"], again["mynah"]["reasks"]) == (True, "ann", 2)
    assert again["metadata"] == {"barge_in": True, "local_time": "2024-05-01T08:00:00+02:00"}
    read = read_context(tracker(again))
    assert (read.text, read.reading.intent, read.reasks) == ("play some Queen", "play_music", 2)
    assert read.request().value("artist_name") == "Queen"


def test_a_request_is_put_back_no_more_often_than_that() -> None:
    again = Reading("play_music")
    assert read_context(tracker(parse(reasks=MOST_REASKS - 1))).ask_again(again, "x") != []
    assert read_context(tracker(parse(reasks=MOST_REASKS))).ask_again(again, "x") == []


def test_only_an_open_form_is_closed() -> None:
    assert read_context(tracker(parse())).close_form() == []
    closed = read_context(tracker(parse(), form=True)).close_form()
    assert [(event["event"], event["name"]) for event in closed] == [
        ("active_loop", None),
        ("slot", "requested_slot"),
    ]
