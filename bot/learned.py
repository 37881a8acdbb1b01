"""What the process knows from the turn log: the store tells of new turns, the interpreter and the page ask."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.engine import Engine

from learning.history import Histories
from learning.model import Model, PersonModel
from learning.turn_reader import TurnReader

_model: list[Model] = []
_histories: list[Histories] = []
_reader: list[TurnReader] = []


def learn_from(engine: Engine) -> None:
    """Learn from that turn log from now on."""
    close()
    _model[:] = [Model(engine)]
    _reader[:] = [TurnReader(engine)]
    _histories[:] = [Histories(_reader[0])]


def reader() -> TurnReader | None:
    """Reads the turn log; None where there is none."""
    return _reader[0] if _reader else None


def histories() -> Histories | None:
    """People's turns to look back on; None where there is no turn log."""
    return _histories[0] if _histories else None


def learned(person: str | None, home: str = "", stopped: Collection[str] = ()) -> PersonModel:
    """What was learned, for a turn of this person; without a turn log, what the model knew before it saw any.

    Args:
        person: whose turn it is; None is nobody.
        home: where they live.
        stopped: what they refused; names of habits among it are not gone by.
    """
    if not _model:
        _model[:] = [Model()]
    return _model[0].of(person, home, stopped)


def saw(people: Collection[str]) -> None:
    """Take note that turns of these people are in the log now."""
    for model in _model:
        model.saw(people)


def forget(person: str) -> None:
    """Drop what was learned from a person whose turns have left the log."""
    for model in _model:
        model.forget(person)
    for some in _histories:
        some.forget(person)


def close() -> None:
    """Stop reading the log."""
    for model in _model:
        model.close()
    for one in _reader:
        one.close()
    for kept in (_model, _histories, _reader):
        kept.clear()
