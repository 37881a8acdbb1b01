"""Which of several taught values guides a request, and when two clash."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

from preferences.clash import Clash, guiding
from preferences.condition import ALWAYS, Condition
from preferences.preference import Preference
from preferences.surroundings import Device, Surroundings

MORNING = datetime(2026, 6, 3, 8, tzinfo=timezone.utc)
KITCHEN = Surroundings(device=Device(kind="speaker", room="kitchen"))
MORNINGS = Condition(from_time=time(5), to_time=time(12), words="in the morning")
EARLY = Condition(from_time=time(7), to_time=time(9), words="from 7 to 9 am")
HERE = Condition(room="kitchen", words="in the kitchen")
THIS_WEEK = Condition(until=MORNING + timedelta(days=3), words="this week")


def known(value: str, condition: Condition, number: int, liked: bool = True) -> Preference:
    learned = datetime(2026, 1, number, tzinfo=timezone.utc)
    return Preference(number, "ann", "music_genre", value, liked, 1.0, condition, "", "told", learned)


def values(*preferences: Preference) -> tuple[str | None, str | None]:
    first, other = guiding(preferences, MORNING, KITCHEN)
    return first.value if first else None, other.value if other else None


def test_nothing_guides_where_nothing_holds() -> None:
    assert values() == (None, None)
    assert values(known("jazz", Condition(room="office"), 1)) == (None, None)
    assert values(known("jazz", MORNINGS, 1, liked=False)) == (None, None)


def test_a_condition_beats_none_and_more_of_them_beat_one() -> None:
    both = Condition(from_time=time(5), to_time=time(12), room="kitchen")
    assert values(known("jazz", MORNINGS, 1), known("rock", ALWAYS, 2)) == ("jazz", None)
    assert values(known("soul", both, 1), known("jazz", MORNINGS, 2), known("pop", HERE, 3)) == ("soul", None)


def test_of_two_of_a_kind_the_narrower_wins_then_the_newer() -> None:
    assert values(known("pop", EARLY, 1), known("jazz", MORNINGS, 2)) == ("pop", None)
    assert values(known("pop", MORNINGS, 1), known("jazz", MORNINGS, 2)) == ("jazz", None)


def test_two_of_different_kinds_clash() -> None:
    jazz, classical = known("jazz", MORNINGS, 1), known("classical", HERE, 2)
    assert values(jazz, classical) == ("classical", "jazz")
    clash = Clash("music_genre", (classical, jazz))
    assert clash.key == "music_genre/1/2"
    assert clash.condition == Condition(
        from_time=time(5), to_time=time(12), room="kitchen", words="in the morning in the kitchen"
    )
    assert values(jazz, known("jazz", HERE, 2)) == ("jazz", None)


def test_what_ends_goes_before_what_comes_back() -> None:
    assert values(known("funk", THIS_WEEK, 1), known("jazz", MORNINGS, 2), known("pop", HERE, 3)) == ("funk", None)
