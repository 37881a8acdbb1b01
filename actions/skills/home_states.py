"""Questions about the house: is the oven on, how warm is it inside, which lights are on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from actions.amounts import Degrees, read_unit
from actions.rooms import Where, find_where, no_such_room, spoken_list, with_article
from actions.skill import Skill
from actions.skills.lights import how_lit
from actions.worlds.household import (
    Home,
    Thing,
    find_appliances,
    find_rooms,
    kind_in,
    names_kind,
    open_home,
)
from preferences.belongings import Belongings
from preferences.numbers import say_number
from preferences.request import Outcome, Reply, Request

_TEMPERATURE = re.compile(
    r"\b(?:temperature|temp|how (?:warm|hot|cold|cool)|degrees|thermometer|(?:is it|it's|too) (?:warm|hot|cold|"
    r"cool))\b",
    re.IGNORECASE,
)
_BRIGHTNESS = re.compile(r"\b(?:how (?:bright|dark|dim)|brightness)\b", re.IGNORECASE)
_HUMIDITY = re.compile(r"\b(?:humidity|humid|damp)\b", re.IGNORECASE)
_WHAT_IS_ON = re.compile(
    r"\b(?:any|anything|something|everything|what|what's|whats|which|devices|appliances|things|status)\b", re.IGNORECASE
)
_ASKS_OFF = re.compile(r"\b(?:off|out|closed|unlocked)\b", re.IGNORECASE)
_YES_NO = re.compile(
    r"^\W*(?:hey |ok |okay |please |so |and |tell me if |check (?:if|whether) )*(?:is|are|did|do|have|has|"
    r"was)\b",
    re.IGNORECASE,
)
_IS_IT_ON = re.compile(
    r"\b(?:is|are) (?:the|my|our) ((?:[\w'-]+ ){1,3}?)(?:still |turned |switched |running )*(?:on|off|running)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\w .%:'-]")


class HomeStates(Skill):
    """Tells the state of devices, rooms and sensors."""

    action = "action_home_states"
    intents = ("iot_query",)

    def __init__(self, home: Callable[[Belongings], Home] = open_home) -> None:
        self._home = home

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Tell the state asked for; what the front-end reports beats what the house remembers."""
        return serve_query(request, self._home(belongings))


def serve_query(request: Request, home: Home) -> Reply:
    """Answer a question about the house; other skills use it for questions that reached them."""
    words = " ".join((request.text, *request.values("device_type")))
    reported = _reported(request)
    where = find_where(request, home)
    if where.unknown:
        return Reply(no_such_room(where, home), Outcome.NOT_FOUND)
    kind = kind_in(words) or ("light" if _BRIGHTNESS.search(words) else None)
    appliances = find_appliances(words, home.things)
    if _HUMIDITY.search(words):
        return _humidity(reported)
    for name, state in reported.items():
        if _named(name, words) and kind_in(name) is None:
            return Reply(_sentence(name, _generic(state)))
    if kind == "light":
        return _lights(request, where, home, reported)
    if appliances:
        return _appliances(request, appliances, home, reported)
    if kind == "oven" or (kind is None and _TEMPERATURE.search(words) and _hot_oven(reported, request)):
        return _oven(request, home, reported)
    if kind == "coffee machine":
        return _coffee(request, home, reported)
    if kind == "thermostat" or _TEMPERATURE.search(words):
        return _warmth(request, where, home, reported, setting=kind == "thermostat")
    if kind == "plug":
        plugs = [thing for thing in home.things if thing.name == "plug" and thing.room in where.rooms]
        return _appliances(request, plugs, home, reported)
    if (hit := _IS_IT_ON.search(request.text)) and not _WHAT_IS_ON.search(hit.group(1)):
        return Reply(f"I don't know {with_article(_clean(hit.group(1)))} in this house.", Outcome.NOT_FOUND)
    if _WHAT_IS_ON.search(words) or re.search(r"\bon\b|\boff\b", words):
        return _whats_on(where, home, reported)
    asked = request.value("device_type")
    if asked:
        return Reply(f"I don't know {with_article(_clean(asked))} in this house.", Outcome.NOT_FOUND)
    return Reply("What in the house would you like to know about?", Outcome.ASKED, missing="device_type")


# --- what the front-end reports


def _reported(request: Request) -> dict[str, Mapping[str, Any]]:
    """The reported states by plain names: "living_room-lamp" is "living room lamp"."""
    plain = {}
    for name, state in list(request.surroundings.devices.items())[:200]:
        plain[_clean(re.sub(r"[_.\-]+", " ", name))] = state
    return plain


def _clean(words: object) -> str:
    return " ".join(_WORDS.sub(" ", str(words)).split())[:60].lower()


def _named(name: str, words: str) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(name)}s?\b", words.lower()) is not None


def _matching(reported: dict[str, Mapping[str, Any]], kind: str, room: str | None = None) -> Mapping[str, Any] | None:
    """The reported state of that kind in that room; one that names no room fits the whole house."""
    for name, state in reported.items():
        rooms = [place.room for place in find_rooms(name)]
        if kind_in(name) == kind and (room in rooms if room and rooms else not rooms or room is None):
            return state
    return None


def _generic(state: Mapping[str, Any]) -> str:
    """Any state in words: "on", "locked", "21.5 degrees Celsius"."""
    told = [_clean(state["state"])] if isinstance(state.get("state"), (str, int, float)) else []
    if (degrees := _degrees(state)) is not None:
        told.append(f"at {degrees.say()}")
    for part in ("brightness", "humidity", "battery"):
        if isinstance(number := state.get(part), (int, float)) and not isinstance(number, bool):
            told.append(f"{part} {say_number(float(number))} percent")
    return ", ".join(told) or "there, but it tells no state"


def _degrees(state: Mapping[str, Any], part: str = "temperature", usual: str = "celsius") -> Degrees | None:
    number = state.get(part)
    if not isinstance(number, (int, float)) or isinstance(number, bool):
        return None
    return Degrees(float(number), read_unit(str(state.get("unit", ""))) or usual)


def _in_wanted_unit(request: Request, degrees: Degrees) -> str:
    """A temperature as the person wants it, with the device's own unit beside it when that differs."""
    wanted = read_unit(request.text) or read_unit(request.value("temperature_unit") or "")
    if wanted is None or wanted == degrees.unit:
        return degrees.say()
    return f"{Degrees(round(degrees.to(wanted).number, 1), wanted).say()} ({degrees.say()})"


# --- one kind of thing each


def _answer(request: Request, is_on: bool) -> str:
    """ "Yes, " or "No, " where the question can be answered so."""
    if not _YES_NO.search(request.text) or not re.search(
        r"\b(?:on|off|out|running|"
        r"ready|done|open|closed)\b",
        request.text,
        re.IGNORECASE,
    ):
        return ""
    return "Yes, " if is_on != bool(_ASKS_OFF.search(request.text)) else "No, "


def _sentence(subject: str, state: str, answer: str = "", plural: bool = False) -> str:
    told = f"the {subject} {'are' if plural else 'is'} {state}."
    return f"{answer}{told}" if answer else told[0].upper() + told[1:]


def _hot_oven(reported: dict[str, Mapping[str, Any]], request: Request) -> bool:
    if re.search(
        r"\b(?:inside|indoors?|in here|"
        r"house|room|outside|home)\b",
        request.text,
        re.IGNORECASE,
    ) or find_rooms(request.text):
        return False
    oven = _matching(reported, "oven")
    return oven is not None and str(oven.get("state", "")).casefold() == "on" and _degrees(oven) is not None


def _oven(request: Request, home: Home, reported: dict[str, Mapping[str, Any]]) -> Reply:
    thing = next((thing for thing in home.things if thing.kind == "oven"), None)
    state = _matching(reported, "oven") or (home.state(thing) if thing else None)
    if state is None:
        return Reply("I don't know an oven in this house.", Outcome.NOT_FOUND)
    is_on = str(state.get("state", "off")).casefold() != "off"
    how = "on" if is_on else "off"
    degrees = _degrees(state, usual=home.unit)
    if is_on and degrees is not None:
        because = request.because("temperature_unit") if read_unit(request.text) is None else ""
        how += f", at {_in_wanted_unit(request, degrees)}{because}"
    return Reply(_sentence("oven", how, _answer(request, is_on)))


def _coffee(request: Request, home: Home, reported: dict[str, Mapping[str, Any]]) -> Reply:
    from actions.skills.coffee import coffee_state

    real = _matching(reported, "coffee machine")
    if real is not None:
        is_on = str(real.get("state", "off")).casefold() != "off"
        return Reply(_sentence("coffee machine", _generic(real), _answer(request, is_on)))
    return Reply(coffee_state(home, request.now))


def _lights(request: Request, where: Where, home: Home, reported: dict[str, Mapping[str, Any]]) -> Reply:
    noun = names_kind(request.text, "light") or "lights"
    states = {}
    for place in where.places:
        thing = next((one for one in home.things if one.kind == "light" and one.room == place.room), None)
        real = _matching(reported, "light", place.room)
        if real is not None and (find_rooms(" ".join(reported)) or where.named):
            states[place] = _light_state(real)
        elif thing is not None:
            states[place] = home.state(thing)
    everywhere = where.whole or (not where.named and not request.surroundings.device.room)
    if everywhere and (where.whole or _WHAT_IS_ON.search(request.text)):
        return _which_lights(home, reported)
    lit = [place for place, state in states.items() if state.get("state") == "on"]
    kinds = list(dict.fromkeys(how_lit(state) for state in states.values()))
    plural = noun.endswith("s") or len(states) > 1
    if len(kinds) == 1:
        told = _sentence(f"{where.say()} {noun}", kinds[0], _answer(request, bool(lit)), plural)
    else:
        each = [
            f"the {place.said} {noun} {'are' if plural else 'is'} {how_lit(state)}" for place, state in states.items()
        ]
        sentence = spoken_list(each)
        told = f"{sentence[0].upper()}{sentence[1:]}."
    return Reply(told, used=where.chosen)


def _light_state(real: Mapping[str, Any]) -> dict[str, Any]:
    state = dict(real)
    state["state"] = "on" if str(real.get("state", "off")).casefold() in ("on", "true", "1") else "off"
    if not isinstance(state.get("brightness"), (int, float)):
        state["brightness"] = 100
    state["color"] = _clean(state.get("color", "white")) or "white"
    return state


def _which_lights(home: Home, reported: dict[str, Mapping[str, Any]]) -> Reply:
    lit = [thing.room for thing in home.things if thing.kind == "light" and _thing_on(thing, home, reported)]
    if not lit:
        return Reply("All the lights are off.")
    if len(lit) == sum(thing.kind == "light" for thing in home.things):
        return Reply("All the lights are on.")
    return Reply(f"The lights are on in {spoken_list([f'the {room}' for room in lit])}.")


def _thing_on(thing: Thing, home: Home, reported: dict[str, Mapping[str, Any]]) -> bool:
    state: Mapping[str, Any] | None = None
    if thing.kind == "plug":
        state = next((real for name, real in reported.items() if thing.name.casefold() in name), None)
    elif thing.kind == "light":
        rooms = {place.room for name in reported for place in find_rooms(name)}
        state = _matching(reported, "light", thing.room) if thing.room in rooms else None
    else:
        state = _matching(reported, thing.kind)
    return str((state or home.state(thing)).get("state", "off")).casefold() == "on"


def _appliances(request: Request, things: list[Thing], home: Home, reported: dict[str, Mapping[str, Any]]) -> Reply:
    if not things:
        return Reply("I don't know a plug there.", Outcome.NOT_FOUND)
    if len(things) == 1:
        is_on = _thing_on(things[0], home, reported)
        name = f"{things[0].room} {things[0].name}"
        return Reply(_sentence(name, "on" if is_on else "off", _answer(request, is_on), name.endswith("s")))
    running = [f"the {thing.room} {thing.name}" for thing in things if _thing_on(thing, home, reported)]
    if not running:
        return Reply("They are all off.")
    told = spoken_list(running)
    return Reply(f"{told[0].upper()}{told[1:]} {'are' if len(running) > 1 else 'is'} on.")


def _warmth(request: Request, where: Where, home: Home, reported: dict[str, Mapping[str, Any]], setting: bool) -> Reply:
    """How warm it is inside, by a real sensor where there is one; else what the heating is set to."""
    room = where.rooms[0] if where.named and not where.whole and where.places else "house"
    spot = "inside" if room == "house" else f"in the {where.places[0].said}"
    because = request.because("temperature_unit") if read_unit(request.text) is None else ""
    for name, state in reported.items():
        rooms = [place.room for place in find_rooms(name)]
        sensor = kind_in(name) == "thermostat" or re.search(
            r"thermo|temperature|sensor|"
            r"indoor|inside|climate",
            name,
        )
        if sensor and not re.search(r"outdoor|outside", name) and (room in rooms or not rooms or room == "house"):
            measured = _degrees(state, usual=home.unit) or _degrees(state, "current_temperature", home.unit)
            if measured is not None:
                return Reply(f"It is {_in_wanted_unit(request, measured)} {spot}{because}.")
    thing = next((one for one in home.things if one.kind == "thermostat" and one.room == room), None)
    if thing is None:
        return Reply(f"I have no thermometer {spot}.", Outcome.NOT_FOUND)
    state = home.state(thing)
    name = "thermostat" if room == "house" else f"{where.places[0].said} thermostat"
    is_on = state.get("state") != "off"
    if setting and (answer := _answer(request, is_on)):
        return Reply(_sentence("heating", "on" if is_on else "off", answer))
    if not is_on:
        return Reply(f"The heating {spot if room != 'house' else ''} is off.".replace("  ", " "))
    target = _degrees(state, "target", home.unit) or Degrees(20.0, home.unit)
    told = f"The {name} is set to {_in_wanted_unit(request, target)}{because}."
    return Reply(told if setting else f"I have no thermometer {spot}, but {told[0].lower()}{told[1:]}")


def _humidity(reported: dict[str, Mapping[str, Any]]) -> Reply:
    for state in reported.values():
        if isinstance(number := state.get("humidity"), (int, float)) and not isinstance(number, bool):
            return Reply(f"The humidity is {say_number(float(number))} percent.")
    return Reply("I have no humidity sensor in this house.", Outcome.NOT_FOUND)


def _whats_on(where: Where, home: Home, reported: dict[str, Mapping[str, Any]]) -> Reply:
    rooms = where.rooms if where.named and not where.whole else tuple(room.name for room in home.rooms)
    on = []
    for thing in home.things:
        if thing.kind != "thermostat" and thing.room in rooms and _thing_on(thing, home, reported):
            whole_name = thing.kind in ("oven", "coffee machine") or thing.name not in ("lights", "plug")
            on.append(f"the {thing.name}" if whole_name else f"the {thing.room} {thing.name}")
    for name, state in reported.items():
        known = kind_in(name) or find_appliances(name, home.things)
        if not known and str(state.get("state", "")).casefold() == "on":
            on.append(f"the {name}")
    spot = f" in the {where.say()}" if where.named and not where.whole else ""
    if not on:
        return Reply(f"Nothing is on{spot}.")
    if len(on) > 8:
        return Reply(f"{len(on)} things are on{spot}, among them {spoken_list(on[:4])}.")
    told = spoken_list(on)
    return Reply(f"{told[0].upper()}{told[1:]} {'is' if len(on) == 1 and not on[0].endswith('s') else 'are'} on{spot}.")
