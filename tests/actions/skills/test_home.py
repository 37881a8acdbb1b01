"""The home skills: lights, heating, oven, plugs, coffee, and questions about them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from actions.skill import Skill
from actions.skills.coffee import Coffee
from actions.skills.home_states import HomeStates
from actions.skills.lights import Lights
from actions.skills.oven import Oven
from actions.skills.plugs import Plugs
from actions.skills.thermostat import Thermostat
from preferences.belongings import Pocket
from preferences.request import Entity, Outcome, Reply, Request
from preferences.surroundings import read_surroundings

SKILLS: tuple[Skill, ...] = (Lights(), Oven(), Thermostat(), Plugs(), HomeStates(), Coffee())
NOW = datetime(2026, 6, 2, 15, 0, tzinfo=timezone(timedelta(hours=2)))
IN_CELSIUS = Entity("temperature_unit", "celsius", assumed=True, reason="you want temperatures in Celsius")
LIKES_BEDROOM = Entity("house_place", "bedroom", assumed=True, reason="your favourite room is the bedroom")
HOT_OVEN = {"devices": {"oven": {"state": "on", "temperature": 180, "unit": "celsius"}}}
NASTY = (
    "",
    " ",
    "/",
    "a" * 5000,
    "🤖💥🔥",
    "свет on 灯",
    "'; DROP TABLE lights; --",
    "<b>lights</b>",
    "\x00\x07",
    "9" * 400,
)


class House:
    """A house somebody speaks to; every word goes to the skill of its intent."""

    def __init__(self, person: str | None = "somebody") -> None:
        self.belongings = Pocket(person)
        self.belongings.keep_house("home:introduced", True)

    def ask(self, intent: str, text: str, *entities: Entity, metadata: Any = None, now: datetime = NOW) -> Reply:
        skill = next(skill for skill in SKILLS if intent in skill.intents)
        request = Request(intent, text, entities, self.belongings.person, now, read_surroundings(metadata))
        return skill.serve(request, self.belongings)


@pytest.fixture
def house() -> House:
    return House()


# --- lights


@pytest.mark.parametrize(
    ("intent", "text", "told"),
    [
        ("iot_hue_lighton", "turn on the kitchen lights", "The kitchen lights are on."),
        ("iot_hue_lightoff", "light off living room", "The living room light is already off."),
        (
            "iot_hue_lightdim",
            "dim the living room lights to 20 percent",
            "The living room lights are now at 20 percent.",
        ),
        ("iot_hue_lightdim", "lights down to seven", "The living room lights are now at 7 percent."),
        ("iot_hue_lightup", "raise the office lights half way", "The office lights are now at 50 percent."),
        ("iot_hue_lightup", "please raise the lights to max", "The living room lights are now at 100 percent."),
        ("iot_hue_lightchange", "turn the bedroom lights blue", "The bedroom lights are now blue."),
        ("iot_hue_lightchange", "change the garage lamp from red to green", "The garage lamp is now green."),
        (
            "iot_hue_lightchange",
            "make the kitchen and hallway lights warm white at 40%",
            "The kitchen and hallway lights are now warm white, at 40 percent.",
        ),
        ("iot_hue_lighton", "turn on the upstairs lights", "The upstairs lights are on."),
        ("iot_hue_lightdim", "dim everything to 30 percent", "All the lights are now at 30 percent."),
        ("iot_hue_lightoff", "turn down the den lights to medium", "The den lights are now at 50 percent."),
        ("iot_hue_lighton", "turn on the lights in the kichen", "The kitchen lights are on."),
    ],
)
def test_lights_do_what_the_words_say_and_name_room_and_amount(house: House, intent: str, text: str, told: str) -> None:
    assert house.ask(intent, text).text == told


def test_a_step_starts_from_how_the_light_is(house: House) -> None:
    house.ask("iot_hue_lightchange", "set the kitchen lights to 60 percent")
    assert (
        house.ask("iot_hue_lightdim", "dim the kitchen lights by 15%").text
        == "The kitchen lights are now at 45 percent."
    )
    brighter = house.ask("iot_hue_lightup", "a bit brighter in the kitchen")
    assert brighter.text == "The kitchen lights are now at 55 percent."


def test_all_lights_go_off_except_the_one_left_out(house: House) -> None:
    for room in ("kitchen", "office", "attic"):
        house.ask("iot_hue_lighton", f"turn on the {room} lights")
    reply = house.ask("iot_hue_lightoff", "turn off all the lights except the kitchen")
    assert reply.text == "All the lights except in the kitchen are off."
    assert house.ask("iot_query", "which lights are on?").text == "The lights are on in the kitchen."


def test_the_room_is_said_then_here_then_preferred_then_where_the_device_stands_then_usual(house: House) -> None:
    in_kitchen = {"device": {"room": "kitchen"}}
    said = house.ask("iot_hue_lighton", "office lights on", LIKES_BEDROOM, metadata=in_kitchen)
    assert said.text == "The office lights are on."
    here = house.ask("iot_hue_lighton", "lights on in here", LIKES_BEDROOM, metadata=in_kitchen)
    assert here.text == "The kitchen lights are on."
    preferred = house.ask("iot_hue_lighton", "lights on", LIKES_BEDROOM, metadata=in_kitchen)
    assert preferred.text == "The bedroom lights are on, because your favourite room is the bedroom."
    standing = house.ask("iot_hue_lightoff", "lights off", metadata=in_kitchen)
    assert standing.text == "The kitchen lights are off."
    assert [(entity.name, entity.value) for entity in standing.used] == [("house_place", "kitchen")]
    assert house.ask("iot_hue_lighton", "lights on").text == "The living room lights are on."


def test_all_the_lights_beats_a_preferred_room(house: House) -> None:
    assert house.ask("iot_hue_lighton", "turn on all the lights", LIKES_BEDROOM).text == "All the lights are on."


def test_a_taught_name_of_a_room_is_followed(house: House) -> None:
    cave = Entity("house_place", "living room", text="the cave")
    assert house.ask("iot_hue_lighton", "lights on in the cave", cave).text == "The living room lights are on."


def test_a_room_this_house_lacks_is_admitted(house: House) -> None:
    reply = house.ask("iot_hue_lightoff", "turn off the lights in the conservatory")
    assert reply.outcome is Outcome.NOT_FOUND
    assert reply.text.startswith("I don't know a conservatory in this house.")


def test_what_a_scene_means_may_come_as_an_amount(house: House) -> None:
    reply = house.ask(
        "iot_hue_lightchange", "put the living room lamp in study mode", Entity("change_amount", "fifty percent")
    )
    assert reply.text == "The living room lamp is now at 50 percent."


def test_the_answer_to_what_a_scene_means_is_read(house: House) -> None:
    reply = house.ask("iot_hue_lightchange", "set the attic lights to movie mode", Entity("scene", "20 percent"))
    assert reply.text == "The attic lights are now at 20 percent."


def test_more_than_full_light_is_refused(house: House) -> None:
    reply = house.ask("iot_hue_lightchange", "set the kitchen lights to 150 percent")
    assert (reply.outcome, reply.text) == (
        Outcome.UNSUPPORTED,
        "Lights go from 0 to 100 percent, so I can't do 150 percent.",
    )


# --- oven and heating


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("set the oven to 200 degrees", "The oven is set to 200 degrees Celsius."),
        ("preheat the oven to three fifty", "The oven is set to 350 degrees Fahrenheit."),
        ("oven to 425 F", "The oven is set to 425 degrees Fahrenheit."),
        ("bake at 180°C for 20 minutes", "The oven is set to 180 degrees Celsius."),
        ("gas mark 6 please", "The oven is set to 200 degrees Celsius."),
    ],
)
def test_the_oven_always_says_its_unit(house: House, text: str, told: str) -> None:
    assert house.ask("iot_oven_set", text).text == told


def test_a_preferred_unit_is_used_and_explained(house: House) -> None:
    reply = house.ask("iot_oven_set", "set the oven to 200 degrees", IN_CELSIUS)
    assert reply.text == "The oven is set to 200 degrees Celsius, because you want temperatures in Celsius."
    said = house.ask("iot_oven_set", "set the oven to 350 fahrenheit", IN_CELSIUS)
    assert said.text == "The oven is set to 350 degrees Fahrenheit."


def test_a_preferred_unit_that_cannot_be_meant_is_not_forced(house: House) -> None:
    reply = house.ask("iot_oven_set", "set the oven to 350", IN_CELSIUS)
    assert reply.text == (
        "I took that as Fahrenheit; it is about 177 degrees Celsius. The oven is set to 350 degrees Fahrenheit."
    )


def test_the_oven_knows_its_limits_and_asks_for_what_is_missing(house: House) -> None:
    hot = house.ask("iot_oven_set", "set the oven to 5000 degrees celsius")
    assert (hot.outcome, hot.text) == (
        Outcome.UNSUPPORTED,
        "I can't set the oven to 5000 degrees Celsius. It goes from 30 to 300 degrees Celsius.",
    )
    asked = house.ask("iot_oven_set", "preheat the oven")
    assert (asked.outcome, asked.missing) == (Outcome.ASKED, "temperature")
    answered = house.ask("iot_oven_set", "preheat the oven", Entity("temperature", "190 degrees"))
    assert answered.text == "The oven is set to 190 degrees Celsius."
    assert house.ask("iot_oven_set", "20 degrees hotter please").text == "The oven is set to 210 degrees Celsius."
    assert house.ask("iot_oven_set", "turn off the oven").text == "The oven is off."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("set it to 21", "The thermostat is set to 21 degrees Celsius."),
        ("two degrees warmer", "The thermostat is set to 22 degrees Celsius."),
        ("it's too cold in here", "The thermostat is set to 22 degrees Celsius."),
        ("I'm boiling, turn the heating down a bit", "The thermostat is set to 19 degrees Celsius."),
        ("lower the temperature to 18 degrees", "The thermostat is set to 18 degrees Celsius."),
        ("turn the heat down by 3 degrees", "The thermostat is set to 17 degrees Celsius."),
        ("set the bedroom to nineteen and a half degrees", "The bedroom thermostat is set to 19.5 degrees Celsius."),
        ("set temperature to 70", "The thermostat is set to 70 degrees Fahrenheit."),
        ("turn off the heating", "The heating is off."),
    ],
)
def test_the_heating_moves_from_twenty_degrees(house: House, text: str, told: str) -> None:
    assert house.ask("iot_thermostat_set", text).text == told


def test_a_room_keeps_its_own_temperature_until_the_house_is_set(house: House) -> None:
    house.ask("iot_thermostat_set", "set the office to 17 degrees")
    assert house.ask("iot_query", "what's the office thermostat set to").text == (
        "The office thermostat is set to 17 degrees Celsius."
    )
    house.ask("iot_thermostat_set", "set the heating to 21 degrees")
    assert house.ask("iot_query", "what's the office thermostat set to").text == (
        "The office thermostat is set to 21 degrees Celsius."
    )


# --- plugs, coffee, everything


@pytest.mark.parametrize(
    ("intent", "text", "told"),
    [
        ("iot_wemo_on", "turn on the tv", "The living room TV is on."),
        ("iot_wemo_on", "wemo socket on in the office", "The office plug is on."),
        ("iot_wemo_off", "switch off all plugs", "All the plugs are already off."),
        ("iot_wemo_on", "turn the washing machine on please", "The laundry room washing machine is on."),
        ("iot_wemo_on", "turn on the jacuzzi", "I don't know a jacuzzi in this house that I can switch."),
        ("iot_wemo_off", "turn off the oven", "The oven is already off."),
        ("iot_wemo_on", "turn on the lamp in the office", "The office lamp is on."),
        (
            "iot_wemo_off",
            "turn off the fan in the kitchen",
            "There is no fan in the kitchen. The one I know is in the bedroom.",
        ),
    ],
)
def test_plugs_switch_what_was_named(house: House, intent: str, text: str, told: str) -> None:
    assert house.ask(intent, text).text == told


def test_everything_off_leaves_nothing_on(house: House) -> None:
    house.ask("iot_hue_lighton", "turn on the kitchen lights")
    house.ask("iot_wemo_on", "turn on the tv")
    house.ask("iot_oven_set", "oven to 180")
    reply = house.ask("iot_wemo_off", "turn everything off")
    assert reply.text == "Everything is off now. I turned off the kitchen lights, the TV and the oven."
    assert house.ask("iot_query", "did I leave anything on?").text == "Nothing is on."


def test_coffee_now_and_later(house: House) -> None:
    assert house.ask("iot_coffee", "two lattes please").text == (
        "The coffee machine is making 2 lattes, ready in two minutes."
    )
    ready = house.ask("iot_query", "is the coffee ready?", now=NOW + timedelta(minutes=5))
    assert ready.text == "The coffee is ready; it was done 3 minutes ago."
    assert house.ask("iot_coffee", "brew an espresso at 7 am").text == "I'll make an espresso at 7 AM tomorrow."
    assert house.ask("iot_coffee", "make fifty coffees").outcome is Outcome.UNSUPPORTED


# --- questions


def test_reported_states_beat_what_the_house_remembers(house: House) -> None:
    assert house.ask("iot_query", "is the oven on?").text == "No, the oven is off."
    assert house.ask("iot_query", "is the oven on?", metadata=HOT_OVEN).text == (
        "Yes, the oven is on, at 180 degrees Celsius."
    )
    assert house.ask("iot_query", "what is the temperature?", metadata=HOT_OVEN).text == (
        "The oven is on, at 180 degrees Celsius."
    )
    cold = house.ask("iot_query", "what is the temperature?", metadata={"devices": {"oven": {"state": "off"}}})
    assert "oven" not in cold.text
    light = {"devices": {"kitchen_light": {"state": "on", "brightness": 40}}}
    assert house.ask("iot_query", "are the kitchen lights on?", metadata=light).text == (
        "Yes, the kitchen lights are on, at 40 percent."
    )
    sensor = {"devices": {"thermostat": {"temperature": 21.4, "unit": "celsius"}}}
    assert (
        house.ask("iot_query", "how warm is it inside?", metadata=sensor).text == "It is 21.4 degrees Celsius inside."
    )
    lock = {"devices": {"front_door": {"state": "locked"}}}
    assert house.ask("iot_query", "is the front door locked?", metadata=lock).text == "The front door is locked."


def test_an_unknown_thing_is_admitted(house: House) -> None:
    reply = house.ask("iot_query", "is the iron on?")
    assert (reply.outcome, reply.text) == (Outcome.NOT_FOUND, "I don't know an iron in this house.")


def test_the_first_change_says_that_the_home_is_a_sample() -> None:
    house = House()
    house.belongings.keep_house("home:introduced", None)
    first = house.ask("iot_hue_lighton", "kitchen lights on")
    assert first.text == "The kitchen lights are on. (This is a sample home; nothing real was switched.)"
    assert house.ask("iot_hue_lightoff", "kitchen lights off").text == "The kitchen lights are off."


def test_nobody_may_use_the_house() -> None:
    assert House(person=None).ask("iot_hue_lighton", "kitchen lights on").text == "The kitchen lights are on."


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("intent", [intent for skill in SKILLS for intent in skill.intents])
def test_nasty_words_get_a_short_answer(house: House, intent: str, text: str) -> None:
    reply = house.ask(intent, text, Entity("house_place", text), Entity("device_type", text), Entity("scene", text))
    assert 0 < len(reply.text) < 600
    assert "<b>" not in reply.text


@pytest.mark.parametrize("state", [None, [], "on", 7, {"state": 3, "brightness": "x", "temperature": "hot"}])
def test_damaged_states_break_nothing(state: Any) -> None:
    house = House()
    for key in ("light:kitchen", "oven", "thermostat:house", "coffee", "plug:tv"):
        house.belongings.keep_house(key, state)
    for text in (
        "dim the kitchen lights",
        "is the oven on",
        "warmer",
        "is the coffee ready",
        "is the tv on",
        "20 degrees hotter",
    ):
        for skill in SKILLS:
            assert house.ask(skill.intents[0], text).text


@pytest.mark.parametrize(
    ("intent", "text", "told"),
    [
        ("iot_hue_lighton", "light up the patio", "The patio lights are on."),
        ("iot_hue_lighton", "it's too dark in the hallway, turn a light on", "The hallway light is on."),
        ("iot_hue_lightoff", "it's too bright to sleep, lights off", "The living room lights are already off."),
        ("iot_hue_lighton", "the lights are off, turn them on", "The living room lights are on."),
    ],
)
def test_a_reason_given_beside_the_request_does_not_change_it(house: House, intent: str, text: str, told: str) -> None:
    assert house.ask(intent, text).text == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("is the heating on?", "Yes, the heating is on."),
        ("how bright is the bedroom?", "The bedroom lights are off."),
        ("are any lights still on?", "All the lights are off."),
        (
            "what's the temperature inside?",
            "I have no thermometer inside, but the thermostat is set to 20 degrees Celsius.",
        ),
    ],
)
def test_questions_about_an_untouched_house(house: House, text: str, told: str) -> None:
    assert house.ask("iot_query", text).text == told


def test_a_colour_keeps_the_word_the_person_used(house: House) -> None:
    assert house.ask("iot_hue_lightchange", "make the porch teal").text == "The porch lights are now teal."
