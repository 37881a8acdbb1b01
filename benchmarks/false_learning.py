"""Reads lines nobody wrote for us and prints whatever would be learned from them.

    python -m benchmarks.false_learning --data FOLDER [--words-alone]

Every line is read as the running assistant reads it, with the trained model; with --words-alone by the patterns only.
FOLDER holds `slurp/devel.jsonl`, `clinc_oos.tsv` and `dbdc3/en_dev.jsonl`; files that are not there are passed over.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from preferences import acts
from preferences.flow_file import load_flows
from preferences.parsing import load_language
from preferences.request import Reading
from preferences.stated import StatementReading
from preferences.statements import looks_like_statement, read_message


def lines(folder: Path) -> Iterator[tuple[str, str]]:
    """The name of each file with each of its lines a person said."""
    slurp = folder / "slurp" / "devel.jsonl"
    if slurp.exists():
        for line in slurp.read_text(encoding="utf-8").splitlines():
            yield "slurp", json.loads(line)["text"]
    clinc = folder / "clinc_oos.tsv"
    if clinc.exists():
        for line in clinc.read_text(encoding="utf-8").splitlines()[1:]:
            yield "clinc", line.split("\t")[0]
    dbdc3 = folder / "dbdc3" / "en_dev.jsonl"
    if dbdc3.exists():
        for line in dbdc3.read_text(encoding="utf-8").splitlines():
            turn = json.loads(line)
            if turn["speaker"] == "user":
                yield "dbdc3", turn["text"]


UNREAD = Reading("", (), 0.0)
TOLD = frozenset({acts.STATEMENT, acts.CORRECTION})
"""What is read for statements when it is no answer to anything."""


async def read(texts: list[str]) -> list[Reading]:
    """What the trained model and the interpreter take each text for, with nothing said before it."""
    from rasa.core.agent import Agent
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from bot.cli.model import model_path

    configure_logging_and_warnings(log_level=logging.ERROR)
    configure_structlog(logging.ERROR)
    agent = Agent.load(str(model_path()))
    found = []
    for text in texts:
        parse = await agent.parse_message(text)
        intent, first = parse["intent"], parse["mynah"].get("readings", [{}])[0]
        found.append(Reading(intent["name"], (), float(intent["confidence"]), first.get("why", "")))
    return found


def main() -> None:
    """Print every firing, then the counts."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="the folder with the files")
    options.add_argument("--words-alone", action="store_true", help="read without a trained model")
    given = options.parse_args()
    flows, nlp = load_flows(), load_language()
    every = list(lines(given.data))
    readings = [UNREAD] * len(every) if given.words_alone else asyncio.run(read([text for _, text in every]))
    now = datetime(2026, 11, 18, 10, 0, tzinfo=timezone.utc)
    total: dict[str, int] = {}
    fired: dict[str, int] = {}
    looked: dict[str, int] = {}
    spent = 0.0
    for (name, text), said in zip(every, readings, strict=True):
        total[name] = total.get(name, 0) + 1
        looked[name] = looked.get(name, 0) + looks_like_statement(text)
        begin = time.perf_counter()
        stated = said.intent in TOLD or said is UNREAD
        reading = read_message(text, said, flows, now, nlp) if stated else StatementReading()
        spent += time.perf_counter() - begin
        if reading.statements or reading.ambiguous:
            fired[name] = fired.get(name, 0) + 1
        for statement in reading.statements:
            sign = "ended" if statement.ended else "likes" if statement.liked else "dislikes"
            print(f"{name}: {text!r}\n    {sign} {statement.concept} = {statement.value} {statement.condition.words}")
        for one in reading.ambiguous:
            print(f"{name}: {text!r}\n    would ask which {one.concept}: {', '.join(one.candidates)}")
        for unknown in reading.unknown:
            print(f"{name}: {text!r}\n    would say it does not know this {unknown.concept}: {unknown.words}")
    for name, count in total.items():
        share = 100 * fired.get(name, 0) / count
        print(f"{name}: {count} lines, {looked[name]} looked at, {fired.get(name, 0)} learned from ({share:.2f} %)")
    print(f"{1000 * spent / max(1, sum(total.values())):.2f} ms a line")


if __name__ == "__main__":
    main()
