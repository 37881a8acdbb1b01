"""Values of the further kinds, rules, synonyms and hooks: read from statements and answers of the example flows."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from preferences.acceptance import BROKEN
from preferences.answers import is_wholly_value, read_answer
from preferences.curriculum import Curriculum, load_curriculum
from preferences.flow import Flow
from preferences.flow_file import load_flow, load_flows
from preferences.parsing import load_language
from preferences.statements import read_statements

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples" / "teaching"
NOW = datetime(2026, 11, 26, 10, tzinfo=timezone.utc)
COUNT = "I can count between one and twelve cups."
SLIP = "That number has a slip in it: its last digit does not fit."
AHEAD = "That day is still to come."
DINNER = "Dinner is between four and eleven in the evening."


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    known = load_curriculum()
    return Curriculum((*known.flows, *load_flows(FOLDER, known.lookups)), known.lookups, known.signatures)


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load_language()


@pytest.mark.parametrize(
    ("said", "taught"),
    [
        ("I drink two cups of tea a day", ["+tea_cups=2 cups"]),
        ("I usually drink four mugs of tea a day", ["+tea_cups=4 cups"]),
        ("I drink one cup of tea a day", ["+tea_cups=1 cup"]),
        ("I drink 50 cups of tea a day", [f"refused tea_cups: {COUNT}"]),
        ("my birthday is on the 4th of July", ["+birthday=July 4"]),
        ("I was born on March 3rd 1985", ["+birthday=March 3, 1985"]),
        ("my birthday is next Friday", [f"refused birthday: {AHEAD}"]),
        ("my library card is ab1236", ["+library_card=AB 1236"]),
        ("my card number is AB-1236", ["+library_card=AB 1236"]),
        ("my library card is AB 1239", [f"refused library_card: {SLIP}"]),
        ("my library card is in my wallet", []),
        ("we eat dinner at half past six in the evening", ["+dinner_time=18:30"]),
        ("I have dinner at 7", ["+dinner_time=19:00"]),
        ("I have dinner at 3 pm", [f"refused dinner_time: {DINNER}"]),
        ("my favourite tea is sencha", ["+tea=green tea"]),
        ("I can't stand matcha", ["-tea=green tea"]),
    ],
)
def test_statements(curriculum: Curriculum, nlp: Any, said: str, taught: list[str]) -> None:
    reading = read_statements(said, curriculum.flows, NOW, nlp)
    found = [f"{'+' if s.liked else '-'}{s.concept}={s.value}" for s in reading.statements if not s.ended]
    assert found + [f"refused {one.concept}: {one.say}" for one in reading.refused] == taught


@pytest.mark.parametrize(
    ("concept", "said", "read"),
    [
        ("tea_cups", "two", "value 2 cups"),
        ("tea_cups", "about three a day", "value 3 cups"),
        ("tea_cups", "I drink two cups", "value 2 cups"),
        ("tea_cups", "it depends, maybe four", "value 4 cups"),
        ("tea_cups", "fifty", f"refused {COUNT}"),
        ("tea_cups", "two litres", "unknown"),
        ("tea_cups", "potato", "unknown"),
        ("tea_cups", "skip", "skip"),
        ("birthday", "May 3rd", "value May 3"),
        ("birthday", "it's the 4th of July", "value July 4"),
        ("birthday", "on the 3rd of May 1990", "value May 3, 1990"),
        ("birthday", "tomorrow", f"refused {AHEAD}"),
        ("library_card", "it's ab-1236", "value AB 1236"),
        ("library_card", "AB 1239", f"refused {SLIP}"),
        ("library_card", "potato", "unknown"),
        ("dinner_time", "at seven", "value 19:00"),
        ("dinner_time", "noon", f"refused {DINNER}"),
        ("tea", "sencha", "value green tea"),
    ],
)
def test_answers(curriculum: Curriculum, nlp: Any, concept: str, said: str, read: str) -> None:
    flow = curriculum.flow(concept)
    assert flow is not None
    answer = read_answer(said, flow, curriculum.flows, NOW, nlp)
    values = [statement.value for statement in answer.statements]
    assert " ".join(filter(None, [answer.kind.value, *values, answer.say])) == read


@pytest.mark.parametrize(
    ("concept", "text", "wholly"),
    [
        ("tea_cups", "three cups", True),
        ("tea_cups", "make it five please", True),
        ("tea_cups", "set a timer for five minutes", False),
        ("birthday", "May 3rd 1990", True),
        ("birthday", "what's the weather on May 3rd", False),
        ("library_card", "AB 1236", True),
        ("library_card", "play jazz", False),
    ],
)
def test_a_bare_value_does_not_interrupt_the_question(
    curriculum: Curriculum, concept: str, text: str, wholly: bool
) -> None:
    flow = curriculum.flow(concept)
    assert flow is not None and is_wholly_value(text, flow) is wholly


BROKEN_HOOK = """\
def broken(given):
    raise RuntimeError("about " + given.words)


def silent(given):
    return None
"""


@pytest.mark.parametrize("function", ["broken", "silent"])
def test_a_hook_that_breaks_keeps_nothing_and_logs_no_words(
    tmp_path: Path, nlp: Any, caplog: pytest.LogCaptureFixture, function: str
) -> None:
    (tmp_path / "hooks.py").write_text(BROKEN_HOOK, encoding="utf-8")
    text = (FOLDER / "tea_cups.yml").read_text(encoding="utf-8") + f"hook: hooks:{function}\n"
    (tmp_path / "tea_cups.yml").write_text(text, encoding="utf-8")
    flow: Flow = load_flow(tmp_path / "tea_cups.yml", {})
    with caplog.at_level(logging.ERROR):
        answer = read_answer("three cups", flow, (flow,), NOW, nlp)
    assert (answer.kind.value, answer.statements, answer.say) == ("refused", (), BROKEN)
    assert "three" not in caplog.text and f"hooks:{function} of tea_cups" in caplog.text


def test_a_flow_without_a_hint_says_what_it_keeps(tmp_path: Path, nlp: Any) -> None:
    text = (FOLDER / "tea_cups.yml").read_text(encoding="utf-8").replace(f'  hint: "{COUNT}"\n', "")
    (tmp_path / "tea_cups.yml").write_text(text, encoding="utf-8")
    flow = load_flow(tmp_path / "tea_cups.yml", {})
    said = read_answer("fifty", flow, (flow,), NOW, nlp).say
    assert said == "I can't keep that as how much tea you drink."
