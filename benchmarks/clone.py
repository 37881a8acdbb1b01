"""From a bare clone to the first reply, as somebody new does it: `git clone`, `make install`, `mynah serve`, a message.

Packages come from the cache of the package manager, where they are after the first installation. What is not
committed is not in the clone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.servers import NotStarted, Server, free_port
from bot.cli.processes import end
from preferences.curriculum import ROOT

WITHIN = 1800.0
"""Seconds after which it is given up."""
OURS = ("VIRTUAL_ENV", "MYNAH_", "PYTHON", "MAKE", "MFLAGS")
"""Beginnings of variables that a fresh terminal does not have."""


def clone_figures(folder: Path) -> Iterator[Figure]:
    """`clone_to_reply_s`."""
    clone = folder / "clone"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    environment["MYNAH_HOME"] = str(folder / "clone-home")
    port, log = free_port(), folder / "clone.log"
    begin = time.monotonic()
    with log.open("wb") as written:
        for command in (["git", "clone", "-q", str(ROOT), str(clone)], ["make", "-s", "-C", str(clone), "install"]):
            subprocess.run(command, env=environment, stdout=written, stderr=subprocess.STDOUT, check=True)
        installed = time.monotonic() - begin
        serve = [".venv/bin/mynah", "serve", "--port", str(port), "--actions-port", str(free_port())]
        process = subprocess.Popen(serve, cwd=clone, env=environment, stdout=written, stderr=subprocess.STDOUT)
    try:
        while b"Mynah is ready" not in log.read_bytes():
            if process.poll() is not None or time.monotonic() - begin > WITHIN:
                raise NotStarted(f"the clone did not come up; its log is {log}")
            time.sleep(0.1)
        _, reply = Server(port).say("what time is it in Tokyo?", "somebody", "first")
        took = time.monotonic() - begin
        if "Tokyo" not in reply:
            raise NotStarted(f"the clone did not answer; its log is {log}")
    finally:
        end(process)
        shutil.rmtree(clone, ignore_errors=True)
    yield Figure("clone_to_reply_s", took, "s", note=f"{installed:.0f} s of it installation")
