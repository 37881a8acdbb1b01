"""The gist of a statement that no pattern reads: whose taste it is, what it is about, and its sign.

People have more ways to say what they like than any list of patterns: "my heart belongs to the Red Sox", "country
leaves me cold". Where NLU is sure that a message states a taste, the known values it names and the words around them
say enough. The guards are the ones of `preferences.statements`; the sign is negative only where some word makes it so.
"""

# Patterns are easier to read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from preferences import parsing
from preferences.clauses import Sentence, sentences_of
from preferences.condition import ALWAYS
from preferences.condition_reading import find_conditions
from preferences.flow import Flow
from preferences.intro import asks, supposes
from preferences.nouns import noun_at
from preferences.objects import Item, Setting, read_item, word_list
from preferences.preference import Statement
from preferences.stated import Findings, StatementReading

SURE = 0.7
"""NLU's confidence from which on a message that no pattern reads is taken for a statement."""
LONGEST = 200
"""Characters from which on a message tells a story rather than a taste."""

_TURNS = frozenset({"but", "none", "though", "although", "while", "whereas", "yet", "however", "(", ")"})
"""Words behind which the sign may be another."""
_JOINTS = frozenset({",", "and", "so", "because", "that", "it", "this"})
"""Words behind which an "I" begins a clause of its own."""
_OWN = re.compile(r"\b(?:i|me|my|we|us|our|mine|ours|myself)\b")
_NO_TASTE = re.compile(
    r"\b(?:want|wants|wanted|would|need|needs|could you|can you|would you|will you|let us|going to|about to|"
    r"tonight|right now|yesterday|tomorrow|last (?:night|week|month|year|time)|ago|used to|no longer|any more|any longer|"
    r"outgrown|grown out of|find|book|order me|tell|show|remind|add|buy|forget|delete|stop playing|"
    r"(?:am|are) (?:just |now |currently )?(?:eating|having|watching|listening|hearing|playing|cooking|making|reading|going|trying)|"
    r"is an? (?:[\w-]+ ){0,4}?(?:movie|film|song|band|singer|team|club|restaurant|place|show|game))\b"
)
"""Words of a single request, of something that happens once, or of something that is over."""
_TWICE_NO = re.compile(
    r"\b(?:(?:can|could|do|will|would) not (?:\w+ ){0,2}?(?:get enough|live without|do without|go without|resist|beat|go wrong|"
    r"say no|stop|help|imagine|miss|go (?:a day|\w+ days?) without)|(?:nothing|no one|nobody) (?:\w+ )?"
    r"(?:beats|like|better|gets|tops|compares|comes|does|plays|makes|hits|says)|never (?:\w+ )?(?:get|gets|got|grow|grows|say no|says no|"
    r"miss|misses|tire|tires|fail|fails|disappoints?)|no better|not (?:a|one) (?:day|week|morning|evening))\b"
)
"""Negations that praise: "you can't beat ...", "never gets old"."""
_NEGATIVE = re.compile(
    r"\b(?:not|no|none|never|nor|hardly|barely|rarely|seldom|nothing|without|anything but|except|hate\w*|detest\w*|loath\w*|"
    r"despis\w*|abhor\w*|dislik\w*|avoid\w*|away|spare|cold|bor(?:e|es|ed|ing)|scar(?:e|es|ed|y)|annoy\w*|creeps?|worst|awful|"
    r"terrible|horrible|horrid|dreadful|gross|disgust\w*|yuck\w*|ugh|eww?|meh|blah|sick|tired|fed up|allerg\w*|intoleran\w*|"
    r"overrated|ruins?|dread\w*|kills?|rid of|skip|keep out|leave out|leave off|lay off|headaches?|nightmares?|nerves|puke|"
    r"vomit|garbage|trash|rubbish|crap|noise|suck\w*|stinks?|hell|rather die|offends?|hurts?|trouble|problem|ban|banned|"
    r"enemy|enemies|rivals?|cringe|nope|unbearable|upsets?|bothers?)\b"
)


_OF_PEOPLE = re.compile(
    r"fans?|lovers?|man|men|woman|women|guys?|girls?|gals?|person|people|kids?|supporters?|household|family|nuts?|addicts?|"
    r"nights?|days?|stuff|things?|joints?|spots?|cooking|cuisines?|vibes?|nation|country|territory|jersey|shirt|season|games?"
)
"""What a value may stand before without meaning another kind of thing: "a Cubs guy"."""


def read_gist(text: str, flows: Sequence[Flow], now: datetime, nlp: Any, about: str = "") -> StatementReading:
    """Read the tastes a message states, for a message that NLU is sure states one.

    Args:
        text: what the person said.
        flows: the teaching flows, with their vocabularies.
        now: the person's clock, aware.
        nlp: the loaded spaCy pipeline.
        about: the concept of what is being put right; a name it shares with others is taken for one of its own.
    """
    if len(text) > LONGEST:
        return StatementReading(rejected="too long")
    conditions = find_conditions(text, now)
    masks = [(one.start, one.end, f"cond{number}") for number, one in enumerate(conditions)]
    closed = tuple(flow for flow in flows if flow.vocabulary is not None)
    setting = Setting(closed, known=parsing.known_words(nlp), asked=about)
    found = Findings()
    try:
        for sentence in sentences_of(text, masks):
            if asks(sentence) or _NO_TASTE.search(sentence.normal):
                continue
            for begin, end in _clauses(sentence):
                items = [item for item in _values(sentence, begin, end, setting) if _hers(sentence, item, begin, nlp)]
                if not _own(sentence, items, nlp):
                    continue
                liked = _liked(sentence.normal[sentence.place(begin) : sentence.place(end)], items)
                number = next((item.condition for item in items if item.condition is not None), None)
                condition = conditions[number].condition if number is not None else ALWAYS
                for item in items:
                    if item.avoided and liked:
                        continue  # "I like eggs" teaches nothing about a diet without them.
                    words = sentence.words(begin, end)
                    read = Statement(item.flow.concept, "", liked or item.avoided, 1.0, condition, words)
                    found.store(item.flow, item.values, read)
    finally:
        parsing.release()
    return found.reading()


def _own(sentence: Sentence, items: Sequence[Item], nlp: Any) -> bool:
    """Whether the speaker is in it: by a word for themself, or since nobody else is ("Greek food is great too")."""
    if _OWN.search(sentence.normal):
        return True
    begin, end = sentence.tokens[0].start, sentence.tokens[-1].end
    named = [(sentence.tokens[item.begin].start, sentence.tokens[item.end - 1].end) for item in items]
    inside = [token for token in parsing.parse(nlp, sentence.original) if begin <= token.idx < end]
    subjects = [token for token in inside if token.dep_ in ("nsubj", "nsubjpass")]
    others = [token for token in subjects if not any(first <= token.idx < last for first, last in named)]
    return not others and not any(token.tag_ == "VBD" for token in inside)


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The parts of a sentence that have one sign each, as token ranges."""
    begin, tokens = 0, sentence.tokens
    for at, token in enumerate(tokens):
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        if token.text in _TURNS or (token.text in _JOINTS and following in ("i", "we", "my", "our")):
            yield begin, at
            begin = at if token.text == "none" else at + 1
    yield begin, len(tokens)


def _values(sentence: Sentence, begin: int, end: int, setting: Setting) -> Iterator[Item]:
    """The values of a clause; of the concept that a noun in it names ("team"), if it names one."""
    nouns = [found for at in range(begin, end) if (found := noun_at(sentence.tokens, at, setting.flows))]
    flows = tuple(dict.fromkeys(flow for found, _ in nouns for flow in found))
    if flows:
        named = list(_scanned(sentence, begin, end, replace(setting, flows=flows, fan=True, asked=flows[0].concept)))
        if named:
            yield from named
            return
    yield from _scanned(sentence, begin, end, setting)


def _scanned(sentence: Sentence, begin: int, end: int, setting: Setting) -> Iterator[Item]:
    words, at = word_list(sentence), begin
    while at < end:
        item = read_item(sentence, words, at, setting)
        if item is None or item.end > end:
            at += 1
            continue
        yield item
        at = item.end


def _hers(sentence: Sentence, item: Item, begin: int, nlp: Any) -> bool:
    """Whether it is the speaker's taste, and no supposition, report or story."""
    if supposes(sentence, item.begin, item.end):
        return False
    start = sentence.tokens[begin].start
    at = sentence.tokens[item.begin].start
    if parsing.compounded(nlp, sentence.original, at):
        return False  # "Star Wars" is no war film.
    thing = parsing.described(nlp, sentence.original, sentence.tokens[item.end - 1].start)
    if thing and not _OF_PEOPLE.fullmatch(thing):
        return False  # "Science fiction books" are no films.
    return not parsing.objection(nlp, sentence.original, start, at, [at])


def _liked(words: str, items: Sequence[Item]) -> bool:
    for item in items:
        # A value may have such a word in its name.
        words = words.replace(" ".join(item.values[0].casefold().split()), " ")
    return not _NEGATIVE.search(_TWICE_NO.sub(" ", words))
