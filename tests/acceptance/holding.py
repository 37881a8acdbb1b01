"""Holds one written dialogue against a running assistant over its REST channel."""

from __future__ import annotations

import json
import re
import time
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any


def send(url: str, conversation: str, person: str, text: str, metadata: dict[str, Any]) -> str:
    """One message; returns the reply's texts and button titles, a line each."""
    body = {"sender": conversation, "message": text, "metadata": {"user_id": person, **metadata}}
    request = urllib.request.Request(
        f"{url}/webhooks/rest/webhook", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        messages = json.loads(answer.read())
    lines = []
    for message in messages:
        lines += [message["text"]] if message.get("text") else []
        lines += [button["title"] for button in message.get("buttons") or ()]
    return "\n".join(lines)


def found(pattern: str, reply: str) -> bool:
    return re.search(pattern, reply, re.IGNORECASE | re.DOTALL) is not None


def complaints(turn: dict[str, Any], reply: str, so_far: str) -> Iterator[str]:
    """What is wrong with a reply."""
    if not reply.strip() and not turn.get("silent_ok"):
        yield "said nothing"
    yield from (f"did not say /{p}/" for p in turn.get("expect", ()) if not found(p, reply))
    any_of = turn.get("expect_any", ())
    if any_of and not any(found(p, reply) for p in any_of):
        yield "said none of " + ", ".join(f"/{p}/" for p in any_of)
    yield from (f"has not said /{p}/ by now" for p in turn.get("expect_by_now", ()) if not found(p, so_far))
    yield from (f"said /{p}/" for p in turn.get("never", ()) if found(p, reply))


def hold(dialogue: dict[str, Any], url: str) -> tuple[str | None, list[str]]:
    """Play one dialogue with fresh people; returns the complaint, or None, and the transcript."""
    run, rounds, transcript, replies = uuid.uuid4().hex[:10], {}, [], []
    for turn in dialogue["turns"]:
        who = turn.get("as", "alice")
        rounds[who] = rounds.get(who, 0) + bool(turn.get("new_conversation"))
        time.sleep(turn.get("wait", 0))
        conversation = f"{turn['in']}-{run}" if "in" in turn else f"{who}-{run}-{rounds[who]}"
        said = str(turn["say"]) * int(turn.get("times", 1))
        reply = send(url, conversation, f"{who}-{run}", said, turn.get("metadata", {}))
        transcript += [f"  {who}: {said[:200]}", "  bot: " + reply.replace("\n", "\n       ")]
        replies.append(reply)
        problems = list(complaints(turn, reply, "\n".join(replies)))
        if problems:
            return f"after {said[:60]!r}: " + "; ".join(problems), transcript
    return None, transcript
