"""What is playing for a person: kept by the skills that play, read by the ones that tell and stop."""

from __future__ import annotations

from dataclasses import dataclass

from preferences.belongings import Belongings
from preferences.request import CHOSEN, Entity, Request

"""The source of what a skill picked by itself: told as a reason, but no wish of the person's."""
_KEY = "playing"


@dataclass(frozen=True)
class Playing:
    """One thing that was put on."""

    kind: str
    """music, film or audiobook."""
    title: str
    """What it is called."""
    by: str = ""
    """The artist or the author; empty for a film."""
    genre: str = ""
    """The genre it was chosen for, if any."""

    @property
    def words(self) -> str:
        """How it is named in a sentence: "Take Five by Dave Brubeck", "the film Alien"."""
        named = f"{self.title} by {self.by}" if self.by else self.title
        return named if self.kind == "music" else f"the {self.kind} {named}"


def now_playing(belongings: Belongings) -> Playing | None:
    """What was put on last and not stopped; None when nothing is, or when nobody is known."""
    kept = belongings.mine(_KEY) if belongings.person is not None else None
    if not isinstance(kept, dict) or not kept.get("title"):
        return None
    kind, title, by, genre = (str(kept.get(key) or "") for key in ("kind", "title", "by", "genre"))
    return Playing(kind or "music", title, by, genre)


def keep_playing(belongings: Belongings, playing: Playing | None, request: Request) -> None:
    """Note what is on now; None when it was stopped. Nothing is kept for nobody."""
    if belongings.person is None:
        return
    if playing is None:
        belongings.keep_mine(_KEY, None)
        return
    kept = {"kind": playing.kind, "title": playing.title, "by": playing.by, "genre": playing.genre}
    belongings.keep_mine(_KEY, {**kept, "since": request.now.isoformat()})


def seed_of(request: Request, last: Playing | None = None) -> str:
    """A seed for a choice: the same minute, words and person choose the same, anything else may not."""
    return f"{request.now:%Y-%m-%dT%H:%M}|{request.text}|{request.person}|{last.title if last else ''}"


def chosen_entity(name: str, value: str, reason: str = "you named nothing in particular, so I picked it") -> Entity:
    """What a skill picked by itself, for `Reply.used`."""
    return Entity(name, value, assumed=True, reason=reason, source=CHOSEN)
