"""What the skills of a checkout declare, read from their files without running them.

A skill names its action, its intents and the details that a new intent can carry as plain values in its class. The
training of the model, the rules and the flows go by that, so that a skill needs no second entry anywhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from preferences.errors import SkillError

_DECLARED = ("action", "intents", "entities")


@dataclass(frozen=True)
class Declared:
    """One skill, as its class declares it."""

    action: str
    """The name of its Rasa action: "action_coffee"."""
    intents: tuple[str, ...]
    """The intents it serves."""
    entities: tuple[str, ...] | None = None
    """The details its intents can carry; None where the domain file describes them."""
    path: str = ""
    """Its file."""


def read_skills(folder: Path) -> tuple[Declared, ...]:
    """Every skill in the files of a folder, in the order of the files.

    Raises:
        SkillError: a file cannot be read, or declares something that is no plain value; says where.
    """
    found = [skill for path in sorted(folder.glob("*.py")) for skill in _skills(path)]
    taken: dict[str, Declared] = {}
    for skill in found:
        for name in (skill.action, *skill.intents):
            if name in taken:
                raise SkillError(f"{skill.path}: `{name}` is taken by {taken[name].path}. Give it another name.")
            taken[name] = skill
    return tuple(found)


def signatures(skills: Sequence[Declared]) -> dict[str, tuple[str, ...]]:
    """The details that intents can carry, as their skills declare them."""
    return {intent: skill.entities for skill in skills if skill.entities is not None for intent in skill.intents}


def _skills(path: Path) -> Iterator[Declared]:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None) or 1
        raise SkillError(f"{path}:{line}: this is not readable Python. Mend it.") from None
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            given = dict(_declarations(node, path))
            if "action" in given and "intents" in given:
                yield _declared(given, node, path)


def _declarations(node: ast.ClassDef, path: Path) -> Iterator[tuple[str, object]]:
    for line in node.body:
        if isinstance(line, ast.Assign) and len(line.targets) == 1:
            target, value = line.targets[0], line.value
        elif isinstance(line, ast.AnnAssign) and line.value is not None:
            target, value = line.target, line.value
        else:
            continue
        if isinstance(target, ast.Name) and target.id in _DECLARED:
            try:
                yield target.id, ast.literal_eval(value)
            except ValueError:
                where = f"{path}:{line.lineno}: {node.name}.{target.id}"
                raise SkillError(f"{where} is no plain value. Write the names out.") from None


def _declared(given: Mapping[str, object], node: ast.ClassDef, path: Path) -> Declared:
    action, intents, entities = given["action"], given["intents"], given.get("entities")
    where = f"{path}:{node.lineno}: {node.name}"
    if not isinstance(action, str) or not _names(intents):
        raise SkillError(f'{where} needs a name as action and a tuple of names as intents: ("alarm_set",).')
    if entities is not None and not _names(entities):
        raise SkillError(f'{where}.entities is a tuple of names: ("time", "date").')
    return Declared(action, intents, entities, str(path))


def _names(given: object) -> TypeGuard[tuple[str, ...]]:
    return isinstance(given, tuple) and all(isinstance(name, str) for name in given)
