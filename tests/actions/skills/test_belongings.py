"""What a person keeps: lists, alarms and timers."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.ringing import SILENT, TOLD
from actions.skill import Skill
from actions.skills.alarms import Alarms
from actions.skills.lists import Lists, split_items
from actions.skills.timers import Timers
from preferences.belongings import Pocket
from preferences.request import Entity, Outcome, Reply, Request

SKILLS: tuple[Skill, ...] = (Lists(), Alarms(), Timers())
NOW = datetime(2026, 6, 2, 15, 0, tzinfo=timezone(timedelta(hours=2)))  # a Tuesday
GETS_UP_EARLY = Entity("time", "6:30 am", assumed=True, reason="you get up at 6:30 AM")
NASTY = (
    "",
    " ",
    "/",
    "a" * 5000,
    "🤖💥🔥",
    "молоко и 牛奶",
    "'; DROP TABLE lists; --",
    "<b>milk</b>",
    "\x00\x07",
    "9" * 400,
)


class Somebody:
    """One person with their belongings."""

    def __init__(self, person: str | None = "alice") -> None:
        self.belongings = Pocket(person)
        if person is not None:
            self.belongings.keep_mine(TOLD, True)

    def ask(self, intent: str, text: str, *entities: Entity, now: datetime = NOW) -> Reply:
        skill = next(skill for skill in SKILLS if intent in skill.intents)
        return skill.serve(Request(intent, text, entities, self.belongings.person, now), self.belongings)

    def says(self, intent: str, text: str, *entities: Entity, now: datetime = NOW) -> str:
        return self.ask(intent, text, *entities, now=now).text


@pytest.fixture
def alice() -> Somebody:
    return Somebody()


# --- lists


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("add milk to my shopping list", "I added milk to your shopping list."),
        ("could you please add milk, eggs and some bread", "I added milk, eggs and bread to your shopping list."),
        ("put mac and cheese and salt on the grocery list", "I added mac and cheese and salt to your shopping list."),
        ("add call mom to my to do list", "I added call mom to your to-do list."),
        ("remind me to water the plants", "I added water the plants to your to-do list."),
        ("we're out of toilet paper", "I added toilet paper to your shopping list."),
        ("remember to buy cat food", "I added cat food to your shopping list."),
        ("shopping list: tea, coffee", "I added tea and coffee to your shopping list."),
        ("create a packing list with socks and a toothbrush", "I added socks and toothbrush to your packing list."),
        ("make a list called hardware store", "I made a new hardware store list. It is empty."),
        ("put sugar on there", "I added sugar to your shopping list."),
        (
            "add two litres of orange juice to the list for me",
            "I added two litres of orange juice to your shopping list.",
        ),
    ],
)
def test_items_go_on_the_list_that_is_meant(alice: Somebody, text: str, told: str) -> None:
    assert alice.says("lists_createoradd", text) == told


def test_a_list_is_read_out_searched_and_counted(alice: Somebody) -> None:
    alice.ask("lists_createoradd", "add milk, eggs and bread")
    assert alice.says("lists_query", "what's on my shopping list?") == "On your shopping list: milk, eggs and bread."
    assert alice.says("lists_query", "is milk on my list") == "Yes, milk is on your shopping list."
    assert alice.says("lists_query", "is there any wine on the list") == "No, wine is not on your shopping list."
    assert alice.says("lists_query", "how many items are on my list") == "There are 3 items on your shopping list."
    assert alice.says("lists_query", "what lists do I have") == "You have 1 list: shopping."
    assert alice.ask("lists_query", "what's on my christmas list").outcome is Outcome.NOT_FOUND


def test_nothing_is_on_a_list_twice(alice: Somebody) -> None:
    alice.ask("lists_createoradd", "add eggs")
    assert alice.says("lists_createoradd", "add an egg") == "Egg is already on your shopping list."
    assert alice.says("lists_createoradd", "eggs and flour") == (
        "I added flour to your shopping list. Eggs were on it already."
    )


def test_items_and_lists_are_taken_off(alice: Somebody) -> None:
    alice.ask("lists_createoradd", "add milk, eggs and bread")
    alice.ask("lists_createoradd", "add call mom to my to-do list")
    assert alice.says("lists_remove", "take the eggs off the list") == "I took eggs off your shopping list."
    assert alice.says("lists_remove", "I bought the milk") == "I took milk off your shopping list."
    assert alice.says("lists_remove", "cross off call mom") == "I took call mom off your to-do list."
    assert alice.says("lists_remove", "remove caviar") == "Caviar is not on any of your lists."
    assert alice.says("lists_remove", "clear my shopping list") == "I cleared your shopping list; 1 item is gone."
    assert alice.says("lists_query", "read my shopping list") == "Your shopping list is empty."
    assert alice.says("lists_remove", "delete the to do list") == "I deleted your to-do list; 0 items are gone."


def test_what_is_missing_is_asked_for_and_the_answer_used(alice: Somebody) -> None:
    asked = alice.ask("lists_createoradd", "add something to my shopping list")
    assert (asked.outcome, asked.missing) == (Outcome.ASKED, "item_name")
    answered = alice.says(
        "lists_createoradd", "add something to my shopping list", Entity("item_name", "milk and honey")
    )
    assert answered == "I added milk and honey to your shopping list."
    named = alice.ask("lists_createoradd", "create a new list")
    assert (named.outcome, named.missing) == (Outcome.ASKED, "list_name")
    assert alice.says("lists_createoradd", "create a new list", Entity("list_name", "camping")) == (
        "I made a new camping list. It is empty."
    )
    assert alice.ask("lists_remove", "remove an item from my list").missing == "item_name"


def test_items_are_split_the_way_people_say_them() -> None:
    assert split_items("milk, two dozen eggs, salt and pepper and the bread") == (
        "milk",
        "two dozen eggs",
        "salt and pepper",
        "bread",
    )


# --- alarms


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("set an alarm for 7 am", "I set an alarm for 7 AM tomorrow."),
        ("wake me up at seven", "I set an alarm for 7 AM tomorrow."),
        ("set an alarm for half past eight in the evening", "I set an alarm for 8:30 PM."),
        ("set an alarm weekdays at 7", "I set an alarm for 7 AM on weekdays."),
        ("wake me up every Monday and Wednesday at 5:30", "I set an alarm for 5:30 AM every Monday and Wednesday."),
        ("set a yoga alarm for 6 pm on friday", "I set an alarm for 6 PM on Friday, called yoga."),
        ("set an alarm to take my medicine at 8 pm", "I set an alarm for 8 PM, called take my medicine."),
        ("set alarms for 7 and 8 am", "I set 2 alarms: for 7 AM tomorrow and 8 AM tomorrow."),
        ("set an alarm in 20 minutes", "I set an alarm for 3:20 PM."),
        ("alarm at noon tomorrow called lunch break", "I set an alarm for noon tomorrow, called lunch break."),
        ("wake me up at 7", "I set an alarm for 7 AM tomorrow."),
    ],
)
def test_alarms_are_set_as_said(alice: Somebody, text: str, told: str) -> None:
    assert alice.says("alarm_set", text) == told


def test_a_wake_up_preference_fills_only_a_missing_time(alice: Somebody) -> None:
    assert alice.says("alarm_set", "wake me up tomorrow", GETS_UP_EARLY) == (
        "I set an alarm for 6:30 AM tomorrow, because you get up at 6:30 AM."
    )
    assert alice.says("alarm_set", "wake me up at 8 tomorrow", GETS_UP_EARLY) == "I set an alarm for 8 AM tomorrow."


def test_an_alarm_without_a_time_is_asked_about(alice: Somebody) -> None:
    asked = alice.ask("alarm_set", "set an alarm")
    assert (asked.outcome, asked.missing) == (Outcome.ASKED, "time")
    assert alice.says("alarm_set", "set an alarm", Entity("time", "9 pm")) == "I set an alarm for 9 PM."


def test_an_alarm_in_the_past_is_refused(alice: Somebody) -> None:
    reply = alice.ask("alarm_set", "set an alarm for today at 6 am")
    assert (reply.outcome, reply.text) == (Outcome.UNSUPPORTED, "That is in the past, so I set no alarm at 6 AM.")


@pytest.mark.parametrize(
    "text", ["remind me to call mum at 9 pm", "remind me at 9 pm to call mum", "at 9 pm remind me to call mum, please"]
)
def test_what_to_be_reminded_of_is_the_name_of_the_alarm(alice: Somebody, text: str) -> None:
    assert alice.says("alarm_set", text) == "I set an alarm for 9 PM, called call mum."


def test_alarms_are_told_by_day_time_and_name(alice: Somebody) -> None:
    assert alice.says("alarm_query", "what alarms do I have?") == "You have no alarms set."
    alice.ask("alarm_set", "set an alarm for 7 am")
    alice.ask("alarm_set", "set a yoga alarm for 6 pm on friday")
    assert alice.says("alarm_query", "what alarms do I have?") == (
        "You have 2 alarms: 7 AM tomorrow and 6 PM on Friday called yoga."
    )
    assert alice.says("alarm_query", "when is my next alarm?") == "Your next alarm is at 7 AM tomorrow."
    assert alice.says("alarm_query", "do I have an alarm tomorrow?") == "You have an alarm for 7 AM tomorrow."
    assert (
        alice.says("alarm_query", "what time is my yoga alarm") == "You have an alarm for 6 PM on Friday, called yoga."
    )
    assert alice.says("alarm_query", "do I have an alarm at 3 am?").startswith("You have no alarm for 3 AM.")
    later = NOW + timedelta(days=3, hours=5)
    assert alice.says("alarm_query", "any alarms?", now=later) == (
        "You have no alarms set. The last one went off at 6 PM."
    )


def test_alarms_are_cancelled_one_by_one_and_all(alice: Somebody) -> None:
    assert alice.ask("alarm_remove", "cancel my alarm").outcome is Outcome.NOT_FOUND
    alice.ask("alarm_set", "set an alarm for 7 am")
    alice.ask("alarm_set", "set an alarm every day at 8 am")
    alice.ask("alarm_set", "set a yoga alarm for 6 pm on friday")
    which = alice.ask("alarm_remove", "cancel my alarm")
    assert (which.outcome, which.missing) == (Outcome.ASKED, "time")
    assert (
        alice.says("alarm_remove", "cancel my alarm", Entity("time", "7 am"))
        == "I cancelled your alarm for 7 AM tomorrow."
    )
    assert alice.says("alarm_remove", "don't wake me up tomorrow") == (
        "Your alarm for 8 AM every day stays silent tomorrow and goes on after that."
    )
    assert alice.says("alarm_query", "when is my next alarm") == "Your next alarm is at 8 AM on Thursday."
    assert alice.says("alarm_remove", "cancel all my alarms") == (
        "I cancelled all your alarms: 8 AM every day and 6 PM on Friday, called yoga."
    )


# --- timers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("set a timer for 10 minutes", "I started a timer for 10 minutes."),
        ("pasta timer for eight minutes", "I started a pasta timer for 8 minutes."),
        ("start a 20 minute timer for the eggs", "I started an eggs timer for 20 minutes."),
        ("timer for an hour and a half called roast beef", "I started a roast beef timer for an hour and a half."),
        ("set a timer for 5", "I started a timer for 5 minutes."),
        ("set a timer until 6 pm", "I started a timer for 3 hours."),
        ("90 seconds", "I started a timer for 90 seconds."),
    ],
)
def test_timers_start_as_said(alice: Somebody, text: str, told: str) -> None:
    assert alice.says("timer_set", text) == told


def test_timers_tell_what_is_left_and_when_they_ended(alice: Somebody) -> None:
    alice.ask("timer_set", "set a timer for 10 minutes")
    alice.ask("timer_set", "pasta timer for 8 minutes")
    soon = NOW + timedelta(minutes=3)
    assert alice.says("timer_query", "how much time is left?", now=soon) == (
        "You have 2 timers: the pasta timer has 5 minutes left and the 10 minute timer has 7 minutes left."
    )
    assert alice.says("timer_query", "how long on the pasta timer", now=soon) == "Your pasta timer has 5 minutes left."
    late = NOW + timedelta(minutes=13, seconds=20)
    assert alice.says("timer_query", "how much is left on the 10 minute timer", now=late) == (
        "Your 10 minute timer ended 3 minutes ago."
    )
    assert alice.ask("timer_query", "what about the rice timer", now=soon).outcome is Outcome.NOT_FOUND
    assert alice.says("timer_query", "any timers?", now=NOW + timedelta(days=2)) == "No timer is running."


def test_timers_grow_and_are_cancelled(alice: Somebody) -> None:
    alice.ask("timer_set", "pasta timer for 8 minutes")
    assert alice.says("timer_set", "add 5 minutes to the pasta timer") == (
        "I added 5 minutes. Your pasta timer now has 13 minutes left."
    )
    alice.ask("timer_set", "set a timer for 10 minutes")
    which = alice.ask("timer_remove", "cancel the timer")
    assert (which.outcome, which.missing) == (Outcome.ASKED, "timer_name")
    assert (
        alice.says("timer_remove", "cancel the timer", Entity("timer_name", "pasta")) == "I cancelled your pasta timer."
    )
    assert alice.says("timer_remove", "stop all timers") == "I cancelled your 10 minute timer."
    assert alice.ask("timer_remove", "stop the timer").outcome is Outcome.NOT_FOUND


def test_a_timer_without_a_length_is_asked_about(alice: Somebody) -> None:
    asked = alice.ask("timer_set", "set a timer")
    assert (asked.outcome, asked.missing) == (Outcome.ASKED, "duration")
    assert alice.says("timer_set", "set a timer", Entity("duration", "a quarter of an hour")) == (
        "I started a timer for 15 minutes."
    )
    assert alice.ask("timer_set", "set a timer for 100 days").outcome is Outcome.UNSUPPORTED


# --- nothing rings


def test_that_nothing_rings_is_said_once_to_each_person() -> None:
    for person in ("ann", "ben"):
        somebody = Somebody(person)
        somebody.belongings.keep_mine(TOLD, None)
        assert SILENT not in somebody.says("alarm_query", "what alarms do I have")
        assert SILENT not in somebody.says("timer_set", "set a timer")
        first = somebody.says("alarm_set", "set an alarm for 6 am tomorrow")
        assert first == f"I set an alarm for 6 AM tomorrow. {SILENT}"
        assert somebody.says("timer_set", "set a timer for 5 minutes") == "I started a timer for 5 minutes."
        assert somebody.says("alarm_set", "set an alarm for 7 am tomorrow") == "I set an alarm for 7 AM tomorrow."


# --- everybody and nobody


@pytest.mark.parametrize("intent", [intent for skill in SKILLS for intent in skill.intents])
def test_nobody_is_told_that_nothing_can_be_kept(intent: str) -> None:
    reply = Somebody(person=None).ask(intent, "for 7 am tomorrow")
    assert reply.outcome is Outcome.UNSUPPORTED
    assert reply.text.startswith("I don't know who is speaking")


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("intent", [intent for skill in SKILLS for intent in skill.intents])
def test_nasty_words_get_a_short_answer(alice: Somebody, intent: str, text: str) -> None:
    reply = alice.ask(intent, text, *(Entity(name, text) for name in ("item_name", "time", "duration", "alarm_name")))
    assert 0 < len(reply.text) < 600
    assert "<b>" not in reply.text


@pytest.mark.parametrize(
    "kept", [7, "milk", {"at": "never"}, {"ends": 3}, [1, None, "milk"], {"at": "2026-06-03T07:00:00"}]
)
def test_damaged_belongings_break_nothing(alice: Somebody, kept: object) -> None:
    for key in ("list:shopping", "alarm:0001", "timer:0001", "alarm:x", "timer:x"):
        alice.belongings.keep_mine(key, kept)
    for intent in (intent for skill in SKILLS for intent in skill.intents):
        assert alice.says(intent, "set it for 7 am tomorrow")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I bought the milk, take it off the list", "I took milk off your shopping list."),
        ("remove the last item", "I took eggs off your shopping list."),
        ("hey I was wondering if you could take eggs off my shopping list", "I took eggs off your shopping list."),
    ],
)
def test_roundabout_words_take_an_item_off(alice: Somebody, text: str, told: str) -> None:
    alice.ask("lists_createoradd", "we're out of milk and eggs, add them to the list")
    assert alice.says("lists_query", "do I need to buy milk?") == "Yes, milk is on your shopping list."
    assert alice.says("lists_remove", text) == told


# --- words that are easily got wrong


@pytest.mark.parametrize(
    "text",
    [
        "set a timer for minus five minutes",
        "timer for -5 minutes",
        "negative 3 hour timer",
    ],
)
def test_a_timer_does_not_run_backwards(alice: Somebody, text: str) -> None:
    reply = alice.ask("timer_set", text)
    assert (reply.text, reply.outcome) == ("A timer can't run backwards. How long should it run?", Outcome.ASKED)
    assert alice.says("timer_query", "is a timer running") == "No timer is running."


def test_a_dash_is_no_minus(alice: Somebody) -> None:
    assert alice.says("timer_set", "set a timer - 5 minutes") == "I started a timer for 5 minutes."


def test_one_task_is_one_thing(alice: Somebody) -> None:
    alice.ask("lists_createoradd", "add buy stamps to my to-do list")
    told = "Buy stamps is already on your to-do list."
    assert alice.says("lists_createoradd", "add buy stamps to my to-do list") == told
    assert alice.says("lists_createoradd", "add buy stamps and wash windows to my to-do list") == (
        "I added wash windows to your to-do list. Buy stamps was on it already."
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ADD MILK AND EGGS TO MY SHOPPING LIST", "I added milk and eggs to your shopping list."),
        ("add MILK to my shopping list", "I added milk to your shopping list."),
        ("add a TV and BBQ sauce to my wish list", "I added TV and BBQ sauce to your wish list."),
        ("add Cheerios to my shopping list", "I added Cheerios to your shopping list."),
    ],
)
def test_nothing_is_shouted(alice: Somebody, text: str, told: str) -> None:
    assert alice.says("lists_createoradd", text) == told


@pytest.mark.parametrize("intent", ["lists_remove", "lists_createoradd"])
@pytest.mark.parametrize(
    "text",
    [
        "mark call the dentist as done",
        "mark call the dentist as completed on my to-do list",
        "please mark off call the dentist as done",
        "set call the dentist as finished",
    ],
)
def test_what_is_marked_as_done_goes_off_the_list(alice: Somebody, intent: str, text: str) -> None:
    alice.ask("lists_createoradd", "add call the dentist to my to-do list")
    assert alice.says(intent, text) == "I took call the dentist off your to-do list."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("set an alarm for tomorrow", "I set an alarm for 6:30 AM tomorrow, because you get up at 6:30 AM."),
        ("wake me up tomorrow morning", "I set an alarm for 6:30 AM tomorrow, because you get up at 6:30 AM."),
        ("wake me on Saturday", "I set an alarm for 6:30 AM on Saturday, because you get up at 6:30 AM."),
        ("set an alarm for tomorrow evening", "What time should the alarm go off?"),
        ("wake me up tomorrow at eight", "I set an alarm for 8 AM tomorrow."),
    ],
)
def test_the_usual_time_goes_with_the_day_that_was_said(alice: Somebody, text: str, told: str) -> None:
    assert alice.says("alarm_set", text, GETS_UP_EARLY) == told
