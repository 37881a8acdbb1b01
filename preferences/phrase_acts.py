"""What people say about their phrases, and what the assistant asks about words it does not know."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timezone

from preferences import acts
from preferences.application import PHRASE
from preferences.errors import MemoryError_
from preferences.evidence import evidence as told_when
from preferences.framing import Frame, frame_of
from preferences.gap import HOME
from preferences.hearing import NOBODY_SPEAKS, Answer, Hearing, listed
from preferences.meaning import Meaning
from preferences.phrase import MOST_CHARACTERS, MOST_STEPS, OPEN, Kind, Phrase, phrase_key
from preferences.phrase_turn import gap_of, phrase_turn, works_already
from preferences.phrasebook import Phrasebook, bare_of_calls
from preferences.placing import names_thing, thing_kind
from preferences.request import Entity, Outcome, Reading
from preferences.state import AskedPhrase

MOST_QUESTIONS = 2
"""How often the assistant asks about one phrase before it gives up."""
TOLD_AT_ONCE = 12
"""How many phrases are read out before the rest is only counted."""
_HOW = 'Say it like this: when I say movie night, dim the lights and play jazz. Or: call the office "the den".'


_ITSELF = "\"{said}\" can't stand for itself, so I haven't remembered it."
_TOO_MUCH = f"That is too much for one phrase: it can have at most {MOST_STEPS} steps."
_PARTS = re.compile(r",\s*(?:and\s+)?(?:then\s+)?|\s+(?:and|then)\s+", re.IGNORECASE)
"""Where the steps of a routine are told apart, for counting them."""


def book_of(hearing: Hearing) -> Phrasebook:
    """The person's phrases."""
    return hearing.profile.book


def ask(hearing: Hearing) -> Answer:
    """Ask what unknown words mean."""
    gap = hearing.gap
    if gap is None:
        return Answer(
            "Sorry, I didn't understand that. Could you say it another way?", hearing.state, Outcome.UNSUPPORTED
        )
    if hearing.person is None:
        say = f"I don't know \"{gap.text}\", and I don't know who is speaking, so I can't remember what it means."
        return Answer(f"{say} Please say it in other words.", hearing.state, Outcome.UNSUPPORTED)
    asked = AskedPhrase(gap.text, "define", hearing.text, gap.start, gap.end, gap.intent, gap.whole, at=hearing.at)
    return Answer(question(asked), hearing.state.with_(phrase=asked, offer=None), Outcome.ASKED)


def question(asked: AskedPhrase) -> str:
    """What to ask about a phrase."""
    said = asked.said
    if asked.whole or not asked.text:
        return f'I don\'t know "{said}" yet. What should I do when you say that?'
    frame = frame_of(asked.text, gap_of(asked))
    if frame.settable:
        return f'I don\'t know "{said}" yet. How should I set {frame.thing}?'
    if asked.intent in HOME:
        return f'I don\'t know "{said}" yet. Which room or thing do you mean?'
    if asked.intent == "alarm_set":
        return f'I don\'t know "{said}" yet. What time is that?'
    if asked.intent == "timer_set":
        return f'I don\'t know "{said}" yet. How long is that?'
    return f'I don\'t know "{said}" yet. What do you mean by it?'


def define(hearing: Hearing) -> Answer:
    """Take the answer to a question about a phrase: store what it means and serve the request it stood in."""
    asked = hearing.state.phrase
    state = hearing.state.with_(phrase=None)
    if asked is None or hearing.person is None:
        return Answer("All right.", state)
    intent = hearing.reading.intent
    if hearing.reading.why == "no":
        kept = "I keep everything as it is." if asked.ask == "shadow" else f'I\'ll leave "{asked.said}" for now.'
        return Answer(f"All right, {kept}", state)
    if hearing.reading.why == "yes" and asked.steps:
        return _stored(hearing, asked, Meaning(asked.steps, asked.texts, asked.name))
    book = book_of(hearing)
    turn = phrase_turn(hearing.text, asked, book, hearing.at)
    found = turn.meaning(hearing.readings, book) if turn is not None and turn.told is None else Meaning()
    if not found:
        if asked.tries + 1 < MOST_QUESTIONS:
            again = replace(asked, ask="define", tries=asked.tries + 1, at=hearing.at, steps=(), texts=())
            say = f"Sorry, I can't make anything of that. {_again(asked)}"
            return Answer(say, hearing.state.with_(phrase=again), Outcome.ASKED)
        say = f"I still don't understand what \"{asked.said}\" means, so I'll leave it. Nothing was remembered."
        return Answer(say, state, Outcome.UNSUPPORTED)
    if not found.sure and asked.ask != "confirm" and asked.tries + 1 < MOST_QUESTIONS and intent == acts.PHRASE_DEFINE:
        sure = replace(
            asked, ask="confirm", tries=asked.tries + 1, steps=found.steps, texts=found.texts, name=found.name,
            words=hearing.text, at=hearing.at,
        )  # fmt: skip
        say = f'Just to be sure: does "{asked.said}" mean {_spoken(found)}?'
        return Answer(say, hearing.state.with_(phrase=sure), Outcome.ASKED)
    return _stored(hearing, asked, found)


def _again(asked: AskedPhrase) -> str:
    """The second question, with an example of what would help."""
    if asked.whole or not asked.text:
        return f'What should I do for "{asked.said}"? You could say: turn off the lights and play jazz.'
    frame = frame_of(asked.text, gap_of(asked))
    if frame.settable and thing_kind(frame.thing) == "light":
        return f'How bright, or in which colour, is "{asked.said}"? You could say: 40 percent.'
    if frame.settable and thing_kind(frame.thing) in ("heating", "oven"):
        return f'How many degrees is "{asked.said}"?'
    return f'What is "{asked.said}", in other words?'


def _spoken(found: Meaning) -> str:
    return listed([OPEN.sub(r"\1", step) for step in found.steps])


def _stored(hearing: Hearing, asked: AskedPhrase, found: Meaning) -> Answer:
    """Keep a meaning and serve the request that asked for it."""
    said, steps = asked.said, found.steps
    frame = frame_of(asked.text, gap_of(asked)) if asked.text else Frame()
    if not found.name and asked.text and not asked.whole and not any(OPEN.search(step) for step in steps):
        # Nothing in it gives way to another thing, so it stands for the request it was in.
        said = asked.text.strip(" .!?")
    if asked.whole:
        said = bare_of_calls(said)
    if not found.name and frame.settable:
        steps = (*_beside(said, steps, book_of(hearing)), *steps)
    if problem := _impossible(said, found.name, steps, book_of(hearing)):
        return Answer(problem, hearing.state.with_(phrase=None), Outcome.UNSUPPORTED)
    phrase, refused = _keep(
        hearing, said, found.name, steps, "asked" if asked.text else "told", asked.words or hearing.text
    )
    if phrase is None:
        return Answer(refused, hearing.state.with_(phrase=None), Outcome.UNSUPPORTED)
    say = f"Got it: {_told(phrase, found)}."
    if found.left_out:
        say = f"{say} {_left_out(found)}"
    state = hearing.state.with_(phrase=None)
    if not asked.text:
        return Answer(say, state)
    by = Entity(
        PHRASE, phrase.said, assumed=True, reason=f"you taught me that {phrase.told}", source=f"phrase:{phrase.id}"
    )
    found_texts = [text for text in found.texts if text in hearing.readings]
    texts = [(text, _with(hearing.readings[text], by)) for text in found_texts]
    if len(texts) != len(found.texts):
        return Answer(say, state)
    if len(texts) == 1:
        return Answer(say, state, serve=texts[0][1], serve_text=texts[0][0])
    return Answer(say, state, steps=tuple(texts))


def _with(reading: Reading, entity: Entity) -> Reading:
    return replace(reading, entities=(*reading.entities, entity))


def _beside(said: str, steps: tuple[str, ...], book: Phrasebook) -> tuple[str, ...]:
    """The steps a phrase had for things of another kind: "study mode" of the lights stays when the heating gets one."""
    known = book.by_key.get(phrase_key(said))
    if known is None or known.kind is not Kind.REQUEST:
        return ()
    kinds = {_kind(step) for step in steps}
    return tuple(step for step in known.steps if OPEN.search(step) and _kind(step) not in kinds)


def _kind(step: str) -> str | None:
    found = OPEN.search(step)
    return thing_kind(found.group(1)) if found is not None else None


def _told(phrase: Phrase, found: Meaning) -> str:
    """What was learned, to be read out; only the part that is new."""
    return f'"{phrase.said}" means {_spoken(found)}'


def _left_out(found: Meaning) -> str:
    parts = listed([f'"{part}"' for part in found.left_out])
    return f"I can't do {parts}, so I left that out."


def teach(hearing: Hearing) -> Answer:
    """Take a phrase that is taught in one sentence."""
    state = hearing.state.with_(offer=None, phrase=None)
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    book = book_of(hearing)
    turn = phrase_turn(hearing.text, None, book, hearing.at)
    if turn is None or turn.told is None:
        return Answer(f"I'd like to learn that. {_HOW}", state)
    found = turn.meaning(hearing.readings, book)
    said = turn.said
    if not found and len(_PARTS.split(turn.told.means)) > MOST_STEPS:
        return Answer(_TOO_MUCH, state, Outcome.UNSUPPORTED)
    if not found and phrase_key(bare_of_calls(turn.told.means)) == phrase_key(said):
        return Answer(_ITSELF.format(said=said[:80]), state, Outcome.UNSUPPORTED)
    if not found:
        words = turn.words or turn.told.means
        say = (
            f'I don\'t understand "{words[:80]}", so I haven\'t remembered "{said[:80]}". Please say it in other words.'
        )
        return Answer(say, state, Outcome.UNSUPPORTED)
    if problem := _impossible(said, found.name, found.steps, book):
        return Answer(problem, state, Outcome.UNSUPPORTED)
    if (works_already(said, hearing.readings.get(said), book) and not found.name) or _is_thing_already(said, found):
        asked = AskedPhrase(
            said, "shadow", steps=found.steps, texts=found.texts, name=found.name, words=hearing.text, at=hearing.at
        )
        say = f'"{said}" already means something to me. Shall it mean {_spoken(found)} from now on?'
        return Answer(say, state.with_(phrase=asked), Outcome.ASKED)
    before = book.by_key.get(phrase_key(said))
    phrase, refused = _keep(hearing, said, found.name, found.steps, "corrected" if before else "told", hearing.text)
    if phrase is None:
        return Answer(refused, state, Outcome.UNSUPPORTED)
    now = " now" if before is not None else ""
    say = f'Got it: "{said}"{now} means {_spoken(found)}.'
    if found.left_out:
        say = f"{say} {_left_out(found)}"
    return Answer(say, state)


def _is_thing_already(said: str, found: Meaning) -> bool:
    """Whether words that get another name are a room or a device of their own."""
    return (
        found.name
        and names_thing(said)
        and names_thing(found.steps[0])
        and phrase_key(said) != phrase_key(found.steps[0])
    )


def _impossible(said: str, name: bool, steps: tuple[str, ...], book: Phrasebook) -> str:
    """Why a phrase cannot be kept; empty when it can."""
    if len(said) > MOST_CHARACTERS or any(len(step) > MOST_CHARACTERS for step in steps):
        return f"That is too long to remember: a phrase and each of its steps can have {MOST_CHARACTERS} characters."
    if len(steps) > MOST_STEPS:
        return _TOO_MUCH
    if name and phrase_key(said) == phrase_key(steps[0]):
        return f"\"{said}\" can't stand for itself, so I haven't remembered it."
    if comes_back(said, name, steps, book):
        return f'That would make "{said}" call itself, so I haven\'t remembered it.'
    return ""


def comes_back(said: str, name: bool, steps: tuple[str, ...], book: Phrasebook) -> bool:
    """Whether a phrase with that meaning would come back to itself, through others too, or grow beyond all bounds."""
    kind = Kind.NAME if name else Kind.REQUEST
    trial = Phrase(-1, "", kind, said, steps, "", "told", datetime(2026, 1, 1, tzinfo=timezone.utc))
    others = tuple(phrase for phrase in book.phrases if phrase.key != trial.key)
    with_it = Phrasebook((trial, *others))
    return with_it.returns_to(trial)


def _keep(
    hearing: Hearing, said: str, name: bool, steps: tuple[str, ...], source: str, words: str
) -> tuple[Phrase | None, str]:
    kind = Kind.NAME if name else Kind.REQUEST
    try:
        return hearing.memory.teach_phrase(hearing.person, said, kind, steps, words, source, hearing.now), ""
    except MemoryError_ as problem:
        if type(problem) is not MemoryError_:
            raise
        return None, str(problem)


def known(hearing: Hearing) -> Answer:
    """Read out the phrases a person taught."""
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    told = [f"{phrase.told}." for phrase in hearing.profile.phrases]
    if not told:
        return Answer(f"You have not taught me any words yet. {_HOW}", hearing.state)
    rest = len(told) - TOLD_AT_ONCE
    more = f" And {rest} more." if rest > 0 else ""
    return Answer(" ".join(told[:TOLD_AT_ONCE]) + more, hearing.state)


def explain(hearing: Hearing) -> Answer:
    """Tell what a phrase means, and when it was taught."""
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    phrase = book_of(hearing).named(hearing.text)
    if phrase is None:
        return Answer(f"You have not taught me that word. {_HOW}", hearing.state, Outcome.NOT_FOUND)
    return Answer(f"{phrase.told}. {evidence(phrase, hearing)}".strip(), hearing.state)


def evidence(phrase: Phrase, hearing: Hearing) -> str:
    """The words a phrase was learned from, and when."""
    return told_when(phrase.words, phrase.source, phrase.learned_at, hearing.now)


def forget(hearing: Hearing, phrases: tuple[Phrase, ...]) -> Answer:
    """Forget phrases, for good."""
    gone = [one for phrase in phrases for one in hearing.memory.forget_phrases(hearing.person, phrase.key)]
    if not gone:
        return Answer("I don't have that, so there is nothing to forget.", hearing.state, Outcome.NOT_FOUND)
    told = listed([f'"{phrase.said}"' for phrase in gone])
    return Answer(f"Forgotten: I no longer know what {told} {'mean' if len(gone) > 1 else 'means'}.", hearing.state)
