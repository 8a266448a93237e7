#!/usr/bin/env bash
# Sees to it that the Debian packages named as arguments are installed.
# As root it installs what is missing; otherwise it says exactly what to install and fails.
# The name "java" stands for any Java runtime from version 11 on.
set -euo pipefail

readonly java_package=openjdk-17-jre-headless

has_java() {
    local major
    major=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || return 1
    [[ -n $major && $major -ge 11 ]]
}

is_installed() {
    if [[ $1 == java ]]; then
        has_java
    else
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
    fi
}

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: make sure that you have what these packages carry: $*" >&2
    exit 0
fi

missing=()
for package in "$@"; do
    is_installed "$package" || missing+=("${package/#java/$java_package}")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

if [[ $(id -u) -ne 0 ]]; then
    echo "Missing Debian packages. Install them with:" >&2
    echo "    sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

echo "Installing Debian packages: ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update && apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    exit 1
fi
