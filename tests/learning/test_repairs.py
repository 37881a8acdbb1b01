"""What was said again in words that worked, read from events as the log holds them."""

from __future__ import annotations

from typing import Any

import pytest

from learning.repairs import Repairs
from preferences import acts


class Talk:
    """One conversation as the log holds it."""

    def __init__(self, person: str = "alice") -> None:
        self.repairs, self.person, self.at = Repairs(), person, 1000.0

    def say(
        self, text: str, intent: str, outcome: str = "done", said: dict[str, str] | None = None, **more: Any
    ) -> None:
        self.at += more.pop("gap", 8.0)
        self.put(text, intent, outcome, said, person=more.pop("person", self.person), **more)

    def put(
        self, text: str, intent: str, outcome: str, said: dict[str, str] | None = None, *, person: str,
        reask: bool = False, rewrite: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        parse: dict[str, Any] = {
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": name, "value": value} for name, value in (said or {}).items()],
            "mynah": {"person": person, "original": text, "rewrite": rewrite},
        }
        if reask:
            parse["reask"] = True
        event = {"event": "user", "text": text, "timestamp": self.at, "parse_data": parse}
        self.repairs.take(self.person, "talk", event)
        slot = {"event": "slot", "name": "mynah_turn", "value": {"outcome": outcome}}
        self.repairs.take(self.person, "talk", slot)

    def found(self, text: str) -> str | None:
        repair = self.repairs.find(text)
        return repair.said if repair is not None else None


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_what_was_not_understood_is_read_as_what_was_said_next(talk: Talk) -> None:
    talk.say("Do the firefly thing in the kitchen!", acts.FALLBACK, "unsupported")
    talk.say("turn on the kitchen lights", "iot_hue_lighton")
    assert talk.found("do the firefly thing in the kitchen") == "turn on the kitchen lights"


def test_what_was_misheard_is_read_as_it_was_corrected(talk: Talk) -> None:
    talk.say("play some jas", "play_music")
    talk.say("i said play jazz", acts.CORRECTION, "done")
    talk.put("play some jas jazz", "play_music", "done", {"music_genre": "jazz"}, person="alice", reask=True)
    assert talk.found("play some jas") == "play jazz"


def test_where_a_part_was_corrected_the_whole_request_is_read(talk: Talk) -> None:
    talk.say("dim the kitchn lights", "iot_hue_lightdim")
    talk.say("no, the kitchen", acts.CORRECTION, "done")
    talk.put("dim the kitchen lights", "iot_hue_lightdim", "done", person="alice", reask=True)
    assert talk.found("dim the kitchn lights") == "dim the kitchen lights"


def test_all_that_failed_before_is_put_right_at_once(talk: Talk) -> None:
    talk.say("wake the sparklers in the kitchen", acts.PHRASE_ASK, "asked")
    talk.say("the sparklers in the kitchen, wake them", acts.PHRASE_DEFINE, "asked")
    talk.say("turn on the kitchen lights", acts.PHRASE_DEFINE, "done")
    talk.put("turn on the kitchen lights", "iot_hue_lighton", "done", person="alice", reask=True)
    assert talk.found("the sparklers in the kitchen, wake them") == "turn on the kitchen lights"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # Somebody changed their mind.
        (("play jazz", "play_music", "done", {"music_genre": "jazz"}),
         ("no, play rock", "play_music", "done", {"music_genre": "rock"})),
        # Another request.
        (("do the zebra thing", acts.FALLBACK, "unsupported", {}), ("what time is it", "datetime_query", "done", {})),
        # What worked was not said again.
        (("play jazz", "play_music", "done", {}), ("play jazz music", "play_music", "done", {})),
        # A service that could not be reached proves nothing.
        (("wevver in leeds", acts.FALLBACK, "unsupported", {}), ("weather in Leeds", "weather_query", "failed", {})),
    ],
)  # fmt: skip
def test_what_proves_nothing_teaches_nothing(talk: Talk, first: tuple[Any, ...], second: tuple[Any, ...]) -> None:
    talk.say(*first)
    talk.say(*second)
    assert talk.found(first[0]) is None


def test_what_was_explained_is_a_phrase_and_no_repair(talk: Talk) -> None:
    talk.say("put the lounge lights in pub mode", acts.PHRASE_ASK, "asked")
    talk.say("dim them to 45 percent", acts.PHRASE_DEFINE, "done")
    talk.put("dim the lounge lights to 45 percent", "iot_hue_lightdim", "done", person="alice", reask=True)
    assert talk.found("put the lounge lights in pub mode") is None


def test_what_was_given_up_is_put_right_by_nothing(talk: Talk) -> None:
    talk.say("do the firefly thing in the kitchen", acts.PHRASE_ASK, "asked")
    talk.say("never mind", acts.PHRASE_DEFINE, "done")
    talk.say("turn off the kitchen lights", "iot_hue_lightoff")
    assert talk.found("do the firefly thing in the kitchen") is None


def test_later_and_by_somebody_else_is_no_repair(talk: Talk) -> None:
    talk.say("do the firefly thing in the kitchen", acts.FALLBACK, "unsupported")
    talk.say("turn on the kitchen lights", "iot_hue_lighton", gap=300.0)
    assert talk.found("do the firefly thing in the kitchen") is None
    talk.say("do the firefly thing in the kitchen", acts.FALLBACK, "unsupported")
    talk.say("turn on the kitchen lights", "iot_hue_lighton", person="bob")
    assert talk.found("do the firefly thing in the kitchen") is None


def test_a_no_right_after_ends_it(talk: Talk) -> None:
    talk.say("do the firefly thing in the kitchen", acts.FALLBACK, "unsupported")
    talk.say("turn on the kitchen lights", "iot_hue_lighton")
    talk.say("do the firefly thing in the kitchen", "iot_hue_lighton", rewrite={"layer": "personal"})
    assert talk.found("do the firefly thing in the kitchen") is not None
    talk.say("no, that's not what I meant", acts.COMPLAINT, "asked")
    assert talk.found("do the firefly thing in the kitchen") is None


def test_a_wording_that_works_by_itself_is_left_alone(talk: Talk) -> None:
    talk.say("kitchen sparkle", acts.FALLBACK, "unsupported")
    talk.say("kitchen lights on", "iot_hue_lighton")
    talk.say("kitchen sparkle", "iot_hue_lighton", gap=900.0)
    assert talk.found("kitchen sparkle") is None


def test_only_so_many_are_kept(talk: Talk) -> None:
    for number in range(210):
        talk.say(f"kitchen sparkle {number}", acts.FALLBACK, "unsupported")
        talk.say("kitchen lights on", "iot_hue_lighton")
    assert talk.found("kitchen sparkle 0") is None
    assert talk.found("kitchen sparkle 209") == "kitchen lights on"
