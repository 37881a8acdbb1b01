"""The music skill against a catalogue of a few tracks, and the sample catalogue as a whole."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest

from actions.skills.music import Music
from actions.worlds.catalogue import SampleMusic, mentions, open_music
from preferences.belongings import Pocket
from preferences.lookups import load_lookups
from preferences.request import Avoided, Entity, Outcome, Reply, Request

WORLD = {
    "everyday": ["jazz", "rock", "country"],
    "moods": {"relaxing": {"also": ["calm", "chill"], "genres": ["jazz"]}},
    "genres": {
        "jazz": {"tracks": ["Take Five | Dave Brubeck", "So What | Miles Davis"]},
        "rock": {"tracks": ["Yellow | Coldplay"]},
        "punk": {"within": "rock", "tracks": ["Sedated | Ramones"]},
        "country": {"tracks": ["Jolene | Dolly Parton"]},
    },
}
NOW = datetime(2026, 6, 1, 19, 30, tzinfo=timezone.utc)
LIKES_JAZZ = Entity("music_genre", "jazz", assumed=True, reason="you like jazz")
LIKES_COLDPLAY = Entity("artist_name", "Coldplay", assumed=True, reason="you like Coldplay")
NO_COUNTRY = Avoided("music_genre", "country", "you can't stand country")
NO_ROCK = Avoided("music_genre", "rock", "you don't like rock")
NASTY = ["", "/", "x" * 5000, "🤖💥🔥", "Привет 你好 مرحبا", "'; DROP TABLE tracks; --", "<script>alert(1)</script>"]
SILENT = " It is from my sample catalogue, so there is no sound yet."


def genre(value: str) -> Entity:
    return Entity("music_genre", value, value)


def artist(value: str) -> Entity:
    return Entity("artist_name", value, value)


def song(value: str) -> Entity:
    return Entity("song_name", value, value)


def play(
    *entities: Entity, pocket: Pocket | None = None, avoided: tuple[Avoided, ...] = (), text: str = "play"
) -> Reply:
    request = Request("play_music", text, entities, "sam", NOW, avoided=avoided)
    return Music(SampleMusic(WORLD)).serve(request, pocket or Pocket())


def test_a_genre_that_was_said() -> None:
    assert play(genre("rock")).text == "Playing rock: Yellow by Coldplay." + SILENT


def test_an_assumed_genre_carries_its_reason() -> None:
    text = play(LIKES_JAZZ).text
    assert re.fullmatch(r"Playing jazz, because you like jazz: (Take Five by Dave|So What by Miles).*", text)


def test_what_was_said_beats_what_was_assumed() -> None:
    assert play(genre("country"), LIKES_JAZZ).text.startswith("Playing country: Jolene by Dolly Parton.")
    assert play(artist("ramones"), LIKES_JAZZ).text.startswith("Playing Ramones: Sedated.")
    assert play(genre("jazz"), LIKES_COLDPLAY).text.startswith("Playing jazz: ")


def test_two_assumptions_that_do_not_go_together_keep_the_genre() -> None:
    assert play(LIKES_JAZZ, LIKES_COLDPLAY).text.startswith("Playing jazz, because you like jazz: ")


def test_two_assumptions_that_go_together_are_both_told() -> None:
    likes_rock = Entity("music_genre", "rock", assumed=True, reason="you like rock")
    told = "Playing rock by Coldplay, because you like rock and you like Coldplay: Yellow."
    assert play(likes_rock, LIKES_COLDPLAY).text == told + SILENT


def test_nothing_disliked_is_ever_chosen() -> None:
    skill, seen = Music(SampleMusic(WORLD)), set()
    for minute in range(60):
        now = NOW + timedelta(minutes=minute)
        request = Request("play_music", "play some music", (), "sam", now, avoided=(NO_COUNTRY, NO_ROCK))
        seen.add(skill.serve(request, Pocket()).used[0].value)
    assert seen == {"jazz"}


def test_an_artist_who_is_disliked_is_left_out_of_the_genre() -> None:
    no_miles = Avoided("artist_name", "Miles Davis", "you don't like Miles Davis")
    assert play(genre("jazz"), avoided=(no_miles,)).text == "Playing jazz: Take Five by Dave Brubeck." + SILENT
    assert play(artist("Miles Davis"), avoided=(no_miles,)).text == "Playing Miles Davis: So What." + SILENT


def test_asking_for_it_beats_a_dislike() -> None:
    assert play(genre("country"), avoided=(NO_COUNTRY,)).text == "Playing country: Jolene by Dolly Parton." + SILENT
    assert play(genre("punk"), avoided=(NO_ROCK,)).text == "Playing punk: Sedated by Ramones." + SILENT


def test_a_narrower_genre_that_is_disliked_is_left_out() -> None:
    no_coldplay = Avoided("artist_name", "Coldplay", "you don't like Coldplay")
    assert play(genre("rock"), avoided=(no_coldplay,)).text == "Playing rock: Sedated by Ramones." + SILENT
    no_punk = Avoided("music_genre", "punk", "you don't like punk")
    assert play(genre("rock"), avoided=(no_coldplay, no_punk)).outcome is Outcome.NOT_FOUND


def test_an_assumption_that_is_also_disliked_is_dropped() -> None:
    likes_country = Entity("music_genre", "country", assumed=True, reason="you like country")
    assert "country" not in play(likes_country, avoided=(NO_COUNTRY,)).text


def test_nothing_named_chooses_by_itself_and_says_what() -> None:
    reply = play()
    chosen = {entity.name: entity.value for entity in reply.used}
    assert reply.text.startswith(f"Playing {chosen['music_genre']}: {chosen['song_name']} by {chosen['artist_name']}.")
    assert all(entity.assumed and entity.source == "chosen" for entity in reply.used)


def test_the_same_request_chooses_the_same_and_the_next_one_something_else() -> None:
    assert play() == play()
    pocket = Pocket()
    assert play(pocket=pocket).used[2] != play(pocket=pocket).used[2]


def test_what_was_chosen_before_is_no_wish() -> None:
    before = play().used
    likes = Entity("music_genre", "country", assumed=True, reason="you like country")
    assert play(*before, likes).text.startswith("Playing country, because you like country: Jolene")


@pytest.mark.parametrize("value", ["some music", "something", "my favourite songs", "a song"])
def test_words_that_name_nothing_are_no_song(value: str) -> None:
    assert play(song(value)).outcome is Outcome.DONE


def test_a_song_by_its_title() -> None:
    assert play(song("take five")).text == "Playing Take Five by Dave Brubeck." + SILENT
    assert play(song("jolene"), artist("dolly parton")).text == "Playing Jolene by Dolly Parton." + SILENT
    assert play(song("jolene"), artist("coldplay")) == Reply(
        "I don't have Jolene by Coldplay, only by Dolly Parton.", Outcome.NOT_FOUND
    )


def test_names_under_the_wrong_label_are_found() -> None:
    assert play(song("Coldplay")).text == "Playing Coldplay: Yellow." + SILENT
    assert play(artist("country")).text.startswith("Playing country: ")


def test_the_unknown_is_not_found_and_not_kept() -> None:
    pocket = Pocket()
    reply = play(genre("klezmer"), pocket=pocket)
    assert reply == Reply(
        "I don't have any music called klezmer in my sample catalogue. I do have jazz, rock and country.",
        Outcome.NOT_FOUND,
    )
    assert play(artist("Dolly Barton Junior"), pocket=pocket).text.endswith("The nearest I have is Dolly Parton.")
    assert pocket.mine("playing") is None


def test_genre_and_artist_that_do_not_go_together() -> None:
    assert play(genre("jazz"), artist("Coldplay")) == Reply(
        "I don't have any jazz by Coldplay. By Coldplay I have Yellow.", Outcome.NOT_FOUND
    )


@pytest.mark.parametrize("entities, text", [((Entity("music_descriptor", "chill"),), "x"), ((), "play something calm")])
def test_a_mood(entities: tuple[Entity, ...], text: str) -> None:
    assert play(*entities, text=text).text.startswith("Playing relaxing music: ")


def test_a_room_is_repeated() -> None:
    assert play(genre("rock"), Entity("house_place", "kitchen", "kitchen")).text.startswith(
        "Playing rock in the kitchen: Yellow by Coldplay."
    )


def test_what_is_playing_and_stopping_it() -> None:
    pocket, skill = Pocket(), Music(SampleMusic(WORLD))
    assert skill.serve(Request("music_query"), pocket).text == "Nothing is playing at the moment."
    play(genre("rock"), pocket=pocket)
    assert skill.serve(Request("music_query"), pocket).text == "This is Yellow by Coldplay."
    assert skill.serve(Request("audio_stop"), pocket).text == "I stopped Yellow by Coldplay."
    assert skill.serve(Request("audio_stop"), pocket).text == "Nothing is playing now."


def test_nobody_is_served_and_nothing_is_kept() -> None:
    pocket, skill = Pocket(None), Music(SampleMusic(WORLD))
    assert skill.serve(Request("play_music", entities=(genre("rock"),)), pocket).outcome is Outcome.DONE
    assert skill.serve(Request("music_query"), pocket).text == "Nothing is playing at the moment."
    assert skill.serve(Request("audio_stop"), pocket).outcome is Outcome.DONE


def test_the_sample_is_named_once_and_not_each_time() -> None:
    pocket = Pocket()
    assert play(genre("rock"), pocket=pocket).text.endswith(SILENT)
    assert play(genre("jazz"), pocket=pocket).text.count("sample") == 0


MORE = ["next song", "play another one", "another one please", "skip this", "next", "change the song", "one more song"]


@pytest.mark.parametrize("text", MORE)
def test_one_more_of_the_genre_that_is_on(text: str) -> None:
    pocket = Pocket()
    play(genre("jazz"), pocket=pocket)
    for _ in range(4):
        before = pocket.mine("playing")["title"]
        reply = play(LIKES_COLDPLAY, pocket=pocket, text=text)
        assert reply.text.startswith("Playing jazz: ") and pocket.mine("playing")["title"] != before


def test_one_more_by_the_artist_who_is_on_else_of_that_genre() -> None:
    more = {
        **WORLD,
        "genres": {**WORLD["genres"], "ska": {"tracks": ["One | Skatalites", "Two | Skatalites", "Three | Selecter"]}},
    }
    skill, pocket = Music(SampleMusic(more)), Pocket()
    skill.serve(Request("play_music", "play Skatalites", (artist("Skatalites"),), "sam", NOW), pocket)
    for _ in range(3):
        skill.serve(Request("play_music", "next song", (), "sam", NOW), pocket)
        assert pocket.mine("playing")["by"] == "Skatalites"
    play(song("so what"), pocket=pocket)
    assert play(pocket=pocket, text="next").text == "Playing jazz: Take Five by Dave Brubeck."


def test_one_more_of_a_mood() -> None:
    pocket = Pocket()
    play(pocket=pocket, text="play something calm")
    assert play(pocket=pocket, text="next song").text.startswith("Playing jazz: ")


def test_one_more_is_never_a_disliked_one() -> None:
    pocket = Pocket()
    play(genre("rock"), pocket=pocket)
    no_ramones = Avoided("artist_name", "Ramones", "you don't like Ramones")
    for _ in range(5):
        assert "Ramones" not in play(pocket=pocket, text="next song", avoided=(no_ramones,)).text
    play(genre("rock"), pocket=pocket)
    assert "rock" not in play(pocket=pocket, text="next song", avoided=(NO_ROCK,)).text


def test_one_more_that_names_something_is_that() -> None:
    pocket = Pocket()
    play(genre("jazz"), pocket=pocket)
    assert play(genre("country"), pocket=pocket, text="another country song").text.startswith("Playing country: ")
    assert play(pocket=pocket, text="play some music").outcome is Outcome.DONE


def test_with_nothing_on_one_more_is_any() -> None:
    assert play(text="next song").outcome is Outcome.DONE


def test_skipping_that_was_taken_for_stopping() -> None:
    pocket, skill = Pocket(), Music(SampleMusic(WORLD))
    play(genre("jazz"), pocket=pocket)
    assert skill.serve(Request("audio_stop", "skip this", (), "sam", NOW), pocket).text.startswith("Playing jazz: ")
    assert skill.serve(Request("audio_stop", "stop", (), "sam", NOW), pocket).text.startswith("I stopped ")


@pytest.mark.parametrize("kind, told", [("film", "Playing "), ("audiobook", "Playing the audiobook ")])
def test_one_more_of_what_is_no_music(kind: str, told: str) -> None:
    pocket = Pocket("sam")
    pocket.keep_mine("playing", {"kind": kind, "title": "Alien", "by": "", "genre": ""})
    assert play(pocket=pocket, text="another one please").text.startswith(told)
    assert pocket.mine("playing")["kind"] == kind
    play(pocket=pocket, text="next song")
    assert pocket.mine("playing")["kind"] == "music"


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("name", ["music_genre", "artist_name", "song_name", "music_descriptor", "house_place"])
def test_nasty_words_are_just_text(name: str, text: str) -> None:
    reply = play(Entity(name, text, text), text=text)
    assert reply.outcome in (Outcome.DONE, Outcome.NOT_FOUND)
    assert "<" not in reply.text and len(reply.text) < 400


def test_every_genre_of_the_lookup_can_be_played_in_plain_words() -> None:
    skill = Music()
    for name in load_lookups()["music_genre"].values:
        text = skill.serve(Request("play_music", f"play {name}", (genre(name),), "sam", NOW), Pocket("sam")).text
        assert text.startswith(f"Playing {name}: "), name
        assert not re.search(r"teach|learn|prefer|\?", text, re.IGNORECASE), text


def test_every_artist_of_the_lookup_can_be_played() -> None:
    skill = Music()
    for name in load_lookups()["artist_name"].values:
        text = skill.serve(Request("play_music", "play", (artist(name),), "sam", NOW), Pocket("sam")).text
        assert text.startswith(f"Playing {name}: "), name


def test_the_sample_is_wide_and_its_lists_hold_together() -> None:
    source = open_music()
    assert len(source.genres) >= 70 and len(source.artists) >= 150
    assert set(source.everyday) <= set(source.genres.values)
    assert set(load_lookups()["music_genre"].values) == set(source.genres.values)
    for name in source.genres.values:
        assert len(source.tracks(genre=name)) >= 3, name


def test_no_track_speaks_of_a_genre_that_it_does_not_belong_to() -> None:
    source = open_music()
    wrong = [
        (track.title, other)
        for track in source.tracks()
        for other in ("country", "jazz", "rock", "reggae", "metal", "opera", "disco", "folk", "rap", "classical")
        if mentions(f"{track.title} / {track.artist}", other) and other not in track.genres
    ]
    assert wrong == []
