"""Tastes that no pattern reads: what they are about and their sign are found; stories teach nothing."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from preferences import acts
from preferences.curriculum import load_curriculum
from preferences.gist import read_gist
from preferences.parsing import load_language
from preferences.request import Reading
from preferences.statements import read_message, read_statements

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=timezone.utc)
FLOWS = load_curriculum().flows

TASTES = {
    "my heart belongs to the Red Sox": "+team=Boston Red Sox",
    "I bleed green for the Celtics": "+team=Boston Celtics",
    "the Lakers are my guys": "+team=Los Angeles Lakers",
    "it's Chelsea for me": "+team=Chelsea",
    "i stan bts": "+artist=BTS",
    "I was raised on Mexican food and still adore it": "+cuisine=Mexican",
    "I go for Thai whenever I can": "+cuisine=Thai",
    "I can watch sci-fi all day long": "+film_genre=science fiction",
    "nothing gets me going like rock": "+music_genre=rock",
    "we could never say no to a pizza": "+cuisine=pizza",
    "Greek food does nothing for me": "-cuisine=Greek",
    "country music leaves me cold": "-music_genre=country",
    "horror movies scare me too much, i don't watch them": "-film_genre=horror",
    "spare me the country music": "-music_genre=country",
    "keep techno away from me": "-music_genre=techno",
    "my stomach has trouble with eggs": "+diet=egg-free",
    "Indian does it for me but sushi really doesn't": "+cuisine=Indian -cuisine=sushi",
}
STORIES = (
    "I hate star wars",
    "I like eggs in the morning",
    "I'm eating spicy noodles",
    "I heard some jazz yesterday",
    "my brother lives for the Lakers",
    "do I look like a jazz person?",
    "if I were a Bulls fan",
    "I want pizza",
    "could you find me a Thai place",
    "I used to be all about disco",
    "she told me that reggae is her life",
    "people there eat sushi",
    "science fiction books are what I read on the train",
    "I love music",
    "I'm not really into music",
    "Avenger I believe is a super hero movie",
)


def read(text: str) -> str:
    found = read_gist(text, FLOWS, NOW, load_language())
    return " ".join(f"{'+' if s.liked else '-'}{s.concept}={s.value}" for s in found.statements)


@pytest.mark.parametrize("text", TASTES)
def test_the_gist_of_a_taste(text: str) -> None:
    assert read(text) == TASTES[text]


@pytest.mark.parametrize("text", STORIES)
def test_a_story_teaches_nothing(text: str) -> None:
    assert read(text) == ""


def test_a_long_tale_is_not_searched_for_tastes() -> None:
    assert read_gist("the Lakers are my guys " * 20, FLOWS, NOW, load_language()).rejected == "too long"


def told(text: str, confidence: float, why: str = "nlu") -> list[str]:
    reading = Reading(acts.STATEMENT, (), confidence, why)
    return [s.value for s in read_message(text, reading, FLOWS, NOW, load_language()).statements]


def test_only_what_nlu_is_sure_of_is_searched() -> None:
    assert told("the Lakers are my guys", 0.95) == ["Los Angeles Lakers"]
    assert told("the Lakers are my guys", 0.4) == []
    assert told("the Lakers are my guys", 0.95, "words") == []


def test_what_a_pattern_refused_stays_refused() -> None:
    text = "would you say I like jazz?"
    assert read_statements(text, FLOWS, NOW, load_language()).rejected == "a question"
    assert told(text, 0.95) == []


def test_what_is_no_name_may_be_a_taste() -> None:
    assert told("im hammers through and through west ham is my team", 0.95) == ["West Ham United"]


def test_a_pattern_goes_first() -> None:
    assert told("I like jazz", 0.4) == ["jazz"]
