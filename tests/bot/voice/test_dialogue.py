"""A whole teaching dialogue, spoken and heard: sound goes in, and the sound that comes back is heard again."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.bot.voice.talking import Speaker, ask, need_speech, sound_of, spoken
from tests.conftest import Person, Server, require

pytestmark = pytest.mark.slow


@pytest.fixture
def ann(server: Server, tmp_path: Path) -> Speaker:
    need_speech()
    return Speaker(Person(server), tmp_path)


@pytest.fixture(scope="module")
def ear():  # type: ignore[no-untyped-def]
    need_speech()
    from bot.speech.activity import Silero
    from bot.speech.sound import read_sound
    from bot.speech.whisper import Whisper

    whisper = Whisper(Silero())
    return lambda data: whisper.hear(read_sound(data, "WAV")).best.text


def words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def beginning(data: bytes) -> bytes:
    """The first 25 seconds of a WAV: as much as is heard at once."""
    from bot.speech.sound import Sound, sound_of_wav, wav

    whole = sound_of_wav(data)
    return wav(Sound(whole.samples[: 25 * whole.rate], whole.rate))


def metadata_in_log(speaker: Speaker) -> list[dict]:  # type: ignore[type-arg]
    with sqlite3.connect(speaker.person.server.home / "turns.db") as log:
        query = "SELECT data FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id"
        rows = log.execute(query, (speaker.person.conversation,)).fetchall()
    return [json.loads(data)["metadata"] for (data,) in rows]


def test_a_teaching_dialogue_by_voice(ann: Speaker, ear) -> None:  # type: ignore[no-untyped-def]
    steps = [
        ("find me a restaurant", "restaurant", "in my sample guide for Portland, Maine", "Portland"),
        ("I like Thai food", "thai", "Got it, you like Thai food.", "thai"),
        ("find me a restaurant", "restaurant", "Here's Thai food, because you like Thai food.", "thai"),
        ("what do you know about me?", "know about me", "You like Thai food.", "thai"),
    ]
    for said, heard, replied, spoken_word in steps:
        answer = ann.speak(said)
        assert heard in words(answer["transcript"]), answer["transcript"]
        assert words(replied) in words(answer["reply"]), answer["reply"]
        assert list(answer)[-1] == "audio", "long things come last"
        assert words(spoken_word) in words(ear(beginning(sound_of(answer))))
        assert 0 < answer["confidence"] <= 1
        assert set(answer["timings"]) == {"hearing_ms", "turn_ms", "speaking_ms"}
    first = metadata_in_log(ann)[0]["asr"]
    assert first["hypotheses"][0]["text"] and 0 < first["confidence"] <= 1


def test_the_sound_can_be_left_out_and_the_file_be_flac(ann: Speaker) -> None:
    import io

    import soundfile

    samples, rate = soundfile.read(io.BytesIO(spoken("I like Thai food", ann.folder)))
    flac = io.BytesIO()
    soundfile.write(flac, samples, rate, format="FLAC")
    status, answer, _ = ask(
        ann.person.server, "POST", f"/audio{ann.query}&speak=0", flac.getvalue(), {"Content-Type": "audio/flac"}
    )
    assert status == 200
    assert "audio" not in answer and "speaking_ms" not in answer["timings"]
    assert answer["reply"] == "Got it, you like Thai food."


def test_the_head_carries_what_a_front_end_tells(ann: Speaker) -> None:
    head = {"user_id": ann.person.name, "device": {"id": "kitchen", "room": "kitchen"}, "timezone": "Europe/London"}
    sound = spoken("I like Thai food", ann.folder)
    headers = {"Content-Type": "audio/wav", "X-Mynah-Metadata": json.dumps(head)}
    status, answer, _ = ask(ann.person.server, "POST", f"/audio?sender={ann.person.conversation}", sound, headers)
    assert status == 200 and answer["reply"] == "Got it, you like Thai food."
    assert metadata_in_log(ann)[0]["device"] == {"id": "kitchen", "room": "kitchen"}
    assert "Thai" in ann.type("what do you know about me?")["reply"]


def test_silence_is_no_request(ann: Speaker) -> None:
    import numpy as np

    from bot.speech.sound import Sound, wav

    status, answer, _ = ask(
        ann.person.server,
        "POST",
        f"/audio{ann.query}",
        wav(Sound(np.zeros(16_000, np.float32))),
        {"Content-Type": "audio/wav"},
    )
    assert status == 200
    assert (answer["transcript"], answer["confidence"], answer["alternatives"]) == ("", 0, [])
    assert answer["reply"] == "I didn't hear any words. What can I do for you?"


def test_noise_lowers_the_confidence(ann: Speaker) -> None:
    sox = shutil.which("sox")
    require(sox is not None, "sox is not installed")
    clean = ann.folder / "clean.wav"
    clean.write_bytes(spoken("turn on the kitchen light", ann.folder))
    noise, mixed = ann.folder / "noise.wav", ann.folder / "mixed.wav"
    subprocess.run([str(sox), "-R", str(clean), str(noise), "synth", "pinknoise", "vol", "0.3"], check=True)
    subprocess.run([str(sox), "-m", str(clean), str(noise), str(mixed)], check=True)
    quiet = ann.speak("turn on the kitchen light")
    _, loud, _ = ask(
        ann.person.server, "POST", f"/audio{ann.query}&speak=0", mixed.read_bytes(), {"Content-Type": "audio/wav"}
    )
    assert loud["confidence"] < quiet["confidence"]


def test_a_name_that_was_taught_is_heard_from_then_on_and_only_for_its_person(ann: Speaker, tmp_path: Path) -> None:
    ben = Speaker(Person(ann.person.server), tmp_path)
    before = ann.speak("call Siobhan")["transcript"]
    assert "siobhan" not in words(before)
    assert "Siobhan" in ann.type("call me Siobhan")["reply"]
    ann.person.leave()
    assert "siobhan" in words(ann.speak("call Siobhan")["transcript"])
    assert "siobhan" not in words(ben.speak("call Siobhan")["transcript"])


# --- doubts


def doubtful(ann: Speaker) -> dict:  # type: ignore[type-arg]
    """A hearing that is asked about: a name nobody has heard of, which would be remembered."""
    return ann.speak("call me Zebulon")


def test_a_doubtful_hearing_is_asked_about_and_teaches_nothing(ann: Speaker) -> None:
    answer = doubtful(ann)
    assert answer["confidence"] < 0.3
    assert answer["reply"].startswith('Did you say "Call me')
    assert (
        "not taught me anything"
        in Speaker(Person(ann.person.server, ann.person.name), ann.folder).type("what do you know about me?")["reply"]
    )
    assert ann.speak("no")["reply"] == "Sorry. What did you say?"
    assert "Thai" in ann.speak("I like Thai food")["reply"]


def test_a_yes_serves_what_was_asked_about_and_the_log_shows_the_doubt(ann: Speaker) -> None:
    asked = doubtful(ann)["reply"].removeprefix('Did you say "').removesuffix('"?')
    reply = ann.speak("yes")["reply"]
    assert words(asked).rpartition(" ")[2] in words(reply)
    assert metadata_in_log(ann)[-1]["asr"]["confidence"] < 0.3


# --- interrupting


def test_a_reply_comes_sentence_by_sentence(ann: Speaker, ear) -> None:  # type: ignore[no-untyped-def]
    happened = list(ann.stream("I like Thai food"))
    names = [name for name, _ in happened]
    assert (names[0], names[-1], sorted(names[1:-1])) == ("heard", "done", ["reply", "sentence"])
    sentence = next(data for name, data in happened if name == "sentence")
    assert sentence["text"] == "Got it, you like Thai food." and sentence["milliseconds"] > 500
    assert "thai" in words(ear(sound_of(sentence)))
    assert happened[-1][1]["timings"]["first_sentence_ms"] > 0


def test_interrupting_a_long_reply_stops_it_and_is_sensed(ann: Speaker) -> None:
    began, sentences, ident = time.monotonic(), [], ""
    told = None
    for name, data in ann.stream("find me a restaurant"):
        if name == "heard":
            ident = data["id"]
        if name == "sentence":
            sentences.append(data)
            if len(sentences) == 1:
                body = {"id": ident, "played_ms": 900}
                status, told, _ = ask(ann.person.server, "POST", "/interrupt", body)
                assert status == 200
        last, data_at_end = name, data
    assert last == "stopped"
    assert time.monotonic() - began < 8, "the rest of the reply was not waited for"
    assert told is not None and told["played_ms"] == 900 and told["of_ms"] >= told["played_ms"]
    assert told["heard"] and sentences[0]["text"].startswith(told["heard"].split()[0])
    assert not told["whole"]
    assert data_at_end["of_ms"] < 15_000

    # The next message is marked, and interrupting and asking again is a moment to learn.
    reply = ann.type("find me a restaurant")["reply"]
    metadata = metadata_in_log(ann)
    assert metadata[-1]["barge_in"] is True and metadata[-1]["played_ms"] == 900
    assert "barge_in" not in metadata[0]
    assert "?" in reply, reply
    ann.type("no")
    assert "barge_in" not in metadata_in_log(ann)[-1], "once, for one message"


def test_nobody_stops_what_is_not_theirs(ann: Speaker) -> None:
    status, answer, _ = ask(ann.person.server, "POST", "/interrupt", {"sender": "somebody-elses", "played_ms": 1})
    assert status == 404 and set(answer) == {"error"}
