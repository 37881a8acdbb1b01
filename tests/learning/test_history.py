"""A person's turns to look back on: read once, then only what is new, and gone when they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from learning.history import KEPT, Histories
from learning.turn_reader import TurnReader
from tests.learning.log import jazz, record, user, write

pytestmark = pytest.mark.patient


@pytest.fixture
def histories(engine: Engine) -> Iterator[Histories]:
    reader = TurnReader(engine)
    yield Histories(reader)
    reader.close()


def outcomes(histories: Histories, person: str = "ann") -> dict[str, list[str | None]]:
    return {sender: [turn.outcome for turn in turns] for sender, turns in histories.of(person).turns.items()}


def test_only_what_is_new_is_read_and_an_outcome_may_come_later(engine: Engine, histories: Histories) -> None:
    assert outcomes(histories) == {}
    said, became = jazz(0)
    write(engine, "talk", [said])
    assert outcomes(histories) == {"talk": [None]}
    write(engine, "talk", [became, *jazz(1)])
    write(engine, "kitchen", [*jazz(2)])
    assert outcomes(histories) == {"talk": ["done", "done"], "kitchen": ["done"]}
    looked = histories.of("ann")
    assert (looked.size, looked.first, looked.last) == (3, 1, 6)


def test_others_turns_are_left_out_with_what_became_of_them(engine: Engine, histories: Histories) -> None:
    theirs = [user("play rock", "play_music", person="bob"), record("not_found")]
    write(engine, "kitchen", [*jazz(0), *theirs])
    assert outcomes(histories) == {"kitchen": ["done"]}
    assert outcomes(histories, "bob") == {"kitchen": ["not_found"]}
    assert outcomes(histories, "nobody here") == {}


def test_what_another_process_forgot_is_forgotten_here(engine: Engine, histories: Histories) -> None:
    write(engine, "talk", jazz(0))
    write(engine, "kitchen", [*jazz(1), user("hello", "general_greet", person="bob")])
    assert outcomes(histories) == {"talk": ["done"], "kitchen": ["done"]}
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM events WHERE sender_id = 'talk' OR id < 5"))
        connection.execute(text("DELETE FROM speakers WHERE person = 'ann'"))
    assert outcomes(histories) == {}
    write(engine, "talk", jazz(2))
    assert outcomes(histories) == {"talk": ["done"]}
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM events WHERE sender_id = 'talk'"))
    # She speaks again before anybody looks, in a conversation that another one's rows keep.
    write(engine, "talk", [user("hello", "general_greet", person="bob"), *jazz(3)])
    assert outcomes(histories) == {"talk": ["done"]}
    histories.forget("ann")
    assert outcomes(histories) == {"talk": ["done"]}


def test_no_more_people_are_kept_than_there_is_room_for(engine: Engine, histories: Histories) -> None:
    for number in range(KEPT + 2):
        write(engine, f"talk {number}", [user("hello", "general_greet", person=f"person {number}")])
        histories.of(f"person {number}")
    assert len(histories._kept) == KEPT
    assert outcomes(histories, "person 0") == {"talk 0": [None]}
