"""The person's clock: the front-end's word for it, else the time where the person lives, else the server's."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from preferences.preference import Profile
from preferences.surroundings import Surroundings


def person_clock(profile: Profile, surroundings: Surroundings) -> datetime:
    """What the person's clock shows now, aware; conditions ("in the mornings") are judged by it."""
    return surroundings.clock(home_zone(profile))


def home_zone(profile: Profile) -> str | None:
    """The IANA name of the time zone of the person's home; None when it is not known."""
    homes = profile.of("home")
    return _zone_of(homes[0].value) if homes and homes[0].liked else None


@lru_cache(maxsize=1024)
def _zone_of(place: str) -> str | None:
    from preferences.places import find_place

    found = find_place(place)
    return found.place.timezone if found is not None else None
