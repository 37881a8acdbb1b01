"""Dice: thrown as often as asked for."""

from random import Random

from actions.skills.dice import Dice

from preferences.belongings import Pocket
from preferences.request import Entity, Outcome, Request


def test_throws_as_many_as_asked() -> None:
    pocket = Pocket("sam")
    reply = Dice(Random(1)).serve(Request("dice_roll", entities=(Entity("dice_count", "2"),)), pocket)
    assert reply.text == "You threw 2 and 5."
    assert pocket.mine("dice:last") == [2, 5]


def test_too_many_are_refused() -> None:
    reply = Dice().serve(Request("dice_roll", entities=(Entity("dice_count", "500"),)), Pocket())
    assert reply.outcome is Outcome.UNSUPPORTED
