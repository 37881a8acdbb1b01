"""The sample house and the lookup tables that name its rooms, things and colours."""

from __future__ import annotations

import pytest

from actions.skills.lights import COLORS, read_color
from actions.worlds.household import ROOMS, THINGS, find_appliances, find_rooms, kind_in
from preferences.lookups import load_lookups


def rooms(text: str) -> list[str]:
    return [place.room for place in find_rooms(text)]


def test_every_room_and_alias_is_found_by_its_name() -> None:
    for room in ROOMS:
        for name in (room.name, *room.also):
            assert rooms(f"the {name} lights") == [room.name]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("livingroom", ["living room"]),
        ("the Living-Room lights", ["living room"]),
        ("kitchen and dining room", ["kitchen", "dining room"]),
        ("set the bedroom lights to study mode", ["bedroom"]),
        ("the lights in the study", ["office"]),
        ("the kid's room", ["kids room"]),
        ("nothing to see", []),
        ("", []),
    ],
)
def test_rooms_are_found_in_sentences(text: str, found: list[str]) -> None:
    assert rooms(text) == found


def test_a_floor_stands_for_its_rooms() -> None:
    assert set(rooms("upstairs")) == {room.name for room in ROOMS if room.floor == "upstairs"}


def test_things_have_keys_of_their_own() -> None:
    assert len({thing.key for thing in THINGS}) == len(THINGS)


def test_the_lookup_tables_name_what_the_house_has() -> None:
    lookups = load_lookups()
    assert all(find_rooms(value) for value in lookups["house_place"].values)
    assert all(kind_in(value) or find_appliances(value) for value in lookups["device_type"].values)
    assert set(lookups["color_type"].values) == set(COLORS)
    assert all(read_color(value) == value for value in lookups["color_type"].values)
