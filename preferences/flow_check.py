"""Finds every mistake in teaching flows at once: in each file, between files, and against what requests can carry.

What the reader refuses is only the half of it. A statement must be read as one by its own flow, an answer as an answer,
and no two flows may claim the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from preferences.answers import AnswerKind, read_answer
from preferences.curriculum import Curriculum
from preferences.errors import FlowError
from preferences.flow import Example, Flow
from preferences.flow_file import nothing_to_follow, read_flow, taught_already
from preferences.flow_nodes import did_you_mean
from preferences.statements import read_statements
from preferences.vocabulary import Vocabulary, key_of

_MOST_ANSWERS = 20
"""How many values of a flow are tried as answers; the answers to a table of a thousand names are all alike."""


@dataclass(frozen=True)
class Requests:
    """What can be asked of the assistant."""

    intents: frozenset[str]
    """Every intent there is."""
    signatures: Mapping[str, tuple[str, ...]]
    """The details each can carry; those without an entry can carry any."""


@dataclass
class Checked:
    """What was found."""

    flows: list[Flow] = field(default_factory=list)
    """The flows that could be read."""
    mistakes: list[FlowError] = field(default_factory=list)
    """Everything that is wrong, by file and line."""


def check_flows(
    files: Sequence[Path],
    others: Sequence[Path],
    lookups: Mapping[str, Vocabulary],
    requests: Requests,
    now: datetime,
    nlp: Callable[[], Any],
) -> Checked:
    """Check files of teaching flows.

    Args:
        files: what to check.
        others: the files beside them, which are only compared with.
        lookups: the known values by the names of their tables.
        requests: what can be asked of the assistant.
        now: the clock, aware.
        nlp: gives the spaCy pipeline; called only when there is a flow to try.
    """
    found = Checked()
    for path in files:
        flow, mistakes = read_flow(path, lookups)
        found.mistakes += mistakes
        if flow is not None:
            found.flows.append(flow)
    named = {path.resolve() for path in files}
    beside = [flow for path in others if path.resolve() not in named and (flow := read_flow(path, lookups)[0])]
    everything = [*found.flows, *beside]
    found.mistakes += _claimed_twice(found.flows, everything)
    for flow in found.flows:
        wrong = nothing_to_follow(flow, {one.concept: one for one in everything})
        found.mistakes += [wrong] if wrong is not None else []
        found.mistakes += _unknown_guides(flow, requests)
    if found.flows:
        pipeline = nlp()
        for flow in found.flows:
            found.mistakes += _unread(flow, everything, now, pipeline)
            found.mistakes += _unanswerable(flow, everything, now, pipeline)
    order = {str(path): number for number, path in enumerate(files)}
    found.mistakes.sort(key=lambda one: (order.get(one.path, len(order)), one.line or 0))
    return found


def requests_of(curriculum: Curriculum, intents: Iterable[str]) -> Requests:
    """What can be asked, as a curriculum and a domain know it."""
    return Requests(frozenset(intents) | frozenset(curriculum.signatures), curriculum.signatures)


# --- against the requests


def _unknown_guides(flow: Flow, requests: Requests) -> Iterator[FlowError]:
    for guide in flow.guides:
        if guide.intent not in requests.intents:
            known = sorted(requests.signatures)
            mend = did_you_mean(guide.intent, known) or f"Known ones: {', '.join(known)}"
            yield FlowError(flow.path, guide.line, "intent", f"there is no intent `{guide.intent}`", mend.strip())
            continue
        carried = requests.signatures.get(guide.intent)
        for key, name in (("entity", guide.entity), *(("unless", other) for other in guide.unless)):
            if carried is not None and name not in carried:
                problem = f"`{guide.intent}` cannot carry `{name}`"
                mend = (
                    f"{did_you_mean(name, carried)}It can carry {', '.join(carried)}"
                    if carried
                    else "It can carry nothing; guide another intent"
                )
                yield FlowError(flow.path, guide.line, key, problem, mend)


# --- between flows


def _claimed_twice(flows: Sequence[Flow], everything: Sequence[Flow]) -> Iterator[FlowError]:
    mine = {id(flow) for flow in flows}
    for one, other in combinations(everything, 2):
        # Told of the file that is checked; where both are, of the second.
        flow, against = (other, one) if id(other) in mine else (one, other)
        if id(flow) in mine:
            yield from _both_claim(flow, against)


def _both_claim(flow: Flow, other: Flow) -> Iterator[FlowError]:
    if flow.concept == other.concept:
        yield taught_already(flow, other)
        return
    guided = {(guide.intent, guide.entity) for guide in other.guides}
    for guide in flow.guides:
        if (guide.intent, guide.entity) in guided:
            problem = f"`{other.concept}` fills `{guide.entity}` of `{guide.intent}` already"
            yield FlowError(flow.path, guide.line, "guides", problem, "Guide another entity, or merge the two flows")
    open_alike = flow.vocabulary is None and other.vocabulary is None and flow.values == other.values
    shapes = {_shape(example) for example in other.statements}
    texts = {key_of(example.text) for example in other.statements}
    for example in flow.statements:
        if key_of(example.text) in texts or (open_alike and _shape(example) in shapes):
            problem = f"`{other.concept}` has the same statement"
            yield FlowError(flow.path, example.line, "statements", problem, "Say it another way, or take it out")
    if key_of(flow.subject) == key_of(other.subject):
        problem = f"`{other.concept}` is called `{other.subject}` too"
        yield FlowError(
            flow.path, _line(flow, "subject"), "subject", problem, 'Give it another name for "learn my ..."'
        )
    if not _told_apart(flow, other):
        shared = sorted({key_of(noun) for noun in flow.nouns} & {key_of(noun) for noun in other.nouns})
        for noun in shared:
            problem = f"`{noun}` means `{other.concept}` too, and nothing tells their values apart"
            yield FlowError(flow.path, _line(flow, "nouns"), "nouns", problem, "Take it out of one of the two")


def _line(flow: Flow, key: str) -> int | None:
    """Where a key stands; where the concept does, when the key was left out."""
    return flow.lines.get(key, flow.lines.get("concept"))


def _shape(example: Example) -> str:
    return f"{key_of(example.text[: example.start])} _ {key_of(example.text[example.end :])}"


def _told_apart(flow: Flow, other: Flow) -> bool:
    """Whether a value says which of two flows is meant: both list theirs, and no value is in both."""
    if flow.vocabulary is None or other.vocabulary is None:
        return False
    return not set(flow.vocabulary.values) & set(other.vocabulary.values)


# --- what people would say


def _unread(flow: Flow, everything: Sequence[Flow], now: datetime, nlp: Any) -> Iterator[FlowError]:
    for example in flow.statements:
        reading = read_statements(example.text, everything, now, nlp)
        refused = next((one for one in reading.refused if one.concept == flow.concept), None)
        if refused is not None:
            problem = f'"{example.text}" is refused by the flow itself: {refused.say.rstrip(".")}'
            yield FlowError(flow.path, example.line, "statements", problem, "Mark a value that it accepts")
            continue
        concepts = [one.concept for one in reading.statements] + [one.concept for one in reading.ambiguous]
        if flow.concept in concepts:
            continue
        if concepts:
            problem = f'"{example.text}" is read as `{concepts[0]}`'
            yield FlowError(flow.path, example.line, "statements", problem, "Say what makes it this concept")
        else:
            problem = f'"{example.text}" is read as nothing: {reading.rejected or "its value is not known"}'
            mend = 'Say it of oneself, "I ..." or "my ...", and mark a known value'
            yield FlowError(flow.path, example.line, "statements", problem, mend)


def _unanswerable(flow: Flow, everything: Sequence[Flow], now: datetime, nlp: Any) -> Iterator[FlowError]:
    """Values that are no answer to their own question; all of them, and the question cannot be answered."""
    values = list(dict.fromkeys((*flow.values.choices, *(example.value for example in flow.statements))))
    if flow.vocabulary is not None and not flow.values.choices:
        values += flow.vocabulary.values[:_MOST_ANSWERS]
    failed = [value for value in values if not _answers(value, flow, everything, now, nlp)]
    if values and len(failed) == len(values):
        problem = "nobody can answer it: none of its values is understood as an answer"
        yield FlowError(
            flow.path, _line(flow, "ask"), "ask", problem, "Change the values, or what `validate` and `hook` refuse"
        )
        return
    for value in failed:
        if value in flow.values.choices:
            problem = f"`{value}` cannot be given as an answer: it is understood as something else"
            yield FlowError(flow.path, _line(flow, "values"), "values", problem, "Call it otherwise")


def _answers(value: str, flow: Flow, everything: Sequence[Flow], now: datetime, nlp: Any) -> bool:
    answer = read_answer(value, flow, everything, now, nlp)
    if answer.kind is AnswerKind.AMBIGUOUS:
        return True
    return any(statement.concept == flow.concept for statement in answer.statements)
