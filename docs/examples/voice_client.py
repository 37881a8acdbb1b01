"""Says WAV files to Mynah, one after the other, and writes what she says back beside them."""

import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

URL = "http://127.0.0.1:5005/webhooks/voice/audio?"


def say(sound: bytes, person: str, conversation: str, **metadata: object) -> dict:
    """Send one WAV file; returns what was heard, the reply and its sound."""
    query = urllib.parse.urlencode({"user_id": person, "sender": conversation})
    headers = {"Content-Type": "audio/wav", "X-Mynah-Metadata": json.dumps(metadata)}
    with urllib.request.urlopen(urllib.request.Request(URL + query, sound, headers), timeout=60) as answer:
        return json.load(answer)


for file in map(Path, sys.argv[1:]):
    try:
        told = say(file.read_bytes(), "sam", "kitchen", device={"kind": "speaker", "room": "kitchen"})
    except urllib.error.HTTPError as refused:
        sys.exit(json.load(refused)["error"])
    print(f"you    {told['transcript']}  ({told['confidence']:.2f})")
    print(f"mynah  {told['reply']}")
    if told["audio"]:
        file.with_suffix(".reply.wav").write_bytes(base64.b64decode(told["audio"]["base64"]))
