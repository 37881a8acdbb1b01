"""The values of a YAML file with their lines, so that a complaint can say where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar

import yaml
from rapidfuzz import fuzz, process

from preferences.errors import FlowError

_NEAR = 75
"""Likeness in percent from which a misspelled name is told from a made-up one."""
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
Read = TypeVar("Read")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class Node:
    """One value of a YAML file with its line."""

    value: object
    """A str, bool, list of nodes, or a mapping from key to node."""
    line: int
    """Counted from 1."""


def read_nodes(path: Path) -> tuple[Node | None, list[FlowError]]:
    """Read a file into nodes.

    Returns:
        its root, None where the file cannot be read at all; and what is wrong with its YAML.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem, mend = "this is not readable YAML", "Mend the indentation or quotes"
        return None, [FlowError(str(path), line, "yaml", problem, mend)]
    except OSError as error:
        problem = f"the file cannot be read: {error.strerror or type(error).__name__}"
        return None, [FlowError(str(path), None, "file", problem, "Name a file that exists")]
    if root is None:
        return None, [FlowError(str(path), 1, "concept", "the file is empty", "Begin with `concept:` and a name")]
    mistakes = [
        FlowError(str(path), line, key, "this key stands here twice", "Keep one of the two")
        for line, key in _doubles(root)
    ]
    return _node(root), mistakes


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """ "Did you mean `says`? " where a known name is near; else nothing."""
    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return f"Did you mean `{near[0]}`? " if near is not None else ""


def _doubles(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield key.start_mark.line + 1, name
            seen.add(name)
            yield from _doubles(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubles(item)


def _node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, Node] = {}
        for key, value in node.value:
            entries.setdefault(str(key.value), Node(_node(value).value, key.start_mark.line + 1))
        return Node(entries, line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(item) for item in node.value], line)
    if node.tag.endswith(":bool"):
        return Node(str(node.value).casefold() in ("true", "yes", "on"), line)
    return Node(str(node.value), line)


class NodeReader:
    """Reads nodes as what a key expects; every complaint knows its line, and reading goes on behind it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.mistakes: list[FlowError] = []
        """Everything that is wrong so far, in the order it was found."""

    def maybe(self, read: Callable[Arguments, Read], *given: Arguments.args, **named: Arguments.kwargs) -> Read | None:
        """What `read` gives; None where it finds a mistake, which is noted."""
        try:
            return read(*given, **named)
        except FlowError as mistake:
            self.mistakes.append(mistake)
            return None

    def note(self, node: Node, key: str, problem: str, mend: str) -> None:
        """Note a mistake beside which reading can go on."""
        self.mistakes.append(FlowError(self.path, node.line, key, problem, mend))

    def wrong(self, node: Node, key: str, problem: str, mend: str) -> NoReturn:
        """Give up on a value."""
        raise FlowError(self.path, node.line, key, problem, mend)

    def mapping(self, node: Node, key: str) -> Mapping[str, Node]:
        """Keys and values."""
        if not isinstance(node.value, dict):
            self.wrong(node, key, "keys and values are expected here", "Write `key: value` lines")
        return node.value

    def known_mapping(self, node: Node, key: str, known: Sequence[str], what: str) -> Mapping[str, Node]:
        """Keys and values, the keys among those that are known."""
        entries = self.mapping(node, key)
        for name, given in entries.items():
            if name not in known:
                mend = f"{did_you_mean(name, known)}Use {', '.join(known)}"
                self.note(given, name, f"no {what} has this key", mend)
        return entries

    def items(self, node: Node, key: str) -> list[Node]:
        """A list."""
        if not isinstance(node.value, list):
            self.wrong(node, key, "a list is expected here", "Write one `- ` line for each, or [a, b]")
        return node.value

    def text(self, node: Node, key: str) -> str:
        """A line of text."""
        if not isinstance(node.value, str) or not node.value.strip():
            self.wrong(node, key, "words are expected here", "Write one line of text, in quotes if it has a colon")
        return node.value.strip()

    def name(self, node: Node, key: str) -> str:
        """A name as code has them."""
        name = self.text(node, key)
        if not _NAME.match(name):
            mend = "Use lower-case letters, digits and _, beginning with a letter"
            self.wrong(node, key, f"`{name}` is no name", mend)
        return name

    def texts(self, node: Node, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.text(item, key) for item in self.items(node, key))

    def words(self, entries: Mapping[str, Node], key: str) -> tuple[str, ...]:
        """A list of texts that may be left out."""
        return (self.maybe(self.texts, entries[key], key) if key in entries else None) or ()

    def flag(self, entries: Mapping[str, Node], key: str) -> bool:
        """Yes or no; no, if left out."""
        node = entries.get(key)
        if node is not None and not isinstance(node.value, bool):
            self.note(node, key, "yes or no is expected here", "Write true or false")
        return node is not None and node.value is True

    def one_of(self, node: Node, key: str, known: Sequence[str], problem: str) -> str:
        """One of a few words."""
        if node.value not in known:
            *some, last = known
            self.wrong(node, key, f"`{node.value}` is {problem}", f"Use `{'`, `'.join(some)}` or `{last}`")
        return str(node.value)
