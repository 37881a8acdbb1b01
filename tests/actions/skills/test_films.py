"""The film skill against a handful of films, and the sample catalogue as a whole."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.skills.films import Films
from actions.worlds.catalogue import SampleAudiobooks, SampleFilms, open_films
from preferences.belongings import Pocket
from preferences.lookups import load_lookups
from preferences.request import Avoided, Entity, Outcome, Reply, Request
from preferences.surroundings import Device, Surroundings

WORLD = {
    "everyday": ["comedy", "horror"],
    "films": [
        "The Hunger Games | 2012 | action, science fiction",
        "Scream | 1996 | horror",
        "Zombieland | 2009 | horror, comedy",
        "Airplane! | 1980 | comedy",
    ],
}
BOOKS = {"audiobooks": ["The Hunger Games | Suzanne Collins", "Emma | Jane Austen"]}
NOW = datetime(2026, 6, 1, 19, 30, tzinfo=timezone.utc)
NO_HORROR = Avoided("movie_type", "horror", "you don't like horror films")
LIKES_HORROR = Entity("movie_type", "horror", assumed=True, reason="you like horror films")
NO_SCREEN = Surroundings(device=Device(kind="speaker", screen=False))
SILENT = " It is from my sample catalogue, so there is no picture yet."
NASTY = ["", "/", "x" * 5000, "🤖💥🔥", "Привет 你好 مرحبا", "'; DROP TABLE films; --", "<script>alert(1)</script>"]


def ask(
    intent: str,
    *entities: Entity,
    text: str = "a film",
    avoided: tuple[Avoided, ...] = (),
    around: Surroundings | None = None,
    pocket: Pocket | None = None,
) -> Reply:
    request = Request(intent, text, entities, "sam", NOW, around or Surroundings(), avoided)
    return Films(SampleFilms(WORLD), SampleAudiobooks(BOOKS)).serve(request, pocket or Pocket())


def test_a_film_by_its_title() -> None:
    told = "Playing the film The Hunger Games from 2012." + SILENT
    assert ask("play_movie", Entity("movie_name", "the hunger games")).text == told
    assert ask("play_movie", Entity("movie_name", "The Hungre Games")).text == told
    assert ask("play_movie", text="could you play the hunger games please").text == told


def test_without_a_screen_the_book_is_played_unless_it_has_to_be_the_film() -> None:
    pocket = Pocket()
    reply = ask("play_movie", text="play the hunger games", around=NO_SCREEN, pocket=pocket)
    assert reply.text == "There is no screen here, so I'm playing the audiobook The Hunger Games by Suzanne Collins."
    assert pocket.mine("playing")["kind"] == "audiobook"
    assert ask("play_movie", text="play the hunger games movie", around=NO_SCREEN) == Reply(
        "There is no screen here, so I can't show the film The Hunger Games.", Outcome.UNSUPPORTED
    )
    assert ask("play_movie", text="put a movie on", around=NO_SCREEN).outcome is Outcome.UNSUPPORTED


def test_an_assumed_genre_carries_its_reason() -> None:
    reply = ask("play_movie", LIKES_HORROR)
    assert reply.text.startswith("Playing a horror film, because you like horror films: ")


def test_a_genre_that_was_said_beats_the_assumed_one_and_a_dislike() -> None:
    said = Entity("movie_type", "sci-fi", "sci-fi")
    assert ask("play_movie", said, LIKES_HORROR).text == (
        "Playing a science fiction film: The Hunger Games from 2012." + SILENT
    )
    assert ask("play_movie", Entity("movie_type", "horror"), avoided=(NO_HORROR,)).outcome is Outcome.DONE


def test_a_disliked_genre_is_never_chosen() -> None:
    reply = ask("recommendation_movies", avoided=(NO_HORROR,))
    assert reply.text == "From my sample catalogue, a comedy film: Airplane! from 1980."
    assert [(entity.name, entity.value) for entity in reply.used] == [("movie_type", "comedy")]
    assert "horror" not in ask("play_movie", LIKES_HORROR, avoided=(NO_HORROR,)).text


def test_several_genres_at_once() -> None:
    both = (Entity("movie_type", "horror"), Entity("movie_type", "comedy"))
    assert ask("recommendation_movies", *both).text == (
        "From my sample catalogue, a horror comedy film: Zombieland from 2009."
    )


def test_the_day_is_repeated() -> None:
    reply = ask("recommendation_movies", Entity("movie_type", "action"), Entity("date", "2026-06-01", "tonight"))
    assert reply.text == "From my sample catalogue, an action film for tonight: The Hunger Games from 2012."


def test_the_unknown_is_not_found() -> None:
    pocket = Pocket()
    reply = ask("play_movie", Entity("movie_name", "Emma"), pocket=pocket)
    assert reply == Reply(
        "I don't have a film called Emma in my sample catalogue. I do have the audiobook Emma.", Outcome.NOT_FOUND
    )
    unknown = ask("recommendation_movies", Entity("movie_type", "mumblecore"))
    assert unknown.outcome is Outcome.NOT_FOUND and "mumblecore" in unknown.text
    assert pocket.mine("playing") is None


def test_a_film_chosen_before_is_no_wish() -> None:
    pocket = Pocket()
    first = ask("play_movie", LIKES_HORROR, pocket=pocket)
    again = ask("play_movie", LIKES_HORROR, *first.used, pocket=pocket)
    assert first.used != again.used


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("intent", ["play_movie", "recommendation_movies"])
@pytest.mark.parametrize("name", ["movie_name", "movie_type", "date"])
def test_nasty_words_are_just_text(intent: str, name: str, text: str) -> None:
    reply = ask(intent, Entity(name, text, text), text=text)
    assert reply.outcome in (Outcome.DONE, Outcome.NOT_FOUND)
    assert "<" not in reply.text and len(reply.text) < 400


def test_every_genre_of_the_lookup_has_films() -> None:
    source = open_films()
    assert set(load_lookups()["movie_type"].values) == set(source.types.values)
    assert len(source.titles) >= 150 and set(source.everyday) <= set(source.types.values)
    for name in source.types.values:
        assert len(source.films(type=name)) >= 2, name
        request = Request("play_movie", "play a film", (Entity("movie_type", name, name),), "sam", NOW)
        text = Films().serve(request, Pocket("sam")).text
        assert f"{name} film" in text or text.startswith("Playing a film noir: "), text
        assert "?" not in text


@pytest.mark.parametrize("text", ["play the film Zorblax Returns", "watch zorblax returns", "play Zorblax Returns"])
def test_a_film_nobody_knows_is_never_another_one(text: str) -> None:
    reply = Films().serve(Request("play_movie", text, (), "sam", NOW), Pocket("sam"))
    assert reply.outcome is Outcome.NOT_FOUND
    assert reply.text.casefold().startswith("i don't have a film called zorblax returns in my sample catalogue")


@pytest.mark.parametrize(
    "text",
    [
        "play a movie",
        "put on something for the kids",
        "let's have a film night",
        "play a movie for date night please",
        "watch tv",
        "start a movie in the living room",
        "I want to watch a good film with my wife",
        "put the film on",
    ],
)
def test_words_that_only_describe_a_film_are_no_title(text: str) -> None:
    assert Films().serve(Request("play_movie", text, (), "sam", NOW), Pocket("sam")).outcome is Outcome.DONE


@pytest.mark.parametrize("text, told", [("put on a comedy", "a comedy film"), ("let's watch horror", "a horror film")])
def test_a_genre_that_was_not_marked(text: str, told: str) -> None:
    reply = Films().serve(Request("play_movie", text, (), "sam", NOW), Pocket("sam"))
    assert reply.text.startswith(f"Playing {told}: ")


def test_a_genre_that_is_not_wanted_is_not_taken() -> None:
    for minute in range(20):
        request = Request("play_movie", "play a film but not horror", (), "sam", NOW + timedelta(minutes=minute))
        assert "horror" not in Films().serve(request, Pocket("sam")).text
