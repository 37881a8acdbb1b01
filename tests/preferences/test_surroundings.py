"""What a front-end tells of one message: used where it makes sense, left out and named where it does not."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preferences.clock import home_zone, person_clock
from preferences.condition import ALWAYS
from preferences.preference import Preference, Profile
from preferences.surroundings import Device, Surroundings, read_surroundings

pytestmark = pytest.mark.patient

FULL: dict[str, Any] = {
    "user_id": " ann ",
    "barge_in": True,
    "played_ms": 1200,
    "asr": {"confidence": 0.75, "hypotheses": [{"text": "play jazz", "confidence": 0.6}, {"text": "play jars"}]},
    "wake": {"score": 1},
    "device": {"id": "k1", "kind": "speaker", "screen": False, "room": "kitchen"},
    "devices": {"lamp": {"state": "on"}, "broken": 3},
    "local_time": "2024-05-01T08:15:00",
    "timezone": "Europe/Lisbon",
    "location": "Lisbon",
    "favourite_colour": "green",
}
UTC_NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def test_all_of_it_is_read() -> None:
    assert read_surroundings(FULL) == Surroundings(
        user_id="ann",
        barge_in=True,
        played_ms=1200.0,
        asr_confidence=0.75,
        asr_hypotheses=(("play jazz", 0.6), ("play jars", 0.0)),
        wake_score=1.0,
        device=Device("k1", "speaker", False, "kitchen"),
        devices={"lamp": {"state": "on"}},
        local_time=datetime(2024, 5, 1, 8, 15),
        timezone="Europe/Lisbon",
        location="Lisbon",
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("user_id", 7),
        ("user_id", "   "),
        ("user_id", "x" * 201),
        ("barge_in", "maybe"),
        ("barge_in", 1),
        ("played_ms", -1),
        ("played_ms", float("nan")),
        ("played_ms", 10**400),
        ("played_ms", True),
        ("asr", "loud"),
        ("wake", [1]),
        ("device", "toaster"),
        ("devices", [1, 2]),
        ("local_time", "yesterdayish"),
        ("local_time", 1714560000),
        ("local_time", "0001-01-01T00:00:00+14:00"),
        ("local_time", "9999-12-31T23:59:59"),
        ("timezone", "Middle/Earth"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "\x00"),
        ("location", ["here"]),
    ],
)
def test_a_wrong_value_is_left_out_and_named(key: str, value: Any) -> None:
    assert read_surroundings({key: value}) == Surroundings(ignored=(key,))


def test_a_wrong_confidence_is_named() -> None:
    assert read_surroundings({"asr": {"confidence": "high"}}).ignored == ("asr.confidence",)
    assert read_surroundings({"asr": {"confidence": 1.5}}).asr_confidence is None


def test_nothing_and_nonsense() -> None:
    assert read_surroundings(None) == Surroundings()
    assert read_surroundings("metadata") == Surroundings(ignored=("metadata",))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just(10**400),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["text", "confidence", "score", "hypotheses", "id", "room"]), inner, max_size=2
        )
    ),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(metadata=st.dictionaries(st.sampled_from(sorted(FULL)), VALUES, max_size=4))
def test_no_metadata_ever_raises(metadata: dict[str, Any]) -> None:
    assert read_surroundings(metadata).clock("Europe/Lisbon").tzinfo is not None


# --- the clock


@pytest.mark.parametrize(
    ("told", "home", "shown"),
    [
        ({}, None, UTC_NOON.astimezone()),
        ({}, "Asia/Tokyo", datetime(2024, 5, 1, 21, tzinfo=timezone(timedelta(hours=9)))),
        ({"timezone": "Europe/Lisbon"}, "Asia/Tokyo", datetime(2024, 5, 1, 13, tzinfo=timezone(timedelta(hours=1)))),
        (
            {"local_time": "2024-07-01T07:00:00", "timezone": "Europe/Lisbon"},
            "Asia/Tokyo",
            datetime(2024, 7, 1, 7, tzinfo=timezone(timedelta(hours=1))),
        ),
        (
            {"local_time": "2024-07-01T07:00:00-05:00", "timezone": "Europe/Lisbon"},
            None,
            datetime(2024, 7, 1, 7, tzinfo=timezone(timedelta(hours=-5))),
        ),
    ],
)
def test_local_time_before_time_zone_before_home_before_the_server(
    told: dict[str, Any], home: str | None, shown: datetime
) -> None:
    clock = read_surroundings(told).clock(home, UTC_NOON)
    assert clock == shown
    assert clock.utcoffset() == shown.utcoffset()


def living_in(place: str, liked: bool = True) -> Profile:
    return Profile("ann", (Preference(1, "ann", "home", place, liked, 1, ALWAYS, "", "told", UTC_NOON),))


def test_the_home_that_was_taught_sets_the_clock() -> None:
    assert home_zone(living_in("Tokyo, Japan")) == "Asia/Tokyo"
    assert home_zone(living_in("Nowhere at all")) is None
    assert home_zone(living_in("Tokyo, Japan", liked=False)) is None
    assert home_zone(Profile("ann")) is None
    assert person_clock(living_in("Tokyo, Japan"), Surroundings()).utcoffset() == timedelta(hours=9)
