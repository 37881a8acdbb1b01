"""The pipelines that were compared."""

from __future__ import annotations

from typing import Any

Component = dict[str, Any]

TOKENS: Component = {"name": "WhitespaceTokenizer"}
WORDS: Component = {"name": "CountVectorsFeaturizer"}
LETTERS: Component = {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}
SHAPES: Component = {"name": "LexicalSyntacticFeaturizer"}
LAST_LAYER: Component = {"name": "bot.nlu.encoder.SentenceEncoder", "layers": [6], "tokens": []}
ALL_LAYERS: Component = {"name": "bot.nlu.encoder.SentenceEncoder", "tokens": []}
WITH_TOKENS: Component = {"name": "bot.nlu.encoder.SentenceEncoder"}
REGRESSION: Component = {"name": "LogisticRegressionClassifier", "max_iter": 300}
KERNEL: Component = {"name": "bot.nlu.classifier.KernelIntentClassifier"}
# Plain tags for both of Rasa's taggers: with BILOU tags (four times as many) the CRF trains for many minutes on this
# data, and again whenever the model is loaded, and DIET had not ended after half an hour of CPU.
CRF: Component = {"name": "CRFEntityExtractor", "BILOU_flag": False}
TAGGER: Component = {"name": "bot.nlu.entities.EntityTagger"}

PIPELINES: dict[str, list[Component]] = {
    "n-grams + regression, CRF": [TOKENS, WORDS, LETTERS, REGRESSION, CRF],
    "DIET": [TOKENS, SHAPES, WORDS, LETTERS, {"name": "DIETClassifier", "epochs": 20, "BILOU_flag": False}],
    "DIET, intents alone": [
        TOKENS,
        SHAPES,
        WORDS,
        LETTERS,
        {"name": "DIETClassifier", "epochs": 20, "entity_recognition": False},
    ],
    "encoder + regression, CRF": [TOKENS, LAST_LAYER, REGRESSION, CRF],
    "encoder + n-grams + regression, CRF": [TOKENS, LAST_LAYER, WORDS, LETTERS, REGRESSION, CRF],
    "encoder + kernel (last layer), CRF": [TOKENS, LAST_LAYER, KERNEL, CRF],
    "encoder + kernel, CRF": [TOKENS, ALL_LAYERS, KERNEL, CRF],
    "encoder + kernel, tagger": [TOKENS, WITH_TOKENS, KERNEL, TAGGER],
}
