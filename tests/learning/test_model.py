"""The model beside a turn log: new turns are learned from, and what leaves the log leaves the model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from learning.model import Model, least_people
from preferences.heard import Heard
from preferences.learned import Circumstances
from preferences.request import Reading
from preferences.state import LastRequest
from preferences.surroundings import Surroundings
from tests.learning.log import LATTE, MONDAY, jazz, record, user, write

NOW = Circumstances(MONDAY + timedelta(days=9), Surroundings())


@pytest.fixture
def model(engine: Engine) -> Iterator[Model]:
    made = Model(engine, k=3)
    made.settle()
    yield made
    made.close()


def fills(model: Model, person: str | None = "ann") -> list[str]:
    return [habit.value for habit in model.of(person).habits("play_music", (), NOW)]


def test_turns_of_before_the_start_are_learned_from_when_the_person_speaks(engine: Engine) -> None:
    for day in range(5):
        write(engine, f"talk {day}", jazz(day))
    model = Model(engine)
    model.settle()
    assert fills(model) == ["jazz"]
    assert fills(model, "bob") == []
    assert fills(model, None) == []
    model.close()


def test_new_turns_are_learned_from_before_the_next_one(engine: Engine, model: Model) -> None:
    known = []
    for day in range(5):
        known.append(fills(model))
        write(engine, f"talk {day}", jazz(day))
        model.saw({"ann"})
    assert known == [[], [], [], [], ["jazz"]]


def test_the_usual_is_what_comes_each_time(engine: Engine, model: Model) -> None:
    for day in range(5):
        at = MONDAY.replace(hour=7) + timedelta(days=day)
        latte = user(LATTE, "iot_coffee", {"coffee_type": "latte"}, at=at + timedelta(minutes=1))
        write(engine, f"talk {day}", [user("stop the alarm", "alarm_remove", at=at), record(), latte, record()])
    heard = Heard("the usual please", (("nlu_fallback", 0.4),))
    morning = Circumstances(MONDAY.replace(hour=7), Surroundings(), LastRequest("alarm_remove", "stop the alarm"))
    found = model.of("ann").judge(heard, Reading("nlu_fallback", (), 0.4), morning)
    assert found is not None
    assert (found.intent, found.why, found.because) == (
        "iot_coffee",
        "habit",
        "that is what you usually ask for after the alarm",
    )
    assert model.of("bob").judge(heard, Reading("nlu_fallback", (), 0.4), morning) is None
    without = model.of("ann", stopped={"habit/iot_coffee||"})
    assert without.judge(heard, Reading("nlu_fallback", (), 0.4), morning) is None
    sure = Reading("play_music", (), 0.99)
    assert model.of("ann").judge(Heard("play music", (("play_music", 0.99),)), sure, morning) is None


def test_a_habit_that_was_stopped_fills_nothing(engine: Engine, model: Model) -> None:
    for day in range(5):
        write(engine, f"talk {day}", jazz(day))
    model.saw({"ann"})
    name = "habit/play_music|music_genre|jazz"
    assert name in [one.id for one in model.of("ann").usuals()]
    stopped = model.of("ann", stopped={name})
    assert stopped.habits("play_music", (), NOW) == []
    assert [one.id for one in stopped.usuals() if one.stopped] == [name]
    assert fills(model) == ["jazz"]
    assert model.of("ann", stopped={"habit/play_music|music_genre|rock"}).habits("play_music", (), NOW) != []
    assert model.of(None).usuals() == ()


def test_whoever_is_forgotten_has_no_habits_and_counts_for_nobody(engine: Engine, model: Model) -> None:
    for person in ("ann", "bob", "cem"):
        for day in range(5):
            events = jazz(day)
            events[0]["parse_data"]["mynah"]["person"] = person
            write(engine, f"{person} {day}", events)
    model.saw({"ann", "bob", "cem"})
    model.settle()
    assert fills(model) == ["jazz"]
    assert model._everybody.of("play_music", "daypart", "evening") == 15
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM events WHERE sender_id LIKE 'ann%'"))
        connection.execute(text("DELETE FROM speakers WHERE person = 'ann'"))
    model.forget("ann")
    model.settle()
    assert fills(model) == []
    assert model._everybody.of("play_music", "daypart", "evening") == 0
    assert fills(model, "bob") == ["jazz"]


def test_whoever_another_process_forgot_has_no_habits_at_the_very_next_turn(engine: Engine, model: Model) -> None:
    for day in range(5):
        write(engine, f"talk {day}", jazz(day))
    assert fills(model) == ["jazz"]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM events"))
        connection.execute(text("DELETE FROM speakers"))
    assert fills(model) == []


def test_in_a_shared_conversation_everybody_has_their_own_habits(engine: Engine, model: Model) -> None:
    for day in range(5):
        other = jazz(day, "rock")
        other[0]["parse_data"]["mynah"]["person"] = "bob"
        write(engine, "kitchen", [*jazz(day), *other])
    assert (fills(model), fills(model, "bob")) == (["jazz"], ["rock"])


def test_a_log_that_cannot_be_read_costs_nobody_the_turn(tmp_path: Path) -> None:
    model = Model(create_engine(f"sqlite:///{tmp_path}/nothing.db"))
    assert fills(model) == []
    model.close()


def test_how_many_people_stand_behind_what_everybody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert least_people() == 3
    monkeypatch.setenv("MYNAH_LEARN_PEOPLE", "7")
    assert least_people() == 7
    monkeypatch.setenv("MYNAH_LEARN_PEOPLE", "1")
    assert least_people() == 2
    monkeypatch.setenv("MYNAH_LEARN_PEOPLE", "many")
    assert least_people() == 3
