"""The lights: on, off, brighter, dimmer, in a colour, room by room or all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from actions.amounts import Level, read_level
from actions.rooms import Where, find_where, no_such_room, spoken_list
from actions.skill import Skill
from actions.taking_back import serve_again
from actions.worlds.household import Home, Place, Thing, find_appliances, find_rooms, names_kind, open_home
from preferences.belongings import Belongings
from preferences.numbers import say_number
from preferences.request import Outcome, Reply, Request

_OFF = re.compile(r"\b(?:off|out|kill|extinguish|shut down|darkness|power down)\b", re.IGNORECASE)
_DOWN = re.compile(
    r"\b(?:dim(?:mer|med)?|down|lower(?:ed)?|decrease|reduce|less|darker|darken|soften|softer|turndown|too bright|"
    r"too light|not so bright|brightness down)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:bright(?:er|en)?|up|raise|increase|(?<!any )more|"
    r"lighter|intensify|boost|too dark|too dim|too low)\b",
    re.IGNORECASE,
)
_ON = re.compile(r"\b(?:on|light up|illuminate|activate|it'?s dark|can'?t see|cannot see)\b", re.IGNORECASE)
_STEP = 25.0
"""How much "dim the lights" changes when nothing says how much, in percent."""
_DIMMEST = 5.0
"""Dimming never goes below this by itself; only "off" is off."""

COLORS: dict[str, tuple[str, ...]] = {
    "white": ("plain white", "neutral white", "normal white"),
    "warm white": ("warm", "warmer", "soft white", "candlelight", "incandescent", "cozy white", "cosy white"),
    "cool white": ("cool", "cooler", "cold white", "bright white", "daylight", "day light"),
    "red": ("deep red", "dark red", "crimson", "scarlet", "ruby"),
    "blue": ("dark blue", "deep blue", "navy", "navy blue", "royal blue", "cobalt"),
    "light blue": ("sky blue", "baby blue", "pale blue", "icy blue"),
    "green": ("dark green", "deep green", "emerald"),
    "light green": ("pale green", "lime", "lime green", "mint", "mint green"),
    "yellow": ("lemon", "pale yellow"),
    "orange": ("amber", "tangerine", "sunset orange"),
    "pink": ("light pink", "hot pink", "rose", "salmon", "coral", "peach", "fuchsia"),
    "purple": ("dark purple", "light purple", "violet", "lilac"),
    "lavender": (),
    "indigo": (),
    "turquoise": ("teal", "aqua", "aquamarine"),
    "cyan": (),
    "magenta": (),
    "gold": ("golden",),
    "maroon": ("burgundy",),
    "brown": (),
    "rainbow": ("multicolored", "multicoloured", "multi colored", "multi coloured", "all colors", "all colours"),
}
_CANONICAL = {word: color for color, also in COLORS.items() for word in (color, *also)}
_COLOR = re.compile(rf"\b({'|'.join(sorted(_CANONICAL, key=len, reverse=True))})\b", re.IGNORECASE)
_ANY_COLOR = re.compile(
    r"\b(?:random|different|another|new|other|"
    r"next) (?:colou?r|hue|shade|tone)|\bsomething random\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wish:
    """What should become of the lights."""

    verb: str
    """on, off, up, down or set."""
    level: Level | None = None
    """How bright, or by how much."""
    color: str | None = None
    """In which colour; "any" for a different one."""


class Lights(Skill):
    """Switches, dims and colours the lights."""

    action = "action_lights"
    intents = ("iot_hue_lighton", "iot_hue_lightoff", "iot_hue_lightdim", "iot_hue_lightup", "iot_hue_lightchange")

    def __init__(self, home: Callable[[Belongings], Home] = open_home) -> None:
        self._home = home

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Do what the words ask of the lights and tell how they are now."""
        return serve_again(lambda asked, kept: serve_lights(asked, self._home(kept)), request, belongings)


def serve_lights(request: Request, home: Home) -> Reply:
    """Answer a request about lights; other skills use it for lights that were called something else."""
    where = find_where(request, home)
    if where.unknown:
        return Reply(no_such_room(where, home), Outcome.NOT_FOUND)
    wish = read_wish(request)
    if wish.verb == "off" and _means_everything(request.text):
        from actions.skills.plugs import everything_off

        return everything_off(where, home)
    lights = Lamps(home, where, request.text)
    if wish.level is not None and not 0 <= wish.level.percent <= 100:
        asked = say_number(wish.level.percent)
        return Reply(f"Lights go from 0 to 100 percent, so I can't do {asked} percent.", Outcome.UNSUPPORTED)
    if wish.verb == "set" and wish.level is None and wish.color is None:
        return Reply(f"What colour would you like {lights.subject} to be?", Outcome.ASKED, missing="color_type")
    return Reply(lights.fulfil(wish) + home.greeting(), used=where.chosen)


def read_wish(request: Request) -> Wish:
    """What the words ask for; the intent decides only where the words leave it open."""
    text = _without_appliances(request.text)
    level = read_level(_bare_of_rooms(text)) or _entity_level(request)
    color = read_color(text) or _entity_color(request)
    verb = _verb(request.intent, text, level)
    if level is not None and not level.relative and level.percent == 0:
        return Wish("off")
    return Wish(verb, level, color if verb != "off" else None)


def _verb(intent: str, text: str, level: Level | None) -> str:
    off, on = list(_OFF.finditer(text)), list(_ON.finditer(text))
    if off and not (on and on[-1].start() > off[-1].start()):
        return "off"
    by_intent = {
        "iot_hue_lighton": "on",
        "iot_hue_lightoff": "off",
        "iot_hue_lightdim": "down",
        "iot_hue_lightup": "up",
    }
    meant = by_intent.get(intent, "set")
    down, up = _DOWN.search(text), _UP.search(text)
    if on and meant == "on" and level is None:
        return "on"
    if down and not (up and meant == "up"):
        return "down"
    if up:
        return "up"
    if on and meant != "down" and not (meant == "set" and (level or read_color(text))):
        return "on"
    if meant == "off" and level is not None:
        return "down"
    return meant


def read_color(text: str) -> str | None:
    """The colour a text asks for, "any" for a different one; the last one named ("from purple to green")."""
    hits = _COLOR.findall(_bare_of_rooms(text))
    if hits:
        said = hits[-1].lower()
        meant = _CANONICAL[said]
        return meant if "white" in meant else said  # "warm" is a white; "teal" stays the person's own word
    return "any" if _ANY_COLOR.search(text) else None


def _entity_level(request: Request) -> Level | None:
    for value in (*request.values("change_amount"), *request.values("scene")):  # a scene may be said as an amount
        if level := read_level(value):
            return level
    return None


def _entity_color(request: Request) -> str | None:
    for value in (*request.values("color_type"), *request.values("scene")):
        if color := read_color(value):
            return color
    return None


def _bare_of_rooms(text: str) -> str:
    for place in find_rooms(text):
        text = re.sub(rf"\b{re.escape(place.said)}(?:'s|s)?\b", " ", text, flags=re.IGNORECASE)
    return text


def _without_appliances(text: str) -> str:
    return re.sub(r"\bchristmas tree\b", " ", text, flags=re.IGNORECASE)


def _means_everything(text: str) -> bool:
    named = names_kind(text, "light") or find_appliances(text)
    return bool(re.search(r"\beverything\b", text, re.IGNORECASE)) and not named


class Lamps:
    """The lights of one request: changes them and tells how they are."""

    def __init__(self, home: Home, where: Where, text: str) -> None:
        self._home = home
        self._where = where
        self._things = {place: light for place in where.places if (light := _light(home, place))}
        said = names_kind(text, "light") or "lights"
        self._noun = {"lighting": "lights", "bulb": "light", "bulbs": "lights"}.get(said, said)

    @property
    def subject(self) -> str:
        """What they are called: "the kitchen lights", "all the lights except in the kitchen"."""
        if self._where.whole:
            without = [f"the {place.said}" for place in self._where.excepted]
            return f"all the lights except in {spoken_list(without)}" if without else "all the lights"
        return f"the {self._where.say()} {self._noun}"

    @property
    def plural(self) -> bool:
        """Whether they are many."""
        return self._where.whole or self._noun.endswith("s") or len(self._things) > 1

    def fulfil(self, wish: Wish) -> str:
        """Change the lights and tell how they are now."""
        already = wish.verb in ("on", "off") and all(
            self._home.state(light)["state"] == wish.verb for light in self._things.values()
        )
        states: dict[Place, dict[str, Any]] = {}
        for place, light in self._things.items():
            changes = self._changes(wish, self._home.state(light))
            states[place] = self._home.change(light, changes) if changes else self._home.state(light)
        already = already and not (wish.level or wish.color)
        return self._tell(wish, states, already)

    def _changes(self, wish: Wish, state: dict[str, Any]) -> dict[str, Any]:
        if wish.verb == "off":
            return {"state": "off"}
        lit = state["state"] == "on"
        changes: dict[str, Any] = {"state": "on"}
        level = wish.level
        if level is None and wish.verb in ("up", "down") and wish.color is None:
            level = Level(_STEP, relative=True)
        if level is not None and not level.relative:
            changes["brightness"] = level.percent
        elif level is not None:
            down = wish.verb == "down"
            if down and self._where.whole and not lit and self._any_lit():
                return {}  # dimming all the lights lights none that is dark
            base = float(state.get("brightness", 100)) if lit else (50.0 if down else 25.0)
            moved = base - level.percent if down else base + level.percent
            changes["brightness"] = round(min(100.0, max(_DIMMEST, moved)))
        if wish.color == "any":
            palette = [color for color in COLORS if "white" not in color]
            now = state.get("color")
            changes["color"] = palette[(palette.index(now) + 1) % len(palette)] if now in palette else palette[0]
        elif wish.color:
            changes["color"] = wish.color
        return changes

    def _any_lit(self) -> bool:
        return any(self._home.state(light)["state"] == "on" for light in self._things.values())

    def _tell(self, wish: Wish, states: dict[Place, dict[str, Any]], already: bool) -> str:
        told = {place: how_lit(state, wish) for place, state in states.items()}
        be = "are" if self.plural else "is"
        subject = self.subject[0].upper() + self.subject[1:]
        because = self._where.because
        kinds = list(dict.fromkeys(told.values()))
        if len(kinds) == 1:
            now = "already " if already else "" if wish.verb in ("on", "off") and not wish.level else "now "
            return f"{subject} {be} {now}{kinds[0]}{because}."
        if len(told) <= 3:
            each = [f"the {place.said} {self._noun} {be} now {how}" for place, how in told.items()]
            sentence = spoken_list(each)
            return f"{sentence[0].upper()}{sentence[1:]}{because}."
        change = {"up": "brighter", "down": "dimmer", "on": "on"}.get(wish.verb, "changed")
        change = next(iter(states.values())).get("color", change) if wish.color else change
        return f"{subject} {be} now {change}{because}."


def _light(home: Home, place: Place) -> Thing | None:
    for thing in home.things:
        if thing.kind == "light" and thing.room == place.room:
            return thing
    return None


def how_lit(state: dict[str, Any], wish: Wish | None = None) -> str:
    """How a light is, in words: "off", "on", "at 20 percent", "blue, at 20 percent"."""
    if state.get("state") != "on":
        return "off"
    brightness = float(state.get("brightness", 100))
    amount = f"at {say_number(brightness)} percent"
    color = state.get("color", "white")
    if wish is not None and wish.verb != "on" and wish.color is None:
        return amount
    if wish is not None and wish.color:
        return f"{color}, {amount}" if wish.level or brightness < 100 else str(color)
    told: Sequence[str] = ["on"]
    told = [
        *told,
        *([str(color)] if color != "white" else []),
        *([amount] if brightness < 100 or (wish and wish.level) else []),
    ]
    return ", ".join(told)
