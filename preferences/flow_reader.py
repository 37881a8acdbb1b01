"""Reads one teaching flow: every mistake is found at once, each with its path, line, key and the mend."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from preferences.flow import Example, Flow, FollowUp, Guide, Keeps, Several, Values, When
from preferences.flow_keys import FURTHER, GUIDE, KEYS, SIGNS, TEXTS, names
from preferences.flow_nodes import Node, did_you_mean
from preferences.flow_values import ValuesReader
from preferences.hook import BadHook, Hook, load_hook
from preferences.kinds import read_kinds
from preferences.validation import Validation
from preferences.vocabulary import Vocabulary, key_of

_MARKED = re.compile(r"\[([^\]\[]+)\]\(([^)\s]+)\)")
_LANGUAGE = re.compile(r"[a-z]{2}")
_NO_TEXT = Node("", 1)


class FlowReader(ValuesReader):
    """Turns the nodes of one file into a flow."""

    def __init__(self, path: str, lookups: Mapping[str, Vocabulary], language: str = "en") -> None:
        super().__init__(path, lookups)
        self.language = language
        self._entries: Mapping[str, Node] = {}
        self._said: Mapping[str, Node] = {}

    def flow(self, root: Node) -> Flow | None:
        """The flow; None where anything is wrong, which stands in `mistakes` then."""
        self._entries = entries = self.maybe(self.mapping, root, "file") or {}
        for key, node in entries.items():
            if key not in names(KEYS):
                mend = f"{did_you_mean(key, names(KEYS))}Use one of: {', '.join(sorted(names(KEYS)))}"
                self.note(node, key, "no teaching flow has this key", mend)
        self._said = self._translated()
        flow = self._read()
        for missing in (key.name for key in KEYS if key.must and key.name not in entries):
            self.note(root, missing, "this key is missing", f"Add `{missing}:`")
        return None if self.mistakes else flow

    def _read(self) -> Flow:
        entries = self._entries
        concept = self._named("concept")
        kind = self.maybe(self.values, entries["values"]) if "values" in entries else None
        values, vocabulary = kind or (Values(), None)
        synonyms = self.maybe(self.synonyms, entries.get("synonyms"), vocabulary) or {}
        if vocabulary is not None and synonyms:
            vocabulary = vocabulary.extended(synonyms)
        kinds = self.maybe(self._kinds, entries.get("kinds"), vocabulary) or {}
        the_kinds = self._the_kinds(entries.get("with_the"), kinds)
        subject = self._line("subject", concept.replace("_", " "))
        validation = self.maybe(self.validation, entries.get("validate"), values)
        return Flow(
            concept=concept,
            says=self._line("says"),
            values=values,
            entity=self._named("entity"),
            keeps=Keeps(self._choice("keeps", tuple(keeps.value for keeps in Keeps), "not a number of values", "one")),
            several=Several(self._choice("several", tuple(one.value for one in Several), "no way to choose", "newest")),
            ask=self._line("ask"),
            learned=self._template("learned", ""),
            statements=(*self._statements("statements", concept), *self._statements("meanwhile", concept, True)),
            guides=self._guides(entries.get("guides")),
            teachable_at=self._signs(entries.get("teachable_at")),
            validation=self._with_hint(validation),
            follow_up=self.maybe(self._follow_up, entries.get("follow_up"), vocabulary),
            hook=self.maybe(self._hook, entries.get("hook")),
            subject=subject,
            subject_question=self._line("subject_question", f"your {subject}"),
            nouns=self.words(entries, "nouns") or (concept.replace("_", " "),),
            verbs=self.words(entries, "verbs"),
            disliked=self._template("disliked", ""),
            like=self._template("like", "you like {value}"),
            dislike=self._template("dislike", "you don't like {value}"),
            path=self.path,
            lines={key: node.line for key, node in entries.items()},
            order=self._order(),
            everyday=frozenset(key_of(name) for name in self.words(entries, "everyday")),
            with_the=bool(the_kinds) or self.flag(entries, "with_the"),
            the_kinds=the_kinds,
            small_alone=self.flag(entries, "small_alone"),
            without=self.maybe(self._without, entries.get("without"), vocabulary) or {},
            kinds=kinds,
            vocabulary=vocabulary,
        )

    # --- names and texts

    def _named(self, key: str) -> str:
        return (self.maybe(self.name, self._entries[key], key) if key in self._entries else None) or ""

    def _choice(self, key: str, known: tuple[str, ...], problem: str, default: str) -> str:
        node = self._entries.get(key)
        return (self.maybe(self.one_of, node, key, known, problem) if node is not None else None) or default

    def _line(self, key: str, default: str = "") -> str:
        """A text the assistant says: in its language, where the flow has it."""
        told = (self.maybe(self.text, self._entries[key], key) if key in self._entries else None) or default
        return str(self._said[key].value).strip() if key in self._said else told

    def _template(self, key: str, default: str) -> str:
        if key in self._entries:
            self._check_template(self._entries[key], key)
        return self._line(key, default)

    def _check_template(self, node: Node, key: str) -> None:
        if isinstance(node.value, str) and re.findall(r"\{([^}]*)\}", node.value) not in (["value"], ["the value"]):
            self.note(node, key, "it must hold {value} once and nothing else in braces", "Put in {value}")

    def _translated(self) -> Mapping[str, Node]:
        """What the flow says in the language the assistant speaks; everything under `in` is looked at."""
        found: Mapping[str, Node] = {}
        given = self._entries.get("in")
        languages = (self.maybe(self.mapping, given, "in") if given is not None else None) or {}
        for language, node in languages.items():
            if not _LANGUAGE.fullmatch(language):
                self.note(node, "in", f"`{language}` is no language", "Use its two letters, such as `de`")
            texts = self.maybe(self.known_mapping, node, "in", names(TEXTS), "translation") or {}
            for key, text in texts.items():
                self.maybe(self.text, text, key)
                if key in ("learned", "disliked", "like", "dislike"):
                    self._check_template(text, key)
            if language == self.language:
                found = texts
        return found

    def _with_hint(self, validation: Validation | None) -> Validation | None:
        return replace(validation, hint=self._line("hint", validation.hint)) if validation is not None else None

    def _order(self) -> int:
        node = self._entries.get("order")
        try:
            return int(str(node.value)) if node is not None else Flow.order
        except ValueError:
            self.note(node or _NO_TEXT, "order", "this is not a whole number", "Write a number such as 50")
            return Flow.order

    # --- lists

    def _statements(self, key: str, concept: str, passing: bool = False) -> tuple[Example, ...]:
        node = self._entries.get(key)
        if node is None:
            return ()
        items = self.maybe(self.items, node, key) or []
        found = [self.maybe(self._statement, item, key, concept, passing) for item in items]
        if node.value == []:
            self.note(node, key, "there is none", "Write a few ways to say it, the value marked")
        return tuple(example for example in found if example is not None)

    def _statement(self, item: Node, key: str, concept: str, passing: bool) -> Example:
        marked = self.text(item, key)
        found = list(_MARKED.finditer(marked))
        if len(found) != 1:
            self.wrong(item, key, "a statement marks one value", f"Write I like [it]({concept})")
        if concept and found[0].group(2) != concept:
            problem = f"the mark says `{found[0].group(2)}`, this flow is `{concept}`"
            self.wrong(item, key, problem, f"Write [{found[0].group(1)}]({concept})")
        begin, value = found[0].start(), found[0].group(1)
        text = marked[:begin] + value + marked[found[0].end() :]
        return Example(text, value, begin, begin + len(value), passing, item.line)

    def _guides(self, node: Node | None) -> tuple[Guide, ...]:
        items = (self.maybe(self.items, node, "guides") if node is not None else None) or []
        found = [self.maybe(self._guide, item) for item in items]
        return tuple(guide for guide in found if guide is not None)

    def _guide(self, item: Node) -> Guide:
        entries = self.known_mapping(item, "guides", names(GUIDE), "guide")
        for key in ("intent", "entity"):
            if key not in entries:
                self.wrong(item, "guides", f"`{key}` is missing", "Write {intent: ..., entity: ...}")
        when = entries.get("when")
        known = tuple(one.value for one in When)
        return Guide(
            intent=self.text(entries["intent"], "intent"),
            entity=self.name(entries["entity"], "entity"),
            when=When(self.one_of(when, "when", known, "no time")) if when is not None else When.MISSING,
            unless=self.words(entries, "unless"),
            line=item.line,
        )

    def _signs(self, node: Node | None) -> frozenset[str]:
        items = (self.maybe(self.items, node, "teachable_at") if node is not None else None) or []
        for item in items:
            if item.value not in SIGNS:
                self.note(item, "teachable_at", f"`{item.value}` is no sign", f"Use some of: {', '.join(SIGNS)}")
        return frozenset(str(item.value) for item in items)

    # --- the rest

    def _follow_up(self, node: Node | None, vocabulary: Vocabulary | None) -> FollowUp | None:
        if node is None:
            return None
        if isinstance(node.value, str):
            return FollowUp(self.name(node, "follow_up"), line=node.line)
        entries = self.known_mapping(node, "follow_up", names(FURTHER), "follow-up")
        if "concept" not in entries:
            self.wrong(node, "follow_up", "`concept` is missing", "Write {concept: ..., after: [...]}")
        after = self.words(entries, "after")
        for value in after:
            if vocabulary is not None and value not in vocabulary:
                self.note(entries["after"], "after", f"`{value}` is not among the known values", "Write it as they do")
        return FollowUp(self.name(entries["concept"], "concept"), frozenset(after), node.line)

    def _hook(self, node: Node | None) -> Hook | None:
        if node is None:
            return None
        try:
            return load_hook(self.text(node, "hook"), Path(self.path).parent)
        except BadHook as problem:
            mend = "Name a function that takes one value: module:function, its file beside this one or importable"
            self.wrong(node, "hook", str(problem), mend)

    def _kinds(self, node: Node | None, vocabulary: Vocabulary | None) -> Mapping[str, frozenset[str]]:
        if node is None:
            return {}
        table = Path(self.path).parent / self.text(node, "kinds")
        try:
            return read_kinds(table, vocabulary)
        except FileNotFoundError:
            self.wrong(node, "kinds", f"there is no file `{table.name}`", "Name it as seen from this file")
        except ValueError as error:
            self.wrong(node, "kinds", f"`{table.name}`: {error}", "Write a value and its words on each line")

    def _the_kinds(self, node: Node | None, kinds: Mapping[str, frozenset[str]]) -> frozenset[str]:
        if node is None or not isinstance(node.value, list):
            return frozenset()
        known = frozenset().union(*kinds.values())
        for kind in self.items(node, "with_the"):
            if key_of(str(kind.value)) not in known:
                self.note(kind, "with_the", f"no value is of the kind `{kind.value}`", "Write it as `kinds` has it")
        return frozenset(key_of(str(kind.value)) for kind in self.items(node, "with_the"))

    def _without(self, node: Node | None, vocabulary: Vocabulary | None) -> dict[str, str]:
        taught: dict[str, str] = {}
        for value, given in (self.mapping(node, "without") if node is not None else {}).items():
            if vocabulary is not None and value not in vocabulary:
                self.note(given, "without", f"`{value}` is not among the known values", "Write it as the table does")
            for name in self.maybe(self.texts, given, "without") or ():
                taught[key_of(name)] = value
        return taught
