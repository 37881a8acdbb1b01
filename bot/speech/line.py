"""A line to a running server: sound goes in, the events of the reply come out, and somebody may cut in."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx

from bot.speech.errors import SpeechError
from bot.speech.sound import Sound, sound_of_wav

TYPES = {".wav": "audio/wav", ".flac": "audio/flac"}


class NoLine(SpeechError):
    """The server cannot be reached, or does not take what it is sent; says why."""


class Line:
    """One conversation with one server.

    Args:
        url: the server's address, "http://127.0.0.1:5005".
        person: who speaks; said only without a token.
        token: what lets it speak, from another machine.
        conversation: its name; one of the caller's own, if left out.
    """

    def __init__(
        self, url: str, person: str | None = None, token: str | None = None, conversation: str | None = None
    ) -> None:
        self._url = url.rstrip("/") + "/webhooks/voice"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._about = {"user_id": None if token else person, "sender": conversation}
        self._client = httpx.Client(timeout=httpx.Timeout(120.0, connect=5.0), trust_env=False)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def say(self, sound: bytes, kind: str = "audio/wav", speak: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
        """Say something aloud; gives the events of the reply as they come (docs/voice.md).

        Raises:
            NoLine: the server is not there, or refuses.
        """
        query = {**{name: value for name, value in self._about.items() if value}, "speak": str(int(speak))}
        headers = {**self._headers, "Content-Type": kind}
        try:
            with self._client.stream(
                "POST", f"{self._url}/stream", params=query, content=sound, headers=headers
            ) as got:
                if got.status_code != 200:
                    raise NoLine(_sentence(got.read()))
                name = ""
                for line in got.iter_lines():
                    field, _, value = line.partition(": ")
                    if field == "event":
                        name = value
                    elif field == "data":
                        yield name, json.loads(value)
        except httpx.HTTPError as problem:
            raise NoLine(self._lost(problem)) from None

    def interrupt(self, reply: str, played_ms: float) -> None:
        """Tell that somebody cut in; a server that has forgotten the reply meanwhile is no trouble."""
        body = {"id": reply, "played_ms": round(played_ms)}
        query = {"user_id": self._about["user_id"]} if self._about["user_id"] else {}
        try:
            self._client.post(f"{self._url}/interrupt", params=query, json=body, headers=self._headers)
        except httpx.HTTPError as problem:
            raise NoLine(self._lost(problem)) from None

    def _lost(self, problem: httpx.HTTPError) -> str:
        server = self._url.removesuffix("/webhooks/voice")
        if isinstance(problem, httpx.ConnectError):
            return f"No server answers at {server}. Start one: mynah serve"
        return f"The line to {server} was lost ({type(problem).__name__})."


def sound_in(event: dict[str, Any]) -> Sound | None:
    """The sound of a `sentence` event; None where the server cannot speak."""
    told = event.get("audio")
    return sound_of_wav(base64.b64decode(told["base64"])) if told else None


def _sentence(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return "The server did not take that; is it a Mynah of this version?"
