"""Turns teaching flows and skills into what Rasa trains on: one YAML file makes a concept, one Python file a skill."""

from __future__ import annotations

import re
from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Dict, List, Optional, Tuple

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from preferences import acts
from preferences.curriculum import ROOT
from preferences.flow import Example, Flow
from preferences.flow_file import load_flows
from preferences.skill_files import read_skills, signatures


class _Source(TrainingDataImporter):
    """Something that adds to the project and has no configuration of its own."""

    place: ClassVar[Tuple[str, ...]]
    """The folder it reads, below the project's."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[List[str]] = None,
        folder: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        root = Path(config_file).resolve().parent if config_file else ROOT
        self.read(Path(folder) if folder else root.joinpath(*self.place))

    @abstractmethod
    def read(self, folder: Path) -> None:
        """Read that folder."""

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """No examples."""
        return TrainingData()

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """No stories."""
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        """No test stories."""
        return StoryGraph([])

    def get_config(self) -> Dict[str, Any]:
        """No configuration."""
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """No file to complete."""
        return None


class Skills(_Source):
    """Adds the skills of `actions/skills/`: their actions, a rule for each intent, and intents of their own.

    What a skill's class declares is read from its file (`preferences.skill_files`); nothing of it is run.

    Raises:
        SkillError: a file declares what it cannot.
    """

    place = ("actions", "skills")

    def read(self, folder: Path) -> None:
        """Read what the classes declare."""
        self.skills = read_skills(folder)

    def get_domain(self) -> Domain:
        """The actions, and the intents and details that no other file names."""
        own = {intent: list(names) for intent, names in signatures(self.skills).items()}
        return Domain.from_dict(
            {
                "intents": [{intent: {"use_entities": names}} for intent, names in own.items()],
                "entities": sorted({name for names in own.values() for name in names}),
                "actions": sorted(skill.action for skill in self.skills),
            }
        )

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """One rule for each intent: its skill serves it."""
        served = [(intent, skill.action) for skill in self.skills for intent in skill.intents]
        rules = [{"rule": intent, "steps": [{"intent": intent}, {"action": action}]} for intent, action in served]
        return StoryGraph(YAMLStoryReader().read_from_parsed_yaml({"version": "3.1", "rules": rules}))


class TeachingFlows(_Source):
    """Adds the flows of `data/teaching/` to the project: their statements as examples, their entities to the domain.

    Listed in `config.yml` beside Rasa's own file importer, so that `rasa train`, `rasa data validate`, `rasa shell`
    and `rasa test` all see the flows. A wrong file raises `FlowError` with its path, line, key and the mend.
    """

    place = ("data", "teaching")

    def read(self, folder: Path) -> None:
        """Read the flows."""
        self.flows = load_flows(folder)

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Every statement as an example of the intent that takes statements, and how to ask for a lesson."""
        stated = [_message(flow, example) for flow in self.flows for example in flow.statements]
        asked = [Message.build(text=text, intent=acts.TEACH_ME) for flow in self.flows for text in _asking(flow)]
        return TrainingData([*stated, *asked])

    def get_domain(self) -> Domain:
        """The entities that the flows speak of."""
        entities = sorted({flow.entity for flow in self.flows})
        return Domain.from_dict({"intents": [acts.STATEMENT, acts.TEACH_ME], "entities": entities})


def _message(flow: Flow, example: Example) -> Message:
    marked = {"entity": flow.entity, "value": example.value, "start": example.start, "end": example.end}
    return Message.build(text=example.text, intent=acts.STATEMENT, entities=[marked])


def _asking(flow: Flow) -> tuple[str, ...]:
    """How a person asks to be asked: "learn my coffee order", "learn which coffee I order"."""
    asked = flow.subject_question.replace("call you", "call me").replace("you are", "I am")
    asked = re.sub(r"\byou\b", "I", asked)
    return (f"learn my {flow.subject}", "learn " + re.sub(r"\byour\b", "my", asked))
