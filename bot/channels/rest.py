"""The REST channel of Rasa under its own name and contract, believing only callers that may be believed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput as StockRestInput
from sanic import Blueprint
from sanic.request import Request

from bot.caller import Refused, caller, forwarded, refused
from bot.identity import Spoken, trusted
from preferences.interpretation import LONGEST
from preferences.surroundings import read_surroundings

logger = logging.getLogger(__name__)
BROKEN = "Sorry, something went wrong on my side. Nothing you taught me is lost."


class RestInput(StockRestInput):
    """`POST /webhooks/rest/webhook` with `{sender, message, metadata}`; the reply is a list of messages.

    The person is the one of the caller's token; without one `metadata.user_id` when the caller is on loopback, else
    nobody. The channel's name and the conversation's owner cannot be set from the body.
    """

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> RestInput:
        """Take no credentials; who may speak is settled per request."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the stock channel; a turn that breaks says so instead of nothing (or, streamed, hanging)."""

        async def answered(message: UserMessage) -> Any:
            try:
                return await on_new_message(message)
            except Exception as problem:  # Whatever it is, its text may quote the person, so only its kind is logged.
                logger.error("A turn broke: %s", type(problem).__name__)
                await message.output_channel.send_text_message(message.sender_id, BROKEN)
                return None

        routes = super().blueprint(answered)
        routes.exception(Refused)(refused)
        return routes

    async def _extract_sender(self, req: Request) -> str | None:
        return conversation((req.json or {}).get("sender"))

    def _extract_message(self, req: Request) -> str:
        return words((req.json or {}).get("message"))

    def _extract_input_channel(self, req: Request) -> str:
        return self.name()

    def get_metadata(self, request: Request) -> dict[str, Any]:
        """The metadata worth keeping, with the person the caller may name."""
        given = (request.json or {}).get("metadata")
        if "authorization" in request.headers:
            return Spoken.by(caller(request).person, given)
        person = read_surroundings(given).user_id if trusted(request.ip, forwarded(request)) else None
        return Spoken.by(person, given)


def conversation(sender: object) -> str | None:
    """The conversation a client names, as every database takes it; None where it names none."""
    if not isinstance(sender, (str, int)) or not str(sender).strip():
        return None
    return str(sender)[:255].encode(errors="replace").decode()


def words(message: object) -> str:
    """The words of a message; of one that is too long as much as the rewriter needs to see that it is."""
    said = message.strip() if isinstance(message, str) else ""
    if len(said) < LONGEST:
        return said
    # The rest is not kept. Rasa strips what ends in a space.
    return said[: LONGEST - 1] + "…"
