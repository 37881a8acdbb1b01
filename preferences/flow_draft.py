"""A new teaching flow as a file, from what a developer answered to a few questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from preferences.flow_keys import SIGNS


@dataclass(frozen=True)
class Draft:
    """What is known of a flow that is to be written."""

    concept: str
    """Its name in the memory."""
    says: str
    """How the assistant speaks of it: "a kind of coffee"."""
    kind: str
    """The kind of its values: lookup, choices, places, time, date, number, text."""
    entity: str
    """Where it shows up in what people say."""
    ask: str
    """The question."""
    choices: tuple[str, ...] = ()
    """With `choices`: the values."""
    lookup: str = ""
    """With `lookup`: the table."""
    unit: tuple[str, ...] = ()
    """With `number`: one and many, "cup" and "cups"; empty for a bare number."""
    example: str = ""
    """A value people would name."""
    statements: tuple[str, ...] = ()
    """How people volunteer it, the value written as `{value}`; a few usual ones, if empty."""
    many: bool = False
    """Whether several values stand side by side."""
    intent: str = ""
    """The request it changes; none, if empty."""


def written(draft: Draft, modeline: str) -> str:
    """The file of a flow, with every key that most flows need.

    Args:
        draft: what is known of it.
        modeline: the line by which an editor finds the format.
    """
    name = draft.concept.replace("_", " ")
    statements = draft.statements or _usual(draft, name)
    value = draft.example or (draft.choices[0] if draft.choices else "")
    lines = [
        modeline,
        f"concept: {draft.concept}",
        f"says: {_quoted(draft.says)}",
        f"subject: {_quoted(name)}",
        f"subject_question: {_quoted(f'your {name}')}",
        f"nouns: [{_quoted(name)}]",
        *_values(draft),
        f"entity: {draft.entity}",
        f"keeps: {'many' if draft.many else 'one'}",
        f"ask: {_quoted(draft.ask)}",
        f"learned: {_quoted(f'Got it, your {name} is {{value}}.')}",
        f"like: {_quoted(f'your {name} is {{value}}')}",
        f"dislike: {_quoted(f'your {name} is not {{value}}')}",
        "statements:",
        *(f"  - {_marked(statement, value, draft.concept)}" for statement in statements),
    ]
    if draft.intent:
        signs = ", ".join(sign for sign in SIGNS if sign not in ("missing", "barge_in", "fallback"))
        lines += [
            "guides:",
            f"  - {{intent: {draft.intent}, entity: {draft.entity}}}",
            f"teachable_at: [{signs}]",
        ]
    return "\n".join(lines) + "\n"


def _values(draft: Draft) -> list[str]:
    if draft.kind == "choices":
        return ["values:", f"  choices: [{', '.join(map(_quoted, draft.choices))}]"]
    if draft.kind == "lookup":
        return [f"values: {{lookup: {draft.lookup}}}"]
    if draft.kind == "number" and draft.unit:
        return ["values:", f"  number: {{unit: [{', '.join(map(_quoted, draft.unit))}]}}"]
    return [f"values: {{{draft.kind}: true}}"]


def _usual(draft: Draft, name: str) -> Sequence[str]:
    shapes = [f"my {name} is {{value}}", f"my usual {name} is {{value}}"]
    if draft.kind in ("choices", "lookup"):
        shapes += [f"my favourite {name} is {{value}}", "I like {value}", "I can't stand {value}"]
    return shapes


def _marked(statement: str, value: str, concept: str) -> str:
    """A statement with its value marked; one that begins with the mark would be read as a list."""
    line = statement.replace("{value}", f"[{value}]({concept})", 1)
    return _quoted(line) if line.startswith("[") or ": " in line or " #" in line else line


def _quoted(text: str) -> str:
    """Text as YAML, in quotes only where it needs them."""
    plain = text.replace(" ", "").replace("'", "").isalnum() and text.casefold() not in _NOT_TEXT and text[:1].isalpha()
    return text if plain else json.dumps(text, ensure_ascii=False)


_NOT_TEXT = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
"""What YAML takes for something else."""
