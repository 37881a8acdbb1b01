"""Whether a turn of the record says the one before again: another detail is another question, a misheard one is not."""

from __future__ import annotations

import pytest

from learning.again import asks_another, said_again
from preferences import acts
from tests.learning.household import turn

TIME, MUSIC = "datetime_query", "play_music"


def at(first: tuple[str, str, dict[str, str]], second: tuple[str, str, dict[str, str]]) -> float:
    one = turn(1, "ann", first[0], (first[1], tuple(first[2].items())), 0.0)
    other = turn(2, "ann", second[0], (second[1], tuple(second[2].items())), 9.0)
    return said_again(one, other)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            ("what time is it in paris", TIME, {"place_name": "Paris"}),
            ("what time is it in tokyo", TIME, {"place_name": "Tokyo"}),
        ),
        (("play some jazz", MUSIC, {"music_genre": "jazz"}), ("play some country", MUSIC, {"music_genre": "country"})),
        (
            ("turn on the kitchen lights", "iot_hue_lighton", {"house_place": "kitchen"}),
            ("turn on the bedroom lights", "iot_hue_lighton", {"house_place": "bedroom"}),
        ),
    ],
)
def test_another_detail_is_another_question(
    first: tuple[str, str, dict[str, str]], second: tuple[str, str, dict[str, str]]
) -> None:
    assert at(first, second) < 0.05


def test_a_detail_that_was_misheard_is_said_again() -> None:
    heard = ("what is the weather in austen", "weather_query", {"place_name": "austen"})
    meant = ("what is the weather in austin", "weather_query", {"place_name": "austin"})
    assert at(heard, meant) > 0.5


def test_who_says_that_it_was_wrong_means_the_first_one() -> None:
    paris = turn(1, "ann", "what time is it in paris", (TIME, (("place_name", "Paris"),)), 0.0)
    for text, intent in (("no, I said in tokyo", TIME), ("tokyo", acts.CORRECTION)):
        assert not asks_another(paris, turn(2, "ann", text, (intent, (("place_name", "Tokyo"),)), 6.0))


def test_details_of_different_kinds_do_not_contradict() -> None:
    one = turn(1, "ann", "play something by the doors", (MUSIC, (("artist_name", "the doors"),)), 0.0)
    other = turn(2, "ann", "play something by the doors loud", (MUSIC, (("song_name", "loud"),)), 8.0)
    assert not asks_another(one, other)
