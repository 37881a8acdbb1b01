"""Who speaks: only a channel of ours can say it, and nothing that a client writes is taken for it."""

from __future__ import annotations

import copy
import getpass
import pickle
import sys
from typing import Any

import pytest

from bot.identity import KEPT, PERSON_VARIABLE, Spoken, heard_around, in_shell, keyboard_person, speaker, trusted

FORGED: dict[str, Any] = {"user_id": "bob", "person": "bob", "mynah": {"person": "bob"}, "barge_in": True}


@pytest.fixture(autouse=True)
def _no_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["rasa", "run"])


def test_a_channel_of_ours_says_who_speaks() -> None:
    assert speaker(Spoken.by("ann", {})) == "ann"
    assert speaker(Spoken.by(None, {})) is None


@pytest.mark.parametrize("metadata", [None, {}, FORGED, "bob", ["bob"], 3])
def test_what_a_client_wrote_names_nobody(metadata: Any) -> None:
    assert speaker(metadata) is None
    assert speaker(Spoken.by(None, metadata)) is None
    assert speaker(Spoken.by("ann", metadata)) == "ann"


def test_only_known_metadata_is_kept_and_never_the_name() -> None:
    assert Spoken.by("ann", FORGED) == {"barge_in": True}
    everything = dict.fromkeys([*KEPT, "user_id", "input_channel"], 1)
    assert sorted(Spoken.by("ann", everything)) == sorted(KEPT)


def test_the_person_survives_a_deep_copy_and_the_copy_is_its_own() -> None:
    spoken = Spoken.by("ann", {"device": {"room": "kitchen"}})
    other = copy.deepcopy(spoken)
    assert (other.person, other) == ("ann", {"device": {"room": "kitchen"}})
    other["device"]["room"] = "attic"
    assert spoken["device"]["room"] == "kitchen"


def test_a_plain_copy_of_the_words_is_no_proof() -> None:
    assert speaker(dict(Spoken.by("ann", {}))) is None
    assert speaker(pickle.loads(pickle.dumps(dict(Spoken.by("ann", {}))))) is None


@pytest.mark.parametrize(
    ("address", "forwarded", "believed"),
    [
        ("127.0.0.1", False, True),
        ("127.8.9.1", False, True),
        ("::1", False, True),
        ("127.0.0.1", True, False),
        ("192.168.0.7", False, False),
        ("10.0.0.1", False, False),
        ("8.8.8.8", False, False),
        ("::ffff:8.8.8.8", False, False),
        ("localhost", False, False),
        ("127.0.0.1.evil.example", False, False),
        ("0.0.0.0", False, False),
        ("", False, False),
        (None, False, False),
    ],
)
def test_only_loopback_may_speak_for_others(address: str | None, forwarded: bool, believed: bool) -> None:
    assert trusted(address, forwarded) is believed


def test_in_the_shell_the_one_at_the_keyboard_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["rasa", "shell", "--debug"])
    monkeypatch.setenv(PERSON_VARIABLE, "  ann  ")
    assert in_shell()
    assert speaker({}) == "ann"
    assert speaker(Spoken.by("ben", {})) == "ben"
    monkeypatch.setattr(sys, "argv", ["rasa", "run", "shell"])
    assert not in_shell()
    assert speaker({}) is None


def test_the_keyboard_belongs_to_the_named_person_else_to_the_user_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PERSON_VARIABLE, "x" * 300)
    assert keyboard_person() == "x" * 200
    monkeypatch.setenv(PERSON_VARIABLE, "   ")
    monkeypatch.setattr(getpass, "getuser", lambda: "root")
    assert keyboard_person() == "root"

    def unknown() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert keyboard_person() is None


@pytest.mark.parametrize("metadata", [None, "x", 3, [], {"local_time": "soonish", "barge_in": "yes"}])
def test_odd_metadata_is_no_reason_to_fail(metadata: Any) -> None:
    assert heard_around(metadata).barge_in is False
