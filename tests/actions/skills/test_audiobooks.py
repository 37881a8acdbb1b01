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
