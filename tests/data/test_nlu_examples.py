"""The NLU examples: complete, marked as the domain allows, each under one intent, and nobody else's rows."""

from __future__ import annotations

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "data" / "nlu").glob("*.yml"))
FEWEST = 40
"""Examples an intent needs at least."""
TELLING_WORDS = 5
"""From this many words on a sentence is somebody's own; "what time is it" is everybody's."""
NEVER_SAID = {
    "nlu_fallback", "lesson_answer", "offer_accepted", "offer_declined",
    "erase_confirmed", "erase_declined", "too_long", "nothing_said",
    "phrase_ask", "phrase_define", "phrase_run", "right_confirmed", "right_denied",
}  # fmt: skip
"""Intents read from where the conversation stands; no words of their own."""

ANNOTATION = re.compile(r"\[([^\]\[]+)\]\(([a-z_]+)\)")


@dataclass(frozen=True)
class Example:
    """One example as it stands in a file."""

    file: str
    """The file's name."""
    intent: str
    """What it is an example of."""
    marked: str
    """The text with its annotations."""

    @property
    def plain(self) -> str:
        """The text as a person would say it."""
        return ANNOTATION.sub(r"\1", self.marked)

    @property
    def entities(self) -> list[tuple[str, str]]:
        """The marked words with their entity."""
        return ANNOTATION.findall(self.marked)


def said(text: str) -> str:
    """The words of a text, for comparing: case, punctuation and accents of spelling aside."""
    return " ".join(re.sub(r"[^\w\s]", "", text.lower().replace("’", "'")).split())


def read() -> Iterator[Example]:
    for path in FILES:
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                assert line.startswith("- "), f"{path.name}: {line!r} is no list item"
                yield Example(path.name, block["intent"], line[2:].strip())


def read_domain() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return loaded


EXAMPLES = list(read())
DOMAIN = read_domain()
SIGNATURES: dict[str, Any] = {
    name: details.get("use_entities", True) for intent in DOMAIN["intents"] for name, details in intent.items()
}


def test_every_file_is_read_and_has_one_version() -> None:
    assert FILES
    for path in FILES:
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["version"] == "3.1", path.name


@pytest.mark.parametrize("intent", sorted(set(SIGNATURES) - NEVER_SAID))
def test_an_intent_has_enough_different_examples(intent: str) -> None:
    distinct = {said(example.plain) for example in EXAMPLES if example.intent == intent}
    assert len(distinct) >= FEWEST


def test_no_intent_is_unknown_to_the_domain() -> None:
    assert {example.intent for example in EXAMPLES} <= set(SIGNATURES)


def test_what_is_never_said_has_no_examples() -> None:
    assert set(SIGNATURES) >= NEVER_SAID
    assert {example.intent for example in EXAMPLES} & NEVER_SAID == set()


def test_an_example_stands_once() -> None:
    counts = Counter((example.intent, example.marked.lower()) for example in EXAMPLES)
    assert [key for key, count in counts.items() if count > 1] == []


def test_an_example_stands_under_one_intent() -> None:
    intents = defaultdict(set)
    for example in EXAMPLES:
        intents[said(example.plain)].add(example.intent)
    assert {text: sorted(names) for text, names in intents.items() if len(names) > 1} == {}


def test_marked_details_are_those_the_intent_can_carry() -> None:
    wrong = []
    for example in EXAMPLES:
        signature = SIGNATURES[example.intent]
        allowed = set(DOMAIN["entities"]) if signature is True else set(signature)
        wrong += [(example.marked, name) for _, name in example.entities if name not in allowed]
    assert wrong == []


ONLY_FILLED = {"person_name"}
"""Details that nobody says with a request: what is known about the person fills them."""


def test_every_entity_of_an_intent_is_shown() -> None:
    shown = {(example.intent, name) for example in EXAMPLES for _, name in example.entities}
    promised = {
        (intent, name) for intent, signature in SIGNATURES.items() if signature is not True for name in signature
    }
    assert sorted({(intent, name) for intent, name in promised - shown if name not in ONLY_FILLED}) == []


def test_marks_are_whole_words_without_articles() -> None:
    wrong = []
    for example in EXAMPLES:
        for found in ANNOTATION.finditer(example.marked):
            before, after = example.marked[: found.start()][-1:], example.marked[found.end() :][:1]
            words = found.group(1)
            if before.isalnum() or after.isalnum() or after == "'" or words != words.strip():
                wrong.append(example.marked)
    assert wrong == []


def test_no_bracket_is_left_over() -> None:
    assert [example.marked for example in EXAMPLES if re.search(r"[\[\]{}]", example.plain)] == []


def test_one_line_has_no_stray_space() -> None:
    assert [example.marked for example in EXAMPLES if "  " in example.marked or not said(example.plain)] == []


@pytest.mark.skipif("MYNAH_DATA" not in os.environ, reason="MYNAH_DATA names no folder of data sets to compare with")
def test_sentences_are_our_own() -> None:
    held = {text for text in read_held(Path(os.environ["MYNAH_DATA"])) if len(text.split()) >= TELLING_WORDS}
    assert held, "MYNAH_DATA holds no data set this test can read"
    telling = {said(example.plain) for example in EXAMPLES if len(said(example.plain).split()) >= TELLING_WORDS}
    assert sorted(telling & held) == []


def read_held(folder: Path) -> Iterator[str]:
    """All sentences of the data sets in a folder: columns and keys named text, reference, gold_text or user."""
    for path in sorted(folder.rglob("*.tsv")):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        column = header.split("\t").index("text")
        yield from (said(row.split("\t")[column]) for row in rows)
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield from (said(row[key]) for key in ("text", "reference", "gold_text", "user") if row.get(key))
