"""Numbers as values, with the unit they are counted in."""

from __future__ import annotations

import pytest

from preferences.number_value import BARE, Unit, number_of, read_number, written

CUPS = Unit("cup", "cups", ("mug", "mugs"))


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("two cups a day", "2 cups", " a day"),
        ("3", "3 cups", ""),
        ("about a hundred cups", "100 cups", ""),
        ("one mug", "1 cup", ""),
        ("2.5 cups", "2.5 cups", ""),
        ("twenty five mugs please", "25 cups", " please"),
        ("minus two", "-2 cups", ""),
        ("5 litres", "5 cups", " litres"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: str, rest: str) -> None:
    found = read_number(text, CUPS)
    assert found is not None
    assert (found.value, text[found.end :]) == (value, rest)


@pytest.mark.parametrize("text", ["", "potato", "I drink two cups", "cups", "x" * 1000])
def test_what_begins_with_no_number_is_none(text: str) -> None:
    assert read_number(text, CUPS) is None


def test_a_number_may_stand_alone() -> None:
    assert (written(3), written(2.25), written(1, CUPS), read_number("seven")) == (
        "3", "2.25", "1 cup", read_number("seven", BARE),
    )  # fmt: skip
    assert (number_of("2.5 cups"), number_of("-3"), number_of("cups")) == (2.5, -3.0, None)
