"""`mynah tokens`, as it is typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from bot.tokens import Kind, TokenError, Tokens

pytestmark = pytest.mark.patient


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNAH_HOME", str(tmp_path))
    monkeypatch.setenv("MYNAH_PERSON", "sam")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["tokens", *arguments])


def test_a_token_is_made_shown_once_and_revoked() -> None:
    assert "There are no tokens" in run("list").output
    made = run("add", "Ann's phone", "--person", "ann")
    words = made.output.splitlines()[-1]
    found = Tokens().find(words)
    assert found is not None and (found.kind, found.people) == (Kind.PERSON, ("ann",))
    shown = run("list").output
    assert found.id in shown and "Ann's phone" in shown and "ann" in shown
    assert words.split("_", 2)[2] not in shown and found.hash not in shown
    assert "may not speak any more" in run("revoke", "Ann's phone").output
    assert Tokens().find(words) is None


def test_a_device_and_its_bounds() -> None:
    made = run("add", "kitchen", "--device", "-p", "ann", "-p", "ben", "--per-minute", "7", "--largest", "99")
    found = Tokens().find(made.output.splitlines()[-1])
    assert found is not None
    assert (found.kind, found.people, found.per_minute, found.largest) == (Kind.DEVICE, ("ann", "ben"), 7, 99)
    assert run("add", "flood", "--largest", "99999999999").exit_code != 0


def test_without_a_name_it_is_the_person_at_the_keyboard() -> None:
    found = Tokens().find(run("add", "laptop").output.splitlines()[-1])
    assert found is not None and found.people == ("sam",)


def test_a_code_pairs_a_browser() -> None:
    code = run("pair", "--person", "ann").output.splitlines()[-1]
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    paired = Tokens().pair(code)
    assert paired is not None and paired[0].people == ("ann",)


def test_nothing_speaks_for_a_person_any_more() -> None:
    words = run("add", "phone", "--person", "ann").output.splitlines()[-1]
    run("add", "kitchen", "--device", "-p", "ann", "-p", "ben")
    said = run("revoke", "--person", "ann").output
    assert "phone (" in said and "kitchen (" in said and "No token names ann." in said
    assert Tokens().find(words) is None
    assert [token.people for token in Tokens().all()] == [("ben",)]


def test_what_goes_wrong_is_one_sentence() -> None:
    for wrong in (
        run("revoke", "nothing"),
        run("revoke"),
        run("revoke", "phone", "-p", "ann"),
        run("add", "both", "-p", "ann", "-p", "ben"),
        run("add", "x", "-p", ""),
    ):
        assert isinstance(wrong.exception, TokenError)
        assert str(wrong.exception).count("\n") == 0
