"""The circumstances of a turn as features: a name and a value each, from small closed sets.

Rooms, kinds of devices and intents are of known names only, so that what is counted over everybody holds no words of
anybody's. What a front-end does not tell has no feature, and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from preferences.devices import KINDS, ROOMS, is_on, plain, spoken_to, stands_in
from preferences.surroundings import Surroundings

_SCREENS = frozenset({"tv", "display", "phone", "tablet", "computer"})
_SCREENLESS = frozenset({"speaker", "headphones", "radio", "car"})
_LIGHT = frozenset({"light", "lights", "lamp", "lamps", "bulb", "bulbs"})
_DAYPARTS = ((5, "night"), (12, "morning"), (17, "afternoon"), (22, "evening"), (24, "night"))
_SENSOR = re.compile(r"\b(?:thermostat|thermometer|sensor|climate|heating|hygrometer|weather station)\b")
"""Devices that tell something all the time; that one is on is no news."""
NOTHING = "none"
"""The value of what is known not to be there."""


def daypart(now: datetime) -> str:
    """morning, afternoon, evening or night."""
    return next(name for until, name in _DAYPARTS if now.hour < until)


def features(now: datetime, surroundings: Surroundings, before: str | None, home: str = "") -> dict[str, str]:
    """The features of one turn.

    Args:
        now: the person's clock, aware.
        surroundings: what the front-end told.
        before: the intent of the request just before; None when there was none of late.
        home: where the person lives, to tell whether they are away.
    """
    found = {
        "daypart": daypart(now),
        "week": "weekend" if now.weekday() >= 5 else "weekday",
        "before": before or NOTHING,
    }
    device = surroundings.device
    kind, room = spoken_to(device), stands_in(device)
    if kind is not None and kind in KINDS:
        found["kind"] = kind
    screen = (
        device.screen if device.screen is not None else kind in _SCREENS if kind in _SCREENS | _SCREENLESS else None
    )
    if screen is not None:
        found["screen"] = "yes" if screen else "no"
    if room is not None and room in ROOMS:
        found["room"] = room
    if room:
        found["stands"] = "yes"
    light = _light(surroundings.devices, room)
    if light is not None:
        found["light"] = "on" if light else "off"
    if surroundings.location and home:
        found["place"] = "home" if _same_place(surroundings.location, home) else "away"
    return found


def _same_place(location: str, home: str) -> bool:
    return plain(location.split(",")[0]) in ("home", plain(home.split(",")[0]))


def _light(devices: Mapping[str, Mapping[str, Any]], room: str | None) -> bool | None:
    """Whether a light is on where the person is, as far as it is reported; None when none is."""
    told = [(plain(name), is_on(state)) for name, state in devices.items() if _LIGHT.intersection(plain(name).split())]
    here = [on for name, on in told if room and name.startswith(room)] or [on for _, on in told]
    return any(here) if any(on is not None for on in here) else None


def reporting(devices: Mapping[str, Mapping[str, Any]], quantities: tuple[str, ...]) -> tuple[str, str]:
    """The device that a question about a quantity would be about, and how it stands.

    Args:
        devices: the states around, by name.
        quantities: the names under which the quantity is reported.

    Returns:
        its name, and on (it is running and tells), reports (a sensor that always tells), off, or none.
    """
    best, standing = "", NOTHING
    for name, state in devices.items():
        on = is_on(state)
        tells = any(quantity == "state" or _number(state.get(quantity)) for quantity in quantities)
        always = _SENSOR.search(plain(name)) is not None
        if on and tells and not always:
            return plain(name), "on"
        if tells and (always or on is None):
            best, standing = plain(name), "reports"
        elif on is False and standing == NOTHING:
            best, standing = plain(name), "off"
    return best, standing


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def named_kind(entities: Iterable[str]) -> str:
    """What kind of name an open request holds: "movie_name"; none for none."""
    return next((name for name in entities if name.endswith("_name")), NOTHING)
