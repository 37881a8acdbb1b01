"""The contract of the voice channel, held against the running server."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.bot.voice.talking import CONTRACT, VOICE, ask, need_speech
from tests.conftest import ROOT, Server, require

pytestmark = pytest.mark.slow

LEFT_OUT = (
    "negative_data_rejection",  # Wrong values are left out, and never fail the turn.
    "positive_data_acceptance",  # Bytes that are no sound are refused, which no schema can say.
    "unsupported_method",  # Sanic's own answer to TRACE lacks a header.
)


def test_the_server_keeps_its_contract(server: Server, tmp_path: Path) -> None:
    need_speech()
    require(importlib.util.find_spec("schemathesis") is not None, "schemathesis is not installed; make voice does it")
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(CONTRACT), "--url", server.url + VOICE]
    command += ["--checks", "all", "--exclude-checks", ",".join(LEFT_OUT), "--max-examples", "15", "--seed", "1"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.bot.voice.contract_hooks", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=400)
    assert ended.returncode == 0, ended.stdout[-5000:] + ended.stderr[-1000:]
    assert "Tested: 9" in ended.stdout


def test_the_server_tells_its_contract(server: Server) -> None:
    status, told, _ = ask(server, "GET", "/contract")
    assert status == 200
    assert told == yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    assert told["info"]["version"].count(".") == 2
