"""The questions about doubtful hearings; what a recogniser heard and what an assistant would read is written below."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.identity import Spoken
from bot.speech.recognising import Hearing, Hypothesis
from preferences.memory import Memory, open_memory

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

if TYPE_CHECKING:
    from bot.channels.voice_asking import Asking
    from bot.channels.voice_turn import Said

READINGS = {
    "play some jazz": ("play_music", 0.95),
    "call me Zoe": ("preference_inform", 0.9),
    "yes": ("erase_confirmed", 0.99),
    "Italian": ("lesson_answer", 0.2),
}


class Agent:
    """Reads what is written above as requests, and all else as nothing."""

    def __init__(self) -> None:
        self.processor = self

    async def get_tracker(self, sender: str) -> None:
        return None

    async def parse_message(self, message: Any, tracker: None) -> dict[str, Any]:
        assert message.metadata.person == "ann"
        name, confidence = READINGS.get(message.text, ("nlu_fallback", 0.9))
        return {"intent": {"name": name, "confidence": confidence}}


def asking_anew() -> Asking:
    from bot.channels.voice_asking import Asking  # Loads Rasa.

    return Asking()


def said(text: str, person: str = "ann") -> Said:
    from bot.channels.voice_turn import Said

    return Said(text, "kitchen", Spoken.by(person, {}))


def heard(*found: tuple[str, float]) -> Hearing:
    best, *others = (Hypothesis(text, sure) for text, sure in found)
    return Hearing(best, tuple(others))


def judged(asking: Asking, *found: tuple[str, float]) -> str | None:
    """What the channel says to that hearing; None when the assistant is to answer."""
    settled = asyncio.run(asking.judge(Agent(), said(found[0][0]), heard(*found)))
    assert (settled.said is None) == bool(settled.reply)
    return settled.reply or None


@pytest.mark.parametrize(
    ("found", "reply"),
    [
        ([("hubble bubble", 0.6)], None),
        ([("play some jazz", 0.2)], None),
        ([("play some chairs", 0.2), ("play some jazz", 0.1)], 'Did you say "play some jazz"?'),
        ([("call me Zoe", 0.2)], 'Did you say "call me Zoe"?'),
        ([("call me Zoe", 0.4)], None),
        ([("Italian", 0.4)], None),
        ([("Italian", 0.2)], 'Did you say "Italian"?'),
        ([("yes", 0.4)], 'Did you say "yes"?'),
        ([("study mode", 0.4)], 'Did you say "study mode"?'),
        ([("and win over", 0.05)], "Sorry, I didn't catch that. Could you say it again?"),
    ],
)
def test_what_is_done_with_a_hearing(found: list[tuple[str, float]], reply: str | None) -> None:
    assert judged(asking_anew(), *found) == reply


CHAIRS = (("play some chairs", 0.2), ("play some jazz", 0.1))


def test_a_yes_becomes_the_message_that_was_meant() -> None:
    asking = asking_anew()
    judged(asking, *CHAIRS)
    settled = asking.settle(said("Yes."))
    assert settled.said is not None and settled.confirmed is not None
    assert settled.said.text == "play some jazz"
    assert settled.said.metadata.person == "ann"
    assert settled.said.metadata["asr"]["hypotheses"][0] == {"text": "play some chairs", "confidence": 0.2}
    assert asking.settle(said("yes")).confirmed is None, "a question is answered once"


def test_only_the_one_who_was_asked_answers_and_anything_else_is_a_message() -> None:
    asking = asking_anew()
    judged(asking, *CHAIRS)
    assert asking.settle(said("yes", "ben")).confirmed is None
    message = said("what time is it")
    assert asking.settle(message).said is message
    assert asking.settle(said("yes")).confirmed is None


def test_after_a_no_the_same_is_not_asked_again() -> None:
    asking = asking_anew()
    judged(asking, *CHAIRS)
    settled = asking.settle(said("no"))
    assert (settled.said, settled.reply) == (None, "Sorry. What did you say?")
    assert judged(asking, *CHAIRS) == 'Did you say "play some chairs"?'


def test_a_question_lapses(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.channels import voice_asking

    asking = asking_anew()
    judged(asking, *CHAIRS)
    later = voice_asking.time.time() + 61
    monkeypatch.setattr(voice_asking.time, "time", lambda: later)
    assert asking.settle(said("yes")).confirmed is None


def test_twice_confirmed_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.channels import voice_asking
    from bot.channels.voice_asking import remember

    with open_memory(f"sqlite:///{tmp_path / 'memory.db'}") as memory:

        def shared() -> Memory:
            return memory

        monkeypatch.setattr(voice_asking, "shared_memory", shared)
        for _ in range(2):
            asking = asking_anew()
            judged(asking, *CHAIRS)
            settled = asking.settle(said("yes"))
            assert settled.said is not None and settled.confirmed is not None
            remember(settled.said, settled.confirmed)
        (phrase,) = memory.profile("ann").phrases
        assert phrase.told == '"play some chairs" means play some jazz'
