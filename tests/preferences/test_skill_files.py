"""What skills declare, read from their files without running them."""

from __future__ import annotations

from pathlib import Path

import pytest

from preferences.curriculum import ROOT, load_curriculum
from preferences.errors import SkillError
from preferences.skill_files import Declared, read_skills

DICE = """\
import nowhere_at_all


class Dice(Skill):
    action = "action_dice"
    intents = ("dice_roll",)
    entities = ("dice_count",)
"""


def test_the_skills_of_the_project() -> None:
    skills = {skill.action: skill for skill in read_skills(ROOT / "actions" / "skills")}
    assert skills["action_coffee"].intents == ("iot_coffee",)
    assert len(skills) == len(list((ROOT / "actions" / "skills").glob("[a-z]*.py")))


def test_nothing_of_a_skill_is_run(tmp_path: Path) -> None:
    file = tmp_path / "dice.py"
    file.write_text(DICE, encoding="utf-8")
    assert read_skills(tmp_path) == (Declared("action_dice", ("dice_roll",), ("dice_count",), str(file)),)


def test_other_classes_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("class Help:\n    action = 'x'\n\n\nclass Other:\n    pass\n", encoding="utf-8")
    assert read_skills(tmp_path) == ()


@pytest.mark.parametrize(
    ("change", "where", "problem"),
    [
        (('"action_dice"', "ACTION"), 5, "Dice.action is no plain value. Write the names out."),
        (("import nowhere_at_all", "import ("), 1, "this is not readable Python. Mend it."),
        (
            ('("dice_roll",)', '"dice_roll"'),
            4,
            'Dice needs a name as action and a tuple of names as intents: ("alarm_set",).',
        ),
        (
            ('("dice_count",)', '["dice_count"]'),
            4,
            'Dice.entities is a tuple of names: ("time", "date").',
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(
    tmp_path: Path, change: tuple[str, str], where: int, problem: str
) -> None:
    file = tmp_path / "dice.py"
    file.write_text(DICE.replace(*change, 1), encoding="utf-8")
    with pytest.raises(SkillError) as refused:
        read_skills(tmp_path)
    assert str(refused.value) == f"{file}:{where}: {problem}"


def test_two_skills_cannot_serve_one_intent(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(DICE.replace("action_dice", f"action_{name}"), encoding="utf-8")
    with pytest.raises(SkillError) as refused:
        read_skills(tmp_path)
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    assert str(refused.value) == f"{second}: `dice_roll` is taken by {first}. Give it another name."


def test_the_domain_has_the_last_word_on_details(tmp_path: Path) -> None:
    (tmp_path / "actions" / "skills").mkdir(parents=True)
    (tmp_path / "actions" / "skills" / "dice.py").write_text(DICE, encoding="utf-8")
    (tmp_path / "data" / "teaching").mkdir(parents=True)
    (tmp_path / "data" / "lookups").mkdir()
    (tmp_path / "domain.yml").write_text("intents: [greet]\n", encoding="utf-8")
    assert load_curriculum(tmp_path).signatures == {"dice_roll": ("dice_count",)}
    load_curriculum.cache_clear()
    (tmp_path / "domain.yml").write_text("intents: [dice_roll: {use_entities: [colour]}]\n", encoding="utf-8")
    assert load_curriculum(tmp_path).signatures == {"dice_roll": ("colour",)}
    load_curriculum.cache_clear()
