"""How well the recogniser as it ships hears, whether its confidence holds, and what listening for taught words changes.

    MYNAH_DATA=... python -m benchmarks.speech_hearing --texts 200

Texts of `slurp/devel.jsonl`, drawn with seed 0, are spoken by espeak-ng, each by a voice and in noise drawn with it:
synthetic speech, so that the numbers say nothing about people's microphones. A hearing is right when no word of it is
wrong. The names are made up, and stand in sentences of their own; each is heard without and with the words of a person
who taught it and nine others, and each plain text with the words of a person who taught ten names that are not in it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.speech_confidence import calibration_error
from bot.speech import whisper as whisper_module
from bot.speech.activity import Silero
from bot.speech.espeak import Espeak
from bot.speech.sound import Samples, Sound
from bot.speech.whisper import Whisper, _bare

VOICES = ("en-us", "en-us+m3", "en-us+f2", "en-gb", "en-gb+f4", "en-gb-scotland")
NOISE = (None, None, 20.0, 12.0)
"""Decibels by which speech is louder than pink noise; None is no noise."""
NAMES = (
    "Zebulon", "Siobhan", "Dizzy Gillespie", "Anaïs", "Thelonious Monk", "Priyanka", "Oisin", "movie night",
    "study mode", "the cave", "Wolfgang", "Fela Kuti", "Beyoncé", "Xiomara", "Hrothgar", "Quentin", "Ljubljana",
    "the den", "siesta time", "Kvothe", "Marguerite", "Balthazar", "Saoirse", "goblin mode", "Timbuktu",
)  # fmt: skip
SENTENCES = ("call {}", "play some {}", "turn on the lights for {}", "tell {} that dinner is ready")


def in_noise(sound: Sound, decibels: float | None, drawn: np.random.Generator) -> Sound:
    """Sound with pink noise so much quieter than it; the noise is white, divided by the root of the frequency."""
    samples = sound.at(16_000).samples
    if decibels is None:
        return Sound(samples)
    spectrum = np.fft.rfft(drawn.normal(size=len(samples)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), len(samples))
    loud = np.sqrt(np.mean(samples**2)) / 10 ** (decibels / 20)
    mixed: Samples = (samples + pink / np.sqrt(np.mean(pink**2)) * loud).clip(-1, 1).astype(np.float32)
    return Sound(mixed)


def rate(right: list[bool]) -> str:
    """A share with its 95 % interval (Wilson 1927)."""
    n, z, share = len(right), 1.96, sum(right) / len(right)
    middle = (share + z * z / 2 / n) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / 4 / n / n) / (1 + z * z / n)
    return f"{share:.3f} [{middle - half:.3f}, {middle + half:.3f}]"


def main() -> None:
    """Speak, hear, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--shortest", type=int, default=whisper_module.SHORTEST, help="frames of the window")
    asked = parser.parse_args()
    whisper_module.SHORTEST = asked.shortest
    folder, program = os.environ.get("MYNAH_DATA"), Espeak.found()
    if not folder or program is None:
        sys.exit("MYNAH_DATA names the folder of the data sets, and espeak-ng has to be installed.")
    chosen, drawn = random.Random(0), np.random.default_rng(0)
    lines = (Path(folder) / "slurp" / "devel.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in chosen.sample(lines, asked.texts)]
    whisper = Whisper(Silero())
    whisper.load()
    print(f"{whisper.called}, {len(texts)} texts")

    right, sure, spent, spoken, harmed, others = [], [], 0.0, 0.0, [], []
    for text in texts:
        sound = in_noise(Espeak(program, chosen.choice(VOICES)).speak(text), chosen.choice(NOISE), drawn)
        begin = time.perf_counter()
        heard = whisper.hear(sound)
        spent, spoken = spent + time.perf_counter() - begin, spoken + sound.seconds
        right.append(_bare(heard.best.text) == _bare(text))
        sure.append(heard.best.confidence)
        others.append(right[-1] or any(_bare(one.text) == _bare(text) for one in heard.others))
        prompted = whisper.hear(sound, [name for name in chosen.sample(NAMES, 10) if _bare(name) not in _bare(text)])
        harmed.append(_bare(prompted.best.text) == _bare(text))
    print(f"right: {rate(right)}; right among the alternatives: {rate(others)}")
    print(
        f"confidence: calibration error {calibration_error(np.array(sure), np.array(right, float), 5):.3f}, five bins"
    )
    print(f"right while ten other names are listened for: {rate(harmed)}")
    print(f"real-time factor: {spent / spoken:.2f}")

    plain, listened = [], []
    for name in NAMES:
        for sentence in SENTENCES:
            sound = in_noise(Espeak(program).speak(sentence.format(name)), None, drawn)
            words = [name, *chosen.sample([other for other in NAMES if other != name], 9)]
            plain.append(_bare(name) in _bare(whisper.hear(sound).best.text))
            listened.append(_bare(name) in _bare(whisper.hear(sound, words).best.text))
    print(f"names heard: {rate(plain)}; while they are listened for: {rate(listened)}")


if __name__ == "__main__":
    main()
