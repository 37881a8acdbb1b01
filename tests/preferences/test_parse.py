"""What is written into a parse comes back as it was, and what another version wrote is read all the same."""

from __future__ import annotations

import pytest

from preferences.application import Applied
from preferences.parse import read_entity, read_reading, write_applied, write_entity, write_reading
from preferences.request import Avoided, Entity, Reading
from preferences.several import Undecided

QUEEN = Entity("artist_name", "Queen", "queen", role="by")
JAZZ = Entity("music_genre", "jazz", assumed=True, reason="you like jazz", source="preference:1")


@pytest.mark.parametrize("entity", [QUEEN, JAZZ, Entity("date", "")])
def test_an_entity_comes_back(entity: Entity) -> None:
    assert read_entity(write_entity(entity)) == entity


def test_an_entity_stands_where_its_words_do() -> None:
    marked = write_entity(QUEEN, "play queen")
    assert marked == {
        "entity": "artist_name", "value": "Queen", "start": 5, "end": 10, "text": "queen", "role": "by",
    }  # fmt: skip


def test_an_assumed_entity_has_no_place() -> None:
    marked = write_entity(JAZZ, "play jazz")
    assert (marked["start"], marked["end"], marked["assumed"]) == (0, 0, True)


def test_an_entity_under_its_own_name_is_read() -> None:
    assert read_entity({"name": "team", "value": "Boston Celtics"}) == Entity("team", "Boston Celtics")


def test_a_reading_comes_back_with_its_entities() -> None:
    reading = Reading("play_music", (QUEEN, JAZZ), 0.75, "follow_up")
    assert read_reading(write_reading(reading, entities=True)) == reading


def test_nothing_is_read_as_a_reading_of_nothing() -> None:
    assert read_reading({}) == Reading("", (), 0.0, "nlu")


def test_what_was_applied_is_told() -> None:
    avoided = (Avoided("music_genre", "country", "you don't like it"),)
    undecided = (Undecided("artist_name", ("Sade", "Adele")),)
    applied = Applied(Reading("play_music", (JAZZ,), 0.9), avoided, undecided)
    assert write_applied(applied, Reading("play_movie", (), 0.1)) == {
        "readings": [
            {"intent": "play_music", "confidence": 0.9, "why": "nlu"},
            {"intent": "play_movie", "confidence": 0.1, "why": "nlu", "entities": []},
        ],
        "filled": [{"entity": "music_genre", "value": "jazz", "reason": "you like jazz"}],
        "avoided": [{"name": "music_genre", "value": "country", "reason": "you don't like it"}],
        "undecided": [{"name": "artist_name", "values": ["Sade", "Adele"]}],
        "gap": None,
    }
