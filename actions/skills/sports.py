"""Scores, fixtures and tables of the NBA, NFL, MLB, NHL and the Premier League."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from actions.skill import Skill
from actions.worlds import leagues
from actions.worlds import sports_question as question
from actions.worlds.leagues import Team
from actions.worlds.named_teams import MINE, Named, assumed_team, is_opponent, named_in, narrowed_teams, said_teams
from actions.worlds.results import Score
from actions.worlds.season import Game, SampleSeasons, Scores, Standing
from actions.worlds.sports_question import Span, Wanted
from preferences.belongings import Belongings
from preferences.request import Button, Entity, Outcome, Reply, Request

MOST_BUTTONS = 8
"""How many teams are offered to choose from."""
MOST_GAMES = 3
"""How many games of a league are read out."""

_MEETING = re.compile(r"\b(between|vs?|versus|against|beat|beaten|each other|meet|lost? to|drew with)\b")
_SHOWABLE = re.compile(r"[^\W_][\w .,'’&-]{0,39}")
_LONGEST_GAME = timedelta(hours=4)
_TOO_FAR = "I only keep this season, the last one and the next."
_LEAGUES = "the NBA, NFL, MLB, NHL and the Premier League"


class Sports(Skill):
    """How a team did, when it plays, where it stands."""

    action = "action_sports"
    intents = ("sports_query",)

    def __init__(self, scores: Scores | None = None) -> None:
        self.scores: Scores = scores or SampleSeasons()
        # Read when the server starts, not at the first question.
        leagues.names()
        leagues.places()

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Answer one question about sports."""
        refused = question.not_kept(request.text)
        if refused is not None:
            return Reply(refused, Outcome.UNSUPPORTED)
        played_in = named_in(request)
        named = said_teams(request)
        unknown = next((name for name in named if not name.teams), None)
        if unknown is not None:
            called = f"a team called {unknown.words}" if _SHOWABLE.fullmatch(unknown.words) else "that team"
            if leagues.elsewhere().resolve(unknown.words, cutoff=1.0):
                return Reply(f"I don't have {unknown.words}, only the teams of {_LEAGUES}.", Outcome.NOT_FOUND)
            return Reply(f"I don't know {called}. I know the teams of {_LEAGUES}.", Outcome.NOT_FOUND)
        assumed = assumed_team(request)
        if named:
            named = narrowed_teams(named, played_in, assumed, request)
            for name in named:
                if len(name.teams) > 1:
                    return _which(name)
            teams = tuple(dict.fromkeys(name.teams[0] for name in named))
            if (
                len(teams) == 1
                and assumed is not None
                and assumed.league == teams[0].league
                and is_opponent(request, named)
            ):
                teams = (assumed, teams[0])
            settled = [name for name in named if name.teams[0].name not in request.values("team")]
            used = tuple(Entity("team", name.teams[0].name, text=name.words) for name in settled)
            return replace(self._all(request, teams), used=used)
        if assumed is not None and (not played_in or (assumed.league in played_in and MINE.search(_plain(request)))):
            reply = self._about(request, (assumed,))
            entity = request.entity("team")
            if entity is not None and entity.reason and reply.outcome is Outcome.DONE:
                return replace(reply, text=f"{reply.text} I picked them because {entity.reason}.")
            return reply
        if played_in and not MINE.search(_plain(request)):
            return self._league(request, played_in)
        kind = f"{played_in[0]} team" if len(played_in) == 1 else "team"
        return Reply(f"Which {kind} do you follow?", Outcome.ASKED, missing="team")

    # --- one team, or two

    def _all(self, request: Request, teams: tuple[Team, ...]) -> Reply:
        """One team, two with each other, or several one after the other ("did the Celtics and the Lakers win")."""
        if len(teams) == 1 or _MEETING.search(_plain(request)) or not re.search(r"\band\b|,", request.text):
            return self._about(request, teams[:2])
        each = [self._about(request, (team,)) for team in teams[:3]]
        return replace(each[0], text=" ".join(reply.text for reply in each))

    def _about(self, request: Request, teams: tuple[Team, ...]) -> Reply:
        team, now = teams[0], request.now
        against = teams[1] if len(teams) > 1 else None
        if against is not None and against.league != team.league:
            text = f"{_cap(team.spoken)} play in {_the(team.league)} and {against.spoken} in {_the(against.league)}"
            return Reply(f"{text}, so they never meet.", Outcome.NOT_FOUND)
        wanted = question.wanted(request.text)
        if wanted is Wanted.TABLE:
            return self._standing(team, now)
        when = _when(request, wanted is not Wanted.RESULT, team.zone)
        if when is not None and _far(when, now):
            return Reply(_TOO_FAR, Outcome.NOT_FOUND)
        if when is not None:
            if when.since > now and wanted is Wanted.RESULT:
                wanted = Wanted.NEXT
            if when.until <= now and wanted is Wanted.NEXT:
                wanted = Wanted.RESULT
        if wanted is Wanted.FORECAST:
            return Reply(f"I can't tell how a game will end. {self._coming(team, against, now)}", Outcome.UNSUPPORTED)
        if when is not None:
            return Reply(self._on(request, team, against, when))
        if wanted is Wanted.NEXT:
            return Reply(self._coming(team, against, now))
        return Reply(self._latest(request, team, against))

    def _latest(self, request: Request, team: Team, against: Team | None) -> str:
        now = request.now
        live = self._live(team, against, now)
        if live is not None:
            where = f"{_cap(team.spoken)} are playing {live.other(team).spoken} right now; I only know final scores."
            before = self.scores.last(team, now, against)
            return f"{where} {self._sentence(self._result(before, team, now), 'Before that, ')}" if before else where
        game = self.scores.last(team, now, against)
        if game is None:
            return self._coming(team, against, now)
        text = self._answered(request, game, team)
        latest = self.scores.last(team, now)
        if latest is not None and now - latest.ends > timedelta(days=30):
            text += f" The season is over; {self._next_words(team, against, now)}"
        return text

    def _on(self, request: Request, team: Team, against: Team | None, when: Span) -> str:
        now = request.now
        games = [
            game
            for game in self._during(team.league, when, now)
            if team in (game.home, game.away) and (against is None or against in (game.home, game.away))
        ]
        if not games:
            return self._none(team, against, when, now)
        finished = [game for game in games if self.scores.score(game, now)]
        if len(finished) > 1:
            return self._several(finished, team, when, now)
        if finished:
            return self._answered(request, finished[0], team)
        game = games[0]
        if game.starts <= now:
            return f"{_cap(team.spoken)} are playing {game.other(team).spoken} right now; I only know final scores."
        return self._sentence(f"{team.spoken} play {self._fixture(game, team, now)}")

    def _during(self, league: str, when: Span, now: datetime) -> list[Game]:
        """A league's games in some days, each dated by the clock it is told by."""
        since, until = when.since.replace(tzinfo=None), when.until.replace(tzinfo=None)
        around = self.scores.games(league, when.since - question.DAY, when.until + question.DAY)
        return [game for game in around if since <= _told(game, now).at.replace(tzinfo=None) < until]

    def _several(self, games: Sequence[Game], team: Team, when: Span, now: datetime) -> str:
        won = sum(_won(game, team, self.scores.score(game, now)) is True for game in games)
        text = self._sentence(f"{team.spoken} won {won} of {len(games)} games {when.words}")
        return f"{text} The latest: they {self._predicate(games[-1], team, now)}."

    def _none(self, team: Team, against: Team | None, when: Span, now: datetime) -> str:
        verb = "did not play" if when.until <= now else "don't play"
        whom = f" {against.spoken}" if against else ""
        text = self._sentence(f"{team.spoken} {verb}{whom} {when.words}")
        if when.until > now:
            coming = self.scores.next(team, now, against)
            return f"{text} They play {self._upcoming(coming, team, now)}." if coming else text
        last = self.scores.last(team, now, against)
        return f"{text} Last time, they {self._predicate(last, team, now)}." if last else text

    def _coming(self, team: Team, against: Team | None, now: datetime) -> str:
        game = self.scores.next(team, now, against)
        if game is None:
            whom = f" against {against.spoken}" if against else ""
            return self._sentence(f"{team.spoken} have no more games{whom} that I know of")
        text = self._sentence(f"{team.spoken} play {self._upcoming(game, team, now)}")
        last = self.scores.last(team, now) if (game.starts - now).days > 30 else None
        if last is not None:
            text += f" Their last game was {_told(last, now).day}."
        return text

    def _next_words(self, team: Team, against: Team | None, now: datetime) -> str:
        game = self.scores.next(team, now, against)
        return f"they play {self._upcoming(game, team, now)}." if game else "I know of no next game."

    def _upcoming(self, game: Game, team: Team, now: datetime) -> str:
        """The next game; "next" goes without saying when it is today or tomorrow."""
        words = self._fixture(game, team, now)
        return f"next {words}" if words.startswith("on ") else words

    def _fixture(self, game: Game, team: Team, now: datetime) -> str:
        told = _told(game, now)
        where = "at home" if team is game.home else "away"
        day = "tonight" if told.day == "today" and told.at.hour >= 17 else told.day
        clock = f" {told.clock}" if told.clock else ""
        return f"{day} at {question.spoken_time(told.at)}{clock}, {where} against {game.other(team).spoken}"

    def _live(self, team: Team, against: Team | None, now: datetime) -> Game | None:
        for game in self.scores.games(team.league, now - _LONGEST_GAME, now):
            if team in (game.home, game.away) and (against is None or against in (game.home, game.away)):
                return game if game.starts <= now < game.ends else None
        return None

    def _standing(self, team: Team, now: datetime) -> Reply:
        table = self.scores.table(team.league, now)
        mine = next((standing for standing in table if standing.team.name == team.name), None)
        if mine is None:
            return Reply(
                f"I have no table of {_the(team.league)} yet. {self._coming(team, None, now)}", Outcome.NOT_FOUND
            )
        overall = _place(table, mine)
        if not team.conference:
            return Reply(self._sentence(f"{team.spoken} are {overall} in {_the(team.league)} with {_record(mine)}"))
        division = [
            one for one in table if one.team.conference == team.conference and one.team.division == team.division
        ]
        conference = [one for one in table if one.team.conference == team.conference]
        text = f"{team.spoken} are {_place(division, mine)} in the {team.division}"
        text += f" and {_place(conference, mine)} in the {team.conference}"
        return Reply(self._sentence(f"{text}, with {_record(mine)}"))

    # --- a whole league

    def _league(self, request: Request, played_in: tuple[str, ...]) -> Reply:
        now = request.now
        if len(played_in) > 1:
            buttons = tuple(Button(name) for name in played_in)
            listed = _either([_the(name) for name in played_in])
            return Reply(f"Which league do you mean: {listed}?", Outcome.ASKED, missing="league", buttons=buttons)
        league = played_in[0]
        wanted = question.wanted(request.text)
        if wanted is Wanted.TABLE:
            return self._top(request, league)
        if wanted is Wanted.FORECAST:
            return Reply("I can't tell how games will end, only how they ended.", Outcome.UNSUPPORTED)
        when = _when(request, wanted is Wanted.NEXT, leagues.leagues()[league].teams[0].zone)
        if when is not None and _far(when, now):
            return Reply(_TOO_FAR, Outcome.NOT_FOUND)
        return Reply(self._games(league, when, now, ahead=wanted is Wanted.NEXT))

    def _top(self, request: Request, league: str) -> Reply:
        table = self.scores.table(league, request.now)
        asked = _plain(request)
        where = _the(league)
        parts = {part for one in table for part in (one.team.conference, one.team.division) if part and part != league}
        named = [part for part in parts if question.part_key(part) in question.part_key(asked)]
        if named:
            part = max(named, key=len)
            table = [one for one in table if part in (one.team.conference, one.team.division)]
            where = f"the {part} of {_the(league)}" if part.endswith(("Division", "Conference")) else f"the {part}"
        if not table:
            return Reply(f"I have no table of {_the(league)} yet.", Outcome.NOT_FOUND)
        listed = [f"{one.team.spoken} with {_record(one)}" for one in table[:3]]
        leader = table[0].team
        rest = f", ahead of {_and(listed[1:])}"
        return Reply(self._sentence(f"{leader.spoken} lead {where} with {_record(table[0])}{rest}"))

    def _games(self, league: str, when: Span | None, now: datetime, ahead: bool) -> str:
        if when is None:
            when = self._nearest(league, now, ahead)
            if when is None:
                return f"I know of no {league} games around now."
        games = self._during(league, when, now)
        finished = [game for game in games if self.scores.score(game, now)]
        coming = [game for game in games if game.starts > now]
        if not games:
            other = self._nearest(league, now, ahead=when.until > now)
            verb = "are" if when.until > now else "were"
            text = self._sentence(f"there {verb} no {league} games {when.words}")
            known = {True: "next", False: "last"}[when.until > now]
            return f"{text} The {known} ones {verb} {other.words}." if other else text
        if finished and not (ahead and coming):
            lines = [
                self._result(game, _winner(game, self.scores.score(game, now)), now, dated=False) for game in finished
            ]
            text = self._sentence(f"{when.words} in {_the(league)}, {_and(lines[:MOST_GAMES])}")
            more = len(lines) - MOST_GAMES
            return f"{text} {more} more {'game' if more == 1 else 'games'} ended." if more > 0 else text
        if not coming:
            day = when.words.removeprefix("on ")
            return f"The {league} games of {day} are still being played; I only know final scores."
        lines = [
            f"{game.away.spoken} at {game.home.spoken}"
            if league != "Premier League"
            else f"{game.home.name} against {game.away.name}"
            for game in coming
        ]
        count = f"is one {league} game" if len(lines) == 1 else f"are {len(lines)} {league} games"
        text = self._sentence(f"there {count} {when.words}")
        more = len(lines) - MOST_GAMES
        listed = _and([*lines[:MOST_GAMES], f"{more} more"]) if more > 0 else _and(lines)
        return f"{text} {_cap(listed)}."

    def _nearest(self, league: str, now: datetime, ahead: bool) -> Span | None:
        """The next day with games, or the last one with scores."""
        found: Game | None = None
        for team in leagues.leagues()[league].teams:
            game = self.scores.next(team, now) if ahead else self.scores.last(team, now)
            if game and (found is None or (game.starts < found.starts if ahead else game.starts > found.starts)):
                found = game
        if found is None:
            return None
        told = _told(found, now)
        return question.day_span(told.at.date(), told.now)

    # --- sentences

    def _sentence(self, text: str, before: str = "") -> str:
        """A fact with where it is from: "In my sample season, the Utah Jazz ..."."""
        source = f"{self.scores.says}, " if self.scores.says else ""
        return f"{_cap(before + source + text)}."

    def _answered(self, request: Request, game: Game, team: Team) -> str:
        won = _won(game, team, self.scores.score(game, request.now))
        said = question.yes_or_no(request.text, won)
        return self._sentence(self._result(game, team, request.now), f"{said}, " if said else "")

    def _result(self, game: Game, team: Team, now: datetime, dated: bool = True) -> str:
        return f"{team.spoken} {self._predicate(game, team, now, dated)}"

    def _predicate(self, game: Game, team: Team, now: datetime, dated: bool = True) -> str:
        score = self.scores.score(game, now)
        assert score is not None
        high, low = max(score.home, score.away), min(score.home, score.away)
        won = _won(game, team, score)
        other = game.other(team).spoken
        if won is None:
            text = f"drew {high} all with {other}"
        else:
            text = f"{'beat' if won else 'lost to'} {other} {high} to {low}"
        if score.after:
            text += f" {score.after}"
        return f"{text} {_told(game, now).day}" if dated else text


def _which(name: Named) -> Reply:
    """Ask which of several teams is meant."""
    teams = name.teams
    leagues_differ = len({team.league for team in teams}) > 1
    at_home = leagues.places().resolve(name.words, cutoff=1.0)
    if at_home is not None:
        called, listed = f"{at_home.value} team", [f"the {team.short}" if team.city else team.name for team in teams]
    else:
        words = re.sub(r"^the\s+", "", name.words.strip(), flags=re.IGNORECASE)
        called = (words if words != words.casefold() else words.title()) if _SHOWABLE.fullmatch(words) else "team"
        by_city = len({team.short for team in teams}) == 1
        listed = [
            f"{team.city if by_city else team.name}{f' ({team.league})' if leagues_differ else ''}" for team in teams
        ]
    buttons = tuple(Button(team.name) for team in teams[:MOST_BUTTONS])
    text = f"Which {called} do you mean: {_either(listed)}?"
    return Reply(text, Outcome.ASKED, missing="team", buttons=buttons)


def _when(request: Request, ahead: bool, zone: str) -> Span | None:
    """The days a question is about, by its date entity or its own words; `zone` is the clock at the ground."""
    # Where nobody knows the person's clock, a late game on the other side of the ocean still was "last night".
    now = request.now.astimezone(ZoneInfo(zone)) if _clockless(request.now) else request.now
    for entity in request.entities:
        if entity.name == "date":
            found = question.span(entity.text or entity.value, now, ahead)
            found = found or question.span(entity.value, now, ahead)
            if found is not None:
                return found
    return question.span(request.text, now, ahead)


# --- words


def _far(when: Span, now: datetime) -> bool:
    """Whether days are beyond the seasons next to this one."""
    return abs(when.since - now) > timedelta(days=540)


def _plain(request: Request) -> str:
    return question.plain(request.text)


def _the(league: str) -> str:
    """A league's name inside a sentence."""
    return leagues.leagues()[league].spoken


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _and(some: Sequence[str]) -> str:
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"


def _either(some: Sequence[str]) -> str:
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} or {some[-1]}"


@dataclass(frozen=True)
class _Told:
    """When a game begins, as it is told."""

    at: datetime
    """Its beginning by the clock it is told by."""
    now: datetime
    """What that clock shows now."""
    clock: str
    """What that clock is called; empty for the person's own."""

    @property
    def day(self) -> str:
        """The date in a sentence: "yesterday", "on Sunday, November 22"."""
        return question.spoken_day(self.at.date(), self.now)


def _told(game: Game, now: datetime) -> _Told:
    """By the person's own clock, unless it is unknown or shows another date: nobody plays "at 2:05 AM"."""
    own, there = game.starts.astimezone(now.tzinfo), game.starts.astimezone(game.home.clock)
    if own.date() == there.date() and not _clockless(now):
        return _Told(own, now, "")
    ahead = game.starts > now or _clockless(now)
    # A game that is over is dated as the person counts the days; one to come as they are counted at the ground.
    return _Told(there, now.astimezone(there.tzinfo) if ahead else now, leagues.CLOCKS.get(game.home.zone, ""))


def _clockless(now: datetime) -> bool:
    """Whether the clock is only the server's: nobody lives by UTC."""
    return now.tzname() == "UTC"


def _won(game: Game, team: Team, score: Score | None) -> bool | None:
    """Whether a team won; None for a draw."""
    if score is None or score.home == score.away:
        return None
    return (score.home > score.away) == (team.name == game.home.name)


def _winner(game: Game, score: Score | None) -> Team:
    return game.away if score is not None and score.away > score.home else game.home


def _place(table: Sequence[Standing], mine: Standing) -> str:
    """A place in words: "first", "third", "12th"."""
    number = [one.team.name for one in table].index(mine.team.name) + 1
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if number <= len(words):
        return words[number - 1]
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _record(one: Standing) -> str:
    """What a team has so far: "9 wins and 6 losses", or points where the league counts them."""
    if one.team.league in ("NHL", "Premier League"):
        return f"{_count(one.points, 'point')} from {_count(one.played, 'game')}"
    return f"{_count(one.won, 'win')} and {_count(one.lost, 'loss')}"


def _count(number: int, thing: str) -> str:
    plural = thing + ("es" if thing.endswith("s") else "s")
    return f"{number} {thing if number == 1 else plural}"
