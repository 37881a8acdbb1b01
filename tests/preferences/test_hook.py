"""Hooks: found beside a flow or by import, refused in words when they cannot be used."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from preferences.hook import BadHook, Given, Hook, HookFailed, Refusal, load_hook

GIVEN = Given("tea", "oolong", "I like oolong", True, datetime(2026, 5, 4, tzinfo=timezone.utc))
MODULE = """\
from preferences.hook import Refusal

number = 3


def louder(given):
    return given.value.upper()


def never(given):
    return Refusal("Not that one.")


def two(given, more):
    return given.value


def long(given):
    return "x" * 500


def empty(given):
    return " "


def broken(given):
    raise ValueError(given.words)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "teas.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "worse.py").write_text("import nowhere_at_all\n", encoding="utf-8")
    return tmp_path


def test_a_value_is_changed_or_refused(folder: Path) -> None:
    assert load_hook("teas:louder", folder)(GIVEN) == "OOLONG"
    assert load_hook("teas:never", folder)(GIVEN) == Refusal("Not that one.")


def test_a_module_may_be_imported_by_name(tmp_path: Path) -> None:
    assert load_hook("preferences.values:plain_name", tmp_path).name == "preferences.values:plain_name"


@pytest.mark.parametrize("function", ["long", "empty", "broken"])
def test_what_is_no_answer_is_a_failure_without_a_persons_words(
    folder: Path, caplog: pytest.LogCaptureFixture, function: str
) -> None:
    with pytest.raises(HookFailed) as failed:
        load_hook(f"teas:{function}", folder)(GIVEN)
    assert failed.value.__cause__ is None and "oolong" not in caplog.text
    assert f"The hook teas:{function} of tea" in caplog.text


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("teas", "`teas` is not of the form module:function"),
        ("teas:", "`teas:` is not of the form module:function"),
        ("../teas:louder", "`../teas:louder` is not of the form module:function"),
        ("teas:quieter", "there is no function `quieter` in `teas`"),
        ("teas:number", "there is no function `number` in `teas`"),
        ("teas:two", "`two` does not take one value"),
        ("nowhere:louder", "`nowhere` cannot be imported: ModuleNotFoundError"),
        ("worse:louder", "`worse` cannot be imported: ModuleNotFoundError"),
    ],
)
def test_what_cannot_be_used_is_said(folder: Path, name: str, problem: str) -> None:
    with pytest.raises(BadHook) as refused:
        load_hook(name, folder)
    assert str(refused.value) == problem


def test_two_hooks_of_one_name_are_equal() -> None:
    assert Hook("a:b", len) == Hook("a:b", len)  # type: ignore[arg-type]
