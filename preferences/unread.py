"""What to answer to words that mean nothing where they stand: silence, a flood, a yes or no to no question."""

from __future__ import annotations

import re

from preferences import acts
from preferences.hearing import Answer, Hearing, listed
from preferences.interpretation import LONGEST, OPEN_FOR
from preferences.recall import subjects
from preferences.request import Outcome
from preferences.telling import complain

_DO_NOT_ASK = re.compile(r"\b(?:do not|don'?t|never|stop|quit|no more)\b.*\bask", re.IGNORECASE)
_BARE_NO = re.compile(
    r"\W*(?:(?:no|nope|nah|not now|thanks|thank you|please|never mind|cancel|stop|that'?s (?:all|it|fine|ok)|"
    r"it'?s (?:fine|ok|okay)|don'?t bother|nothing|later|i'?m good|all good)\W*)+",
    re.IGNORECASE,
)


def unread(hearing: Hearing) -> Answer:
    """Say what can be said; nothing is agreed to that is not done."""
    state = hearing.state.with_(confirming=None)
    intent = hearing.reading.intent
    if intent == acts.NOTHING_SAID:
        return Answer("I didn't hear any words. What can I do for you?", state)
    if intent == acts.TOO_LONG:
        return Answer(f"That was more than I can take in at once. Please keep it under {LONGEST} characters.", state)
    if _DO_NOT_ASK.search(hearing.text):
        asked = _never_ask(hearing)
        if asked is not None:
            return asked
    if intent in (acts.NEGATE, acts.CANCEL) and _complains(hearing):
        return complain(hearing)
    if intent in (acts.AFFIRM, acts.NEGATE, acts.SKIP, acts.CANCEL):
        return Answer("All right.", state.with_(offer=None, asked=None, lesson=None))
    return Answer("Sorry, I didn't understand that. Could you say it another way?", state, Outcome.UNSUPPORTED)


def _never_ask(hearing: Hearing) -> Answer | None:
    """Take "don't ask me about food again" at its word: the refusal is kept."""
    flows = subjects(hearing.text, hearing.curriculum)
    if hearing.person is None or not flows:
        return None
    for flow in flows:
        hearing.memory.refuse(hearing.person, flow.concept)
    state = hearing.state.with_(confirming=None, offer=None, lesson=None, asked=None)
    subject = listed([flow.subject for flow in flows])
    return Answer(f"All right, I won't ask you about {subject}.", state)


def _complains(hearing: Hearing) -> bool:
    """Whether a no is about what was just served ("no, not that one"), rather than an end to the talk."""
    last = hearing.state.last
    served = last is not None and acts.is_request(last.intent) and hearing.at - last.at <= OPEN_FOR
    return served and _BARE_NO.fullmatch(hearing.text) is None
