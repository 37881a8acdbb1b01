"""Several messages of one conversation at once: how long the last of them waits, against Rasa's own lock store.

Rasa serves one message of a conversation at a time and looks once a second whether the next may go on. Both sides get
the same messages at the same moment on connections that are open already; the time is that of the last answer.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator

from benchmarks.report import Figure, ratio
from benchmarks.script import conversation, teach
from benchmarks.servers import Server, Servers, fresh, post
from preferences.memory import Memory

ROUNDS = 8
"""How often each number of messages is sent."""


def together_figures(
    servers: Servers, memory: Memory, tick: Callable[[], None], rounds: int = ROUNDS
) -> Iterator[Figure]:
    """`second_message_ratio` and `fourth_message_ratio`."""
    for name, count in (("second_message_ratio", 2), ("fourth_message_ratio", 4)):
        ours, stock = [], []
        for number in range(rounds):
            ours.append(_last_answer(servers.mynah, memory, count, number))
            stock.append(_last_answer(servers.plain_on_stock, memory, count, number))
            tick()
        yield ratio(name, ours, stock)


def _last_answer(server: Server, memory: Memory, count: int, number: int) -> float:
    """Milliseconds until the last of some messages sent at once is answered."""
    person, talk = fresh("person"), fresh("talk")
    teach(memory, person)
    words = [said.text for said in conversation(number)]
    server.say(words[0], person, talk)
    lines = [server.connect() for _ in range(count)]
    go, done = threading.Barrier(count + 1), []

    def send(line: http.client.HTTPConnection, text: str) -> None:
        go.wait()
        post(line, text, person, talk)
        done.append(time.perf_counter())
        line.close()

    senders = [threading.Thread(target=send, args=pair) for pair in zip(lines, words[1 : count + 1], strict=True)]
    for sender in senders:
        sender.start()
    go.wait()
    begin = time.perf_counter()
    for sender in senders:
        sender.join()
    if len(done) != count:
        raise RuntimeError(f"only {len(done)} of {count} messages were answered")
    return (max(done) - begin) * 1000
