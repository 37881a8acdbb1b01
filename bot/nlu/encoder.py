"""SentenceEncoder: dense features from a pretrained encoder for any Rasa pipeline."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES, FEATURIZER_CLASS_ALIAS, TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import minilm


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Gives each text the sentence vector of MiniLM, and its tokens theirs where that is asked for.

    Settings:
        layers: the layers whose sentence vectors stand side by side, counted from 1. The lower ones see words, the
            upper ones meaning; the last alone is the usual sentence vector.
        tokens: the same for token vectors, for components that read entities; none, if empty.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer comes first."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["onnx", "onnxruntime", "safetensors", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See the class."""
        return {**DenseFeaturizer.get_default_config(), "layers": [1, 2, 3, 4, 5, 6], "tokens": [2, 4, 6]}

    def __init__(self, config: dict[str, Any], name: str, encoder: minilm.MiniLM) -> None:
        """Take the encoder that does the work."""
        super().__init__(name, config)
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Make the component; all of a process share one encoder."""
        return cls(config, execution_context.node_name, minilm.shared())

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse layers that the encoder does not have.

        Raises:
            InvalidConfigException: with the setting and what it may be.
        """
        for name in ("layers", "tokens"):
            given = config.get(name)
            if not isinstance(given, list) or any(layer not in range(1, 7) for layer in given):
                raise InvalidConfigException(f"SentenceEncoder: `{name}` must be a list of layers from 1 to 6.")
        if not config["layers"]:
            raise InvalidConfigException("SentenceEncoder: `layers` must name at least one layer.")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Other weights or another graph: features kept from an earlier training no longer count."""
        return minilm.fingerprint()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to all examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to messages; an empty text gets none."""
        for attribute in DENSE_FEATURIZABLE_ATTRIBUTES:
            full = [message for message in messages if (message.get(attribute) or "").strip()]
            texts = [message.get(attribute) for message in full]
            read = [self._encoder.encode(texts[0])] if len(texts) == 1 else self._encoder.encode_all(texts)
            for message, encoded in zip(full, read, strict=True):
                self._add(message, attribute, encoded)
        return messages

    def _add(self, message: Message, attribute: str, encoded: minilm.Encoded) -> None:
        def put(rows: np.ndarray, kind: str) -> None:
            message.add_features(Features(rows, kind, attribute, self._config[FEATURIZER_CLASS_ALIAS]))

        layers = [layer - 1 for layer in self._config["layers"]]
        put(encoded.layers[layers].reshape(1, -1), FEATURE_TYPE_SENTENCE)
        tokens = message.get(TOKENS_NAMES[attribute]) or []
        if self._config["tokens"] and tokens:
            rows = encoded.tokens([(token.start, token.end) for token in tokens], self._config["tokens"])
            put(rows, FEATURE_TYPE_SEQUENCE)
