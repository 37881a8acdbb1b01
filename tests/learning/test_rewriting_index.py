"""Finding requests that sound or mean nearly the same, exactly and nearly."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from learning.rewriting_index import Index
from learning.rewriting_letters import Letters
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
        found = letters.likeness(letters.vector(asked))
        assert np.corrcoef(found, wanted)[0, 1] > 0.99
    assert letters.likeness(letters.vector(some[7]))[7] == pytest.approx(1.0, abs=1e-5)


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


def test_an_index_that_was_kept_finds_the_same(tmp_path: Path) -> None:
    made = index(400, 100)
    made.keep(tmp_path / "graph")
    read = Index.of(made.texts, made.vectors, 100, tmp_path / "graph")
    for asked in texts(20, seed=9):
        one, other = (each.near(asked, encode(asked), 10) for each in (made, read))
        assert one.places.tolist() == other.places.tolist()
    index(400, 1_000).keep(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_letters_may_be_compared_by_the_rarest_n_grams_alone_and_exactly_among_some() -> None:
    letters = Letters.of(texts(200))
    asked = letters.vector("play sum jazz music in the chicken")
    whole, rare = letters.likeness(asked), letters.likeness(asked, 300)
    assert (rare <= whole + 1e-6).all() and 0 < np.count_nonzero(rare) < np.count_nonzero(whole)
    some = np.array([3, 50, 199])
    assert np.allclose(letters.among(asked, some), whole[some], atol=1e-6)
    assert not letters.likeness(letters.vector("ü")).any()


def test_turned_vectors_are_searched_and_letters_stay() -> None:
    made = index(400, 100)
    turned = made.turned(lambda vectors: vectors[:, ::-1])
    text = made.texts[5]
    near = turned.near(text, encode(text)[::-1].copy(), 5)
    assert near.places[0] == 5
    assert near.meaning[0] == pytest.approx(1.0, abs=1e-5)
