"""What front-ends and people call devices, rooms and states, brought to one word each.

A front-end says "Smart_Speaker", a person "the echo"; a room is "living_room" here and "the lounge" there. Conditions
and the features of a turn compare the plain words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from preferences.surroundings import Device

KINDS: Mapping[str, tuple[str, ...]] = {
    "tv": ("television", "telly", "smart tv", "big screen", "projector"),
    "speaker": ("smart speaker", "echo", "homepod", "stereo", "soundbar", "hi-fi", "hifi", "sound system"),
    "display": ("smart display", "screen", "hub", "wall panel"),
    "phone": ("smartphone", "mobile phone", "mobile", "cell phone", "cellphone", "cell", "iphone", "handset"),
    "tablet": ("ipad",),
    "computer": ("laptop", "pc", "desktop", "notebook", "mac", "macbook"),
    "watch": ("smartwatch", "smart watch"),
    "headphones": ("earphones", "earbuds", "headset", "airpods"),
    "car": ("car stereo", "car radio", "vehicle", "truck", "van"),
    "radio": (),
}
"""Kinds of devices that people speak to, with other names for them."""
ROOMS: Mapping[str, tuple[str, ...]] = {
    "living room": ("lounge", "sitting room", "front room", "family room", "den", "parlour", "parlor"),
    "kitchen": ("kitchenette",),
    "dining room": ("dining area",),
    "hallway": ("hall", "entrance hall", "entryway", "corridor", "foyer"),
    "office": ("home office", "study", "study room", "workroom"),
    "library": (),
    "laundry room": ("laundry", "utility room"),
    "playroom": ("game room", "games room", "media room"),
    "bedroom": ("main bedroom", "master bedroom"),
    "bathroom": ("shower", "restroom"),
    "kids room": ("kids' room", "children's room", "kids bedroom", "kids' bedroom", "nursery"),
    "guest room": ("guest bedroom", "spare room", "spare bedroom"),
    "attic": ("loft",),
    "basement": ("cellar",),
    "garage": ("workshop",),
    "conservatory": (),
    "gym": (),
    "balcony": ("terrace", "patio", "deck", "porch"),
    "garden": ("backyard", "back yard", "yard"),
}
"""Rooms of a home, with other names for them."""
_ON = frozenset(
    "on true 1 yes active running heating cooking baking preheating preheated hot open playing unlocked ringing busy "
    "enabled started cooling washing brewing".split()
)
_OFF = frozenset(
    "off false 0 no inactive idle standby cold closed stopped paused locked disabled unavailable unknown done "
    "finished silent none".split()
)


def _index(names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {also: name for name, others in names.items() for also in (name, *others)}


_KIND, _ROOM = _index(KINDS), _index(ROOMS)


def alternatives(names: Mapping[str, tuple[str, ...]]) -> str:
    """All names as alternatives of a pattern, the longest first."""
    return "|".join(re.escape(name) for name in sorted(_index(names), key=lambda name: (-len(name), name)))


@lru_cache(maxsize=1024)
def plain(name: str) -> str:
    """A name as it is compared: small, single spaces, no article: "Living_Room" is "living room"."""
    return re.sub(r"^(?:the|my|our) ", "", " ".join(re.sub(r"[_.\-]+", " ", name).casefold().split()))


@lru_cache(maxsize=1024)
def kind_of(name: str) -> str:
    """The kind of device that a name tells: "tv" for "Smart_TV"; the plain name where it is none we know."""
    known = plain(name)
    if known in _KIND:
        return _KIND[known]
    # "kitchen speaker" is a speaker.
    return next((_KIND[also] for also in (known.rpartition(" ")[2],) if also in _KIND), known)


@lru_cache(maxsize=1024)
def room_of(name: str) -> str:
    """The room that a name tells: "living room" for "the lounge"; the plain name where it is none we know."""
    return _ROOM.get(plain(name), plain(name))


def spoken_to(device: Device) -> str | None:
    """The kind of a device; where the front-end does not tell, its name may: "kitchen-speaker"."""
    if device.kind:
        return kind_of(device.kind)
    named = kind_of(device.id) if device.id else ""
    return named if named in KINDS else None


def stands_in(device: Device) -> str | None:
    """The room of a device; where the front-end does not tell, its name may: "kitchen-speaker"."""
    if device.room:
        return room_of(device.room)
    said = plain(device.id) if device.id else ""
    found = re.match(_ROOM_WORDS, said)
    return room_of(found.group()) if found else None


_ROOM_WORDS = re.compile(rf"(?:{alternatives(ROOMS)})\b")


def is_on(state: Mapping[str, Any]) -> bool | None:
    """Whether a reported state is one of doing something: "on", "heating"; None where it tells neither."""
    told = state.get("state", state.get("on", state.get("power")))
    said = str(told).casefold().strip() if isinstance(told, (str, bool, int, float)) else ""
    if said in _ON:
        return True
    return False if said in _OFF else None
