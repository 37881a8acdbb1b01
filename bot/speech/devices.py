"""Microphone and loudspeaker of this machine, by PortAudio."""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np

from bot.speech.errors import SpeechError
from bot.speech.sound import RATE, Samples, Sound

PIECE = 0.1
"""Seconds of the pieces a microphone gives, and in which a loudspeaker can be stopped."""
WITHOUT = "`mynah listen --file x.wav` works without one."


class NoDevice(SpeechError):
    """There is no microphone or loudspeaker here; says why."""


class Microphone(Protocol):
    """Gives what is heard, in pieces."""

    def pieces(self) -> Iterator[Samples]:
        """Pieces of a tenth of a second at 16 000 samples a second, from now on, until the caller stops asking."""


class Loudspeaker(Protocol):
    """Plays sound."""

    def play(self, sound: Sound, cut_in: Callable[[], bool]) -> float:
        """Play until it ends or somebody cuts in; returns the milliseconds that were heard."""


def portaudio(kind: str) -> Any:
    """The library, with a device of that kind ("input" or "output") seen to be there.

    Raises:
        NoDevice: one of them is missing.
    """
    try:
        import sounddevice
    except ImportError:
        raise NoDevice("Microphones cannot be used here: the speech parts are not installed. Run: make voice") from None
    except OSError:
        raise NoDevice(
            f"The library PortAudio is missing; on Debian: apt-get install libportaudio2. {WITHOUT}"
        ) from None
    try:
        sounddevice.query_devices(kind=kind)
    except (sounddevice.PortAudioError, ValueError):
        what = "microphone" if kind == "input" else "loudspeaker"
        raise NoDevice(f"This machine has no {what}, or it may not be used. {WITHOUT}") from None
    return sounddevice


class SystemMicrophone:
    """The system's own microphone.

    Raises:
        NoDevice: there is none.
    """

    def __init__(self) -> None:
        self._library = portaudio("input")

    def pieces(self) -> Iterator[Samples]:
        """See `Microphone`."""
        heard: queue.Queue[Samples] = queue.Queue()

        def take(data: Any, frames: int, at: Any, status: Any) -> None:
            heard.put(np.array(data[:, 0], np.float32))

        try:
            stream = self._library.InputStream(
                samplerate=RATE, channels=1, dtype="float32", blocksize=int(PIECE * RATE), callback=take
            )
        except self._library.PortAudioError:
            raise NoDevice(f"The microphone cannot be used just now. {WITHOUT}") from None
        with stream:
            while True:
                yield heard.get()


class SystemLoudspeaker:
    """The system's own loudspeaker.

    Raises:
        NoDevice: there is none.
    """

    def __init__(self) -> None:
        self._library = portaudio("output")

    def play(self, sound: Sound, cut_in: Callable[[], bool]) -> float:
        """See `Loudspeaker`."""
        step, played = int(PIECE * sound.rate), 0
        try:
            with self._library.OutputStream(samplerate=sound.rate, channels=1, dtype="float32") as stream:
                for at in range(0, len(sound.samples), step):
                    if cut_in():
                        with contextlib.suppress(self._library.PortAudioError):
                            stream.abort()
                        break
                    piece = sound.samples[at : at + step]
                    stream.write(piece.reshape(-1, 1))
                    played += len(piece)
        except self._library.PortAudioError:
            raise NoDevice("The loudspeaker cannot be used just now.") from None
        return played * 1000 / sound.rate
