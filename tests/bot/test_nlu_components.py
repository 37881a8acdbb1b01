"""The components inside Rasa: trained on a handful of examples, kept, loaded, and asked."""

from __future__ import annotations

from pathlib import Path

import pytest

# Importing Rasa and what it stands on warns of many things that are not ours.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

EXAMPLES = {
    "iot_hue_lightoff": [
        "turn off the lights in the {kitchen}",
        "lights off in the {bedroom}",
        "make it dark in the {hall}",
        "switch the lamp off in my {office}",
    ],
    "play_music": ["play some jazz", "put on rock music", "i want to hear the blues", "play a song"],
    "weather_query": ["will it rain tomorrow", "what is the weather like", "how cold is it outside", "is it sunny"],
}

NASTY = ("/", "😀", "x" * 5000, "<b>hi</b>", "'; DROP TABLE x; --", "привет 你好", "\x00", ":)")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    """A function that takes a text through tokenizer, encoder, classifier and tagger, all loaded from what was kept."""
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
    from rasa.shared.nlu.constants import TEXT
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.nlu.classifier import KernelIntentClassifier
    from bot.nlu.encoder import SentenceEncoder
    from bot.nlu.entities import EntityTagger

    storage = LocalModelStorage(tmp_path_factory.mktemp("storage"))
    context = ExecutionContext(GraphSchema({}))

    def make(kind, how="create"):
        return getattr(kind, how)(kind.get_default_config(), storage, Resource(kind.__name__), context)

    def example(text: str, intent: str) -> Message:
        plain = text.replace("{", "").replace("}", "")
        start = text.find("{")
        room = {"entity": "house_place", "start": start, "end": text.find("}") - 1, "value": "room"}
        return Message({TEXT: plain, "intent": intent, "entities": [room] if start >= 0 else []})

    data = TrainingData([example(text, intent) for intent, texts in EXAMPLES.items() for text in texts])
    before = [make(WhitespaceTokenizer), make(SentenceEncoder)]
    for component in before:
        component.process_training_data(data)
    make(KernelIntentClassifier).train(data)
    make(EntityTagger).train(data)
    pipeline = [*before, make(KernelIntentClassifier, "load"), make(EntityTagger, "load")]

    def ask(text: str) -> Message:
        messages = [Message({TEXT: text})]
        for component in pipeline:
            messages = component.process(messages)
        return messages[0]

    return ask


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("kill the lamps in the kitchen", "iot_hue_lightoff"),
        ("put on a tune", "play_music"),
        ("is it going to snow", "weather_query"),
    ],
)
def test_other_words_are_read(asked, text: str, intent: str) -> None:
    ranking = asked(text).get("intent_ranking")
    assert asked(text).get("intent")["name"] == intent
    assert ranking[0]["name"] == intent
    assert sum(one["confidence"] for one in ranking) == pytest.approx(1, abs=1e-4)


def test_entities_stand_where_they_were_said(asked) -> None:
    (room,) = asked("turn off the lights in the kitchen").get("entities")
    assert (room["entity"], room["value"], room["start"], room["end"]) == ("house_place", "kitchen", 27, 34)
    assert room["extractor"] == "EntityTagger"
    assert 0.5 < room["confidence_entity"] <= 1.000001


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_said_has_no_intent(asked, text: str) -> None:
    message = asked(text)
    assert message.get("intent") == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []
    assert message.get("entities") == []


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_whatever_comes_has_some_intent(asked, text: str) -> None:
    assert asked(text).get("intent")["name"] in EXAMPLES


def test_layers_that_do_not_exist_are_refused() -> None:
    from rasa.shared.exceptions import InvalidConfigException

    from bot.nlu.encoder import SentenceEncoder

    SentenceEncoder.validate_config(SentenceEncoder.get_default_config())
    for wrong in ({"layers": [7], "tokens": []}, {"layers": [], "tokens": []}, {"layers": [6], "tokens": 2}):
        with pytest.raises(InvalidConfigException, match="SentenceEncoder"):
            SentenceEncoder.validate_config(wrong)


def test_without_a_trained_file_messages_pass(tmp_path: Path) -> None:
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message

    from bot.nlu.classifier import KernelIntentClassifier
    from bot.nlu.entities import EntityTagger

    for kind in (KernelIntentClassifier, EntityTagger):
        component = kind.load(
            kind.get_default_config(),
            LocalModelStorage(tmp_path),
            Resource("none"),
            ExecutionContext(GraphSchema({})),
        )
        (message,) = component.process([Message({"text": "hello"})])
        assert not message.get("entities")
        assert not (message.get("intent") or {}).get("name")
