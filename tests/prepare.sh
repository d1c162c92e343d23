#!/bin/sh
# Prepares what Stoop needs of a machine. Called by the Makefile.
#   prepare.sh environment WHAT   a virtual environment in .venv with WHAT (a pip requirement) installed
#   prepare.sh machine            PostgreSQL 15 or newer and Chromium, for the tests
# What is missing is installed through apt as root; everybody else is told what to install.
set -eu

say() { echo "stoop: $*" >&2; }

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install() {
    say "installing $* through apt …"
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

find_python() {
    for name in ${PYTHON:-} python3.12 python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    say "Python 3.11 or 3.12 is needed and was not found. Install one, or name it: make PYTHON=/path/to/python3.11 …"
    exit 1
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

environment() {
    if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
        python=$(find_python)
        version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        if ! has_venv "$python" && may_install; then
            install "$version-venv" || true
        fi
        if ! has_venv "$python"; then
            say "the venv module of $python is missing. Debian and Ubuntu: apt-get install $version-venv"
            exit 1
        fi
        rm -rf .venv
        "$python" -m venv .venv
    fi
    say "installing what setup.cfg lists into .venv …"
    .venv/bin/python -m pip install --quiet --editable "$1"
}

has_postgres() {
    [ -n "${COMMUNITY_TEST_POSTGRES:-}" ] && return
    for initdb in /usr/lib/postgresql/*/bin/initdb "$(command -v initdb || true)"; do
        if [ -x "$initdb" ] && [ "$("$initdb" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')" -ge 15 ]; then
            return
        fi
    done
    return 1
}

has_chromium() {
    for name in "${COMMUNITY_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        # An executable is not enough: Ubuntu has a stub that only names the snap to install.
        if [ -n "$name" ] && "$name" --version 2>/dev/null | grep -qi chrom; then return; fi
    done
    return 1
}

machine() {
    has_postgres || { may_install && install postgresql; } || true
    has_chromium || { may_install && install chromium; } || true
    missing=0
    has_postgres || { missing=1; say "the tests need PostgreSQL 15 or newer. Debian: apt-get install postgresql. Or name a running server: COMMUNITY_TEST_POSTGRES=postgresql+psycopg://user@host"; }
    has_chromium || { missing=1; say "the tests need Chromium. Debian: apt-get install chromium. Or name one: COMMUNITY_TEST_CHROMIUM=/path/to/chromium"; }
    return $missing
}

"$@"
