"""`make install` on machines of all kinds, made of small programs that only pretend; nothing is downloaded."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, require

SCRIPT = ROOT / "bot" / "cli" / "install.sh"
WHAT_TO_INSTALL = (
    "Mynah needs Python 3.10: run 'pyenv install 3.10', or install uv (docs.astral.sh/uv), and try again.\n"
)
# A Python as the script meets it: says whether it is a 3.10, makes an environment, and notes what it is asked to do.
PRETENDED = """#!/bin/sh
case "$1" in
  -c) exit {is_310} ;;
  --version) echo "Python 3.10.99"; exit 0 ;;
esac
echo "$*" >> "$MACHINE_NOTES"
case "$*" in
  "-m venv .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
  *uv*) exit {uv_missing} ;;
esac
exit 0
"""
SHIM = '#!/bin/sh\necho "pyenv: $(basename "$0"): command not found" >&2\nexit 127\n'


@dataclass
class Machine:
    """A machine with nothing but what a test puts on it."""

    root: Path

    @property
    def path(self) -> Path:
        return self.root / "bin"

    @property
    def notes(self) -> list[str]:
        file = self.root / "notes"
        return file.read_text().splitlines() if file.exists() else []

    def put(self, name: str, text: str, folder: Path | None = None) -> Path:
        file = (folder or self.path) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)
        return file

    def python(self, name: str, is_310: bool = True, folder: Path | None = None) -> Path:
        return self.put(name, PRETENDED.format(is_310=int(not is_310), uv_missing=1), folder)

    def run(self, *arguments: str, script: Path = SCRIPT, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": str(self.path), "HOME": str(self.root), "MACHINE_NOTES": str(self.root / "notes"), **environment}
        shell = shutil.which("sh") or "/bin/sh"
        return subprocess.run(
            [shell, str(script), *arguments], env=env, capture_output=True, text=True, timeout=60, cwd=self.root
        )

    def found(self, **environment: str) -> str:
        ended = self.run("--find", **environment)
        assert ended.returncode == 0, ended.stderr
        assert ended.stderr == ""
        return ended.stdout.strip()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path / "a machine")
    made.path.mkdir(parents=True)
    for tool in ("dirname", "basename", "mkdir", "cp", "rm", "touch", "cat"):
        (made.path / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    return made


def test_none_at_all_is_one_line(machine: Machine) -> None:
    ended = machine.run("--find")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", WHAT_TO_INSTALL)


def test_on_the_path(machine: Machine) -> None:
    machine.python("python3.10")
    assert machine.found() == "python3.10"


def test_under_another_name(machine: Machine) -> None:
    machine.python("python3", is_310=False)
    machine.python("python")
    assert machine.found() == "python"


def test_only_other_versions(machine: Machine) -> None:
    for name in ("python3", "python"):
        machine.python(name, is_310=False)
    ended = machine.run("--find")
    assert (ended.returncode, ended.stderr) == (1, WHAT_TO_INSTALL)


@pytest.mark.parametrize("root", [".pyenv", "my own pyenv"])
def test_only_in_pyenv(machine: Machine, root: str) -> None:
    python = machine.python("python3.10", folder=machine.root / root / "versions" / "3.10.13" / "bin")
    named = {} if root == ".pyenv" else {"PYENV_ROOT": str(machine.root / root)}
    assert machine.found(**named) == str(python)


def test_the_newest_that_works_in_pyenv(machine: Machine) -> None:
    versions = machine.root / ".pyenv" / "versions"
    machine.put("python3.10", "#!/bin/sh\nexit 1\n", versions / "3.10.1" / "bin")
    python = machine.python("python3.10", folder=versions / "3.10.13" / "bin")
    assert machine.found() == str(python)


def test_behind_the_shims_of_pyenv(machine: Machine) -> None:
    for name in ("python3.10", "python3", "python"):
        machine.put(name, SHIM)
    python = machine.python("python3.10", folder=machine.root / "elsewhere" / "bin")
    machine.put("pyenv", f'#!/bin/sh\n[ "$1 $2" = "prefix 3.10" ] && echo "{machine.root}/elsewhere"\n')
    assert machine.found() == str(python)


def test_broken_shims_and_nothing_behind(machine: Machine) -> None:
    for name in ("python3.10", "python3", "python", "pyenv"):
        machine.put(name, SHIM)
    ended = machine.run("--find")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", WHAT_TO_INSTALL)


def test_through_uv(machine: Machine) -> None:
    python = machine.python("python3.10", folder=machine.root / "uv has it")
    machine.put("uv", f'#!/bin/sh\n[ "$1 $2 $3" = "python find 3.10" ] && echo "{python}"\n')
    assert machine.found() == str(python)


def test_uv_fetches_it(machine: Machine) -> None:
    python = machine.root / "fetched" / "python3.10"
    machine.python("pattern", folder=machine.root)
    machine.put(
        "uv",
        f"""#!/bin/sh
case "$2" in
  find) [ -x "{python}" ] && echo "{python}" ;;
  install) mkdir -p "{python.parent}" && cp "{machine.root}/pattern" "{python}" ;;
esac
""",
    )
    assert machine.found() == str(python)


def test_uv_cannot_fetch_it(machine: Machine) -> None:
    machine.put("uv", '#!/bin/sh\n[ "$2" = install ] && echo "error: no network" >&2\nexit 2\n')
    ended = machine.run("--find")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "error: no network\n" + WHAT_TO_INSTALL


def test_the_one_that_is_named_goes_first(machine: Machine) -> None:
    machine.python("python3.10")
    named = machine.python("mine", folder=machine.root / "opt")
    assert machine.found(MYNAH_PYTHON=str(named)) == str(named)
    assert machine.found(MYNAH_PYTHON="/no/such/python") == "python3.10"


def test_a_real_python_is_taken(machine: Machine) -> None:
    real = Path(sys.base_prefix) / "bin" / "python3.10"
    require(real.exists(), "this Python has no python3.10 beside it")
    machine.put("python3.10", f'#!/bin/sh\nexec "{real}" "$@"\n')
    assert machine.found() == "python3.10"


def test_everything_is_done_in_a_path_with_spaces(machine: Machine) -> None:
    checkout = machine.root / "my home assistant"
    (checkout / "bot" / "cli").mkdir(parents=True)
    script = checkout / "bot" / "cli" / "install.sh"
    shutil.copy(SCRIPT, script)
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "old").write_text("of a Python that is gone")
    machine.python("python3.10")
    ended = machine.run(script=script)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "Making .venv with Python 3.10.99.",
        "Installing the locked packages (about 3 GB on disk; a minute or so when they are cached).",
    ]
    assert (checkout / ".venv" / "ready").exists()
    assert not (checkout / ".venv" / "old").exists()
    assert machine.notes[0] == "-m venv .venv"
    assert "-m pip install --disable-pip-version-check --no-deps --require-hashes -r requirements.lock" in machine.notes
    assert machine.notes[-1].endswith("-e .")

    machine.run(script=script)
    assert machine.notes.count("-m venv .venv") == 1, "what is there and works is kept"


def test_a_failed_installation_is_not_taken_for_a_finished_one(machine: Machine) -> None:
    checkout = machine.root / "checkout"
    (checkout / "bot" / "cli").mkdir(parents=True)
    script = checkout / "bot" / "cli" / "install.sh"
    shutil.copy(SCRIPT, script)
    failing = PRETENDED.format(is_310=0, uv_missing=1).replace("  *uv*)", "  *requirements.lock*) exit 1 ;;\n  *uv*)")
    machine.put("python3.10", failing)
    assert machine.run(script=script).returncode != 0
    assert not (checkout / ".venv" / "ready").exists()


def test_the_script_is_portable_and_executable() -> None:
    assert SCRIPT.read_text().startswith("#!/bin/sh\n")
    assert SCRIPT.stat().st_mode & stat.S_IXUSR
    for shell in ("dash", "bash"):
        program = shutil.which(shell)
        if program:
            subprocess.run([program, "-n", str(SCRIPT)], check=True)


# --- the front door


def make(*arguments: str) -> str:
    program = shutil.which("make")
    require(program is not None, "make is not installed")
    assert program is not None
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    ended = subprocess.run([program, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_bare_make_explains_itself() -> None:
    lines = [line.split() for line in make().splitlines() if line.strip()]
    assert {line[1] for line in lines} == {
        *("help", "install", "voice", "chat", "serve", "train", "test", "test-fast"),
        *("check", "format", "bench", "lock", "clean"),
    }
    assert all(line[0] == "make" and len(line) > 3 for line in lines)


@pytest.mark.parametrize(
    ("target", "command"), [("chat", "mynah chat"), ("serve", "mynah serve"), ("train", "mynah train")]
)
def test_make_calls_the_command(target: str, command: str) -> None:
    assert f".venv/bin/{command}" in make("-n", target)


def test_make_test_runs_the_whole_suite() -> None:
    fast, slow = make("-n", "test").splitlines()[-2:]
    assert fast == '.venv/bin/python -m pytest tests -m "not slow" -n 2 --dist loadfile'
    assert slow == ".venv/bin/python -m pytest tests -m slow"
    assert make("-n", "test-fast").splitlines()[-1] == fast.replace("not slow", "not slow and not patient")
