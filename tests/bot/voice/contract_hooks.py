"""What schemathesis does not know by itself: how sound is made, and sent. Loaded by `SCHEMATHESIS_HOOKS`."""

from __future__ import annotations

from typing import Any

import numpy as np
import schemathesis
from hypothesis import strategies as st

from bot.speech.sound import Sound, wav


def noise(seed: int, seconds: float) -> bytes:
    """A short WAV file of noise."""
    samples = np.random.default_rng(seed).normal(0, 0.1, int(seconds * 16_000)).astype(np.float32)
    return wav(Sound(samples))


# Real sound, and bytes that are none: both are answered as the contract says.
schemathesis.openapi.format(
    "binary", st.one_of(st.builds(noise, st.integers(0, 99), st.floats(0.1, 1.0)), st.binary(max_size=200))
)


@schemathesis.serializer("audio/wav", "audio/flac")
def as_it_is(context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
