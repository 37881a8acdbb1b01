"""A condition as the memory keeps it: a short JSON text, empty for the one that always holds."""

from __future__ import annotations

import json
from datetime import datetime, time, timezone
from functools import lru_cache
from typing import Any

from preferences.condition import ALWAYS, Condition
from preferences.devices import kind_of, room_of
from preferences.errors import MemoryError_
from preferences.intake import MOST_CHARACTERS, clean


def write_condition(condition: Condition) -> str:
    """Put a condition into words the database keeps.

    Raises:
        MemoryError_: when one of its details cannot be kept.
    """
    told: dict[str, Any] = {}
    for name in ("since", "until"):
        moment: datetime | None = getattr(condition, name)
        if moment is not None:
            if moment.tzinfo is None:
                raise MemoryError_("That time has no time zone, so I can't tell when it is.")
            told[name] = moment.astimezone(timezone.utc).isoformat()
    for name in ("from_time", "to_time"):
        at: time | None = getattr(condition, name)
        if at is not None:
            told[name] = at.replace(tzinfo=None).isoformat()
    if condition.weekdays:
        if not all(isinstance(day, int) and 0 <= day <= 6 for day in condition.weekdays):
            raise MemoryError_("Those are no days of the week.")
        told["weekdays"] = sorted(set(condition.weekdays))
    if condition.months:
        if not all(isinstance(month, int) and 1 <= month <= 12 for month in condition.months):
            raise MemoryError_("Those are no months of the year.")
        told["months"] = sorted(set(condition.months))
    for name in ("device_kind", "room", "words"):
        text = clean(getattr(condition, name) or "")
        if len(text) > MOST_CHARACTERS:
            raise MemoryError_(f"That condition is too long to remember: at most {MOST_CHARACTERS} characters.")
        if text:
            told[name] = text
    return json.dumps(told, separators=(",", ":")) if told else ""


@lru_cache(maxsize=4096)
def read_condition(text: str) -> Condition:
    """Read it back.

    Raises:
        ValueError: when the text is none of ours.
    """
    if not text:
        return ALWAYS
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("a condition is a mapping")
    unknown = set(told) - set(Condition.__dataclass_fields__)
    if unknown:
        raise ValueError(f"a condition has no {min(unknown)}")
    for name in ("since", "until"):
        if name in told:
            told[name] = datetime.fromisoformat(_text(told[name]))
            if told[name].tzinfo is None:
                raise ValueError(f"{name} needs a time zone")
    for name in ("from_time", "to_time"):
        if name in told:
            told[name] = time.fromisoformat(_text(told[name]))
    if "weekdays" in told:
        days = told["weekdays"]
        if not isinstance(days, list) or not all(type(day) is int and 0 <= day <= 6 for day in days):
            raise ValueError("weekdays are numbers from 0 to 6")
        told["weekdays"] = tuple(days)
    if "months" in told:
        months = told["months"]
        if not isinstance(months, list) or not all(type(month) is int and 1 <= month <= 12 for month in months):
            raise ValueError("months are numbers from 1 to 12")
        told["months"] = tuple(months)
    for name in ("device_kind", "room", "words"):
        if name in told:
            _text(told[name])
    return Condition(**told)


def same_condition(one: Condition, other: Condition, now: datetime) -> bool:
    """Whether both hold at the same times and places from `now` on; the words may differ."""
    return _extent(one, now) == _extent(other, now)


def _extent(condition: Condition, now: datetime) -> tuple[object, ...]:
    # A beginning that has passed makes no difference any more: "today", said twice, is one condition.
    since = condition.since if condition.since is not None and condition.since > now else None
    return (
        since,
        condition.until,
        condition.from_time,
        condition.to_time,
        tuple(sorted(set(condition.weekdays))),
        tuple(sorted(set(condition.months))),
        kind_of(condition.device_kind or ""),
        room_of(condition.room or ""),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text was expected")
    return value
