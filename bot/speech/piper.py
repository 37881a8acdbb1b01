"""Speaks by piper, where its package and a voice are installed: close to a person's voice, and slower.

Source: github.com/OHF-Voice/piper1-gpl. Its package is under the GPL, so that it is nobody's dependency here; who wants
it installs it beside Mynah.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np

from bot.speech.errors import SpeechMissing
from bot.speech.sound import Sound
from bot.speech.speaking import spoken_words


class Piper:
    """One voice of piper: an `.onnx` file with its `.onnx.json` beside it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._voice: Any = None
        self._lock = threading.Lock()

    @property
    def called(self) -> str:
        """What it is, for lists."""
        return f"piper, voice {self._file.stem}"

    def speak(self, text: str) -> Sound:
        """Say words; see `Voice`."""
        words = spoken_words(text)
        with self._lock:
            voice = self._get()
            if not any(character.isalnum() for character in words):
                return Sound(np.zeros(2205, np.float32), 22_050)
            parts = [(part.audio_float_array, int(part.sample_rate)) for part in voice.synthesize(words)]
        if not parts:
            raise SpeechMissing("piper gave no sound.")
        return Sound(np.concatenate([part for part, _ in parts]).astype(np.float32), parts[0][1])

    def _get(self) -> Any:
        if self._voice is None:
            try:
                from piper import PiperVoice
            except ImportError:
                raise SpeechMissing("piper is not installed; `pip install piper-tts` does it.") from None
            try:
                self._voice = PiperVoice.load(str(self._file))
            except Exception as problem:  # onnxruntime has errors of its own.
                why = type(problem).__name__
                raise SpeechMissing(
                    f"The voice {self._file} cannot be loaded ({why}); is its .onnx.json there?"
                ) from None
        return self._voice
