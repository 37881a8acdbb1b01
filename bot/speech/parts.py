"""The speech parts of one server: loaded when they are first needed, and working beside the turns of others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.speech.errors import SpeechError
from bot.speech.recognising import Hearing, Recogniser
from bot.speech.sound import Sound, read_sound
from bot.speech.speaking import Voice, chosen_voice

WAITING = 8
"""Sounds that may wait to be heard; with more, whoever speaks would be answered long after they left."""
Result = TypeVar("Result")


class Busy(SpeechError):
    """Too many want to be heard at once."""


class Speech:
    """Hears one sound at a time, since one takes all cores, and speaks several at once."""

    def __init__(self, recogniser: Recogniser | None = None, voice: Voice | None = None) -> None:
        self._recogniser, self._voice = recogniser, voice
        self._hearing = ThreadPoolExecutor(1, "mynah-hears")
        self._speaking = ThreadPoolExecutor(2, "mynah-speaks")
        self._waiting = 0

    @property
    def recogniser(self) -> Recogniser:
        """Whisper, unless another one was given."""
        if self._recogniser is None:
            from bot.speech.activity import Silero
            from bot.speech.whisper import Whisper

            self._recogniser = Whisper(Silero())
        return self._recogniser

    @property
    def voice(self) -> Voice:
        """The chosen voice.

        Raises:
            SpeechMissing: there is none here.
        """
        if self._voice is None:
            self._voice = chosen_voice()
        return self._voice

    async def hear(self, data: bytes, format: str, words: Sequence[str] = ()) -> tuple[Hearing, float]:
        """Hear a WAV or FLAC file; returns what was heard and the milliseconds that took, waiting included.

        Raises:
            NotAudio, TooLong: the sound is no request.
            Busy: too many wait already.
            SpeechMissing: a part is not installed.
        """
        began = time.perf_counter()
        heard = await self._in_turn(lambda: self.recogniser.hear(read_sound(data, format), words))
        return heard, (time.perf_counter() - began) * 1000

    async def speak(self, text: str) -> Sound:
        """Say words.

        Raises:
            SpeechMissing: there is no voice here.
        """
        return await asyncio.get_running_loop().run_in_executor(self._speaking, lambda: self.voice.speak(text))

    async def _in_turn(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= WAITING:
            raise Busy("Too many are speaking at once; try again in a moment.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hearing, work)
        finally:
            self._waiting -= 1
