"""The sample seasons: real-looking calendars, one truth for both teams, tables that add up, no look ahead."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from actions.worlds import season as seasons
from actions.worlds.leagues import leagues, teams
from actions.worlds.season import Game, SampleSeasons

LEAGUES = ["NBA", "NFL", "MLB", "NHL", "Premier League"]
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=timezone.utc)
WARRIORS = teams()["Golden State Warriors"]
ARSENAL = teams()["Arsenal"]


def drawn(league: str, year: int = 2026) -> tuple[Game, ...]:
    return seasons._season(league, year).games


@pytest.mark.parametrize(
    ("league", "each", "first", "last"),
    [
        ("NBA", 82, date(2026, 10, 20), date(2027, 4, 11)),
        ("NFL", 17, date(2026, 9, 10), date(2027, 1, 11)),
        ("MLB", 162, date(2026, 3, 26), date(2026, 9, 27)),
        ("NHL", 84, date(2026, 10, 6), date(2027, 4, 15)),
        ("Premier League", 38, date(2026, 8, 21), date(2027, 5, 30)),
    ],
)
def test_every_team_plays_the_games_of_its_league(league: str, each: int, first: date, last: date) -> None:
    games = drawn(league)
    played = Counter(team.name for game in games for team in (game.home, game.away))
    assert set(played.values()) == {each} and len(played) == len(leagues()[league].teams)
    assert games[0].day == first
    assert last - timedelta(days=2) <= games[-1].day <= last


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
@pytest.mark.parametrize("league", LEAGUES)
def test_no_team_plays_twice_a_day_or_against_itself(league: str, year: int) -> None:
    games = drawn(league, year)
    assert max(Counter((game.day, team.name) for game in games for team in (game.home, game.away)).values()) == 1
    assert all(game.home is not game.away for game in games)


@pytest.mark.parametrize("league", LEAGUES)
def test_home_games_are_shared_fairly(league: str) -> None:
    games = drawn(league)
    at_home = Counter(game.home.name for game in games)
    each = 2 * len(games) / len(leagues()[league].teams)
    assert all(0.4 <= number / each <= 0.6 for number in at_home.values())


def test_in_the_premier_league_everybody_meets_everybody_home_and_away() -> None:
    met = Counter((game.home.name, game.away.name) for game in drawn("Premier League"))
    assert len(met) == 380 and set(met.values()) == {1}


def test_a_season_is_the_same_every_time_it_is_drawn() -> None:
    before = [(game.home.name, game.away.name, game.starts, game.ending) for game in drawn("NFL")]
    seasons._season.cache_clear()
    assert [(game.home.name, game.away.name, game.starts, game.ending) for game in drawn("NFL")] == before
    assert [game.ending for game in drawn("NFL", 2025)] != [ending for *_, ending in before]


@pytest.mark.parametrize(
    ("league", "low", "high"),
    [("NBA", 108, 120), ("NFL", 19, 26), ("MLB", 4, 5.3), ("NHL", 2.7, 3.5), ("Premier League", 1.1, 1.8)],
)
def test_scores_look_like_the_sport(league: str, low: float, high: float) -> None:
    endings = [game.ending for game in drawn(league)]
    scored = [points for ending in endings for points in (ending.home, ending.away)]
    assert low < sum(scored) / len(scored) < high
    draws = sum(ending.home == ending.away for ending in endings)
    assert (draws > 40) if league == "Premier League" else (draws == 0)
    assert 0.38 < sum(ending.home > ending.away for ending in endings) / len(endings) < 0.65


def test_the_future_is_not_told() -> None:
    scores = SampleSeasons()
    coming = scores.next(WARRIORS, NOW)
    assert coming is not None and coming.starts > NOW
    assert scores.score(coming, NOW) is None
    assert scores.score(coming, coming.ends - timedelta(seconds=1)) is None
    assert scores.score(coming, coming.ends) == coming.ending


def test_both_teams_see_the_same_game() -> None:
    scores = SampleSeasons()
    game = scores.last(WARRIORS, NOW)
    assert game is not None
    assert scores.last(game.other(WARRIORS), game.ends) is game


def test_last_and_next_leave_nothing_out() -> None:
    scores = SampleSeasons()
    games = [game for game in drawn("NBA") if WARRIORS in (game.home, game.away)]
    for earlier, later in pairwise(games):
        assert scores.last(WARRIORS, later.starts) is earlier
        assert scores.next(WARRIORS, earlier.starts) is later


def test_between_seasons_the_last_one_and_the_next_one_are_found() -> None:
    scores, july = SampleSeasons(), datetime(2026, 7, 10, tzinfo=timezone.utc)
    last, coming = scores.last(WARRIORS, july), scores.next(WARRIORS, july)
    assert last is not None and coming is not None
    assert (last.day.year, last.day.month) == (2026, 4)
    assert coming.day in (date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 22))


@pytest.mark.parametrize("league", LEAGUES)
def test_the_table_is_the_sum_of_the_games(league: str) -> None:
    scores = SampleSeasons()
    table = scores.table(league, NOW)
    over = [game for game in drawn(league) if game.ends <= NOW]
    assert sum(standing.played for standing in table) == 2 * len(over)
    assert sum(standing.won for standing in table) == sum(standing.lost + standing.lost_late for standing in table)
    assert sum(standing.scored - standing.conceded for standing in table) == 0
    assert [standing.rank for standing in table] == sorted(standing.rank for standing in table)


def test_a_table_follows_the_clock_through_a_day_of_games() -> None:
    scores = SampleSeasons()
    day = date(2026, 11, 21)
    games = [game for game in drawn("Premier League") if game.day == day]
    for game in games:
        just, after = (
            scores.table("Premier League", game.ends - timedelta(minutes=1)),
            scores.table("Premier League", game.ends),
        )
        of = {standing.team.name: standing.played for standing in just}
        now = {standing.team.name: standing.played for standing in after}
        assert now[game.home.name] == of[game.home.name] + 1


def test_before_the_first_game_the_table_is_last_seasons() -> None:
    table = SampleSeasons().table("NFL", datetime(2026, 8, 1, tzinfo=timezone.utc))
    assert {standing.played for standing in table} == {17}


def test_games_of_a_span() -> None:
    scores = SampleSeasons()
    since = datetime(2026, 11, 21, tzinfo=timezone.utc)
    found = scores.games("NBA", since, since + timedelta(days=1))
    assert found == sorted(
        (game for game in drawn("NBA") if since <= game.starts < since + timedelta(days=1)), key=lambda g: g.starts
    )
    assert found
    assert (
        scores.games("NBA", datetime(2026, 7, 1, tzinfo=timezone.utc), datetime(2026, 8, 1, tzinfo=timezone.utc)) == []
    )


def test_meetings_of_two_teams() -> None:
    scores, chelsea = SampleSeasons(), teams()["Chelsea"]
    end = datetime(2027, 6, 10, tzinfo=timezone.utc)
    last = scores.last(ARSENAL, end, chelsea)
    assert last is not None and {last.home.name, last.away.name} == {"Arsenal", "Chelsea"}
    assert scores.last(chelsea, end, ARSENAL) is last
