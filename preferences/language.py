"""The language the assistant speaks: `MYNAH_LANGUAGE`, else the `language` of `config.yml`, else English."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

ENGLISH = "en"


def spoken_language(root: Path) -> str:
    """The two letters of the language that the flows of a checkout are told in."""
    named = os.environ.get("MYNAH_LANGUAGE", "").strip()
    return (named or _configured(root) or ENGLISH)[:2].casefold()


def _configured(root: Path) -> str:
    try:
        config = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError):
        return ""
    return str(config.get("language") or "") if isinstance(config, dict) else ""
