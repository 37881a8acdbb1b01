"""Reads what a flow's values can be: their kind, their further names, and what they must be like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from preferences.flow import Values
from preferences.flow_keys import RULES, names
from preferences.flow_nodes import Node, NodeReader, did_you_mean
from preferences.number_value import BARE, Unit
from preferences.validation import Validation
from preferences.vocabulary import Vocabulary, key_of

_MEND = (
    "Use exactly one of {lookup: name}, {choices: [...]}, {places: true}, {time: true}, {date: true}, "
    "{number: true}, {text: true}"
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class ValuesReader(NodeReader):
    """The part of reading a flow that is about its values."""

    def __init__(self, path: str, lookups: Mapping[str, Vocabulary]) -> None:
        super().__init__(path)
        self.lookups = lookups

    def values(self, node: Node) -> tuple[Values, Vocabulary | None]:
        """The kind of values, with the vocabulary of those that are known."""
        entries = self.mapping(node, "values")
        if len(entries) != 1:
            self.wrong(node, "values", "it must say one thing", _MEND)
        (kind, given), *_ = entries.items()
        if kind in ("lookup", "entity"):
            name = self.text(given, kind)
            if name not in self.lookups:
                known = ", ".join(sorted(self.lookups)) or "none yet"
                near = did_you_mean(name, list(self.lookups))
                self.wrong(given, kind, f"there is no lookup table `{name}`", f"{near}Known tables: {known}")
            return Values(lookup=name), self.lookups[name]
        if kind == "choices":
            choices = self._choices(given)
            return Values(choices=tuple(choices)), Vocabulary(choices)
        if kind == "number":
            return Values(number=self._unit(given)), None
        makers: dict[str, Callable[[], Values]] = {
            "places": lambda: Values(places=True),
            "time": lambda: Values(time=True),
            "date": lambda: Values(date=True),
            "text": lambda: Values(text=True),
        }
        if kind not in makers or given.value is not True:
            self.wrong(given, kind, "this is no kind of value", _MEND)
        return makers[kind](), None

    def _choices(self, node: Node) -> dict[str, tuple[str, ...]]:
        if isinstance(node.value, dict):
            return {choice: self.texts(others, "choices") for choice, others in node.value.items()}
        found: dict[str, tuple[str, ...]] = {self.text(item, "choices"): () for item in self.items(node, "choices")}
        if len(found) < 2:
            self.wrong(node, "choices", "there is nothing to choose", "Name two choices or more")
        return found

    def _unit(self, node: Node) -> Unit:
        if node.value is True:
            return BARE
        given = self.known_mapping(node, "number", ("unit",), "number").get("unit")
        if given is None:
            self.wrong(node, "number", "it says nothing", "Write {number: true} or {number: {unit: [cup, cups]}}")
        if isinstance(given.value, str):
            word = self.text(given, "unit")
            return Unit(word, word)
        words = self.texts(given, "unit")
        if len(words) < 2:
            self.wrong(given, "unit", "a list names one and many", "Write [cup, cups], or one word without brackets")
        return Unit(words[0], words[1], words[2:])

    def synonyms(self, node: Node | None, vocabulary: Vocabulary | None) -> Mapping[str, tuple[str, ...]]:
        """Further names of known values."""
        if node is None:
            return {}
        if vocabulary is None:
            self.wrong(node, "synonyms", "only known values have other names", "Use it beside `lookup` or `choices`")
        found: dict[str, tuple[str, ...]] = {}
        for value, given in self.mapping(node, "synonyms").items():
            if value not in vocabulary:
                self.note(given, "synonyms", f"`{value}` is not among the known values", "Write it as they do")
                continue
            others = self.maybe(self.texts, given, "synonyms") or ()
            for name in others:
                taken = vocabulary.resolve(name, cutoff=1.0)
                if taken is not None and taken.value != value and key_of(taken.value) == key_of(name):
                    problem = f"`{name}` is itself a value, so it cannot mean `{value}`"
                    self.note(given, "synonyms", problem, "Take it out here, or out of the values")
            found[value] = others
        return found

    def validation(self, node: Node | None, values: Values) -> Validation | None:
        """What a value must be like."""
        if node is None:
            return None
        entries = self.known_mapping(node, "validate", names(RULES), "validation")
        fits = _rules_for(values)
        for key, given in entries.items():
            if key in names(RULES) and key not in (*fits, "hint"):
                rules = ", ".join(fits) or "none: known values need no rule"
                self.note(given, key, "this rule does not fit the kind of values", f"Rules that do: {rules}")
        hint, pattern, day = entries.get("hint"), entries.get("pattern"), entries.get("day")
        low, high = (self._bound(entries.get(key), key, values) for key in ("from", "to"))
        if low is not None and high is not None and type(low) is type(high) and low > high:  # type: ignore[operator]
            self.note(entries["from"], "from", "it is beyond `to`, so nothing would be accepted", "Swap the two")
        return Validation(
            hint=(self.maybe(self.text, hint, "hint") if hint else None) or "",
            pattern=self.maybe(self._pattern, pattern) if pattern else None,
            lowest=low,
            highest=high,
            day=(self.maybe(self.one_of, day, "day", ("past", "future"), "no such side") if day else None) or "",
        )

    def _pattern(self, node: Node) -> re.Pattern[str]:
        try:
            return re.compile(self.text(node, "pattern"), re.IGNORECASE)
        except re.error as error:
            self.wrong(node, "pattern", f"this is no regular expression: {error}", "Mend it, in single quotes")

    def _bound(self, node: Node | None, key: str, values: Values) -> float | str | date | None:
        if node is None:
            return None
        written = str(node.value)
        try:
            if values.number is not None:
                return float(written)
            if values.date:
                return date.fromisoformat(written)
        except ValueError:
            kind, like = ("number", "12") if values.number is not None else ("day", '"2020-01-31"')
            self.note(node, key, f"`{written}` is no {kind}", f"Write it like {like}")
            return None
        if values.time and not _CLOCK.fullmatch(written):
            self.note(node, key, f"`{written}` is no time of day", 'Write it like "05:30"')
            return None
        return written if values.time else None


def _rules_for(values: Values) -> tuple[str, ...]:
    if values.text:
        return ("pattern",)
    if values.number is not None or values.time:
        return ("from", "to")
    return ("from", "to", "day") if values.date else ()
