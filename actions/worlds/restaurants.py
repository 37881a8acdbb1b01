"""Restaurants: what the skill needs of a guide, and a sample guide of invented places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any, Protocol

from actions.worlds.catalogue import read_world
from preferences.places import Place, find_place
from preferences.vocabulary import Vocabulary


@dataclass(frozen=True)
class Restaurant:
    """One place to eat."""

    name: str
    """What it is called."""
    area: str
    """The part of the city it is in."""
    foods: tuple[str, ...]
    """Its kind of food, wider kinds included, the narrowest first."""
    price: int
    """1 inexpensive, 2 mid-priced, 3 upscale."""
    known_for: str
    """A few words on what is special."""
    diets: frozenset[str]
    """The diets it caters for."""

    @property
    def words(self) -> str:
        """How it is told: "Basil Lane in Old Port, known for green papaya and lime"."""
        return f"{self.name} in {self.area}, known for {self.known_for}"


@dataclass(frozen=True)
class Nearby:
    """A city of the guide, as seen from a place somebody named."""

    city: str
    """The city's name in the guide."""
    kilometres: float
    """How far it is; 0 for the very place."""


class Guide(Protocol):
    """What the restaurant skill needs; a live guide's client implements this and nothing else."""

    @property
    def foods(self) -> Vocabulary:
        """The kinds of food it knows."""

    @property
    def diets(self) -> Vocabulary:
        """The diets it knows."""

    @property
    def sample_city(self) -> str:
        """The city to show when no place is known."""

    @property
    def everyday(self) -> tuple[str, ...]:
        """Kinds of food to choose from when nothing is known."""

    def city_near(self, place: Place) -> Nearby:
        """The city of the guide that is closest to a place."""

    def wider(self, food: str) -> tuple[str, ...]:
        """A kind of food and the ones it belongs to."""

    def foods_for(self, meal: str) -> tuple[str, ...]:
        """Kinds of food that suit a meal; empty when any does."""

    def elsewhere(self, text: str) -> str | None:
        """The kind of business a text asks for that is no restaurant, or None."""

    def restaurants(self, city: str) -> Sequence[Restaurant]:
        """All places of a city of the guide."""


class SampleGuide:
    """The guide of `restaurants.yml`."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Take the file's content."""
        self._foods: dict[str, Any] = content["foods"]
        self._diets: dict[str, list[str]] = content["diets"]
        self._cities: dict[str, list[str]] = content["cities"]
        self._meals: dict[str, list[str]] = content["meals"]
        self.sample_city: str = content["sample_city"]
        self.everyday: tuple[str, ...] = tuple(content["everyday"])
        self.foods = Vocabulary(dict.fromkeys(self._foods, ()))
        self.diets = Vocabulary(dict.fromkeys(self._diets, ()))
        self._elsewhere = Vocabulary(dict.fromkeys(content["elsewhere"], ()))
        self._places: dict[str, Place] = {}
        self._known: dict[str, tuple[Restaurant, ...]] = {}

    def city_near(self, place: Place) -> Nearby:
        """The closest city of the guide, by the great circle."""
        if not self._places:
            found = ((city, find_place(city)) for city in self._cities)
            self._places = {city: match.place for city, match in found if match is not None}
        for city, known in self._places.items():
            if known == place:
                return Nearby(city, 0.0)
        city = min(self._places, key=lambda name: _kilometres(self._places[name], place))
        return Nearby(city, _kilometres(self._places[city], place))

    def wider(self, food: str) -> tuple[str, ...]:
        """A kind of food and the ones it belongs to, the narrowest first."""
        chain: list[str] = []
        at: str | None = food
        while at is not None and at not in chain:
            chain.append(at)
            at = self._foods.get(at, {}).get("within")
        return tuple(chain)

    def foods_for(self, meal: str) -> tuple[str, ...]:
        """Kinds of food for breakfast and the like; empty for lunch and dinner."""
        return tuple(self._meals.get(meal.casefold(), ()))

    def elsewhere(self, text: str) -> str | None:
        """The kind of business a text asks for that is no restaurant, or None."""
        found = self._elsewhere.find(text[:400])
        return found[0].value if found else None

    def restaurants(self, city: str) -> Sequence[Restaurant]:
        """All places of a city, three for each kind of food."""
        if city not in self._known:
            self._known[city] = tuple(self._in(city))
        return self._known[city]

    def _in(self, city: str) -> list[Restaurant]:
        areas = self._cities[city]
        some = []
        for number, (food, entry) in enumerate(self._foods.items()):
            for place, line in enumerate(entry["places"]):
                name, price, known_for, marked = (part.strip() for part in line.split("|"))
                area = areas[(number + 2 * place) % len(areas)]
                diets = {diet.strip() for diet in marked.split(",")}
                diets |= {implied for diet in tuple(diets) for implied in self._implied(diet)}
                some.append(
                    Restaurant(
                        name.replace("{area}", area), area, self.wider(food), int(price), known_for, frozenset(diets)
                    )
                )
        return some

    def _implied(self, diet: str) -> set[str]:
        """Everything that a place which serves one diet serves as well."""
        reached: set[str] = set()
        ahead = [diet]
        while ahead:
            for further in self._diets[ahead.pop()]:
                if further not in reached:
                    reached.add(further)
                    ahead.append(further)
        return reached


@lru_cache(maxsize=1)
def open_guide() -> Guide:
    """The guide to restaurants."""
    return SampleGuide(read_world("restaurants"))


def _kilometres(one: Place, other: Place) -> float:
    lat, far = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    chord = sin((far - lat) / 2) ** 2 + cos(lat) * cos(far) * sin(east / 2) ** 2
    return 2 * 6371 * asin(sqrt(min(1.0, chord)))
