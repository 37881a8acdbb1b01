"""`mynah evaluate rewriting`: how much rewriting mends, on real speech-recognition errors, in a closed loop."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from preferences.errors import LearningError

SLOT = re.compile(r"\[\s*(\w+)\s*:\s*([^\]]+?)\s*\]")
console = Console()
if not console.is_terminal:
    console = Console(width=150)
status = Console(stderr=True)

FLOOR = (0.6, 0.7, 0.8)
"""Cosines from which on the floor takes a neighbour's reading over."""


def rewriting(
    recordings: Path = typer.Option(..., help="JSON lines with gold_text, heard_text, intent and entities."),
    train_nlu: Path = typer.Option(..., help="Annotated requests: .tsv with annotated_text, or SLURP's .jsonl."),
    rounds: int = typer.Option(3, min=1, help="Rounds of serving and learning."),
    seeds: int = typer.Option(3, min=1, help="How many worlds."),
    json_: Optional[Path] = typer.Option(None, "--json", help="Where to write the tables."),
    people: int = typer.Option(600, min=10, help="People in a world."),
    turns: int = typer.Option(30_000, min=500, help="Requests in a round."),
    zipf: float = typer.Option(1.0, min=0.0, help="Exponent of the popularity of prompts."),
    apart: str = typer.Option("recording", help="What is never on both sides: recording, utterance or prompt."),
    within: bool = typer.Option(False, help="Only the learning half, parted again: for choosing settings."),
) -> None:
    """Serve, log, learn, serve again: simulated people with goals, real recordings as they were heard."""
    from benchmarks.rewriting_loop import Plan
    from benchmarks.rewriting_sim import load

    if apart not in ("recording", "utterance", "prompt"):
        raise LearningError("--apart is one of recording, utterance, prompt.")
    try:
        rows = load(recordings, apart=apart, within=within)
    except ValueError as problem:
        raise LearningError(str(problem)) from None
    if not any(row.learning for row in rows) or all(row.learning for row in rows):
        raise LearningError(f"{recordings.name} has too few recordings to learn from some and test on others.")
    reader, dropped = _reader(train_nlu, {row.prompt_text for row in rows})
    plan = Plan(rounds=rounds, turns=turns)
    per_seed = [_one(rows, reader, plan, seed, people, zipf) for seed in range(seeds)]
    report = {
        "recordings": len(rows),
        "prompts": len({row.prompt for row in rows}),
        "learned_from": sum(row.learning for row in rows),
        "apart": apart,
        "dropped_from_training": dropped,
        "plan": vars(plan) | {"people": people, "zipf": zipf, "seeds": seeds},
        "overall": _overall(per_seed),
        "seeds": per_seed,
    }
    _show(report)
    if json_ is not None:
        json_.parent.mkdir(parents=True, exist_ok=True)
        json_.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        console.print(f"Written to {json_}.", markup=False)


def _reader(train: Path, prompts: set[str]) -> tuple[Any, int]:
    """NLU, fitted on everything that is no prompt of the recordings."""
    from bot.nlu import minilm
    from bot.nlu.offline import Example, Reader

    said = {_bare(prompt) for prompt in prompts}
    all_ = [Example(text.lower(), intent, entities) for text, intent, entities in _examples(train)]
    kept = [one for one in all_ if _bare(one.text) not in said]
    dropped = len(all_) - len(kept)
    console.print(f"{dropped} of {len(all_)} training texts are prompts of the recordings, and are left out.")
    if len(kept) < 20:
        raise LearningError(f"{train.name} leaves too few texts to train NLU on.")
    with status.status("Training NLU"):
        return Reader.fit(kept, minilm.shared()), dropped


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).replace(" '", "'").split())


def _examples(path: Path) -> list[tuple[str, str, tuple[tuple[str, int, int], ...]]]:
    """Texts, intents and where entities stand.

    Raises:
        LearningError: the file is of neither form.
    """
    found = []
    lines = path.read_text("utf-8").splitlines()
    try:
        if path.suffix == ".jsonl":
            rows = [(row["annotated"], row["intent"]) for row in map(json.loads, lines)]
        else:
            header = lines[0].split("\t")
            place, intent = header.index("annotated_text"), header.index("intent")
            rows = [(cells[place], cells[intent]) for cells in (line.split("\t") for line in lines[1:])]
    except (ValueError, KeyError, IndexError):
        raise LearningError(
            f"{path.name} is neither a .tsv with annotated_text and intent nor SLURP's .jsonl."
        ) from None
    for annotated, meant in rows:
        text, entities, last = "", [], 0
        for slot in SLOT.finditer(annotated):
            text += annotated[last : slot.start()]
            entities.append((slot[1], len(text), len(text) + len(slot[2])))
            text, last = text + slot[2], slot.end()
        found.append((text + annotated[last:], meant, tuple(entities)))
    return found


def _one(rows: Sequence[Any], reader: Any, plan: Any, seed: int, people: int, zipf: float) -> dict[str, Any]:
    """One world."""
    from benchmarks.rewriting_loop import Assistant, live, nearest, planted, scores, tested
    from benchmarks.rewriting_sim import World

    vectors: dict[str, Any] = {}

    def encode(text: str) -> Any:
        if text not in vectors:
            vectors[text] = reader.encoder.encode(text).sentence
        return vectors[text]

    began = time.perf_counter()
    with status.status(f"World {seed + 1}") as shown:
        world = World(rows, seed, people=people, zipf=zipf)
        assistant = Assistant(reader.read, encode)
        lived = live(world, assistant, plan, lambda step: shown.update(f"World {seed + 1}: {step}"))
        learned_from = {row.prompt for row in rows if row.learning}
        traffic = world.test(plan.test, seed + 10_000)
        persons = [f"p{number}" for number in range(people)]
        chosen = np.random.default_rng(seed).integers(people, size=len(rows))
        once = [(persons[n], row) for n, row in zip(chosen, rows, strict=True) if not row.learning]
        arms: dict[str, Any] = {}
        for at in ("cautious", "balanced"):
            for personal in (False, True):
                shown.update(f"World {seed + 1}: testing")
                assistant.move(lived.learned.rewrites(at, personal=personal))
                assistant.times.clear()
                name = f"{'global + personal' if personal else 'global'}, {at}"
                of_traffic = tested(traffic, assistant, learned_from)
                times = np.array(assistant.times)
                arms[name] = _scored(of_traffic, tested(once, assistant, learned_from), scores)
                arms[name]["ms"] = {"p50": float(np.median(times)), "p95": float(np.percentile(times, 95))}
        wordings = lived.learned.evidence.wordings
        knows = {text for text, tally in wordings.items() if tally.fails < 0.3 and tally.seen >= 2.0}
        for told, known in (("told what worked", None), ("by the record", knows.__contains__)):
            for least in FLOOR:
                find = nearest(rows, assistant, least, known)
                arms[f"nearest neighbour {told}, {least}"] = _scored(
                    _floor(traffic, find, assistant, learned_from), _floor(once, find, assistant, learned_from), scores
                )
        worked = {row.goal for row in rows if row.learning and assistant.own(row.heard) == row.goal}
        failed = [row for _, row in traffic if assistant.own(row.heard) != row.goal]
        shown.update(f"World {seed + 1}: changed meanings")
        change = {name: planted(lived, assistant, plan, aware) for name, aware in (("aware", True), ("naive", False))}
    return {
        "seed": seed,
        "right_by_round": lived.rounds,
        "within_reach": sum(row.goal in worked for row in failed) / max(len(failed), 1),
        "rewrites": {
            "global": len(lived.learned.exact),
            "personal": sum(len(own) for own in lived.learned.personal.values()),
            "blocked": len(lived.learned.blocked),
        },
        "settings": {at: one.ratio for at, one in lived.learned.settings.items()},
        "arms": arms,
        "changed_meaning": change,
        "seconds": time.perf_counter() - began,
    }


def _floor(requests: Any, find: Any, assistant: Any, learned_from: set[int]) -> list[Any]:
    from benchmarks.rewriting_loop import Outcome

    return [
        Outcome(row.prompt, row.prompt not in learned_from, row.goal, assistant.own(row.heard), find(row.heard))
        for _, row in requests
    ]


def _scored(traffic: list[Any], once: list[Any], scores: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, outcomes in (("traffic", traffic), ("each recording once", once)):
        found[name] = {"frames": scores(outcomes, False), "intents": scores(outcomes, True)}
        unseen = [one for one in outcomes if one.unseen]
        if unseen:
            found[name]["frames, prompts never heard"] = scores(unseen, False)
    return found


def _overall(seeds: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums of wins and losses and means of rates over the seeds; the interval of the cut is over seeds."""
    found: dict[str, Any] = {}
    for arm in seeds[0]["arms"]:
        found[arm] = {}
        for over in ("traffic", "each recording once"):
            for level in seeds[0]["arms"][arm][over]:
                rows = [seed["arms"][arm][over][level] for seed in seeds if level in seed["arms"][arm][over]]
                wins, losses = sum(row["wins"] for row in rows), sum(row["losses"] for row in rows)
                count = sum(row["requests"] for row in rows)
                bad = sum(row["defects_before"] * row["requests"] for row in rows)
                fired = sum(row["rewritten"] for row in rows)
                fired_bad = sum((row["rewritten_defects_before"] or 0.0) * row["rewritten"] for row in rows)
                found[arm][f"{over}, {level}"] = {
                    "defects_before": bad / count,
                    "defects_after": (bad - wins + losses) / count,
                    "cut": (wins - losses) / max(bad, 1),
                    "cut_by_seed": [row["cut"] for row in rows],
                    "wins": wins,
                    "losses": losses,
                    "ratio": wins / losses if losses else None,
                    "ratio_at_least": min(row["ratio_interval"][0] for row in rows),
                    "coverage": fired / count,
                    "cut_on_rewritten": (wins - losses) / fired_bad if fired_bad else None,
                    "false_triggers": losses / max(count - bad, 1),
                }
        if "ms" in seeds[0]["arms"][arm]:
            found[arm]["ms"] = {
                name: float(np.mean([seed["arms"][arm]["ms"][name] for seed in seeds])) for name in ("p50", "p95")
            }
    return found


def _show(report: dict[str, Any]) -> None:
    for over in ("traffic, frames", "traffic, intents", "each recording once, frames", "each recording once, intents"):
        table = Table(
            "arm", "defects", "cut", "wins", "losses", "W/L", "rewritten", "cut there", "false triggers", "p95 ms",
            title=over, title_justify="left",
        )  # fmt: skip
        for arm, found in report["overall"].items():
            row = found[over]
            ratio = f"{row['ratio']:.1f}" if row["ratio"] is not None else "no loss"
            there = row["cut_on_rewritten"]
            table.add_row(
                arm,
                f"{row['defects_before']:.1%} → {row['defects_after']:.1%}",
                f"−{row['cut']:.1%}",
                str(row["wins"]),
                str(row["losses"]),
                ratio,
                f"{row['coverage']:.1%}",
                f"−{there:.0%}" if there is not None else "",
                f"{row['false_triggers']:.2%}",
                f"{found['ms']['p95']:.1f}" if "ms" in found else "",
            )
        console.print(table)
    reach = np.mean([seed["within_reach"] for seed in report["seeds"]])
    console.print(f"Of the failed requests, {reach:.0%} have a goal that was ever read rightly in the learning half.")
    for name in ("aware", "naive"):
        rows = [seed["changed_meaning"][name]["rounds"] for seed in report["seeds"]]
        wrong = [np.mean([r[n]["wrong"] for r in rows if r[n]["wrong"] is not None]) for n in range(len(rows[0]))]
        left = [np.mean([r[n]["still_rewritten"] for r in rows]) for n in range(len(rows[0]))]
        told = ", ".join(f"{share:.0%} ({count:.0f} rewrites)" for share, count in zip(wrong, left, strict=True))
        console.print(f"After a change of meaning, wrong by round, {name}: {told}.")
