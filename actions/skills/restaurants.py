"""Restaurants: up to three suggestions that fit the food, the diet, the place and the price."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from actions.playing import chosen_entity
from actions.skill import Skill
from actions.whereabouts import whereabouts
from actions.worlds.catalogue import allowed, as_said, listed, near, resolved, told
from actions.worlds.restaurants import Guide, Restaurant, open_guide
from preferences.belongings import Belongings
from preferences.places import Place, find_place, find_places_in
from preferences.request import CHOSEN, Avoided, Entity, Outcome, Reply, Request
from preferences.vocabulary import LONGEST_NAME, key_of

_HERE = re.compile(
    r"^(?:(?:right |around |near |close |in |to |by |my |me |the |this |our |here|nearby|closest|nearest|local|"
    r"current |location|area|town|city|neighbou?rhood|downtown|home|house|place|vicinity|me|us)\s*)+$",
    re.IGNORECASE,
)
_PRICES = (
    (1, re.compile(r"cheap|inexpensive|affordable|budget|low|not (?:too )?expensive|\beconom", re.IGNORECASE)),
    (3, re.compile(r"expensive|fancy|upscale|high|fine|luxur|posh|classy|elegant|gourmet|\$\$\$", re.IGNORECASE)),
    (2, re.compile(r"mid|moderate|reasonabl|average|\$\$", re.IGNORECASE)),
)
_PRICE_WORDS = {1: "inexpensive", 2: "mid-priced", 3: "upscale"}
_BEFORE_A_PLACE = re.compile(r"\b(?:in|near|around|at|outside|downtown|close to|next to)\s+(?:the\s+)?$", re.IGNORECASE)
_FAR = 150.0
"""Kilometres from which on another city is of no use to somebody who named a place."""


@dataclass(frozen=True)
class Wish:
    """What a request asks for, in the guide's own names."""

    foods: tuple[str, ...] = ()
    """Any of these kinds of food."""
    diets: tuple[str, ...] = ()
    """All of these diets."""
    price: int | None = None
    """1 to 3."""

    @property
    def words(self) -> str:
        """What it is called: "vegan Thai food", "sushi", "somewhere to eat"."""
        price = _PRICE_WORDS[self.price] if self.price else ""
        food = listed((_food(food) for food in self.foods), "or")
        what = " ".join(part for part in (price, listed(self.diets), food or ("food" if self.diets else "")) if part)
        return what if food or self.diets else f"somewhere {price} to eat".replace("  ", " ")


@dataclass(frozen=True)
class Town:
    """The city a reply is about."""

    city: str
    """Its name in the guide."""
    note: str = ""
    """What to say about the choice: not the place itself, or not known."""
    chosen: tuple[Entity, ...] = ()
    """The city as an entity, when the skill chose it."""
    served: bool = True
    """False when it is not the place that was asked for."""


class Restaurants(Skill):
    """Recommends restaurants from a guide."""

    action = "action_restaurants"
    intents = ("recommendation_locations",)

    def __init__(self, guide: Guide | None = None) -> None:
        """Take the guide; the sample one, if left out."""
        self.guide = guide or open_guide()

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Suggest up to three restaurants."""
        said = self._wish(request, assumed=False)
        strange = self._strange(request)
        if strange is not None:
            return strange
        if not said.foods and (other := self.guide.elsewhere(request.text)) and not said.diets:
            return Reply(f"I only know restaurants, so I can't find a {other} for you.", Outcome.UNSUPPORTED)
        town = self._town(request)
        if isinstance(town, Reply):
            return town
        named = self._named(request, town, said)
        if named is not None:
            return named
        avoided = self._avoided(request, said)
        assumed = self._wish(request, assumed=True)
        assumed = replace(assumed, foods=tuple(food for food in assumed.foods if not self._shuns(food, avoided)))
        places = self.guide.restaurants(town.city)
        if avoided:
            places = [place for place in places if self._welcome(place, avoided)]
        wish, note = self._agreed(said, assumed, places, town)
        fitting = _fitting(places, wish)
        if not fitting and wish.price:
            note += f" Nothing there is {_PRICE_WORDS[wish.price]}, so I looked at every price."
            wish = replace(wish, price=None)
            fitting = _fitting(places, wish)
        if not fitting:
            return self._nothing(wish, places, town)
        some = self._pick(request, wish, fitting)
        return self._words(request, wish, some, town, note)

    def _wish(self, request: Request, assumed: bool) -> Wish:
        """What the said (or the assumed) entities ask for; a name under the wrong label is still found."""
        foods: list[str] = []
        diets: list[str] = []
        price: int | None = None
        for entity in request.entities:
            value = told(entity.value)
            if entity.assumed is not assumed or entity.source == CHOSEN or value is None:
                continue
            if entity.name == "price_range":
                price = price or next((level for level, words in _PRICES if words.search(value)), None)
            elif entity.name in ("food_type", "diet", "business_name"):
                food, diet = self._food(value), self._diet(value)
                if entity.name == "business_name" and value not in (food, diet) and key_of(value) != key_of(food or ""):
                    continue
                known, other = (diet, food) if entity.name == "diet" else (food, diet)
                if known or other:
                    (diets if (known or other) == diet else foods).append(str(known or other))
        return Wish(tuple(dict.fromkeys(foods)), tuple(dict.fromkeys(diets)), price)

    def _food(self, name: str) -> str | None:
        return resolved(self.guide.foods, name, "food_type")

    def _diet(self, name: str) -> str | None:
        return resolved(self.guide.diets, name, "diet")

    def _strange(self, request: Request) -> Reply | None:
        """An answer to a kind of food or a diet that was said and that the guide does not know."""
        for entity in request.entities:
            if entity.assumed or entity.name not in ("food_type", "diet") or told(entity.value) is None:
                continue
            if self._food(entity.value) or self._diet(entity.value):
                continue
            known = self.guide.foods if entity.name == "food_type" else self.guide.diets
            close = [name for name in near(known, entity.value) if allowed(name, request.avoided)]
            offered = [name for name in self.guide.everyday if allowed(name, request.avoided)][:4]
            hint = f" The nearest I have is {listed(close, 'or')}." if close else f" It does have {listed(offered)}."
            text = f"My sample guide knows no {as_said(entity.value)} restaurants.{hint}"
            return Reply(text, Outcome.NOT_FOUND)
        return None

    def _town(self, request: Request) -> Town | Reply:
        """The city to look in, or the answer that there is none."""
        entity = next((one for one in request.entities if one.name == "place_name" and one.source != CHOSEN), None)
        name = entity.value if entity and not _HERE.match(entity.value) else None
        said = name is not None and entity is not None and not entity.assumed
        if not said:
            # A place that stands in the text and that nobody marked comes before the one that is only assumed.
            unmarked = tuple(one for one in request.entities if one.name != "place_name" or one.assumed)
            stranger = whereabouts(replace(request, entities=unmarked))
            if isinstance(stranger, Reply):
                return stranger
            named = _place_in(request, name)
            said, name = named is not None, named or name
        elif entity is not None and (there := _place_in(request, None)) and there.startswith(entity.value):
            name = there  # "Paris, Texas", of which only Paris was marked
        name = name or request.surroundings.location
        match = find_place(name, _near(request)) if name else None
        if match is None and said and name:
            return Reply(f"I don't know a place called {as_said(name)}.", Outcome.NOT_FOUND)
        if match is None:
            city = self.guide.sample_city
            note = " I don't know where you are, so that is my sample city."
            return Town(city, note, (chosen_entity("place_name", city, "I don't know where you are"),))
        by = self.guide.city_near(match.place)
        if by.kilometres == 0:
            return Town(by.city)
        where = match.place.spoken
        if said and by.kilometres > _FAR:
            text = f"My sample guide doesn't cover {where}. The nearest city in it is {by.city}."
            return Reply(text, Outcome.NOT_FOUND)
        note = f" It doesn't cover {where}, so that is the nearest city in it."
        return Town(by.city, note, (), served=not said)

    def _named(self, request: Request, town: Town, said: Wish) -> Reply | None:
        """The answer to a restaurant asked for by name, or None when none was."""
        entity = request.entity("business_name")
        name = told(entity.value) if entity and not entity.assumed else None
        if name is None or said.foods or said.diets:
            return None
        known = {key_of(place.name): place for place in self.guide.restaurants(town.city)}
        place = known.get(key_of(name[:LONGEST_NAME]))
        if place is not None:
            return Reply(f"In my sample guide for {town.city}: {place.words}. It is {_PRICE_WORDS[place.price]}.")
        text = f"{as_said(name)} is not in my sample guide for {town.city}, which only has invented restaurants."
        return Reply(text[:1].upper() + text[1:], Outcome.NOT_FOUND)

    def _avoided(self, request: Request, said: Wish) -> tuple[Avoided, ...]:
        """The dislikes that count: whatever was asked for by name does not, nor what it belongs to."""
        asked = {name.casefold() for food in said.foods for name in self.guide.wider(food)}
        asked |= {diet.casefold() for diet in said.diets}
        return tuple(one for one in request.avoided if one.value.casefold() not in asked)

    def _shuns(self, food: str, avoided: Sequence[Avoided]) -> bool:
        wider = {name.casefold() for name in self.guide.wider(food)}
        return any(one.value.casefold() in wider for one in avoided)

    @staticmethod
    def _welcome(place: Restaurant, avoided: Sequence[Avoided]) -> bool:
        shunned = {one.value.casefold() for one in avoided}
        return shunned.isdisjoint(food.casefold() for food in place.foods) and allowed(place.words, avoided)

    def _agreed(self, said: Wish, assumed: Wish, places: Sequence[Restaurant], town: Town) -> tuple[Wish, str]:
        """What was said, together with as much of what was assumed as the guide can serve; and what to say about it."""
        foods, diets = said.foods or assumed.foods, said.diets or assumed.diets
        whole = Wish(foods, diets, said.price or assumed.price)
        if _fitting(places, replace(whole, price=None)):
            price = whole.price if said.price or _fitting(places, whole) else None
            return replace(whole, price=price), ""
        missing = f" Nothing there is {whole.words}, so I left {{}} aside."
        # A diet is kept longer than a taste; what was said is kept in any case.
        if not said.foods and foods and _fitting(places, replace(whole, foods=(), price=None)):
            return replace(whole, foods=()), missing.format(listed(foods))
        if not said.diets and diets and _fitting(places, replace(whole, diets=(), price=None)):
            return replace(whole, diets=()), missing.format(listed(diets))
        return said, ""

    def _pick(self, request: Request, wish: Wish, fitting: Sequence[Restaurant]) -> list[Restaurant]:
        """Three places: of the very food that was named first; of three kinds when no food was named."""
        rng = Random(f"{request.now:%Y-%m-%d %H}|{request.text}|{request.person}")
        if wish.foods:
            exact = [place for place in fitting if place.foods[0] in wish.foods]
            further = [place for place in fitting if place.foods[0] not in wish.foods]
            rng.shuffle(exact)
            rng.shuffle(further)
            return (exact + further)[:3]
        meal = request.value("meal_type")
        suited = set(self.guide.foods_for(meal)) if meal else set()
        some = [place for place in fitting if place.foods[0] in (suited or self.guide.everyday)]
        further = [place for place in fitting if place not in some]
        rng.shuffle(some)
        rng.shuffle(further)
        some += further
        kinds: dict[str, Restaurant] = {}
        for place in some:
            kinds.setdefault(place.foods[-1] if not suited else place.name, place)
        return list(kinds.values())[:3]

    def _nothing(self, wish: Wish, places: Sequence[Restaurant], town: Town) -> Reply:
        if not places or not (wish.foods or wish.diets):
            text = f"Nothing in my sample guide for {town.city} is left once I keep away from what you don't like."
            return Reply(text, Outcome.NOT_FOUND)
        text = f"I found no {wish.words} in my sample guide for {town.city}."
        food = next(iter(_fitting(places, Wish(wish.foods))), None) if wish.foods and wish.diets else None
        diet = next(iter(_fitting(places, Wish((), wish.diets))), None) if wish.foods and wish.diets else None
        if food and diet:
            text += f" For {_food(wish.foods[0])} it has {food.name}, and for {listed(wish.diets)} food {diet.name}."
        return Reply(text, Outcome.NOT_FOUND)

    def _words(self, request: Request, wish: Wish, some: Sequence[Restaurant], town: Town, note: str) -> Reply:
        because = _because(request, wish, self)
        intro = f"Here's {wish.words}{_when(request)}{because}."
        told_of = "; ".join(
            place.words if wish.foods else f"{_food(place.foods[0])} at {place.words}" for place in some
        )
        text = f"{intro} In my sample guide for {town.city}: {told_of}.{note}{town.note}"
        kinds = () if wish.foods else tuple(chosen_entity("food_type", place.foods[0]) for place in some)
        used = town.chosen + kinds
        return Reply(text, Outcome.DONE if town.served else Outcome.NOT_FOUND, used=used)


def _place_in(request: Request, home: str | None) -> str | None:
    """The place that a text names after "in" or "near"; None for their own home, which needs no telling."""
    spans = [span for span in find_places_in(request.text) if _BEFORE_A_PLACE.search(request.text[: span.start])]
    if not spans:
        return None
    own = find_place(home) if home else None
    same = own is not None and key_of(own.place.name) == key_of(spans[0].match.place.name)
    return None if same else spans[0].text


def _near(request: Request) -> Place | None:
    """Where the person is or lives, as far as the request tells: the likelier of two Portlands is the nearer one."""
    home = next((one.value for one in request.entities if one.name == "place_name" and one.assumed), None)
    known = request.surroundings.location or home
    match = find_place(known) if known else None
    return match.place if match else None


def _fitting(places: Sequence[Restaurant], wish: Wish) -> list[Restaurant]:
    return [
        place
        for place in places
        if (not wish.foods or not set(wish.foods).isdisjoint(place.foods))
        and place.diets.issuperset(wish.diets)
        and (wish.price is None or place.price == wish.price)
    ]


def _food(food: str) -> str:
    """A kind of food as a thing to eat: "Thai food", but "sushi"."""
    return f"{food} food" if food[:1].isupper() else food


def _because(request: Request, wish: Wish, skill: Restaurants) -> str:
    reasons = []
    for entity in request.entities:
        if not entity.assumed or not entity.reason or entity.source == CHOSEN:
            continue
        if entity.name not in ("food_type", "diet", "price_range"):
            continue
        if entity.name == "price_range" and wish.price is None:
            continue
        names = {skill._food(entity.value), skill._diet(entity.value)}
        if entity.name == "price_range" or names & {*wish.foods, *wish.diets}:
            reasons.append(entity.reason)
    return f", because {listed(dict.fromkeys(reasons))}" if reasons else ""


def _when(request: Request) -> str:
    """The meal and the day as the person put them: " for dinner tonight"."""
    words = []
    for name in ("meal_type", "date", "timeofday"):
        entity = request.entity(name)
        said = as_said(entity.text or entity.value) if entity and not entity.assumed else ""
        if said and len(said) <= 30 and not any(c.isdigit() for c in said) and said not in words:
            words.append(said)
    if not words:
        return ""
    lead = " " if words[0].casefold().split()[0] in ("on", "for", "this", "at", "in") else " for "
    return lead + " ".join(words)
