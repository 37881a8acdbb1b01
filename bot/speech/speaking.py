"""What a voice does: the interface behind which espeak-ng and piper stand, and which of them speaks here."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Protocol

from bot.speech.errors import SpeechMissing
from bot.speech.sound import Sound

VOICE_VARIABLE = "MYNAH_VOICE"
"""A piper voice (the path of its `.onnx` file), or a voice of espeak-ng ("en-us")."""
LONGEST_PART = 200
"""Characters after which a sentence is spoken in parts, so that its beginning is heard soon."""
_ENDS = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"')\]]))\s+(?=[\"'(\[]?[A-Z0-9])|\n+")
_SHORT = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|[A-Z])\.$")
_UNSPOKEN = re.compile(r"[^\w\s.,;:!?…'\"()%°$€£+\-–—/&@#*=]|[*_#]{2,}")


class Voice(Protocol):
    """Speaks; safe to be called from several threads at once."""

    @property
    def called(self) -> str:
        """What it is, for lists."""

    def speak(self, text: str) -> Sound:
        """Say words.

        Raises:
            SpeechMissing: it cannot speak.
        """


def chosen_voice(named: str | None = None) -> Voice:
    """The voice that is named here or in `MYNAH_VOICE`: piper's where that is a file, else espeak-ng's.

    Raises:
        SpeechMissing: none can be had.
    """
    from bot.speech.espeak import Espeak
    from bot.speech.piper import Piper

    name = named or os.environ.get(VOICE_VARIABLE, "").strip()
    if name.endswith(".onnx"):
        return Piper(Path(name).expanduser())
    found = Espeak.found()
    if found is None:
        raise SpeechMissing("Nothing can be spoken here: install espeak-ng, or name a piper voice in MYNAH_VOICE.")
    return Espeak(found, name or "en-us")


def sentences(text: str) -> tuple[str, ...]:
    """A text in the parts it is spoken in: sentences, and of very long ones what stands between commas."""
    found: list[str] = []
    for part in _ENDS.split(text):
        if found and _SHORT.search(found[-1]):
            found[-1] = f"{found[-1]} {part.strip()}"
        elif part and part.strip():
            found.append(part.strip())
    return tuple(short for part in found for short in _shortened(part))


def _shortened(part: str) -> tuple[str, ...]:
    if len(part) <= LONGEST_PART:
        return (part,)
    cut = max(part.rfind(mark, 0, LONGEST_PART) for mark in (", ", "; ", ": "))
    if cut < 20:
        cut = part.rfind(" ", 0, LONGEST_PART)
    if cut < 20:
        cut = LONGEST_PART
    return (part[: cut + 1].strip(), *_shortened(part[cut + 1 :].strip()))


def spoken_words(text: str) -> str:
    """A text without what is no speech: markup, pictures, control characters."""
    return " ".join(_UNSPOKEN.sub(" ", text).split())
