"""Words nobody taught, found inside requests; and all the words that are none."""

from __future__ import annotations

import pytest

from preferences import acts
from preferences.gap import Gap
from preferences.gaps import find_gap
from preferences.request import Entity
from preferences.unknown_request import unknown_request


def marked(*pairs: tuple[str, str]) -> tuple[Entity, ...]:
    return tuple(Entity(name, words, words) for name, words in pairs)


@pytest.mark.parametrize(
    ("text", "intent", "gap"),
    [
        ("set the bedroom lights to zebra mode", "iot_hue_lightchange", "zebra mode"),
        ("make the kitchen lights mossy", "iot_hue_lightchange", "mossy"),
        ("turn the lights to sunny side up please", "iot_hue_lightchange", "sunny side up"),
        ("set the thermostat to walrus", "iot_thermostat_set", "walrus"),
        ("heating on walrus please", "iot_thermostat_set", "walrus"),
        ("get the oven to volcano", "iot_oven_set", "volcano"),
        ("turn on the lights in the goblin hole", "iot_hue_lighton", "goblin hole"),
        ("switch off Bertha", "iot_wemo_off", "Bertha"),
        ("turn off the wobbler plug", "iot_wemo_off", "wobbler"),
        ("play some gloopy music", "play_music", "gloopy"),
        ("wake me up at rooster time", "alarm_set", "rooster time"),
        ("set a timer for a catnap", "timer_set", "catnap"),
        ("set a timer for five glorps", "timer_set", "five glorps"),
        ("set an alarm for walrus feeding minus ten", "alarm_set", "walrus feeding minus ten"),
        ("turn on the lights in the walrus's bedroom", "iot_hue_lighton", "walrus's bedroom"),
        ("dim the walrus corner lights", "iot_hue_lightdim", "walrus corner"),
        ("make the lights go full walrus", "iot_hue_lightchange", "walrus"),
        ("lamps, the walrus setting, ta", "iot_hue_lightchange", "walrus setting"),
        ("gloober in the attic, turn it off", "iot_wemo_off", "gloober"),
        ("set the heating to co-walrus", "iot_thermostat_set", "co-walrus"),
        ("play my walrus stuff", "play_music", "walrus stuff"),
        ("put on the kids' walrus mix", "play_music", "walrus mix"),
        ("put on grandma's walrus film", "play_movie", "walrus film"),
        ("read us the walrus one", "play_audiobook", "walrus one"),
        ("add the walrus kit to my shopping list", "lists_createoradd", "walrus kit"),
        ("add walrus stuff to my shopping list", "lists_createoradd", "walrus stuff"),
        ("set the oven the way the kids like it", "iot_oven_set", "the way the kids like it"),
        ("play some jazz in the walrus hole", "play_music", "walrus hole"),
        ("play dad's favourite", "play_movie", "dad's favourite"),
        ("play the song my sister wrote", "play_music", "the song my sister wrote"),
        ("put on the one that makes us cry", "play_movie", "the one that makes us cry"),
        ("put on the walrus day film", "play_movie", "walrus day film"),
        ("will it rain at nan's place tomorrow", "weather_query", "nan's place"),
        ("what's the weather at our sunny spot", "weather_query", "our sunny spot"),
    ],
)
def test_a_gap_is_found(text: str, intent: str, gap: str) -> None:
    found = find_gap(text, intent, 0.95, ())
    assert found is not None
    assert (found.text, text[found.start : found.end], found.intent) == (gap, gap, intent)


def test_a_setting_that_nlu_marked_is_found_though_its_words_are_known() -> None:
    text = "set the bedroom lights to study mode"
    assert find_gap(text, "iot_hue_lightchange", 0.9, marked(("scene", "study mode"))) == Gap(
        "study mode", 26, 36, "iot_hue_lightchange"
    )


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("set the bedroom lights to 50 percent", "iot_hue_lightchange", ()),
        ("set the bedroom lights to fifty percent please", "iot_hue_lightchange", ()),
        ("make the kitchen lights warm white", "iot_hue_lightchange", (("scene", "warm white"),)),
        ("turn the livingroom lights blue", "iot_hue_lightchange", ()),
        ("dim all the lights a little bit", "iot_hue_lightdim", ()),
        ("turn on the living room lamp", "iot_hue_lighton", ()),
        ("is the kitchen light zebra?", "iot_hue_lightchange", ()),
        ("set the thermostat to 21 degrees", "iot_thermostat_set", ()),
        ("turn off the fan", "iot_wemo_off", ()),
        ("play the snollygosters", "play_music", (("artist_name", "the snollygosters"),)),
        ("play some gloopy music", "play_music", (("artist_name", "gloopy"),)),
        ("set a timer for ten minutes", "timer_set", ()),
        ("set an alarm for 7 am called rooster", "alarm_set", ()),
        ("add gochujang to my list", "lists_createoradd", ()),
        ("what's the weather in Zzyzx", "weather_query", ()),
        ("what's the weather at our place", "weather_query", ()),
        ("what's the weather in my area", "weather_query", ()),
        ("is it cold in my office", "weather_query", ()),
        ("add a few more things to my shopping list", "lists_createoradd", ()),
        ("play some jazz in the kitchen", "play_music", (("music_genre", "jazz"),)),
        ("play walrus in the mist", "play_music", ()),
        ("play some old stuff", "play_music", ()),
        ("make the lights the way I like them", "iot_hue_lightchange", ()),
        ("play my favourite", "play_movie", ()),
        ("play the book i was reading", "play_audiobook", ()),
        ("play the song that i like", "play_music", ()),
        ("put on the movie we ordered yesterday", "play_movie", ()),
        ("watch the walrus film", "play_movie", ()),
        ("watch the groundhog day movie", "play_movie", (("movie_name", "groundhog day"),)),
        ("add the walrus to my list", "lists_createoradd", ()),
        ("play my workout playlist", "play_music", ()),
        ("play the other one", "play_music", ()),
        ("continue my last audiobook", "play_audiobook", ()),
        ("play some good stuff", "play_music", ()),
        ("turn on the fairy lights", "iot_hue_lighton", ()),
        ("turn it down a smidge", "iot_hue_lightdim", ()),
        ("set an alarm for ten minus five", "alarm_set", ()),
        ("tell me about walruses", "general_quirky", ()),
        ("", "iot_hue_lightchange", ()),
    ],
)
def test_known_words_and_names_are_no_gap(text: str, intent: str, entities: tuple[tuple[str, str], ...]) -> None:
    assert find_gap(text, intent, 0.95, marked(*entities)) is None


def test_an_unsure_reading_has_no_gap() -> None:
    assert find_gap("set the lights to zebra", "iot_hue_lightchange", 0.2, ()) is None


def ranking(first: str, sure: float, *others: tuple[str, float]) -> tuple[tuple[str, float], ...]:
    return ((first, sure), *others)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("start operation zebra", "start operation zebra"),
        ("could you do the evening thing please", "do the evening thing"),
        ("flumox the kitchen", "flumox the kitchen"),
        ("time to walrus", "time to walrus"),
        ("prepare for my walrus", "prepare for my walrus"),
        ("code walrus seven", "code walrus seven"),
        ("full walrus", "full walrus"),
    ],
)
def test_an_unknown_request_is_asked_about_as_a_whole(text: str, whole: str) -> None:
    found = unknown_request(text, ranking(acts.FALLBACK, 0.4, ("general_quirky", 0.1)), ())
    assert found is not None and found.whole
    assert found.text == whole


def test_a_routine_that_nlu_takes_for_the_time_is_asked_about() -> None:
    found = unknown_request("walrus time", ranking("datetime_query", 0.7), ())
    assert found is not None and found.whole and found.text == "walrus time"
    assert unknown_request("London time", ranking("datetime_query", 0.7), marked(("place_name", "London"))) is None
    assert unknown_request("walrus time?", ranking("datetime_query", 0.7), ()) is None


def test_what_is_commenced_is_no_question() -> None:
    text = "initiate operation sunrise"
    found = unknown_request(text, ranking("sun_query", 0.7), marked(("sun_event", "sunrise")))
    assert found is not None and found.whole and found.text == text
    assert unknown_request("start a ten minute timer", ranking("timer_query", 0.7), ()) is None


def test_a_setting_in_words_that_were_not_read_is_found() -> None:
    text = "put the attic lights on zebra"
    found = unknown_request(text, ranking(acts.FALLBACK, 0.4, ("iot_hue_lightchange", 0.38)), ())
    assert found is not None and not found.whole and found.text == "zebra"


@pytest.mark.parametrize(
    "text",
    ["I feel like a walrus", "what is a walrus", "you are a walrus", "walrus", "play walrus nights",
     "'; DROP TABLE x; --",
     "find me a walrus", "thanks a walrus"],
)  # fmt: skip
def test_what_asks_for_nothing_is_let_be(text: str) -> None:
    assert unknown_request(text, ranking(acts.FALLBACK, 0.4, ("general_quirky", 0.1)), ()) is None


def test_what_is_surely_out_of_reach_is_not_asked_about() -> None:
    assert unknown_request("order a taxi to the airport", ranking(acts.OUT_OF_SCOPE, 0.99), ()) is None
