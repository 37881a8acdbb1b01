"""HWU64 and CLINC150 as this benchmark reads them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

SLOT = re.compile(r"\[\s*(\w+)\s*:\s*([^\]]+?)\s*\]")


@dataclass(frozen=True)
class Example:
    """One annotated request."""

    text: str
    """What was said."""
    intent: str
    """What it means."""
    entities: tuple[tuple[str, str], ...] = ()
    """Kind and value of each entity, in order."""
    marked: str = ""
    """The text with its entities marked the way Rasa reads them."""


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a tab-separated file with a header and no quoting."""
    header, *lines = path.read_text("utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def annotated(path: Path) -> list[Example]:
    """The examples of a fold, with their entities."""
    return [
        Example(
            text=row["text"],
            intent=row["intent"],
            entities=tuple((kind, value.lower()) for kind, value in SLOT.findall(row["annotated_text"])),
            marked=SLOT.sub(r"[\2](\1)", row["annotated_text"]),
        )
        for row in rows(path)
    ]


def joined(folder: Path, split: str) -> list[Example]:
    """The texts and intents of `train.tsv` or `test.tsv`, with the annotations fold 1 has for them.

    The split is all in lower case, the fold is not.
    """
    known = {(one.text.lower(), one.intent): one for one in annotated(folder / f"fold1_{split}.tsv")}
    found = []
    for row in rows(folder / f"{split}.tsv"):
        one = known[row["text"].lower(), row["intent"]]
        found.append(Example(row["text"], row["intent"], one.entities, one.marked.lower()))
    return found


def write_project(folder: Path, examples: list[Example], pipeline: list[dict[str, object]]) -> None:
    """Write the files of a Rasa project that trains this pipeline on these examples."""
    by_intent: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example.marked)
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in by_intent.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in texts)]
    kinds = sorted({kind for example in examples for kind, _ in example.entities})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nlu.yml").write_text("\n".join(lines) + "\n", "utf-8")
    # JSON is YAML.
    config = {"recipe": "default.v1", "language": "en", "assistant_id": "benchmark", "pipeline": pipeline}
    (folder / "config.yml").write_text(json.dumps(config), "utf-8")
    domain = {"version": "3.1", "intents": sorted(by_intent), "entities": kinds}
    (folder / "domain.yml").write_text(json.dumps(domain), "utf-8")
