"""Tells the weather, now and up to two weeks ahead, from a live service; never makes any up."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from actions.skill import Skill
from actions.whereabouts import Whereabouts, ask_for_place, whereabouts
from actions.worlds.weather_service import Day, Forecast, Hour, OpenMeteo, WeatherService, WeatherUnavailable
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request
from preferences.spoken_time import PartOfDay, SpokenDate, read_date, read_part_of_day, say_date

_FAHRENHEIT_AT_HOME = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "BS", "BZ", "KY", "PW", "FM", "MH", "LR"})
"""Countries and territories where people measure in Fahrenheit."""

_SKIES = {
    0: "clear", 1: "mostly clear", 2: "partly cloudy", 3: "cloudy", 45: "foggy", 48: "foggy", 51: "drizzly",
    53: "drizzly", 55: "drizzly", 56: "freezing drizzle", 57: "freezing drizzle", 61: "light rain", 63: "rain",
    65: "heavy rain", 66: "freezing rain", 67: "freezing rain", 71: "light snow", 73: "snow", 75: "heavy snow",
    77: "snow", 80: "showers", 81: "showers", 82: "heavy showers", 85: "snow showers", 86: "heavy snow showers",
    95: "thunderstorms", 96: "thunderstorms with hail", 99: "thunderstorms with hail",
}  # fmt: skip
"""WMO weather codes in words."""
_STATES = frozenset({0, 1, 2, 3, 45, 48, 51, 53, 55})
"""Codes whose words describe the day ("cloudy"); the others name what falls ("rain")."""
_SNOWS = frozenset({71, 73, 75, 77, 85, 86})

_TOPICS = (
    ("snow", r"\bsnow\w*|\bflurr|\bblizzard|\bsled"),
    ("storm", r"\bstorm\w*|\bthunder\w*|\blightning|\bhail\w*"),
    ("rain", r"\brain\w*|\bumbrella|\bwet\b|\bshower|\bdrizzl\w*|\bpour|\bdry\b|\bprecipitation|\bboots\b"),
    ("wind", r"\bwind\w*|\bbreez\w*|\bgust|\bkite\b"),
    ("uv", r"\bsunscreen|\bsunblock|\buv\b|\bsunburn"),
    ("humidity", r"\bhumid\w*|\bmuggy"),
    ("sun", r"\bsunny|\bsunshine|\bsunglasses|\bclear\b|\bcloud\w*|\bovercast|\bfog\w*"),
    ("warmth", r"\bhot\b|\bcold\b|\bwarm\w*|\bcool\b|\bchill\w*|\btemperature|\bdegrees|\bjacket|\bcoat|\bsweater|"
               r"\bscarf|\bfreez\w*|\bfrost\w*|\bmild\b|\bshorts\b|\bhigh\b|\blow\b|\bgloves\b"),
)  # fmt: skip


@dataclass(frozen=True)
class _Scale:
    """The units one person reads."""

    fahrenheit: bool

    def number(self, celsius: float) -> int:
        """The temperature on this scale."""
        return round(celsius * 9 / 5 + 32) if self.fahrenheit else round(celsius)

    def degrees(self, celsius: float) -> str:
        """ "68 degrees", without the unit."""
        shown = self.number(celsius)
        return f"{shown} degree{'' if abs(shown) == 1 else 's'}"

    def span(self, day: Day) -> str:
        """ "between 50 and 68 degrees Fahrenheit"."""
        return f"between {self.number(day.low)} and {self.degrees(day.high)} {self.name}"

    def extremes(self, day: Day) -> str:
        """ "Today's high is 68, the low 50"."""
        return f"Today's high is {self.number(day.high)}, the low {self.number(day.low)}"

    @property
    def name(self) -> str:
        """The unit's name."""
        return "Fahrenheit" if self.fahrenheit else "Celsius"

    def speed(self, kmh: float) -> str:
        """Wind, in miles with Fahrenheit."""
        return f"{round(kmh / 1.609)} miles an hour" if self.fahrenheit else f"{round(kmh)} kilometres an hour"


class Weather(Skill):
    """Serves "what's the weather?", "do I need an umbrella tomorrow?", "will it snow in Oslo this weekend?"."""

    action: ClassVar[str] = "action_weather"
    intents: ClassVar[tuple[str, ...]] = ("weather_query",)

    def __init__(self, service: WeatherService | None = None) -> None:
        """Take the provider; Open-Meteo when none is given."""
        self._service = service or OpenMeteo()

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Fetch the forecast and answer what was asked of it."""
        where = whereabouts(request)
        if isinstance(where, Reply):
            return where
        if where is None:
            return ask_for_place("look up the weather")
        now = where.now(request)
        when = read_date(request.value("date") or "", now) or read_date(request.text, now)
        part = read_part_of_day(request.value("timeofday") or "") or read_part_of_day(request.text)
        today = now.date()
        if when is not None and when.last < today:
            return Reply("I only know the weather from today on, not what it was.", Outcome.NOT_FOUND)
        if when is not None and when.first > today + timedelta(days=15):
            return Reply("The forecast only reaches about two weeks ahead.", Outcome.NOT_FOUND)
        place = where.place
        try:
            forecast = self._service.forecast(place.latitude, place.longitude, place.timezone)
        except WeatherUnavailable as error:
            day = f" {request.value('date')}" if when is not None and request.value("date") else ""
            missing = f"I can't reach the weather service right now, so I have no forecast for {where.spoken}{day}."
            return Reply(missing, Outcome.FAILED, detail=str(error), used=where.used())
        text = _answer(request, where, forecast, when, part, now)
        if text is None:
            return Reply(f"The forecast for {where.spoken} doesn't reach that day.", Outcome.NOT_FOUND)
        return replace(Reply(text), used=where.used())


def _scale(request: Request, where: Whereabouts) -> _Scale:
    said = (request.value("temperature_unit") or "").casefold().strip(" °.")
    if said.startswith("f"):
        return _Scale(True)
    if said.startswith(("c", "k")):
        return _Scale(False)
    # Who asks about Paris from Portland reads it in their own unit, so the home counts where it is known.
    return _Scale(where.place.country_code in _FAHRENHEIT_AT_HOME)


def _topic(request: Request) -> str:
    said = f"{request.value('weather_descriptor') or ''} | {request.text}"
    return next((topic for topic, words in _TOPICS if re.search(words, said, re.IGNORECASE)), "")


def _answer(
    request: Request,
    where: Whereabouts,
    forecast: Forecast,
    when: SpokenDate | None,
    part: PartOfDay | None,
    now: datetime,
) -> str | None:
    scale, topic, today = _scale(request, where), _topic(request), now.date()
    if when is not None and when.days > 1:
        days = [day for day in forecast.days if when.first <= day.on <= when.last]
        return _several(days, where, scale, topic, today) if days else None
    on = when.first if when is not None else today
    day = forecast.day(on)
    if day is None:
        return None
    spoken = say_date(on, today)
    name = spoken if spoken in ("today", "tomorrow") else f"on {spoken}"
    if part is not None:
        hours = _hours(forecast, on, part, now)
        if hours:
            if on == today:
                name = (
                    "tonight" if part.name == "night" else f"this {part.name}" if part.name != "noon" else "around noon"
                )
            else:
                name = f"{spoken} {part.name}" if part.name != "noon" else f"{name} around noon"
                name = name if on == today + timedelta(days=1) else f"on {name}".replace("on on", "on")
            day = _as_day(hours, on, day)
    if topic:
        return _about(topic, day, forecast.now if when is None and part is None else None, name, where, scale)
    if when is None and part is None:
        return _current(forecast.now, day, where, scale)
    return f"{_start(name)} in {where.spoken}: {_sky(day.code)}, {scale.span(day)}{_chance(day)}."


def _current(now: Hour, day: Day, where: Whereabouts, scale: _Scale) -> str:
    feels = ""
    if now.feels_like is not None and abs(now.feels_like - now.temperature) >= 3:
        feels = f", and it feels like {scale.number(now.feels_like)}"
    return (
        f"In {where.spoken} it's {scale.degrees(now.temperature)} {scale.name} {_with(now.code)} right now{feels}. "
        f"{scale.extremes(day)}{_chance(day)}."
    )


def _about(topic: str, day: Day, now: Hour | None, name: str, where: Whereabouts, scale: _Scale) -> str:
    """Answer a question about one thing, yes or no first where it can be."""
    place = where.spoken
    if topic == "snow":
        if day.snow >= 0.1 or day.code in _SNOWS:
            much = f", about {day.snow:.0f} centimetres" if day.snow >= 1 and not scale.fahrenheit else ""
            much = f", about {max(1, round(day.snow / 2.54))} inches" if day.snow >= 2.54 and scale.fahrenheit else much
            return f"Yes, snow is expected {name} in {place}{much}."
        return f"No snow is expected {name} in {place}. The low is {scale.degrees(day.low)} {scale.name}."
    if topic == "storm":
        if day.code >= 95:
            return f"Yes, {_SKIES.get(day.code, 'thunderstorms')} are expected {name} in {place}."
        return f"No thunderstorms are expected {name} in {place}: {_sky(day.code)}{_chance(day)}."
    if topic == "rain":
        return _rain(day, now, name, place)
    if topic == "wind":
        wind = now.wind if now is not None and now.wind is not None else day.wind
        if wind is None:
            return f"The forecast says nothing about the wind {name} in {place}."
        calm = "calm" if wind < 12 else "a breeze" if wind < 30 else "windy" if wind < 60 else "stormy"
        when = "right now" if now is not None and now.wind is not None else name
        return f"It's {calm} {when} in {place}, with wind of {'up to ' if when == name else ''}{scale.speed(wind)}."
    if topic == "uv":
        if day.uv is None:
            return f"The forecast doesn't give the UV index {name} in {place}."
        advice = "Yes, wear sunscreen" if day.uv >= 3 else "You don't need sunscreen"
        return f"{advice} {name} in {place}: the UV index reaches {day.uv:.0f}."
    if topic == "humidity" and now is not None and now.humidity is not None:
        return f"The humidity in {place} is {now.humidity:.0f} percent right now."
    if topic == "warmth":
        if now is not None:
            there = f"{scale.degrees(now.temperature)} {scale.name} in {place} right now"
            return f"It's {there}. {scale.extremes(day)}."
        return f"{_start(name)} in {place} it will be {scale.span(day)}."
    high = f"a high of {scale.degrees(day.high)} {scale.name}"
    return f"{_start(name)} in {place}: {_sky(day.code)}, with {high}{_chance(day)}."


def _rain(day: Day, now: Hour | None, name: str, place: str) -> str:
    if now is not None and 51 <= now.code <= 82 and now.code not in _SNOWS:
        return f"Yes, there is {_falling(now.code)} in {place} right now."
    wet = day.code >= 51 and day.code not in _SNOWS
    chance = day.rain_chance
    told = f", the chance is {chance:.0f} percent" if chance is not None else ""
    if chance is None and not wet:
        return f"No rain is expected {name} in {place}."
    if wet and (chance is None or chance >= 40):
        return f"Yes, take an umbrella: {_falling(day.code)} is likely {name} in {place}{told}."
    if chance is not None and chance >= 30:
        return f"Maybe: there could be some rain {name} in {place}{told}."
    return f"Rain is unlikely {name} in {place}{told}."


def _several(days: list[Day], where: Whereabouts, scale: _Scale, topic: str, today: date) -> str:
    """A few days told one by one, more of them told together."""
    place = where.spoken
    if topic in ("rain", "snow"):
        hits = [
            d for d in days if (d.snow >= 0.1 or d.code in _SNOWS if topic == "snow" else (d.rain_chance or 0) >= 40)
        ]
        names = [say_date(day.on, today) for day in hits]
        if not hits:
            return f"No, {topic} is unlikely on those days in {place}."
        return f"Yes, {topic} is likely in {place} {_on_days(names)}."
    if len(days) <= 3:
        told = [
            f"{_start(say_date(day.on, today))}: {_sky(day.code)}, "
            f"{scale.number(day.low)} to {scale.degrees(day.high)}{_chance(day)}."
            for day in days
        ]
        return f"In {place}, in {scale.name}. {' '.join(told)}"
    wet = [say_date(day.on, today) for day in days if (day.rain_chance or 0) >= 50]
    low, high = min(day.low for day in days), max(day.high for day in days)
    rain = f" Rain is likely {_on_days(wet)}." if wet else " Rain is unlikely."
    return (
        f"From {say_date(days[0].on, today)} to {say_date(days[-1].on, today)} in {place}: between "
        f"{scale.number(low)} and {scale.degrees(high)} {scale.name}.{rain}"
    )


def _hours(forecast: Forecast, on: date, part: PartOfDay, now: datetime) -> list[Hour]:
    """The hours of that part of that day which are not over yet."""
    start = datetime.combine(on, part.from_time)
    end = datetime.combine(on, part.to_time)
    if end <= start:
        end += timedelta(days=1)
    clock = now.replace(tzinfo=None)
    if start <= clock < end:
        start = clock.replace(minute=0, second=0, microsecond=0)
    return [hour for hour in forecast.hours if start <= hour.at < end]


def _as_day(hours: list[Hour], on: date, day: Day) -> Day:
    """The hours told like a day."""
    chances = [hour.rain_chance for hour in hours if hour.rain_chance is not None]
    winds = [hour.wind for hour in hours if hour.wind is not None]
    snows = any(hour.code in _SNOWS for hour in hours)
    return replace(
        day,
        on=on,
        high=max(hour.temperature for hour in hours),
        low=min(hour.temperature for hour in hours),
        code=max(hour.code for hour in hours),
        rain_chance=max(chances) if chances else None,
        snow=day.snow if snows else 0.0,
        wind=max(winds) if winds else None,
    )


def _sky(code: int) -> str:
    return _SKIES.get(code, "mixed weather")


def _with(code: int) -> str:
    return f"and {_sky(code)}" if code in _STATES else f"with {_sky(code)}"


def _falling(code: int) -> str:
    return "drizzle" if code in (51, 53, 55) else _sky(code)


def _chance(day: Day) -> str:
    if day.rain_chance is None or day.rain_chance < 20:
        return ""
    what = "snow" if day.code in _SNOWS else "rain"
    share = f"{day.rain_chance:.0f}"
    return f", with {'an' if share.startswith('8') else 'a'} {share} percent chance of {what}"


def _start(name: str) -> str:
    return name[:1].upper() + name[1:]


def _on_days(names: list[str]) -> str:
    """ "today, tomorrow and on Friday"."""
    said = [name if name in ("today", "tomorrow") else f"on {name}" for name in names]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
