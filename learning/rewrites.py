"""Rewrites as they are served: which reading a request is given instead of its own, and when none is."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from learning.chain import BLOCK, DROP, better
from learning.projection import IDENTITY, Projection
from learning.rewriting import Meanings, Shelf, ask, works
from learning.rewriting_evidence import Meaning
from learning.rewriting_features import Query
from learning.rewriting_ranker import NEVER, Judged, Ranker, Setting
from learning.sensitive import replaceable, takeable

Floats = NDArray[np.float32]

HELD_OUT = 0.05
"""Share of the turns of a rewrite that are served as they were read, to compare."""
FEWEST = 5.0
"""Turns after which a rewrite can be blocked."""
TURNED = 3.0
"""Log odds, twenty to one, from which on a wording means something else by now."""
SURE = 0.995
"""Confidence from which on a reading the record knows is not weak."""


@dataclass(frozen=True, slots=True)
class Record:
    """How a rewrite went, as soft counts."""

    wins: float = 0.0
    """Turns that were served with it and went well."""
    losses: float = 0.0
    """And that did not."""
    held_well: float = 0.0
    """Turns that were held out, or came before it, and went well as they were read."""
    held_badly: float = 0.0
    """And that did not."""
    against: float = 0.0
    """What its latest turns say for it being wrong by now, in log odds."""

    @property
    def better(self) -> float:
        """How likely serving it is better than not, by the Beta posteriors of both arms."""
        return better(self.wins, self.losses, self.held_well, self.held_badly)

    @property
    def loses(self) -> bool:
        """Whether the evidence says so clearly that it is to be blocked."""
        return self.wins + self.losses >= FEWEST and self.better < BLOCK

    @property
    def weak(self) -> bool:
        """Whether it is likelier to be worse, or its wording means something else by now: it is not served for now."""
        return self.against >= TURNED or (self.wins + self.losses >= FEWEST and self.better < DROP)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One precomputed rewrite."""

    text: str
    """The wording it is for, as `plain` spells it."""
    own: str
    """How that is read by itself, as a state."""
    meaning: Meaning
    """The reading to take over."""
    people: int = 0
    """How many different people stand behind it."""
    least: float = 0.0
    """What the success of that reading is at least."""
    own_success: float = 0.0
    """How often the wording by itself served people."""
    said: str = ""
    """A wording that is read so and works: what people said instead."""
    record: Record = Record()
    """How it went."""

    @property
    def id(self) -> str:
        """Its name: the same rewrite has the same one in every generation."""
        return name_of(self.text, self.meaning.state)


def name_of(text: str, state: str) -> str:
    """A short name of a pair."""
    return f"{zlib.crc32(text.encode()):08x}{zlib.crc32(state.encode()):08x}"


@dataclass(frozen=True, slots=True)
class Decision:
    """A rewrite for one request."""

    id: str
    """Which."""
    layer: str
    """personal or global."""
    kind: str
    """exact or online."""
    meaning: Meaning
    """The reading to take over."""
    held: bool = False
    """True when this turn is served as it was read, to compare."""
    said: str = ""
    """What people said instead, where it is known."""
    own: str = ""
    """The request's own reading, as a state."""


@dataclass
class Rewrites:
    """Everything that can be rewritten at one time; look-ups only."""

    exact: Callable[[str], Rewrite | None] = lambda text: None
    """Everybody's precomputed rewrites, by wording."""
    personal: Callable[[str, str], Rewrite | None] = lambda person, text: None
    """A person's own, by person and wording."""
    meanings: Meanings = field(default_factory=Meanings)
    """All readings that the online layer can take over."""
    everybody: Shelf | None = None
    """The global index."""
    projection: Projection = IDENTITY
    """Turns the vector of a request to where the indexes have theirs."""
    ranker: Ranker | None = None
    """Weighs what the global index finds."""
    setting: Setting = NEVER
    """From where on its findings are taken over."""
    mine: Callable[[str], Shelf | None] = lambda person: None
    """A person's own index."""
    my_ranker: Ranker | None = None
    """Weighs what both indexes find together."""
    my_setting: Setting = NEVER
    """From where on those are taken over."""
    blocked: Collection[str] = frozenset()
    """Rewrites that are blocked for everybody."""
    denied: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By person, rewrites that the person said no to."""

    def look_up(self, person: str | None, text: str, own: str | None = None) -> Decision | None:
        """The precomputed rewrite of a wording, this person's first; None when there is none that may be served.

        Args:
            person: who speaks.
            text: the wording, as `plain` spells it.
            own: how NLU reads it now, where that is known; a rewrite of another reading is out of date.
        """
        found = [("personal", self.personal(person, text))] if person is not None else []
        for layer, rewrite in [*found, ("global", self.exact(text))]:
            if rewrite is None or (own is not None and rewrite.own != own) or rewrite.record.weak:
                continue
            if self.may(person, rewrite.id):
                held = layer == "global" and self._held(person, rewrite.id)
                return Decision(rewrite.id, layer, "exact", rewrite.meaning, held, rewrite.said, rewrite.own)
        return None

    def retrieve(self, person: str | None, query: Query, vector: Callable[[], Floats]) -> Decision | None:
        """What else a weakly read request may mean, from requests that worked; None when nothing is sure enough.

        Args:
            person: who speaks.
            query: the request as NLU read it.
            vector: its sentence vector, of length one; asked for only where the reading is weak.
        """
        if self.everybody is None or (self.ranker is None and self.my_ranker is None):
            return None
        if not replaceable(query.own.intent) or not self.weak(query):
            return None
        mine = self.mine(person) if person is not None else None
        if mine is not None and self.my_ranker is not None:
            found = ask(query, self.projection(vector()), self.meanings, self.everybody, self.my_ranker, mine)
            return self._online(person, query, found, self.my_setting, "personal")
        if self.ranker is None:
            return None
        found = ask(query, self.projection(vector()), self.meanings, self.everybody, self.ranker)
        return self._online(person, query, found, self.setting, "global")

    def weak(self, query: Query) -> bool:
        """Whether a reading is weak: NLU is not quite sure of it, or nobody ever got what they wanted by it."""
        if self.everybody is None or works(query.text, self.everybody):
            return False
        sure = query.ranking[0][1] if query.ranking else 0.0
        own = self.meanings.find(query.own.state)
        return sure < SURE or self.everybody.standing.times.get(own, 0.0) < 1.0

    def _online(
        self, person: str | None, query: Query, found: Judged | None, at: Setting, layer: str
    ) -> Decision | None:
        if found is None or not at.fires(found):
            return None
        meaning = self.meanings.all[found.meaning]
        name = name_of(query.text, meaning.state)
        if not takeable(meaning.intent) or not self.may(person, name):
            return None
        said = self._said(found.meaning, self.mine(person) if person is not None else None)
        return Decision(name, layer, "online", meaning, self._held(person, name), said, query.own.state)

    def _said(self, meaning: int, mine: Shelf | None) -> str:
        """A wording that is read so and works, the person's own before everybody's; empty when there is none."""
        for shelf in filter(None, (mine, self.everybody)):
            if (text := shelf.wording_of.get(meaning)) is not None:
                return text
        return ""

    def may(self, person: str | None, name: str) -> bool:
        """Whether a rewrite may be served to a person: it is not blocked, and they did not say no to it."""
        return name not in self.blocked and (person is None or name not in self.denied.get(person, ()))

    @staticmethod
    def _held(person: str | None, name: str) -> bool:
        """Whether this person is among those for whom a rewrite is held out: always the same ones for one rewrite."""
        return zlib.crc32(f"{name} {person}".encode()) % 1000 < 1000 * HELD_OUT
