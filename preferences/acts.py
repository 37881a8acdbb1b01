"""The dialogue acts: intents that speak about the conversation, the teaching or the memory, not about the world."""

from __future__ import annotations

STATEMENT = "preference_inform"
TEACH_ME = "teaching_start"
CORRECTION = "correction"
COMPLAINT = "complaint"
FOLLOW_UP = "follow_up"
AFFIRM = "general_affirm"
NEGATE = "general_negate"
SKIP = "general_skip"
CANCEL = "general_cancel"
FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
KNOWN = "preferences_query"
WHY = "preference_explain"
FORGET = "preference_forget"
ERASE = "preferences_erase"
UNDO = "preference_undo"
PHRASE_TEACH = "phrase_teach"
PHRASES = "phrases_query"
PHRASE_EXPLAIN = "phrase_explain"

# These are never said in so many words: the interpreter reads them from where the conversation stands.
LESSON_ANSWER = "lesson_answer"
PHRASE_ASK = "phrase_ask"
PHRASE_DEFINE = "phrase_define"
PHRASE_RUN = "phrase_run"
OFFER_ACCEPTED = "offer_accepted"
OFFER_DECLINED = "offer_declined"
RIGHT_CONFIRMED = "right_confirmed"
RIGHT_DENIED = "right_denied"
ERASE_CONFIRMED = "erase_confirmed"
ERASE_DECLINED = "erase_declined"
TOO_LONG = "too_long"
NOTHING_SAID = "nothing_said"

MEMORY = frozenset({KNOWN, WHY, FORGET, ERASE, UNDO, TEACH_ME, PHRASE_TEACH, PHRASES, PHRASE_EXPLAIN})
"""Acts about the memory; like requests they may interrupt a lesson."""
UNREAD = frozenset({FALLBACK, OUT_OF_SCOPE, PHRASE_ASK})
"""What a request is read as when it was not read: it has failed, whatever follows."""
ANSWERS = frozenset(
    {LESSON_ANSWER, OFFER_ACCEPTED, OFFER_DECLINED, RIGHT_CONFIRMED, RIGHT_DENIED, ERASE_CONFIRMED, ERASE_DECLINED}
    | {PHRASE_DEFINE}
)
"""What answers a question of the assistant's, and is no word on the turn before."""
TALK = frozenset({"general_greet", "general_goodbye", "general_praise", "general_help", "general_quirky"})
"""Small talk; nothing of it is a request."""
NOT_REQUESTS = (
    frozenset({STATEMENT, CORRECTION, COMPLAINT, FOLLOW_UP, AFFIRM, NEGATE, SKIP, CANCEL, FALLBACK, OUT_OF_SCOPE})
    | frozenset(
        {LESSON_ANSWER, OFFER_ACCEPTED, OFFER_DECLINED, ERASE_CONFIRMED, ERASE_DECLINED, TOO_LONG, NOTHING_SAID}
    )
    | frozenset({PHRASE_ASK, PHRASE_DEFINE, PHRASE_RUN, RIGHT_CONFIRMED, RIGHT_DENIED})
    | MEMORY
    | TALK
)
"""Every intent that a skill does not serve as a request."""


def is_request(intent: str) -> bool:
    """Whether that intent asks a skill to do or tell something."""
    return bool(intent) and intent not in NOT_REQUESTS
