"""A reply as server-sent events, sentence by sentence, so that its beginning is heard while the rest is made.

It keeps a few seconds ahead of what is heard, not more: an interruption then stops nearly all that is left.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from bot.channels.voice_playing import Playing
from bot.channels.voice_talk import Message, Talk, told
from bot.channels.voice_turn import Answered
from bot.speech.speaking import sentences

AHEAD = 4.0
"""Seconds of sound that are sent before they are heard."""
Event = tuple[str, dict[str, Any]]


async def events(
    talk: Talk, agent: Any, message: Message, playing: Playing, speak: bool
) -> AsyncGenerator[Event, None]:
    """The events of one reply: `heard`, `sentence` for each, `reply`, and `done` or `stopped` at the end.

    The turn itself is never cut short: what was asked for is done, and the log is whole, whoever stops listening.
    """
    began = time.perf_counter()
    queue: asyncio.Queue[Any] = asyncio.Queue()
    turn = asyncio.create_task(talk.answer(agent, message, queue))
    yield "heard", {"id": playing.id, **message.heard}
    first_ms, answered = None, None
    async for sentence in _spoken_parts(queue):
        if playing.stopped.is_set():
            continue  # What comes of the turn still has to be taken from the queue.
        sound = await talk.spoken(sentence) if speak else None
        length = sound.seconds * 1000 if sound is not None else 0.0
        await _wait_until_due(playing)
        if playing.stopped.is_set():
            continue
        index, starts = len(playing.sentences), playing.milliseconds
        playing.sentences.append((sentence, length))
        first_ms = first_ms if first_ms is not None else (time.perf_counter() - began) * 1000
        if answered is None and turn.done():
            answered = await turn
            yield "reply", _reply(answered)
        part = {"index": index, "text": sentence, "starts_ms": round(starts), "milliseconds": round(length)}
        yield "sentence", {**part, "audio": told(sound)}
    if answered is None:
        answered = await turn
        yield "reply", _reply(answered)
    playing.whole = not playing.stopped.is_set()
    timings = {"hearing_ms": round(message.hearing_ms, 1), "turn_ms": round(answered.milliseconds, 1)}
    if first_ms is not None:
        timings["first_sentence_ms"] = round(first_ms, 1)
    yield ("done" if playing.whole else "stopped"), {"of_ms": round(playing.milliseconds), "timings": timings}


def written(event: Event) -> str:
    """An event as it goes over the wire (WHATWG HTML, section 9.2)."""
    name, data = event
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _reply(answered: Answered) -> dict[str, Any]:
    return {"reply": answered.reply, "messages": answered.messages}


async def _spoken_parts(queue: asyncio.Queue[Any]) -> AsyncIterator[str]:
    while (message := await queue.get()) != "DONE":
        for sentence in sentences(str(message.get("text") or "")):
            yield sentence


async def _wait_until_due(playing: Playing) -> None:
    """Wait until no more than `AHEAD` seconds are sent and not heard yet, or until somebody cuts in."""
    if playing.sentences:
        left = playing.began + playing.milliseconds / 1000 - AHEAD - time.monotonic()
        if left > 0:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(playing.stopped.wait(), left)
