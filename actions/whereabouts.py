"""Which place a request is about: the one it names, else where the person is, else their home."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from preferences.gazetteer import plain
from preferences.places import Place, PlaceMatch, find_place, find_places_in, nearest_place
from preferences.request import Entity, Outcome, Reply, Request
from preferences.spoken_time import read_date

_UNKNOWN = re.compile(r"\b(?:in|near) ((?:[A-Z][\w'-]{2,} ?){1,3})[?.! ]*$")
"""A capitalised name at the end, after a word that goes before places."""


@dataclass(frozen=True)
class Whereabouts:
    """The place of a request."""

    match: PlaceMatch
    """The place, and what else its name could mean."""
    said: bool
    """True when the request names it; False for where the person is or lives."""
    reason: str = ""
    """Why it was assumed, to be read out after "because"."""

    @property
    def place(self) -> Place:
        """The place itself."""
        return self.match.place

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.place.timezone)

    @property
    def spoken(self) -> str:
        """The place in a sentence: "Portland, Maine", "Tokyo", "Tokyo, Japan" when Japan was asked about."""
        return self.place.label if self.match.area else self.place.spoken

    def now(self, request: Request) -> datetime:
        """The time there. What a front-end tells of the person's own clock holds where the person is."""
        told = request.surroundings.local_time is not None or request.surroundings.timezone is not None
        return request.now if told and not self.said else request.now.astimezone(self.zone)

    def used(self) -> tuple[Entity, ...]:
        """What the reply should note as chosen by the skill, when the request did not name the place."""
        if self.said:
            return ()
        return (Entity("place_name", self.place.label, assumed=True, reason=self.reason, source="location"),)


def whereabouts(request: Request) -> Whereabouts | Reply | None:
    """The place a request is about; a reply that says so when it names an unknown one; None when nobody knows."""
    location = _location(request)
    home = _assumed(request)
    likely = location or home
    near = likely.place if likely else None
    said = request.entity("place_name")
    if said is not None and (not said.assumed or _is_meaning(said)):
        match = (
            _longer(said, request.text)
            or _find(said.value, near)
            or _find(said.text, near)
            or _in_text(request.text, near)
        )
        if match is None:
            return unknown_place(said.text or said.value)
        return Whereabouts(match, said=True)
    named = _in_text(request.text, near)
    # "Portland" in the text is the Portland they live in, when they live in one.
    if named is not None and not (home and plain(home.place.name) == plain(named.place.name)):
        return Whereabouts(named, said=True)
    if named is None:
        stranger = _UNKNOWN.search(request.text)
        if stranger and not request.text.istitle() and not read_date(stranger[1], request.now):
            return unknown_place(stranger[1])
    return location or home


def unknown_place(name: str) -> Reply:
    """The reply for a place nobody here knows."""
    shown = " ".join(name.split())
    about = (
        f"a place called {shown}" if shown and len(shown) <= 60 and not re.search(r"[<>{}\\]", shown) else "that place"
    )
    return Reply(f"I don't know {about}. Try the name of a larger town nearby.", Outcome.NOT_FOUND)


def ask_for_place(purpose: str) -> Reply:
    """The question to ask when a request cannot be served without a place: "Which city are you in?"."""
    return Reply(f"Which city are you in? I need it to {purpose}.", Outcome.ASKED, missing="place_name")


def _find(name: str, near: Place | None) -> PlaceMatch | None:
    match = find_place(name, near)
    if match is None and name:
        inside = find_places_in(name)
        match = inside[0].match if len(inside) == 1 else None
    return match


def _longer(said: Entity, text: str) -> PlaceMatch | None:
    """The place in the text that goes on where the entity ends: "Paris" in "Paris, Texas"."""
    if said.assumed:
        return None
    start = plain(said.text or said.value)
    for span in find_places_in(text):
        if start and plain(span.text).startswith(f"{start} ") and plain(said.value) == start:
            return span.match
    return None


def _in_text(text: str, near: Place | None) -> PlaceMatch | None:
    inside = find_places_in(text)
    if not inside:
        return None
    return find_place(inside[0].text, near) or inside[0].match


def _is_meaning(entity: Entity) -> bool:
    """Whether it was filled in because the person once said what they mean by the name they now said."""
    return bool(entity.text) or (entity.source or "").startswith("correction")


def _assumed(request: Request) -> Whereabouts | None:
    entity = request.entity("place_name")
    if entity is None or not entity.assumed or _is_meaning(entity):
        return None
    match = find_place(entity.value)
    return Whereabouts(match, said=False, reason=entity.reason) if match else None


def _location(request: Request) -> Whereabouts | None:
    told = request.surroundings.location
    if told is None:
        return None
    point = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*", told)
    if point and abs(float(point[1])) <= 90 and abs(float(point[2])) <= 180:
        match: PlaceMatch | None = PlaceMatch(nearest_place(float(point[1]), float(point[2])))
    else:
        match = find_place(told)
    if match is None:
        return None
    return Whereabouts(replace(match, area=None), said=False, reason="that is where you are")
