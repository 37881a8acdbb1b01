"""The sports skill against a small made-up source of scores."""

# Replies stand here as they are heard, each on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest

from actions.skills.sports import Sports
from actions.worlds.leagues import Team, teams
from actions.worlds.results import Score
from actions.worlds.season import Game, SampleSeasons, Standing
from preferences.belongings import Pocket
from preferences.lookups import load_lookups
from preferences.request import Entity, Outcome, Reply, Request
from preferences.surroundings import Surroundings

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=ZoneInfo("America/New_York"))  # a Sunday
WARRIORS = "Golden State Warriors"


def game(day: str, at: str, home: str, away: str) -> Game:
    began = datetime.fromisoformat(f"{day}T{at}")
    return Game(teams()[home], teams()[away], began.date(), clock(began.hour, began.minute), "America/New_York", 2026)


class Played:
    """Seven games and a short table."""

    says = "in my sample season"
    known = (
        (game("2026-11-18", "19:00", "Utah Jazz", WARRIORS), Score(101, 99)),
        (game("2026-11-20", "19:30", WARRIORS, "Utah Jazz"), Score(112, 104)),
        (game("2026-11-20", "19:00", "Boston Celtics", "Chicago Bulls"), Score(120, 126, "in overtime")),
        (game("2026-11-21", "10:00", "Arsenal", "Chelsea"), Score(1, 1)),
        (game("2026-11-22", "13:00", "New York Giants", "Dallas Cowboys"), None),
        (game("2026-11-22", "20:00", WARRIORS, "Los Angeles Lakers"), None),
        (game("2026-12-05", "10:00", "Arsenal", "Liverpool"), None),
    )

    def last(self, team: Team, now: datetime, against: Team | None = None) -> Game | None:
        return next(iter(reversed([g for g, score in self.known if score and self._of(g, team, against)])), None)

    def next(self, team: Team, now: datetime, against: Team | None = None) -> Game | None:
        return next((g for g, _ in self.known if g.starts > now and self._of(g, team, against)), None)

    def games(self, league: str, since: datetime, until: datetime) -> Sequence[Game]:
        return [g for g, _ in self.known if g.league == league and since <= g.starts < until]

    def score(self, game: Game, now: datetime) -> Score | None:
        return dict(self.known)[game]

    def table(self, league: str, now: datetime) -> Sequence[Standing]:
        if league == "Premier League":
            return [Standing(teams()["Arsenal"], 7, 1, 2), Standing(teams()["Chelsea"], 5, 4, 1)]
        if league == "NBA":
            return [
                Standing(teams()["Boston Celtics"], 12, 1),
                Standing(teams()["Utah Jazz"], 10, 3),
                Standing(teams()[WARRIORS], 9, 4),
            ]
        return []

    @staticmethod
    def _of(game: Game, team: Team, against: Team | None) -> bool:
        both = {game.home.name, game.away.name}
        return team.name in both and (against is None or against.name in both)


def asked(
    text: str, team: str = "", said: str | None = None, now: datetime = NOW, zone: str | None = None, **more: str
) -> Reply:
    """Ask as the interpreter would: `team` is filled in by a preference, `said` was marked in the words."""
    entities = [Entity(name, value, value) for name, value in more.items()]
    if said is not None:
        entities.append(Entity("team", said, said))
    for match in load_lookups()["team"].find(text):
        if said is None:
            entities.append(Entity("team", match.value, text[match.start : match.end]))
    if team and not any(entity.name == "team" for entity in entities):
        entities.append(Entity("team", team, assumed=True, reason=f"your team is the {team}", source="preference:1"))
    request = Request("sports_query", text, tuple(entities), now=now, surroundings=Surroundings(timezone=zone))
    return Sports(Played()).serve(request, Pocket())


BECAUSE = " I picked them because your team is the Golden State Warriors."


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        (
            "what's the score?",
            "In my sample season, the Golden State Warriors beat the Utah Jazz 112 to 104 on Friday, November 20.",
        ),
        (
            "did my team win?",
            "Yes, in my sample season, the Golden State Warriors beat the Utah Jazz 112 to 104 on Friday, November 20.",
        ),
        (
            "did we lose on Wednesday",
            "Yes, in my sample season, the Golden State Warriors lost to the Utah Jazz 101 to 99 on Wednesday, November 18.",
        ),
        (
            "how did they do last night",
            "In my sample season, the Golden State Warriors did not play last night. "
            "Last time, they beat the Utah Jazz 112 to 104 on Friday, November 20.",
        ),
        (
            "who do they play tonight?",
            "In my sample season, the Golden State Warriors play tonight at 8 PM, at home against the Los Angeles Lakers.",
        ),
        (
            "when do they play next",
            "In my sample season, the Golden State Warriors play tonight at 8 PM, at home against the Los Angeles Lakers.",
        ),
        (
            "do they play tomorrow",
            "In my sample season, the Golden State Warriors don't play tomorrow. "
            "They play tonight at 8 PM, at home against the Los Angeles Lakers.",
        ),
        (
            "how are they doing this season",
            "In my sample season, the Golden State Warriors are first in the Pacific Division and second in the Western Conference, "
            "with 9 wins and 4 losses.",
        ),
    ],
)
def test_the_persons_own_team(text: str, reply: str) -> None:
    assert asked(text, team=WARRIORS) == Reply(reply + BECAUSE)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        (
            "did the Dubs win",
            "Yes, in my sample season, the Golden State Warriors beat the Utah Jazz 112 to 104 on Friday, November 20.",
        ),
        (
            "Bulls score",
            "In my sample season, the Chicago Bulls beat the Boston Celtics 126 to 120 in overtime on Friday, November 20.",
        ),
        (
            "did the Celtics beat the Bulls",
            "No, in my sample season, the Boston Celtics lost to the Chicago Bulls 126 to 120 in overtime on Friday, November 20.",
        ),
        ("did Arsenal win yesterday", "No, in my sample season, Arsenal drew 1 all with Chelsea yesterday."),
        (
            "how did the gunners get on at the weekend",
            "In my sample season, Arsenal drew 1 all with Chelsea yesterday.",
        ),
        (
            "when do Arsenal play Liverpool",
            "In my sample season, Arsenal play next on Saturday, December 5 at 10 AM, at home against Liverpool.",
        ),
        (
            "where are Arsenal in the table",
            "In my sample season, Arsenal are first in the Premier League with 23 points from 10 games.",
        ),
        (
            "who's top of the Premier League",
            "In my sample season, Arsenal lead the Premier League with 23 points from 10 games, ahead of Chelsea with 16 points from 10 games.",
        ),
        (
            "did the Celtics and the Warriors win",
            "No, in my sample season, the Boston Celtics lost to the Chicago Bulls 126 to 120 in overtime on Friday, November 20. "
            "Yes, in my sample season, the Golden State Warriors beat the Utah Jazz 112 to 104 on Friday, November 20.",
        ),
        (
            "any NBA games tonight?",
            "In my sample season, there is one NBA game tonight. The Los Angeles Lakers at the Golden State Warriors.",
        ),
        (
            "NBA scores from Friday",
            "In my sample season, on Friday, November 20 in the NBA, the Golden State Warriors beat the Utah Jazz 112 to 104 "
            "and the Chicago Bulls beat the Boston Celtics 126 to 120 in overtime.",
        ),
        (
            "what happened in the Giants game against the Cowboys",
            "The New York Giants are playing the Dallas Cowboys right now; I only know final scores.",
        ),
    ],
)
def test_teams_and_leagues_that_are_named(text: str, reply: str) -> None:
    answer = asked(text)
    assert (answer.text, answer.outcome) == (reply, Outcome.DONE)


@pytest.mark.parametrize(
    ("text", "question", "buttons"),
    [
        (
            "did the Giants win",
            "Which Giants do you mean: New York (NFL) or San Francisco (MLB)?",
            ["New York Giants", "San Francisco Giants"],
        ),
        (
            "giants score please",
            "Which Giants do you mean: New York (NFL) or San Francisco (MLB)?",
            ["New York Giants", "San Francisco Giants"],
        ),
        (
            "how did the Sox do",
            "Which Sox do you mean: Boston Red Sox or Chicago White Sox?",
            ["Boston Red Sox", "Chicago White Sox"],
        ),
        (
            "Spurs score",
            "Which Spurs do you mean: San Antonio Spurs (NBA) or Tottenham Hotspur (Premier League)?",
            ["San Antonio Spurs", "Tottenham Hotspur"],
        ),
        (
            "did Boston win",
            "Which Boston team do you mean: the Celtics, the Red Sox or the Bruins?",
            ["Boston Celtics", "Boston Red Sox", "Boston Bruins"],
        ),
        (
            "how was the Denver game",
            "Which Denver team do you mean: the Nuggets, the Broncos, the Rockies or the Avalanche?",
            None,
        ),
    ],
)
def test_a_name_of_several_teams_is_asked_about(text: str, question: str, buttons: list[str] | None) -> None:
    reply = asked(text, team=WARRIORS)
    assert (reply.text, reply.outcome, reply.missing) == (question, Outcome.ASKED, "team")
    assert buttons is None or [button.title for button in reply.buttons] == buttons


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("how did the Giants do in baseball", "San Francisco Giants"),
        ("how many touchdowns, I mean did the Giants win in the NFL", "New York Giants"),
        ("the Giants, the New York ones", "New York Giants"),
        ("New York football Giants score", "New York Giants"),
        ("did Boston win the basketball game", "Boston Celtics"),
        ("Chelsea against Spurs", "Tottenham Hotspur"),
        ("did the SF Giants win", "San Francisco Giants"),
    ],
)
def test_the_words_around_a_name_settle_it(text: str, team: str) -> None:
    served = Sports(SampleSeasons()).serve(
        Request(
            "sports_query",
            text,
            tuple(
                Entity("team", match.value, text[match.start : match.end])
                for match in load_lookups()["team"].find(text)
            ),
            now=NOW,
        ),
        Pocket(),
    )
    # A question about touchdowns is refused as one about players; what counts here is that no team is asked for.
    assert served.outcome is not Outcome.ASKED
    assert team in served.text or "players" in served.text


@pytest.mark.parametrize("answer", ["San Francisco", "the baseball one", "San Francisco Giants", "the MLB team"])
def test_an_answer_put_behind_the_shared_name_settles_it(answer: str) -> None:
    meant = Entity("team", answer, f"Giants {answer}")
    reply = Sports(SampleSeasons()).serve(Request("sports_query", answer, (meant,), now=NOW), Pocket())
    assert reply.outcome is Outcome.DONE and "the San Francisco Giants" in reply.text


def test_a_place_means_the_persons_own_team_where_it_can() -> None:
    reply = asked("did Boston win", team="Boston Celtics")
    assert reply.text.startswith("No, in my sample season, the Boston Celtics lost to the Chicago Bulls")
    assert reply.used == ()


def test_what_the_words_settled_is_told() -> None:
    reply = asked("did Golden State win")
    assert reply.used == (Entity("team", WARRIORS, text="Golden State"),)


def test_a_place_can_be_the_opponent() -> None:
    reply = asked("did we beat Utah", team=WARRIORS)
    assert (
        reply.text
        == "Yes, in my sample season, the Golden State Warriors beat the Utah Jazz 112 to 104 on Friday, November 20."
    )


def test_a_correction_is_believed() -> None:
    meant = Entity("team", "San Francisco Giants", "Giants", reason="you told me", source="correction:3")
    request = Request("sports_query", "did the Giants win", (meant,), now=NOW)
    assert "the San Francisco Giants" in Sports(SampleSeasons()).serve(request, Pocket()).text


@pytest.mark.parametrize(
    "text", ["did my team win?", "what's the score", "who won", "", "/", "🤖💥", "any games tonight"]
)
def test_without_a_team_it_is_asked_for(text: str) -> None:
    assert asked(text) == Reply("Which team do you follow?", Outcome.ASKED, missing="team")


def test_a_team_of_the_named_league_is_asked_for() -> None:
    assert asked("did my NFL team win", team=WARRIORS).text == "Which NFL team do you follow?"


@pytest.mark.parametrize(
    ("text", "said", "reply"),
    [
        (
            "did the Springfield Isotopes win",
            None,
            "I don't know a team called Springfield Isotopes. I know the teams of the NBA, NFL, MLB, NHL and the Premier League.",
        ),
        (
            "Isotopes score",
            "Isotopes",
            "I don't know a team called Isotopes. I know the teams of the NBA, NFL, MLB, NHL and the Premier League.",
        ),
        (
            "score of <script>alert(1)</script>",
            "<script>alert(1)</script>",
            "I don't know that team. I know the teams of the NBA, NFL, MLB, NHL and the Premier League.",
        ),
        (
            "West Ham score",
            None,
            "I don't have West Ham, only the teams of the NBA, NFL, MLB, NHL and the Premier League.",
        ),
        (
            "Warriors vs Yankees",
            None,
            "The Golden State Warriors play in the NBA and the New York Yankees in MLB, so they never meet.",
        ),
        ("did the Warriors win on 1990-03-03", None, "I only keep this season, the last one and the next."),
    ],
)
def test_what_there_is_not(text: str, said: str | None, reply: str) -> None:
    assert asked(text, team="Arsenal", said=said) == Reply(reply, Outcome.NOT_FOUND)


@pytest.mark.parametrize(
    "text",
    ["WNBA scores", "did the Arsenal women win", "who won the Super Bowl", "who scored for Arsenal", "tennis results"],
)
def test_what_is_not_kept(text: str) -> None:
    assert asked(text, team=WARRIORS).outcome is Outcome.UNSUPPORTED


def test_a_forecast_is_refused_with_what_is_known() -> None:
    reply = asked("who will win tonight", team=WARRIORS)
    assert reply.outcome is Outcome.UNSUPPORTED
    assert reply.text == (
        "I can't tell how a game will end. In my sample season, the Golden State Warriors play tonight at 8 PM, "
        "at home against the Los Angeles Lakers."
    )


def test_football_is_asked_about_unless_the_person_is_somewhere() -> None:
    reply = asked("any football today")
    assert (reply.outcome, reply.missing, [b.title for b in reply.buttons]) == (
        Outcome.ASKED,
        "league",
        ["NFL", "Premier League"],
    )
    assert "NFL" in asked("any football today", zone="America/Chicago").text
    assert "Premier League" in asked("any football today", zone="Europe/London").text


def test_a_live_source_is_not_called_a_sample() -> None:
    skill = Sports(Played())
    skill.scores.says = ""  # type: ignore[misc]
    request = Request("sports_query", "Jazz score", (Entity("team", "Utah Jazz", "Jazz"),), now=NOW)
    assert (
        skill.serve(request, Pocket()).text
        == "The Utah Jazz lost to the Golden State Warriors 112 to 104 on Friday, November 20."
    )


def test_every_team_is_answered_by_every_unshared_name() -> None:
    skill = Sports(SampleSeasons())
    vocabulary = load_lookups()["team"]
    for team in teams().values():
        for name in (team.name, *team.names):
            text = f"did the {name} win?"
            match = vocabulary.resolve(name)
            assert match is not None
            reply = skill.serve(Request("sports_query", text, (Entity("team", match.value, name),), now=NOW), Pocket())
            if match.ambiguous:
                assert (reply.outcome, reply.missing) == (Outcome.ASKED, "team"), name
                assert {button.title for button in reply.buttons} == set(match.ambiguous)
            else:
                assert reply.outcome is Outcome.DONE and team.spoken in reply.text.replace("The ", "the "), name


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5000,
        "'; DROP TABLE preferences; --",
        "<b>Warriors</b>",
        "Ünïcödé Лейкерс ليكرز 湖人",
        "Warriors " * 500,
        "did the " * 600,
        "\x00\x1b[2J",
    ],
)
def test_odd_texts_are_answered(text: str) -> None:
    reply = asked(text, team=WARRIORS)
    assert reply.text


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("America/New_York", "play tonight at 8 PM, at home"),
        ("America/Los_Angeles", "play tonight at 5 PM, at home"),
        ("Europe/London", "play tonight at 5 PM Pacific time, at home"),  # 1 AM there
        ("Asia/Tokyo", "play tonight at 5 PM Pacific time, at home"),
        ("UTC", "play tonight at 5 PM Pacific time, at home"),
    ],
)
def test_a_time_is_told_by_a_clock_that_makes_sense(zone: str, told: str) -> None:
    here = NOW.astimezone(ZoneInfo(zone))
    text = asked("when do they play next", team=WARRIORS, now=here).text
    assert told in text


EVERYWHERE = ["UTC", "America/Los_Angeles", "America/New_York", "Europe/London", "Asia/Tokyo", "Pacific/Auckland"]


@pytest.mark.parametrize("zone", EVERYWHERE)
@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("asks", ["last night", "yesterday"])
def test_no_team_played_yesterday_that_did_not_play(zone: str, hour: int, asks: str) -> None:
    now = datetime(2026, 11, 22, hour, 24, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    for team in ("Toronto Maple Leafs", "Los Angeles Lakers", "Boston Celtics", "Arsenal", "Orlando Magic"):
        entities = (Entity("team", team, team),)
        request = Request("sports_query", f"did {team} win {asks}?", entities, "sam", now)
        text = Sports(SampleSeasons()).serve(request, Pocket()).text
        if "did not play" in text:
            assert "yesterday." not in text.replace(f"did not play {asks}.", ""), text
        assert f"don't play {asks}" not in text


def test_last_night_is_yesterday_evening_at_the_ground() -> None:
    # 7 PM in Toronto on the 20th is midnight by UTC; asked later in that night it is "last night" from noon on.
    game = SampleSeasons().last(teams()["Toronto Maple Leafs"], NOW)
    assert game is not None
    evening = game.starts.astimezone(game.home.clock)
    for hours in (14, 16, 18):
        now = (evening + timedelta(hours=hours)).astimezone(ZoneInfo("UTC"))
        said = (Entity("team", "Toronto Maple Leafs", "Maple Leafs"),)
        request = Request("sports_query", "did the Maple Leafs win last night?", said, "sam", now)
        text = Sports(SampleSeasons()).serve(request, Pocket()).text
        assert text.startswith(("Yes, ", "No, ")) and text.endswith(" yesterday.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("how did the Magic do?", "the Orlando Magic lost to the Boston Celtics"),
        ("how are the Magic doing?", "the Orlando Magic are fourth in the Southeast Division"),
        ("how are the Magic doing this season", "the Orlando Magic are fourth in the Southeast Division"),
    ],
)
def test_how_they_do(text: str, told: str) -> None:
    request = Request("sports_query", text, (Entity("team", "Orlando Magic", "Magic"),), now=NOW.replace(hour=4))
    assert told in Sports(SampleSeasons()).serve(request, Pocket()).text
