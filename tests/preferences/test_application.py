"""What is known about a person, applied to one reading."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from typing import Any

from preferences.application import apply
from preferences.clash import guiding
from preferences.condition import ALWAYS, Condition
from preferences.curriculum import load_curriculum
from preferences.preference import NOBODY, Correction, Preference, Profile
from preferences.request import Entity, Reading
from preferences.surroundings import Device, Surroundings

MORNING = datetime(2024, 5, 1, 8, tzinfo=timezone.utc)
EVENING = MORNING.replace(hour=20)
MORNINGS = Condition(from_time=time(5), to_time=time(12), words="in the mornings")
FOOD = "recommendation_locations"


def known(concept: str, value: str, liked: bool = True, days: int = 0, number: int = 1, **more: Any) -> Preference:
    given = {"condition": ALWAYS, "words": "", "source": "told", "strength": 1.0, **more}
    return Preference(number, "ann", concept, value, liked, learned_at=MORNING + timedelta(days=days), **given)


def ann(*preferences: Preference, corrections: tuple[Correction, ...] = ()) -> Profile:
    return Profile("ann", preferences, corrections)


def applied(profile: Profile, intent: str, text: str = "", now: datetime = MORNING, **said: str) -> list[str]:
    entities = tuple(Entity(name, value, value) for name, value in said.items())
    found = apply(Reading(intent, entities), text, profile, load_curriculum(), now).reading.entities
    return [f"{e.name}={e.value}" + (f" because {e.reason}" if e.assumed else "") for e in found]


def test_nobody_gets_what_was_said_and_nothing_else() -> None:
    assert applied(NOBODY, "play_music", music_genre="jazz") == ["music_genre=jazz"]
    assert applied(NOBODY, "play_music") == []


def test_a_preference_fills_what_was_left_unsaid_and_says_why() -> None:
    profile = ann(known("music_genre", "jazz", number=17))
    [entity] = apply(Reading("play_music"), "", profile, load_curriculum(), MORNING).reading.entities
    assert entity == Entity("music_genre", "jazz", assumed=True, reason="you like jazz", source="preference:17")


def test_what_is_said_wins() -> None:
    assert applied(ann(known("cuisine", "Thai")), FOOD, food_type="Greek") == ["food_type=Greek"]
    assert applied(ann(known("cuisine", "Thai")), FOOD, "any Greek place?") == ["food_type=Greek"]


def test_a_song_needs_no_genre() -> None:
    assert applied(ann(known("music_genre", "jazz")), "play_music", song_name="Imagine") == ["song_name=Imagine"]


def test_preferences_guide_only_what_their_flows_say() -> None:
    assert applied(ann(known("music_genre", "jazz")), "timer_set", duration="a minute") == ["duration=a minute"]


def test_the_newest_of_several_says_so() -> None:
    profile = ann(known("cuisine", "Thai", days=2, number=2), known("cuisine", "Greek", number=1))
    assert applied(profile, FOOD) == ["food_type=Thai because you like Thai food, the latest of 2 you told me"]


def test_what_does_not_hold_now_is_not_counted_among_the_likes() -> None:
    profile = ann(known("cuisine", "Thai"), known("cuisine", "Greek", days=1, condition=MORNINGS, number=2))
    assert applied(profile, FOOD, now=EVENING) == ["food_type=Thai because you like Thai food"]
    assert applied(profile, FOOD) == ["food_type=Greek because in the mornings you like Greek food"]


def test_a_dislike_is_avoided_unless_asked_for() -> None:
    profile = ann(known("music_genre", "country", liked=False))
    apart = apply(Reading("play_music"), "play music", profile, load_curriculum(), MORNING)
    assert [(one.value, one.reason) for one in apart.avoided] == [("country", "you don't like country")]
    asked = Reading("play_music", (Entity("music_genre", "country", "country"),))
    assert apply(asked, "play country", profile, load_curriculum(), MORNING).avoided == ()


def test_what_is_avoided_at_this_hour_is_not_filled_in() -> None:
    profile = ann(
        known("music_genre", "techno", days=3, number=2),
        known("music_genre", "techno", liked=False, condition=MORNINGS, number=3),
        known("music_genre", "folk", number=1),
    )
    assert [line.split(",")[0] for line in applied(profile, "play_music")] == ["music_genre=folk because you like folk"]
    assert applied(profile, "play_music", now=EVENING)[0].startswith("music_genre=techno")


def test_all_diets_hold_at_once() -> None:
    profile = ann(known("diet", "vegan", number=1), known("diet", "gluten-free", days=1, number=2))
    assert sorted(applied(profile, FOOD)) == [
        "diet=gluten-free because you eat gluten-free",
        "diet=vegan because you eat vegan",
    ]
    assert applied(profile, FOOD, diet="halal") == ["diet=halal"]


def test_of_two_that_exclude_each_other_the_newer_guides() -> None:
    profile = ann(known("music_genre", "jazz", days=1, number=1), known("artist", "Queen", number=2))
    assert [line.split("=")[0] for line in applied(profile, "play_music")] == ["music_genre"]


def test_a_choice_that_is_named_beats_the_taught_one() -> None:
    profile = ann(known("temperature_unit", "celsius"))
    assert applied(profile, "weather_query", "the weather in fahrenheit") == ["temperature_unit=fahrenheit"]
    assert applied(profile, "weather_query", "the weather")[0].startswith("temperature_unit=celsius because")


def test_an_ambiguous_name_is_settled_by_the_one_that_is_liked() -> None:
    profile = ann(known("team", "New York Giants"))
    assert applied(profile, "sports_query", team="Giants") == ["team=New York Giants"]
    assert applied(ann(known("team", "Arsenal")), "sports_query", team="Giants") == ["team=Giants"]


def test_a_name_means_what_this_person_means_by_it() -> None:
    meant = Correction(3, "ann", "place_name", "portland", "Portland, Maine", "I meant Maine", MORNING)
    assert applied(ann(corrections=(meant,)), "datetime_query", place_name="Portland") == ["place_name=Portland, Maine"]
    assert applied(ann(), "datetime_query", place_name="Portland") == ["place_name=Portland"]


def test_the_most_specific_condition_that_holds_wins_then_the_newest_then_the_most_used() -> None:
    here = Surroundings(device=Device(kind="speaker"))
    always = known("music_genre", "jazz", days=9, number=1)
    mornings = known("music_genre", "folk", condition=MORNINGS, number=2)
    both = known("music_genre", "ska", condition=MORNINGS, number=3)
    speaker = known("music_genre", "soul", condition=Condition(device_kind="speaker"), days=1, number=4)
    assert guiding((always, mornings), MORNING, None)[0] == mornings
    assert guiding((always, mornings), EVENING, None)[0] == always
    assert guiding((mornings, speaker), MORNING, here)[0] == speaker
    assert guiding((mornings, speaker), MORNING, None)[0] == mornings
    used = known("music_genre", "rock", condition=MORNINGS, number=2, uses=4)
    assert guiding((both, used), MORNING, None)[0] == used
    assert guiding((known("music_genre", "jazz", liked=False),), MORNING, None)[0] is None
