"""How many offers to learn come at the wrong moment: `python -m benchmarks.judge [--seeds 41 42 43] [--log FILE]`.

In the simulated household of `benchmarks.feedback_sim`, with people none of whom the model was fitted on, every turn
goes through `preferences.moments.sense` with the signs alone and with the learned judge. An offer is right when the
turn before was a defect. Recall is the share of those defects that were offered on, among the moments at which any
sign was seen and a flow could have helped. The border of the judge (`learning.judge.BORDER`) was chosen with the seeds
31 to 38, for the recall of the signs alone. With --log, both judges also go over the conversations of a turn log, where
nobody knows which offer is right, and the offers are counted.

The same judge says which turns habits and readings are not learned from (`learning.experience`). The last lines tell
how it fares there: of the requests that were answered, those that were called defects, and those that were learned
from although they were one, or left out although they were none.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.feedback_sim import WISHES, household
from learning.defects import defect_chance, exchange_of
from learning.experience import BEFORE
from learning.judge import learned_judge
from learning.record import read_log
from learning.scores import intervals
from preferences.curriculum import load_curriculum
from preferences.feedback import feedback
from preferences.moments import ENOUGH, Judge, sense, weigh
from preferences.preference import Profile
from preferences.signs import ADMITTED
from preferences.state import PersonState
from preferences.turn_log import open_engine
from preferences.turns import Turn

SEEDS = (41, 42, 43, 44, 45)
DAYS = 600


@dataclass
class Moments:
    """Moments at which an offer could be made."""

    wrong: list[bool] = field(default_factory=list)
    """Whether the turn before was a defect."""
    by_signs: list[float] = field(default_factory=list)
    """What the signs weigh."""
    by_model: list[float] = field(default_factory=list)
    """What the learned judge says."""
    chance: list[float] = field(default_factory=list)
    """The chance of a defect itself."""
    group: list[str] = field(default_factory=list)
    """Whose moment it was."""


def moments(seeds: tuple[int, ...], days: int) -> Moments:
    """Every moment of some households."""
    found, curriculum = Moments(), load_curriculum()
    for seed in seeds:
        for group, said in household(seed, days):
            for one, after in pairwise(said):
                pair = [one.turn, after.turn]
                if sense(pair, PersonState(), Profile(group), curriculum, judge=lambda *_: 1.0) is None:
                    continue
                given = tuple(sign for sign in feedback(one.turn, after.turn) if sign.kind not in ADMITTED)
                found.wrong.append(one.defect)
                found.by_signs.append(weigh(after.turn, one.turn, given))
                found.by_model.append(learned_judge(after.turn, one.turn, given))
                found.chance.append(defect_chance(exchange_of(one.turn, after.turn)))
                found.group.append(group)
    return found


def told(name: str, score: np.ndarray, wrong: np.ndarray, groups: list[str], border: float) -> str:
    """One line of the report."""

    def measure(rows: np.ndarray) -> dict[str, float]:
        offered = score[rows] >= border
        return {
            "recall": float((offered & wrong[rows]).sum() / max(wrong[rows].sum(), 1)),
            "false": float((offered & ~wrong[rows]).sum() / max(len(rows), 1) * 100),
        }

    offered, between = score >= border, intervals(groups, measure, 500)
    at = measure(np.arange(len(score)))
    return (
        f"{name:28} offers {offered.sum():5}  wrong {int((offered & ~wrong).sum()):5}  "
        f"recall {at['recall']:.3f} ({between['recall'][0]:.3f} to {between['recall'][1]:.3f})  "
        f"wrong in 100 moments {at['false']:.1f} ({between['false'][0]:.1f} to {between['false'][1]:.1f})"
    )


def experiences(seeds: tuple[int, ...], days: int, judge: Judge) -> str:
    """How well a judge tells the requests that may be learned from."""
    defect, called = [], []
    for seed in seeds:
        for _, said in household(seed, days):
            for one, after in zip(said, [*said[1:], None], strict=True):
                if one.turn.intent not in WISHES or one.turn.outcome != "done":
                    continue
                soon = after is not None and after.turn.at - one.turn.at <= BEFORE
                given = feedback(one.turn, after.turn) if soon and after is not None else ()
                given = tuple(sign for sign in given if sign.kind not in ADMITTED)
                defect.append(one.defect)
                called.append(bool(given) and after is not None and judge(after.turn, one.turn, given) >= ENOUGH)
    wrong, out = np.array(defect), np.array(called)
    return (
        f"{len(wrong)} requests, {wrong.mean():.1%} defects: precision {wrong[out].mean():.3f}  "
        f"recall {out[wrong].mean():.3f}  misjudged {(wrong != out).mean():.1%}  "
        f"learned from and wrong {wrong[~out].mean():.2%}  right and left out {out[~wrong].mean():.1%}"
    )


def offers(file: Path, judge: Judge) -> int:
    """How many offers a judge makes over the conversations of a turn log."""
    curriculum, count = load_curriculum(), 0
    people: dict[tuple[str, str], list[Turn]] = defaultdict(list)
    offered: dict[tuple[str, str], float] = defaultdict(float)
    for turn in read_log(open_engine(f"sqlite:///{file}")):
        if turn.person is None or turn.reask:
            continue
        key = turn.person, turn.conversation
        people[key] = [*people[key][-1:], turn.as_turn()]
        state = PersonState(offered_at=offered[key])
        if turn.outcome in ("failed", "asked", None):
            continue
        if sense(people[key], state, Profile(turn.person), curriculum, judge) is not None:
            count, offered[key] = count + 1, turn.at
    return count


def main() -> None:
    """Report both judges."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, nargs="*", default=list(SEEDS))
    options.add_argument("--days", type=int, default=DAYS)
    options.add_argument("--log", type=Path, help="a turn log to go over besides")
    given = options.parse_args()
    found = moments(tuple(given.seeds), given.days)
    wrong = np.array(found.wrong)
    plain, model, chance = (np.array(one) for one in (found.by_signs, found.by_model, found.chance))
    recall = float((plain >= ENOUGH)[wrong].mean())
    border = float(np.quantile(chance[wrong], 1 - recall))
    print(f"{len(wrong)} moments, {int(wrong.sum())} of them after a defect")
    print(told("signs alone", plain, wrong, found.group, ENOUGH))
    print(told("learned judge, as shipped", model, wrong, found.group, ENOUGH))
    print(told(f"the same recall (at {border:.3f})", chance, wrong, found.group, border))
    for name, judge in (("signs alone", weigh), ("learned judge, as shipped", learned_judge)):
        print(f"{name:28} {experiences(tuple(given.seeds), given.days, judge)}")
    if given.log:
        print(f"in the log: signs alone {offers(given.log, weigh)} offers, learned {offers(given.log, learned_judge)}")


if __name__ == "__main__":
    main()
