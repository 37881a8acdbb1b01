"""Everything learned from the turn log, kept up to date beside the turns, and handed out one person at a time."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from learning.counts import GlobalCounts, PersonCounts
from learning.experience import Conversations, Experience
from learning.features import features
from learning.habits import Habits, lower_bound
from learning.judge import defect_before
from learning.prior import Prior, load_prior
from learning.readings import Judge
from learning.repairs import Repair, Repairs
from learning.turn_reader import NEWEST, TurnReader
from learning.usual import Usual, habit_id, usuals
from preferences import acts
from preferences.heard import Heard
from preferences.learned import Circumstances, Habit
from preferences.request import Reading
from preferences.turns import Turn

logger = logging.getLogger(__name__)

PEOPLE_VARIABLE = "MYNAH_LEARN_PEOPLE"
LEAST_PEOPLE = 3
"""Different people who have to stand behind what is counted for everybody."""
KEPT_PEOPLE = 50
"""People whose turns are kept at hand; the one silent for longest goes first."""
FIRST_WAIT = 0.25
"""Seconds that the first turn of a person waits for what is known about them; later turns wait for nothing."""
WAIT = 0.1
"""Seconds that a turn waits for the turn before to be read."""
PAUSE = 0.002
"""Seconds between two chunks of everybody's rows, so that turns go first."""
LOOK_EVERY = 60.0
"""Seconds between two looks for people whom another process forgot."""


def least_people() -> int:
    """How many different people have to stand behind a count: `MYNAH_LEARN_PEOPLE`, else 3."""
    given = os.environ.get(PEOPLE_VARIABLE, "")
    return max(int(given), 2) if given.isdigit() else LEAST_PEOPLE


def _warm() -> None:
    """Load the library behind the bound and the judge's models, which takes a second, before a turn asks for them."""
    lower_bound(1.0, 1.0)
    turn = Turn(None, "hello", "", 1.0)
    defect_before(turn, turn)


@dataclass
class _Person:
    """What is kept of one person."""

    folding: Conversations
    """Reads their events."""
    last: int = 0
    """The newest row that was read."""
    experiences: dict[int, Experience] = field(default_factory=dict)
    """Their requests, oldest first."""
    counts: PersonCounts = field(default_factory=PersonCounts)
    """Their turns by reading and circumstance."""
    habits: Habits = field(default_factory=lambda: Habits(()))
    """Their habits."""
    repairs: Repairs = field(default_factory=Repairs)
    """What they said again in words that worked."""


class PersonModel:
    """What was learned, for one person's turn; it does not change while the turn runs."""

    def __init__(
        self,
        prior: Prior,
        everybody: GlobalCounts,
        person: _Person | None,
        home: str = "",
        stopped: Collection[str] = (),
    ) -> None:
        self._prior = prior
        self._person = person
        self._home = home
        self._stopped = stopped
        self._judge = Judge(prior, everybody, person.counts if person is not None else None, home)

    def judge(self, heard: Heard, reading: Reading, circumstances: Circumstances) -> Reading | None:
        """The reading that the circumstances speak for; None leaves the one at hand."""
        usual = self._usual(heard, reading, circumstances)
        return usual or self._judge.judge(heard, reading, circumstances)

    def habits(self, intent: str, present: Collection[str], circumstances: Circumstances) -> Sequence[Habit]:
        """The details this person usually gives such a request, the surest first."""
        if self._person is None:
            return ()
        here = self._here(circumstances)
        # Where the device stands is nearer than the room usually meant.
        present = {*present, "house_place"} if "stands" in here else present
        found = self._person.habits.fills(intent, present, here)
        return [one for one in found if not self._is_stopped(intent, one.entity, one.value)]

    def meaning(self, entity: str, said: str) -> Habit | None:
        """What this person usually means by a place's name."""
        if self._person is None or entity != "place_name":
            return None
        found = self._person.habits.means(said)
        return found if found and not self._is_stopped("", said.casefold().strip(), found.value) else None

    def usuals(self) -> tuple[Usual, ...]:
        """All of this person's habits, to be looked at; those they stopped included."""
        return usuals(self._person.habits, self._stopped) if self._person is not None else ()

    def repair(self, text: str) -> Repair | None:
        """The words this person used when that wording, as `plain` spells it, had not worked."""
        return self._person.repairs.find(text) if self._person is not None else None

    def repairs(self) -> tuple[Repair, ...]:
        """All of this person's repairs, the newest first."""
        return self._person.repairs.all() if self._person is not None else ()

    def _usual(self, heard: Heard, reading: Reading, circumstances: Circumstances) -> Reading | None:
        """ "The usual": the request that this person makes each time at this moment."""
        if self._person is None or (acts.is_request(reading.intent) and reading.confidence >= 0.75):
            return None
        if not self._prior.usual.search(heard.text):
            return None
        found = self._person.habits.next(self._here(circumstances))
        if found is None or self._is_stopped(found[0], "", ""):
            return None
        intent, when = found
        because = f"that is what you usually ask for {when}"
        return Reading(intent, heard.entities, max(reading.confidence, 0.6), "habit", because)

    def _is_stopped(self, request: str, detail: str, value: str) -> bool:
        return bool(self._stopped) and habit_id((request, detail, value)) in self._stopped

    def _here(self, circumstances: Circumstances) -> dict[str, str]:
        before = circumstances.before
        return features(
            circumstances.now, circumstances.surroundings, before.intent if before is not None else None, self._home
        )


class Model:
    """Learns from the turn log; safe to use from several threads.

    People's own turns are read when they first speak, everybody's once at the start; after that only new rows are
    read, by a thread of its own. Nothing is written: what leaves the log leaves this with it.
    """

    def __init__(self, engine: Engine | None = None, k: int | None = None, prior: Prior | None = None) -> None:
        self._prior = prior or load_prior()
        self._k = k if k is not None else least_people()
        self._reader = TurnReader(engine) if engine is not None else None
        self._everybody = GlobalCounts(self._k)
        self._all = Conversations(self._prior)
        self._all_last = 0
        self._epoch = 0
        self._people: OrderedDict[str, _Person] = OrderedDict()
        self._waiting: dict[str, Future[None]] = {}
        self._speakers = 0
        self._looked = 0.0
        self._lock = threading.RLock()
        # A person's own turns do not wait for everybody's.
        self._thread = ThreadPoolExecutor(1, "mynah-learning") if engine is not None else None
        self._slow_thread = ThreadPoolExecutor(1, "mynah-counting") if engine is not None else None
        self._do(_warm, self._thread)
        self._count_soon()

    def close(self) -> None:
        """Stop reading."""
        for thread in filter(None, (self._thread, self._slow_thread)):
            thread.shutdown(wait=True, cancel_futures=True)
        if self._reader is not None:
            self._reader.close()

    def of(self, person: str | None, home: str = "", stopped: Collection[str] = ()) -> PersonModel:
        """What was learned, for a turn of this person; nobody has no habits.

        Args:
            person: whose turn it is.
            home: where they live.
            stopped: names of habits they do not want gone by, among other names.
        """
        if person is None or self._thread is None:
            return PersonModel(self._prior, self._everybody, None, home)
        known = self._people.get(person)
        waiting = self._waiting.get(person)
        if known is not None and self._gone(known):
            # Another process (the command line) has forgotten the person since.
            self.forget(person)
            known = waiting = None
        if known is None and (waiting is None or waiting.done()):
            waiting = self._read_soon(person)
        if waiting is not None:
            try:
                waiting.result(WAIT if known is not None else FIRST_WAIT)
            except Exception:
                logger.debug("What a person did before is still being read.")
        return PersonModel(self._prior, self._everybody, self._people.get(person), home, stopped)

    def _gone(self, known: _Person) -> bool:
        first = next(iter(known.experiences), 0)
        try:
            return first > 0 and self._reader is not None and not self._reader.has(first)
        except (SQLAlchemyError, sqlite3.Error):
            return True  # What cannot be looked up is not gone by.

    def saw(self, people: Collection[str]) -> None:
        """Take note that turns of these people were written to the log."""
        for person in people:
            self._read_soon(person)
        self._count_soon()

    def forget(self, person: str) -> None:
        """Drop everything of a person, and count everybody's turns anew without theirs."""
        with self._lock:
            self._people.pop(person, None)
            self._waiting.pop(person, None)
            self._start_over()
        self._count_soon()

    def settle(self) -> None:
        """Wait until everything that was asked for has been read; for tests and benchmarks."""
        for thread in filter(None, (self._thread, self._slow_thread)):
            thread.submit(lambda: None).result()

    # ------------------------------------------------------------ reading

    def _count_soon(self) -> None:
        self._do(self._read_everybody, self._slow_thread)

    def _do(self, work: Callable[[], None], thread: ThreadPoolExecutor | None) -> Future[None] | None:
        try:
            return thread.submit(self._safely, work) if thread is not None else None
        except RuntimeError:
            return None  # The server is going down.

    @staticmethod
    def _safely(work: Callable[[], None]) -> None:
        try:
            work()
        except SQLAlchemyError as error:
            logger.warning("The turn log could not be read for learning: %s.", type(error).__name__)
        except Exception as error:
            logger.error("Learning from the turn log failed: %s.", type(error).__name__)

    def _read_soon(self, person: str) -> Future[None] | None:
        waiting = self._do(lambda: self._read(person), self._thread)
        if waiting is not None:
            self._waiting[person] = waiting
        return waiting

    def _read(self, person: str) -> None:
        assert self._reader is not None
        senders = self._reader.conversations(person)
        with self._lock:
            known = self._people.get(person)
            if not senders:
                # Nothing was said, or all of it was forgotten.
                self._people[person] = _Person(Conversations(self._prior))
                return
            one = known or _Person(Conversations(self._prior))
            changed, fresh = known is None, []
            for number, sender, event in self._reader.of(senders, one.last):
                one.last = number
                one.repairs.take(person, sender, event)
                for experience in one.folding.take(number, sender, event):
                    if experience.person == person:
                        changed |= experience.id in one.experiences
                        fresh.append(experience)
                        self._count(one, experience)
            while len(one.experiences) > NEWEST:
                old = one.experiences.pop(next(iter(one.experiences)))
                if old.right:
                    one.counts.add(old.intent, old.features, -1)
            if changed or not all(one.habits.add(experience) for experience in fresh):
                one.habits = Habits(one.experiences.values())
            self._people[person] = one
            self._people.move_to_end(person)
            while len(self._people) > KEPT_PEOPLE:
                self._people.popitem(last=False)

    @staticmethod
    def _count(one: _Person, experience: Experience) -> None:
        before = experience.id in one.experiences
        one.experiences[experience.id] = experience
        if experience.right and not before:
            one.counts.add(experience.intent, experience.features)
        elif before and experience.defect:
            one.counts.add(experience.intent, experience.features, -1)

    def _read_everybody(self) -> None:
        assert self._reader is not None
        if time.monotonic() - self._looked > LOOK_EVERY:
            self._look_for_gone()
        epoch = self._epoch
        for rows in self._reader.everybody(self._all_last):
            with self._lock:
                if epoch != self._epoch:
                    return  # Somebody was forgotten since these rows were read; all are read again.
                for number, sender, event in rows:
                    self._all_last = number
                    for experience in self._all.take(number, sender, event):
                        times = 1 if experience.right else -1
                        self._everybody.add(experience.person, experience.intent, experience.features, times)
            time.sleep(PAUSE)

    def _look_for_gone(self) -> None:
        """Start over when another process (the command line) forgot somebody."""
        assert self._reader is not None
        speakers = self._reader.speakers()
        with self._lock:
            if speakers < self._speakers:
                self._people.clear()
                self._start_over()
            self._speakers, self._looked = speakers, time.monotonic()

    def _start_over(self) -> None:
        self._epoch += 1
        self._everybody = GlobalCounts(self._k)
        self._all = Conversations(self._prior)
        self._all_last = 0
