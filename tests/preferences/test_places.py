"""Places as people name them, whole and inside sentences."""

from __future__ import annotations

import random

import pytest

from preferences.gazetteer import gazetteer, plain
from preferences.places import Place, find_place, find_places_in, nearest_place

pytestmark = pytest.mark.patient

NASTY = [
    "",
    " ",
    "/",
    "//",
    "a" * 5000,
    "🤖💥🔥",
    "Москва東京",
    "'; DROP TABLE places; --",
    "<b>x</b>",
    "\x00\x07",
    ",",
    ", ,",
]


def place(text: str) -> Place:
    match = find_place(text)
    assert match is not None, text
    return match.place


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Portland", "Portland, Oregon"),
        ("Portland Maine", "Portland, Maine"),
        ("Portland, ME", "Portland, Maine"),
        ("portland in maine", "Portland, Maine"),
        ("portland me", "Portland, Maine"),
        ("PORTLAND MAINE USA", "Portland, Maine"),
        ("Salem, OR", "Salem, Oregon"),
        ("Paris France", "Paris, France"),
        ("paris, texas", "Paris, Texas"),
        ("new york city", "New York City, New York"),
        ("new york", "New York City, New York"),
        ("NYC", "New York City, New York"),
        ("LA", "Los Angeles, California"),
        ("SF", "San Francisco, California"),
        ("Washington, DC", "Washington, D.C."),
        ("St. Louis", "St. Louis, Missouri"),
        ("saint louis", "St. Louis, Missouri"),
        ("st petersburg", "Saint Petersburg, Russia"),
        ("st petersburg florida", "St. Petersburg, Florida"),
        ("London, Ontario", "London, Ontario"),
        ("London, England, UK", "London, England"),
        ("Toronto, CA", "Toronto, Ontario"),
        ("zürich", "Zurich, Switzerland"),
        ("sao paulo", "Sao Paulo, Brazil"),
        ("Cologne", "Cologne, Germany"),
        ("Geneva", "Geneva, Switzerland"),
        ("Saigon", "Saigon, Vietnam"),
        ("Tbilisi, Georgia", "Tbilisi, Georgia"),
        ("Athens, Georgia", "Athens, Georgia"),
        ("Kansas City", "Kansas City, Missouri"),
        ("Kansas City, Kansas", "Kansas City, Kansas"),
        ("Singapore", "Singapore"),
        ("reading", "Reading, England"),
        ("in Boston", "Boston, Massachusetts"),
        ("the city of Boston", "Boston, Massachusetts"),
        ("Biddeford", "Biddeford, Maine"),
    ],
)
def test_a_name_is_read(text: str, label: str) -> None:
    match = find_place(text)
    assert match is not None
    assert (match.place.label, match.exact, match.area) == (label, True, match.area)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Portlnad", "Portland, Oregon"),
        ("portlnad, maine", "Portland, Maine"),
        ("San Fransisco", "San Francisco, California"),
        ("Bostn", "Boston, Massachusetts"),
        ("Chigaco", "Chicago, Illinois"),
        ("philadephia", "Philadelphia, Pennsylvania"),
        ("Melborne", "Melbourne, Australia"),
    ],
)
def test_a_slip_is_forgiven_and_told(text: str, label: str) -> None:
    match = find_place(text)
    assert match is not None
    assert (match.place.label, match.exact) == (label, False)


@pytest.mark.parametrize(
    ("text", "label", "area"),
    [
        ("Japan", "Tokyo, Japan", "Japan"),
        ("the netherlands", "Amsterdam, Netherlands", "the Netherlands"),
        ("UK", "London, England", "the United Kingdom"),
        ("the US", "Washington, D.C.", "the United States"),
        ("california", "Los Angeles, California", "California"),
        ("georgia", "Atlanta, Georgia", "Georgia"),
        ("Scotland", "Glasgow, Scotland", "Scotland"),
    ],
)
def test_a_country_or_state_stands_for_its_main_town(text: str, label: str, area: str) -> None:
    match = find_place(text)
    assert match is not None
    assert (match.place.label, match.area) == (label, area)


def test_a_wide_country_tells_its_time_zones() -> None:
    states, japan = find_place("USA"), find_place("Japan")
    assert states is not None and japan is not None
    assert states.timezones[:3] == ("America/New_York", "America/Chicago", "America/Los_Angeles")
    assert japan.timezones == ("Asia/Tokyo",)


@pytest.mark.parametrize(
    "text", [*NASTY, "Narnia", "Smallville", "Zzyzx", "banana", "hello", "the moon", "of", "same", "us"]
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert find_place(text) is None


def test_alternatives_are_the_namesakes() -> None:
    match = find_place("Portland")
    assert match is not None
    assert [other.label for other in match.alternatives][:2] == ["Portland, Maine", "Portland, Texas"]


def test_a_near_namesake_is_likelier() -> None:
    match = find_place("Portland", near=place("Boston"))
    assert match is not None and match.place.label == "Portland, Maine"
    far = find_place("Paris", near=place("Dallas"))
    assert far is not None and far.place.label == "Paris, France"


def test_a_place_tells_what_is_needed_of_it() -> None:
    maine = place("Portland, Maine")
    assert (maine.name, maine.region, maine.country, maine.country_code) == ("Portland", "Maine", "United States", "US")
    assert (maine.timezone, round(maine.latitude, 2), round(maine.longitude, 2)) == ("America/New_York", 43.66, -70.26)
    assert (maine.spoken, place("Tokyo").spoken, place("Paris, Texas").spoken) == (
        "Portland, Maine",
        "Tokyo",
        "Paris, Texas",
    )


def test_a_label_leads_back_to_its_place() -> None:
    known = gazetteer()
    towns = sorted({t.id: t for some in known.towns.values() for t in some}.values(), key=lambda town: town.id)
    wrong: list[str] = []
    for town in random.Random(7).sample([town for town in towns if town.population >= 15_000], 300):
        match = find_place(town.name)
        for one in (match.place, *match.alternatives) if match else ():
            again = find_place(one.label)
            if again is None or again.place != one:
                wrong.append(one.label)
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I live in Portland, Maine", [("Portland, Maine", "Portland, Maine")]),
        ("i live in portland maine", [("portland maine", "Portland, Maine")]),
        ("from Boston, MA to Austin", [("Boston, MA", "Boston, Massachusetts"), ("Austin", "Austin, Texas")]),
        ("what time is it in tokyo", [("tokyo", "Tokyo, Japan")]),
        ("Tokyo's weather", [("Tokyo", "Tokyo, Japan")]),
        ("weather in paris france tomorrow", [("paris france", "Paris, France")]),
        ("how is it in St. Louis?", [("St. Louis", "St. Louis, Missouri")]),
        ("my home is in Washington, D.C.", [("Washington, D.C.", "Washington, D.C.")]),
        ("we live in Bath, England", [("Bath, England", "Bath, England")]),
        ("I live in Nice", [("Nice", "Nice, France")]),
        ("I live in Portland or so", [("Portland", "Portland, Oregon")]),
        ("no, I meant Portland Maine", [("Portland Maine", "Portland, Maine")]),
        ("both London and New York", [("London", "London, England"), ("New York", "New York City, New York")]),
        ("🤖💥🔥 in Tokyo", [("Tokyo", "Tokyo, Japan")]),
    ],
)  # fmt: skip
def test_places_are_found_in_a_sentence(text: str, found: list[tuple[str, str]]) -> None:
    spans = find_places_in(text)
    assert [(span.text, span.place.label) for span in spans] == found
    assert all(text[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        *NASTY,
        "it would be nice to have a mobile",
        "I like reading in the bath",
        "the same of most things",
        "call me Austin",
        "remind me to call jackson",
        "my sister Charlotte loves Florence",
        "set an alarm for march",
        "add a turkey sandwich to my list",
        "in general I like jazz",
        "la la la",
        "I live in Zzyzx",
        "in spanish please",
        "from bob to alice",
        "spam " * 4000,
    ],
)
def test_ordinary_words_are_no_towns(text: str) -> None:
    assert find_places_in(text) == []


def test_the_nearest_place_to_a_point() -> None:
    assert nearest_place(35.68, 139.69).label == "Tokyo, Japan"
    assert nearest_place(43.66, -70.26).label == "Portland, Maine"
    assert nearest_place(0.0, -30.0).country_code == "BR"


def test_plain_names() -> None:
    names = ("São Paulo", "St. Louis", "Saint Louis", "Coeur d’Alene", "Łódź", "Ft. Worth")
    assert [plain(name) for name in names] == [
        "sao paulo", "st louis", "st louis", "coeur dalene", "lodz", "ft worth",
    ]  # fmt: skip
