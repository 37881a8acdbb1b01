"""What a hearing with a person's words in the prompt may change, and where somebody begins and ends to speak."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np
import pytest

from bot.speech.activity import WINDOW, Ear, spoken_part
from bot.speech.recognising import Hearing, Hypothesis
from bot.speech.sound import RATE, Samples, Sound
from bot.speech.vocabulary import personal_words
from bot.speech.whisper import preferred
from preferences.condition import ALWAYS
from preferences.phrase import Kind, Phrase
from preferences.preference import Preference, Profile

DAY = datetime(2026, 5, 4, tzinfo=timezone.utc)


def hearing(*found: tuple[str, float]) -> Hearing:
    best, *others = (Hypothesis(text, sure) for text, sure in found)
    return Hearing(best, tuple(others))


@pytest.mark.parametrize(
    ("plain", "prompted", "believed"),
    [
        ((("call me Nebula", 0.05),), (("Call me Zebulon", 0.7),), "Call me Zebulon"),
        ((("play busy", 0.15),), (("busy Gillespie", 0.5), ("Dizzy Gillespie", 0.2)), "Dizzy Gillespie"),
        ((("Italian", 0.69),), (("Vitalyum", 0.03),), "Italian"),
        ((("what time is it", 0.6),), (("what Zebulon is it", 0.1),), "what time is it"),
        ((("call me Zebulon", 0.3),), (("call me Zebulon", 0.9),), "call me Zebulon"),
    ],
)
def test_the_prompt_is_believed_where_it_brought_a_word_of_the_person(
    plain: tuple[tuple[str, float], ...], prompted: tuple[tuple[str, float], ...], believed: str
) -> None:
    found = preferred(hearing(*plain), hearing(*prompted), ["Zebulon", "Dizzy Gillespie"])
    assert found.best.text == believed
    assert all(0 <= one.confidence <= 1 for one in (found.best, *found.others))
    assert sum(one.confidence <= found.best.confidence for one in found.others) >= 0


def test_what_was_heard_without_the_prompt_stays_among_the_rest() -> None:
    found = preferred(hearing(("call me Nebula", 0.1), ("call me Bella", 0.05)), hearing(("call me Zoe", 0.6)), ["Zoe"])
    assert [one.text for one in found.others] == ["call me Nebula", "call me Bella"]


def test_only_what_this_person_taught_is_listened_for() -> None:
    preference = Preference(1, "ann", "name", "Zebulon", True, 1.0, ALWAYS, "call me Zebulon", "told", DAY, uses=2)
    phrase = Phrase(1, "ann", Kind.NAME, "the cave", ("the living room",), "", "told", DAY, uses=5)
    number = Preference(2, "ann", "wake_up", "06:30", True, 1.0, ALWAYS, "", "told", DAY)
    assert personal_words(Profile("ann", (preference, number), phrases=(phrase,))) == (
        "the cave", "the living room", "Zebulon",
    )  # fmt: skip
    assert personal_words(Profile()) == ()


class Loud:
    """Takes what is loud for speech."""

    def chances(self, samples: Samples) -> Samples:
        whole = np.pad(samples, (0, -len(samples) % WINDOW)).reshape(-1, WINDOW)
        return (np.abs(whole).max(axis=1) > 0.1).astype(np.float32)


def sound(*parts: tuple[float, float]) -> Samples:
    """Seconds and loudness, one part after the other."""
    return np.concatenate([np.full(int(seconds * RATE), loud, np.float32) for seconds, loud in parts])


def test_silence_around_speech_is_cut_off() -> None:
    part = spoken_part(Sound(sound((2, 0), (1, 0.5), (3, 0))), Loud())
    assert part is not None and part.seconds == pytest.approx(1.5, abs=0.1)
    assert spoken_part(Sound(sound((3, 0))), Loud()) is None
    assert spoken_part(Sound(sound((1, 0), (0.05, 0.5), (1, 0))), Loud()) is None, "a click"


def test_an_ear_gives_what_was_said_when_it_is_over() -> None:
    ear = Ear(Loud())
    running = sound((1, 0), (1, 0.5), (0.4, 0), (0.5, 0.5), (1.2, 0), (0.5, 0.5), (1.2, 0))
    said, spoke = [], False
    for at in range(0, len(running), 1600):
        said += list(ear.feed(running[at : at + 1600]))
        spoke = spoke or ear.speaking
    assert spoke and not ear.speaking
    assert [round(one.seconds, 1) for one in said] == [pytest.approx(2.4, abs=0.2), pytest.approx(1.0, abs=0.2)]


def test_who_never_stops_is_cut_off() -> None:
    ear = Ear(Loud(), longest=2.0)
    said = [one for at in range(25) for one in ear.feed(sound((0.1, 0.5)))]
    assert len(said) == 1 and said[0].seconds == pytest.approx(2.0, abs=0.2)
