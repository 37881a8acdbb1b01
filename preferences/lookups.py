"""Reads the lookup tables in `data/lookups/`: Rasa NLU files with `lookup` and `synonym` entries.

```yaml
nlu:
- lookup: food_type
  examples: |
    - Italian
    - Japanese
- synonym: Japanese
  examples: |
    - japanese food
```

A lookup entry names the entity and its canonical values; a synonym entry names one canonical value and its other
names. A name that a lookup lists although it is a synonym of another value is only a name, not a value of its own.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from preferences.errors import FlowError
from preferences.vocabulary import Vocabulary

FOLDER = Path(__file__).resolve().parent.parent / "data" / "lookups"
"""Where the project keeps its lookup tables."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_lookups(folder: Path | None = None) -> dict[str, Vocabulary]:
    """Read every lookup table: one vocabulary by entity name, and by file name where that is not taken.

    Raises:
        FlowError: a file is not of the expected shape.
    """
    return dict(_loaded((folder or FOLDER).resolve()))


@lru_cache(maxsize=8)
def _loaded(folder: Path) -> dict[str, Vocabulary]:
    names: dict[str, dict[str, list[str]]] = {}
    by_file: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for entity, values in _read(path).items():
            by_file.setdefault(path.stem, entity)
            known = names.setdefault(entity, {})
            for value, others in values.items():
                known.setdefault(value, []).extend(others)
    vocabularies = {entity: Vocabulary(values) for entity, values in names.items()}
    for stem, entity in by_file.items():
        vocabularies.setdefault(stem, vocabularies[entity])
    return vocabularies


def _read(path: Path) -> dict[str, dict[str, list[str]]]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise FlowError(
            str(path), line, "yaml", "this is not readable YAML", "Mend the indentation or quotes"
        ) from None
    entries = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise FlowError(str(path), None, "nlu", "there is no list under it", "Begin the file with `nlu:` and a list")
    listed: dict[str, list[str]] = {}
    synonyms: list[tuple[str, str, list[str]]] = []
    entity = ""
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("examples"), str):
            problem = "every entry needs a block of examples"
            raise FlowError(str(path), None, "nlu", problem, "Write `examples: |` and a list of names")
        names = [line.strip()[1:].strip() for line in entry["examples"].splitlines() if line.strip().startswith("-")]
        if "lookup" in entry:
            entity = str(entry["lookup"])
            listed.setdefault(entity, []).extend(names)
        elif "synonym" in entry:
            synonyms.append((entity, str(entry["synonym"]), names))
    return _sorted_out(listed, synonyms)


def _sorted_out(
    listed: dict[str, list[str]], synonyms: list[tuple[str, str, list[str]]]
) -> dict[str, dict[str, list[str]]]:
    owner = {value: entity for entity, values in listed.items() for value in values}
    only = next(iter(listed)) if len(listed) == 1 else ""
    others: dict[str, dict[str, list[str]]] = {entity: {} for entity in listed}
    for before, value, names in synonyms:
        entity = owner.get(value) or only or before
        if entity:
            others.setdefault(entity, {}).setdefault(value, []).extend(names)
    result: dict[str, dict[str, list[str]]] = {}
    for entity, values in others.items():
        aliases = {name for value, names in values.items() for name in names if name not in values and name != value}
        canonical = dict.fromkeys(name for name in listed.get(entity, ()) if name not in aliases)
        result[entity] = {
            value: values.get(value, []) for value in (*canonical, *(v for v in values if v not in canonical))
        }
    return result
