"""How games of each sport end, drawn so that the scores look like that sport's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import exp
from statistics import NormalDist
from struct import Struct

_BELL = NormalDist().inv_cdf
_EIGHT = Struct(">8I")


@dataclass(frozen=True)
class Score:
    """How a game ended."""

    home: int
    """What the home team scored."""
    away: int
    """What the visitors scored."""
    after: str = ""
    """How it was settled beyond the regular time: "in overtime", "in 11 innings"; else empty."""


class Luck:
    """A few numbers between 0 and 1 that follow from a text and nothing else."""

    def __init__(self, text: str) -> None:
        self._numbers = iter(_EIGHT.unpack(blake2b(text.encode("utf-8"), digest_size=32).digest()))

    def share(self) -> float:
        """The next number, above 0 and below 1; there are eight."""
        number: int = next(self._numbers)
        return (number + 0.5) / 4294967296.0

    def normal(self, mean: float, spread: float) -> float:
        """A bell-shaped number."""
        return mean + spread * _BELL(self.share())

    def count(self, mean: float) -> int:
        """A number of rare things: goals, touchdowns."""
        rest, number, chance = self.share(), 0, exp(-mean)
        while rest > chance and number < 60:
            rest -= chance
            number += 1
            chance *= mean / number
        return number


@lru_cache(maxsize=2048)
def strength(team: str, year: int) -> float:
    """How good a team is in one season, about -1.5 to 1.5."""
    return max(-1.6, min(1.6, Luck(f"{team}/{year}").normal(0.0, 0.75)))


def basketball(luck: Luck, edge: float) -> Score:
    """About 113 points a team; no draws."""
    pace, margin = luck.normal(113.0, 8.0), luck.normal(2.0 + 3.8 * edge, 11.5)
    home, away = round(pace + margin / 2), round(pace - margin / 2)
    if home != away:
        return Score(home, away)
    won, lost = 8 + round(7 * luck.share()), 5 + round(2 * luck.share())
    if luck.share() < 0.5:
        won, lost = lost, won
    return Score(home + won, away + lost, "in overtime")


def gridiron(luck: Luck, edge: float) -> Score:
    """Touchdowns and field goals, about 22 points a team; a draw is settled in overtime."""

    def drives(lean: float) -> int:
        touchdowns, kicks = min(8, luck.count(max(0.8, 2.4 + 0.32 * lean))), luck.count(1.7)
        slip = luck.share()
        return 7 * touchdowns + 3 * kicks + (0 if not touchdowns or slip > 0.12 else (-1 if slip > 0.04 else 1))

    home, away = drives(edge + 0.2), drives(-edge)
    if home != away:
        return Score(home, away)
    gain = 3 if luck.share() < 0.65 else 6
    return Score(home + gain, away, "in overtime") if luck.share() < 0.5 else Score(home, away + gain, "in overtime")


def baseball(luck: Luck, edge: float) -> Score:
    """About four and a half runs a team, with now and then a rout; a draw goes on into extra innings."""
    home = luck.count(4.4 * exp(0.085 * edge + luck.normal(0.0, 0.42)))
    away = luck.count(4.3 * exp(-0.085 * edge + luck.normal(0.0, 0.42)))
    if home != away:
        return Score(home, away)
    innings = 10 + luck.count(0.5)
    gain = 1 + luck.count(0.3)
    after = f"in {innings} innings"
    return Score(home + gain, away, after) if home % 2 else Score(home, away + gain, after)


def hockey(luck: Luck, edge: float) -> Score:
    """About three goals a team; a draw is settled by one goal in overtime or by a shootout."""
    home, away = luck.count(3.1 * exp(0.12 * edge)), luck.count(2.9 * exp(-0.12 * edge))
    if home != away:
        return Score(home, away)
    after = "in overtime" if luck.share() < 0.65 else "in a shootout"
    return Score(home + 1, away, after) if luck.share() < 0.5 else Score(home, away + 1, after)


def soccer(luck: Luck, edge: float) -> Score:
    """One or two goals a team; draws stand."""
    return Score(luck.count(1.5 * exp(0.3 * edge)), luck.count(1.25 * exp(-0.3 * edge)))


ENDINGS: dict[str, Callable[[Luck, float], Score]] = {
    "NBA": basketball,
    "NFL": gridiron,
    "MLB": baseball,
    "NHL": hockey,
    "Premier League": soccer,
}
"""How a game of each league ends, given how much better the home team is."""
