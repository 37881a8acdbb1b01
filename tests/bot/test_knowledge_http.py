"""What is known, over HTTP against the real server: seen and changed by the person it is about, and by nobody else."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.tokens import Kind, Tokens
from tests.bot.test_doors_http import everything_stored
from tests.bot.voice.talking import VOICE, ask
from tests.conftest import ROOT, Person, Server, require

pytestmark = pytest.mark.slow

CONTRACT = ROOT / "bot" / "channels" / "knowledge.openapi.yml"
LEFT_OUT = (
    "negative_data_rejection",  # Where nothing is needed from a body, whatever it holds is left out.
    "positive_data_acceptance",  # Numbers of things that are not there are refused, which no schema can say.
    "unsupported_method",  # Sanic's own answer to TRACE lacks a header.
)
KNOWN = "what do you know about me?"
CHANGES = ("edit", "pause", "resume", "forget", "undo", "answer", "leave", "ask-again", "stop-rewrite",
           "edit-rewrite", "stop-habit", "resume-habit", "forget-everything/ask", "forget-everything")  # fmt: skip


def get(person: Person, path: str = "", headers: dict[str, str] | None = None, **query: str) -> tuple[int, Any]:
    asked = "&".join(f"{name}={value}" for name, value in {"user_id": person.name, **query}.items())
    status, answer, _ = ask(person.server, "GET", f"/knowledge{path}?{asked}", headers=headers)
    return status, answer


def post(person: Person, what: str, headers: dict[str, str] | None = None, **body: Any) -> tuple[int, Any]:
    status, answer, _ = ask(person.server, "POST", f"/knowledge/{what}?user_id={person.name}", body, headers)
    return status, answer


def items(person: Person) -> dict[str, dict[str, Any]]:
    """What is known, by its sentences."""
    status, answer = get(person)
    assert status == 200, answer
    return {one["told"]: one for one in answer["items"]}


def which(item: dict[str, Any]) -> dict[str, Any]:
    return {"kind": item["kind"], "number": item["number"]}


def one_of_each(person: Person) -> list[dict[str, Any]]:
    person.say("I like Thai food")
    person.say("when I say movie night, play jazz")
    person.say("what time is it in Portland?")
    person.say("no, I meant Portland, Maine")
    return [which(item) for item in items(person).values()]


# --- the one it is about


def test_what_was_taught_is_told_with_all_there_is_of_it(alice: Person) -> None:
    one_of_each(alice)
    known = items(alice)
    assert list(known) == [
        "You like Thai food.", '"movie night" means play jazz.', "When you say portland you mean Portland, Maine.",
    ]  # fmt: skip
    thai = known["You like Thai food."]
    assert (thai["about"], thai["value"], thai["liked"], thai["uses"], thai["paused_at"]) == (
        "food", "Thai", True, 0, None,
    )  # fmt: skip
    assert thai["evidence"] == 'You told me today: "I like Thai food".'
    _, answer = get(alice)
    assert (answer["person"], answer["questions"], answer["not_asked"], answer["can_undo"]) == (
        alice.name, [], [], True,
    )  # fmt: skip


def test_every_kind_of_thing_tells_how_often_it_was_used(alice: Person) -> None:
    one_of_each(alice)
    alice.say("find me a restaurant")
    alice.say("movie night")
    alice.say("what time is it in Portland?")
    until = time.monotonic() + 20
    while [one["uses"] for one in items(alice).values()] != [1, 1, 1]:
        # Uses are written down some seconds later.
        assert time.monotonic() < until, items(alice)
        time.sleep(0.2)
    assert all(one["used_at"] for one in items(alice).values())


def test_what_had_to_be_said_again_is_listed_and_can_be_stopped(alice: Person, bob: Person) -> None:
    alice.say("play some jas")
    alice.say("i said play jazz")
    [jazz] = noticed(alice, "rewrites")
    assert (jazz["told"], jazz["evidence"]) == (
        '"play some jas" is read as "play jazz".', 'You told me today: "play jazz".',
    )  # fmt: skip
    assert get(bob)[1]["rewrites"] == []
    alice.leave()
    assert "Playing jazz" in alice.say("play some jas")
    assert post(bob, "stop-rewrite", id=jazz["id"])[0] == 404
    assert post(alice, "stop-rewrite", id=jazz["id"]) == (200, {"said": "All right, I read that as it stands again."})
    assert get(alice)[1]["rewrites"] == []


def test_what_had_to_be_said_again_can_be_taken_for_something_else(alice: Person, bob: Person) -> None:
    alice.say("play some jas")
    alice.say("i said play jazz")
    [jazz] = noticed(alice, "rewrites")
    assert post(bob, "edit-rewrite", id=jazz["id"], steps=["play rock"])[0] == 404
    refused = post(alice, "edit-rewrite", id=jazz["id"], steps=["Play some jas"])
    assert refused == (400, {"error": '"play some jas" can\'t stand for itself.'})
    assert post(alice, "edit-rewrite", id=jazz["id"], steps=[])[0] == 400
    assert [one["id"] for one in get(alice)[1]["rewrites"]] == [jazz["id"]]
    said = {"said": 'Got it: "play some jas" means play rock.'}
    assert post(alice, "edit-rewrite", id=jazz["id"], steps=["play rock"]) == (200, said)
    assert get(alice)[1]["rewrites"] == []
    [phrase] = items(alice).values()
    assert (phrase["kind"], phrase["steps"]) == ("phrase", ["play rock"])
    assert phrase["evidence"] == 'You changed it yourself today: "play some jas: play rock".'
    alice.leave()
    assert "Playing rock" in alice.say("play some jas")


def test_a_habit_is_listed_with_what_it_rests_on_and_can_be_stopped(alice: Person, bob: Person) -> None:
    for _ in range(8):
        alice.say("play some jazz")
        alice.leave()
    jazz, usual = noticed(alice, "habits")
    assert usual["told"].startswith('"the usual" in the ') and usual["told"].endswith(" is play music.")
    assert (jazz["told"], jazz["times"], jazz["stopped"]) == ("You usually play jazz.", 8, False)
    assert jazz["evidence"] == "It was so 8 of the last 8 times, on one day, last today."
    assert get(bob)[1]["habits"] == []
    assert "because you usually play jazz" in alice.say("play music")
    assert post(bob, "stop-habit", id=jazz["id"])[0] == 404
    assert post(alice, "stop-habit", id="habit/play_music|music_genre|rock")[0] == 404
    assert post(alice, "stop-habit", id=jazz["id"]) == (200, {"said": "All right, I don't go by that any more."})
    _, known = get(alice)
    assert [one["stopped"] for one in known["habits"]] == [True, False]
    assert known["not_asked"] == []
    alice.leave()
    assert "usually" not in alice.say("play music")
    assert post(alice, "resume-habit", id=jazz["id"])[0] == 200
    alice.leave()
    assert "because you usually play jazz" in alice.say("play music")


def noticed(person: Person, what: str) -> list[dict[str, Any]]:
    """What was learned from what the person did; the log is read beside the turns."""
    until = time.monotonic() + 20
    while not (found := get(person)[1][what]):
        assert time.monotonic() < until
        time.sleep(0.2)
    return list(found)


def test_a_change_is_seen_by_the_next_turn(alice: Person) -> None:
    alice.say("I like Thai food")
    thai = which(items(alice)["You like Thai food."])
    assert post(alice, "edit", **thai, value="greek", when="") == (200, {"said": "Got it, you like Greek food."})
    assert "because you like Greek food" in alice.say("find me a restaurant")
    greek = which(items(alice)["You like Greek food."])
    assert post(alice, "pause", **greek)[0] == 200
    alice.leave()
    assert "because you like" not in alice.say("find me a restaurant")
    assert post(alice, "resume", **greek)[0] == 200
    alice.leave()
    assert "because you like Greek food" in alice.say("find me a restaurant")
    assert post(alice, "undo")[0] == 200
    assert list(items(alice)) == ["You like Thai food."]
    assert post(alice, "forget", **thai)[0] == 200
    assert "not taught me anything" in alice.say(KNOWN)
    assert post(alice, "undo")[1] == {"said": "There is nothing to undo. What was forgotten is gone for good."}


def test_the_reasons_of_a_turn_are_its_persons(alice: Person, bob: Person) -> None:
    alice.say("I like Thai food")
    alice.say("find me a restaurant")
    status, why = get(alice, "/why", sender=alice.conversation)
    assert status == 200
    assert (why["heard"], why["outcome"]) == ("find me a restaurant", "done")
    assert [(one["name"], one["value"], one["reason"]) for one in why["used"]] == [
        ("food type", "Thai", "you like Thai food")
    ]
    assert get(bob, "/why", sender=alice.conversation)[0] == 404
    assert get(alice, "/why")[0] == 404
    bob.conversation = alice.conversation
    bob.say("hello")
    # In a shared conversation the latest turn is Bob's now, and his alone to ask about.
    assert get(alice, "/why", sender=alice.conversation)[0] == 404
    assert get(bob, "/why", sender=alice.conversation)[1]["heard"] == "hello"


def test_days_are_counted_from_the_log(alice: Person) -> None:
    assert get(alice, "/progress") == (200, {"days": []})
    alice.say("play some jazz")
    alice.say("that's not what I wanted")
    alice.leave()
    alice.say("what time is it in Tokyo?")
    _, answer = get(alice, "/progress", timezone="Asia/Tokyo")
    assert [(day["at_once"], day["asked"], day["repaired"]) for day in answer["days"]] == [(1, 0, 1)]


def test_everything_is_exported_and_forgotten_after_a_question(alice: Person, bob: Person) -> None:
    alice.say("call me Quobblewort")
    bob.say("call me Robert")
    status, document = get(alice, "/export")
    assert status == 200 and [one["value"] for one in document["preferences"]] == ["Quobblewort"]
    assert post(alice, "forget-everything")[0] == 409
    assert post(bob, "forget-everything/ask")[0] == 200
    # Bob was asked, not she.
    assert post(alice, "forget-everything")[0] == 409
    assert "Quobblewort" in alice.say(KNOWN)
    assert post(alice, "forget-everything/ask")[0] == 200
    assert post(alice, "forget-everything")[0] == 200
    for name, data in everything_stored(alice.server.home).items():
        assert b"quobblewort" not in data.lower() and alice.name.encode() not in data, name
    assert "Robert" in bob.say(KNOWN)
    assert items(alice) == {}
    alice.say("I like Thai food")
    assert list(items(alice)) == ["You like Thai food."]


def test_who_is_forgotten_hears_that_something_still_speaks_for_them(alice: Person) -> None:
    tokens = Tokens(alice.server.home / "tokens.json")
    for let_in in ("", " What was let in to speak for you still may."):
        post(alice, "forget-everything/ask")
        assert post(alice, "forget-everything")[1]["said"] == f"I have forgotten everything about you.{let_in}"
        tokens.add(Kind.PERSON, "phone", [alice.name])
    tokens.forget(alice.name)


def test_nothing_of_it_stays_in_a_cache(alice: Person) -> None:
    for path in ("", "/progress", "/export"):
        _, _, headers = ask(alice.server, "GET", f"/knowledge{path}?user_id={alice.name}")
        assert headers["cache-control"] == "no-store"


# --- everybody else


def test_another_persons_numbers_open_nothing(alice: Person, bob: Person) -> None:
    bob.say("I like jazz")
    for thing in one_of_each(alice):
        for what in ("pause", "resume", "forget", "edit"):
            body = {**thing, "value": "Greek", "said": "x", "steps": ["play rock"]}
            status, answer = post(bob, what, **body)
            assert (status, set(answer)) == (404, {"error"}), what
    assert len(items(alice)) == 3
    assert list(items(bob)) == ["You like jazz."]


def test_nobody_and_strangers_are_told_nothing(alice: Person) -> None:
    alice.say("I like Thai food")
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    for path in ("", "/progress", "/export", "/why"):
        status, answer, _ = ask(alice.server, "GET", f"/knowledge{path}")
        assert (status, "know who is speaking" in answer["error"]) == (400, True)
        assert get(alice, path, forwarded)[0] == 401
    for what in CHANGES:
        status, answer, _ = ask(alice.server, "POST", f"/knowledge/{what}", {})
        assert (status, set(answer)) == (400, {"error"})
        assert post(alice, what, forwarded)[0] == 401
        assert post(alice, what, {"Origin": "https://evil.example"})[0] == 403
        assert ask(alice.server, "POST", f"/knowledge/{what}?user_id={alice.name}", b"{}")[0] == 415
        assert ask(alice.server, "GET", f"/knowledge/{what}?user_id={alice.name}")[0] == 405
    assert list(items(alice)) == ["You like Thai food."]


def test_a_browser_changes_only_with_its_csrf_token_and_only_its_own(alice: Person, bob: Person) -> None:
    alice.say("I like Thai food")
    thai = which(items(alice)["You like Thai food."])
    tokens = Tokens(alice.server.home / "tokens.json")
    code = tokens.open_pairing(alice.name)
    _, paired, headers = ask(alice.server, "POST", "/pair", {"code": code})
    cookie = {"Cookie": headers["set-cookie"].partition(";")[0]}
    proof = {**cookie, "X-CSRF-Token": paired["csrf"]}
    assert ask(alice.server, "GET", "/knowledge", headers=cookie)[1]["person"] == alice.name
    assert ask(alice.server, "POST", "/knowledge/forget", thai, cookie)[0] == 403
    assert ask(alice.server, "POST", "/knowledge/forget", thai, {**cookie, "X-CSRF-Token": "0" * 64})[0] == 403
    assert ask(alice.server, "GET", f"/knowledge?user_id={bob.name}", headers=proof)[0] == 403
    assert list(items(alice)) == ["You like Thai food."]
    assert ask(alice.server, "POST", "/knowledge/pause", thai, proof)[0] == 200
    tokens.revoke(tokens.all()[-1].id)
    assert ask(alice.server, "GET", "/knowledge", headers=cookie)[0] == 401


def test_a_token_sees_its_own_person_alone(alice: Person, bob: Person) -> None:
    alice.say("I like Thai food")
    bob.say("I like jazz")
    tokens = Tokens(alice.server.home / "tokens.json")
    own, words = tokens.add(Kind.PERSON, "phone", [alice.name])
    speaker, device = tokens.add(Kind.DEVICE, "speaker", [alice.name, bob.name])
    hers = {"Authorization": f"Bearer {words}"}
    theirs = {"Authorization": f"Bearer {device}"}
    assert ask(alice.server, "GET", "/knowledge", headers=hers)[1]["items"][0]["told"] == "You like Thai food."
    assert ask(alice.server, "GET", f"/knowledge?user_id={bob.name}", headers=hers)[0] == 403
    assert get(bob, "", theirs)[1]["items"][0]["told"] == "You like jazz."
    assert ask(alice.server, "GET", "/knowledge", headers=theirs)[0] == 400
    assert ask(alice.server, "GET", "/knowledge?user_id=somebody", headers=theirs)[0] == 403
    assert ask(alice.server, "GET", "/knowledge", headers={"Authorization": "Bearer nonsense"})[0] == 401
    for token in (own, speaker):
        tokens.revoke(token.id)


# --- what is no request


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("pause", {}, 400),
        ("pause", {"kind": "person", "number": 1}, 400),
        ("pause", {"kind": ["preference"], "number": 1}, 400),
        ("pause", {"kind": "preference", "number": "1"}, 400),
        ("pause", {"kind": "preference", "number": True}, 400),
        ("pause", {"kind": "preference", "number": -1}, 400),
        ("pause", {"kind": "preference", "number": 2**70}, 400),
        ("pause", {"kind": "preference", "number": 2**62}, 404),
        ("forget", {"kind": "phrase", "number": 2**62}, 404),
        ("edit", {"kind": "correction", "number": 2**62, "value": "x"}, 404),
        ("edit", {"value": 17}, 400),
        ("edit", {"value": "Thai", "when": 17}, 400),
        ("edit", {"value": "Thai", "liked": "yes"}, 400),
        ("edit", {"value": ""}, 400),
        ("edit", {"value": "klingon"}, 400),
        ("edit", {"value": "Thai", "when": "whenever"}, 400),
        ("edit", {"value": "a" * 5_000}, 400),
        ("answer", {"key": "music_genre/1/2", "value": "jazz"}, 404),
        ("leave", {}, 400),
        ("leave", {"key": "x" * 5_000}, 400),
        ("ask-again", {}, 400),
        ("edit-rewrite", {}, 404),
        ("edit-rewrite", {"id": 17, "steps": ["x"]}, 400),
        ("stop-habit", {}, 404),
        ("stop-habit", {"id": 17}, 400),
        ("resume-habit", {"id": "habit/play_music|music_genre|jazz"}, 404),
    ],
    ids=lambda given: str(given)[:40],
)
def test_what_is_no_request_is_refused_in_a_sentence(
    alice: Person, what: str, body: dict[str, Any], status: int
) -> None:
    alice.say("I like Thai food")
    before = items(alice)
    target = which(before["You like Thai food."]) if what == "edit" else {}
    got, answer = post(alice, what, **{**target, **body})
    assert (got, set(answer)) == (status, {"error"})
    assert answer["error"].endswith((".", "?")) and "Traceback" not in json.dumps(answer)
    assert items(alice) == before


def test_the_server_keeps_the_contract(server: Server, tmp_path: Path) -> None:
    require(importlib.util.find_spec("schemathesis") is not None, "schemathesis is not installed; make voice does it")
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(CONTRACT), "--url", server.url + VOICE]
    command += ["--checks", "all", "--exclude-checks", ",".join(LEFT_OUT), "--max-examples", "15", "--seed", "1"]
    # It leaves a cache where it runs.
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=400)
    assert ended.returncode == 0, ended.stdout[-5000:] + ended.stderr[-1000:]
    assert "Tested: 18" in ended.stdout


def test_what_is_told_is_what_the_contract_says(alice: Person) -> None:
    """Real answers, full of things; of people who were made up there is nothing to tell."""
    schemas = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["components"]["schemas"]
    one_of_each(alice)
    alice.say("find me a restaurant")
    alice.say("set the bedroom lights to study mode")
    told = {"Known": get(alice), "Progress": get(alice, "/progress"), "Export": get(alice, "/export"),
            "Why": get(alice, "/why", sender=alice.conversation)}  # fmt: skip
    for name, (status, answer) in told.items():
        assert status == 200
        assert set(schemas[name]["required"]) == set(answer), name
    for name, some in (("Item", told["Known"][1]["items"]), ("Question", told["Known"][1]["questions"])):
        assert some and all(set(one) == set(schemas[name]["properties"]) for one in some), name


def test_every_route_is_described() -> None:
    # Read, not imported: Rasa comes along with it, which takes half a minute.
    module = ast.parse((ROOT / "bot/channels/knowledge.py").read_text(encoding="utf-8"))
    tables = {node.target.id: ast.unparse(node.value) for node in module.body  # type: ignore[attr-defined]
              if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)}  # fmt: skip
    views, changes = (re.findall(r"'([^']*)':", tables[name]) for name in ("_VIEWS", "_CHANGES"))
    described = set(
        re.findall(r"^\| `((?:GET|POST) /knowledge[^`]*)` \|", (ROOT / "docs/page.md").read_text(), re.MULTILINE)
    )
    routes = {f"GET /knowledge{path}" for path in (*views, "/export")}
    routes |= {f"POST /knowledge/{path}" for path in (*changes, "forget-everything")}
    assert described == routes
    paths = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["paths"]
    assert {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs} == routes


# --- the page's files


def test_the_page_is_served_with_a_strict_policy(alice: Person) -> None:
    status, page, headers = ask(alice.server, "GET", "/")
    assert status == 200 and headers["content-type"].startswith("text/html")
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'" and policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"] and "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert " style=" not in page and " on" not in page.replace(" once", "").split("<body")[0]
    assert ask(alice.server, "GET", "")[2]["location"] == "/webhooks/voice/"
    again = {"If-None-Match": headers["etag"]}
    assert ask(alice.server, "GET", "/", headers=again)[0] == 304


@pytest.mark.parametrize(
    "path",
    ["/page/", "/page/../serving.py", "/page/..%2fserving.py", "/page/%2e%2e/serving.py", "/page//etc/passwd",
     "/page/index.html%00", "/page/static/app.js", "/../../../credentials.yml"],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(alice: Person, path: str) -> None:
    status, answer, _ = ask(alice.server, "GET", path)
    assert status in (400, 404)
    assert "import" not in str(answer)
