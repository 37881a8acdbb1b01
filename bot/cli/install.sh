#!/bin/sh
# Makes .venv from the lock file, on a machine that may have Python 3.10 on the path, in pyenv, through uv, or not at all.
# With --find it only says which Python it would take. MYNAH_PYTHON names one to be tried first. With --voice it adds
# what hearing and speaking take.
set -eu
cd "$(dirname "$0")/../.."

# Some systems ship a Python that cannot make environments, and pyenv's shims may lead nowhere: each is tried.
works() { "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1 </dev/null; }

find_python() {
    for candidate in "${MYNAH_PYTHON:-}" python3.10 python3 python "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.10*/bin/python3.10; do
        if [ -n "$candidate" ] && works "$candidate"; then echo "$candidate"; return; fi
    done
    if command -v pyenv >/dev/null 2>&1; then
        candidate="$(pyenv prefix 3.10 2>/dev/null || true)/bin/python3.10"
        if works "$candidate"; then echo "$candidate"; return; fi
    fi
    if command -v uv >/dev/null 2>&1; then
        candidate="$(uv python find 3.10 2>/dev/null || { uv python install -q 3.10 >&2 && uv python find 3.10; } || true)"
        if [ -n "$candidate" ] && works "$candidate"; then echo "$candidate"; return; fi
    fi
    return 1
}

found_python() {
    find_python || {
        echo "Mynah needs Python 3.10: run 'pyenv install 3.10', or install uv (docs.astral.sh/uv), and try again." >&2
        exit 1
    }
}

if [ "${1:-}" = "--find" ]; then
    found_python
    exit
fi
locked() {
    # uv installs in seconds what takes pip minutes; pip does it where uv cannot be had or cannot reach the packages.
    if .venv/bin/python -m pip install -q --disable-pip-version-check "uv>=0.5" 2>/dev/null &&
        .venv/bin/uv pip install --python .venv/bin/python --no-deps --require-hashes -r "$1"; then
        :
    else
        .venv/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r "$1"
    fi
}

if [ "${1:-}" = "--voice" ]; then
    echo "Installing the speech parts (about 300 MB on disk)."
    locked requirements-voice.lock
    touch .venv/voice
    exit
fi
if ! [ -x .venv/bin/python ] || ! works .venv/bin/python; then
    python=$(found_python) || exit 1
    echo "Making .venv with $("$python" --version)."
    rm -rf .venv
    "$python" -m venv .venv
fi
echo "Installing the locked packages (about 3 GB on disk; a minute or so when they are cached)."
locked requirements.lock
.venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
# `rasa test` looks for conversations below the whole folder, .venv included, and Rasa brings some of another project.
rm -f .venv/lib/python3.10/site-packages/rasa/cli/initial_project/tests/test_stories.yml
touch .venv/ready
