"""What is still open with a person."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from learning.history import History
from learning.questions import MOST, Question, questions
from preferences.condition import ALWAYS, Condition
from preferences.curriculum import load_curriculum
from preferences.phrase import Kind, Phrase
from preferences.preference import Preference, Profile
from preferences.state import ConversationState, LessonState, Offer, PersonState
from tests.learning.log import MONDAY, user

ANN = Profile("ann")
NOW = MONDAY + timedelta(seconds=60)


def gap(words: str, text: str, person: str = "ann", seconds: float = 0) -> dict[str, Any]:
    event = user(text, "phrase_ask", person=person, at=MONDAY + timedelta(seconds=seconds))
    event["parse_data"]["mynah"]["gap"] = {"text": words, "start": 0, "end": 5, "intent": "x", "whole": False}
    return event


def asked(*events: dict[str, Any], profile: Profile = ANN, state: PersonState | None = None) -> list[Question]:
    states = [{"mynah_state": ConversationState({"ann": state}).to_json()}] if state is not None else []
    history = History()
    history.take([(number, "talk", event) for number, event in enumerate(events, 1)], "ann")
    return list(questions(history.unknown, states, profile, load_curriculum(), NOW))


def preference(number: int, value: str, condition: Condition) -> Preference:
    return Preference(number, "ann", "music_genre", value, True, 1.0, condition, "", "told", MONDAY)


def phrase(said: str, **more: Any) -> Phrase:
    return Phrase(1, "ann", Kind.REQUEST, said, ("play jazz",), "", "told", MONDAY, **more)


def test_words_that_nobody_taught_are_asked_about_once_the_newest_first() -> None:
    events = [gap("study mode", "set the lights to study mode"), gap("cosy", "make it cosy", seconds=5),
              gap("the study mode", "the study mode please", seconds=9)]  # fmt: skip
    assert asked(*events) == [
        Question(
            "words",
            "words/study mode",
            'What does "the study mode" mean?',
            'You said today: "the study mode please". You have said it 2 times.',
            start="when I say the study mode, ",
        ),
        Question("words", "words/cosy", 'What does "cosy" mean?', 'You said today: "make it cosy".',
                 start="when I say cosy, "),
    ]  # fmt: skip
    assert len(asked(*(gap(f"word{number}", f"do word{number}") for number in range(MOST + 5)))) == MOST


@pytest.mark.parametrize(
    "profile",
    [
        Profile("ann", phrases=(phrase("study mode"),)),
        Profile("ann", phrases=(phrase("set the lights to study mode"),)),
        Profile("ann", paused=(phrase("study mode", paused_at=MONDAY),)),
        Profile("ann", refused=frozenset({"words/study mode"})),
    ],
    ids=["taught", "taught as a whole", "paused", "not to be asked"],
)
def test_what_is_settled_is_not_asked(profile: Profile) -> None:
    assert asked(gap("study mode", "set the lights to study mode"), profile=profile) == []


def test_what_others_said_is_not_asked() -> None:
    assert asked(gap("study mode", "set the lights to study mode", person="bob")) == []
    assert asked(gap("study mode", "x"), profile=Profile()) == []


def test_values_with_equal_claims_are_asked_about_until_it_is_settled() -> None:
    mornings = Condition(from_time=time(5), to_time=time(12), words="in the mornings")
    kitchen = Condition(room="kitchen", words="in the kitchen")
    jazz, classical = preference(3, "jazz", mornings), preference(4, "classical", kitchen)
    told = "In the kitchen you like classical and in the mornings you like jazz."
    question = Question("clash", "music_genre/3/4", "Which one counts where both hold?", told, ("classical", "jazz"))
    assert asked(profile=Profile("ann", (jazz, classical))) == [question]
    both = Condition(from_time=time(5), to_time=time(12), room="kitchen")
    for profile in (
        Profile("ann", (jazz, classical), refused=frozenset({"music_genre/3/4"})),
        Profile("ann", (jazz, classical, preference(5, "jazz", both))),
        Profile("ann", (jazz, preference(4, "jazz", kitchen))),
        Profile("ann", (jazz, preference(4, "classical", ALWAYS))),
        Profile("ann", (jazz, preference(4, "classical", Condition(until=NOW, room="kitchen")))),
        Profile("ann", (jazz, preference(4, "classical", Condition(until=NOW + timedelta(days=1))))),
    ):
        assert asked(profile=profile) == []


def test_what_waits_in_a_conversation_is_open_while_it_can_be_answered() -> None:
    at = MONDAY.timestamp()
    offer = PersonState(offer=Offer("cuisine", at))
    assert asked(state=offer) == [
        Question("offer", "cuisine", "Would you like to teach me what food you like?", start="yes, please")
    ]
    lesson = PersonState(lesson=LessonState(("cuisine",), at=at))
    assert asked(state=lesson) == [Question("lesson", "cuisine", "What kind of food do you like best?")]
    assert asked(state=PersonState(offer=Offer("cuisine", at - 300))) == []
    assert asked(state=PersonState(lesson=LessonState(("cuisine",), at=at - 300))) == []
    assert asked(state=PersonState(offer=Offer("untaught", at))) == []
