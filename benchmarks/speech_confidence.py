"""Fits how sure a hearing may be called, and tells how well that holds on hearings that were not fitted on.

    MYNAH_DATA=... python -m benchmarks.speech_confidence

Reads `speech/heard_devel.jsonl`: synthetic speech, so that the numbers say nothing about people's microphones. A
hearing counts as right when no word of it is wrong. Ten folds, seed 0. The numbers printed last stand in
`bot/speech/confidence.py`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, KFold

from bot.speech.confidence import FEATURES, features

Array = NDArray[np.float64]


def calibration_error(chance: Array, right: Array, bins: int = 10) -> float:
    """Expected calibration error over bins that hold equally many hearings (Naeini et al. 2015)."""
    order = np.argsort(chance, kind="stable")
    parts = np.array_split(order, bins)
    return float(sum(abs(chance[part].mean() - right[part].mean()) * len(part) for part in parts) / len(chance))


def scores(name: str, chance: Array, right: Array, draws: int = 1000) -> None:
    """Print a line of scores, with 95 % intervals of the bootstrap."""
    random = np.random.default_rng(0)
    ways = {
        "ECE": calibration_error,
        "Brier": lambda c, r: brier_score_loss(r, c),
        "log loss": lambda c, r: log_loss(r, c.clip(1e-6, 1 - 1e-6)),
        "AUC": lambda c, r: roc_auc_score(r, c),
    }
    told = []
    for way, score in ways.items():
        drawn = [
            score(chance[rows], right[rows])
            for rows in (random.integers(0, len(right), len(right)) for _ in range(draws))
        ]
        low, high = np.quantile(drawn, [0.025, 0.975])
        told.append(f"{way} {score(chance, right):.3f} [{low:.3f}, {high:.3f}]")
    print(f"{name:36} " + "  ".join(told))


def main() -> None:
    """Fit and print."""
    folder = os.environ.get("MYNAH_DATA")
    if not folder:
        sys.exit("MYNAH_DATA names the folder of the data sets.")
    lines = (Path(folder) / "speech" / "heard_devel.jsonl").read_text(encoding="utf-8").splitlines()
    # Where nothing was heard there is nothing to be sure of.
    rows = [row for row in map(json.loads, lines) if row["avg_logprob"] is not None]
    right = np.array([row["word_error_rate"] == 0 for row in rows], float)
    seen = np.array([features(row["hypothesis"], row["avg_logprob"], row["no_speech_prob"]) for row in rows])
    noise = np.array([str(row["snr_db"]) for row in rows])
    voices = np.array([row["voice"] for row in rows])
    print(f"{len(rows)} hearings, {right.mean():.3f} of them right")
    scores("exp(avg_logprob) as it is", np.exp([row["avg_logprob"] for row in rows]), right)
    for name, folds, groups in (
        ("fitted, ten folds", KFold(10, shuffle=True, random_state=0), None),
        ("fitted, voices never fitted on", GroupKFold(5), voices),
        ("fitted, noise never fitted on", GroupKFold(4), noise),
    ):
        chance = np.zeros(len(rows))
        for train, test in folds.split(seen, right, groups):
            chance[test] = (
                LogisticRegression(C=1e6, max_iter=10_000)
                .fit(seen[train], right[train])
                .predict_proba(seen[test])[:, 1]
            )
        scores(name, chance, right)
        if groups is None:
            for low in np.arange(0, 1, 0.2):
                inside = (chance >= low) & (chance < low + 0.2)
                if inside.any():
                    of_them = f"{inside.sum():5} hearings, {right[inside].mean():.3f} of them right"
                    print(f"    told {low:.1f} to {low + 0.2:.1f}: {of_them}, {chance[inside].mean():.3f} told")
    fitted = LogisticRegression(C=1e6, max_iter=10_000).fit(seen, right)
    print("OFFSET =", round(float(fitted.intercept_[0]), 3))
    print("WEIGHTS =", {name: round(float(weight), 3) for name, weight in zip(FEATURES, fitted.coef_[0], strict=True)})


if __name__ == "__main__":
    main()
