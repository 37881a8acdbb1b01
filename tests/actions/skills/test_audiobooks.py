"""The audiobook skill against a few books, and the sample catalogue as a whole."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.skills.audiobooks import Audiobooks
from actions.worlds.catalogue import SampleAudiobooks, open_audiobooks
from preferences.belongings import Pocket
from preferences.request import Avoided, Entity, Outcome, Reply, Request

WORLD = {
    "audiobooks": [
        "The Hunger Games | Suzanne Collins",
        "Emma | Jane Austen",
        "Persuasion | Jane Austen",
        "It | Stephen King",
    ]
}
NOW = datetime(2026, 6, 1, 19, 30, tzinfo=timezone.utc)
SILENT = " It is from my sample catalogue, so nobody reads it out yet."
NASTY = ["", "/", "x" * 5000, "🤖💥🔥", "Привет 你好 مرحبا", "'; DROP TABLE books; --", "<script>alert(1)</script>"]


def title(value: str) -> Entity:
    return Entity("audiobook_name", value, value)


def author(value: str, assumed: bool = False) -> Entity:
    return Entity("audiobook_author", value, "" if assumed else value, assumed=assumed, reason=f"you like {value}")


def ask(*entities: Entity, text: str = "x", avoided: tuple[Avoided, ...] = (), pocket: Pocket | None = None) -> Reply:
    request = Request("play_audiobook", text, entities, "sam", NOW, avoided=avoided)
    return Audiobooks(SampleAudiobooks(WORLD)).serve(request, pocket or Pocket())


def test_a_book_by_its_title() -> None:
    told = "Playing the audiobook The Hunger Games by Suzanne Collins." + SILENT
    assert ask(title("the hunger games")).text == told
    assert ask(text="play the hunger games").text == told
    assert ask(title("the hunger games"), author("suzanne collins")).text == told


def test_a_book_by_its_author_and_another_the_next_time() -> None:
    pocket = Pocket()
    first, second = ask(author("jane austen"), pocket=pocket).text, ask(author("jane austen"), pocket=pocket).text
    assert {first.removesuffix(SILENT), second} == {
        "Playing the audiobook Emma by Jane Austen.",
        "Playing the audiobook Persuasion by Jane Austen.",
    }
    assert ask(title("some Suzanne Collins")).text.startswith("Playing the audiobook The Hunger Games")


def test_an_assumed_author_carries_its_reason_and_gives_way() -> None:
    assert ask(author("Stephen King", assumed=True)).text == (
        "Playing the audiobook It by Stephen King, because you like Stephen King." + SILENT
    )
    assert ask(title("Emma"), author("Stephen King", assumed=True)).text == (
        "Playing the audiobook Emma by Jane Austen." + SILENT
    )


def test_an_author_who_is_disliked_is_never_chosen() -> None:
    avoided = tuple(
        Avoided("audiobook_author", name, f"you don't like {name}") for name in ("Jane Austen", "Stephen King")
    )
    assert ask(avoided=avoided).text.startswith("Playing the audiobook The Hunger Games")
    assert ask(author("stephen king"), avoided=avoided).text.startswith("Playing the audiobook It ")


def test_the_unknown_is_not_found() -> None:
    pocket = Pocket()
    assert ask(title("The Thirst Games"), pocket=pocket) == Reply(
        "I don't have an audiobook called The Thirst Games in my sample catalogue. "
        "The nearest I have is The Hunger Games.",
        Outcome.NOT_FOUND,
    )
    assert ask(author("Zadie Smith")).outcome is Outcome.NOT_FOUND
    assert ask(title("It"), author("Jane Austen")) == Reply(
        "I don't have It by Jane Austen, only by Stephen King.", Outcome.NOT_FOUND
    )
    assert pocket.mine("playing") is None


def test_a_word_like_it_is_no_title() -> None:
    assert ask(text="play it").used != ()
    assert ask(title("it")).text == "Playing the audiobook It by Stephen King." + SILENT


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("name", ["audiobook_name", "audiobook_author"])
def test_nasty_words_are_just_text(name: str, text: str) -> None:
    reply = ask(Entity(name, text, text), text=text)
    assert reply.outcome in (Outcome.DONE, Outcome.NOT_FOUND)
    assert "<" not in reply.text and len(reply.text) < 400


def test_the_sample_is_wide() -> None:
    source = open_audiobooks()
    assert len(source.titles) >= 100
    assert [book.author for book in source.audiobooks(title="The Hunger Games")] == ["Suzanne Collins"]


@pytest.mark.parametrize(
    "text",
    [
        "read me Dracula",
        "read me dracula please",
        "put on Dracula",
        "read Dracula to me",
        "play the book Dracula again",
    ],
)
@pytest.mark.parametrize("known", [(), (author("Agatha Christie", assumed=True),)])
def test_a_title_that_was_not_marked(text: str, known: tuple[Entity, ...]) -> None:
    reply = Audiobooks().serve(Request("play_audiobook", text, known, "sam", NOW), Pocket("sam"))
    assert reply.text == "Playing the audiobook Dracula by Bram Stoker." + SILENT


@pytest.mark.parametrize(
    "text, told",
    [
        ("read me emma by jane austen", "Playing the audiobook Emma by Jane Austen."),
        ("read me something by Stephen King", "Playing the audiobook It by Stephen King."),
        ("read me some stephen king", "Playing the audiobook It by Stephen King."),
    ],
)
def test_an_author_who_was_not_marked(text: str, told: str) -> None:
    assert ask(text=text).text == told + SILENT


@pytest.mark.parametrize(
    "text, told",
    [
        ("read me Zorblax Returns", "I don't have an audiobook called Zorblax Returns in my sample catalogue."),
        ("play the audiobook zorblax", "I don't have an audiobook called zorblax in my sample catalogue."),
        ("read me a book by Zorg Blax", "I don't have an audiobook by Zorg Blax in my sample catalogue."),
    ],
)
def test_a_book_nobody_knows_is_never_another_one(text: str, told: str) -> None:
    reply = ask(text=text)
    assert (reply.text.split(" The nearest")[0], reply.outcome) == (told, Outcome.NOT_FOUND)


@pytest.mark.parametrize(
    "text", ["read to me", "play an audiobook", "read me a bedtime story", "read me a good book", "continue my book"]
)
def test_words_that_only_describe_a_book_are_no_title(text: str) -> None:
    assert ask(text=text).outcome is Outcome.DONE


@pytest.mark.parametrize(
    "text, genre",
    [
        ("read me a mystery audiobook", "mystery"),
        ("play a sci-fi audiobook", "science fiction"),
        ("I want to hear a scary story", "horror"),
        ("read me a children's book", "children's"),
        ("read me a memoir", "biography"),
    ],
)
def test_a_genre_of_books(text: str, genre: str) -> None:
    reply = Audiobooks().serve(Request("play_audiobook", text, (), "sam", NOW), Pocket("sam"))
    title = reply.used[0].value
    assert reply.text.startswith(f"Playing a {genre} audiobook: {title} by ")
    assert genre in open_audiobooks().audiobooks(title=title)[0].genres


def test_a_genre_nobody_has() -> None:
    request = Request("play_audiobook", "read me a zombie novel", (), "sam", NOW)
    assert Audiobooks().serve(request, Pocket("sam")) == Reply(
        "I don't have any zombie audiobooks in my sample catalogue. "
        "It does have mystery, fantasy, romance and biography, among others.",
        Outcome.NOT_FOUND,
    )


def test_a_liked_author_who_writes_no_such_books_gives_way() -> None:
    likes = author("Agatha Christie", assumed=True)
    fantasy = Audiobooks().serve(Request("play_audiobook", "read me a fantasy book", (likes,), "sam", NOW), Pocket())
    assert fantasy.text.startswith("Playing a fantasy audiobook: ") and "Christie" not in fantasy.text
    mystery = Audiobooks().serve(Request("play_audiobook", "read me a mystery", (likes,), "sam", NOW), Pocket())
    assert mystery.text.startswith("Playing a mystery audiobook, because you like Agatha Christie: ")


def test_every_sample_book_has_a_genre_that_is_described() -> None:
    books = open_audiobooks().audiobooks()
    assert all(book.genres for book in books)
    assert len(open_audiobooks().genres) >= 20
