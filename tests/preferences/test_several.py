"""What guides where several liked values hold equally."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone

import pytest

from preferences.application import Applied, apply
from preferences.condition import ALWAYS, Condition
from preferences.curriculum import Curriculum, load_curriculum
from preferences.flow import Several
from preferences.preference import Preference, Profile
from preferences.request import Entity, Reading
from preferences.several import Undecided, equals, question

NOW = datetime(2026, 5, 4, 9, tzinfo=timezone.utc)
MORNINGS = Condition(from_time=time(5), to_time=time(12), words="in the mornings")


def liked(number: int, value: str, uses: int = 0, condition: Condition = ALWAYS, liked: bool = True) -> Preference:
    at = NOW - timedelta(days=10 - number)
    return Preference(number, "ann", "music_genre", value, liked, 1.0, condition, "", "told", at, uses=uses)


JAZZ, BLUES, SKA = liked(1, "jazz", uses=9), liked(2, "blues", uses=2), liked(3, "ska", uses=0)


def applied(several: Several, *known: Preference, said: tuple[Entity, ...] = ()) -> Applied:
    real = load_curriculum()
    flows = tuple(replace(flow, several=several) if flow.concept == "music_genre" else flow for flow in real.flows)
    curriculum = Curriculum(flows, real.lookups, real.signatures)
    return apply(Reading("play_music", said), "", Profile("ann", known), curriculum, NOW)


@pytest.mark.parametrize(
    ("several", "filled"),
    [
        (Several.NEWEST, [("ska", "you like ska, the latest of 3 you told me")]),
        (Several.MOST_USED, [("jazz", "you like jazz, the most used of 3 you told me")]),
        (
            Several.ALL,
            [(name, f"you like {name}, one of 3 you told me") for name in ("ska", "blues", "jazz")],
        ),
        (Several.ASK, []),
    ],
)
def test_what_fills_the_request(several: Several, filled: list[tuple[str, str]]) -> None:
    found = applied(several, JAZZ, BLUES, SKA)
    assert [(entity.value, entity.reason) for entity in found.assumed] == filled
    asked = (Undecided("music_genre", ("ska", "blues", "jazz")),) if several is Several.ASK else ()
    assert found.undecided == asked


@pytest.mark.parametrize("several", list(Several))
def test_one_value_is_just_used(several: Several) -> None:
    found = applied(several, JAZZ)
    assert ([entity.value for entity in found.assumed], found.undecided) == (["jazz"], ())


@pytest.mark.parametrize("several", list(Several))
def test_the_most_specific_condition_still_wins(several: Several) -> None:
    found = applied(several, JAZZ, BLUES, liked(4, "soul", condition=MORNINGS))
    assert ([entity.value for entity in found.assumed], found.undecided) == (["soul"], ())


@pytest.mark.parametrize("several", list(Several))
def test_what_was_said_beats_them_all(several: Several) -> None:
    found = applied(several, JAZZ, BLUES, said=(Entity("music_genre", "opera", "opera"),))
    assert ([entity.value for entity in found.reading.entities], found.undecided) == (["opera"], ())


@pytest.mark.parametrize("several", list(Several))
def test_what_makes_it_superfluous_does(several: Several) -> None:
    found = applied(several, JAZZ, BLUES, said=(Entity("song_name", "Imagine", "Imagine"),))
    assert (found.assumed, found.undecided) == ((), ())


def test_what_is_disliked_is_none_of_them() -> None:
    assert equals((JAZZ, liked(5, "opera", liked=False)), Several.ALL, NOW, None) == (JAZZ,)


def test_the_question_names_four_at_most() -> None:
    assert question(Undecided("x", ("a", "b"))) == "Which one would you like this time: a or b?"
    assert question(Undecided("x", tuple("abcdef"))) == "Which one would you like this time: a, b, c or d?"
