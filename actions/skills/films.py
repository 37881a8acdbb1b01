"""Films: puts one on, suggests a few."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from actions.naming import LONGEST_READ, named_in
from actions.playing import Playing, chosen_entity, keep_playing, now_playing, seed_of
from actions.skill import Skill
from actions.worlds.catalogue import (
    AudiobookSource,
    Film,
    FilmSource,
    allowed,
    as_said,
    listed,
    near,
    open_audiobooks,
    open_films,
    resolved,
    title_in,
    told,
)
from preferences.belongings import Belongings
from preferences.lookups import load_lookups
from preferences.request import CHOSEN, Avoided, Entity, Outcome, Reply, Request

_FILM_WORDS = re.compile(r"\b(?:films?|movies?|flicks?|watch|show|screen|cinema)\b", re.IGNORECASE)
_UNWANTED = re.compile(r"(?:\b(?:not?|but|except|without|never|besides)|n't)\b[^.,!?]{0,20}$", re.IGNORECASE)
_NO_PICTURE = " It is from my sample catalogue, so there is no picture yet."


@dataclass(frozen=True)
class Wish:
    """What kind of film a request asks for."""

    types: tuple[str, ...] = ()
    """Film genres, all of them at once where that is possible."""
    asked: bool = False
    """The person named them; then a dislike of them does not count."""
    because: str = ""
    """", because you like horror" when a preference chose the genre."""
    chosen: tuple[Entity, ...] = ()
    """The genre the skill picked by itself."""
    unknown: str = ""
    """A film genre that was named and that nobody here knows."""


class Films(Skill):
    """Plays and recommends films from a catalogue."""

    action = "action_films"
    intents = ("play_movie", "recommendation_movies")

    def __init__(self, source: FilmSource | None = None, audiobooks: AudiobookSource | None = None) -> None:
        """Take the sources of films and audiobooks; the sample catalogue, if left out."""
        self.source = source or open_films()
        self.audiobooks = audiobooks or open_audiobooks()

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Play a film, or suggest up to three."""
        if request.intent == "recommendation_movies":
            return self._recommend(request, belongings)
        named = _title_said(request)
        if named is not None:
            match = self.source.titles.resolve(named[:60])
            title = match.value if match else title_in(self.source.titles, named)
            if title is not None:
                return self._play_titled(title, request, belongings)
            if resolved(self.source.types, named, "movie_type") is None:
                return self._unknown_title(named, request)
        else:
            title = title_in(self.source.titles, request.text)
            spoken = named_in(request.text)
            if title is None and spoken.name:
                match = self.source.titles.resolve(spoken.name[:60])
                title = match.value if match else None
            if title is not None:
                return self._play_titled(title, request, belongings)
            if spoken.sure and not self._describes(spoken.name, request):
                return self._unknown_title(spoken.name, request)
        return self._play_any(request, belongings)

    def _describes(self, words: str, request: Request) -> bool:
        """Whether words name a kind of film, or are known as something else than a title."""
        marked = {entity.value.casefold() for entity in request.entities if not entity.assumed}
        return resolved(self.source.types, words, "movie_type") is not None or words.casefold() in marked

    def _play_titled(self, title: str, request: Request, belongings: Belongings) -> Reply:
        film = self.source.films(title=title)[0]
        if request.surroundings.device.screen is False:
            books = self.audiobooks.audiobooks(title=title)
            if not books or _FILM_WORDS.search(request.text):
                return _no_screen(f"the film {title}")
            book = Playing("audiobook", title, books[0].author)
            keep_playing(belongings, book, request)
            return Reply(f"There is no screen here, so I'm playing {book.words}.")
        return self._put_on(film, f"the film {title}", "", request, belongings)

    def _play_any(self, request: Request, belongings: Belongings) -> Reply:
        if request.surroundings.device.screen is False:
            return _no_screen("films")
        last = now_playing(belongings)
        rng = Random(seed_of(request, last))
        wish = self._wish(request, rng)
        if wish.unknown:
            return self._unknown_type(wish.unknown, request.avoided)
        films = self._fitting(wish, request)
        if not films:
            return _nothing(wish)
        film = rng.choice([film for film in films if not last or film.title != last.title] or films)
        chosen = (*wish.chosen, chosen_entity("movie_name", film.title))
        return self._put_on(film, _kind(wish.types, 1), wish.because, request, belongings, chosen)

    def _put_on(
        self,
        film: Film,
        what: str,
        because: str,
        request: Request,
        belongings: Belongings,
        used: tuple[Entity, ...] = (),
    ) -> Reply:
        first = now_playing(belongings) is None
        keep_playing(belongings, Playing("film", film.title), request)
        named = f"from {film.year}" if what.endswith(film.title) else f"{film.title} from {film.year}"
        colon = " " if what.endswith(film.title) else f"{because}: "
        return Reply(f"Playing {what}{colon}{named}.{_NO_PICTURE if first else ''}", used=used)

    def _recommend(self, request: Request, belongings: Belongings) -> Reply:
        rng = Random(seed_of(request, now_playing(belongings)))
        wish = self._wish(request, rng)
        if wish.unknown:
            return self._unknown_type(wish.unknown, request.avoided)
        films = self._fitting(wish, request)
        if not films:
            return _nothing(wish)
        some = rng.sample(films, min(3, len(films)))
        titles = listed(f"{film.title} from {film.year}" for film in some)
        text = f"From my sample catalogue, {_kind(wish.types, len(some))}{_when(request)}{wish.because}: {titles}."
        return Reply(text, used=wish.chosen)

    def _wish(self, request: Request, rng: Random) -> Wish:
        """The genres said, else the ones assumed, else one of its own choice."""
        mislabelled = _title_said(request)
        said = [entity.value for entity in request.entities if entity.name == "movie_type" and not entity.assumed]
        said += [mislabelled] if mislabelled else []
        said = [value for value in said if told(value)]
        types = [found for value in said if (found := resolved(self.source.types, value, "movie_type"))]
        if types:
            return Wish(tuple(dict.fromkeys(types)), asked=True)
        if said and not mislabelled:
            return Wish(unknown=said[0])
        if not said and (types := self._types_in(request.text)):
            return Wish(tuple(dict.fromkeys(types)), asked=True)
        for entity in request.entities:
            type = resolved(self.source.types, entity.value, "movie_type") if entity.name == "movie_type" else None
            if not type or not entity.assumed or entity.source == CHOSEN or request.avoids("movie_type", type):
                continue
            if self._fitting(Wish((type,)), request):
                return Wish((type,), because=f", because {entity.reason}" if entity.reason else "")
        free = [type for type in self.source.everyday if self._fitting(Wish((type,)), request)]
        free = free or [type for type in self.source.types.values if self._fitting(Wish((type,)), request)]
        if not free:
            return Wish()
        type = rng.choice(free)
        return Wish((type,), chosen=(chosen_entity("movie_type", type),))

    def _types_in(self, text: str, wanted: bool = True) -> list[str]:
        """The film genres that a sentence wants, or those it does not want: "but not horror"."""
        known = load_lookups().get("movie_type") or self.source.types
        hits = [
            hit for hit in known.find(text[:LONGEST_READ]) if wanted is not bool(_UNWANTED.search(text[: hit.start]))
        ]
        return [hit.value for hit in hits if hit.value in self.source.types]

    def _fitting(self, wish: Wish, request: Request) -> list[Film]:
        """The films of all the genres at once, else of any; never of one that is avoided, unless it was asked for."""
        asked = {type.casefold() for type in wish.types} if wish.asked else set()
        avoided = [one for one in request.avoided if one.value.casefold() not in asked]
        shunned = {one.value.casefold() for one in avoided}
        shunned |= {type.casefold() for type in self._types_in(request.text, wanted=False)} - asked
        films = [
            film
            for film in self.source.films()
            if not shunned.intersection(type.casefold() for type in film.genres) and allowed(film.title, avoided)
        ]
        every = [film for film in films if set(wish.types) <= set(film.genres)]
        return every or [film for film in films if set(wish.types) & set(film.genres)]

    def _unknown_title(self, named: str, request: Request) -> Reply:
        said = as_said(named)
        book = self.audiobooks.titles.resolve(named[:60])
        close = [title for title in near(self.source.titles, named) if allowed(title, request.avoided)]
        hint = f" The nearest I have is {listed(close, 'or')}." if close else ""
        hint = f" I do have the audiobook {book.value}." if book else hint
        return Reply(f"I don't have a film called {said} in my sample catalogue.{hint}", Outcome.NOT_FOUND)

    def _unknown_type(self, named: str, avoided: Sequence[Avoided]) -> Reply:
        close = near(self.source.types, named) or ("comedy", "drama", "thriller")
        offered = listed((type for type in close if allowed(type, avoided)), "or")
        hint = f" The nearest I have is {offered}." if offered else ""
        return Reply(f"I don't know any {as_said(named)} films.{hint}", Outcome.NOT_FOUND)


def _title_said(request: Request) -> str | None:
    """The title as the person put it; one the skill chose before does not count."""
    entity = request.entity("movie_name")
    return told(entity.value) if entity and not entity.assumed else None


def _kind(types: Sequence[str], count: int) -> str:
    """What to call films of these genres: "a comedy film", "three horror films", "a film noir"."""
    words = " ".join(types).strip()
    number = {1: "an" if words[:1].casefold() in "aeio" and words else "a", 2: "two", 3: "three"}[count]
    if words == "film noir":
        return f"{number} film{'s' if count > 1 else ''} noir"
    return " ".join(f"{number} {words} film{'s' if count > 1 else ''}".split())


def _when(request: Request) -> str:
    date = request.entity("date")
    words = as_said(date.text or date.value) if date else ""
    if not words or any(c.isdigit() for c in words):
        return ""
    return f" for {words}" if not words.casefold().startswith(("on ", "for ", "this ", "at ")) else f" {words}"


def _no_screen(what: str) -> Reply:
    return Reply(f"There is no screen here, so I can't show {what}.", Outcome.UNSUPPORTED)


def _nothing(wish: Wish) -> Reply:
    if not wish.types:
        return Reply("Nothing is left once I keep away from what you don't like.", Outcome.NOT_FOUND)
    return Reply(f"My sample catalogue has no {' '.join(wish.types)} film that fits.", Outcome.NOT_FOUND)
