"""Tokens: who may speak to the server from elsewhere. Only hashes are kept, in one small file of the house.

A token is `mynah_<number>_<secret>`. The number finds its row, the secret proves it: 256 random bits, so that a plain
SHA-256 is enough to keep, and nothing slow has to run at every message. A file of its own rather than a table of the
memory: an export or a copy of the memory then carries nobody's keys.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any

from preferences import paths
from preferences.errors import MynahError

PER_MINUTE = 60
"""Requests a minute that a token is served, unless it says otherwise."""
LARGEST = 10_000_000
"""Bytes of its largest message, unless it says otherwise."""
PAIRING = timedelta(minutes=10)
"""How long a pairing code can be used."""
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What pairing codes are made of: nothing that looks or sounds like something else on a screen."""
_SHAPE = re.compile(r"mynah_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NEVER = hashlib.sha256(b"no token has this").hexdigest()


class TokenError(MynahError):
    """A token cannot be made, found or read; says why."""


class Kind(str, Enum):
    """What a token was given to."""

    PERSON = "person"
    """Somebody's own app or script; it speaks for that person alone."""
    DEVICE = "device"
    """A thing several people speak to; it may speak for the people it names, and says for whom."""
    BROWSER = "browser"
    """A browser that was paired by a code; it speaks for one person, by a cookie."""


@dataclass(frozen=True)
class Token:
    """One token as it is kept."""

    id: str
    """Its number; stands in the token and in `mynah tokens list`."""
    hash: str
    """SHA-256 of the secret, in hex."""
    kind: Kind
    """What it was given to."""
    name: str
    """What it is called in lists: "kitchen speaker"."""
    people: tuple[str, ...]
    """Whom it speaks for; of a device, whom it may speak for."""
    made_at: str
    """When, ISO 8601 in UTC."""
    per_minute: int = PER_MINUTE
    """How many requests a minute it is served."""
    largest: int = LARGEST
    """Bytes of its largest message."""


@dataclass(frozen=True)
class Pairing:
    """A code that waits for a browser."""

    hash: str
    """SHA-256 of the code, in hex."""
    person: str
    """Whom the browser will speak for."""
    until: float
    """When it lapses, seconds since the epoch."""


@dataclass(frozen=True)
class Keys:
    """Everything in the file."""

    tokens: tuple[Token, ...] = ()
    """All that were not revoked."""
    pairings: tuple[Pairing, ...] = ()
    """Codes that wait."""


class Tokens:
    """The file of tokens; a change by another process is seen by the next request."""

    def __init__(self, file: Path | None = None, now: Callable[[], datetime] | None = None) -> None:
        self._file = file
        self._now = now or (lambda: datetime.now(timezone.utc))
        self._kept: tuple[tuple[int, int, int], Keys] | None = None
        self._lock = threading.Lock()

    @property
    def file(self) -> Path:
        """Where they are kept."""
        return self._file or paths.home() / "tokens.json"

    def all(self) -> tuple[Token, ...]:
        """All tokens, in the order they were made."""
        return self._read().tokens

    def add(
        self,
        kind: Kind,
        name: str,
        people: Iterable[str],
        per_minute: int = PER_MINUTE,
        largest: int = LARGEST,
    ) -> tuple[Token, str]:
        """Make a token; returns it and, for the only time, the words to send.

        Raises:
            TokenError: nobody is named, several people for a person's token, or the file cannot be written.
        """
        whom = tuple(dict.fromkeys(_person(person) for person in people))
        if not whom:
            raise TokenError("A token speaks for somebody: name at least one person.")
        if kind is not Kind.DEVICE and len(whom) > 1:
            raise TokenError("Only a device can speak for several people.")
        token, words = self._made(kind, name.strip()[:200] or whom[0], whom)
        token = replace(token, per_minute=max(1, per_minute), largest=max(1, min(largest, LARGEST)))
        with self._changing() as keys:
            keys.append(replace(keys[-1], tokens=(*keys[-1].tokens, token)))
        return token, words

    def revoke(self, which: str) -> Token:
        """End a token by its number or its name; from the next request on it is nobody's.

        Raises:
            TokenError: there is none, or several have that name.
        """
        with self._changing() as keys:
            found = [token for token in keys[-1].tokens if which in (token.id, token.name)]
            if not found:
                raise TokenError(f"There is no token {which}; `mynah tokens list` shows them.")
            if len(found) > 1:
                raise TokenError(f"Several tokens are called {which}; name one by its number.")
            keys.append(replace(keys[-1], tokens=tuple(token for token in keys[-1].tokens if token != found[0])))
        return found[0]

    def naming(self, person: str) -> tuple[Token, ...]:
        """The tokens that may speak for a person."""
        return tuple(token for token in self._read().tokens if person in token.people)

    def forget(self, person: str) -> tuple[Token, ...]:
        """Take a person out of the file: their own tokens and codes end, devices speak for the others on; returns
        the tokens that named them.
        """
        with self._changing() as keys:
            kept = [replace(t, people=tuple(one for one in t.people if one != person)) for t in keys[-1].tokens]
            waiting = tuple(pairing for pairing in keys[-1].pairings if pairing.person != person)
            found = tuple(token for token in keys[-1].tokens if person in token.people)
            keys.append(Keys(tuple(token for token in kept if token.people), waiting))
        return found

    def find(self, words: str) -> Token | None:
        """The token that these words are, or None; takes as long for a wrong one as for a right one."""
        shape = _SHAPE.fullmatch(words)
        number, secret = shape.groups() if shape else ("", "")
        token = next((token for token in self._read().tokens if token.id == number), None)
        right = hmac.compare_digest(_digest(secret), token.hash if token else _NEVER)
        return token if right else None

    def open_pairing(self, person: str) -> str:
        """A code of eight letters that lets one browser speak for a person, once, for ten minutes."""
        code = "".join(secrets.choice(LETTERS) for _ in range(8))
        until = (self._now() + PAIRING).timestamp()
        with self._changing() as keys:
            waiting = self._waiting(keys[-1])
            keys.append(replace(keys[-1], pairings=(*waiting, Pairing(_digest(code), _person(person), until))))
        return f"{code[:4]}-{code[4:]}"

    def pair(self, code: str, name: str = "browser") -> tuple[Token, str] | None:
        """Take a code for a browser's token; None where no such code waits. A code works once."""
        given = _digest("".join(letter for letter in code.upper() if letter.isalnum()))
        with self._changing() as keys:
            waiting = self._waiting(keys[-1])
            found = [pairing for pairing in waiting if hmac.compare_digest(pairing.hash, given)]
            if not found:
                return None
            token, words = self._made(Kind.BROWSER, name, (found[0].person,))
            left = tuple(pairing for pairing in waiting if pairing is not found[0])
            keys.append(Keys((*keys[-1].tokens, token), left))
        return token, words

    # --- the file

    def _made(self, kind: Kind, name: str, people: tuple[str, ...]) -> tuple[Token, str]:
        number, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        made_at = self._now().isoformat(timespec="seconds")
        return Token(number, _digest(secret), kind, name, people, made_at), f"mynah_{number}_{secret}"

    def _waiting(self, keys: Keys) -> tuple[Pairing, ...]:
        now = self._now().timestamp()
        return tuple(pairing for pairing in keys.pairings if pairing.until > now)

    def _read(self) -> Keys:
        file = self.file
        try:
            told = file.stat()
        except FileNotFoundError:
            return Keys()
        except OSError as problem:
            raise TokenError(f"{file} cannot be read: {problem.strerror}.") from None
        # A change replaces the file, so that its number changes even where its time and size do not.
        stamp = (told.st_mtime_ns, told.st_size, told.st_ino)
        kept = self._kept
        if kept is None or kept[0] != stamp:
            kept = self._kept = (stamp, _load(file))
        return kept[1]

    @contextlib.contextmanager
    def _changing(self) -> Iterator[list[Keys]]:
        """Change the file, one process and thread at a time; what is appended to the list is written."""
        file = self.file
        with self._lock, contextlib.ExitStack() as stack:
            try:
                lock = stack.enter_context(_opened(file.with_suffix(".lock")))
                fcntl.flock(lock, fcntl.LOCK_EX)
                keys = [_load(file) if file.exists() else Keys()]
                yield keys
                if len(keys) > 1:
                    _write(file, keys[-1])
            except OSError as problem:
                raise TokenError(f"{file} cannot be written: {problem.strerror}.") from None


def _person(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 200 or not name.isprintable():
        raise TokenError("A person's name has 1 to 200 characters, all of them printable.")
    return name


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[int]:
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _load(file: Path) -> Keys:
    try:
        given: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        tokens = tuple(
            Token(**{**row, "kind": Kind(row["kind"]), "people": tuple(row["people"])}) for row in given["tokens"]
        )
        return Keys(tokens, tuple(Pairing(**row) for row in given["pairings"]))
    except (ValueError, KeyError, TypeError):
        raise TokenError(f"{file} is damaged. Move it away, and give out new tokens.") from None


def _write(file: Path, keys: Keys) -> None:
    handle, name = tempfile.mkstemp(prefix=".tokens-", dir=file.parent)  # Readable by its owner alone.
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as written:
            json.dump({"tokens": [asdict(t) for t in keys.tokens], "pairings": [asdict(p) for p in keys.pairings]},
                      written, indent=1)  # fmt: skip
            written.flush()
            os.fsync(written.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
