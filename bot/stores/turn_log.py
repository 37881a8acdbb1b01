"""The turn log: Rasa's SQL tracker store, loading only the tail of a conversation and still writing every event.

Three things differ from the stock store. A turn loads the last turns and the slots as they stand, so that a long
conversation is no slower than a fresh one. What is new is known by the event itself, not by counting, so that nothing
goes missing when only a tail was loaded. And a person can be forgotten: an action asks for it with the slot
`mynah_erase`, and the store carries it out when it saves, since until then the session would be written back.

A database that is locked, full or gone does not cost a person the turn: what cannot be written is held in memory, the
conversation goes on from there, and the next turn that can be saved writes all of it.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import SQLAlchemyError

from bot.learned import forget as forget_learned
from bot.learned import learn_from, saw
from bot.rewriting import forget as forget_rewrites
from preferences.errors import MynahError
from preferences.trouble import translated
from preferences.turn_log import erase_turns, open_engine

logger = logging.getLogger(__name__)

ERASE_SLOT = "mynah_erase"
"""An action sets it to a person to have that person's turns removed; it is never written down."""
TAIL = 60
"""Events loaded for a turn; some eight turns."""
LIVE = 500
"""Conversations whose tail is kept in memory."""
MOST_HELD = 20_000
"""Events that are held while the database cannot be written; beyond them the longest waiting ones are dropped."""


@dataclass(frozen=True)
class _Standing:
    """The slots and the loop of a conversation, as its row holds them."""

    slots: str
    """As JSON."""
    active_loop: str | None
    """The form that is open."""


@dataclass(frozen=True)
class _Held:
    """A conversation that could not be written yet."""

    tracker: DialogueStateTracker
    """How it stands."""
    events: tuple[Event, ...]
    """What is to be written, oldest first."""


class TurnLog(SQLTrackerStore):
    """Every turn of every conversation, with who spoke in which."""

    Base = SQLTrackerStore.Base

    class Conversation(Base):  # type: ignore[valid-type,misc]
        """How one conversation stands."""

        __tablename__ = "conversations"
        sender_id = sa.Column(sa.String(255), primary_key=True)
        slots = sa.Column(sa.Text, nullable=False)
        active_loop = sa.Column(sa.Text)
        revision = sa.Column(sa.Integer, nullable=False, default=0, server_default="0")

    class Speaker(Base):  # type: ignore[valid-type,misc]
        """Who spoke in which conversation."""

        __tablename__ = "speakers"
        person = sa.Column(sa.String(255), primary_key=True)
        sender_id = sa.Column(sa.String(255), primary_key=True, index=True)

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        url: str | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        # The parent's constructor opens an engine without pool and pragmas; this one goes past it.
        self.engine = open_engine(url)
        self.Base.metadata.create_all(self.engine)
        learn_from(self.engine)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        # By conversation: the newest row and the revision that the kept tail belongs to.
        self._tails: OrderedDict[str, tuple[tuple[int, int], list[Event]]] = OrderedDict()
        self._to_erase: set[str] = set()
        self._held: dict[str, _Held] = {}
        TrackerStore.__init__(self, domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker with the last turns and all slots; None for a new conversation."""
        if self.domain is None:
            return None
        try:
            loaded = self._load(sender_id)
        except SQLAlchemyError as error:
            logger.error("The turn log could not be read: %s", translated(error, None))
            loaded = None, self._tails[sender_id][1] if sender_id in self._tails else []
        if loaded is None:
            return None
        standing, events = loaded
        return DialogueStateTracker.from_events(
            sender_id, [*_before(events, standing), *events], self.domain.slots, sender_source=None, domain=self.domain
        )

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new; then forget whom an action asked to forget."""
        await self.stream_events(tracker)
        new = [event for event in tracker.events if not getattr(event, "mynah_stored", False)]
        erased = {
            event.value for event in new if isinstance(event, SlotSet) and event.key == ERASE_SLOT and event.value
        }
        self._to_erase |= {str(person) for person in erased}
        kept = [event for event in new if not (isinstance(event, SlotSet) and event.key == ERASE_SLOT)]
        for event in new:
            event.mynah_stored = True  # type: ignore[attr-defined]
        before = self._held.get(tracker.sender_id)
        self._held[tracker.sender_id] = _Held(tracker, (*(before.events if before else ()), *kept))
        try:
            with self.engine.begin() as connection:
                for held in self._held.values():
                    self._append(connection, held.tracker, held.events)
        except SQLAlchemyError as error:
            self._could_not_write(translated(error, None))
            return
        except Exception:
            # Events that no database takes must not stand in the way of every turn after them.
            del self._held[tracker.sender_id]
            raise
        spoke = {
            _person(event) for held in self._held.values() for event in held.events if isinstance(event, UserUttered)
        }
        self._held.clear()
        saw({str(person) for person in spoke if person} | self._speaking(tracker))
        for person in tuple(self._to_erase):
            try:
                self.forget(person)
            except MynahError as problem:
                # Kept for the next turn: what was asked to be forgotten is not given up on.
                logger.error("A person's turns could not be removed from the log yet: %s", problem)

    def forget(self, person: str) -> int:
        """Remove every turn of a person from every conversation; returns how many rows went."""
        removed = erase_turns(person, self.engine)
        self._tails.clear()
        forget_learned(person)
        forget_rewrites(person)
        self._to_erase.discard(person)
        return removed

    @staticmethod
    def _speaking(tracker: DialogueStateTracker) -> set[str]:
        """Who spoke last: what became of their turn is saved after the turn itself."""
        latest = tracker.latest_message
        person = _person(latest) if latest is not None else None
        return {person} if person else set()

    def _could_not_write(self, problem: MynahError) -> None:
        # The tails noted on the way to the failure are not true: nothing of it was committed.
        self._tails.clear()
        logger.error("A turn is not in the log yet; it is written with the next one that can be. %s", problem)
        if sum(len(held.events) for held in self._held.values()) > MOST_HELD:
            oldest = next(iter(self._held))
            logger.error("%d events are lost from the log: too many are waiting.", len(self._held.pop(oldest).events))

    def _load(self, sender_id: str) -> tuple[Any, list[Event]] | None:
        """How a conversation stands, and its last events; None for a new one."""
        held = self._held.get(sender_id)
        if held is not None:
            events = _tail_of(held.tracker)
            return _Standing(_slots_of(held.tracker), held.tracker.active_loop_name), events
        with self.engine.connect() as connection:
            newest = connection.execute(_NEWEST, {"sender": sender_id}).scalar()
            if newest is None:
                return None
            standing = connection.execute(_STANDING, {"sender": sender_id}).first()
            return standing, self._tail(connection, sender_id, (newest, standing.revision if standing else 0))

    def _tail(self, connection: Any, sender_id: str, version: tuple[int, int]) -> list[Event]:
        known = self._tails.get(sender_id)
        if known is not None and known[0] == version:
            self._tails.move_to_end(sender_id)
            return list(known[1])
        rows = connection.execute(_TAIL, {"sender": sender_id, "most": TAIL}).fetchall()
        events = []
        for (data,) in reversed(rows):
            event = Event.from_parameters(json.loads(data))
            if event is not None:
                event.mynah_stored = True  # type: ignore[attr-defined]
                events.append(event)
        return _from_a_turn(events, whole=len(rows) < TAIL)

    def _append(self, connection: Any, tracker: DialogueStateTracker, events: Sequence[Event]) -> None:
        sender = tracker.sender_id
        if events:
            connection.execute(self.SQLEvent.__table__.insert(), [_row(sender, event) for event in events])
        for person in {_person(event) for event in events if isinstance(event, UserUttered)} - {None}:
            self._heard(connection, str(person), sender)
        standing = {"sender": sender, "slots": _slots_of(tracker), "loop": tracker.active_loop_name}
        if not connection.execute(_UPDATE, standing).rowcount:
            connection.execute(_INSERT, standing)
        newest = connection.execute(_NEWEST, {"sender": sender}).scalar() or 0
        revision = connection.execute(_REVISION, {"sender": sender}).scalar() or 0
        self._tails[sender] = ((newest, revision), _tail_of(tracker))
        while len(self._tails) > LIVE:
            self._tails.popitem(last=False)

    def _heard(self, connection: Any, person: str, sender: str) -> None:
        # Asked each time: the command line may have forgotten the person since, and a missing row would hide new turns.
        pair = {"person": person, "sender": sender}
        if not connection.execute(_IS_SPEAKER, pair).scalar():
            connection.execute(sa.text("INSERT INTO speakers (person, sender_id) VALUES (:person, :sender)"), pair)


_NEWEST = sa.text("SELECT max(id) FROM events WHERE sender_id = :sender")
_TAIL = sa.text("SELECT data FROM events WHERE sender_id = :sender ORDER BY id DESC LIMIT :most")
_STANDING = sa.text("SELECT slots, active_loop, revision FROM conversations WHERE sender_id = :sender")
_UPDATE = sa.text("UPDATE conversations SET slots = :slots, active_loop = :loop WHERE sender_id = :sender")
_INSERT = sa.text(
    "INSERT INTO conversations (sender_id, slots, active_loop, revision) VALUES (:sender, :slots, :loop, 0)"
)
_REVISION = sa.text("SELECT revision FROM conversations WHERE sender_id = :sender")
_IS_SPEAKER = sa.text("SELECT count(*) FROM speakers WHERE person = :person AND sender_id = :sender")


def _row(sender: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    parse = data.get("parse_data")
    if parse:
        # Rasa repeats every token's offsets in the parse; nobody reads them again.
        data["parse_data"] = {key: value for key, value in parse.items() if key != "text_tokens"}
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": ((parse or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _person(event: UserUttered) -> str | None:
    return ((event.parse_data or {}).get("mynah") or {}).get("person")  # type: ignore[call-overload,no-any-return]


def _slots_of(tracker: DialogueStateTracker) -> str:
    """The slots as JSON."""
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None and name != ERASE_SLOT}
    return json.dumps(slots)


def _tail_of(tracker: DialogueStateTracker) -> list[Event]:
    """The last turns of a tracker."""
    tail = [event for event in tracker.events if not getattr(event, "mynah_standing", False)][-TAIL:]
    return _from_a_turn(tail, whole=len(tail) < TAIL)


def _from_a_turn(events: list[Event], whole: bool) -> list[Event]:
    """The events from the first listening on, so that the tail begins with a turn, not in the middle of one."""
    if whole:
        return list(events)
    for index, event in enumerate(events):
        if isinstance(event, ActionExecuted) and event.action_name == "action_listen":
            return list(events[index:])
    return list(events)


def _before(events: Iterable[Event], standing: Any) -> list[Event]:
    """Events that put the slots and the loop in force which were set before the tail."""
    if standing is None:
        return []
    seen = {event.key for event in events if isinstance(event, SlotSet)}
    before: list[Event] = [
        SlotSet(name, value) for name, value in json.loads(standing.slots).items() if name not in seen
    ]
    if standing.active_loop and not any(isinstance(event, ActiveLoop) for event in events):
        before.append(ActiveLoop(standing.active_loop))
    for event in before:
        event.mynah_stored = True  # type: ignore[attr-defined]
        event.mynah_standing = True  # type: ignore[attr-defined]
    return before
