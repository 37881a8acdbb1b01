"""The form in which statements are read: words in lower case, short forms written out, each word with its place."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*|\d{1,2}[:.]\d\d|[.,!?;:()\"&/]|…|—|\S")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
"""A letter said for long: "looove", "sooo"; no English word has three in a row."""
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?!\d)")

_PICTURES = frozenset({"So", "Sk", "Mn", "Cf", "Cn", "Co"})
"""Unicode's categories of emoji and what is put around them; they say nothing about the words beside them."""

_SHORT = {
    "i'm": "i am", "im": "i am", "i've": "i have", "ive": "i have", "i'd": "i would", "i'll": "i will",
    "we're": "we are", "we've": "we have", "we'd": "we would", "we'll": "we will", "you're": "you are",
    "it's": "it is", "that's": "that is", "there's": "there is", "here's": "here is", "what's": "what is",
    "let's": "let us", "who's": "who is", "he's": "he is", "she's": "she is", "they're": "they are",
    "don't": "do not", "dont": "do not", "doesn't": "does not", "doesnt": "does not", "didn't": "did not",
    "can't": "can not", "cant": "can not", "cannot": "can not", "couldn't": "could not", "won't": "will not",
    "wouldn't": "would not", "isn't": "is not", "isnt": "is not", "aren't": "are not", "ain't": "am not",
    "wasn't": "was not", "haven't": "have not", "hasn't": "has not", "shouldn't": "should not",
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "lemme": "let me", "gimme": "give me",
    "favorite": "favourite", "favorites": "favourites", "favourites": "favourites", "fave": "favourite",
    "fav": "favourite", "favorit": "favourite", "favourit": "favourite", "favrite": "favourite",
    "&": "and", "u": "you", "luv": "love", "realy": "really", "anymore": "any more", "nowadays": "these days",
    "pls": "please", "plz": "please", "tbh": "to be honest", "btw": "by the way", "ngl": "not going to lie",
    "kinda": "kind of", "sorta": "sort of", "…": ".", "—": ",",
}  # fmt: skip

FILLERS = (
    "if you ask me|if i am honest|if i am being honest|to be honest|to tell the truth|honestly speaking|"
    "as a matter of fact|as you know|by the way|for the record|for your information|just so you know|fyi|"
    "if you must know|if that helps|not going to lie|if that is ok|if you do not mind"
)
"""Phrases with a sense of their own that change nothing about what is said beside them."""
_FILLER = re.compile(rf"\b(?:{FILLERS})\b")


@dataclass(frozen=True)
class Token:
    """One word of the normal form."""

    text: str
    """In lower case, short forms written out; `cond0` stands for a condition."""
    start: int
    """Where its words begin in the original text."""
    end: int
    """Where they end (exclusive)."""


@dataclass(frozen=True)
class Sentence:
    """One sentence in normal form."""

    original: str
    """The whole text it was taken from."""
    tokens: tuple[Token, ...]
    """Its words and punctuation."""
    asked: bool
    """True when it ends in a question mark."""

    def __post_init__(self) -> None:
        starts, at = [], 0
        for token in self.tokens:
            starts.append(at)
            at += len(token.text) + 1
        object.__setattr__(self, "_starts", starts)
        object.__setattr__(self, "normal", " ".join(token.text for token in self.tokens))

    normal: str = ""
    """The words joined by single spaces; patterns are matched against this."""

    def index(self, at: int) -> int:
        """The number of the first token at or after that place of the normal form."""
        starts: list[int] = self._starts  # type: ignore[attr-defined]
        return bisect_left(starts, at)

    def token_at(self, at: int) -> int:
        """The number of the token that holds that place of the normal form."""
        starts: list[int] = self._starts  # type: ignore[attr-defined]
        return max(0, bisect_right(starts, at) - 1)

    def place(self, index: int) -> int:
        """Where a token begins in the normal form; its length, past the last one."""
        starts: list[int] = self._starts  # type: ignore[attr-defined]
        return starts[index] if index < len(starts) else len(self.normal)

    def words(self, begin: int, end: int) -> str:
        """The original words of the tokens from `begin` up to `end` (exclusive)."""
        if begin >= end or begin >= len(self.tokens):
            return ""
        return self.original[self.tokens[begin].start : self.tokens[min(end, len(self.tokens)) - 1].end]


def undrawn(text: str) -> str:
    """A text without letters said for long: "looove" is "love"."""
    return _DRAWN_OUT.sub(r"\1", text)


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text in normal form."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _CLOCK.match(text, at) or _TOKEN.search(text, at)
        if found is None:
            break
        clock = _CLOCK.search(text, at, found.end()) if found.group()[0].isdigit() else None
        if clock is not None and clock.start() == found.start():
            found = clock
        at = found.end()
        if len(found.group()) == 1 and unicodedata.category(found.group()) in _PICTURES:
            continue
        word = undrawn(found.group().casefold().replace("’", "'").replace("`", "'"))
        written = _SHORT.get(word, word)
        if written == word and word.endswith("'s") and len(word) > 2:
            tokens.append(Token(word[:-2], found.start(), found.end() - 2))
            tokens.append(Token("'s", found.end() - 2, found.end()))
            continue
        for part in written.split():
            tokens.append(Token(part, found.start(), found.end()))
    return tokens


def sentences_of(text: str, masks: list[tuple[int, int, str]] | None = None) -> list[Sentence]:
    """Split a text into sentences in normal form.

    Args:
        text: what the person said.
        masks: spans of the text to be replaced by one token each (begin, end, name of the token).
    """
    tokens: list[Token] = []
    for token in tokens_of(text):
        mask = next((m for m in masks or () if m[0] <= token.start < m[1]), None)
        if mask is None:
            tokens.append(token)
        elif not tokens or tokens[-1].text != mask[2]:
            tokens.append(Token(mask[2], mask[0], mask[1]))
    sentences: list[Sentence] = []
    begin = 0
    for at, token in enumerate(tokens):
        if token.text in (".", "!", "?", ";") and not _abbreviation(text, tokens, at):
            if at > begin:
                sentences.append(Sentence(text, _without_fillers(tokens[begin:at]), token.text == "?"))
            begin = at + 1
    if begin < len(tokens):
        sentences.append(Sentence(text, _without_fillers(tokens[begin:]), False))
    return [sentence for sentence in sentences if sentence.tokens]


def _abbreviation(text: str, tokens: list[Token], at: int) -> bool:
    """Whether a full stop belongs to the word before it: "St. Louis", "D.C."."""
    if tokens[at].text != "." or at == 0:
        return False
    before = tokens[at - 1]
    if before.end != tokens[at].start:
        return False
    follows = tokens[at].end < len(text) and not text[tokens[at].end].isspace()
    return before.text in ("st", "mr", "mrs", "ms", "dr", "ft", "mt") or (follows and len(before.text) <= 2)


def _without_fillers(tokens: list[Token]) -> tuple[Token, ...]:
    normal = " ".join(token.text for token in tokens)
    if not _FILLER.search(normal):
        return tuple(tokens)
    kept: list[Token] = []
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token.text) + 1
    spans = [found.span() for found in _FILLER.finditer(normal)]
    for token, start in zip(tokens, starts, strict=False):
        if not any(begin <= start < end for begin, end in spans):
            kept.append(token)
    return tuple(kept)
