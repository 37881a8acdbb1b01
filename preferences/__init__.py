"""The core of Mynah: what people teach, and how it guides what they ask for. It knows nothing of Rasa.

Only what is named here is promised to stay. Each name is imported when it is first used, so that a program
which needs one part does not wait for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preferences.application import Applied, apply
    from preferences.belongings import Belongings
    from preferences.clock import person_clock
    from preferences.condition import Condition
    from preferences.curriculum import Curriculum, load_curriculum
    from preferences.errors import MynahError
    from preferences.flow import Flow
    from preferences.hook import Given, Refusal
    from preferences.interpretation import Heard, Interpretation, interpret
    from preferences.memory import Memory, open_memory
    from preferences.preference import NOBODY, Correction, Preference, Profile, Statement
    from preferences.request import Entity, Outcome, Reading, Reply, Request
    from preferences.state import ConversationState, PersonState
    from preferences.statements import read_statements
    from preferences.surroundings import Surroundings, read_surroundings

__all__ = [
    "NOBODY",
    "Applied",
    "Belongings",
    "Condition",
    "ConversationState",
    "Correction",
    "Curriculum",
    "Entity",
    "Flow",
    "Given",
    "Heard",
    "Interpretation",
    "Memory",
    "MynahError",
    "Outcome",
    "PersonState",
    "Preference",
    "Profile",
    "Reading",
    "Refusal",
    "Reply",
    "Request",
    "Statement",
    "Surroundings",
    "apply",
    "interpret",
    "load_curriculum",
    "open_memory",
    "person_clock",
    "read_statements",
    "read_surroundings",
]

_HOMES = {
    "application": ("Applied", "apply"),
    "belongings": ("Belongings",),
    "clock": ("person_clock",),
    "condition": ("Condition",),
    "curriculum": ("Curriculum", "load_curriculum"),
    "errors": ("MynahError",),
    "flow": ("Flow",),
    "hook": ("Given", "Refusal"),
    "interpretation": ("Heard", "Interpretation", "interpret"),
    "memory": ("Memory", "open_memory"),
    "preference": ("NOBODY", "Correction", "Preference", "Profile", "Statement"),
    "request": ("Entity", "Outcome", "Reading", "Reply", "Request"),
    "state": ("ConversationState", "PersonState"),
    "statements": ("read_statements",),
    "surroundings": ("Surroundings", "read_surroundings"),
}
"""Which module each name lives in."""
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
