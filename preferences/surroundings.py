"""What a front-end told about one message: the device, its room, the states around it, the person's clock."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import parser as dates

_EARLIEST, _LATEST = 1971, 2199
"""Years that a person's clock can show."""


@dataclass(frozen=True)
class Device:
    """The thing the person speaks to."""

    id: str | None = None
    """Its name in the household, "kitchen-speaker"."""
    kind: str | None = None
    """What it is: speaker, tv, phone, ..."""
    screen: bool | None = None
    """Whether it can show pictures; None when unknown."""
    room: str | None = None
    """Where it stands."""


@dataclass(frozen=True)
class Surroundings:
    """The facts of one message, checked; whatever was wrong is left out and named in `ignored`."""

    user_id: str | None = None
    """Who the front-end says is speaking; believed only from a trusted caller."""
    barge_in: bool = False
    """The person interrupted the reply before."""
    played_ms: float | None = None
    """How much of that reply had been heard, in milliseconds."""
    asr_confidence: float | None = None
    """How sure the speech recogniser was, 0 to 1."""
    asr_hypotheses: tuple[tuple[str, float], ...] = ()
    """What else it may have heard, with confidences."""
    wake_score: float | None = None
    """How sure the wake word was, 0 to 1."""
    device: Device = field(default_factory=Device)
    """The device spoken to."""
    devices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The states around it by name, sensors included."""
    local_time: datetime | None = None
    """The person's wall clock; naive unless the front-end named an offset."""
    timezone: str | None = None
    """The person's time zone, an IANA name."""
    location: str | None = None
    """Where the person is, in words."""
    ignored: tuple[str, ...] = ()
    """The keys whose values were of no use."""

    def clock(self, home: str | None = None, utc_now: datetime | None = None) -> datetime:
        """The person's time, aware: `local_time`, else `timezone`, else the home's zone, else the server's.

        Args:
            home: IANA name of the zone of the person's home, if known.
            utc_now: the moment to tell; now, if left out.
        """
        now = utc_now or datetime.now(timezone.utc)
        zone = _zone(self.timezone) or _zone(home)
        if self.local_time is not None:
            if self.local_time.tzinfo is not None:
                return self.local_time
            return self.local_time.replace(tzinfo=zone or now.astimezone().tzinfo)
        return now.astimezone(zone)


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def read_surroundings(metadata: object) -> Surroundings:
    """Read a message's metadata; never raises: unknown keys pass, wrong values are left out and named."""
    if not isinstance(metadata, Mapping):
        return Surroundings(ignored=("metadata",) if metadata is not None else ())
    ignored: list[str] = []

    def take(key: str, read: Any, default: Any = None) -> Any:
        given = metadata.get(key)
        if given is None:
            return default
        value = read(given)
        if value is None:
            ignored.append(key)
            return default
        return value

    asr = take("asr", _mapping, {})
    wake = take("wake", _mapping, {})
    confidence = _share(asr.get("confidence"))
    if asr.get("confidence") is not None and confidence is None:
        ignored.append("asr.confidence")
    return Surroundings(
        user_id=take("user_id", _name),
        barge_in=take("barge_in", _flag, False),
        played_ms=take("played_ms", _positive),
        asr_confidence=confidence,
        asr_hypotheses=_hypotheses(asr.get("hypotheses")),
        wake_score=_share(wake.get("score")),
        device=take("device", _device, Device()),
        devices=take("devices", _states, {}),
        local_time=take("local_time", _moment),
        timezone=take("timezone", lambda z: z if isinstance(z, str) and _zone(z) else None),
        location=take("location", _name),
        ignored=tuple(ignored),
    )


def _mapping(given: object) -> Mapping[str, Any] | None:
    return given if isinstance(given, Mapping) else None


def _flag(given: object) -> bool | None:
    return given if isinstance(given, bool) else None


def _is_text(given: str) -> bool:
    """False for control characters, and for half a character (a lone surrogate): JSON can hold it, no database does."""
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in given)


def _name(given: object) -> str | None:
    if isinstance(given, str) and 0 < len(given.strip()) <= 200 and _is_text(given):
        return given.strip()
    return None


def _number(given: object) -> float | None:
    if not isinstance(given, (int, float)) or isinstance(given, bool):
        return None
    try:
        number = float(given)
    except OverflowError:
        return None  # JSON knows integers beyond every float.
    return number if math.isfinite(number) else None


def _positive(given: object) -> float | None:
    number = _number(given)
    return number if number is not None and number >= 0 else None


def _share(given: object) -> float | None:
    number = _number(given)
    return number if number is not None and 0 <= number <= 1 else None


def _hypotheses(given: object) -> tuple[tuple[str, float], ...]:
    if not isinstance(given, list):
        return ()
    heard = []
    for entry in given[:20]:
        if isinstance(entry, Mapping) and _name(entry.get("text")):
            heard.append((str(entry["text"]).strip(), _share(entry.get("confidence")) or 0.0))
    return tuple(heard)


def _device(given: object) -> Device | None:
    if not isinstance(given, Mapping):
        return None
    screen = given.get("screen")
    return Device(
        id=_name(given.get("id")),
        kind=_name(given.get("kind")),
        screen=screen if isinstance(screen, bool) else None,
        room=_name(given.get("room")),
    )


def _states(given: object) -> Mapping[str, Mapping[str, Any]] | None:
    if not isinstance(given, Mapping):
        return None
    return {str(name): state for name, state in given.items() if isinstance(state, Mapping)}


def _moment(given: object) -> datetime | None:
    if not isinstance(given, str):
        return None
    try:
        moment = dates.isoparse(given)
    except (ValueError, OverflowError):
        return None
    # Clocks that were never set; and at the ends of the calendar no time can be carried into another zone.
    return moment if _EARLIEST <= moment.year <= _LATEST else None
