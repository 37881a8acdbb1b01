"""Evidence counted in columns: what `learning.rewriting_evidence` folds step by step, as SQL over a table of steps.

Python sees each different wording, reading and edge once; people's own tallies are counted when they are asked for, a
slice of the people at a time. Soft counts are summed as decimals, which gives one result in whatever order threads add.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from learning.chain import Counting
from learning.company_table import judge
from learning.rewriting_evidence import (
    KEPT,
    LONG,
    SURE,
    Evidence,
    Tally,
    agree,
    by_day,
    fit_failing,
    turned,
    wording_state,
)
from learning.step_table import StepTable

SLICE = 300_000
"""Steps whose people are counted at a time."""
RECENT = 1_000
"""Turns of a wording that are looked through for a change of meaning; those before say nothing of it any more."""
_QUARTER = 900
"""Seconds that are summed before a day is made of them; no clock of the world is off by less."""


def _soft(what: str) -> str:
    """The exact sum of numbers that are not whole."""
    return f"CAST(SUM(CAST({what} AS DECIMAL(18, 15))) AS DOUBLE)"


_LINKS = "SELECT turn, mended_by AS last FROM steps WHERE mended_by IS NOT NULL"
_LINKED = "SELECT l.turn, COALESCE(n.last, l.last) AS last FROM links l LEFT JOIN links n ON n.turn = l.last"
_UNLINKED = "SELECT COUNT(*) FROM links l JOIN links n ON n.turn = l.last"
"""Where a chain of requests that put each other right ends: each round of the second looks twice as far."""

_REPAIRS = f"""
SELECT s.turn, s.person, s.wording, s.own, a.turn AS after, a.wording AS after_wording, a.own AS after_own,
  a.spoken_at AS after_at, a.served AS after_served, a.failed AS lost,
  CASE WHEN e.defect < {SURE} AND NOT e.failed THEN e.served END AS ended_with
FROM steps s
JOIN steps a ON a.turn = s.mended_by
JOIN links l ON l.turn = s.turn
JOIN steps e ON e.turn = l.last
WHERE NOT s.failed
"""
"""Requests that were put right, by what, and the reading it ended well with."""

_TOUCHES = """
SELECT {who} AS who, wording, 2 * turn AS place, turn, own, spoken_at FROM steps WHERE NOT failed AND {among}
UNION ALL
SELECT {who}, after_wording, 2 * turn + 1, after, after_own, after_at
FROM repairs WHERE NOT lost AND after_wording <> wording AND {among}
"""
"""What tells of a wording, in order: that it was said, and that it put the one before right."""

_FIRSTS = """
SELECT who, wording, MIN(place) AS place, MIN_BY(turn, place) AS turn, MIN_BY(own, place) AS own,
  MIN(own) <> MAX(own) AS changed
FROM touches GROUP BY who, wording
"""

_RESETS = """
SELECT who, wording, place, turn, own FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY who, wording ORDER BY place DESC) AS back FROM (
    SELECT *, LAG(own) OVER (PARTITION BY who, wording ORDER BY place) AS own_before FROM (
      SELECT t.*, MAX(t.spoken_at) OVER (PARTITION BY t.who, t.wording ORDER BY t.place
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest
      FROM touches t JOIN firsts f ON f.who = t.who AND f.wording = t.wording WHERE f.changed
    ) dated WHERE newest IS NULL OR spoken_at >= newest
  ) compared WHERE own_before IS NULL OR own_before <> own
) numbered WHERE back = 1
"""
"""Where NLU last began to read a wording otherwise, since it was trained again: what was counted before is dropped."""

_KEPT = """
SELECT {who} AS who, s.wording, s.person, s.turn, s.spoken_at, s.served, s.rewrite, s.replaced, s.defect
FROM steps s LEFT JOIN resets r ON r.who = {who} AND r.wording = s.wording
WHERE NOT s.failed AND {among} AND (r.place IS NULL OR 2 * s.turn >= r.place)
"""

_SEEN = f"""
SELECT who, wording, (1.0 - POWER({LONG}, SUM(times))) / (1.0 - {LONG}), CAST(SUM(put_right) AS DOUBLE),
  COUNT(*), MAX(last)
FROM (
  SELECT who, wording, person, MAX(spoken_at) AS last, SUM(CASE WHEN replaced THEN 0 ELSE 1 END) AS times,
    SUM(CASE WHEN replaced THEN 0 ELSE CAST(POWER({LONG}, back - 1) * defect AS DECIMAL(18, 15)) END) AS put_right
  FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY who, wording, replaced ORDER BY turn DESC) AS back FROM kept
  ) numbered
  GROUP BY who, wording, person
) of_people
GROUP BY who, wording
"""
"""How often each wording was said and put right, of late counting for more, by how many people, and when last."""

_TALLIES = """
SELECT f.who, f.wording, COALESCE(r.own, f.own), q.ranking
FROM firsts f
LEFT JOIN resets r ON r.who = f.who AND r.wording = f.wording
LEFT JOIN {rankings} q ON q.turn = COALESCE(r.turn, f.turn)
ORDER BY f.place
"""

_TAKEN = f"""
SELECT who, wording, served, {_soft("COALESCE(b.chance, 0.5) * (1.0 - k.defect)")}
FROM kept k LEFT JOIN better b ON b.rewrite = k.rewrite
WHERE k.replaced GROUP BY who, wording, served ORDER BY MIN(k.turn)
"""

_BY = f"""
SELECT who, wording, reading, COUNT(DISTINCT person) FROM (
  SELECT who, wording, served AS reading, person, turn FROM kept WHERE replaced AND defect < {SURE}
  UNION ALL
  SELECT k.who, k.wording, r.ended_with, k.person, k.turn
  FROM kept k JOIN repairs r ON r.turn = k.turn WHERE r.ended_with <> r.own
) well
GROUP BY who, wording, reading ORDER BY MIN(turn)
"""

_TURNED = """
SELECT who, wording, served, replaced, defect FROM (
  SELECT k.*, ROW_NUMBER() OVER (PARTITION BY k.who, k.wording ORDER BY k.turn DESC) AS back
  FROM kept k JOIN (SELECT DISTINCT who, wording FROM kept WHERE replaced) r ON r.who = k.who AND r.wording = k.wording
) numbered
WHERE back <= {recent} ORDER BY who, wording, back DESC
"""
"""The latest turns of what rewrites were served for."""

_BESIDE = """
SELECT p.who, p.wording, p.other, COUNT(*) FROM (
  SELECT {who} AS who, wording, after_wording AS other, 2 * turn AS place
  FROM repairs WHERE NOT lost AND after_wording <> wording AND {among}
  UNION ALL
  SELECT {who}, after_wording, wording, 2 * turn + 1
  FROM repairs WHERE NOT lost AND after_wording <> wording AND {among}
) p
LEFT JOIN resets r ON r.who = p.who AND r.wording = p.wording
WHERE r.place IS NULL OR p.place >= r.place
GROUP BY p.who, p.wording, p.other ORDER BY MIN(p.place)
"""

_READERS = "SELECT own, COUNT(DISTINCT person) FROM steps WHERE NOT failed GROUP BY own"

_ARMS = f"""
SELECT rewrite, replaced, {_soft("faded * (1.0 - defect)")}, {_soft("faded * defect")} FROM (
  SELECT *, POWER({KEPT}, ROW_NUMBER() OVER (PARTITION BY rewrite, replaced ORDER BY turn DESC) - 1) AS faded
  FROM steps WHERE rewrite IS NOT NULL AND NOT failed
) weighed
GROUP BY rewrite, replaced ORDER BY MIN(turn)
"""

_ENDINGS = f"""
SELECT s.wording, s.own, s.replaced, CASE WHEN s.replaced THEN s.served ELSE r.after_served END AS target,
  COUNT(*), {_soft("s.defect")}, {_soft("CASE WHEN t.own = s.own THEN GREATEST(s.defect, t.fails) ELSE s.defect END")},
  {_soft("COALESCE(b.chance, 0.5)")}, {_soft("COALESCE(b.chance, 0.5) * s.defect")}
FROM steps s
JOIN settled t ON t.wording = s.wording
LEFT JOIN repairs r ON r.turn = s.turn
LEFT JOIN better b ON b.rewrite = s.rewrite
WHERE NOT s.failed AND NOT COALESCE(r.lost, FALSE)
GROUP BY s.wording, s.own, s.replaced, CASE WHEN s.replaced THEN s.served ELSE r.after_served END
"""
"""How requests went on and ended, alike ones together: times, defects, defects of who left, and what is a rewrite's."""

_DAYS = f"SELECT FLOOR(spoken_at / {_QUARTER}) AS quarter, {_soft('defect')}, COUNT(*) FROM steps GROUP BY 1"


class CountedEvidence(Evidence):
    """Evidence whose steps stand in a table; good for as long as that is open."""

    def __init__(self, table: StepTable, better: Mapping[str, float] | None = None) -> None:
        """Count all steps of a table.

        Args:
            table: the steps.
            better: by rewrite, how likely it is better than the request.

        Raises:
            LearningError: the table could not be worked on.
        """
        super().__init__(better=dict(better or {}))
        self._table = table
        self._prepare()
        for tallies in tallied(table, "0", "TRUE").values():
            self.wordings = tallies
        known = {number: name for number, name in enumerate(table.states.names)}
        self.readers = {known[own]: range(people) for own, people in table.rows(_READERS)}
        self.meanings = {known[number]: table.meanings[number] for number in self._read()}
        for rewrite, replaced, well, badly in table.rows(_ARMS):
            arm = self.arms.setdefault(table.rewrites.names[rewrite], [0.0, 0.0, 0.0, 0.0])
            arm[0 if replaced else 2], arm[1 if replaced else 3] = well, badly
        self.mixture = fit_failing(list(self.wordings.values()))
        agree(self.wordings)
        self.personal = Personal(table, self)

    def _prepare(self) -> None:
        table = self._table
        judge(table)
        table.make("links", _LINKS)
        while next(table.rows(_UNLINKED))[0]:
            table.make("links", _LINKED)
        table.make("repairs", _REPAIRS)
        table.drop("links")
        kinds = {"rewrite": "INTEGER", "chance": "DOUBLE"}
        rewrites = [table.rewrites.of(name) for name in self.better]
        table.put("better", kinds, {"rewrite": rewrites, "chance": [*self.better.values()]})

    def _read(self) -> list[int]:
        """The numbers of all readings that something was read or served as."""
        found = self._table.rows(
            "SELECT own FROM steps WHERE NOT failed UNION SELECT served FROM steps WHERE NOT failed ORDER BY 1"
        )
        return [number for (number,) in found]

    def counted(self) -> Counting:
        """The chain's moves and endings."""
        table = self._table
        places = [table.wordings.of(text) for text in self.wordings]
        kinds = {"wording": "INTEGER", "own": "INTEGER", "fails": "DOUBLE"}
        table.put("settled", kinds, {
            "wording": places, "own": [table.reading(tally.own) for tally in self.wordings.values()],
            "fails": [tally.fails for tally in self.wordings.values()],
        })  # fmt: skip
        counting = Counting()
        names, texts = table.states.names, table.wordings.names
        for wording, own, replaced, target, *sums in table.rows(_ENDINGS):
            for name in (names[own], wording_state(texts[wording])):
                _end(counting, name, names[target] if target is not None else None, replaced, *sums)
        return counting

    def days(self) -> list[tuple[str, float, int]]:
        """Per day of the local clock: its date, the mean probability of a defect, and the turns."""
        return by_day((quarter * _QUARTER, bad, turns) for quarter, bad, turns in self._table.rows(_DAYS))


def _end(
    counting: Counting, name: str, target: str | None, replaced: bool,
    times: int, defects: float, left: float, better: float, better_defects: float,
) -> None:  # fmt: skip
    """Take in what many alike steps came to; see `Evidence._count`."""
    if target is None:
        counting.end(name, left / times, times)
    elif replaced:
        counting.move(name, target, better)
        if better > 0:
            counting.end(target, better_defects / better, better)
        if times > better:
            counting.end(name, (defects - better_defects) / (times - better), times - better)
    else:
        counting.move(name, target, defects)
        counting.end(name, 0.0, times - defects)


def tallied(table: StepTable, who: str, among: str) -> dict[int, dict[str, Tally]]:
    """The tallies of some steps, in the order in which their wordings came.

    Args:
        table: with its `repairs` and `better`.
        who: "person" for one tally for each person and wording, "0" for one of everybody's.
        among: a condition on `person`.

    Raises:
        LearningError: the table could not be worked on.
    """
    asked = {"who": who, "among": among, "rankings": table.rankings}
    for name, query in (("touches", _TOUCHES), ("firsts", _FIRSTS), ("resets", _RESETS), ("kept", _KEPT)):
        table.make(name, query.format(**asked))
    texts, names = table.wordings.names, table.states.names
    found: dict[int, dict[str, Tally]] = {}
    for whose, wording, own, ranking in table.rows(_TALLIES.format(**asked)):
        found.setdefault(whose, {})[texts[wording]] = Tally(table.meanings[own], _ranking(ranking))
    for whose, wording, seen, put_right, people, last in table.rows(_SEEN):
        tally = found[whose][texts[wording]]
        tally.seen, tally.put_right, tally.people, tally.last = seen, put_right, range(people), last
    for whose, wording, reading, kept in table.rows(_TAKEN):
        found[whose][texts[wording]].taken[names[reading]] = kept
    for whose, wording, reading, people in table.rows(_BY):
        found[whose][texts[wording]].by[names[reading]] = range(people)
    for whose, wording, served, replaced, defect in table.rows(_TURNED.format(recent=RECENT)):
        turned(found[whose][texts[wording]].against, defect, names[served] if replaced else None)
    for whose, wording, other, times in table.rows(_BESIDE.format(**asked)):
        found[whose][texts[wording]].beside[texts[other]] = float(times)
    table.drop("touches", "firsts", "resets", "kept")
    return found


def _ranking(data: Any) -> tuple[tuple[str, float], ...]:
    return tuple((str(name), float(chance)) for name, chance in json.loads(data)) if data else ()


class Personal(Mapping[str, dict[str, Tally]]):
    """People's own tallies by person, counted a slice of the people at a time; only the last slice is held."""

    def __init__(self, table: StepTable, whole: Evidence) -> None:
        self._table, self._whole = table, whole
        self._slices: list[tuple[int, int]] = []
        self._place: dict[str, int] = {}
        self._held: tuple[int, dict[str, dict[str, Tally]]] = (-1, {})
        begins, steps = 0, 0
        counted = [*table.rows("SELECT person, COUNT(*) FROM steps WHERE NOT failed GROUP BY person ORDER BY person")]
        for number, times in counted:
            if steps and steps + times > SLICE:
                self._slices.append((begins, number - 1))
                begins, steps = number, 0
            steps += times
            self._place[table.people.names[number]] = len(self._slices)
        self._slices.append((begins, counted[-1][0] if counted else begins))

    def __len__(self) -> int:
        return len(self._place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._place)

    def __getitem__(self, person: str) -> dict[str, Tally]:
        place = self._place[person]
        if self._held[0] != place:
            first, last = self._slices[place]
            found = tallied(self._table, "person", f"person BETWEEN {first} AND {last}")
            self._held = place, {self._table.people.names[number]: mine for number, mine in found.items()}
            for mine in self._held[1].values():
                self._whole.judge(mine)
        return self._held[1][person]
