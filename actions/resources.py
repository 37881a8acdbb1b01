"""What every action needs and one process makes once: the memory, the flows, the language pipeline."""

from __future__ import annotations

import atexit
import os
import threading
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from preferences.curriculum import Curriculum, load_curriculum
from preferences.memory import Memory, open_memory
from preferences.parsing import load_language


@lru_cache(maxsize=1)
def memory() -> Memory:
    """The memory of this installation.

    Raises:
        MemoryError_: it cannot be opened; asked again at the next turn.
    """
    opened = open_memory()
    # What is still buffered (counts of uses) is written when the process ends in peace.
    atexit.register(opened.close)
    return opened


def curriculum() -> Curriculum:
    """The flows, vocabularies and signatures of this checkout."""
    return load_curriculum()


def nlp() -> Any:
    """The spaCy pipeline; loaded when the first statement has to be read, for that takes half a second."""
    return load_language()


def warm() -> None:
    """Load what the first turns would wait for: the gazetteer, the language pipeline, the patterns of statements."""
    from learning.trees import shipped
    from preferences.gazetteer import gazetteer
    from preferences.statements import read_statements

    gazetteer()
    for model in ("rephrase", "defects"):
        shipped(model)
    # The patterns are compiled where they are first needed, and that takes a second.
    read_statements("I like this", curriculum().flows, datetime.now(timezone.utc), nlp())


if os.environ.get("MYNAH_WARM"):
    # Set for the action server; a process that only imports the actions has no use for it.
    threading.Thread(target=warm, name="warm", daemon=True).start()
