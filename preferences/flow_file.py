"""Loads teaching flows, `data/teaching/*.yml`; a wrong file is refused with its path, line, key and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from preferences.errors import FlowError
from preferences.flow import Flow
from preferences.flow_nodes import read_nodes
from preferences.flow_reader import FlowReader
from preferences.language import ENGLISH, spoken_language
from preferences.lookups import load_lookups
from preferences.vocabulary import Vocabulary

FOLDER = Path(__file__).resolve().parent.parent / "data" / "teaching"
"""Where the project keeps its teaching flows."""


def load_flows(folder: Path | None = None, lookups: Mapping[str, Vocabulary] | None = None) -> tuple[Flow, ...]:
    """Read every teaching flow of a folder, by their `order`, then by the file names.

    What the assistant says is read in the language it speaks, see `preferences.language`.

    Args:
        folder: where the files are; the project's own folder, if left out.
        lookups: the known values; those of the `lookups` folder beside it, if left out.

    Raises:
        FlowError: a file is wrong.
    """
    folder = (folder or FOLDER).resolve()
    language = spoken_language(folder.parent.parent)
    if lookups is None:
        return _loaded(folder, language)
    return _read_all(folder, lookups, language)


@lru_cache(maxsize=8)
def _loaded(folder: Path, language: str) -> tuple[Flow, ...]:
    return _read_all(folder, load_lookups(folder.parent / "lookups"), language)


def _read_all(folder: Path, lookups: Mapping[str, Vocabulary], language: str) -> tuple[Flow, ...]:
    flows: dict[str, Flow] = {}
    for path in sorted(folder.glob("*.yml")):
        flow = load_flow(path, lookups, language)
        if flow.concept in flows:
            raise taught_already(flow, flows[flow.concept])
        flows[flow.concept] = flow
    for flow in flows.values():
        wrong = nothing_to_follow(flow, flows)
        if wrong is not None:
            raise wrong
    return tuple(sorted(flows.values(), key=lambda flow: flow.order))


def load_flow(path: Path, lookups: Mapping[str, Vocabulary], language: str = ENGLISH) -> Flow:
    """Read one teaching flow.

    Args:
        path: the file.
        lookups: the known values by the names of their tables.
        language: what the assistant speaks; English where the flow does not have it.

    Raises:
        FlowError: the file is wrong; says where and how to mend it. The first mistake, if there are more.
    """
    flow, mistakes = read_flow(path, lookups, language)
    if flow is None:
        raise mistakes[0]
    return flow


def read_flow(
    path: Path, lookups: Mapping[str, Vocabulary], language: str = ENGLISH
) -> tuple[Flow | None, list[FlowError]]:
    """Read one teaching flow, and find everything that is wrong with its file; the flow is None where anything is."""
    root, mistakes = read_nodes(path)
    if root is None:
        return None, mistakes
    reader = FlowReader(str(path), lookups, language)
    flow = reader.flow(root)
    found = [*mistakes, *reader.mistakes]
    return (None if found else flow), found


def taught_already(flow: Flow, other: Flow) -> FlowError:
    """Two files that teach one concept."""
    problem = f"`{flow.concept}` is taught by {other.path} already"
    return FlowError(flow.path, flow.lines.get("concept", 1), "concept", problem, "Give each concept one file")


def nothing_to_follow(flow: Flow, flows: Mapping[str, Flow]) -> FlowError | None:
    """A follow-up question on a concept that nobody teaches; None where all is well."""
    if flow.follow_up is None or (flow.follow_up.concept in flows and flow.follow_up.concept != flow.concept):
        return None
    problem = f"no other flow teaches `{flow.follow_up.concept}`"
    known = ", ".join(sorted(name for name in flows if name != flow.concept)) or "none yet"
    return FlowError(flow.path, flow.follow_up.line, "follow_up", problem, f"Known concepts: {known}")
