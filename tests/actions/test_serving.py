"""What stands around every skill: preferences at work, follow-ups, details asked back, broken skills, other people."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.serving import BROKEN
from preferences import acts
from preferences.errors import MemoryBusy
from preferences.request import Button, Entity, Outcome, Reply

WEEKDAY_MORNING = {"local_time": "2024-05-01T07:30:00"}
EVENING = {"local_time": "2024-05-01T20:15:00"}


# --- what was taught, at work


def test_what_is_said_beats_what_is_preferred_and_does_not_stick(talk: Any) -> None:
    talk.say("I like Italian food", acts.STATEMENT)
    said = talk.say("find me a Mexican restaurant", "recommendation_locations", food_type="Mexican")
    assert said == "recommendation_locations: food_type=Mexican."
    again = talk.say("find me a restaurant", "recommendation_locations", after=60)
    assert again == "recommendation_locations: food_type=Italian, because you like Italian food."


def test_a_dislike_is_handed_to_the_skill_unless_it_is_asked_for(talk: Any) -> None:
    talk.say("I hate techno", acts.STATEMENT)
    assert talk.say("play some music", "play_music") == "play_music: nothing named not techno."
    assert talk.say("play some techno", "play_music", music_genre="techno") == "play_music: music_genre=techno."


def test_the_newest_of_several_guides_and_says_so(talk: Any) -> None:
    talk.say("I love jazz", acts.STATEMENT)
    talk.say("I love funk", acts.STATEMENT)
    said = talk.say("play some music", "play_music")
    assert said == "play_music: music_genre=funk, because you like funk, the latest of 2 you told me."


def test_mornings_are_judged_by_the_persons_clock(talk: Any) -> None:
    talk.say("I like rock", acts.STATEMENT)
    talk.say("in the mornings I like classical music", acts.STATEMENT)
    assert "classical" in talk.say("play some music", "play_music", metadata=WEEKDAY_MORNING)
    assert "music_genre=rock" in talk.say("play some music", "play_music", metadata=EVENING)


def test_just_for_today_is_over_tomorrow(talk: Any) -> None:
    talk.say("I like Mexican food", acts.STATEMENT)
    talk.say("just for today I want Greek food", acts.STATEMENT, metadata=WEEKDAY_MORNING)
    today = talk.say("find me a restaurant", "recommendation_locations", metadata=EVENING)
    tomorrow = talk.say(
        "find me a restaurant", "recommendation_locations", metadata={"local_time": "2024-05-02T12:00:00"}
    )
    assert "food_type=Greek" in today
    assert "food_type=Mexican" in tomorrow


def test_all_diets_go_along(talk: Any) -> None:
    talk.say("I'm vegan", acts.STATEMENT)
    talk.say("I have to eat gluten free", acts.STATEMENT)
    said = talk.say("find me a restaurant", "recommendation_locations")
    assert "diet=vegan" in said and "diet=gluten-free" in said


def test_a_named_unit_beats_the_taught_one(talk: Any) -> None:
    talk.say("always give me temperatures in celsius", acts.STATEMENT)
    assert "temperature_unit=celsius" in talk.say("what's the weather like?", "weather_query")
    said = talk.say("what's the weather like in fahrenheit?", "weather_query")
    assert "temperature_unit=fahrenheit" in said and "celsius" not in said


def test_an_ambiguous_name_is_settled_by_the_team_that_is_liked(talk: Any) -> None:
    talk.say("I'm a San Francisco Giants fan", acts.STATEMENT)
    said = talk.say("did the Giants win?", "sports_query", team="Giants")
    assert said.startswith("sports_query: team=San Francisco Giants")


# --- repeats


def test_another_place_is_no_repeat(talk: Any) -> None:
    talk.say("what's the weather in Paris?", "weather_query", place_name="Paris")
    said = talk.say("what's the weather in Tokyo?", "weather_query", place_name="Tokyo")
    assert said == "weather_query: place_name=Tokyo."


def test_the_same_words_minutes_after_a_good_answer_are_no_reason_to_offer(talk: Any) -> None:
    talk.say("play some music", "play_music")
    assert talk.say("play some music", "play_music", after=240) == "play_music: nothing named."


def test_the_same_words_minutes_after_a_bad_answer_are(talk: Any) -> None:
    talk.echo.answers["play_music"] = Reply("I found nothing.", Outcome.NOT_FOUND)
    talk.say("play some music", "play_music")
    assert "Would you like to teach me" in talk.say("play some music", "play_music", after=240)


def test_an_interruption_is_a_reason_only_when_the_interrupted_answer_could_have_been_better(talk: Any) -> None:
    talk.say("what time is it in Rome?", "datetime_query", place_name="Rome")
    other = talk.say("play some music", "play_music", metadata={"barge_in": True})
    assert other == "play_music: nothing named."
    same = talk.say("play some music", "play_music", metadata={"barge_in": True})
    assert same.endswith("Would you like to teach me what music you like?")


def test_a_request_made_more_precise_offers_to_keep_what_was_named(talk: Any) -> None:
    talk.say("find me a restaurant", "recommendation_locations")
    said = talk.say("find me an Indian restaurant", "recommendation_locations", food_type="Indian")
    assert said.endswith("Shall I remember that you like Indian food?")
    assert talk.say("sure", acts.AFFIRM) == "Got it, you like Indian food."


def test_what_is_known_is_not_offered(talk: Any) -> None:
    talk.say("I love jazz", acts.STATEMENT)
    talk.say("play some music", "play_music")
    assert "teach" not in talk.say("play some music", "play_music")


def test_a_failed_skill_is_no_reason_to_offer(talk: Any) -> None:
    talk.echo.answers["play_music"] = Reply("The speaker is off.", Outcome.FAILED)
    talk.say("play some music", "play_music")
    assert talk.say("play some music", "play_music") == "The speaker is off."


# --- carried on


def test_a_follow_up_keeps_what_was_said_and_drops_what_was_assumed(talk: Any) -> None:
    talk.say("I like Thai food", acts.STATEMENT)
    talk.say("a cheap restaurant in Boston", "recommendation_locations", price_range="cheap", place_name="Boston")
    said = talk.say("and in Chicago?", acts.FOLLOW_UP, place_name="Chicago")
    assert said.startswith("recommendation_locations: price_range=cheap place_name=Chicago food_type=Thai, because")
    assert [e.name for e in talk.state.last.said] == ["price_range", "place_name"]


def test_words_that_begin_like_a_follow_up_may_ask_for_something_else(talk: Any) -> None:
    talk.say("what time is it in Paris?", "datetime_query", place_name="Paris")
    said = talk.say("and what's the weather in Rome?", "weather_query", place_name="Rome")
    assert said == "weather_query: place_name=Rome."


def test_a_follow_up_of_one_person_carries_on_nothing_of_another(talk: Any) -> None:
    talk.say("what time is it in Paris?", "datetime_query", place_name="Paris")
    said = talk.say("and in Rome?", acts.FOLLOW_UP, person="somebody-else", place_name="Rome")
    assert said.startswith("Sorry, I didn't understand that.")


def test_a_detail_asked_back_is_completed_by_the_next_message(talk: Any) -> None:
    assert talk.say("set a timer called pasta", "timer_set", timer_name="pasta") == "For how long?"
    assert talk.say("um, ten minutes please") == "timer_set: timer_name=pasta duration=ten minutes."


def test_a_question_asked_back_can_be_dropped(talk: Any) -> None:
    talk.say("set a timer", "timer_set")
    assert talk.say("never mind", acts.CANCEL) == "All right."
    assert talk.state.asked is None


@pytest.mark.parametrize("other", ["play some jazz music", "play jazz"])
def test_another_request_leaves_a_question_asked_back(talk: Any, other: str) -> None:
    talk.say("set a timer", "timer_set")
    assert talk.say(other, "play_music", music_genre="jazz") == "play_music: music_genre=jazz."


def test_a_skills_own_choice_can_be_explained_and_buttons_say_their_words(talk: Any) -> None:
    chosen = Entity("music_genre", "swing", assumed=True, reason="it is Sunday", source="chosen")
    talk.echo.answers["play_music"] = Reply("Swing, then.", buttons=(Button("Louder"),), used=(chosen,))
    talk.say("play something", "play_music")
    assert talk.buttons == [[{"title": "Louder", "payload": "Louder"}]]
    assert talk.say("why that?", acts.WHY) == "Because it is Sunday."


# --- what breaks


def test_a_broken_skill_gives_clear_words_and_one_line_of_log(talk: Any, caplog: pytest.LogCaptureFixture) -> None:
    talk.echo.answers["play_music"] = ValueError("no such song: my secret song")
    assert talk.say("play my secret song", "play_music") == BROKEN
    assert talk.outcome == "failed"
    [record] = caplog.records
    assert record.getMessage().startswith("action_echo: ValueError in ")
    assert "secret" not in caplog.text and "\n" not in record.getMessage()


def test_a_skill_that_meets_a_locked_memory_says_why(talk: Any) -> None:
    talk.echo.answers["lists_query"] = MemoryBusy("Somebody else is writing to it.")
    assert talk.say("what's on my list?", "lists_query") == "Somebody else is writing to it."
    assert talk.outcome == "failed"


def test_a_turn_leaves_its_record(talk: Any) -> None:
    talk.say("I love jazz", acts.STATEMENT)
    talk.say("play something", "play_music")
    assert talk.slots["mynah_turn"] == {
        "outcome": "done", "skill": "action_echo", "reasons": ["you like jazz"], "offer": None, "lesson": None,
    }  # fmt: skip


# --- three people, in any order

OWN = {
    "alice": {"team": "Boston Celtics", "cuisine": "Thai", "music_genre": "jazz", "place": "Oslo"},
    "bob": {"team": "Arsenal", "cuisine": "Greek", "music_genre": "reggae", "place": "Lima"},
    "carol": {"team": "Toronto Raptors", "cuisine": "Korean", "music_genre": "blues", "place": "Cairo"},
}
WHAT = (
    "team", "cuisine", "genre", "hate", "known", "why", "play", "play", "score", "food", "food in", "again", "yes",
    "no", "learn", "answer", "wrong", "forget", "undo", "erase", "sorry",
)  # fmt: skip
_fresh = count()


def message(what: str, own: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    """What a person with those tastes says, what NLU reads it as, and what it marks."""
    team, cuisine, genre, place = own["team"], own["cuisine"], own["music_genre"], own["place"]
    return {
        "team": (f"my team is {team}", acts.STATEMENT, {}),
        "cuisine": (f"I like {cuisine} food", acts.STATEMENT, {}),
        "genre": (f"I love {genre}", acts.STATEMENT, {}),
        "hate": (f"I can't stand {genre}", acts.STATEMENT, {}),
        "known": ("what do you know about me?", acts.KNOWN, {}),
        "why": ("why did you do that?", acts.WHY, {}),
        "play": ("play some music", "play_music", {}),
        "score": ("did my team win?", "sports_query", {}),
        "food": ("find me a restaurant", "recommendation_locations", {}),
        "food in": (f"a restaurant in {place}", "recommendation_locations", {"place_name": place}),
        "again": (f"and in {place}?", acts.FOLLOW_UP, {"place_name": place}),
        "yes": ("yes", acts.AFFIRM, {}),
        "no": ("no", acts.NEGATE, {}),
        "learn": ("learn what music I like", acts.TEACH_ME, {}),
        "answer": (genre, "play_music", {"music_genre": genre}),
        "wrong": ("that's not what I wanted", acts.COMPLAINT, {}),
        "forget": (f"forget that I like {genre}", acts.FORGET, {}),
        "undo": ("undo that", acts.UNDO, {}),
        "erase": ("forget everything about me", acts.ERASE, {}),
        "sorry": (f"sorry, I meant {team}", acts.CORRECTION, {}),
    }[what]


def turns(most: int) -> Any:
    """Turns of three people, each in a conversation of their own or in one that all share."""
    where = st.sampled_from(("shared", "own"))
    return st.lists(st.tuples(st.sampled_from(sorted(OWN)), where, st.sampled_from(WHAT)), min_size=3, max_size=most)


def interleaved(times: int) -> Any:
    return settings(
        max_examples=times,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.mark.slow
@interleaved(100)
@given(said=turns(5))
def test_nothing_of_one_person_ever_reaches_another(quick: Any, said: list[tuple[str, str, str]]) -> None:
    hold_apart(quick, said)


@pytest.mark.slow
@interleaved(1000)
@given(said=turns(8))
def test_nothing_of_one_person_reaches_another_in_a_thousand_interleavings(
    quick: Any, said: list[tuple[str, str, str]]
) -> None:
    hold_apart(quick, said)


def hold_apart(quick: Any, said: list[tuple[str, str, str]]) -> None:
    """Let three people talk, and look for anybody's values in the others' replies, states and profiles."""
    number = next(_fresh)
    talks: dict[str, Any] = {}
    for who, where, what in said:
        person = f"{who}-{number}"
        talk = talks.setdefault(where if where == "shared" else who, None) or quick(person=None)
        talks[where if where == "shared" else who] = talk
        text, intent, marked = message(what, OWN[who])
        reply = talk.say(text, intent, person=person, **marked)
        side = str(talk.slots.get("mynah_state", {}).get(person))
        profile = str(talk.memory.profile(person))
        for value in (value for other, own in OWN.items() if other != who for value in own.values()):
            assert value not in reply, (person, said)
            assert value not in side, (person, said)
            assert value not in profile, (person, said)
