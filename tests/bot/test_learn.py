"""What `mynah learn` tells of a run: signs, defects and what was left after each step."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.learn import _summary, requests, signs
from bot.cli.learn_report import write_report
from learning.evidence_table import CountedEvidence
from learning.funnel import funnel_of
from learning.learner import learn
from learning.mining import Mined
from learning.rewriting_evidence import Step, steps
from learning.step_table import StepTable
from tests.learning.household import encode, sessions, turn

PLAY = ("play_music", ())
TALK = (
    turn(1, "ann", "play something nice", PLAY, 0.0),
    replace(turn(2, "ann", "no, something else", ("general_negate", ()), 9.0), barge_in=True),
    turn(3, "ann", "weather", ("weather_query", ()), 30.0, "not_found"),
    turn(4, "ann", "play something", PLAY, 40.0),
    replace(turn(5, "ann", "play something", PLAY, 9000.0), answer=True),
)


def run(kept: list[list[Step]]) -> Mined:
    """What came of a record."""
    with StepTable() as table:
        table.add(kept)
        evidence = CountedEvidence(table)
        learned = learn(evidence, encode, k=3, online=False)
        return Mined(4, len(kept), learned, funnel_of(table, learned), evidence.days(), "000001", 1.0)


@pytest.fixture(scope="module")
def found() -> Mined:
    """Five requests beside those of people who say again what failed."""
    others = [[replace(one, id=one.id + 100) for one in session] for session in sessions(4, 10)]
    talks = [steps(TALK[:4], lambda *_: 0.0), steps(TALK[4:])]
    return run([*talks, *(steps(one) for one in others)])


def test_requests_are_counted_by_what_became_of_them(found: Mined) -> None:
    said = [session for session in sessions(4, 10)]
    again = sum(len(session) - 1 for session in said)
    # One repair is enough for oneself, so each of these wordings is rewritten at least for whoever put it right.
    assert again >= 10
    assert requests(found) == [
        ("requests", 5 + len(said) + again),
        ("with a sign against them", 2 + again),
        ("defects, more likely than not", 2 + again),
        ("put right", again),
        ("in words that are rewritten now", again),
    ]


def test_each_kind_of_sign_is_counted(found: Mined) -> None:
    again = dict(requests(found))["put right"]
    assert signs(found)[0] == ("rephrase", again)
    assert dict(signs(found)[1:]) == {"barge in": 1, "correction": 1, "apology": 1, "confirmed": 1}


def test_the_same_words_once_more_are_a_repeat() -> None:
    talk = [turn(number, "ann", "play something", PLAY, 9.0 * number) for number in (1, 2)]
    assert signs(run([steps(talk, lambda *_: 0.9)])) == [("repeat", 1)]


def test_a_model_sees_defects_without_a_sign() -> None:
    two = [turn(1, "ann", "play something nice", PLAY, 0.0), turn(2, "ann", "weather", ("weather_query", ()), 9.0)]
    judged, plain = (requests(run([steps(two, lambda *_: 0.0, model)])) for model in (lambda *_: 0.9, None))
    assert dict(judged) == dict(plain) | {"defects, more likely than not": 1}


def test_a_model_of_requests_is_not_asked_about_what_states_something() -> None:
    told = [turn(1, "ann", "i like jazz", ("preference_inform", ()), 0.0), turn(2, "ann", "play something", PLAY, 9.0)]
    assert dict(requests(run([steps(told, lambda *_: 0.0, lambda *_: 0.9)])))["defects, more likely than not"] == 0


def test_the_summary_and_the_page_show_them(found: Mined, tmp_path: Path) -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(_summary(found, {}))
    told = console.export_text()
    assert "with a sign against them" in told and "sign: barge in" in told
    write_report(tmp_path / "report", found)
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert '<tr><td>barge in</td><td class="n">1</td></tr>' in page
    assert "with a sign against them" in (tmp_path / "report" / "requests.svg").read_text(encoding="utf-8")


def test_a_run_without_turns_has_nothing_to_tell(tmp_path: Path) -> None:
    nothing = run([])
    assert signs(nothing) == [] and {count for _, count in requests(nothing)} == {0}
    write_report(tmp_path, nothing)
