"""A turn with Mynah against the same turn without, and a long conversation against a fresh one.

Turns are taken in rounds: every server gets the same message in a conversation of its own, in an order that moves on
by one each round, so that whatever else the machine does falls on all alike. A conversation has ten different
requests; then a fresh person begins a fresh one. Everybody taught five things beforehand, so that Mynah has something
to apply. Times are taken at the caller, action hop included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from benchmarks.report import Figure, ratio
from benchmarks.script import conversation, endless, teach
from benchmarks.servers import Server, Servers, fresh
from preferences.memory import Memory

TURNS = 300
"""Turns a server, at least."""
WARM_UP = 2
"""Conversations that are not counted."""
GROWN = 300
"""Turns of the long conversation."""
COMPARED = 10
"""How many of its last turns are compared, with as many first turns of a fresh conversation."""


def turn_figures(servers: Servers, memory: Memory, tick: Callable[[], None], turns: int = TURNS) -> Iterator[Figure]:
    """`turn_ratio_stock_stores` and `turn_ratio`: with Mynah against without, on Rasa's stores and on ours."""
    lines = [servers.mynah, servers.plain, servers.mynah_on_stock, servers.plain_on_stock, servers.quick]
    took: list[list[float]] = [[] for _ in lines]
    number = 0
    for talk in range(-WARM_UP, -(-turns // 10)):
        names = [(fresh("person"), fresh("talk")) for _ in lines]
        for person, _ in names:
            teach(memory, person)
        for said in conversation(talk):
            number += 1
            for step in range(len(lines)):
                which = (step + number) % len(lines)
                milliseconds, reply = lines[which].say(said.text, *names[which])
                if not reply:
                    raise RuntimeError(f"server {which} had no reply to {said.text!r}")
                if talk >= 0:
                    took[which].append(milliseconds)
            tick()
    ours, plain, ours_on_stock, plain_on_stock, quick = took
    yield ratio("turn_ratio_stock_stores", ours_on_stock, plain_on_stock)
    yield ratio("turn_ratio", ours, plain)
    yield ratio("turn_ratio_as_shipped", ours, plain_on_stock)
    yield ratio("turn_ratio_same_hop", ours, quick)


def growth_figures(servers: Servers, memory: Memory, tick: Callable[[], None], turns: int = GROWN) -> Iterator[Figure]:
    """`growth_ratio` and `growth_ratio_stock`: the last ten turns of 300 against turns 1 to 10.

    Turns 1 to 10 are those of a fresh conversation, spoken in turn with the last ten of the long one and in the same
    words: measured minutes earlier they would tell of the machine as much as of the conversation.
    """
    for name, server in (("growth_ratio", servers.mynah), ("growth_ratio_stock", servers.plain_on_stock)):
        late, early = _grown(server, memory, tick, turns)
        note = f"turns {turns - COMPARED + 1} to {turns} against turns 1 to {COMPARED}"
        found = ratio(name, late, early)
        yield Figure(found.name, found.value, found.unit, found.spread, f"{found.note}: {note}")


def _grown(server: Server, memory: Memory, tick: Callable[[], None], turns: int) -> tuple[list[float], list[float]]:
    old, young = (fresh("person"), fresh("talk")), (fresh("person"), fresh("talk"))
    for person, _ in (old, young):
        teach(memory, person)
    words = [said.text for said in islice(endless(), turns)]
    late, early = [], []
    for text in words[:-COMPARED]:
        server.say(text, *old)
        tick()
    for number, text in enumerate(words[-COMPARED:]):
        for who in (old, young) if number % 2 else (young, old):
            (late if who is old else early).append(server.say(text, *who)[0])
        tick()
    return late, early
