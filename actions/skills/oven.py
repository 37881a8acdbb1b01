"""The oven: a temperature with its unit, warmer, cooler, off."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from actions.amounts import Degrees, read_degrees, read_unit
from actions.skill import Skill
from actions.taking_back import serve_again
from actions.worlds.household import Home, Thing, open_home
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request

_OFF = re.compile(r"\b(?:off|stop|cancel|shut down)\b|\bdone with the oven\b", re.IGNORECASE)
_ON = re.compile(r"\b(?:on|start|fire up)\b", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:down|lower|cooler|colder|less|reduce|decrease|drop)\b", re.IGNORECASE)
_QUESTION = re.compile(r"^\W*(?:is|are|was|did|does|how|what|whats|what's|tell me)\b", re.IGNORECASE)
_COLDEST, _HOTTEST = Degrees(30, "celsius"), Degrees(300, "celsius")
"""What the oven can do."""
_SURELY_FAHRENHEIT = 260.0
"""An oven number above this, without a unit, is meant in Fahrenheit."""


class Oven(Skill):
    """Sets the oven's temperature and switches it."""

    action = "action_oven"
    intents = ("iot_oven_set",)

    def __init__(self, home: Callable[[Belongings], Home] = open_home) -> None:
        self._home = home

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Set the oven and say to what, with the unit."""
        home = self._home(belongings)
        if _QUESTION.search(request.text) and read_degrees(request.text) is None:
            from actions.skills.home_states import serve_query

            return serve_query(request, home)
        return serve_again(lambda asked, kept: serve_oven(asked, self._home(kept)), request, belongings)


@dataclass(frozen=True)
class Wanted:
    """A temperature together with how its unit was settled."""

    degrees: Degrees
    """The temperature, always with a unit."""
    because: str = ""
    """", because ..." when a preference settled the unit."""
    note: str = ""
    """A sentence to say first, when the preferred unit cannot have been meant."""


def serve_oven(request: Request, home: Home) -> Reply:
    """Answer a request about the oven; other skills use it for an oven that was called a plug."""
    oven = next((thing for thing in home.things if thing.kind == "oven"), None)
    if oven is None:
        return Reply("There is no oven in this house that I can set.", Outcome.NOT_FOUND)
    said = _said_degrees(request)
    if said is None:
        if _OFF.search(request.text):
            was = home.state(oven).get("state")
            home.change(oven, {"state": "off"})
            return Reply(f"The oven is {'already ' if was == 'off' else ''}off." + home.greeting())
        if _ON.search(request.text) and (again := _stored(home, oven)) is not None:
            home.change(oven, {"state": "on"})
            return Reply(f"The oven is on, at {again.say()} like the last time." + home.greeting())
        return Reply("What temperature should I set the oven to?", Outcome.ASKED, missing="temperature")
    if said.relative:
        now = _stored(home, oven)
        if now is None:
            return Reply("The oven has no temperature yet. What should I set it to?", Outcome.ASKED, "temperature")
        step = replace(said, unit=said.unit or now.unit).to(now.unit or home.unit)
        sign = -1 if _DOWN.search(request.text) else 1
        wanted = Wanted(Degrees(now.number + sign * step.number, now.unit))
    else:
        wanted = settle_unit(request, said, home.unit, _SURELY_FAHRENHEIT, (_COLDEST, _HOTTEST))
    if refusal := out_of_range("the oven", wanted.degrees, _COLDEST, _HOTTEST):
        return Reply(refusal, Outcome.UNSUPPORTED)
    home.change(oven, {"state": "on", "temperature": round(wanted.degrees.number, 1), "unit": wanted.degrees.unit})
    return Reply(f"{wanted.note}The oven is set to {wanted.degrees.say()}{wanted.because}." + home.greeting())


def _said_degrees(request: Request) -> Degrees | None:
    if (found := read_degrees(request.text)) is not None:
        return found
    for name in ("temperature", "change_amount"):
        for value in request.values(name):
            if (found := read_degrees(value)) is not None:
                return found
    return None


def _stored(home: Home, thing: Thing) -> Degrees | None:
    state = home.state(thing)
    number = state.get("temperature")
    if not isinstance(number, (int, float)) or isinstance(number, bool):
        return None
    return Degrees(float(number), read_unit(str(state.get("unit", ""))) or home.unit)


def settle_unit(
    request: Request, said: Degrees, usual: str, surely_fahrenheit: float, span: tuple[Degrees, Degrees]
) -> Wanted:
    """Give a temperature its unit: the one said, the preferred one, the one the number must mean, the usual one.

    Args:
        request: the request, for its `temperature_unit`.
        said: the temperature as it was said.
        usual: the unit of the house.
        surely_fahrenheit: a number above it is Fahrenheit when nothing else says.
        span: the coldest and hottest the device can do, to tell when a preferred unit cannot have been meant.
    """
    if said.unit:
        return Wanted(said)
    entity = request.entity("temperature_unit")
    preferred = read_unit(entity.value) if entity else None
    if entity is not None and preferred is not None:
        degrees = replace(said, unit=preferred)
        other = replace(said, unit="celsius" if preferred == "fahrenheit" else "fahrenheit")
        if entity.assumed and not _within(degrees, *span) and _within(other, *span):
            named = str(other.unit).capitalize()
            same = Degrees(round(other.to(preferred).number), preferred).say()
            return Wanted(other, note=f"I took that as {named}; it is about {same}. ")
        return Wanted(degrees, because=request.because("temperature_unit"))
    return Wanted(replace(said, unit="fahrenheit" if said.number > surely_fahrenheit else usual))


def _within(degrees: Degrees, coldest: Degrees, hottest: Degrees) -> bool:
    unit = degrees.unit or "celsius"
    return coldest.to(unit).number <= degrees.number <= hottest.to(unit).number


def out_of_range(device: str, degrees: Degrees, coldest: Degrees, hottest: Degrees) -> str:
    """What to say when a device cannot do a temperature; empty when it can."""
    if _within(degrees, coldest, hottest):
        return ""
    unit = degrees.unit or "celsius"
    low, high = round(coldest.to(unit).number), round(hottest.to(unit).number)
    return f"I can't set {device} to {degrees.say()}. It goes from {low} to {high} degrees {unit.capitalize()}."
