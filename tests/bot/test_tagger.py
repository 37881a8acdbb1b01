"""The tagger: finds what it was shown, goes by meaning where a word is new, and survives being saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu import tagger
from bot.nlu.tagger import NOTHING, Sentence, Tagger

MEANING = {
    "food": [1.0, 0.0],
    "team": [0.0, 1.0],
}
WORDS = {
    "food": ["sushi", "pizza", "pasta", "tacos", "ramen", "curry", "noodles", "burgers"],
    "team": ["lakers", "bears", "knicks", "rangers", "giants", "jets", "bulls", "yankees"],
}


def vector(word: str, kinds: dict[str, list[str]]) -> list[float]:
    return next((MEANING[kind] for kind, words in kinds.items() if word in words), [0.0, 0.0])


def sentence(words: str, kinds: dict[str, list[str]]) -> Sentence:
    split = tuple(words.split())
    tags = tuple(next((kind for kind, known in kinds.items() if word in known), NOTHING) for word in split)
    return Sentence(split, np.array([vector(word, kinds) for word in split], np.float32), tags)


@pytest.fixture(scope="module")
def trained() -> Tagger:
    said = ("i like {}", "tell me about {} please", "what about {}", "{} is what i want")
    return tagger.fit(
        [sentence(way.format(word), WORDS) for kind in WORDS for word in WORDS[kind] for way in said]
        + [sentence("what time is it please", WORDS)] * 4
    )


def kinds_of(trained: Tagger, text: str, kinds: dict[str, list[str]]) -> list[str]:
    given = sentence(text, kinds)
    return [tag for tag, _ in trained.tag(given.words, given.vectors)]


def test_it_finds_what_it_was_shown(trained: Tagger) -> None:
    assert kinds_of(trained, "tell me about ramen please", WORDS) == [NOTHING, NOTHING, NOTHING, "food", NOTHING]
    assert kinds_of(trained, "i like Knicks".lower(), WORDS) == [NOTHING, NOTHING, "team"]


@pytest.mark.parametrize(("word", "kind"), [("zzyzx", "food"), ("zzyzx", "team")])
def test_a_new_word_is_read_by_its_meaning(trained: Tagger, word: str, kind: str) -> None:
    assert kinds_of(trained, f"i like {word}", {kind: [word]}) == [NOTHING, NOTHING, kind]


def test_it_says_how_sure_it_is(trained: Tagger) -> None:
    given = sentence("i like sushi", WORDS)
    sure = [confidence for _, confidence in trained.tag(given.words, given.vectors)]
    assert all(0.9 < confidence <= 1.000001 for confidence in sure)


def test_no_words_have_no_tags(trained: Tagger) -> None:
    assert trained.tag([], np.zeros((0, 2), np.float32)) == []


@pytest.mark.parametrize("word", ["😀", "/", ":", "x" * 5000, "a:b\\c", "'; DROP TABLE", "привет", "\x00"])
def test_any_word_may_come(trained: Tagger, word: str) -> None:
    tags = [tag for tag, _ in trained.tag(["i", "like", word], np.zeros((3, 2), np.float32))]
    assert len(tags) == 3
    assert set(tags) <= set(trained.labels)


def test_what_is_saved_tags_the_same(trained: Tagger, tmp_path: Path) -> None:
    trained.save(tmp_path)
    given = sentence("tell me about tacos please", WORDS)
    assert Tagger.load(tmp_path).tag(given.words, given.vectors) == trained.tag(given.words, given.vectors)


def test_one_sentence_is_enough() -> None:
    only = sentence("i like sushi", WORDS)
    assert [tag for tag, _ in tagger.fit([only]).tag(only.words, only.vectors)] == list(only.tags)


def test_without_sentences_there_is_no_tagger() -> None:
    with pytest.raises(ValueError, match="needs sentences"):
        tagger.fit([])


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(tagger.NotATagger, match="Train again"):
        Tagger.load(tmp_path)
    (tmp_path / "tagger.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(tagger.NotATagger, match="Train again"):
        Tagger.load(tmp_path)
