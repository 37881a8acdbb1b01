"""How well unknown words are noticed, how often known ones are asked about, and how well explanations are read.

    python -m benchmarks.gaps --gaps FILE [--slurp FILE] [--definitions FILE] [--lines all|odd|even] [--show]

Rows of `--gaps` are {"text", "gap", "kind"}, gap being the unknown words or null; it counts as found when the words
asked about share at least half of theirs with the labelled ones. Of `--slurp` only rows of intents that Mynah serves
are taken; a question about words there is a false one. Rows of `--definitions` are {"request", "answer", "means":
[{"intent", "slots"}]}; a meaning is right when its steps are of the labelled kinds and hold the labelled values, and an
answer that means nothing when nothing would be stored. Everything goes through the trained pipeline, as in a server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import Any

PERSON = "somebody"


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson's formula."""
    if not of:
        return 0.0, 1.0
    share, z = right / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return middle - half, middle + half


def told(name: str, right: int, of: int) -> str:
    """A share with its counts and interval."""
    low, high = wilson(right, of)
    return f"{name}: {right} of {of}, {100 * right / max(of, 1):.1f} % ({100 * low:.1f}-{100 * high:.1f})"


def rows(path: Path, lines: str) -> Iterator[dict[str, Any]]:
    """The rows of a file, all of them or every other one, counted from 1."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and (lines == "all" or (number % 2 == 1) == (lines == "odd")):
            yield json.loads(line)


class Reader:
    """The trained pipeline, without a server."""

    def __init__(self) -> None:
        from rasa.core.agent import Agent

        from bot.cli.model import model_path

        self._agent = Agent.load(str(model_path()))

    async def parse(self, text: str, asked: Any = None) -> dict[str, Any]:
        """Parse a message of somebody, while a question about a phrase is open where one is given."""
        from rasa.core.channels.channel import UserMessage
        from rasa.shared.core.events import SlotSet
        from rasa.shared.core.slots import AnySlot
        from rasa.shared.core.trackers import DialogueStateTracker

        from bot.identity import Spoken
        from preferences.state import ConversationState, PersonState
        from preferences.turn_log import STATE_SLOT

        state = ConversationState({PERSON: PersonState(phrase=asked, at=time.time())})
        slots = [AnySlot(STATE_SLOT, mappings=[{}], influence_conversation=False)]
        tracker = DialogueStateTracker.from_events("talk", [SlotSet(STATE_SLOT, state.to_json())], slots)
        assert self._agent.processor is not None
        message = UserMessage(text, metadata=Spoken.by(PERSON, {}))
        return dict(await self._agent.processor.parse_message(message, tracker))


def alike(one: str, other: str) -> bool:
    """Whether two stretches of words share at least half of them."""
    words, others = ({w.strip(".,!?") for w in s.casefold().split()} - {"the", "a", "my"} for s in (one, other))
    return len(words & others) >= 0.5 * max(len(words | others), 1)


async def of_gaps(reader: Reader, path: Path, lines: str, show: bool) -> None:
    """Print precision and recall."""
    found = asked = labelled = 0
    for row in rows(path, lines):
        parse = await reader.parse(row["text"])
        gap = (parse["mynah"].get("gap") or {}).get("text")
        right = bool(gap and row["gap"] and alike(gap, row["gap"]))
        found, asked, labelled = found + right, asked + bool(gap), labelled + bool(row["gap"])
        if show and (gap or row["gap"]) and not right:
            print(f"    {row['kind']}: {row['text']!r}, labelled {row['gap']!r}, asked about {gap!r}")
    print(told("precision", found, asked))
    print(told("recall", found, labelled))


async def of_slurp(reader: Reader, path: Path, show: bool) -> None:
    """Print the share of requests that are asked about though people made them to other assistants."""
    from preferences import acts
    from preferences.curriculum import load_curriculum

    served = [intent for intent in load_curriculum().signatures if acts.is_request(intent)]
    count = asked = 0
    for row in rows(path, "all"):
        if row["intent"] not in served:
            continue
        gap = (await reader.parse(row["text"]))["mynah"].get("gap")
        count, asked = count + 1, asked + bool(gap)
        if show and gap:
            print(f"    {row['intent']}: {row['text']!r}, asked about {gap['text']!r}")
    print(told("false asks", asked, count))


async def of_definitions(reader: Reader, path: Path, lines: str, show: bool) -> None:
    """Print how many explanations get the labelled meaning, and how many that mean nothing store nothing."""
    counts = {True: [0, 0], False: [0, 0]}
    for row in rows(path, lines):
        steps = await _defined(reader, row["request"], row["answer"])
        right = not steps if not row["means"] else steps is not None and _means(row["means"], steps)
        counts[bool(row["means"])][0] += right
        counts[bool(row["means"])][1] += 1
        if show and not right:
            print(f"    {row['request']!r}: {row['answer']!r} became {steps}, labelled {row['means']}")
    print(told("meanings", *counts[True]))
    print(told("nothing stored", *counts[False]))


async def _defined(reader: Reader, request: str, answer: str) -> list[tuple[str, str]] | None:
    """Intent and words of each step an answer comes to; None when the request was not asked about."""
    from preferences.meaning import Meaning
    from preferences.parse import read_reading
    from preferences.phrase_turn import phrase_turn
    from preferences.phrasebook import Phrasebook
    from preferences.state import AskedPhrase

    gap = (await reader.parse(request))["mynah"].get("gap")
    if gap is None:
        return None
    at, book = time.time(), Phrasebook(())
    asked = AskedPhrase(
        gap["text"], "define", request, gap["start"], gap["end"], gap["intent"], gap["whole"], at=at
    )  # fmt: skip
    parse = await reader.parse(answer, asked)
    if parse["intent"]["name"] != "phrase_define":
        return []
    readings = {one["text"]: read_reading(one) for one in parse["mynah"].get("candidates", ())}
    turn = phrase_turn(answer, asked, book, at)
    found = turn.meaning(readings, book) if turn is not None else Meaning()
    return [("nickname" if found.name else readings[text].intent, text) for text in found.texts]


_KINDS = {"iot_hue_lightup": "light", "iot_hue_lightdim": "light", "iot_hue_lightchange": "light"}
"""Intents that ask for the same thing in other words: "set to 50 percent" may be read as dimming or changing."""


def _kind(intent: str) -> str:
    return "light" if intent.startswith("iot_hue") else _KINDS.get(intent, intent)


def _means(labelled: list[dict[str, Any]], steps: list[tuple[str, str]]) -> bool:
    from preferences.numbers import find_numbers, say_number

    names = {one["intent"] for one in labelled} == {"nickname"}
    # A name is kept as words: for a coffee or a song that says the same as the request with it in.
    kinds = {_kind(intent) for intent, _ in steps if intent != "nickname"}
    wanted = {_kind(one["intent"]) for one in labelled if one["intent"] != "nickname"}
    said = " ".join(text for _, text in steps).casefold()
    # "Fifty" says what the label 50 says.
    said = " ".join([said, *(say_number(number.value) for _, text in steps for number in find_numbers(text))])
    values = [
        v
        for one in labelled
        for value in one["slots"].values()
        for v in (value if isinstance(value, list) else [value])
    ]
    held = all(all(word in said for word in str(value).casefold().split()) for value in values)
    is_name = any(intent == "nickname" for intent, _ in steps)
    return bool(steps) and held and (is_name if names or is_name else kinds == wanted)


def main() -> None:
    """Measure what is asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gaps", type=Path, help="rows with and without unknown words")
    options.add_argument("--slurp", type=Path, help="SLURP's devel.jsonl")
    options.add_argument("--definitions", type=Path, help="requests with answers to what a word in them means")
    options.add_argument("--lines", choices=("all", "odd", "even"), default="all", help="of gaps and definitions")
    options.add_argument("--show", action="store_true", help="print what is wrong")
    given = options.parse_args()
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MYNAH_DATABASE_URL"] = f"sqlite:///{folder}/memory.db"
        asyncio.run(_measure(given))


async def _measure(given: argparse.Namespace) -> None:
    reader = Reader()
    if given.gaps:
        await of_gaps(reader, given.gaps, given.lines, given.show)
    if given.slurp:
        await of_slurp(reader, given.slurp, given.show)
    if given.definitions:
        await of_definitions(reader, given.definitions, given.lines, given.show)


if __name__ == "__main__":
    main()
