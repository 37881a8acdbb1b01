"""What somebody's explanation of a phrase comes to: the best way to cut its words into requests that are understood.

Cutting words well takes reading them. So every way to cut is written down first (`preferences.candidates`), NLU reads
them all at once, and then the best way is chosen (`choose`). Plain values in and out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preferences import acts
from preferences.answer_words import stripped
from preferences.candidates import LEVEL, Candidate, parts_of
from preferences.carriers import VERBS, load_carriers
from preferences.framing import Frame
from preferences.gap import HOME
from preferences.gaps import find_gap, strange_words
from preferences.phrase import MOST_STEPS, plain_step
from preferences.phrase_names import is_known, is_name
from preferences.phrasebook import Phrasebook
from preferences.placing import is_amount
from preferences.request import Reading
from preferences.vocabulary import words_of

SURE = 0.4
"""Confidence from which on a step counts as understood."""
QUITE_SURE = 0.65
"""Confidence below which the person is asked whether that is meant."""


@dataclass(frozen=True)
class Meaning:
    """What the words were found to mean."""

    steps: tuple[str, ...] = ()
    """The requests, or the one other name."""
    texts: tuple[str, ...] = ()
    """The requests as they are served now."""
    name: bool = False
    """True for another name."""
    left_out: tuple[str, ...] = ()
    """Parts that were not understood."""
    sure: bool = True
    """False when it had better be confirmed."""

    def __bool__(self) -> bool:
        return bool(self.steps)


def choose(
    words: str, frame: Frame, found: Sequence[Candidate], readings: Mapping[str, Reading], book: Phrasebook
) -> Meaning:
    """The best way to read an explanation, given how NLU reads the candidates.

    Every part is in one step. A part joins the one before it unless it is a request by itself; parts that nothing
    can be made of are left out and told.
    """
    spans = parts_of(words)
    best: list[tuple[float, tuple[Candidate, ...], tuple[int, ...]] | None] = [None] * (len(spans) + 1)
    best[0] = (0.0, (), ())
    valid: dict[tuple[int, int], Candidate] = {}
    for one in found:
        if any(_is_another(words, spans[at]) for at in range(one.first + 1, one.last + 1)):
            continue
        if (one.first, one.last) not in valid and _understood(one, frame, readings, book):
            valid[one.first, one.last] = one
    for end in range(1, len(spans) + 1):
        for begin in range(end):
            before = best[begin]
            if before is None:
                continue
            score, taken, out = before
            whole = valid.get((begin, end - 1))
            if whole is not None:
                # Words that make a request only together cost nothing; a part left out costs most.
                joined = 0.05 * (end - 1 - begin) if _stands_alone(whole, words, spans, begin, valid) else 0.0
                gain = score - 0.02 - joined
                option = (gain, (*taken, whole), out)
            elif begin == end - 1:
                option = (score - 1.0, taken, (*out, begin))
            else:
                continue
            if best[end] is None or option[0] > best[end][0]:  # type: ignore[index]
                best[end] = option
    _, steps, left = best[-1] or (0.0, (), ())
    if not steps or len(steps) > MOST_STEPS or len(left) > len(steps):
        return Meaning()
    named = [one for one in steps if one.name]
    if named and (len(steps) > 1 or left):
        return Meaning()
    sure = min((readings[text].confidence for one in steps for text in one.texts if text in readings), default=1.0)
    texts = tuple(text for one in steps for text in one.texts)
    return Meaning(
        tuple(one.step for one in steps),
        texts,
        bool(named),
        tuple(words[spans[at][0] : spans[at][1]].strip(" ,") for at in left),
        sure >= QUITE_SURE,
    )


def _is_another(words: str, span: tuple[int, int]) -> bool:
    """Whether a part tells somebody to do something of its own: "play some music", but not "roll"."""
    part = words_of(words[span[0] : span[1]])
    return len(part) > 1 and part[0].key in VERBS


def _stands_alone(
    one: Candidate, words: str, spans: Sequence[tuple[int, int]], begin: int, valid: Mapping[tuple[int, int], Candidate]
) -> bool:
    """Whether every part of a joined candidate would be a request by itself."""
    for at in range(one.first, one.last + 1):
        part = valid.get((at, at))
        if part is not None and part.value and not part.name:
            return False  # "warm and dim" is one setting.
        is_told = _is_told(words[spans[at][0] : spans[at][1]])
        if part is None or (at > begin and not is_told and not part.step.startswith(("turn ", "set ", "play "))):
            return False
    return True


def _is_told(words: str) -> bool:
    """Whether words begin as a request does, one that asks for something to be done or told."""
    first = words_of(stripped(words))[:1]
    return bool(first) and (first[0].key in load_carriers().openers or first[0].key in _ASKING)


_ASKING = frozenset("what what's whats when when's where who how is are".split())


def _understood(one: Candidate, frame: Frame, readings: Mapping[str, Reading], book: Phrasebook) -> bool:
    for text in one.texts:
        reading = readings.get(text)
        if reading is None or not acts.is_request(reading.intent) or reading.confidence < SURE:
            return False
        if find_gap(text, reading.intent, reading.confidence, reading.entities) is not None:
            return False
        strange = strange_words(text, reading.intent, reading.entities) if reading.intent in HOME else ()
        if not strange and one.first < one.last and reading.intent == "play_music":
            strange = strange_words(text, reading.intent, reading.entities)
        if strange and (one.first < one.last or one.value or text.startswith("set ")):
            return False
    if one.name:
        return is_name(one.value) or _fits(one, frame, readings[one.texts[0]])
    if one.value and one.step == f"play {one.value}":
        known = [e for e in readings[one.texts[0]].entities if e.name in ("music_genre", "artist_name")]
        return readings[one.texts[0]].intent == "play_music" and any(is_known(e.name, e.value) for e in known)
    if one.value:
        return _fits(one, frame, readings[one.texts[0]])
    plain = plain_step(one.step)
    if book.whole(plain) is not None:
        return True
    if not _is_told(plain) and not is_amount(plain) and not LEVEL.search(plain):
        return False
    if readings[one.texts[0]].intent in HOME and plain.startswith("set "):
        return is_amount(plain) or LEVEL.search(plain.split(" to ", 1)[-1]) is not None
    return True


def _fits(one: Candidate, frame: Frame, reading: Reading) -> bool:
    """Whether the words that stand for the unknown ones say something that such a request can be about."""
    if len(one.value.split()) > 8:
        return False
    if frame.settable and frame.intent and not one.step.startswith("play "):
        return is_amount(one.value) or LEVEL.search(one.value) is not None
    said = one.value.casefold()
    marked = [e for e in reading.entities if e.text and e.name != "scene" and e.text.casefold() in said]
    marked += [e for e in reading.entities if e.text and e.name != "scene" and said in e.text.casefold()]
    return bool(marked) or is_amount(one.value)
