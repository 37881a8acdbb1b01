"""A sample season of every league: computed, dated, the same for everybody at every time.

Nothing here happened. A season is drawn from its league, its year and nothing else, so a date always has the same
games with the same scores, both teams see the same game, and the tables add up. A live source implements `Scores`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cached_property, lru_cache
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

from actions.worlds.calendars import CALENDARS, Calendar, rounds
from actions.worlds.leagues import League, Team, leagues
from actions.worlds.results import ENDINGS, Luck, Score, strength


@dataclass(frozen=True, eq=False)
class Game:
    """One game of the regular season."""

    home: Team
    """Who plays at home."""
    away: Team
    """Who comes to play there."""
    day: date
    """The date at the ground."""
    clock: time
    """When it begins, by `zone`."""
    zone: str
    """IANA name of the clock it is announced by."""
    year: int
    """The year its season begins in."""

    @property
    def league(self) -> str:
        """The name of its league."""
        return self.home.league

    @cached_property
    def starts(self) -> datetime:
        """When it begins (aware)."""
        return datetime.combine(self.day, self.clock, ZoneInfo(self.zone)).astimezone(timezone.utc)

    @cached_property
    def ends(self) -> datetime:
        """From when on its score is known (aware)."""
        return self.starts + CALENDARS[self.league].lasts

    @cached_property
    def ending(self) -> Score:
        """How it ends; only `Scores.score` may tell, and only once it is over."""
        edge = strength(self.home.name, self.year) - strength(self.away.name, self.year)
        return ENDINGS[self.league](Luck(f"{self.day}/{self.home.name}/{self.away.name}"), edge)

    def other(self, team: Team) -> Team:
        """The opponent of one of the two."""
        return self.away if team is self.home else self.home


@dataclass(frozen=True)
class Standing:
    """A team's season so far."""

    team: Team
    """Whose."""
    won: int = 0
    """Games won."""
    lost: int = 0
    """Games lost; in the NHL those lost within the regular time."""
    drawn: int = 0
    """Games drawn (Premier League)."""
    lost_late: int = 0
    """NHL games lost in overtime or a shootout, worth one point."""
    scored: int = 0
    """Points, runs or goals scored."""
    conceded: int = 0
    """Points, runs or goals of the opponents."""

    @property
    def played(self) -> int:
        """Games played."""
        return self.won + self.lost + self.drawn + self.lost_late

    @property
    def points(self) -> int:
        """Points in the table, where the league counts them."""
        if self.team.league == "Premier League":
            return 3 * self.won + self.drawn
        return 2 * self.won + self.lost_late

    @property
    def rank(self) -> tuple[float, ...]:
        """What tables are sorted by, the best team lowest."""
        ahead = self.scored - self.conceded
        if self.team.league in ("Premier League", "NHL"):
            return (-self.points, -ahead, -self.scored)
        return (-self.won / max(self.played, 1), -ahead, -self.scored)


class Scores(Protocol):
    """Where games, scores and tables come from; `now` is an aware moment everywhere."""

    @property
    def says(self) -> str:
        """How a reply names the source before a fact: "in my sample season"; empty for a live one."""

    def last(self, team: Team, now: datetime, against: Team | None = None) -> Game | None:
        """The latest finished game of a team, or of two teams with each other."""

    def next(self, team: Team, now: datetime, against: Team | None = None) -> Game | None:
        """The next game that has not begun."""

    def games(self, league: str, since: datetime, until: datetime) -> Sequence[Game]:
        """A league's games that begin in that span (the end excluded), in order."""

    def score(self, game: Game, now: datetime) -> Score | None:
        """The final score; None before the end."""

    def table(self, league: str, now: datetime) -> Sequence[Standing]:
        """The latest table with games in it, best team first."""


@dataclass(frozen=True, eq=False)
class Season:
    """All games of one league from opening to closing day."""

    league: League
    """Whose."""
    year: int
    """The year it begins in."""
    games: tuple[Game, ...]
    """Every game, by date."""
    by_team: dict[str, list[Game]] = field(init=False, default_factory=dict)
    """The games of each team, by date."""
    tables: dict[int, tuple[Standing, ...]] = field(init=False, default_factory=dict)
    """Tables by how many games were over; the latest few asked for."""

    def __post_init__(self) -> None:
        for game in self.games:
            self.by_team.setdefault(game.home.name, []).append(game)
            self.by_team.setdefault(game.away.name, []).append(game)

    def of(self, team: Team, against: Team | None = None) -> list[Game]:
        """A team's games, all or those against one other."""
        games = self.by_team[team.name]
        return games if against is None else [game for game in games if against.name == game.other(team).name]

    def table(self, now: datetime) -> tuple[Standing, ...]:
        """The table at that moment, best team first; empty before the first game is over."""
        # Games of one date end in any order, so the last dates are looked at one by one.
        settled = bisect_left(self.games, now.date() - timedelta(days=1), key=lambda game: game.day)
        recent = [game for game in self.games[settled : settled + 64] if game.ends <= now]
        over = settled + len(recent)
        if not over:
            return ()
        table = self.tables.get(over)
        if table is None:
            table = _table(self.league, (*self.games[:settled], *recent))
            if len(self.tables) >= 8:
                self.tables.clear()
            self.tables[over] = table
        return table


class SampleSeasons:
    """Computed seasons, each built when it is first asked for, then kept."""

    says = "in my sample season"

    def last(self, team: Team, now: datetime, against: Team | None = None) -> Game | None:
        """The latest finished game, of this season or the one before."""
        year = _begun(team.league, now)
        for season in (_season(team.league, year), _season(team.league, year - 1)):
            games = season.of(team, against)
            at = bisect_right(games, now, key=lambda game: game.ends)
            if at:
                return games[at - 1]
        return None

    def next(self, team: Team, now: datetime, against: Team | None = None) -> Game | None:
        """The next game that has not begun, of this season or the one after."""
        year = _begun(team.league, now)
        for following in (year, year + 1):
            games = _season(team.league, following).of(team, against)
            at = bisect_right(games, now, key=lambda game: game.starts)
            if at < len(games):
                return games[at]
        return None

    def games(self, league: str, since: datetime, until: datetime) -> Sequence[Game]:
        """A league's games that begin in that span, in order."""
        found: list[Game] = []
        for year in range(_begun(league, since), _begun(league, until) + 1):
            games = _season(league, year).games
            # A date at the ground can be a day off from the date elsewhere.
            begin = bisect_left(games, since.date() - timedelta(days=1), key=lambda game: game.day)
            end = bisect_right(games, until.date() + timedelta(days=1), key=lambda game: game.day)
            found += [game for game in games[begin:end] if since <= game.starts < until]
        return sorted(found, key=lambda game: game.starts)

    def score(self, game: Game, now: datetime) -> Score | None:
        """The final score; None before the end."""
        return game.ending if game.ends <= now else None

    def table(self, league: str, now: datetime) -> Sequence[Standing]:
        """The table of this season, or the final one of the season before."""
        year = _begun(league, now)
        return _season(league, year).table(now) or _season(league, year - 1).table(now)


def _begun(league: str, now: datetime) -> int:
    """The year of the latest season that has opened by then."""
    # A day early, so that no clock in the world is ahead of the opening game.
    day = now.date() + timedelta(days=1)
    return day.year if CALENDARS[league].first_day(day.year) <= day else day.year - 1


@lru_cache(maxsize=20)
def _season(league: str, year: int) -> Season:
    calendar = CALENDARS[league]
    chance = Random(f"{league}/{year}")
    drawn = rounds(leagues()[league], calendar, chance)
    return Season(leagues()[league], year, tuple(_hosted(calendar, year, drawn, chance)))


def _hosted(calendar: Calendar, year: int, drawn: Sequence[Sequence[tuple[Team, Team]]], chance: Random) -> list[Game]:
    """The games by date, each with its home team: who hosted last time travels, else who hosted less is at home."""
    hosts: Counter[str] = Counter()
    hosted_last: dict[tuple[str, str], Team] = {}
    games = []
    for (one, other), dates, zone in sorted(calendar.place(calendar, year, drawn, chance), key=lambda slot: slot[1][0]):
        both = (one.name, other.name) if one.name < other.name else (other.name, one.name)
        before = hosted_last.get(both)
        if before is None:
            home = one if hosts[one.name] <= hosts[other.name] else other
        else:
            home = other if before is one else one
        away = other if home is one else one
        hosted_last[both] = home
        hosts[home.name] += 1
        games += [Game(home, away, day, clock, zone or home.zone, year) for day, clock in dates]
    games.sort(key=lambda game: game.day)
    return games


def _table(league: League, games: Sequence[Game]) -> tuple[Standing, ...]:
    counts: dict[str, list[int]] = {team.name: [0, 0, 0, 0, 0, 0] for team in league.teams}
    late_counts = league.name == "NHL"
    for game in games:
        score = game.ending
        home, away = counts[game.home.name], counts[game.away.name]
        home[4] += score.home
        home[5] += score.away
        away[4] += score.away
        away[5] += score.home
        if score.home == score.away:
            home[2] += 1
            away[2] += 1
            continue
        winner, loser = (home, away) if score.home > score.away else (away, home)
        winner[0] += 1
        loser[3 if late_counts and score.after else 1] += 1
    return tuple(sorted((Standing(team, *counts[team.name]) for team in league.teams), key=lambda one: one.rank))
