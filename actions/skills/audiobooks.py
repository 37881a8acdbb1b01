"""Audiobooks: starts one by its title, by its author, or one of its own choice."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from actions.naming import LONGEST_READ, named_in, strange_kind
from actions.playing import Playing, chosen_entity, keep_playing, now_playing, seed_of
from actions.skill import Skill
from actions.worlds.catalogue import (
    Audiobook,
    AudiobookSource,
    allowed,
    as_said,
    listed,
    near,
    open_audiobooks,
    resolved,
    title_in,
    told,
)
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request
from preferences.vocabulary import Vocabulary

_SILENT = " It is from my sample catalogue, so nobody reads it out yet."


@dataclass(frozen=True)
class Found:
    """What a sentence asks for, in the catalogue's own names."""

    title: str | None = None
    """The book."""
    author: str | None = None
    """Who wrote it."""
    genre: str | None = None
    """What kind of book."""


class Audiobooks(Skill):
    """Plays audiobooks from a catalogue."""

    action = "action_audiobooks"
    intents = ("play_audiobook",)

    def __init__(self, source: AudiobookSource | None = None) -> None:
        """Take the source of audiobooks; the sample catalogue, if left out."""
        self.source = source or open_audiobooks()

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Play an audiobook."""
        title_entity, author_entity = request.entity("audiobook_name"), request.entity("audiobook_author")
        named = title_entity.value if title_entity and not title_entity.assumed else None
        # A title may be a word that names nothing elsewhere: "It".
        named = named if named and named.title() in self.source.titles else told(named)
        writer = told(author_entity.value) if author_entity else None
        said_by = writer if author_entity and not author_entity.assumed else None
        title = self._title(named) if named else None
        author = resolved(self.source.authors, writer) if writer else None
        if named and title is None and author is None:
            # "play some Agatha Christie": the author was taken for a title.
            author = resolved(self.source.authors, named)
        if named and title is None and (author is None or writer):
            return self._unknown("an audiobook called", named, self.source.titles)
        if said_by and author is None and title is None:
            return self._unknown("an audiobook by", said_by, self.source.authors)
        genre = None
        if named is None:
            found = self._in_text(request.text, said_by)
            if isinstance(found, Reply):
                return found
            title, genre = found.title, found.genre
            if found.author or title or genre:
                # What was said beats the author they like, where the two don't go together.
                liked = author if author and self.source.audiobooks(title, author, genre) else None
                author = found.author or (author if said_by else liked)
        books = self._fitting(title, author, genre, request)
        if not books and title and author and author_entity and author_entity.assumed:
            author, books = None, self._fitting(title, None, None, request)
        if not books and title and author:
            by = listed(book.author for book in self.source.audiobooks(title=title))
            return Reply(f"I don't have {title} by {author}, only by {by}.", Outcome.NOT_FOUND)
        if not books and genre and author:
            return Reply(f"I don't have any {genre} by {author} in my sample catalogue.", Outcome.NOT_FOUND)
        if not books:
            return Reply("Nothing is left once I keep away from what you don't like.", Outcome.NOT_FOUND)
        because = request.because("audiobook_author") if author else ""
        return self._read_out(books, title, genre, because, request, belongings)

    def _in_text(self, text: str, writer: str | None) -> Found | Reply:
        """What the sentence asks for where no title was marked in it; a reply that says so when nobody here has it."""
        spoken = named_in(text)
        title = self._title(spoken.name) if spoken.name else None
        title = title or (None if writer else title_in(self.source.titles, text))
        author = resolved(self.source.authors, spoken.by) if spoken.by and not writer else None
        if spoken.by and not writer and author is None and title is None:
            return self._unknown("an audiobook by", spoken.by, self.source.authors)
        if title is not None or writer:
            return Found(title, author)
        if author is None and (by := self.source.authors.find(text[:LONGEST_READ])):
            author = by[0].value
        kinds = self.source.genres.find(text[:LONGEST_READ])
        genre = kinds[0].value if kinds else None
        if spoken.sure and author is None and genre is None:
            return self._unknown("an audiobook called", spoken.name, self.source.titles)
        strange = strange_kind(text)
        if strange and author is None and genre is None:
            return self._unknown_genre(strange)
        return Found(None, author, genre)

    def _title(self, named: str) -> str | None:
        match = self.source.titles.resolve(named[:60])
        return match.value if match else title_in(self.source.titles, named)

    def _fitting(self, title: str | None, author: str | None, genre: str | None, request: Request) -> list[Audiobook]:
        books = self.source.audiobooks(title, author, genre)
        if title:
            return list(books)
        avoided = [one for one in request.avoided if not author or one.value.casefold() != author.casefold()]
        return [book for book in books if allowed(f"{book.title} / {book.author}", avoided)]

    def _read_out(
        self,
        books: list[Audiobook],
        title: str | None,
        genre: str | None,
        because: str,
        request: Request,
        belongings: Belongings,
    ) -> Reply:
        last = now_playing(belongings)
        other = [book for book in books if not last or book.title != last.title]
        book = Random(seed_of(request, last)).choice(other or books)
        playing = Playing("audiobook", book.title, book.author)
        keep_playing(belongings, playing, request)
        used = () if title else (chosen_entity("audiobook_name", book.title),)
        what = playing.words
        if genre and title is None:
            what = f"{'an' if genre[0] in 'aeiou' else 'a'} {genre} audiobook{because}: {book.title} by {book.author}"
            because = ""
        return Reply(f"Playing {what}{because}".rstrip(".") + f".{'' if last else _SILENT}", used=used)

    def _unknown(self, what: str, named: str, known: Vocabulary) -> Reply:
        close = near(known, named)
        hint = f" The nearest I have is {listed(close, 'or')}." if close else ""
        return Reply(f"I don't have {what} {as_said(named)} in my sample catalogue.{hint}", Outcome.NOT_FOUND)

    def _unknown_genre(self, genre: str) -> Reply:
        some = listed(genre for genre in ("mystery", "fantasy", "romance", "biography") if genre in self.source.genres)
        hint = f" It does have {some}, among others." if some else " It is not sorted by genre."
        text = f"I don't have any {as_said(genre)} audiobooks in my sample catalogue.{hint}"
        return Reply(text, Outcome.NOT_FOUND)
