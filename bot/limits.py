"""How often a token, and whoever tries tokens that are none, is served: a bucket of each that fills up again."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEPT = 10_000
"""Buckets kept at once; the longest unused go first, and they are full by then or soon."""


class Limits:
    """Token buckets: each holds a minute's worth and fills up steadily."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, per_minute: int) -> int | None:
        """Count one request; None when it may be served, else the seconds to wait, at least 1."""
        left = self._filled(key, per_minute)
        if left < 1:
            return max(1, math.ceil((1 - left) * 60 / per_minute))
        self._keep(key, left - 1)
        return None

    def _filled(self, key: str, per_minute: int) -> float:
        left, at = self._left.get(key, (float(per_minute), self._now()))
        return min(float(per_minute), left + (self._now() - at) * per_minute / 60)

    def _keep(self, key: str, left: float) -> None:
        self._left[key] = (left, self._now())
        self._left.move_to_end(key)
        while len(self._left) > MOST_KEPT:
            self._left.popitem(last=False)
