"""Writes public dialogues as rows for `mynah evaluate defects`.

    MYNAH_DATA=FOLDER python -m benchmarks.defect_rows dbdc3|conture|eurtad OUT [--half 0|1]

dbdc3: a system turn is a defect when more of its raters saw a clear breakdown than saw a possible one, or none.
conture: when it was rated 0 ("dislike"). eurtad: the faulty reply of each situation; the replies before it in the same
dialogue are the others, although nobody rated those.
"""

from __future__ import annotations

import argparse
import json
import os
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def dbdc3(data: Path) -> Iterator[Row]:
    """Chats with systems of the third dialogue breakdown detection challenge."""
    turns = _lines(data / "dbdc3" / "en_dev.jsonl")
    for dialogue, found in groupby(turns, key=lambda turn: turn["dialogue_id"]):
        talk = list(found)
        for at, turn in enumerate(talk):
            if turn["speaker"] != "system" or turn["n_O"] is None or at == 0:
                continue
            after = talk[at + 1]["text"] if at + 1 < len(talk) else None
            yield {
                "user": talk[at - 1]["text"],
                "reply": turn["text"],
                "next": after,
                "label": int(turn["n_X"] > max(turn["n_O"], turn["n_T"])),
                "group": dialogue,
            }


def conture(data: Path) -> Iterator[Row]:
    """Chats with the systems of DSTC9, rated turn by turn."""
    for dialogue, found in groupby(_lines(data / "conture.jsonl"), key=lambda turn: turn["dialogue_id"]):
        talk = list(found)
        for at, turn in enumerate(talk):
            after = talk[at + 1]["user"] if at + 1 < len(talk) else None
            row = {"user": turn["user"], "reply": turn["system"], "next": after}
            yield {**row, "label": int(turn["rating"] == 0), "group": dialogue}


def eurtad(data: Path) -> Iterator[Row]:
    """Situations in which a system's reply was wrong, with what the person said to it."""
    for one in _lines(data / "eurtad.jsonl"):
        talk = [*one["context"], {"speaker": "user", "text": one["user"]}]
        for at in range(1, len(talk) - 1):
            if talk[at]["speaker"] == "system" and talk[at - 1]["speaker"] == "user" == talk[at + 1]["speaker"]:
                texts = {"user": talk[at - 1]["text"], "reply": talk[at]["text"], "next": talk[at + 1]["text"]}
                yield {**texts, "label": 0, "group": one["id"]}
        texts = {"user": one["user"], "reply": one["system"], "next": one["user_reaction"]}
        yield {**texts, "label": 1, "group": one["id"]}


def _lines(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def rows(source: str, data: Path, half: int | None = None) -> Iterator[Row]:
    """The rows of a source; of one half of its dialogues only, if asked. Half 1 is what the shipped model knows."""
    for row in SOURCES[source](data):
        if half is None or zlib.crc32(str(row["group"]).encode()) % 2 == half:
            yield {**row, "group": f"{source} {row['group']}"}


SOURCES = {"dbdc3": dbdc3, "conture": conture, "eurtad": eurtad}


def main() -> None:
    """Write the rows of one source."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("source", choices=SOURCES)
    options.add_argument("out", type=Path)
    options.add_argument("--half", type=int, choices=(0, 1))
    given = options.parse_args()
    with given.out.open("w", encoding="utf-8") as out:
        for row in rows(given.source, Path(os.environ.get("MYNAH_DATA", ".")), given.half):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
