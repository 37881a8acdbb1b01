"""The teams of the five leagues this assistant knows, and which of them a name can mean.

Run as a program it writes the lookup files that Rasa and the vocabularies read: `python -m actions.worlds.leagues`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from preferences.vocabulary import Vocabulary

DATA = Path(__file__).with_name("teams.yml")
"""Where the teams are written down."""
LOOKUPS = Path(__file__).resolve().parents[2] / "data" / "lookups"
"""Where the lookup files go."""

ZONES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "AZ": "America/Phoenix",
    "PT": "America/Los_Angeles",
    "UK": "Europe/London",
}
"""The clocks of the home grounds."""
CLOCKS = {
    "America/New_York": "Eastern time",
    "America/Chicago": "Central time",
    "America/Denver": "Mountain time",
    "America/Phoenix": "Arizona time",
    "America/Los_Angeles": "Pacific time",
    "Europe/London": "UK time",
}
"""What those clocks are called when a time is told by them."""

CITY_NAMES: Mapping[str, tuple[str, ...]] = {
    "New York": ("NY", "N.Y."),
    "Los Angeles": ("LA", "L.A."),
    "San Francisco": ("SF", "San Fran"),
    "Philadelphia": ("Philly",),
    "Washington": ("DC", "Washington DC"),
    "Kansas City": ("KC",),
    "Oklahoma City": ("OKC",),
    "Las Vegas": ("Vegas", "LV"),
    "Tampa Bay": ("Tampa",),
    "St. Louis": ("St Louis", "Saint Louis"),
    "Montreal": ("Montréal",),
    "New Orleans": ("NOLA",),
    "Phoenix": ("PHX",),
    "Cincinnati": ("Cincy",),
    "Indianapolis": ("Indy",),
    "Minnesota": ("Minny",),
}
"""Short and other spellings of cities, as people put them before a team's name."""


_LETTERED = re.compile(r"\b([abcmo])['’]s\b", re.IGNORECASE)


ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "West Ham United": ("West Ham", "Hammers"),
    "Burnley": ("Clarets",),
    "Wolverhampton Wanderers": ("Wolverhampton",),
    "Leicester City": ("Leicester",),
    "Southampton": (),
    "Sheffield United": ("Sheffield",),
    "Norwich City": ("Norwich",),
    "Celtic": ("Glasgow Celtic",),
    "Real Madrid": (),
    "Atletico Madrid": (),
    "Barcelona": ("Barca", "FC Barcelona"),
    "Bayern Munich": ("Bayern", "FC Bayern"),
    "Borussia Dortmund": ("Dortmund", "BVB"),
    "Juventus": ("Juve",),
    "Inter Milan": ("Inter",),
    "AC Milan": (),
    "Paris Saint-Germain": ("PSG",),
    "Ajax": (),
    "Benfica": (),
    "Inter Miami": (),
    "LA Galaxy": ("Los Angeles Galaxy",),
    "LAFC": (),
    "Seattle Sounders": ("Sounders",),
    "Arizona Coyotes": ("Coyotes",),
    "Seattle SuperSonics": ("SuperSonics", "Sonics"),
    "Montreal Expos": ("Expos",),
}
"""Well-known teams of other leagues: one can be a fan of them, and a question about them is not about another team."""


@dataclass(frozen=True)
class Team:
    """One team."""

    name: str
    """Its full name, the canonical value: "Golden State Warriors"."""
    league: str
    """"NBA", "NFL", "MLB", "NHL" or "Premier League"."""
    conference: str
    """"Western Conference"; empty where the league has none."""
    division: str
    """"Pacific Division"; the league's own name where it has none."""
    city: str
    """What the full name starts with when it is a place: "Golden State"."""
    zone: str
    """IANA name of the clock at the home ground."""
    names: tuple[str, ...]
    """Everything else it is called; some are shared with other teams."""
    places: tuple[str, ...]
    """Places that mean the team in "did Boston win"."""
    here: tuple[str, ...]
    """Names too common to be looked for outside a sports question."""

    @property
    def short(self) -> str:
        """The name without its city: "Warriors"."""
        return self.name.removeprefix(self.city).strip()

    @property
    def clock(self) -> ZoneInfo:
        """The time zone of the home ground."""
        return ZoneInfo(self.zone)

    @property
    def spoken(self) -> str:
        """The full name inside a sentence: "the Utah Jazz", but "Arsenal"."""
        return self.name if self.league == "Premier League" else f"the {self.name}"


@dataclass(frozen=True)
class League:
    """One league."""

    name: str
    """The canonical value: "NBA"."""
    sport: str
    """"basketball"."""
    names: tuple[str, ...]
    """What else people call it."""
    divisions: Mapping[tuple[str, str], tuple[Team, ...]]
    """Its teams by conference and division, in the order of the file."""

    @property
    def teams(self) -> tuple[Team, ...]:
        """All its teams."""
        return tuple(team for teams in self.divisions.values() for team in teams)

    @property
    def spoken(self) -> str:
        """The name inside a sentence: "the NBA", but "MLB"."""
        return self.name if self.name == "MLB" else f"the {self.name}"


@lru_cache(maxsize=1)
def leagues() -> Mapping[str, League]:
    """All leagues by name."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    written = yaml.load(DATA.read_text(encoding="utf-8"), Loader=loader)
    return {name: _league(name, entry) for name, entry in written.items()}


@lru_cache(maxsize=1)
def teams() -> Mapping[str, Team]:
    """All teams by full name."""
    return {team.name: team for league in leagues().values() for team in league.teams}


@lru_cache(maxsize=1)
def names() -> Vocabulary:
    """Finds teams in a sports question: by full name, nickname, and by their places."""
    return Vocabulary(
        {
            # "A's" would be read as the word "a"; names of one letter are looked for by `lettered`.
            team.name: (*team.names, *(name for name in team.here if "'" not in name), *_place_names(team))
            for team in teams().values()
        }
    )


@lru_cache(maxsize=1)
def _letters() -> Mapping[str, Team]:
    return {name[0].casefold(): team for team in teams().values() for name in team.here if "'" in name}


def lettered(text: str) -> list[tuple[int, Team]]:
    """Teams called by one letter ("the A's"), with the place in the text."""
    return [(found.start(), _letters()[found[1].casefold()]) for found in _LETTERED.finditer(text)]


@lru_cache(maxsize=1)
def places() -> Vocabulary:
    """Finds places that have teams; the canonical values are the places."""
    return Vocabulary({place: CITY_NAMES.get(place, ()) for place in _homes()})


def teams_of(place: str) -> tuple[Team, ...]:
    """The teams of a place named by `places()`."""
    return _homes().get(place, ())


@lru_cache(maxsize=1)
def elsewhere() -> Vocabulary:
    """Finds teams that play in no league of ours."""
    return Vocabulary(ELSEWHERE)


@lru_cache(maxsize=1)
def _homes() -> Mapping[str, tuple[Team, ...]]:
    homes: dict[str, list[Team]] = {}
    for team in teams().values():
        for place in dict.fromkeys((team.city, *team.places)):
            if place:
                homes.setdefault(place, []).append(team)
    return {place: tuple(found) for place, found in homes.items()}


def _place_names(team: Team) -> tuple[str, ...]:
    named = [place for place in (team.city, *team.places) if place]
    return tuple(dict.fromkeys(spelling for place in named for spelling in (place, *CITY_NAMES.get(place, ()))))


def _league(name: str, entry: Mapping[str, Any]) -> League:
    divisions: dict[tuple[str, str], tuple[Team, ...]] = {}
    for title, division in entry["divisions"].items():
        conference, part = _parts(title)
        divisions[conference, part] = tuple(
            _team(full, name, conference, part, about, division["zone"]) for full, about in division["teams"].items()
        )
    return League(name, entry["sport"], tuple(entry["names"]), divisions)


def _parts(title: str) -> tuple[str, str]:
    """The conference and the division of a title: "AFC East" is of the AFC, a league's own name of none."""
    if ", " in title:
        conference, _, division = title.partition(", ")
        return conference, division
    if title.endswith((" East", " Central", " West", " North", " South")):
        return title.rsplit(" ", 1)[0], title
    return "", title


def _team(full: str, league: str, conference: str, division: str, about: Mapping[str, Any], zone: str) -> Team:
    city = about["city"]
    team = Team(
        name=full,
        league=league,
        conference=conference,
        division=division,
        city=city,
        zone=ZONES[about.get("zone", zone)],
        names=(),
        places=tuple(about.get("places", ())),
        here=tuple(about.get("here", ())),
    )
    also = [*about.get("names", ())]
    if city:
        also = [team.short, *(f"{spelling} {team.short}" for spelling in CITY_NAMES.get(city, ())), *also]
    return Team(**{**vars(team), "names": tuple(name for name in dict.fromkeys(also) if name != full)})


def write_lookup(entity: str, values: Mapping[str, Iterable[str]], about: str) -> str:
    """A Rasa NLU file with a lookup table of the values and their synonyms.

    Rasa warns when the same spelling is a synonym of two values. A name that several share ("Giants") is therefore
    written with another case for each, which the vocabularies read as the same name.
    """
    taken: set[str] = set()
    lines = [f"# {about}", "# Written by `python -m actions.worlds.leagues`; change actions/worlds/teams.yml instead."]
    lines += ['version: "3.1"', "nlu:", f"- lookup: {entity}", "  examples: |"]
    lines += [f"    - {value}" for value in values]
    for value, others in values.items():
        spellings = []
        for other in others:
            free = [s for s in (other, other.lower(), other.upper(), f"the {other}", f"The {other}") if s not in taken]
            taken.add(free[0])
            spellings.append(free[0])
        if spellings:
            lines += [f"- synonym: {value}", "  examples: |", *(f"    - {spelling}" for spelling in spellings)]
    return "\n".join(lines) + "\n"


def lookup_files() -> dict[str, str]:
    """The text of each lookup file by its name."""
    about = "Teams of the NBA, NFL, MLB, NHL and the Premier League (seasons 2026 and 2026/27), and some of elsewhere."
    return {
        # One can be a fan of a team whose games are not kept here.
        "team.yml": write_lookup("team", {**{team.name: team.names for team in teams().values()}, **ELSEWHERE}, about),
        "league.yml": write_lookup("league", {league.name: league.names for league in leagues().values()}, "Leagues."),
        "team_kinds.csv": "".join(f"{','.join((team.name, *_kinds(team)))}\n" for team in teams().values()),
    }


def _kinds(team: Team) -> tuple[str, ...]:
    """What tells a team from others of its name: its sport, its league, its places."""
    league = leagues()[team.league]
    return tuple(
        dict.fromkeys((league.sport, league.sport.split()[-1], league.name, *league.names, *_place_names(team)))
    )


def main() -> None:
    """Write the lookup files."""
    for name, text in lookup_files().items():
        (LOOKUPS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
