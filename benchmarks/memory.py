"""What the memory costs: reading a profile unchanged and changed, and teaching, in a household of 100 000 people.

Run it with `python benchmarks/memory.py`; `--url` takes another database, `--people` and `--preferences` other sizes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timezone

from sqlalchemy import create_engine, insert

from preferences.flow import Flow, Keeps, Values
from preferences.memory import Memory, open_memory
from preferences.preference import Statement
from preferences.tables import PersonRow, PreferenceRow

NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)
FLOWS = {"cuisine": Flow("cuisine", "", Values(text=True), "", Keeps.MANY, "", "", (), (), frozenset())}


def fill(url: str, people: int, preferences: int) -> None:
    """Put in one person with many preferences and many people with one each."""
    open_memory(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            insert(PersonRow), [{"id": n, "name": f"person {n}", "stamp": n} for n in range(1, people + 1)]
        )
        rows = [(1, n) for n in range(preferences)] + [(n, 0) for n in range(2, people + 1)]
        connection.execute(
            insert(PreferenceRow),
            [
                {
                    "person_id": person,
                    "concept": "cuisine",
                    "value": f"cuisine {n}",
                    "folded": f"cuisine {n}",
                    "liked": True,
                    "single": False,
                    "strength": 1.0,
                    "condition": "",
                    "words": f"I like cuisine {n}",
                    "source": "told",
                    "learned_at": NOW,
                    "uses": 0,
                }
                for person, n in rows
            ],
        )
    engine.dispose()


def measure(
    name: str, work: Callable[[int], object], times: int, before: Callable[[int], object] | None = None
) -> None:
    """Print how long one call takes at the median and at the 95th percentile."""
    took = []
    for number in range(times):
        if before is not None:
            before(number)
        begin = time.perf_counter()
        work(number)
        took.append((time.perf_counter() - begin) * 1000)
    took.sort()
    print(f"{name:<58} p50 {took[times // 2]:9.4f} ms   p95 {took[int(times * 0.95)]:9.4f} ms")


def run(memory: Memory, elsewhere: Memory) -> None:
    """Print all measurements."""
    person = "person 1"

    def teach(who: str) -> Callable[[int], object]:
        return lambda n: elsewhere.teach(who, [Statement("cuisine", f"new {n}")], FLOWS)

    memory.profile(person)
    measure("profile, nothing changed", lambda n: memory.profile(person), 5000)
    measure("profile, somebody else taught", lambda n: memory.profile(person), 100, before=teach("person 2"))
    measure("profile, this person taught", lambda n: memory.profile(person), 100, before=teach(person))
    measure("profile, never read before (one preference)", lambda n: memory.profile(f"person {n + 10}"), 500)
    measure("teach, a person with few preferences", lambda n: teach(f"person {n + 5000}")(n), 200)
    measure("teach, a person with many preferences", teach(person), 100)
    measure("used, ten preferences", lambda n: memory.used(person, range(10)), 1000)
    measure("forget one", lambda n: memory.forget(person, "cuisine", f"new {n}"), 50)
    measure("forget everything", lambda n: memory.forget_everything(f"person {n + 6000}"), 10)


def main() -> None:
    """Fill a database and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--preferences", type=int, default=1_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"sqlite:///{folder}/memory.db"
        fill(url, given.people, given.preferences)
        print(f"{given.people} people, one of them with {given.preferences} preferences")
        with open_memory(url) as memory, open_memory(url) as elsewhere:
            run(memory, elsewhere)


if __name__ == "__main__":
    main()
