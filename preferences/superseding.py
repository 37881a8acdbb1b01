"""What a new favourite puts an end to: "my favourite cuisine is Thai now" takes the place of the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from preferences.curriculum import Curriculum
from preferences.flow import Keeps
from preferences.preference import Profile, Statement

_FAVOURITE = re.compile(
    r"\b(?:favou?rites?|fave?s?|number one|go.to|what i (?:like|love) (?:best|most))\b", re.IGNORECASE
)
_NOW = re.compile(
    r"\b(?:now|nowadays|these days|currently|instead|no longer|any ?more|changed|not)\b|^\W*(?:actually|no\b)",
    re.IGNORECASE,
)


def superseded(
    statements: Sequence[Statement], text: str, profile: Profile, curriculum: Curriculum
) -> tuple[Statement, ...]:
    """The earlier favourites that a new one replaces, as statements that say they are over.

    A concept that keeps many values keeps several favourites too; only words like "now" or "instead" beside the new
    one say that it stands alone.

    Args:
        statements: what was read from the text.
        text: what the person said.
        profile: what is known about the person.
        curriculum: the flows.
    """
    if not (_FAVOURITE.search(text) and _NOW.search(text)):
        return ()
    over = []
    for concept in dict.fromkeys(s.concept for s in statements if s.liked and not s.ended and not s.condition.words):
        flow = curriculum.flow(concept)
        if flow is None or flow.keeps is not Keeps.MANY:
            continue
        spoken_of = {s.value for s in statements if s.concept == concept}
        for known in profile.of(concept):
            favourite = known.liked and not known.condition.words and _FAVOURITE.search(known.words)
            if favourite and known.value not in spoken_of:
                over.append(Statement(concept, known.value, words=text, ended=True))
    return tuple(over)
