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

LEVELS = ("frames", "intents")
"""What people judge by."""
FLOOR = (0.6, 0.7, 0.8)
"""Cosines from which on the floor takes a neighbour's reading over."""


def rewriting(
    recordings: Path = typer.Option(..., help="JSON lines with gold_text, heard_text, intent and entities."),
    train_nlu: Path = typer.Option(..., help="Annotated requests: .tsv with annotated_text, or SLURP's .jsonl."),
    rounds: int = typer.Option(3, min=1, help="Rounds of serving and learning."),
    seeds: int = typer.Option(2, min=1, help="How many worlds."),
    json_: Optional[Path] = typer.Option(None, "--json", help="Where to write the tables."),
    people: int = typer.Option(600, min=10, help="People in a world."),
    turns: int = typer.Option(30_000, min=500, help="Requests in a round."),
    zipf: float = typer.Option(1.0, min=0.0, help="Exponent of the popularity of prompts."),
    apart: str = typer.Option("recording", help="What is never on both sides: recording, utterance or prompt."),
    within: bool = typer.Option(False, help="Only the learning half, parted again: for choosing settings."),
) -> None:
    """Serve, log, learn, serve again: simulated people with goals, real recordings as they were heard."""
    from benchmarks.rewriting_loop import Plan
    from benchmarks.rewriting_sim import World, load

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
    per_seed: list[dict[str, Any]] = []
    for seed in range(seeds):
        of_frames = _one(rows, reader, plan, World(rows, seed, people=people, zipf=zipf))
        of_intents = _one(rows, reader, plan, World(rows, seed, people=people, zipf=zipf, intents=True))
        per_seed.append({"seed": seed, "frames": of_frames, "intents": of_intents})
    report = {
        "recordings": len(rows),
        "prompts": len({row.prompt for row in rows}),
        "learned_from": sum(row.learning for row in rows),
        "apart": apart,
        "dropped_from_training": dropped,
        "plan": vars(plan) | {"people": people, "zipf": zipf, "seeds": seeds},
        "overall": {level: _overall([seed[level] for seed in per_seed]) for level in LEVELS},
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


def _one(rows: Sequence[Any], reader: Any, plan: Any, world: Any) -> dict[str, Any]:
    """One world, whose people judge by whole frames, or by intents."""
    from dataclasses import replace

    from benchmarks.rewriting_loop import Assistant, live, nearest, planted, tested

    seed, people = world.seed, world.people
    read = reader.read
    if world.intents:
        rows = [replace(row, goal=(row.goal[0], ())) for row in rows]

        def read(text: str) -> Any:
            return replace(reader.read(text), entities=())

    vectors: dict[str, Any] = {}

    def encode(text: str) -> Any:
        if text not in vectors:
            vectors[text] = reader.encoder.encode(text).sentence
        return vectors[text]

    began = time.perf_counter()
    with status.status(f"World {seed + 1}") as shown:
        assistant = Assistant(read, encode)
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
                arms[name] = _scored(of_traffic, tested(once, assistant, learned_from), world.intents)
                arms[name]["ms"] = {"p50": float(np.median(times)), "p95": float(np.percentile(times, 95))}
        wordings = lived.learned.evidence.wordings
        knows = {text for text, tally in wordings.items() if tally.fails < 0.3 and tally.seen >= 2.0}
        for told, known in (("told what worked", None), ("by the record", knows.__contains__)):
            for least in FLOOR:
                find = nearest(rows, assistant, least, known)
                of_traffic = _floor(traffic, find, assistant, learned_from)
                of_each = _floor(once, find, assistant, learned_from)
                arms[f"nearest neighbour {told}, {least}"] = _scored(of_traffic, of_each, world.intents)
        worked = {row.goal for row in rows if row.learning and assistant.own(row.heard) == row.goal}
        wanted = [((row.goal[0], ()) if world.intents else row.goal, assistant.own(row.heard)) for _, row in traffic]
        failed = [goal for goal, own in wanted if own != goal]
        change = {}
        if not world.intents:
            ways = (("aware", True), ("naive", False))
            change = {name: planted(lived, assistant, plan, aware) for name, aware in ways}
    return {
        "right_by_round": lived.rounds,
        "within_reach": sum(goal in worked for goal in failed) / max(len(failed), 1),
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


def _scored(traffic: list[Any], once: list[Any], intents: bool) -> dict[str, Any]:
    from benchmarks.rewriting_loop import scores

    found: dict[str, Any] = {}
    for name, outcomes in (("traffic", traffic), ("each recording once", once)):
        found[name] = scores(outcomes, intents)
        unseen = [one for one in outcomes if one.unseen]
        if unseen:
            found[f"{name}, prompts never heard"] = scores(unseen, intents)
    return found


def _overall(worlds: list[dict[str, Any]]) -> dict[str, Any]:
    """Wins and losses of all worlds together, and their rates."""
    found: dict[str, Any] = {}
    for arm, scored in worlds[0]["arms"].items():
        found[arm] = {over: _together(worlds, arm, over) for over in scored if over != "ms"}
        if "ms" in scored:
            found[arm]["ms"] = {
                name: float(np.mean([world["arms"][arm]["ms"][name] for world in worlds])) for name in ("p50", "p95")
            }
    return found


def _together(worlds: list[dict[str, Any]], arm: str, over: str) -> dict[str, Any]:
    rows = [world["arms"][arm][over] for world in worlds if over in world["arms"][arm]]
    wins, losses = sum(row["wins"] for row in rows), sum(row["losses"] for row in rows)
    count = sum(row["requests"] for row in rows)
    bad = sum(row["defects_before"] * row["requests"] for row in rows)
    fired = sum(row["rewritten"] for row in rows)
    fired_bad = sum((row["rewritten_defects_before"] or 0.0) * row["rewritten"] for row in rows)
    return {
        "defects_before": bad / count,
        "defects_after": (bad - wins + losses) / count,
        "cut": (wins - losses) / max(bad, 1),
        "cut_by_seed": [row["cut"] for row in rows],
        "wins": wins,
        "losses": losses,
        "ratio": wins / losses if losses else None,
        "ratio_interval_by_seed": [row["ratio_interval"] for row in rows],
        "coverage": fired / count,
        "cut_on_rewritten": (wins - losses) / fired_bad if fired_bad else None,
        "false_triggers": losses / max(count - bad, 1),
    }


def _show(report: dict[str, Any]) -> None:
    for level in LEVELS:
        for over in ("traffic", "each recording once"):
            console.print(_table(f"{level}, {over}", report["overall"][level], over))
        reach = np.mean([seed[level]["within_reach"] for seed in report["seeds"]])
        told = f"Of the requests that failed, {reach:.0%} have a goal that was ever read rightly in the learning half"
        console.print(f"{told} ({level}).")
    for name in ("aware", "naive"):
        rows = [seed["frames"]["changed_meaning"][name]["rounds"] for seed in report["seeds"]]
        wrong = [np.mean([r[n]["wrong"] for r in rows if r[n]["wrong"] is not None]) for n in range(len(rows[0]))]
        left = [np.mean([r[n]["still_rewritten"] for r in rows]) for n in range(len(rows[0]))]
        told = ", ".join(f"{share:.0%} ({count:.0f} rewrites)" for share, count in zip(wrong, left, strict=True))
        console.print(f"After a change of meaning, wrong by round, {name}: {told}.")


def _table(title: str, arms: dict[str, Any], over: str) -> Table:
    table = Table(
        "arm", "defects", "change", "wins", "losses", "W/L", "rewritten", "change there", "false triggers", "p95 ms",
        title=title, title_justify="left",
    )  # fmt: skip
    for arm, found in arms.items():
        row = found[over]
        there = row["cut_on_rewritten"]
        table.add_row(
            arm,
            f"{row['defects_before']:.1%} → {row['defects_after']:.1%}",
            f"{-row['cut']:+.1%}",
            str(row["wins"]),
            str(row["losses"]),
            f"{row['ratio']:.1f}" if row["ratio"] is not None else "no loss",
            f"{row['coverage']:.1%}",
            f"{-there:+.0%}" if there is not None else "",
            f"{row['false_triggers']:.2%}",
            f"{found['ms']['p95']:.1f}" if "ms" in found else "",
        )
    return table
