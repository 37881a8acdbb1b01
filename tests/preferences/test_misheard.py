"""What was heard badly: asked about, never taught from, and learned when it is confirmed twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from preferences.memory import Memory, open_memory
from preferences.misheard import Asked, Choice, Heard, answered, choose, confirm
from preferences.phrase import Kind


@pytest.fixture
def memory(tmp_path: Path):  # type: ignore[no-untyped-def]
    with open_memory(f"sqlite:///{tmp_path / 'memory.db'}") as opened:
        yield opened


CHAIRS = Heard("play some chairs", 0.2)
JAZZ = Heard("play some jazz", 0.15, readable=True)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([Heard("play jazz", 0.9)], (Choice.SERVE, "play jazz")),
        ([Heard("play jazz", 0.2, readable=True)], (Choice.SERVE, "play jazz")),
        ([CHAIRS, JAZZ], (Choice.ASK, "play some jazz")),
        ([Heard("study mode", 0.3)], (Choice.ASK, "study mode")),
        ([Heard("and win over", 0.05)], (Choice.AGAIN, "")),
        ([Heard("and win over", 0.05), JAZZ], (Choice.ASK, "play some jazz")),
        ([Heard("call me Mabulin", 0.05, readable=True, teaches=True)], (Choice.ASK, "call me Mabulin")),
        ([Heard("call me Zoe", 0.4, readable=True, teaches=True)], (Choice.SERVE, "call me Zoe")),
    ],
)
def test_what_to_do_with_a_hearing(found: list[Heard], expected: tuple[Choice, str]) -> None:
    assert choose(found) == expected


def test_what_was_denied_is_not_asked_again() -> None:
    assert choose([CHAIRS, JAZZ], ["Play some jazz."]) == (Choice.ASK, "play some chairs")
    assert choose([JAZZ], ["play some jazz"]) == (Choice.AGAIN, "")
    assert choose([Heard("play jazz", 0.9)], ["play jazz"]) == (Choice.AGAIN, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (yes, True)
            for yes in ("yes", "Yes.", "yeah, I did", "Yes please!", "that's right", "ok", "Yes, that's right.")
        ),
        *((no, False) for no in ("no", "No.", "nope", "no, I didn't", "no, thanks", "I didn't")),
        *((none, None) for none in ("yes I like jazz", "no jazz please", "play jazz", "", "know", "yesterday")),
    ],
)
def test_a_yes_and_a_no(text: str, expected: bool | None) -> None:
    assert answered(text) is expected


def test_twice_confirmed_it_is_a_phrase_of_that_person(memory: Memory) -> None:
    asked = Asked("Play some chairs.", "Play some jazz.", 0.0)
    assert asked.question == 'Did you say "Play some jazz."?'
    assert confirm(memory, "ann", asked) is None
    assert memory.profile("ann").phrases == ()
    phrase = confirm(memory, "ann", asked)
    assert phrase is not None
    assert (phrase.said, phrase.kind, phrase.steps) == ("Play some chairs", Kind.REQUEST, ("Play some jazz",))
    assert phrase.source == "heard"
    assert memory.profile("ann").phrases == (phrase,)
    assert memory.profile("ben").phrases == ()
    assert memory.belongings("ann").my_keys("heard:") == ()
    memory.undo("ann")
    assert memory.profile("ann").phrases == ()


def test_two_meanings_of_the_same_words_are_none(memory: Memory) -> None:
    for meant in ("play some jazz", "move some chairs", "play some jazz"):
        assert confirm(memory, "ann", Asked("play some chairs", meant, 0.0)) is None


def test_nothing_is_learned_where_nothing_was_misheard_or_nobody_spoke(memory: Memory) -> None:
    for _ in range(3):
        assert confirm(memory, "ann", Asked("play some jazz.", "Play some jazz", 0.0)) is None
        assert confirm(memory, None, Asked("play some chairs", "play some jazz", 0.0)) is None
    assert memory.belongings("ann").my_keys("") == ()


def test_what_was_confirmed_once_goes_when_the_person_is_forgotten(memory: Memory) -> None:
    confirm(memory, "ann", Asked("play some chairs", "play some jazz", 0.0))
    assert memory.forget_everything("ann") == 1
    assert memory.belongings("ann").my_keys("") == ()
