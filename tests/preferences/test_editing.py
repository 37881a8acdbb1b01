"""What a person types to put something right, read or refused in words."""

from __future__ import annotations

from datetime import datetime, time, timezone

import pytest

from preferences.condition import ALWAYS
from preferences.curriculum import load_curriculum
from preferences.editing import check_steps, read_edit, read_meaning
from preferences.errors import EditRefused, MemoryError_
from preferences.phrase import Kind, Phrase
from preferences.phrasebook import Phrasebook
from preferences.preference import Correction, Preference

NOW = datetime(2026, 6, 3, 8, tzinfo=timezone.utc)


def preference(concept: str, value: str = "as it was") -> Preference:
    return Preference(1, "ann", concept, value, True, 1.0, ALWAYS, "words", "told", NOW)


def edited(concept: str, value: str, when: str = "", liked: bool = True) -> tuple[str, bool, str]:
    read = read_edit(preference(concept), value, liked, when, load_curriculum(), NOW)
    return read.value, read.liked, read.condition.words


@pytest.mark.parametrize(
    ("concept", "typed", "value"),
    [
        ("cuisine", "japanes", "Japanese"),
        ("home", "Paris", "Paris, France"),
        ("wake_up", "half past six", "06:30"),
        ("team", "New York Giants", "New York Giants"),
        ("temperature_unit", "Fahrenheit", "fahrenheit"),
        ("name", "  <img src=x>  ", "<img src=x>"),
    ],
)
def test_a_value_is_kept_as_it_would_be_when_told(concept: str, typed: str, value: str) -> None:
    assert edited(concept, typed) == (value, True, "")


@pytest.mark.parametrize(
    ("concept", "typed", "says"),
    [
        ("cuisine", "klingon", 'I don\'t know "klingon" as a kind of food.'),
        ("team", "Giants", '"Giants" could be New York Giants and San Francisco Giants. Which one?'),
        ("home", "Atlantisville", 'I don\'t know a town called "Atlantisville".'),
        ("home", "France", 'I don\'t know a town called "France".'),
        ("wake_up", "noonish", 'I can\'t read "noonish" as the time you get up.'),
        ("something untaught", "x", "Nothing can be taught of that kind any more"),
    ],
)
def test_what_is_no_value_is_refused_in_words(concept: str, typed: str, says: str) -> None:
    with pytest.raises(EditRefused) as refused:
        edited(concept, typed)
    assert str(refused.value).startswith(says)


def test_an_empty_value_is_refused() -> None:
    with pytest.raises(MemoryError_, match="empty"):
        edited("cuisine", "  ")


def test_when_it_holds_is_read_from_words() -> None:
    read = read_edit(preference("music_genre", "jazz"), "jazz", False, "in the mornings", load_curriculum(), NOW)
    assert (read.value, read.liked, read.condition.words) == ("jazz", False, "in the mornings")
    assert (read.condition.from_time, read.condition.to_time) == (time(5), time(12))
    assert edited("music_genre", "jazz", "always") == ("jazz", True, "")
    for when in ("whenever it suits", "in the mornings, or so", "jazz"):
        with pytest.raises(EditRefused, match="time or place"):
            edited("music_genre", "jazz", when)


def test_what_is_left_as_it_is_needs_no_reading() -> None:
    """A value of before the vocabulary changed can still be limited to the mornings."""
    before = preference("cuisine", "Klingon")
    assert read_edit(before, "Klingon", True, "in the mornings", load_curriculum(), NOW).value == "Klingon"


def test_what_a_name_means_has_to_be_something_known() -> None:
    portland = Correction(1, "ann", "place_name", "portland", "Portland, Maine", "words", NOW)
    assert read_meaning(portland, "Portland Oregon", load_curriculum()) == "Portland, Oregon"
    with pytest.raises(EditRefused, match="don't know a town"):
        read_meaning(portland, "Atlantisville", load_curriculum())
    food = Correction(1, "ann", "food_type", "spicy", "Thai", "words", NOW)
    assert read_meaning(food, "indian", load_curriculum()) == "Indian"
    with pytest.raises(EditRefused):
        read_meaning(food, "klingon", load_curriculum())


def test_a_phrase_may_not_come_back_to_itself() -> None:
    movie = Phrase(1, "ann", Kind.REQUEST, "movie night", ("play jazz",), "", "told", NOW)
    party = Phrase(2, "ann", Kind.REQUEST, "party time", ("movie night",), "", "told", NOW)
    den = Phrase(3, "ann", Kind.NAME, "the den", ("the office",), "", "told", NOW)
    book = Phrasebook((movie, party, den))
    check_steps(movie, "movie night", ("dim the lights", "play jazz"), book)
    with pytest.raises(EditRefused, match="call itself"):
        check_steps(movie, "movie night", ("party time",), book)
    with pytest.raises(EditRefused, match="stand for itself"):
        check_steps(den, "the den", ("den",), book)
    with pytest.raises(EditRefused, match="just one"):
        check_steps(den, "the den", ("the office", "the garage"), book)
