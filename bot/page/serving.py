"""Serves the page at the voice channel's root: its files, and whether this server hears and speaks."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.speech.errors import SpeechMissing
from bot.speech.parts import Speech

FILES = Path(__file__).parent / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src blob:",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What the page may load: its own files and nothing else, no script or style that stands in a document."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Asked for anew each time, and not sent again while it is the same.
    "Cache-Control": "no-cache",
}


def add_page(routes: Blueprint, speech: Speech) -> None:
    """Put the page at the root of a channel.

    Args:
        routes: the channel's routes.
        speech: the parts that hear and speak, as far as they are installed.
    """

    @routes.get("/")
    async def page(request: Request) -> HTTPResponse:
        if not request.path.endswith("/"):
            # Its files are named relative to it.
            return response.redirect(f"{request.path}/")
        return _sent(request, FILES / "index.html")

    @routes.get("/page/abilities")
    async def abilities(request: Request) -> HTTPResponse:
        return response.json({"hears": _hears(), "speaks": _speaks(speech)}, headers={"Cache-Control": "no-store"})

    for file in sorted(FILES.iterdir()):
        if file.name != "index.html":
            routes.add_route(_sender(file), f"/page/{file.name}", methods=["GET"])


def _hears() -> bool:
    """Whether the recogniser is installed; loading it takes seconds, so that is left to the first who speaks."""
    return find_spec("faster_whisper") is not None


def _speaks(speech: Speech) -> bool:
    try:
        return speech.voice is not None
    except SpeechMissing:
        return False


def _sender(file: Path) -> Callable[[Request], Awaitable[HTTPResponse]]:
    async def send(request: Request) -> HTTPResponse:
        return _sent(request, file)

    send.__name__ = f"page_{file.stem}_{file.suffix[1:]}"
    return send


def _sent(request: Request, file: Path) -> HTTPResponse:
    """A file, read each time: they are small, and a change shows at once."""
    data = file.read_bytes()
    mark = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": mark}
    if request.headers.get("if-none-match") == mark:
        return response.empty(304, headers)
    return response.raw(data, headers=headers, content_type=KINDS[file.suffix])
