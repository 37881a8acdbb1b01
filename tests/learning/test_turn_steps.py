"""Turns of a table become the steps that are found session by session."""

from __future__ import annotations

import json

import pytest

from learning.company_table import judge
from learning.rewriting_evidence import NEARLY_NEVER, judged, steps
from learning.sessions import sessions
from learning.sign_set import packed
from learning.turn_steps import steps_of
from learning.turn_table import TurnTable
from preferences.signs import Kind
from tests.learning.random_log import in_company, log

pytestmark = pytest.mark.patient


@pytest.mark.parametrize("seed", range(4))
def test_turns_become_the_same_steps_in_columns(seed: int) -> None:
    turns = log(seed)
    talks = in_company([steps(talk.turns) for talk in sessions(turns)])
    kept = {}
    for talk in talks:
        for number, step in enumerate(talk):
            mended_by = talk[number + step.after].turn if step.after > 0 else None
            kept[step.turn] = step, mended_by
    with TurnTable() as table:
        table.add(turns)
        found = steps_of(table)
        judge(found)
        rows = [*found.rows("SELECT * FROM steps ORDER BY turn")]
        ranked = dict(found.rows(f"SELECT s.turn, r.ranking FROM steps s JOIN {found.rankings} r ON r.turn = s.turn"))
    assert {kind for step, _ in kept.values() for kind in step.signs} == {*Kind} - {Kind.REPEAT, Kind.REPHRASE}
    assert any(step.defect != judged([step])[0].defect for step, _ in kept.values())
    assert [row[0] for row in rows] == sorted(kept)
    for turn, person, at, wording, own, served, rewrite, replaced, failed, defect, mended_by, signs in rows:
        step, mended = kept[turn]
        assert (found.people.names[person], at, found.wordings.names[wording]) == (step.person, step.at, step.text)
        assert (found.states.names[own], found.states.names[served]) == (step.own.state, step.served.state)
        assert (found.rewrites.names[rewrite] if rewrite is not None else "") == (step.rewrite if step.arm else "")
        assert (replaced, mended_by, failed) == (step.arm == "served", mended, step.failed)
        assert signs == packed(step.signs)
        assert json.loads(ranked[turn]) == [list(pair) for pair in step.ranking]
        assert defect == pytest.approx(step.defect, abs=2 * NEARLY_NEVER)
