"""Amounts in words: numbers, shares of a hundred, temperatures."""

from __future__ import annotations

import pytest

from actions.amounts import Degrees, Level, read_degrees, read_level
from preferences.numbers import find_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("21.5 and 3", [21.5, 3]),
        ("two hundred and five", [205]),
        ("three fifty", [350]),
        ("four twenty five", [425]),
        ("one eighty", [180]),
        ("twenty one and a half", [21.5]),
        ("a hundred and eighty", [180]),
        ("minus 20", [-20]),
        ("someone weighs a ton", []),
        ("", []),
        ("9" * 400, []),
    ],
)
def test_numbers_are_read_in_digits_and_words(text: str, numbers: list[float]) -> None:
    assert [number.value for number in find_numbers(text)] == numbers


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("to 20 percent", Level(20)),
        ("fifty per cent", Level(50)),
        ("20%", Level(20)),
        ("half way", Level(50)),
        ("three quarters", Level(75)),
        ("a bit brighter", Level(10, True)),
        ("by 15 percent", Level(15, True)),
        ("20 percent dimmer", Level(20, True)),
        ("down to seven", Level(7)),
        ("to level 5", Level(50)),
        ("to the max", Level(100)),
        ("two lights", None),
        ("at 6 pm", None),
        ("the hallway lights", None),
    ],
)
def test_levels_are_read(text: str, level: Level | None) -> None:
    assert read_level(text) == level


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("200 degrees", Degrees(200)),
        ("350F", Degrees(350, "fahrenheit")),
        ("180 °C for 20 minutes", Degrees(180, "celsius")),
        ("for 30 minutes to 180", Degrees(180)),
        ("180℃", Degrees(180, "celsius")),
        ("gas mark 4", Degrees(180, "celsius")),
        ("two degrees warmer", Degrees(2, None, True)),
        ("a couple of degrees cooler", Degrees(2, None, True)),
        ("up by five fahrenheit", Degrees(5, "fahrenheit", True)),
        ("in celsius, 21", Degrees(21, "celsius")),
        ("for 20 minutes", None),
        ("50 percent", None),
    ],
)
def test_temperatures_are_read(text: str, degrees: Degrees | None) -> None:
    assert read_degrees(text) == degrees


def test_temperatures_and_steps_change_unit() -> None:
    assert Degrees(350, "fahrenheit").to("celsius").say() == "176.7 degrees Celsius"
    assert Degrees(100, "celsius").to("fahrenheit").say() == "212 degrees Fahrenheit"
    assert Degrees(10, "celsius", True).to("fahrenheit") == Degrees(18, "fahrenheit", True)
    assert Degrees(1, "celsius").say() == "1 degree Celsius"
