"""What may be known to everybody: nothing with a name or a number in it, whoever said it and however often."""

from __future__ import annotations

import re

from learning.rewriting_evidence import Meaning

NAMES = frozenset({"person", "name", "contact", "relation", "phone_number", "email_address", "personal_info"})
"""Kinds of details that name somebody."""
_NUMBER = re.compile(
    r"\d|\b(zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen|"
    r"(twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|first|second|third|\w+(?<=[a-z])(?:nth|rth|xth|"
    r"fth|ieth|ghth))\b",
    re.IGNORECASE,
)


def shareable(text: str, meaning: Meaning) -> bool:
    """Whether a wording and its reading hold no name and no number of anybody."""
    if any(name in NAMES or _NUMBER.search(value) for name, value in meaning.entities):
        return False
    return not _NUMBER.search(text)
