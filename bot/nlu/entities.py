"""EntityTagger: finds entities with the help of the encoder's token vectors."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.validators import default_recipe_validator
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, ENTITY_ATTRIBUTE_TYPE, SPLIT_ENTITIES_BY_COMMA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import tagger

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityTagger(GraphComponent, EntityExtractorMixin):
    """A chain of tags over spellings, neighbours and what the encoder makes of each word.

    Reads kinds of entities; roles and groups are not read. Unlike Rasa's CRFEntityExtractor it is not trained
    anew whenever the model is loaded.

    Settings:
        ridge, rounds: see `tagger.fit`.
        featurizers: whose token features to read; all dense ones, if empty.
        split_entities_by_comma: "milk, eggs" is two entities.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer and something that gives dense token features come first."""
        return [Tokenizer, Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See the class."""
        return {"ridge": 0.03, "rounds": 50, "featurizers": [], SPLIT_ENTITIES_BY_COMMA: True}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, trained: tagger.Tagger | None
    ) -> None:
        """Take the settings, and what was trained, if anything was."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._trained = trained
        self._split = {SPLIT_ENTITIES_BY_COMMA: bool(config[SPLIT_ENTITIES_BY_COMMA])}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityTagger:
        """Make an untrained one."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EntityTagger:
        """Load what `train` kept; without it no entity is found."""
        try:
            with model_storage.read_from(resource) as folder:
                trained = tagger.Tagger.load(folder)
        except ValueError as problem:  # nothing was trained, or by another version
            logger.warning("Entities cannot be read: %s", problem)
            trained = None
        return cls(config, model_storage, resource, trained)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another version of the mathematics: what Rasa cached of an earlier training no longer counts."""
        return f"tagger {tagger.VERSION}"

    def train(self, training_data: TrainingData) -> Resource:
        """Train on all examples, since those without entities teach too; keep nothing where none has any."""
        if not training_data.entity_examples:
            return self._resource
        self.check_correct_entity_annotations(training_data)
        sentences = []
        for message in self.filter_trainable_entities(training_data.nlu_examples):
            tokens, vectors = self._tokens(message)
            if vectors is not None:
                tags = tuple(_tag(token, message.get(ENTITIES) or []) for token in tokens)
                sentences.append(tagger.Sentence(tuple(token.text for token in tokens), vectors, tags))
        if not sentences:
            logger.warning("Entities cannot be learned: the pipeline gives no token vectors.")
            return self._resource
        self._trained = tagger.fit(sentences, ridge=float(self._config["ridge"]), rounds=int(self._config["rounds"]))
        with self._model_storage.write_to(self._resource) as folder:
            self._trained.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to those other components found."""
        for message in messages:
            found = self.add_extractor_name(self._find(message))
            message.set(ENTITIES, (message.get(ENTITIES) or []) + found, add_to_output=True)
        return messages

    def _find(self, message: Message) -> list[dict[str, Any]]:
        tokens, vectors = self._tokens(message)
        if self._trained is None or vectors is None:
            return []
        tagged = self._trained.tag([token.text for token in tokens], vectors)
        found: list[dict[str, Any]] = self.convert_predictions_into_entities(
            message.get(TEXT),
            tokens,
            {ENTITY_ATTRIBUTE_TYPE: [tag for tag, _ in tagged]},
            self._split,
            {ENTITY_ATTRIBUTE_TYPE: [confidence for _, confidence in tagged]},
        )
        return found

    def _tokens(self, message: Message) -> tuple[list[Token], np.ndarray | None]:
        tokens = message.get(TOKENS_NAMES[TEXT]) or []
        sequence, _ = message.get_dense_features(TEXT, self._config["featurizers"])
        if not tokens or sequence is None or len(sequence.features) != len(tokens):
            return tokens, None
        return tokens, np.asarray(sequence.features, dtype=np.float32)


# Rasa warns that nothing learns from the annotated entities, unless it knows the extractor as one that does.
if EntityTagger not in default_recipe_validator.TRAINABLE_EXTRACTORS:
    default_recipe_validator.TRAINABLE_EXTRACTORS.append(EntityTagger)


def _tag(token: Token, entities: list[dict[str, Any]]) -> str:
    """The kind of the entity a token lies in."""
    for entity in entities:
        if entity["start"] <= token.start and token.end <= entity["end"]:
            return str(entity["entity"])
    return tagger.NOTHING
