"""Known values and their names."""

from __future__ import annotations

import pytest

from preferences.vocabulary import Match, Vocabulary

TEAMS = Vocabulary(
    {
        "Golden State Warriors": ["Warriors", "the Dubs"],
        "New York Giants": ["Giants"],
        "San Francisco Giants": ["giants", "SF Giants"],
        "St. Louis Blues": ["Blues"],
    }
)
FOOD = Vocabulary({"pizza": [], "Italian": [], "comfort food": [], "curry": [], "R&B burgers": []})


def names(text: str, vocabulary: Vocabulary = TEAMS) -> list[str]:
    return [match.value for match in vocabulary.find(text)]


def test_exact_words_are_found_with_their_places() -> None:
    text = "how did the golden state warriors do?"
    assert TEAMS.find(text) == [Match("Golden State Warriors", 12, 33, 1.0)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("go WARRIORS", ["Golden State Warriors"]),
        ("I love the Dubs", ["Golden State Warriors"]),
        ("the Warriors's game", ["Golden State Warriors"]),
        ("st louis blues", ["St. Louis Blues"]),
        ("warriors and sf giants", ["Golden State Warriors", "San Francisco Giants"]),
        ("", []),
        ("nothing here", []),
    ],
)
def test_find(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_plurals_are_found() -> None:
    assert names("pizzas and curries", FOOD) == ["pizza", "curry"]


def test_a_shared_nickname_is_ambiguous() -> None:
    assert TEAMS.find("giants")[0].ambiguous == ("New York Giants", "San Francisco Giants")


def test_a_value_owns_its_own_name() -> None:
    both = Vocabulary({"Queen": [], "Queens of the Stone Age": ["Queen"]})
    assert both.find("queen")[0].ambiguous == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("warriers", "Golden State Warriors"),
        ("the warrior", "Golden State Warriors"),
        ("golden state wariors", "Golden State Warriors"),
    ],
)
def test_misspelled_names_resolve(text: str, value: str) -> None:
    match = TEAMS.resolve(text)
    assert match is not None
    assert match.value == value


@pytest.mark.parametrize("text", ["", "x", "the", "colour of tuesday", "<script>", "a" * 5000])
def test_what_names_nothing_resolves_to_nothing(text: str) -> None:
    assert TEAMS.resolve(text) is None


def test_membership_and_values() -> None:
    assert "pizza" in FOOD
    assert "Pizza" not in FOOD
    assert FOOD.values == ("Italian", "R&B burgers", "comfort food", "curry", "pizza")
    assert len(FOOD) == 5


def test_a_large_vocabulary_finds_too() -> None:
    large = Vocabulary({f"value number {n}": [f"name {n}"] for n in range(20_000)})
    sentence = "please play something by name 777 in the kitchen tonight"
    assert names(sentence, large) == ["value number 777"]


def test_two_vocabularies_add_up() -> None:
    one, other = (
        Vocabulary({"latte": ["caffe latte"], "mocha": []}),
        Vocabulary({"latte": ["milk coffee"], "ristretto": []}),
    )
    both = one.joined(other)
    assert both.values == ("latte", "mocha", "ristretto")
    found = [both.resolve(name) for name in ("caffe latte", "milk coffee")]
    assert [match.value for match in found if match] == ["latte", "latte"]
    assert (len(one), one.resolve("milk coffee", cutoff=1.0)) == (2, None)


def test_a_vocabulary_takes_further_names() -> None:
    more = Vocabulary({"green tea": ["sencha"], "oolong": []}).extended({"green tea": ["matcha"], "mint tea": ["mint"]})
    found = [more.resolve(name, cutoff=1.0) for name in ("sencha", "matcha", "mint")]
    assert [match.value if match else None for match in found] == ["green tea", "green tea", None]
