"""The sun skill. It is Saturday 6 June 2026, 15:05 in Portland, Maine."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.skills.sun import Sun
from preferences.belongings import Pocket
from preferences.request import Entity, Outcome, Reply, Request
from preferences.surroundings import Surroundings

NOW = datetime(2026, 6, 6, 15, 5, tzinfo=ZoneInfo("America/New_York"))
HOME = Entity("place_name", "Portland, Maine", assumed=True, reason="you live there", source="home")


def ask(text: str, *entities: Entity, location: str | None = None) -> Reply:
    surroundings = Surroundings(location=location)
    return Sun().serve(Request("sun_query", text, entities, now=NOW, surroundings=surroundings), Pocket())


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("when does the sun set today?", "The sun sets at 8:19 PM today in Portland, Maine."),
        ("sunset tomorrow", "The sun sets at 8:19 PM tomorrow in Portland, Maine."),
        ("sunset yesterday", "The sun set at 8:18 PM yesterday in Portland, Maine."),
        ("when does the sun rise", "The sun rose at 5 AM today in Portland, Maine. Tomorrow it rises at 5 AM."),
        ("when's sunset on june 21", "The sun sets at 8:25 PM on Sunday, June 21 in Portland, Maine."),
        ("when is it dark?", "Dusk is at 8:55 PM today in Portland, Maine."),
        ("when does it get light on friday", "Dawn is at 4:22 AM on Friday in Portland, Maine."),
        ("how long is the day", "Today has 15 hours and 19 minutes of daylight in Portland, Maine."),
        ("is the sun up", "The sun is up in Portland, Maine now. It sets at 8:19 PM."),
        ("is it dark in Tokyo", "The sun is down in Tokyo now. It rises at 4:25 AM."),
        ("sunset in Auckland tomorrow", "The sun sets at 5:10 PM tomorrow in Auckland, New Zealand."),
        ("sunset in Anchorage", "The sun sets at 11:29 PM today in Anchorage, Alaska."),
        ("dusk in Helsinki", "Dusk is at 12:14 AM tomorrow in Helsinki."),
        (
            "when do sunrise and sunset happen tomorrow",
            "In Portland, Maine the sun rises at 5 AM and sets at 8:19 PM tomorrow.",
        ),
        (
            "when does the sun set in Tromsø",
            "The sun doesn't set today in Tromso, Norway: it stays up all day and night there.",
        ),
        (
            "sunrise in Longyearbyen on december 24",
            "The sun doesn't rise on Thursday, December 24 in Longyearbyen, Svalbard and Jan Mayen: "
            "it's polar night there.",
        ),
    ],
)
def test_tells_the_suns_times(text: str, answer: str) -> None:
    reply = ask(text, HOME)
    assert (reply.text, reply.outcome) == (answer, Outcome.DONE)


def test_the_event_may_come_as_an_entity() -> None:
    assert ask("tell me", HOME, Entity("sun_event", "sunset", "sunset")).text == (
        "The sun sets at 8:19 PM today in Portland, Maine."
    )


def test_where_the_person_is_will_do() -> None:
    assert ask("sunset", location="Oslo").text == "The sun sets at 10:30 PM today in Oslo."


def test_asks_for_the_place_when_nobody_knows_it() -> None:
    reply = ask("when does the sun set?")
    assert (reply.outcome, reply.missing) == (Outcome.ASKED, "place_name")
    assert reply.text == "Which city are you in? I need it to work out the sun's times."


def test_an_unknown_place_is_admitted() -> None:
    assert ask("sunset", Entity("place_name", "xyzzyville", "xyzzyville")).outcome is Outcome.NOT_FOUND
