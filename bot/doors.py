"""Guards the server's doors: no web page, no foreign host and no half-typed body gets a message in.

Any web page a person opens can post to loopback. A browser always names its origin, and cannot send JSON with its
content type across origins without asking first; so both are checked, and the Host as well, against rebinding.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

LARGEST_BODY = 1_000_000
"""Bytes; a message of the longest text with all its metadata is far below."""
LARGEST_SOUND = 10_000_000
"""Bytes; thirty seconds of the finest sound a microphone gives are below."""
STREAMED = frozenset({"/webhooks/voice/audio", "/webhooks/voice/stream"})
"""Routes that read their bodies themselves: these may be sound, and are read only from callers who may speak."""
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


def allowed_hosts() -> frozenset[str]:
    """The names this server answers to: loopback, and what `MYNAH_HOSTS` lists (comma-separated)."""
    named = {host.strip().lower() for host in os.environ.get("MYNAH_HOSTS", "").split(",")}
    return LOOPBACK | (named - {""})


def allowed_origins() -> frozenset[str]:
    """The web pages of elsewhere that were named (`mynah serve --cors`); none, unless somebody did."""
    return frozenset({origin.strip() for origin in os.environ.get("MYNAH_ORIGINS", "").split(",")} - {""})


def refusal(request: Request) -> tuple[int, str] | None:
    """Why a request is turned away, as status and sentence; None lets it in."""
    hosts = allowed_hosts()
    host = _hostname(request.headers.get("host", ""))
    if host not in hosts:
        return 421, "This server does not answer to that host name; name it in MYNAH_HOSTS to allow it."
    origin = request.headers.get("origin")
    known = _hostname((origin or "").partition("://")[2].partition("/")[0]) in hosts
    if origin and not known and origin.lower() not in allowed_origins():
        return 403, "Messages from other web pages are not taken."
    if request.method in CHANGING and len(request.body) > LARGEST_BODY:
        return 413, "That message is too large."
    if request.method == "POST" and request.path not in STREAMED:
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            return 415, "Send JSON with the content type application/json."
        try:
            body = request.json
        except SanicException:
            return 400, "That is not valid JSON."
        # Rasa's own routes take lists and empty bodies as well; `rasa interactive` lives by them.
        if not isinstance(body, dict) and request.path.startswith("/webhooks/"):
            return 400, "Send a JSON object with sender and message."
    return None


async def guard(request: Request) -> HTTPResponse | None:
    """Sanic middleware: answers a refused request, lets every other pass."""
    refused = refusal(request)
    if refused is None:
        return None
    status, sentence = refused
    return json({"error": sentence}, status=status)


def close_doors() -> None:
    """Put the guard before every route of the server that runs in this process; without one, do nothing."""
    for app in list(Sanic._app_registry.values()):
        if not getattr(app.ctx, "mynah_guarded", False):
            app.ctx.mynah_guarded = True
            app.config.REQUEST_MAX_SIZE = LARGEST_SOUND
            app.register_middleware(guard, "request")


def _hostname(netloc: str) -> str:
    try:
        name = urlsplit(f"//{netloc}").hostname if netloc else None
    except ValueError:  # Brackets that are no address.
        return ""
    return (name or "").lower()
