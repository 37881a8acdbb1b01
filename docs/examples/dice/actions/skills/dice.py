"""Dice: throws one or several."""

from __future__ import annotations

import re
from random import Random

from actions.skill import Skill
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request

_MOST = 20


class Dice(Skill):
    """Throws dice and remembers the last throw."""

    action = "action_dice"
    intents = ("dice_roll",)
    entities = ("dice_count",)

    def __init__(self, chance: Random | None = None) -> None:
        self._chance = chance or Random()

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Throw as many dice as were asked for."""
        number = re.search(r"\d+", request.value("dice_count") or "1")
        count = int(number.group()) if number else 1
        if not 1 <= count <= _MOST:
            return Reply(f"I can throw up to {_MOST} dice at once.", Outcome.UNSUPPORTED)
        thrown = [self._chance.randint(1, 6) for _ in range(count)]
        if belongings.person is not None:
            belongings.keep_mine("dice:last", thrown)
        return Reply(f"You threw {' and '.join(map(str, thrown))}{request.because('dice_count')}.")
