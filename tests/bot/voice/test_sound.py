"""Sound read from files, good and bad, and the words that are made into sound."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest

from bot.speech.confidence import confidence, repetition
from bot.speech.errors import NotAudio, TooLong
from bot.speech.sound import Sound, read_sound, sound_of_wav, wav
from bot.speech.speaking import LONGEST_PART, sentences, spoken_words
from tests.conftest import require

pytestmark = pytest.mark.patient


@pytest.fixture
def soundfile():  # type: ignore[no-untyped-def]
    try:
        import soundfile as found
    except ImportError:
        require(False, "the speech parts are not installed")
    return found


def tone(seconds: float = 0.5, rate: int = 16_000) -> Sound:
    return Sound((0.5 * np.sin(np.arange(int(seconds * rate)) * 0.1)).astype(np.float32), rate)


def test_what_was_written_is_read(soundfile) -> None:  # type: ignore[no-untyped-def]
    read = read_sound(wav(tone()), "WAV")
    assert read.rate == 16_000 and read.seconds == 0.5
    assert np.abs(read.samples - tone().samples).max() < 1e-3


def test_channels_are_mixed_and_rates_are_kept(soundfile) -> None:  # type: ignore[no-untyped-def]
    two = np.stack([tone().samples, np.zeros_like(tone().samples)], axis=1)
    for format, subtype in (("FLAC", "PCM_24"), ("WAV", "FLOAT"), ("WAV", "ULAW")):
        file = io.BytesIO()
        soundfile.write(file, two, 44_100, format=format, subtype=subtype)
        read = read_sound(file.getvalue(), format)
        assert read.rate == 44_100
        assert abs(np.abs(read.samples).max() - 0.25) < 0.02


def test_another_rate_keeps_the_length() -> None:
    assert tone(rate=44_100).at(16_000).seconds == pytest.approx(0.5, abs=1e-3)
    assert tone(rate=8_000).at(16_000).rate == 16_000


def broken() -> dict[str, bytes]:
    whole = wav(tone())
    return {
        "empty": b"",
        "text": b"hello, this is no sound",
        "cut in the header": whole[:20],
        "no frames": whole[:44],
        "zeros": b"\0" * 5000,
        "mp3": b"\xff\xfb\x90\x64" + b"\0" * 2000,
        "no channels": whole[:22] + b"\0\0" + whole[24:],
        "thousand channels": whole[:22] + struct.pack("<H", 1000) + whole[24:],
        "no rate": whole[:24] + b"\0\0\0\0" + whole[28:],
        "endless rate": whole[:24] + b"\xff\xff\xff\x7f" + whole[28:],
        "flac in name": b"fLaC" + b"\xff" * 2000,
    }


@pytest.mark.parametrize("name", broken())
def test_broken_files_are_refused_in_words(soundfile, name: str) -> None:  # type: ignore[no-untyped-def]
    for format in ("WAV", "FLAC"):
        with pytest.raises(NotAudio) as problem:
            read_sound(broken()[name], format)
        assert str(problem.value).endswith(".")


def test_a_format_is_not_taken_for_another(soundfile) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotAudio):
        read_sound(wav(tone()), "FLAC")


def test_a_header_that_promises_too_much_is_not_believed(soundfile) -> None:  # type: ignore[no-untyped-def]
    whole = bytearray(wav(tone()))
    whole[40:44] = b"\xff\xff\xff\x7f"
    assert read_sound(bytes(whole), "WAV").seconds == 0.5


def test_a_small_file_that_unpacks_to_an_hour_is_refused(soundfile) -> None:  # type: ignore[no-untyped-def]
    file = io.BytesIO()
    soundfile.write(file, np.zeros(16_000 * 3600, np.int16), 16_000, format="FLAC")
    assert len(file.getvalue()) < 1_000_000
    with pytest.raises(TooLong):
        read_sound(file.getvalue(), "FLAC")


def test_a_pipes_wav_is_read_to_its_end() -> None:
    whole = bytearray(wav(tone(rate=22_050)))
    whole[4:8] = whole[40:44] = b"\xff\xff\xff\x7f"
    assert sound_of_wav(bytes(whole)).seconds == 0.5
    for data in (b"", b"RIFF", bytes(44), bytes(whole[:36]) + b"junk"):
        with pytest.raises(NotAudio):
            sound_of_wav(data)


# --- words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("Got it.", ("Got it.",)),
        ("Got it, you like Thai food. Here's some!\nEnjoy", ("Got it, you like Thai food.", "Here's some!", "Enjoy")),
        ("It is 6.30 p.m. in St. Louis. 3 are left.", ("It is 6.30 p.m. in St. Louis.", "3 are left.")),
        ('He said "Go." Then he left.', ('He said "Go."', "Then he left.")),
        ("  \n \n", ()),
    ],
)
def test_a_text_is_spoken_in_sentences(text: str, parts: tuple[str, ...]) -> None:
    assert tuple(" ".join(part.split()) for part in sentences(text)) == parts


def test_a_very_long_sentence_is_spoken_in_parts_and_nothing_is_lost() -> None:
    for text in (", ".join(f"item number {i}" for i in range(60)), "word " * 200, "x" * 1000):
        parts = sentences(text)
        assert all(len(part) <= LONGEST_PART + 1 for part in parts)
        assert "".join("".join(parts).split()) == "".join(text.split())


def test_what_is_no_speech_is_not_spoken() -> None:
    assert spoken_words("play 🎷 **jazz**\x1b[31m <b>") == "play jazz 31m b"


# --- how sure


def test_confidence_follows_what_it_is_taken_from() -> None:
    sure = confidence("turn on the light", -0.15, 0.05)
    assert 0.7 < sure < 1
    assert confidence("turn on the light", -0.9, 0.05) < 0.1 < sure
    assert confidence("turn on the light in the cellar and the attic please", -0.15, 0.05) < sure
    assert confidence("", -0.1, 0.0) == 0
    assert repetition("no " * 60) == 1 and repetition("turn on the kitchen light") == 0
