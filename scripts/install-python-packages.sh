#!/usr/bin/env bash
# Makes .venv when there is none and installs one lock file into it: install-python-packages.sh requirements/run.txt
# Every package must match its hash in the lock file. uv is used when it is there, because it is several times faster.
set -euo pipefail

readonly lock_file=$1

find_python() {
    local candidate
    for candidate in python3.11 python3.12 python3.13 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed. On Debian: apt-get install python3" >&2
    return 1
}

ensure_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    echo "Python's venv module is missing; on Debian it is in the package python3-venv." >&2
    scripts/debian-packages.sh python3-venv
}

if [[ ! -x .venv/bin/python ]]; then
    python=$(find_python)
    if command -v uv >/dev/null; then
        uv venv --quiet --python "$python" .venv
    else
        ensure_venv_module "$python"
        "$python" -m venv .venv
    fi
fi

echo "Installing Python packages from $lock_file" >&2
if command -v uv >/dev/null; then
    VIRTUAL_ENV=.venv uv pip install --quiet --require-hashes --requirement "$lock_file"
else
    .venv/bin/python -m pip install --quiet --require-hashes --requirement "$lock_file"
fi
