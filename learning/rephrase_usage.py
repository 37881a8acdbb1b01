"""How usual words and whole requests are in a set of pairs, and how often they were served; no label is looked at.

A correction puts usual words in the place of odd ones, and a request that works in the place of one that does not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from learning.rephrase_features import NAN, Pair
from learning.wording import difference, wording

PRIOR = 2.0
"""Requests that the share of all weighs in a word's share of served ones."""

NAMES: tuple[str, ...] = (
    "usual_dropped", "usual_added", "usual_gain", "odd_first", "odd_second", "known_first", "known_second",
    "works_dropped", "works_added", "works_first", "works_second", "works_head",
)  # fmt: skip
"""What `features` gives, in its order."""


class Usage:
    """Counts over the requests of some pairs."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._words: Counter[str] = Counter()
        self._texts: Counter[str] = Counter()
        self._tried: Counter[str] = Counter()
        self._served: Counter[str] = Counter()
        for pair in pairs:
            self._count(pair)
        tried = self._tried[""]
        self._share = (self._served[""] + 1) / (tried + 2)

    def _count(self, pair: Pair) -> None:
        for text in (pair.first, pair.second):
            said = wording(text)
            self._words.update(set(said.words))
            self._texts[said.text] += 1
        if pair.reply_ok is not None:
            said = wording(pair.first)
            keys = {"", f"={said.text}", f"^{' '.join(said.words[:2])}", *said.words}
            self._tried.update(keys)
            if pair.reply_ok:
                self._served.update(keys)

    def features(self, pair: Pair, own: bool) -> list[float]:
        """The features of a pair in the order of `NAMES`.

        Args:
            pair: the pair.
            own: whether it was counted itself; then its own counts are left out.
        """
        one, two = wording(pair.first), wording(pair.second)
        what = difference(one, two)
        less = (set(one.words), set(two.words)) if own else (set[str](), set[str]())

        def usual(words: Sequence[str]) -> list[float]:
            return [math.log1p(max(self._words[w] - sum(w in part for part in less), 0)) for w in words]

        def mean(values: Sequence[float]) -> float:
            return sum(values) / len(values) if values else NAN

        def known(text: str) -> float:
            again = (text == one.text) + (text == two.text) if own else 0
            return math.log1p(max(self._texts[text] - again, 0))

        def works(key: str, of_first: bool) -> float:
            mine = own and pair.reply_ok is not None and of_first
            tried = self._tried[key] - mine
            served = self._served[key] - (mine and bool(pair.reply_ok))
            return (served + PRIOR * self._share) / (tried + PRIOR)

        firsts = set(one.words)
        dropped, added = usual(what.dropped), usual(what.added)
        served_dropped = [works(word, True) for word in what.dropped]
        served_added = [works(word, word in firsts) for word in what.added]
        return [
            mean(dropped),
            mean(added),
            mean(added) - mean(dropped),
            min(usual(one.words), default=NAN),
            min(usual(two.words), default=NAN),
            known(one.text),
            known(two.text),
            min(served_dropped, default=NAN),
            min(served_added, default=NAN),
            works(f"={one.text}", True),
            works(f"={two.text}", two.text == one.text),
            works(f"^{' '.join(two.words[:2])}", one.words[:2] == two.words[:2]),
        ]
