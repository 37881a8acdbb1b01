"""The weather skill against a real HTTP server that answers the way Open-Meteo does, or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from actions.skills.weather import Weather
from actions.worlds.weather_service import OpenMeteo, WeatherUnavailable
from preferences.belongings import Pocket
from preferences.request import Entity, Outcome, Reply, Request
from preferences.surroundings import Surroundings

pytestmark = pytest.mark.patient

# The world: Saturday 6 June 2026, three in the afternoon in Portland, Maine. Rain on Sunday, snow on Monday.
NOW = datetime(2026, 6, 6, 15, 5, tzinfo=ZoneInfo("America/New_York"))
HOME = Entity("place_name", "Portland, Maine", assumed=True, reason="you live there", source="home")


def forecast() -> dict[str, Any]:
    days = [date(2026, 6, 6) + timedelta(days=step) for step in range(16)]
    codes = [2, 63, 73, 95] + [0] * 12
    hours = [datetime(2026, 6, 6) + timedelta(hours=step) for step in range(48)]
    return {
        "current": {
            "time": "2026-06-06T15:00", "temperature_2m": 20.0, "apparent_temperature": 16.0,
            "relative_humidity_2m": 55, "weather_code": 2, "wind_speed_10m": 16.1,
        },
        "hourly": {
            "time": [hour.strftime("%Y-%m-%dT%H:%M") for hour in hours],
            "temperature_2m": [float(hour.hour) for hour in hours],
            "weather_code": [0] * 48,
            "precipitation_probability": [0] * 48,
            "wind_speed_10m": [10.0] * 48,
            "relative_humidity_2m": [50] * 48,
        },
        "daily": {
            "time": [day.isoformat() for day in days],
            "temperature_2m_max": [25.0] * 16,
            "temperature_2m_min": [10.0] * 16,
            "weather_code": codes,
            "precipitation_probability_max": [10, 80, 90, 60] + [0] * 12,
            "precipitation_sum": [0.0, 8.0, 9.0, 5.0] + [0.0] * 12,
            "snowfall_sum": [0.0, 0.0, 6.0, 0.0] + [0.0] * 12,
            "wind_speed_10m_max": [40.0] * 16,
            "uv_index_max": [7.2] * 16,
        },
    }  # fmt: skip


class Service:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body = json.dumps(forecast()).encode()
        self.wait = 0.0
        self.drip = False
        self.paths: list[str] = []
        self.url = ""


@pytest.fixture
def service() -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.paths.append(self.path)
            time.sleep(state.wait)
            try:
                self.send_response(state.status)
                self.send_header("Content-Length", str(len(state.body)))
                self.end_headers()
                for place in range(0, len(state.body), 1 if state.drip else 1 << 20):
                    self.wfile.write(state.body[place : place + (1 if state.drip else 1 << 20)])
                    self.wfile.flush()
                    time.sleep(0.02 if state.drip else 0)
            except OSError:
                pass  # the one who asked did not wait

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def ask(service: Service, text: str, *entities: Entity, location: str | None = None, timeout: float = 3.5) -> Reply:
    skill = Weather(OpenMeteo(service.url, timeout=timeout))
    surroundings = Surroundings(location=location)
    return skill.serve(Request("weather_query", text, entities, now=NOW, surroundings=surroundings), Pocket())


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "what's the weather like?",
            "In Portland, Maine it's 68 degrees Fahrenheit and partly cloudy right now, and it feels like 61. "
            "Today's high is 77, the low 50.",
        ),
        (
            "how's the weather tomorrow",
            "Tomorrow in Portland, Maine: rain, between 50 and 77 degrees Fahrenheit, "
            "with an 80 percent chance of rain.",
        ),
        (
            "do I need an umbrella tomorrow?",
            "Yes, take an umbrella: rain is likely tomorrow in Portland, Maine, the chance is 80 percent.",
        ),
        ("will it rain today", "Rain is unlikely today in Portland, Maine, the chance is 10 percent."),
        ("will it snow on monday", "Yes, snow is expected on Monday in Portland, Maine, about 2 inches."),
        ("any snow today?", "No snow is expected today in Portland, Maine. The low is 50 degrees Fahrenheit."),
        ("is there a storm on tuesday", "Yes, thunderstorms are expected on Tuesday in Portland, Maine."),
        (
            "what is the temperature?",
            "It's 68 degrees Fahrenheit in Portland, Maine right now. Today's high is 77, the low 50.",
        ),
        ("how windy is it", "It's a breeze right now in Portland, Maine, with wind of 10 miles an hour."),
        ("do I need sunscreen", "Yes, wear sunscreen today in Portland, Maine: the UV index reaches 7."),
        ("how humid is it", "The humidity in Portland, Maine is 55 percent right now."),
        (
            "weather this evening",
            "This evening in Portland, Maine: clear, between 63 and 70 degrees Fahrenheit.",
        ),
        (
            "how is the weather this weekend",
            "In Portland, Maine, in Fahrenheit. Today: partly cloudy, 50 to 77 degrees. "
            "Tomorrow: rain, 50 to 77 degrees, with an 80 percent chance of rain.",
        ),
        (
            "forecast for next week",
            "From Monday to Sunday, June 14 in Portland, Maine: between 50 and 77 degrees Fahrenheit. "
            "Rain is likely on Monday and on Tuesday.",
        ),
    ],
)
def test_answers_what_was_asked_of_the_forecast(service: Service, text: str, answer: str) -> None:
    reply = ask(service, text, HOME)
    assert reply.outcome is Outcome.DONE
    assert reply.text == answer


def test_says_which_place_was_assumed(service: Service) -> None:
    (used,) = ask(service, "weather", HOME).used
    assert (used.name, used.value, used.reason) == ("place_name", "Portland, Maine", "you live there")


def test_a_named_place_beats_home_and_is_measured_as_people_do_there(service: Service) -> None:
    reply = ask(service, "what's the weather in Paris?", HOME, Entity("place_name", "Paris", "Paris"))
    assert reply.text.startswith("In Paris it's 20 degrees Celsius")
    assert reply.used == ()
    assert "latitude=48.85&longitude=2.35&" in service.paths[0]


def test_a_unit_said_or_preferred_wins(service: Service) -> None:
    celsius = Entity("temperature_unit", "Celsius", assumed=True, reason="you prefer Celsius")
    assert "20 degrees Celsius" in ask(service, "how warm is it", HOME, celsius).text
    fahrenheit = Entity("temperature_unit", "fahrenheit", "fahrenheit")
    assert "68 degrees Fahrenheit" in ask(service, "weather in Oslo in fahrenheit", fahrenheit).text


def test_where_the_person_is_beats_home(service: Service) -> None:
    assert ask(service, "weather", HOME, location="Oslo").text.startswith("In Oslo it's 20 degrees Celsius")


def test_asks_for_the_place_when_nobody_knows_it(service: Service) -> None:
    reply = ask(service, "what's the weather like?")
    assert (reply.outcome, reply.missing) == (Outcome.ASKED, "place_name")
    assert reply.text == "Which city are you in? I need it to look up the weather."
    assert service.paths == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("what was the weather yesterday", "I only know the weather from today on, not what it was."),
        ("weather in three months", "The forecast only reaches about two weeks ahead."),
    ],
)
def test_days_out_of_reach_are_not_found(service: Service, text: str, answer: str) -> None:
    reply = ask(service, text, HOME)
    assert (reply.text, reply.outcome) == (answer, Outcome.NOT_FOUND)


OUT_OF_REACH = "I can't reach the weather service right now, so I have no forecast for Portland, Maine."


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_an_error_is_told_in_plain_words(service: Service, status: int) -> None:
    service.status = status
    reply = ask(service, "weather", HOME)
    assert (reply.text, reply.outcome) == (OUT_OF_REACH, Outcome.FAILED)
    assert reply.detail == f"The weather service answered with status {status}."


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"null", b"[]", b"{}", b'{"current": 1}', b"\xff\xfe\x00", b'"text"', b"1e999",
        json.dumps({**forecast(), "daily": {"time": [], "temperature_2m_max": [], "weather_code": []}}).encode(),
        json.dumps({**forecast(), "current": {"time": "now", "temperature_2m": 1, "weather_code": 1}}).encode(),
        json.dumps(forecast()).replace('"temperature_2m": 20.0', '"temperature_2m": "warm"').encode(),
        json.dumps(forecast()).replace('"temperature_2m": 20.0', '"temperature_2m": NaN').encode(),
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_garbage_is_never_told_as_weather(service: Service, body: bytes) -> None:
    service.body = body
    reply = ask(service, "weather", HOME)
    assert (reply.text, reply.outcome) == (OUT_OF_REACH, Outcome.FAILED)
    assert reply.detail.startswith("The weather service ") and "\n" not in reply.detail


def test_a_huge_answer_is_refused(service: Service) -> None:
    service.body = b" " * 3_000_000
    assert ask(service, "weather", HOME).detail == "The weather service answered with far too much."


@pytest.mark.parametrize(("wait", "drip"), [(5.0, False), (0.0, True)])
def test_a_slow_service_does_not_hold_the_person(service: Service, wait: float, drip: bool) -> None:
    service.wait, service.drip = wait, drip
    began = time.monotonic()
    reply = ask(service, "weather", HOME, timeout=0.5)
    assert time.monotonic() - began < 2.0
    assert reply.outcome is Outcome.FAILED
    assert reply.detail == "The weather service did not answer within 0.5 s."


def test_nobody_there_is_told_in_plain_words(service: Service) -> None:
    service.url = "http://127.0.0.1:9"
    reply = ask(service, "weather", HOME)
    assert (reply.outcome, reply.detail) == (
        Outcome.FAILED,
        "The weather service could not be reached: ConnectError.",
    )


def test_answers_are_kept_for_some_minutes_and_errors_are_not(service: Service) -> None:
    clock = [0.0]
    provider = OpenMeteo(service.url, keep_for=600, clock=lambda: clock[0])
    service.status = 500
    with pytest.raises(WeatherUnavailable):
        provider.forecast(43.66, -70.26, "America/New_York")
    service.status = 200
    first = provider.forecast(43.66, -70.26, "America/New_York")
    assert provider.forecast(43.661, -70.259, "America/New_York") is first
    assert len(service.paths) == 2
    clock[0] = 601
    assert provider.forecast(43.66, -70.26, "America/New_York") is not first
    assert len(service.paths) == 3


def test_the_address_can_be_set(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNAH_WEATHER_URL", f"{service.url}/mine/")
    OpenMeteo().forecast(43.66, -70.26, "America/New_York")
    assert service.paths[0].startswith("/mine/v1/forecast?latitude=43.66&longitude=-70.26&timezone=America%2FNew_York")
