"""The chain: the worked example, its invariants on any graph, and the choice of a rewrite."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import beta as beta_function

from learning.chain import (
    Counting,
    Graph,
    better,
    carried,
    choose,
    lower,
    shares,
    smoothed,
    state,
)

pytestmark = pytest.mark.filterwarnings("ignore::scipy.sparse.SparseEfficiencyWarning")


def worked() -> Graph:
    """h0 mostly goes on to h1, which works; h2 works less."""
    counting = Counting()
    for one, other, weight in (("h0", "h1", 60), ("h0", "h2", 10), ("h1", "h2", 5), ("h2", "h1", 10)):
        counting.move(one, other, weight)
    for one, well, badly in (("h0", 5, 25), ("h1", 90, 5), ("h2", 70, 20)):
        counting.end(one, 0.0, well)
        counting.end(one, 1.0, badly)
    return counting.graph()


def test_the_worked_example() -> None:
    found = {one.source: one for one in carried(worked())}
    assert [round(found[n].success, 3) for n in range(3)] == [0.693, 0.940, 0.794]
    assert dict(zip(found[0].states.tolist(), found[0].mass.round(3).tolist(), strict=True)) == {
        0: 0.050,
        1: 0.552,
        2: 0.091,
    }
    assert found[0].best == 1


def graphs() -> st.SearchStrategy[Graph]:
    def build(edges: list[tuple[int, int, float]], ends: list[tuple[int, float, float]]) -> Graph:
        counting = Counting()
        for one, other, weight in edges:
            counting.move(f"i{one % 3}|{one}", f"i{other % 3}|{other}", weight)
        for one, defect, weight in ends:
            counting.end(f"i{one % 3}|{one}", defect, weight)
        return counting.graph()

    names = st.integers(0, 9)
    weights = st.floats(0.01, 50)
    edges = st.lists(st.tuples(names, names, weights), max_size=40)
    ends = st.lists(st.tuples(names, st.floats(0, 1), weights), min_size=1, max_size=20)
    return st.builds(build, edges, ends)


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_rows_sum_to_one_and_terms_to_the_success(graph: Graph) -> None:
    rows = shares(smoothed(graph))
    sums = np.asarray(rows.moves.sum(axis=1)).ravel() + rows.success + rows.failure
    assert np.allclose(sums, 1.0)
    dense = np.linalg.inv(np.eye(graph.size) - rows.moves.toarray())
    for one in carried(smoothed(graph)):
        assert one.mass.sum() == pytest.approx(one.success)
        assert one.success == pytest.approx(float(dense[one.source] @ rows.success))
        terms = dense[one.source] * rows.success
        assert np.allclose(one.mass, terms[one.states])
        assert -1e-9 <= one.success <= 1 + 1e-9


def test_a_graph_of_many_components_is_solved_as_one_dense_system_is() -> None:
    chance = random.Random(7)
    counting = Counting()
    for component in range(20):
        names = [f"a|{component}:{n}" for n in range(chance.randint(1, 6))]
        for name in names:
            counting.end(name, chance.random(), 1 + chance.random())
            counting.move(name, chance.choice(names), chance.random())
    graph = counting.graph()
    rows = shares(graph)
    dense = np.linalg.solve(np.eye(graph.size) - rows.moves.toarray(), rows.success)
    assert np.allclose([one.success for one in sorted(carried(graph), key=lambda one: one.source)], dense)


def test_sessions_that_never_end_are_refused() -> None:
    counting = Counting()
    counting.move("a", "b")
    counting.move("b", "a")
    with pytest.raises(ValueError, match="never end"):
        carried(counting.graph())


def test_a_rewrite_needs_people_support_and_a_better_lower_bound() -> None:
    graph = worked()
    people = {("h0", "h1"): 4}
    (chosen,) = choose(graph, people, k=3)
    assert (chosen.source, chosen.target, chosen.people) == ("h0", "h1", 4)
    assert chosen.least > chosen.own
    assert choose(graph, {("h0", "h1"): 2}, k=3) == []
    assert choose(graph, people, k=3, support=200) == []
    assert choose(graph, people, k=3, margin=0.95) == []
    assert choose(graph, people, k=3, sources={"h1"}) == []


def test_what_works_is_not_rewritten() -> None:
    counting = Counting()
    counting.end("good", 0.05, 40)
    counting.move("good", "other", 2)
    counting.end("other", 0.05, 10)
    assert choose(counting.graph(), {("good", "other"): 9}, k=2) == []


def test_feedback_on_a_rewrite_is_split_by_how_likely_it_is_the_better_one() -> None:
    counting = Counting()
    counting.served("u", "v", defect=0.0, better=0.75)
    graph = counting.graph()
    u, v = graph.states.index("u"), graph.states.index("v")
    assert graph.moves[u, v] == 0.75
    assert (graph.success[v], graph.success[u]) == (0.75, 0.25)


def test_how_likely_one_rate_is_above_another() -> None:
    def exact(a1: int, b1: int, a0: float, b0: float) -> float:
        terms = (
            beta_function(a0 + i, b0 + b1) / ((b1 + i) * beta_function(1 + i, b1) * beta_function(a0, b0))
            for i in range(a1)
        )
        return float(sum(terms))

    for a1, b1, a0, b0 in ((9, 3, 5, 6), (2, 2, 2, 2), (3, 9, 8, 2)):
        assert better(a1 - 0.5, b1 - 0.5, a0 - 0.5, b0 - 0.5) == pytest.approx(exact(a1, b1, a0, b0), abs=0.005)


def test_a_lower_bound_rises_with_evidence() -> None:
    assert lower(1, 0) < lower(10, 0) < lower(100, 0) < 1
    assert lower(50, 50) == pytest.approx(0.437, abs=0.01)


def test_a_reading_is_one_state_however_its_details_are_spelled() -> None:
    assert state("play_music", [("b", "Two  x"), ("a", "One")]) == state("play_music", [("a", "one"), ("b", "two X")])
    assert state("play_music") == "play_music"
