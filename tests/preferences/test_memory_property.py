"""Three people teach, correct, refuse, undo and forget in any order: nobody ever has what is somebody else's."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from preferences.flow import Flow, Keeps, Values
from preferences.memory import Memory, open_memory
from preferences.preference import Statement

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def flow(concept: str, keeps: Keeps) -> Flow:
    return Flow(concept, concept, Values(text=True), concept, keeps, "?", "ok", (), (), frozenset())


FLOWS = {"team": flow("team", Keeps.ONE), "cuisine": flow("cuisine", Keeps.MANY)}
PEOPLE = ("alice", "bob", "carol")


class Plain:
    """The memory of one person as plain dictionaries, by the rules as one would say them."""

    def __init__(self) -> None:
        self.liked: dict[tuple[str, str], bool] = {}
        self.meant: dict[str, str] = {}
        self.refused: set[str] = set()
        self.known: set[tuple[str, str]] = set()
        """All that was ever said and not taken back, what is over included."""
        self.before: list[tuple[dict[tuple[str, str], bool], dict[str, str], set[tuple[str, str]]]] = []

    def act(self) -> None:
        self.before.append((dict(self.liked), dict(self.meant), set(self.known)))

    def teach(self, concept: str, value: str, liked: bool, ended: bool) -> None:
        if ended:
            if self.liked.get((concept, value)) == liked:
                self.act()
                del self.liked[concept, value]
            return
        self.act()
        if concept == "team" and liked:
            self.liked = {key: sign for key, sign in self.liked.items() if key[0] != "team" or not sign}
        self.liked[concept, value] = liked
        self.known.add((concept, value))

    def correct(self, said: str, meant: str) -> None:
        self.act()
        self.meant[said] = meant

    def forget(self, concept: str | None, value: str | None) -> None:
        gone = {key for key in self.known if concept in (None, key[0]) and value in (None, key[1])}
        if gone:
            self.before.clear()
        self.liked = {key: sign for key, sign in self.liked.items() if key not in gone}
        self.known -= gone

    def undo(self) -> None:
        if self.before:
            self.liked, self.meant, self.known = self.before.pop()


concepts = st.sampled_from(["team", "cuisine"])
values = st.sampled_from(["red", "green", "blue"])
act = st.one_of(
    st.tuples(st.just("teach"), concepts, values, st.booleans(), st.sampled_from([False, False, False, True])),
    st.tuples(st.just("correct"), values, values),
    st.tuples(st.just("forget"), st.none() | concepts, st.none() | values),
    st.tuples(st.just("refuse"), concepts),
    st.tuples(st.just("clear"), st.none() | concepts),
    st.tuples(st.just("everything")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("undo")),
)
acts = st.lists(st.tuples(st.sampled_from(PEOPLE), act), min_size=1, max_size=10)


@pytest.fixture(scope="module")
def memory(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One memory for all interleavings; each has three people of its own."""
    file = tmp_path_factory.mktemp("property") / "memory.db"
    file.write_bytes(empty_file.read_bytes())
    with open_memory(f"sqlite:///{file}") as opened:
        # Wiping bytes is tested elsewhere; a thousand wipes here would only take time.
        opened._erasure.wipe = lambda: True  # type: ignore[method-assign]
        yield opened


rounds = count()
Acts = list[tuple[str, tuple[Any, ...]]]


@pytest.mark.slow
@seed(20240501)
@settings(max_examples=100, deadline=None, database=None)
@given(acts=acts)
def test_three_people_never_share_a_memory(memory: Memory, acts: Acts) -> None:
    play(memory, acts)


@pytest.mark.slow
@seed(20240502)
@settings(max_examples=1000, deadline=None, database=None)
@given(acts=acts)
def test_three_people_never_share_a_memory_in_a_thousand_ways(memory: Memory, acts: Acts) -> None:
    play(memory, acts)


def play(memory: Memory, acts: Acts) -> None:
    number = next(rounds)
    plain = {person: Plain() for person in PEOPLE}
    # Every value names its owner, so that one that strays is seen at once.
    for turn, (person, (verb, *details)) in enumerate(acts):
        name, model, now = f"{person} {number}", plain[person], NOON + timedelta(minutes=turn)
        if verb == "teach":
            concept, value, liked, ended = details
            memory.teach(name, [Statement(concept, f"{person} {value}", liked, ended=ended)], FLOWS, "told", now)
            model.teach(concept, f"{person} {value}", liked, ended)
        elif verb == "correct":
            memory.correct(name, "place_name", details[0], f"{person} {details[1]}", now=now)
            model.correct(details[0], f"{person} {details[1]}")
        elif verb == "forget":
            concept, value = details
            value = value and f"{person} {value}"
            memory.forget(name, concept, value, now=now)
            model.forget(concept, value)
        elif verb == "refuse":
            memory.refuse(name, details[0])
            model.refused.add(details[0])
        elif verb == "clear":
            memory.clear_refusal(name, details[0])
            model.refused = set() if details[0] is None else model.refused - {details[0]}
        elif verb == "everything":
            memory.forget_everything(name)
            plain[person] = Plain()
        else:
            memory.undo(name)
            model.undo()
        for one in PEOPLE:
            check(memory, f"{one} {number}", plain[one])
    for one in PEOPLE:
        history = {(concept, old.value) for concept in FLOWS for old in memory.history(f"{one} {number}", concept)}
        assert history == plain[one].known


def check(memory: Memory, name: str, model: Plain) -> None:
    profile = memory.profile(name)
    assert {(one.concept, one.value): one.liked for one in profile.preferences} == model.liked
    assert len(profile.preferences) == len(model.liked)
    assert {one.said: one.meant for one in profile.corrections} == model.meant
    assert profile.refused == model.refused
    # What an undo took away is not history either.
