"""Train each pipeline on HWU64, read the test rows one by one, and print a table.

    python -m benchmarks.nlu.compare --hwu64 FOLDER --clinc FILE [--only NAME ...] [--out build/nlu.json]

FOLDER holds train.tsv, test.tsv, fold1_train.tsv and fold1_test.tsv. Each pipeline is trained in one process and read
with in another.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.nlu import corpora, scores
from benchmarks.nlu.pipelines import PIPELINES

Row = dict[str, Any]


def _quiet() -> None:
    """Rasa's own log at warnings, before it is first used."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(log_level=30)
    configure_structlog(30)


def train(name: str, hwu64: Path, work: Path) -> Row:
    """Train one pipeline in a folder of its own."""
    from rasa.model_training import train_nlu

    corpora.write_project(work, corpora.joined(hwu64, "train"), PIPELINES[name])
    os.chdir(work)  # Rasa keeps its cache in the folder it runs in
    began, burnt = time.perf_counter(), time.process_time()
    archive = train_nlu("config.yml", "nlu.yml", "models", domain="domain.yml")
    return {
        "archive": str(Path(archive or "").resolve()),
        "train_s": time.perf_counter() - began,
        "train_cpu_s": time.process_time() - burnt,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def read(archive: str, hwu64: Path, clinc: Path) -> Row:
    """Load what was trained and read every test row, one at a time, as a server does."""
    from rasa.core.agent import Agent

    test = corpora.joined(hwu64, "test")
    outside = [row["text"] for row in corpora.rows(clinc) if row["intent"] == "oos"]
    began = time.perf_counter()
    agent = Agent.load(archive)
    loaded = time.perf_counter() - began

    async def parse() -> tuple[list[Row], list[float], list[float], list[Row]]:
        for example in test[:20]:
            await agent.parse_message(example.text)
        found, times, burnt = [], [], []
        for example in test:
            start, cpu = time.perf_counter(), time.process_time()
            found.append(await agent.parse_message(example.text))
            times.append((time.perf_counter() - start) * 1000)
            burnt.append((time.process_time() - cpu) * 1000)
        return found, times, burnt, [await agent.parse_message(text) for text in outside]

    found, times, cpu_times, strange = asyncio.run(parse())
    hits = [one["intent"]["name"] == example.intent for one, example in zip(found, test, strict=True)]
    entities = [[(e["entity"], str(e["value"]).lower()) for e in one["entities"]] for one in found]
    precision, recall, f1 = scores.entity_f1([example.entities for example in test], entities)
    sure = [one["intent"]["confidence"] for one in found]
    unsure = [one["intent"]["confidence"] for one in strange]
    threshold, accepted = scores.accepted_at(sure, unsure)
    return {
        "accuracy": float(np.mean(hits)),
        "interval": scores.interval(hits),
        "entities": {"precision": precision, "recall": recall, "f1": f1},
        "oos": {"auroc": scores.separation(sure, unsure), "threshold": threshold, "accepted": accepted},
        "load_s": loaded,
        "parse_ms": {"median": float(np.median(times)), "p95": float(np.percentile(times, 95))},
        "parse_cpu_ms": float(np.median(cpu_times)),
        "memory_mb": psutil.Process().memory_info().rss / 2**20,
    }


def table(found: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| pipeline | intents | 95 % interval | entity F1 | AUROC | strangers let in | training (CPU) | load "
        "| parse, median (CPU) | p95 | memory, serving | training |",
        "| --- " * 12 + "|",
    ]
    for row in found:
        low, high = row["interval"]
        lines.append(
            f"| {row['pipeline']} | {row['accuracy']:.1%} | {low:.1%} to {high:.1%} | {row['entities']['f1']:.1%} "
            f"| {row['oos']['auroc']:.3f} | {row['oos']['accepted']:.0%} "
            f"| {row['train_s']:.0f} s ({row['train_cpu_s']:.0f} s) | {row['load_s']:.0f} s "
            f"| {row['parse_ms']['median']:.1f} ms ({row['parse_cpu_ms']:.1f} ms) | {row['parse_ms']['p95']:.1f} ms "
            f"| {row['memory_mb']:.0f} MB | {row['peak_mb']:.0f} MB |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hwu64", type=Path, required=True)
    parser.add_argument("--clinc", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=PIPELINES, default=list(PIPELINES))
    parser.add_argument("--out", type=Path, default=Path("build/nlu.json"))
    parser.add_argument("--train", help=argparse.SUPPRESS)
    parser.add_argument("--read", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    hwu64, clinc, out = asked.hwu64.resolve(), asked.clinc.resolve(), asked.out.resolve()
    if asked.train or asked.read:
        _quiet()
        row = train(asked.train, hwu64, out.parent) if asked.train else read(asked.read, hwu64, clinc)
        out.write_text(json.dumps(row), "utf-8")
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    known = {row["pipeline"]: row for row in (json.loads(out.read_text("utf-8")) if out.exists() else [])}

    def apart(folder: str, *step: str) -> Row:
        """Do one step in a process of its own, whose memory is its own."""
        result = Path(folder) / "row.json"
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.nlu.compare", *step]
        given = ["--hwu64", str(hwu64), "--clinc", str(clinc), "--out", str(result)]
        subprocess.run([*command, *given], check=True)
        row: Row = json.loads(result.read_text("utf-8"))
        return row

    for name in asked.only:
        with tempfile.TemporaryDirectory() as folder:
            trained = apart(folder, "--train", name)
            known[name] = {"pipeline": name, **trained, **apart(folder, "--read", trained.pop("archive"))}
        rows = [known[each] for each in PIPELINES if each in known]
        out.write_text(json.dumps(rows, indent=1), "utf-8")
        print(table(rows), flush=True)


if __name__ == "__main__":
    main()
