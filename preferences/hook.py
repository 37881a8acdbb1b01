"""A developer's own function for the odd case: it sees a value that was taught, and keeps, changes or refuses it."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType

logger = logging.getLogger(__name__)

_LONGEST = 200
"""Characters of a value that the memory keeps."""


@dataclass(frozen=True)
class Given:
    """What a hook gets: plain values."""

    concept: str
    """The concept of the flow."""
    value: str
    """The value as it was read."""
    words: str
    """What the person said."""
    liked: bool
    """False for a dislike."""
    now: datetime
    """The person's clock, aware."""


@dataclass(frozen=True)
class Refusal:
    """A hook's no."""

    say: str
    """Why, in a sentence for the person."""


Function = Callable[[Given], str | Refusal]


class BadHook(ValueError):
    """The named function cannot be used; says why."""


class HookFailed(Exception):
    """The function broke or gave something that is no answer; the log has one line about it."""


@dataclass(frozen=True)
class Hook:
    """One function of a developer's."""

    name: str
    """As the flow names it: "module:function"."""
    function: Function = field(repr=False)
    """The function."""

    def __call__(self, given: Given) -> str | Refusal:
        """What the function makes of a value.

        Raises:
            HookFailed: it raised, or gave neither a value nor a refusal.
        """
        try:
            answer = self.function(given)
        except Exception as error:  # A developer's code may raise anything, with a person's words in it.
            logger.error(
                "The hook %s of %s raised %s in %s", self.name, given.concept, type(error).__name__, _at(error)
            )
            raise HookFailed from None
        if isinstance(answer, Refusal) and answer.say.strip():
            return answer
        if isinstance(answer, str) and answer.strip() and len(answer) <= _LONGEST:
            return answer.strip()
        logger.error("The hook %s of %s gave no value and no refusal", self.name, given.concept)
        raise HookFailed


def load_hook(name: str, folder: Path) -> Hook:
    """Find the function that a flow names.

    Args:
        name: "module:function"; the module is a file beside the flow, or can be imported.
        folder: where the flow is.

    Raises:
        BadHook: there is no such function, or it cannot be called with one value.
    """
    module, colon, function = name.partition(":")
    if not colon or not all(part.isidentifier() for part in (*module.split("."), function)):
        raise BadHook(f"`{name}` is not of the form module:function")
    found = getattr(_module(module, folder), function, None)
    if not callable(found):
        raise BadHook(f"there is no function `{function}` in `{module}`")
    try:
        inspect.signature(found).bind(object())
    except (TypeError, ValueError):
        raise BadHook(f"`{function}` does not take one value") from None
    return Hook(name, found)


def _module(name: str, folder: Path) -> ModuleType:
    beside = folder / f"{name}.py"
    try:
        if not beside.is_file():
            return importlib.import_module(name)
        spec = importlib.util.spec_from_file_location(f"mynah_hook_{name}", beside)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    except (
        Exception
    ) as error:  # Whatever the file does at import is its own affair; the flow is refused with the name of it.
        raise BadHook(f"`{name}` cannot be imported: {type(error).__name__}") from None


def _at(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "an unknown place"
