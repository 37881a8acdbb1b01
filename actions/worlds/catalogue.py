"""Music, films and audiobooks: what the media skills need of a source, and a small sample that fulfils it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import yaml
from rapidfuzz import fuzz, process

from preferences.lookups import load_lookups
from preferences.request import Avoided
from preferences.vocabulary import LONGEST_NAME, Vocabulary, key_of

_FOLDER = Path(__file__).resolve().parent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ALIKE = 65
"""Similarity in percent from which a name is worth suggesting."""
_FILLER = frozenset(
    """
    a an the some any my our me i please play something anything song songs music tune tunes track tracks playlist
    album movie movies film films flick audiobook audiobooks audio book books story novel title new latest good
    great best nice favorite favourite random other another different one ones it that this more next again for to
    on now of from by tonight restaurant restaurants place places food eat somewhere cuisine
    """.split()
)
"""Words that name nothing in particular."""


@dataclass(frozen=True)
class Track:
    """One piece of music."""

    title: str
    """What it is called."""
    artist: str
    """Who plays it, or wrote it."""
    genres: tuple[str, ...]
    """Its genres, wider ones included."""


@dataclass(frozen=True)
class Mood:
    """What people call a mood or an occasion for music."""

    name: str
    """The word for it, "relaxing"."""
    genres: tuple[str, ...]
    """The genres that suit it."""


@dataclass(frozen=True)
class Film:
    """One film."""

    title: str
    """What it is called."""
    year: int
    """When it came out."""
    genres: tuple[str, ...]
    """Its genres."""


@dataclass(frozen=True)
class Audiobook:
    """One book that is read out."""

    title: str
    """What it is called."""
    author: str
    """Who wrote it."""
    genres: tuple[str, ...] = ()
    """Its genres."""


class MusicSource(Protocol):
    """What the music skill needs; a streaming service's client implements this and nothing else."""

    @property
    def genres(self) -> Vocabulary:
        """The genres it has."""

    @property
    def artists(self) -> Vocabulary:
        """The artists it has."""

    @property
    def titles(self) -> Vocabulary:
        """The titles it has."""

    @property
    def everyday(self) -> tuple[str, ...]:
        """Genres to choose from when nothing is known."""

    def wider(self, genre: str) -> tuple[str, ...]:
        """A genre and the ones it belongs to."""

    def mood(self, words: str) -> Mood | None:
        """The mood that words name, or None."""

    def tracks(
        self, genre: str | None = None, artist: str | None = None, title: str | None = None
    ) -> tuple[Track, ...]:
        """All tracks that fit everything named."""


class FilmSource(Protocol):
    """What the film skill needs."""

    @property
    def types(self) -> Vocabulary:
        """The film genres it has."""

    @property
    def titles(self) -> Vocabulary:
        """The titles it has."""

    @property
    def everyday(self) -> tuple[str, ...]:
        """Film genres to choose from when nothing is known."""

    def films(self, type: str | None = None, title: str | None = None) -> tuple[Film, ...]:
        """All films that fit everything named."""


class AudiobookSource(Protocol):
    """What the audiobook skill needs."""

    @property
    def authors(self) -> Vocabulary:
        """The authors it has."""

    @property
    def titles(self) -> Vocabulary:
        """The titles it has."""

    @property
    def genres(self) -> Vocabulary:
        """The genres it has, with other words for them."""

    def audiobooks(
        self, title: str | None = None, author: str | None = None, genre: str | None = None
    ) -> tuple[Audiobook, ...]:
        """All audiobooks that fit everything named."""


class SampleMusic:
    """The music of `music.yml`."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Take the file's content."""
        self._within: dict[str, str | None] = {name: entry.get("within") for name, entry in content["genres"].items()}
        found: dict[tuple[str, str], list[str]] = {}
        for name, entry in content["genres"].items():
            for line in entry["tracks"]:
                title, artist = _split(line)
                known = found.setdefault((title, artist), [])
                known.extend(genre for genre in self.wider(name) if genre not in known)
        self._tracks = tuple(Track(title, artist, tuple(genres)) for (title, artist), genres in found.items())
        self.everyday: tuple[str, ...] = tuple(content["everyday"])
        self._moods = {name: Mood(name, tuple(entry["genres"])) for name, entry in content["moods"].items()}
        self._mood_words = Vocabulary({name: entry["also"] for name, entry in content["moods"].items()})
        self.genres = Vocabulary(dict.fromkeys(self._within, ()))
        self.artists = Vocabulary(dict.fromkeys((track.artist for track in self._tracks), ()))
        self.titles = Vocabulary(dict.fromkeys((track.title for track in self._tracks), ()))

    def wider(self, genre: str) -> tuple[str, ...]:
        """A genre and the ones it belongs to, the narrowest first."""
        chain: list[str] = []
        at: str | None = genre
        while at is not None and at not in chain:
            chain.append(at)
            at = self._within.get(at)
        return tuple(chain)

    def mood(self, words: str) -> Mood | None:
        """The mood that words name, or None."""
        found = self._mood_words.find(words[:LONGEST_NAME])
        return self._moods[found[0].value] if found else None

    def tracks(
        self, genre: str | None = None, artist: str | None = None, title: str | None = None
    ) -> tuple[Track, ...]:
        """All tracks that fit everything named, by canonical names."""
        return tuple(
            track
            for track in self._tracks
            if (genre is None or genre in track.genres)
            and (artist is None or track.artist == artist)
            and (title is None or track.title == title)
        )


class SampleFilms:
    """The films of `films.yml`."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Take the file's content."""
        films = []
        for line in content["films"]:
            title, year, genres = _split(line)
            films.append(Film(title, int(year), tuple(genre.strip() for genre in genres.split(","))))
        self._films = tuple(films)
        self.everyday: tuple[str, ...] = tuple(content["everyday"])
        self.types = Vocabulary(dict.fromkeys((genre for film in films for genre in film.genres), ()))
        self.titles = Vocabulary(by_series(film.title for film in films))

    def films(self, type: str | None = None, title: str | None = None) -> tuple[Film, ...]:
        """All films that fit everything named, by canonical names."""
        return tuple(
            film
            for film in self._films
            if (type is None or type in film.genres) and (title is None or film.title == title)
        )


class SampleAudiobooks:
    """The audiobooks of `audiobooks.yml`."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Take the file's content."""
        books = []
        for line in content["audiobooks"]:
            title, author, *rest = _split(line)
            genres = [genre.strip() for genre in rest[0].split(",")] if rest else []
            books.append(Audiobook(title, author, tuple(genres)))
        self._books = tuple(books)
        also = content.get("genres") or {}
        used = dict.fromkeys(genre for book in books for genre in book.genres)
        self.genres = Vocabulary({genre: also.get(genre) or () for genre in used})
        self.titles = Vocabulary(by_series(book.title for book in self._books))
        self.authors = Vocabulary(dict.fromkeys((book.author for book in self._books), ()))

    def audiobooks(
        self, title: str | None = None, author: str | None = None, genre: str | None = None
    ) -> tuple[Audiobook, ...]:
        """All audiobooks that fit everything named, by canonical names."""
        return tuple(
            book
            for book in self._books
            if (title is None or book.title == title)
            and (author is None or book.author == author)
            and (genre is None or genre in book.genres)
        )


@lru_cache(maxsize=1)
def open_music() -> MusicSource:
    """The source of music."""
    return SampleMusic(read_world("music"))


@lru_cache(maxsize=1)
def open_films() -> FilmSource:
    """The source of films."""
    return SampleFilms(read_world("films"))


@lru_cache(maxsize=1)
def open_audiobooks() -> AudiobookSource:
    """The source of audiobooks."""
    return SampleAudiobooks(read_world("audiobooks"))


def read_world(name: str) -> Mapping[str, Any]:
    """The content of a sample file that lies beside this module."""
    content: Mapping[str, Any] = yaml.load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"), Loader=_Loader)
    return content


def _split(line: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in line.split("|"))


def told(value: str | None) -> str | None:
    """What was named, or None when the words name nothing of their own ("some music", "something")."""
    if value is None or all(word in _FILLER for word in key_of(value).split()):
        return None
    return value


def resolved(known: Vocabulary, name: str, lookup: str | None = None) -> str | None:
    """The known value a name stands for: as a whole, misspelled or not, else the one known value inside it.

    Args:
        known: the values of a source.
        name: what was said or assumed.
        lookup: the lookup table that has other names for these values, if there is one.
    """
    if name in known:
        return name
    others = load_lookups().get(lookup) if lookup else None
    for vocabulary in (others, known):
        match = vocabulary.resolve(name[:LONGEST_NAME]) if vocabulary is not None else None
        if match is not None and match.value in known:
            return match.value
    inside = {found.value for found in known.find(name[:LONGEST_NAME])}
    return inside.pop() if len(inside) == 1 else None


_SERIES = re.compile(r"(?P<series>\w+(?: \w+)+?)(?: and the |: )")


def by_series(titles: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Titles with their other names: the first of a series goes by the name of the series too ("Harry Potter")."""
    names: dict[str, tuple[str, ...]] = dict.fromkeys(titles, ())
    taken = {title.casefold() for title in names}
    for title in names:
        found = _SERIES.match(title)
        if found is not None and found["series"].casefold() not in taken:
            taken.add(found["series"].casefold())
            names[title] = (found["series"],)
    return names


def title_in(titles: Vocabulary, text: str) -> str | None:
    """The title that a sentence contains; a title of one short word is too likely to be just a word."""
    found = [match for match in titles.find(text[:400]) if len(key_of(text[match.start : match.end])) >= 4]
    long = [match for match in found if " " in text[match.start : match.end].strip()]
    if long:
        return max(long, key=lambda match: match.end - match.start).value
    for match in found:
        if told(text[: match.start] + " " + text[match.end :]) is None:
            return match.value
    return None


def near(known: Vocabulary, name: str, limit: int = 3) -> tuple[str, ...]:
    """Known values that resemble a name, the most alike first."""
    key = key_of(name[:LONGEST_NAME])
    if not key:
        return ()
    hits = process.extract(key, {value: key_of(value) for value in known.values}, scorer=fuzz.WRatio, limit=limit)
    return tuple(value for _, score, value in hits if score >= _ALIKE)


def mentions(text: str, value: str) -> bool:
    """Whether a text contains a name as words of its own."""
    return f" {key_of(value)} " in f" {key_of(text)} "


def allowed(text: str, avoided: Iterable[Avoided]) -> bool:
    """Whether what the person would see or hear names nothing they avoid."""
    return not any(mentions(text, one.value) for one in avoided)


def as_said(value: str) -> str:
    """A person's words, safe and short enough to be said back to them."""
    kept = "".join(c for c in value if c not in "<>{}[]\\`|" and not unicodedata.category(c).startswith("C"))
    kept = re.sub(r"\s+", " ", kept).strip()
    return kept if len(kept) <= 60 else kept[:57].rstrip() + "..."


def listed(names: Iterable[str], last: str = "and") -> str:
    """Several things in one breath: "a, b and c"."""
    parts = list(names)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""
