"""The hook of the library card: one spelling for all, and the last digit has to fit."""

from __future__ import annotations

import re

from preferences.hook import Given, Refusal


def checked(given: Given) -> str | Refusal:
    """The card's number in its usual spelling; the last digit is the sum of the others."""
    letters, digits = re.sub(r"[ -]", "", given.value).upper()[:2], re.sub(r"\D", "", given.value)
    if sum(map(int, digits[:3])) % 10 != int(digits[3]):
        return Refusal("That number has a slip in it: its last digit does not fit.")
    return f"{letters} {digits}"
