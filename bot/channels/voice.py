"""The channel for things that speak and listen: `/webhooks/voice`, beside the REST channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.caller import Refused, caller, metadata_of
from bot.channels.voice_turn import NAME, answer, said_by


class VoiceInput(InputChannel):
    """`POST /webhooks/voice/webhook` with `{sender, message, metadata}`; the answer is one JSON object.

    Who speaks is settled by `bot.caller`: a token, a paired browser, or a program of this machine that says so.
    """

    @classmethod
    def name(cls) -> str:
        """The last part of its address."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> VoiceInput:
        """Take the channel's settings of `credentials.yml`."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("mynah_voice")
        routes.exception(Refused)(refused)

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            who = caller(request)
            body = request.json
            said = said_by(who, body.get("message"), body.get("sender"), metadata_of(request))
            answered = await answer(on_new_message, said)
            return response.json(
                {
                    "reply": answered.reply,
                    "messages": answered.messages,
                    "timings": {"turn_ms": round(answered.milliseconds, 1)},
                }
            )

        return routes


async def refused(request: Request, problem: Refused) -> HTTPResponse:
    """A refusal as its sentence and status."""
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return response.json({"error": str(problem)}, status=problem.status, headers=headers)
