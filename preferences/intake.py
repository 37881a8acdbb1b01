"""What may become a row: names, values and words are cleaned and checked here, before the tables see them."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import datetime, timezone
from typing import Any

from preferences.errors import MemoryError_, NobodySpeaks

_LOVES = re.compile(r"\bI\s*[\u2764\u2665\U0001f499-\U0001f49c]\ufe0f?")
"""A heart that stands for a verb."""
MOST_CHARACTERS = 200
"""Longest name, value or key that is kept."""
MOST_WORDS = 500
"""Longest evidence that is kept, in characters; the rest is cut."""
MOST_JSON = 65_536
"""Longest belonging that is kept, in characters of JSON."""


def person_name(person: str | None) -> str:
    """Check who is meant; a name is never changed, so two people can never become one.

    Raises:
        NobodySpeaks: for nobody.
        MemoryError_: when the name cannot be one.
    """
    if not is_person(person):
        if person is None or not person.strip():
            raise NobodySpeaks("I don't know who is speaking, so I can't remember or change anything.")
        raise MemoryError_(
            f"That name of a person can't be used: it needs plain characters, at most {MOST_CHARACTERS} of them."
        )
    assert person is not None
    return person


def is_person(person: str | None) -> bool:
    """Whether somebody can have that name."""
    if not isinstance(person, str) or not person.strip() or len(person) > MOST_CHARACTERS:
        return False
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in person)


def clean(text: str) -> str:
    """Without control characters and lone surrogates, each run of white space as one space."""
    spaced = "".join(" " if character.isspace() else character for character in text)
    kept = (character for character in spaced if unicodedata.category(character) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def words_of_speech(text: str) -> str:
    """The words alone: without emoji and other pictures, invisible marks and odd spaces.

    Letters, digits, punctuation and the signs of money and sums stay; a text without any words stays as it is.
    """
    text = _LOVES.sub("I love", text)
    kept = "".join(
        one if one in "°^`" or unicodedata.category(one) not in ("So", "Sk", "Cf", "Cc", "Cs", "Co") else " "
        for one in text
    )
    kept = "".join(one for one in kept if one not in "\ufe0f\u20e3")
    return " ".join(kept.split()) if any(one.isalnum() for one in kept) else text


def checked(text: object, what: str) -> str:
    """A name or value fit to keep; `what` names it in the error: "The value".

    Raises:
        MemoryError_: when it is no text, empty, or longer than `MOST_CHARACTERS`.
    """
    if not isinstance(text, str):
        raise MemoryError_(f"{what} must be words.")
    kept = clean(text)
    if not kept:
        raise MemoryError_(f"{what} is empty, so there is nothing to remember.")
    if len(kept) > MOST_CHARACTERS:
        raise MemoryError_(f"{what} is too long to remember: at most {MOST_CHARACTERS} characters.")
    return kept


def evidence(words: str) -> str:
    """The person's own words, cleaned and cut to `MOST_WORDS`."""
    return clean(words[: 4 * MOST_WORDS])[:MOST_WORDS].rstrip()


def folded(text: str) -> str:
    """The form in which two spellings of one value are equal."""
    return unicodedata.normalize("NFKC", clean(text)).casefold()


def utc(moment: datetime | None) -> datetime:
    """That moment in UTC; now, for None.

    Raises:
        ValueError: when it has no time zone.
    """
    if moment is None:
        return datetime.now(timezone.utc)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(timezone.utc)


def json_text(value: Any) -> str:
    """A belonging as JSON.

    Raises:
        MemoryError_: when it is no JSON value, or longer than `MOST_JSON`.
    """
    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        raise MemoryError_("That can't be kept: it is no plain JSON value.") from None
    if len(text) > MOST_JSON:
        raise MemoryError_(f"That is too much to keep under one name: at most {MOST_JSON} characters.")
    return text
