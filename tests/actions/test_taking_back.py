"""A request put right takes back what the wrong one changed; what others changed since stays."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from rasa_sdk import Tracker

from actions.context import read_context
from actions.ringing import SILENT, TOLD
from actions.skill import Skill
from actions.skills.alarms import Alarms
from actions.skills.lights import Lights
from actions.skills.lists import Lists
from actions.skills.oven import Oven
from actions.skills.plugs import Plugs
from actions.skills.thermostat import Thermostat
from actions.skills.timers import Timers
from preferences.belongings import Pocket
from preferences.request import Entity, Outcome, Put, Reply, Request

SKILLS: tuple[Skill, ...] = (Alarms(), Lights(), Lists(), Oven(), Plugs(), Thermostat(), Timers())
NOW = datetime(2026, 6, 2, 15, 0, tzinfo=timezone(timedelta(hours=2)))  # a Tuesday
NASTY = ("", "/", "a" * 5000, "🤖💥🔥", "молоко и 牛奶", "'; DROP TABLE lists; --", "<b>milk</b>", "\udcff", "\x00")


class Talk:
    """One person who puts right what they said."""

    def __init__(self, person: str | None = "alice", pocket: Pocket | None = None) -> None:
        self.pocket = pocket or Pocket(person)
        if person is not None:
            self.pocket.keep_mine(TOLD, True)
        self.person = person
        self.last: Put | None = None

    def ask(self, intent: str, text: str, right: bool = False) -> Reply:
        skill = next(skill for skill in SKILLS if intent in skill.intents)
        request = Request(intent, text, (), self.person, NOW, instead_of=self.last if right else None)
        self.last = Put(intent, text)
        return skill.serve(request, self.pocket)

    def says(self, intent: str, text: str) -> str:
        return self.ask(intent, text).text

    def corrects(self, intent: str, text: str) -> str:
        return self.ask(intent, text, right=True).text


@pytest.fixture
def alice() -> Talk:
    return Talk()


def test_a_timer_is_changed_and_no_second_one_runs(alice: Talk) -> None:
    alice.says("timer_set", "set a timer for 15 minutes")
    assert alice.corrects("timer_set", "set a timer for 50 minutes") == "I changed the timer to 50 minutes."
    assert alice.says("timer_query", "how long is left") == "Your 50 minute timer has 50 minutes left."


def test_what_was_said_is_not_said_again_to_who_puts_it_right(alice: Talk) -> None:
    alice.pocket.keep_mine(TOLD, None)
    assert alice.says("timer_set", "set a timer for 15 minutes").endswith(SILENT)
    assert alice.corrects("timer_set", "set a timer for 50 minutes") == "I changed the timer to 50 minutes."


def test_a_timer_is_changed_twice_and_keeps_its_name(alice: Talk) -> None:
    alice.says("timer_set", "set a pasta timer for 8 minutes")
    assert alice.corrects("timer_set", "set a pasta timer for 18 minutes") == (
        "I changed the pasta timer to 18 minutes."
    )
    assert alice.corrects("timer_set", "18 and a half minutes") == (
        "I changed the pasta timer to 18 minutes and 30 seconds."
    )
    assert len(alice.pocket.my_keys("timer:")) == 1


def test_other_timers_run_on(alice: Talk) -> None:
    alice.says("timer_set", "set a timer for 15 minutes")
    alice.says("timer_set", "set an egg timer for 6 minutes")
    alice.corrects("timer_set", "set an egg timer for 7 minutes")
    assert alice.says("timer_query", "what timers are running") == (
        "You have 2 timers: the egg timer has 7 minutes left and the 15 minute timer has 15 minutes left."
    )


def test_time_added_by_mistake_is_taken_off_again(alice: Talk) -> None:
    alice.says("timer_set", "set a timer for 10 minutes")
    alice.says("timer_set", "add 20 minutes to the timer")
    assert alice.corrects("timer_set", "add 2 minutes to the timer") == (
        "I added 2 minutes. Your 10 minute timer now has 12 minutes left."
    )


def test_the_wrong_timer_that_was_cancelled_runs_again(alice: Talk) -> None:
    alice.says("timer_set", "set a pasta timer for 8 minutes")
    alice.says("timer_set", "set an egg timer for 6 minutes")
    alice.says("timer_remove", "cancel the egg timer")
    assert alice.corrects("timer_remove", "cancel the pasta timer") == "I cancelled your pasta timer."
    assert alice.says("timer_query", "how long is left") == "Your egg timer has 6 minutes left."


def test_what_cannot_be_served_changes_nothing(alice: Talk) -> None:
    alice.says("timer_set", "set a timer for 15 minutes")
    assert alice.ask("timer_set", "set a timer for 50 days", right=True).outcome is Outcome.UNSUPPORTED
    assert alice.says("timer_query", "how long is left") == "Your 15 minute timer has 15 minutes left."


def test_an_alarm_is_changed(alice: Talk) -> None:
    alice.says("alarm_set", "set an alarm for 9 am tomorrow")
    alice.says("alarm_set", "wake me up at 6 am tomorrow")
    assert alice.corrects("alarm_set", "wake me up at 7 am tomorrow") == "I changed the alarm to 7 AM tomorrow."
    assert alice.says("alarm_query", "what alarms do I have") == "You have 2 alarms: 7 AM tomorrow and 9 AM tomorrow."


def test_an_alarm_that_was_there_before_stays(alice: Talk) -> None:
    alice.says("alarm_set", "set an alarm for 6 am tomorrow")
    alice.says("alarm_set", "wake me up at 6 am tomorrow")
    assert alice.corrects("alarm_set", "wake me up at 7 am tomorrow") == "I set an alarm for 7 AM tomorrow."
    assert len(alice.pocket.my_keys("alarm:")) == 2


def test_an_alarm_that_should_have_been_a_timer(alice: Talk) -> None:
    alice.says("alarm_set", "set an alarm in 10 minutes")
    assert alice.corrects("timer_set", "set a timer for 10 minutes") == "I started a timer for 10 minutes instead."
    assert alice.pocket.my_keys("alarm:") == ()


def test_the_item_added_by_mistake_goes(alice: Talk) -> None:
    alice.says("lists_createoradd", "add bread to my shopping list")
    alice.says("lists_createoradd", "add milk to my shopping list")
    assert alice.corrects("lists_createoradd", "add oat milk to my shopping list") == (
        "I added oat milk to your shopping list instead."
    )
    assert alice.says("lists_query", "what's on my shopping list") == "On your shopping list: bread and oat milk."


def test_the_item_moves_to_the_list_that_was_meant(alice: Talk) -> None:
    alice.says("lists_createoradd", "add batteries to my shopping list")
    assert alice.corrects("lists_createoradd", "add batteries to my hardware list") == (
        "I added batteries to your hardware list instead."
    )
    assert alice.says("lists_query", "what lists do I have") == "You have 1 list: hardware."


def test_the_wrong_item_taken_off_comes_back(alice: Talk) -> None:
    alice.says("lists_createoradd", "add milk and oat milk and eggs")
    alice.says("lists_remove", "take eggs off my list")
    assert alice.corrects("lists_remove", "take milk off my list") == "I took milk off your shopping list."
    assert alice.says("lists_query", "what's on my list") == "On your shopping list: oat milk and eggs."


def test_the_wrong_room_is_as_it_was(alice: Talk) -> None:
    alice.says("iot_hue_lightdim", "dim the kitchen lights to 30 percent")
    alice.says("iot_hue_lightoff", "turn off the kitchen lights")
    alice.corrects("iot_hue_lightoff", "turn off the bedroom lights")
    assert alice.pocket.house("light:kitchen") == {"state": "on", "brightness": 30, "color": "white"}
    assert alice.pocket.house("light:bedroom")["state"] == "off"


def test_a_step_put_right_is_taken_from_where_it_began(alice: Talk) -> None:
    alice.says("iot_hue_lightdim", "set the kitchen lights to 80 percent")
    alice.says("iot_hue_lightdim", "dim the kitchen lights by 50 percent")
    told = alice.corrects("iot_hue_lightdim", "dim the kitchen lights by 15 percent")
    assert told == "The kitchen lights are now at 65 percent."


@pytest.mark.parametrize(
    ("intent", "wrong", "meant", "key", "before"),
    [
        ("iot_wemo_on", "turn on the fan", "turn on the radio", "plug:fan", None),
        (
            "iot_thermostat_set",
            "set the bedroom to 25 degrees",
            "set the office to 25 degrees",
            "thermostat:bedroom",
            None,
        ),
        ("iot_hue_lighton", "turn on the garage lights", "turn on the porch lights", "light:garage", None),
    ],
)
def test_devices_switched_by_mistake(
    alice: Talk, intent: str, wrong: str, meant: str, key: str, before: object
) -> None:
    alice.says(intent, wrong)
    assert alice.pocket.house(key) is not None
    assert "nothing real" not in alice.corrects(intent, meant)
    assert alice.pocket.house(key) == before


def test_nobody_can_put_a_light_right_too() -> None:
    nobody = Talk(person=None)
    nobody.says("iot_hue_lighton", "turn on the attic lights")
    nobody.corrects("iot_hue_lighton", "turn on the porch lights")
    assert nobody.pocket.house("light:attic") is None


def test_what_somebody_else_did_since_stays(alice: Talk) -> None:
    alice.says("iot_hue_lighton", "turn on the attic lights")
    alice.pocket.keep_house("light:attic", {"state": "on", "brightness": 10, "color": "red"})
    alice.corrects("iot_hue_lighton", "turn on the porch lights")
    assert alice.pocket.house("light:attic") == {"state": "on", "brightness": 10, "color": "red"}


def test_without_a_correction_nothing_is_taken_back(alice: Talk) -> None:
    alice.says("timer_set", "set a timer for 15 minutes")
    assert alice.says("timer_set", "set a timer for 50 minutes") == "I started a timer for 50 minutes."
    assert len(alice.pocket.my_keys("timer:")) == 2


def test_no_words_are_kept_with_the_house(alice: Talk) -> None:
    alice.says("iot_hue_lighton", "turn on the attic lights for my secret guest")
    assert "secret" not in str(alice.pocket.house("changed"))


@pytest.mark.parametrize("kept", [None, "x", 7, [], {"by": 3}, {"by": "", "changes": [1]}, {"changes": {"timer:1": 4}}])
def test_damaged_notes_break_nothing(alice: Talk, kept: object) -> None:
    alice.says("timer_set", "set a timer for 15 minutes")
    alice.pocket.keep_mine("changed", kept)
    assert alice.corrects("timer_set", "set a timer for 50 minutes") == "I started a timer for 50 minutes."


@pytest.mark.parametrize("text", NASTY)
def test_nasty_words_put_right(alice: Talk, text: str) -> None:
    for intent in ("timer_set", "alarm_set", "lists_createoradd", "iot_hue_lighton"):
        alice.ask(intent, text)
        assert alice.ask(intent, text, right=True).text


@pytest.mark.parametrize(
    ("marked", "put"),
    [
        (
            {"intent": "timer_set", "text": "15 minutes", "entities": [{"entity": "duration", "value": "15 minutes"}]},
            Put("timer_set", "15 minutes", (Entity("duration", "15 minutes"),)),
        ),
        (
            {"intent": "timer_set", "text": "x", "entities": [{"name": "duration", "value": "15 minutes"}, 7]},
            Put("timer_set", "x", (Entity("duration", "15 minutes"),)),
        ),
        ({"intent": "timer_set", "entities": "damaged"}, Put("timer_set", "")),
        ({"text": "x"}, None),
        ("damaged", None),
        (None, None),
    ],
)
def test_what_is_put_right_is_read_from_the_parse(marked: object, put: Put | None) -> None:
    parse = {"text": "set a timer for 50 minutes", "intent": {"name": "timer_set"}, "mynah": {"instead_of": marked}}
    tracker = Tracker("c", {}, parse, [], False, None, {}, "action_listen")
    assert read_context(tracker).request().instead_of == put
