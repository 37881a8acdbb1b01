"""The heating: a temperature for the house or a room, warmer, cooler, off."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from actions.amounts import Degrees, read_degrees, read_unit
from actions.rooms import Where, find_where, no_such_room
from actions.skill import Skill
from actions.skills.oven import Wanted, out_of_range, settle_unit
from actions.taking_back import serve_again
from actions.worlds.household import Home, Thing, open_home
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request

_COLD = re.compile(
    r"\b(?:too (?:cold|cool|chilly|frosty)|so cold|freezing|frozen|chilly|shivering|(?:is|it's|its|i'm|im|am|"
    r"i am|are) "
    r"(?:really |very |so |a bit |a little |quite |pretty |getting )*cold)\b",
    re.IGNORECASE,
)
_HOT = re.compile(
    r"\b(?:too (?:hot|warm|stuffy)|so hot|boiling|sweating|sweltering|roasting|stuffy|(?:is|it's|its|i'm|im|am|"
    r"i am|are) "
    r"(?:really |very |so |a bit |a little |quite |pretty |getting )*hot)\b",
    re.IGNORECASE,
)
_WARMER = re.compile(
    r"\b(?:warmer|hotter|up|raise|increase|"
    r"higher|warm up|heat up|crank|more heat)\b",
    re.IGNORECASE,
)
_COOLER = re.compile(r"\b(?:cooler|colder|down|lower|decrease|reduce|drop|less heat|cool)\b", re.IGNORECASE)
_OFF = re.compile(r"\boff\b|\bshut down\b", re.IGNORECASE)
_ON = re.compile(r"\bon\b|\bstart\b", re.IGNORECASE)
_LITTLE = re.compile(r"\b(?:a (?:tiny |little )?bit|a little|a touch|a tad|slightly|a notch)\b", re.IGNORECASE)
_LOT = re.compile(r"\b(?:a lot|much|way|freezing|boiling)\b", re.IGNORECASE)
_COLDEST, _HOTTEST = Degrees(5, "celsius"), Degrees(35, "celsius")
_SURELY_FAHRENHEIT = 45.0
"""A room temperature above this, without a unit, is meant in Fahrenheit."""
_BIGGEST_STEP = 10.0
"""With "up" or "down", a number up to this is a step and no temperature."""


class Thermostat(Skill):
    """Sets the heating."""

    action = "action_thermostat"
    intents = ("iot_thermostat_set",)

    def __init__(self, home: Callable[[Belongings], Home] = open_home) -> None:
        self._home = home

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Set the heating and say to what, with the unit."""
        return serve_again(lambda asked, kept: serve_thermostat(asked, self._home(kept)), request, belongings)


def serve_thermostat(request: Request, home: Home) -> Reply:
    """Answer a request about the heating; other skills use it for heating that was called a plug."""
    where = find_where(request, home)
    if where.unknown:
        return Reply(no_such_room(where, home), Outcome.NOT_FOUND)
    thermostats = _thermostats(where, home)
    if not thermostats:
        return Reply(f"There is no heating in the {where.say()}.", Outcome.NOT_FOUND)
    name = _name(where, thermostats)
    be = "are" if len(thermostats) > 1 else "is"
    said = _said_degrees(request)
    direction = _direction(request.text)
    if said is None and not direction:
        if _OFF.search(request.text) or _ON.search(request.text):
            return _switch(home, thermostats, name, be, "off" if _OFF.search(request.text) else "on")
        question = f"What temperature should I set {name} to?"
        return Reply(question, Outcome.ASKED, missing="temperature")
    if said is not None and not said.relative and direction and said.number <= _BIGGEST_STEP:
        said = replace(said, relative=True)
    if said is None or said.relative:
        wanted = _stepped(request, said, direction or 1, home, thermostats[0])
    else:
        wanted = settle_unit(request, said, home.unit, _SURELY_FAHRENHEIT, (_COLDEST, _HOTTEST))
    if refusal := out_of_range(name, wanted.degrees, _COLDEST, _HOTTEST):
        return Reply(refusal, Outcome.UNSUPPORTED)
    target = {"state": "on", "target": round(wanted.degrees.number, 1), "unit": wanted.degrees.unit}
    for thing in thermostats:
        home.change(thing, target)
    because = wanted.because or where.because
    sentence = f"{name[0].upper()}{name[1:]} {be} set to {wanted.degrees.say()}{because}."
    return Reply(wanted.note + sentence + home.greeting())


def _thermostats(where: Where, home: Home) -> list[Thing]:
    """Those of the named or preferred rooms, else the one for the whole house."""
    rooms = where.rooms if (where.named and not where.whole) or where.because else ("house",)
    return [thing for room in rooms for thing in home.things if thing.kind == "thermostat" and thing.room == room]


def _name(where: Where, thermostats: list[Thing]) -> str:
    if thermostats[0].room == "house":
        return "the thermostat"
    return f"the {where.say()} thermostat{'s' if len(thermostats) > 1 else ''}"


def _said_degrees(request: Request) -> Degrees | None:
    if (found := read_degrees(request.text)) is not None:
        return found
    for name in ("temperature", "change_amount"):
        for value in request.values(name):
            if (found := read_degrees(value)) is not None:
                return found
    return None


def _direction(text: str) -> int:
    """1 for warmer, -1 for cooler, 0 when the words name no direction."""
    if _COLD.search(text):
        return 1
    if _HOT.search(text):
        return -1
    if _WARMER.search(text):
        return 1
    return -1 if _COOLER.search(text) else 0


def _stepped(request: Request, said: Degrees | None, direction: int, home: Home, thing: Thing) -> Wanted:
    state = home.state(thing)
    unit = read_unit(str(state.get("unit", ""))) or home.unit
    target = state.get("target")
    now = Degrees(float(target) if isinstance(target, (int, float)) else 20.0, unit)
    preferred = request.value("temperature_unit")
    shown = (said.unit if said else None) or (read_unit(preferred) if preferred else None) or unit
    if said is not None:
        step = replace(said, unit=said.unit or shown).to(shown).number
    else:
        size = 1.0 if _LITTLE.search(request.text) else 4.0 if _LOT.search(request.text) else 2.0
        step = size * (2 if shown == "fahrenheit" else 1)
    return Wanted(Degrees(now.to(shown).number + direction * step, shown))


def _switch(home: Home, thermostats: list[Thing], name: str, be: str, state: str) -> Reply:
    for thing in thermostats:
        now = home.change(thing, {"state": state})
    heating = name.replace("thermostats", "heating").replace("thermostat", "heating")
    told = f"{heating[0].upper()}{heating[1:]} is {state}"
    if state == "on":
        unit = read_unit(str(now.get("unit", ""))) or home.unit
        told += f", at {Degrees(float(now.get('target', 20.0)), unit).say()}"
    return Reply(told + "." + home.greeting())
