"""Decides what a message is in this conversation: a request, an answer, a yes to an offer, a word about the memory.

NLU reads a message by itself. This module reads it where it stands: after a question, after an offer, in the
middle of a lesson, as a follow-up. Plain values in, plain values out; look-ups only, since every turn passes here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from preferences import acts
from preferences.answers import is_wholly_value
from preferences.application import Applied, apply, known_values
from preferences.carriers import is_told
from preferences.choosing import choose
from preferences.curriculum import Curriculum
from preferences.flow import Flow
from preferences.follow_ups import CARRIES_ON_FOR as CARRIES_ON_FOR
from preferences.follow_ups import follow_up, in_whole_words, pronoun, same_place
from preferences.gap import SETTABLE, Gap
from preferences.heard import Heard as Heard
from preferences.learned import Circumstances, Learned
from preferences.phrase_reading import about_phrases, gap_in
from preferences.preference import Profile
from preferences.request import Entity, Reading
from preferences.reversal import reversal
from preferences.right import ANSWERS_FOR
from preferences.state import Asked, LessonState, PersonState
from preferences.statements import looks_like_statement
from preferences.surroundings import Surroundings

LONGEST = 4000
"""Characters from which on a message is answered without being read."""
SURE = 0.6
"""Confidence from which on a request interrupts a question."""
SURER = 0.85
"""The same for a message that may be the detail that was asked for."""
SHORT = 6
"""Words that an answer has at most to be put into the request it answers."""
OPEN_FOR = 120.0
"""Seconds for which an offer or a question waits for its answer."""
_COMMAND = re.compile(
    r"^\s*((hey|ok|okay|please|now|just|can you|could you|would you|go ahead and|mynah)\W+)*"
    r"(play|put|find|get|show|give|tell|turn|switch|set|book|recommend|suggest|start|stop|look|search|order|let'?s|wake|add)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\?\s*$|^\s*(what|when|where|who|why|how|which|is|are|was|were|do|does|did|can|could|will|would you|should)\b",
    re.IGNORECASE,
)

_YES = re.compile(
    r"^\s*(oh |well )?(yes|yeah|yep|yup|ya|aye|sure|ok|okay|please( do)?|go ahead|do (it|that)|definitely|absolutely|"
    r"of course|certainly|confirm(ed)?|affirmative|correct|right|by all means|i'?m sure|i am sure|that'?s right|"
    r"(forget|erase|delete|wipe) (it|everything|me|all)( all)?)\b",
    re.IGNORECASE,
)
_HESITANT = re.compile(
    r"\b(hm+|um+|uh+|er+|maybe|perhaps|wait|hold on|not|but|unless|later|i (guess|think|suppose)|no)\b", re.IGNORECASE
)
"""What makes a yes no yes, where it would destroy something."""
_NO = re.compile(r"^\s*(no|nope|nah|don['’]?t|do not)\b", re.IGNORECASE)
_TO_AN_OFFER = frozenset({acts.OFFER_ACCEPTED, acts.OFFER_DECLINED})


@dataclass(frozen=True)
class Interpretation:
    """What a message was taken to be."""

    applied: Applied
    """The reading, with everything known about the person applied."""
    otherwise: Reading | None = None
    """What to serve when an action finds that the reading does not hold (a statement that states nothing)."""
    gap: Gap | None = None
    """The words of the request that nobody taught."""

    @property
    def reading(self) -> Reading:
        """The reading."""
        return self.applied.reading


def interpret(
    heard: Heard,
    state: PersonState,
    profile: Profile,
    curriculum: Curriculum,
    now: datetime,
    surroundings: Surroundings | None = None,
    at: float | None = None,
    learned: Learned | None = None,
) -> Interpretation:
    """Read one message where it stands.

    Args:
        heard: the message as NLU read it.
        state: this person's side of the conversation.
        profile: what is known about the person.
        curriculum: the flows, vocabularies and signatures.
        now: the person's clock, aware; conditions are judged by it.
        surroundings: what the front-end told.
        at: when the message came, seconds since the epoch, by the clock that the state was written with;
            the person's own clock, if left out, which a front-end may set as it likes.
        learned: what was learned from the record about this person; without it the words alone decide.
    """
    at = now.timestamp() if at is None else at
    reading = (
        _door(heard)
        or _confirmation(heard, state)
        or about_phrases(heard.text, heard.ranking, state.phrase, profile, heard.readings, at)
        or _detail(heard, state, curriculum, at)
        or _lesson(heard, state, curriculum, at)
        or _taken_back(heard, state)
        or _objection(heard, state, curriculum, at)
        or _offer(heard, state, curriculum, at)
        or _right(heard, state, at)
        or _asked(heard, state, curriculum, at)
        or reversal(heard.text, heard.intent, bool(state.taught), state.last, at)
        or follow_up(heard, state.last, curriculum, at)
        or pronoun(heard, state.last, curriculum, at)
        or same_place(heard, state.last, curriculum, at, _elsewhere(profile, surroundings))
    )
    before = state.last if state.last is not None and at - state.last.at <= CARRIES_ON_FOR else None
    circumstances = Circumstances(now, surroundings or Surroundings(), before)
    otherwise: Reading | None = None
    gap: Gap | None = None
    if reading is None:
        reading, otherwise = _plain(heard, curriculum)
        asked = otherwise or reading
        judged = learned.judge(heard, asked, circumstances) if learned is not None else None
        if judged is not None and otherwise is not None:
            otherwise = judged
        elif judged is not None:
            otherwise = reading if judged.intent != reading.intent and acts.is_request(reading.intent) else None
            reading = judged
        gap = gap_in(heard.text, heard.ranking, heard.entities) if judged is None else None
        if gap is not None and any(is_wholly_value(gap.text, flow) for flow, _ in curriculum.guides(gap.intent)):
            gap = None  # A teaching flow knows it as a value of just this request.
        if gap is not None and otherwise is not None and heard.intent not in SETTABLE and not is_told(heard.text):
            gap = None  # What may be a statement is read as one: "I love the fan zone".
        if gap is not None:
            otherwise = None
            reading = Reading(acts.PHRASE_ASK, reading.entities, reading.confidence, "gap")
    elif _may_state(reading, heard) and looks_like_statement(heard.text, curriculum.flows):
        # "Yes, I love Thai food", "no, I prefer blues": what is stated counts, where something is.
        reading, otherwise = Reading(acts.STATEMENT, heard.entities, heard.confidence, "words"), reading
    if otherwise is not None:
        otherwise = apply(otherwise, heard.text, profile, curriculum, now, surroundings).reading
    if heard.phrase is not None:
        reading = replace(reading, entities=(*reading.entities, heard.phrase))
    applied = apply(reading, heard.text, profile, curriculum, now, surroundings, learned, before)
    return Interpretation(applied, otherwise, gap)


def _elsewhere(profile: Profile, surroundings: Surroundings | None) -> bool:
    """Whether nothing tells where the person is, so that only the conversation can."""
    return not profile.of("home") and (surroundings is None or surroundings.location is None)


def as_read(
    heard: Heard,
    profile: Profile,
    curriculum: Curriculum,
    now: datetime,
    surroundings: Surroundings | None = None,
    phrase: Entity | None = None,
) -> Reading:
    """One step of a phrase as NLU reads it by itself, with what is known about the person applied."""
    entities = (*heard.entities, phrase) if phrase is not None else heard.entities
    reading = Reading(heard.intent, entities, heard.confidence, "phrase")
    return apply(reading, heard.text, profile, curriculum, now, surroundings).reading


def _may_state(reading: Reading, heard: Heard) -> bool:
    """Whether a message that was read from where it stands may state something all the same."""
    follows = reading.why == "follow_up" and not acts.is_request(heard.intent)
    return reading.intent in _TO_AN_OFFER or follows


def _door(heard: Heard) -> Reading | None:
    if len(heard.text) >= LONGEST:
        return Reading(acts.TOO_LONG, why="length")
    if not any(character.isalnum() for character in heard.text):
        return Reading(acts.NOTHING_SAID, why="length")
    return None


def _confirmation(heard: Heard, state: PersonState) -> Reading | None:
    if state.confirming != "erase":
        return None
    if (
        _YES.match(heard.text)
        and not _HESITANT.search(heard.text)
        and (heard.intent in (acts.AFFIRM, acts.ERASE) or _YES.fullmatch(heard.text.strip(" .!")))
    ):
        return Reading(acts.ERASE_CONFIRMED, (), heard.confidence, "confirmation")
    if heard.intent in (acts.NEGATE, acts.CANCEL, acts.SKIP) or _NO.match(heard.text):
        return Reading(acts.ERASE_DECLINED, (), heard.confidence, "confirmation")
    return None


def _detail(heard: Heard, state: PersonState, curriculum: Curriculum, at: float) -> Reading | None:
    """The answer to a detail that a request in the middle of a lesson asked for: that question was the last one."""
    lesson, asked = state.lesson, state.asked
    if lesson is None or asked is None or not lesson.queue or asked.at < lesson.at:
        return None
    flow = curriculum.flow(lesson.queue[0])
    if flow is not None and is_wholly_value(heard.text, flow):
        return None
    return _asked(heard, state, curriculum, at)


def _lesson(heard: Heard, state: PersonState, curriculum: Curriculum, at: float) -> Reading | None:
    lesson = state.lesson
    if lesson is None or not lesson.queue or at - lesson.at > OPEN_FOR:
        return None
    flow = curriculum.flow(lesson.queue[0])
    if flow is None or (not _chooses(heard, lesson) and _interrupts(heard, flow, curriculum)):
        return None
    return Reading(acts.LESSON_ANSWER, (), 1.0, "lesson")


def _chooses(heard: Heard, lesson: LessonState) -> bool:
    """Whether a message answers "which one do you mean?": "San Francisco" and "the baseball one" do."""
    return bool(lesson.candidates) and not _QUESTION.search(heard.text) and not _COMMAND.search(heard.text)


def _interrupts(heard: Heard, flow: Flow, curriculum: Curriculum) -> bool:
    """Whether a message leaves the open question: NLU is sure of a request, and it is not just the value asked for."""
    if heard.intent not in acts.MEMORY and not acts.is_request(heard.intent):
        return False
    if is_wholly_value(heard.text, flow):
        return False
    names_value = flow.vocabulary is not None and bool(flow.vocabulary.find(heard.text))
    guided = any(guide.intent == heard.intent for guide in flow.guides)
    if names_value and guided and not _QUESTION.search(heard.text) and not _COMMAND.search(heard.text):
        # "folk and a bit of blues" is read as a request for music, and is an answer all the same.
        return False
    return heard.confidence >= SURE


_TAKES_BACK = re.compile(
    r"^\W*(?:(?:no|oh|wait|sorry|actually|please|ok|okay|can you|could you|just)\W+)*"
    r"(?:(?:(?:i )?(?:don'?t|do not) (?:want you to )?|i'?d rather you did(?:n'?t| not) |no need to )"
    r"(?:remember|keep|save|store|note|learn)|"
    r"forget|scratch|delete|erase|remove|unlearn|cancel|drop|take back|take|strike) (?:that|it|this)"
    r"(?: one| again| back)?"
    r"(?:\W+(?:please|again|then|right away|thanks))*\W*$",
    re.IGNORECASE,
)


def _taken_back(heard: Heard, state: PersonState) -> Reading | None:
    """ "Forget that", right after something was taught, takes it back; elsewhere it only ends what is open."""
    if not _TAKES_BACK.match(heard.text):
        return None
    if state.taught and state.offer is None and state.lesson is None:
        return Reading(acts.UNDO, (), heard.confidence, "words")
    # "Don't remember that" is no wish to have everything forgotten.
    return Reading(acts.FORGET, (), heard.confidence, "words") if heard.intent == acts.ERASE else None


def _objection(heard: Heard, state: PersonState, curriculum: Curriculum, at: float) -> Reading | None:
    """A "no" that names a detail of the request before ("no, something Mexican") is no answer to a question."""
    last = state.last
    if heard.intent != acts.NEGATE or last is None or at - last.at > OPEN_FOR or not acts.is_request(last.intent):
        return None
    if not known_values(Reading(last.intent, heard.entities), heard.text, curriculum):
        return None
    return Reading(acts.CORRECTION, heard.entities, heard.confidence, "words")


def _offer(heard: Heard, state: PersonState, curriculum: Curriculum, at: float) -> Reading | None:
    offer = state.offer
    if offer is None or at - offer.at > OPEN_FOR:
        return None
    if heard.intent == acts.AFFIRM:
        return Reading(acts.OFFER_ACCEPTED, (), heard.confidence, "offer")
    if heard.intent in (acts.NEGATE, acts.CANCEL, acts.SKIP):
        return Reading(acts.OFFER_DECLINED, (), heard.confidence, "offer")
    flow = curriculum.flow(offer.concept)
    if flow is not None and offer.turns == 0 and is_wholly_value(heard.text, flow):
        return Reading(acts.OFFER_ACCEPTED, (), heard.confidence, "offer")
    return None


def _right(heard: Heard, state: PersonState, at: float) -> Reading | None:
    """A yes or no to "did I get that right?"; anything else is what it would be without the question."""
    if not state.questioned or at - state.questioned > ANSWERS_FOR:
        return None
    if heard.intent == acts.AFFIRM:
        return Reading(acts.RIGHT_CONFIRMED, (), heard.confidence, "question")
    if heard.intent == acts.NEGATE:
        return Reading(acts.RIGHT_DENIED, (), heard.confidence, "question")
    return None


def _asked(heard: Heard, state: PersonState, curriculum: Curriculum, at: float) -> Reading | None:
    asked = state.asked
    if asked is None or at - asked.at > OPEN_FOR:
        return None
    if heard.intent in (acts.CANCEL, acts.NEGATE) or heard.intent in acts.MEMORY:
        return None
    value = _asked_value(heard, asked, curriculum)
    # "The latte, please" is an order by itself, and here the answer to "which one?".
    wholly = any(flow.entity == asked.entity and is_wholly_value(heard.text, flow) for flow in curriculum.flows)
    sure = not wholly and acts.is_request(heard.intent) and heard.confidence >= SURE
    if sure and (heard.intent != asked.intent or value is None) and len(heard.text.split()) > 2:
        return None
    surer = sure and heard.intent != asked.intent and heard.confidence >= SURER
    if surer and value is None and " " in heard.text.strip():
        return None  # "Play jazz" says no duration.
    entities = tuple(e for e in asked.entities if e.name != asked.entity)
    # "Which Giants?" "The baseball one": the answer is read behind the words that were unclear.
    before = next((e.text for e in asked.entities if e.name == asked.entity and e.text), "")
    picked = _picked(heard.text, asked, curriculum) if value is None else None
    answer = value or picked or Entity(asked.entity, _bare_answer(heard.text), f"{before} {heard.text}".strip())
    # What only the words of the request told ("how warm is it") goes on; an unclear name in them would be asked again.
    short = not before and len(heard.text.split()) <= SHORT
    part = picked.value if picked is not None else _bare_answer(heard.text)
    words = in_whole_words(asked.text, (), (replace(answer, text=part),)) if short else ""
    return Reading(asked.intent, (*entities, answer), 1.0, "answer", words=words)


_EITHER = re.compile(
    r"\b(?:either|any(?: of (?:them|those|these))?|whichever|whatever|both|you (?:choose|pick|decide)|your choice|"
    r"surprise me|(?:do not|don't|doesn't|does not) (?:mind|care|matter)|no preference|all the same)\b",
    re.IGNORECASE,
)
"""No choice between several values, so that the first of them will do."""


def _picked(text: str, asked: Asked, curriculum: Curriculum) -> Entity | None:
    """The value that an answer picks of those the question named: "the first one", "either is fine"."""
    if not asked.choices:
        return None
    for flow in curriculum.flows:
        if flow.entity == asked.entity and (chosen := choose(text, asked.choices, flow)) is not None:
            return Entity(asked.entity, chosen, text)
    return Entity(asked.entity, asked.choices[0], text) if _EITHER.search(text) else None


def _asked_value(heard: Heard, asked: Asked, curriculum: Curriculum) -> Entity | None:
    for entity in known_values(Reading(asked.intent, heard.entities), heard.text, curriculum):
        if entity.name == asked.entity:
            return entity
    return None


_LEAD_IN = re.compile(
    r"^\s*(um+|uh+|oh|well|i mean|i meant|it'?s|that'?s|make it|for|at|in|to|the|please|let'?s say)\b[\s,]*",
    re.IGNORECASE,
)


def _bare_answer(text: str) -> str:
    bare = text.strip().rstrip(".!?")
    while (shorter := _LEAD_IN.sub("", bare)) and shorter != bare:
        bare = shorter
    return re.sub(r"[\s,]*\bplease$", "", bare, flags=re.IGNORECASE)


def _plain(heard: Heard, curriculum: Curriculum) -> tuple[Reading, Reading | None]:
    """NLU's own reading, and the one to fall back to when it turns out to be no statement."""
    top = Reading(heard.intent, heard.entities, heard.confidence, "nlu")
    if heard.intent == acts.STATEMENT:
        for intent, confidence in heard.ranking[1:]:
            if intent != acts.STATEMENT:
                return top, Reading(intent, heard.entities, confidence, "nlu")
        return top, None
    other = heard.intent in (acts.CORRECTION, acts.COMPLAINT) or acts.is_request(heard.intent) or _unsure(heard.intent)
    told = _beside_questions(heard.text) if acts.is_request(heard.intent) else heard.text
    if other and looks_like_statement(told, curriculum.flows):
        return replace(top, intent=acts.STATEMENT, why="words"), top
    return top, None


def _beside_questions(text: str) -> str:
    """What a text says beside asking: a question ("what should I watch tonight?") states nothing of its own."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(one for one in sentences if not one.endswith("?") and ("," in one or not _QUESTION.search(one)))


def _unsure(intent: str) -> bool:
    return intent in (acts.FALLBACK, acts.OUT_OF_SCOPE) or intent in acts.TALK


def as_entities(marked: Sequence[Mapping[str, Any]]) -> tuple[Entity, ...]:
    """Rasa's entity dictionaries as entities."""
    return tuple(
        Entity(
            name=str(entity.get("entity", "")),
            value=str(entity.get("value", "")),
            text=str(entity.get("text") or entity.get("value", "")),
            role=entity.get("role"),
        )
        for entity in marked
    )
