"""Rewriting through the whole of Rasa: talked, learned, served by the running server, refused, blocked, forgotten."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import time

import pytest

from tests.conftest import MYNAH, QUIET, Person, Server

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ODD = "kindle the kitchen bulbs to life"
ON = re.compile(r"lights are (already |now )?on", re.IGNORECASE)


def mynah(server: Server, *words: str) -> str:
    environment = {**os.environ, **QUIET, "MYNAH_HOME": str(server.home), "COLUMNS": "300"}
    done = subprocess.run([*MYNAH, *words], env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    return done.stdout


def record(person: Person) -> dict[str, object]:
    """What the log says of the person's last message."""
    with sqlite3.connect(person.server.home / "turns.db") as log:
        query = "SELECT data FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id DESC"
        (data,) = log.execute(query, (person.conversation,)).fetchone()
    found: dict[str, object] = json.loads(data)["parse_data"]["mynah"]
    return found


def test_what_many_put_right_works_for_the_next_one_without_a_restart(server: Server) -> None:
    people = [Person(server) for _ in range(4)]
    for person in people:
        for _ in range(2):
            person.leave()
            person.say(ODD)
            person.say("turn on the kitchen lights")
    before = Person(server)
    assert not ON.search(before.say(ODD))

    assert "Nothing was kept" in mynah(server, "learn", "--dry-run")
    assert "is published" in mynah(server, "learn")
    (name,) = re.findall(r"([0-9a-f]{16}).*kindle", mynah(server, "rewrites", "list"))
    assert "people ended well" in mynah(server, "rewrites", "explain", name)

    # Somebody may be among the few for whom it is held out, always the same ones; three in a row are not.
    for _ in range(3):
        stranger = Person(server)
        stranger.say("hello")
        time.sleep(0.3)
        said = stranger.say(ODD)
        if ON.search(said):
            break
    assert ON.search(said), said
    noted = record(stranger)["rewrite"]
    assert isinstance(noted, dict)
    assert (noted["layer"], noted["arm"], noted["text"]) == ("global", "served", "turn on the kitchen lights")
    assert record(stranger)["original"] == ODD
    assert "when that had not worked" in stranger.say("why did you do that?")

    # A no right after it holds for this person at once, and for nobody else.
    stranger.leave()
    stranger.say(ODD)
    stranger.say("no, that is wrong")
    stranger.leave()
    assert not ON.search(stranger.say(ODD))

    mynah(server, "rewrites", "block", name)
    other = Person(server)
    other.say("hello")
    time.sleep(0.3)
    assert not ON.search(other.say(ODD))
    mynah(server, "rewrites", "restore", name)

    # Who is forgotten is in no file of what was learned.
    gone = people[0].name
    assert gone.encode() in b"".join(file.read_bytes() for file in (server.home / "generations").rglob("*.db"))
    mynah(server, "preferences", "forget", "--person", gone, "--yes")
    for file in (server.home / "generations").rglob("*"):
        if file.is_file():
            assert gone.encode() not in file.read_bytes(), file
