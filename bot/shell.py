"""Rasa's shell, mended where it leaves a person at a dead prompt."""

from __future__ import annotations

from typing import Any

from rasa.core.channels import console

_stock = console._get_user_input


async def typed(previous: dict[str, Any] | None) -> str | None:
    """What the person types next; None when they are done.

    Rasa's shell hangs at the end of the input (Ctrl-D), and its menus of buttons swallow what is typed. The
    assistant's questions name their choices, so that the words of an answer are enough.
    """
    if previous is not None:
        previous = {key: value for key, value in previous.items() if key != "buttons"}
    try:
        return await _stock(previous)
    except EOFError:
        return None


def mend_shell() -> None:
    """Let Ctrl-D leave the shell, and let questions with choices be answered in words."""
    console._get_user_input = typed
