"""How well `mynah learn` sorts requests into served and failed: `python -m benchmarks.labels [--seeds 41 42 43]`.

The households of `benchmarks.feedback_sim`, where it is known which request gave its person what they wanted, become
sessions of the record and go through `learning.rewriting_evidence.steps`, without the model of defects and with it.
The model was fitted in other such households (seeds 21 to 23), so it is at home here; `mynah evaluate rewriting` tells
what its labels do to rewriting, on real recordings and people of another kind.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.feedback_sim import WISHES, Said, household
from learning.again import said_again
from learning.defects import defect_of
from learning.record import LoggedTurn
from learning.rewriting_evidence import Defect, steps
from learning.scores import average_precision, intervals
from preferences.request import Entity
from preferences.signs import SESSION_GAP

SEEDS = (41, 42, 43, 44, 45)
DAYS = 600


def sessions(seeds: tuple[int, ...], days: int) -> Iterator[tuple[str, list[LoggedTurn], list[Said]]]:
    """Whose each session was, its turns, and the truth about them."""
    for seed in seeds:
        for group, said in household(seed, days):
            cuts = [0, *(at for at in range(1, len(said)) if said[at].turn.at - said[at - 1].turn.at > SESSION_GAP)]
            for begin, end in zip(cuts, [*cuts[1:], len(said)], strict=True):
                some = said[begin:end]
                yield group, [_logged(number, one) for number, one in enumerate(some)], some


def _logged(number: int, one: Said) -> LoggedTurn:
    turn = one.turn
    entities = [Entity(name, value, value) for name, value in turn.said]
    entities += [Entity(name, value, assumed=True, source="habit") for name, value in turn.filled]
    return LoggedTurn(
        number, turn.person, "home", turn.at, turn.text, turn.text, turn.intent, turn.confidence,
        ((turn.intent, turn.confidence),), tuple(entities), outcome=turn.outcome, reply=turn.reply,
        barge_in=turn.barge_in,
    )  # fmt: skip


def labelled(seeds: tuple[int, ...], days: int, defect: Defect | None) -> str:
    """One line of the report."""
    label, truth, groups = [], [], []
    known = list(sessions(seeds, days))
    began = time.process_time()
    found = [steps(turns, said_again, defect) for _, turns, _ in known]
    took = 1000 * (time.process_time() - began) / sum(map(len, found))
    for (group, _, said), session in zip(known, found, strict=True):
        for one, step in zip(said, session, strict=True):
            if one.turn.intent in WISHES:
                label.append(step.defect)
                truth.append(float(one.defect))
                groups.append(group)
    p, y = np.array(label), np.array(truth)

    def measure(rows: np.ndarray) -> dict[str, float]:
        return {"area": _area(y[rows], p[rows]), "ap": average_precision(y[rows], p[rows])}

    at, between = measure(np.arange(len(y))), intervals(groups, measure, 300)
    told = "  ".join(f"{name} {at[name]:.3f} ({low:.3f} to {high:.3f})" for name, (low, high) in between.items())
    return f"{len(y)} requests, {y.mean():.1%} failed: {told}  Brier {np.mean((p - y) ** 2):.3f}  {took:.2f} ms a turn"


def _area(y: np.ndarray, p: np.ndarray) -> float:
    """The area under the curve: how often a failed request is above a served one, ties by half."""
    from scipy.stats import rankdata

    ranks, bad = rankdata(p), y.sum()
    return float((ranks[y == 1].sum() - bad * (bad + 1) / 2) / (bad * (len(y) - bad)))


def main() -> None:
    """Report both."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, nargs="*", default=list(SEEDS))
    options.add_argument("--days", type=int, default=DAYS)
    given = options.parse_args()
    seeds = tuple(given.seeds)
    labelled(seeds[:1], 20, defect_of)  # The models are read.
    print(f"{'without the model':18} {labelled(seeds, given.days, None)}")
    print(f"{'with the model':18} {labelled(seeds, given.days, defect_of)}")


if __name__ == "__main__":
    main()
