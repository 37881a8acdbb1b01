"""What a flow may say beside its values, as a person lives through it: several values, second questions, refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions import resources
from preferences import acts
from preferences.curriculum import Curriculum, known_names, load_curriculum
from preferences.flow import Several
from preferences.flow_file import load_flows

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples" / "teaching"
CUPS = "How many cups of it do you drink a day?"
COUNT = "I can count between one and twelve cups."
CARD = "A card number has two letters and four digits."
ASK_CARD = "What is the number of your library card?"


@pytest.fixture
def taught(talk: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A conversation in which the example flows can be taught as well; tea alone guides the coffee machine."""
    known = load_curriculum()
    flows = [flow for flow in load_flows(FOLDER, known.lookups) if flow.concept != "coffee"]
    signatures = {**known.signatures, "iot_coffee": ("coffee_type", "time")}
    every = (*known.flows, *flows)
    talk.curriculum = Curriculum(every, known_names(every, known.lookups), signatures)
    monkeypatch.setattr(resources, "curriculum", lambda: talk.curriculum)
    return talk


# --- several values


def test_of_several_liked_teas_it_is_asked_which(taught: Any) -> None:
    taught.say("I love oolong", acts.STATEMENT)
    taught.say("skip")
    assert taught.say("make me something hot", "iot_coffee") == (
        "iot_coffee: coffee_type=oolong, because you like oolong."
    )
    taught.say("I love mint tea", acts.STATEMENT)
    asked = taught.say("make me something hot", "iot_coffee")
    assert asked == "Which one would you like this time: mint tea or oolong?"
    assert (taught.outcome, [button["title"] for button in taught.buttons[0]]) == ("asked", ["mint tea", "oolong"])
    assert taught.say("mint tea please") == "iot_coffee: coffee_type=mint tea."
    # Nothing was taught by that: the next request asks again.
    assert taught.say("make me something hot", "iot_coffee") == asked
    assert taught.say("make me some oolong", "iot_coffee", coffee_type="oolong") == "iot_coffee: coffee_type=oolong."


@pytest.mark.parametrize(
    ("answer", "tea"),
    [
        ("the first one", "mint tea"),
        ("the second please", "oolong"),
        ("the mint one", "mint tea"),
        ("either is fine", "mint tea"),
        ("you choose", "mint tea"),
        ("sencha", "green tea"),
    ],
)
def test_many_ways_to_say_which(taught: Any, answer: str, tea: str) -> None:
    for liked in ("oolong", "mint tea"):
        taught.say(f"I love {liked}", acts.STATEMENT)
        taught.say("skip")
    taught.say("make me something hot", "iot_coffee")
    assert taught.say(answer) == f"iot_coffee: coffee_type={tea}."


def test_another_request_leaves_the_question(taught: Any) -> None:
    for liked in ("oolong", "mint tea"):
        taught.say(f"I love {liked}", acts.STATEMENT)
        taught.say("skip")
    taught.say("make me something hot", "iot_coffee")
    assert taught.say("play some jazz for me", "play_music", music_genre="jazz") == "play_music: music_genre=jazz."


def test_what_is_named_is_not_asked_about(taught: Any) -> None:
    for tea in ("oolong", "mint tea"):
        taught.say(f"I love {tea}", acts.STATEMENT)
        taught.say("skip")
    said = taught.say("make me an Earl Grey", "iot_coffee", coffee_type="Earl Grey")
    assert said == "iot_coffee: coffee_type=Earl Grey."


# --- a second question


def test_a_second_question_follows_a_statement_it_belongs_to(taught: Any) -> None:
    assert taught.say("I love oolong", acts.STATEMENT) == f"Got it, you like oolong. {CUPS}"
    assert taught.say("two cups") == "Got it, 2 cups a day."
    assert (taught.values("tea"), taught.values("tea_cups")) == (["oolong"], ["2 cups"])
    # It is known now, so that nothing is asked.
    assert taught.say("I love sencha", acts.STATEMENT) == "Got it, you like green tea."


def test_it_follows_only_the_values_it_names(taught: Any) -> None:
    assert taught.say("I love mint tea", acts.STATEMENT) == "Got it, you like mint tea."


def test_whoever_skips_it_is_not_asked_again(taught: Any) -> None:
    taught.say("I love oolong", acts.STATEMENT)
    assert taught.say("skip") == "No problem."
    assert taught.say("I love green tea", acts.STATEMENT) == "Got it, you like green tea."
    assert taught.values("tea_cups") == []


def test_it_follows_in_a_lesson_too(taught: Any) -> None:
    assert taught.say("learn what tea I like", acts.TEACH_ME) == "Which tea do you like best?"
    assert taught.say("oolong") == f"Got it, you like oolong. {CUPS}"
    assert taught.say("a hundred") == f"{COUNT} {CUPS}"
    assert taught.say("ten") == "Got it, 10 cups a day."


# --- what may not be kept


def test_a_wrong_answer_is_asked_again_once_and_never_stored(taught: Any) -> None:
    taught.say("learn my library card", acts.TEACH_ME)
    assert taught.say("potato") == f"{CARD} {ASK_CARD}"
    assert taught.say("AB 1239") == "I don't know that one, so I'll leave it for now."
    assert taught.values("library_card") == []


def test_a_wrong_statement_is_not_stored_and_can_be_put_right(taught: Any) -> None:
    said = taught.say("my library card is AB 1239", acts.STATEMENT)
    assert said == "That number has a slip in it: its last digit does not fit. So I haven't kept it."
    assert taught.values("library_card") == []
    assert taught.say("ab 1236") == "Got it, your card is AB 1236."
    assert taught.values("library_card") == ["AB 1236"]


def test_what_is_right_beside_it_is_kept(taught: Any) -> None:
    said = taught.say("I love jazz and I drink 50 cups of tea a day", acts.STATEMENT)
    assert said == f"Got it, you like jazz music. {COUNT}"
    assert (taught.values("music_genre"), taught.values("tea_cups")) == (["jazz"], [])


def test_the_examples_show_every_new_key() -> None:
    flows = load_flows(FOLDER, load_curriculum().lookups)
    assert {flow.several for flow in flows} == {Several.NEWEST, Several.ASK}
    assert any(flow.follow_up for flow in flows) and any(flow.hook for flow in flows)
    assert any(flow.values.number for flow in flows) and any(flow.values.date for flow in flows)
