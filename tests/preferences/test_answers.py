"""Answers to the questions of a lesson."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from preferences.answers import AnswerKind, is_wholly_value, read_answer
from preferences.flow import Flow
from preferences.flow_file import load_flows
from preferences.parsing import load_language

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=timezone.utc)

# What was asked about, what was answered, and what that is.
ANSWERED = [
    ("team", "oh, that would have to be the Golden State Warriors", "value +team=Golden State Warriors"),
    ("team", "the Boston Celtics", "value +team=Boston Celtics"),
    ("team", "it's the Knicks, of course", "value +team=New York Knicks"),
    ("team", "hmm let me think... the Packers", "value +team=Green Bay Packers"),
    ("team", "sorry, I meant the Bears", "value +team=Chicago Bears"),
    ("team", "Warriers", "value +team=Golden State Warriors"),
    ("team", "definitely not the Lakers", "value -team=Los Angeles Lakers"),
    ("team", "the Giants", "ambiguous"),
    ("team", "the colour of tuesday", "unknown"),
    ("team", "what?", "unknown"),
    ("team", "I don't really have one", "none"),
    ("team", "I don't follow sports", "none"),
    ("team", "none", "none"),
    ("team", "skip", "skip"),
    ("team", "next question please", "skip"),
    ("team", "never mind", "stop"),
    ("team", "stop asking, that's enough", "stop"),
    ("music_genre", "jazz and blues", "values +music_genre=jazz +music_genre=blues"),
    ("music_genre", "anything but country", "value -music_genre=country"),
    ("music_genre", "no country please", "value -music_genre=country"),
    ("music_genre", "I guess I'd say reggae", "value +music_genre=reggae"),
    ("music_genre", "house", "value +music_genre=house"),
    ("music_genre", "jaz", "value +music_genre=jazz"),
    ("music_genre", "whatever", "none"),
    ("music_genre", "purple monkeys", "unknown"),
    ("music_genre", "jazz in the morning and classical at night", "values +music_genre=jazz +music_genre=classical"),
    ("cuisine", "Japanese food", "value +cuisine=Japanese"),
    ("cuisine", "sushi!", "value +cuisine=sushi"),
    ("cuisine", "Italian, Thai and Mexican", "values +cuisine=Italian +cuisine=Thai +cuisine=Mexican"),
    ("cuisine", "I only eat vegan", "value +diet=vegan"),
    ("diet", "I don't eat meat", "value +diet=vegetarian"),
    ("diet", "no", "none"),
    ("home", "Portland, Maine", "value +home=Portland, Maine"),
    ("home", "it's Tokyo", "value +home=Tokyo, Japan"),
    ("home", "the moon", "unknown"),
    ("temperature_unit", "metric please", "value +temperature_unit=celsius"),
    ("name", "you can call me Mary Ann", "value +name=Mary Ann"),
    ("name", "Sam", "value +name=Sam"),
    ("name", "the colour of tuesday", "unknown"),
    ("wake_up", "around seven", "value +wake_up=07:00"),
    ("wake_up", "at half past six on weekdays", "value +wake_up=06:30"),
    ("wake_up", "potato", "unknown"),
    ("room", "the living room I suppose", "value +room=living room"),
    ("film_genre", "I'd go for comedies", "value +film_genre=comedy"),
    ("artist", "anything by Drake", "value +artist=Drake"),
    ("team", "I was born in Boston so it has to be the Red Sox", "value +team=Boston Red Sox"),
    ("team", "not the Mets or the Yankees, the Dodgers", "value +team=Los Angeles Dodgers"),
    ("home", "it's Leeds, no wait, York", "value +home=York, England"),
    ("home", "no, not Portland Oregon, Portland Maine", "value +home=Portland, Maine"),
    ("wake_up", "no, not 7, 8", "value +wake_up=08:00"),
    ("name", "not Sam, Max", "value +name=Max"),
    ("cuisine", "Thai, no, actually Chinese", "value +cuisine=Chinese"),
    ("cuisine", "nothing with meat", "value +diet=vegetarian"),
    ("team", "no, not the Bruins, the Sabres", "value +team=Buffalo Sabres"),
    ("team", "not the Bruins, the Sabres", "value +team=Buffalo Sabres"),
    ("team", "the Sabres, not the Bruins", "value +team=Buffalo Sabres"),
    ("team", "the Mets and the Knicks", "ambiguous"),
    ("cuisine", "Greek, but not Chinese", "values +cuisine=Greek -cuisine=Chinese"),
    ("cuisine", "Italian and Spanish but not French", "values +cuisine=Italian +cuisine=Spanish -cuisine=French"),
    ("cuisine", "I love Indian", "value +cuisine=Indian"),
    ("music_genre", "I love Indian", "value +cuisine=Indian"),
    ("film_genre", "I love Indian films", "value +film_genre=Bollywood"),
    ("cuisine", "well, I suppose Vietnamese is what I order most", "value +cuisine=Vietnamese"),
    ("cuisine", "I order Thai more than anything else", "value +cuisine=Thai"),
    ("music_genre", "country is what I put on most", "value +music_genre=country"),
    ("film_genre", "anything with spies in it, so thrillers", "values +film_genre=spy +film_genre=thriller"),
    ("cuisine", "I'd like to stop now", "stop"),
    ("cuisine", "can we stop?", "stop"),
    ("cuisine", "let's do this another time", "stop"),
    ("cuisine", "I don't feel like answering", "stop"),
    ("cuisine", "no thanks, I don't feel like it", "stop"),
    ("cuisine", "I don't want any more questions", "stop"),
    ("wake_up", "around 7:15 usually", "value +wake_up=07:15"),
    ("diet", "no gluten", "value +diet=gluten-free"),
    ("diet", "no meat", "value +diet=vegetarian"),
    ("cuisine", "no gluten", "value +diet=gluten-free"),
    ("name", "just call me Mr. Patel", "value +name=Mr. Patel"),
    ("name", "Mr. Patel", "value +name=Mr. Patel"),
    ("music_genre", "I like all kinds of music except opera", "value -music_genre=opera"),
    ("music_genre", "everything except opera", "value -music_genre=opera"),
    ("home", "we live in Leeds", "value +home=Leeds, England"),
    ("name", "I'm Fatima", "value +name=Fatima"),
    ("name", "Fatima", "value +name=Fatima"),
]

NASTY = [
    "",
    "/",
    " \n",
    "no " * 2000,
    "\U0001f355",
    "<script>alert(1)</script>",
    "'; DROP TABLE x; --",
    "\x00",
    "джаз 爵士",
]


@pytest.fixture(scope="module")
def flows() -> dict[str, Flow]:
    """The project's teaching flows by concept."""
    return {flow.concept: flow for flow in load_flows()}


@pytest.fixture(scope="module")
def nlp() -> Any:
    """The English pipeline."""
    return load_language()


@pytest.mark.parametrize(("concept", "text", "expected"), ANSWERED)
def test_an_answer_is_read(concept: str, text: str, expected: str, flows: dict[str, Flow], nlp: Any) -> None:
    answer = read_answer(text, flows[concept], tuple(flows.values()), NOW, nlp)
    told = [f"{'+' if s.liked else '-'}{s.concept}={s.value}" for s in answer.statements]
    assert " ".join((answer.kind.value, *told)) == expected


@pytest.mark.parametrize("concept", ["team", "cuisine", "home", "temperature_unit", "wake_up"])
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_answers_are_stored_nowhere(concept: str, text: str, flows: dict[str, Flow], nlp: Any) -> None:
    answer = read_answer(text, flows[concept], tuple(flows.values()), NOW, nlp)
    assert answer.statements == ()
    assert answer.kind in (AnswerKind.UNKNOWN, AnswerKind.NONE)


def test_an_ambiguous_answer_names_its_candidates(flows: dict[str, Flow], nlp: Any) -> None:
    answer = read_answer("Giants", flows["team"], tuple(flows.values()), NOW, nlp)
    assert answer.candidates == ("New York Giants", "San Francisco Giants")


def test_a_condition_goes_with_its_value(flows: dict[str, Flow], nlp: Any) -> None:
    answer = read_answer("at half past six on weekdays", flows["wake_up"], tuple(flows.values()), NOW, nlp)
    assert answer.statements[0].condition.weekdays == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("concept", "text", "expected"),
    [
        ("team", "Celtics", True),
        ("team", "the Boston Celtics please", True),
        ("cuisine", "Japanese food", True),
        ("music_genre", "jazz and blues", True),
        ("wake_up", "around seven", True),
        ("wake_up", "6:30", True),
        ("cuisine", "find me a Japanese restaurant", False),
        ("music_genre", "play jazz", False),
        ("team", "did the Celtics win?", False),
        ("home", "Tokyo", False),
        ("name", "Sam", False),
        ("team", "", False),
    ],
)
def test_a_bare_value_is_told_from_a_request(concept: str, text: str, expected: bool, flows: dict[str, Flow]) -> None:
    assert is_wholly_value(text, flows[concept]) is expected


def test_of_several_teams_only_one_can_be_kept(flows: dict[str, Flow], nlp: Any) -> None:
    answer = read_answer("the Mets and the Knicks", flows["team"], tuple(flows.values()), NOW, nlp)
    assert answer.several
    assert answer.candidates == ("New York Mets", "New York Knicks")
