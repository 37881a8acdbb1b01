"""What skills keep: lists, alarms and timers of a person, the states of the household's devices."""

from __future__ import annotations

from typing import Any, Protocol


class Belongings(Protocol):
    """A small JSON store behind one door; the person is fixed when it is made.

    `mine` values belong to the person and go with them when they are forgotten; `house` values belong
    to the household (device states) and hold nothing personal. A change is committed when the call returns.
    """

    @property
    def person(self) -> str | None:
        """Whose belongings these are; None is nobody: `mine` then is empty and `keep_mine` raises NobodySpeaks."""

    def mine(self, key: str) -> Any:
        """The person's value under that key ("list:shopping"), or None."""

    def keep_mine(self, key: str, value: Any) -> None:
        """Keep a JSON value under the person's key; None removes it."""

    def my_keys(self, prefix: str) -> tuple[str, ...]:
        """The person's keys with that prefix, sorted."""

    def house(self, key: str) -> Any:
        """The household's value under that key ("light:kitchen"), or None."""

    def keep_house(self, key: str, value: Any) -> None:
        """Keep a JSON value under the household's key; None removes it."""

    def house_keys(self, prefix: str) -> tuple[str, ...]:
        """The household's keys with that prefix, sorted."""


class Pocket:
    """Belongings that live only in this process: for tests, for trying a skill, and for nobody."""

    def __init__(self, person: str | None = "somebody") -> None:
        self.person = person
        self._mine: dict[str, Any] = {}
        self._house: dict[str, Any] = {}

    def mine(self, key: str) -> Any:
        """The person's value, or None."""
        return self._mine.get(key)

    def keep_mine(self, key: str, value: Any) -> None:
        """Keep the person's value; None removes it."""
        from preferences.errors import NobodySpeaks

        if self.person is None:
            raise NobodySpeaks("I don't know who is speaking, so I can't keep that for you.")
        _keep(self._mine, key, value)

    def my_keys(self, prefix: str) -> tuple[str, ...]:
        """The person's keys with that prefix, sorted."""
        return tuple(sorted(key for key in self._mine if key.startswith(prefix)))

    def house(self, key: str) -> Any:
        """The household's value, or None."""
        return self._house.get(key)

    def keep_house(self, key: str, value: Any) -> None:
        """Keep the household's value; None removes it."""
        _keep(self._house, key, value)

    def house_keys(self, prefix: str) -> tuple[str, ...]:
        """The household's keys with that prefix, sorted."""
        return tuple(sorted(key for key in self._house if key.startswith(prefix)))


def _keep(store: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        store.pop(key, None)
    else:
        store[key] = value
