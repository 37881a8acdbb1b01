"""A turn log of its own for every test of learning that reads one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

from tests.learning.log import make_log


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty turn log."""
    made = create_engine(f"sqlite:///{tmp_path}/turns.db")
    make_log(made)
    yield made
    made.dispose()
