"""Rephrase or new request, with the shipped model."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest

from learning.record import LoggedTurn
from learning.rephrase import pair_of, rephrase_chance, with_meaning
from learning.rephrase_features import NAMES, Pair, features
from learning.wording import difference, sounds_alike, wording
from preferences.turns import Turn

SORRY = "Sorry, I don't understand that."


@pytest.mark.parametrize(
    "pair",
    [
        Pair("sent e mail", "send email", SORRY, False, 5.0),
        Pair("place a mess music", "play some jazz music", SORRY, False, 8.0),
        Pair("next song", "next song", SORRY, False, 4.0),
        Pair("set subject to hello", "set subject to hello world", "The subject is set.", True, 6.0),
        Pair("pley juzz", "play jazz"),
    ],
)
def test_what_corrects(pair: Pair) -> None:
    assert rephrase_chance(pair) > 0.5


@pytest.mark.parametrize(
    "pair",
    [
        Pair("what time is it", "turn on the lights", "It is five.", True, 5.0),
        Pair("what time is it", "turn on the lights", SORRY, False, 5.0),
        Pair("next song", "next song", "Okay.", True, 60.0),
        Pair("set subject to hello", "set body to how are you", "The subject is set.", True, 12.0),
    ],
)
def test_what_asks_for_something_new(pair: Pair) -> None:
    assert rephrase_chance(pair) < 0.5


@pytest.mark.parametrize("text", ["", " ", "/", "🎵", "???", "玩 音乐", "a" * 100_000, "\u0000", "İ"])
def test_any_text_has_a_chance(text: str) -> None:
    for pair in (Pair(text, "play jazz"), Pair("play jazz", text, text), Pair(text, text, text, True, 0.0)):
        assert 0.0 < rephrase_chance(pair) < 1.0
        assert tuple(features(pair)) == NAMES


def test_what_is_not_known_has_no_value() -> None:
    bare = features(Pair("play jazz", "play rock"))
    assert all(math.isnan(bare[name]) for name in ("ok", "gap", "sorry", "shared", "meaning", "before_ok", "after_ok"))
    assert 0.0 < rephrase_chance(Pair("play jazz", "play rock")) < 1.0


def test_sounds_and_differences() -> None:
    one, two = wording("Write to Sean, now"), wording("right too shawn now")
    assert sounds_alike(one.sounds[:1], two.sounds[:1]) > 0.6 > sounds_alike(one.sounds[-1:], one.sounds[:1])
    what = difference(wording("play some jazz"), wording("play loud jazz please"))
    assert (what.kept, what.dropped, what.added) == (("play", "jazz"), ("some",), ("loud", "please"))
    assert what.replaced == (("some", "loud"),) and not what.only_added


def test_two_turns_as_a_pair() -> None:
    one = Turn(
        "ann", "play jazz", "play_music", 0.9, (("music_genre", "jazz"),), at=10.0, outcome="done", reply="Rock."
    )
    two = replace(one, text="play some jazz", at=15.0, barge_in=True)
    pair = pair_of(one, two)
    assert (pair.gap, pair.shared, pair.same_intent, pair.reply_ok, pair.barge_in) == (5.0, 1.0, True, True, True)
    logged = LoggedTurn(1, "ann", "talk", 10.0, "play jazz", "", "play_music", 0.9, asr_confidence=0.4)
    assert pair_of(logged, two).asr == 0.4 and pair_of(logged, two).reply_ok is None


def test_meaning_is_how_near_two_vectors_lie() -> None:
    (pair,) = with_meaning([Pair("a", "b")], lambda texts: [[1.0, 0.0], [0.6, 0.8]][: len(texts)])
    assert pair.meaning == pytest.approx(0.6)


def test_an_answer_takes_a_fraction_of_a_millisecond() -> None:
    pairs = [Pair(f"play some jazz {n}", f"place a mess music {n}", SORRY, False, 5.0) for n in range(200)]
    rephrase_chance(pairs[0])
    began = time.process_time()
    for pair in pairs:
        rephrase_chance(pair)
    assert (time.process_time() - began) / len(pairs) < 0.002
