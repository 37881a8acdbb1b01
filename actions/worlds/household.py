"""The house: its rooms, what stands in them, what state it is in; a sample that a real home hub can replace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from preferences.belongings import Belongings


@dataclass(frozen=True)
class Room:
    """One room of the house, or a place around it."""

    name: str
    """Its name, "living room"."""
    also: tuple[str, ...] = ()
    """Other names for it."""
    floor: str = "downstairs"
    """upstairs, downstairs or outside."""


@dataclass(frozen=True)
class Thing:
    """One thing in the house that can be switched, set or asked about."""

    key: str
    """Where its state is kept, "light:kitchen"."""
    kind: str
    """light, plug, oven, coffee machine or thermostat."""
    room: str
    """The room it stands in; "house" for what serves all of it."""
    name: str
    """What it is called inside its room: "lights", "TV"."""
    also: tuple[str, ...] = ()
    """Other names for it."""


@dataclass(frozen=True)
class Place:
    """A room as somebody named it."""

    room: str
    """The room's own name."""
    said: str
    """The words used for it."""


class Home(Protocol):
    """What the home skills need of a house; a hub's client implements this and nothing else."""

    @property
    def rooms(self) -> tuple[Room, ...]:
        """All rooms."""

    @property
    def default_room(self) -> str:
        """The room that is meant when nothing says which."""

    @property
    def unit(self) -> str:
        """celsius or fahrenheit: what the devices show."""

    @property
    def things(self) -> tuple[Thing, ...]:
        """Everything that can be switched, set or asked about."""

    def state(self, thing: Thing) -> dict[str, Any]:
        """What is known of it: state ("on", "off"), brightness, color, temperature, unit, ..."""

    def change(self, thing: Thing, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change it and return its new state; a change to None removes that part."""

    def greeting(self) -> str:
        """A sentence to add to the very first thing this house is made to do; empty afterwards."""


ROOMS: tuple[Room, ...] = (
    Room("living room", ("lounge", "sitting room", "front room", "family room", "den", "parlour", "parlor")),
    Room("kitchen", ("kitchenette",)),
    Room("dining room", ("dining area", "diner")),
    Room("hallway", ("hall", "entrance", "entrance hall", "entryway", "entry", "corridor", "foyer", "lobby")),
    Room("office", ("home office", "study", "study room", "workroom", "work room", "library")),
    Room("laundry room", ("laundry", "utility room", "washroom")),
    Room("playroom", ("play room", "game room", "games room", "media room", "rec room")),
    Room("stairs", ("staircase", "stairway", "stairwell", "landing"), "upstairs"),
    Room("bedroom", ("main bedroom", "master bedroom", "my room", "sleeping room", "bed room"), "upstairs"),
    Room("bathroom", ("bath room", "bath", "toilet", "restroom", "loo", "shower", "shower room", "wc"), "upstairs"),
    Room(
        "kids room",
        ("kids' room", "kid's room", "children's room", "childrens room", "kids bedroom", "kids' bedroom", "nursery"),
        "upstairs",
    ),
    Room("guest room", ("guest bedroom", "spare room", "spare bedroom"), "upstairs"),
    Room("attic", ("loft",), "upstairs"),
    Room("basement", ("cellar",)),
    Room("garage", ("carport",), "outside"),
    Room("porch", ("front porch", "front door", "doorway"), "outside"),
    Room("balcony", ("terrace", "patio", "deck", "veranda"), "outside"),
    Room("garden", ("back yard", "backyard", "front yard", "yard", "driveway"), "outside"),
)

FLOORS: Mapping[str, tuple[str, ...]] = {
    "upstairs": ("upstairs", "the upper floor", "the top floor", "the first floor"),
    "downstairs": ("downstairs", "the ground floor"),
    "outside": ("outside", "outdoors", "outdoor", "exterior"),
}

APPLIANCES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("living room", "TV", ("television", "telly", "tv set", "televisions")),
    ("living room", "stereo", ("speakers", "sound system", "hi-fi", "hifi")),
    ("living room", "air conditioner", ("air conditioning", "aircon", "ac", "a/c", "air con")),
    ("living room", "Christmas tree", ("xmas tree", "tree")),
    ("bedroom", "fan", ("ceiling fan", "ventilator")),
    ("bedroom", "electric blanket", ("heated blanket",)),
    ("bedroom", "air purifier", ("purifier", "air cleaner")),
    ("kids room", "humidifier", ()),
    ("bathroom", "heater", ("space heater", "electric heater", "towel warmer")),
    ("bathroom", "water heater", ("boiler", "geyser")),
    ("kitchen", "kettle", ("tea kettle", "water kettle")),
    ("kitchen", "toaster", ()),
    ("kitchen", "microwave", ("microwave oven",)),
    ("kitchen", "dishwasher", ("dish washer",)),
    ("kitchen", "radio", ()),
    ("kitchen", "slow cooker", ("crock pot", "rice cooker")),
    ("laundry room", "washing machine", ("washer", "clothes washer")),
    ("laundry room", "dryer", ("tumble dryer", "drier")),
    ("office", "computer", ("pc", "desktop", "monitor")),
    ("office", "printer", ()),
    ("garage", "car charger", ("ev charger", "charger")),
    ("garden", "sprinkler", ("sprinklers", "lawn sprinkler")),
    ("garden", "fountain", ("pond pump",)),
)

_INDOORS = tuple(room.name for room in ROOMS if room.floor != "outside" and room.name != "stairs")

THINGS: tuple[Thing, ...] = (
    *(Thing(f"light:{room.name}", "light", room.name, "lights") for room in ROOMS),
    *(Thing(f"plug:{name.casefold()}", "plug", room, name, also) for room, name, also in APPLIANCES),
    *(Thing(f"plug:{room.name}", "plug", room.name, "plug") for room in ROOMS if room.name not in ("stairs", "attic")),
    Thing("oven", "oven", "kitchen", "oven", ("stove", "cooker")),
    Thing("coffee", "coffee machine", "kitchen", "coffee machine", ("coffee maker", "coffeemaker", "espresso machine")),
    Thing("thermostat:house", "thermostat", "house", "thermostat", ("heating", "heat", "radiators", "radiator")),
    *(Thing(f"thermostat:{room}", "thermostat", room, "thermostat") for room in _INDOORS),
)

KIND_WORDS: Mapping[str, str] = {
    "light": r"lights?(?! up\b)|lamps?|lighting|lamplights?|bulbs?|chandeliers?|spotlights?|night ?lights?|lanterns?",
    "plug": r"plugs?|sockets?|outlets?|wemos?|power strips?|smart switch(?:es)?|plug sockets?",
    "oven": r"ovens?|stoves?|cookers?",
    "coffee machine": r"coffee|coffee ?(?:machines?|makers?)|espresso machine",
    "thermostat": r"thermostats?|heating|radiators?|central heating|heat",
}

_NOT_A_ROOM = r"(?!\s+(?:mode|scene|theme|setting|vibes?|mood|list)\b)"
_WHOLE = re.compile(
    r"\b(?:all(?! (?:the way|right))|every|everywhere|everything|each|whole|entire|both)\b|\b(?:in|of|"
    r"throughout|around|across) (?:the|my|our) "
    r"(?:whole |entire )?(?:house|home|apartment|flat|place)\b|\b(?:house|home) lights?\b|\bwhole house\b",
    re.IGNORECASE,
)
_HERE = re.compile(r"\b(?:in )?(?:here|this room|the room)\b", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:except(?: for)?|apart from|other than|"
    r"besides|excluding|but not|but)\b(.*)",
    re.IGNORECASE,
)

_DEFAULTS: Mapping[str, dict[str, Any]] = {
    "light": {"state": "off", "brightness": 100, "color": "white"},
    "plug": {"state": "off"},
    "oven": {"state": "off"},
    "coffee machine": {"state": "off"},
    "thermostat": {"state": "on", "target": 20.0, "unit": "celsius"},
}


class SampleHouse:
    """The sample house; its states are kept in the household's belongings."""

    rooms = ROOMS
    things = THINGS
    default_room = "living room"
    unit = "celsius"

    def __init__(self, belongings: Belongings) -> None:
        self._belongings = belongings

    def state(self, thing: Thing) -> dict[str, Any]:
        """What is kept of it over what it starts with; damaged states count as none."""
        kept = self._belongings.house(thing.key)
        if kept is None and thing.kind == "thermostat" and thing.room != "house":
            kept = self._belongings.house("thermostat:house")
        return {**_DEFAULTS[thing.kind], **(kept if isinstance(kept, Mapping) else {})}

    def change(self, thing: Thing, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change and keep it."""
        state = {**self.state(thing), **changes}
        state = {part: value for part, value in state.items() if value is not None}
        self._belongings.keep_house(thing.key, state)
        if thing.key == "thermostat:house":  # the house's setting holds in every room again
            for key in self._belongings.house_keys("thermostat:"):
                if key != thing.key:
                    self._belongings.keep_house(key, None)
        return state

    def greeting(self) -> str:
        """Says once for all that nothing real moves."""
        if self._belongings.house("home:introduced"):
            return ""
        self._belongings.keep_house("home:introduced", True)
        return " (This is a sample home; nothing real was switched.)"


def open_home(belongings: Belongings) -> Home:
    """The house the skills serve; a real hub's client goes in here."""
    return SampleHouse(belongings)


@lru_cache(maxsize=8)
def _room_pattern(rooms: tuple[Room, ...]) -> tuple[re.Pattern[str], dict[str, Place]]:
    spoken = {_plain(word): room.name for room in rooms for word in (room.name, *room.also)}
    longest_first = sorted(spoken, key=len, reverse=True)
    names: dict[str, Place] = {}
    for word, room in spoken.items():
        names.setdefault(word.replace(" ", ""), Place(room, word))
    words = "|".join(re.escape(name).replace(r"\ ", r"[\s_-]*") for name in longest_first)
    return re.compile(rf"(?<![\w'])({words})(?:s|'s|’s)?(?!\w){_NOT_A_ROOM}", re.IGNORECASE), names


def find_rooms(text: str, rooms: tuple[Room, ...] = ROOMS) -> list[Place]:
    """All rooms named in a text, in order, each once; floors ("upstairs") stand for all their rooms."""
    pattern, names = _room_pattern(rooms)
    text = text.replace("’", "'")
    found: dict[str, Place] = {}
    for hit in pattern.finditer(text):
        place = names[_plain(hit.group(1)).replace(" ", "")]
        found.setdefault(place.room, place)
    for floor, words in FLOORS.items():
        if re.search(rf"\b(?:{'|'.join(words)})\b", text, re.IGNORECASE):
            for room in rooms:
                if room.floor == floor:
                    found.setdefault(room.name, Place(room.name, floor))
    return list(found.values())


def whole_house(text: str) -> bool:
    """Whether the words mean the whole house: "all", "everything", "in the house"."""
    return bool(_WHOLE.search(text))


def right_here(text: str) -> bool:
    """Whether the words mean the room the person is in: "in here", "this room"."""
    return bool(_HERE.search(text))


def excepted(text: str) -> tuple[str, str]:
    """Split off what is excepted: "all lights except the kitchen" → ("all lights ", " the kitchen")."""
    hit = _EXCEPT.search(text)
    return (text[: hit.start()], hit.group(1)) if hit else (text, "")


def kind_in(text: str) -> str | None:
    """The kind of thing a text names first, or None."""
    hits = [(hit.start(), kind) for kind, words in KIND_WORDS.items() if (hit := _word(words).search(text))]
    return min(hits)[1] if hits else None


def names_kind(text: str, kind: str) -> str | None:
    """The words a text uses for that kind of thing ("lamp"), or None."""
    hit = _word(KIND_WORDS[kind]).search(text)
    return hit.group(0).lower() if hit else None


def find_appliances(text: str, things: Iterable[Thing] = THINGS) -> list[Thing]:
    """All plugged-in appliances a text names, longest names first ("water heater" is no "heater")."""
    left, found = text, []
    named = [(word, thing) for thing in things if thing.kind == "plug" for word in _names(thing)]
    for word, thing in sorted(named, key=lambda pair: len(pair[0]), reverse=True):
        left, hits = re.subn(rf"(?<!\w){re.escape(word)}s?(?!\w)", " ", left, flags=re.IGNORECASE)
        if hits and thing not in found:
            found.append(thing)
    return found


def _names(thing: Thing) -> tuple[str, ...]:
    return () if thing.name == "plug" else (thing.name, *thing.also)


@lru_cache(maxsize=16)
def _word(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _plain(words: str) -> str:
    return re.sub(r"[\s_-]+", " ", words.casefold().replace("’", "'")).strip()
