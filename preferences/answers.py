"""Reads an answer to a lesson's question: a value, several, none, "skip", "stop", or nothing that makes sense."""

# Patterns are easier to read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from preferences import parsing
from preferences.acceptance import sifted
from preferences.clauses import Sentence, sentences_of
from preferences.condition import ALWAYS, Condition
from preferences.condition_reading import find_conditions
from preferences.date_value import read_day
from preferences.flow import Flow, Keeps
from preferences.intro import asks
from preferences.nouns import noun_at
from preferences.number_value import read_number
from preferences.objects import Item, Setting, named, read_objects, word_list
from preferences.preference import Statement
from preferences.statements import read_unsifted
from preferences.values import read_value


class AnswerKind(str, Enum):
    """What an answer is."""

    VALUE = "value"
    """One preference."""
    VALUES = "values"
    """Several."""
    SKIP = "skip"
    """The next question, please."""
    STOP = "stop"
    """No more questions."""
    NONE = "none"
    """The person has no such preference."""
    AMBIGUOUS = "ambiguous"
    """A name that means several values; ask which."""
    REFUSED = "refused"
    """A value that may not be kept; ask again and say why."""
    UNKNOWN = "unknown"
    """Nothing that makes sense here."""


@dataclass(frozen=True)
class Answer:
    """An answer as it was read."""

    kind: AnswerKind
    """What it is."""
    statements: tuple[Statement, ...] = ()
    """What to remember; may also speak of other concepts."""
    candidates: tuple[str, ...] = ()
    """With `AMBIGUOUS`: the values the name may mean."""
    liked: bool = True
    """With `AMBIGUOUS`: the sign."""
    several: bool = False
    """With `AMBIGUOUS`: the person named them all, and only one can be kept."""
    say: str = ""
    """With `REFUSED`: why, a sentence for the person."""


_SKIP = re.compile(
    r"^(?:(?:please|ok|okay|no|nah|let us|just|i would rather|can we|could you|i will|um|uh|hmm|,) )*"
    r"(?:skip(?: (?:it|this|that|this one|that one|the question|this question|that question))?|pass|next(?: question| one| please)?|"
    r"move on|another (?:one|question)|ask (?:me )?(?:something|another thing) else|not (?:now|today|this one|yet|right now)|(?:maybe )?later|ask me later|"
    r"rather not say|prefer not to (?:say|answer)|none of your business|i (?:would )?(?:rather|prefer) not(?: to)?(?: say| answer)?)"
    r"(?: (?:please|thanks|thank you|for now|,|\.|then))*$"
)
_STOP = re.compile(
    r"^(?:(?:please|ok|okay|no|nah|let us|just|hey|oh|um|uh|well|sorry|thanks|thank you|,|(?:can|could|would|may|shall) (?:you|we|i)|you can|"
    r"i (?:would (?:like|prefer|rather)|want|need|have)(?: you)?(?: to)?|i think (?:we|i) (?:can|should|will)|that is fine|forget it|now) )*"
    r"(?:(?:do|finish|continue|talk about|go on with|carry on with|pick|come back to) (?:this|that|it)(?: up)? (?:some )?(?:another|other) time|(?:some |maybe )?(?:another|other) time|"
    r"(?:do|continue|finish) (?:this|that|it) (?:later|tomorrow|some day)|i (?:really |just )?(?:do not|am not) (?:feel like|in the mood|up for|up to|want)(?: (?:it|this|that|answering|talking|to|any|more|now|today|right now|for|for this|for that|questions|doing this|a lesson))*|"
    r"i have (?:had enough|no time)(?: .*)?|no more of (?:this|that|these)|"
    r"stop(?: (?:it|asking|this|that|now|teaching|learning|please|the lesson|the questions|asking me|with the questions)\b.*)?|enough(?: .*)?|that is enough(?: .*)?|"
    r"never ?mind(?: .*)?|cancel(?: .*)?|quit(?: .*)?|forget (?:it|about it|that)|no more(?: questions)?|leave me alone|i am done|we are done|"
    r"that is all(?: .*)?|do not ask(?: .*)?|i do not want to (?:answer|talk|do this|teach)(?: .*)?|not interested|shut up|exit|end(?: it)?|drop it|leave it)"
    r"(?: (?:please|thanks|thank you|now|,|\.|then|enough|asking|that is enough))*$"
)
_NONE = re.compile(
    r"^(?:(?:oh|well|hmm|um|uh|no|nope|nah|honestly|actually|really|sorry|,) )*"
    r"(?:i (?:really |just |honestly |actually )?do not (?:really |actually |even |particularly )?(?:have (?:one|any|a (?:favou?rite|preference|team|home|diet)|a \w+ (?:one|preference))|care|mind|know|follow (?:any|sports?|one|a team)|"
    r"prefer any|watch (?:any|sports?|films?|movies)|listen to music|support (?:any|anyone|a team|one)|have any preferences?|like any)\b.*|"
    r"i have (?:no|none|not got)\b.*|i am not (?:sure|into (?:sports?|music|films?|movies))\b.*|none(?: (?:of them|really|at all|in particular))*|no (?:one|preference|idea|favou?rite|team|diet|special diet)\b.*|"
    r"nothing (?:special|in particular|really)?|nobody|not really|no particular\b.*|it does not matter|does not matter|whatever|anything(?: is fine| goes| really)?|"
    r"everything|i (?:like|eat|listen to|watch|love) (?:anything|everything|all(?: of (?:it|them))?)\b.*|it depends|all of them|any|no)"
    r"(?: (?:please|thanks|,|\.))*$"
)
_EXCEPT = re.compile(
    r"\b(?:anything|everything|any(?: \w+)?|all(?: \w+)?|whatever)(?: really)? (?:but|except(?: for)?|other than|apart from|besides) "
)
_LEAD = re.compile(
    r"^(?:(?:oh|well|hmm|um|uh|er|ah|so|yes|yeah|yep|sure|okay|ok|no|sorry|actually|definitely|probably|maybe|perhaps|honestly|easy|simple|of course|"
    r"anything by|anything from|please|let me think|let me see|let us see|good question|hm|,|-|cond\d+|just|really|always|mostly|usually|mainly|"
    r"i (?:do )?(?:really )?(?:would say|would go with|would go for|would have to say|think|guess|suppose|believe|mean|meant|said|choose|pick|want|would like|would prefer|prefer|like|love|say|am going to say|will say|will go with|will take)(?: that)?|"
    r"that (?:would|has to|will|must)(?: have to)? be|that is|that 's|it (?:would|has to|will|must)(?: have to)? be|it is|it 's|they are|this is|"
    r"would have to be|has to be|must be|would be|definitely be|be|make it|go with|let us go with|put down|how about|try|say|"
    r"(?:my|our) (?:\w+ ){1,3}?(?:is|are|would be|has to be|would have to be|'s)|mine is|mine would be|around|about|at|in|the|a|an|some|i am|i am an?|i live in|call me|you can call me|"
    r"not \w+ ,|i get up at|i wake up at) )*"
)
_CORRECTS = re.compile(
    r"\b(?:i (?:really |actually )?meant|i mean|make that|not that|sorry|i wanted to say|no wait|or rather)\b|\b(?:no|wait|actually) ,|, actually\b"
)
_NOT = re.compile(
    r"\b(?P<but>(?:but|and|just|though) (?:definitely |certainly |really )?)?not (?:(?:the|a|an|any|so much|really|from|in) )*"
)
_DENIED_FIRST = re.compile(r"\bnot (?:in |at |the )?(?:[\w':.-]+ ){1,4}?, (?:but |it is )?")
_ELSEWHERE = re.compile(
    r"\b(?:not|never|no|hate|detest|dislike|he|she|they|you|your|his|her|their|who|if|wife|husband|friends?|kids?|son|daughter|brother|sister|"
    r"mother|father|mum|mom|dad)\b|^(?:please )?(?:play|find|get|show|give|tell|turn|set|book|recommend|suggest|search|add|call|remind|what|how|why|where|when)\b"
)
"""What makes a value in a sentence somebody else's, unwanted, or part of a request."""
_NEGATED = re.compile(
    r"^(?:(?:definitely|certainly|just|well|oh|,) )*(?:not|no|never|nothing with|anything without|without|anything but|everything but) (?!sorry|i |,)"
)

_POLITE = frozenset(
    [
        "please",
        "thanks",
        "thank",
        "you",
        "oh",
        "well",
        "the",
        "a",
        "an",
        "some",
        "just",
        "maybe",
        "probably",
        "definitely",
        "um",
        "uh",
        "hmm",
        "yes",
        "yeah",
        "ok",
        "okay",
        "kind",
        "of",
        "type",
        "sort",
        "would",
        "be",
        "it",
        "is",
        "its",
        "it's",
        "that",
        "that's",
        "i",
        "i'd",
        "i'm",
        "like",
        "love",
        "prefer",
        "my",
        "favourite",
        "favorite",
        "by",
        "in",
        "at",
        "on",
        "say",
        "and",
        "or",
        "genre",
        "style",
        "stuff",
    ]
)
_SPLIT = re.compile(r"[^\W_]+(?:['’:][^\W_]+)*|&")


def is_wholly_value(text: str, flow: Flow) -> bool:
    """Whether a text is nothing but a value of what was asked, politeness and the concept's own nouns aside.

    Look-ups only, for the hot path. For free words it says no.
    """
    if len(text) > 80 or "?" in text:
        return False
    if flow.vocabulary is None:
        return _is_wholly_open(text, flow)
    found = flow.vocabulary.find(text)
    if not found:
        return False
    nouns = _noun_words(flow)
    at = 0
    for match in (*found, None):
        between = text[at : match.start if match else len(text)]
        for word in _SPLIT.findall(between.casefold()):
            if word not in _POLITE and word not in nouns:
                return False
        at = match.end if match else at
    return True


def _is_wholly_open(text: str, flow: Flow) -> bool:
    """The same for values that no vocabulary lists."""
    bare = text.strip().rstrip(".!")
    if flow.values.date:
        # Which day it is depends on the clock, whether it is one does not.
        day = read_day(_KINDLY.sub("", bare), datetime.now(timezone.utc))
        return day is not None and not _KINDLY.sub("", bare)[day.end :].strip()
    if flow.values.number is not None:
        number = read_number(_KINDLY.sub("", bare), flow.values.number)
        return number is not None and not _KINDLY.sub("", bare)[number.end :].strip()
    if flow.validation is not None and flow.validation.pattern is not None:
        return flow.validation.pattern.fullmatch(bare) is not None
    return flow.values.time and _BARE_TIME.fullmatch(text.casefold()) is not None


_KINDLY = re.compile(
    r"^\s*(?:i (?:would say|guess|think)|it'?s|make it|maybe|um+|uh+|well)\W+|\W+please$", re.IGNORECASE
)
_BARE_TIME = re.compile(
    r"\s*(?:at |around |about )?(?:\d{1,2}(?:[:.]\d\d)?|(?:half past |quarter (?:past|to) )?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: thirty| fifteen| forty.?five)?)"
    r"\s*(?:o'?clock|am|pm|a\.m\.?|p\.m\.?|in the (?:morning|evening))?\s*(?:please)?[.!]?\s*"
)


def _noun_words(flow: Flow) -> frozenset[str]:
    words = {word for noun in flow.nouns for word in noun.split()}
    return frozenset(words | {word + "s" for word in words})


_HOW_MUCH = re.compile(r"\b(a (little )?(bit|touch|dash|lot) of|a little|lots of|plenty of)\s+", re.IGNORECASE)
"""How much of a thing is liked; "folk and a bit of blues" names two."""


def read_answer(text: str, flow: Flow, flows: Sequence[Flow], now: datetime, nlp: Any) -> Answer:
    """Read an answer to `flow.ask`.

    Args:
        text: what the person said.
        flow: the teaching flow that asked.
        flows: all teaching flows; a whole sentence may also tell of other concepts.
        now: the person's clock, aware.
        nlp: the loaded spaCy pipeline.
    """
    answer = _read_answer(text, flow, flows, now, nlp)
    kept, refused = sifted(answer.statements, flows, now)
    say = next((one.say for one in refused if one.concept == flow.concept), "")
    if say and not any(one.concept == flow.concept for one in kept):
        return Answer(AnswerKind.REFUSED, kept, say=say)
    return answer if kept == answer.statements else replace(answer, statements=kept)


def _read_answer(text: str, flow: Flow, flows: Sequence[Flow], now: datetime, nlp: Any) -> Answer:
    text = _HOW_MUCH.sub("", text)
    if not text.strip() or len(text) > 300:
        return Answer(AnswerKind.UNKNOWN)
    conditions = find_conditions(text, now)
    if flow.values.time:
        # "Seven in the morning" is one time; only days of the week are conditions here.
        conditions = [one for one in conditions if one.condition.weekdays and one.condition.from_time is None]
    elif flow.values.date:
        conditions = []
    sentences = sentences_of(text, [(one.start, one.end, f"cond{k}") for k, one in enumerate(conditions)])
    if not sentences:
        return Answer(AnswerKind.UNKNOWN)
    whole = " ".join(sentence.normal for sentence in sentences)
    for pattern, kind in ((_STOP, AnswerKind.STOP), (_SKIP, AnswerKind.SKIP)):
        if pattern.match(whole):
            return Answer(kind)
    stated = read_unsifted(text, flows, now, nlp, flow.concept)
    mine = [statement for statement in stated.statements if statement.concept == flow.concept]
    if mine:
        return _answer(stated.statements, mine)
    for one in stated.ambiguous:
        if one.concept == flow.concept:
            return Answer(AnswerKind.AMBIGUOUS, stated.statements, one.candidates, one.liked, one.several)
    if _NONE.match(whole) and not _EXCEPT.search(whole):
        return Answer(AnswerKind.NONE, stated.statements)
    spoken = [one.condition for one in conditions]
    return _named(sentences, stated.statements, flow, flows, text, now, parsing.known_words(nlp), spoken)


def _named(
    sentences: Sequence[Sentence],
    stated: tuple[Statement, ...],
    flow: Flow,
    flows: Sequence[Flow],
    text: str,
    now: datetime,
    known: frozenset[str],
    conditions: list[Condition],
) -> Answer:
    """The answer by the value it names, the last sentence first."""
    for sentence in reversed(sentences):
        found = _read(sentence, flow, text, now, known, conditions)
        if found is not None:
            return replace(found, statements=(*stated, *found.statements))
    if stated:
        return _answer(stated, list(stated))
    for sentence in reversed(sentences):
        found = (
            _mentioned(sentence, flow, text, known)
            or _counted(sentence, flow, text, now)
            or _goes_without(sentence, flows, text, known)
        )
        if found is not None:
            return found
    return Answer(AnswerKind.UNKNOWN)


def _answer(statements: Sequence[Statement], mine: Sequence[Statement]) -> Answer:
    return Answer(AnswerKind.VALUE if len(mine) == 1 else AnswerKind.VALUES, tuple(statements))


def _read(
    sentence: Sentence, flow: Flow, text: str, now: datetime, known: frozenset[str], conditions: list[Condition]
) -> Answer | None:
    liked, begin = True, 0
    excepted = _EXCEPT.search(sentence.normal)
    if excepted is not None:
        liked, begin = False, sentence.index(excepted.end())
    else:
        corrected = list(_CORRECTS.finditer(sentence.normal))
        if corrected:
            begin = sentence.token_at(corrected[-1].end() - 1) + 1
        negated = _NEGATED.match(sentence.normal[sentence.place(begin) :])
        if negated is not None:
            liked, begin = False, sentence.index(sentence.place(begin) + negated.end())
        lead = _LEAD.match(sentence.normal[sentence.place(begin) :])
        if lead is not None and lead.end():
            begin = sentence.index(sentence.place(begin) + lead.end())
    if flow.vocabulary is None:
        return _read_open(sentence, begin, liked, flow, text, now, conditions)
    setting = Setting((flow,), True, True, None, known)
    denied = _denied(sentence, setting) if excepted is None else ()
    if denied:
        answer = _read_meant(sentence, denied, setting, text, conditions)
        if answer is not None:
            return answer
    for at in _places_to_read(sentence, begin, flow):
        objects = read_objects(sentence, at, setting)
        if objects.items and _rest_is_idle(sentence, objects.end):
            answer = _answered(objects.items, flow, liked, text, conditions)
            if answer is not None:
                return answer
    return None


def _read_open(
    sentence: Sentence,
    begin: int,
    liked: bool,
    flow: Flow,
    text: str,
    now: datetime,
    conditions: list[Condition],
) -> Answer | None:
    """Read a place, a time or a name."""
    denied = _DENIED_FIRST.search(sentence.normal)
    if denied is not None:
        liked, begin = True, sentence.index(denied.end())
    value = read_value(sentence, begin, flow, now) if begin < len(sentence.tokens) else None
    if value is None or not value.value or not _rest_is_idle(sentence, value.end):
        return None
    one = Statement(flow.concept, value.value, liked, 1.0, _condition(sentence, conditions), text)
    return _answer((one,), (one,))


@dataclass(frozen=True)
class _Denied:
    """Values behind a "not"."""

    begin: int
    """The token of the "not"."""
    end: int
    """The token after the values."""
    items: tuple[Item, ...]
    """The values."""
    disliked: bool
    """True for "but not Chinese"; "no, not Chinese, Thai" only says what was not meant."""


def _denied(sentence: Sentence, setting: Setting) -> tuple[_Denied, ...]:
    found = []
    for match in _NOT.finditer(sentence.normal):
        items: list[Item] = []
        for item in read_objects(sentence, sentence.index(match.end()), setting).items:
            joint = sentence.tokens[item.begin - 1].text if items else "or"
            if joint not in ("or", "nor", "and"):
                break
            items.append(item)
        if items:
            begin = sentence.index(match.start())
            found.append(_Denied(begin, items[-1].end, tuple(items), match["but"] is not None))
    return tuple(found)


def _read_meant(
    sentence: Sentence, denied: Sequence[_Denied], setting: Setting, text: str, conditions: list[Condition]
) -> Answer | None:
    """Read "not the Bruins, the Sabres" and "Greek, but not Chinese": what is denied is never the answer."""
    flow = setting.flows[0]
    words = word_list(sentence)
    meant: list[Item] = []
    at = 0
    while at < len(sentence.tokens):
        span = next((one for one in denied if one.begin <= at < one.end), None)
        if span is not None:
            at = span.end
        elif named(words, at, (flow,)) and (items := read_objects(sentence, at, setting).items):
            meant += items
            at = max(items[-1].end, at + 1)
        else:
            at += 1
    if not meant:
        return None
    answer = _answered(meant, flow, True, text, conditions)
    unwanted = [item for one in denied if one.disliked for item in one.items]
    if answer is None or not unwanted or flow.keeps is Keeps.ONE or answer.kind is AnswerKind.AMBIGUOUS:
        return answer
    against = _answered(unwanted, flow, False, text, conditions)
    more = against.statements if against is not None else ()
    return _answer((*answer.statements, *more), (*answer.statements, *more))


def _answered(found: Sequence[Item], flow: Flow, liked: bool, text: str, conditions: list[Condition]) -> Answer | None:
    """An answer that names these values."""
    if len(found) == 1 and len(found[0].values) > 1:
        return Answer(AnswerKind.AMBIGUOUS, (), found[0].values, liked)
    items = [item for item in found if len(item.values) == 1]
    values = tuple(dict.fromkeys(item.values[0] for item in items))
    if flow.keeps is Keeps.ONE and liked and len(values) > 1 and len({item.condition for item in items}) == 1:
        return Answer(AnswerKind.AMBIGUOUS, (), values, True, several=True)
    made = tuple(
        Statement(
            item.flow.concept,
            item.values[0],
            liked or item.avoided,
            1.0,
            conditions[item.condition] if item.condition is not None else ALWAYS,
            text,
        )
        for item in items
    )
    return _answer(made, made) if made else None


def _mentioned(sentence: Sentence, flow: Flow, text: str, known: frozenset[str]) -> Answer | None:
    """The one value that a whole sentence names, whatever else it says: "I order Thai more than anything else"."""
    if flow.vocabulary is None or sentence.asked or asks(sentence) or _ELSEWHERE.search(sentence.normal):
        return None
    words = word_list(sentence)
    setting = Setting((flow,), False, False, None, known)
    items: list[Item] = []
    at = 0
    while at < len(sentence.tokens):
        found = read_objects(sentence, at, setting).items if named(words, at, (flow,)) else ()
        items += found
        at = max(found[-1].end, at + 1) if found else at + 1
    return _answered(items, flow, True, text, []) if items and not any(i.condition is not None for i in items) else None


def _counted(sentence: Sentence, flow: Flow, text: str, now: datetime) -> Answer | None:
    """The one number or day that a whole sentence names: "I drink two cups"."""
    if not (flow.values.number or flow.values.date) or sentence.asked or asks(sentence):
        return None
    if _ELSEWHERE.search(sentence.normal):
        return None
    units = flow.values.number.words if flow.values.number is not None else ()
    found, at = [], 0
    while at < len(sentence.tokens):
        value = read_value(sentence, at, flow, now)
        if value is None:
            at += 1
            continue
        named = not units or any(unit.casefold() in value.words.casefold() for unit in units)
        if named or _rest_is_idle(sentence, value.end):
            found.append(value)
        at = max(value.end, at + 1)
    if len(found) != 1:
        return None
    one = Statement(flow.concept, found[0].value, words=text)
    return _answer((one,), (one,))


def _goes_without(sentence: Sentence, flows: Sequence[Flow], text: str, known: frozenset[str]) -> Answer | None:
    """A "no gluten", whatever was asked."""
    negated = _NEGATED.match(sentence.normal)
    if negated is None:
        return None
    for flow in flows:
        if flow.without:
            objects = read_objects(sentence, sentence.index(negated.end()), Setting((flow,), True, True, None, known))
            items = [item for item in objects.items if item.avoided]
            if items and _rest_is_idle(sentence, objects.end):
                return _answered(items, flow, False, text, [])
    return None


def _condition(sentence: Sentence, conditions: list[Condition]) -> Condition:
    """The condition that stands anywhere in a sentence."""
    for token in sentence.tokens:
        if token.text.startswith("cond") and token.text[4:].isdigit():
            return conditions[int(token.text[4:])]
    return ALWAYS


def _places_to_read(sentence: Sentence, begin: int, flow: Flow) -> list[int]:
    """Where a value may begin: behind the usual words of an answer, or where a known name stands exactly."""
    places = [begin] if begin < len(sentence.tokens) else []
    words = word_list(sentence)
    for at in range(len(sentence.tokens)):
        if at not in places and named(words, at, (flow,)):
            before = sentence.tokens[at - 1].text if at else ","
            if before in (
                ",",
                "the",
                "be",
                "is",
                "with",
                "for",
                "say",
                "a",
                "an",
                "like",
                "in",
                "-",
                ":",
                "are",
                "some",
                "really",
                "of",
            ):
                places.append(at)
    return places


_IDLE = re.compile(
    r"^(?:(?:[,.!-]|obviously|usually|normally|generally|typically|roughly|or so|sharp|daily|each day|(?:a|per|each) (?:day|week|month|night|morning)|at the latest|naturally|i mean|please|thanks|thank you|i (?:think|guess|suppose|believe)|probably|maybe|definitely|of course|cond\d+|for me|for sure|"
    r"though|always|as well|too|most of all|the most|best|mostly|a lot|very much|any day|all the way|for life|every time|then|now|actually|"
    r"would be (?:good|great|nice|fine|my pick|my choice|it)|(?:will|would) (?:do|be fine|work)|works|suits me|does (?:it|nicely)|is (?:enough|okay|ok|what they call me|good|great|nice|fine|best|the best|my favourite|what i like)|are (?:the best|my team|great)|sounds good|"
    r"because|since|but|if|when|i like|i love|it is|it 's|they are|that is|by far|without (?:a )?doubt|hands down|i would say|every day|in the morning|on weekdays|not \w+|fan|fans|fan here)(?: |$)|$)"
)


def _rest_is_idle(sentence: Sentence, end: int) -> bool:
    rest = sentence.normal[sentence.place(end) :]
    return not rest or _IDLE.match(rest) is not None or noun_at(sentence.tokens, end, ()) is not None
