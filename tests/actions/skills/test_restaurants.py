"""The restaurant skill against a guide of two cities, and the sample guide as a whole."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

import pytest

from actions.skills.restaurants import Restaurants
from actions.worlds.catalogue import mentions
from actions.worlds.restaurants import SampleGuide, open_guide
from preferences.belongings import Pocket
from preferences.lookups import load_lookups
from preferences.places import find_place
from preferences.request import Avoided, Entity, Outcome, Reply, Request

WORLD: dict[str, Any] = {
    "sample_city": "Portland, Maine",
    "everyday": ["Thai", "Mexican"],
    "cities": {"Portland, Maine": ["Old Port"], "Boston": ["Back Bay"]},
    "diets": {"vegan": ["vegetarian"], "vegetarian": [], "halal": []},
    "elsewhere": ["gas station"],
    "meals": {"breakfast": ["pancakes"]},
    "foods": {
        "Thai": {"places": ["Basil Lane | 1 | green papaya | vegan", "{area} Orchid | 3 | river prawns | halal"]},
        "Mexican": {"places": ["Casa Marisol | 2 | slow mole | vegetarian"]},
        "Japanese": {"places": ["Kiku House | 2 | a set menu | vegetarian"]},
        "sushi": {"within": "Japanese", "places": ["Nami Counter | 3 | twelve seats | halal"]},
        "steak": {"places": ["Oak and Ember | 3 | dry-aged cuts | halal"]},
        "pancakes": {"places": ["Flapjack | 1 | oat batter | vegan"]},
    },
}
NOW = datetime(2026, 6, 1, 19, 30, tzinfo=timezone.utc)
BOSTON = Entity("place_name", "Boston", "Boston")
LIKES_THAI = Entity("food_type", "Thai", assumed=True, reason="you like Thai")
VEGAN = Entity("diet", "vegan", assumed=True, reason="you only eat vegan")
NASTY = ["", "/", "x" * 5000, "🤖💥🔥", "Привет 你好 مرحبا", "'; DROP TABLE places; --", "<script>alert(1)</script>"]


def food(value: str) -> Entity:
    return Entity("food_type", value, value)


def ask(*entities: Entity, avoided: tuple[Avoided, ...] = (), text: str = "somewhere to eat") -> Reply:
    request = Request("recommendation_locations", text, entities, "sam", NOW, avoided=avoided)
    return Restaurants(SampleGuide(WORLD)).serve(request, Pocket())


def dislikes(value: str, name: str = "food_type") -> tuple[Avoided, ...]:
    return (Avoided(name, value, f"you don't like {value}"),)


def test_food_that_was_said_in_a_city_that_was_said() -> None:
    assert ask(food("mexican"), BOSTON) == Reply(
        "Here's Mexican food. In my sample guide for Boston: Casa Marisol in Back Bay, known for slow mole."
    )


def test_without_a_place_the_sample_city_is_used_and_named() -> None:
    reply = ask(food("steak"))
    assert reply.text == (
        "Here's steak. In my sample guide for Portland, Maine: Oak and Ember in Old Port, known for dry-aged cuts. "
        "I don't know where you are, so that is my sample city."
    )
    assert [(entity.name, entity.value) for entity in reply.used] == [("place_name", "Portland, Maine")]


def test_assumed_food_and_diet_are_combined_and_carry_their_reasons() -> None:
    assert ask(LIKES_THAI, VEGAN, BOSTON).text == (
        "Here's vegan Thai food, because you like Thai and you only eat vegan. "
        "In my sample guide for Boston: Basil Lane in Back Bay, known for green papaya."
    )


def test_what_was_said_beats_what_was_assumed() -> None:
    reply = ask(food("Mexican"), LIKES_THAI, BOSTON)
    assert "Thai" not in reply.text and reply.text.startswith("Here's Mexican food. ")


def test_an_assumed_diet_gives_way_to_food_that_was_said_and_the_reply_says_so() -> None:
    reply = ask(food("steak"), VEGAN, BOSTON)
    assert reply.text == (
        "Here's steak. In my sample guide for Boston: Oak and Ember in Back Bay, known for dry-aged cuts. "
        "Nothing there is vegan steak, so I left vegan aside."
    )


def test_of_two_assumptions_the_diet_is_kept() -> None:
    likes_steak = Entity("food_type", "steak", assumed=True, reason="you like steak")
    reply = ask(likes_steak, VEGAN, BOSTON)
    assert reply.text.startswith("Here's vegan food, because you only eat vegan. ")
    assert reply.text.endswith(" Nothing there is vegan steak, so I left steak aside.")
    assert "Oak and Ember" not in reply.text


def test_two_that_were_said_and_do_not_go_together() -> None:
    assert ask(food("steak"), Entity("diet", "vegan", "vegan"), BOSTON) == Reply(
        "I found no vegan steak in my sample guide for Boston. "
        "For steak it has Oak and Ember, and for vegan food Basil Lane.",
        Outcome.NOT_FOUND,
    )


def test_what_is_disliked_is_never_suggested() -> None:
    reply = ask(BOSTON, avoided=dislikes("Japanese") + dislikes("Thai") + dislikes("steak"))
    assert sorted(entity.value for entity in reply.used) == ["Mexican", "pancakes"]
    assert not re.search("sushi|Thai|Japanese|steak|Nami|Oak", reply.text)
    assert "sushi" not in ask(food("Japanese"), BOSTON, avoided=dislikes("sushi")).text


def test_asking_for_it_beats_a_dislike() -> None:
    assert ask(food("sushi"), BOSTON, avoided=dislikes("Japanese")).text.startswith("Here's sushi. ")


def test_a_wider_kind_of_food_holds_the_narrower_ones() -> None:
    reply = ask(food("Japanese"), BOSTON)
    assert reply.text.index("Kiku House") < reply.text.index("Nami Counter")


def test_a_diet_holds_for_stricter_places() -> None:
    reply = ask(Entity("diet", "vegetarian", "vegetarian"), food("Thai"), BOSTON)
    assert "Basil Lane" in reply.text and "Orchid" not in reply.text


def test_a_food_or_a_diet_under_the_wrong_label_is_found() -> None:
    assert ask(Entity("food_type", "vegan", "vegan"), BOSTON).text.startswith("Here's vegan food. ")
    assert ask(Entity("diet", "Thai", "Thai"), BOSTON).text.startswith("Here's Thai food. ")


def test_the_price_is_kept_to_while_it_can_be() -> None:
    dear, cheap = Entity("price_range", "fancy", "fancy"), Entity("price_range", "cheap", "cheap")
    assert ask(food("Thai"), dear, BOSTON).text == (
        "Here's upscale Thai food. In my sample guide for Boston: Back Bay Orchid in Back Bay, known for river prawns."
    )
    assert ask(food("steak"), cheap, BOSTON).text.endswith("Nothing there is inexpensive, so I looked at every price.")


def test_the_meal_and_the_day_are_repeated() -> None:
    when = (Entity("meal_type", "dinner", "dinner"), Entity("date", "2026-06-01", "tonight"))
    assert ask(food("Thai"), BOSTON, *when).text.startswith("Here's Thai food for dinner tonight. ")
    assert "Flapjack" in ask(BOSTON, Entity("meal_type", "breakfast", "breakfast")).text


def test_nothing_named_suggests_different_kinds_and_says_which() -> None:
    reply = ask(BOSTON)
    kinds = [entity.value for entity in reply.used]
    assert len(set(kinds)) == 3 and all(kind in reply.text for kind in kinds)
    assert ask(BOSTON) == reply


def test_what_was_chosen_before_is_no_wish() -> None:
    before = ask().used
    assert ask(*before, LIKES_THAI).text.startswith("Here's Thai food, because you like Thai. ")
    assert "I don't know where you are" in ask(*before).text


def test_a_place_that_is_not_in_the_guide() -> None:
    assert ask(food("Thai"), Entity("place_name", "Denver", "Denver")) == Reply(
        "My sample guide doesn't cover Denver, Colorado. The nearest city in it is Boston.", Outcome.NOT_FOUND
    )
    home = Entity("place_name", "Denver", assumed=True, reason="you live in Denver")
    reply = ask(food("Mexican"), home)
    assert reply.text.endswith(" It doesn't cover Denver, Colorado, so that is the nearest city in it.")
    assert reply.outcome is Outcome.DONE
    assert ask(Entity("place_name", "Qqqqzzz", "Qqqqzzz")).text == "I don't know a place called Qqqqzzz."


@pytest.mark.parametrize("here", ["near me", "nearby", "this area", "here", "downtown", "around here"])
def test_words_for_here_are_no_place(here: str) -> None:
    assert "my sample city" in ask(Entity("place_name", here, here)).text


def test_what_the_guide_does_not_know() -> None:
    assert ask(food("Klingon"), BOSTON) == Reply(
        "My sample guide knows no Klingon restaurants. It does have Thai and Mexican.", Outcome.NOT_FOUND
    )
    assert ask(text="where is the nearest gas station") == Reply(
        "I only know restaurants, so I can't find a gas station for you.", Outcome.UNSUPPORTED
    )


def test_a_restaurant_by_its_name() -> None:
    assert ask(BOSTON, Entity("business_name", "kiku house")).text == (
        "In my sample guide for Boston: Kiku House in Back Bay, known for a set menu. It is mid-priced."
    )
    assert ask(BOSTON, Entity("business_name", "Olive Garden")).outcome is Outcome.NOT_FOUND
    assert ask(BOSTON, Entity("business_name", "restaurant")).outcome is Outcome.DONE


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    "name", ["food_type", "diet", "place_name", "business_name", "meal_type", "date", "price_range"]
)
def test_nasty_words_are_just_text(name: str, text: str) -> None:
    reply = ask(Entity(name, text, text), text=text)
    assert reply.outcome in (Outcome.DONE, Outcome.NOT_FOUND)
    assert "<" not in reply.text and len(reply.text) < 600


def test_every_food_and_diet_of_the_lookups_is_found_and_named() -> None:
    skill, guide = Restaurants(), open_guide()
    assert set(load_lookups()["food_type"].values) == set(guide.foods.values)
    assert set(load_lookups()["diet"].values) == set(guide.diets.values)
    for name, known in (("food_type", guide.foods), ("diet", guide.diets)):
        for value in known.values:
            request = Request("recommendation_locations", "x", (Entity(name, value, value),), "sam", NOW)
            reply = skill.serve(request, Pocket())
            assert reply.outcome is Outcome.DONE and value in reply.text.split(". ")[0], reply.text
            assert not re.search(r"\b(teach|learn|prefer)|\?", reply.text, re.IGNORECASE), reply.text


def test_every_city_of_the_guide_is_itself() -> None:
    guide = SampleGuide(WORLD)
    assert [guide.city_near(find_place(city).place).kilometres for city in WORLD["cities"]] == [0, 0]  # type: ignore[union-attr]
    sample = open_guide()
    for city in ("Portland, Maine", "Portland, Oregon", "New York", "Washington", "London", "Tokyo", "San Francisco"):
        match = find_place(city)
        assert match is not None and sample.city_near(match.place).city == city


def test_no_restaurant_speaks_of_a_cuisine_that_it_does_not_serve() -> None:
    guide = open_guide()
    cuisines = [food for food in guide.foods.values if food[0].isupper()]
    wrong = [
        (place.name, other)
        for city in ("Portland, Maine", "Boston", "Los Angeles", "Detroit")
        for place in guide.restaurants(city)
        for other in cuisines
        if other not in place.foods and mentions(place.words.replace(place.area, ""), other)
    ]
    assert wrong == []


LIVES_IN_BOSTON = Entity("place_name", "Boston, Massachusetts", assumed=True, reason="you live in Boston")


@pytest.mark.parametrize(
    "text, known, city",
    [
        ("find me a restaurant in seattle", (), "Seattle"),
        ("find me a restaurant in seattle", (LIVES_IN_BOSTON,), "Seattle"),
        ("somewhere to eat near Portland, Maine", (LIVES_IN_BOSTON,), "Portland, Maine"),
        ("eat in Portland, Maine", (Entity("place_name", "Portland", "Portland"),), "Portland, Maine"),
        ("a restaurant in boston", (LIVES_IN_BOSTON,), "Boston"),
        ("a nice place to eat", (LIVES_IN_BOSTON,), "Boston"),
        ("book me something in an hour", (LIVES_IN_BOSTON,), "Boston"),
    ],
)
def test_a_place_in_the_text_that_was_not_marked(text: str, known: tuple[Entity, ...], city: str) -> None:
    reply = Restaurants().serve(Request("recommendation_locations", text, known, "sam", NOW), Pocket("sam"))
    assert f"In my sample guide for {city}: " in reply.text


def test_a_place_nobody_knows_is_not_served_with_home() -> None:
    request = Request("recommendation_locations", "a restaurant in Zorbville", (LIVES_IN_BOSTON,), "sam", NOW)
    assert Restaurants().serve(request, Pocket("sam")) == Reply(
        "I don't know a place called Zorbville. Try the name of a larger town nearby.", Outcome.NOT_FOUND
    )
