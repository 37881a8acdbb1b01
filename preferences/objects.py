"""Finds the values a pattern speaks of: "jazz, blues and some good Italian food" behind "I like"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from preferences.clauses import Sentence, Token
from preferences.flow import Flow
from preferences.nouns import noun_at, singular_noun, verb_at
from preferences.vocabulary import Vocabulary, Word, words_of

_DETERMINERS = frozenset(["a", "an", "some", "any", "all", "the", "every", "most", "lots", "tons", "plenty", "loads"])
_BEFORE = _DETERMINERS | frozenset(
    [
        "of",
        "good",
        "great",
        "nice",
        "authentic",
        "real",
        "old",
        "new",
        "classic",
        "modern",
        "proper",
        "fresh",
        "hot",
        "cold",
        "spicy",
        "traditional",
        "live",
        "loud",
        "all",
        "kinds",
        "types",
        "sorts",
        "kind",
        "type",
        "sort",
        "style",
        "genre",
        "genres",
        "any",
        "other",
        "only",
        "just",
        "mostly",
        "mainly",
        "really",
        "very",
        "also",
        "simply",
        "either",
        "both",
        "even",
        "always",
        "usually",
        "often",
        "especially",
        "particularly",
        "still",
        "more",
        "less",
        "plain",
        "quiet",
        "soft",
        "slow",
        "smooth",
        "loud",
        "upbeat",
        "relaxing",
        "calm",
        "cheap",
        "fancy",
        "healthy",
        "fine",
        "decent",
        "genuine",
        "homemade",
        "cooking",
        "with",
        "from",
    ]
)
_JOINS = frozenset({"and", "or", "&", ",", "nor", "plus", "/"})
_TAIL = frozenset(
    [
        "a",
        "lot",
        "very",
        "so",
        "too",
        "also",
        "most",
        "best",
        "more",
        "better",
        "less",
        "much",
        "as",
        "at",
        "all",
        "any",
        "either",
        "really",
        "now",
        "again",
        "the",
        "than",
        "over",
        "rather",
        "instead",
        "please",
        "though",
        "although",
        "because",
        "since",
        "when",
        "while",
        "whenever",
        "but",
        "with",
        "without",
        "from",
        "in",
        "on",
        "for",
        "to",
        "by",
        "of",
        "during",
        "after",
        "before",
        "every",
        "each",
        "always",
        "usually",
        "often",
        "sometimes",
        "these",
        "this",
        "that",
        "not",
        "no",
        "yes",
        "it",
        "they",
        "i",
        "you",
        "he",
        "she",
        "we",
        "my",
        "well",
        "anyway",
        "anytime",
        "since",
        "until",
        "till",
        "if",
        "unless",
        "actually",
        "especially",
        "particularly",
        "mostly",
        "the",
        "obviously",
        "probably",
        "definitely",
        "certainly",
        "clearly",
        "particularly",
        "even",
        "only",
        "just",
        "then",
        "thanks",
        "thank",
        "ok",
        "okay",
        "haha",
        "lol",
        "right",
        "somehow",
        "lately",
        "recently",
        "currently",
        "forever",
        "ever",
        "till",
        "otherwise",
        "here",
        "everyday",
        "daily",
        "together",
        "alone",
        "is",
        "are",
        "was",
        "were",
    ]
)
_STOPS = frozenset({".", "!", "?", ";", ":", "(", ")", '"', "-", "…"})
_HALT = frozenset({",", ".", "!", "?", ";", ":", '"', "(", ")"})
_BETWEEN = frozenset(
    [
        "a",
        "lot",
        "most",
        "best",
        "the",
        "very",
        "much",
        "so",
        "really",
        "but",
        "only",
        "too",
        "to",
        "eat",
        "listen",
        "watch",
    ]
)
"""Words that may stand between a value and its condition."""
_BRIDGES = frozenset({"like", "by", "called", "named", "such", "from"})


@dataclass(frozen=True)
class Item:
    """One value that was named."""

    flow: Flow
    """The concept it belongs to."""
    values: tuple[str, ...]
    """The canonical value; several when the words name them equally well."""
    begin: int
    """The token it begins at."""
    end: int
    """The token after it and its noun."""
    condition: int | None = None
    """The number of the condition that stands beside it."""
    avoided: bool = False
    """True for what came from "without": not eating meat teaches vegetarian."""


@dataclass(frozen=True)
class Objects:
    """What was found from one place on."""

    items: tuple[Item, ...]
    """The values, in order."""
    end: int
    """The token where the reading stopped."""


@dataclass(frozen=True)
class Setting:
    """What is known about the values to come."""

    flows: tuple[Flow, ...]
    """The concepts they may belong to."""
    fixed: bool = False
    """True when the pattern itself named the concept."""
    fan: bool = False
    """True for "a ... fan", "I support ...": everyday words may name a team."""
    closing: re.Pattern[str] | None = None
    """What must stand behind the last value: "fan"."""
    known: frozenset[str] = frozenset()
    """Words of the language, which are never taken for misspellings."""
    asked: str = ""
    """The concept that was asked about; a name it shares with another concept is its own."""
    end: int | None = None
    """The token the values end at, where that is known: "techno drives me mad"."""


def read_objects(sentence: Sentence, at: int, setting: Setting) -> Objects:
    """Read the values from a token on, as long as nothing but values, their nouns and joining words comes."""
    items: list[Item] = []
    end = at
    for item in _items(sentence, at, setting):
        items.append(item)
        end = item.end
    if setting.closing is not None:
        closed = setting.closing.match(sentence.normal, sentence.place(end)) if items else None
        if closed is None:
            return Objects((), at)
        end = sentence.index(closed.end())
    return Objects(_with_conditions(sentence, items), end)


def _items(sentence: Sentence, at: int, setting: Setting) -> Iterator[Item]:
    words = word_list(sentence)
    while at < len(sentence.tokens):
        item = read_item(sentence, words, at, setting)
        if item is None:
            return
        after = sentence.tokens[item.end].text if item.end < len(sentence.tokens) else "."
        closed = item.end == setting.end or (
            setting.closing is not None and setting.closing.match(sentence.normal, sentence.place(item.end)) is not None
        )
        if not (closed or after in _JOINS or after in _TAIL or after in _STOPS or after.startswith("cond")):
            return
        if after == "of" and _stands_out(sentence, item.end - 1) and _stands_out(sentence, item.end + 1):
            return  # "the Kings of Leon" are no kings.
        yield item
        at = item.end
        while at < len(sentence.tokens) and sentence.tokens[at].text.startswith("cond"):
            at += 1
        conditioned, joined = at > item.end, False
        while at < len(sentence.tokens):
            text = sentence.tokens[at].text
            if text == "but" and conditioned and not joined:
                joined, at = True, at + 1  # "jazz in the morning but soul in the evening"
            elif text == "as" and [token.text for token in sentence.tokens[at : at + 3]] == ["as", "well", "as"]:
                joined, at = True, at + 3
            elif text in _JOINS or (joined and text in ("also", "especially", "even")):
                joined, at = True, at + 1
            elif not joined and text in ("mostly", "mainly", "usually", "often", "first", "too", "maybe"):
                at += 1  # "R&B mostly, and funk"
            else:
                break
        if not joined:
            return


def word_list(sentence: Sentence) -> list[Word]:
    """The tokens as vocabularies compare them; what may stand inside a name is passed over by `_advance`."""
    return [_word(token) for token in sentence.tokens]


def _word(token: Token) -> Word:
    words = words_of(token.text)
    return Word(words[0].key if words else token.text, token.start, token.end)


def read_item(sentence: Sentence, words: list[Word], at: int, setting: Setting) -> Item | None:
    """Read the one value that is named from a token on; articles, nouns and verbs of its concept may stand before it.

    Args:
        sentence: where to look.
        words: its `word_list`.
        at: the token.
        setting: what is known about the value.
    """
    tokens, flows, cued = sentence.tokens, setting.flows, False
    the = specific = False
    condition: int | None = None
    begin = at
    while at < len(tokens):
        text = tokens[at].text
        taught = _without(setting.flows, words, at)
        here = named(words, at, flows)
        if taught is not None and not the and not any(end > taught.end for _, end, _ in here):
            return taught
        if here and text not in _DETERMINERS:
            chosen = _choose(sentence, words, at, here, replace(setting, flows=flows, fixed=setting.fixed or cued), the)
            if chosen is not None:
                flow, values, end, noun = chosen
                if the and noun and singular_noun(tokens[end - 1].text) and not (setting.fan or setting.fixed or cued):
                    return None
                return Item(flow, values, begin, end, condition)
        verbal = verb_at(tokens, at, flows)
        if verbal is not None:
            flows, at, cued = verbal[0], verbal[1], True
            continue
        if text in ("to", "eating", "having", "going") and verb_at(tokens, at + 1, flows):
            at += 1
            continue
        nominal = _noun_before(tokens, words, at, flows)
        if nominal is not None:
            flows, at, cued, the = nominal[0], nominal[1], True, the or nominal[2]
            continue
        if text.startswith("cond") and text[4:].isdigit():
            condition = int(text[4:])
        elif text == "the":
            the = True
        elif text in ("this", "that", "these", "those", "my", "your", "his", "her", "our", "their"):
            specific = True
            break
        elif text not in _BEFORE and text != ",":
            break
        at += 1
    if specific:
        return None
    nearly = replace(setting, flows=flows, fixed=setting.fixed or cued)
    # "the new york yankes": what looks like an adjective may begin the name.
    passed = (k for k in range(begin, at) if tokens[k].text in _BEFORE and tokens[k].text not in _DETERMINERS)
    starts = dict.fromkeys((next(passed, at), at))
    tries = (_misspelled(sentence, words, begin, start, nearly, condition) for start in starts if start < len(tokens))
    return next(filter(None, tries), None)


def _noun_before(
    tokens: Sequence[Token], words: Sequence[Word], at: int, flows: Sequence[Flow]
) -> tuple[tuple[Flow, ...], int, bool] | None:
    """A noun that stands before its value: "the band Queen", "music by"; its flows, the token after, "
    "whether with "the"."""
    nominal = noun_at(tokens, at, flows)
    if nominal is None or nominal[1] >= len(tokens):
        return None
    following = tokens[nominal[1]].text
    if following not in _BRIDGES and following != "of" and not named(words, nominal[1], nominal[0]):
        return None
    after, the = nominal[1], False
    while after < len(tokens) and tokens[after].text in (*_BRIDGES, "as", "of", "the"):
        the = the or tokens[after].text == "the"
        after += 1
    return nominal[0], after, the


def named(words: Sequence[Word], at: int, flows: Sequence[Flow]) -> list[tuple[Flow, int, tuple[str, ...]]]:
    """The longest names that begin at a token: flow, the token after, the values."""
    found: list[tuple[Flow, int, tuple[str, ...]]] = []
    # A hyphen or a full stop may stand inside a name ("hip-hop", "St. Louis"): names are compared without it.
    window = list(words[at : at + 12])
    kept = [k for k, word in enumerate(window) if word.key not in ("-", ".", "'")]
    if not kept or kept[0] != 0:
        return found
    bare = [window[k] for k in kept]
    for flow in flows:
        if flow.vocabulary is not None:
            match = flow.vocabulary.match_at(bare, 0)
            if match is not None:
                found.append((flow, at + kept[match[0] - 1] + 1, match[1]))
    longest = max((end for _, end, _ in found), default=0)
    return [entry for entry in found if entry[1] == longest]


def _choose(
    sentence: Sentence,
    words: list[Word],
    at: int,
    found: list[tuple[Flow, int, tuple[str, ...]]],
    setting: Setting,
    the: bool,
) -> tuple[Flow, tuple[str, ...], int, bool] | None:
    """Which concept a name belongs to, with the nouns behind it; None when it is only an everyday word here."""
    best: tuple[tuple[int, ...], Flow, tuple[str, ...], int, bool] | None = None
    for flow, end, values in found:
        after = end
        noun = False
        while after < len(sentence.tokens):
            nominal = noun_at(sentence.tokens, after, (flow,))
            if nominal is None:
                break
            after, noun = nominal[1], True
        key = " ".join(word.key for word in words[at:end])
        everyday = key in flow.everyday
        capital = _stands_out(sentence, at)
        followed = setting.fan and flow.with_the
        named_so = capital and (the or end - at > 1 or not flow.with_the)
        asked = flow.concept == setting.asked and (the or not flow.with_the)
        if everyday and not (noun or setting.fixed or followed or named_so or asked or _one_of_them(sentence, at)):
            continue
        rank = (
            noun,
            asked,
            flow.with_the and everyday and capital and (the or setting.fan),
            not everyday,
            flow.with_the and the,
            -len(flow.vocabulary or ()),
        )
        if best is None or rank > best[0]:
            best = (tuple(int(part) for part in rank), flow, values, after, noun)
    return best[1:] if best is not None else None


def _one_of_them(sentence: Sentence, at: int) -> bool:
    """Whether a word is spoken of as a kind of thing: "a good western" is a film, "western" alone may be anything."""
    before = [token.text for token in sentence.tokens[max(0, at - 2) : at]]
    return len(before) == 2 and before[0] in ("a", "an") and before[1] in ("good", "great", "nice", "proper", "decent")


def _stands_out(sentence: Sentence, at: int) -> bool:
    """Whether a word is capitalised inside a sentence that is not all capitals."""
    if at >= len(sentence.tokens):
        return False
    token = sentence.tokens[at]
    word = sentence.original[token.start : token.end]
    return (
        at > 0
        and word[:1].isupper()
        and any(t.text != "i" and sentence.original[t.start].islower() for t in sentence.tokens)
    )


def _without(flows: Sequence[Flow], words: Sequence[Word], at: int) -> Item | None:
    for flow in flows:
        if flow.without:
            for length in (3, 2, 1):
                key = " ".join(word.key for word in words[at : at + length])
                if key in flow.without and len(words) >= at + length:
                    return Item(flow, (flow.without[key],), at, at + length, avoided=True)
    return None


def _misspelled(
    sentence: Sentence, words: list[Word], begin: int, at: int, setting: Setting, condition: int | None
) -> Item | None:
    """What the next words nearly name; of several near misses the nearest, of equally near ones the longest."""
    tokens = sentence.tokens
    best: tuple[float, int] | None = None
    nearest: Item | None = None
    for length in (4, 3, 2, 1):
        span = tokens[at : at + length]
        if len(span) < length or any(t.text in _HALT or t.text in _JOINS or t.text.startswith("cond") for t in span):
            continue
        said = sentence.words(at, at + length)
        fresh = [token for token in span if token.text not in setting.known and token.text.isalpha()]
        if not setting.fixed and not fresh and not (setting.fan and length == 1):
            continue
        for flow in setting.flows:
            match = flow.vocabulary.resolve(said) if flow.vocabulary is not None else None
            if match is None or (not fresh and match.score < 1 and not setting.fixed):
                continue
            if match.score < 1 and length > 1 and not _alike(said, match.value, flow.vocabulary):
                continue
            if best is not None and (match.score, length) <= best:
                continue
            chosen = _choose(
                sentence, words, at, [(flow, at + length, match.ambiguous or (match.value,))], setting, True
            )
            if chosen is not None:
                best, nearest = (match.score, length), Item(chosen[0], chosen[1], begin, chosen[2], condition)
    return nearest


def _alike(said: str, value: str, vocabulary: Vocabulary | None) -> bool:
    """Whether a near miss of several words has as many words as what it is taken for."""
    return abs(len(said.split()) - len(value.split())) <= 1


def _with_conditions(sentence: Sentence, items: list[Item]) -> tuple[Item, ...]:
    """Give each value the condition right behind it; values without one share that of the next that has one."""
    done: list[Item] = []
    waiting: list[Item] = []
    carried: int | None = None
    for item in items:
        if item.condition is not None:
            # It stands in front: "on weekdays jazz, on weekends rock and soul".
            done += (*waiting, item)
            waiting, carried = [], item.condition
            continue
        condition = _behind(sentence, item.end)
        waiting.append(item if carried is None else _conditioned(item, carried))
        if condition is not None:
            done.extend(_conditioned(one, condition) for one in waiting)
            waiting, carried = [], None
    return (*done, *waiting)


def _behind(sentence: Sentence, at: int) -> int | None:
    """The number of the condition behind a value; "a lot", "the most" and the like may come between."""
    while at < len(sentence.tokens) and sentence.tokens[at].text in _BETWEEN:
        at += 1
    if at < len(sentence.tokens) and sentence.tokens[at].text.startswith("cond"):
        # "... but at dinner I prefer Italian": the condition is the next clause's.
        after = next((token.text for token in sentence.tokens[at + 1 : at + 3] if token.text != ","), "")
        if sentence.tokens[at - 1].text == "but" and after in ("i", "we", "my"):
            return None
        return int(sentence.tokens[at].text[4:])
    return None


def _conditioned(item: Item, condition: int) -> Item:
    return replace(item, condition=condition)
