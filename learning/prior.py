"""What the context model knows before it has seen a turn; read from `context.yml` beside this file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("context.yml")


@dataclass(frozen=True)
class Ambiguity:
    """Words that may mean several requests."""

    name: str
    """Its name, for whoever looks into it."""
    intents: tuple[str, ...]
    """What they may mean."""
    asks: re.Pattern[str] | None
    """Words that a request of it holds; None for any."""
    told_by: re.Pattern[str] | None
    """Words that settle it."""
    beside: frozenset[str]
    """Details that may be named without settling it."""
    share: float
    """How many of such requests mean what NLU does not think of first, 0 to 1."""
    reports: tuple[str, ...] = ()
    """What a device has to report to be asked for."""
    device: str = ""
    """The intent that asks for a device, where one is."""
    also: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Requests that are of it only where one of these details is named."""

    def fits(self, intent: str, text: str, entities: Sequence[str]) -> bool:
        """Whether a request is one of these: its words leave it open."""
        of_it = intent in self.intents or not self.also.get(intent, frozenset()).isdisjoint(entities)
        if not of_it or not self.beside.issuperset(entities):
            return False
        if self.asks is not None and not self.asks.search(text):
            return False
        bare = self.asks.sub(" ", text) if self.asks is not None else text
        return self.told_by is None or not self.told_by.search(bare)


@dataclass(frozen=True)
class Prior:
    """The content of the file."""

    ambiguous: tuple[Ambiguity, ...]
    """The ambiguous words."""
    usual: re.Pattern[str]
    """Words that ask for what the person has each time."""
    about: Mapping[str, str]
    """The thing that a request is about, by its intent."""
    weights: Mapping[str, float]
    """How much each feature counts."""
    background: Mapping[str, Mapping[str, float]]
    """The share of each value of a feature."""
    turns: Mapping[str, Mapping[str, Mapping[str, float]]]
    """Imagined turns by intent, feature and value."""

    def ambiguity(self, intent: str, text: str, entities: Sequence[str]) -> Ambiguity | None:
        """The ambiguity of a request, or None when its words are clear."""
        for one in self.ambiguous:
            if one.fits(intent, text, entities):
                return one
        return None


@lru_cache(maxsize=1)
def load_prior() -> Prior:
    """Read the file, once a process."""
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Prior(
        ambiguous=tuple(
            Ambiguity(
                name=one["name"],
                intents=tuple(one["intents"]),
                asks=_pattern(one.get("asks")),
                told_by=_pattern(one.get("told_by")),
                beside=frozenset(one.get("beside", ())),
                share=float(one["share"]),
                reports=tuple(one.get("reports", ())),
                device=one.get("device", ""),
                also={intent: frozenset(names) for intent, names in one.get("also", {}).items()},
            )
            for one in told["ambiguous"]
        ),
        usual=re.compile(told["usual"], re.IGNORECASE),
        about=told["about"],
        weights=told["weights"],
        background=told["background"],
        turns=told["prior"],
    )


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text, re.IGNORECASE) if text else None
