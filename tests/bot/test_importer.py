"""What flows and skills add to the Rasa project."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from preferences import acts
from preferences.curriculum import ROOT
from preferences.skill_files import read_skills

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
EXAMPLES = ROOT / "docs" / "examples"


def test_a_skill_brings_its_rules_its_action_and_intents_of_its_own() -> None:
    from bot.importer import Skills

    skills = Skills(folder=str(EXAMPLES / "coffee-order" / "actions" / "skills"))
    domain = skills.get_domain()
    assert domain.intents and "takeaway_order" in domain.intents
    assert domain.intent_properties["takeaway_order"]["used_entities"] == ["coffee_type"]
    assert "action_coffee_orders" in domain.user_actions
    (rule,) = skills.get_stories().story_steps
    assert [event.as_story_string() for event in rule.events][-2:] == ["takeaway_order", "action_coffee_orders"]
    assert skills.get_nlu_data().intent_examples == []


def test_the_skills_of_the_project_add_no_intent_that_the_domain_describes() -> None:
    from bot.importer import Skills

    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    described = {name for entry in domain["intents"] for name in entry}
    skills = Skills(str(ROOT / "config.yml"))
    own = {intent for skill in skills.skills if skill.entities is not None for intent in skill.intents}
    assert own & described == set()
    served = {intent for skill in skills.skills for intent in skill.intents}
    assert len(skills.get_stories().story_steps) == len(served)
    assert {skill.action for skill in read_skills(ROOT / "actions" / "skills")} <= set(skills.get_domain().user_actions)


def test_a_flow_brings_its_statements_and_how_to_ask_for_a_lesson() -> None:
    from bot.importer import TeachingFlows

    flows = TeachingFlows(folder=str(EXAMPLES / "coffee-order" / "data" / "teaching"))
    examples = flows.get_nlu_data().intent_examples
    stated = [message.get("text") for message in examples if message.get("intent") == acts.STATEMENT]
    asked = [message.get("text") for message in examples if message.get("intent") == acts.TEACH_ME]
    assert stated[:2] == ["my coffee order is a latte", "I always order a flat white"]
    assert asked == ["learn my coffee order", "learn which coffee I order"]
    assert "coffee_type" in flows.get_domain().entities


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what to call you", "learn what to call me"),
        ("which room you are mostly in", "learn which room I am mostly in"),
        ("your wake-up time", "learn my wake-up time"),
    ],
)
def test_a_lesson_is_asked_for_in_the_persons_own_words(tmp_path: Path, question: str, asked: str) -> None:
    from bot.importer import TeachingFlows

    text = (EXAMPLES / "teaching" / "coffee.yml").read_text(encoding="utf-8")
    (tmp_path / "coffee.yml").write_text(text.replace("which coffee you like", question), encoding="utf-8")
    examples = TeachingFlows(folder=str(tmp_path)).get_nlu_data().intent_examples
    assert asked in [message.get("text") for message in examples]
