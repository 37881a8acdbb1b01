"""Words that mean nothing where they stand: what is said to them, and that nothing is agreed to that is not done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from preferences import acts
from preferences.curriculum import load_curriculum
from preferences.hearing import Answer, Hearing
from preferences.memory import Memory, open_memory
from preferences.parsing import load_language
from preferences.request import Outcome, Reading
from preferences.state import LastRequest, PersonState
from preferences.surroundings import Surroundings
from preferences.unread import unread

NOW = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
AT = NOW.timestamp()
NOTHING = PersonState()
SERVED = PersonState(last=LastRequest("recommendation_locations", "find me a restaurant", at=AT - 10))


@pytest.fixture
def memory(empty_file: Path, tmp_path: Path) -> Iterator[Memory]:
    shutil.copy(empty_file, tmp_path / "memory.db")
    with open_memory(f"sqlite:///{tmp_path}/memory.db") as opened:
        yield opened


def answer(memory: Memory, text: str, intent: str, state: PersonState = NOTHING) -> Answer:
    return unread(
        Hearing("ann", text, Reading(intent), None, state, NOW, AT, Surroundings(), load_curriculum(), memory,
                load_language)
    )  # fmt: skip


def test_a_wish_not_to_be_asked_is_kept(memory: Memory) -> None:
    said = answer(memory, "don't ever ask me about food again", acts.CANCEL).say
    assert said == "All right, I won't ask you about food."
    assert memory.profile("ann").refused == {"cuisine"}


def test_not_to_be_asked_at_all_ends_what_is_open(memory: Memory) -> None:
    assert answer(memory, "stop asking", acts.CANCEL).say == "All right."
    assert memory.profile("ann").refused == frozenset()


@pytest.mark.parametrize("text", ["no, not that one", "nope, something else please"])
def test_a_no_to_what_was_served_is_a_complaint(memory: Memory, text: str) -> None:
    assert answer(memory, text, acts.NEGATE, SERVED).say.startswith("Sorry about that.")


@pytest.mark.parametrize("text", ["no", "no thanks", "never mind", "nope, that's all thank you"])
def test_a_bare_no_ends_the_talk(memory: Memory, text: str) -> None:
    assert answer(memory, text, acts.NEGATE, SERVED).say == "All right."


def test_what_was_not_understood_is_said_to_be(memory: Memory) -> None:
    assert answer(memory, "florp", acts.FALLBACK).outcome is Outcome.UNSUPPORTED
