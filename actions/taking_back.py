"""Takes back what a request changed, when the person puts that request right: "no, I meant 50 minutes"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request

_KEY = "changed"
"""Where the changes of the latest request that made any are kept, beside what it changed."""
_LASTING = "home:"
"""House values with this beginning are no device states; they are never taken back."""


class Noting:
    """Belongings that note what each change replaced, so that it can be taken back."""

    def __init__(self, kept: Belongings) -> None:
        self._kept = kept
        self.person = kept.person
        self.changes: dict[str, dict[str, list[Any]]] = {"mine": {}, "house": {}}
        """The value before and after, by key."""
        self.taken: dict[str, Any] = {}
        """What was taken back before this request was served: the values as the wrong request had left them."""

    def mine(self, key: str) -> Any:
        """The person's value, or None."""
        return self._kept.mine(key)

    def keep_mine(self, key: str, value: Any) -> None:
        """Keep the person's value and note what it replaces."""
        before = self._kept.mine(key)
        self._kept.keep_mine(key, value)
        self._note("mine", key, before, value)

    def my_keys(self, prefix: str) -> tuple[str, ...]:
        """The person's keys with that prefix, sorted."""
        return self._kept.my_keys(prefix)

    def house(self, key: str) -> Any:
        """The household's value, or None."""
        return self._kept.house(key)

    def keep_house(self, key: str, value: Any) -> None:
        """Keep the household's value and note what it replaces."""
        before = None if key.startswith(_LASTING) else self._kept.house(key)
        self._kept.keep_house(key, value)
        if not key.startswith(_LASTING):
            self._note("house", key, before, value)

    def house_keys(self, prefix: str) -> tuple[str, ...]:
        """The household's keys with that prefix, sorted."""
        return self._kept.house_keys(prefix)

    def _note(self, whose: str, key: str, before: Any, after: Any) -> None:
        noted = self.changes[whose].setdefault(key, [before, after])
        noted[1] = after


def serve_again(serve: Callable[[Request, Noting], Reply], request: Request, belongings: Belongings) -> Reply:
    """Serve a request; what the request that it puts right had changed is taken back first.

    When the new request cannot be served, everything stays as it was.
    """
    noting = Noting(belongings)
    undone = _take_back(request, belongings)
    noting.taken = {key: after for changes in undone.values() for key, (_, after) in changes.items()}
    reply = serve(request, noting)
    if reply.outcome is not Outcome.DONE and not any(noting.changes.values()):
        _restore(undone, belongings, 1)
        return reply
    for whose, changes in noting.changes.items():
        if changes:
            _write(belongings, whose, {"by": _mark(request.intent, request.text), "changes": changes})
    return reply


def _take_back(request: Request, belongings: Belongings) -> dict[str, dict[str, list[Any]]]:
    """Undo what the wrong request changed, unless it has been changed again since; returns those changes."""
    put, undone = request.instead_of, {}
    if put is None:
        return {}
    for whose in ("mine", "house"):
        kept = _read(belongings, whose)
        if kept is None or kept.get("by") != _mark(put.intent, put.text):
            continue
        changes = kept.get("changes")
        if isinstance(changes, Mapping):
            now = belongings.mine if whose == "mine" else belongings.house
            pairs = {key: pair for key, pair in changes.items() if isinstance(pair, list) and len(pair) == 2}
            undone[whose] = {key: pair for key, pair in pairs.items() if now(key) == pair[1]}
    _restore(undone, belongings, 0)
    return undone


def _restore(changes: Mapping[str, Mapping[str, list[Any]]], belongings: Belongings, side: int) -> None:
    """Bring back the values before (0) or after (1) some changes."""
    for whose, pairs in changes.items():
        keep = belongings.keep_mine if whose == "mine" else belongings.keep_house
        for key, pair in pairs.items():
            keep(key, pair[side])


def _mark(intent: str, text: str) -> str:
    """Tells requests apart without keeping anybody's words; house values must hold nothing personal."""
    return blake2b(f"{intent}\n{' '.join(text.split()).casefold()}".encode(errors="replace"), digest_size=8).hexdigest()


def _read(belongings: Belongings, whose: str) -> Mapping[str, Any] | None:
    if whose == "mine" and belongings.person is None:
        return None
    kept = belongings.mine(_KEY) if whose == "mine" else belongings.house(_KEY)
    return kept if isinstance(kept, Mapping) else None


def _write(belongings: Belongings, whose: str, kept: dict[str, Any]) -> None:
    (belongings.keep_mine if whose == "mine" else belongings.keep_house)(_KEY, kept)
