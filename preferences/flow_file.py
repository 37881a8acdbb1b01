"""Reads teaching flows, `data/teaching/*.yml`; a wrong file is refused with its path, line, key and the mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import yaml

from preferences.errors import FlowError
from preferences.flow import Example, Flow, Guide, Keeps, Values, When
from preferences.kinds import read_kinds
from preferences.lookups import load_lookups
from preferences.vocabulary import Vocabulary, key_of

FOLDER = Path(__file__).resolve().parent.parent / "data" / "teaching"
"""Where the project keeps its teaching flows."""
SIGNS = ("repeat", "rephrase", "dissatisfaction", "correction", "barge_in", "fallback", "missing")
"""The signs a flow may be offered at."""

_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_MARKED = re.compile(r"\[([^\]\[]+)\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Node:
    """One value of a YAML file with its line."""

    value: object
    """A str, bool, list of nodes, or a mapping from key to node."""
    line: int
    """Counted from 1."""


def load_flows(folder: Path | None = None, lookups: Mapping[str, Vocabulary] | None = None) -> tuple[Flow, ...]:
    """Read every teaching flow of a folder, by their `order`, then by the file names.

    Args:
        folder: where the files are; the project's own folder, if left out.
        lookups: the known values; those of the `lookups` folder beside it, if left out.

    Raises:
        FlowError: a file is wrong.
    """
    folder = (folder or FOLDER).resolve()
    if lookups is None:
        return _loaded(folder)
    return _read_all(folder, lookups)


@lru_cache(maxsize=8)
def _loaded(folder: Path) -> tuple[Flow, ...]:
    return _read_all(folder, load_lookups(folder.parent / "lookups"))


def _read_all(folder: Path, lookups: Mapping[str, Vocabulary]) -> tuple[Flow, ...]:
    flows: dict[str, Flow] = {}
    for path in sorted(folder.glob("*.yml")):
        flow = load_flow(path, lookups)
        if flow.concept in flows:
            problem = f"`{flow.concept}` is taught by {flows[flow.concept].path} already"
            raise FlowError(str(path), 1, "concept", problem, "Give each concept one file")
        flows[flow.concept] = flow
    return tuple(sorted(flows.values(), key=lambda flow: flow.order))


def load_flow(path: Path, lookups: Mapping[str, Vocabulary]) -> Flow:
    """Read one teaching flow.

    Raises:
        FlowError: the file is wrong; says where and how to mend it.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise FlowError(
            str(path), line, "yaml", "this is not readable YAML", "Mend the indentation or quotes"
        ) from None
    if root is None:
        raise FlowError(str(path), 1, "concept", "the file is empty", "Begin with `concept:` and a name")
    return _Reader(str(path), lookups).flow(_node(root, str(path)))


def _node(node: yaml.Node, path: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in entries:
                problem = "this key stands here twice"
                raise FlowError(path, key.start_mark.line + 1, name, problem, "Keep one of the two")
            entries[name] = Node(_node(value, path).value, key.start_mark.line + 1)
        return Node(entries, line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(item, path) for item in node.value], line)
    if node.tag.endswith(":bool"):
        return Node(str(node.value).casefold() in ("true", "yes", "on"), line)
    return Node(str(node.value), line)


class _Reader:
    """Turns the nodes of one file into a flow; every complaint knows its line."""

    def __init__(self, path: str, lookups: Mapping[str, Vocabulary]) -> None:
        self.path = path
        self.lookups = lookups

    def flow(self, root: Node) -> Flow:
        entries = self._mapping(root, "file")
        known = {
            "concept", "says", "values", "entity", "keeps", "ask", "learned", "statements", "guides", "teachable_at",
            "subject", "subject_question", "nouns", "verbs", "disliked", "like", "dislike", "everyday", "without",
            "with_the", "order", "meanwhile", "kinds", "small_alone",
        }  # fmt: skip
        for key, node in entries.items():
            if key not in known:
                self._wrong(node, key, "no teaching flow has this key", f"Use one of: {', '.join(sorted(known))}")
        for key in ("concept", "says", "values", "entity", "ask", "learned", "statements"):
            if key not in entries:
                raise FlowError(self.path, root.line, key, "this key is missing", f"Add `{key}:`")
        concept = self._name(entries["concept"], "concept")
        values, vocabulary = self._values(entries["values"])
        entity = self._name(entries["entity"], "entity")
        nouns = self._words(entries, "nouns")
        return Flow(
            concept=concept,
            says=self._text(entries["says"], "says"),
            values=values,
            entity=entity,
            keeps=self._keeps(entries.get("keeps")),
            ask=self._text(entries["ask"], "ask"),
            learned=self._template(entries, "learned", ""),
            statements=(
                *self._statements(entries["statements"], concept),
                *self._statements(entries.get("meanwhile"), concept, passing=True),
            ),
            guides=self._guides(entries.get("guides")),
            teachable_at=self._signs(entries.get("teachable_at")),
            subject=self._optional(entries, "subject", concept.replace("_", " ")),
            nouns=nouns or (concept.replace("_", " "),),
            disliked=self._template(entries, "disliked", ""),
            like=self._template(entries, "like", "you like {value}"),
            dislike=self._template(entries, "dislike", "you don't like {value}"),
            path=self.path,
            order=self._number(entries.get("order")),
            subject_question=self._optional(
                entries, "subject_question", f"your {self._optional(entries, 'subject', concept.replace('_', ' '))}"
            ),
            verbs=self._words(entries, "verbs"),
            everyday=frozenset(key_of(name) for name in self._words(entries, "everyday")),
            with_the=self._flag(entries.get("with_the"), "with_the"),
            without=self._without(entries.get("without"), vocabulary),
            kinds=self._kinds(entries.get("kinds"), vocabulary),
            small_alone=self._flag(entries.get("small_alone"), "small_alone"),
            vocabulary=vocabulary,
        )

    def _wrong(self, node: Node, key: str, problem: str, mend: str) -> NoReturn:
        raise FlowError(self.path, node.line, key, problem, mend)

    def _mapping(self, node: Node, key: str) -> Mapping[str, Node]:
        if not isinstance(node.value, dict):
            self._wrong(node, key, "keys and values are expected here", "Write `key: value` lines")
        return node.value

    def _list(self, node: Node, key: str) -> list[Node]:
        if not isinstance(node.value, list):
            self._wrong(node, key, "a list is expected here", "Write one `- ` line for each, or [a, b]")
        return node.value

    def _text(self, node: Node, key: str) -> str:
        if not isinstance(node.value, str) or not node.value.strip():
            self._wrong(node, key, "words are expected here", "Write one line of text, in quotes if it has a colon")
        return node.value.strip()

    def _name(self, node: Node, key: str) -> str:
        name = self._text(node, key)
        if not _NAME.match(name):
            self._wrong(
                node, key, f"`{name}` is no name", "Use lower-case letters, digits and _, beginning with a letter"
            )
        return name

    def _optional(self, entries: Mapping[str, Node], key: str, default: str) -> str:
        return self._text(entries[key], key) if key in entries else default

    def _template(self, entries: Mapping[str, Node], key: str, default: str) -> str:
        template = self._optional(entries, key, default)
        if template:
            fields = re.findall(r"\{([^}]*)\}", template)
            if fields != ["value"]:
                self._wrong(entries[key], key, "it must hold {value} once and nothing else in braces", "Put in {value}")
        return template

    def _words(self, entries: Mapping[str, Node], key: str) -> tuple[str, ...]:
        if key not in entries:
            return ()
        return tuple(self._text(item, key) for item in self._list(entries[key], key))

    def _flag(self, node: Node | None, key: str) -> bool:
        if node is not None and not isinstance(node.value, bool):
            self._wrong(node, key, "yes or no is expected here", "Write true or false")
        return node is not None and node.value is True

    def _number(self, node: Node | None) -> int:
        if node is None:
            return Flow.order
        try:
            return int(str(node.value))
        except ValueError:
            self._wrong(node, "order", "this is not a whole number", "Write a number such as 50")

    def _keeps(self, node: Node | None) -> Keeps:
        if node is None:
            return Keeps.ONE
        try:
            return Keeps(str(node.value))
        except ValueError:
            self._wrong(node, "keeps", f"`{node.value}` is not a number of values", "Use `one` or `many`")

    def _values(self, node: Node) -> tuple[Values, Vocabulary | None]:
        entries = self._mapping(node, "values")
        mend = "Use exactly one of {lookup: name}, {choices: [...]}, {places: true}, {time: true}, {text: true}"
        if len(entries) != 1:
            self._wrong(node, "values", "it must say one thing", mend)
        (kind, given), *_ = entries.items()
        if kind in ("lookup", "entity"):
            name = self._text(given, kind)
            if name not in self.lookups:
                known = ", ".join(sorted(self.lookups)) or "none yet"
                self._wrong(given, kind, f"there is no lookup table `{name}`", f"Known tables: {known}")
            return Values(lookup=name), self.lookups[name]
        if kind == "choices":
            names = self._choices(given)
            return Values(choices=tuple(names)), Vocabulary(names)
        makers: dict[str, Callable[[], Values]] = {
            "places": lambda: Values(places=True),
            "time": lambda: Values(time=True),
            "text": lambda: Values(text=True),
        }
        if kind not in makers or given.value is not True:
            self._wrong(given, kind, "this is no kind of value", mend)
        return makers[kind](), None

    def _choices(self, node: Node) -> dict[str, tuple[str, ...]]:
        if isinstance(node.value, dict):
            return {
                choice: tuple(self._text(item, "choices") for item in self._list(others, "choices"))
                for choice, others in node.value.items()
            }
        names = {self._text(item, "choices"): () for item in self._list(node, "choices")}
        if len(names) < 2:
            self._wrong(node, "choices", "there is nothing to choose", "Name two choices or more")
        return dict(names)

    def _statements(self, node: Node | None, concept: str, passing: bool = False) -> tuple[Example, ...]:
        if node is None:
            return ()
        examples = []
        for item in self._list(node, "statements"):
            marked = self._text(item, "statements")
            found = list(_MARKED.finditer(marked))
            if len(found) != 1:
                self._wrong(item, "statements", "a statement marks one value", f"Write I like [it]({concept})")
            if found[0].group(2) != concept:
                problem = f"the mark says `{found[0].group(2)}`, this flow is `{concept}`"
                self._wrong(item, "statements", problem, f"Write [{found[0].group(1)}]({concept})")
            begin, value = found[0].start(), found[0].group(1)
            text = marked[:begin] + value + marked[found[0].end() :]
            examples.append(Example(text, value, begin, begin + len(value), passing))
        if not examples:
            self._wrong(node, "statements", "there is none", "Write a few ways to say it, the value marked")
        return tuple(examples)

    def _guides(self, node: Node | None) -> tuple[Guide, ...]:
        guides = []
        for item in self._list(node, "guides") if node is not None else ():
            entries = self._mapping(item, "guides")
            for key in ("intent", "entity"):
                if key not in entries:
                    self._wrong(item, "guides", f"`{key}` is missing", "Write {intent: ..., entity: ...}")
            for key, given in entries.items():
                if key not in ("intent", "entity", "when", "unless"):
                    self._wrong(given, key, "no guide has this key", "Use intent, entity, when, unless")
            when = entries.get("when")
            if when is not None and when.value not in ("missing", "always"):
                self._wrong(when, "when", f"`{when.value}` is no time", "Use `missing` or `always`")
            guides.append(
                Guide(
                    intent=self._text(entries["intent"], "intent"),
                    entity=self._name(entries["entity"], "entity"),
                    when=When(str(when.value)) if when is not None else When.MISSING,
                    unless=self._words(entries, "unless"),
                )
            )
        return tuple(guides)

    def _signs(self, node: Node | None) -> frozenset[str]:
        signs = []
        for item in self._list(node, "teachable_at") if node is not None else ():
            sign = self._text(item, "teachable_at")
            if sign not in SIGNS:
                self._wrong(item, "teachable_at", f"`{sign}` is no sign", f"Use some of: {', '.join(SIGNS)}")
            signs.append(sign)
        return frozenset(signs)

    def _kinds(self, node: Node | None, vocabulary: Vocabulary | None) -> Mapping[str, frozenset[str]]:
        if node is None:
            return {}
        table = Path(self.path).parent / self._text(node, "kinds")
        try:
            return read_kinds(table, vocabulary)
        except FileNotFoundError:
            self._wrong(node, "kinds", f"there is no file `{table.name}`", "Name it as seen from this file")
        except ValueError as error:
            self._wrong(node, "kinds", f"`{table.name}`: {error}", "Write a value and its words on each line")

    def _without(self, node: Node | None, vocabulary: Vocabulary | None) -> dict[str, str]:
        taught: dict[str, str] = {}
        for value, given in (self._mapping(node, "without") if node is not None else {}).items():
            if vocabulary is not None and value not in vocabulary:
                self._wrong(given, "without", f"`{value}` is not among the known values", "Write it as the table does")
            for item in self._list(given, "without"):
                taught[key_of(self._text(item, "without"))] = value
        return taught
