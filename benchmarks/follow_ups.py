"""How many messages that lean on what was said before are read right: `python -m benchmarks.follow_ups --data FILE`.

FILE holds dialogues in the format of the Contextual Query Rewrite data set (Regan, Rastogi, Gupta, Mathias 2019), in
which people have written each message that leans on the dialogue as one that stands alone. The assistant reads both:
the message where it stands, with what was said before as its only state, and the rewritten one by itself. It was
read right when intent and details come out the same. So a message counts as wrong also where the rewritten one is
misread in another way. "Complete" asks for less: the same intent, and every detail that the data set finds in the
rewritten message is in the message or among what was carried. Nothing is learned from the file.

The data set is about three domains. Of those this assistant serves the weather; calendars and navigation it does not,
so that there is nothing to carry on there. They are told apart, and how many messages of each are requests at all.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from actions import resources
from benchmarks.habits import wilson
from preferences import acts
from preferences.application import canonical
from preferences.curriculum import ROOT, load_curriculum
from preferences.parse import read_entity, read_reading
from preferences.request import Entity, Reading
from preferences.state import Asked, ConversationState, LastRequest, PersonState
from preferences.statements import read_statements
from preferences.turn_log import STATE_SLOT

COMPARED = ("place_name", "date", "timeofday", "time", "weather_descriptor", "temperature_unit")
"""The details that are compared."""
ASKS_FOR = {"location": "place_name", "date": "date"}
"""What an assistant of the data set asks back for, and our name for it."""
SERVED = "weather"


@dataclass(frozen=True)
class Case:
    """One message that leans on what was said before."""

    domain: str
    """navigate, weather or schedule."""
    kind: str
    """What it leaves out, in the words of the data set."""
    before: tuple[tuple[str, str | None], ...]
    """The person's messages before it, and what the assistant asked back for after each."""
    text: str
    """The message."""
    alone: str
    """The same, written to stand alone."""
    details: tuple[str, ...] = ()
    """The details that the data set finds in that."""


def cases(dialogues: Sequence[Mapping[str, Any]]) -> Iterator[Case]:
    """The cases of a file."""
    for dialogue in dialogues:
        domain, said = dialogue["scenario"]["task"]["intent"], []
        for turn in dialogue["dialogue"]:
            told = turn["data"]
            rewritten = turn.get("reformulation") or {}
            if turn["turn"] == "driver":
                said.append((str(told["utterance"]), None))
                continue
            if rewritten.get("flag") and rewritten.get("reformulated_utt") and said:
                # The data set hangs the rewriting on the assistant's turn that answers the message.
                yield Case(domain, rewritten["flag"], tuple(said[:-1]), *_texts(said, rewritten))
            if said and str(told["utterance"]).rstrip().endswith("?"):
                said[-1] = said[-1][0], _asked_for(told)


def _texts(said: Sequence[tuple[str, str | None]], rewritten: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return said[-1][0], rewritten["reformulated_utt"], tuple(rewritten.get("gold_slots") or ())


def _asked_for(told: Mapping[str, Any]) -> str:
    """What the assistant asked back for; the place, where the data set does not tell."""
    slots = told.get("slots") or {}
    open_ = [name for name, wanted in (told.get("requested") or {}).items() if wanted and not slots.get(name)]
    words = str(told["utterance"]).casefold()
    if any(word in words for word in ("city", "location", "where", "area", "place", "town")):
        return "place_name"
    if any(word in words for word in ("day", "when", "date", "week")):
        return "date"
    return next((ASKS_FOR[name] for name in open_ if name in ASKS_FOR), "place_name")


class Reader:
    """The trained pipeline, which reads a message where it stands."""

    def __init__(self, model: Path) -> None:
        from rasa.core.agent import Agent

        self._agent = Agent.load(str(model))
        self._curriculum = load_curriculum()

    async def read(self, text: str, state: PersonState) -> Reading:
        """The reading of a message."""
        from rasa.core.channels.channel import UserMessage
        from rasa.shared.core.events import SlotSet
        from rasa.shared.core.trackers import DialogueStateTracker

        kept = ConversationState().put(None, state).to_json()
        tracker = DialogueStateTracker.from_events("talk", [SlotSet(STATE_SLOT, kept)], self._agent.domain.slots)
        assert self._agent.processor is not None
        parse = await self._agent.processor.parse_message(UserMessage(text, sender_id="talk"), tracker)
        entities = tuple(read_entity(marked) for marked in parse.get("entities") or ())
        readings = (parse.get("mynah") or {}).get("readings") or [{}]
        confidence, words = float(parse["intent"]["confidence"]), str(readings[0].get("words") or "")
        reading = Reading(str(parse["intent"]["name"]), entities, confidence, words=words)
        if reading.intent == acts.STATEMENT and len(readings) > 1:
            # The assistant looks closer whether something is stated, and serves the other reading if nothing is.
            now = datetime.now().astimezone()
            if not read_statements(text, self._curriculum.flows, now, resources.nlp()).statements:
                return read_reading(readings[1])
        return reading

    async def in_place(self, case: Case) -> Reading:
        """The reading of a case's message, after what was said before."""
        state = PersonState()
        for text, asked in case.before:
            state = after(await self.read(text, state), text, asked, state)
        return await self.read(case.text, state)

    def shown(self, reading: Reading) -> tuple[str, frozenset[tuple[str, str]]]:
        """What is compared of a reading."""
        said: Sequence[Entity] = [e for e in reading.entities if not e.assumed]
        details = canonical(said, self._curriculum)
        return reading.intent, frozenset((e.name, _plain(e.value)) for e in details if e.name in COMPARED)


def _plain(value: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in value.casefold()).split()
    return " ".join(word for word in words if word not in ("the", "on", "in", "for", "this", "please"))


def after(reading: Reading, text: str, asked: str | None, state: PersonState) -> PersonState:
    """The person's side of the conversation after a request was served, or asked back for a detail."""
    if not acts.is_request(reading.intent):
        return state
    now = time.time()
    last = LastRequest(reading.intent, reading.words or text, reading.entities, "asked" if asked else "done", now)
    question = Asked(reading.intent, asked, reading.words or text, reading.entities, now) if asked else None
    return state.with_(last=last, asked=question)


def complete(case: Case, here: Reading) -> bool:
    """Whether every detail of the rewriting is there: in the message itself, or among what was carried."""
    known = set(_plain(" ".join((case.text, here.words, *(entity.value for entity in here.entities)))).split())
    return all(known.issuperset(_plain(detail).split()) for detail in case.details)


async def measure(reader: Reader, found: Sequence[Case], show: Console | None = None) -> dict[str, Counter[str]]:
    """Read all cases; counts by domain."""
    counts: dict[str, Counter[str]] = {}
    for case in found:
        here, alone = await reader.in_place(case), await reader.read(case.alone, PersonState())
        bare = await reader.read(case.text, PersonState())
        count = counts.setdefault(case.domain, Counter())
        want, got = reader.shown(alone), reader.shown(here)
        count["cases"] += 1
        count["requests"] += acts.is_request(alone.intent)
        count["right"] += got == want
        count["intent"] += got[0] == want[0]
        count["complete"] += got[0] == want[0] and complete(case, here)
        count["without"] += reader.shown(bare) == want
        if show is not None and not complete(case, here) and case.domain == SERVED:
            show.print(
                f"{[text for text, _ in case.before]} | {case.text} | {case.alone}\n   {got}\n   {want}", markup=False
            )
    return counts


def main() -> None:
    """Measure and print."""
    from bot.cli.model import model_path

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="dialogues of the Contextual Query Rewrite data set")
    parser.add_argument("--model", type=Path, default=None, help="the model; this checkout's, if left out")
    parser.add_argument("--show", action="store_true", help="print what was misread")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "follow_ups.json")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    console = Console()
    found = list(cases(json.loads(asked.data.read_text(encoding="utf-8"))))
    counts = asyncio.run(measure(Reader(asked.model or model_path()), found, console if asked.show else None))
    table = Table(
        "domain",
        "messages",
        "requests here",
        "read right",
        "95 %",
        "complete",
        "95 %",
        "intent right",
        "right by itself",
    )
    for domain, count in sorted(counts.items()):
        low, high = wilson(count["right"], count["cases"])
        least, most = wilson(count["complete"], count["cases"])
        parts = ("requests", "right", "complete", "intent", "without")
        shares = [f"{count[part] / count['cases']:.1%}" for part in parts]
        spans = f"{low:.1%} to {high:.1%}", f"{least:.1%} to {most:.1%}"
        table.add_row(domain, str(count["cases"]), shares[0], shares[1], spans[0], shares[2], spans[1], *shares[3:])
    console.print(table)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(counts, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
