"""The words one person may say that nobody else does: names they taught, and the phrases they made up.

They are handed to the recogniser with that person's own requests, and never with anybody else's.
"""

from __future__ import annotations

from preferences.preference import Profile

MOST = 40
"""Words and phrases that are handed on; more of them confuse a recogniser, and its prompt is short."""
LONGEST = 40
"""Characters of one of them."""


def personal_words(profile: Profile) -> tuple[str, ...]:
    """What a person taught that may come up in speech, most used first."""
    taught = [
        *((one.uses, one.learned_at, one.value) for one in profile.preferences),
        *((phrase.uses, phrase.learned_at, phrase.said) for phrase in profile.phrases),
        *((phrase.uses, phrase.learned_at, step) for phrase in profile.phrases if phrase.kind.value == "name"
          for step in phrase.steps),
        *((0, one.learned_at, one.said.title()) for one in profile.corrections),
        *((0, one.learned_at, one.meant) for one in profile.corrections),
    ]  # fmt: skip
    best = sorted(taught, key=lambda one: one[:2], reverse=True)
    words = dict.fromkeys(word.strip() for _, _, word in best if any(c.isalpha() for c in word))
    return tuple(word for word in words if len(word) <= LONGEST)[:MOST]
