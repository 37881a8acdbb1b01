"""When somebody speaks in a sound: silero's model, in the onnx file that faster-whisper brings along.

Source: Silero Team (2021), "Silero VAD", github.com/snakers4/silero-vad.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bot.speech.errors import SpeechMissing
from bot.speech.sound import RATE, Samples, Sound

WINDOW = 512
"""Samples of which each chance is told, at 16 000 a second: 32 ms."""
SURE = 0.4
"""Chance from which on a window counts as speech; lower than silero's 0.5, since a missed word costs more."""
PAUSE = 0.7
"""Seconds of silence that end what somebody says; people pause up to half a second inside a sentence."""
SHORTEST = 0.2
"""Seconds of speech that are something said and no click."""
MARGIN = 0.25
"""Seconds kept around speech."""


class Activity(Protocol):
    """Tells how likely somebody speaks."""

    def chances(self, samples: Samples) -> Samples:
        """The chance of speech, 0 to 1, for each window of 512 samples at 16 000 a second; a rest counts as one."""


class Silero:
    """The model of silero, loaded at its first use."""

    def __init__(self) -> None:
        self._model: Any = None

    def chances(self, samples: Samples) -> Samples:
        """The chance of speech in each window.

        Raises:
            SpeechMissing: the package is not installed.
        """
        if self._model is None:
            try:
                from faster_whisper.vad import get_vad_model
            except ImportError:
                raise SpeechMissing("The speech parts are not installed. Run: make voice") from None
            self._model = get_vad_model()
        whole = np.pad(samples, (0, -len(samples) % WINDOW)).astype(np.float32)
        return np.asarray(self._model(whole), np.float32).reshape(-1)


def spoken_part(sound: Sound, activity: Activity) -> Sound | None:
    """The part of a sound of 16 000 samples a second in which somebody speaks, with a margin; None for nobody."""
    speech = np.flatnonzero(activity.chances(sound.samples) >= SURE)
    if len(speech) * WINDOW < SHORTEST * RATE:
        return None
    margin = int(MARGIN * RATE)
    begin = max(0, int(speech[0]) * WINDOW - margin)
    end = min(len(sound.samples), (int(speech[-1]) + 1) * WINDOW + margin)
    return Sound(sound.samples[begin:end])


@dataclass
class Ear:
    """Cuts a running microphone into what somebody says: give it pieces, it gives whole utterances."""

    activity: Activity
    """Tells when somebody speaks."""
    longest: float = 30.0
    """Seconds after which an utterance is cut off."""

    def __post_init__(self) -> None:
        self._heard = np.zeros(0, np.float32)
        self._speaking = False

    @property
    def speaking(self) -> bool:
        """Whether somebody was speaking at the end of what was fed."""
        return self._speaking

    def feed(self, samples: Samples) -> Iterator[Sound]:
        """Take the next piece of the microphone at 16 000 samples a second; yields what was said to its end."""
        self._heard = np.concatenate([self._heard, samples])
        windows = len(self._heard) // WINDOW
        if not windows:
            return
        speech = np.flatnonzero(self.activity.chances(self._heard[: windows * WINDOW]) >= SURE)
        long_enough = len(speech) * WINDOW >= SHORTEST * RATE
        silent = (windows - 1 - int(speech[-1])) * WINDOW / RATE if len(speech) else windows * WINDOW / RATE
        self._speaking = long_enough and silent < PAUSE
        if long_enough and (silent >= PAUSE or len(self._heard) >= self.longest * RATE):
            said, self._heard, self._speaking = self._heard, np.zeros(0, np.float32), False
            part = spoken_part(Sound(said), self.activity)
            if part is not None:
                yield part
        elif silent >= PAUSE:
            self._heard = self._heard[-RATE // 2 :]  # A word may begin before it is recognised as one.
