"""Devices, rooms and states by one word each."""

from __future__ import annotations

from typing import Any

import pytest

from preferences.devices import is_on, kind_of, room_of, spoken_to, stands_in
from preferences.surroundings import Device


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Smart_TV", "tv"),
        ("telly", "tv"),
        ("the echo", "speaker"),
        ("kitchen speaker", "speaker"),
        ("iPad", "tablet"),
        ("fridge", "fridge"),
    ],
)
def test_kinds(said: str, kind: str) -> None:
    assert kind_of(said) == kind


@pytest.mark.parametrize(
    ("said", "room"),
    [("living_room", "living room"), ("the lounge", "living room"), ("Study", "office"), ("cave", "cave")],
)
def test_rooms(said: str, room: str) -> None:
    assert room_of(said) == room


def test_a_devices_name_tells_what_the_front_end_does_not() -> None:
    named = Device(id="kitchen-speaker")
    assert (spoken_to(named), stands_in(named)) == ("speaker", "kitchen")
    told = Device(id="kitchen-speaker", kind="tv", room="office")
    assert (spoken_to(told), stands_in(told)) == ("tv", "office")
    strange = Device(id="a3f9")
    assert (spoken_to(strange), stands_in(strange)) == (None, None)
    assert (spoken_to(Device()), stands_in(Device())) == (None, None)


@pytest.mark.parametrize(
    ("state", "on"),
    [
        ({"state": "On"}, True),
        ({"state": "heating"}, True),
        ({"state": "off"}, False),
        ({"on": True}, True),
        ({"power": 0}, False),
        ({"state": "sideways"}, None),
        ({"temperature": 20}, None),
        ({}, None),
    ],
)
def test_states(state: dict[str, Any], on: bool | None) -> None:
    assert is_on(state) is on
