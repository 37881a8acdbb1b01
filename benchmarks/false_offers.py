"""Says lines nobody wrote for us to a running assistant, and counts what it learned and offered to learn.

    python -m benchmarks.false_offers --data FOLDER [--most N] [--lines-a-person 10]

The same files as `benchmarks.false_learning`, through the whole running system: NLU, interpretation, sensing.
Ten lines after each other are one person's conversation, so that repeats and complaints have something to refer to.
Every line that was learned from, and every offer, is printed for a reader to judge.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.false_learning import lines
from benchmarks.servers import mynah_alone
from preferences.memory import open_memory


def main() -> None:
    """Hold the conversations, then read the turn log and the memory."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="the folder with the files")
    options.add_argument("--most", type=int, default=0, help="at most so many lines of each file; 0 is all")
    options.add_argument("--lines-a-person", type=int, default=10)
    given = options.parse_args()
    said: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, mynah_alone(Path(folder)) as server:
        for name, text in lines(given.data):
            if given.most and said[name] >= given.most:
                continue
            person = f"{name}-{said[name] // given.lines_a_person}"
            said[name] += 1
            server.say(text, person, person)
        assert server.home is not None
        offers = _offers(server.home / "turns.db")
        learned = _learned(server.home / "memory.db", said, given.lines_a_person)
    for name, count in said.items():
        stored, offered = learned[name], offers[name]
        print(
            f"{name}: {count} lines, {stored} things learned ({100 * stored / count:.2f} %), "
            f"{offered} offers ({100 * offered / count:.2f} %)"
        )


def _offers(turns: Path) -> Counter[str]:
    """The offers in a turn log, by the file their line came from; prints each with its line."""
    found: Counter[str] = Counter()
    with sqlite3.connect(turns) as log:
        rows = log.execute("SELECT sender_id, type_name, action_name, data FROM events ORDER BY id")
        text = ""
        for sender, kind, action, data in rows:
            if kind == "user":
                text = json.loads(data)["text"]
            elif kind == "slot" and action == "mynah_turn":
                offer = (json.loads(data)["value"] or {}).get("offer")
                if offer:
                    found[sender.split("-")[0]] += 1
                    print(f"{sender}: {text!r}\n    offered {offer}")
    return found


def _learned(file: Path, said: Counter[str], a_person: int) -> Counter[str]:
    """The preferences in a memory, by the file their line came from; prints each with its words."""
    found: Counter[str] = Counter()
    with open_memory(f"sqlite:///{file}") as memory:
        for name, count in said.items():
            for number in range(count // a_person + 1):
                for one in memory.profile(f"{name}-{number}").preferences:
                    found[name] += 1
                    sign = "likes" if one.liked else "dislikes"
                    print(f"{name}: {one.words!r}\n    {sign} {one.concept} = {one.value} {one.condition.words}")
    return found


if __name__ == "__main__":
    main()
