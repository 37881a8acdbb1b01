"""Reads what people say about themselves: "I love jazz but can't stand country, and call me Sam".

Patterns propose, the parse decides: what stands under another subject, an "if" or a reporting verb is nobody's taste.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from preferences import acts, gist, parsing
from preferences.acceptance import sifted
from preferences.clauses import Sentence, sentences_of, undrawn
from preferences.condition import ALWAYS, Condition
from preferences.condition_reading import FoundCondition, find_conditions
from preferences.flow import Flow, Keeps
from preferences.frames import CUES, FRAMES, Kind
from preferences.hits import Course, Finder, Hit
from preferences.intro import BOUNDARY, GREETING, asks, doubts, introduces, shares_subject, supposes, told_to_remember
from preferences.names import is_name
from preferences.nouns import singular_noun
from preferences.objects import Item
from preferences.preference import Statement
from preferences.request import Reading
from preferences.stated import NO_NAME, NO_PATTERN, NO_WORDS, Findings, StatementReading, Unknown
from preferences.templates import Said, cues_of, read_templates
from preferences.unknowns import unknown_value
from preferences.values import read_value

LONGEST = 600
"""Characters from which on a text is no statement."""
_ALSO = re.compile(r"(?:cond\d+ )?(?:(?:,|and|but) )+(?:cond(?P<number>\d+) )?(?:, )?(?:at|around|about|by|in) ")
"""A second value for another time: "and on weekends at"."""
_DOING = re.compile(r"\bto (?:hear|listen|watch|see|play|eat|have|get|order)\b")
"""Words of doing something now: "today I want to hear reggae"."""
_STANDING = re.compile(r"\b(?:always|from now on)\b")


def looks_like_statement(text: str, flows: Sequence[Flow] = ()) -> bool:
    """Whether it is worth reading the text for statements; a few microseconds, and rarely wrong about a no.

    With the flows it also knows the shapes that only their own examples have.
    """
    if len(text) > LONGEST:
        return False
    plain = undrawn(text.replace("’", "'"))
    if CUES.search(plain) is not None:
        return True
    return bool(flows) and _cues(flows).search(plain) is not None


_latest_cues: list[tuple[Sequence[Flow], re.Pattern[str]]] = []


def _cues(flows: Sequence[Flow]) -> re.Pattern[str]:
    # A process has one set of flows; hashing all their examples for a cache would cost more than the look itself.
    if not _latest_cues or _latest_cues[0][0] is not flows:
        nouns = tuple(noun for flow in flows if flow.keeps is Keeps.ONE for noun in flow.nouns)
        _latest_cues[:] = [(flows, cues_of(tuple(flow.statements for flow in flows), nouns))]
    return _latest_cues[0][1]


def read_statements(text: str, flows: Sequence[Flow], now: datetime, nlp: Any, asked: str = "") -> StatementReading:
    """Read every preference a text states about its speaker.

    Args:
        text: what the person said.
        flows: the teaching flows, with their vocabularies.
        now: the person's clock, aware.
        nlp: the loaded spaCy pipeline; it is only used for texts that a pattern fits.
        asked: the concept that was just asked about; a name it shares with others is taken for one of its own.
    """
    return _sifted(read_unsifted(text, flows, now, nlp, asked), flows, now)


def _sifted(stated: StatementReading, flows: Sequence[Flow], now: datetime) -> StatementReading:
    kept, refused = sifted(stated.statements, flows, now)
    return replace(stated, statements=kept, refused=refused) if refused or kept != stated.statements else stated


def read_unsifted(text: str, flows: Sequence[Flow], now: datetime, nlp: Any, asked: str = "") -> StatementReading:
    """The same before the rules and hooks of the flows have looked at the values."""
    if not looks_like_statement(text, flows):
        return StatementReading(rejected="too long" if len(text) > LONGEST else NO_WORDS)
    try:
        return _Reading(text, tuple(flows), now, nlp, asked).read()
    finally:
        parsing.release()


def read_message(
    text: str, said: Reading, flows: Sequence[Flow], now: datetime, nlp: Any, about: str = ""
) -> StatementReading:
    """Read what a message states: by the patterns, and by its gist where none fits and NLU is sure of a statement.

    Args:
        text: what the person said.
        said: what NLU and the interpreter took the message for.
        flows: the teaching flows, with their vocabularies.
        now: the person's clock, aware.
        nlp: the loaded spaCy pipeline.
        about: the concept of what is being put right; a name it shares with others is taken for one of its own.
    """
    reading = read_statements(text, flows, now, nlp, about)
    fits = bool(reading.statements or reading.ambiguous or reading.refused)
    fits = fits or reading.rejected not in ("", NO_PATTERN, NO_WORDS, NO_NAME)
    if fits or said.intent != acts.STATEMENT or said.why != "nlu" or said.confidence < gist.SURE:
        return reading
    found = _sifted(gist.read_gist(text, flows, now, nlp, about), flows, now)
    return found if found.statements or found.ambiguous or found.refused else reading


class _Reading:
    """The reading of one text."""

    def __init__(self, text: str, flows: tuple[Flow, ...], now: datetime, nlp: Any, asked: str) -> None:
        self.text = text
        self.flows = flows
        closed = tuple(flow for flow in flows if flow.vocabulary is not None)
        self.course = Course(closed, parsing.known_words(nlp), asked=asked)
        self.finder = Finder(self.course)
        self.now = now
        self.nlp = nlp
        self.conditions: list[FoundCondition] = find_conditions(text, now)
        self.found = Findings()
        self.rejected = ""

    def read(self) -> StatementReading:
        self._sentences()
        unused = not any(statement.condition.room for statement in self.found.statements)
        if unused and any(one.condition.room for one in self.conditions):
            # "I spend my time in the office": the room is what is told, not where something holds.
            self.conditions = [one for one in self.conditions if not one.condition.room]
            self._sentences()
        if not self.found:
            self._remembered()
        self.found.tell_apart(self.text, {flow.concept: flow for flow in self.flows})
        return self.found.reading(self.rejected)

    def _remembered(self) -> None:
        """Note what was to be remembered, though no concept knows it."""
        for sentence in sentences_of(self.text):
            at = told_to_remember(sentence)
            unknown = unknown_value(sentence, at, ()) if at is not None else None
            if unknown is not None:
                self.found.unknown.append(unknown)

    def _sentences(self) -> None:
        masks = [(one.start, one.end, f"cond{k}") for k, one in enumerate(self.conditions)]
        for sentence in sentences_of(self.text, masks):
            if asks(sentence):
                self.rejected = "a question"
                continue
            self._sentence(sentence)

    # ------------------------------------------------------------ one sentence

    def _sentence(self, sentence: Sentence) -> None:
        at, chained, segment = 0, False, 0
        count = len(sentence.tokens)
        while at < count:
            if at != segment and sentence.tokens[at].text == "'s":
                at += 1
                continue
            said = read_templates(sentence, at, self.flows, self.now, self.course.known)
            hit = self.finder.find(sentence, at, segment, chained)
            vague = hit is None or not hit.items or hit.frame.kind is Kind.WANT
            longer = said is not None and (hit is None or vague or said.end > hit.end)
            if said is not None and longer and self._take_said(sentence, said, segment):
                end = self._carried_on(sentence, said)
                at, segment, chained = end, end, True
                continue
            if hit is not None and self._take(sentence, hit, segment):
                at, segment, chained = max(hit.end, at + 1), hit.end, True
                continue
            at += 1

    # ------------------------------------------------------------ what was read

    def _take(self, sentence: Sentence, hit: Hit, segment: int) -> bool:
        reason = self._objection(sentence, hit)
        if reason:
            self.rejected = reason
            return False
        if hit.unknown is not None:
            self.found.unknown.append(hit.unknown)
            self.course.before = hit.flows
            return True
        lead = self._leading(sentence, segment, hit.verb)
        meant: list[tuple[Item, FoundCondition | None]] = []
        # "At breakfast I want jazz and at dinner soul": nobody wants both at once, so it is no single request.
        several = len({item.condition if item.condition is not None else lead for item in hit.items} - {None}) > 1
        for item in hit.items:
            number = item.condition if item.condition is not None else lead
            found = self.conditions[number] if number is not None else None
            if hit.frame.kind is Kind.WANT and not (found and found.firm):
                # "Today I only want to hear salsa, just for today": the firmer of the two counts.
                found = self._firm(sentence) or found
            standing = found and (several or found.firm or _for_once(sentence, hit, item, number))
            if hit.frame.kind is Kind.WANT and not standing:
                self.rejected = "a single request"
                continue
            once = found is not None and not found.firm and not _STANDING.search(sentence.normal)
            if hit.frame.kind is Kind.ORDER and hit.frame.liked and once:
                continue
            meant.append((item, found))
        if not meant:
            return False
        words = sentence.words(hit.begin, max(hit.end, hit.verb + 1))
        if not self._only_one(meant, words, hit.liked and not hit.frame.ended):
            for item, found in meant:
                self._keep(sentence, hit, item, found)
        self.course.before = tuple({item.flow.concept: item.flow for item in hit.items}.values())
        self.course.last = hit.items
        self.course.moved = hit.frame.ended
        self.course.favoured = hit.frame.kind is Kind.NOUN and hit.frame.liked
        return True

    def _only_one(self, meant: Sequence[tuple[Item, FoundCondition | None]], words: str, liked: bool) -> bool:
        """Whether several values were named of which one can be kept; then it is asked which."""
        flow, found = meant[0][0].flow, meant[0][1]
        values = tuple(dict.fromkeys(value for item, _ in meant for value in item.values))
        if len(meant) < 2 or not liked or any(item.flow is not flow or other is not found for item, other in meant):
            return False
        return self.found.choose(flow, values, words, found.condition if found is not None else ALWAYS)

    def _keep(self, sentence: Sentence, hit: Hit, item: Item, found: FoundCondition | None) -> None:
        liked, ended = hit.liked, hit.frame.ended
        if hit.frame.denies and self.course.favoured:
            # "My favourite singer is Sade, not Prince": not the favourite, which is no dislike.
            liked, ended = True, True
        if doubts(sentence, hit.begin):
            liked = not liked
        over = re.match(
            r"(?:(?:food|music|films|all|that|so|much) )*any (?:more|longer)",
            " ".join(token.text for token in sentence.tokens[item.end : item.end + 5]),
        )
        if over and not hit.liked and hit.frame.kind in (Kind.FAN, Kind.USE):
            ended, liked = True, True
        if item.avoided:
            liked, ended = True, False
        condition = found.condition if found is not None else ALWAYS
        words = sentence.words(hit.begin, max(hit.end, hit.verb + 1)) if item.begin >= hit.begin else sentence.original
        self._store(item.flow, item.values, liked, hit.strength, condition, words, ended)

    def _store(
        self,
        flow: Flow,
        values: tuple[str, ...],
        liked: bool,
        strength: float,
        condition: Condition,
        words: str,
        ended: bool,
    ) -> None:
        self.found.store(flow, values, Statement(flow.concept, "", liked, strength, condition, words, ended))

    def _take_said(self, sentence: Sentence, said: Said, segment: int) -> bool:
        if said.elided:
            if not shares_subject(sentence, segment, said.begin):
                return False
        elif not introduces(sentence, segment, said.begin, said.explicit):
            return False
        hit = Hit(FRAMES[0], said.begin, said.verb, said.end)
        reason = self._objection(sentence, hit, literal=True)
        if reason:
            self.rejected = reason
            return False
        if said.bare and not self._introduces_themself(sentence, said, segment):
            self.rejected = NO_NAME
            return False
        if not said.items and not said.value:
            self.found.unknown.append(Unknown(said.flow.concept, said.words))
            return True
        lead = self._leading(sentence, segment, said.verb)
        words = sentence.words(said.begin, said.end)
        if said.items:
            meant = [(item, self._condition(item.condition, lead)) for item in said.items]
            if not self._only_one(meant, words, said.liked and not said.ended):
                for item, found in meant:
                    condition = found.condition if found is not None else ALWAYS
                    liked = said.liked or item.avoided
                    self._store(said.flow, item.values, liked, said.strength, condition, words, said.ended)
        else:
            found = self._condition(said.condition, lead)
            condition = found.condition if found is not None else ALWAYS
            passing = found is not None and condition.until is not None
            if (passing and found is not None and not found.firm) or (said.passing and not passing):
                return False
            self._store(said.flow, (said.value,), said.liked, said.strength, condition, words, said.ended)
        self.course.before, self.course.last = (said.flow,), said.items
        self.course.moved, self.course.favoured = said.ended, False
        return True

    def _firm(self, sentence: Sentence) -> FoundCondition | None:
        """The one condition of a sentence that only a preference can have."""
        named = {token.text for token in sentence.tokens}
        firm = [one for k, one in enumerate(self.conditions) if one.firm and f"cond{k}" in named]
        return firm[0] if len(firm) == 1 else None

    def _condition(self, number: int | None, lead: int | None) -> FoundCondition | None:
        number = number if number is not None else lead
        return self.conditions[number] if number is not None else None

    def _introduces_themself(self, sentence: Sentence, said: Said, segment: int) -> bool:
        """Whether "I'm ..." gives a name, rather than saying how or what somebody is."""
        greeted = GREETING.search(sentence.normal[: sentence.place(said.begin)]) is not None
        begin, end = sentence.tokens[said.end - len(said.words.split())].start, sentence.tokens[said.end - 1].end
        return is_name(self.nlp, self.text, begin, end, self.flows, greeted)

    def _carried_on(self, sentence: Sentence, said: Said) -> int:
        """Read "... and on weekends at nine" behind a statement of a time or place; the token after it all."""
        end = said.end
        while said.flow.vocabulary is None and not said.flow.values.text:
            more = _ALSO.match(sentence.normal, sentence.place(end))
            if more is None:
                break
            begin = sentence.index(more.end())
            value = read_value(sentence, begin, said.flow, self.now) if begin < len(sentence.tokens) else None
            if value is None or not value.value:
                break
            behind = re.match(r"cond(\d+)", sentence.normal[sentence.place(value.end) :])
            number = more["number"] or (behind[1] if behind is not None else None)
            if number is None:
                break
            condition = self.conditions[int(number)].condition
            words = sentence.words(end, value.end)
            self._store(said.flow, (value.value,), said.liked, said.strength, condition, words, False)
            end = value.end
        return end

    def _leading(self, sentence: Sentence, segment: int, verb: int) -> int | None:
        """The number of the condition in front of a clause; one right behind the clause before belongs to that."""
        first = segment
        while segment and first < verb and sentence.tokens[first].text not in BOUNDARY:
            first += 1
        for at in range(verb, first - 1, -1):
            text = sentence.tokens[at].text
            if text.startswith("cond") and text[4:].isdigit():
                return int(text[4:])
        return None

    def _objection(self, sentence: Sentence, hit: Hit, literal: bool = False) -> str:
        """What speaks against a hit; a literal one follows an example word by word, so its subject is right."""
        if supposes(sentence, hit.begin, hit.end):
            return "a supposition"
        verb = sentence.tokens[min(hit.verb, len(sentence.tokens) - 1)]
        items = [sentence.tokens[min(item.end, len(sentence.tokens)) - 1].start for item in hit.items]
        begin = sentence.tokens[hit.begin].start
        if literal or sentence.tokens[hit.begin].text not in ("i", "we"):
            begin = verb.start
        return parsing.objection(self.nlp, self.text, begin, verb.start, items)


def _for_once(sentence: Sentence, hit: Hit, item: Item, number: int | None) -> bool:
    """Whether a wish under "today" or "tonight" sets a taste for that time, rather than asking for one thing now.

    "Tonight I feel like tacos" does, "I want to watch a comedy tonight" does not.
    """
    if "instead" in [token.text for token in sentence.tokens[item.end :]]:
        return True
    named = [token.text for token in sentence.tokens[hit.verb : item.end]]
    if "a" in named or "an" in named or singular_noun(named[-1]) or _DOING.search(" ".join(named)):
        return False
    if not any(token.text.startswith("cond") for token in sentence.tokens[: hit.begin]):
        return False
    # "In the kitchen I want jazz, in the office soul": the second stands in front of its own value.
    return any(token.text == f"cond{number}" for token in sentence.tokens[: item.end])
