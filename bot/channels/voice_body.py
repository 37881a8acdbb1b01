"""What a request of the voice channel brings: a JSON message, or sound; read only when its caller may speak."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanic.request import Request

from bot.caller import Caller, Refused, admitted, caller, metadata_of, named, speaking_for
from bot.doors import LARGEST_BODY
from bot.speech.sound import READABLE

WITHIN = 30.0
"""Seconds for a message to arrive; slower clients are turned away."""


@dataclass(frozen=True)
class Brought:
    """One message as it came."""

    who: Caller
    """Who sent it."""
    metadata: Mapping[str, Any]
    """What the front-end told."""
    sender: object
    """The conversation it names."""
    text: object = None
    """The words; None where it is sound."""
    sound: bytes = b""
    """The file."""
    format: str = ""
    """"WAV" or "FLAC"."""


async def brought(request: Request) -> Brought:
    """Read a message whose body was not read yet.

    Raises:
        Refused: 408 when it arrives too slowly, 413 when it is too large, 415 when it is neither JSON nor sound, 400
            when it is no JSON object, and whatever `bot.caller` refuses.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in READABLE and kind != "application/json":
        raise Refused(415, "Send JSON, or sound as audio/wav or audio/flac.")
    if kind == "application/json":
        # For whom it speaks stands in the body, which is read only when somebody may speak at all.
        may_speak = admitted(request)
        body = _object(await _read(request, min(LARGEST_BODY, may_speak.largest)))
        given = body.get("metadata")
        metadata = given if isinstance(given, Mapping) else {}
        who = speaking_for(may_speak, named(request, metadata))
        return Brought(who, metadata, body.get("sender"), text=body.get("message"))
    who = caller(request)
    sound = await _read(request, who.largest)
    if not sound:
        raise Refused(400, "There is no sound in that message.")
    return Brought(who, metadata_of(request), request.args.get("sender"), sound=sound, format=READABLE[kind])


async def _read(request: Request, largest: int) -> bytes:
    """The body, as far as it may be long, and no longer than it may take."""
    try:
        return await asyncio.wait_for(_parts(request, largest), WITHIN)
    except asyncio.TimeoutError:
        raise Refused(408, "That message took too long to arrive.") from None


async def _parts(request: Request, largest: int) -> bytes:
    """The body; what says beforehand that it is too long is not read at all."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > largest:
        raise Refused(413, "That message is too large.")
    parts, size = [], 0
    while request.stream is not None and request.stream.request_body:
        part = await request.stream.read()
        if part is None:
            break
        size += len(part)
        if size > largest:
            raise Refused(413, "That message is too large.")
        parts.append(part)
    return b"".join(parts)


def _object(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raise Refused(400, "That is not valid JSON.") from None
    if not isinstance(body, dict):
        raise Refused(400, "Send a JSON object with sender and message.")
    return body
