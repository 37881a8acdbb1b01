"""How fast planted habits are learned, and that chance ones are not: `python -m benchmarks.habits`.

People of `benchmarks.household_sim` live some months each, with many seeds. After every turn what was learned is asked
for the next. A habit counts as learned with the first request that is filled with what the person meant and all the
habits of the person hold by; a chance habit is any value filled for somebody who has none.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import household_sim as sim
from learning.counts import GlobalCounts, PersonCounts
from learning.experience import Conversations, Experience
from learning.habits import Habits
from learning.prior import load_prior
from learning.readings import Judge
from preferences.curriculum import ROOT
from preferences.heard import Heard
from preferences.learned import Circumstances
from preferences.request import Reading
from preferences.surroundings import read_surroundings

SEEDS = 200
DAYS = 120
FEATURES = ("daypart", "week", "before", "room", "kind")


class Learner:
    """What is known of one simulated person, turn by turn."""

    def __init__(self) -> None:
        self._folding = Conversations(load_prior())
        self._known: dict[int, Experience] = {}
        self._rows = 0
        self._stale = True
        self._habits = Habits(())

    def take(self, conversation: str, event: dict[str, Any]) -> None:
        """Take one event in."""
        self._rows += 1
        for experience in self._folding.take(self._rows, conversation, event):
            self._known[experience.id] = experience
            self._stale = True

    @property
    def habits(self) -> Habits:
        """The habits as they stand."""
        if self._stale:
            self._habits, self._stale = Habits(self._known.values()), False
        return self._habits

    def fills(self, ask: sim.Ask) -> tuple[tuple[str, str], ...]:
        """What would be filled in for a request."""
        hour = ask.at.hour
        part = "morning" if 5 <= hour < 12 else "afternoon" if hour < 17 else "evening" if hour < 22 else "night"
        here = {"daypart": part, "week": "weekend" if ask.at.weekday() >= 5 else "weekday", "before": "none"}
        present = {name for name, _ in ask.details}
        return tuple((habit.entity, habit.value) for habit in self.habits.fills(ask.intent, present, here))


@dataclass(frozen=True)
class Course:
    """What became of one simulated person."""

    said: int | None
    """How often they had named their usual value when a bare request was first filled rightly."""
    bare: int
    """Bare requests."""
    right: int
    """Of those, filled with what was meant."""
    wrong: int
    """Filled with something else."""


def live(asks: Iterator[sim.Ask]) -> Course:
    """Live through some requests."""
    learner = Learner()
    said, learned = 0, None
    bare = right = wrong = 0
    seen: set[int] = set()
    for ask, conversation, event in sim.events(asks, "sam", lambda one: learner.fills(one) if one.meant else ()):
        if id(ask) not in seen:
            seen = {id(ask)}
            if ask.meant is not None:
                bare += 1
                filled = dict(learner.fills(ask)).get(ask.meant[0])
                right += filled == ask.meant[1]
                wrong += filled is not None and filled != ask.meant[1]
            elif ask.details:
                said += 1
                probe = sim.Ask(ask.at, "play music", ask.intent)
                if learned is None and dict(learner.fills(probe)).get(ask.details[0][0]) == ask.details[0][1]:
                    learned = said - 1
        learner.take(conversation, event)
    return Course(learned, bare, right, wrong)


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson)."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - half) / (1 + z * z / of)), min(1.0, (middle + half) / (1 + z * z / of))


def people(seeds: int, days: int) -> dict[str, Callable[[int], Iterator[sim.Ask]]]:
    """The simulated people by kind, each from a seed."""

    def listening(taste: sim.Taste, odd: int | None = None) -> Callable[[int], Iterator[sim.Ask]]:
        return lambda seed: sim.listener(taste, Random(seed), days, odd)

    return {
        "always jazz": listening(sim.always("jazz")),
        "jazz nine times in ten": listening(sim.always("jazz", 0.9)),
        "jazz eight times in ten": listening(sim.always("jazz", 0.8)),
        "pop in the morning, soul in the evening": listening(sim.by_hour({"am": "pop", "pm": "soul"})),
        "always jazz, and one night of techno": listening(sim.always("jazz"), days // 2),
        "two kinds alike": listening(sim.any_of(2)),
        "three kinds alike": listening(sim.any_of(3)),
        "eight kinds alike": listening(sim.any_of(8)),
        "four times in ten jazz": listening(sim.leaning(0.4)),
    }


CHANCE = ("two kinds alike", "three kinds alike", "eight kinds alike", "four times in ten jazz")


def changed(seed: int, days: int) -> tuple[int, int]:
    """How often the new value was named until the old habit was given up, and until the new one was learned."""
    learner, on = Learner(), days // 2
    said = 0
    gone: int | None = None
    new: int | None = None
    taste = sim.changing("jazz", "rock", on)
    asks = (ask for ask in sim.listener(taste, Random(seed), days) if ask.meant is None)
    for ask, conversation, event in sim.events(asks, "sam", lambda one: ()):
        if event["event"] == "user" and ask.details[0][1] == "rock":
            filled = dict(learner.fills(sim.Ask(ask.at, "play music", "play_music"))).get("music_genre")
            gone = said if gone is None and filled != "jazz" else gone
            new = said if new is None and filled == "rock" else new
            said += 1
        learner.take(conversation, event)
    return (gone if gone is not None else said), (new if new is not None else said)


def usual(seed: int, share: float, days: int = 40) -> int | None:
    """How many mornings until "the usual" after the alarm is coffee."""
    learner = Learner()
    last = -1
    for ask, conversation, event in sim.events(sim.riser(Random(seed), days, share), "sam", lambda one: ()):
        day = (ask.at - sim.FIRST_DAY).days
        if day != last:
            found = learner.habits.next({"before": "alarm_remove", "daypart": "morning"})
            if found is not None and found[0] == "iot_coffee":
                return day
            last = day
        learner.take(conversation, event)
    return None


def titled(seed: int, wants: Callable[[int], str], days: int) -> list[bool]:
    """Whether each evening's title was taken for what was meant."""
    folding, counts = Conversations(load_prior()), PersonCounts()
    judge = Judge(load_prior(), GlobalCounts(3), counts)
    known: dict[int, Experience] = {}
    rows, right = 0, []
    for ask in sim.titles(Random(seed), days, wants):
        heard = Heard(ask.text, (("play_movie", 0.95), ("play_audiobook", 0.03)))
        read = Reading("play_movie", (), 0.95)
        around = Circumstances(ask.at, read_surroundings(ask.metadata))
        taken_for = (judge.judge(heard, read, around) or read).intent
        right.append(taken_for == (ask.meant or ("", ""))[1])
        for event in sim.put_right(ask, "sam", taken_for):
            rows += 1
            for one in folding.take(rows, ask.conversation, event):
                if one.right and one.id not in known:
                    counts.add(one.intent, one.features)
                elif one.defect and one.id in known:
                    counts.add(one.intent, one.features, -1)
                known[one.id] = one
    return right


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "habits.json")
    asked = parser.parse_args()
    table = Table(title=f"{asked.seeds} people of each kind, {asked.days} days")
    for name in (
        "people",
        "learned after (median, 5 % to 95 %)",
        "bare requests filled rightly",
        "wrongly",
        "people filled wrongly",
    ):
        table.add_column(name, overflow="fold")
    found: dict[str, Any] = {}
    for name, life in people(asked.seeds, asked.days).items():
        courses = [live(life(seed)) for seed in range(asked.seeds)]
        after = sorted(course.said for course in courses if course.said is not None)
        bare, right, wrong = (sum(getattr(c, part) for c in courses) for part in ("bare", "right", "wrong"))
        hit = sum(course.wrong > 0 for course in courses)
        low, high = wilson(wrong, bare)
        found[name] = {
            "learned": len(after), "median": median(after) if after else None,
            "span": [after[len(after) // 20], after[-1 - len(after) // 20]] if after else None,
            "bare": bare, "right": right, "wrong": wrong, "wrong_interval": [low, high], "people_wrong": hit,
        }  # fmt: skip
        times = f"{median(after):.0f} ({after[len(after) // 20]} to {after[-1 - len(after) // 20]})" if after else "-"
        table.add_row(
            name,
            "-" if name in CHANCE else times,
            f"{right / bare:.1%}",
            f"{wrong / bare:.2%} ({low:.2%} to {high:.2%})",
            f"{hit / asked.seeds:.1%}",
        )
    console = Console()
    console.print(table)
    turned = [changed(seed, asked.days) for seed in range(asked.seeds)]
    found["changed"] = {"gone": median(g for g, _ in turned), "new": median(n for _, n in turned)}
    console.print(
        f"A changed habit: the old one gone after {found['changed']['gone']:.0f}, the new learned after "
        f"{found['changed']['new']:.0f} requests (medians)."
    )
    for share in (1.0, 0.9, 0.75, 0.4):
        mornings = [usual(seed, share) for seed in range(asked.seeds)]
        known = sorted(day for day in mornings if day is not None)
        found[f"usual {share}"] = {"learned": len(known), "median": median(known) if known else None}
        told = f"after {median(known):.0f} mornings (median)" if known else "never"
        console.print(
            f"Coffee after the alarm on {share:.0%} of mornings: learned by {len(known)} of {asked.seeds}, {told}."
        )
    books = [titled(seed, lambda day: "play_audiobook", 40) for seed in range(asked.seeds)]
    after = sorted(evenings.index(True) if True in evenings else 40 for evenings in books)
    late = sum(sum(evenings[20:]) for evenings in books) / (20 * asked.seeds)
    odd = [titled(seed, lambda day: "play_audiobook" if day == 15 else "play_movie", 40) for seed in range(asked.seeds)]
    spoiled = sum(not right for evenings in odd for day, right in enumerate(evenings) if day != 15)
    found["titles"] = {"learned_after": median(after), "late_right": late, "spoiled": spoiled}
    console.print(
        f"A title before a screen that always means the audiobook: read so after {median(after):.0f} corrections "
        f"(median); right from the 21st evening on: {late:.1%}. One odd evening spoiled {spoiled} of "
        f"{39 * asked.seeds} others."
    )
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
