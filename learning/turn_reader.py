"""Reads the turn log for learning: new rows by their number, one person's or everybody's; it never writes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.engine import Engine

NEWEST = 2_000
"""Turns of one person that are learned from; older ones are left alone."""
ROWS_A_TURN = 3
"""Rows of the log that one turn takes up at most: the message, its record, a message that was put again."""
MOST = 200_000
"""Rows that everybody's counts reach back."""
CHUNK = 500
"""Rows read at a time."""

Row = tuple[int, str, Any]
"""Number, conversation and event."""

_TELLING = "(type_name = 'user' OR (type_name = 'slot' AND action_name = 'mynah_turn'))"
_OF = text(
    f"SELECT id, sender_id, data FROM events WHERE sender_id IN :senders AND id > :after AND {_TELLING} "
    "ORDER BY id DESC LIMIT :most"
).bindparams(bindparam("senders", expanding=True))
_ALL = text(f"SELECT id, sender_id, data FROM events WHERE id > :after AND {_TELLING} ORDER BY id LIMIT :most")
_SENDERS = text("SELECT sender_id FROM speakers WHERE person = :person")
_STATES = text("SELECT slots FROM conversations WHERE sender_id IN :senders").bindparams(
    bindparam("senders", expanding=True)
)
_LATEST = text(
    f"SELECT id, sender_id, data FROM events WHERE sender_id = :sender AND {_TELLING} ORDER BY id DESC LIMIT :most"
)
_HAS = text("SELECT id FROM events WHERE id = :id")
_LAST = text("SELECT max(id) FROM events")
_COUNT = text("SELECT count(*) FROM speakers")


class TurnReader:
    """The log's rows, in the order they were written."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._quick: Any = None
        self._guard = threading.Lock()

    def close(self) -> None:
        """Let go of the connection that is kept."""
        with self._guard:
            if self._quick is not None:
                self._quick.close()
            self._quick = None

    def last(self) -> int:
        """The number of the newest row; 0 for an empty log."""
        with self._engine.connect() as connection:
            return int(connection.execute(_LAST).scalar() or 0)

    def has(self, number: int) -> bool:
        """Whether a row is still there.

        Every turn asks this, so on SQLite it goes past the pool and the compiler: ten microseconds, not 200.
        """
        if self._engine.dialect.name == "sqlite":
            with self._guard:
                if self._quick is None:
                    self._quick = self._engine.raw_connection()
                return self._quick.execute("SELECT id FROM events WHERE id = ?", (number,)).fetchone() is not None
        with self._engine.connect() as connection:
            return connection.execute(_HAS, {"id": number}).scalar() is not None

    def speakers(self) -> int:
        """How many pairs of person and conversation there are; it only falls when somebody is forgotten."""
        with self._engine.connect() as connection:
            return int(connection.execute(_COUNT).scalar() or 0)

    def conversations(self, person: str) -> tuple[str, ...]:
        """The conversations a person spoke in; none once they were forgotten."""
        with self._engine.connect() as connection:
            return tuple(row[0] for row in connection.execute(_SENDERS, {"person": person}))

    def of(self, senders: Sequence[str], after: int = 0) -> list[Row]:
        """The newest rows of some conversations after a number, oldest first."""
        if not senders:
            return []
        most = NEWEST * ROWS_A_TURN
        with self._engine.connect() as connection:
            given = {"senders": list(senders), "after": after, "most": most}
            rows = connection.execute(_OF, given).fetchall()
        return [(row[0], row[1], json.loads(row[2])) for row in reversed(rows)]

    def states(self, senders: Sequence[str]) -> list[dict[str, Any]]:
        """The slots of some conversations as they stand."""
        if not senders:
            return []
        with self._engine.connect() as connection:
            return [json.loads(row[0]) for row in connection.execute(_STATES, {"senders": list(senders)})]

    def latest(self, sender: str, most: int = 50) -> list[Row]:
        """The newest rows of one conversation, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(_LATEST, {"sender": sender, "most": most}).fetchall()
        return [(row[0], row[1], json.loads(row[2])) for row in reversed(rows)]

    def everybody(self, after: int) -> Iterator[list[Row]]:
        """All rows after a number, a chunk at a time; of a long log only the newest."""
        after = max(after, self.last() - MOST)
        while True:
            with self._engine.connect() as connection:
                rows = connection.execute(_ALL, {"after": after, "most": CHUNK}).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            yield [(row[0], row[1], json.loads(row[2])) for row in rows]
