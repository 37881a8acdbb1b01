"""Which rooms a request means: named, here, preferred, where the speaking device stands, or the usual one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from actions.worlds.household import Home, Place, excepted, find_rooms, right_here, whole_house
from preferences.request import CHOSEN, Entity, Request

_IN_THE = re.compile(r"\bin(?:side)? (?:the|my|our|your) ((?:\w+ ){0,2}\w*)", re.IGNORECASE)
_LOOKS_LIKE_A_ROOM = re.compile(
    r"\b(?:\w+ ?room|conservatory|studio|gym|pantry|closet|wardrobe|shed|sauna|pool|barn|cabin|suite|"
    r"greenhouse|bar|"
    r"theat(?:er|re)|cinema|chapel|stable|roof|workshop|sunroom|observatory|dungeon|wing|vault|cave)\b",
    re.IGNORECASE,
)
_ALIKE = 82
"""Similarity in percent from which a misspelled room counts as that room."""


@dataclass(frozen=True)
class Where:
    """The rooms of one request."""

    places: tuple[Place, ...] = ()
    """The rooms, in the order they were named; empty when only an unknown one was."""
    whole: bool = False
    """All of the house (less what was excepted)."""
    excepted: tuple[Place, ...] = ()
    """Rooms left out of the whole house."""
    named: bool = False
    """The person named the room or the house."""
    unknown: str = ""
    """A room that was named and that this house does not have."""
    because: str = ""
    """", because ..." when a preference chose the room."""
    chosen: tuple[Entity, ...] = ()
    """The room the house chose by itself, for "why did you do that"."""

    @property
    def rooms(self) -> tuple[str, ...]:
        """The names of the rooms."""
        return tuple(place.room for place in self.places)

    def say(self) -> str:
        """The rooms before a noun: "kitchen and bedroom"."""
        return spoken_list(list(dict.fromkeys(place.said for place in self.places)))


def find_where(request: Request, home: Home) -> Where:
    """The rooms a request means; what the person said beats what they prefer, that beats where they stand."""
    text, left_out = excepted(request.text)
    without = find_rooms(left_out, home.rooms)
    if left_out and not without:
        text = request.text
    said = _said_rooms(request, text, home)
    if said:
        return Where(tuple(said), named=True)
    if whole_house(text) or _entity_says_whole(request):
        kept = {place.room for place in without}
        everything = tuple(Place(room.name, room.name) for room in home.rooms if room.name not in kept)
        return Where(everything, whole=True, excepted=tuple(without), named=True)
    standing = find_rooms(request.surroundings.device.room or "", home.rooms)
    if right_here(text) and standing:
        return Where((standing[0],), named=True)
    unknown = _unknown_room(request, text)
    if unknown:
        return Where(unknown=unknown, named=True)
    for entity in request.entities:
        if entity.name == "house_place" and entity.assumed:
            preferred = find_rooms(entity.value, home.rooms)
            if preferred:
                return Where(tuple(preferred[:1]), because=f", because {entity.reason}" if entity.reason else "")
    if standing:
        return Where((standing[0],), chosen=(_chosen(standing[0].room, "that is where you spoke to me"),))
    room = home.default_room
    return Where((Place(room, room),), chosen=(_chosen(room, f"the {room} is the room I use when none is named"),))


def _chosen(room: str, reason: str) -> Entity:
    return Entity("house_place", room, assumed=True, reason=reason, source=CHOSEN)


def _said_rooms(request: Request, text: str, home: Home) -> list[Place]:
    """Rooms named in the words, and rooms that NLU or a taught name found behind other words."""
    places = find_rooms(text, home.rooms)
    for entity in request.entities:
        if entity.name != "house_place" or entity.assumed:
            continue
        known = find_rooms(entity.value, home.rooms)
        words = entity.text.casefold()
        if known and words and words in request.text.casefold() and words not in text.casefold():
            continue  # its words stand among the excepted ones
        if words and words in text.casefold() and known and known == find_rooms(entity.text, home.rooms):
            continue  # it stands in the text, which has been read: "study" in "study mode" is no room
        taught = [place for place in places if words and place.said in words]
        if known and taught and known[0].room != taught[0].room:
            places = [known[0] if place is taught[0] else place for place in places]
        elif known:
            have = {place.room for place in places}
            places += [place for place in known if place.room not in have]
    for place in places:
        text = re.sub(rf"\b{re.escape(place.said)}s?\b", " ", text, flags=re.IGNORECASE)
    have = {place.room for place in places}
    return places + [place for place in _misspelled(request, text, home) if place.room not in have]


def _misspelled(request: Request, text: str, home: Home) -> list[Place]:
    names = {word: room.name for room in home.rooms for word in (room.name, *room.also) if len(word) > 4}
    tries = [entity.value for entity in request.entities if entity.name == "house_place" and not entity.assumed]
    for hit in _IN_THE.finditer(text):
        words = hit.group(1).split()
        tries += [" ".join(words[:length]) for length in range(1, len(words) + 1)]
    tries += [word for word in re.findall(r"\w+", text)[:40] if len(word) > 5]
    for words_said in tries:
        if find_rooms(words_said, home.rooms):
            continue  # a known room was read already, or stands there as something else: "study mode"
        best = process.extractOne(words_said.casefold(), list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if best is not None:
            return [Place(names[best[0]], names[best[0]])]
    return []


def _entity_says_whole(request: Request) -> bool:
    return any(
        entity.name == "house_place"
        and not entity.assumed
        and re.fullmatch(
            r"(?:the )?(?:whole |entire )?(?:house|"
            r"home|apartment|flat|everywhere)",
            entity.value.casefold(),
        )
        for entity in request.entities
    )


def _unknown_room(request: Request, text: str) -> str:
    for entity in request.entities:
        if entity.name == "house_place" and not entity.assumed and _LOOKS_LIKE_A_ROOM.search(entity.value):
            return _bare(entity.value)
    for hit in _IN_THE.finditer(text):
        if room := _LOOKS_LIKE_A_ROOM.search(hit.group(1)):
            return _bare(hit.group(1)[: room.end()])
    for hit in _LOOKS_LIKE_A_ROOM.finditer(text):
        if re.match(r"\s+(?:\w+ )?(?:lights?|lamps?|plugs?|thermostat|heating)\b", text[hit.end() :], re.IGNORECASE):
            return _bare(hit.group())
    return ""


def _bare(words: str) -> str:
    plain = re.sub(r"[^\w' -]", " ", words)
    return re.sub(r"^(?:the|my|our|your)\s+", "", " ".join(plain.split()).casefold())[:60]


def spoken_list(words: list[str]) -> str:
    """Words as a spoken list: "the kitchen, the hallway and the office"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def with_article(noun: str) -> str:
    """ "an oven", "a lamp"; a plural stays as it is."""
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def no_such_room(where: Where, home: Home) -> str:
    """What to say of a room this house does not have."""
    some = spoken_list([f"the {room.name}" for room in home.rooms[:4]])
    return f"I don't know {with_article(where.unknown)} in this house. I know {some}, among others."
