"""Which reading the circumstances speak for."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from learning.counts import GlobalCounts, PersonCounts
from learning.prior import load_prior
from learning.readings import Judge, words_key
from preferences.heard import Heard
from preferences.learned import Circumstances
from preferences.request import Entity, Reading
from preferences.state import LastRequest
from preferences.surroundings import read_surroundings

NOON = datetime(2026, 6, 3, 12, tzinfo=timezone.utc)
TV = {"device": {"kind": "tv", "screen": True}}
SPEAKER = {"device": {"kind": "speaker", "screen": False}}


def judged(
    text: str,
    ranking: tuple[tuple[str, float], ...],
    metadata: dict[str, Any] | None = None,
    entities: tuple[Entity, ...] = (),
    before: str = "",
    person: PersonCounts | None = None,
    everybody: GlobalCounts | None = None,
) -> Reading:
    heard = Heard(text, ranking, entities)
    reading = Reading(heard.intent, entities, heard.confidence)
    last = LastRequest(before, before) if before else None
    around = Circumstances(NOON, read_surroundings(metadata or {}), last)
    judge = Judge(load_prior(), everybody or GlobalCounts(3), person)
    return judge.judge(heard, reading, around) or reading


WEATHER = (("weather_query", 0.993), ("iot_query", 0.003))
FILM = (("play_movie", 0.977), ("play_audiobook", 0.005))


@pytest.mark.parametrize(
    ("devices", "intent", "because"),
    [
        ({"oven": {"state": "on", "temperature": 180}}, "iot_query", "the oven is on"),
        ({"grill": {"state": "heating", "temperature": 210}}, "iot_query", "the grill is on"),
        ({"oven": {"state": "off"}}, "weather_query", "the oven is off"),
        ({"thermostat": {"temperature": 20}}, "iot_query", "the thermostat tells it"),
        ({"tv": {"state": "on"}}, "weather_query", ""),
        ({}, "weather_query", ""),
    ],
)
def test_a_temperature(devices: dict[str, Any], intent: str, because: str) -> None:
    found = judged("what is the temperature?", WEATHER, {"devices": devices})
    assert (found.intent, found.because) == (intent, because)


def test_the_device_asked_about_is_assumed_with_its_reason() -> None:
    found = judged("what is the temperature?", WEATHER, {"devices": {"oven": {"state": "on", "temperature": 180}}})
    assert found.entities == (Entity("device_type", "oven", assumed=True, reason="the oven is on", source="context"),)
    assert found.why == "context"


def test_an_oven_set_just_before_is_asked_about() -> None:
    found = judged("how hot is it?", (("weather_query", 0.8), ("iot_query", 0.2)), before="iot_oven_set")
    assert (found.intent, [e.value for e in found.entities]) == ("iot_query", ["oven"])


@pytest.mark.parametrize(
    "text", ["what's the temperature outside", "will it be warm tomorrow", "how hot is it in the sun"]
)
def test_clear_words_stay_what_they_are(text: str) -> None:
    assert judged(text, WEATHER, {"devices": {"oven": {"state": "on", "temperature": 180}}}).intent == "weather_query"


def test_a_title_by_the_screen() -> None:
    assert judged("play the hunger games", FILM, TV).intent == "play_movie"
    book = judged("play the hunger games", FILM, SPEAKER)
    assert (book.intent, book.because) == ("play_audiobook", "this device has no screen")
    turned = (("play_audiobook", 0.9), ("play_movie", 0.05))
    assert judged("start the hobbit", turned, TV).intent == "play_movie"
    assert judged("play the hunger games", FILM).intent == "play_movie"
    assert judged("play the film the hunger games", FILM, SPEAKER).intent == "play_movie"


def test_it_in_a_room_is_its_light() -> None:
    off = (("iot_wemo_off", 0.99),)
    assert judged("switch it off", off, {"device": {"room": "office"}}).intent == "iot_hue_lightoff"
    assert judged("switch it off", off).intent == "iot_wemo_off"
    assert judged("turn it off", off, before="play_music").intent in ("audio_stop", "iot_wemo_off")


def test_nlu_that_is_unsure_is_decided_by_what_the_person_does() -> None:
    ranking = (("lists_query", 0.45), ("alarm_query", 0.4))
    assert judged("what do I have", ranking).intent == "lists_query"
    person = PersonCounts()
    for _ in range(20):
        person.add("alarm_query", (("before", "alarm_set"),))
    assert judged("what do I have", ranking, before="alarm_set", person=person).intent == "alarm_query"
    sure = (("lists_query", 0.9), ("alarm_query", 0.1))
    assert judged("what do I have", sure, before="alarm_set", person=person).intent == "lists_query"


def test_words_that_nlu_could_not_read_are_what_the_circumstances_say_clearly_or_nothing() -> None:
    ranking = (("nlu_fallback", 0.4), ("play_audiobook", 0.32), ("play_movie", 0.29))
    assert judged("play the great gatsby", ranking, SPEAKER).intent == "play_audiobook"
    assert judged("play the great gatsby", ranking, TV).intent == "play_movie"
    assert judged("play the great gatsby", ranking).intent == "nlu_fallback"
    assert judged("hello there", (("general_greet", 0.99),), TV).intent == "general_greet"


def test_a_question_about_it_is_about_the_device_that_is_on() -> None:
    oven = {"devices": {"oven": {"state": "on", "temperature": 180}}}
    for ranking in ((("datetime_query", 0.47), ("iot_query", 0.19)), (("nlu_fallback", 0.4), ("iot_query", 0.26))):
        found = judged("is it ready?", ranking, oven)
        assert (found.intent, [e.value for e in found.entities]) == ("iot_query", ["oven"])
        assert judged("is it ready?", ranking).intent == ranking[0][0]


def test_one_odd_night_changes_nothing_and_many_do() -> None:
    person = PersonCounts()
    words = (("open", "title"), ("words", words_key("play the hobbit")), ("screen", "yes"), ("kind", "tv"))
    for _ in range(2):
        person.add("play_audiobook", words)
    assert judged("play the hobbit", FILM, TV, person=person).intent == "play_movie"
    for _ in range(10):
        person.add("play_audiobook", words)
    found = judged("play the hobbit", FILM, TV, person=person)
    assert (found.intent, found.because) == ("play_audiobook", "that is what you usually mean")


def test_what_everybody_means_counts_for_those_who_never_said() -> None:
    everybody = GlobalCounts(3)
    for person in range(40):
        for _ in range(5):
            everybody.add(f"p{person}", "play_audiobook", (("open", "title"),))
    found = judged("play the hobbit", FILM, everybody=everybody)
    assert (found.intent, found.because) == ("play_audiobook", "that is what most people mean")


def test_the_words_of_a_request_are_compared_without_manners() -> None:
    assert words_key("Hey Mynah, could you play The Hobbit please?") == words_key("play the hobbit")
