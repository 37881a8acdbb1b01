"""The circumstances of a turn as features."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from learning.features import daypart, features, named_kind, reporting
from preferences.surroundings import read_surroundings

MONDAY = datetime(2026, 6, 1, 8, tzinfo=timezone.utc)


def of(metadata: dict[str, Any], before: str | None = None, home: str = "") -> dict[str, str]:
    return features(MONDAY, read_surroundings(metadata), before, home)


def test_without_a_word_from_the_front_end_only_the_clock_and_the_talk_are_known() -> None:
    assert of({}) == {"daypart": "morning", "week": "weekday", "before": "none"}
    assert of({}, "alarm_set")["before"] == "alarm_set"


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "night"), (4, "night"), (5, "morning"), (12, "afternoon"), (17, "evening"), (21, "evening"), (22, "night")],
)
def test_parts_of_the_day(hour: int, part: str) -> None:
    assert daypart(MONDAY.replace(hour=hour)) == part


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ({"kind": "Smart_TV"}, {"kind": "tv", "screen": "yes"}),
        ({"kind": "speaker"}, {"kind": "speaker", "screen": "no"}),
        ({"kind": "speaker", "screen": True}, {"kind": "speaker", "screen": "yes"}),
        ({"id": "kitchen-speaker"}, {"kind": "speaker", "screen": "no", "room": "kitchen", "stands": "yes"}),
        ({"kind": "toaster"}, {}),
        ({"room": "the lounge"}, {"room": "living room", "stands": "yes"}),
        ({"room": "Sam's den of secrets"}, {"stands": "yes"}),
    ],
)
def test_devices_and_rooms_of_known_names_only(device: dict[str, Any], expected: dict[str, str]) -> None:
    found = of({"device": device})
    assert {name: found[name] for name in found if name in ("kind", "screen", "room", "stands")} == expected


def test_a_light_where_the_person_is() -> None:
    devices = {"kitchen light": {"state": "on"}, "office-lamp": {"state": "off"}}
    assert of({"devices": devices, "device": {"room": "office"}})["light"] == "off"
    assert of({"devices": devices})["light"] == "on"
    assert "light" not in of({"devices": {"oven": {"state": "on"}}})


def test_home_and_away() -> None:
    assert of({"location": "Portland"}, home="Portland, Maine")["place"] == "home"
    assert of({"location": "Boston"}, home="Portland, Maine")["place"] == "away"
    assert "place" not in of({"location": "Boston"})


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        ({}, ("", "none")),
        ({"oven": {"state": "on", "temperature": 180}}, ("oven", "on")),
        ({"oven": {"state": "off", "temperature": 24}}, ("oven", "off")),
        ({"oven": {"state": "on"}}, ("", "none")),
        ({"thermostat": {"state": "on", "temperature": 20}}, ("thermostat", "reports")),
        ({"thermostat": {"temperature": 20}, "oven": {"state": "heating", "temperature": 90}}, ("oven", "on")),
        ({"oven": {"state": "on", "temperature": True}}, ("", "none")),
    ],
)
def test_what_a_question_about_a_temperature_is_about(devices: dict[str, Any], expected: tuple[str, str]) -> None:
    assert reporting(devices, ("temperature",)) == expected


def test_the_kind_of_a_name() -> None:
    assert named_kind(["music_genre", "movie_name"]) == "movie_name"
    assert named_kind([]) == "none"
