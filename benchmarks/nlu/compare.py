"""Train each pipeline on HWU64, read the test rows one by one, and print a table.

    python -m benchmarks.nlu.compare --hwu64 FOLDER --clinc FILE [--only NAME ...] [--out build/nlu.json]

FOLDER holds train.tsv, test.tsv, fold1_train.tsv and fold1_test.tsv. Each pipeline runs in a process of its own.
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


def measure(name: str, hwu64: Path, clinc: Path, work: Path) -> Row:
    """Train one pipeline here and read everything with it."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(log_level=30)
    configure_structlog(30)
    examples = corpora.training(hwu64)
    test = corpora.annotated(hwu64 / "fold1_test.tsv")
    intents = {row["text"]: row["intent"] for row in corpora.rows(hwu64 / "test.tsv")}
    outside = [row["text"] for row in corpora.rows(clinc) if row["intent"] == "oos"]
    project = work / "project"
    corpora.write_project(project, examples, PIPELINES[name])
    os.chdir(project)  # Rasa keeps its cache in the folder it runs in
    began, burnt = time.perf_counter(), time.process_time()
    archive = train_nlu("config.yml", "nlu.yml", "models", domain="domain.yml")
    trained, worked = time.perf_counter() - began, time.process_time() - burnt
    agent = Agent.load(archive)

    async def read() -> tuple[list[Row], list[float], list[float], list[Row]]:
        for example in test[:20]:
            await agent.parse_message(example.text)
        found, times, burnt = [], [], []
        for example in test:
            start, cpu = time.perf_counter(), time.process_time()
            found.append(await agent.parse_message(example.text))
            times.append((time.perf_counter() - start) * 1000)
            burnt.append((time.process_time() - cpu) * 1000)
        return found, times, burnt, [await agent.parse_message(text) for text in outside]

    found, times, cpu_times, strange = asyncio.run(read())
    hits = [parse["intent"]["name"] == intents[example.text] for parse, example in zip(found, test, strict=True)]
    read_entities = [[(e["entity"], str(e["value"]).lower()) for e in parse["entities"]] for parse in found]
    precision, recall, f1 = scores.entity_f1([example.entities for example in test], read_entities)
    sure = [parse["intent"]["confidence"] for parse in found]
    unsure = [parse["intent"]["confidence"] for parse in strange]
    threshold, accepted = scores.accepted_at(sure, unsure)
    return {
        "pipeline": name,
        "accuracy": float(np.mean(hits)),
        "interval": scores.interval(hits),
        "entities": {"precision": precision, "recall": recall, "f1": f1},
        "oos": {"auroc": scores.separation(sure, unsure), "threshold": threshold, "accepted": accepted},
        "train_s": trained,
        "train_cpu_s": worked,
        "parse_ms": {"median": float(np.median(times)), "p95": float(np.percentile(times, 95))},
        "parse_cpu_ms": float(np.median(cpu_times)),
        "memory_mb": psutil.Process().memory_info().rss / 2**20,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def table(found: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| pipeline | intents | 95 % interval | entity F1 | AUROC | strangers let in | training | of it CPU "
        "| parse, median | p95 | of it CPU | after | peak |",
        "| --- " * 13 + "|",
    ]
    for row in found:
        low, high = row["interval"]
        lines.append(
            f"| {row['pipeline']} | {row['accuracy']:.1%} | {low:.1%} to {high:.1%} | {row['entities']['f1']:.1%} "
            f"| {row['oos']['auroc']:.3f} | {row['oos']['accepted']:.0%} | {row['train_s']:.0f} s "
            f"| {row['train_cpu_s']:.0f} s | {row['parse_ms']['median']:.1f} ms | {row['parse_ms']['p95']:.1f} ms "
            f"| {row['parse_cpu_ms']:.1f} ms "
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
    parser.add_argument("--here", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    hwu64, clinc, out = asked.hwu64.resolve(), asked.clinc.resolve(), asked.out.resolve()
    if asked.here:
        with tempfile.TemporaryDirectory() as folder:
            row = measure(asked.here, hwu64, clinc, Path(folder))
            os.chdir("/")
        out.write_text(json.dumps(row), "utf-8")
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    known = {row["pipeline"]: row for row in (json.loads(out.read_text("utf-8")) if out.exists() else [])}
    for name in asked.only:
        with tempfile.TemporaryDirectory() as folder:
            one = Path(folder) / "row.json"
            command = [sys.executable, "-m", "benchmarks.nlu.compare", "--hwu64", hwu64, "--clinc", clinc]
            subprocess.run([*map(str, command), "--here", name, "--out", str(one)], check=True)
            known[name] = json.loads(one.read_text("utf-8"))
        rows = [known[each] for each in PIPELINES if each in known]
        out.write_text(json.dumps(rows, indent=1), "utf-8")
        print(table(rows), flush=True)


if __name__ == "__main__":
    main()
