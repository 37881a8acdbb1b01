"""What people tell of themselves and of what went wrong, answered by the core alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from itertools import count
from pathlib import Path

import pytest

from preferences import acts, telling
from preferences.curriculum import load_curriculum
from preferences.hearing import NOBODY_SPEAKS, Answer, Hearing
from preferences.interpretation import OPEN_FOR
from preferences.memory import Memory, open_memory
from preferences.parsing import load_language
from preferences.request import Entity, Outcome, Reading
from preferences.state import LastRequest, Offer, PersonState
from preferences.surroundings import Surroundings

NOW = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
AT = 5000.0
FRESH = PersonState()
MUSIC = LastRequest("play_music", "play some music", at=AT - 10)
FOOD = LastRequest(
    "recommendation_locations",
    "Greek in Rome",
    (Entity("food_type", "Greek", "Greek"), Entity("place_name", "Rome", "Rome")),
    at=AT - 10,
)
Say = Callable[..., Answer]
_people = count()


@pytest.fixture(scope="module")
def memory(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    file = tmp_path_factory.mktemp("telling") / "memory.db"
    shutil.copy(empty_file, file)
    with open_memory(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
def person() -> str:
    return f"person {next(_people)}"


@pytest.fixture
def say(memory: Memory, person: str) -> Say:
    def said(
        act: Callable[[Hearing], Answer],
        text: str,
        state: PersonState = FRESH,
        who: str | None = person,
        otherwise: Reading | None = None,
        entities: tuple[Entity, ...] = (),
        why: str = "nlu",
    ) -> Answer:
        reading = Reading(acts.STATEMENT, entities, 0.9, why)
        surroundings, curriculum = Surroundings(), load_curriculum()
        return act(
            Hearing(who, text, reading, otherwise, state, NOW, AT, surroundings, curriculum, memory, load_language)
        )

    return said


def values(memory: Memory, person: str, concept: str) -> list[str]:
    return [p.value for p in memory.profile(person).of(concept)]


def test_a_statement_is_kept_and_confirmed(say: Say, memory: Memory, person: str) -> None:
    answer = say(telling.tell, "I love jazz and I'm a Knicks fan")
    assert answer.say == "Got it, you like jazz music. Got it, your team is the New York Knicks."
    assert answer.state.taught == ("music_genre", "team")
    assert values(memory, person, "music_genre") == ["jazz"]


def test_a_request_that_went_well_is_left_alone(say: Say) -> None:
    assert say(telling.tell, "I love jazz", PersonState(last=MUSIC)).serve is None


def test_a_request_that_was_complained_about_is_served_again(say: Say) -> None:
    offered = PersonState(last=MUSIC, offer=Offer("music_genre", AT - 5, request=MUSIC))
    answer = say(telling.tell, "I love jazz", offered)
    assert (answer.serve, answer.serve_text) == (Reading("play_music", (), 1.0, "reask"), "play some music")
    assert answer.state.offer is None


def test_only_a_request_that_the_words_are_about_is_served_again(say: Say) -> None:
    offered = PersonState(last=MUSIC, offer=Offer("music_genre", AT - 5, request=MUSIC))
    assert say(telling.tell, "I love Thai food", offered).serve is None


def test_a_detail_that_is_replaced_is_left_to_the_preference(say: Say) -> None:
    answer = say(telling.tell, "no, not that, I prefer Thai food", PersonState(last=FOOD))
    assert answer.serve is not None
    assert [entity.name for entity in answer.serve.entities] == ["place_name"]


def test_a_request_long_past_is_not_served_again(say: Say) -> None:
    past = LastRequest("play_music", "play some music", at=AT - OPEN_FOR - 1)
    assert say(telling.tell, "no, I prefer jazz", PersonState(last=past)).serve is None


def test_words_that_state_nothing_are_served_as_what_else_they_may_be(say: Say) -> None:
    other = Reading("play_music", (), 0.5)
    answer = say(telling.tell, "do I like jazz?", otherwise=other)
    assert (answer.say, answer.serve) == ("", other)
    nothing = say(telling.tell, "I like how you said that")
    assert (nothing.serve, nothing.outcome, nothing.state) == (None, Outcome.DONE, FRESH)
    assert nothing.say
    assert say(telling.tell, "do I like jazz?", otherwise=Reading("play_music", (), 0.1)).serve is None


@pytest.mark.parametrize("nasty", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "🤖💥", "x" * 400])
def test_a_value_nobody_knows_is_neither_kept_nor_echoed(say: Say, memory: Memory, person: str, nasty: str) -> None:
    answer = say(telling.tell, f"my favourite team is {nasty}")
    assert nasty not in answer.say
    assert memory.profile(person).preferences == ()


def test_nobody_is_told_so_before_anything_is_asked(say: Say, memory: Memory) -> None:
    people = memory.people()
    for text in ("I'm a Knicks fan", "I'm a Giants fan"):
        answer = say(telling.tell, text, who=None)
        assert (answer.say, answer.outcome) == (NOBODY_SPEAKS, Outcome.UNSUPPORTED)
        assert answer.state.lesson is None
    assert memory.people() == people


def test_a_complaint_offers_once_and_only_what_could_have_helped(say: Say) -> None:
    answer = say(telling.complain, "that's wrong", PersonState(last=MUSIC))
    assert answer.say == "Sorry about that. Would you like to teach me what music you like?"
    assert answer.state.offer == Offer("music_genre", AT, request=MUSIC)
    again = say(telling.complain, "that's wrong", answer.state)
    assert again.say == "Sorry about that. Tell me what you would like instead, in other words."
    assert again.state.offer is None
    timer = LastRequest("timer_query", "how long?", at=AT - 5)
    assert "teach" not in say(telling.complain, "that's wrong", PersonState(last=timer)).say
    assert "teach" not in say(telling.complain, "that's wrong", PersonState(last=MUSIC), who=None).say
    assert "teach" not in say(telling.complain, "that's wrong").say


def test_a_no_is_remembered(say: Say, memory: Memory, person: str) -> None:
    offered = PersonState(last=MUSIC, offer=Offer("music_genre", AT - 5, request=MUSIC))
    answer = say(telling.decline, "no", offered)
    assert (answer.say, answer.state.offer) == ("All right, I won't ask.", None)
    assert "music_genre" in memory.profile(person).refused
    refused = say(telling.complain, "that's wrong", PersonState(last=MUSIC))
    assert "what music" not in refused.say


def test_a_correction_changes_one_detail_and_keeps_the_others(say: Say) -> None:
    answer = say(telling.correct, "no, I meant Turkish", PersonState(last=FOOD))
    assert answer.serve is not None
    assert {e.name: e.value for e in answer.serve.entities} == {"food_type": "Turkish", "place_name": "Rome"}


def test_of_two_places_the_one_that_is_meant_is_taken(say: Say, memory: Memory, person: str) -> None:
    asked = LastRequest("datetime_query", "time in Portland", (Entity("place_name", "Portland", "Portland"),), at=AT)
    answer = say(telling.correct, "not Portland Oregon, Portland Maine", PersonState(last=asked))
    assert answer.serve is not None
    assert [e.value for e in answer.serve.entities] == ["Portland, Maine"]
    [kept] = memory.profile(person).corrections
    assert (kept.said, kept.meant) == ("portland", "Portland, Maine")


def test_nobodys_correction_is_served_and_not_kept(say: Say, memory: Memory) -> None:
    asked = LastRequest("datetime_query", "time in Portland", (Entity("place_name", "Portland", "Portland"),), at=AT)
    people = memory.people()
    answer = say(telling.correct, "no, I meant Portland Maine", PersonState(last=asked), who=None)
    assert answer.serve is not None and "Maine" in answer.serve.entities[0].value
    assert memory.people() == people


def test_a_correction_of_nothing_asks_for_the_whole(say: Say) -> None:
    assert say(telling.correct, "no, I meant the other one").say.startswith("Sorry, I'm not sure what to change.")


def test_what_was_just_taught_is_put_right(say: Say, memory: Memory, person: str) -> None:
    told = say(telling.tell, "I like Thai food")
    answer = say(telling.correct, "sorry, I meant Indian", told.state)
    assert answer.say == "Thanks for putting me right. Got it, you like Indian food."
    assert values(memory, person, "cuisine") == ["Indian"]


def test_an_accepted_offer_opens_its_own_lesson_and_a_cue_the_one_it_names(say: Say) -> None:
    from preferences.telling import begin_lesson

    def begun(text: str, state: PersonState = FRESH, why: str = "nlu") -> tuple[str, ...]:
        move = say(begin_lesson, text, state, why=why)
        return move.lesson.queue if move.lesson else ()  # type: ignore[attr-defined]

    offered = PersonState(last=MUSIC, offer=Offer("music_genre", AT - 5, request=MUSIC))
    assert begun("yes", offered, "offer") == ("music_genre",)
    assert begun("learn my team", offered) == ("team",)
    say(telling.tell, "I'm a Knicks fan")
    everything = begun("learn my preferences")
    assert "team" not in everything and "cuisine" in everything


@pytest.mark.parametrize("told", ["I root for Chicago", "I'm a big Chicago fan", "my favourite team is from Chicago"])
def test_half_of_a_name_is_asked_about(say: Say, told: str) -> None:
    answer = say(telling.tell, told)
    assert answer.say.startswith("Which one do you mean: Chicago Bears")
    assert answer.state.lesson is not None and "Chicago Bulls" in answer.state.lesson.candidates


def test_a_word_that_begins_no_name_is_not(say: Say) -> None:
    assert say(telling.tell, "I'm a big walrus fan").state.lesson is None
