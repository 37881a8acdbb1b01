"""Finds names that only one household knows, in requests whose words may be anything otherwise."""

from __future__ import annotations

import re

from preferences.gap import LISTENING, Gap
from preferences.known_words import IDLE, MEDIA, MOODS, NUMBERS, SHELVED, STOPS
from preferences.private_names import (
    COLLECTION,
    FAVOURITE,
    OCCASION,
    OWN_HOME,
    OWN_PLACE,
    OWNED,
    SOME_STUFF,
    SOME_THING,
    THE_ONE_WE,
    THEIR_WAY,
)
from preferences.request_words import RequestWords

_STYLE = re.compile(
    r"\b(?P<gap>(?:[\w'’-]+\s){1,3}(?:mode|style|fashion|manner|vibes?|mood|theme|way|setting|level))"
    r"(?:\s*,?\s*(?:please|now|for me|ta|thanks|cheers|would you|will you|in here))*[.!?]*$",
    re.IGNORECASE,
)


class PrivateFinder(RequestWords):
    """The rules that find a private name among the words of one request."""

    def styled(self) -> Gap | None:
        """The manner a request is to be served in, where that is a word nobody taught: "in walrus mode"."""
        found = _STYLE.search(self.text)
        if found is None:
            return None
        inside = self.within(found.start("gap"), found.end("gap"))
        while inside and self.words[inside[0]].key in STOPS | IDLE:
            inside.pop(0)
        named = {at for at in inside if at in self.fixed}
        strange = [at for at in inside[:-1] if at in self.strange]
        return self.gap(inside[0], inside[-1]) if strange and not named else None

    def owned(self) -> Gap | None:
        """What people call their own, and no catalogue can know: "my gym stuff", "dad's driving mix"."""
        if (told := self.told_by_us()) is not None:
            return told
        found = OWNED.search(self.text) or SOME_THING.search(self.text) or SOME_STUFF.search(self.text)
        if found is None:
            return self.styled()
        inside = self.within(found.start("gap"), found.end("gap"))
        if found.re is not OWNED and all(self.words[at].key in IDLE | NUMBERS | MOODS for at in inside[:-1]):
            return None  # "the other one", "some good stuff"
        while found.re is OWNED and inside and self.words[inside[-1]].key in STOPS | IDLE:
            inside.pop()
        if self.intent in LISTENING and len(inside) > 1 and self.words[inside[-1]].key in SHELVED:
            # "My ironing book": no shelf has a book of that name.
            plain = any(self.words[at].key in MEDIA | IDLE | NUMBERS or at in self.fixed for at in inside[:-1])
            return None if plain else self.gap(inside[0], inside[-1])
        named = not inside or any(self.words[at].key in MEDIA or at in self.fixed for at in inside)
        return None if named or len(inside) > 5 else self.gap(inside[0], inside[-1])

    def collected(self) -> Gap | None:
        """A private name of several things: "the taco kit", "my curry five"; an item in so many words is none."""
        found = COLLECTION.search(self.text) or SOME_STUFF.search(self.text)
        if found is None:
            return None
        inside = self.within(found.start("gap"), found.end("gap"))
        while len(inside) > 2 and self.words[inside[0]].key in STOPS | {"all", "of"}:
            inside.pop(0)
        if found.re is SOME_STUFF and all(self.words[at].key in IDLE | NUMBERS for at in inside[:-1]):
            return None  # "a few more things"
        return self.gap(inside[0], inside[-1]) if len(inside) > 1 else None

    def told_by_us(self) -> Gap | None:
        """What is told by what it is to the household, which is no title: "dad's favourite", "the snow day film"."""
        found = FAVOURITE.search(self.text) or THE_ONE_WE.search(self.text)
        if found is None and self.intent in LISTENING:
            found = OCCASION.search(self.text)
        if found is None or any(at in self.fixed for at in self.within(found.start("gap"), found.end("gap"))):
            return None
        return self.between(found)

    def their_way(self) -> Gap | None:
        """A state that somebody else likes: "the way dad likes it"."""
        found = THEIR_WAY.search(self.text)
        return self.between(found) if found is not None else None

    def somewhere(self) -> Gap | None:
        """A place that is told by whose it is: "nan's place"; no gazetteer has it."""
        found = OWN_PLACE.search(self.text)
        if found is None or OWN_HOME.fullmatch(found["gap"]):
            return None
        gap = self.between(found)
        room = any(self.fixed.get(at) == "house_place" for at in self.within(gap.start, gap.end))
        return None if room else gap  # "in my office"

    def between(self, found: re.Match[str]) -> Gap:
        """The gap that a pattern found."""
        inside = self.within(found.start("gap"), found.end("gap"))
        return self.gap(inside[0], inside[-1])
