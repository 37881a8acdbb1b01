"""How a browser comes by its cookie: it shows the code from the terminal once, and is known from then on."""

from __future__ import annotations

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.caller import COOKIE, How, Refused, caller, counted_miss, csrf, shared_tokens
from bot.tokens import TokenError

KEPT_FOR = 180 * 24 * 3600
"""Seconds after which a browser pairs again."""
PATH = "/webhooks/voice"


def add_pairing(routes: Blueprint) -> None:
    """Add the routes of pairing to a blueprint."""

    @routes.post("/pair")
    async def pair(request: Request) -> HTTPResponse:
        code, name = request.json.get("code"), request.json.get("name")
        if not isinstance(code, str):
            raise Refused(400, "Send the code from the terminal as code.")
        # Every try counts, a right one too: a code is short, unlike a token.
        counted_miss(request, "code")
        try:
            paired = shared_tokens().pair(
                code[:100], name[:200] if isinstance(name, str) and name.strip() else "browser"
            )
        except TokenError:
            raise Refused(503, "The tokens cannot be written right now; `mynah doctor` says why.") from None
        if paired is None:
            raise Refused(401, "That code is not open; `mynah tokens pair` shows a new one.")
        token, words = paired
        answer = response.json({"person": token.people[0], "csrf": csrf(words)})
        _set(answer, request, words, KEPT_FOR)
        return answer

    @routes.get("/session")
    async def session(request: Request) -> HTTPResponse:
        who = caller(request)
        words = request.cookies.get(COOKIE) if who.how is How.COOKIE else None
        people = sorted(who.may_speak_for) if who.may_speak_for is not None else None
        told = {"person": who.person, "how": who.how.value, "may_speak_for": people}
        return response.json({**told, "csrf": csrf(words) if words else None}, headers={"Cache-Control": "no-store"})

    @routes.delete("/session")
    async def leave(request: Request) -> HTTPResponse:
        who = caller(request)
        if who.how is not How.COOKIE:
            raise Refused(404, "This browser is not paired.")
        shared_tokens().revoke(who.key)
        answer = response.json({"person": None})
        _set(answer, request, "", 0)
        return answer


def _set(answer: HTTPResponse, request: Request, words: str, seconds: int) -> None:
    answer.cookies[COOKIE] = words
    cookie = answer.cookies[COOKIE]
    cookie["httponly"], cookie["samesite"], cookie["path"] = True, "Strict", PATH
    cookie["max-age"] = seconds
    if request.scheme == "https":
        cookie["secure"] = True
