"""What people ask about the memory, answered by the core alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from preferences import acts, recall
from preferences.condition import Condition
from preferences.curriculum import load_curriculum
from preferences.hearing import NOBODY_SPEAKS, Answer, Hearing, listed, sentence
from preferences.memory import Memory, open_memory
from preferences.parsing import load_language
from preferences.preference import Statement
from preferences.recall import TOLD_AT_ONCE, known, named_flows, subjects, why
from preferences.request import CHOSEN, Entity, Outcome, Reading
from preferences.state import LastRequest, PersonState
from preferences.surroundings import Surroundings

NOW = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
Ask = Callable[..., Answer]
_people = count()


@pytest.fixture(scope="module")
def memory(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    file = tmp_path_factory.mktemp("recall") / "memory.db"
    shutil.copy(empty_file, file)
    with open_memory(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
def person() -> str:
    return f"person {next(_people)}"


@pytest.fixture
def ask(memory: Memory, person: str) -> Ask:
    """Asks something of the memory, as a person of this test alone."""

    def asked(act: Callable[[Hearing], Answer], text: str = "", who: str | None = person, **state: Any) -> Answer:
        reading = Reading(acts.KNOWN)
        return act(
            Hearing(who, text, reading, None, PersonState(**state), NOW, NOW.timestamp(), Surroundings(),
                    load_curriculum(), memory, load_language)
        )  # fmt: skip

    return asked


def teach(memory: Memory, person: str, *told: tuple[str, str], now: datetime = NOW, **more: Any) -> None:
    statements = [Statement(concept, value, **more) for concept, value in told]
    memory.teach(person, statements, load_curriculum().by_concept, "told", now)


def test_everything_known_is_told_newest_first(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("team", "Arsenal"), now=NOW - timedelta(days=1))
    teach(memory, person, ("cuisine", "Thai"), liked=False)
    memory.correct(person, "place_name", "portland", "Portland, Maine")
    assert ask(known, "what do you know about me?").say == (
        "You don't like Thai food. Your team is Arsenal. When you say portland you mean Portland, Maine."
    )


def test_only_what_was_asked_for_is_told(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("team", "Arsenal"), ("cuisine", "Thai"))
    assert ask(known, "what food do I like?").say == "You like Thai food."
    assert ask(known, "what do you know about my home?").say == (
        "You have not taught me anything about that yet. Tell me what you like."
    )
    assert ask(known, "read back all you know about me").say == "You like Thai food. Your team is Arsenal."


def test_what_ran_out_is_not_told(ask: Ask, memory: Memory, person: str) -> None:
    over = Condition(until=NOW - timedelta(hours=1), words="just for today")
    teach(memory, person, ("cuisine", "Thai"), condition=over, now=NOW - timedelta(days=1))
    assert ask(known).say == "You have not taught me anything yet. Tell me what you like."


def test_what_is_paused_is_told_as_such_and_can_be_forgotten(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("cuisine", "Thai"))
    meant = memory.correct(person, "place_name", "portland", "Portland, Maine")
    memory.pause(person, "preference", memory.profile(person).preferences[0].id)
    memory.pause(person, "correction", meant.id)
    assert ask(known).say == (
        "You like Thai food, which is paused. When you say portland you mean Portland, Maine, which is paused."
    )
    assert ask(recall.forget, "forget that I like Thai food").say.startswith("Forgotten:")
    assert [one.id for one in memory.profile(person).paused] == [meant.id]


def test_a_long_list_is_cut_with_a_count(ask: Ask, memory: Memory, person: str) -> None:
    values = load_curriculum().lookups["food_type"].values[: TOLD_AT_ONCE + 3]
    teach(memory, person, *(("cuisine", value) for value in values))
    said = ask(known).say
    assert said.endswith(" And 3 more.")
    assert said.count("You like") == TOLD_AT_ONCE


def last(*entities: Entity) -> dict[str, Any]:
    return {"last": LastRequest("play_music", "play something", entities)}


def test_why_reads_out_the_reason_the_words_and_the_day(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("music_genre", "jazz"), words="I adore jazz", now=NOW - timedelta(days=2))
    number = memory.profile(person).preferences[0].id
    jazz = Entity("music_genre", "jazz", assumed=True, reason="you like jazz", source=f"preference:{number}")
    said = 'Because you like jazz. You told me on Monday, April 29: "I adore jazz".'
    assert ask(why, **last(jazz)).say == said
    assert ask(why, **last(jazz, Entity("artist_name", "x", reason="it is Sunday", source=CHOSEN))).say == said


def test_why_for_what_was_said_chosen_or_never_done(ask: Ask) -> None:
    assert ask(why).say == "I haven't done anything yet that I could explain."
    assert ask(why, **last(Entity("music_genre", "ska", "ska"))).say == "Because you asked for ska."
    assert ask(why, **last()).say == "Because you asked, and I chose it myself."
    chosen = Entity("music_genre", "swing", assumed=True, reason="it is Sunday", source=CHOSEN)
    assert ask(why, **last(chosen)).say == "Because it is Sunday."


def test_why_shows_nobody_anothers_words(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, f"{person} too", ("music_genre", "jazz"), words="my secret words")
    number = memory.profile(f"{person} too").preferences[0].id
    forged = Entity("music_genre", "jazz", assumed=True, reason="you like jazz", source=f"preference:{number}")
    assert ask(why, **last(forged)).say == "Because you like jazz."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("forget that I like Thai food", ["Arsenal", "Greek", "jazz"]),
        ("forget that I like thai", ["Arsenal", "Greek", "jazz"]),
        ("forget my team", ["Greek", "Thai", "jazz"]),
        ("forget my food preferences", ["Arsenal", "jazz"]),
        ("forget the gunners", ["Greek", "Thai", "jazz"]),
        ("forget that I like Mexican food", ["Arsenal", "Greek", "Thai", "jazz"]),
        ("forget my shoe size", ["Arsenal", "Greek", "Thai", "jazz"]),
    ],
)
def test_just_what_was_named_is_forgotten(ask: Ask, memory: Memory, person: str, text: str, left: list[str]) -> None:
    teach(memory, person, ("team", "Arsenal"), ("cuisine", "Thai"), ("cuisine", "Greek"), ("music_genre", "jazz"))
    answer = ask(recall.forget, text)
    assert sorted(p.value for p in memory.profile(person).preferences) == left
    assert answer.say.startswith("Forgotten:" if len(left) < 4 else "I don't have that about you")


def test_a_home_is_forgotten_by_its_short_name(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("home", "Portland, Maine"))
    assert ask(recall.forget, "forget that I live in Portland").outcome is Outcome.DONE
    assert memory.profile(person).preferences == ()


def test_a_name_that_is_also_a_word_stays_when_something_else_is_meant(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("team", "Utah Jazz"), ("music_genre", "jazz"))
    ask(recall.forget, "forget that I like jazz music")
    assert [p.value for p in memory.profile(person).preferences] == ["Utah Jazz"]


def test_what_a_name_means_can_be_forgotten(ask: Ask, memory: Memory, person: str) -> None:
    memory.correct(person, "place_name", "portland", "Portland, Maine")
    assert ask(recall.forget, "forget what I mean by Portland").say == (
        "Forgotten: I no longer know that when you say portland you mean Portland, Maine."
    )
    assert memory.profile(person).corrections == ()


def test_forgetting_everything_asks_that_very_person_first(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("team", "Arsenal"))
    lapsed = ask(recall.erase_confirmed)
    assert lapsed.say == "That question has lapsed, so I changed nothing. Please ask me again."
    question = ask(recall.erase)
    assert (question.outcome, question.state.confirming) == (Outcome.ASKED, "erase")
    assert ask(recall.erase_confirmed, who=f"{person} too").erase is None
    done = ask(recall.erase_confirmed)
    assert (done.say, done.erase, done.state) == ("I have forgotten everything about you.", person, PersonState())
    assert memory.profile(person).preferences == ()


def test_a_no_closes_the_question(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("team", "Arsenal"))
    ask(recall.erase)
    assert ask(recall.erase_declined, confirming="erase").state.confirming is None
    assert ask(recall.erase_confirmed).erase is None
    assert [p.value for p in memory.profile(person).preferences] == ["Arsenal"]


def test_undo_says_what_went_and_what_is_back(ask: Ask, memory: Memory, person: str) -> None:
    assert ask(recall.undo).outcome is Outcome.NOT_FOUND
    teach(memory, person, ("team", "Arsenal"))
    teach(memory, person, ("team", "Chelsea"))
    said = ask(recall.undo).say
    assert said.index("Chelsea") < said.index("Arsenal")
    assert [p.value for p in memory.profile(person).preferences] == ["Arsenal"]


@pytest.mark.parametrize("act", [known, recall.forget, recall.erase, recall.undo])
def test_nobody_has_no_memory(ask: Ask, memory: Memory, act: Callable[[Hearing], Answer]) -> None:
    before = memory.people()
    answer = ask(act, "forget my team", who=None)
    assert (answer.say, answer.outcome) == (NOBODY_SPEAKS, Outcome.UNSUPPORTED)
    assert memory.people() == before


def test_what_a_text_speaks_of() -> None:
    def concepts(find: Callable[..., Any], text: str) -> list[str]:
        return [flow.concept for flow in find(text, load_curriculum())]

    assert concepts(subjects, "learn what music I like") == ["music_genre"]
    assert concepts(subjects, "learn my favourite food") == ["cuisine"]
    assert concepts(subjects, "learn my team and my diet") == ["team", "diet"]
    assert concepts(subjects, "learn what singers I like") == ["artist"]
    assert concepts(subjects, "learn my preferences") == []
    assert concepts(named_flows, "") == []


def test_several_things_as_one_phrase() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [sentence("you like jazz"), sentence("really?"), sentence("  ")] == ["You like jazz.", "Really?", ""]


def test_a_delete_behind_a_statement_takes_nothing_away(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("cuisine", "Greek"))
    answer = ask(recall.forget, "I like food'); DELETE FROM preference WHERE ('1'='1")
    assert answer.outcome is Outcome.UNSUPPORTED
    assert [p.value for p in memory.profile(person).of("cuisine")] == ["Greek"]


@pytest.mark.parametrize("text", ["how do you know I like Greek food", "why do you think I like Greek food?"])
def test_where_a_thing_is_known_from_is_told(ask: Ask, memory: Memory, person: str, text: str) -> None:
    teach(memory, person, ("cuisine", "Greek"), ("team", "Boston Celtics"), words="Greek is my thing")
    expected = 'You like Greek food. You told me today: "Greek is my thing".'
    assert ask(known, text).say == ask(why, text).say == expected


def test_where_i_live_is_all_that_is_asked(ask: Ask, memory: Memory, person: str) -> None:
    teach(memory, person, ("cuisine", "Greek"), ("home", "Oslo, Norway"))
    assert ask(known, "where do I live?").say == "Your home is Oslo, Norway."
