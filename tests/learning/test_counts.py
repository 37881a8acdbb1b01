"""Counts of one person and of everybody, and what they say."""

from __future__ import annotations

from math import log

import pytest

from learning.counts import MOST_OF_ONE, MOST_SAID, GlobalCounts, PersonCounts, background, said
from learning.prior import load_prior

SCREEN = (("screen", "yes"),)


def test_nothing_seen_says_what_the_file_says_and_no_more() -> None:
    prior, everybody = load_prior(), GlobalCounts(3)
    assert said(prior, everybody, None, "play_movie", "screen", "yes") > 0.3
    assert said(prior, everybody, None, "play_movie", "screen", "no") < -0.8
    assert said(prior, everybody, None, "alarm_set", "screen", "no") == 0.0
    assert background(prior, everybody, "screen", "yes") == pytest.approx(0.5)


def test_a_persons_turns_count_more_the_more_there_are() -> None:
    prior, everybody, person = load_prior(), GlobalCounts(3), PersonCounts()
    before = said(prior, everybody, None, "play_audiobook", "screen", "yes")
    person.add("play_audiobook", SCREEN)
    one = said(prior, everybody, person, "play_audiobook", "screen", "yes")
    for _ in range(20):
        person.add("play_audiobook", SCREEN)
    many = said(prior, everybody, person, "play_audiobook", "screen", "yes")
    assert before < one < many
    assert one - before < 0.5
    for _ in range(21):
        person.add("play_audiobook", SCREEN, -1)
    assert said(prior, everybody, person, "play_audiobook", "screen", "yes") == before


def test_no_feature_says_everything() -> None:
    person = PersonCounts()
    for _ in range(10_000):
        person.add("play_music", (("room", "gym"),))
    prior = load_prior()
    assert said(prior, GlobalCounts(3), person, "play_music", "room", "gym") <= MOST_SAID
    assert log(25) > MOST_SAID


def test_everybody_is_at_least_k_different_people() -> None:
    everybody = GlobalCounts(3)
    for _ in range(100):
        everybody.add("ann", "play_music", SCREEN)
    everybody.add("bob", "play_music", SCREEN)
    assert everybody.of("play_music", "screen", "yes") == 0
    everybody.add("cem", "play_music", SCREEN)
    assert everybody.of("play_music", "screen", "yes") == MOST_OF_ONE + 2
    everybody.add("cem", "play_music", SCREEN, -1)
    assert everybody.of("play_music", "screen", "yes") == 0


def test_what_words_meant_of_late_counts_for_more() -> None:
    person = PersonCounts()
    for _ in range(30):
        person.add("play_movie", (("open", "title"),))
    old, _ = person.of("play_movie", "open", "title")
    for _ in range(5):
        person.add("play_audiobook", (("open", "title"),))
    assert old == pytest.approx(10, abs=0.6)
    assert person.of("play_movie", "open", "title")[0] == pytest.approx(old * 0.9**5)
