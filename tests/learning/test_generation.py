"""Generations: published whole, moved on to between turns, free of anybody who was forgotten."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from learning import forgetting, projection, step_store
from learning.generation import current, erase, load, look_up, open_exact, point, publish, write_exact
from learning.learner import Learned, learn
from learning.library import Decided, Library
from learning.rewrites import Rewrite
from learning.rewriting_evidence import Meaning, collect, steps
from learning.rewriting_features import Query
from learning.rewriting_index import Index
from learning.step_table import StepTable
from preferences import scrub
from preferences.errors import LearningError
from tests.learning.household import FAILS, WORKS, encode, sessions, turn

pytestmark = pytest.mark.patient
MUSIC = "play something as music"


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(collect(steps(one) for one in sessions()), encode, k=3)


def test_what_was_published_is_read_back(learned: Learned, tmp_path: Path) -> None:
    assert current(tmp_path) is None
    name = publish(tmp_path, learned, {"turns": 3})
    assert (name, current(tmp_path)) == ("000001", "000001")
    one = load(tmp_path, name)
    assert one.rewrite(MUSIC) == learned.exact[MUSIC]
    assert one.rewrite("never heard") is None
    assert {rewrite.text for rewrite in one.all_rewrites()} == learned.exact.keys()
    own = learned.personal["p1"]
    assert {rewrite.text for rewrite in one.all_rewrites("p1")} == own.keys()
    assert one.manifest["turns"] == 3
    assert one.everybody.index.texts == learned.everybody.index.texts
    shelf = one.own_shelf("p1")
    assert shelf is not None and set(shelf.index.texts) == set(learned.mine["p1"].index.texts)
    assert one.own_shelf("stranger") is None
    one.close()


def test_a_library_decides_as_what_was_learned(learned: Learned, tmp_path: Path) -> None:
    library = Library(tmp_path)
    assert library.rewrites().look_up("p1", MUSIC) is None
    publish(tmp_path, learned, {})
    library.settle()
    for person in ("p1", "stranger"):
        for text in (*FAILS, *WORKS):
            assert library.rewrites().look_up(person, text) == learned.rewrites().look_up(person, text)
    heard = "play something jazz music"
    query = Query(heard, Meaning("play_movie", ()), (("play_movie", 0.3),))
    known, fresh = (
        one.retrieve("p1", query, lambda: encode(heard)) for one in (learned.rewrites(), library.rewrites())
    )
    assert (known is None) == (fresh is None)
    assert known is None or fresh is None or known.meaning == fresh.meaning


def test_what_turns_vectors_is_published_with_the_vectors_it_turned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection, "FEWEST", 2)
    learned = learn(collect(steps(one) for one in sessions()), encode, k=3)
    index = learned.everybody.index
    learned.everybody = replace(learned.everybody, index=Index.of(index.texts, index.vectors, large=2))
    assert learned.projection.map is not None
    one = load(tmp_path, publish(tmp_path, learned, {}))
    assert one.projection.map is not None
    assert np.array_equal(one.projection.map, learned.projection.map)
    shelf = one.own_shelf("p1")
    assert shelf is not None
    for text in FAILS:
        vector = one.projection(encode(text))
        found, wanted = one.everybody.around(text, vector, 3), learned.everybody.around(text, vector, 3)
        assert found.near.places.tolist() == wanted.near.places.tolist()
        place = shelf.index.places.get(text)
        assert place is None or np.allclose(shelf.index.vectors[place], vector, atol=1e-3)
    assert one.everybody.index.graph is not None
    one.close()
    (tmp_path / "000001" / "index.graph").write_bytes(b"no graph")
    with pytest.raises(LearningError, match="mynah learn"):
        load(tmp_path, "000001")


def test_a_running_library_moves_on_and_keeps_what_was_refused(learned: Learned, tmp_path: Path) -> None:
    publish(tmp_path, learned, {})
    library = Library(tmp_path)
    library.settle()
    found = library.rewrites().look_up("p2", MUSIC)
    assert found is not None
    library.deny("p2", found.id)
    assert library.rewrites().look_up("p2", MUSIC) is None
    publish(tmp_path, learned, {})
    library.settle()
    assert library.name == "000002"
    assert library.rewrites().look_up("p2", MUSIC) is None
    Decided(tmp_path).block(found.id, "by hand")
    library.settle()
    assert library.rewrites().look_up("p3", MUSIC) is None
    assert Decided(tmp_path).restore(found.id)
    library.settle()
    assert library.rewrites().look_up("p3", MUSIC) is not None


def test_turns_go_on_while_another_generation_is_opened(learned: Learned, tmp_path: Path) -> None:
    publish(tmp_path, learned, {})
    library = Library(tmp_path)
    library.settle()
    wrong: list[object] = []
    over = threading.Event()

    def turns() -> None:
        while not over.is_set():
            found = library.rewrites().look_up("somebody", MUSIC)
            if found is None or found.meaning.intent != "play_music":
                wrong.append(found)

    thread = threading.Thread(target=turns)
    thread.start()
    for _ in range(5):
        publish(tmp_path, learned, {})
    over.set()
    thread.join()
    assert wrong == []


def test_a_generation_that_cannot_be_read_leaves_the_one_before(learned: Learned, tmp_path: Path) -> None:
    publish(tmp_path, learned, {})
    library = Library(tmp_path)
    library.settle()
    (tmp_path / "000002").mkdir()
    point(tmp_path, "000002")
    library.settle()
    assert library.rewrites().look_up("p1", MUSIC) is not None
    with pytest.raises(LearningError, match="mynah learn"):
        load(tmp_path, "000002")


def test_old_generations_go_and_what_a_crash_left_with_them(learned: Learned, tmp_path: Path) -> None:
    (tmp_path / ".new-000009-1").mkdir()
    for _ in range(5):
        publish(tmp_path, learned, {})
    folders = sorted(one.name for one in tmp_path.iterdir() if one.is_dir())
    assert folders == ["000003", "000004", "000005"]


def test_nothing_personal_is_in_what_everybody_gets(learned: Learned, tmp_path: Path) -> None:
    name = publish(tmp_path, learned, {})
    for file in (tmp_path / name).iterdir():
        held = file.read_bytes()
        if file.name != "personal.db":
            for word in (b"miller", b"ten minutes", b'p1"', b'"p1'):
                assert word not in held, (file.name, word)


def test_a_person_leaves_every_generation_down_to_the_bytes(learned: Learned, tmp_path: Path) -> None:
    rare = "sing the zanzibar serenade"
    learned.evidence.personal["zoe"] = dict(learned.evidence.personal["p1"])
    learned.personal["zoe"] = {rare: Rewrite(rare, "x", Meaning("play_music"), said="play some jazz music")}
    learned.mine["zoe"] = learned.mine["p1"]
    names = [publish(tmp_path, learned, {}) for _ in range(2)]
    library = Library(tmp_path)
    library.settle()
    assert library.rewrites().look_up("zoe", rare) is not None
    library.deny("zoe", "something")
    assert forgetting.forget(tmp_path, "zoe") > 0
    library.settle()
    assert library.rewrites().look_up("zoe", rare) is None
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"zoe" not in file.read_bytes(), file
            assert b"zanzibar" not in file.read_bytes(), file
    # The others keep theirs.
    one = load(tmp_path, names[1])
    assert [*one.all_rewrites("p1")]
    one.close()
    assert erase(tmp_path, "zoe") == 0
    del learned.evidence.personal["zoe"], learned.personal["zoe"], learned.mine["zoe"]


def test_sessions_are_kept_and_forgotten(tmp_path: Path) -> None:
    kept = [steps(one) for one in list(sessions(each=2))[:10]]
    with step_store.StepStore(tmp_path) as store:
        store.add(kept[:6], 40)
        store.add(kept[4:], 77)
    with step_store.StepStore(tmp_path) as store, StepTable() as table, StepTable() as other:
        assert (store.reached, store.count()) == (77, 10)
        store.load(table)
        other.add(kept)
        assert told(table) == told(other)
        again = "SELECT * FROM again ORDER BY turn, ahead"
        assert [*table.rows(again)] == [*other.rows(again)] and [*table.rows(again)]
        store.load(part := StepTable(), kept[2][0].turn)
        assert part.count == sum(map(len, kept[:3]))
    assert step_store.forget(tmp_path, "p1") > 0
    assert step_store.forget(tmp_path, "p1") == 0


def told(table: StepTable) -> list[tuple[Any, ...]]:
    """A table's steps with the names of their numbers, in the order of the log."""
    people, wordings, states = table.people.names, table.wordings.names, table.states.names
    rows = table.rows("SELECT s.*, r.ranking FROM requests s JOIN rankings r ON r.turn = s.turn ORDER BY s.turn")
    return [
        (turn, people[person], at, wordings[wording], states[own], states[served], *rest)
        for turn, person, at, wording, own, served, *rest in rows
    ]


def test_of_who_is_forgotten_no_word_is_left_in_what_was_read(tmp_path: Path) -> None:
    chance, begin = random.Random(0), 1
    with step_store.StepStore(tmp_path) as store:
        for _ in range(20):
            batch = []
            for _ in range(40):
                who, begin = chance.choice(("ann", "zoe")), begin + 5
                text = f"{'zanzibar' if who == 'zoe' else 'ordinary'} {chance.random()} " + "la " * chance.randrange(60)
                where = "zanzibar" if who == "zoe" else "berlin"
                reading = ("weather_query", (("place", f"{where} {chance.random()}"),))
                batch.append(steps([turn(begin, who, text, reading, float(begin))]))
            store.add(batch, begin)
    assert b"zanzibar" in (tmp_path / step_store.FILE).read_bytes()
    assert step_store.forget(tmp_path, "zoe") > 300
    for file in tmp_path.iterdir():
        assert b"zanzibar" not in file.read_bytes() and b"zoe" not in file.read_bytes(), file
    with step_store.StepStore(tmp_path) as store, StepTable() as table:
        store.load(table)
        assert table.people.names == ["ann"] and all("ordinary" in text for text in table.wordings.names)


def test_what_a_reader_kept_from_being_wiped_is_wiped_when_opened_next(tmp_path: Path) -> None:
    with step_store.StepStore(tmp_path) as store:
        store.add([steps(one) for one in list(sessions(each=2))], 77)
        assert store.forget("p1") > 0
    db = sqlite3.connect(tmp_path / step_store.FILE)
    assert db.execute("PRAGMA user_version").fetchone() == (scrub.PENDING,)
    db.close()
    with step_store.StepStore(tmp_path):
        pass
    db = sqlite3.connect(tmp_path / step_store.FILE)
    assert db.execute("PRAGMA user_version").fetchone() == (scrub.DONE,)
    db.close()


def test_a_store_of_another_version_is_read_from_the_log_again(tmp_path: Path) -> None:
    with step_store.StepStore(tmp_path) as store:
        store.add([], 50)
    db = sqlite3.connect(tmp_path / step_store.FILE)
    db.execute("PRAGMA application_id=99")
    db.commit()
    db.close()
    with step_store.StepStore(tmp_path) as store:
        assert store.reached == 0


def test_looking_up_among_many_takes_no_time_and_hardly_memory(tmp_path: Path) -> None:
    meaning = Meaning("play_music", (("music_genre", "jazz"),))
    write_exact(tmp_path / "exact.db", (Rewrite(f"say {n} again", "x", meaning, said="play jazz") for n in range(5000)))
    connection = open_exact(tmp_path / "exact.db")
    found = look_up(connection, "say 4321 again")
    assert found is not None and found.text == "say 4321 again"
    assert look_up(connection, "say 5000 again") is None
    connection.close()


def test_a_manifest_of_another_version_is_refused(learned: Learned, tmp_path: Path) -> None:
    name = publish(tmp_path, learned, {})
    file = tmp_path / name / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "version": 99}))
    with pytest.raises(LearningError, match="another version"):
        load(tmp_path, name)
