"""A random log that holds everything a log can hold, for tests that compare two ways to read it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from learning.chain import state
from learning.company import Company
from learning.record import LoggedTurn, Rewritten
from learning.rewriting_evidence import Step, judged
from preferences import acts
from preferences.request import Entity

WORDINGS = (
    "play some jazz", "play some jazz please", "Play some JAZZ!", "put jazz on", "play chess", "no, I meant jazz",
    "turn on the light", "turn on the lights", "turn the light on", "firefly the kitchen", "what's the weather",
    "stop it", "that's not what I wanted",
)  # fmt: skip
READINGS = (
    ("play_music", (("music_genre", "jazz"),)),
    ("play_music", (("music_genre", "Jazz"),)),
    ("play_game", ()),
    ("iot_hue_lighton", (("house_place", "kitchen"),)),
    ("weather_query", ()),
    (acts.FALLBACK, ()),
    (acts.COMPLAINT, ()),
    (acts.PHRASE_ASK, ()),
    (acts.CORRECTION, ()),
    (acts.CANCEL, ()),
    (acts.OFFER_DECLINED, ()),
)
REPLIES = ("", "", "Here you are.", "Sorry, there is no such thing.")


def log(seed: int, count: int = 600, people: int = 6) -> list[LoggedTurn]:
    """Turns of some people who talk at the same time, of everything that a log can hold."""
    chance, at, found = random.Random(seed), 1e9, list[LoggedTurn]()
    usual = {text: chance.choice(READINGS) for text in WORDINGS}
    for number in range(1, count + 1):
        at += chance.choice((1.0, 3.0, 9.0, 20.0, 60.0))
        text = chance.choice(WORDINGS)
        if chance.random() < 0.01:
            usual[text] = chance.choice(READINGS)  # NLU was trained again.
        rewrite = rewritten(chance, state(*usual[text]))
        intent, details = chance.choice(READINGS) if rewrite is not None and rewrite.own else usual[text]
        turn = LoggedTurn(
            number,
            chance.choice([*(f"p{n}" for n in range(people)), None]),
            "talk",
            at,
            text,
            text,
            intent,
            round(chance.uniform(0.2, 1.0), 3),
            chance.choice(((), ((intent, 0.6), ("other", 0.25)))),
            tuple(Entity(name, value, value) for name, value in details),
            chance.choice(("nlu", "nlu", "nlu", "rewrite", "gap", "lesson")),
            outcome=chance.choice(("done", "done", "done", "failed", "not_found", "unsupported", "asked", None)),
            reply=chance.choice(REPLIES),
            barge_in=chance.random() < 0.1,
            answer=chance.choice((*[None] * 8, True, False)),
            rewrite=rewrite,
            door="too_long" if chance.random() < 0.03 else "",
        )
        if chance.random() < 0.05:
            turn = replace(turn, intent=acts.PHRASE_DEFINE, why="answer")
        asked = next((one for one in reversed(found) if one.person == turn.person), None)
        if asked is not None and asked.intent == acts.PHRASE_DEFINE and chance.random() < 0.9:
            turn = replace(turn, reask=True, read_as=asked.heard if chance.random() < 0.9 else text)
        found.append(turn)
    return found


def rewritten(chance: random.Random, own: str) -> Rewritten | None:
    if chance.random() < 0.7:
        return None
    layer, arm = chance.choice(("global", "personal", "phrase")), chance.choice(("served", "served", "held", ""))
    return Rewritten(f"rewrite:r{chance.randrange(4)}", layer, "1", arm, own if arm == "served" else "")


def in_company(talks: Sequence[Sequence[Step]]) -> list[list[Step]]:
    """Sessions judged by what stands together in all of them."""
    company = Company()
    for talk in talks:
        if talk:
            company.add(talk[0].person, [step.text for step in talk])
    return [judged(talk, company) for talk in talks]
