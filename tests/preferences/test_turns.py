"""Past turns, read from the events of a conversation."""

from __future__ import annotations

from typing import Any

from preferences.turns import TURN_SLOT, Turn, read_turns


def user(text: str, person: str | None, intent: str = "play_music", at: float = 1.0, **parse: Any) -> dict[str, Any]:
    ours = {"person": person, "original": text}
    parsed = {"intent": {"name": intent, "confidence": 0.9}, "mynah": ours, **parse}
    return {"event": "user", "text": text.upper(), "timestamp": at, "parse_data": parsed}


def bot(text: str | None) -> dict[str, Any]:
    return {"event": "bot", "text": text}


def record(**given: Any) -> dict[str, Any]:
    return {"event": "slot", "name": TURN_SLOT, "value": given}


def test_a_turn_is_what_was_said_understood_and_answered() -> None:
    entities = [
        {"entity": "artist_name", "value": "Queen"},
        {"entity": "music_genre", "value": "rock", "assumed": True},
    ]
    events = [
        {"event": "action", "name": "action_listen"},
        user("play Queen", "ann", entities=entities, at=5.0) | {"metadata": {"barge_in": True}},
        bot("Playing Queen."),
        bot("Shall I remember that?"),
        record(outcome="done", skill="action_music", offer="artist"),
    ]
    assert read_turns(events) == [
        Turn(
            person="ann",
            text="play Queen",
            intent="play_music",
            confidence=0.9,
            said=(("artist_name", "Queen"),),
            filled=(("music_genre", "rock"),),
            barge_in=True,
            at=5.0,
            outcome="done",
            skill="action_music",
            reply="Playing Queen.\nShall I remember that?",
            offer="artist",
        )
    ]


def test_what_comes_before_the_first_message_belongs_to_no_turn() -> None:
    assert read_turns([bot("Hello."), record(outcome="done"), {"event": "slot", "name": "x", "value": 1}]) == []


def test_a_request_served_again_is_marked() -> None:
    first, again = read_turns([user("play jazz", "ann"), user("play jazz", "ann", reask=True)])
    assert (first.reask, again.reask) == (False, True)


def test_only_a_true_barge_in_counts() -> None:
    odd = [user("x", "ann") | {"metadata": {"barge_in": value}} for value in ("maybe", 1, None, [True])]
    assert [turn.barge_in for turn in read_turns(odd)] == [False] * 4


def test_bare_events_are_turns_of_nobody() -> None:
    [turn] = read_turns([{"event": "user", "text": "hi"}, bot(None), {"event": "slot", "name": TURN_SLOT, "value": 3}])
    assert turn == Turn(person=None, text="hi", intent="", confidence=0.0)
