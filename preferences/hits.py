"""Finds the patterns of statements in a sentence, with the values each speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from preferences.clauses import Sentence
from preferences.flow import Flow, Keeps
from preferences.frames import FRAMES, STRONG, WEAK, Frame, Kind, Shape
from preferences.intro import introduces
from preferences.nouns import noun_at, verb_at
from preferences.objects import Item, Objects, Setting, read_objects
from preferences.stated import Unknown
from preferences.unknowns import unheard_of, unknown_name, unknown_value

_MUCH = re.compile(r"(?:a lot|so much|very much|the most|best|more than)")
_RIGHT_NOW = frozenset(
    {"put on", "play", "turn on", "see", "hear", "order", "cook", "bet on", "have for dinner", "go for"}
)
"""Verbs that say what one does just now rather than what one likes, unless "always" or the like stands beside them."""
_HABIT = re.compile(
    r"\b(?:always|usually|mostly|mainly|only|generally|normally|typically|often|exclusively|never|tend to|every)\b"
)
_GIVES_UP = re.compile(
    r"\b(?:no|avoid|allergic|intolerant|sensitive|not (?:\w+ )?(?:eat|take|tolerate|handle|stomach)|but|except)\b"
)
"""Words by which not having something is a way of eating: "I avoid gluten"."""
_AFTER_NOUN = frozenset(
    [
        ",", "of", "to", "in", "for", "at", "on", "from", "and", "but", "now", "these", "right", "by", "too", "since",
        "because", "i", "as", "ever", "there", "anywhere",
    ]
)  # fmt: skip
"""What may follow a noun that ends there: "music of all time", but not "music video"."""
_AFTER_PRONOUN = frozenset([".", ",", "a", "so", "too", "and", "but", "very", "now", "any", "either", "!", "at", "the"])
_NO_SUBJECT = frozenset(["this", "that", "he", "she", "it", "i", "who", "what", "here", "there"])


@dataclass(frozen=True)
class Hit:
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


@dataclass
class Course:
    """What a text has told so far; later clauses lean on it."""

    closed: tuple[Flow, ...]
    """The concepts whose values are known."""
    known: frozenset[str]
    """Words of the language, which are never taken for misspellings."""
    before: tuple[Flow, ...] = ()
    """The concepts spoken of last."""
    last: tuple[Item, ...] = ()
    """The values named last."""
    moved: bool = False
    """True when the clause before said that something is over."""
    favoured: bool = False
    """True when the clause before named a favourite, so that "not X" behind it only takes X back."""
    asked: str = ""
    """The concept that was asked about; what names several things names one of these."""


class Finder:
    """Finds the patterns that begin at a token of a sentence."""

    def __init__(self, course: Course) -> None:
        self.course = course

    def find(self, sentence: Sentence, at: int, segment: int, chained: bool) -> Hit | None:
        """The first pattern that begins at a token and finds a value, or clearly names an unknown one.

        Args:
            sentence: where to look.
            at: the token.
            segment: the token after the clause before.
            chained: whether a clause before told something.
        """
        place = sentence.place(at)
        unknown: Hit | None = None
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
        if frame.kind is Kind.AGAIN and frame.ended_before:
            return chained and at == segment and self.course.moved
        if frame.kind is Kind.MORE:
            return chained and at == segment
        if frame.denies:
            many = all(flow.keeps is Keeps.MANY for flow in self.course.before)
            return chained and at == segment and many
        if who is None:
            if frame.shape is Shape.BEFORE:
                return True
            explicit = match.group().startswith(("the ", "what i"))
            return introduces(sentence, segment, at, explicit) or at == segment
        who = who.strip()
        if who in ("i", "we", "my", "our"):
            return introduces(sentence, segment, at, True)
        if who:
            # "I love jazz but hate country": the subject is shared with the clause before.
            return chained and at == segment
        return frame.elliptic and (frame.kind is not Kind.USE) and segment == 0 and introduces(sentence, 0, at, False)

    def _concepts(
        self, sentence: Sentence, frame: Frame, match: re.Match[str]
    ) -> tuple[tuple[Flow, ...], bool, int] | None:
        """The concepts a pattern may speak of, whether it fixes them, and the token the values begin at."""
        end = sentence.index(match.end())
        if frame.kind is Kind.SIDE:
            return tuple(flow for flow in self.course.closed if flow.with_the), False, end
        if frame.kind in (Kind.AGAIN, Kind.MORE):
            return tuple(flow for flow in self.course.before if flow.vocabulary is not None), True, end
        if frame.kind is Kind.USE:
            verb = verb_at(sentence.tokens, end, self.course.closed)
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
        return self.course.closed, False, end

    def _filled(self, sentence: Sentence, frame: Frame, match: re.Match[str], at: int, segment: int) -> Hit | None:
        concepts = self._concepts(sentence, frame, match)
        if concepts is None or not concepts[0]:
            return None
        flows, fixed, end = concepts
        begin = at
        liked, strength = frame.liked, self._strength(frame, match.group())
        verb_token = max(begin, min(end, len(sentence.tokens)) - 1)
        follows = frame.kind in (Kind.FAN, Kind.SIDE) or (any(f.with_the for f in flows) and frame.kind is Kind.USE)
        setting = Setting(flows, fixed, follows, frame.closing, self.course.known, self.course.asked)
        if frame.shape is Shape.BEFORE:
            return self._before(sentence, frame, setting, begin, end, segment, liked, strength)
        pronoun = self._pronoun(sentence, end)
        if pronoun is not None and frame.kind in (Kind.TASTE, Kind.FAN):
            meant = self._mentioned(sentence, begin)
            return Hit(frame, begin, verb_token, end + 1, meant, None, liked, strength, flows) if meant else None
        objects = read_objects(sentence, end, setting)
        if frame.shape is Shape.INSIDE and not self._closed(sentence, match, objects):
            return None
        items = objects.items
        gives_up = (not frame.liked and frame.kind is Kind.USE) or frame.ended or frame.without
        if not gives_up and (frame.liked or not _GIVES_UP.search(match.group())):
            items = tuple(item for item in items if not item.avoided)
        if frame.without:
            items = tuple(item for item in items if item.avoided)
        if not items:
            unknown = self._unknown_of(sentence, frame, setting, end)
            return Hit(frame, begin, verb_token, end, (), unknown, liked, strength, flows) if unknown else None
        tail = " ".join(token.text for token in sentence.tokens[objects.end : objects.end + 4])
        if liked and frame.kind is Kind.TASTE and strength == 1.0 and _MUCH.match(tail):
            strength = 1.5
        return Hit(frame, begin, verb_token, objects.end, items, None, liked, strength, flows)

    def _unknown_of(self, sentence: Sentence, frame: Frame, setting: Setting, at: int) -> Unknown | None:
        if frame.closing is not None or frame.without:
            return None
        if setting.fixed and frame.kind in (Kind.NOUN, Kind.AGAIN):
            return unknown_value(sentence, at, setting.flows)
        found = None
        if frame.kind is Kind.USE and setting.fan and len(setting.flows) == 1:
            found = unknown_name(sentence, at, setting.flows)
        if found is None and frame.kind in (Kind.TASTE, Kind.FAN, Kind.USE):
            found = unheard_of(sentence, at, setting.flows, self.course.known)
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
            found = noun_at(sentence.tokens, at, self.course.closed) or verb_at(sentence.tokens, at, self.course.closed)
            if found is None or not self._ends_noun(sentence, found[1], end):
                continue
            if found[1] <= end and (best is None or found[1] - at > best[0]):
                best = (found[1] - at, found[0], found[1])
        return (best[1], best[2]) if best is not None else None

    def _mentioned(self, sentence: Sentence, before: int) -> tuple[Item, ...]:
        """What "it" stands for: the value named last before a token, else the one of the statement before."""
        setting = Setting(self.course.closed, known=self.course.known)
        for at in range(before - 1, -1, -1):
            objects = read_objects(sentence, at, setting)
            if objects.items and objects.end <= before:
                return objects.items
        return self.course.last

    def _ends_noun(self, sentence: Sentence, at: int, end: int) -> bool:
        """Whether a noun ends there: "music", "music of all time", but not "music video"."""
        return at >= end or at >= len(sentence.tokens) or sentence.tokens[at].text in _AFTER_NOUN

    def _pronoun(self, sentence: Sentence, at: int) -> int | None:
        if at < len(sentence.tokens) and sentence.tokens[at].text in ("it", "them", "that", "those"):
            following = sentence.tokens[at + 1].text if at + 1 < len(sentence.tokens) else "."
            if following in _AFTER_PRONOUN:
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
    ) -> Hit | None:
        at, setting = segment, replace(setting, end=begin)
        while at < begin:
            if introduces(sentence, segment, at, False) or sentence.tokens[at - 1].text in (",", "and", "but"):
                objects = read_objects(sentence, at, setting)
                if objects.items and objects.end == begin:
                    return Hit(frame, at, begin, end, objects.items, None, liked, strength, setting.flows)
            at += 1
        if (
            frame.kind is Kind.NOUN
            and setting.fixed
            and sentence.words(segment, begin)[:1].isupper()
            and begin - segment <= 4
        ):
            words = sentence.words(segment, begin)
            if sentence.tokens[segment].text not in _NO_SUBJECT:
                return Hit(
                    frame, segment, begin, end, (), Unknown(setting.flows[0].concept, words), flows=setting.flows
                )
        return None
