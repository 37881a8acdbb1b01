"""A simulated household that is served well and badly, and what its people do next: for models of defects.

    python -m benchmarks.feedback_sim OUT [--days 400] [--seed 0]

SIMULATED: nobody said or did any of this. It shares no code and no table with what learns from it. A person asks, is
served as they meant, or otherwise, or not at all, and goes on: says it again, puts it more precisely, complains,
interrupts, stops, gives up, or asks for the next thing, which now and then is the same once more. A failure is followed
by a correction in about 58 % of the cases, as was counted on real command logs; all other shares are drawn for each
person anew, so that no single number is learned.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from preferences.turns import Turn

WISHES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "play_music": (
        "music_genre",
        ("jazz", "rock", "classical", "reggae", "techno", "soul"),
        ("play some music", "put some music on", "play something", "I want to hear music"),
        ("play some {}", "put on {}", "play {} music", "I want to hear {}"),
    ),
    "recommendation_locations": (
        "food_type",
        ("Italian", "Thai", "Greek", "Indian", "Mexican"),
        ("find me a restaurant", "where can I eat", "recommend a restaurant", "a place for dinner please"),
        ("find a {} restaurant", "where can I eat {} food", "recommend a {} place"),
    ),
    "recommendation_movies": (
        "movie_type",
        ("comedy", "thriller", "western", "animation"),
        ("recommend a film", "what should I watch", "suggest a movie"),
        ("recommend a {}", "suggest a {} film", "I want to watch a {}"),
    ),
    "weather_query": (
        "place_name",
        ("Oslo", "Rome", "Leeds", "Dakar"),
        ("what is the weather", "will it rain today", "how warm is it"),
        ("what is the weather in {}", "will it rain in {}"),
    ),
    "iot_hue_lightoff": (
        "house_place",
        ("kitchen", "bedroom", "hall"),
        ("lights off", "turn off the lights", "make it dark"),
        ("turn off the light in the {}", "{} lights off"),
    ),
    "alarm_set": (
        "time",
        ("seven", "half past six", "eight thirty"),
        ("wake me up", "set an alarm"),
        ("wake me at {}", "set an alarm for {}"),
    ),
    "datetime_query": ("place_name", ("Tokyo", "Lima", "Cairo"), ("what time is it",), ("what time is it in {}",)),
}
"""Intent: its detail, values of it, bare requests, requests that name one."""
UNSERVED = ("not_found", "unsupported", "failed")
SORRY = (
    "Sorry, I didn't understand that.",
    "I can't do that.",
    "I could not find any.",
    "That is not something I know.",
)
COMPLAINTS = ("that's not what I wanted", "no, that's wrong", "that is not it", "you are not listening")
NEARLY = ("um {}", "hey {}", "{} please", "please {}", "{} now", "can you {}")


@dataclass(frozen=True)
class Said:
    """A turn and the truth about it."""

    turn: Turn
    """As the log has it."""
    defect: bool
    """It did not give the person what they wanted."""


class Person:
    """Somebody with ways of their own."""

    def __init__(self, rng: Random, name: str) -> None:
        self.rng, self.name = rng, name
        self.wrong = rng.uniform(0.06, 0.25)
        self.unserved = rng.uniform(0.03, 0.18)
        self.corrects = rng.uniform(0.40, 0.75)
        self.again = rng.uniform(0.02, 0.15)
        self.more = rng.uniform(0.05, 0.25)
        self.interrupts = rng.uniform(0.0, 0.12)
        self.pace = rng.uniform(1.6, 2.7)

    def day(self, at: float) -> Iterator[Said]:
        """What is said in a row, some minutes long."""
        turn, bare, value = self.ask(at)
        for _ in range(self.rng.randint(1, 8)):
            turn, defect = self.served(turn, bare)
            yield Said(turn, defect)
            found = self.next(turn, bare, value, defect)
            if found is None:
                return
            turn, bare, value = found

    def ask(self, at: float, intent: str | None = None) -> tuple[Turn, bool, str]:
        """A wish, put without its detail half of the time."""
        intent = intent or self.rng.choice(tuple(WISHES))
        name, values, vague, precise = WISHES[intent]
        value, bare = self.rng.choice(values), self.rng.random() < 0.5
        text = self.rng.choice(vague) if bare else self.rng.choice(precise).format(value)
        said = () if bare else ((name, value),)
        return self._turn(text, intent, said, at), bare, value

    def served(self, turn: Turn, bare: bool) -> tuple[Turn, bool]:
        """What becomes of it."""
        if turn.intent in ("complaint", "correction", "general_cancel", "general_praise"):
            outcome = "asked" if turn.intent == "correction" else "done"
            return replace(turn, outcome=outcome, reply="All right."), False
        draw = self.rng.random()
        if draw < self.unserved:
            outcome = self.rng.choice(UNSERVED)
            return replace(turn, outcome=outcome, reply=self.rng.choice(SORRY), confidence=self._sure(0.55)), True
        if draw < self.unserved + 0.05:
            return replace(turn, outcome="asked", reply="Which one do you mean?"), False
        wrong = draw < self.unserved + 0.05 + self.wrong * (1.6 if bare else 0.7)
        name, values, *_ = WISHES[turn.intent]
        filled = ((name, self.rng.choice(values)),) if bare and self.rng.random() < 0.5 else ()
        sure = self._sure(0.72 if wrong and not bare else 0.9)
        answer = f"Here you go: {filled[0][1] if filled else dict(turn.said).get(name, 'this one')}."
        return replace(turn, outcome="done", reply=answer, filled=filled, confidence=sure), wrong

    def next(self, turn: Turn, bare: bool, value: str, defect: bool) -> tuple[Turn, bool, str] | None:
        """What they do after a turn; None when they go away."""
        rng = self.rng
        soon = turn.at + min(rng.lognormvariate(self.pace, 0.8), 200)
        later = turn.at + rng.lognormvariate(3.4, 1.2)
        if turn.intent not in WISHES:
            return self.ask(soon) if rng.random() < 0.6 else None
        if turn.outcome == "asked":
            name, _, _, precise = WISHES[turn.intent]
            return self._turn(rng.choice(precise).format(value), turn.intent, ((name, value),), soon), False, value
        if defect and rng.random() < self.corrects:
            return self._put_right(turn, bare, value, soon)
        draw = rng.random()
        if draw < 0.35:
            return None
        if draw < 0.35 + self.again and not defect:
            # Another song, another tip: the same wish once more, with nothing wrong about the first.
            text = turn.text if rng.random() < 0.7 else rng.choice(NEARLY).format(turn.text)
            return replace(turn, text=text, at=later, barge_in=False, filled=()), bare, value
        if draw < 0.35 + self.again + self.more and not defect:
            name, values, _, precise = WISHES[turn.intent]
            other = rng.choice([one for one in values if one != value] or list(values))
            asked = self._turn(rng.choice(precise).format(other), turn.intent, ((name, other),), later)
            return replace(asked, barge_in=rng.random() < self.interrupts), False, other
        if draw < 0.72 and not defect and rng.random() < 0.15:
            return self._turn("thanks", "general_praise", (), soon), False, value
        found = self.ask(later)
        return replace(found[0], barge_in=rng.random() < self.interrupts), *found[1:]

    def _put_right(self, turn: Turn, bare: bool, value: str, soon: float) -> tuple[Turn, bool, str]:
        rng = self.rng
        name, _, vague, precise = WISHES[turn.intent]
        cut_in = turn.outcome == "done" and rng.random() < 0.25
        draw = rng.random()
        if draw < 0.20:
            return replace(turn, at=soon, barge_in=cut_in, filled=()), bare, value
        if draw < 0.38:
            text = rng.choice(NEARLY).format(turn.text) if rng.random() < 0.5 else rng.choice(vague)
            said = turn.said if text not in vague else ()
            return replace(turn, text=text, said=said, at=soon, barge_in=cut_in, filled=()), bare, value
        if draw < 0.72:
            text = rng.choice(precise).format(value)
            text = f"no, {text}" if rng.random() < 0.15 else text
            asked = self._turn(text, turn.intent, ((name, value),), soon)
            return replace(asked, barge_in=cut_in), False, value
        if draw < 0.84:
            return replace(self._turn(rng.choice(COMPLAINTS), "complaint", (), soon), barge_in=cut_in), False, value
        if draw < 0.92:
            words = f"no, I meant {value}"
            return replace(self._turn(words, "correction", (), soon), barge_in=cut_in), False, value
        return replace(self._turn("stop", "general_cancel", (), soon), barge_in=True), False, value

    def _turn(self, text: str, intent: str, said: tuple[tuple[str, str], ...], at: float) -> Turn:
        return Turn(self.name, text, intent, self._sure(0.9), said, at=at)

    def _sure(self, mean: float) -> float:
        return round(min(max(self.rng.gauss(mean, 0.12), 0.2), 1.0), 3)


def household(seed: int, days: int, people: int = 20) -> Iterator[tuple[str, list[Said]]]:
    """Rows of turns, each with whose day it was."""
    rng = Random(seed)
    known = [Person(rng, f"person {number}") for number in range(people)]
    for day in range(days):
        person = rng.choice(known)
        yield f"{seed} {person.name}", list(person.day(1e9 + 10_000.0 * day))


def main() -> None:
    """Write rows for `mynah evaluate defects`."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out", type=Path)
    options.add_argument("--days", type=int, default=400)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    with given.out.open("w", encoding="utf-8") as out:
        for group, said in household(given.seed, given.days):
            for one, after in zip(said, [*said[1:], None], strict=True):
                if one.turn.intent in WISHES:
                    out.write(json.dumps(_row(one, after, group)) + "\n")


def _row(one: Said, after: Said | None, group: str) -> dict[str, object]:
    turn, later = one.turn, after.turn if after is not None else None
    row: dict[str, object] = {
        "user": turn.text,
        "reply": turn.reply,
        "next": None,
        "outcome": turn.outcome,
        "confidence": turn.confidence,
        "filled": len(turn.filled),
        "label": int(one.defect),
        "group": group,
    }
    if later is None or later.at - turn.at > 45.0:
        return row
    said, now = dict(turn.said), dict(later.said)
    return row | {
        "next": later.text,
        "gap_s": round(later.at - turn.at, 1),
        "barge_in": later.barge_in,
        "next_intent": later.intent,
        "same_intent": later.intent == turn.intent,
        "named_more": any(name not in said for name in now),
        "changed": any(now.get(name, value) != value for name, value in said.items()),
    }


if __name__ == "__main__":
    main()
