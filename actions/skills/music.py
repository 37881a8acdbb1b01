"""Music: puts a track on, says what is playing, stops it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from actions.playing import Playing, chosen_entity, keep_playing, now_playing, seed_of
from actions.skill import Skill
from actions.worlds.catalogue import (
    Mood,
    MusicSource,
    Track,
    allowed,
    as_said,
    listed,
    near,
    open_music,
    resolved,
    told,
)
from preferences.belongings import Belongings
from preferences.request import CHOSEN, Avoided, Entity, Outcome, Reply, Request

_MOOD = re.compile(
    r"\b(?:something|some|anything)\s+((?:\w+ )?\w+)|\b(\w+)\s+(?:music|songs?|tunes?|playlist)\b", re.IGNORECASE
)
_NEXT = re.compile(
    r"\b(?:next|skip|another)\b(?!.*\b(?:genre|kind|style|type|sort|station|artist|band)\b)"
    r"|\b(?:different|change (?:the |this )?)\s*(?:one|song|track|tune)\b|\bone more\b",
    re.IGNORECASE,
)
"""Asks for one more of what is on."""
_SONG_WORDS = re.compile(r"\b(?:music|songs?|tracks?|tunes?|playlist|album|artist|band)\b", re.IGNORECASE)
_SILENT = " It is from my sample catalogue, so there is no sound yet."


@dataclass(frozen=True)
class Wish:
    """What a request asks to hear, in the catalogue's own names."""

    title: str | None = None
    """The track's title."""
    artists: tuple[str, ...] = ()
    """Any of these artists."""
    genres: tuple[str, ...] = ()
    """Any of these genres."""
    mood: Mood | None = None
    """A mood or an occasion."""
    unknown: tuple[tuple[str, str], ...] = ()
    """Names the catalogue does not have: ("artist", "Fatima Yamaha")."""

    @property
    def empty(self) -> bool:
        """Whether nothing in particular was named."""
        return not (self.title or self.artists or self.genres or self.mood or self.unknown)


class Music(Skill):
    """Plays music from a catalogue."""

    action = "action_music"
    intents = ("play_music", "music_query", "audio_stop")

    def __init__(self, source: MusicSource | None = None) -> None:
        """Take the source of music; the sample catalogue, if left out."""
        self.source = source or open_music()

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Play, tell or stop."""
        if request.intent == "music_query":
            return _tell(belongings)
        last, more = now_playing(belongings), _NEXT.search(request.text)
        if request.intent == "audio_stop" and not (last and more):
            return _stop(request, belongings)
        if last and more and last.kind != "music" and not _SONG_WORDS.search(request.text):
            said = [entity for entity in request.entities if not entity.assumed and told(entity.value)]
            if not said:
                return _another(last, request, belongings)
        return self._play(request, belongings)

    def _play(self, request: Request, belongings: Belongings) -> Reply:
        said = self._wish(request, assumed=False)
        avoided = self._avoided(request, said)
        if said.unknown and not (said.title or said.artists or said.genres):
            return self._unknown(*said.unknown[0], avoided)
        wish = said
        assumed = self._wish(request, assumed=True)
        if not (said.title or said.artists):
            wish = self._with_assumed(said, assumed, avoided)
        tracks = self._fitting(wish, avoided)
        if not tracks:
            return self._nothing(wish, avoided)
        last = now_playing(belongings)
        rng = Random(seed_of(request, last))
        if said.empty and last is not None and last.kind == "music" and _NEXT.search(request.text):
            wish = self._more_of(last, avoided) or wish
            tracks = self._fitting(wish, avoided)
        if wish.empty:
            wish = Wish(genres=(self._any_genre(rng, avoided, last),))
            tracks = self._fitting(wish, avoided)
        # What is filed under the very genre comes before what a narrower one adds to it.
        first = [track for track in tracks if not wish.genres or track.genres[0] in wish.genres] or tracks
        others = [[track for track in some if not last or track.title != last.title] for some in (first, tracks)]
        track = rng.choice(others[0] or others[1] or first)
        genre = next((genre for genre in wish.genres if genre in track.genres), "")
        filed = (*wish.genres, *(wish.mood.genres if wish.mood else ()))
        kind = next((genre for genre in filed if genre in track.genres), "")
        keep_playing(belongings, Playing("music", track.title, track.artist, kind), request)
        text = self._words(request, wish, track, genre) + ("" if last else _SILENT)
        return Reply(text, used=_used(said, wish, track, genre))

    def _more_of(self, last: Playing, avoided: Sequence[Avoided]) -> Wish | None:
        """More of what is on: its genre, else its artist, else the genres of that very track; None if none is left."""
        own = self.source.tracks(title=last.title, artist=last.by) if last.by in self.source.artists else ()
        tried = [Wish(genres=(last.genre,))] if last.genre in self.source.genres else []
        tried += [Wish(artists=(last.by,)), *(Wish(genres=(genre,)) for track in own for genre in track.genres)]
        for wish in tried:
            if any(track.title != last.title for track in self._fitting(wish, avoided)):
                return wish
        return None

    def _wish(self, request: Request, assumed: bool) -> Wish:
        """What the said (or the assumed) entities ask for; a name under the wrong label is still found."""
        title: str | None = None
        artists: list[str] = []
        genres: list[str] = []
        unknown: list[tuple[str, str]] = []
        mood: Mood | None = None
        source = self.source
        for entity in request.entities:
            value = told(entity.value)
            if entity.assumed is not assumed or entity.source == CHOSEN or value is None:
                continue
            # The label is believed first; the other kind is looked up only where that leads nowhere.
            genre = artist = None
            if entity.name == "artist_name":
                artist = resolved(source.artists, value, "artist_name")
            if artist is None:
                genre = resolved(source.genres, value, "music_genre")
            if artist is None and genre is None:
                artist = resolved(source.artists, value, "artist_name")
            if entity.name == "music_descriptor":
                mood = mood or source.mood(value)
                if genre and mood is None:
                    genres.append(genre)
            elif entity.name == "song_name":
                match = source.titles.resolve(value[:60])
                title = title or (match.value if match else None)
                if match is None:
                    self._elsewhere(value, "song", genre, artist, genres, artists, unknown)
            elif entity.name == "artist_name":
                self._elsewhere(value, "artist", genre, artist, genres, artists, unknown)
            elif entity.name == "music_genre":
                mood = mood or (source.mood(value) if genre is None else None)
                if mood is None or genre:
                    self._elsewhere(value, "genre", genre, artist, genres, artists, unknown)
        if not assumed and not (title or artists or genres or mood or unknown):
            mood = self._mood_in(request.text)
        return Wish(title, tuple(dict.fromkeys(artists)), tuple(dict.fromkeys(genres)), mood, tuple(unknown))

    @staticmethod
    def _elsewhere(
        value: str,
        kind: str,
        genre: str | None,
        artist: str | None,
        genres: list[str],
        artists: list[str],
        unknown: list[tuple[str, str]],
    ) -> None:
        if artist:
            artists.append(artist)
        elif genre:
            genres.append(genre)
        else:
            unknown.append((kind, value))

    def _mood_in(self, text: str) -> Mood | None:
        for found in _MOOD.finditer(text[:400]):
            mood = self.source.mood(found.group(1) or found.group(2))
            if mood is not None:
                return mood
        return None

    def _avoided(self, request: Request, said: Wish) -> tuple[Avoided, ...]:
        """The dislikes that count: whatever was asked for by name does not, nor what it belongs to."""
        asked = {*said.artists, *(wider for genre in said.genres for wider in self.source.wider(genre))}
        if said.title:
            for track in self.source.tracks(title=said.title):
                asked |= {track.artist, *track.genres}
        names = {value.casefold() for value in asked}
        return tuple(one for one in request.avoided if one.value.casefold() not in names)

    def _with_assumed(self, said: Wish, assumed: Wish, avoided: Sequence[Avoided]) -> Wish:
        """What was said, narrowed by as much of what was assumed as leaves something to play."""
        genres = said.genres or tuple(genre for genre in assumed.genres if not self._shuns(genre, avoided))
        artists = tuple(artist for artist in assumed.artists if allowed(artist, avoided))
        for tried in (
            Wish(None, artists, genres, said.mood),
            Wish(None, (), genres, said.mood),
            Wish(None, artists if not said.genres else (), said.genres, said.mood),
        ):
            if self._fitting(tried, avoided):
                return tried
        return Wish(None, (), said.genres, said.mood)

    def _shuns(self, genre: str, avoided: Sequence[Avoided]) -> bool:
        wider = {name.casefold() for name in self.source.wider(genre)}
        return any(one.name == "music_genre" and one.value.casefold() in wider for one in avoided)

    def _fitting(self, wish: Wish, avoided: Sequence[Avoided]) -> list[Track]:
        """All tracks that fit a wish and that nothing speaks against."""
        tracks: Iterable[Track] = self.source.tracks(
            genre=wish.genres[0] if len(wish.genres) == 1 else None,
            artist=wish.artists[0] if len(wish.artists) == 1 else None,
            title=wish.title,
        )
        fitting = [
            track
            for track in tracks
            if (not wish.artists or track.artist in wish.artists)
            and (not wish.genres or not set(wish.genres).isdisjoint(track.genres))
            and (wish.mood is None or not set(wish.mood.genres).isdisjoint(track.genres))
        ]
        if not avoided:
            return fitting
        shunned = {one.value.casefold() for one in avoided}
        return [
            track
            for track in fitting
            if not any(name.casefold() in shunned for name in (track.artist, *track.genres))
            and allowed(f"{track.title} / {track.artist}", avoided)
        ]

    def _any_genre(self, rng: Random, avoided: Sequence[Avoided], last: Playing | None) -> str:
        genres = [genre for genre in self.source.everyday if self._fitting(Wish(genres=(genre,)), avoided)]
        if not genres:
            genres = [name for name in self.source.genres.values if self._fitting(Wish(genres=(name,)), avoided)]
        return rng.choice([genre for genre in genres if not last or genre != last.genre] or genres)

    def _words(self, request: Request, wish: Wish, track: Track, genre: str) -> str:
        where = _where(request)
        because = _because(request, genre, track.artist)
        if wish.title:
            return f"Playing {track.title} by {track.artist}{where}".rstrip(".") + "."
        if genre and wish.artists:
            return f"Playing {genre} by {track.artist}{where}{because}: {track.title}".rstrip(".") + "."
        if wish.artists:
            return f"Playing {track.artist}{where}{because}: {track.title}".rstrip(".") + "."
        if genre and wish.mood:
            genre = f"{wish.mood.name} {genre}"
        label = genre or (f"{wish.mood.name} music" if wish.mood else "music")
        return f"Playing {label}{where}{because}: {track.title} by {track.artist}".rstrip(".") + "."

    def _unknown(self, kind: str, value: str, avoided: Sequence[Avoided]) -> Reply:
        known = {"artist": self.source.artists, "genre": self.source.genres, "song": self.source.titles}[kind]
        called = {"artist": "anything by {}", "genre": "any music called {}", "song": "a song called {}"}[kind]
        close = [name for name in near(known, value) if allowed(name, avoided)]
        hint = f" The nearest I have is {listed(close, 'or')}." if close else _offered(self.source, avoided)
        return Reply(f"I don't have {called.format(as_said(value))} in my sample catalogue.{hint}", Outcome.NOT_FOUND)

    def _nothing(self, wish: Wish, avoided: Sequence[Avoided]) -> Reply:
        """Everything named is known, but not together."""
        if wish.title and wish.artists:
            by = [track.artist for track in self.source.tracks(title=wish.title)]
            text = f"I don't have {wish.title} by {listed(wish.artists, 'or')}, only by {listed(by)}."
        elif wish.artists and wish.genres:
            own = [track.title for track in self._fitting(Wish(artists=wish.artists), avoided)][:2]
            text = f"I don't have any {listed(wish.genres, 'or')} by {listed(wish.artists, 'or')}."
            text += f" By {listed(wish.artists, 'or')} I have {listed(own)}." if own else ""
        elif wish.mood and wish.genres:
            text = f"I don't have any {wish.mood.name} {listed(wish.genres, 'or')} in my sample catalogue."
        else:
            text = "Nothing in my sample catalogue is left once I keep away from what you don't like."
        return Reply(text, Outcome.NOT_FOUND)


def _where(request: Request) -> str:
    room = request.entity("house_place")
    return f" in the {as_said(room.value)}" if room and not room.assumed and told(room.value) else ""


def _because(request: Request, genre: str, artist: str) -> str:
    played = {genre.casefold(), artist.casefold()}
    reasons = [
        entity.reason
        for entity in request.entities
        if entity.assumed
        and entity.reason
        and entity.source != CHOSEN
        and entity.name in ("music_genre", "artist_name")
        and entity.value.casefold() in played
    ]
    return f", because {listed(dict.fromkeys(reasons))}" if reasons else ""


def _used(said: Wish, wish: Wish, track: Track, genre: str) -> tuple[Entity, ...]:
    """What the skill added on its own to what was said and assumed."""
    chosen = []
    if said.empty and wish.genres and genre:
        chosen.append(chosen_entity("music_genre", genre))
    if not wish.artists and not wish.title:
        chosen.append(chosen_entity("artist_name", track.artist))
    if not wish.title:
        chosen.append(chosen_entity("song_name", track.title))
    return tuple(chosen)


def _offered(source: MusicSource, avoided: Sequence[Avoided]) -> str:
    some = [genre for genre in source.everyday if allowed(genre, avoided)][:4]
    return f" I do have {listed(some)}." if some else ""


def _tell(belongings: Belongings) -> Reply:
    playing = now_playing(belongings)
    if playing is None:
        return Reply("Nothing is playing at the moment.")
    return Reply(f"This is {playing.words}".rstrip(".") + ".")


def _another(last: Playing, request: Request, belongings: Belongings) -> Reply:
    """One more film or audiobook, for somebody who is watching or listening to one."""
    from actions.skills.audiobooks import Audiobooks
    from actions.skills.films import Films

    if last.kind == "film":
        return Films().serve(replace(request, intent="play_movie"), belongings)
    return Audiobooks().serve(replace(request, intent="play_audiobook"), belongings)


def _stop(request: Request, belongings: Belongings) -> Reply:
    playing = now_playing(belongings)
    keep_playing(belongings, None, request)
    return Reply(f"I stopped {playing.words}." if playing else "Nothing is playing now.")
