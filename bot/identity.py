"""Who speaks: settled where a message comes in, and carried to NLU in a way that no client can forge."""

from __future__ import annotations

import getpass
import ipaddress
import os
import sys
from collections.abc import Mapping
from typing import Any

from preferences.surroundings import Surroundings, read_surroundings

PERSON_VARIABLE = "MYNAH_PERSON"
KEPT = ("barge_in", "played_ms", "asr", "wake", "device", "devices", "local_time", "timezone", "location")
"""The metadata a front-end may send; `user_id` is turned into the person and dropped."""


class Spoken(dict[str, Any]):
    """A message's metadata after a channel of ours has settled the person.

    The type is the proof: metadata that a client wrote is a plain dict and never one of these.
    """

    person: str | None = None

    @classmethod
    def by(cls, person: str | None, given: object) -> Spoken:
        """The metadata worth keeping, spoken by that person."""
        kept = {key: given[key] for key in KEPT if key in given} if isinstance(given, Mapping) else {}
        spoken = cls(kept)
        spoken.person = person
        return spoken

    def __deepcopy__(self, memo: dict[int, Any]) -> Spoken:
        from copy import deepcopy

        copy = type(self)(deepcopy(dict(self), memo))
        copy.person = self.person
        return copy


def trusted(address: str | None, forwarded: bool) -> bool:
    """Whether a caller may say for whom it speaks: only loopback, and nobody behind a proxy."""
    if forwarded or not address:
        return False
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def in_shell() -> bool:
    """Whether this process was started as `rasa shell`: its only channel is the keyboard."""
    return sys.argv[1:2] == ["shell"]


def keyboard_person() -> str | None:
    """The person at the keyboard: `MYNAH_PERSON`, else the operating system's user."""
    named = os.environ.get(PERSON_VARIABLE, "").strip()
    if named:
        return named[:200]
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None


def speaker(metadata: object) -> str | None:
    """The person behind a message as NLU sees it; None is nobody."""
    if isinstance(metadata, Spoken):
        return metadata.person
    return keyboard_person() if in_shell() else None


def heard_around(metadata: object) -> Surroundings:
    """The message's surroundings; wrong values are left out and never fail the turn."""
    return read_surroundings(metadata if isinstance(metadata, Mapping) else {})
