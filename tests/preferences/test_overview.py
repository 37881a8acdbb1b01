"""Everything that is known, as a list to look through."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from preferences.condition import ALWAYS, Condition
from preferences.curriculum import load_curriculum
from preferences.evidence import day_told, evidence
from preferences.overview import NAMES, WORDS, overview
from preferences.phrase import Kind, Phrase
from preferences.preference import Correction, Preference, Profile

NOW = datetime(2026, 6, 3, 8, tzinfo=timezone.utc)
MONDAY = datetime(2026, 6, 1, 8, tzinfo=timezone.utc)


def preference(number: int, concept: str, value: str, **more: object) -> Preference:
    made = Preference(number, "ann", concept, value, True, 1.0, ALWAYS, f"I like {value}", "told", MONDAY)
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (NOW, "today"),
        (MONDAY, "on Monday, June 1"),
        (datetime(2025, 12, 31, 8, tzinfo=timezone.utc), "on Wednesday, December 31, 2025"),
    ],
)
def test_the_day_is_told_by_the_persons_clock(at: datetime, told: str) -> None:
    assert day_told(at, NOW) == told


def test_late_at_night_it_is_still_today_where_the_person_is() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert day_told(datetime(2026, 6, 2, 16, tzinfo=timezone.utc), NOW.astimezone(tokyo)) == "today"


def test_evidence_says_how_it_came() -> None:
    assert evidence("I like jazz", "told", MONDAY, NOW) == 'You told me on Monday, June 1: "I like jazz".'
    assert evidence("jazz", "edited", NOW, NOW) == 'You changed it yourself today: "jazz".'
    assert evidence("", "told", NOW, NOW) == ""


def test_everything_is_listed_by_what_it_is_about_newest_first() -> None:
    phrase = Phrase(1, "ann", Kind.REQUEST, "movie night", ("dim {the lights}", "play jazz"), "w", "told", NOW, 2, NOW)
    name = Phrase(2, "ann", Kind.NAME, "the den", ("the office",), "w", "told", MONDAY)
    meant = Correction(1, "ann", "place_name", "portland", "Portland, Maine", "no, Maine", NOW)
    over = Condition(until=MONDAY, words="today")
    profile = Profile(
        "ann",
        (
            preference(5, "team", "Bulls", liked=False),
            preference(4, "cuisine", "Thai", uses=3, used_at=NOW),
            preference(3, "music_genre", "jazz", condition=over),
            preference(1, "untaught", "x"),
        ),
        (meant,),
        phrases=(phrase,),
        paused=(preference(6, "cuisine", "Greek", learned_at=NOW, paused_at=NOW), name),
    )
    items = overview(profile, load_curriculum(), NOW)
    told = {item.told: item for item in items}
    assert [item.about for item in items] == ["music", "food", "food", "team", "untaught", WORDS, WORDS, NAMES]
    assert [item.number for item in items if item.about == "food"] == [6, 4]
    assert told["You like Greek food."].paused_at == NOW and told["You like Thai food."].uses == 3
    assert [item.over for item in items] == [True] + [False] * 7
    assert [item.told for item in items if not item.liked] == ["You are no Bulls fan."]
    assert told['"movie night" means dim the lights and play jazz.'].steps == ("dim {the lights}", "play jazz")
    assert told['"the den" means the office.'].name
    assert told["When you say portland you mean Portland, Maine."].uses == 0
    assert told["You like Thai food."].signs == ("you like … food", "you don't like … food")


def test_of_nobody_nothing_is_listed() -> None:
    assert overview(Profile(), load_curriculum(), NOW) == ()
