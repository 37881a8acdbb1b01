"""What the context model knows before it has seen a turn."""

from __future__ import annotations

import pytest

from learning.prior import load_prior
from preferences.curriculum import load_curriculum


def test_it_names_only_intents_and_details_there_are() -> None:
    prior, known = load_prior(), load_curriculum()
    for one in prior.ambiguous:
        assert set(one.intents) | set(one.also) <= known.signatures.keys() | {"audio_stop"}
        assert one.beside <= {name for names in known.signatures.values() for name in names} | {"movie_name"}
        assert 0 < one.share <= 0.5
    assert set(prior.about) <= known.signatures.keys()
    assert set(prior.turns) <= known.signatures.keys() | {"audio_stop"}


def test_shares_are_shares() -> None:
    for values in load_prior().background.values():
        assert 0 < sum(values.values()) <= 1.0001


@pytest.mark.parametrize(
    ("intent", "text", "entities", "name"),
    [
        ("weather_query", "what is the temperature?", [], "temperature"),
        ("iot_query", "how hot is it", [], "temperature"),
        ("weather_query", "what is the temperature in celsius", ["temperature_unit"], "temperature"),
        ("weather_query", "what is the temperature outside", [], None),
        ("weather_query", "will it be hot tomorrow", ["date"], None),
        ("weather_query", "how hot is it in Rome", ["place_name"], None),
        ("weather_query", "will it rain", [], None),
        ("play_movie", "play the hunger games", [], "title"),
        ("play_movie", "play the hunger games", ["movie_name"], "title"),
        ("play_movie", "play the movie dune", ["movie_name"], None),
        ("play_movie", "play a comedy", ["movie_type"], None),
        ("play_music", "play dune", ["movie_name"], "title"),
        ("play_music", "play dune", [], None),
        ("play_music", "play some jazz", ["music_genre"], None),
        ("iot_wemo_off", "switch it off", [], "switch off"),
        ("iot_wemo_off", "switch the fan off", ["device_type"], None),
        ("alarm_set", "wake me at seven", ["time"], None),
    ],
)
def test_which_words_are_open(intent: str, text: str, entities: list[str], name: str | None) -> None:
    found = load_prior().ambiguity(intent, text, entities)
    assert (found.name if found is not None else None) == name


@pytest.mark.parametrize(
    "text", ["the usual", "My usual please", "make it", "as always", "same as every morning", "hey mynah, the usual!"]
)
def test_words_for_the_usual(text: str) -> None:
    assert load_prior().usual.search(text)


@pytest.mark.parametrize(
    "text", ["make it louder", "what is the usual weather", "play music", "make it 20 minutes", ""]
)
def test_words_that_ask_for_something_else(text: str) -> None:
    assert not load_prior().usual.search(text)
