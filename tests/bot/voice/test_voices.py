"""The voices: espeak-ng for real, and piper's package as far as it is used; and ears that cannot be had."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bot.speech import whisper
from bot.speech.activity import Silero
from bot.speech.errors import SpeechMissing
from bot.speech.espeak import Espeak
from bot.speech.piper import Piper
from bot.speech.sound import Sound
from bot.speech.speaking import chosen_voice
from bot.speech.whisper import MODEL_VARIABLE, Whisper, carried_weights
from tests.bot.voice.talking import need_speech
from tests.conftest import require

pytestmark = pytest.mark.patient


@pytest.fixture
def espeak() -> Espeak:
    require(shutil.which("espeak-ng") is not None, "espeak-ng is not installed")
    return Espeak("espeak-ng")


@pytest.mark.parametrize(
    "text", ["Got it, you like Thai food.", "6.30 p.m.", "Ça va, José?", "--help", "-f /etc/passwd"]
)
def test_words_become_sound(espeak: Espeak, text: str) -> None:
    sound = espeak.speak(text)
    assert sound.seconds > 0.3 and np.abs(sound.samples).max() > 0.1


@pytest.mark.parametrize("text", ["", "…", "🎷", "\x00\x1b", "[[", "<speak>"])
def test_what_is_no_speech_is_short(espeak: Espeak, text: str) -> None:
    assert espeak.speak(text).seconds < 1.5


def test_brackets_are_no_sounds_of_their_own(espeak: Espeak) -> None:
    spelled, plain = espeak.speak("[[h@'loU]] there"), espeak.speak("h@'loU there")
    assert spelled.seconds == pytest.approx(plain.seconds, rel=0.1)


def test_a_voice_that_is_not_there_is_said(espeak: Espeak) -> None:
    with pytest.raises(SpeechMissing, match="does not speak with the voice xx-nobody"):
        Espeak("espeak-ng", "xx-nobody").speak("hello")
    with pytest.raises(SpeechMissing):
        Espeak("/no/such/program").speak("hello")


def test_a_machine_without_a_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SpeechMissing, match="install espeak-ng"):
        chosen_voice()


def test_a_file_is_a_voice_of_piper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    class PiperVoice:
        """As piper-tts 1.8.0 has it: sentences as chunks of floats."""

        @classmethod
        def load(cls, file: str) -> PiperVoice:
            asked.append(file)
            return cls()

        def synthesize(self, text: str) -> list[SimpleNamespace]:
            asked.append(text)
            one = SimpleNamespace(audio_float_array=np.full(2205, 0.5, np.float32), sample_rate=22_050)
            return [one, one]

    monkeypatch.setitem(sys.modules, "piper", SimpleNamespace(PiperVoice=PiperVoice))
    monkeypatch.setenv("MYNAH_VOICE", str(tmp_path / "joe.onnx"))
    voice = chosen_voice()
    assert voice.called == "piper, voice joe"
    assert voice.speak("Hello. 🎷 There.").seconds == pytest.approx(0.2)
    assert voice.speak("Again.").rate == 22_050
    assert asked == [str(tmp_path / "joe.onnx"), "Hello. There.", "Again."]


def test_piper_without_its_package_or_voice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(SpeechMissing, match="piper is not installed"):
        Piper(tmp_path / "joe.onnx").speak("hello")

    def load(file: str) -> None:
        raise FileNotFoundError(file)

    monkeypatch.setitem(sys.modules, "piper", SimpleNamespace(PiperVoice=SimpleNamespace(load=load)))
    with pytest.raises(SpeechMissing, match=r"is its \.onnx\.json there"):
        Piper(tmp_path / "joe.onnx").speak("hello")


def test_ears_that_cannot_be_had(tmp_path: Path) -> None:
    need_speech()
    with pytest.raises(SpeechMissing, match=r"is damaged .* MYNAH_ASR_MODEL names another one"):
        Whisper(Silero(), str(tmp_path)).load()


def test_what_cannot_be_fetched_gives_way_to_weights_that_are_there(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    need_speech()
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(whisper, "MODEL", "no-such-model.en")
    ears = Whisper(Silero())
    ears.load()
    assert ears.model == str(carried_weights())
    assert "could not be fetched" in caplog.text


def test_silence_and_noise_are_nobody(tmp_path: Path) -> None:
    need_speech()
    ears = Whisper(Silero())
    noise = np.random.default_rng(0).normal(0, 0.05, 32_000).astype(np.float32)
    for samples in (np.zeros(16_000, np.float32), noise, np.zeros(10, np.float32)):
        heard = ears.hear(Sound(samples))
        assert (heard.best.text, heard.best.confidence, heard.others) == ("", 0.0, ())
        assert heard.asr == {"confidence": 0.0, "hypotheses": []}
