"""When the five leagues play: opening and closing days, breaks, and who meets whom in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from actions.worlds.leagues import League, Team

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
DAY = timedelta(days=1)
EASTERN = "America/New_York"

Pair = tuple[Team, Team]
"""Two teams that meet; once placed, the first one is at home."""
Slot = tuple[Pair, Sequence[tuple[date, time]], str]
"""A pair with the date and time of each of its games, and the clock the time is told by (empty: that of the ground)."""


@dataclass(frozen=True)
class Calendar:
    """The shape of a league's regular season."""

    opens: tuple[int, int, int]
    """Month and day, and the weekday the season opens on: the first one from that date on."""
    closes: tuple[int, int, int]
    """The same for its last day."""
    cycles: int
    """How often teams of one division meet each other."""
    cross: int
    """Rounds against teams of the other divisions."""
    lasts: timedelta
    """From when on the score of a game is surely known, after its beginning."""
    place: Callable[[Calendar, int, Sequence[Sequence[Pair]], Random], Iterator[Slot]]
    """Gives every pair of every round its date and time."""
    breaks: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    """Spans without games, from month and day to month and day, both included."""
    series: int = 1
    """Games in a row against the same team."""

    def first_day(self, year: int) -> date:
        """The opening day of the season that begins in that year."""
        return _weekday_from(year, *self.opens)

    def last_day(self, year: int) -> date:
        """The last day of the regular season that begins in that year."""
        over = self.closes[:2] < self.opens[:2]
        return _weekday_from(year + 1 if over else year, *self.closes)

    def free(self, day: date) -> bool:
        """Whether the league pauses on that day."""
        return any(begin <= (day.month, day.day) <= end for begin, end in self.breaks)

    def days(self, year: int) -> list[date]:
        """The days on which there are games."""
        first, last = self.first_day(year), self.last_day(year)
        every = (first + DAY * n for n in range((last - first).days + 1))
        return [day for day in every if not self.free(day)]


def _weekday_from(year: int, month: int, day: int, weekday: int) -> date:
    start = date(year, month, day)
    return start + DAY * ((weekday - start.weekday()) % 7)


def rounds(league: League, calendar: Calendar, chance: Random) -> list[list[Pair]]:
    """Who meets whom: in each round every team plays once (or one series)."""
    divisions = [chance.sample(teams, len(teams)) for teams in league.divisions.values()]
    inner = _inner_rounds(divisions)
    if len(divisions) == 1:
        # Everybody meets everybody, then once more in the same order.
        chance.shuffle(inner)
        return inner * calendar.cycles
    outer = _outer_rounds(divisions)
    chance.shuffle(outer)
    times = -(-calendar.cross // len(outer))
    drawn = inner * calendar.cycles + (outer * times)[: calendar.cross]
    chance.shuffle(drawn)
    return drawn


def _inner_rounds(divisions: list[list[Team]]) -> list[list[Pair]]:
    """Everybody against everybody of the own division; who is left over plays the one left over elsewhere."""
    size = len(divisions[0])
    made: list[list[Pair]] = [[] for _ in range(size - 1 if size % 2 == 0 else size)]
    idle: list[list[Team]] = [[] for _ in made]
    for teams in divisions:
        for number, (pairs, left) in enumerate(_circle(teams)):
            made[number] += pairs
            idle[number] += left
    half = len(divisions) // 2
    for pairs, left in zip(made, idle, strict=True):
        pairs += zip(left[:half], left[half:], strict=True)
    return made


def _circle(teams: Sequence[Team]) -> Iterator[tuple[list[Pair], list[Team]]]:
    """All meetings of some teams, round by round, each with who has nobody to play."""
    ring: list[Team | None] = [*teams] if len(teams) % 2 == 0 else [*teams, None]
    for _ in range(len(ring) - 1):
        pairs: list[Pair] = []
        left: list[Team] = []
        for one, other in zip(ring[: len(ring) // 2], reversed(ring), strict=False):
            if one is not None and other is not None:
                pairs.append((one, other))
            else:
                left += [team for team in (one, other) if team is not None]
        yield pairs, left
        ring[1:] = [ring[-1], *ring[1:-1]]


def _outer_rounds(divisions: list[list[Team]]) -> list[list[Pair]]:
    """Everybody against everybody of all other divisions, once."""
    size = len(divisions[0])
    ring = list(range(len(divisions)))
    made = []
    for _ in range(len(ring) - 1):
        meetings = list(zip(ring[: len(ring) // 2], reversed(ring), strict=False))
        for shift in range(size):
            made.append([(divisions[a][i], divisions[b][(i + shift) % size]) for a, b in meetings for i in range(size)])
        ring[1:] = [ring[-1], *ring[1:-1]]
    return made


def place_daily(calendar: Calendar, year: int, drawn: Sequence[Sequence[Pair]], chance: Random) -> Iterator[Slot]:
    """Rounds in short spans of days; a game falls on one day of its span, a series on the first days of it."""
    days = calendar.days(year)
    for number, pairs in enumerate(drawn):
        begin, end = number * len(days) // len(drawn), (number + 1) * len(days) // len(drawn)
        for pair in pairs:
            if calendar.series > 1:
                chosen = days[begin : begin + calendar.series]
            else:
                chosen = [days[begin + int(chance.random() * (end - begin))]]
            yield pair, [(day, _evening(day, chance, calendar.series > 1)) for day in chosen], ""


def _evening(day: date, chance: Random, afternoons: bool) -> time:
    """A usual time to begin, by the clock at the ground."""
    if afternoons:
        return {SUNDAY: time(13, 35), SATURDAY: time(16, 10)}.get(day.weekday(), time(19, 5))
    if day.weekday() == SUNDAY:
        return time(18, 0)
    return time(19, 0) if chance.random() < 0.6 else time(19, 30)


def place_gridiron(calendar: Calendar, year: int, drawn: Sequence[Sequence[Pair]], chance: Random) -> Iterator[Slot]:
    """One round a week: a game on Thursday, one on Monday, the others on Sunday; all told by Eastern time."""
    weeks = ((calendar.last_day(year) - calendar.first_day(year)).days + 1) // 7 + 1
    # One round is spread over two weeks, half of it in each, so every team has one week off.
    split = len(drawn) // 2
    week = 0
    for number, pairs in enumerate(drawn):
        mixed = chance.sample(pairs, len(pairs))
        parts = [mixed]
        if number == split and weeks > len(drawn):
            parts = [mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]]
        for part in parts:
            thursday = calendar.first_day(year) + DAY * (7 * week)
            yield part[0], [(thursday, time(20, 15))], EASTERN
            yield part[1], [(thursday + DAY * 4, time(20, 15))], EASTERN
            yield part[2], [(thursday + DAY * 3, time(20, 20))], EASTERN
            for pair in part[3:]:
                west = pair[0].zone not in (EASTERN, "America/Chicago")
                yield pair, [(thursday + DAY * 3, time(16, 25) if west else time(13, 0))], EASTERN
            week += 1


def place_association(calendar: Calendar, year: int, drawn: Sequence[Sequence[Pair]], chance: Random) -> Iterator[Slot]:
    """One round a weekend, from Friday evening to Sunday; a few in the middle of a week."""
    saturdays = [day for day in calendar.days(year) if day.weekday() == SATURDAY]
    wanting = len(drawn) - len(saturdays)
    # Midweek rounds come in winter, where there are no breaks.
    midweek = [day + DAY * 3 for day in saturdays if day.month in (12, 1, 2)][1::4][: max(wanting, 0)]
    openings = sorted((saturdays + midweek)[: len(drawn)])
    for opening, pairs in zip(openings, drawn, strict=True):
        mixed = chance.sample(pairs, len(pairs))
        if opening.weekday() != SATURDAY:
            slots = [(0, time(19, 30))] * 5 + [(1, time(19, 30))] * 5
        else:
            slots = [(-1, time(20)), (0, time(12, 30)), *[(0, time(15))] * 4, (0, time(17, 30))]
            slots += [(1, time(14))] * 2 + [(1, time(16, 30))]
        for pair, (after, clock) in zip(mixed, slots, strict=True):
            yield pair, [(opening + DAY * after, clock)], "Europe/London"


CALENDARS = {
    "NBA": Calendar(
        opens=(10, 19, TUESDAY),
        closes=(4, 9, SUNDAY),
        cycles=4,
        cross=62,
        lasts=timedelta(hours=2, minutes=45),
        place=place_daily,
        breaks=(((12, 24), (12, 24)), ((2, 13), (2, 18))),
    ),
    "NFL": Calendar(
        opens=(9, 8, THURSDAY),
        closes=(1, 7, SUNDAY),
        cycles=2,
        cross=11,
        lasts=timedelta(hours=3, minutes=30),
        place=place_gridiron,
    ),
    "MLB": Calendar(
        opens=(3, 25, THURSDAY),
        closes=(9, 26, SUNDAY),
        cycles=4,
        cross=34,
        lasts=timedelta(hours=3, minutes=30),
        place=place_daily,
        breaks=(((7, 13), (7, 16)),),
        series=3,
    ),
    "NHL": Calendar(
        opens=(10, 5, TUESDAY),
        closes=(4, 14, THURSDAY),
        cycles=4,
        cross=56,
        lasts=timedelta(hours=3),
        place=place_daily,
        breaks=(((12, 24), (12, 26)), ((2, 5), (2, 8))),
    ),
    "Premier League": Calendar(
        opens=(8, 16, SATURDAY),
        closes=(5, 24, SUNDAY),
        cycles=2,
        cross=0,
        lasts=timedelta(hours=2, minutes=15),
        place=place_association,
        breaks=(((9, 1), (9, 7)), ((10, 8), (10, 14)), ((11, 11), (11, 17)), ((3, 24), (3, 30))),
    ),
}
"""The calendar of each league by its name."""
