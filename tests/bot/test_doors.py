"""The guard at the server's doors, asked directly; `test_doors_http` knocks at a real server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from sanic.exceptions import InvalidUsage

from bot.doors import LARGEST_BODY, allowed_hosts, guard, refusal


@dataclass
class Knock:
    """A request as the guard sees it."""

    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"sender": "s", "message": "hi"}'
    path: str = "/webhooks/rest/webhook"

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise InvalidUsage("Failed when parsing body as json") from None


def knock(body: bytes | None = None, method: str = "POST", **headers: str) -> Knock:
    given = {"host": "127.0.0.1:5005", "content-type": "application/json", **headers}
    kept = {name.replace("_", "-"): value for name, value in given.items()}
    return Knock(method, kept) if body is None else Knock(method, kept, body)


def status(request: Knock) -> int | None:
    refused = refusal(request)  # type: ignore[arg-type]
    return refused[0] if refused else None


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:5005", "127.0.0.1", "127.0.0.1:5005", "[::1]:5005", "[::1]"])
def test_loopback_is_let_in_under_every_name(host: str) -> None:
    assert status(knock(host=host)) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:5005",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "10.0.0.1",
        "[::1",
        "[x]",
    ],
)
def test_a_foreign_host_is_not_answered(host: str) -> None:
    assert status(knock(host=host)) == 421
    assert status(knock(host=host, method="GET")) == 421


def test_a_host_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNAH_HOSTS", " Kitchen.local , pi ,")
    assert {"kitchen.local", "pi", "localhost"} <= allowed_hosts()
    assert "" not in allowed_hosts()
    assert status(knock(host="kitchen.local:5005")) is None
    assert status(knock(host="garage.local")) == 421


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "https://localhost.evil.example",
        "file://",
        "http://127.0.0.1@evil.example",
        "http://[::1",
        "localhost",
        "://",
    ],
)
def test_a_web_page_from_elsewhere_is_turned_away(origin: str) -> None:
    assert status(knock(origin=origin)) == 403


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:3000"])
def test_a_page_of_this_machine_may_talk(origin: str) -> None:
    assert status(knock(origin=origin)) is None


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_only_json_by_its_own_name(kind: str) -> None:
    assert status(knock(content_type=kind)) == 415


def test_json_may_name_its_charset() -> None:
    assert status(knock(content_type="Application/JSON; charset=utf-8")) is None


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"a": }'])
def test_broken_json_is_refused(body: bytes) -> None:
    assert status(knock(body)) == 400


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"3", b"null"])
def test_json_that_is_no_message_is_refused(body: bytes) -> None:
    assert status(knock(body)) == 400


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"event": "slot"}'])
def test_rasas_own_routes_take_what_they_take(body: bytes) -> None:
    request = knock(body)
    request.path = "/conversations/talk/tracker/events"
    assert status(request) is None


def test_a_flood_is_refused_before_it_is_read() -> None:
    assert status(knock(b" " * (LARGEST_BODY + 1))) == 413


def test_reading_needs_no_body() -> None:
    assert status(knock(b"", method="GET", content_type="")) is None


def test_a_refusal_is_one_clear_sentence_and_the_rest_passes() -> None:
    assert asyncio.run(guard(knock())) is None  # type: ignore[arg-type]
    answer = asyncio.run(guard(knock(origin="http://evil.example")))  # type: ignore[arg-type]
    assert answer is not None and answer.status == 403
    assert json.loads(answer.body or b"") == {"error": "Messages from other web pages are not taken."}
