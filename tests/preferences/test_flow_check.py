"""Every mistake in a flow is found at once, with its path, line, key and the mend."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from preferences.curriculum import ROOT, load_curriculum
from preferences.flow_check import Checked, check_flows, requests_of
from preferences.lookups import load_lookups
from preferences.parsing import load_language

NOW = datetime(2026, 11, 26, 10, tzinfo=timezone.utc)
FOLDER = ROOT / "data" / "teaching"
EXAMPLES = ROOT / "docs" / "examples" / "teaching"
JUICE = """\
concept: juice
says: a kind of juice
values: {choices: [orange juice, apple juice, carrot juice]}
entity: coffee_type
ask: "Which juice do you like best?"
learned: "Got it, {value} for you."
nouns: [juice]
statements:
  - I love [orange juice](juice)
  - my favourite juice is [carrot juice](juice)
guides:
  - {intent: iot_coffee, entity: coffee_type}
"""


def checked(*files: Path, others: tuple[Path, ...] = ()) -> Checked:
    curriculum = load_curriculum()
    return check_flows(files, others, load_lookups(), requests_of(curriculum, ()), NOW, load_language)


def told(found: Checked) -> list[tuple[int | None, str, str, str]]:
    return [(one.line, one.key, one.problem, one.mend) for one in found.mistakes]


def of(tmp_path: Path, text: str, *others: Path) -> list[tuple[int | None, str, str, str]]:
    path = tmp_path / "juice.yml"
    path.write_text(text, encoding="utf-8")
    found = checked(path, others=others)
    assert all(one.path == str(path) for one in found.mistakes)
    return told(found)


@pytest.mark.slow
def test_the_flows_of_the_project_have_no_mistakes() -> None:
    assert told(checked(*sorted(FOLDER.glob("*.yml")))) == []


@pytest.mark.slow
def test_the_example_flows_have_no_mistakes() -> None:
    beside = tuple(FOLDER.glob("*.yml"))
    assert told(checked(EXAMPLES / "coffee.yml", others=beside)) == []
    rest = [path for path in sorted(EXAMPLES.glob("*.yml")) if path.stem != "coffee"]
    assert told(checked(*rest, others=beside)) == []


def test_a_right_flow_has_none(tmp_path: Path) -> None:
    assert of(tmp_path, JUICE, *FOLDER.glob("*.yml")) == []


CARRIES = f"It can carry {', '.join(load_curriculum().signatures['iot_coffee'])}"
WRONG = [
    (
        ("intent: iot_coffee", "intent: iot_cofee"),
        12, "intent", "there is no intent `iot_cofee`", "Did you mean `iot_coffee`?",
    ),
    (
        ("iot_coffee, entity: coffee_type", "iot_coffee, entity: juice_type"),
        12, "entity", "`iot_coffee` cannot carry `juice_type`", CARRIES,
    ),
    (
        ("entity: coffee_type}", "entity: coffee_type, unless: [milk]}"),
        12, "unless", "`iot_coffee` cannot carry `milk`", CARRIES,
    ),
    (
        ("{choices: [orange juice, apple juice, carrot juice]}", "{lookup: juices}"),
        3, "lookup", "there is no lookup table `juices`", None,
    ),
    (
        ("I love [orange juice](juice)", "I love orange juice"),
        9, "statements", "a statement marks one value", "Write I like [it](juice)",
    ),
    (
        ("I love [orange juice](juice)", "do I like [orange juice](juice)?"),
        9, "statements", '"do I like orange juice?" is read as nothing: a question',
        'Say it of oneself, "I ..." or "my ...", and mark a known value',
    ),
    (
        ("[orange juice](juice)", "[tomato juice](juice)"),
        9, "statements", '"I love tomato juice" is read as nothing: its value is not known', None,
    ),
    (
        ("I love [orange juice](juice)", "I love jazz and [apple juice](juice)"),
        None, "", "", None,
    ),
    (
        ("apple juice, carrot juice]", "apple juice, carrot juice, skip]"),
        3, "values", "`skip` cannot be given as an answer: it is understood as something else", "Call it otherwise",
    ),
    (
        ("guides:", "validate: {from: 3}\nguides:"),
        11, "from", "this rule does not fit the kind of values", "Rules that do: none: known values need no rule",
    ),
    (
        ("guides:", "hook: nowhere:at_all\nguides:"),
        11, "hook", "`nowhere` cannot be imported: ModuleNotFoundError", None,
    ),
    (
        ("guides:", "follow_up: milk\nguides:"),
        11, "follow_up", "no other flow teaches `milk`", "Known concepts: none yet",
    ),
    (
        ("guides:", "synonyms: {grape juice: [grape]}\nguides:"),
        11, "synonyms", "`grape juice` is not among the known values", "Write it as they do",
    ),
    (
        ("guides:", "in: {de: {ask: \"Welcher Saft?\", learned: gut}}\nguides:"),
        11, "learned", "it must hold {value} once and nothing else in braces", "Put in {value}",
    ),
    (
        ("guides:", "with_the: [fizzy]\nguides:"),
        11, "with_the", "no value is of the kind `fizzy`", "Write it as `kinds` has it",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "line", "key", "problem", "mend"), WRONG)
def test_a_mistake(
    tmp_path: Path, change: tuple[str, str], line: int | None, key: str, problem: str, mend: str | None
) -> None:
    assert change[0] in JUICE
    found = of(tmp_path, JUICE.replace(*change, 1))
    if not key:
        assert found == []
        return
    assert [one[:3] for one in found] == [(line, key, problem)]
    assert mend is None or found[0][3] == mend


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = JUICE.replace("keeps", "kept").replace("concept: juice", "concept: Juice", 1).replace("{value}", "{thing}")
    text = text.replace("entity: coffee_type\n", "entity: coffee_type\nkeeps: few\nteachable_at: [now, then]\n", 1)
    assert [(line, key) for line, key, _, _ in of(tmp_path, text)] == [
        (1, "concept"),
        (5, "keeps"),
        (6, "teachable_at"),
        (6, "teachable_at"),
        (8, "learned"),
    ]


PATTERN = """\
concept: card
says: the number of a card
values: {text: true}
validate: {pattern: 'CHANGED'}
entity: card
ask: "Which card?"
learned: "Got it, {value}."
statements:
  - my card is [AB12](card)
"""


def test_a_bad_expression(tmp_path: Path) -> None:
    [(line, key, problem, _)] = of(tmp_path, PATTERN.replace("CHANGED", "[A-Z"))
    assert (line, key) == (4, "pattern")
    assert problem.startswith("this is no regular expression: ")


def test_a_question_nobody_can_answer(tmp_path: Path) -> None:
    found = of(tmp_path, PATTERN.replace("CHANGED", r"\d{9}"))
    assert (6, "ask", "nobody can answer it: none of its values is understood as an answer") in [f[:3] for f in found]


def test_a_statement_that_the_flow_itself_refuses(tmp_path: Path) -> None:
    cups = (EXAMPLES / "tea_cups.yml").read_text(encoding="utf-8").replace("[two cups]", "[fifty cups]")
    [(line, key, problem, mend)] = of(tmp_path, cups)
    assert (line, key, mend) == (19, "statements", "Mark a value that it accepts")
    assert problem == (
        '"I have fifty cups of tea every day" is refused by the flow itself: I can count between one and twelve cups'
    )


def test_two_flows_that_claim_the_same(tmp_path: Path) -> None:
    other = tmp_path / "first.yml"
    other.write_text(JUICE, encoding="utf-8")
    second = JUICE.replace("concept: juice", "concept: smoothie").replace("](juice)", "](smoothie)")
    assert [one[:3] for one in of(tmp_path, second + "subject: juice\n", other)] == [
        (7, "nouns", "`juice` means `juice` too, and nothing tells their values apart"),
        (9, "statements", "`juice` has the same statement"),
        (10, "statements", "`juice` has the same statement"),
        (12, "guides", "`juice` fills `coffee_type` of `iot_coffee` already"),
        (13, "subject", "`juice` is called `juice` too"),
    ]
    again = of(tmp_path, JUICE, other)
    assert again[0][:3] == (1, "concept", f"`juice` is taught by {other} already")


def test_a_statement_that_another_flow_takes(tmp_path: Path) -> None:
    other = tmp_path / "first.yml"
    other.write_text(JUICE, encoding="utf-8")
    text = JUICE.replace("concept: juice", "concept: breakfast").replace("](juice)", "](breakfast)")
    text = text.replace("nouns: [juice]", "nouns: [breakfast]").replace("my favourite juice", "the juice I like best")
    found = of(tmp_path, text, other)
    assert (10, "statements", '"the juice I like best is carrot juice" is read as `juice`') in [f[:3] for f in found]


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("", "concept", "the file is empty"),
        ("a: [", "yaml", "this is not readable YAML"),
        ("- one\n", "file", "keys and values are expected here"),
    ],
)
def test_no_flow_at_all(tmp_path: Path, text: str, key: str, problem: str) -> None:
    assert of(tmp_path, text)[0][1:3] == (key, problem)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    [mistake] = checked(tmp_path / "none.yml").mistakes
    assert (mistake.line, mistake.key) == (None, "file")
    assert mistake.problem == "the file cannot be read: No such file or directory"
