"""Turns that belong together."""

from __future__ import annotations

import pytest

from learning.record import LoggedTurn
from learning.sessions import sessions


def turn(number: int, at: float, person: str | None = "ann", where: str = "talk", reask: bool = False) -> LoggedTurn:
    return LoggedTurn(number, person, where, at, f"words {number}", "", "play_music", 0.9, reask=reask)


def split(*turns: LoggedTurn, **given: float) -> list[list[int]]:
    return [[one.id for one in session.turns] for session in sessions(turns, **given)]


def test_a_gap_splits_and_the_gap_can_be_chosen() -> None:
    turns = (turn(1, 0.0), turn(2, 45.0), turn(3, 91.0))
    assert split(*turns) == [[1, 2], [3]]
    assert split(*turns, gap=60.0) == [[1, 2, 3]]
    assert split(*turns, gap=10.0) == [[1], [2], [3]]


def test_a_persons_conversations_are_one_persons_and_two_peoples_are_two() -> None:
    assert split(turn(1, 0), turn(2, 5, "bob"), turn(3, 9, where="kitchen"), turn(4, 12, "bob")) == [[1, 3], [2, 4]]


def test_nobody_has_no_session() -> None:
    assert split(turn(1, 0, None), turn(2, 5, None)) == []


def test_pairs_are_what_a_person_said_one_after_the_other() -> None:
    (session,) = sessions([turn(1, 0), turn(2, 1, reask=True), turn(3, 20)])
    assert [(one.id, two.id) for one, two in session.pairs] == [(1, 3)]
    assert session.began == 0


def test_sessions_are_handed_on_while_others_go_on() -> None:
    found = sessions(turn(n, 400.0 * n, f"person {n}") for n in range(1_000_000))
    assert [next(found).person for _ in range(3)] == ["person 0", "person 1", "person 2"]


@pytest.mark.parametrize("gap", [0.0, -1.0, float("nan")])
def test_a_gap_has_to_be_positive(gap: float) -> None:
    with pytest.raises(ValueError, match="has to be positive"):
        split(turn(1, 0), gap=gap)
