"""The teams, the names they go by, and the lookup files written from them."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from actions.worlds.leagues import LOOKUPS, elsewhere, leagues, lettered, lookup_files, names, places, teams, teams_of
from preferences.lookups import load_lookups


def test_every_league_is_complete() -> None:
    counted = Counter(team.league for team in teams().values())
    assert counted == {"NBA": 30, "NFL": 32, "MLB": 30, "NHL": 32, "Premier League": 20}
    sizes = {name: {len(part) for part in league.divisions.values()} for name, league in leagues().items()}
    assert sizes == {"NBA": {5}, "NFL": {4}, "MLB": {5}, "NHL": {8}, "Premier League": {20}}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the Dubs", "Golden State Warriors"),
        ("Bronx Bombers", "New York Yankees"),
        ("gunners", "Arsenal"),
        ("Man U", "Manchester United"),
        ("man utd", "Manchester United"),
        ("Niners", "San Francisco 49ers"),
        ("49ers", "San Francisco 49ers"),
        ("Habs", "Montreal Canadiens"),
        ("Sixers", "Philadelphia 76ers"),
        ("NY Giants", "New York Giants"),
        ("SF Giants", "San Francisco Giants"),
        ("Leafs", "Toronto Maple Leafs"),
        ("D-backs", "Arizona Diamondbacks"),
        ("Philly Eagles", "Philadelphia Eagles"),
        ("St Louis Cardinals", "St. Louis Cardinals"),
        ("Montréal Canadiens", "Montreal Canadiens"),
        ("Liverpool", "Liverpool"),
        ("Brighton", "Brighton & Hove Albion"),
        ("Oakland A's", "Athletics"),
        ("Warriers", "Golden State Warriors"),
    ],
)
def test_the_lookup_knows_a_team_by(said: str, meant: str) -> None:
    found = load_lookups()["team"].resolve(said)
    assert found is not None
    assert (found.value, found.ambiguous) == (meant, ())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Giants", {"New York Giants", "San Francisco Giants"}),
        ("sox", {"Boston Red Sox", "Chicago White Sox"}),
        ("the Spurs", {"San Antonio Spurs", "Tottenham Hotspur"}),
        ("Rangers", {"New York Rangers", "Texas Rangers"}),
        ("Cards", {"Arizona Cardinals", "St. Louis Cardinals"}),
        ("kings", {"Los Angeles Kings", "Sacramento Kings"}),
        ("Panthers", {"Carolina Panthers", "Florida Panthers"}),
        ("jets", {"New York Jets", "Winnipeg Jets"}),
    ],
)
def test_the_lookup_reports_a_shared_name(said: str, meant: set[str]) -> None:
    found = load_lookups()["team"].resolve(said)
    assert found is not None
    assert set(found.ambiguous) == meant


@pytest.mark.parametrize(
    "place", ["Boston", "New York", "Los Angeles", "Denver", "Golden Gate", "United", "City", "forest"]
)
def test_a_place_or_a_common_word_is_no_team_in_the_lookup(place: str) -> None:
    assert load_lookups()["team"].find(f"what is the weather in {place} today") == []


def test_every_canonical_name_means_itself() -> None:
    vocabulary = load_lookups()["team"]
    assert set(vocabulary.values) == {*teams(), *elsewhere().values}
    for name in teams():
        found = vocabulary.resolve(name)
        assert found is not None and (found.value, found.ambiguous) == (name, ())


def test_the_lookup_files_are_the_ones_written_from_the_teams() -> None:
    for name, text in lookup_files().items():
        assert (LOOKUPS / name).read_text(encoding="utf-8") == text


def test_no_spelling_stands_under_two_teams() -> None:
    """Rasa warns about it."""
    spellings: list[str] = []
    for entry in yaml.safe_load((LOOKUPS / "team.yml").read_text(encoding="utf-8"))["nlu"]:
        if "synonym" in entry:
            spellings += [line[2:] for line in entry["examples"].splitlines()]
    assert [spelling for spelling, times in Counter(spellings).items() if times > 1] == []


def test_leagues_go_by_their_sport() -> None:
    vocabulary = load_lookups()["league"]
    said = {
        "baseball": "MLB",
        "ice hockey": "NHL",
        "EPL": "Premier League",
        "basketball": "NBA",
        "american football": "NFL",
    }
    assert {words: match.value for words in said if (match := vocabulary.resolve(words))} == said
    assert vocabulary.resolve("football") is None


def test_a_sports_question_also_knows_places_and_common_words() -> None:
    (boston,) = names().find("did Boston win")
    assert set(boston.ambiguous) == {"Boston Celtics", "Boston Red Sox", "Boston Bruins"}
    assert [match.value for match in names().find("did Golden State win")] == ["Golden State Warriors"]
    assert [match.value for match in names().find("did City win")] == ["Manchester City"]
    assert places().find("in Philly")[0].value == "Philadelphia"
    assert {team.name for team in teams_of("Denver")} == {
        "Denver Nuggets",
        "Denver Broncos",
        "Colorado Rockies",
        "Colorado Avalanche",
    }


def test_one_letter_names_are_only_read_with_their_apostrophe() -> None:
    assert [team.name for _, team in lettered("did the A's beat the O’s")] == ["Athletics", "Baltimore Orioles"]
    assert lettered("give me a score, as always") == []
    assert names().find("give me a score, as always") == []


def test_teams_of_other_leagues_are_known_to_be_elsewhere() -> None:
    assert [match.value for match in elsewhere().find("did West Ham beat Real Madrid")] == [
        "West Ham United",
        "Real Madrid",
    ]
    assert set(elsewhere().values).isdisjoint(teams())
