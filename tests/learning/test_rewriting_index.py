"""Finding requests that sound or mean nearly the same, exactly and nearly."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from learning.rewriting_index import Index, Letters
from tests.learning.household import encode

WORDS = (
    "play stop turn on off the kitchen garden lights some jazz rock music set an alarm for tomorrow what is it".split()
)


def texts(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return list(dict.fromkeys(" ".join(chance.choices(WORDS, k=chance.randint(2, 7))) for _ in range(2 * count)))[
        :count
    ]


def index(count: int, large: int) -> Index:
    some = texts(count)
    return Index.of(some, np.stack([encode(text) for text in some]), large)


def test_likeness_is_that_of_the_usual_tf_idf() -> None:
    some = texts(60)
    usual = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True)
    rows = usual.fit_transform([f" {text} " for text in some])
    letters = Letters.of(some)
    for asked in ("play sum jazz music", "turn of the chicken lights"):
        wanted = (rows @ usual.transform([f" {asked} "]).T).toarray().ravel()
        # Words of the query that nobody said count in its length here, and not there.
        found = letters.likeness(asked)
        assert np.corrcoef(found, wanted)[0, 1] > 0.99
    assert letters.likeness(some[7])[7] == pytest.approx(1.0, abs=1e-5)


def test_what_is_nearest_is_found_and_one_can_be_left_out() -> None:
    one = index(100, 1_000)
    text = one.texts[5]
    near = one.near(text, encode(text), 10)
    assert near.places[0] == 5
    assert near.letters[0] == pytest.approx(1.0, abs=1e-5)
    sums = near.letters + near.meaning
    assert list(sums) == sorted(sums, reverse=True)
    assert 5 not in one.near(text, encode(text), 10, without=5).places


def test_nothing_is_found_in_nothing() -> None:
    none = Index.of([], np.zeros((0, 64), np.float32))
    assert len(none.near("play", encode("play"), 5).places) == 0


def test_the_approximate_search_finds_nearly_what_the_exact_one_finds() -> None:
    exact, fast = index(1_500, 10_000), index(1_500, 100)
    found = total = 0
    for asked in texts(60, seed=9):
        wanted = set(exact.near(asked, encode(asked), 24).places.tolist())
        found += len(wanted & set(fast.near(asked, encode(asked), 24).places.tolist()))
        total += len(wanted)
    assert found / total > 0.95
    text = fast.texts[3]
    assert fast.near(text, encode(text), 5).places[0] == 3
    assert 3 not in fast.near(text, encode(text), 5, without=3).places
