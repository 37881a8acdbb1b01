"""An absorbing Markov chain over what requests were taken to mean: which reading do people end well with?

States are readings ("play_music|music_genre:jazz"), so that all wordings of one meaning are counted together; a
wording can be a state of its own that nothing leads to, since a wording is what a rewrite replaces. A session moves
from reading to reading and ends in success or failure. With Q the shares of moves between readings and R those of
ending there, N = (I - Q)^-1 tells how often each reading is passed and B = N R how a session ends. N[i,j] R[j,+] is
the share of sessions from i whose last reading before success is j: these add up to B[i,+], and the largest is what
people who said i had meant (after Ponnusamy et al. 2020, arXiv 1911.02557; the self-aware part after 2205.00029).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import splu
from scipy.special import betainc, betaincinv

Floats = NDArray[np.float64]

CREDIBLE = 0.9
"""How much of a posterior lies above its lower bound."""
PRIOR = 1.0
"""Imagined turns behind the usual success of an intent, for readings that were seen seldom."""
DROP = 0.5
"""A rewrite that is better than the request with less than this probability is no longer served."""
BLOCK = 0.05
"""And with less than this it is blocked."""
_NODES = (np.arange(200) + 0.5) / 200


def state(intent: str, entities: Iterable[tuple[str, str]] = ()) -> str:
    """A reading as a state: the intent and its details in order, spelled in one way."""
    details = sorted(f"{name}:{' '.join(value.casefold().split())}" for name, value in entities)
    return "|".join([intent, *details])


@dataclass(frozen=True)
class Graph:
    """Soft counts of what followed each state."""

    states: tuple[str, ...]
    """Their names."""
    moves: sparse.csr_matrix
    """(states, states): how often one was said after another, to put it right."""
    success: Floats
    """(states,): how often the person was served there."""
    failure: Floats
    """(states,): how often the session ended badly there."""

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self.states)

    @property
    def visits(self) -> Floats:
        """(states,): how often each was seen."""
        total: Floats = np.asarray(self.moves.sum(axis=1)).ravel() + self.success + self.failure
        return total


@dataclass
class Counting:
    """Takes sessions in and makes a graph of them."""

    _index: dict[str, int] = field(default_factory=dict)
    _from: list[int] = field(default_factory=list)
    _to: list[int] = field(default_factory=list)
    _weight: list[float] = field(default_factory=list)
    _ends: dict[int, list[float]] = field(default_factory=dict)

    def move(self, one: str, other: str, weight: float = 1.0) -> None:
        """A person said the other to put the one right, with that probability; a move onto itself tells nothing."""
        if one == other or weight <= 0:
            return
        self._from.append(self._number(one))
        self._to.append(self._number(other))
        self._weight.append(weight)

    def end(self, one: str, defect: float, weight: float = 1.0) -> None:
        """A session ended here, badly with that probability."""
        ends = self._ends.setdefault(self._number(one), [0.0, 0.0])
        ends[0] += weight * (1.0 - defect)
        ends[1] += weight * defect

    def served(self, one: str, other: str, defect: float, better: float) -> None:
        """A request was rewritten and the session ended.

        Its feedback is split: with the probability that the rewrite is the better one it is the rewrite's, else
        the request's own. So a rewrite does not vanish because nobody has to say again what it repairs, nor stay
        because nobody sees the request any more.
        """
        self.move(one, other, better)
        self.end(other, defect, better)
        self.end(one, defect, 1.0 - better)

    def graph(self) -> Graph:
        """What was counted."""
        size = len(self._index)
        moves = sparse.coo_matrix((self._weight, (self._from, self._to)), shape=(size, size)).tocsr()
        success, failure = np.zeros(size), np.zeros(size)
        for number, (well, badly) in self._ends.items():
            success[number], failure[number] = well, badly
        return Graph(tuple(self._index), moves, success, failure)

    def _number(self, name: str) -> int:
        return self._index.setdefault(name, len(self._index))


@dataclass(frozen=True)
class Shares:
    """A graph as probabilities; every row of moves, success and failure adds up to one."""

    moves: sparse.csr_matrix
    """Q, (states, states)."""
    success: Floats
    """R[:, +], (states,)."""
    failure: Floats
    """R[:, -], (states,)."""


def smoothed(graph: Graph, prior: float = PRIOR) -> Graph:
    """The same graph with imagined endings, as its intent usually ends; what nobody left would end nowhere."""
    intents = [name.split("|", 1)[0] for name in graph.states]
    _, of = np.unique(np.array(intents, dtype=np.str_), return_inverse=True) if intents else ((), np.array([], int))
    groups = int(of.max()) + 1 if len(of) else 0
    well = np.bincount(of, graph.success, groups) + 0.5
    seen = np.bincount(of, graph.visits, groups) + 1.0
    usual = (well / seen)[of]
    return Graph(graph.states, graph.moves, graph.success + prior * usual, graph.failure + prior * (1.0 - usual))


def shares(graph: Graph) -> Shares:
    """Rows divided by their sums; a state without any count fails."""
    visits = graph.visits
    empty = visits <= 0
    scale = 1.0 / np.where(empty, 1.0, visits)
    return Shares(
        sparse.diags(scale).dot(graph.moves).tocsr(), graph.success * scale, np.where(empty, 1.0, graph.failure * scale)
    )


@dataclass(frozen=True)
class Carried:
    """Where the sessions of one state end well."""

    source: int
    """The state's number."""
    success: float
    """B[source, +]: how likely a session that begins there ends well."""
    states: NDArray[np.int64]
    """The states it passes."""
    mass: Floats
    """For each of them, how much of that success has it as its last reading."""

    @property
    def best(self) -> int:
        """The number of the state that carries most."""
        return int(self.states[int(np.argmax(self.mass))]) if len(self.states) else self.source


def carried(graph: Graph, sources: Collection[int] | None = None) -> list[Carried]:
    """Solve the chain for some states, or all; every connected component by itself.

    Raises:
        ValueError: sessions of some component never end; `smoothed` gives every state an ending.
    """
    wanted = range(graph.size) if sources is None else sorted(sources)
    rows = shares(graph)
    count, label = csgraph.connected_components(graph.moves, directed=False)
    order = np.argsort(label, kind="stable")
    begins = np.searchsorted(label[order], np.arange(count + 1))
    by_component: dict[int, list[int]] = {}
    for source in wanted:
        by_component.setdefault(int(label[source]), []).append(source)
    found: list[Carried] = []
    for component, inside in by_component.items():
        members = order[begins[component] : begins[component + 1]]
        if len(members) == 1:
            one = inside[0]
            found.append(Carried(one, float(rows.success[one]), members, rows.success[[one]]))
            continue
        found += _component(rows, members, inside)
    return found


def _component(rows: Shares, members: NDArray[np.int64], inside: Sequence[int]) -> list[Carried]:
    moves = rows.moves[members][:, members]
    place = {int(member): number for number, member in enumerate(members)}
    try:
        # N[i] is a row of the inverse: the transposed system gives it for as many rows as are asked for.
        factors = splu((sparse.identity(len(members)) - moves).T.tocsc())
    except RuntimeError:
        raise ValueError("Some sessions of the chain never end.") from None
    success = rows.success[members]
    found = []
    for begin in range(0, len(inside), 256):
        some = inside[begin : begin + 256]
        asked = np.zeros((len(members), len(some)))
        asked[[place[one] for one in some], np.arange(len(some))] = 1.0
        passes = factors.solve(asked)
        for column, one in enumerate(some):
            mass = np.maximum(passes[:, column], 0.0) * success
            kept = np.flatnonzero(mass > 0)
            found.append(Carried(one, float(mass.sum()), members[kept], mass[kept]))
    return found


def lower(well: float, badly: float, credible: float = CREDIBLE) -> float:
    """What a success rate is at least, credibly: the lower quantile of Beta(well + 1/2, badly + 1/2)."""
    return float(betaincinv(well + 0.5, badly + 0.5, 1.0 - credible))


def better(well: float, badly: float, other_well: float, other_badly: float) -> float:
    """How likely the one rate is above the other, both with Beta(1/2, 1/2) before anything was seen.

    The mean of the other's distribution function over quantiles of the first, which takes counts that are not whole.
    """
    quantiles = betaincinv(well + 0.5, badly + 0.5, _NODES)
    return float(np.mean(betainc(other_well + 0.5, other_badly + 0.5, quantiles)))


@dataclass(frozen=True)
class Choice:
    """A rewrite that the chain speaks for."""

    source: str
    """The state it replaces."""
    target: str
    """The reading people who came from there end well with."""
    mass: float
    """The share of the source's sessions that end well with it, 0 to 1."""
    own: float
    """How often the source itself served people, 0 to 1."""
    least: float
    """What the target's success is at least, 0 to 1."""
    people: int
    """How many different people went that way."""


def choose(
    graph: Graph,
    people: Mapping[tuple[str, str], int],
    *,
    sources: Collection[str] | None = None,
    k: int,
    support: float = 2.0,
    margin: float = 0.0,
    credible: float = CREDIBLE,
) -> list[Choice]:
    """The rewrites of a graph, surest first.

    Args:
        graph: soft counts.
        people: how many different people ended well with the second, having said the first.
        sources: the states that may be replaced; all, if left out.
        k: different people who have to stand behind a rewrite.
        support: visits the source and the way to the target need at least.
        margin: by how much the target has to be better.
        credible: how much of the target's posterior has to lie above the source's own success.
    """
    even = smoothed(graph)
    visits = graph.visits
    left = visits - graph.success
    wanted = set(range(graph.size)) if sources is None else {i for i, n in enumerate(graph.states) if n in sources}
    wanted = {one for one in wanted if visits[one] >= support and left[one] > 0 and _leads_on(graph, one)}
    usual = shares(even).success
    found = []
    for one in carried(even, wanted):
        best = one.best
        if best == one.source:
            continue
        source, target = graph.states[one.source], graph.states[best]
        least = lower(graph.success[best], left[best], credible)
        stand = people.get((source, target), 0)
        if stand >= k and least > usual[one.source] + margin:
            found.append(Choice(source, target, float(one.mass.max()), float(usual[one.source]), least, stand))
    return sorted(found, key=lambda choice: (choice.own - choice.least, choice.source))


def _leads_on(graph: Graph, one: int) -> bool:
    return bool(graph.moves.indptr[one] < graph.moves.indptr[one + 1])
