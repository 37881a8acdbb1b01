"""Who calls: settled in one place, asked directly; `tests/bot/voice/test_security` knocks at a real server."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.cookies import CookieError
from pathlib import Path
from typing import Any

import pytest
from sanic.exceptions import InvalidUsage

from bot import caller as module
from bot.caller import COOKIE, Caller, How, Refused, caller, csrf
from bot.limits import Limits
from bot.tokens import Kind, Tokens


@dataclass
class Call:
    """A request as `caller` sees it."""

    headers: dict[str, str] = field(default_factory=dict)
    body: Any = field(default_factory=dict)
    ip: str = "192.168.0.9"
    method: str = "POST"
    args: dict[str, str] = field(default_factory=dict)
    cookie: str | None = None

    @property
    def json(self) -> Any:
        if isinstance(self.body, bytes):
            raise InvalidUsage("Failed when parsing body as json")
        return self.body

    @property
    def cookies(self) -> dict[str, str]:
        if self.cookie == "broken":
            raise CookieError("Illegal key")
        return {} if self.cookie is None else {COOKIE: self.cookie}


@pytest.fixture(autouse=True)
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tokens:
    made = Tokens(tmp_path / "tokens.json")
    monkeypatch.setattr(module, "shared_tokens", lambda: made)
    monkeypatch.setattr(module, "limits", Limits(lambda: 0.0))
    return made


def asked(person: str | None = None, words: str | None = None, **more: Any) -> Caller:
    headers = {"content-type": "application/json", "host": "mynah.home:5005", **more.pop("headers", {})}
    if words is not None:
        headers["authorization"] = f"Bearer {words}"
    body = more.pop("body", {"metadata": {"user_id": person}} if person else {})
    return caller(Call(headers, body, **more))  # type: ignore[arg-type]


def refused(*given: Any, **more: Any) -> int:
    with pytest.raises(Refused) as problem:
        asked(*given, **more)
    assert str(problem.value).endswith(".")
    return problem.value.status


def test_this_machine_may_say_for_whom_it_speaks() -> None:
    assert asked("ann", ip="127.0.0.1") == Caller("ann", None, How.LOOPBACK, "loopback")
    assert asked(ip="127.0.0.1").person is None
    assert asked(ip="127.0.0.1", args={"user_id": "ben"}).person == "ben"
    assert asked(ip="127.0.0.1", headers={"x-mynah-metadata": '{"user_id": "cat"}'}).person == "cat"


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded"])
def test_elsewhere_and_behind_a_proxy_it_takes_a_token(header: str) -> None:
    assert refused("ann") == 401
    assert refused("ann", ip="127.0.0.1", headers={header: "127.0.0.1"}) == 401


def test_a_persons_token_speaks_for_that_person(tokens: Tokens) -> None:
    token, words = tokens.add(Kind.PERSON, "phone", ["ann"])
    assert asked(words=words) == Caller("ann", frozenset({"ann"}), How.TOKEN, token.id)
    assert asked("ann", words).person == "ann"
    assert refused("ben", words) == 403
    assert refused(words=words, args={"user_id": "ben"}) == 403
    assert refused(words=words, headers={"x-mynah-metadata": '{"user_id": "ben"}'}) == 403


def test_a_token_counts_on_this_machine_too(tokens: Tokens) -> None:
    _, words = tokens.add(Kind.PERSON, "phone", ["ann"])
    assert refused("ben", words, ip="127.0.0.1") == 403
    assert refused("ann", "mynah_wrong", ip="127.0.0.1") == 401


def test_a_device_speaks_for_its_household_and_else_for_nobody(tokens: Tokens) -> None:
    _, words = tokens.add(Kind.DEVICE, "kitchen", ["ann", "ben"])
    assert asked("ben", words).person == "ben"
    assert asked(words=words).person is None
    assert refused("eve", words) == 403


@pytest.mark.parametrize("words", ["", "mynah", "x" * 5000, "mynah_" + "0" * 12 + "_" + "a" * 43])
def test_a_wrong_token_is_nobodys(words: str) -> None:
    assert refused(words=words) == 401


@pytest.mark.parametrize("header", ["Basic {}", "{}", "Bearer", "bearer: {}"])
def test_only_a_bearer_bears(tokens: Tokens, header: str) -> None:
    _, words = tokens.add(Kind.PERSON, "phone", ["ann"])
    assert refused(headers={"authorization": header.format(words)}) == 401


def test_a_revoked_token_is_over(tokens: Tokens) -> None:
    token, words = tokens.add(Kind.PERSON, "phone", ["ann"])
    assert asked(words=words).person == "ann"
    tokens.revoke(token.id)
    assert refused(words=words) == 401


def paired(tokens: Tokens) -> str:
    found = tokens.pair(tokens.open_pairing("ann"))
    assert found is not None
    return found[1]


def test_a_paired_browser_reads_by_its_cookie_and_changes_with_its_csrf_token(tokens: Tokens) -> None:
    words = paired(tokens)
    assert asked(cookie=words, method="GET").person == "ann"
    assert refused(cookie=words) == 403
    assert refused(cookie=words, headers={"x-csrf-token": csrf("something else")}) == 403
    found = asked(cookie=words, headers={"x-csrf-token": csrf(words)})
    assert (found.person, found.how) == ("ann", How.COOKIE)
    for method in ("PUT", "PATCH", "DELETE"):
        assert refused(cookie=words, method=method) == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "http://mynah.home:3000", "null", "http://mynah.home"])
def test_a_browser_changes_things_from_the_servers_own_page_only(tokens: Tokens, origin: str) -> None:
    words = paired(tokens)
    right = {"x-csrf-token": csrf(words)}
    assert asked(cookie=words, headers={**right, "origin": "http://mynah.home:5005"}).person == "ann"
    assert refused(cookie=words, headers={**right, "origin": origin}) == 403


def test_a_broken_or_unknown_cookie_is_no_way_in() -> None:
    assert refused(cookie="broken") == 401
    assert refused(cookie="mynah_x") == 401


def test_a_token_is_served_so_often_a_minute(tokens: Tokens) -> None:
    _, words = tokens.add(Kind.PERSON, "phone", ["ann"], per_minute=3)
    for _ in range(3):
        asked(words=words)
    assert refused(words=words) == 429
    _, other = tokens.add(Kind.PERSON, "tablet", ["ann"])
    assert asked(words=other).person == "ann"


def test_guessing_is_slowed_down_and_locks_nobody_out(tokens: Tokens) -> None:
    _, words = tokens.add(Kind.PERSON, "phone", ["ann"])
    found = [refused(words="mynah_wrong") for _ in range(30)]
    assert found == [401] * 20 + [429] * 10
    assert asked(words=words).person == "ann"
    assert refused(words="mynah_wrong", ip="10.0.0.1") == 401


def test_a_damaged_file_of_tokens_is_said_and_lets_nobody_in(tokens: Tokens) -> None:
    _, words = tokens.add(Kind.PERSON, "phone", ["ann"])
    tokens.file.write_text("{")
    assert refused(words=words) == 503


@pytest.mark.parametrize(
    "header",
    ["{", "[]", "3", '{"user_id": 3}', '{"user_id": "\\ud83d"}', "[" * 4000, json.dumps({"user_id": "x" * 300})],
)
def test_metadata_that_is_none_names_nobody(header: str) -> None:
    assert asked(ip="127.0.0.1", headers={"x-mynah-metadata": header}).person is None


def test_a_body_that_is_no_json_names_nobody() -> None:
    assert asked(ip="127.0.0.1", body=b"{").person is None
    assert asked(ip="127.0.0.1", body=[1]).person is None
