"""The simulated people: they behave at the measured rates, keep to their half, and share nothing with the learner."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from benchmarks import rewriting_sim
from benchmarks.rewriting_loop import Outcome, scores
from benchmarks.rewriting_sim import Answer, Recording, World, frame, load


def world_file(folder: Path, prompts: int = 120, each: int = 6) -> Path:
    """Every third recording is heard wrongly."""
    rows = [
        {
            "recording": f"audio-{prompt}-{take // 2}{'-headset' if take % 2 else ''}.flac",
            "slurp_id": prompt,
            "gold_text": f"play song {prompt}",
            "heard_text": f"play {'wrong' if (prompt + take) % 3 == 0 else 'song'} {prompt} {take}",
            "intent": "play_music",
            "entities": [{"entity": "song_name", "value": f"Song {prompt}"}],
        }
        for prompt in range(prompts)
        for take in range(each)
    ]
    file = folder / "recordings.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return file


def serve(person: str, heard: str) -> Answer:
    read = frame("play_music", [("song_name", f"song {heard.split()[2]}")])
    return Answer(read, read) if "wrong" not in heard else Answer(("fallback", ()), ("fallback", ()))


def test_it_shares_no_code_with_the_learner() -> None:
    source = ast.parse(Path(rewriting_sim.__file__).read_text("utf-8"))
    names = {node.module for node in ast.walk(source) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(source) if isinstance(node, ast.Import) for alias in node.names}
    assert not [name for name in names if name and name.split(".")[0] in ("learning", "preferences", "bot", "actions")]


@pytest.mark.parametrize("apart", ["recording", "utterance", "prompt"])
def test_halves_are_disjoint(tmp_path: Path, apart: str) -> None:
    rows = load(world_file(tmp_path), apart=apart)

    def keys(learning: bool) -> set[str]:
        some = [row for row in rows if row.learning is learning]
        return {str(row.prompt) if apart == "prompt" else row.name for row in some}

    assert keys(True) and keys(False) and not keys(True) & keys(False)
    if apart == "utterance":
        assert not {n.replace("-headset", "") for n in keys(True)} & {n.replace("-headset", "") for n in keys(False)}


def test_the_tuning_part_holds_no_test_recording(tmp_path: Path) -> None:
    file = world_file(tmp_path)
    test = {row.name for row in load(file) if not row.learning}
    assert not test & {row.name for row in load(file, within=True)}


def test_a_row_of_another_form_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text('{"text": "hello"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"other\.jsonl:1"):
        load(file)


@pytest.mark.patient
def test_people_behave_at_the_rates_that_were_measured(tmp_path: Path) -> None:
    world = World(load(world_file(tmp_path)), seed=3, people=40)
    said = world.learn(12_000, serve)
    assert all(one.recording.learning for one in said)
    after: list[tuple[bool, bool]] = []
    for number, one in enumerate(said[:-2]):
        # Something unrelated may be said in between.
        soon = [two for two in said[number + 1 : number + 3] if two.person == one.person and two.at - one.at < 50.0]
        after.append((one.right, any(two.goal == one.goal for two in soon)))
    failed = [again for right, again in after if not right]
    # Nobody tries more than four times.
    assert 0.5 < sum(failed) / len(failed) < 0.6
    repeats = [right for right, again in after if again]
    assert 0.12 < sum(repeats) / len(repeats) < 0.26


def test_the_same_seed_is_the_same_world(tmp_path: Path) -> None:
    rows = load(world_file(tmp_path))
    first, second = (World(rows, seed=5, people=10).learn(300, serve) for _ in range(2))
    assert first == second
    assert first != World(rows, seed=6, people=10).learn(300, serve)


def test_tests_are_said_by_recordings_of_the_other_half(tmp_path: Path) -> None:
    world = World(load(world_file(tmp_path)), seed=1, people=10)
    asked = world.test(200, 9)
    assert len(asked) == 200 and not any(row.learning for _, row in asked)


def test_people_who_judge_by_intents_are_content_with_less(tmp_path: Path) -> None:
    def other_song(person: str, heard: str) -> Answer:
        return Answer(("play_music", ()), ("play_music", ()))

    rows = load(world_file(tmp_path))
    assert all(one.right for one in World(rows, seed=1, people=5, intents=True).learn(50, other_song))
    assert not any(one.right for one in World(rows, seed=1, people=5).learn(50, other_song))


def test_wins_and_losses_are_counted() -> None:
    right, wrong, third = (("a", ()), ("b", ()), ("c", ()))
    outcomes = [
        *[Outcome(n, False, right, wrong, right) for n in range(8)],
        Outcome(8, False, right, right, wrong),
        Outcome(9, False, right, wrong, third),
        *[Outcome(10 + n, True, right, right, None) for n in range(10)],
    ]
    found = scores(outcomes, intents=False)
    assert (found["wins"], found["losses"], found["rewritten"], found["requests"]) == (8, 1, 10, 20)
    assert found["defects_before"] == pytest.approx(9 / 20)
    assert found["defects_after"] == pytest.approx(2 / 20)
    assert found["cut"] == pytest.approx(7 / 9)
    assert found["false_triggers"] == pytest.approx(1 / 11)
    assert found["ratio"] == 8
    low, _ = found["ratio_interval"]
    assert 1 < low < 8


def test_without_a_loss_the_ratio_has_a_lower_bound_all_the_same() -> None:
    outcomes = [Outcome(n, False, ("a", ()), ("b", ()), ("a", ())) for n in range(30)]
    found = scores(outcomes, intents=True)
    assert found["ratio"] is None
    assert found["ratio_interval"] == [10.0, None]


def test_a_recording_is_frozen() -> None:
    one = Recording("a", 1, "x", "x", ("a", ()), True)
    with pytest.raises(AttributeError):
        one.heard = "y"  # type: ignore[misc]
