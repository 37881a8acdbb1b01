"""KernelIntentClassifier: reads intents from the sentence vectors that came before it in the pipeline."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers import LABEL_RANKING_LENGTH
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import kernel

logger = logging.getLogger(__name__)

FILE = "kernel.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KernelIntentClassifier(IntentClassifier, GraphComponent):
    """Kernel ridge regression on dense sentence features.

    Settings:
        spread, ridge, axes: see `kernel.fit`.
        ranking_length: how many intents to rank.
        featurizers: whose features to read; all dense ones, if empty.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Something that gives dense sentence features comes first."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See the class."""
        return {
            "spread": 1.5,
            "ridge": 0.1,
            "axes": 384,
            "ranking_length": LABEL_RANKING_LENGTH,
            "featurizers": [],
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, trained: kernel.Kernel | None
    ) -> None:
        """Take the settings, and what was trained, if anything was."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._trained = trained

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KernelIntentClassifier:
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
    ) -> KernelIntentClassifier:
        """Load what `train` kept; without it every message comes out without an intent."""
        try:
            with model_storage.read_from(resource) as folder:
                trained = kernel.Kernel.load(folder / FILE)
        except ValueError as problem:  # nothing was trained, or by another version
            logger.warning("Intents cannot be read: %s", problem)
            trained = None
        return cls(config, model_storage, resource, trained)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another version of the mathematics: what Rasa cached of an earlier training no longer counts."""
        return f"kernel {kernel.VERSION}"

    def train(self, training_data: TrainingData) -> Resource:
        """Train on all examples that have an intent and a text."""
        examples = [(self._vector(example), example.get(INTENT)) for example in training_data.intent_examples]
        usable = [(vector, intent) for vector, intent in examples if vector is not None and intent]
        if not usable:
            return self._resource
        self._trained = kernel.fit(
            np.stack([vector for vector, _ in usable]),
            [intent for _, intent in usable],
            spread=float(self._config["spread"]),
            ridge=float(self._config["ridge"]),
            axes=int(self._config["axes"]),
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._trained.save(folder / FILE)
        logger.info(
            "Read %.1f %% of %d intent examples rightly when each was left out.",
            100 * self._trained.left_out,
            len(usable),
        )
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add intents to the examples, for components further on."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking; a message without features has no intent, at confidence 0."""
        for message in messages:
            vector = self._vector(message)
            if vector is None or self._trained is None:
                self._answer(message, [])
                continue
            confidences = self._trained.read(vector[None, :])[0]
            best = np.argsort(-confidences)[: int(self._config["ranking_length"]) or None]
            self._answer(message, [(self._trained.labels[index], float(confidences[index])) for index in best])
        return messages

    @staticmethod
    def _answer(message: Message, ranked: list[tuple[str, float]]) -> None:
        ranking = [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence} for name, confidence in ranked]
        first = ranking[0] if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
        message.set(INTENT, dict(first), add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _vector(self, message: Message) -> np.ndarray | None:
        _, sentence = message.get_dense_features(TEXT, self._config["featurizers"])
        return None if sentence is None else np.asarray(sentence.features[0], dtype=np.float32)
