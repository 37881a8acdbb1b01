"""Tells a person, once, that alarms and timers are kept here and that nothing rings."""

from __future__ import annotations

from dataclasses import replace

from preferences.belongings import Belongings
from preferences.request import Outcome, Reply

SILENT = "I keep alarms and timers for you, but nothing rings here yet."
TOLD = "told:nothing rings"
"""The belonging that marks who has heard it."""


def told_once(reply: Reply, belongings: Belongings) -> Reply:
    """The reply that an alarm or timer is set, with `SILENT` behind it the first time that person hears one."""
    if reply.outcome is not Outcome.DONE or belongings.mine(TOLD):
        return reply
    belongings.keep_mine(TOLD, True)
    return replace(reply, text=f"{reply.text} {SILENT}")
