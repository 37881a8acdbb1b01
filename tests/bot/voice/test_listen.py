"""`mynah listen`: files, a microphone and a loudspeaker that only pretend, and what is said where there is neither."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bot.cli.listen import Talking
from bot.speech.activity import Silero
from bot.speech.devices import NoDevice, SystemLoudspeaker, SystemMicrophone
from bot.speech.line import Line, NoLine
from bot.speech.sound import Samples, Sound, read_sound
from tests.bot.voice.talking import need_speech, spoken
from tests.conftest import MYNAH, ROOT, Person, Server


class PortAudioError(Exception):
    pass


def machine(devices: Callable[..., object]) -> SimpleNamespace:
    return SimpleNamespace(PortAudioError=PortAudioError, query_devices=devices)


def test_without_a_sound_device_it_says_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(kind: str) -> object:
        raise PortAudioError("Error querying device -1")

    monkeypatch.setitem(sys.modules, "sounddevice", machine(none))
    with pytest.raises(NoDevice, match=r"no microphone, or it may not be used\. `mynah listen --file x\.wav` works"):
        SystemMicrophone()
    with pytest.raises(NoDevice, match="no loudspeaker"):
        SystemLoudspeaker()


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(NoDevice, match="Run: make voice"):
        SystemMicrophone()


def test_a_loudspeaker_stops_where_somebody_cuts_in(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    class Stream:
        def __init__(self, **_: object) -> None: ...

        def __enter__(self) -> Stream:
            return self

        def __exit__(self, *_: object) -> None: ...

        def write(self, piece: Samples) -> None:
            written.append(len(piece))

        def abort(self) -> None: ...

    library = machine(lambda kind: {})
    library.OutputStream = Stream
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    second = Sound(np.zeros(16_000, np.float32))
    assert SystemLoudspeaker().play(second, lambda: False) == 1000
    written.clear()
    assert SystemLoudspeaker().play(second, lambda: len(written) == 3) == pytest.approx(300)


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    line = Line("http://127.0.0.1:1", "ann")
    with pytest.raises(NoLine, match=r"No server answers at http://127\.0\.0\.1:1\. Start one: mynah serve"):
        list(line.say(b""))
    line.close()


# --- with a server


class Player:
    """A loudspeaker that takes as long as a real one, twenty times over."""

    def __init__(self) -> None:
        self.played: list[float] = []

    def play(self, sound: Sound, cut_in: Callable[[], bool]) -> float:
        until = time.monotonic() + sound.seconds / 20
        began = time.monotonic()
        while time.monotonic() < until:
            if cut_in():
                break
            time.sleep(0.005)
        self.played.append(min(sound.seconds, (time.monotonic() - began) * 20) * 1000)
        return self.played[-1] if time.monotonic() < until else sound.seconds * 1000


class Tape:
    """A microphone that plays a tape, in a hundredth of the time, and then stays silent."""

    def __init__(self, *parts: Samples) -> None:
        self.tape = np.concatenate(parts)

    def pieces(self) -> Iterator[Samples]:
        for at in range(0, len(self.tape), 1600):
            time.sleep(0.001)
            yield self.tape[at : at + 1600]
        raise EOFError


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * 16_000), np.float32)


def said(text: str, folder: Path) -> Samples:
    return read_sound(spoken(text, folder), "WAV").at(16_000).samples


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    need_speech()
    person = Person(server)
    made = Line(server.url, person.name, conversation=person.conversation)
    yield made
    made.close()


def log_of(server: Server, line: Line) -> list[dict]:  # type: ignore[type-arg]
    with sqlite3.connect(server.home / "turns.db") as log:
        query = "SELECT data FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id"
        return [json.loads(data) for (data,) in log.execute(query, (line._about["sender"],))]


@pytest.mark.slow
def test_a_file_is_heard_and_the_reply_written(server: Server, tmp_path: Path) -> None:
    need_speech()
    first, second = tmp_path / "thai.wav", tmp_path / "know.wav"
    first.write_bytes(spoken("I like Thai food", tmp_path))
    second.write_bytes(spoken("what do you know about me?", tmp_path))
    reply = tmp_path / "reply.wav"
    command = [*MYNAH, "listen", "--url", server.url, "--person", Person(server).name, "--save", str(reply)]
    command += ["--file", str(first), "--file", str(second)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[:4] == [
        "you    I like Thai food.",
        "mynah  Got it, you like Thai food.",
        "you    What do you know about me?",
        "mynah  You like Thai food.",
    ]
    with wave.open(io.BytesIO(reply.read_bytes())) as heard:  # type: ignore[arg-type]
        assert heard.getnframes() / heard.getframerate() > 2


@pytest.mark.slow
def test_who_cuts_in_is_heard_and_the_server_told(server: Server, line: Line, tmp_path: Path) -> None:
    player = Player()
    talk = Talking(line, player)
    sound = spoken("find me a restaurant", tmp_path)
    assert talk.turn(sound, "audio/wav", lambda: len(player.played) == 1) is True
    assert talk.turn(sound, "audio/wav", lambda: True) is True
    metadata = [event["metadata"] for event in log_of(server, line)]
    assert "barge_in" not in metadata[0]
    assert metadata[1]["barge_in"] is True
    assert metadata[1]["played_ms"] >= player.played[0] - 1


@pytest.mark.slow
def test_hands_free_it_answers_what_is_said(server: Server, line: Line, tmp_path: Path) -> None:
    tape = Tape(silence(1), said("I like Thai food", tmp_path), silence(2), said("thanks", tmp_path), silence(2))
    with pytest.raises(EOFError):
        Talking(line).hands_free(tape, Silero())
    texts = [event["text"] for event in log_of(server, line)]
    assert texts[0] == "I like Thai food" and len(texts) == 2


@pytest.mark.slow
def test_push_to_talk_takes_what_stands_between_two_presses(server: Server, line: Line, tmp_path: Path) -> None:
    spoken_part = said("I like Thai food", tmp_path)
    presses = iter([False, True, *[False] * (len(spoken_part) // 1600 - 1), True])

    def enter() -> bool:
        try:
            return next(presses)
        except StopIteration:
            raise KeyboardInterrupt from None

    with pytest.raises(KeyboardInterrupt):
        Talking(line).push_to_talk(Tape(spoken_part, silence(5)), enter)
    assert [event["text"] for event in log_of(server, line)] == ["I like Thai food"]
