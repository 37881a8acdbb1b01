"""Where the weather comes from: the interface of a provider, and Open-Meteo over HTTP."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import httpx

from preferences.errors import MynahError

OPEN_METEO = "https://api.open-meteo.com"
"""Free for non-commercial use, data under CC BY 4.0; `MYNAH_WEATHER_URL` names a self-hosted or paid one."""
_LARGEST_ANSWER = 2_000_000
"""Bytes; a real answer has about 30 000."""


class WeatherUnavailable(MynahError):
    """The provider gave no usable answer; the text is one line for the operator, without the place asked about."""


@dataclass(frozen=True)
class Hour:
    """The weather of one hour, metric."""

    at: datetime
    """Its beginning, by the wall clock of the place (naive)."""
    temperature: float
    """Degrees Celsius."""
    code: int
    """The WMO weather code."""
    rain_chance: float | None = None
    """Per cent, of any rain or snow."""
    wind: float | None = None
    """Kilometres an hour."""
    humidity: float | None = None
    """Per cent."""
    feels_like: float | None = None
    """Degrees Celsius."""


@dataclass(frozen=True)
class Day:
    """The weather of one day, metric."""

    on: date
    """The day, by the calendar of the place."""
    high: float
    """Degrees Celsius."""
    low: float
    """Degrees Celsius."""
    code: int
    """The WMO weather code of its worst weather."""
    rain_chance: float | None = None
    """Per cent, of any rain or snow."""
    rain: float = 0.0
    """Millimetres of water, melted snow included."""
    snow: float = 0.0
    """Centimetres."""
    wind: float | None = None
    """Kilometres an hour at the strongest."""
    uv: float | None = None
    """The highest UV index."""


@dataclass(frozen=True)
class Forecast:
    """What a provider knows about one place."""

    now: Hour
    """The weather right now."""
    hours: tuple[Hour, ...]
    """Hour by hour, from today's midnight on."""
    days: tuple[Day, ...]
    """Day by day, from today on."""

    def day(self, on: date) -> Day | None:
        """That day's weather, or None when the forecast does not reach it."""
        return next((day for day in self.days if day.on == on), None)


class WeatherService(Protocol):
    """A provider of forecasts."""

    def forecast(self, latitude: float, longitude: float, timezone: str) -> Forecast:
        """The forecast for a point on earth; raises WeatherUnavailable within a few seconds when there is none."""


class OpenMeteo:
    """Open-Meteo over HTTP, with a total time limit and a short memory."""

    def __init__(
        self,
        base_url: str | None = None,
        timeout: float = 3.5,
        keep_for: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the address (else `MYNAH_WEATHER_URL`, else the public one), seconds to wait, and to keep answers."""
        self._base_url = base_url
        self._timeout = timeout
        self._keep_for = keep_for
        self._clock = clock
        self._kept: dict[tuple[float, float], tuple[float, Forecast]] = {}
        self._lock = threading.Lock()

    def forecast(self, latitude: float, longitude: float, timezone: str) -> Forecast:
        """The forecast, a kept one where it is young enough."""
        # Two decimals, about a kilometre: enough for the weather, and nobody's front door.
        spot = round(latitude, 2), round(longitude, 2)
        with self._lock:
            kept = self._kept.get(spot)
        if kept is not None and self._clock() - kept[0] < self._keep_for:
            return kept[1]
        forecast = read_forecast(self._fetch_in_time(spot, timezone))
        with self._lock:
            if len(self._kept) >= 256:
                self._kept.clear()
            self._kept[spot] = self._clock(), forecast
        return forecast

    def _fetch_in_time(self, spot: tuple[float, float], timezone: str) -> Any:
        # httpx limits each step, not the whole: a server that drips would hold the person for minutes.
        outcome: list[Any] = []

        def work() -> None:
            try:
                outcome.append(self._fetch(spot, timezone))
            except Exception as error:
                outcome.append(error)

        worker = threading.Thread(target=work, name="weather", daemon=True)
        worker.start()
        worker.join(self._timeout)
        if not outcome:
            raise WeatherUnavailable(f"The weather service did not answer within {self._timeout:g} s.")
        if isinstance(outcome[0], WeatherUnavailable):
            raise outcome[0]
        if isinstance(outcome[0], Exception):
            raise WeatherUnavailable(f"The weather service could not be reached: {type(outcome[0]).__name__}.")
        return outcome[0]

    def _fetch(self, spot: tuple[float, float], timezone: str) -> Any:
        base = (self._base_url or os.environ.get("MYNAH_WEATHER_URL") or OPEN_METEO).rstrip("/")
        parameters: dict[str, str | int | float] = {
            "latitude": spot[0],
            "longitude": spot[1],
            "timezone": timezone,
            "forecast_days": 16,
            "current": "temperature_2m,apparent_temperature,relative_humidity_2m,weather_code,wind_speed_10m",
            "hourly": "temperature_2m,weather_code,precipitation_probability,wind_speed_10m,relative_humidity_2m",
            "daily": "temperature_2m_max,temperature_2m_min,weather_code,precipitation_probability_max,"
            "precipitation_sum,snowfall_sum,wind_speed_10m_max,uv_index_max",
        }
        with (
            httpx.Client(timeout=self._timeout) as client,
            client.stream("GET", f"{base}/v1/forecast", params=parameters) as response,
        ):
            if response.status_code != 200:
                raise WeatherUnavailable(f"The weather service answered with status {response.status_code}.")
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > _LARGEST_ANSWER:
                    raise WeatherUnavailable("The weather service answered with far too much.")
        try:
            return httpx.Response(200, content=body).json()
        except ValueError:
            raise WeatherUnavailable("The weather service answered with something that is no JSON.") from None


def read_forecast(answer: Any) -> Forecast:
    """Check and read Open-Meteo's answer; raises WeatherUnavailable when it is not one."""
    try:
        now = answer["current"]
        hourly, daily = answer["hourly"], answer["daily"]
        hours = tuple(
            _hour(hourly, place) for place in range(len(hourly["time"])) if _known(hourly, place, "temperature_2m")
        )
        days = tuple(
            _day(daily, place) for place in range(len(daily["time"])) if _known(daily, place, "temperature_2m_max")
        )
        forecast = Forecast(
            Hour(
                datetime.fromisoformat(now["time"]),
                _number(now["temperature_2m"]),
                int(_number(now["weather_code"])),
                wind=_maybe(now.get("wind_speed_10m")),
                humidity=_maybe(now.get("relative_humidity_2m")),
                feels_like=_maybe(now.get("apparent_temperature")),
            ),
            hours,
            days,
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        problem = type(error).__name__
        raise WeatherUnavailable(f"The weather service answered with something unexpected ({problem}).") from None
    if not days:
        raise WeatherUnavailable("The weather service answered without a single day.")
    return forecast


def _known(some: dict[str, Any], place: int, name: str) -> bool:
    return some[name][place] is not None and some["weather_code"][place] is not None


def _hour(hourly: dict[str, Any], place: int) -> Hour:
    return Hour(
        datetime.fromisoformat(hourly["time"][place]),
        _number(hourly["temperature_2m"][place]),
        int(_number(hourly["weather_code"][place])),
        _maybe(_listed(hourly, "precipitation_probability", place)),
        _maybe(_listed(hourly, "wind_speed_10m", place)),
        _maybe(_listed(hourly, "relative_humidity_2m", place)),
    )


def _day(daily: dict[str, Any], place: int) -> Day:
    return Day(
        date.fromisoformat(daily["time"][place]),
        _number(daily["temperature_2m_max"][place]),
        _number(daily["temperature_2m_min"][place]),
        int(_number(daily["weather_code"][place])),
        _maybe(_listed(daily, "precipitation_probability_max", place)),
        _maybe(_listed(daily, "precipitation_sum", place)) or 0.0,
        _maybe(_listed(daily, "snowfall_sum", place)) or 0.0,
        _maybe(_listed(daily, "wind_speed_10m_max", place)),
        _maybe(_listed(daily, "uv_index_max", place)),
    )


def _listed(some: dict[str, Any], name: str, place: int) -> Any:
    values = some.get(name)
    return values[place] if isinstance(values, list) and place < len(values) else None


def _number(value: Any) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not math.isfinite(value)
        or abs(value) > 10_000
    ):
        raise ValueError("no number")
    return float(value)


def _maybe(value: Any) -> float | None:
    return None if value is None else _number(value)
