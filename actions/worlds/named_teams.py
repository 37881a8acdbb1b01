"""Which teams a sports question is about: from its entities, its own words, and what is known of the person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from actions.worlds import leagues
from actions.worlds import sports_question as question
from actions.worlds.leagues import Team
from preferences.request import Entity, Request

_NOBODYS = re.compile(
    r"^(the |my |our |your |his |her |their )*(favou?rite |home |sports? |\w+ball |soccer |hockey )?"
    r"(teams?|side|club|squad|guys|boys|lads|they|them|we|us|it|game|match|scores?|who)$",
    re.IGNORECASE,
)
MINE = re.compile(r"\b(my|our|we|us|they|them)\b")
_CHOICE = re.compile(r"\b(ones?|team|teams|guys|side|club|fc|game|match|score)\b", re.IGNORECASE)
_IN = re.compile(r"\b(in|from|near|around)\s+$")
_VERSUS = re.compile(r"(\b(vs?\.?|versus|against|and|beat|play|played|to|at|with)|@)\s+(the\s+)?$")
_STRANGER = re.compile(
    r"\b(?:did|do|does|have|has|are|is|how)\s+the\s+([\w'’]+(?:\s[\w'’]+){0,2})\s+"
    r"(?:win|won|lose|lost|beat|play|playing|doing|do|winning|losing|get on)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """One name in a question and the teams it can mean."""

    words: str
    """As it was said."""
    teams: tuple[Team, ...]
    """What it can mean; empty when nothing is known by that name."""


def said_teams(request: Request) -> list[Named]:
    """The teams a question names, by its entities and its own words."""
    text = request.text[: question.LONGEST]
    named: list[Named] = []
    for entity in request.entities:
        if entity.name == "team" and not entity.assumed and not _NOBODYS.match(entity.value.strip()):
            meant = _meant(entity)
            if meant or not question.named_leagues(entity.value):
                named.append(Named((entity.text or entity.value).strip(), meant))
    spoken_for = [name.words.casefold() for name in named]
    for match in leagues.names().find(text):
        words = text[match.start : match.end]
        if any(words.casefold() in other or other in words.casefold() for other in spoken_for):
            continue
        place = leagues.places().resolve(words, cutoff=1.0) is not None
        before = text[: match.start].casefold()
        # "Boston" beside a team that was named is a place, unless it is whom they played.
        if place and (_IN.search(before) if not named else not _VERSUS.search(before)):
            continue
        named.append(Named(words, _teams(match.ambiguous or (match.value,))))
    if not named:
        named = [Named(text[at : at + 3], (team,)) for at, team in leagues.lettered(text)]
    if not named:
        named = [Named(text[match.start : match.end], ()) for match in leagues.elsewhere().find(text)]
    stranger = _STRANGER.search(text) if not named else None
    if stranger and not _NOBODYS.match(stranger[1]) and not question.named_leagues(stranger[1]):
        named.append(Named(stranger[1], ()))
    return _joined(named)


def _meant(entity: Entity) -> tuple[Team, ...]:
    """What one entity can mean: what the words name, else the value it was given."""
    known = leagues.teams().get(entity.value)
    if known is None and leagues.elsewhere().resolve(entity.value, cutoff=1.0):
        return ()
    if known is not None and (entity.source or not entity.text):
        return (known,)
    by_words = _candidates(entity.text or entity.value)
    if known is not None:
        # A value that the words do not name by themselves was settled by somebody who knows the person.
        return by_words if known in by_words else (known,)
    return by_words or _candidates(entity.value)


def _candidates(words: str) -> tuple[Team, ...]:
    """The teams that some words can mean; all names in them count ("Giants, the New York ones")."""
    matches = leagues.names().find(words[: question.LONGEST])
    if not matches:
        letter = leagues.lettered(words)
        if letter:
            return (letter[0][1],)
        close = leagues.names().resolve(_CHOICE.sub("", words).strip() or words)
        return _teams(close.ambiguous or (close.value,)) if close else ()
    found = [set(match.ambiguous or (match.value,)) for match in matches]
    shared = set.intersection(*found)
    # Names that contradict each other: the one said last is what the person came to.
    return _teams(sorted(shared) or matches[-1].ambiguous or (matches[-1].value,))


def _teams(names: Iterable[str]) -> tuple[Team, ...]:
    known = leagues.teams()
    return tuple(known[name] for name in names)


def _joined(named: list[Named]) -> list[Named]:
    """Names that speak of one team made one: "the Giants, the New York ones" is not two teams."""
    joined: list[Named] = []
    for name in named:
        for at, other in enumerate(joined):
            shared = tuple(team for team in other.teams if team in name.teams)
            if shared and (len(other.teams) > 1 or len(name.teams) > 1 or other.teams == name.teams):
                joined[at] = Named(other.words if len(other.teams) <= len(name.teams) else name.words, shared)
                break
        else:
            joined.append(name)
    return joined


def narrowed_teams(
    named: list[Named], played_in: tuple[str, ...], assumed: Team | None, request: Request
) -> list[Named]:
    """The names with what the words around them settle: a sport, a place, the opponent, the person's own team."""
    text = request.text[: question.LONGEST]
    near = [team for match in leagues.places().find(text) for team in leagues.teams_of(match.value)]
    settled = {name.teams[0].league for name in named if len(name.teams) == 1}
    fits: tuple[Callable[[Team], bool], ...] = (
        lambda team: team.league in played_in,
        lambda team: team in near,
        lambda team: team.league in settled,
        lambda team: assumed is not None and team.name == assumed.name,
        lambda team: assumed is not None and team.league == assumed.league and is_opponent(request, named),
    )
    narrowed = []
    for name in named:
        teams = name.teams
        for fit in fits:
            teams = tuple(team for team in teams if fit(team)) or teams
        narrowed.append(Named(name.words, teams))
    return narrowed


def assumed_team(request: Request) -> Team | None:
    """The person's own team, when it was filled in."""
    for entity in request.entities:
        if entity.name == "team" and entity.assumed:
            return leagues.teams().get(entity.value) or next(iter(_candidates(entity.value)), None)
    return None


def named_in(request: Request) -> tuple[str, ...]:
    """The leagues a question names; where a word fits two, the person's part of the world decides."""
    named = tuple(
        league
        for entity in request.entities
        if entity.name in ("league", "team") and not entity.assumed
        for league in (
            (entity.value,)
            if entity.value in leagues.leagues()
            else question.named_leagues(entity.text or entity.value)
        )
        if entity.name == "league" or not leagues.names().find(entity.value)
    )
    found = tuple(dict.fromkeys(named)) or question.named_leagues(request.text)
    zone = request.surroundings.timezone or ""
    if set(found) == {"NFL", "Premier League"} and not re.search(r"\bnfl\b|league", question.plain(request.text)):
        if zone.startswith("Europe/"):
            return ("Premier League",)
        if zone.startswith(("America/", "US/")):
            return ("NFL",)
    return found


def is_opponent(request: Request, named: list[Named]) -> bool:
    """Whether the only team named is the opponent of "we" or "they": "did we beat Utah"."""
    text = request.text[: question.LONGEST]
    before = text[: max(text.find(named[0].words), 0)].casefold()
    return bool(_VERSUS.search(before) and MINE.search(before))
