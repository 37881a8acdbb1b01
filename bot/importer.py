"""Turns teaching flows into what Rasa trains on, so that one YAML file makes a concept teachable."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from preferences import acts
from preferences.curriculum import ROOT
from preferences.flow import Example, Flow
from preferences.flow_file import load_flows


class TeachingFlows(TrainingDataImporter):
    """Adds the flows of `data/teaching/` to the project: their statements as examples, their entities to the domain.

    Listed in `config.yml` beside Rasa's own file importer, so that `rasa train`, `rasa data validate`, `rasa shell`
    and `rasa test` all see the flows. A wrong file raises `FlowError` with its path, line, key and the mend.
    """

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[List[str]] = None,
        folder: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        root = Path(config_file).resolve().parent if config_file else ROOT
        self.flows = load_flows(Path(folder) if folder else root / "data" / "teaching")

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Every statement as an example of the intent that takes statements."""
        examples = [_message(flow, example) for flow in self.flows for example in flow.statements]
        return TrainingData(examples)

    def get_domain(self) -> Domain:
        """The entities that the flows speak of."""
        entities = sorted({flow.entity for flow in self.flows})
        return Domain.from_dict({"intents": [acts.STATEMENT], "entities": entities})

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """No stories: one set of rules serves every flow."""
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        """No test stories."""
        return StoryGraph([])

    def get_config(self) -> Dict[str, Any]:
        """No configuration of its own."""
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """No file to complete."""
        return None


def _message(flow: Flow, example: Example) -> Message:
    marked = {"entity": flow.entity, "value": example.value, "start": example.start, "end": example.end}
    return Message.build(text=example.text, intent=acts.STATEMENT, entities=[marked])
