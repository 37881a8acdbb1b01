"""Tokens: only hashes are kept, a revoked one is nobody's at once, a pairing code works once and not for long."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.limits import Limits
from bot.tokens import Kind, TokenError, Tokens

NOON = datetime(2026, 5, 4, 12, tzinfo=timezone.utc)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(tmp_path: Path, clock: Clock) -> Tokens:
    return Tokens(tmp_path / "tokens.json", clock)


def test_a_token_finds_its_person_and_its_secret_is_nowhere(tokens: Tokens) -> None:
    token, words = tokens.add(Kind.PERSON, "Ann's phone", ["ann"])
    assert tokens.find(words) == token
    assert (token.kind, token.people) == (Kind.PERSON, ("ann",))
    kept = tokens.file.read_text()
    assert words not in kept and words.split("_", 2)[2] not in kept
    assert stat.S_IMODE(tokens.file.stat().st_mode) == 0o600


def test_two_processes_see_each_others_tokens_at_once(tokens: Tokens) -> None:
    other = Tokens(tokens.file)
    assert other.all() == ()
    token, words = tokens.add(Kind.PERSON, "phone", ["ann"])
    assert other.find(words) == token
    tokens.revoke(token.id)
    assert other.find(words) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda words: words[:-1],
        lambda words: words[:-1] + ("A" if words[-1] != "A" else "B"),
        lambda words: words + "A",
        lambda words: words.upper(),
        lambda words: " " + words,
        lambda words: words.replace("mynah", "nahmy"),
        lambda words: "mynah_" + "0" * 12 + words[18:],
        lambda words: "",
        lambda words: "\ud83d",
        lambda words: "mynah_../../etc_" + "a" * 43,
    ],
)
def test_nearly_right_is_wrong(tokens: Tokens, change) -> None:  # type: ignore[no-untyped-def]
    _, words = tokens.add(Kind.PERSON, "phone", ["ann"])
    assert tokens.find(change(words)) is None


def test_a_secret_of_one_token_does_not_open_another(tokens: Tokens) -> None:
    _, ann = tokens.add(Kind.PERSON, "a", ["ann"])
    _, ben = tokens.add(Kind.PERSON, "b", ["ben"])
    assert tokens.find(ann[:19] + ben[19:]) is None


def test_a_device_speaks_for_several_and_a_person_for_one(tokens: Tokens) -> None:
    token, _ = tokens.add(Kind.DEVICE, "kitchen", ["ann", "ben", "ann"])
    assert token.people == ("ann", "ben")
    for people in ([], ["ann", "ben"], [""], ["x" * 201], ["a\nb"]):
        with pytest.raises(TokenError):
            tokens.add(Kind.PERSON, "phone", people)
    assert tokens.all() == (token,)


def test_revoking_takes_a_number_or_a_name_of_one(tokens: Tokens) -> None:
    first, _ = tokens.add(Kind.PERSON, "phone", ["ann"])
    second, words = tokens.add(Kind.PERSON, "phone", ["ben"])
    with pytest.raises(TokenError, match="Several tokens are called phone"):
        tokens.revoke("phone")
    assert tokens.revoke(first.id) == first
    assert tokens.find(words) == second
    assert tokens.revoke("phone") == second
    with pytest.raises(TokenError, match="There is no token phone"):
        tokens.revoke("phone")


def test_who_is_taken_out_leaves_no_name_and_others_keep_their_keys(tokens: Tokens) -> None:
    phone, gone = tokens.add(Kind.PERSON, "phone", ["ann"])
    speaker, words = tokens.add(Kind.DEVICE, "kitchen speaker", ["ann", "ben"])
    _, of_ben = tokens.add(Kind.PERSON, "laptop", ["ben"])
    code, other = tokens.open_pairing("ann"), tokens.open_pairing("ben")
    assert tokens.naming("ann") == (phone, speaker)
    assert tokens.forget("ann") == (phone, speaker)
    assert tokens.find(gone) is None and tokens.pair(code) is None
    kept = tokens.find(words)
    assert kept is not None and kept.people == ("ben",)
    assert tokens.find(of_ben) is not None and tokens.pair(other) is not None
    assert tokens.naming("ann") == () and '"ann"' not in tokens.file.read_text()


def test_a_code_works_once_however_it_is_typed(tokens: Tokens) -> None:
    code = tokens.open_pairing("ann")
    assert code.replace("-", "") not in tokens.file.read_text()
    paired = tokens.pair(f" {code.lower().replace('-', ' ')} ", "kitchen tablet")
    assert paired is not None
    token, words = paired
    assert (token.kind, token.people, token.name) == (Kind.BROWSER, ("ann",), "kitchen tablet")
    assert tokens.find(words) == token
    assert tokens.pair(code) is None


def test_a_code_lapses(tokens: Tokens, clock: Clock) -> None:
    code = tokens.open_pairing("ann")
    clock.now += timedelta(minutes=10, seconds=1)
    assert tokens.pair(code) is None
    assert tokens.all() == ()


@pytest.mark.parametrize("code", ["", "----", "AAAA-AAAA", "é" * 8, "\ud83d"])
def test_a_guessed_code_opens_nothing(tokens: Tokens, code: str) -> None:
    tokens.open_pairing("ann")
    assert tokens.pair(code) is None


def test_changes_at_the_same_time_are_all_kept(tokens: Tokens) -> None:
    others = [Tokens(tokens.file) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: others[i % 4].add(Kind.PERSON, f"phone {i}", ["ann"]), range(20)))
    assert sorted(token.name for token in tokens.all()) == sorted(f"phone {i}" for i in range(20))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tokens": [{"id": 1}], "pairings": []}', "null"])
def test_a_damaged_file_lets_nobody_in_and_says_so(tokens: Tokens, text: str) -> None:
    tokens.file.write_text(text)
    with pytest.raises(TokenError, match="is damaged"):
        tokens.find("mynah_" + "0" * 12 + "_" + "a" * 43)


# --- how often


def test_a_bucket_empties_and_fills_again() -> None:
    now = [0.0]
    limits = Limits(lambda: now[0])
    assert [limits.take("ann", 3) for _ in range(4)] == [None, None, None, 20]
    assert limits.take("ben", 3) is None
    now[0] = 20.0
    assert [limits.take("ann", 3) for _ in range(2)] == [None, 20]
    now[0] = 1000.0
    assert [limits.take("ann", 3) for _ in range(4)] == [None, None, None, 20]


def test_the_number_of_buckets_is_bounded() -> None:
    limits = Limits(lambda: 0.0)
    for number in range(20_000):
        limits.take(str(number), 1)
    assert len(limits._left) == 10_000
