"""What a curriculum knows of all flows together."""

from __future__ import annotations

from datetime import datetime, timezone

from preferences.application import apply
from preferences.curriculum import ROOT, Curriculum, known_names, load_curriculum
from preferences.flow_file import load_flows
from preferences.preference import NOBODY
from preferences.request import Reading

NOW = datetime(2026, 5, 4, 9, tzinfo=timezone.utc)


def curriculum() -> Curriculum:
    known = load_curriculum()
    flows = (*known.flows, *load_flows(ROOT / "docs" / "examples" / "teaching", known.lookups))
    return Curriculum(flows, known_names(flows, known.lookups), known.signatures)


def test_flows_that_speak_of_one_entity_add_up() -> None:
    names = curriculum().lookups["coffee_type"]
    assert {"latte", "espresso", "oolong", "green tea"} <= set(names.values)


def test_a_synonym_counts_in_requests_too() -> None:
    found = apply(Reading("iot_coffee"), "make me a sencha", NOBODY, curriculum(), NOW).reading.entities
    assert [(entity.name, entity.value, entity.text) for entity in found] == [("coffee_type", "green tea", "sencha")]


def test_a_table_without_additions_is_left_as_it_is() -> None:
    known = load_curriculum()
    lookups = {name: table for name, table in known.lookups.items() if name != "temperature_unit"}
    assert known_names(known.flows, lookups) == known.lookups
