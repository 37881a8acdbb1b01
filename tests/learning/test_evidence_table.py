"""Evidence counted in columns is the evidence that is folded step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from learning import evidence_table
from learning.evidence_table import CountedEvidence
from learning.learner import learn
from learning.rewriting_evidence import Evidence, Step, Tally, _ended, steps
from learning.sessions import sessions
from learning.step_table import StepTable
from tests.learning.household import encode
from tests.learning.random_log import in_company, log

pytestmark = pytest.mark.patient

BETTER = {"r1": 0.9, "r2": 0.2}


def folded(talks: Sequence[Sequence[Step]]) -> Evidence:
    """The same evidence step by step, in the order of the log."""
    talks = in_company(talks)
    evidence = Evidence(better=dict(BETTER), seen_sessions=[*talks])
    told = [(step, talk, number) for talk in talks for number, step in enumerate(talk) if not step.failed]
    for step, talk, number in sorted(told, key=lambda one: one[0].turn):
        after = talk[number + step.after] if step.after > 0 else None
        evidence._one(step, _ended(talk, number), None if after is None or after.failed else after)
    evidence.settle()
    return evidence


def same(one: Mapping[str, Tally], other: Mapping[str, Tally]) -> None:
    assert list(one) == list(other)
    for text, tally in one.items():
        like = other[text]
        assert tally.own.state == like.own.state, text
        assert tally.ranking == like.ranking, text
        assert (len(tally.people), tally.last) == (len(like.people), like.last), text
        assert (tally.seen, tally.put_right) == pytest.approx((like.seen, like.put_right), abs=1e-5), text
        assert {name: len(who) for name, who in tally.by.items()} == {name: len(who) for name, who in like.by.items()}
        for name in ("beside", "taken", "meant", "against"):
            found, kept = getattr(tally, name), getattr(like, name)
            assert found == pytest.approx(kept, abs=1e-5), text
        assert tally.fails == pytest.approx(like.fails, abs=1e-5), text


def same_evidence(found: Evidence, kept: Evidence) -> None:
    same(found.wordings, kept.wordings)
    assert {*found.personal} == {*kept.personal}
    for person, mine in kept.personal.items():
        same(found.personal[person], mine)
    assert found.meanings.keys() == kept.meanings.keys()
    assert {name: len(who) for name, who in found.readers.items()} == {
        name: len(who) for name, who in kept.readers.items()
    }
    assert {*found.arms} == {*kept.arms}
    for name, arm in kept.arms.items():
        assert found.arms[name] == pytest.approx(arm, abs=1e-5)
    assert [day for day, *_ in found.days()] == [day for day, *_ in kept.days()]
    assert np.allclose([day[1:] for day in found.days()], [day[1:] for day in kept.days()])
    same_graph(found, kept)


def same_graph(found: Evidence, kept: Evidence) -> None:
    one, other = found.counted().graph(), kept.counted().graph()
    assert {*one.states} == {*other.states}
    order = [one.states.index(name) for name in other.states]
    assert np.allclose(one.moves.toarray()[np.ix_(order, order)], other.moves.toarray(), atol=1e-5)
    assert np.allclose(one.success[order], other.success, atol=1e-5)
    assert np.allclose(one.failure[order], other.failure, atol=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_columns_count_the_same_evidence(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_table, "SLICE", 150)
    talks = [steps(talk.turns) for talk in sessions(log(seed))]
    kept = folded(talks)
    tallies = kept.wordings.values()
    assert all(any(getattr(one, name) for one in tallies) for name in ("taken", "against", "beside", "by"))
    with StepTable() as table:
        table.add(talks)
        same_evidence(CountedEvidence(table, BETTER), kept)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_counted_in_columns_teaches_the_same(seed: int, tmp_path: Path) -> None:
    talks = [steps(talk.turns) for talk in sessions(log(seed, 1500))]
    kept = folded(talks)
    with StepTable(scratch=tmp_path) as table:
        table.add(talks)
        found = CountedEvidence(table, BETTER)
        same_evidence(found, kept)
        one, other = learn(found, encode, k=2, online=False), learn(kept, encode, k=2, online=False)
    assert {text: rewrite.meaning.state for text, rewrite in one.exact.items()} == {
        text: rewrite.meaning.state for text, rewrite in other.exact.items()
    }
    assert {who: {*mine} for who, mine in one.personal.items()} == {
        who: {*mine} for who, mine in other.personal.items()
    }


def test_no_step_is_no_evidence() -> None:
    with StepTable() as table:
        found = CountedEvidence(table)
        assert (dict(found.wordings), dict(found.personal), found.counted().graph().size) == ({}, {}, 0)
