"""What the rewriter and the interpreter add to a turn, in a household of 100 000 people.

In process, on messages as NLU leaves them. One person has 1 000 preferences over several concepts and 500 phrases, and
speaks, using a phrase in every tenth message. The 100 000 others have one to three preferences each, and before every
measured message somebody else teaches something, so that the
check for changes never finds the memory untouched. The turn log holds 2 000 turns of that person, whose habits were
learned. A synthetic table of 1 000 000 rewrites lies in the process.
Nothing looks rewrites up yet: until something does, the table only takes up memory, and its bytes are not counted
among Mynah's.

It runs in a process of its own: `python -m benchmarks.interpretation FOLDER` prints what it found as JSON.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

import psutil
from sqlalchemy import create_engine, insert
from sqlalchemy.engine import Engine

from benchmarks import household_sim
from benchmarks.baseline import environment
from benchmarks.report import Figure, percentile
from benchmarks.script import CITIES, conversation
from bot.learned import learn_from
from preferences.curriculum import ROOT, Curriculum, load_curriculum
from preferences.memory import Memory, open_memory
from preferences.phrase import phrase_key
from preferences.preference import Statement
from preferences.tables import PersonRow, PhraseRow, PreferenceRow
from preferences.vocabulary import key_of

PEOPLE = 100_000
PREFERENCES = 1_000
PHRASES = 500
REWRITES = 1_000_000
MESSAGES = 1_000
TURNS = 2_000
LEARNED = datetime(2024, 5, 1, tzinfo=timezone.utc)
ALICE = "alice"
MANY = ("cuisine", "artist", "music_genre", "film_genre")
"""Concepts that keep many values."""


def interpretation_figures(folder: Path) -> Iterator[Figure]:
    """`interpretation_p95_ms` and `interpretation_mb`, measured in another process."""
    command = [sys.executable, "-m", "benchmarks.interpretation", str(folder)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(MYNAH_DATABASE_URL=f"sqlite:///{folder / 'many.db'}", MYNAH_HOME=str(folder / "many")),
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    note = (
        f"median {found['median_ms']:.2f} ms; of processor time {found['cpu_ms']:.2f} ms at the 95th percentile; "
        f"{found['taught_ms']:.1f} ms right after the person taught something"
    )
    yield Figure("interpretation_p95_ms", found["p95_ms"], "ms", note=note)
    ballast = f"memory, profiles and vocabularies; the table of rewrites, {found['ballast_mb']:.0f} MB, is not in it"
    yield Figure("interpretation_mb", found["mb"], "MB", note=ballast)


def values(curriculum: Curriculum) -> list[tuple[str, str]]:
    """A thousand different concepts and values."""
    found: list[tuple[str, str]] = []
    for concept in MANY:
        vocabulary = curriculum.lookups[curriculum.by_concept[concept].entity]
        found += [(concept, value) for value in vocabulary.values]
    # Where the vocabularies have fewer, values of people's own make up the number.
    found += [("artist", f"The Band Number {number}") for number in range(PREFERENCES - len(found))]
    return [*found[: PREFERENCES - 2], ("team", "Golden State Warriors"), ("home", "Chicago")]


def fill(url: str, curriculum: Curriculum) -> None:
    """Put everybody into the memory."""
    open_memory(url).close()
    engine = create_engine(url)
    hers = values(curriculum)
    # One in twenty is a dislike; they are years of telling, one every few hours.
    rows = [_row(1, *pair, liked=n % 20 != 0, hours=n * 5) for n, pair in enumerate(hers)]
    for person in range(2, PEOPLE + 2):
        rows += [_row(person, *hers[(person * 31 + n) % len(hers)], liked=True, hours=n) for n in range(person % 3 + 1)]
    people = [{"id": 1, "name": ALICE, "stamp": 1}]
    people += [{"id": n, "name": f"person {n}", "stamp": n} for n in range(2, PEOPLE + 2)]
    phrases = [_phrase(number) for number in range(PHRASES)]
    with engine.begin() as connection:
        connection.execute(insert(PersonRow), people)
        connection.execute(insert(PreferenceRow), rows)
        connection.execute(insert(PhraseRow), phrases)
    engine.dispose()


def _said(number: int) -> str:
    """A phrase of two words; no two are alike, many begin with the same one."""
    return f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST)]}"


_FIRST = "zebra walrus copper velvet thunder lantern meadow harbour saffron pepper willow granite".split()
_HALVES = ("moon star wind rock leaf fire snow".split(), "berry rider field stone maker bridge".split())
_SECOND = [f"{one}{two}" for one in _HALVES[0] for two in _HALVES[1]]


def _phrase(number: int) -> dict[str, Any]:
    name = number % 2 == 0
    steps = ["the living room"] if name else ["set {the bedroom lights} to 50 percent"]
    return {
        "person_id": 1,
        "kind": "name" if name else "request",
        "said": _said(number),
        "key": phrase_key(_said(number)),
        "steps": json.dumps(steps),
        "words": f"{_said(number)} means {steps[0]}",
        "source": "told",
        "learned_at": LEARNED + timedelta(hours=number),
        "uses": 0,
    }


def _row(person: int, concept: str, value: str, liked: bool, hours: int) -> dict[str, Any]:
    return {
        "person_id": person,
        "concept": concept,
        "value": value,
        "folded": key_of(value),
        "liked": liked,
        "single": concept not in MANY,
        "strength": 1.0,
        "condition": "",
        "words": f"I like {value}" if liked else f"I hate {value}",
        "source": "told",
        "learned_at": LEARNED + timedelta(hours=hours),
        "uses": 0,
    }


def messages(curriculum: Curriculum) -> list[Any]:
    """Messages as NLU leaves them, with the ranking of ten intents."""
    from rasa.shared.nlu.training_data.message import Message

    from bot.identity import Spoken

    others = [intent for intent in curriculum.signatures if intent != "follow_up"][:9]
    made = []
    for number in range(MESSAGES // 10):
        for place, said in enumerate(conversation(number)):
            text = f"turn the lights in the {_said(2 * number % PHRASES)} blue" if place == 0 else said.text
            ranking = [{"name": said.intent, "confidence": 0.9}]
            ranking += [{"name": intent, "confidence": 0.01} for intent in others]
            data = {
                "text": text,
                "metadata": Spoken.by(ALICE, {}),
                "intent": ranking[0],
                "intent_ranking": ranking,
            }
            city = next((city for city in CITIES if city in said.text), None)
            if city is not None and text == said.text:
                start = said.text.index(city)
                data["entities"] = [{"entity": "place_name", "value": city, "start": start, "end": start + len(city)}]
            made.append(Message(data))
    return made


def tracker() -> Any:
    """A conversation in which something was served before."""
    from rasa.shared.core.events import SlotSet
    from rasa.shared.core.slots import AnySlot
    from rasa.shared.core.trackers import DialogueStateTracker

    from preferences.request import Entity
    from preferences.state import ConversationState, LastRequest, PersonState
    from preferences.turn_log import STATE_SLOT

    last = LastRequest("datetime_query", "what time is it in Rome?", (Entity("place_name", "Rome", "Rome"),), at=1.0)
    state = ConversationState({ALICE: PersonState(last=last, at=time.time())})
    slots = [AnySlot(STATE_SLOT, mappings=[{}], influence_conversation=False)]
    return DialogueStateTracker.from_events("talk", [SlotSet(STATE_SLOT, state.to_json())], slots)


def record(folder: Path) -> Engine:
    """A turn log with the turns of one person, who has a few habits."""
    from rasa.shared.core.domain import Domain

    from bot.stores.turn_log import TurnLog

    log = TurnLog(Domain.empty(), url=f"sqlite:///{folder / 'turns.db'}")
    asks = household_sim.listener(household_sim.always("jazz", 0.8), Random(1), TURNS)
    rows, talks = [], set()
    for _, talk, event in household_sim.events(asks, ALICE, lambda ask: ()):
        talks.add(talk)
        rows.append(
            {
                "sender_id": talk,
                "type_name": event["event"],
                "action_name": event.get("name"),
                "data": json.dumps(event),
            }
        )
    with log.engine.begin() as connection:
        connection.execute(insert(TurnLog.SQLEvent.__table__), rows[: 2 * TURNS])
        connection.execute(insert(TurnLog.Speaker.__table__), [{"person": ALICE, "sender_id": talk} for talk in talks])
    return log.engine


def measure(folder: Path) -> dict[str, float]:
    """Fill the memory, lay the table down, and interpret."""
    from bot.nlu.interpreter import Interpreter
    from bot.nlu.rewriter import TurnRewriter

    process = psutil.Process()
    # Made before the memory is weighed: the rows on their way into the database are not Mynah's.
    url = f"sqlite:///{folder / 'many.db'}"
    subprocess.run([sys.executable, "-c", _FILL, url], cwd=ROOT, check=True)
    ballast, mb_of_ballast = _rewrites(process)
    before = process.memory_info().rss
    curriculum = load_curriculum()
    learn_from(record(folder))
    talk = tracker()
    with open_memory(url) as memory, open_memory(url) as elsewhere:
        rewriter, interpreter = TurnRewriter(memory), Interpreter(curriculum, memory)
        spoken = messages(curriculum)
        for message in messages(curriculum)[:50]:
            interpreter.process(rewriter.process([message], talk), talk)
        took, worked = [], []
        for number, message in enumerate(spoken):
            elsewhere.teach(f"person {number + 2}", [Statement("cuisine", "Greek")], curriculum.by_concept)
            begin, at_work = time.perf_counter(), time.thread_time()
            interpreter.process(rewriter.process([message], talk), talk)
            worked.append((time.thread_time() - at_work) * 1000)
            took.append((time.perf_counter() - begin) * 1000)
        mb = (process.memory_info().rss - before) / 2**20
        taught = _after_teaching(interpreter, rewriter, talk, elsewhere, curriculum)
    assert len(ballast) == REWRITES
    return {
        "p95_ms": percentile(took, 0.95),
        "median_ms": percentile(took, 0.5),
        "cpu_ms": percentile(worked, 0.95),
        "taught_ms": taught,
        "mb": mb,
        "ballast_mb": mb_of_ballast,
    }


def _after_teaching(interpreter: Any, rewriter: Any, talk: Any, memory: Memory, curriculum: Curriculum) -> float:
    took = []
    for number, message in enumerate(messages(curriculum)[:50]):
        memory.teach(ALICE, [Statement("cuisine", f"Kitchen {number}")], curriculum.by_concept)
        begin = time.perf_counter()
        interpreter.process(rewriter.process([message], talk), talk)
        took.append((time.perf_counter() - begin) * 1000)
    return percentile(took, 0.5)


def _rewrites(process: psutil.Process) -> tuple[dict[str, str], float]:
    before = process.memory_info().rss
    table = {f"say number {number} again": f"number {number}" for number in range(REWRITES)}
    gc.collect()
    return table, (process.memory_info().rss - before) / 2**20


_FILL = """
import sys
from benchmarks.interpretation import fill
from preferences.curriculum import load_curriculum
fill(sys.argv[1], load_curriculum())
"""

if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
