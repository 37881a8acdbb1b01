"""Plugs and what is plugged in: on, off, one, a room's, everything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from actions.rooms import Where, find_where, no_such_room, spoken_list, with_article
from actions.skill import Skill
from actions.taking_back import serve_again
from actions.worlds.household import Home, Thing, find_appliances, kind_in, names_kind, open_home, whole_house
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request

_OFF = re.compile(r"\b(?:off|stop|kill|unplug|shut down|deactivate|disable|power down)\b", re.IGNORECASE)
_ON = re.compile(r"\b(?:on|start|activate|enable|power up|run)\b", re.IGNORECASE)
_EVERYTHING = re.compile(
    r"\b(?:everything|all (?:the |my |of the )?(?:devices|"
    r"appliances|things|electronics))\b",
    re.IGNORECASE,
)
_THE_THING = re.compile(
    r"\b(?:turn|switch|power|shut|start|put|plug|run|stop)\b(?: (?:on|off|up|down|in))*\s+(?:the |my |our |a |an )?"
    r"((?:[\w'-]+ ?){1,3}?)(?=\s*(?:\b(?:on|off|up|down|in|please|now|for|at)\b|[.?!,]|$))",
    re.IGNORECASE,
)
_NO_THING_WORDS = "it that this them thing things one device devices please up something power me house"
_NO_THING = frozenset(_NO_THING_WORDS.split())


class Plugs(Skill):
    """Switches plugs and the appliances in them."""

    action = "action_plugs"
    intents = ("iot_wemo_on", "iot_wemo_off")

    def __init__(self, home: Callable[[Belongings], Home] = open_home) -> None:
        self._home = home

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Switch what was named and tell how it is now."""
        return serve_again(lambda asked, kept: serve_plugs(asked, self._home(kept)), request, belongings)


def serve_plugs(request: Request, home: Home) -> Reply:
    """Answer a request to switch something; what has a skill of its own is served by that."""
    where = find_where(request, home)
    if where.unknown:
        return Reply(no_such_room(where, home), Outcome.NOT_FOUND)
    state = _state(request)
    words = " ".join((request.text, *request.values("device_type")))
    appliances = find_appliances(words, home.things)
    if _EVERYTHING.search(request.text) and not appliances:
        return everything_off(where, home) if state == "off" else _everything_on(where, home)
    if not appliances and not names_kind(words, "plug"):
        if (other := _someone_elses(request, home, kind_in(words), state)) is not None:
            return other
        if (unknown := _unknown_thing(request)) is not None:
            return Reply(f"I don't know {with_article(unknown)} in this house that I can switch.", Outcome.NOT_FOUND)
    if appliances:
        chosen = _in_rooms(appliances, where)
        if not chosen:
            there = appliances[0]
            told = f"There is no {there.name} in the {where.say()}. The one I know is in the {there.room}."
            return Reply(told, Outcome.NOT_FOUND)
        return _switch(home, chosen, state)
    return _switch_plugs(request, where, home, state)


def _state(request: Request) -> str:
    off, on = _OFF.search(request.text), _ON.search(request.text)
    if off or on:
        return "off" if off else "on"
    return "off" if request.intent == "iot_wemo_off" else "on"


def _someone_elses(request: Request, home: Home, kind: str | None, state: str) -> Reply | None:
    if kind == "light":
        from actions.skills.lights import serve_lights

        return serve_lights(replace(request, intent=f"iot_hue_light{state}"), home)
    if kind == "oven":
        from actions.skills.oven import serve_oven

        return serve_oven(request, home)
    if kind == "thermostat":
        from actions.skills.thermostat import serve_thermostat

        return serve_thermostat(request, home)
    if kind == "coffee machine":
        from actions.skills.coffee import serve_coffee

        return serve_coffee(request, home)
    return None


def _unknown_thing(request: Request) -> str | None:
    """What should be switched, when the words name something this house does not have."""
    for entity in request.entities:
        if entity.name == "device_type" and not entity.assumed:
            return _bare(entity.value) or None
    if (hit := _THE_THING.search(request.text)) is None:
        return None
    words = [word for word in hit.group(1).casefold().split() if word not in ("the", "my", "our", "all", "a", "an")]
    return " ".join(words)[:60] if words and not _NO_THING.intersection(words) else None


def _bare(words: str) -> str:
    """Words that may be said back: letters and digits only."""
    return " ".join(re.sub(r"[^\w' -]", " ", words).split()).casefold()[:60]


def _in_rooms(appliances: list[Thing], where: Where) -> list[Thing]:
    return [thing for thing in appliances if thing.room in where.rooms] if where.named else appliances


def _switch(home: Home, things: list[Thing], state: str) -> Reply:
    names = [f"the {thing.room} {thing.name}" for thing in things]
    already = all(home.state(thing)["state"] == state for thing in things)
    for thing in things:
        home.change(thing, {"state": state})
    be = "are" if len(things) > 1 or things[0].name.endswith("s") else "is"
    subject = spoken_list(names)
    return Reply(f"{subject[0].upper()}{subject[1:]} {be} {'already ' if already else ''}{state}." + home.greeting())


def _switch_plugs(request: Request, where: Where, home: Home, state: str) -> Reply:
    plugs = [thing for room in where.rooms for thing in home.things if thing.kind == "plug" and thing.room == room]
    plain = [thing for thing in plugs if thing.name == "plug"]
    if not plain:
        return Reply(f"There is no plug in the {where.say()} that I can switch.", Outcome.NOT_FOUND)
    already = all(home.state(thing)["state"] == state for thing in plain)
    for thing in plain:
        home.change(thing, {"state": state})
    subject = "All the plugs" if where.whole else f"The {where.say()} plug{'s' if len(plain) > 1 else ''}"
    be = "are" if len(plain) > 1 else "is"
    now = f"{'already ' if already else ''}{state}{where.because}"
    return Reply(f"{subject} {be} {now}.{home.greeting()}", used=where.chosen)


def everything_off(where: Where, home: Home) -> Reply:
    """Turn off all that can be, in the named rooms or the whole house; the heating stays as it is."""
    rooms = where.rooms if where.named else tuple(room.name for room in home.rooms)
    running = [
        thing
        for thing in home.things
        if thing.room in rooms and thing.kind != "thermostat" and home.state(thing).get("state") == "on"
    ]
    for thing in running:
        home.change(thing, {"state": "off"})
    place = f" in the {where.say()}" if where.named and not where.whole else ""
    if where.excepted:
        place = f" except in {spoken_list([f'the {spot.said}' for spot in where.excepted])}"
    if not running:
        return Reply(f"Everything{place} is already off.")
    lights = [thing for thing in running if thing.kind == "light"]
    others = [thing for thing in running if thing.kind != "light"]
    names = ["the lights"] if len(lights) > 2 else [f"the {thing.room} lights" for thing in lights]
    names += [f"the {thing.name}" if thing.name != "plug" else f"the {thing.room} plug" for thing in others]
    told = spoken_list(names) if len(names) <= 6 else f"{len(running)} things"
    return Reply(f"Everything{place} is off now. I turned off {told}." + home.greeting())


def _everything_on(where: Where, home: Home) -> Reply:
    """Turn on the lights and plugs; nothing that heats or brews is started this way."""
    rooms = where.rooms if where.named else tuple(room.name for room in home.rooms)
    for thing in home.things:
        if thing.room in rooms and (thing.kind == "light" or thing.name == "plug"):
            home.change(thing, {"state": "on"})
    place = f"in the {where.say()}" if where.named and not where.whole and not whole_house(where.say()) else ""
    subject = f"All the lights and plugs {place}".strip()
    return Reply(f"{subject} are on. I left the oven and the appliances alone." + home.greeting())
