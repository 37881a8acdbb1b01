"""A server with a certificate: phones give no microphone to a page without one."""

from __future__ import annotations

import http.client
import json
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from bot.cli.processes import CannotStart, certificate, origins
from bot.tokens import Tokens
from tests.conftest import require, start_server


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    require(openssl is not None, "openssl is not installed")
    made, key = tmp_path / "mynah.crt", tmp_path / "mynah.key"
    subject = ["-subj", "/CN=mynah.home", "-addext", "subjectAltName=DNS:mynah.home,IP:127.0.0.1"]
    command = [str(openssl), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-out", str(made), "-keyout", str(key)], check=True, capture_output=True, timeout=60)
    return made, key


@pytest.mark.patient
def test_a_certificate_and_its_key_are_seen_to_belong_together(pair: tuple[Path, Path], tmp_path: Path) -> None:
    made, key = pair
    assert certificate(None, None) is None
    assert certificate(made, key) == (made, key)
    for wrong in ((made, None), (None, key), (made, made), (key, made), (made, tmp_path / "nothing")):
        with pytest.raises(CannotStart) as problem:
            certificate(*wrong)
        assert str(problem.value).endswith(".")


def test_only_single_pages_can_be_named() -> None:
    assert origins(["https://App.example/", "http://192.168.0.7:8080"]) == (
        "https://app.example",
        "http://192.168.0.7:8080",
    )
    for wrong in ("*", "app.example", "https://*", "null", "file://", "https://a.example/page", ""):
        with pytest.raises(CannotStart, match="one by one"):
            origins([wrong])


@pytest.mark.slow
def test_https_and_a_page_that_was_named(model: Path, pair: tuple[Path, Path], tmp_path: Path) -> None:
    made, key = pair
    page = "https://app.example"
    options = ["--ssl-certificate", str(made), "--ssl-keyfile", str(key), "--cors", page]
    server = start_server(tmp_path / "home", options=options)
    try:
        trusting = ssl.create_default_context(cafile=str(made))

        def ask(method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, str], str]:
            connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=60, context=trusting)
            data = json.dumps(body) if body is not None else None
            given = {"Content-Type": "application/json", **headers}
            connection.request(method, f"/webhooks/voice{path}", data, given)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            told = answer.status, found, answer.read().decode()
            connection.close()
            return told

        hello = {"message": "hello", "metadata": {"user_id": "ann"}}
        assert ask("POST", "/webhook", hello)[0] == 200
        code = Tokens(server.home / "tokens.json").open_pairing("ann")
        status, headers, _ = ask("POST", "/pair", {"code": code})
        assert status == 200 and "secure" in headers["set-cookie"].lower()

        status, headers, _ = ask("POST", "/webhook", hello, Origin=page)
        assert (status, headers["access-control-allow-origin"]) == (200, page)
        for other in ("https://evil.example", "http://app.example", "https://app.example.evil.example"):
            status, headers, _ = ask("POST", "/webhook", hello, Origin=other)
            assert status == 403 and "access-control-allow-origin" not in headers
    finally:
        server.stop()
