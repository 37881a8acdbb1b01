"""Takes a person out of what learning made of the log, and of what it has read of it."""

from __future__ import annotations

from pathlib import Path

from learning import generation, step_store
from learning.library import Decided


def forget(root: Path, person: str) -> int:
    """Take a person out of everything that was learned and kept for learning; returns how many rows went.

    Raises:
        LearningError: a file could not be written.
    """
    # First what a run of learning looks at: one that goes on meanwhile publishes nothing, or takes it back.
    gone = step_store.forget(root, person)
    gone += generation.erase(root, person)
    if (root / "decided.db").exists():
        gone += Decided(root).forget(person)
    return gone
