"""All that can be taught and understood in one installation: flows, vocabularies and the signatures of intents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from preferences.flow import Flow, Guide
from preferences.skill_files import read_skills, signatures
from preferences.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""


@dataclass(frozen=True)
class Curriculum:
    """The flows with what they lean on; built once a process."""

    flows: tuple[Flow, ...]
    """Every teaching flow, in the order of their files."""
    lookups: Mapping[str, Vocabulary]
    """Known values by entity name."""
    signatures: Mapping[str, tuple[str, ...]]
    """The entities each intent can carry; an intent that carries any has no entry."""
    by_concept: Mapping[str, Flow] = field(init=False, repr=False)
    """The flows by concept."""
    guiding: Mapping[str, tuple[tuple[Flow, Guide], ...]] = field(init=False, repr=False)
    """The flows that guide each intent."""

    def __post_init__(self) -> None:
        guiding: dict[str, list[tuple[Flow, Guide]]] = {}
        for flow in self.flows:
            for guide in flow.guides:
                guiding.setdefault(guide.intent, []).append((flow, guide))
        object.__setattr__(self, "by_concept", {flow.concept: flow for flow in self.flows})
        object.__setattr__(self, "guiding", {intent: tuple(some) for intent, some in guiding.items()})

    def flow(self, concept: str) -> Flow | None:
        """The flow of a concept, or None."""
        return self.by_concept.get(concept)

    def guides(self, intent: str) -> tuple[tuple[Flow, Guide], ...]:
        """The flows that guide an intent."""
        return self.guiding.get(intent, ())

    def carries(self, intent: str, entity: str) -> bool:
        """Whether that intent can carry that entity."""
        signature = self.signatures.get(intent)
        if signature is None or entity in signature:
            return True
        return any(guide.entity == entity for _, guide in self.guides(intent))


def load_signatures(domain: Path) -> dict[str, tuple[str, ...]]:
    """Read which entities each intent can carry from the `use_entities` of a Rasa domain file."""
    signatures: dict[str, tuple[str, ...]] = {}
    for entry in yaml.safe_load(domain.read_text(encoding="utf-8")).get("intents", ()):
        if isinstance(entry, Mapping):
            for intent, options in entry.items():
                used = (options or {}).get("use_entities")
                if isinstance(used, Iterable) and not isinstance(used, str):
                    signatures[intent] = tuple(used)
    return signatures


def known_names(flows: Iterable[Flow], lookups: Mapping[str, Vocabulary]) -> dict[str, Vocabulary]:
    """The known values by entity: those of the tables, and what flows add to them.

    A few fixed choices are known values too: "the weather in fahrenheit" has to beat a taste for celsius. Flows that
    speak of one entity add up.
    """
    known = dict(lookups)
    for flow in flows:
        if flow.vocabulary is not None and known.get(flow.entity) is not flow.vocabulary:
            there = known.get(flow.entity)
            known[flow.entity] = flow.vocabulary if there is None else there.joined(flow.vocabulary)
    return known


@lru_cache(maxsize=4)
def load_curriculum(root: Path = ROOT) -> Curriculum:
    """Load the flows, lookups and signatures of a checkout.

    Raises:
        FlowError: a teaching flow is wrong; says where and how to mend it.
        SkillError: a skill declares what it cannot.
    """
    from preferences.flow_file import load_flows
    from preferences.lookups import load_lookups

    flows = load_flows(root / "data" / "teaching")
    return Curriculum(
        flows=flows,
        lookups=known_names(flows, load_lookups(root / "data" / "lookups")),
        signatures={**signatures(read_skills(root / "actions" / "skills")), **load_signatures(root / "domain.yml")},
    )
