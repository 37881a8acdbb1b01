"""The report of the benchmarks: budgets judged rightly, ratios of medians, and the JSON others read."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import interpretation
from benchmarks.baseline import configuration
from benchmarks.next_turn import lessons
from benchmarks.report import BUDGETS, Figure, percentile, ratio, table, write
from benchmarks.script import TAUGHT, conversation
from preferences.curriculum import ROOT, load_curriculum

SLOW_TURN = Figure("turn_ratio", 1.2, "x", (1.1, 1.3), "12 ms against 10 ms")
FINE_TURN = Figure("turn_ratio_stock_stores", 1.1, "x")
STOCK_GROWTH = Figure("growth_ratio_stock", 8.5, "x")
ALL_SEEN = Figure("next_turn_seen", 200, "turns")
ONE_MISSED = Figure("next_turn_seen", 199, "turns")


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (FINE_TURN, True),  # the limit itself is within
        (SLOW_TURN, False),
        (STOCK_GROWTH, True),  # for orientation: no budget to break
        (ALL_SEEN, True),
        (ONE_MISSED, False),  # a limit to reach, not to stay under
        (Figure("second_message_ratio", 0.1001, "x"), False),
        (Figure("actions_mb", 400, "MB"), True),
        (Figure("clone_to_reply_s", 301, "s"), False),
    ],
)
def test_holds_says_whether_the_budget_is_kept(figure: Figure, holds: bool) -> None:
    assert figure.holds is holds


def test_json_is_a_list_of_the_five_keys(tmp_path: Path) -> None:
    path = tmp_path / "build" / "bench.json"
    write([SLOW_TURN, STOCK_GROWTH, ALL_SEEN], path)
    assert json.loads(path.read_text()) == [
        {"name": "turn_ratio", "value": 1.2, "unit": "x", "budget": 1.1, "holds": False},
        {"name": "growth_ratio_stock", "value": 8.5, "unit": "x", "budget": None, "holds": True},
        {"name": "next_turn_seen", "value": 200, "unit": "turns", "budget": 200, "holds": True},
    ]


def test_every_budget_of_the_design_is_there() -> None:
    assert {name: budget.limit for name, budget in BUDGETS.items()} == {
        "turn_ratio_stock_stores": 1.10,
        "turn_ratio": 1.10,
        "growth_ratio": 1.5,
        "second_message_ratio": 0.1,
        "fourth_message_ratio": 0.1,
        "rewrite_lookup_p95_ms": 2.0,
        "rewrite_lookup_mb": 200.0,
        "retrieval_25k_p95_ms": 15.0,
        "retrieval_100k_p95_ms": 15.0,
        "interpretation_p95_ms": 2.0,
        "interpretation_mb": 200.0,
        "next_turn_seen": 200,
        "actions_mb": 400.0,
        "clone_to_reply_s": 300.0,
        "voice_added_ms": 2.0,
    }


def test_ratio_is_that_of_the_medians_with_an_interval_around_it() -> None:
    below = [10.0, 11.0, 12.0, 13.0, 500.0]
    found = ratio("turn_ratio", [2 * each for each in below], below)
    assert found.value == 2.0
    assert found.spread is not None
    assert found.spread[0] == found.spread[1] == 2.0  # each pair has the same ratio
    wide = ratio("turn_ratio", [10.0, 10.0, 30.0, 30.0, 20.0], [10.0] * 5)
    assert wide.spread == (1.0, 3.0)


def test_ratio_wants_pairs() -> None:
    with pytest.raises(ValueError, match="as many measurements"):
        ratio("turn_ratio", [1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="at least one"):
        ratio("turn_ratio", [], [])


@pytest.mark.parametrize(("share", "value"), [(0.5, 50.0), (0.95, 95.0), (1.0, 100.0), (0.001, 1.0)])
def test_percentile_of_one_to_a_hundred(share: float, value: float) -> None:
    assert percentile((float(n) for n in range(100, 0, -1)), share) == value


def test_table_shows_what_is_over_and_what_holds() -> None:
    written = StringIO()
    Console(file=written, width=160).print(table([SLOW_TURN, ALL_SEEN, STOCK_GROWTH]))
    lines = {line.split()[1]: line for line in written.getvalue().splitlines() if line.startswith("│")}
    assert "over" in lines["turn_ratio"]
    assert "1.100 to 1.300" in lines["turn_ratio"]
    assert "≥ 200" in lines["next_turn_seen"]
    assert "holds" in lines["next_turn_seen"]
    assert "holds" not in lines["growth_ratio_stock"]


def test_the_project_to_compare_with_keeps_all_but_what_is_ours() -> None:
    ours = {
        "recipe": "default.v1",
        "importers": [{"name": "RasaFileImporter"}, {"name": "bot.importer.TeachingFlows"}],
        "pipeline": [
            {"name": "bot.nlu.rewriter.TurnRewriter"},
            {"name": "WhitespaceTokenizer"},
            {"name": "FallbackClassifier", "threshold": 0.3},
            {"name": "bot.nlu.interpreter.Interpreter"},
        ],
        "policies": [{"name": "RulePolicy"}, {"name": "bot.policies.apology.ApologyPolicy"}],
    }
    assert configuration(ours) == {
        "recipe": "default.v1",
        "importers": [
            {"name": "RasaFileImporter"},
            {"name": "bot.importer.Skills", "folder": str(ROOT / "actions" / "skills")},
        ],
        "pipeline": [{"name": "WhitespaceTokenizer"}, {"name": "FallbackClassifier", "threshold": 0.3}],
        "policies": [{"name": "RulePolicy"}],
    }


def test_no_request_is_said_twice_in_a_conversation() -> None:
    for number in range(10):
        texts = [said.text for said in conversation(number)]
        assert len(set(texts)) == len(texts) == 10


def test_neighbouring_lessons_of_the_next_turn_differ() -> None:
    kinds = lessons()
    assert len({lesson.see for lesson in kinds}) == len(kinds) == 60
    order = [kinds[number * 7 % len(kinds)] for number in range(len(kinds))]
    assert set(order) == set(kinds)


def test_a_thousand_different_preferences_of_concepts_there_are() -> None:
    curriculum = load_curriculum()
    found = interpretation.values(curriculum)
    assert len(found) == len(set(found)) == interpretation.PREFERENCES
    assert {concept for concept, _ in found} == {*interpretation.MANY, "team", "home"}
    assert {concept for concept, _ in found} <= set(curriculum.by_concept)


def test_what_everybody_taught_is_teachable() -> None:
    assert {statement.concept for statement in TAUGHT} <= set(load_curriculum().by_concept)
