"""What a message is, read where it stands: after a question, an offer, in a lesson, as a follow-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from preferences import acts
from preferences.curriculum import load_curriculum
from preferences.interpretation import CARRIES_ON_FOR, LONGEST, OPEN_FOR, Heard, Interpretation, interpret
from preferences.preference import NOBODY
from preferences.request import Entity
from preferences.state import Asked, LastRequest, LessonState, Offer, PersonState

AT = 1_714_560_000.0
NOW = datetime.fromtimestamp(AT, timezone.utc)
NOTHING = PersonState()
MUSIC = LastRequest("play_music", "play some music", at=AT - 10)
CLOCK = LastRequest(
    "datetime_query", "what time is it in Paris?", (Entity("place_name", "Paris", "Paris"),), at=AT - 10
)
OFFERED = PersonState(last=MUSIC, offer=Offer("music_genre", AT - 10, request=MUSIC), offered_at=AT - 10)
ASKING = PersonState(lesson=LessonState(("team",), at=AT - 10))
TIMER = PersonState(asked=Asked("timer_set", "duration", "set a timer", (Entity("timer_name", "egg", "egg"),), AT - 10))
ERASING = PersonState(confirming="erase")


def read(text: str, intent: str, state: PersonState = NOTHING, sure: float = 0.95, **marked: str) -> Interpretation:
    entities = tuple(Entity(name, words, words) for name, words in marked.items())
    return interpret(Heard(text, ((intent, sure),), entities), state, NOBODY, load_curriculum(), NOW, at=AT)


def intent_of(text: str, intent: str, state: PersonState = NOTHING, sure: float = 0.95, **marked: str) -> str:
    return read(text, intent, state, sure, **marked).reading.intent


# --- the door


@pytest.mark.parametrize("text", ["", "   ", "?!…", "🤖💥🔥", "/", "\x00\x07", "——"])
@pytest.mark.parametrize("state", [NOTHING, OFFERED, ASKING, TIMER, ERASING])
def test_no_words_are_nothing_said_wherever_they_come(text: str, state: PersonState) -> None:
    assert intent_of(text, "play_music", state) == acts.NOTHING_SAID


def test_too_much_is_not_read() -> None:
    assert intent_of("a" * LONGEST, "play_music", ASKING) == acts.TOO_LONG
    assert intent_of("a" * (LONGEST - 1), "play_music") == "play_music"


def test_an_empty_ranking_is_a_fallback() -> None:
    found = interpret(Heard("hello there", ()), NOTHING, NOBODY, load_curriculum(), NOW)
    assert (found.reading.intent, found.reading.confidence) == (acts.FALLBACK, 0.0)


# --- taking back


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("forget that", acts.UNDO),
        ("no wait, scratch that please", acts.UNDO),
        ("could you delete this again", acts.UNDO),
        ("forget that I like jazz", acts.FORGET),
        ("forget it, play some jazz", acts.FORGET),
    ],
)
def test_forget_that_takes_back_what_was_just_taught(text: str, meant: str) -> None:
    assert intent_of(text, acts.FORGET, PersonState(taught=("music_genre",))) == meant


def test_forget_that_ends_only_what_is_open_where_nothing_was_taught() -> None:
    assert intent_of("forget that", acts.CANCEL) == acts.CANCEL
    assert intent_of("forget that", acts.CANCEL, replace(OFFERED, taught=("team",))) == acts.OFFER_DECLINED


# --- a question before everything goes


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("yes", acts.AFFIRM, acts.ERASE_CONFIRMED),
        ("yes, forget everything", acts.ERASE, acts.ERASE_CONFIRMED),
        ("go ahead and forget it all", acts.ERASE, acts.ERASE_CONFIRMED),
        ("no", acts.NEGATE, acts.ERASE_DECLINED),
        ("never mind", acts.CANCEL, acts.ERASE_DECLINED),
        ("no, keep my things", acts.FORGET, acts.ERASE_DECLINED),
        ("don't!", acts.FALLBACK, acts.ERASE_DECLINED),
        ("forget everything", acts.ERASE, acts.ERASE_CONFIRMED),
        ("yes, I guess", acts.AFFIRM, acts.AFFIRM),
        ("yes, play some jazz", "play_music", "play_music"),
        ("play some jazz", "play_music", "play_music"),
        ("what do you know about me?", acts.KNOWN, acts.KNOWN),
    ],
)
def test_only_a_clear_yes_confirms(text: str, intent: str, meant: str) -> None:
    assert intent_of(text, intent, ERASING) == meant


def test_a_yes_to_nothing_is_just_a_yes() -> None:
    assert intent_of("yes", acts.AFFIRM) == acts.AFFIRM


# --- offers


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("yes please", acts.AFFIRM, acts.OFFER_ACCEPTED),
        ("no thanks", acts.NEGATE, acts.OFFER_DECLINED),
        ("not now", acts.SKIP, acts.OFFER_DECLINED),
        ("forget it", acts.CANCEL, acts.OFFER_DECLINED),
        ("blues", "play_music", acts.OFFER_ACCEPTED),
        ("no, some blues", acts.NEGATE, acts.CORRECTION),
        ("no, play some blues", "play_music", "play_music"),
        ("yes, I love blues", acts.AFFIRM, acts.STATEMENT),
        ("no, I prefer blues", acts.NEGATE, acts.CORRECTION),
        ("what time is it?", "datetime_query", "datetime_query"),
    ],
)
def test_what_an_offer_is_answered_with(text: str, intent: str, meant: str) -> None:
    assert intent_of(text, intent, OFFERED) == meant


def test_an_offer_waits_no_longer_than_it_is_open() -> None:
    assert OFFERED.offer is not None
    late = replace(OFFERED, offer=replace(OFFERED.offer, at=AT - OPEN_FOR - 1))
    assert intent_of("yes", acts.AFFIRM, late) == acts.AFFIRM
    early = replace(OFFERED, offer=replace(OFFERED.offer, at=AT - OPEN_FOR + 1))
    assert intent_of("yes", acts.AFFIRM, early) == acts.OFFER_ACCEPTED


def test_a_value_in_a_later_request_is_no_answer_to_the_offer() -> None:
    assert OFFERED.offer is not None
    aged = replace(OFFERED, offer=replace(OFFERED.offer, turns=1))
    assert intent_of("blues", "play_music", aged) == "play_music"


def test_a_statement_that_answers_an_offer_falls_back_on_the_answer() -> None:
    found = read("yes, I love that", acts.AFFIRM, OFFERED)
    assert found.reading.intent == acts.STATEMENT
    assert found.otherwise is not None and found.otherwise.intent == acts.OFFER_ACCEPTED


# --- lessons


@pytest.mark.parametrize(
    ("text", "intent", "sure", "meant"),
    [
        ("the Golden State Warriors", acts.FALLBACK, 0.2, acts.LESSON_ANSWER),
        ("the Lakers", "sports_query", 0.99, acts.LESSON_ANSWER),
        ("it would have to be the Lakers", "sports_query", 0.8, acts.LESSON_ANSWER),
        ("did the Lakers win?", "sports_query", 0.8, "sports_query"),
        ("what time is it in Tokyo", "datetime_query", 0.9, "datetime_query"),
        ("hm something with a ball", "play_music", 0.4, acts.LESSON_ANSWER),
        ("skip", acts.SKIP, 0.9, acts.LESSON_ANSWER),
        ("stop asking", acts.CANCEL, 0.9, acts.LESSON_ANSWER),
        ("I'm a Lakers fan", acts.STATEMENT, 0.9, acts.LESSON_ANSWER),
        ("what do you know about me?", acts.KNOWN, 0.9, acts.KNOWN),
        ("learn my music taste", acts.TEACH_ME, 0.9, acts.TEACH_ME),
    ],
)
def test_what_interrupts_a_lesson_and_what_answers_it(text: str, intent: str, sure: float, meant: str) -> None:
    assert intent_of(text, intent, ASKING, sure) == meant


def test_a_lesson_left_for_long_no_longer_takes_messages() -> None:
    left = PersonState(lesson=LessonState(("team",), at=AT - OPEN_FOR - 1))
    assert intent_of("the Lakers", "sports_query", left) == "sports_query"


def test_a_lesson_on_a_concept_that_is_gone_takes_nothing() -> None:
    gone = PersonState(lesson=LessonState(("shoe size",), at=AT - 1))
    assert intent_of("the Lakers", "sports_query", gone) == "sports_query"


def test_the_latest_question_is_answered_first() -> None:
    both = replace(ASKING, asked=TIMER.asked)
    assert intent_of("ten minutes", "timer_set", both, duration="ten minutes") == "timer_set"
    assert intent_of("the Lakers", acts.FALLBACK, both) == acts.LESSON_ANSWER


# --- a detail asked back


def test_a_detail_completes_the_request() -> None:
    reading = read("um, for ten minutes please", acts.FALLBACK, TIMER).reading
    assert reading.intent == "timer_set"
    assert [(e.name, e.value) for e in reading.entities] == [("timer_name", "egg"), ("duration", "ten minutes")]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("never mind", acts.CANCEL), ("no", acts.NEGATE), ("what do you know about me?", acts.KNOWN)],
)
def test_what_is_no_detail(text: str, intent: str) -> None:
    assert intent_of(text, intent, TIMER) == intent


def test_a_sure_request_leaves_the_question() -> None:
    assert intent_of("play some jazz music", "play_music", TIMER) == "play_music"
    assert intent_of("play jazz", "play_music", TIMER) == "play_music"
    assert intent_of("quarter past", "datetime_query", TIMER, sure=0.5) == "timer_set"


# --- carrying on


def test_a_follow_up_keeps_the_other_details() -> None:
    entities = (Entity("food_type", "Thai", "Thai"), Entity("place_name", "Rome", "Rome"))
    last = LastRequest("recommendation_locations", "Thai in Rome", (*entities, Entity("diet", "vegan", assumed=True)))
    found = read("and in Oslo?", acts.FOLLOW_UP, PersonState(last=replace(last, at=AT - 5)), place_name="Oslo")
    assert found.reading.intent == "recommendation_locations"
    assert [(e.name, e.value) for e in found.reading.entities] == [("food_type", "Thai"), ("place_name", "Oslo")]


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("and in Rome?", "weather_query", "datetime_query"),
        ("what about Rome", acts.FALLBACK, "datetime_query"),
        ("how about in Rome please", "sun_query", "datetime_query"),
        ("and what's the weather in Rome?", "weather_query", "weather_query"),
        ("and play something in Rome", "play_music", "play_music"),
        ("Rome", "weather_query", "weather_query"),
    ],
)
def test_what_carries_on_and_what_asks_for_something_else(text: str, intent: str, meant: str) -> None:
    assert intent_of(text, intent, PersonState(last=CLOCK), place_name="Rome") == meant


def test_nothing_is_carried_on_after_a_while() -> None:
    late = PersonState(last=replace(CLOCK, at=AT - CARRIES_ON_FOR - 1))
    assert intent_of("and in Rome?", acts.FOLLOW_UP, late, place_name="Rome") == acts.FOLLOW_UP
    assert intent_of("and in Rome?", acts.FOLLOW_UP, NOTHING, place_name="Rome") == acts.FOLLOW_UP


# --- what NLU says, and what the words say


def test_words_of_a_statement_are_read_as_one_whatever_nlu_says() -> None:
    found = read("I'm a huge fan of Thai food", "recommendation_locations")
    assert (found.reading.intent, found.reading.why) == (acts.STATEMENT, "words")
    assert found.otherwise is not None and found.otherwise.intent == "recommendation_locations"


def test_a_statement_by_nlu_falls_back_on_its_second_reading() -> None:
    heard = Heard("I like what you did", ((acts.STATEMENT, 0.6), ("general_praise", 0.3)))
    found = interpret(heard, NOTHING, NOBODY, load_curriculum(), NOW)
    assert found.otherwise is not None and found.otherwise.intent == "general_praise"


@pytest.mark.parametrize(
    "text", ["/restart", "'; DROP TABLE x; --", "<script>alert(1)</script>", "я люблю jazz 音楽", "a" * 3999]
)
@pytest.mark.parametrize("state", [NOTHING, OFFERED, ASKING, TIMER, ERASING])
def test_odd_text_is_just_text(text: str, state: PersonState) -> None:
    expected = {ASKING: acts.LESSON_ANSWER, TIMER: "timer_set"}.get(state, acts.FALLBACK)
    assert intent_of(text, acts.FALLBACK, state, 0.1) == expected
