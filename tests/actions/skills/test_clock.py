"""The clock skill. It is Saturday 6 June 2026, 15:05 in Portland, Maine."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.skills.clock import Clock
from preferences.belongings import Pocket
from preferences.request import Entity, Outcome, Reply, Request
from preferences.surroundings import Surroundings

NOW = datetime(2026, 6, 6, 15, 5, tzinfo=ZoneInfo("America/New_York"))
HOME = Entity("place_name", "Portland, Maine", assumed=True, reason="you live there", source="home")
MEANT = Entity("place_name", "Portland, Maine", "Portland", assumed=True, reason="you told me", source="correction:1")


def said(name: str) -> Entity:
    return Entity("place_name", name, name)


def ask(text: str, *entities: Entity, surroundings: Surroundings | None = None) -> Reply:
    request = Request("datetime_query", text, entities, now=NOW, surroundings=surroundings or Surroundings())
    return Clock().serve(request, Pocket())


@pytest.mark.parametrize(
    ("text", "entities", "answer"),
    [
        ("what time is it?", (HOME,), "It's 3:05 PM on Saturday in Portland, Maine."),
        ("what time is it?", (), "It's 3:05 PM on Saturday, by the clock here."),
        ("", (), "It's 3:05 PM on Saturday, by the clock here."),
        ("what time is it in Tokyo?", (HOME, said("Tokyo")), "It's 4:05 AM on Sunday in Tokyo."),
        ("what time is it in tokyo?", (HOME,), "It's 4:05 AM on Sunday in Tokyo."),
        ("and in Paris?", (said("Paris"),), "It's 9:05 PM on Saturday in Paris."),
        ("the time in paris texas", (said("paris"),), "It's 2:05 PM on Saturday in Paris, Texas."),
        ("what time is it in Portland?", (said("Portland"),), "It's 12:05 PM on Saturday in Portland, Oregon."),
        ("what time is it in Portland?", (MEANT,), "It's 3:05 PM on Saturday in Portland, Maine."),
        ("what time is it in Portland?", (HOME,), "It's 3:05 PM on Saturday in Portland, Maine."),
        ("what time is it in Japan", (said("Japan"),), "It's 4:05 AM on Sunday in Tokyo, Japan."),
        (
            "what time is it in the US",
            (),
            "It's 3:05 PM on Saturday in Washington, D.C., the United States. "
            "The United States has several time zones.",
        ),
        ("what's the time in eastern time", (), "It's 3:05 PM on Saturday, Eastern time."),
        ("what is the time in UTC", (), "It's 7:05 PM on Saturday, UTC."),
        ("what's the date?", (HOME,), "It's Saturday, June 6, 2026 in Portland, Maine."),
        ("what day is it?", (HOME,), "It's Saturday, June 6 in Portland, Maine."),
        ("date in tokyo", (), "It's Sunday, June 7, 2026 in Tokyo."),
        ("is it friday", (HOME,), "It's Saturday, June 6, 2026 in Portland, Maine."),
        ("what is the date and time", (HOME,), "It's 3:05 PM on Saturday, June 6, 2026 in Portland, Maine."),
        ("what's the date tomorrow", (), "Tomorrow is Sunday, June 7, 2026."),
        ("what day of the week is july 4", (), "That is Saturday, July 4, 2026."),
        ("when is christmas", (), "That is Friday, December 25, 2026."),
        ("how many days until christmas", (), "It's 202 days until Friday, December 25, 2026."),
        (
            "how far ahead is Tokyo?",
            (HOME, said("Tokyo")),
            "Tokyo is 13 hours ahead of Portland, Maine. It's 4:05 AM on Sunday there now.",
        ),
        (
            "time difference between London and New York",
            (),
            "London is 5 hours ahead of New York City. It's 8:05 PM on Saturday there now.",
        ),
        ("what time is it in Tokyo when it's 6 pm here", (), "When it's 6 PM here, it's 7 AM in Tokyo, Sunday."),
    ],
)
def test_tells_what_was_asked(text: str, entities: tuple[Entity, ...], answer: str) -> None:
    reply = ask(text, *entities)
    assert (reply.text, reply.outcome) == (answer, Outcome.DONE)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Blorptown", "I don't know a place called Blorptown. Try the name of a larger town nearby."),
        ("<script>alert(1)</script>", "I don't know that place. Try the name of a larger town nearby."),
        ("x" * 5000, "I don't know that place. Try the name of a larger town nearby."),
    ],
)
def test_an_unknown_place_is_admitted(name: str, answer: str) -> None:
    reply = ask("what time is it there", said(name), HOME)
    assert (reply.text, reply.outcome) == (answer, Outcome.NOT_FOUND)


def test_an_unknown_name_in_the_text_is_not_taken_for_home() -> None:
    assert ask("what time is it in Blorptown?", HOME).outcome is Outcome.NOT_FOUND


def test_where_the_person_is_beats_home_and_is_noted() -> None:
    reply = ask("what time is it?", HOME, surroundings=Surroundings(location="Reykjavik"))
    assert reply.text == "It's 7:05 PM on Saturday in Reykjavik, Iceland."
    assert [(used.value, used.reason) for used in reply.used] == [("Reykjavik, Iceland", "that is where you are")]
    by_point = ask("what time is it?", surroundings=Surroundings(location="43.66, -70.26"))
    assert by_point.text == "It's 3:05 PM on Saturday in Portland, Maine."


def test_the_clock_of_the_front_end_is_believed_for_where_the_person_is() -> None:
    told = Surroundings(local_time=datetime(2026, 6, 6, 15, 5), location="Reykjavik")
    assert ask("what time is it?", surroundings=told).text == "It's 3:05 PM on Saturday in Reykjavik, Iceland."
    assert ask("and in Tokyo?", said("Tokyo"), surroundings=told).text == "It's 4:05 AM on Sunday in Tokyo."
