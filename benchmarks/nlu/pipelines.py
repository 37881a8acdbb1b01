"""The pipelines that were compared."""

from __future__ import annotations

from typing import Any

Component = dict[str, Any]

TOKENS: Component = {"name": "WhitespaceTokenizer"}
WORDS: Component = {"name": "CountVectorsFeaturizer"}
LETTERS: Component = {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}
SHAPES: Component = {"name": "LexicalSyntacticFeaturizer"}
LAST_LAYER: Component = {"name": "bot.nlu.encoder.SentenceEncoder", "layers": False}
ALL_LAYERS: Component = {"name": "bot.nlu.encoder.SentenceEncoder"}
WITH_TOKENS: Component = {"name": "bot.nlu.encoder.SentenceEncoder", "tokens": True}
REGRESSION: Component = {"name": "LogisticRegressionClassifier", "max_iter": 300}
KERNEL: Component = {"name": "bot.nlu.classifier.KernelIntentClassifier"}
CRF: Component = {"name": "CRFEntityExtractor"}
DENSE_CRF: Component = {
    "name": "CRFEntityExtractor",
    "features": [
        ["low", "title", "upper"],
        ["low", "bias", "prefix5", "prefix2", "suffix5", "suffix3", "suffix2", "digit", "text_dense_features"],
        ["low", "title", "upper"],
    ],
}

PIPELINES: dict[str, list[Component]] = {
    "n-grams + regression": [TOKENS, WORDS, LETTERS, REGRESSION, CRF],
    "DIET": [TOKENS, SHAPES, WORDS, LETTERS, {"name": "DIETClassifier", "epochs": 20}],
    "encoder + regression": [TOKENS, LAST_LAYER, REGRESSION, CRF],
    "encoder + n-grams + regression": [TOKENS, LAST_LAYER, WORDS, LETTERS, REGRESSION, CRF],
    "encoder + kernel, last layer": [TOKENS, LAST_LAYER, KERNEL, CRF],
    "encoder + kernel, all layers": [TOKENS, ALL_LAYERS, KERNEL, CRF],
    "encoder + kernel, dense CRF": [TOKENS, WITH_TOKENS, KERNEL, DENSE_CRF],
}
