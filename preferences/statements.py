"""Reads what people say about themselves: "I love jazz but can't stand country, and call me Sam".

Patterns propose, the parse decides: what stands under another subject, an "if" or a reporting verb is nobody's taste.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from preferences import parsing
from preferences.clauses import Sentence, sentences_of
from preferences.condition import ALWAYS, Condition
from preferences.condition_reading import FoundCondition, find_conditions
from preferences.flow import Flow, Keeps
from preferences.frames import CUES, FRAMES, STRONG, WEAK, Frame, Kind, Shape
from preferences.intro import asks, doubts, introduces, supposes
from preferences.objects import Item, Objects, Setting, noun_at, read_objects, verb_at
from preferences.preference import Statement
from preferences.stated import Ambiguous, StatementReading, Unknown
from preferences.templates import Said, cues_of, read_templates
from preferences.unknowns import unheard_of, unknown_name, unknown_value
from preferences.values import read_value

LONGEST = 600
"""Characters from which on a text is no statement."""
_ALSO = re.compile(r"(?:cond\d+ )?(?:(?:,|and|but) )+(?:cond(?P<number>\d+) )?(?:, )?(?:at|around|about|by|in) ")
"""A second value for another time: "and on weekends at"."""
_MUCH = re.compile(r"(?:a lot|so much|very much|the most|best|more than)")
_RIGHT_NOW = frozenset(
    {"put on", "play", "turn on", "see", "hear", "order", "cook", "bet on", "have for dinner", "go for"}
)
"""Verbs that say what one does just now rather than what one likes, unless "always" or the like stands beside them."""
_STANDING = re.compile(r"\b(?:always|from now on)\b")
_HABIT = re.compile(
    r"\b(?:always|usually|mostly|mainly|only|generally|normally|typically|often|exclusively|never|tend to|every)\b"
)


@dataclass(frozen=True)
class _Hit:
    """One pattern with what it speaks of."""

    frame: Frame
    begin: int
    """Its first token."""
    verb: int
    """The token that carries its meaning."""
    end: int
    """The token after its last value."""
    items: tuple[Item, ...] = ()
    unknown: Unknown | None = None
    liked: bool = True
    strength: float = 1.0
    flows: tuple[Flow, ...] = ()


def looks_like_statement(text: str, flows: Sequence[Flow] = ()) -> bool:
    """Whether it is worth reading the text for statements; a few microseconds, and rarely wrong about a no.

    With the flows it also knows the shapes that only their own examples have.
    """
    if len(text) > LONGEST:
        return False
    plain = text.replace("’", "'")
    if CUES.search(plain) is not None:
        return True
    return bool(flows) and _cues(flows).search(plain) is not None


_latest_cues: list[tuple[Sequence[Flow], re.Pattern[str]]] = []


def _cues(flows: Sequence[Flow]) -> re.Pattern[str]:
    # A process has one set of flows; hashing all their examples for a cache would cost more than the look itself.
    if not _latest_cues or _latest_cues[0][0] is not flows:
        _latest_cues[:] = [(flows, cues_of(tuple(flow.statements for flow in flows)))]
    return _latest_cues[0][1]


def read_statements(text: str, flows: Sequence[Flow], now: datetime, nlp: Any) -> StatementReading:
    """Read every preference a text states about its speaker.

    Args:
        text: what the person said.
        flows: the teaching flows, with their vocabularies.
        now: the person's clock, aware.
        nlp: the loaded spaCy pipeline; it is only used for texts that a pattern fits.
    """
    if not looks_like_statement(text, flows):
        return StatementReading(rejected="too long" if len(text) > LONGEST else "no words of a statement")
    try:
        return _Reading(text, tuple(flows), now, nlp).read()
    finally:
        parsing.release()


class _Reading:
    """The reading of one text."""

    def __init__(self, text: str, flows: tuple[Flow, ...], now: datetime, nlp: Any) -> None:
        self.text = text
        self.flows = flows
        self.closed = tuple(flow for flow in flows if flow.vocabulary is not None)
        self.now = now
        self.nlp = nlp
        self.conditions: list[FoundCondition] = find_conditions(text, now)
        self.statements: list[Statement] = []
        self.ambiguous: list[Ambiguous] = []
        self.unknown: list[Unknown] = []
        self.rejected = ""
        self.before: tuple[Flow, ...] = ()
        self.last: tuple[Item, ...] = ()
        self.moved = False

    def read(self) -> StatementReading:
        self._sentences()
        if not self.statements and any(one.condition.room for one in self.conditions):
            # "I spend my time in the office": the room is what is told, not where something holds.
            self.conditions = [one for one in self.conditions if not one.condition.room]
            self._sentences()
        found = bool(self.statements or self.ambiguous or self.unknown)
        return StatementReading(
            tuple(self.statements),
            tuple(self.ambiguous),
            tuple(self.unknown) if not self.statements and not self.ambiguous else (),
            "" if found else self.rejected or "no pattern fits",
        )

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
            said = read_templates(sentence, at, self.flows, self.now, self._known())
            hit = self._hit(sentence, at, segment, chained)
            longer = said is not None and (hit is None or not hit.items or said.end > hit.end)
            if said is not None and longer and self._take_said(sentence, said, segment):
                end = self._carried_on(sentence, said)
                at, segment, chained = end, end, True
                continue
            if hit is not None and self._take(sentence, hit, segment):
                at, segment, chained = max(hit.end, at + 1), hit.end, True
                continue
            at += 1

    def _known(self) -> frozenset[str]:
        return parsing.known_words(self.nlp)

    def _introduced(self, sentence: Sentence, segment: int, begin: int, explicit: bool) -> bool:
        """Whether what stands between the last clause and a pattern leaves the pattern to the speaker."""
        return introduces(sentence, segment, begin, explicit)

    # ------------------------------------------------------------ patterns

    def _hit(self, sentence: Sentence, at: int, segment: int, chained: bool) -> _Hit | None:
        place = sentence.place(at)
        unknown: _Hit | None = None
        for frame in FRAMES:
            match = frame.pattern.match(sentence.normal, place)
            if match is None or (match.end() == match.start() and frame.kind is not Kind.FAN):
                continue
            if not self._stands(sentence, frame, match, at, segment, chained):
                continue
            hit = self._filled(sentence, frame, match, at, segment)
            if hit is None:
                continue
            if hit.items:
                return hit
            unknown = unknown or hit
        return unknown

    def _stands(
        self, sentence: Sentence, frame: Frame, match: re.Match[str], at: int, segment: int, chained: bool
    ) -> bool:
        groups = match.groupdict()
        who = groups.get("who")
        if frame.kind is Kind.AGAIN and match.group().strip() == "to":
            return chained and at == segment and self.moved
        if who is None:
            if frame.shape is Shape.BEFORE:
                return True
            explicit = match.group().startswith(("the ", "what i"))
            return self._introduced(sentence, segment, at, explicit) or at == segment
        who = who.strip()
        if who in ("i", "we", "my", "our"):
            return self._introduced(sentence, segment, at, True)
        if who and match.group().startswith(("but not", "and not", ", not")):
            return chained and at == segment and all(item.flow.keeps is Keeps.MANY for item in self.last)
        if who:
            # "I love jazz but hate country": the subject is shared with the clause before.
            return chained and at == segment
        return frame.elliptic and (frame.kind is not Kind.USE) and segment == 0 and introduces(sentence, 0, at, False)

    def _concepts(
        self, sentence: Sentence, frame: Frame, match: re.Match[str]
    ) -> tuple[tuple[Flow, ...], bool, int] | None:
        """The concepts a pattern may speak of, whether it fixes them, and the token the values begin at."""
        end = sentence.index(match.end())
        if frame.kind is Kind.AGAIN:
            return tuple(flow for flow in self.before if flow.vocabulary is not None), True, end
        if frame.kind is Kind.USE:
            verb = verb_at(sentence.tokens, end, self.closed)
            if verb is None:
                return None
            said = " ".join(token.text for token in sentence.tokens[end : verb[1]])
            if said.endswith("ing") or (said in _RIGHT_NOW and not _HABIT.search(match.group())):
                return None
            return verb[0], True, verb[1]
        noun = match.groupdict().get("noun")
        if noun is not None and noun.strip():
            from_token = sentence.index(match.start("noun") + (1 if noun.startswith(" ") else 0))
            named = self._noun(sentence, from_token, from_token + len(noun.split()), frame)
            if named is None:
                return None
            return named[0], True, named[1] if frame.shape is Shape.BEFORE else end
        if frame.kind is Kind.NOUN and frame.shape is Shape.BEFORE:
            return None
        return self.closed, False, end

    def _filled(self, sentence: Sentence, frame: Frame, match: re.Match[str], at: int, segment: int) -> _Hit | None:
        concepts = self._concepts(sentence, frame, match)
        if concepts is None or not concepts[0]:
            return None
        flows, fixed, end = concepts
        begin = at
        liked, strength = frame.liked, self._strength(frame, match.group())
        verb_token = max(begin, min(end, len(sentence.tokens)) - 1)
        follows = frame.kind is Kind.FAN or (any(f.with_the for f in flows) and frame.kind is Kind.USE)
        setting = Setting(flows, fixed, follows, frame.closing, self._known())
        if frame.shape is Shape.BEFORE:
            return self._before(sentence, frame, setting, begin, end, segment, liked, strength)
        pronoun = self._pronoun(sentence, end)
        if pronoun is not None and frame.kind in (Kind.TASTE, Kind.FAN):
            meant = self._mentioned(sentence, begin)
            return _Hit(frame, begin, verb_token, end + 1, meant, None, liked, strength, flows) if meant else None
        objects = read_objects(sentence, end, setting)
        if frame.shape is Shape.INSIDE and not self._closed(sentence, match, objects):
            return None
        items = objects.items
        gives_up = (not frame.liked and frame.kind is Kind.USE) or frame.ended or "allergic" in match.group()
        if not gives_up:
            items = tuple(item for item in items if not item.avoided)
        if not items:
            unknown = self._unknown_of(sentence, frame, setting, end)
            return _Hit(frame, begin, verb_token, end, (), unknown, liked, strength, flows) if unknown else None
        tail = " ".join(token.text for token in sentence.tokens[objects.end : objects.end + 4])
        if liked and frame.kind is Kind.TASTE and strength == 1.0 and _MUCH.match(tail):
            strength = 1.5
        return _Hit(frame, begin, verb_token, objects.end, items, None, liked, strength, flows)

    def _unknown_of(self, sentence: Sentence, frame: Frame, setting: Setting, at: int) -> Unknown | None:
        if setting.fixed and frame.kind in (Kind.NOUN, Kind.AGAIN):
            return unknown_value(sentence, at, setting.flows)
        found = None
        if frame.kind is Kind.USE and setting.fan and len(setting.flows) == 1:
            found = unknown_name(sentence, at, setting.flows)
        if found is None and frame.kind in (Kind.TASTE, Kind.FAN, Kind.USE):
            found = unheard_of(sentence, at, setting.flows, self._known())
        return found

    def _strength(self, frame: Frame, words: str) -> float:
        if frame.kind is not Kind.NOUN and frame.shape is not Shape.BEFORE and WEAK.search(words):
            return 0.5
        if STRONG.search(words) and not re.search(r"\bnot (?:\w+ )?really\b", words):
            return max(frame.strength, 1.5) if frame.strength < 2 else 2.0
        return frame.strength

    def _noun(self, sentence: Sentence, begin: int, end: int, frame: Frame) -> tuple[tuple[Flow, ...], int] | None:
        best: tuple[int, tuple[Flow, ...], int] | None = None
        last = begin + 1 if frame.shape is Shape.BEFORE and frame.kind is Kind.NOUN else end
        for at in range(begin, last):
            found = noun_at(sentence.tokens, at, self.closed) or verb_at(sentence.tokens, at, self.closed)
            if found is None or not self._ends_noun(sentence, found[1], end):
                continue
            if found[1] <= end and (best is None or found[1] - at > best[0]):
                best = (found[1] - at, found[0], found[1])
        return (best[1], best[2]) if best is not None else None

    def _mentioned(self, sentence: Sentence, before: int) -> tuple[Item, ...]:
        """What "it" stands for: the value named last before a token, else the one of the statement before."""
        setting = Setting(self.closed, known=self._known())
        for at in range(before - 1, -1, -1):
            objects = read_objects(sentence, at, setting)
            if objects.items and objects.end <= before:
                return objects.items
        return self.last

    def _ends_noun(self, sentence: Sentence, at: int, end: int) -> bool:
        """Whether a noun ends there: "music", "music of all time", but not "music video"."""
        if at >= end or at >= len(sentence.tokens):
            return True
        text = sentence.tokens[at].text
        return text in (
            ",",
            "of",
            "to",
            "in",
            "for",
            "at",
            "on",
            "from",
            "and",
            "but",
            "now",
            "these",
            "right",
            "by",
            "too",
            "since",
            "because",
            "i",
            "as",
        )

    def _pronoun(self, sentence: Sentence, at: int) -> int | None:
        if at < len(sentence.tokens) and sentence.tokens[at].text in ("it", "them", "that", "those"):
            following = sentence.tokens[at + 1].text if at + 1 < len(sentence.tokens) else "."
            if following in (
                ".",
                ",",
                "a",
                "so",
                "too",
                "and",
                "but",
                "very",
                "now",
                "any",
                "either",
                "!",
                "at",
                "the",
            ):
                return at
        return None

    def _closed(self, sentence: Sentence, match: re.Match[str], objects: Objects) -> bool:
        """Whether "... fan" speaks of the speaker: "I am a ... fan", or just "huge ... fan here"."""
        if re.match(r"(?:i|we) ", match.group()) or re.search(r"\b(?:am|are|been|an?|not)\b", match.group()):
            return True
        rest = sentence.tokens[objects.end].text if objects.end < len(sentence.tokens) else "."
        return match["who"].strip() == "" and rest in (".", ",", "here", "and", "but", "!", "for", "through")

    def _before(
        self,
        sentence: Sentence,
        frame: Frame,
        setting: Setting,
        begin: int,
        end: int,
        segment: int,
        liked: bool,
        strength: float,
    ) -> _Hit | None:
        at = segment
        while at < begin:
            if introduces(sentence, segment, at, False) or sentence.tokens[at - 1].text in (",", "and", "but"):
                objects = read_objects(sentence, at, setting)
                if objects.items and objects.end == begin:
                    return _Hit(frame, at, begin, end, objects.items, None, liked, strength, setting.flows)
            at += 1
        if (
            frame.kind is Kind.NOUN
            and setting.fixed
            and sentence.words(segment, begin)[:1].isupper()
            and begin - segment <= 4
        ):
            words = sentence.words(segment, begin)
            if sentence.tokens[segment].text not in (
                "this",
                "that",
                "he",
                "she",
                "it",
                "i",
                "who",
                "what",
                "here",
                "there",
            ):
                return _Hit(
                    frame, segment, begin, end, (), Unknown(setting.flows[0].concept, words), flows=setting.flows
                )
        return None

    # ------------------------------------------------------------ what was read

    def _take(self, sentence: Sentence, hit: _Hit, segment: int) -> bool:
        reason = self._objection(sentence, hit)
        if reason:
            self.rejected = reason
            return False
        if hit.unknown is not None:
            self.unknown.append(hit.unknown)
            self.before = hit.flows
            return True
        lead = self._leading(sentence, segment, hit.begin, hit.verb)
        taken = False
        for item in hit.items:
            number = item.condition if item.condition is not None else lead
            found = self.conditions[number] if number is not None else None
            if hit.frame.kind is Kind.WANT and (found is None or not found.firm):
                self.rejected = "a single request"
                continue
            once = found is not None and not found.firm and not _STANDING.search(sentence.normal)
            if hit.frame.kind is Kind.ORDER and hit.frame.liked and once:
                continue
            taken = self._keep(sentence, hit, item, found) or taken
        if taken:
            self.before = tuple({item.flow.concept: item.flow for item in hit.items}.values())
            self.last = hit.items
            self.moved = hit.frame.ended
        return taken

    def _keep(self, sentence: Sentence, hit: _Hit, item: Item, found: FoundCondition | None) -> bool:
        liked, ended = hit.liked, hit.frame.ended
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
        return self._store(item.flow, item.values, liked, hit.strength, condition, words, ended)

    def _store(
        self,
        flow: Flow,
        values: tuple[str, ...],
        liked: bool,
        strength: float,
        condition: Condition,
        words: str,
        ended: bool,
    ) -> bool:
        if not liked and not ended and len(flow.values.choices) == 2 and flow.keeps is Keeps.ONE:
            # Of two choices, not wanting one is wanting the other.
            values, liked = tuple(choice for choice in flow.values.choices if choice not in values), True
        # Read out as what the person said: a clause begins behind its comma.
        words = words.lstrip(" ,;:")
        if len(values) > 1:
            self.ambiguous.append(Ambiguous(flow.concept, values, words, liked, condition))
            return True
        statement = Statement(flow.concept, values[0], liked, strength, condition, words, ended)
        same = [s for s in self.statements if (s.concept, s.value, s.condition) == (flow.concept, values[0], condition)]
        for other in same:
            self.statements.remove(other)
        self.statements.append(statement)
        return True

    def _take_said(self, sentence: Sentence, said: Said, segment: int) -> bool:
        if not self._introduced(sentence, segment, said.begin, said.explicit):
            return False
        if said.verb_elided and segment:
            return False
        hit = _Hit(FRAMES[0], said.begin, said.verb, said.end)
        reason = self._objection(sentence, hit, literal=True)
        if reason:
            self.rejected = reason
            return False
        if not said.values:
            self.unknown.append(Unknown(said.flow.concept, said.words))
            return True
        number = said.condition
        if number is None:
            number = self._leading(sentence, segment, said.begin, said.verb)
        found = self.conditions[number] if number is not None else None
        words = sentence.words(said.begin, said.end)
        condition = found.condition if found is not None else ALWAYS
        if found is not None and not found.firm and said.flow.vocabulary is None and condition.until is not None:
            return False
        self._store(said.flow, said.values, said.liked, said.strength, condition, words, said.ended)
        self.before = (said.flow,)
        self.moved = said.ended
        return True

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

    def _leading(self, sentence: Sentence, segment: int, begin: int, verb: int) -> int | None:
        for at in range(verb, segment - 1, -1):
            text = sentence.tokens[at].text
            if text.startswith("cond") and text[4:].isdigit():
                return int(text[4:])
        return None

    def _objection(self, sentence: Sentence, hit: _Hit, literal: bool = False) -> str:
        """What speaks against a hit; a literal one follows an example word by word, so its subject is right."""
        if supposes(sentence, hit.begin, hit.end):
            return "a supposition"
        verb = sentence.tokens[min(hit.verb, len(sentence.tokens) - 1)]
        items = [sentence.tokens[min(item.end, len(sentence.tokens)) - 1].start for item in hit.items]
        begin = sentence.tokens[hit.begin].start
        if literal or sentence.tokens[hit.begin].text not in ("i", "we"):
            begin = verb.start
        return parsing.objection(self.nlp, self.text, begin, verb.start, items)
