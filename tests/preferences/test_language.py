"""The language the assistant speaks, and a flow told in it."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from preferences import lesson as lessons
from preferences.curriculum import ROOT, Curriculum, load_curriculum
from preferences.flow import Flow
from preferences.flow_file import load_flow, load_flows
from preferences.language import spoken_language
from preferences.parsing import load_language
from preferences.preference import Statement

EXAMPLES = ROOT / "docs" / "examples" / "teaching"
NOW = datetime(2026, 5, 4, 9, tzinfo=timezone.utc)


def told_in(language: str, name: str) -> Flow:
    return load_flow(EXAMPLES / f"{name}.yml", load_curriculum().lookups, language)


def test_the_variable_then_the_configuration_then_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MYNAH_LANGUAGE", raising=False)
    assert (spoken_language(ROOT), spoken_language(tmp_path)) == ("en", "en")
    (tmp_path / "config.yml").write_text("language: de\n", encoding="utf-8")
    assert spoken_language(tmp_path) == "de"
    monkeypatch.setenv("MYNAH_LANGUAGE", "fr_FR.UTF-8")
    assert spoken_language(tmp_path) == "fr"


def test_a_flow_is_told_in_another_language() -> None:
    tea = told_in("de", "tea")
    assert tea.ask == "Welchen Tee mögen Sie am liebsten?"
    assert tea.confirmed(Statement("tea", "oolong")) == "Verstanden, Sie mögen oolong."
    assert (tea.told("oolong"), tea.told("oolong", liked=False)) == ("Sie mögen oolong", "Sie mögen oolong nicht")
    assert (tea.says, tea.subject, tea.subject_question) == ("eine Teesorte", "Tee", "welchen Tee Sie mögen")


def test_what_it_does_not_say_stays_english() -> None:
    birthday = told_in("de", "birthday")
    assert (birthday.ask, birthday.hint) == ("Wann haben Sie Geburtstag?", "Dieser Tag liegt noch vor uns.")
    assert birthday.told("May 3") == "your birthday is May 3"
    assert told_in("fr", "birthday").ask == "When is your birthday?"


def test_a_lesson_is_given_in_it() -> None:
    birthday = told_in("de", "birthday")
    curriculum = Curriculum((birthday,), {}, {})
    begun = lessons.start(("birthday",), curriculum, 1.0)
    assert begun.lesson is not None
    wrong = lessons.answer(begun.lesson, "tomorrow", curriculum, NOW, load_language())
    assert wrong.say == "Dieser Tag liegt noch vor uns. Wann haben Sie Geburtstag?"
    assert wrong.lesson is not None
    right = lessons.answer(wrong.lesson, "May 3rd", curriculum, NOW, load_language())
    assert right.say == "Verstanden, Ihr Geburtstag ist May 3."


def test_the_flows_of_a_folder_are_told_in_the_language_of_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNAH_LANGUAGE", "de")
    flows = {flow.concept: flow for flow in load_flows(EXAMPLES, load_curriculum().lookups)}
    assert flows["tea"].ask == "Welchen Tee mögen Sie am liebsten?"
    assert flows["coffee"].ask == "Which coffee do you like best?"
