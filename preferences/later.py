"""Work that may wait a moment: done once in the background, however often it was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Later:
    """Runs one piece of work some seconds after it was first asked for; tries again while it returns False."""

    def __init__(self, work: Callable[[], bool], delay: float) -> None:
        self._work = work
        self._delay = delay
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._timer: threading.Timer | None = None
        self._closed = False

    def ask(self) -> None:
        """Have it done soon."""
        with self._lock:
            if self._timer is None and not self._closed:
                self._timer = threading.Timer(self._delay, self._run)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> bool:
        """Stop waiting; True when something had been asked for and was not begun."""
        with self._lock:
            self._closed = True
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        # Work that has begun is let finish, so that nothing runs on a memory that is closed.
        with self._one_at_a_time:
            return timer is not None

    def _run(self) -> None:
        with self._one_at_a_time:
            with self._lock:
                if self._closed:
                    return
                # From here on a new request is a new run: this one may be past what it asks for.
                self._timer = None
            done = self._work()
        if not done:
            self.ask()
