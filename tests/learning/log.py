"""Events as the turn log holds them, for tests."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine

MONDAY = datetime(2026, 6, 1, 18, tzinfo=timezone.utc)

Said = tuple[str, str, dict[str, str]]
"""Words, intent and details."""


def user(
    said: str,
    intent: str,
    details: dict[str, str] | None = None,
    person: str | None = "ann",
    at: datetime = MONDAY,
    filled: dict[str, str] | None = None,
    why: str = "nlu",
    **more: Any,
) -> dict[str, Any]:
    """What somebody said."""
    entities: list[dict[str, Any]] = [{"entity": name, "value": value} for name, value in (details or {}).items()]
    entities += [
        {"entity": name, "value": value, "assumed": True, "source": "habit"} for name, value in (filled or {}).items()
    ]
    ours = {"person": person, "original": said, "readings": [{"intent": intent, "why": why}]}
    parse = {"intent": {"name": intent, "confidence": 0.9}, "entities": entities, "mynah": ours, **more}
    return {
        "event": "user",
        "text": said,
        "timestamp": at.timestamp(),
        "metadata": {"timezone": "UTC"},
        "parse_data": parse,
    }


def record(outcome: str = "done") -> dict[str, Any]:
    """What came of it."""
    return {"event": "slot", "name": "mynah_turn", "value": {"outcome": outcome, "skill": "s", "reasons": []}}


def jazz(day: int, value: str = "jazz") -> list[dict[str, Any]]:
    """One evening's music."""
    at = MONDAY + timedelta(days=day)
    return [user(f"play {value}", "play_music", {"music_genre": value}, at=at), record()]


LATTE = "make a latte"


def make_log(engine: Engine) -> None:
    """The two tables of the turn log that learning reads."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, sender_id VARCHAR(255), "
                "type_name VARCHAR(255), timestamp FLOAT, action_name VARCHAR(255), data TEXT)"
            )
        )
        connection.execute(text("CREATE TABLE speakers (person VARCHAR(255), sender_id VARCHAR(255))"))


def write(engine: Engine, sender: str, events: list[dict[str, Any]]) -> None:
    """Append events to a conversation."""
    with engine.begin() as connection:
        for event in events:
            connection.execute(
                text("INSERT INTO events (sender_id, type_name, action_name, data) VALUES (:s, :t, :a, :d)"),
                {"s": sender, "t": event["event"], "a": event.get("name"), "d": json.dumps(event)},
            )
            person = ((event.get("parse_data") or {}).get("mynah") or {}).get("person")
            known = {"p": person, "s": sender}
            if (
                person
                and not connection.execute(
                    text("SELECT count(*) FROM speakers WHERE person = :p AND sender_id = :s"), known
                ).scalar()
            ):
                connection.execute(text("INSERT INTO speakers VALUES (:p, :s)"), known)
