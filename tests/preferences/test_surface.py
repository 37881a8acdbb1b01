"""The core as others see it: its names, its size, its speed to import, and that it never meets Rasa."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import preferences

ROOT = Path(preferences.__file__).resolve().parent.parent
CORE = [path for room in ("preferences", "learning") for path in sorted((ROOT / room).rglob("*.py"))]
MODULES = {path.stem: path for path in (ROOT / "preferences").glob("*.py") if path.stem != "__init__"}

WATCH = """
import importlib, sys
names = sys.argv[1:]
for name in names:
    importlib.import_module(name)
met = {name.split(".")[0] for name in sys.modules}
print(*sorted(met & {"rasa", "rasa_sdk", "spacy", "tensorflow", "sanic", "sqlalchemy"}))
"""


def imported(*names: str) -> set[str]:
    """Which of the heavy libraries came along with an import."""
    command = [sys.executable, "-c", WATCH, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    return set(done.stdout.split())


def names_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.slow
def test_the_core_never_imports_rasa() -> None:
    modules = [names_of(path) for path in CORE if "versions" not in path.parts and path.stem != "env"]
    met = imported(*modules)
    assert met & {"rasa", "rasa_sdk", "tensorflow", "sanic"} == set()


def test_deciding_what_a_message_is_needs_no_database() -> None:
    met = imported("preferences.interpretation", "preferences.state", "preferences.surroundings")
    assert met == set()


def test_the_package_itself_imports_nothing() -> None:
    met = imported("preferences")
    assert met == set()


def test_the_promised_names_are_sorted_typed_and_there() -> None:
    names = preferences.__all__
    assert names == sorted(names, key=_as_ruff_sorts)
    assert len(set(names)) == len(names)
    for name in names:
        assert getattr(preferences, name) is not None
    assert set(names) <= set(dir(preferences))
    assert (ROOT / "preferences" / "py.typed").exists()
    with pytest.raises(AttributeError, match="no attribute 'wishes'"):
        _ = preferences.wishes  # type: ignore[attr-defined]


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_what_type_checkers_see_is_what_is_there() -> None:
    tree = ast.parse((ROOT / "preferences" / "__init__.py").read_text(encoding="utf-8"))
    [block] = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert sorted(seen) == sorted(preferences.__all__)
    for name, module in seen.items():
        assert f"preferences.{preferences._HOME_OF[name]}" == module


@pytest.mark.parametrize("path", CORE, ids=names_of)
def test_no_module_is_longer_than_600_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


def test_no_module_leans_on_one_that_leans_on_it() -> None:
    leans = {name: _imports(path) & set(MODULES) for name, path in MODULES.items()}
    settled: set[str] = set()
    while free := {name for name, on in leans.items() if name not in settled and on <= settled}:
        settled |= free
    assert sorted(set(leans) - settled) == []


def _imports(path: Path) -> set[str]:
    """The modules of the core that one imports, inside functions too; what only type checkers see does not count."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {id(inner) for node in ast.walk(tree) if _for_types(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in hidden:
            if node.module == "preferences":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("preferences."):
                found.add(node.module.split(".")[1])
    return found


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
