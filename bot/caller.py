"""Who calls, and for whom a request speaks: by its token, its cookie, or from this machine by what it says.

Everything that serves one person's data asks `caller` first, and takes the person from nowhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from http.cookies import CookieError
from typing import Any

from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.doors import LARGEST_SOUND
from bot.identity import trusted
from bot.limits import Limits
from bot.tokens import Kind, Token, TokenError, Tokens
from preferences.errors import MynahError
from preferences.surroundings import read_surroundings

COOKIE = "mynah_session"
"""Holds a paired browser's token; no script can read it."""
CSRF_HEADER = "x-csrf-token"
"""Carries what `csrf` gives, with every request of a browser that changes something."""
METADATA_HEADER = "x-mynah-metadata"
"""Carries metadata as JSON where the body is not JSON."""
MISSES_PER_MINUTE = 20
"""Wrong tokens and pairing codes that are looked at from one address in a minute."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})

limits = Limits()


class How(str, Enum):
    """How it is known who calls."""

    TOKEN = "token"
    """A person's own token."""
    DEVICE = "device"
    """A device's token."""
    COOKIE = "cookie"
    """A paired browser."""
    LOOPBACK = "loopback"
    """A program of this machine."""


@dataclass(frozen=True)
class Caller:
    """Who calls, settled."""

    person: str | None
    """Whom this request speaks for; None is nobody."""
    may_speak_for: frozenset[str] | None
    """Everybody this caller may speak for; None is anybody."""
    how: How
    """How that is known."""
    key: str
    """Names the caller in counts and conversations, without naming a person: a token's number, or "loopback"."""
    largest: int = LARGEST_SOUND
    """Bytes of its largest message."""


@dataclass(frozen=True)
class Admitted:
    """A caller that may speak; for whom is not settled yet."""

    token: Token | None
    """Its token; None for a program of this machine."""

    @property
    def largest(self) -> int:
        """Bytes of its largest message."""
        return self.token.largest if self.token is not None else LARGEST_SOUND


class Refused(MynahError):
    """A request is turned away, with an HTTP status and one sentence."""

    def __init__(self, status: int, sentence: str, retry_after: int | None = None) -> None:
        self.status = status
        self.retry_after = retry_after
        super().__init__(sentence)


@lru_cache(maxsize=1)
def shared_tokens() -> Tokens:
    """The tokens of this installation."""
    return Tokens()


def caller(request: Request) -> Caller:
    """Settle who speaks for a request.

    A token, or a paired browser's cookie, says it. Without either, a program of this machine may say it by
    `user_id`: in the body's metadata, in the header `X-Mynah-Metadata`, or in the query. A device's token names
    one of its people in the same way.

    Raises:
        Refused: 401 for a wrong or revoked token, and for none from another machine; 403 for somebody the caller may
            not speak for, and for a browser's change without its CSRF token; 429 when it calls too often; 503 when
            the tokens cannot be read.
    """
    return speaking_for(admitted(request), named(request))


def admitted(request: Request) -> Admitted:
    """See whether a caller may speak at all; where its message has to be read to know for whom, before that is read.

    Raises:
        Refused: see `caller`.
    """
    words, by_cookie = _presented(request)
    if words is None:
        if not trusted(request.ip, forwarded(request)):
            raise Refused(401, "Who may speak here has a token; `mynah tokens add` makes one.")
        return Admitted(None)
    token = _known(request, words)
    wait = limits.take(f"token {token.id}", token.per_minute)
    if wait is not None:
        raise Refused(429, "That is too often; try again in a moment.", wait)
    if by_cookie and request.method not in READING:
        _check_csrf(request, words)
    return Admitted(token)


def speaking_for(who: Admitted, wanted: str | None) -> Caller:
    """Settle whom an admitted caller speaks for.

    Args:
        who: the caller.
        wanted: the person its message names, if any.

    Raises:
        Refused: 403, it may not speak for that person.
    """
    token = who.token
    if token is None:
        return Caller(wanted, None, How.LOOPBACK, "loopback")
    people = frozenset(token.people)
    if wanted is not None and wanted not in people:
        raise Refused(403, "This token may not speak for that person.")
    person = wanted if token.kind is Kind.DEVICE else token.people[0]
    how = {Kind.PERSON: How.TOKEN, Kind.DEVICE: How.DEVICE, Kind.BROWSER: How.COOKIE}[token.kind]
    return Caller(person, people, how, token.id, token.largest)


def named(request: Request, metadata: Mapping[str, Any] | None = None) -> str | None:
    """The person a request names, believed or not: in the query, or as `user_id` of its metadata."""
    asked = request.args.get("user_id")
    given = metadata_of(request) if metadata is None else metadata
    return read_surroundings({"user_id": asked} if asked else given).user_id


def counted_miss(request: Request, what: str) -> None:
    """Count a wrong token, or a try at a pairing code, of an address.

    Raises:
        Refused: 429, it has tried too many.
    """
    wait = limits.take(f"{what} {request.ip}", MISSES_PER_MINUTE)
    if wait is not None:
        raise Refused(429, "That was wrong too often; try again in a moment.", wait)


def metadata_of(request: Request) -> Mapping[str, Any]:
    """The metadata a request carries: of a JSON body, else of its header; what is not readable is nothing."""
    given: Any = None
    try:
        header = request.headers.get(METADATA_HEADER)
        if header:
            given = json.loads(header)
        elif request.headers.get("content-type", "").startswith("application/json") and isinstance(request.json, dict):
            given = request.json.get("metadata")
    except (ValueError, RecursionError, SanicException):
        return {}
    return given if isinstance(given, Mapping) else {}


def forwarded(request: Request) -> bool:
    """Whether a proxy says that it passed the request on; then its address is not the caller's."""
    return "x-forwarded-for" in request.headers or "forwarded" in request.headers


def csrf(words: str) -> str:
    """What a paired browser's changes carry; made from its token, so that nothing is kept for it."""
    return hmac.new(words.encode(), b"mynah csrf", hashlib.sha256).hexdigest()


async def refused(request: Request, problem: Refused) -> HTTPResponse:
    """A refusal as its sentence and status."""
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return json_response({"error": str(problem)}, status=problem.status, headers=headers)


def _presented(request: Request) -> tuple[str | None, bool]:
    """The token a request shows, and whether its cookie did; a header goes before the cookie."""
    given = request.headers.get("authorization")
    if given is not None:
        scheme, _, words = given.partition(" ")
        return (words.strip() if scheme.lower() == "bearer" else ""), False
    try:
        cookie = request.cookies.get(COOKIE)
    except CookieError:  # Whatever that was, it is no cookie of ours.
        cookie = None
    return cookie, cookie is not None


def _known(request: Request, words: str) -> Token:
    try:
        token = shared_tokens().find(words)
    except TokenError:
        raise Refused(503, "The tokens cannot be read right now; `mynah doctor` says why.") from None
    if token is None:
        # A right one is always looked at, so that nobody locks out those who share an address with them.
        counted_miss(request, "token")
        raise Refused(401, "That token is not known here; it may have been revoked.")
    return token


def _check_csrf(request: Request, words: str) -> None:
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    if origin is not None and origin.partition("://")[2] != host:
        raise Refused(403, "Messages from other web pages are not taken.")
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf(words).encode()):
        raise Refused(403, "The CSRF token is missing or wrong; load the page again.")
