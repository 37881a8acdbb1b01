"""Teaching as a person lives through it: statements, lessons, offers, corrections, control over the memory."""

from __future__ import annotations

from typing import Any

import pytest

from actions import resources, teaching
from actions.serving import BROKEN
from preferences import acts
from preferences.errors import MemoryBusy
from preferences.hearing import NOBODY_SPEAKS
from preferences.request import Outcome, Reply

OFFER_MUSIC = "Would you like to teach me what music you like?"
ASK_TEAM = "Which team do you follow?"
ASK_MUSIC = "What kind of music do you like best?"


# --- telling


def test_a_statement_is_stored_confirmed_and_guides_the_next_request(talk: Any) -> None:
    assert talk.say("I'm a Celtics fan", acts.STATEMENT) == "Got it, your team is the Boston Celtics."
    said = talk.say("how did they do last night?", "sports_query")
    assert said == "sports_query: team=Boston Celtics, because your team is the Boston Celtics."


def test_two_things_in_one_breath(talk: Any) -> None:
    said = talk.say("I follow Arsenal and I love Thai food", acts.STATEMENT)
    assert said == "Got it, your team is Arsenal. Got it, you like Thai food."
    assert talk.values("team") == ["Arsenal"]
    assert talk.values("cuisine") == ["Thai"]


def test_a_statement_that_nlu_takes_for_a_request_is_kept(talk: Any) -> None:
    assert talk.say("I can't stand techno", "play_music") == "Got it, no techno for you."
    assert talk.values("music_genre") == ["not techno"]


def test_words_that_only_look_like_a_statement_are_served_as_the_request_they_are(talk: Any) -> None:
    said = talk.say("do I like jazz music?", acts.STATEMENT, second=("play_music", 0.4))
    assert said.startswith("play_music: music_genre=jazz")
    assert talk.values("music_genre") == []


def test_a_statement_puts_the_failed_request_right_in_the_same_turn(talk: Any) -> None:
    talk.say("put some music on", "play_music")
    said = talk.say("no, not that, I prefer soul", acts.COMPLAINT)
    assert said == "Got it, you like soul music.\nplay_music: music_genre=soul, because you like soul."


def test_a_statement_between_two_requests_serves_nothing_again(talk: Any) -> None:
    talk.say("put some music on", "play_music")
    assert talk.say("I love blues", acts.STATEMENT) == "Got it, you like blues music."
    assert len(talk.echo.requests) == 1


def test_an_ambiguous_name_is_asked_about_and_the_answer_keeps_the_sign(talk: Any) -> None:
    said = talk.say("I can't stand the Giants", acts.STATEMENT)
    assert said == "Which one do you mean: New York Giants or San Francisco Giants?"
    assert [button["title"] for button in talk.buttons[0]] == ["New York Giants", "San Francisco Giants"]
    talk.say("the San Francisco ones")
    assert talk.values("team") == ["not San Francisco Giants"]


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("the New York one", "New York Giants"),
        ("San Francisco", "San Francisco Giants"),
        ("the second one please", "San Francisco Giants"),
        ("the first", "New York Giants"),
        ("the latter", "San Francisco Giants"),
        ("New York Giants", "New York Giants"),
    ],
)
def test_which_of_several_can_be_said_in_many_ways(talk: Any, answer: str, meant: str) -> None:
    talk.say("my team is the Giants", acts.STATEMENT)
    talk.say(answer)
    assert talk.values("team") == [meant]
    assert talk.state.lesson is None


def test_what_is_clear_is_kept_while_the_rest_is_asked_about(talk: Any) -> None:
    said = talk.say("I like Greek food and I'm a Giants fan", acts.STATEMENT)
    assert said.startswith("Got it, you like Greek food. Which one do you mean:")
    assert talk.values("cuisine") == ["Greek"]
    talk.say("New York")
    assert talk.values("team") == ["New York Giants"]


# --- corrections


def test_a_correction_right_after_a_statement_replaces_it(talk: Any) -> None:
    talk.say("I like Thai food", acts.STATEMENT)
    said = talk.say("sorry, I meant Indian", acts.CORRECTION)
    assert said == "Thanks for putting me right. Got it, you like Indian food."
    assert talk.values("cuisine") == ["Indian"]


def test_a_correction_after_a_lesson_replaces_what_it_taught_and_serves_again(talk: Any) -> None:
    talk.say("did my team win?", "sports_query")
    talk.say("the Chicago Bulls")
    said = talk.say("sorry, I meant the Bears", acts.CORRECTION)
    assert said == (
        "Thanks for putting me right. Got it, your team is the Chicago Bears.\n"
        "sports_query: team=Chicago Bears, because your team is the Chicago Bears."
    )
    assert talk.values("team") == ["Chicago Bears"]


def test_a_correction_of_the_answer_before_inside_a_lesson(talk: Any) -> None:
    talk.say("learn my team and my favourite films", acts.TEACH_ME)
    first = talk.state.lesson.queue[0]
    answers = {"team": ("the Bulls", "sorry, I meant the Bears", "Chicago Bears"),
               "film_genre": ("horror", "sorry, I meant comedy", "comedy")}  # fmt: skip
    answer, correction, meant = answers[first]
    talk.say(answer)
    assert talk.say(correction).startswith("Thanks for putting me right.")
    assert [value.casefold() for value in talk.values(first)] == [meant.casefold()]
    assert talk.state.lesson is not None


def test_a_corrected_detail_is_served_again_with_the_others(talk: Any) -> None:
    talk.say("find me a Greek place in Boston", "recommendation_locations", food_type="Greek", place_name="Boston")
    said = talk.say("no, I meant Turkish", acts.CORRECTION)
    assert "food_type=Turkish" in said
    assert "place_name=Boston" in said
    assert "Greek" not in said


def test_a_no_that_names_something_else_is_a_complaint_not_an_answer(talk: Any) -> None:
    talk.say("play music", "play_music")
    assert OFFER_MUSIC in talk.say("play music", "play_music")
    assert talk.say("no, reggae", acts.NEGATE) == "play_music: music_genre=reggae."
    assert talk.memory.profile(talk.person).refused == frozenset()


def test_a_name_that_was_put_right_keeps_its_meaning(talk: Any) -> None:
    talk.say("what time is it in Portland?", "datetime_query", place_name="Portland")
    assert "Portland, Maine" in talk.say("no, I meant Portland Maine", acts.CORRECTION)
    assert "Portland, Maine" in talk.say("and the time in Portland?", "datetime_query", place_name="Portland")
    assert talk.say("what do you know about me?", acts.KNOWN).startswith("When you say portland you mean Portland")


# --- offers


def test_an_offer_comes_once_and_a_no_is_remembered(talk: Any) -> None:
    talk.say("play some music", "play_music")
    assert talk.say("play some music", "play_music") == f"play_music: nothing named. {OFFER_MUSIC}"
    assert talk.say("no thanks", acts.NEGATE) == "All right, I won't ask."
    for _ in range(5):
        assert "teach" not in talk.say("play some music", "play_music", after=30)
    assert "music_genre" in talk.memory.profile(talk.person).refused


def test_no_two_offers_in_a_row_even_of_another_kind(talk: Any) -> None:
    talk.say("play some music", "play_music")
    talk.say("play some music", "play_music")
    talk.say("find me a place to eat", "recommendation_locations")
    assert "teach" not in talk.say("find me a place to eat", "recommendation_locations")
    assert "teach" not in talk.say("that's not what I wanted", acts.COMPLAINT)


def test_a_complaint_is_met_with_one_offer_and_the_next_with_none(talk: Any) -> None:
    talk.say("find me somewhere to eat", "recommendation_locations")
    said = talk.say("you got that wrong", acts.COMPLAINT)
    assert said == "Sorry about that. Would you like to teach me what food you like?"
    assert talk.say("no", acts.NEGATE) == "All right, I won't ask."
    talk.say("find me somewhere to eat", "recommendation_locations")
    assert talk.say("wrong again", acts.COMPLAINT) == (
        "Sorry about that. Tell me what you would like instead, in other words."
    )


def test_a_value_named_meanwhile_is_adopted_by_the_offer(talk: Any) -> None:
    talk.say("play some music", "play_music")
    talk.say("play some music", "play_music")
    assert talk.say("let me hear some ska", "play_music", music_genre="ska") == "play_music: music_genre=ska."
    assert talk.state.offer.value == "ska"
    assert talk.say("yes please", acts.AFFIRM) == "Got it, you like ska music."
    assert talk.values("music_genre") == ["ska"]


def test_an_accepted_offer_asks_learns_and_serves_the_request_that_went_wrong(talk: Any) -> None:
    talk.say("a restaurant in Rome please", "recommendation_locations", place_name="Rome")
    talk.say("that's no good", acts.COMPLAINT)
    assert talk.say("ok", acts.AFFIRM) == "What kind of food do you like best?"
    said = talk.say("sushi, mostly")
    assert said.startswith("Got it, you like Japanese food.\nrecommendation_locations:") or "sushi" in said.casefold()
    assert "place_name=Rome" in said
    assert talk.reading.intent == acts.LESSON_ANSWER


def test_an_offer_can_be_answered_with_the_value_itself(talk: Any) -> None:
    talk.say("play some music", "play_music")
    talk.say("play some music", "play_music")
    said = talk.say("blues", "play_music")
    assert said == "Got it, you like blues music.\nplay_music: music_genre=blues, because you like blues."


def test_a_statement_inside_a_yes_or_a_no_counts(talk: Any) -> None:
    talk.say("find me a place to eat", "recommendation_locations")
    talk.say("that is wrong", acts.COMPLAINT)
    said = talk.say("yes, I love Korean food", acts.AFFIRM)
    assert said.startswith("Got it, you like Korean food.\nrecommendation_locations: food_type=Korean")


def test_an_offer_lapses(talk: Any) -> None:
    talk.say("play some music", "play_music")
    talk.say("play some music", "play_music")
    assert talk.say("yes", acts.AFFIRM, after=130) == "All right."
    assert talk.state.lesson is None


def test_a_clock_that_a_front_end_sets_does_not_move_offers(talk: Any) -> None:
    talk.say("play some music", "play_music", metadata={"local_time": "2001-01-01T08:00:00"})
    assert OFFER_MUSIC in talk.say("play some music", "play_music", metadata={"local_time": "2001-01-01T08:00:05"})
    assert talk.say("yes", acts.AFFIRM) == ASK_MUSIC
    assert talk.say("funk", metadata={"local_time": "2040-01-01T08:00:00"}).startswith("Got it, you like funk music.")


# --- the lesson


def test_a_lesson_on_everything_can_be_skipped_through_and_stopped(talk: Any) -> None:
    first = talk.say("learn my preferences", acts.TEACH_ME)
    assert first.startswith("Gladly. You can say skip or stop at any time. ")
    second = talk.say("skip", acts.SKIP)
    assert second.startswith("Skipped. ") and second != first
    assert talk.say("that's enough, stop", acts.CANCEL) == "All right, I'll stop asking."
    assert talk.state.lesson is None and not talk.in_form
    assert talk.memory.profile(talk.person).preferences == ()


def test_a_lesson_on_one_subject_asks_one_question(talk: Any) -> None:
    assert talk.say("learn what music I like", acts.TEACH_ME) == ASK_MUSIC
    assert talk.say("classic rock and some jazz") == "Got it, you like classic rock music. Got it, you like jazz music."
    assert sorted(talk.values("music_genre")) == ["classic rock", "jazz"]
    assert not talk.in_form


@pytest.mark.parametrize(
    "nonsense",
    [
        "the colour of tuesday",
        "🤖💥",
        "'; DROP TABLE preferences; --",
        "<b>bold</b>",
        "/restart",
        "x" * 3000,
        "я не знаю",
    ],
)
def test_a_senseless_answer_is_asked_again_once_and_never_stored(talk: Any, nonsense: str) -> None:
    talk.say("learn my favourite team", acts.TEACH_ME)
    again = talk.say(nonsense)
    if talk.reading.intent == acts.LESSON_ANSWER:
        assert again == f"I didn't recognise that as a sports team. {ASK_TEAM}"
        assert talk.say("blah de blah") == "I don't know that one, so I'll leave it for now."
    assert talk.memory.profile(talk.person).preferences == ()


def test_a_request_interrupts_a_lesson_and_the_question_comes_back(talk: Any) -> None:
    talk.say("learn my favourite food", acts.TEACH_ME)
    said = talk.say("what time is it in Oslo?", "datetime_query", place_name="Oslo")
    assert said == "datetime_query: place_name=Oslo. Back to my question: What kind of food do you like best?"
    assert talk.say("Mexican") == "Got it, you like Mexican food."


def test_a_reminder_gives_new_time_to_answer(talk: Any) -> None:
    talk.say("learn my favourite food", acts.TEACH_ME)
    talk.say("what time is it in Oslo?", "datetime_query", place_name="Oslo", after=110)
    assert talk.say("Mexican", after=60) == "Got it, you like Mexican food."


def test_a_detail_asked_for_in_the_middle_of_a_lesson_is_answered_first(talk: Any) -> None:
    talk.say("learn my favourite team", acts.TEACH_ME)
    assert talk.say("set a timer for me please", "timer_set") == "For how long?"
    said = talk.say("ten minutes", "timer_set", duration="ten minutes")
    assert said == f"timer_set: duration=ten minutes. Back to my question: {ASK_TEAM}"
    assert talk.say("the Lakers") == "Got it, your team is the Los Angeles Lakers."


def test_an_answer_that_nlu_takes_for_a_request_is_still_the_answer(talk: Any) -> None:
    talk.say("learn what music I like", acts.TEACH_ME)
    assert talk.say("some jazz please", "play_music", sure=0.99) == "Got it, you like jazz music."


def test_an_answer_in_a_whole_sentence(talk: Any) -> None:
    talk.say("learn my team", acts.TEACH_ME)
    said = talk.say("oh, that would have to be the Golden State Warriors", "sports_query", sure=0.7)
    assert said == "Got it, your team is the Golden State Warriors."


def test_the_missing_piece_is_asked_for_kept_and_the_request_served(talk: Any) -> None:
    assert talk.say("did my team win?", "sports_query") == "Which team?"
    said = talk.say("the Boston Celtics")
    assert said == (
        "Got it, your team is the Boston Celtics.\n"
        "sports_query: team=Boston Celtics, because your team is the Boston Celtics."
    )
    assert [request.text for request in talk.echo.requests] == ["did my team win?", "did my team win?"]


def test_a_missing_piece_nobody_wants_to_teach_is_asked_for_but_not_kept(talk: Any) -> None:
    talk.say("did my team win?", "sports_query")
    talk.say("skip that", acts.SKIP)
    assert talk.say("did my team win?", "sports_query", after=200) == "Which team?"
    assert talk.say("the Boston Celtics") == "sports_query: team=Boston Celtics."
    assert talk.values("team") == []


# --- control


def test_what_is_known_and_why(talk: Any) -> None:
    assert talk.say("what do you know about me?", acts.KNOWN) == (
        "You have not taught me anything yet. Tell me what you like."
    )
    talk.say("I adore bossa nova", acts.STATEMENT)
    assert talk.say("what do you know about me?", acts.KNOWN) == "You like bossa nova."
    talk.say("play something", "play_music")
    assert talk.say("why that?", acts.WHY) == 'Because you like bossa nova. You told me today: "I adore bossa nova".'


def test_forgetting_one_value_leaves_the_others(talk: Any) -> None:
    talk.say("I like Italian and Thai food", acts.STATEMENT)
    said = talk.say("forget that I like Italian food", acts.FORGET)
    assert said == "Forgotten: I no longer know that you like Italian food."
    assert talk.values("cuisine") == ["Thai"]


def test_forgetting_a_subject(talk: Any) -> None:
    talk.say("I love jazz and I'm a huge fan of Adele", acts.STATEMENT)
    talk.say("I'm a Knicks fan", acts.STATEMENT)
    said = talk.say("forget my music preferences", acts.FORGET)
    assert "jazz" in said and "Adele" in said
    assert talk.values("team") == ["New York Knicks"]
    assert talk.say("forget my music preferences", acts.FORGET).startswith("I don't have that about you")


def test_forgetting_matches_whole_words_only(talk: Any) -> None:
    talk.say("call me Al", acts.STATEMENT)
    talk.say("I like soul music", acts.STATEMENT)
    talk.say("forget all of my music preferences", acts.FORGET)
    assert talk.values("name") == ["Al"]
    assert talk.values("music_genre") == []


def test_everything_is_forgotten_only_after_a_yes(talk: Any) -> None:
    talk.say("I'm a Warriors fan", acts.STATEMENT)
    question = talk.say("forget everything about me", acts.ERASE)
    assert question.endswith("This cannot be undone.")
    assert talk.say("no", acts.NEGATE) == "All right, I keep everything as it is."
    assert talk.values("team") == ["Golden State Warriors"]
    talk.say("forget everything about me", acts.ERASE)
    assert talk.say("yes", acts.AFFIRM) == "I have forgotten everything about you."
    assert talk.values("team") == []
    assert talk.slots["mynah_erase"] == talk.person
    assert talk.person not in talk.slots["mynah_state"]


@pytest.mark.parametrize("between", [acts.KNOWN, acts.WHY, "datetime_query", "general_praise", acts.FALLBACK])
def test_a_yes_to_something_else_erases_nothing(talk: Any, between: str) -> None:
    talk.say("I'm a Warriors fan", acts.STATEMENT)
    talk.say("forget everything about me", acts.ERASE)
    talk.say("hm, wait a moment", between)
    talk.say("yes", acts.AFFIRM)
    assert talk.values("team") == ["Golden State Warriors"]


def test_a_yes_of_somebody_else_erases_nothing(talk: Any) -> None:
    talk.say("I'm a Warriors fan", acts.STATEMENT)
    talk.say("forget everything about me", acts.ERASE)
    assert talk.say("yes", acts.AFFIRM, person=f"{talk.person}-flatmate") == "All right."
    assert talk.say("yes", acts.AFFIRM, person=None) == "All right."
    assert talk.values("team") == ["Golden State Warriors"]
    assert talk.say("yes", acts.AFFIRM) == "I have forgotten everything about you."


def test_undo_takes_back_the_last_thing_learned_and_brings_back_the_one_before(talk: Any) -> None:
    talk.say("my team is the Lakers", acts.STATEMENT)
    talk.say("my team is Arsenal now", acts.STATEMENT)
    said = talk.say("undo that", acts.UNDO)
    assert "Arsenal" in said and "Los Angeles Lakers" in said
    assert talk.values("team") == ["Los Angeles Lakers"]
    talk.say("undo", acts.UNDO)
    assert talk.say("undo", acts.UNDO) == "There is nothing to undo. What was forgotten is gone for good."


# --- nobody, and two people


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I'm a Celtics fan", acts.STATEMENT),
        ("I'm a Giants fan", acts.STATEMENT),
        ("learn my preferences", acts.TEACH_ME),
        ("what do you know about me?", acts.KNOWN),
        ("forget my team", acts.FORGET),
        ("forget everything", acts.ERASE),
        ("undo that", acts.UNDO),
    ],
)
def test_nobody_is_told_so_and_not_remembered(talk: Any, text: str, intent: str) -> None:
    people = talk.memory.people()
    assert talk.say(text, intent, person=None) == NOBODY_SPEAKS
    assert talk.conversation.of(None).lesson is None
    assert not talk.in_form
    assert talk.memory.people() == people


def test_nobody_is_served_and_offered_nothing(talk: Any) -> None:
    talk.person = None
    for _ in range(3):
        assert talk.say("play some music", "play_music") == "play_music: nothing named."
    assert "teach" not in talk.say("that's wrong", acts.COMPLAINT)
    assert talk.say("did my team win?", "sports_query") == "Which team?"
    assert talk.say("the Boston Celtics") == "sports_query: team=Boston Celtics."


def test_two_people_in_one_conversation_have_separate_sides(talk: Any) -> None:
    other = f"{talk.person}-other"
    talk.say("learn my favourite team", acts.TEACH_ME)
    assert talk.say("play some music", "play_music", person=other) == "play_music: nothing named."
    assert talk.say("why that?", acts.WHY, person=other) == "Because you asked, and I chose it myself."
    assert talk.say("yes", acts.AFFIRM, person=other) == "All right."
    assert talk.say("the Lakers") == "Got it, your team is the Los Angeles Lakers."
    assert talk.values("team", other) == []
    assert talk.say("what do you know about me?", acts.KNOWN, person=other).startswith("You have not taught me")


# --- when something breaks


def test_a_memory_that_cannot_be_reached_is_said_in_clear_words(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> None:
        raise MemoryBusy("Somebody else is writing to it.")

    monkeypatch.setattr(resources, "memory", busy)
    said = talk.say("I'm a Celtics fan", acts.STATEMENT)
    assert said == "I can't get at my memory right now. Somebody else is writing to it."
    assert talk.outcome == "failed"


def test_an_act_that_breaks_says_so_and_logs_no_word(
    talk: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(hearing: Any) -> None:
        raise RuntimeError(f"could not read {hearing.text}")

    monkeypatch.setattr(teaching.ActionKnown, "answer", staticmethod(broken))
    assert talk.say("what secret do you keep of me?", acts.KNOWN) == BROKEN
    assert "secret" not in caplog.text
    assert len(caplog.records) == 1 and "RuntimeError" in caplog.text


def test_one_message_is_served_again_at_most_twice(talk: Any) -> None:
    from actions.context import MOST_REASKS

    talk.echo.answers["play_music"] = Reply("Nothing plays.", Outcome.NOT_FOUND)
    talk.say("play music", "play_music")
    talk.say("no, I prefer blues", acts.STATEMENT)
    assert len(talk.echo.requests) <= 1 + MOST_REASKS == 3
