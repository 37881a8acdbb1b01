"""Attempts on the voice channel of a running server: who has no token, a wrong one, somebody else's, or bad bytes."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import statistics
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from bot.tokens import Kind, Tokens
from tests.bot.voice.talking import VOICE, ask, need_speech, spoken
from tests.conftest import Person, Server

pytestmark = pytest.mark.slow

KNOWN = "what do you know about me?"
ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}
"""What a proxy adds: the caller is not on this machine, and only a token lets it speak."""


@pytest.fixture
def tokens(server: Server) -> Tokens:
    return Tokens(server.home / "tokens.json")


@pytest.fixture
def ann(server: Server) -> Person:
    person = Person(server)
    assert "Thai" in person.say("I like Thai food")
    return person


@pytest.fixture
def ben(server: Server) -> Person:
    return Person(server)


def bearing(words: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {words}", **ELSEWHERE, **more}


def say(server: Server, text: str, headers: dict[str, str], **body: Any) -> tuple[int, str]:
    status, answer, _ = ask(server, "POST", "/webhook", {"message": text, **body}, headers)
    if status != 200:
        assert set(answer) == {"error"} and answer["error"].endswith("."), answer
        assert "Traceback" not in answer["error"] and "/" not in answer["error"].replace("audio/", "").replace(
            "application/json", ""
        )
        return status, answer["error"]
    return status, answer["reply"]


# --- tokens


def test_no_token(server: Server, ann: Person) -> None:
    for path in ("/webhook", "/audio", "/stream", "/interrupt"):
        status, answer, _ = ask(server, "POST", path, {"message": KNOWN}, ELSEWHERE)
        assert status in (401, 415), path
        assert set(answer) == {"error"}
    assert say(server, KNOWN, ELSEWHERE, metadata={"user_id": ann.name})[0] == 401
    assert ask(server, "GET", "/session", headers=ELSEWHERE)[0] == 401


@pytest.mark.parametrize(
    "words",
    ["", "x", "mynah_" + "0" * 12 + "_" + "a" * 43, "null", "'; DROP TABLE mynah_person; --", "../../tokens.json", "é"],
)
def test_a_wrong_token(server: Server, ann: Person, words: str) -> None:
    headers = bearing(words.encode().decode("latin-1"))
    status, _ = say(server, KNOWN, headers, metadata={"user_id": ann.name})
    assert status in (401, 429)
    headers.pop("X-Forwarded-For")
    assert say(server, KNOWN, headers, metadata={"user_id": ann.name})[0] in (401, 429), "on this machine as well"


def test_the_right_token_and_then_revoked(server: Server, ann: Person, tokens: Tokens) -> None:
    token, words = tokens.add(Kind.PERSON, f"phone of {ann.name}", [ann.name])
    assert say(server, KNOWN, bearing(words)) == (200, "You like Thai food.")
    tokens.revoke(token.id)
    assert say(server, KNOWN, bearing(words))[0] == 401


def test_another_persons_memory(server: Server, ann: Person, ben: Person, tokens: Tokens) -> None:
    _, words = tokens.add(Kind.PERSON, "ben's", [ben.name])
    for attempt in (
        {"metadata": {"user_id": ann.name}},
        {"metadata": {"user_id": ann.name}, "sender": ann.conversation},
    ):
        assert say(server, KNOWN, bearing(words), **attempt)[0] == 403
    status, _, _ = ask(server, "POST", f"/webhook?user_id={ann.name}", {"message": KNOWN}, bearing(words))
    assert status == 403
    head = {"X-Mynah-Metadata": json.dumps({"user_id": ann.name})}
    assert ask(server, "POST", "/webhook", {"message": KNOWN}, {**bearing(words), **head})[0] == 403
    # Their conversation is no way in either: the same sender, and still only what Ben taught.
    for sender in (ann.conversation, f"voice-{ann.name}", ann.name):
        status, reply = say(server, KNOWN, bearing(words), sender=sender)
        assert status == 200 and "Thai" not in reply
    for forged in ({"person": ann.name}, {"mynah": {"person": ann.name}}, {"user_id": [ann.name]}):
        status, reply = say(server, KNOWN, bearing(words), metadata=forged)
        assert status == 200 and "Thai" not in reply


def test_a_device_of_the_household(server: Server, ann: Person, ben: Person, tokens: Tokens) -> None:
    _, words = tokens.add(Kind.DEVICE, "kitchen speaker", [ann.name, ben.name])
    assert say(server, KNOWN, bearing(words), metadata={"user_id": ann.name}) == (200, "You like Thai food.")
    assert "Thai" not in say(server, KNOWN, bearing(words), metadata={"user_id": ben.name})[1]
    assert "don't know who is speaking" in say(server, KNOWN, bearing(words))[1]
    assert say(server, KNOWN, bearing(words), metadata={"user_id": "a stranger"})[0] == 403


def test_the_rest_channel_takes_a_token_too(server: Server, ann: Person, ben: Person, tokens: Tokens) -> None:
    token, words = tokens.add(Kind.PERSON, "ann's", [ann.name])
    body = {"sender": "elsewhere", "message": KNOWN}
    status, answer = server.post(body, bearing(words))
    assert status == 200 and answer[0]["text"] == "You like Thai food."
    assert server.post({**body, "metadata": {"user_id": ben.name}}, bearing(words))[0] == 403
    tokens.revoke(token.id)
    assert server.post(body, bearing(words))[0] == 401


def test_a_token_that_calls_too_often(server: Server, ann: Person, tokens: Tokens) -> None:
    _, words = tokens.add(Kind.PERSON, "busy", [ann.name], per_minute=3)
    found = [ask(server, "GET", "/session", headers=bearing(words)) for _ in range(5)]
    assert [status for status, _, _ in found] == [200, 200, 200, 429, 429]
    assert 1 <= int(found[-1][2]["retry-after"]) <= 21


# --- browsers


def cookie_of(headers: dict[str, str]) -> str:
    return headers["set-cookie"].partition(";")[0]


def test_a_browser_is_paired_by_a_code(server: Server, ann: Person, tokens: Tokens) -> None:
    code = tokens.open_pairing(ann.name)
    status, answer, headers = ask(server, "POST", "/pair", {"code": code}, ELSEWHERE)
    assert status == 200 and answer["person"] == ann.name
    flags = {part.strip().lower().partition("=")[0] for part in headers["set-cookie"].split(";")}
    assert {"httponly", "samesite", "path", "max-age"} <= flags
    assert "samesite=strict" in headers["set-cookie"].lower()
    browser = {"Cookie": cookie_of(headers), **ELSEWHERE}
    assert ask(server, "POST", "/pair", {"code": code}, ELSEWHERE)[0] == 401, "a code works once"

    status, session, _ = ask(server, "GET", "/session", headers=browser)
    assert (session["person"], session["how"], session["csrf"]) == (ann.name, "cookie", answer["csrf"])
    assert say(server, KNOWN, browser)[0] == 403, "without the CSRF token"
    assert say(server, KNOWN, {**browser, "X-CSRF-Token": "0" * 64})[0] == 403
    right = {**browser, "X-CSRF-Token": session["csrf"]}
    assert say(server, KNOWN, right) == (200, "You like Thai food.")
    assert say(server, KNOWN, {**right, "Origin": f"http://127.0.0.1:{server.port}"})[0] == 200
    assert say(server, KNOWN, {**right, "Origin": "http://127.0.0.1:1"})[0] == 403, "another page of this machine"
    assert say(server, KNOWN, right, metadata={"user_id": "somebody"})[0] == 403

    assert ask(server, "DELETE", "/session", headers=browser)[0] == 403
    assert ask(server, "DELETE", "/session", headers=right)[0] == 200
    assert ask(server, "GET", "/session", headers=browser)[0] == 401


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", 17, None, ["x"], "x" * 100_000])
def test_a_guessed_code(server: Server, code: Any) -> None:
    status, answer, headers = ask(server, "POST", "/pair", {"code": code}, ELSEWHERE)
    assert status in (400, 401, 429) and set(answer) == {"error"}
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/webhook", "/audio", "/stream", "/interrupt", "/pair", "/session"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_a_foreign_web_page(server: Server, path: str, origin: str) -> None:
    body = json.dumps({"message": "I like Greek food"}).encode()
    for kind in ("application/json", "text/plain", "audio/wav"):
        status, _, headers = ask(server, "POST", path, body, {"Origin": origin, "Content-Type": kind})
        assert status in (403, 405)
        assert "access-control-allow-origin" not in headers
    asking = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-csrf-token",
    }
    assert "access-control-allow-origin" not in ask(server, "OPTIONS", path, headers=asking)[2]


def test_a_foreign_name_of_the_server(server: Server) -> None:
    for path in ("/webhook", "/audio"):
        status, _, _ = ask(server, "POST", path, {"message": "hello"}, {"Host": "evil.example"})
        assert status == 421


# --- paths


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/tokens.json",
        "/..%2f..%2ftokens.json",
        "/audio/../../../tokens.json",
        "/contract/../../rest/webhook",
        "//etc/passwd",
        "/webhook%00.html",
        "/webhook;x=/etc/passwd",
        "/static/../voice.py",
        "/voice.openapi.yml",
        "/\\..\\..\\tokens.json",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_path_tricks(server: Server, path: str, method: str) -> None:
    status, answer, _ = ask(server, method, path, {"message": "hello"} if method == "POST" else None)
    text = json.dumps(answer)
    assert status in (400, 404, 405), text
    assert "root:" not in text and "hash" not in text and "Traceback" not in text and "File" not in text


# --- sound that is none, or too much of it


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"", "audio/wav", 400),
        (b"hello", "audio/wav", 400),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "audio/wav", 400),
        (b"\0" * 100_000, "audio/flac", 400),
        (b"fLaC" + b"\xff" * 50_000, "audio/flac", 400),
        (b"\xff\xfb\x90\x64" * 1000, "audio/mpeg", 415),
        (b"{}", "application/json", 415),
        (b"hello", "text/plain", 415),
        (b"hello", "audio/wav/../../x", 415),
    ],
    ids=str,
)
def test_broken_sound(server: Server, data: bytes, kind: str, status: int) -> None:
    need_speech()
    got, answer, _ = ask(server, "POST", "/audio", data, {"Content-Type": kind})
    assert got == status
    assert set(answer) == {"error"} and "Traceback" not in answer["error"]


def test_oversized_sound_is_refused_before_it_is_sent(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        head = f"POST {VOICE}/audio HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: audio/wav\r\n"
        wire.sendall(f"{head}Content-Length: 4000000000\r\n\r\n".encode() + b"RIFF" * 100)
        assert wire.recv(100).startswith(b"HTTP/1.1 413")


def test_oversized_sound_that_does_not_say_so(server: Server) -> None:
    def endless():  # type: ignore[no-untyped-def]
        for _ in range(300):
            yield b"\0" * 100_000

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    status = None
    with contextlib.suppress(OSError):
        connection.request("POST", VOICE + "/audio", endless(), {"Content-Type": "audio/wav"}, encode_chunked=True)
    with contextlib.suppress(OSError, http.client.HTTPException):
        status = connection.getresponse().status
    connection.close()
    assert status in (413, None), "refused, or the line cut while it was still sending"
    assert ask(server, "GET", "/health")[0] == 200


def test_a_token_of_small_messages(server: Server, ann: Person, tokens: Tokens, tmp_path: Path) -> None:
    need_speech()
    _, words = tokens.add(Kind.PERSON, "button", [ann.name], largest=50_000)
    sound = spoken("I like Thai food and I like Greek food", tmp_path)
    assert len(sound) > 50_000
    assert ask(server, "POST", "/audio", sound, bearing(words, **{"Content-Type": "audio/wav"}))[0] == 413


def test_a_minute_of_sound_is_too_long(server: Server) -> None:
    need_speech()
    import numpy as np

    from bot.speech.sound import Sound, wav

    sound = wav(Sound(np.zeros(8_000 * 60, np.float32), 8_000))
    status, answer, _ = ask(server, "POST", "/audio", sound, {"Content-Type": "audio/wav"})
    assert (status, answer["error"]) == (413, "One request is at most 30 seconds of sound.")


# --- crowds


def test_200_slow_clients_keep_nobody_waiting(server: Server, ann: Person) -> None:
    head = f"POST {VOICE}/audio HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: audio/wav\r\n"
    wires = []
    stop = threading.Event()

    def dribble() -> None:
        while not stop.wait(0.5):
            for wire in wires:
                with contextlib.suppress(OSError):
                    wire.send(b"\0")

    def turn() -> float:
        began = time.perf_counter()
        status, answer, _ = ask(server, "POST", "/webhook", {"message": KNOWN, "metadata": {"user_id": ann.name}})
        assert status == 200 and answer["reply"] == "You like Thai food."
        return time.perf_counter() - began

    alone = statistics.median(turn() for _ in range(5))
    try:
        for number in range(200):
            wire = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            # Half of them do not even come to the end of the head.
            wire.sendall(head.encode() if number % 2 else f"{head}Content-Length: 100000\r\n\r\n".encode())
            wires.append(wire)
        thread = threading.Thread(target=dribble)
        thread.start()
        time.sleep(1)
        among = statistics.median(turn() for _ in range(10))
        stop.set()
        thread.join()
    finally:
        stop.set()
        for wire in wires:
            wire.close()
    print(f"a turn: {alone * 1000:.0f} ms alone, {among * 1000:.0f} ms among 200 slow clients")
    assert among < alone * 5 + 0.2
    assert turn() < alone * 5 + 0.5
