"""Places as people name them: "Portland", "Portland, ME", "nyc", "Japan"; finds them in what people say."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from preferences.gazetteer import Area, Gazetteer, Town, gazetteer, plain
from preferences.place_words import GIVEN_NAMES, ORDINARY

_WELL_KNOWN = 1_000_000
"""Inhabitants from which on a town may go by its bare name, when it is ten times its biggest namesake."""
_LONGEST = 120
"""Characters; a longer text names no place."""
_LEADS = re.compile(
    r"^(?:(?:in|at|near|from|to|around|for|outside)\s+)?(?:the\s+)?(?:(?:city|town|village)\s+of\s+|downtown\s+)?",
    re.IGNORECASE,
)
_SPOKEN_CODES = frozenset({"usa", "uae"})
_BEFORE = frozenset({"in", "at", "near", "from", "to", "around", "for", "outside", "visiting", "downtown"})
_SURELY_BEFORE = _BEFORE - {"to", "for"}
_NEARER = frozenset({"US", "GB", "CA", "AU", "IE", "NZ"})
"""Countries where people speak English at home, so that their towns are named often."""
_ANYWHERE_FROM = 300_000
"""Inhabitants from which on a town is taken for itself in lower case without a word like "in" before it."""


@dataclass(frozen=True)
class Place:
    """One town of the world."""

    id: int
    """Its number at GeoNames; two places are the same when this is."""
    name: str = field(compare=False)
    """What it is called."""
    region: str | None = field(compare=False)
    """The state or province, where people speak of it."""
    country: str = field(compare=False)
    """The country's name."""
    country_code: str = field(compare=False)
    """The country's two letters."""
    latitude: float = field(compare=False)
    """Degrees, north positive."""
    longitude: float = field(compare=False)
    """Degrees, east positive."""
    timezone: str = field(compare=False)
    """An IANA name."""
    population: int = field(compare=False)
    """Inhabitants."""
    label: str = field(compare=False)
    """Its full name, which names no other place: `find_place(place.label)` gives it again."""
    spoken: str = field(compare=False)
    """The shortest name nobody mistakes: "Tokyo", but "Portland, Maine"."""


@dataclass(frozen=True)
class PlaceMatch:
    """What a name was taken for."""

    place: Place
    """The best candidate; for a country its capital, for a region its biggest town."""
    alternatives: tuple[Place, ...] = ()
    """Other places of that name, the likeliest first."""
    area: str | None = None
    """The country or region that was named, as said in a sentence: "the Netherlands"; None when a town was."""
    timezones: tuple[str, ...] = ()
    """All time zones of that country or region, the most peopled first."""
    exact: bool = True
    """False when the name was misspelled."""


@dataclass(frozen=True)
class PlaceSpan:
    """A place found in a sentence."""

    start: int
    """Where its words begin in the text."""
    end: int
    """Where they end (exclusive)."""
    text: str
    """The words themselves."""
    match: PlaceMatch
    """What they name."""

    @property
    def place(self) -> Place:
        """The best candidate."""
        return self.match.place


def find_place(text: str, near: Place | None = None) -> PlaceMatch | None:
    """The place that a whole short text names, misspelled or not; None when it is none we know.

    Args:
        text: "Portland", "portland in maine", "Paris France", "LA", "Japan".
        near: where the person is; of several places of a name, a near one becomes likelier.
    """
    if not text or len(text) > _LONGEST:
        return None
    stripped = _LEADS.sub("", text.strip(), count=1)
    for said in dict.fromkeys((text.strip(), stripped)):
        match = _read(said, near)
        if match is not None:
            return match
    return _misspelled(stripped, near)


def find_places_in(text: str) -> list[PlaceSpan]:
    """The places a sentence names, in order, not overlapping; ordinary words ("of", "nice") are no towns here.

    A name counts after a word like "in", when it is capitalised inside the sentence, when its state or country
    follows, when it is the whole text, or when it belongs to a large city only.
    """
    return list(_scan(text[:2000]))


def nearest_place(latitude: float, longitude: float) -> Place:
    """The town at a point on earth (degrees): the biggest within 10 km, so not its suburb, else the nearest."""
    towns = [(_kilometres(latitude, longitude, town), town) for some in gazetteer().towns.values() for town in some]
    around = [town for distance, town in towns if distance <= 10]
    if around:
        return _place(max(around, key=lambda town: town.population))
    return _place(min(towns, key=lambda entry: entry[0])[1])


# ---------------------------------------------------------------- a whole name


def _read(said: str, near: Place | None) -> PlaceMatch | None:
    """The place a text names in exact words."""
    known = gazetteer()
    key = plain(said)
    if not key:
        return None
    if re.search(r"\S,?\s+near\s", said, re.IGNORECASE):
        return _beside(said, known)
    whole = _named(key, said, near)
    if whole is not None:
        return whole
    for name, qualifier in _splits(said):
        areas = _areas(qualifier)
        found = _candidates(plain(name), areas, known) if areas else []
        if found:
            return _match(found, near)
    return None


def _named(key: str, said: str, near: Place | None) -> PlaceMatch | None:
    known = gazetteer()
    areas = known.areas.get(key, ())
    if not areas and (key in _SPOKEN_CODES or (key == "us" and said.isupper())):
        areas = known.codes.get("gb" if key == "uk" else key, ())
    towns = _candidates(key, (), known)
    if areas and not (key in known.nicknames or (towns and _outshines(towns[0][0], areas))):
        if near is not None:
            areas = tuple(sorted(areas, key=lambda area: area.country != near.country_code))
        return _area_match(areas, towns)
    if not towns or (key in ORDINARY and not said[:1].isupper() and towns[0][0].population < 90_000):
        return None
    return _match(towns, near, tuple(_place(_main_town(area)) for area in areas))


def _outshines(town: Town, areas: tuple[Area, ...]) -> bool:
    """Whether the town of that name is meant rather than the region: Victoria, the Australian state, gives way."""
    return all(area.region and area.country != "US" for area in areas) and town.population >= 200_000


def _splits(said: str) -> Iterator[tuple[str, str]]:
    """Ways to split a text into a name and what qualifies it, the likeliest first."""
    if "," in said:
        name, _, rest = said.partition(",")
        yield name, rest
    words = said.replace(",", " ").split()
    for length in range(min(5, len(words) - 1), 0, -1):
        before, qualifier = " ".join(words[:-length]), words[-length:]
        if len(qualifier) > 1 and qualifier[0].casefold() in ("in", "of"):
            yield before, " ".join(qualifier[1:])
        yield before, " ".join(qualifier)


@functools.lru_cache(maxsize=2048)
def _areas(qualifier: str) -> tuple[Area, ...]:
    """The countries or regions that "ME", "Maine", "Maine, USA" can mean."""
    known = gazetteer()
    key = plain(qualifier).removeprefix("in ").removeprefix("the ")
    found = known.areas.get(key, ()) + known.codes.get(key.replace(" ", ""), ())
    if found:
        return found
    words = key.split()
    for cut in range(1, len(words)):
        outer = known.areas.get(" ".join(words[cut:]), ()) + known.codes.get(" ".join(words[cut:]), ())
        countries = {area.country for area in outer if area.is_country}
        inner = known.areas.get(" ".join(words[:cut]), ()) + known.codes.get(" ".join(words[:cut]), ())
        within = tuple(area for area in inner if area.region and area.country in countries)
        if within:
            return within
    return ()


def _candidates(key: str, areas: tuple[Area, ...], known: Gazetteer) -> list[tuple[Town, str]]:
    """Towns of that name inside those areas (anywhere, when there are none), with the name to call each by."""
    found: dict[int, tuple[float, Town, str]] = {}

    def add(town: Town, called: str, weight: float) -> None:
        if areas and not any(area.holds(town) for area in areas):
            return
        # A capital is better known than its size tells; a name it only also goes by is used less.
        capital = known.capitals.get(town.country)
        score = (town.population + 1) * weight * (2.0 if capital is not None and capital.id == town.id else 1.0)
        if town.id not in found or found[town.id][0] < score:
            found[town.id] = (score, town, called)

    for town in known.towns.get(key, ()):
        add(town, town.name, 1.0)
    own_name = {town.country for town in known.towns.get(key, ())}
    for town, called in known.also.get(key, ()):
        if town.country not in own_name:
            add(town, called, 0.2)
    if key in known.nicknames:
        add(known.nicknames[key], known.nicknames[key].name, 100.0)
    ranked = sorted(found.values(), key=lambda entry: (-entry[0], entry[1].id))
    return [(town, called) for _, town, called in ranked]


def _match(found: list[tuple[Town, str]], near: Place | None, more: tuple[Place, ...] = ()) -> PlaceMatch:
    if near is not None and len(found) > 1:
        first = found[0][0]

        def weight(entry: tuple[Town, str]) -> float:
            distance = _kilometres(near.latitude, near.longitude, entry[0])
            own = max(entry[0].population, 1) * (1.0 if entry[0] is not first else 1.001)
            return own * (1 + 30 * math.exp(-distance / 250))

        found = sorted(found, key=weight, reverse=True)
    places = [_place(town, called) for town, called in found[:6]]
    others = tuple(dict.fromkeys(place for place in (*places[1:], *more) if place != places[0]))
    return PlaceMatch(places[0], others)


def _area_match(areas: tuple[Area, ...], towns: list[tuple[Town, str]]) -> PlaceMatch:
    area = areas[0]
    main = _place(_main_town(area))
    others = [_place(_main_town(other)) for other in areas[1:]] + [_place(town, called) for town, called in towns[:5]]
    return PlaceMatch(
        main,
        tuple(dict.fromkeys(place for place in others if place != main)),
        area=area.spoken,
        timezones=_zones(area),
    )


@functools.lru_cache(maxsize=512)
def _zones(area: Area) -> tuple[str, ...]:
    peopled: dict[str, int] = {}
    for town in gazetteer().everything_in(area):
        peopled[town.timezone] = peopled.get(town.timezone, 0) + town.population
    return tuple(sorted(peopled, key=lambda zone: -peopled[zone]))


@functools.lru_cache(maxsize=512)
def _main_town(area: Area) -> Town:
    known = gazetteer()
    if area.is_country:
        return known.capitals[area.country]
    return known.everything_in(area)[0]


def _beside(said: str, known: Gazetteer) -> PlaceMatch | None:
    """Read "San Pedro near Asunción, Paraguay": of the namesakes in the country, the one nearest to the other town."""
    name, _, rest = re.sub(r",?\s+near\s+", "\0", said, count=1, flags=re.IGNORECASE).partition("\0")
    beside = _read(rest, None)
    if not plain(name) or beside is None:
        return None
    at = beside.place
    found = _candidates(plain(name), (Area(at.country, at.country_code),), known)
    ranked = sorted(found, key=lambda entry: _kilometres(at.latitude, at.longitude, entry[0]))
    return _match(ranked, None) if ranked else None


# ---------------------------------------------------------------- misspelled names


def _misspelled(said: str, near: Place | None) -> PlaceMatch | None:
    """The place whose name differs from the text in one slip, two in a long name; larger towns only."""
    if not said:
        return None
    known = gazetteer()
    readings: list[tuple[str, tuple[Area, ...]]] = [(said, ())]
    readings += [(name, _areas(rest)) for name, rest in _splits(said)]
    for name, areas in readings:
        key = plain(name)
        if len(key) < 5 or key in ORDINARY or (name is not said and not areas):
            continue
        names = _names_in(areas) if areas else _large_names()
        close = [
            (found, distance)
            for found, distance, _ in process.extract(key, names, scorer=OSA.distance, score_cutoff=2, limit=12)
            if _is_slip(key, found, int(distance))
        ]
        if not close:
            continue
        fewest = min(distance for _, distance in close)
        towns = [town for found, distance in close if distance == fewest for town in _candidates(found, areas, known)]
        towns.sort(key=lambda entry: -entry[0].population)
        if towns:
            match = _match(towns, near)
            return PlaceMatch(match.place, match.alternatives, exact=False)
    return None


def _is_slip(said: str, name: str, distance: int) -> bool:
    """Whether one may be typed for the other: one slip; two in a long name, or by letters that changed places."""
    if said[0] != name[0] or (said.endswith("ing") and not name.endswith("ing")) or said == f"{name}s":
        return False
    return distance == 1 or (distance == 2 and (len(said) >= 9 or (len(said) >= 7 and sorted(said) == sorted(name))))


@functools.lru_cache(maxsize=1)
def _large_names() -> tuple[str, ...]:
    # Far away, only the names everybody has heard of: else every slip of the tongue is a town in China.
    heard_of = (t for t in gazetteer().large if t.population >= (200_000 if t.country in _NEARER else 1_000_000))
    capitals = (t for t in gazetteer().capitals.values() if t.population >= 300_000)
    names = dict.fromkeys(plain(town.name) for town in (*heard_of, *capitals))
    return tuple(name for name in names if len(name) >= 5)


@functools.lru_cache(maxsize=64)
def _names_in(areas: tuple[Area, ...]) -> tuple[str, ...]:
    known = gazetteer()
    return tuple(name for name, towns in known.towns.items() if any(area.holds(t) for area in areas for t in towns))


# ---------------------------------------------------------------- places in a sentence

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʻ`-][^\W_]+)*")


def _scan(text: str) -> Iterator[PlaceSpan]:
    tokens = list(_TOKEN.finditer(text))[:200]
    begins = _first_words()
    at = 0
    while at < len(tokens):
        first = plain(tokens[at].group().removesuffix("'s").removesuffix("’s")).partition(" ")[0]
        found = _longest_at(text, tokens, at) if first in begins else None
        if found is None:
            at += 1
        else:
            span, at = found
            yield span


@functools.lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """The words with which names begin; most words of a sentence are none of them."""
    known = gazetteer()
    return frozenset(
        name.partition(" ")[0] for names in (known.towns, known.also, known.nicknames, known.areas) for name in names
    )


def _longest_at(text: str, tokens: list[re.Match[str]], at: int) -> tuple[PlaceSpan, int] | None:
    known = gazetteer()
    for length in range(min(5, len(tokens) - at), 0, -1):
        last = at + length
        start, end = tokens[at].start(), tokens[last - 1].end()
        words = text[start:end]
        if _broken(words):
            continue
        if words[-2:] in ("'s", "’s") and plain(words) not in known.towns:
            words, end = words[:-2], end - 2
        key = plain(words)
        town = next(iter(known.towns.get(key, ())), None) or known.nicknames.get(key)
        if town is None and key in known.also and len(key) >= 5:
            town = known.also[key][0][0]
        if town is None and key not in known.areas:
            continue
        qualified = _qualified(text, tokens, start, last, words)
        if qualified is not None:
            name_end, after, match = qualified
            return PlaceSpan(start, name_end, text[start:name_end], match), after
        alone = at == 0 and last == len(tokens)
        if alone or _evident(text, tokens, at, last, key, town):
            match_alone = _named(key, words, None)
            if match_alone is not None:
                return PlaceSpan(start, end, text[start:end], match_alone), last
    return None


def _broken(words: str) -> bool:
    """Whether a sentence or a clause ends inside these words."""
    return bool(re.search(r"[;:!?\n,]|(?<![A-Z])(?<!\bSt)(?<!\bFt)(?<!\bMt)(?<!\bst)\.\s", words))


def _qualified(
    text: str, tokens: list[re.Match[str]], start: int, last: int, name: str
) -> tuple[int, int, PlaceMatch] | None:
    """Take in a state or country that follows: "Portland, ME", "portland in maine", "Paris France"."""
    for length in range(min(5, len(tokens) - last), 0, -1):
        after = last + length
        end = tokens[after - 1].end()
        between = text[tokens[last - 1].end() : tokens[last].start()]
        rest = text[tokens[last].start() : end]
        if not re.fullmatch(r"\s*,?\s*", between) or re.search(r"[;:!?\n]", rest):
            continue
        if rest.casefold() == "dc":
            rest = "DC"
        # "or", "me", "in", "hi", "ok" are words first: as letters of a state they are capitals, or close the clause.
        closes = "," in between and not re.match(r"\s*\w", text[end:])
        if len(plain(rest)) <= 3 and not (rest.isupper() or closes or plain(rest) in ("uk", "usa", "dc", "d c")):
            continue
        areas = _areas(rest)
        # "worth in the US" names no town, "Worth, Texas" does.
        if not areas or (plain(name) in ORDINARY and rest.casefold().startswith(("in ", "the "))):
            continue
        found = _candidates(plain(name), areas, gazetteer())
        if found:
            end += len(text[end : end + 1]) if rest.endswith(".C") and text[end : end + 1] == "." else 0
            return end, after, _match(found, None)
    return None


def _evident(text: str, tokens: list[re.Match[str]], at: int, last: int, key: str, town: Town | None) -> bool:
    """Whether the words around a name show that the place is meant."""
    words = [token.group() for token in tokens[at:last]]
    before = tokens[at - 1].group().casefold() if at else ""
    if before == "the" and at > 1 and key in gazetteer().areas:
        before = tokens[at - 2].group().casefold()
    led = before in _BEFORE
    shouted = text.isupper() or text.istitle()
    opens = at == 0 or re.search(r"[.!?]\s*$", text[: tokens[at].start()]) is not None
    small_words = ("of", "de", "the", "upon", "am", "do", "on", "la", "del", "da", "le", "in")
    capital = not shouted and all(word[:1].isupper() or word in small_words for word in words)
    if key in ORDINARY or all(word in ORDINARY for word in key.split()):
        return led and capital
    if len(key) < 3 and not key.isupper():
        letters = key in _LETTER_NAMES or (capital and "".join(words).isupper())
        return led and letters and not text.isupper()
    if before in _SURELY_BEFORE:
        return True
    large = town is None or town.population >= _ANYWHERE_FROM
    if key in GIVEN_NAMES:
        return led and capital and large
    if led:
        return capital or large or (town is not None and town.population >= 50_000)
    return large or (capital and not opens and town is not None and town.population >= 15_000)


_LETTER_NAMES = frozenset({"la", "sf", "dc", "ny", "hk", "kl", "uk"})


# ---------------------------------------------------------------- names to say


def _kilometres(latitude: float, longitude: float, town: Town) -> float:
    """Roughly, on a flat patch of earth."""
    across = abs(longitude - town.longitude)
    east = min(across, 360 - across) * math.cos(math.radians((latitude + town.latitude) / 2))
    return math.hypot(latitude - town.latitude, east) * 111.2


@functools.lru_cache(maxsize=4096)
def _place(town: Town, called: str | None = None) -> Place:
    known = gazetteer()
    name = called or town.name
    country = known.country_names.get(town.country, town.country)
    region = known.region_names.get((town.country, town.region))
    label = _label(town, name, known)
    return Place(
        town.id, name, region, country, town.country, town.latitude, town.longitude, town.timezone, town.population,
        label, name if _goes_by_name(town, name, known) else label,
    )  # fmt: skip


def _label(town: Town, name: str, known: Gazetteer) -> str:
    country = known.country_names.get(town.country, town.country)
    region = known.region_names.get((town.country, town.region))
    if country == name and known.capitals[town.country].id == town.id:  # Singapore
        return name
    wider = [country, region]
    if region and town.country in ("US", "CA", "GB"):
        wider = [region] if town.country == "US" else [region, country]
    labels = [f"{name}, {area}" for area in wider if area]
    if region and region != country:
        labels.append(f"{name}, {region}, {country}")
    for label in labels:
        if _gives(label, town):
            return label
    # A namesake is bigger: tell it apart by a larger town it is nearest to.
    by_distance = sorted(
        (large for large in known.large if large.country == town.country and plain(large.name) != plain(name)),
        key=lambda large: _kilometres(town.latitude, town.longitude, large),
    )
    for large in by_distance[:12]:
        wide = known.region_names.get((large.country, large.region)) or country
        label = f"{name} near {large.name}, {wide}"
        if _gives(label, town):
            return label
    return labels[0]


def _gives(label: str, town: Town) -> bool:
    match = _raw_town(label)
    return match is not None and match.id == town.id


def _raw_town(label: str) -> Town | None:
    """What a label reads as, without making a `Place`, which would need its own label."""
    known = gazetteer()
    name, near, beside = label.partition(" near ")
    if not near:
        name, _, rest = label.partition(",")
        whole = _candidates(plain(label), (), known)
        if whole or plain(label) in known.areas:
            return whole[0][0] if whole else None
        found = _candidates(plain(name), _areas(rest), known)
        return found[0][0] if found else None
    other, _, rest = beside.partition(",")
    large = _candidates(plain(other), _areas(rest), known)
    if not large:
        return None
    at = large[0][0]
    some = _candidates(plain(name), (Area("", at.country),), known)
    ranked = sorted(some, key=lambda entry: _kilometres(at.latitude, at.longitude, entry[0]))
    return ranked[0][0] if ranked else None


def _goes_by_name(town: Town, name: str, known: Gazetteer) -> bool:
    found = _candidates(plain(name), (), known)
    if not found or found[0][0].id != town.id:
        return False
    others = max((other.population for other, _ in found[1:]), default=0)
    capital = known.capitals.get(town.country)
    famous = town.population >= _WELL_KNOWN or (
        town.population >= 400_000 and capital is not None and capital.id == town.id and town.country != "US"
    )
    return famous and town.population >= 10 * others
