"""Whether words that no request fits ask for something nobody taught: "engage party protocol", "goblin time"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from preferences import acts
from preferences.carriers import load_carriers, unwrapped
from preferences.gap import SETTABLE, Gap
from preferences.gaps import LONGEST, QUESTION, Finder
from preferences.known_words import IDLE, NUMBERS
from preferences.lookups import load_lookups
from preferences.phrase import key_word
from preferences.placing import names_thing
from preferences.request import Entity
from preferences.vocabulary import words_of

_OPEN = frozenset(
    "play_movie play_audiobook recommendation_movies recommendation_locations lists_createoradd lists_query "
    "lists_remove weather_query datetime_query sun_query sports_query music_query alarm_query timer_query alarm_remove "
    "timer_remove iot_query audio_stop play_music".split()
)
"""Requests whose words may be anything: what looks like one of them is no unknown request."""
_NO_REQUEST = re.compile(
    r"^\W*(?:i|you|he|she|we|they|it|that|this|there|my|your|the|a|an|yes|no|ok|okay|nice|good|wow|oh|thanks|hello|hi|"
    r"play|listen|hear|watch|read|tell|resume|cancel|delete|remove|find|locate|pinpoint|add|buy|order|book|call|email|"
    r"text|send|post|search|google|show|list)\b",
    re.IGNORECASE,
)


_CALLED = re.compile(
    r"^(?:(?:it'?s|it is|time for|it'?s time for|we'?re in|enter|go to|go|into|commence|i want|give me|ready for) )?"
    r"(?:\S+ ){1,3}(?:mode|time|routine|protocol|o'?clock|plan|hour|sequence|procedure|drill)$",
    re.IGNORECASE,
)
"""What a household calls a routine: "siesta time", "it's party o'clock"."""
_TIME_FOR = re.compile(r"^(?:it'?s |it is )?(?P<what>(?:[\w'’-]+ ){1,2})(?:time|o'?clock)$", re.IGNORECASE)
"""A name that NLU may take for a question about the time: "goblin time"."""
_PREPARING = re.compile(
    r"^(?:it'?s |it is )?time (?:to|for) .+$"
    r"|^(?:prepare|get (?:the (?:house|place|room) )?ready|set (?:things|everything|the house|it) up|brace) for .+$"
    r"|^(?:operation|code|protocol|mission|project|phase|defcon)(?: [\w'’-]+){1,3}$",
    re.IGNORECASE,
)
"""Requests for a state of the whole house: "prepare for grandma", "operation sleepy panda"."""
_COMMENCED = re.compile(
    r"^(?:initiate|commence|begin|start|run|activate|launch|execute|engage|trigger) "
    r"(?:operation|code|protocol|mission|project|phase|plan)(?: [\w'’-]+){1,3}$",
    re.IGNORECASE,
)
"""The same with a verb that begins no question: "initiate operation sunrise" asks for no sunrise."""
_THING = re.compile(
    r"^(?:do|start|run|begin|activate) (?:the|my|our|your|that) .+ (?:thing|routine|mode|plan|protocol|drill|"
    r"trick|magic)$",
    re.IGNORECASE,
)
"""Requests that name a habit of the house."""
_SENTENCE = re.compile(
    r"\b(?:i|you|he|she|we|they|it|me|us|them|him|her|is|are|was|were|am|be|been|do|does|did|has|have|had|can|could|will|"
    r"would|should|not|no|yes|to|of|about|from|this|that|there|please|thanks?|sorry|hello|hi|hey|oh|wow|well)\b|['’]",
    re.IGNORECASE,
)
"""Words of somebody who says something; a name for something to do has none: "full potato", "red alert two"."""
_ODD = re.compile(r"[^\w\s'’.,!&-]")
"""Signs that stand in no spoken request."""


def unknown_request(text: str, ranking: Sequence[tuple[str, float]], entities: Sequence[Entity]) -> Gap | None:
    """What is unknown in words that NLU could not read: a setting in them, or all of them where they ask for something.

    Args:
        text: the words NLU read.
        ranking: intents with confidences, best first.
        entities: the details NLU marked.
    """
    if not ranking or len(text) > LONGEST:
        return None
    if _is_routine(text, *ranking[0], entities):
        return _all_of(text)
    if ranking[0][0] not in (acts.FALLBACK, acts.OUT_OF_SCOPE):
        return None
    if QUESTION.match(text) or text.rstrip().endswith("?"):
        return None
    others = [(intent, sure) for intent, sure in ranking if intent not in (acts.FALLBACK, acts.OUT_OF_SCOPE)]
    for intent, sure in others[:2]:
        if intent in SETTABLE and sure >= (0.15 if ranking[0][0] == acts.FALLBACK else 0.02):
            finder = Finder(text, intent, entities)
            found = finder.find() if finder.known_thing() else None
            if found is not None:
                return found
    return _whole(text, ranking, others)


def _is_routine(text: str, intent: str, sure: float, entities: Sequence[Entity]) -> bool:
    """Whether words have the form of a routine's name, though NLU read something into them."""
    bare = unwrapped(text)
    if text.rstrip().endswith("?"):
        return False
    if intent == "datetime_query":
        called = _TIME_FOR.match(bare)
        known = load_carriers().of(intent) | IDLE | NUMBERS
        return called is not None and not entities and not any(w.key in known for w in words_of(called["what"]))
    if intent.endswith("_query") and _COMMENCED.match(bare):
        return True
    unread = intent in (acts.FALLBACK, acts.OUT_OF_SCOPE) or (intent in _TITLED and sure < SURE_OF_A_TITLE)
    return unread and _PREPARING.match(bare) is not None


def _names_known(words: str) -> bool:
    return any(vocabulary.find(words) for vocabulary in load_lookups().values())


_TITLED = frozenset({"play_movie", "play_music", "play_audiobook"})
SURE_OF_A_TITLE = 0.6
"""Confidence from which on words are taken for a title."""


def _all_of(text: str) -> Gap:
    """The whole request, without what is put around it."""
    bare = unwrapped(text)
    start = max(text.find(bare), 0)
    return Gap(bare, start, start + len(bare), acts.FALLBACK, True)


_STARTING = frozenset(
    "start initiate execute engage activate trigger launch release commence deploy do run go get give let make bring "
    "begin kick fire".split()
)
"""Verbs that begin requests of every kind, and so say nothing of what is asked for."""


def _whole(text: str, ranking: Sequence[tuple[str, float]], others: Sequence[tuple[str, float]]) -> Gap | None:
    bare = unwrapped(text)
    words = words_of(bare)
    called = ranking[0][0] == acts.FALLBACK and _CALLED.match(bare) is not None
    if not 1 < len(words) <= 9 or (_NO_REQUEST.match(bare) and not called) or _ODD.search(bare):
        return None
    carriers = load_carriers()
    told, known = words[0].key in carriers.openers, carriers.asked
    if names_thing(bare):
        return None
    known = known | IDLE | NUMBERS
    strange = [w.key not in known and key_word(w.key) not in known for w in words]
    fragment = len(words) <= 4 and not _SENTENCE.search(bare) and bare.isascii() and not _names_known(bare)
    if not told and not (strange[0] and bare.isascii()) and not called and not fragment:
        return None
    if called or _THING.search(bare):
        strange = [True]
    if any(intent in _OPEN and sure >= 0.2 for intent, sure in others[:2]):
        return None
    # What is surely out of reach ("order a taxi") is said to be, unless no such request begins like this.
    sure = ranking[0][0] == acts.OUT_OF_SCOPE and ranking[0][1] >= 0.75
    if sure and words[0].key in carriers.refused and words[0].key not in _STARTING:
        return None
    if not any(strange):
        return None
    return _all_of(text)
