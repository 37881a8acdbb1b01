"""Messages that teach a phrase, and those that only look like it."""

from __future__ import annotations

import pytest

from preferences.phrase_teaching import read_teaching


@pytest.mark.parametrize(
    ("text", "said", "means"),
    [
        ("when I say movie night, dim the lights to 20 percent", "movie night", "dim the lights to 20 percent"),
        ("when I say movie night dim the lights to 20 percent", "movie night", "dim the lights to 20 percent"),
        ('When I say "movie night", please turn off the lights', "movie night", "turn off the lights"),
        ("whenever I say bedtime then switch off everything", "bedtime", "switch off everything"),
        ("if I say party time make the lights purple", "party time", "make the lights purple"),
        ("every time I say lunch, I want you to play jazz", "lunch", "play jazz"),
        ("when I say the cave I mean the living room", "the cave", "the living room"),
        ("when I say I'm leaving, turn off the lights", "I'm leaving", "turn off the lights"),
        ("when I say good night, turn off the lights and set an alarm for 7 am", "good night",
         "turn off the lights and set an alarm for 7 am"),
        ("by study mode I mean fifty percent", "study mode", "fifty percent"),
        ("call the living room the cave", "the cave", "the living room"),
        ("let's call the garage the workshop", "the workshop", "the garage"),
        ("call the living room lamp Bertie", "Bertie", "the living room lamp"),
        ("the office is called the den", "the den", "the office"),
        ("mum's room is what I call the guest room", "mum's room", "the guest room"),
        ("study mode means set the lights to 30 percent", "study mode", "set the lights to 30 percent"),
        ("no, study mode means 30 percent", "study mode", "30 percent"),
        ("KLR is short for kitchen lights red", "KLR", "kitchen lights red"),
        ("the bunker is another name for the basement", "the bunker", "the basement"),
        ("from now on 'siesta' should turn off all the lights", "siesta", "turn off all the lights"),
        ("treat night night as turn off the lights", "night night", "turn off the lights"),
        ("use the blob as a name for the living room lamp", "the blob", "the living room lamp"),
        ("make bye bye turn off all the lights", "bye bye", "turn off all the lights"),
        ("I want to teach you a phrase: gym time means play workout music", "gym time", "play workout music"),
    ],
)  # fmt: skip
def test_what_is_taught_is_read(text: str, said: str, means: str) -> None:
    told = read_teaching(text)
    assert told is not None
    assert (told.said, told.means) == (said, means)


@pytest.mark.parametrize(
    "text",
    [
        "what does study mode mean?",
        "that means brightness at 50 percent",
        "by that I mean half",
        "call me Sam",
        "call my mom",
        "when I'm home I like jazz",
        "if it rains tomorrow wake me at 6",
        "set a timer called pasta",
        "make the living room lights blue",
        "turn on the lights",
        "",
        "x" * 5000,
    ],
)
def test_other_messages_teach_nothing(text: str) -> None:
    assert read_teaching(text) is None


def test_words_that_may_just_be_said_are_marked() -> None:
    told = read_teaching("my name means a lot to me")
    assert told is not None and not told.explicit
    told = read_teaching("when I say my name, play jazz")
    assert told is not None and told.explicit
