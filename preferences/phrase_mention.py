"""Messages that speak of a phrase rather than use it: forget it, tell what it means."""

from __future__ import annotations

import re

from preferences.phrase import Phrase, phrase_key
from preferences.phrasebook import Phrasebook

_ALL = re.compile(
    r"\b(?:all|every|any)(?: of)?(?: (?:the|my|those|these))? (?:new |taught |own )?"
    r"(?:phrases?|words?|routines?|nicknames?|shortcuts?|commands?|names)\b|"
    r"\bmy (?:phrases|routines|nicknames|shortcuts|words|commands)\b|\bthe (?:phrases|words|routines|nicknames) "
    r"i taught\b",
    re.IGNORECASE,
)
_FORGETTING = re.compile(
    r"^\W*(?:(?:please|now|ok|okay|hey|mynah|can you|could you|would you|you can|i want you to|no)\W+)*"
    r"(?:forget|unlearn|delete|remove|erase|drop|get rid of|don'?t remember|stop knowing)\s+(?:about\s+)?(?P<what>.+)$",
    re.IGNORECASE,
)
_SPEAKING = re.compile(
    r"\b(?:the (?:phrase|word|words|routine|nickname|shortcut|command|name)|what|that|my|means?|meant|is|was|anymore|"
    r"any more|please|i said about|i taught you about|everything|all|i told you about|called|when i say|stands "
    r"for|now|again|to "
    r"you|in general)\b",
    re.IGNORECASE,
)


def forgettable(text: str, book: Phrasebook) -> tuple[Phrase, ...]:
    """The phrases that a message wants forgotten; none for a message about anything else."""
    found = _FORGETTING.match(text)
    if found is None or not book.phrases:
        return ()
    what = found["what"].strip(" .!?\"'")
    if _ALL.search(what):
        return book.phrases
    for words in (what, _SPEAKING.sub(" ", what)):
        phrase = book.by_key.get(phrase_key(words)) or book.alike(words)
        if phrase is not None:
            return (phrase,)
    named = book.named(what)
    spoken_of = re.search(r"\b(?:phrase|word|routine|nickname|shortcut|command|means?|stands for|when i say)\b", what)
    return (named,) if named is not None and spoken_of else ()


_EXPLAINED = re.compile(
    r"^\W*(?:(?:please|hey|mynah|can you|could you)\W+)*(?:what (?:does|do|did|is|are|happens|will)|what'?s|"
    r"who(?:'?s| is| are)|explain|define|"
    r"tell me (?:what|about)|does|how|i forgot|remind me what|do you (?:know|remember) what|which \w+ (?:is|do i "
    r"mean by))\b",
    re.IGNORECASE,
)


def is_question(text: str) -> bool:
    """Whether a message asks what something means."""
    return _EXPLAINED.match(text) is not None or text.rstrip().endswith("?")


def explained(text: str, book: Phrasebook) -> Phrase | None:
    """The phrase whose meaning a message asks for."""
    if _EXPLAINED.match(text) is None:
        return None
    phrase = book.named(text)
    if phrase is None:
        return None
    about = re.search(
        r"\b(?:means?|meaning|stand for|do|does|happens?|explain|define|supposed|when i say)\b", text, re.IGNORECASE
    )
    bare = re.sub(
        r"^\W*(?:what'?s|what is|who'?s|who (?:is|are)|explain|define|tell me about)\s+",
        "",
        text.strip(" ?.!"),
        flags=re.IGNORECASE,
    )
    return phrase if phrase_key(bare) == phrase.key or (about and _little_else(text, phrase)) else None


def _little_else(text: str, phrase: Phrase) -> bool:
    rest = re.sub(re.escape(phrase.said), " ", text, flags=re.IGNORECASE)
    return len([word for word in re.findall(r"[\w']+", rest) if word.casefold() not in _ABOUT]) <= 1


_ABOUT = frozenset(
    "what what's does do did is are will you i me to by of the a my mean means meaning meant when if say said "
    "stand stands "
    "for happens happen explain define tell remind know remember about that phrase word routine again please can could "
    "supposed it this called taught told hey mynah".split()
)
