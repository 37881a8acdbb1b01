"""A Rasa project like ours without Mynah: same NLU, domain, rules and skills; trained apart.

Left out are the rewriter, the interpreter, the importer of teaching flows, and the policy that apologises when an
action left no record, since its actions leave none. The encoder and the classifier are plain NLU and stay.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from bot.cli.model import last_words, quiet_environment
from preferences.curriculum import ROOT

WITHOUT = ("bot.nlu.rewriter.TurnRewriter", "bot.nlu.interpreter.Interpreter")
SKILLS = "bot.importer.Skills"
"""Gives the rules and actions of the skills, which stay the same."""
COPIED = ("domain.yml", "data/rules.yml", "data/nlu", "data/lookups")


class NoBaseline(Exception):
    """The project to compare with could not be trained; names the log."""


def configuration(ours: dict[str, Any]) -> dict[str, Any]:
    """Our `config.yml` without what is Mynah's."""
    return {
        **ours,
        "importers": [{"name": "RasaFileImporter"}, {"name": SKILLS, "folder": str(ROOT / "actions" / "skills")}],
        "pipeline": [part for part in ours["pipeline"] if part["name"] not in WITHOUT],
        "policies": [part for part in ours["policies"] if not part["name"].startswith("bot.policies.")],
    }


def trained(folder: Path, kept: Path) -> Path:
    """Write the project into a folder and train it; a model of the very same files is taken from `kept`.

    Raises:
        NoBaseline: the training failed.
    """
    for name in COPIED:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target)
        else:
            shutil.copy(ROOT / name, target)
    ours = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    (folder / "config.yml").write_text(yaml.safe_dump(configuration(ours), sort_keys=False), encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    model = kept / f"baseline-{_fingerprint(folder)}.tar.gz"
    if model.exists():
        return model
    kept.mkdir(parents=True, exist_ok=True)
    log = kept / "baseline-train.log"
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", model.name, "--out", str(kept)]
    with log.open("wb") as written:
        done = subprocess.run(
            command, cwd=folder, env=environment(), stdout=written, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode or not model.exists():
        raise NoBaseline(f"The project to compare with could not be trained: {last_words(log)} The log is {log}.")
    return model


def environment(**more: str) -> dict[str, str]:
    """For processes that run in another folder: our modules are still found."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return quiet_environment(PYTHONPATH=path, SANIC_HOST="127.0.0.1", PYTHONUNBUFFERED="1", **more)


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    left_out = {f"{name.split('.')[-2]}.py" for name in WITHOUT}
    parts = [path for path in (ROOT / "bot" / "nlu").glob("*.py") if path.name not in left_out]
    for path in sorted([*folder.rglob("*.yml"), *parts, ROOT / "requirements.lock"]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
