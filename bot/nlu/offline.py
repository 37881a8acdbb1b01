"""The pipeline's reader without Rasa: fitted on annotated rows, for evaluations that need no server.

The same encoder, classifier and tagger as `config.yml` names, with its settings. What Rasa adds around them is two
things, written here once more: how a text is cut into words, and how tagged words become entities.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu import kernel, minilm, tagger

TOKEN_LAYERS = (2, 4, 6)
"""The layers whose token vectors the tagger reads, as in `config.yml`."""
_EDGES = re.compile(
    # As Rasa's WhitespaceTokenizer: marks at the edges of words, and between them where no letter follows.
    r"[^\w#@&]+(?=\s|$)|(\s|^)[^\w#@&]+(?=[^0-9\s])|(?<=[^0-9\s])[^\w._~:/?#\[\]()@!$&*+,;=-]+(?=[^0-9\s])"
)


@dataclass(frozen=True)
class Example:
    """One annotated request."""

    text: str
    """What was said."""
    intent: str
    """What it means."""
    entities: tuple[tuple[str, int, int], ...] = ()
    """Kind, first character and one past the last."""


@dataclass(frozen=True)
class Parsed:
    """One text as it was read."""

    ranking: tuple[tuple[str, float], ...]
    """The five likeliest intents with their confidences, 0 to 1, best first."""
    entities: tuple[tuple[str, str], ...] = ()
    """Kind and value, in the order they stand."""
    entity_confidence: float = 1.0
    """How sure the least sure word of the tags is, 0 to 1."""


class Reader:
    """Reads texts one by one; what was read once is kept."""

    def __init__(self, encoder: minilm.MiniLM, intents: kernel.Kernel, tags: tagger.Tagger) -> None:
        self.encoder = encoder
        """The encoder whose vectors everything is read from."""
        self._intents = intents
        self._tags = tags
        self._kept: dict[str, Parsed] = {}

    @classmethod
    def fit(cls, examples: Sequence[Example], encoder: minilm.MiniLM) -> Reader:
        """Train on annotated requests; 10 000 take about a minute.

        Raises:
            ValueError: there are no examples.
        """
        encoded = encoder.encode_all([one.text for one in examples])
        intents = kernel.fit(np.stack([one.layers.reshape(-1) for one in encoded]), [one.intent for one in examples])
        sentences = []
        for one, vectors in zip(examples, encoded, strict=True):
            spans = words_of(one.text)
            tags = tuple(_tag(span, one.entities) for span in spans)
            words = tuple(one.text[start:end] for start, end in spans)
            sentences.append(tagger.Sentence(words, vectors.tokens(spans, TOKEN_LAYERS), tags))
        return cls(encoder, intents, tagger.fit(sentences))

    def read(self, text: str) -> Parsed:
        """Intent ranking and entities of one text."""
        known = self._kept.get(text)
        if known is None:
            known = self._kept[text] = self._read(text)
        return known

    def _read(self, text: str) -> Parsed:
        encoded = self.encoder.encode(text)
        confidences = self._intents.read(encoded.layers.reshape(1, -1))[0]
        best = np.argsort(-confidences)[:5]
        ranking = tuple((self._intents.labels[index], float(confidences[index])) for index in best)
        spans = words_of(text)
        tagged = self._tags.tag([text[a:b] for a, b in spans], encoded.tokens(spans, TOKEN_LAYERS)) if spans else []
        sure = min((confidence for _, confidence in tagged), default=1.0)
        return Parsed(ranking, _joined(text, spans, [tag for tag, _ in tagged]), sure)


def words_of(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand: first character, one past the last."""
    bare = _EDGES.sub(lambda found: " " * len(found.group()), text)
    return [found.span() for found in re.finditer(r"\S+", bare)]


def _tag(span: tuple[int, int], entities: Sequence[tuple[str, int, int]]) -> str:
    for kind, start, end in entities:
        if start <= span[0] and span[1] <= end:
            return kind
    return tagger.NOTHING


def _joined(text: str, spans: Sequence[tuple[int, int]], tags: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Neighbouring words of one kind are one entity, unless a comma parts them."""
    found: list[tuple[str, int, int]] = []
    for (start, end), tag in zip(spans, tags, strict=True):
        if tag == tagger.NOTHING:
            continue
        if found and found[-1][0] == tag and not _between(text, found[-1][2], start, spans):
            found[-1] = (tag, found[-1][1], end)
        else:
            found.append((tag, start, end))
    return tuple((kind, text[start:end]) for kind, start, end in found)


def _between(text: str, end: int, start: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether other words, or a comma, stand between two places."""
    return "," in text[end:start] or any(end <= a and b <= start for a, b in spans)
