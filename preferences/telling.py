"""What people tell of themselves, and of what the assistant got wrong: statements, corrections, complaints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from preferences import acts
from preferences import lesson as lessons
from preferences.acceptance import Refused, accepted
from preferences.answers import Answer as TaughtAnswer
from preferences.answers import AnswerKind, read_answer
from preferences.application import PLACE, canonical, known_values
from preferences.flow import Flow, Keeps
from preferences.follow_ups import carried_on
from preferences.hearing import NOBODY_SPEAKS, Answer, Hearing
from preferences.interpretation import OPEN_FOR
from preferences.moments import QUIET_FOR, could_have_helped, offer_text
from preferences.places import find_place, find_places_in
from preferences.preference import Statement
from preferences.recall import subjects
from preferences.request import CHOSEN, Button, Entity, Outcome, Reading
from preferences.signs import Kind, sounds_correcting
from preferences.state import Asked, LastRequest, LessonState, Offer
from preferences.stated import Ambiguous, Unknown
from preferences.statements import read_message, read_statements
from preferences.superseding import superseded
from preferences.taught import Change, Taught
from preferences.turns import Turn

_NOT = re.compile(
    r"(\bnot|n't (mean|want|like)|\binstead of|\brather than|\bno more)\s+(the |a |in |to |any )?$", re.IGNORECASE
)


def tell(hearing: Hearing) -> Answer:
    """Take a statement: store what it says, confirm it, and serve the request it puts right."""
    flows = hearing.curriculum.flows
    reading = read_message(
        hearing.text, hearing.reading, flows, hearing.now, hearing.nlp(), _put_right_concept(hearing)
    )
    if not (reading.statements or reading.ambiguous or reading.refused):
        return _nothing_stated(hearing, reading.unknown)
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    if not reading.statements and not reading.ambiguous:
        return _refused(hearing, reading.refused[0])
    if not reading.statements:
        return _which(hearing, reading.ambiguous[0])
    over = superseded(reading.statements, hearing.text, hearing.profile, hearing.curriculum)
    stated = (*over, *reading.statements)
    taught = hearing.memory.teach(hearing.person, stated, hearing.curriculum.by_concept, "told", hearing.now)
    said = " ".join(lessons.learned(s, hearing.curriculum) for s in reading.statements if not s.ended)
    said = " ".join(filter(None, (said or _ended(taught, hearing), *(one.say for one in reading.refused))))
    concepts = tuple(dict.fromkeys(s.concept for s in reading.statements))
    state = hearing.state.with_(taught=concepts, offer=None)
    if reading.ambiguous:
        asking = _which(hearing, reading.ambiguous[0])
        return replace(asking, say=f"{said} {asking.say}", state=state.with_(lesson=asking.state.lesson))
    again = _to_serve(hearing, reading.statements)
    if again is not None:
        return Answer(said, state, serve=again, serve_text=_without(hearing.state.last, again))
    concept = lessons.further(reading.statements, hearing.curriculum, lessons.settled(hearing.profile))
    further = hearing.curriculum.flow(concept) if concept is not None and state.lesson is None else None
    if further is not None:
        opened = LessonState((further.concept,), followed=further.concept, at=hearing.at)
        return Answer(f"{said} {further.ask}", state.with_(lesson=opened), Outcome.ASKED)
    return Answer(said, state)


def _put_right_concept(hearing: Hearing) -> str:
    """What the words are about when they put the request before right: after a film, "I prefer animation" is one."""
    offer, last = hearing.state.offer, hearing.state.last
    if last is None or hearing.at - last.at > OPEN_FOR or (offer is None and not sounds_correcting(hearing.text)):
        return ""
    if offer is not None:
        return offer.concept
    return next((f.concept for f, _ in hearing.curriculum.guides(last.intent) if f.vocabulary is not None), "")


def _refused(hearing: Hearing, refused: Refused) -> Answer:
    """Say why a value is not kept; what comes next may be a better one."""
    again = LessonState((refused.concept,), tries=1, at=hearing.at)
    state = hearing.state if hearing.state.lesson is not None else hearing.state.with_(lesson=again, offer=None)
    return Answer(f"{refused.say} So I haven't kept it.", state, Outcome.ASKED)


def _ended(taught: Sequence[Taught], hearing: Hearing) -> str:
    """What to say of statements that only say that something is over; nothing was, if it was not known."""
    over = [one.statement for one in taught if one.change is Change.ENDED]
    if not over:
        return "Thanks for telling me. I had nothing like that noted."
    flow = hearing.curriculum.flow(over[0].concept)
    told = flow.told(over[0].value, over[0].liked) if flow else over[0].value
    return f"All right, I no longer think {told}."


def _which(hearing: Hearing, named: Ambiguous) -> Answer:
    """Ask which of several values a name means; what was said about it is kept for the answer."""
    asking = LessonState(
        (named.concept,), tries=1, candidates=named.candidates, disliked=not named.liked, at=hearing.at
    )
    buttons = tuple(Button(candidate) for candidate in named.candidates)
    state = hearing.state.with_(lesson=asking, offer=None)
    return Answer(lessons.which(named.candidates, named.several), state, Outcome.ASKED, buttons=buttons)


_FROM = re.compile(r"^(?:(?:the one|a team|one|someone|something)\s+)?(?:from|in|of)\s+", re.IGNORECASE)


_FAN_OF = re.compile(
    r"\b(?:i'?m|i am|we'?re|we are|i'?ve (?:always )?been|count me as) (?:an? )?(?:(?:big|huge|massive|lifelong|proud|"
    r"die-?hard|real) )*(?P<what>[\w.'’ -]{3,30}?) (?:fans?|supporters?|followers?)\b",
    re.IGNORECASE,
)


def _half_named(hearing: Hearing, unknown: tuple[Unknown, ...]) -> Ambiguous | None:
    """The values that begin as the person said it: "I root for Chicago" names a team by half of its name."""
    fan = _FAN_OF.search(hearing.text)
    if unknown:
        flows = [flow for flow in (hearing.curriculum.flow(unknown[0].concept),) if flow is not None]
        words = _FROM.sub("", unknown[0].words)
    else:
        flows = [flow for flow in hearing.curriculum.flows if flow.with_the]
        words = fan["what"] if fan is not None else ""
    for flow in flows:
        found = flow.vocabulary.beginning(words) if flow.vocabulary is not None and flow.keeps is Keeps.ONE else ()
        if 0 < len(found) <= _MOST_CHOICES and hearing.person is not None:
            return Ambiguous(flow.concept, found, words)
    return None


_MOST_CHOICES = 8
"""How many values are read out for the person to choose from."""


def _nothing_stated(hearing: Hearing, unknown: tuple[Unknown, ...]) -> Answer:
    """The words stated nothing that can be kept: serve them as what else they may be, or say so."""
    half = _half_named(hearing, unknown)
    if half is not None:
        return _which(hearing, half)
    if unknown:
        flow = hearing.curriculum.flow(unknown[0].concept)
        known = f"I don't know that one as {flow.says}" if flow else "I don't know that one yet"
        return Answer(f"{known}, so I haven't kept it.", hearing.state, Outcome.NOT_FOUND)
    other = hearing.otherwise
    if other is not None and acts.is_request(other.intent) and other.confidence >= 0.5:
        return Answer("", hearing.state, serve=other, serve_text=hearing.text)
    again = _put_right(hearing)
    if again is not None:
        return again
    if other is not None and (other.confidence >= 0.3 or hearing.reading.why == "words"):
        return Answer("", hearing.state, serve=other, serve_text=hearing.text)
    return _unread(hearing)


def _unread(hearing: Hearing) -> Answer:
    """Words that neither state nor ask anything."""
    if hearing.text.rstrip().endswith("?"):
        return Answer("Sorry, I didn't understand that.", hearing.state, Outcome.UNSUPPORTED)
    return Answer("I see. There is nothing in that for me to remember.", hearing.state)


def _to_serve(hearing: Hearing, statements: tuple[Statement, ...]) -> Reading | None:
    """The request before, when these words put it right: it was complained about, or is corrected in this breath."""
    offer, last = hearing.state.offer, hearing.state.last
    request = offer.request if offer is not None and offer.request is not None else last
    if request is None or hearing.at - request.at > OPEN_FOR:
        return None
    guided = {flow.concept for flow, _ in hearing.curriculum.guides(request.intent)}
    if not guided.intersection(s.concept for s in statements):
        return None
    if offer is None and not sounds_correcting(hearing.text):
        return None
    return _unassumed(request, hearing, statements)


def _without(request: LastRequest | None, again: Reading) -> str:
    """The words of a request without the details that are left out when it is served again; skills read them too."""
    if request is None:
        return ""
    text = request.text
    for entity in request.said:
        if entity.text and entity not in again.entities:
            text = re.sub(rf"\b{re.escape(entity.text)}\b", " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())


def _unassumed(request: LastRequest, hearing: Hearing, statements: tuple[Statement, ...]) -> Reading:
    """The request with what was said; a detail that these words replace is left to the preference."""
    replaced = {
        guide.entity
        for flow, guide in hearing.curriculum.guides(request.intent)
        for s in statements
        if s.concept == flow.concept
    }
    said = tuple(entity for entity in request.said if entity.name not in replaced)
    return Reading(request.intent, said, 1.0, "reask")


def complain(hearing: Hearing) -> Answer:
    """Take a complaint: offer to learn what would have helped, once; else say sorry and let the person speak."""
    state, last = hearing.state.with_(offer=None), hearing.state.last
    at = hearing.at
    if hearing.reading.intent == acts.COMPLAINT and (again := _put_right(hearing)) is not None:
        return again  # "no, not her, play Adele": the complaint carries the request.
    asked = _which_detail(hearing, last) if last is not None and at - last.at <= OPEN_FOR else None
    if asked is not None:
        return asked
    quiet = hearing.state.offer is not None or at - hearing.state.offered_at < QUIET_FOR
    if hearing.person is not None and last is not None and at - last.at <= OPEN_FOR and not quiet:
        turn = Turn(hearing.person, last.text, last.intent, 1.0, tuple((e.name, e.value) for e in last.said))
        flows = could_have_helped(last.intent, turn, None, hearing.profile, hearing.curriculum)
        flows = [flow for flow in flows if Kind.DISSATISFACTION.value in flow.teachable_at]
        if flows:
            offer = Offer(flows[0].concept, at, request=last)
            said = f"Sorry about that. {offer_text(flows[0])}"
            return Answer(said, state.with_(offer=offer, offered_at=at), Outcome.ASKED)
    return Answer("Sorry about that. Tell me what you would like instead, in other words.", state)


_WRONG = re.compile(r"\bwrong (\w+)", re.IGNORECASE)


def _which_detail(hearing: Hearing, last: LastRequest) -> Answer | None:
    """Ask for the detail that a complaint names: "wrong city"."""
    named = _WRONG.search(hearing.text)
    for flow, guide in hearing.curriculum.guides(last.intent) if named else ():
        if named is not None and named[1].casefold() in flow.nouns:
            kept = tuple(entity for entity in last.said if entity.name != guide.entity)
            asked = Asked(last.intent, guide.entity, last.text, kept, hearing.at)
            state = hearing.state.with_(offer=None, asked=asked)
            return Answer(f"Sorry about that. Which {named[1].lower()} do you mean?", state, Outcome.ASKED)
    return None


def judged(hearing: Hearing) -> Answer:
    """Take the answer to "did I get that right?"; a no is a complaint, and is answered as one."""
    if hearing.reading.intent == acts.RIGHT_DENIED:
        return complain(hearing)
    return Answer("Good, thanks.", hearing.state)


def decline(hearing: Hearing) -> Answer:
    """Take a no to an offer, and remember it."""
    offer = hearing.state.offer
    if offer is not None and hearing.person is not None:
        # A no to teaching one taste in music is a no to being asked for another.
        intent = offer.request.intent if offer.request is not None else ""
        for concept in {offer.concept, *(flow.concept for flow, _ in hearing.curriculum.guides(intent))}:
            hearing.memory.refuse(hearing.person, concept)
    return Answer("All right, I won't ask.", hearing.state.with_(offer=None))


def correct(hearing: Hearing) -> Answer:
    """Take a correction: of what was just taught, or of a detail of the request before, which is then served again."""
    retaught = _retaught(hearing)
    if retaught is not None:
        return retaught
    last = hearing.state.last
    if last is None:
        return Answer("Sorry, I'm not sure what to change. Please say the whole thing again.", hearing.state)
    stated = read_statements(hearing.text, hearing.curriculum.flows, hearing.now, hearing.nlp())
    if stated.statements and hearing.person is not None:
        return tell(hearing)
    return _put_right(hearing) or complain(hearing)


def _put_right(hearing: Hearing) -> Answer | None:
    """Serve the request before with what these words name in the place of what was wrong; None if they name nothing.

    The words of the old detail give way to the new ones in the request's text as well, since skills read it too.
    """
    last = hearing.state.last
    if last is None or hearing.at - last.at > OPEN_FOR or not acts.is_request(last.intent):
        return None
    meant = _meant(hearing, last) or _same_kind(hearing, last)
    if not meant:
        return None
    text = last.text
    for entity in meant:
        old = next((e for e in last.said if e.name == entity.name and e.text), None)
        new = entity.text or entity.value
        text = text.replace(old.text, new, 1) if old is not None else f"{text} {new}"
        if hearing.person is not None:
            _keep_meaning(hearing, last, entity)
    entities = carried_on(last, meant)
    reading = Reading(last.intent, entities, 1.0, "reask")
    return Answer("", hearing.state, serve=reading, serve_text=text, instead_of=last)


def _same_kind(hearing: Hearing, last: LastRequest) -> tuple[Entity, ...]:
    """The bare words of a correction as the one detail they can replace: "no, I meant 50 minutes" after 15."""
    words = _meant_words(hearing.text).rstrip(".!?")
    if not words or len(words.split()) > 5 or not sounds_correcting(hearing.text):
        return ()
    details = [e for e in last.said if e.text and e.name not in ("list_name", "device_type")]
    counted = [e for e in details if _COUNT.search(e.text)]
    if _COUNT.search(words):
        details = counted
    elif _MEANT.search(hearing.text):
        details = [e for e in details if e not in counted and e.name != PLACE]
    else:
        return ()
    if len(details) != 1 or details[0].text.casefold() == words.casefold():
        return ()
    if details[0] in counted and not _has_unit(words):
        # "no, 70" keeps the unit of what it replaces: "60 degrees" becomes "70 degrees".
        unit = re.sub(r"^[\d.,:\s]+", "", details[0].text)
        words = f"{words} {unit}".strip() if details[0].text[:1].isdigit() else words
    return (Entity(details[0].name, words, words),)


_MEANT = re.compile(r"\b(i meant|i mean|i said|should be|make (it|that))\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half|quarter|noon|midnight)\b",
    re.IGNORECASE,
)
"""Words that count or tell a time."""


def _has_unit(words: str) -> bool:
    return bool(re.search(r"\d\s*[^\d\s.,:]", words)) or not words[:1].isdigit()


def _retaught(hearing: Hearing) -> Answer | None:
    """A correction right after a lesson or a statement: "sorry, I meant the Bears"."""
    for concept in hearing.state.taught:
        flow = hearing.curriculum.flow(concept)
        if flow is None or hearing.person is None:
            continue
        given = read_answer(_meant_words(hearing.text), flow, hearing.curriculum.flows, hearing.now, hearing.nlp())
        if not given.statements and flow.values.places:
            given = _elsewhere(hearing, flow) or given
        if given.kind is AnswerKind.REFUSED and not given.statements:
            return Answer(given.say, hearing.state, Outcome.NOT_FOUND)
        if given.kind is AnswerKind.AMBIGUOUS:
            return _which(hearing, Ambiguous(concept, given.candidates, hearing.text, given.liked))
        if given.statements:
            hearing.memory.undo(hearing.person)
            flows = hearing.curriculum.by_concept
            hearing.memory.teach(hearing.person, given.statements, flows, "corrected", hearing.now)
            said = " ".join(lessons.learned(s, hearing.curriculum) for s in given.statements)
            righted = f"Thanks for putting me right. {said}"
            again = _went_by(hearing, given.statements)
            if again is None:
                return Answer(righted, hearing.state)
            return Answer(
                righted, hearing.state, serve=_unassumed(again, hearing, given.statements), serve_text=again.text
            )
    return None


_TAKING_BACK = re.compile(
    r"^\s*((no+|nope|nah|wait|sorry|oops|actually|er+|um+|uh+|hang on|hold on|i mean|i meant( to say)?|i said|"
    r"make (it|that)|not (that|those|this|these|it|him|her)( one)?|rather|please|it'?s|i want(ed)?|that should be|"
    r"should be)\b[\s,.!:;-]*)+",
    re.IGNORECASE,
)


def _meant_words(text: str) -> str:
    """The words of a correction without those that take back: "the Hornets" of "no wait, the Hornets"."""
    return _TAKING_BACK.sub("", text).strip() or text


def _elsewhere(hearing: Hearing, flow: Flow) -> TaughtAnswer | None:
    """A place of the name just taught, but in another region: "no, the one in Massachusetts"."""
    known = hearing.profile.of(flow.concept)
    for span in find_places_in(hearing.text) if known else ():
        joined = find_place(f"{known[0].value.split(',')[0]}, {hearing.text[span.start : span.end]}")
        if joined is not None:
            statement = accepted(Statement(flow.concept, joined.place.label, words=hearing.text), flow, hearing.now)
            if isinstance(statement, Refused):
                return TaughtAnswer(AnswerKind.REFUSED, say=statement.say)
            return TaughtAnswer(AnswerKind.VALUE, (statement,))
    return None


def _went_by(hearing: Hearing, statements: tuple[Statement, ...]) -> LastRequest | None:
    """The request just served, when it went by what has been put right now."""
    last = hearing.state.last
    if last is None or hearing.at - last.at > OPEN_FOR:
        return None
    assumed = {entity.name for entity in last.assumed}
    concepts = {statement.concept for statement in statements}
    guides = hearing.curriculum.guides(last.intent)
    return last if any(flow.concept in concepts and guide.entity in assumed for flow, guide in guides) else None


def _meant(hearing: Hearing, last: LastRequest) -> tuple[Entity, ...]:
    """The details named in a correction that fit the request before and differ from it.

    A place is read together with the one before: "the one in Maine" is the Portland that was asked about.
    """
    named = known_values(Reading(last.intent, hearing.reading.entities), hearing.text, hearing.curriculum)
    before = {entity.value.casefold() for entity in last.entities if entity.source != CHOSEN}
    found = []
    for entity in canonical(named, hearing.curriculum):
        if entity.assumed or _denied(entity, hearing.text):
            continue
        if entity.name == PLACE:
            entity = _place(last, entity)
        if entity.value.casefold() not in before:
            found.append(entity)
    # "not Portland Oregon, Portland Maine": what is meant comes last.
    names = [entity.name for entity in found]
    return tuple(entity for index, entity in enumerate(found) if entity.name not in names[index + 1 :])


def _denied(entity: Entity, text: str) -> bool:
    """Whether the words in front of a detail say that it is not meant: "Portland Maine, not Portland Oregon"."""
    before = text[: max(text.find(entity.text), 0)] if entity.text else ""
    return bool(_NOT.search(before))


def _place(last: LastRequest, named: Entity) -> Entity:
    before = next((entity for entity in last.entities if entity.name == PLACE), None)
    own = find_place(named.value)
    if own is not None and own.area is None:
        return replace(named, value=own.place.label)
    if before is not None:
        # "the one in Maine": the name comes from the request, the region from the correction.
        joined = find_place(f"{before.value.split(',')[0]}, {named.value}")
        if joined is not None:
            return replace(named, value=joined.place.label)
    return named


def _keep_meaning(hearing: Hearing, last: LastRequest, entity: Entity) -> None:
    """Remember what a name means to this person, when the correction tells two things of one name apart."""
    assert hearing.person is not None
    before = next((e for e in last.said if e.name == entity.name), None)
    said = (before.text or before.value).casefold().strip() if before is not None else ""
    if said and entity.value.casefold().startswith(said.split(",")[0]) and entity.value.casefold() != said:
        hearing.memory.correct(hearing.person, entity.name, said, entity.value, hearing.text)


def begin_lesson(hearing: Hearing) -> lessons.Move:
    """Open the lesson that a cue or an accepted offer asks for."""
    offer, at = hearing.state.offer, hearing.at
    if offer is not None and hearing.reading.why == "offer":
        return lessons.start((offer.concept,), hearing.curriculum, at, offer.request)
    concepts = tuple(flow.concept for flow in subjects(hearing.text, hearing.curriculum))
    if concepts:
        return lessons.start(concepts, hearing.curriculum, at)
    known = hearing.profile
    open_ones = tuple(f.concept for f in hearing.curriculum.flows if not known.of(f.concept))
    every = open_ones or tuple(flow.concept for flow in hearing.curriculum.flows)
    return lessons.start(every, hearing.curriculum, at)
