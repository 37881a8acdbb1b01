"""Explanations cut into requests, with NLU's part played by a few rules."""

from __future__ import annotations

import re

import pytest

from preferences import acts
from preferences.answer_words import answered
from preferences.candidates import candidates
from preferences.framing import frame_of
from preferences.gap import Gap
from preferences.meaning import Meaning, choose
from preferences.phrasebook import Phrasebook
from preferences.request import Entity, Reading

BOOK = Phrasebook(())
NLU = (
    (r"\b(?:off|out)\b.*\bmusic\b|\bmusic off\b", "audio_stop"),
    (r"^(?:turn|switch) (?:on|off)\b.*\b(?:plug|fan)\b|^turn (?:the|it).*plug (?:on|off)$", "iot_wemo_off"),
    (r"^(?:turn|switch) .*\b(?:lights?|lamp)\b|^(?:set|dim|make) .*\b(?:lights?|lamp)\b", "iot_hue_lightchange"),
    (r"^(?:set|turn) .*\b(?:heating|thermostat)\b", "iot_thermostat_set"),
    (r"^set a timer\b", "timer_set"),
    (r"^set an alarm\b|^wake me\b", "alarm_set"),
    (r"^make .*\b(?:coffee|espresso)\b", "iot_coffee"),
    (r"^play \w+", "play_music"),
    (r"^add .+ to (?:my|the) list$", "lists_createoradd"),
)


def read(text: str) -> Reading:
    for pattern, intent in NLU:
        if re.search(pattern, text):
            entities = [Entity("coffee_type", w, w) for w in re.findall(r"double espresso|espresso", text)][:1]
            entities += [Entity("music_genre", w, w) for w in re.findall(r"\b(?:jazz|blues|rock and roll)\b", text)][:1]
            return Reading(intent, tuple(entities), 0.95)
    return Reading(acts.FALLBACK, (), 0.4)


def mean(request: str, said: str, answer: str, intent: str = "iot_hue_lightchange") -> Meaning:
    start = request.find(said)
    gap = Gap(said, start, start + len(said), intent, said == request)
    frame = frame_of(request, gap)
    words = answered(answer, said)
    found = candidates(words, frame, BOOK)
    return choose(words, frame, found, {text: read(text) for one in found for text in one.texts}, BOOK)


@pytest.mark.parametrize(
    ("answer", "steps"),
    [
        ("set them to fifty percent", ("set {the bedroom lights} to fifty percent",)),
        ("that means brightness at 50 percent", ("set {the bedroom lights} to 50 percent",)),
        ("50%", ("set {the bedroom lights} to 50%",)),
        ("like 50%, please", ("set {the bedroom lights} to 50%",)),
        ("half brightness", ("set {the bedroom lights} to half",)),
        ("warm and dim", ("set {the bedroom lights} to warm and dim",)),
        ("just turn them off", ("turn {the bedroom lights} off",)),
        ("it means they're off", ("turn off {the bedroom lights}",)),
        ("zebra mode is the lights at 12 percent", ("set {the bedroom lights} to 12 percent",)),
        ("I want them turquoise", ("set {the bedroom lights} to turquoise",)),
        ("seventy, no wait, sixty percent", ("set {the bedroom lights} to sixty percent",)),
        ("dim the lights to 10 percent", ("dim {the bedroom lights} to 10 percent",)),
        ("dim the kitchen lights to 10 percent", ("dim the kitchen lights to 10 percent",)),
        (
            "it's when the lights are at half and the fan plug is off",
            ("set {the bedroom lights} to half", "turn off the fan plug"),
        ),
        ("the lights at 8 percent and jazz playing", ("set {the bedroom lights} to 8 percent", "play jazz")),
    ],
)
def test_an_answer_about_lights(answer: str, steps: tuple[str, ...]) -> None:
    found = mean("set the bedroom lights to zebra mode", "zebra mode", answer)
    assert (found.steps, found.left_out, found.name) == (steps, (), False)


def test_what_is_not_understood_is_left_out_and_told() -> None:
    found = mean("set the bedroom lights to zebra", "zebra", "the lights are at half and the door is locked")
    assert found.steps == ("set {the bedroom lights} to half",)
    assert found.left_out == ("the door is locked",)


@pytest.mark.parametrize(
    "answer",
    ["the purple smell of last wednesday", "you know, like zebras", "ask my wife", "it's a secret", "yes", "", "???"],
)
def test_an_answer_without_sense_means_nothing(answer: str) -> None:
    assert not mean("set the bedroom lights to zebra", "zebra", answer)


@pytest.mark.parametrize(
    ("request_", "said", "intent", "answer", "steps"),
    [
        ("make me a zombie coffee", "zombie", "iot_coffee", "it's a double espresso", ("a double espresso",)),
        ("turn on the lights in the lair", "lair", "iot_hue_lighton", "I mean the basement", ("the basement",)),
    ],
)
def test_another_name_is_kept_as_one(
    request_: str, said: str, intent: str, answer: str, steps: tuple[str, ...]
) -> None:
    found = mean(request_, said, answer, intent)
    assert (found.steps, found.name) == (steps, True)


def test_a_whole_request_may_come_to_several() -> None:
    found = mean(
        "do the evening thing",
        "do the evening thing",
        "turn off the lights, then make a coffee and play jazz",
        acts.FALLBACK,
    )
    assert found.steps == ("turn off the lights", "make a coffee", "play jazz")


@pytest.mark.parametrize(
    ("answer", "steps"),
    [
        ("play rock and roll", ("play rock and roll",)),
        ("add milk and eggs to my list", ("add milk and eggs to my list",)),
        ("turn off all the lights and set an alarm for 7 am", ("turn off all the lights", "set an alarm for 7 am")),
    ],
)
def test_one_request_is_told_from_two(answer: str, steps: tuple[str, ...]) -> None:
    assert mean("zap", "zap", answer, acts.FALLBACK).steps == steps


def test_a_reading_nobody_is_sure_of_is_to_be_confirmed() -> None:
    frame = frame_of("zap", Gap("zap", 0, 3, acts.FALLBACK, True))
    found = candidates("play jazz", frame, BOOK)
    unsure = {"play jazz": Reading("play_music", (), 0.55)}
    assert not choose("play jazz", frame, found, unsure, BOOK).sure
