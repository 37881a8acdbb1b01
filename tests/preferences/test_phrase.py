"""Phrases as values, and in the memory: taught, replaced, undone, forgotten, exported."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from preferences.errors import ImportRefused, MemoryError_, NobodySpeaks
from preferences.memory import Memory, open_memory
from preferences.phrase import MOST_STEPS, Kind, Phrase, phrase_key, plain_step

pytestmark = pytest.mark.patient

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def teach(memory: Memory, said: str, *steps: str, person: str = "alice", at: float = 0) -> Phrase:
    return memory.teach_phrase(
        person, said, Kind.REQUEST, steps, f"when I say {said}", "told", NOON + timedelta(minutes=at)
    )


def known(memory: Memory, person: str = "alice") -> list[tuple[str, tuple[str, ...]]]:
    return [(one.said, one.steps) for one in memory.profile(person).phrases]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Movie Night", "movie night"),
        ("the movie nights!", "movie night"),
        ("my Cave", "cave"),
        ("the", "the"),
        ("Bertha's", "bertha"),
        ("?!", ""),
    ],
)
def test_phrases_are_compared_without_case_article_and_plural(words: str, key: str) -> None:
    assert phrase_key(words) == key


def test_a_meaning_is_read_out_in_plain_words(memory: Memory) -> None:
    phrase = teach(memory, "cosy", "set {the lights} to 20 percent", "play jazz", "set an alarm for 7 am")
    assert phrase.told == '"cosy" means set the lights to 20 percent, play jazz and set an alarm for 7 am'
    assert plain_step("set {the lights} to 20 percent") == "set the lights to 20 percent"


def test_a_phrase_is_there_at_once_newest_first(memory: Memory) -> None:
    taught = teach(memory, "movie night", "dim the lights")
    assert (taught.person, taught.words, taught.source) == ("alice", "when I say movie night", "told")
    assert (taught.learned_at, taught.uses, taught.used_at) == (NOON, 0, None)
    assert memory.profile("alice").phrases == (taught,)
    teach(memory, "tea time", "make tea", at=1)
    assert known(memory) == [("tea time", ("make tea",)), ("movie night", ("dim the lights",))]


def test_a_phrase_is_private(memory: Memory) -> None:
    teach(memory, "movie night", "dim the lights")
    assert memory.profile("bob").phrases == ()
    assert memory.profile(None).phrases == ()


def test_a_new_meaning_takes_the_place_of_the_old_one(memory: Memory) -> None:
    old = teach(memory, "movie night", "dim the lights")
    new = teach(memory, "The Movie Nights", "play jazz", at=1)
    assert new.id == old.id
    assert known(memory) == [("The Movie Nights", ("play jazz",))]


def test_teaching_is_undone_step_by_step(memory: Memory) -> None:
    first = teach(memory, "movie night", "dim the lights")
    second = teach(memory, "movie night", "play jazz", at=1)
    undone = memory.undo("alice")
    assert undone is not None and undone.phrases_restored == (first,)
    assert memory.profile("alice").phrases == (first,)
    undone = memory.undo("alice")
    assert undone is not None and [one.id for one in undone.phrases_removed] == [second.id]
    assert known(memory) == []


def test_forgetting_takes_one_or_all_and_is_for_good(memory: Memory) -> None:
    for said in ("movie night", "tea time", "the cave"):
        teach(memory, said, "dim the lights")
    teach(memory, "tea time", "make tea", person="bob")
    assert [one.said for one in memory.forget_phrases("alice", "movie night")] == ["movie night"]
    assert memory.undo("alice") is None
    assert memory.forget_phrases("alice", "movie night") == ()
    assert {one.said for one in memory.forget_phrases("alice")} == {"tea time", "the cave"}
    assert memory.forget_phrases("carol") == ()
    assert known(memory, "bob") == [("tea time", ("make tea",))]


def test_forgetting_everything_takes_phrases_along(memory: Memory) -> None:
    teach(memory, "movie night", "dim the lights")
    assert memory.forget_everything("alice") == 1
    assert known(memory) == []


def test_nothing_of_a_phrase_is_left_in_the_file(empty_file: Path, tmp_path: Path) -> None:
    shutil.copy(empty_file, tmp_path / "memory.db")
    with open_memory(f"sqlite:///{tmp_path}/memory.db") as memory:
        for number in range(30):
            teach(memory, f"flibbertigibbet {number}", f"play snollygoster {number}", at=number)
        memory.forget_everything("alice")
        left = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"flibbertigibbet" not in left and b"snollygoster" not in left


def test_uses_are_counted(memory_url: str) -> None:
    with open_memory(memory_url) as memory:
        number = teach(memory, "movie night", "dim the lights").id
        memory.used("alice", (), NOON, phrases=[number, number])
    with open_memory(memory_url) as memory:
        [phrase] = memory.profile("alice").phrases
        assert (phrase.uses, phrase.used_at) == (2, NOON)


def test_a_phrase_travels_and_twice_is_once(memory: Memory) -> None:
    teach(memory, "movie night", "dim {the lights} to 20 percent", "play jazz")
    document = memory.export("alice", NOON)
    memory.forget_everything("alice")
    assert memory.import_("alice", json.loads(json.dumps(document))) == 1
    assert memory.import_("alice", document) == 0
    assert memory.export("alice", NOON) == document
    teach(memory, "movie night", "play rock", at=5)
    assert memory.import_("alice", document) == 0
    assert known(memory) == [("movie night", ("play rock",))]


def test_a_document_without_phrases_is_still_read(memory: Memory) -> None:
    teach(memory, "movie night", "dim the lights")
    document = memory.export("alice", NOON)
    del document["phrases"]
    assert memory.import_("alice", document) == 0


@pytest.mark.parametrize(
    "change",
    [{"said": "?"}, {"steps": []}, {"steps": ["x"] * 21}, {"kind": "song"}, {"steps": ["x" * 201]}, {"uses": -1}],
)
def test_a_damaged_phrase_is_refused(memory: Memory, change: dict[str, object]) -> None:
    teach(memory, "movie night", "dim the lights")
    document = memory.export("alice", NOON)
    document["phrases"][0].update(change)
    with pytest.raises(ImportRefused, match="damaged"):
        memory.import_("alice", document)


@pytest.mark.parametrize(
    ("said", "steps"),
    [("", ("x",)), ("...", ("x",)), ("a" * 201, ("x",)), ("a", ()), ("a", ("x",) * (MOST_STEPS + 1)), ("a", (" ",))],
)
def test_what_cannot_be_a_phrase_is_refused(memory: Memory, said: str, steps: tuple[str, ...]) -> None:
    with pytest.raises(MemoryError_):
        memory.teach_phrase("alice", said, Kind.REQUEST, steps)
    assert known(memory) == []


def test_nobody_teaches_nothing(memory: Memory) -> None:
    with pytest.raises(NobodySpeaks):
        memory.teach_phrase(None, "movie night", Kind.REQUEST, ("dim the lights",))
