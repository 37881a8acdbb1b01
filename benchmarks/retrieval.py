"""How fast another reading is retrieved among many wordings, and how much of what an exact search finds is found.

    python -m benchmarks.retrieval [--wordings 25000 100000]

Timed from the request with its sentence vector to the reading that the ranker finds best, so all of it but the
encoder. The wordings are the project's own examples, disturbed as a recogniser would; no request is among them. Their
vectors are made of their words, since encoding a hundred thousand takes minutes.
"""

from __future__ import annotations

import argparse
import random
import re
import time
import zlib
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import Figure
from learning.rewriting import NEIGHBOURS, Meanings, Shelf, ask
from learning.rewriting_evidence import Meaning, plain
from learning.rewriting_features import NAMES, Entry, Query
from learning.rewriting_index import Index
from learning.rewriting_ranker import Ranker
from preferences.curriculum import ROOT

Floats = NDArray[np.float32]

SHELVES = (25_000, 100_000)
"""Wordings on the shelves that are searched."""
ASKED = 500
"""Requests that are asked of each."""
COMPARED = 100
"""Of which so many are asked of an exact search, too."""
WIDTH = 384
"""The width of the vectors, as the sentence encoder has it."""


def wordings(count: int, seed: int = 0) -> list[str]:
    """The project's own examples and, for the rest, the same with letters and words misheard."""
    chance = random.Random(seed)
    said: dict[str, None] = {}
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for line in re.findall(r"^ +- (.+)$", file.read_text("utf-8"), re.MULTILINE):
            said[plain(re.sub(r"\[([^]]+)\][({][^)}]*[)}]", r"\1", line))] = None
    examples = [one for one in said if one]
    words = sorted({word for one in examples for word in one.split()})
    found = dict.fromkeys(examples)
    while len(found) < count:
        heard = chance.choice(examples).split()
        for _ in range(chance.choice((1, 1, 2, 3))):
            at = chance.randrange(len(heard))
            letter = chance.randrange(len(heard[at]))
            misheard = heard[at][:letter] + chance.choice("abcdefghiklmnoprstuw") + heard[at][letter + 1 :]
            heard[at] = misheard if chance.random() < 0.6 else chance.choice(words)
        found[" ".join(heard)] = None
    kept = list(found)
    chance.shuffle(kept)
    return kept[:count]


def vector_of(text: str) -> Floats:
    """A vector that lies near those of wordings with the same words."""
    vector = np.sum([_word(word) for word in text.split()], axis=0) + 0.5 * _drawn(text)
    found: Floats = vector / np.linalg.norm(vector)
    return found


@cache
def _word(word: str) -> Floats:
    return _drawn(word)


def _drawn(text: str) -> Floats:
    return np.random.default_rng(zlib.crc32(text.encode())).standard_normal(WIDTH, np.float32)


def retrieved(count: int) -> dict[str, float]:
    """Time retrieval among so many wordings."""
    chance = random.Random(2)
    all_ = wordings(count + ASKED)
    texts, asked = all_[ASKED:], all_[:ASKED]
    places = ("kitchen", "garden", "hall", "office")
    meanings = Meanings([Meaning(f"intent_{n}", (("house_place", chance.choice(places)),)) for n in range(count // 10)])
    entries = []
    for text in texts:
        own, other = (chance.randrange(len(meanings.all)) for _ in range(2))
        entries.append(Entry(text, {own: 0.6, other: 0.3}, own, 0.4, 5.0, 4, 0.8))
    vectors = np.stack([vector_of(text) for text in texts])
    shelf = Shelf.of(entries, vectors, meanings)
    weights = np.linspace(-1.0, 1.0, len(NAMES), dtype=np.float32)
    ranker = Ranker(np.zeros_like(weights), np.ones_like(weights), weights, 0.0)
    times = []
    for text in asked:
        query, vector = Query(text, Meaning("intent_1"), (("intent_1", 0.6), ("intent_2", 0.3))), vector_of(text)
        began = time.perf_counter()
        ask(query, vector, meanings, shelf, ranker)
        times.append(1000 * (time.perf_counter() - began))
    exact, same = Index.of(texts, vectors, count + 1), 0
    for text in asked[:COMPARED]:
        wanted, found = (one.near(text, vector_of(text), NEIGHBOURS).places for one in (exact, shelf.index))
        same += len(np.intersect1d(wanted, found))
    return {
        "wordings": count,
        "p50_ms": float(np.median(times)),
        "p95_ms": float(np.percentile(times, 95)),
        "found": same / (COMPARED * NEIGHBOURS),
    }


def retrieval_figures() -> Iterator[Figure]:
    """The same as figures of `make bench`."""
    for count in SHELVES:
        one = retrieved(count)
        note = f"{count // 1000} 000 wordings, median {one['p50_ms']:.2f} ms; {one['found']:.1%} of the exact 24 found"
        yield Figure(f"retrieval_{count // 1000}k_p95_ms", one["p95_ms"], "ms", note=note)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wordings", type=int, nargs="+", default=list(SHELVES))
    for count in parser.parse_args().wordings:
        print(retrieved(count))


if __name__ == "__main__":
    main()
