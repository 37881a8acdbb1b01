"""Online rewriting: what else a request may mean, from requests of the record that worked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from learning.projection import Projection
from learning.rewriting_evidence import Evidence, Meaning, Tally
from learning.rewriting_features import Around, Entry, Query, Standing, alternatives
from learning.rewriting_index import Index
from learning.rewriting_privacy import shareable
from learning.rewriting_ranker import Event, Judged, Ranker, judge

Floats = NDArray[np.float32]
Encode = Callable[[str], Floats]
"""A wording's sentence vector, of length one."""

NEIGHBOURS = 24
"""Wordings looked at around a request."""
MY_NEIGHBOURS = 12
"""And of the person's own."""
WORKS = 0.3
"""A wording that fails less often than this, and was heard a few times, is never rewritten."""


class Meanings:
    """Readings by number."""

    def __init__(self, all_: Sequence[Meaning] = ()) -> None:
        self.all = list(all_)
        self._numbers = {meaning.state: number for number, meaning in enumerate(self.all)}

    def number(self, meaning: Meaning) -> int:
        """The number of a reading, a new one for a new reading."""
        state = meaning.state
        known = self._numbers.get(state)
        if known is None:
            known = self._numbers[state] = len(self.all)
            self.all.append(meaning)
        return known

    def find(self, state: str) -> int:
        """The number of a state; -1 where it has none."""
        return self._numbers.get(state, -1)


@dataclass(frozen=True)
class Shelf:
    """Wordings that can be found, everybody's or one person's."""

    entries: tuple[Entry, ...]
    """They themselves."""
    index: Index
    """Finds them."""
    standing: Standing
    """How readings stand among them."""

    @classmethod
    def of(cls, entries: Sequence[Entry], vectors: Floats, meanings: Meanings, kept: Path | None = None) -> Shelf:
        """Make a shelf of entries and their vectors; a file that its index kept saves time."""
        standing = Standing()
        for entry in entries:
            standing.add(entry, meanings.all[entry.own].intent)
        return cls(tuple(entries), Index.of([entry.text for entry in entries], vectors, kept=kept), standing)

    def turned(self, projection: Projection) -> Shelf:
        """The same with its vectors turned."""
        return replace(self, index=self.index.turned(projection)) if projection.map is not None else self

    @cached_property
    def wording_of(self) -> dict[int, str]:
        """For each reading, the wording that most people get it by and that works."""
        best: dict[int, tuple[float, str]] = {}
        for one in self.entries:
            scored = one.people * (1.0 - one.fails)
            if one.fails < WORKS and scored > best.get(one.own, (0.0, ""))[0]:
                best[one.own] = scored, one.text
        return {meaning: text for meaning, (_, text) in best.items()}

    def around(self, text: str, vector: Floats, most: int, without: int | None = None) -> Around:
        """The neighbours of a wording."""
        near = self.index.near(text, vector, most, without)
        return Around(near, [self.entries[place] for place in near.places])


def shelf(tallies: Mapping[str, Tally], meanings: Meanings, known: Mapping[str, Meaning], encode: Encode) -> Shelf:
    """Put tallies on a shelf; readings that have no number yet get one."""
    entries = [
        Entry(
            text=text,
            meant={meanings.number(known[name]): chance for name, chance in tally.meant.items() if chance > 0.01},
            own=meanings.number(tally.own),
            fails=tally.fails,
            seen=min(tally.seen, 20.0),
            people=len(tally.people),
            confidence=tally.ranking[0][1] if tally.ranking else 0.0,
        )
        for text, tally in tallies.items()
    ]
    vectors = np.stack([encode(text) for text in tallies]) if tallies else np.zeros((0, 1), np.float32)
    return Shelf.of(entries, vectors, meanings)


def shared(evidence: Evidence, k: int) -> dict[str, Tally]:
    """What of everybody's tallies may be known to all: said by enough people, naming nobody and nothing of theirs."""
    found = {}
    for text, tally in evidence.wordings.items():
        if len(tally.people) < k or not shareable(text, tally.own):
            continue
        own = tally.own.state
        kept = Tally(tally.own, tally.ranking, tally.seen, tally.put_right, tally.people, tally.last)
        kept.fails = tally.fails
        kept.meant = {
            name: chance
            for name, chance in tally.meant.items()
            if name == own or (len(evidence.readers.get(name, ())) >= k and shareable("", evidence.meanings[name]))
        }
        found[text] = kept
    return found


def ask(
    query: Query, vector: Floats, meanings: Meanings, everybody: Shelf, ranker: Ranker, mine: Shelf | None = None
) -> Judged | None:
    """The best reading to take over for a request, however unlikely; None when nothing is near, or it works as it is.

    Args:
        query: the request as NLU read it.
        vector: its sentence vector, of length one.
        meanings: all readings.
        everybody: what everybody may know.
        ranker: trained with a person's own features exactly when `mine` is given.
        mine: the person's own wordings.
    """
    if works(query.text, everybody) or (mine is not None and works(query.text, mine)):
        return None
    around = everybody.around(query.text, vector, NEIGHBOURS)
    personal = (mine.around(query.text, vector, MY_NEIGHBOURS), mine.standing) if mine is not None else None
    numbers, rows = alternatives(
        query, meanings.find(query.own.state), around, meanings.all, everybody.standing, personal
    )
    return judge(ranker, numbers, rows)


def works(text: str, among: Shelf) -> bool:
    """Whether a wording is known to work as it is read."""
    place = among.index.places.get(text)
    return place is not None and among.entries[place].fails < WORKS and among.entries[place].seen >= 3.0


def events(
    evidence: Evidence,
    everybody: Shelf,
    meanings: Meanings,
    encode: Encode,
    mine: Mapping[str, Shelf] | None = None,
    most: int = 12_000,
    among: Callable[[str], bool] = lambda text: True,
) -> list[Event]:
    """What the record shows about its own wordings, each asked about as if it were unheard.

    Args:
        evidence: the record.
        everybody: the shelf of everybody's.
        meanings: all readings.
        encode: the sentence vectors.
        mine: people's own shelves, for a ranker with a person's own features.
        most: how many wordings at most.
        among: which wordings are asked about.
    """
    if mine is None:
        asked: list[tuple[str | None, str]] = [(None, text) for text in evidence.wordings if among(text)]
    else:
        asked = [(person, text) for person in mine for text in mine[person].index.texts if among(text)]
    if len(asked) > most:
        chosen = np.random.default_rng(0).choice(len(asked), most, replace=False)
        asked = [asked[number] for number in sorted(chosen)]
    shelves = mine or {}
    return [
        _event(evidence, text, everybody, meanings, encode(text), shelves[person] if person is not None else None)
        for person, text in asked
    ]


def _event(
    evidence: Evidence, text: str, everybody: Shelf, meanings: Meanings, vector: Floats, mine: Shelf | None
) -> Event:
    tally = evidence.wordings[text]
    intent = tally.own.intent
    here, there = everybody.index.places.get(text), mine.index.places.get(text) if mine is not None else None
    if here is not None:
        everybody.standing.add(everybody.entries[here], intent, -1.0)
    personal = None
    if mine is not None:
        if there is not None:
            mine.standing.add(mine.entries[there], intent, -1.0)
        personal = mine.around(text, vector, MY_NEIGHBOURS, there), mine.standing
    around = everybody.around(text, vector, NEIGHBOURS, here)
    own = meanings.find(tally.own.state)
    numbers, rows = alternatives(
        Query(text, tally.own, tally.ranking), own, around, meanings.all, everybody.standing, personal
    )
    if here is not None:
        everybody.standing.add(everybody.entries[here], intent)
    if mine is not None and there is not None:
        mine.standing.add(mine.entries[there], intent)
    known = [tally.meant.get(tally.own.state, 0.0)]
    known += [tally.meant.get(meanings.all[number].state, 0.0) for number in numbers[1:]]
    chances = np.array([*known, max(1.0 - sum(known), 0.0)], np.float32)
    # What many people say is asked about for each of them, and is no better known for it.
    weight = min(tally.seen, 6.0) ** 0.5 if mine is None else len(tally.people) ** -0.5
    return Event(text, tuple(numbers), rows, chances, weight)
