"""Published generations: everything that was learned at one time, in a folder of its own, whole or not at all.

A generation is written beside the others under a name that nobody reads, forced to the disk, and renamed; then a small
file that names it takes the place of the one before. A crash at any moment leaves the generation before, and a server
that looks for the name between two turns finds one or the other, never a half. What is personal stands in a file of
its own, so that a person can be taken out of every generation.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from learning.learner import Learned
from learning.projection import Projection
from learning.rewrites import Record, Rewrite
from learning.rewriting import Meanings, Shelf
from learning.rewriting_evidence import Meaning, Tally
from learning.rewriting_features import Entry
from learning.rewriting_ranker import NEVER, Ranker, Setting
from preferences.errors import LearningError

VERSION = 1
"""Goes up when a generation of before can no longer be read."""
CURRENT = "current"
"""The file that names the generation to be served."""
MOST_WORDINGS = 300
"""Wordings of one person that are kept to find others by; the newest."""
KEPT = 3
"""Generations that are kept, the newest included."""
_NEW = ".new-"


@dataclass(frozen=True)
class Generation:
    """One published generation, opened for reading."""

    name: str
    """Its folder's name."""
    folder: Path
    """Where it is."""
    manifest: Mapping[str, Any]
    """When it was learned, from how much."""
    exact: sqlite3.Connection
    """Everybody's rewrites."""
    personal: sqlite3.Connection
    """People's own rewrites and wordings."""
    meanings: Meanings
    """The readings of the index."""
    everybody: Shelf
    """The index."""
    projection: Projection
    """What turns sentence vectors for it and for people's own."""
    ranker: Ranker | None
    """Of the global layer."""
    my_ranker: Ranker | None
    """With a person's own features."""
    settings: Mapping[str, Setting]
    """Where the layers fire: "cautious", "balanced", and the same with "my " before."""

    def rewrite(self, text: str) -> Rewrite | None:
        """Everybody's rewrite of a wording."""
        return _found(self.exact, "SELECT data FROM rewrites WHERE key = ?", (_key(text),), text)

    def own_rewrite(self, person: str, text: str) -> Rewrite | None:
        """A person's own."""
        query = "SELECT data FROM rewrites WHERE person = ? AND key = ?"
        return _found(self.personal, query, (person, _key(text)), text)

    def all_rewrites(self, person: str | None = None) -> Iterator[Rewrite]:
        """Everybody's rewrites, or a person's own."""
        if person is None:
            rows = self.exact.execute("SELECT data FROM rewrites ORDER BY key")
        else:
            rows = self.personal.execute("SELECT data FROM rewrites WHERE person = ? ORDER BY key", (person,))
        for (data,) in rows:
            yield _read(json.loads(data))

    def own_shelf(self, person: str) -> Shelf | None:
        """A person's own index; None where nothing of theirs is known.

        Readings that only this person may know get numbers behind everybody's.
        """
        try:
            rows = self.personal.execute("SELECT data, vector FROM wordings WHERE person = ?", (person,)).fetchall()
        except sqlite3.Error:
            return None
        entries, vectors = [], []
        for data, vector in rows:
            one = json.loads(data)
            meant = {self.meanings.number(_meaning(meaning)): chance for meaning, chance in one["meant"]}
            own = self.meanings.number(_meaning(one["own"]))
            entries.append(Entry(one["text"], meant, own, one["fails"], min(one["seen"], 20.0), 1, one["confidence"]))
            vectors.append(np.frombuffer(vector, np.float16).astype(np.float32))
        return Shelf.of(entries, np.stack(vectors), self.meanings) if entries else None

    def close(self) -> None:
        """Close its files."""
        self.exact.close()
        self.personal.close()


def publish(root: Path, learned: Learned, manifest: Mapping[str, Any]) -> str:
    """Write a generation and make it the current one; returns its name.

    Raises:
        LearningError: it could not be written; the generation before stays.
    """
    try:
        for left in root.glob(f"{_NEW}*"):
            shutil.rmtree(left, ignore_errors=True)
        numbers = [int(one.name) for one in root.iterdir() if one.is_dir() and one.name.isdigit()]
        name = f"{max(numbers, default=0) + 1:06d}"
        folder = root / f"{_NEW}{name}-{os.getpid()}"
        folder.mkdir(mode=0o700)
        write_exact(folder / "exact.db", learned.exact.values())
        _write_personal(folder / "personal.db", learned)
        _write_index(folder, learned)
        settings = {at: one.ratio for at, one in learned.settings.items()}
        settings |= {f"my {at}": one.ratio for at, one in learned.my_settings.items()}
        whole = {**manifest, "version": VERSION, "settings": _finite(settings)}
        (folder / "manifest.json").write_text(json.dumps(whole, indent=1), encoding="utf-8")
        for file in folder.iterdir():
            _force(file)
        _force(folder)
        folder.rename(root / name)
        point(root, name)
        for old in sorted(one for one in root.iterdir() if one.is_dir() and one.name.isdigit())[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        return name
    except (OSError, sqlite3.Error) as error:
        raise LearningError(f"What was learned could not be published: {type(error).__name__}.") from None


def point(root: Path, name: str) -> None:
    """Make a published generation the current one."""
    file = root / f"{CURRENT}.{os.getpid()}"
    file.write_text(name, encoding="utf-8")
    _force(file)
    file.replace(root / CURRENT)
    _force(root)


def retract(root: Path, name: str, before: str | None) -> None:
    """Take a generation back that should not have been published; the one before is the current one again."""
    if before is not None:
        point(root, before)
    else:
        (root / CURRENT).unlink(missing_ok=True)
    shutil.rmtree(root / name, ignore_errors=True)


def current(root: Path) -> str | None:
    """The name of the current generation; None before the first."""
    try:
        name = (root / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return name if name.isdigit() else None


def load(root: Path, name: str) -> Generation:
    """Open a generation.

    Raises:
        LearningError: it is missing, damaged or of another version.
    """
    folder = root / name
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest.get("version") != VERSION:
            raise LearningError(f"Generation {name} was written by another version. Run: mynah learn")
        exact = _open(folder / "exact.db", "?mode=ro&immutable=1")
        personal = _open(folder / "personal.db", "?mode=ro")
        described = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        meanings = Meanings([_meaning(one) for one in described["meanings"]])
        entries = [
            Entry(one["text"], {int(n): c for n, c in one["meant"].items()}, *(one[field] for field in _FIELDS))
            for one in described["entries"]
        ]
        with np.load(folder / "index.npz", allow_pickle=False) as kept:
            vectors = kept["vectors"].astype(np.float32)
            everybody = Shelf.of(entries, vectors, meanings, folder / "index.graph")
            projection = Projection(kept.get("projection"))
            rankers = {which: _ranker(kept, which) for which in ("global", "personal")}
    except LearningError:
        raise
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, sqlite3.Error) as error:
        raise LearningError(f"Generation {name} cannot be read: {type(error).__name__}. Run: mynah learn") from None
    settings = {at: Setting(float(ratio)) if ratio is not None else NEVER for at, ratio in manifest["settings"].items()}
    return Generation(
        name,
        folder,
        manifest,
        exact,
        personal,
        meanings,
        everybody,
        projection,
        rankers["global"],
        rankers["personal"],
        settings,
    )


def write_exact(file: Path, rewrites: Iterable[Rewrite]) -> None:
    """Write everybody's rewrites into a file that is looked up by wording."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("CREATE TABLE rewrites (key INTEGER PRIMARY KEY, data TEXT NOT NULL)")
    rows = ((_key(one.text), json.dumps(_written(one))) for one in rewrites)
    connection.executemany("INSERT OR REPLACE INTO rewrites VALUES (?, ?)", rows)
    connection.commit()
    connection.close()


def open_exact(file: Path) -> sqlite3.Connection:
    """Open such a file for looking up."""
    return _open(file, "?mode=ro&immutable=1")


def look_up(connection: sqlite3.Connection, text: str) -> Rewrite | None:
    """The rewrite of a wording in such a file."""
    return _found(connection, "SELECT data FROM rewrites WHERE key = ?", (_key(text),), text)


def erase(root: Path, person: str) -> int:
    """Take a person out of every generation, down to the bytes; returns how many rows went.

    Raises:
        LearningError: a file could not be written.
    """
    gone = 0
    try:
        for file in sorted(root.glob("*/personal.db")):
            gone += _without(file, person)
        if gone and (name := current(root)) is not None:
            point(root, name)  # A server that is running opens its files anew.
    except (OSError, sqlite3.Error) as error:
        raise LearningError(f"A person could not be taken out of what was learned: {type(error).__name__}.") from None
    return gone


def _without(file: Path, person: str) -> int:
    old = sqlite3.connect(file)
    try:
        counts = [
            old.execute(f"SELECT count(*) FROM {table} WHERE person = ?", (person,)).fetchone()[0]
            for table in ("rewrites", "wordings")
        ]
        if not any(counts):
            return 0
        fresh = file.with_suffix(".fresh")
        fresh.unlink(missing_ok=True)
        new = _made(fresh)
        for table, width in (("rewrites", 3), ("wordings", 4)):
            rows = old.execute(f"SELECT * FROM {table} WHERE person <> ?", (person,))
            new.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)
        new.commit()
        new.close()
    finally:
        old.close()
    _force(fresh)
    # Under its old name the bytes of before are overwritten; whoever still reads them finds nothing.
    size = file.stat().st_size
    gone = file.with_suffix(".gone")
    file.rename(gone)
    fresh.rename(file)
    with gone.open("r+b") as bytes_:
        bytes_.write(bytes(size))
        bytes_.flush()
        os.fsync(bytes_.fileno())
    gone.unlink()
    _force(file.parent)
    return int(sum(counts))


_FIELDS = ("own", "fails", "seen", "people", "confidence")


def _write_index(folder: Path, learned: Learned) -> None:
    used = {entry.own for entry in learned.everybody.entries}
    used |= {number for entry in learned.everybody.entries for number in entry.meant}
    # Readings that only some may know have higher numbers, and are left out.
    count = max(used, default=-1) + 1
    described = {
        "meanings": [_written_meaning(one) for one in learned.meanings.all[:count]],
        "entries": [
            {"text": one.text, "meant": {str(n): round(c, 4) for n, c in one.meant.items()}}
            | {field: getattr(one, field) for field in _FIELDS}
            for one in learned.everybody.entries
        ],
    }
    (folder / "index.json").write_text(json.dumps(described), encoding="utf-8")
    arrays: dict[str, Any] = {"vectors": learned.everybody.index.vectors.astype(np.float16)}
    if learned.projection.map is not None:
        arrays["projection"] = learned.projection.map
    for which, ranker in (("global", learned.ranker), ("personal", learned.my_ranker)):
        if ranker is not None:
            arrays |= {f"{which} {name}": getattr(ranker, name) for name in ("mean", "scale", "weights", "nothing")}
    with (folder / "index.npz").open("wb") as file:
        np.savez(file, **arrays)
    learned.everybody.index.keep(folder / "index.graph")


def _write_personal(file: Path, learned: Learned) -> None:
    connection = _made(file)
    rewrites = (
        (person, _key(text), json.dumps(_written(one)))
        for person, own in learned.personal.items()
        for text, one in own.items()
    )
    connection.executemany("INSERT INTO rewrites VALUES (?, ?, ?)", rewrites)
    known = learned.evidence.meanings
    for person, shelf in learned.mine.items():
        tallies = learned.evidence.personal[person]
        newest = sorted(tallies, key=lambda text: -tallies[text].last)[:MOST_WORDINGS]
        wordings = (
            (
                person,
                _key(text),
                json.dumps(_written_tally(text, tallies[text], known)),
                shelf.index.vectors[shelf.index.places[text]].astype(np.float16).tobytes(),
            )
            for text in newest
        )
        connection.executemany("INSERT INTO wordings VALUES (?, ?, ?, ?)", wordings)
    connection.commit()
    connection.close()


def _made(file: Path) -> sqlite3.Connection:
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA secure_delete=ON")
    for table, more in (("rewrites", ""), ("wordings", ", vector BLOB")):
        columns = f"person TEXT, key INTEGER, data TEXT NOT NULL{more}, PRIMARY KEY (person, key)"
        connection.execute(f"CREATE TABLE {table} ({columns}) WITHOUT ROWID")
    return connection


def _open(file: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}{how}", uri=True, check_same_thread=False)


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def _found(connection: sqlite3.Connection, query: str, given: tuple[Any, ...], text: str) -> Rewrite | None:
    try:
        row = connection.execute(query, given).fetchone()
        found = _read(json.loads(row[0])) if row is not None else None
    except (sqlite3.Error, ValueError):
        return None  # The file is just being written anew without somebody.
    return found if found is not None and found.text == text else None


def _written(one: Rewrite) -> dict[str, Any]:
    return asdict(one) | {"meaning": _written_meaning(one.meaning)}


def _read(data: Mapping[str, Any]) -> Rewrite:
    return Rewrite(**{**data, "meaning": _meaning(data["meaning"]), "record": Record(**data["record"])})


def _written_meaning(meaning: Meaning) -> list[Any]:
    return [meaning.intent, [list(pair) for pair in meaning.entities]]


def _meaning(data: list[Any]) -> Meaning:
    return Meaning(str(data[0]), tuple((str(name), str(value)) for name, value in data[1]))


def _written_tally(text: str, tally: Tally, known: Mapping[str, Meaning]) -> dict[str, Any]:
    return {
        "text": text,
        "own": _written_meaning(tally.own),
        "meant": [[_written_meaning(known[name]), round(chance, 4)] for name, chance in tally.meant.items()],
        "fails": round(tally.fails, 4),
        "seen": tally.seen,
        "confidence": tally.ranking[0][1] if tally.ranking else 0.0,
    }


def _ranker(kept: Any, which: str) -> Ranker | None:
    if f"{which} weights" not in kept:
        return None
    mean, scale, weights = (kept[f"{which} {name}"] for name in ("mean", "scale", "weights"))
    return Ranker(mean, scale, weights, float(kept[f"{which} nothing"]))


def _finite(settings: Mapping[str, float]) -> dict[str, float | None]:
    return {at: ratio if ratio < float("inf") else None for at, ratio in settings.items()}


def _force(path: Path) -> None:
    """Have the disk keep what was written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
