"""The one model of the process that learns from the turn log: the store tells it of new turns, the interpreter asks."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.engine import Engine

from learning.model import Model, PersonModel

_model: list[Model] = []


def learn_from(engine: Engine) -> None:
    """Learn from that turn log from now on."""
    close()
    _model[:] = [Model(engine)]


def learned(person: str | None, home: str = "") -> PersonModel:
    """What was learned, for a turn of this person; without a turn log, what the model knew before it saw any."""
    if not _model:
        _model[:] = [Model()]
    return _model[0].of(person, home)


def saw(people: Collection[str]) -> None:
    """Take note that turns of these people are in the log now."""
    for model in _model:
        model.saw(people)


def forget(person: str) -> None:
    """Drop what was learned from a person whose turns have left the log."""
    for model in _model:
        model.forget(person)


def close() -> None:
    """Stop reading the log."""
    for model in _model:
        model.close()
    _model.clear()
