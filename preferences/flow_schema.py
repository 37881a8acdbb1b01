"""Writes the format of teaching flows as a JSON Schema, for editors: `python -m preferences.flow_schema`.

The file is made from `preferences.flow_keys`, the list the reader goes by, so the two cannot say different things.
"""

from __future__ import annotations

import json
from pathlib import Path

from preferences.flow_keys import schema

FILE = Path(__file__).resolve().parent / "teaching-flow.schema.json"
"""Where it is kept."""
MODELINE = "# yaml-language-server: $schema={path}"
"""The first line of a flow, by which an editor finds the schema."""


def text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def modeline(folder: Path) -> str:
    """The first line of a flow in a folder."""
    up = len(folder.resolve().relative_to(FILE.parent.parent).parts)
    return MODELINE.format(path="../" * up + str(FILE.relative_to(FILE.parent.parent)))


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
