"""Messages that carry the request before on."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from preferences import acts
from preferences.curriculum import load_curriculum
from preferences.follow_ups import CARRIES_ON_FOR, STANDS_FOR, carried_on, follow_up, pronoun, same_place
from preferences.heard import Heard
from preferences.request import Entity, Reading
from preferences.state import LastRequest

AT = 1_714_560_000.0
NOW = datetime.fromtimestamp(AT, timezone.utc)
TOKYO = Entity("place_name", "Tokyo", "Tokyo")
HERE = {"place_name": "Tokyo"}
WEATHER = LastRequest("weather_query", "weather in Tokyo", (TOKYO,), at=AT - 10)
CLOCK = LastRequest("datetime_query", "time in Tokyo", (TOKYO,), at=AT - 10)
LIGHTS = LastRequest(
    "iot_hue_lighton", "turn on the bedroom lights", (Entity("house_place", "bedroom", "bedroom"),), at=AT - 10
)
MUSIC = LastRequest("play_music", "play jazz", (Entity("music_genre", "jazz", "jazz"),), at=AT - 10)


def heard(text: str, intent: str, sure: float, marked: dict[str, str]) -> Heard:
    return Heard(text, ((intent, sure),), tuple(Entity(name, words, words) for name, words in marked.items()))


def shown(reading: Reading | None) -> tuple[str, dict[str, str]] | None:
    return (reading.intent, {e.name: e.value for e in reading.entities}) if reading is not None else None


def after(last: LastRequest, text: str, intent: str, sure: float = 0.95, at: float = AT, **marked: str):  # type: ignore[no-untyped-def]
    return shown(follow_up(heard(text, intent, sure, marked), last, load_curriculum(), at))


@pytest.mark.parametrize(
    ("text", "intent", "sure", "marked", "kept"),
    [
        ("and in London?", acts.FOLLOW_UP, 1.0, {"place_name": "London"}, {"place_name": "London"}),
        (
            "what about tomorrow?",
            acts.FOLLOW_UP,
            1.0,
            {"date": "tomorrow"},
            {"place_name": "Tokyo", "date": "tomorrow"},
        ),
        (
            "how about Friday instead",
            acts.FOLLOW_UP,
            1.0,
            {"date": "Friday"},
            {"place_name": "Tokyo", "date": "Friday"},
        ),
        ("London", acts.FALLBACK, 0.4, {}, {"place_name": "London"}),
        ("in London please", "weather_query", 0.7, {"place_name": "London"}, {"place_name": "London"}),
        ("on Saturday then", acts.FALLBACK, 0.4, {"date": "Saturday"}, {"place_name": "Tokyo", "date": "Saturday"}),
        ("or London", acts.FALLBACK, 0.4, {"place_name": "London"}, {"place_name": "London"}),
    ],
)
def test_what_changes_is_put_in_place_and_the_rest_carried(
    text: str, intent: str, sure: float, marked: dict[str, str], kept: dict[str, str]
) -> None:
    assert after(WEATHER, text, intent, sure, **marked) == ("weather_query", kept)


def test_the_same_for_another_room() -> None:
    assert after(LIGHTS, "same for the kitchen", acts.FOLLOW_UP, house_place="kitchen") == (
        "iot_hue_lighton",
        {"house_place": "kitchen"},
    )


@pytest.mark.parametrize(
    ("text", "intent", "marked"),
    [
        ("play jazz", "play_music", {"music_genre": "jazz"}),
        ("and what's playing now", "music_query", {}),
        ("Rome", "sports_query", {"place_name": "Rome"}),
        ("and for her?", acts.FOLLOW_UP, {}),
        ("yes", acts.AFFIRM, {}),
        ("I live in London", acts.STATEMENT, {"place_name": "London"}),
    ],
)
def test_what_asks_for_something_else_carries_nothing(text: str, intent: str, marked: dict[str, str]) -> None:
    assert after(WEATHER, text, intent, **marked) is None


def test_a_follow_up_lapses() -> None:
    assert after(WEATHER, "and in London?", acts.FOLLOW_UP, at=AT - 10 + CARRIES_ON_FOR, place_name="London")
    assert after(WEATHER, "and in London?", acts.FOLLOW_UP, at=AT - 9 + CARRIES_ON_FOR, place_name="London") is None


@pytest.mark.parametrize(
    "text", ["the other one", "and the other one?", "what about the other one", "no, I meant the other one"]
)
def test_the_other_one_is_the_other_of_that_name(text: str) -> None:
    portland = Entity("place_name", "Portland, Oregon", "Portland, Oregon")
    last = LastRequest("weather_query", "weather in Portland, Oregon", (portland,), at=AT - 10)
    assert after(last, text, acts.FALLBACK, 0.4) == ("weather_query", {"place_name": "Portland, Maine"})
    assert after(MUSIC, text, acts.FALLBACK, 0.4) is None


def test_a_bare_number_takes_the_place_of_the_one_amount() -> None:
    amount = Entity("duration", "five minutes", "five minutes")
    timer = LastRequest("timer_set", "set a timer for five minutes", (amount,), at=AT - 10)
    assert after(timer, "and another for twenty", acts.FOLLOW_UP) == ("timer_set", {"duration": "twenty minutes"})
    assert after(timer, "and the other one", acts.FOLLOW_UP) is None
    assert after(MUSIC, "and another for twenty", acts.FOLLOW_UP) is None


def test_their_is_the_thing_before() -> None:
    lakers = Entity("team", "Los Angeles Lakers", "Lakers")
    game = LastRequest("sports_query", "how did the Lakers do", (lakers,), at=AT - 10)
    assert after(game, "and their next game?", acts.FOLLOW_UP) == ("sports_query", {"team": "Los Angeles Lakers"})
    assert after(WEATHER, "and their next game?", acts.FOLLOW_UP) is None


def test_there_is_the_place_before_for_another_question() -> None:
    def there(text: str, intent: str, last: LastRequest = WEATHER, at: float = AT, **marked: str):  # type: ignore[no-untyped-def]
        return shown(pronoun(heard(text, intent, 0.9, marked), last, load_curriculum(), at))

    assert there("what time is it there?", "datetime_query") == ("datetime_query", {"place_name": "Tokyo"})
    assert there("is it warmer there?", "weather_query") == ("weather_query", {"place_name": "Tokyo"})
    assert there("is there a restaurant in Rome", "recommendation_locations", place_name="Rome") is None
    assert there("is there anything on", "music_query") is None
    assert there("play something there", "play_music") is None
    assert there("what time is it there?", "datetime_query", MUSIC) is None
    assert there("what time is it there?", "datetime_query", at=AT - 9 + STANDS_FOR) is None


def test_a_question_like_the_one_before_stays_at_its_place_where_it_leans_on_it_or_has_no_other() -> None:
    def stays(text: str, only_here: bool, intent: str = "weather_query", **marked: str):  # type: ignore[no-untyped-def]
        return shown(same_place(heard(text, intent, 0.9, marked), WEATHER, load_curriculum(), AT, only_here))

    tokyo = ("weather_query", {"place_name": "Tokyo"})
    assert stays("will it rain tomorrow?", only_here=True) == tokyo
    assert stays("will it rain tomorrow?", only_here=False) is None
    assert stays("will it be colder tomorrow?", only_here=False) == tokyo
    assert stays("will it rain tomorrow too?", only_here=False) == tokyo
    assert stays("will it rain in Rome?", only_here=True, place_name="Rome") is None
    assert stays("will it rain here?", only_here=True) is None
    assert stays("what time is it", only_here=True, intent="datetime_query") is None


def test_what_was_assumed_is_not_carried() -> None:
    assumed = Entity("place_name", "Oslo", assumed=True, reason="your home is Oslo")
    last = LastRequest("weather_query", "weather", (assumed,), at=AT)
    assert carried_on(last, ()) == ()
    assert carried_on(WEATHER, (Entity("date", "today", "today"),)) == (TOKYO, Entity("date", "today", "today"))


def test_a_wish_to_forget_carries_nothing_on() -> None:
    assert after(MUSIC, "then forget that I like jazz", acts.FORGET) is None
