"""The channel for things that speak and listen: `/webhooks/voice`, beside the REST channel.

    POST /webhook    JSON in, JSON out                POST /pair      a browser gets its cookie for a code
    POST /audio      WAV or FLAC in, JSON out         GET  /session   who a browser is, and its CSRF token
    POST /stream     either in, events out            DELETE /session a browser is forgotten
    POST /interrupt  somebody cut in                  GET  /contract  all of this, as OpenAPI

docs/voice.md tells how to use it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.caller import Refused, caller, metadata_of, refused
from bot.channels.knowledge import add_knowledge
from bot.channels.rest import conversation
from bot.channels.voice_body import Brought, brought
from bot.channels.voice_pairing import add_pairing
from bot.channels.voice_stream import events, written
from bot.channels.voice_talk import Message, Talk, told
from bot.channels.voice_turn import NAME, own_conversation
from bot.page.serving import add_page
from bot.speech.parts import Speech
from preferences.surroundings import read_surroundings

CONTRACT = Path(__file__).with_name("voice.openapi.yml")
_OFF = frozenset({"0", "false", "no", "off"})


class VoiceInput(InputChannel):
    """The routes below `/webhooks/voice`; who speaks is settled by `bot.caller`."""

    def __init__(self, speech: Speech | None = None) -> None:
        self._speech = speech or Speech()

    @classmethod
    def name(cls) -> str:
        """The last part of its address."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> VoiceInput:
        """Take no credentials; who may speak is settled per request, and speech by the environment."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("mynah_voice")
        talk = Talk(on_new_message, self._speech)
        routes.exception(Refused)(refused)
        add_pairing(routes)
        add_knowledge(routes)
        add_page(routes, self._speech)

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.get("/contract")
        async def contract(request: Request) -> HTTPResponse:
            return response.json(_contract())

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            body, who = request.json, caller(request)
            given = Brought(who, metadata_of(request), body.get("sender"), text=body.get("message"))
            return await _answered(talk, request, await talk.understand(given), speak=_speak(request, False))

        @routes.post("/audio", stream=True)
        async def audio(request: Request) -> HTTPResponse:
            given = await brought(request)
            if not given.sound:
                raise Refused(415, "Send sound as audio/wav or audio/flac; words go to /webhook.")
            return await _answered(talk, request, await talk.understand(given), speak=_speak(request, True))

        @routes.post("/stream", stream=True)
        async def stream(request: Request) -> None:
            message = await talk.understand(await brought(request))
            playing = talk.players.begin(message.who.key, message.said.sender)
            out = await request.respond(
                content_type="text/event-stream; charset=utf-8",
                headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
            )
            async with aclosing(
                events(talk, request.app.ctx.agent, message, playing, _speak(request, True))
            ) as happening:
                async for event in happening:
                    await out.send(written(event))
            await out.eof()

        @routes.post("/interrupt")
        async def interrupt(request: Request) -> HTTPResponse:
            who, body = caller(request), request.json
            sender = conversation(body.get("sender")) or own_conversation(who)
            reply = body.get("id") if isinstance(body.get("id"), str) else None
            played = read_surroundings({"played_ms": body.get("played_ms")}).played_ms
            found = talk.players.interrupt(who.key, reply, sender, played)
            if found is None:
                raise Refused(404, "There is no such reply of yours to interrupt.")
            return response.json(
                {"heard": found.heard, "played_ms": round(found.played_ms), "of_ms": round(found.of_ms),
                 "whole": found.whole}
            )  # fmt: skip

        return routes


async def _answered(talk: Talk, request: Request, message: Message, speak: bool) -> HTTPResponse:
    answered = await talk.answer(request.app.ctx.agent, message)
    began = time.perf_counter()
    sound = await talk.spoken(answered.reply) if speak else None
    timings = {"turn_ms": round(answered.milliseconds, 1)}
    if message.hearing is not None:
        timings = {"hearing_ms": round(message.hearing_ms, 1), **timings}
    if speak:
        timings["speaking_ms"] = round((time.perf_counter() - began) * 1000, 1)
    heard = message.heard if message.hearing is not None else {}
    body = {**heard, "reply": answered.reply, "messages": answered.messages, "timings": timings}
    # Last, since it is long: who looks at an answer sees all else first.
    return response.json({**body, "audio": told(sound)} if speak else body)


def _speak(request: Request, usually: bool) -> bool:
    asked = request.args.get("speak")
    return usually if asked is None else asked.lower() not in _OFF


@lru_cache(maxsize=1)
def _contract() -> Any:
    return yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
