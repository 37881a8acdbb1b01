"""How fast the record is mined, how fast a rewrite is looked up, and the chain beside other ways to solve it.

    python -m benchmarks.rewriting_speed [--turns 1000000] [--rewrites 1000000] [--only mining]

Reading is measured from a turn log to the requests that learning keeps. Mining is measured from turns in a DuckDB file
to the rewrites of the chain, beside the time in which the same file is only read and sorted by DuckDB: the rows handed
to Python, and kept in DuckDB. The chain is solved on one graph by `learning.chain`, by dense numpy and by PyDTMC, which
is only measured where it is installed.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from sqlalchemy import create_engine, text

from benchmarks.report import Figure
from benchmarks.retrieval import retrieval_figures
from learning.again import said_again
from learning.chain import Counting, Graph, carried, shares, smoothed
from learning.evidence_table import CountedEvidence
from learning.generation import look_up, open_exact, write_exact
from learning.learner import global_rewrites
from learning.mining import Reader
from learning.record import LoggedTurn
from learning.rewrites import Rewrite
from learning.rewriting_evidence import Meaning
from learning.step_store import StepStore
from learning.turn_steps import steps_of
from learning.turn_table import TurnTable
from preferences.request import Entity

WORDS = (
    "play turn on off the kitchen lights jazz music weather alarm timer set list add milk what is news sport".split()
)

MADE = 1_000_000
"""Turns that are made one by one."""


def synthetic(count: int, seed: int = 0) -> Iterator[LoggedTurn]:
    """Turns of some thousand people: every third one puts right the one before."""
    chance = random.Random(seed)
    wordings = [" ".join(chance.choices(WORDS, k=chance.randint(2, 6))) for _ in range(20_000)]
    at, number = 0.0, 0
    while number < count:
        person = f"p{chance.randrange(5000)}"
        at += 120.0
        rank = min(int(chance.paretovariate(0.7)), len(wordings) - 1)
        for again in range(1 + (chance.random() < 0.33)):
            number += 1
            text = wordings[rank] + (" please" if again else "")
            place = Entity("house_place", WORDS[rank % len(WORDS)], WORDS[rank % len(WORDS)])
            intent = f"intent_{(rank + again) % 60}"
            yield LoggedTurn(
                number,
                person,
                person,
                at + 10 * again,
                text,
                text,
                intent,
                0.8,
                ((intent, 0.8),),
                (place,),
                outcome="done",
            )


def fill(table: TurnTable, count: int) -> None:
    """Write synthetic turns; beyond the first million the same people say the same again, later."""
    table.add(synthetic(min(count, MADE)))
    last = table.last()
    ((span,),) = table.rows("SELECT max(spoken_at) + 3600 FROM turns")
    later = "SELECT * REPLACE (id + ? AS id, spoken_at + ? AS spoken_at) FROM turns WHERE id <= ?"
    for times in range(1, -(-count // MADE)):
        table.connection.execute(f"INSERT INTO turns {later}", [times * last, times * span, last])


def mined(folder: Path, count: int) -> dict[str, Any]:
    """Time mining of turns that lie in a DuckDB file."""
    file = folder / "turns.duckdb"
    with TurnTable(file) as table:
        fill(table, count)
    with TurnTable(file) as table:
        in_order = "SELECT * FROM turns ORDER BY person, spoken_at, id"
        began = time.perf_counter()
        for _ in table.rows(in_order):
            pass
        sorted_in = time.perf_counter() - began
        began = time.perf_counter()
        table.connection.execute(f"CREATE TEMP TABLE in_order AS {in_order}")
        kept_in = time.perf_counter() - began
        table.connection.execute("DROP TABLE in_order")
        began = time.perf_counter()
        evidence = CountedEvidence(steps_of(table))
        rewrites = global_rewrites(evidence, 3)
        took = time.perf_counter() - began
        own = sum(len(mine) for mine in evidence.personal.values())
        with_own = time.perf_counter() - began
    return {
        "turns": count,
        "duckdb_reads_and_sorts_s": sorted_in,
        "duckdb_sorts_without_handing_over_s": kept_in,
        "mining_s": took,
        "turns_a_minute": 60 * count / took,
        "times_duckdb": took / sorted_in,
        "times_duckdb_without_handing_over": took / kept_in,
        "rewrites": len(rewrites),
        "mining_with_peoples_own_counts_s": with_own,
        "peoples_own_wordings": own,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def read(folder: Path, count: int) -> dict[str, Any]:
    """Time how new turns of a log are read, judged by the shipped model of rephrases, and kept."""
    engine = create_engine(f"sqlite:///{folder / 'turns.db'}")
    with engine.begin() as log:
        log.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, type_name, action_name, data)"))
        put = text(
            "INSERT INTO events (sender_id, type_name, action_name, data) VALUES (:sender, :type, :action, :data)"
        )
        for turn in synthetic(count):
            log.execute(put, [*_events(turn)])
    began = time.perf_counter()
    reader = Reader(engine, 0, said_again, None, lambda turns: None)
    with StepStore(folder) as store:
        for reached, batch in reader.batches():
            store.add(batch, reached)
    took = time.perf_counter() - began
    engine.dispose()
    return {"turns": reader.turns, "reading_s": took, "turns_a_minute": 60 * reader.turns / took}


def _events(turn: LoggedTurn) -> Iterator[dict[str, Any]]:
    parse = {
        "intent": {"name": turn.intent, "confidence": turn.confidence},
        "entities": [{"entity": one.name, "value": one.value} for one in turn.entities],
        "mynah": {"person": turn.person, "original": turn.heard, "readings": [{"intent": turn.intent, "why": "nlu"}]},
    }
    said = {"event": "user", "text": turn.heard, "timestamp": turn.at, "parse_data": parse}
    came = {"event": "slot", "name": "mynah_turn", "value": {"outcome": turn.outcome, "skill": "s", "reasons": []}}
    for event, action in ((said, None), (came, "mynah_turn")):
        yield {"sender": turn.conversation, "type": event["event"], "action": action, "data": json.dumps(event)}


def chains(states: int = 2000, seed: int = 0) -> dict[str, float]:
    """Time three ways to solve one graph of many small components."""
    chance = random.Random(seed)
    counting = Counting()
    for state in range(states):
        name, family = f"i|{state}", state - state % 8
        counting.end(name, chance.random(), 1 + 5 * chance.random())
        for _ in range(3):
            counting.move(name, f"i|{min(family + chance.randrange(8), states - 1)}", chance.random())
    graph = smoothed(counting.graph())
    found = {}
    began = time.perf_counter()
    sparse_found = {one.source: one.success for one in carried(graph)}
    found["sparse_ms"] = 1000 * (time.perf_counter() - began)
    rows = shares(graph)
    began = time.perf_counter()
    dense = np.linalg.inv(np.eye(graph.size) - rows.moves.toarray()) @ rows.success
    found["dense_numpy_ms"] = 1000 * (time.perf_counter() - began)
    assert np.allclose(dense, [sparse_found[number] for number in range(graph.size)])
    found |= _pydtmc(graph, sparse_found)
    return found


def _pydtmc(graph: Graph, known: dict[int, float]) -> dict[str, float]:
    try:
        from pydtmc import MarkovChain
    except ImportError:
        return {}
    rows, size = shares(graph), graph.size
    whole = np.zeros((size + 2, size + 2))
    whole[:size, :size] = rows.moves.toarray()
    whole[:size, size], whole[:size, size + 1] = rows.success, rows.failure
    whole[size, size] = whole[size + 1, size + 1] = 1.0
    whole /= whole.sum(axis=1, keepdims=True)
    began = time.perf_counter()
    chain = MarkovChain(whole.tolist(), [str(number) for number in range(size + 2)])
    absorbed = chain.absorption_probabilities()
    took = 1000 * (time.perf_counter() - began)
    found = np.asarray(absorbed)
    row = found[0] if found.shape[0] == 2 else found[:, 0]
    assert np.allclose(row, [known[number] for number in range(size)], atol=1e-6)
    return {"pydtmc_ms": took}


def looked_up(folder: Path, count: int) -> dict[str, float]:
    """Time look-ups among many rewrites, half of them found."""
    meaning = Meaning("play_music", (("music_genre", "jazz"),))
    file = folder / "exact.db"
    write_exact(file, (Rewrite(f"say it {n} times", "x", meaning, said="play jazz") for n in range(count)))
    before = psutil.Process().memory_info().rss
    connection = open_exact(file)
    chance, times = random.Random(1), []
    for _ in range(20_000):
        text = f"say it {chance.randrange(2 * count)} times"
        began = time.perf_counter()
        look_up(connection, text)
        times.append(1000 * (time.perf_counter() - began))
    grown = (psutil.Process().memory_info().rss - before) / 2**20
    connection.close()
    return {
        "rewrites": count,
        "p50_ms": float(np.median(times)),
        "p95_ms": float(np.percentile(times, 95)),
        "memory_mb": grown,
        "file_mb": file.stat().st_size / 2**20,
    }


def rewriting_figures(folder: Path) -> Iterator[Figure]:
    """The same as figures of `make bench`."""
    found = looked_up(folder, 1_000_000)
    yield Figure("rewrite_lookup_p95_ms", found["p95_ms"], "ms", note="1 000 000 rewrites, half of the look-ups found")
    yield Figure("rewrite_lookup_mb", found["memory_mb"], "MB")
    yield from retrieval_figures()
    solved = chains()
    yield Figure("chain_dense_ratio", solved["dense_numpy_ms"] / solved["sparse_ms"], "x", note="2 000 states")
    if "pydtmc_ms" in solved:
        yield Figure("chain_pydtmc_ratio", solved["pydtmc_ms"] / solved["sparse_ms"], "x", note="2 000 states")
    mining = mined(folder, 1_000_000)
    yield Figure("mining_turns_a_minute", mining["turns_a_minute"], "turns", note="1 000 000 synthetic turns")
    yield Figure("mining_times_duckdb", mining["times_duckdb"], "x", note="against reading and sorting them")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--rewrites", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, default=Path("build/rewriting_speed.json"))
    parts: dict[str, Callable[[Path], dict[str, Any]]] = {
        "chain": lambda folder: chains(),
        "looked_up": lambda folder: looked_up(folder, asked.rewrites),
        "reading": lambda folder: read(folder, asked.turns // 20),
        "mining": lambda folder: mined(folder, asked.turns),
    }
    parser.add_argument("--only", choices=[*parts])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        found = {name: part(Path(made)) for name, part in parts.items() if asked.only in (None, name)}
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
