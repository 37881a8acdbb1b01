"""The examples of docs/voice.md, run as they stand against a real server."""

from __future__ import annotations

import base64
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.speech.line import sound_in
from bot.speech.sound import sound_of_wav
from tests.bot.voice.talking import CONTRACT, need_speech, spoken
from tests.conftest import ROOT, Server, require

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "voice.md"
CLIENT = ROOT / "docs" / "examples" / "voice_client.py"


def here(text: str, server: Server) -> str:
    """The example, for a server on another port."""
    assert "http://127.0.0.1:5005" in text
    return text.replace("http://127.0.0.1:5005", server.url)


def test_the_client_of_the_page_talks(server: Server, tmp_path: Path) -> None:
    need_speech()
    assert len(CLIENT.read_text().splitlines()) <= 30
    program = tmp_path / "client.py"
    program.write_text(here(CLIENT.read_text(), server))
    first, second, broken = (tmp_path / name for name in ("first.wav", "second.wav", "broken.wav"))
    first.write_bytes(spoken("I like Thai food", tmp_path))
    second.write_bytes(spoken("what do you know about me?", tmp_path))
    broken.write_bytes(b"no sound")
    ended = subprocess.run(
        [sys.executable, str(program), str(first), str(second), str(broken)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = ended.stdout.splitlines()
    assert re.fullmatch(r"you    I like Thai food\.  \(0\.\d\d\)", lines[0])
    assert lines[1] == "mynah  Got it, you like Thai food."
    assert "Thai food" in lines[3]
    assert sound_of_wav((tmp_path / "first.reply.wav").read_bytes()).seconds > 1
    assert ended.returncode == 1
    assert ended.stderr == "That is no WAV file that can be read.\n"


def test_the_curl_lines_of_the_page_talk(server: Server, tmp_path: Path) -> None:
    need_speech()
    curl = shutil.which("curl")
    require(curl is not None, "curl is not installed")
    (tmp_path / "question.wav").write_bytes(spoken("I like Thai food", tmp_path))
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("curl ")]
    assert len(lines) == 3
    told = []
    for line in lines:
        command = [str(curl), *shlex.split(here(line, server))[1:]]
        told.append(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120).stdout)
    heard, typed, streamed = json.loads(told[0]), json.loads(told[1]), told[2]
    assert heard["reply"] == "Got it, you like Thai food." and "audio" not in heard
    assert base64.b64decode(typed["audio"]["base64"])[:4] == b"RIFF"
    events = re.findall(r"^event: (\w+)\ndata: (.+)\n\n", streamed, re.MULTILINE)
    assert events[0][0] == "heard" and events[-1][0] == "done"
    assert sound_in(next(json.loads(data) for name, data in events if name == "sentence")) is not None


def test_the_page_has_every_route_and_refusal_of_the_contract() -> None:
    page, contract = PAGE.read_text(), yaml.safe_load(CONTRACT.read_text())
    for path, verbs in contract["paths"].items():
        if path == "/health":
            continue
        for verb in verbs:
            assert f"`{verb.upper()} {path}`" in page, (verb, path)
    statuses = {
        status for verbs in contract["paths"].values() for verb in verbs.values() for status in verb["responses"]
    }
    for status in statuses - {"200", "404", "421"}:
        assert f"| {status} |" in page, status
