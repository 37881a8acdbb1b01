"""Audiobooks: starts one by its title, by its author, or one of its own choice."""

from __future__ import annotations

from random import Random

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
        title = self._title(named) if named else None if writer else title_in(self.source.titles, request.text)
        author = resolved(self.source.authors, writer) if writer else None
        if named and title is None and author is None:
            # "play some Agatha Christie": the author was taken for a title.
            author = resolved(self.source.authors, named)
        if named and title is None and (author is None or writer):
            return self._unknown("an audiobook called", named, self.source.titles)
        if writer and author is None and title is None:
            return self._unknown("an audiobook by", writer, self.source.authors)
        books = self._fitting(title, author, request)
        if not books and title and author and author_entity and author_entity.assumed:
            author, books = None, self._fitting(title, None, request)
        if not books and title and author:
            by = listed(book.author for book in self.source.audiobooks(title=title))
            return Reply(f"I don't have {title} by {author}, only by {by}.", Outcome.NOT_FOUND)
        if not books:
            return Reply("Nothing is left once I keep away from what you don't like.", Outcome.NOT_FOUND)
        because = request.because("audiobook_author") if author else ""
        return self._read_out(books, title, because, request, belongings)

    def _title(self, named: str) -> str | None:
        match = self.source.titles.resolve(named[:60])
        return match.value if match else title_in(self.source.titles, named)

    def _fitting(self, title: str | None, author: str | None, request: Request) -> list[Audiobook]:
        books = self.source.audiobooks(title, author)
        if title:
            return list(books)
        avoided = [one for one in request.avoided if not author or one.value.casefold() != author.casefold()]
        return [book for book in books if allowed(f"{book.title} / {book.author}", avoided)]

    def _read_out(
        self, books: list[Audiobook], title: str | None, because: str, request: Request, belongings: Belongings
    ) -> Reply:
        last = now_playing(belongings)
        other = [book for book in books if not last or book.title != last.title]
        book = Random(seed_of(request, last)).choice(other or books)
        playing = Playing("audiobook", book.title, book.author)
        keep_playing(belongings, playing, request)
        used = () if title else (chosen_entity("audiobook_name", book.title),)
        return Reply(f"Playing {playing.words}{because}.{'' if last else _SILENT}", used=used)

    def _unknown(self, what: str, named: str, known: Vocabulary) -> Reply:
        close = near(known, named)
        hint = f" The nearest I have is {listed(close, 'or')}." if close else ""
        return Reply(f"I don't have {what} {as_said(named)} in my sample catalogue.{hint}", Outcome.NOT_FOUND)
