"""Sound as a value, read from WAV and FLAC and written as WAV."""

from __future__ import annotations

import io
import math
import struct
import wave
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.speech.errors import NotAudio, SpeechMissing, TooLong

RATE = 16_000
"""Samples a second that recognition and voice activity work with."""
LONGEST = 30.0
"""Seconds of one request; the recogniser hears that much at once."""
READABLE = {"audio/wav": "WAV", "audio/x-wav": "WAV", "audio/wave": "WAV", "audio/vnd.wave": "WAV",
            "audio/flac": "FLAC", "audio/x-flac": "FLAC"}  # fmt: skip
"""Content types that are read, with their format."""
_MOST_CHANNELS = 8
_RATES = range(4_000, 192_001)

Samples = NDArray[np.float32]
"""One channel, each sample from -1 to 1."""


@dataclass(frozen=True)
class Sound:
    """One channel of sound."""

    samples: Samples
    """From -1 to 1."""
    rate: int = RATE
    """Samples a second."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / self.rate

    def at(self, rate: int) -> Sound:
        """The same sound with that many samples a second (polyphase filtering, `scipy.signal.resample_poly`)."""
        if rate == self.rate:
            return self
        from scipy.signal import resample_poly

        common = math.gcd(rate, self.rate)
        samples = resample_poly(self.samples, rate // common, self.rate // common)
        return Sound(samples.astype(np.float32), rate)


def read_sound(data: bytes, format: str, longest: float = LONGEST) -> Sound:
    """Read a WAV or FLAC file; channels are mixed into one.

    Args:
        data: the file.
        format: "WAV" or "FLAC"; another one inside is refused.
        longest: seconds that are read; a file that unpacks to more is refused before it is unpacked.

    Raises:
        NotAudio: it is no such file, broken, or holds no sound.
        TooLong: it is longer.
        SpeechMissing: the package that reads sound is not installed.
    """
    soundfile = _soundfile()
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.format not in (format, "WAVEX" if format == "WAV" else format):
                raise NotAudio(f"That is {file.format}, not {format}.")
            if file.samplerate not in _RATES or not 0 < file.channels <= _MOST_CHANNELS:
                raise NotAudio(f"{file.channels} channels of {file.samplerate} samples a second are not read.")
            most = int(longest * file.samplerate)
            # A header may lie about the length, so no more than that is unpacked, whatever it says.
            read = file.read(most + 1, dtype="float32", always_2d=True)
            rate = int(file.samplerate)
    except (soundfile.SoundFileError, ValueError, MemoryError, OverflowError, AssertionError, TypeError):
        raise NotAudio(f"That is no {format} file that can be read.") from None
    if len(read) > most:
        raise TooLong(f"One request is at most {longest:.0f} seconds of sound.")
    samples = np.nan_to_num(read.mean(axis=1), nan=0.0, posinf=1.0, neginf=-1.0).clip(-1.0, 1.0)
    if not len(samples):
        raise NotAudio("There is no sound in that file.")
    return Sound(samples.astype(np.float32), rate)


def _soundfile() -> Any:
    try:
        import soundfile
    except (ImportError, OSError):  # The package, or the library it loads.
        raise SpeechMissing("Sound cannot be read here: the speech parts are not installed. Run: make voice") from None
    return soundfile


def wav(sound: Sound) -> bytes:
    """Sound as a WAV file of 16 bits."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes((sound.samples.clip(-1.0, 1.0) * 32767).astype("<i2").tobytes())
    return written.getvalue()


def sound_of_wav(data: bytes) -> Sound:
    """A WAV file of 16 bits and one channel, as a voice wrote it to a pipe: the lengths in its header are not believed.

    Raises:
        NotAudio: it is none.
    """
    if len(data) < 44 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise NotAudio("The voice gave no sound.")
    at, rate = 12, 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        if name == b"fmt ":
            rate = struct.unpack_from("<I", data, at + 12)[0]
        if name == b"data":
            frames = data[at + 8 :]
            return Sound(np.frombuffer(frames[: len(frames) // 2 * 2], "<i2").astype(np.float32) / 32768, rate)
        at += 8 + size + size % 2
    raise NotAudio("The voice gave no sound.")
