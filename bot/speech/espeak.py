"""Speaks by the program espeak-ng, which most systems have: small, at once, and clearly a machine."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np

from bot.speech.errors import NotAudio, SpeechMissing
from bot.speech.sound import Sound, sound_of_wav
from bot.speech.speaking import spoken_words

WORDS_A_MINUTE = 160
WITHIN = 20.0
"""Seconds a sentence may take; it takes hundredths of one."""


class Espeak:
    """The program, with one of its voices."""

    def __init__(self, program: str, voice: str = "en-us", words_a_minute: int = WORDS_A_MINUTE) -> None:
        self._program, self._voice, self._pace = program, voice, words_a_minute

    @staticmethod
    def found() -> str | None:
        """Where the program is; None where it is not installed."""
        return shutil.which("espeak-ng")

    @property
    def called(self) -> str:
        """What it is, for lists."""
        return f"espeak-ng, voice {self._voice}"

    def speak(self, text: str) -> Sound:
        """Say words; see `Voice`. They reach the program by a pipe, so that none of them is taken for an option."""
        words = spoken_words(text).replace("[", " ").replace("]", " ")
        if not any(character.isalnum() for character in words):
            return Sound(np.zeros(2205, np.float32), 22_050)
        command = [self._program, "-v", self._voice, "-s", str(self._pace), "--stdin", "--stdout", "-b", "1"]
        try:
            ended = subprocess.run(command, input=words.encode(), capture_output=True, timeout=WITHIN, check=False)
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise SpeechMissing(f"espeak-ng does not speak: {type(problem).__name__}.") from None
        if ended.returncode != 0:
            raise SpeechMissing(f"espeak-ng does not speak with the voice {self._voice}.")
        try:
            return sound_of_wav(ended.stdout)
        except NotAudio:
            raise SpeechMissing("espeak-ng gave no sound.") from None
