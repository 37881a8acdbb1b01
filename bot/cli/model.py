"""The trained Rasa model of this checkout: whether it is up to date with its sources, and how to train it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from preferences.curriculum import ROOT
from preferences.errors import MynahError
from preferences.skill_files import read_skills

STAGES = (
    "Rewriter",
    "Tokenizer",
    "Encoder",
    "Featurizer",
    "Classifier",
    "CRFEntityExtractor",
    "RulePolicy",
    "saved at",
)
"""Words of Rasa's output that mark how far a training has come, in their order."""


class TrainingFailed(MynahError):
    """The model could not be trained; names the log that says why."""


class ModelBroken(MynahError):
    """The trained model cannot be read; says how to make it anew."""


def models_folder() -> Path:
    """Where models are kept: `MYNAH_MODELS`, else `models/` of the checkout."""
    return Path(os.environ.get("MYNAH_MODELS") or ROOT / "models").absolute()


def sources() -> Iterator[Path]:
    """The files a model is made from."""
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        yield ROOT / name
    for folder, pattern in (("data", "*.yml"), ("bot/nlu", "*.py"), ("bot/policies", "*.py")):
        yield from sorted((ROOT / folder).rglob(pattern))
    yield ROOT / "bot" / "importer.py"


def fingerprint() -> str:
    """A short hash of all sources; the model's name carries it, so that times of files do not matter."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    for skill in read_skills(ROOT / "actions" / "skills"):
        # What a skill does may change without another training, what it declares may not.
        digest.update(repr((skill.action, skill.intents, skill.entities)).encode())
    return digest.hexdigest()[:12]


def model_path() -> Path:
    """Where the model of the present sources is, or would be."""
    return models_folder() / f"mynah-{fingerprint()}.tar.gz"


def check_model(path: Path) -> None:
    """See that a model's file is whole: a download or a disk can have cut it.

    Raises:
        ModelBroken: it is not.
    """
    try:
        with tarfile.open(path, "r:gz") as packed:
            whole = any(Path(member.name).name == "metadata.json" for member in packed)
    except (OSError, EOFError, tarfile.TarError, zlib.error):
        whole = False
    if not whole:
        raise ModelBroken(f"The model {path} is damaged. Make it anew: mynah train --force")


def train(console: Console) -> Path:
    """Train the model of the present sources, showing progress; the log goes to `models/train.log`.

    A training that is cut short leaves no model: it works in a folder of its own, and only what is whole is moved.

    Raises:
        TrainingFailed: Rasa ended without a model.
    """
    path = model_path()
    log = path.parent / "train.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".training-", dir=path.parent) as unfinished:
            _run_training(Path(unfinished) / path.name, log, console)
            (Path(unfinished) / path.name).replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TrainingFailed(f"The folder {path.parent} cannot be written: {reason}. Set MYNAH_MODELS.") from None
    _drop_old(path)
    return path


def _run_training(path: Path, log: Path, console: Console) -> None:
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", path.name, "--out", str(path.parent)]
    bar = Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console)
    with log.open("w", encoding="utf-8") as written, bar as progress:
        task = progress.add_task("Training the model", total=len(STAGES))
        running = subprocess.Popen(
            command,
            cwd=ROOT,
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=end_with_parent(),
        )
        assert running.stdout is not None
        try:
            for line in running.stdout:
                written.write(line)
                reached = max((i + 1 for i, stage in enumerate(STAGES) if stage in line), default=0)
                progress.update(task, completed=max(reached, progress.tasks[0].completed))
            status = running.wait()
        finally:
            if running.poll() is None:
                # Nothing is lost with an unfinished training, so it need not be asked politely.
                running.kill()
                running.wait()
            running.stdout.close()
        progress.update(task, completed=len(STAGES))
    if status != 0 or not path.exists():
        raise TrainingFailed(f"The model could not be trained: {last_words(log)} The whole log is in {log}.")


def end_with_parent() -> Callable[[], None] | None:
    """What a child process runs first, so that on Linux it ends when its parent does, kill -9 included."""
    if sys.platform != "linux":
        return None
    libc, parent, parent_death_signal = ctypes.CDLL(None), os.getpid(), 1

    def tie() -> None:
        libc.prctl(parent_death_signal, signal.SIGTERM)
        if os.getppid() != parent:
            # It ended before this line.
            os._exit(1)

    return tie


def quiet_environment(**more: str) -> dict[str, str]:
    """The environment for Rasa's processes: no telemetry, no notices of libraries, modules compiled only once."""
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
    }
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**ours, **quiet, **more}


def last_words(log: Path) -> str:
    """The line of a log that most likely says what went wrong."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if "Error" in line or "error" in line or "Exception" in line]
    return (telling or lines or ["it said nothing."])[-1][:300]


def _drop_old(newest: Path) -> None:
    """Keep the newest three models of ours."""
    ours = sorted(newest.parent.glob("mynah-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in ours[3:]:
        old.unlink(missing_ok=True)
