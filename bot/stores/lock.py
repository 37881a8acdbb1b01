"""The lock on a conversation, looked at every few milliseconds instead of every second."""

from __future__ import annotations

import os
from typing import Any

from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig

WAIT = 0.003
"""Seconds between two looks; the stock store waits 1 s, so that a second message takes a second longer."""


class ConversationLock(InMemoryLockStore):
    """Rasa's in-memory lock store with a short wait. One server process only, like the stock one."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, **_: Any) -> None:
        super().__init__()
        self.wait = float(os.environ.get("MYNAH_LOCK_WAIT", WAIT))

    def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float | None = None,
    ) -> Any:
        """Acquire the lock, looking at it every `wait` seconds."""
        return super().lock(conversation_id, lock_lifetime, wait_time_in_seconds or self.wait)
