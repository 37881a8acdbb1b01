"""Fits the models that are shipped: `MYNAH_DATA=FOLDER python -m benchmarks.fit_shipped [rephrase] [defects]`.

Numbers only come out of it, trees and thresholds in `learning/models/*.json`; rows of the data stay where they are.
What each is fitted on stands in `learning/models/ATTRIBUTION.md`.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.command_pairs import Loose, People, prompts
from benchmarks.defect_rows import SOURCES, rows
from benchmarks.feedback_sim import WISHES, household
from learning.defect_data import exchange_in
from learning.defects import SHIPPED, exchange_features, exchange_of
from learning.rephrase import LEARNED_FROM, judged
from learning.rephrase_data import LabelledPair, in_chains
from learning.rephrase_features import Pair
from learning.trees import MODELS, fit_trees

PAIRS = 4_000
SEEDS = (11, 12, 13, 14)
HOUSEHOLDS = (21, 22, 23)
DAYS = 900
HALF = 1
"""Prompts of odd numbers are fitted on; those of even ones are what is reported on."""


def simulated(file: Path, seeds: tuple[int, ...] = SEEDS, half: int = HALF, pairs: int = PAIRS) -> list[LabelledPair]:
    """Simulated pairs of several seeds, every other one of people whose words tell less; of some not all is known."""
    found: list[LabelledPair] = []
    for seed in seeds:
        rng = Random(seed)
        people = (Loose if seed % 2 else People)(prompts(file, half), seed)
        for row in people.rows(pairs):
            known = {name: rng.random() >= 0.15 for name in ("reply", "reply_ok", "gap_s")}
            pair = Pair(
                row["first"],
                row["second"],
                row["reply"] if known["reply"] else None,
                row["reply_ok"] if known["reply_ok"] else None,
                row["gap_s"] if known["gap_s"] else None,
            )
            found.append(LabelledPair(pair, row["label"], f"{seed} {row['group']}"))
    return in_chains(found)


def fit_rephrase(data: Path) -> None:
    """Fit the model of rephrasing."""
    rows = simulated(data / "slurp" / "recordings_dev.jsonl")
    features = [judged(replace(row.pair, before=None, after=None)) for row in rows]
    columns = [[found[name] for name in LEARNED_FROM] for found in features]
    model = fit_trees(LEARNED_FROM, columns, [row.label for row in rows], [row.group for row in rows])
    model.write(MODELS / "rephrase.json")
    print(f"rephrase: {len(rows)} simulated pairs, {len(model.trees)} trees, threshold {model.threshold:.3f}")


def fit_defects(data: Path) -> None:
    """Fit the model of defects: simulated people, and half of the public dialogues."""
    exchanges, labels, groups = [], [], []
    for seed in HOUSEHOLDS:
        for group, said in household(seed, DAYS):
            for one, after in zip(said, [*said[1:], None], strict=True):
                if one.turn.intent in WISHES:
                    exchanges.append(exchange_of(one.turn, after.turn if after is not None else None))
                    labels.append(int(one.defect))
                    groups.append(group)
    for source in SOURCES:
        for row in rows(source, data, HALF):
            exchanges.append(exchange_in(row))
            labels.append(row["label"])
            groups.append(row["group"])
    found = [exchange_features(one) for one in exchanges]
    columns = [[one[name] for name in SHIPPED] for one in found]
    model = fit_trees(SHIPPED, columns, labels, groups)
    model.write(MODELS / "defects.json")
    print(f"defects: {len(labels)} exchanges, {len(model.trees)} trees, threshold {model.threshold:.3f}")


def main() -> None:
    """Fit what is asked for; everything, if nothing is named."""
    fits = {"rephrase": fit_rephrase, "defects": fit_defects}
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", choices=[*fits, []])
    given = options.parse_args()
    for name in given.names or fits:
        fits[name](Path(os.environ.get("MYNAH_DATA", ".")))


if __name__ == "__main__":
    main()
