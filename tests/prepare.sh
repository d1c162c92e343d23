#!/bin/sh
# Prepares what Stoop needs of a machine. Called by the Makefile; what says a path also by the tests, which use what is found.
#   prepare.sh environment WHAT   a virtual environment in .venv with WHAT (a pip requirement) installed
#   prepare.sh machine            venv, PostgreSQL 15 or newer, Chromium, a library: all that the tests need and pip cannot install
#   prepare.sh postgres           says the folder with PostgreSQL's programs
#   prepare.sh chromium           says the path of Chromium
#   prepare.sh npm                the Nu HTML checker and Lighthouse, into .venv/npm: a trial and a bench can use them
#   prepare.sh java|vnu|lighthouse  says the path of Java, of vnu.jar, of Lighthouse
# What is missing is installed through apt as root; everybody else is told, in one go, what to install.
set -eu

say() { echo "stoop: $*" >&2; }

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install() {
    say "installing $* through apt …"
    apt-get update -qq >&2
    for package in "$@"; do  # one by one: what this system does not have keeps nothing else from being installed
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "$package" >&2 || true
    done
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

has_environment() { [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null; }

missing_venv() {  # the package that is missing to make an environment, or nothing
    if has_environment; then return; fi
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

has_library() {  # whether the loader finds $1; only asked on Linux, where Playwright's driver is linked against it
    [ "$(uname -s)" = Linux ] || return 0
    if has_environment; then python=.venv/bin/python; else python=$(find_python); fi
    "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null
}

find_postgres() {
    for initdb in /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb "$(command -v initdb || true)"; do
        if [ -x "$initdb" ] && [ "$("$initdb" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')" -ge 15 ]; then
            dirname "$initdb"
            return
        fi
    done
    return 1
}

find_chromium() {
    if [ -n "${COMMUNITY_TEST_CHROMIUM:-}" ]; then
        set -- "$COMMUNITY_TEST_CHROMIUM"
    else
        set -- chromium chromium-browser google-chrome google-chrome-stable
    fi
    for name in "$@"; do
        # An executable is not enough: Ubuntu has a stub that only names the snap to install.
        if "$name" --version 2>/dev/null | grep -qi chrom; then
            command -v "$name"
            return
        fi
    done
    return 1
}

npm=$(dirname "$0")/../.venv/npm

find_file() { [ -e "$1" ] && echo "$1"; }

install_npm() {
    if ! command -v npm >/dev/null; then
        say "npm is needed (Debian: npm; and default-jre-headless for the Nu HTML checker)"
        exit 1
    fi
    mkdir -p "$npm"
    npm install --prefix "$npm" --no-fund --no-audit --ignore-scripts 'vnu-jar@>=26 <27' 'lighthouse@>=12 <13'
}

missing_for_tests() {  # Debian's names of the packages that are missing
    missing_venv
    [ -n "${COMMUNITY_TEST_POSTGRES:-}" ] || find_postgres >/dev/null || echo postgresql
    [ -n "${COMMUNITY_TEST_CHROMIUM:-}" ] || find_chromium >/dev/null || echo chromium
    has_library libatomic.so.1 || echo libatomic1
}

provide() {  # the packages that the function $1 misses; exit 1 and say so where they cannot be had
    missing=$($1)
    # shellcheck disable=SC2086  # several names, several words
    if [ -n "$missing" ] && may_install; then
        install $missing
        missing=$($1)
    fi
    if [ -z "$missing" ]; then return; fi
    say "missing on this machine:" $missing
    say "Debian and Ubuntu, as root: apt-get install" $missing
    for package in $missing; do
        case $package in
            python*) say "$package: Python's venv module, or name a Python that has it: make PYTHON=/path/to/python3.11 …" ;;
            postgresql) say "postgresql: 15 or newer, or name a running server: COMMUNITY_TEST_POSTGRES=postgresql+psycopg://user@host" ;;
            chromium) say "chromium: or Google Chrome (Ubuntu has Chromium only as a snap), or name one: COMMUNITY_TEST_CHROMIUM=/path/to/chromium" ;;
            libatomic1) say "libatomic1: libatomic.so.1, without which Playwright cannot drive the browser" ;;
        esac
    done
    exit 1
}

environment() {
    if ! has_environment; then
        provide missing_venv
        python=$(find_python)
        rm -rf .venv
        "$python" -m venv .venv
    fi
    say "installing what setup.cfg lists into .venv …"
    .venv/bin/python -m pip install --quiet --editable "$1"
}

machine() {
    provide missing_for_tests
    if ! find_chromium >/dev/null; then
        say "COMMUNITY_TEST_CHROMIUM names no Chromium that starts: $COMMUNITY_TEST_CHROMIUM"
        exit 1
    fi
}

case ${1:-} in
    environment | machine) "$@" ;;
    postgres | chromium) "find_$1" ;;
    npm) install_npm ;;
    java) command -v java ;;
    vnu) find_file "$npm/node_modules/vnu-jar/build/dist/vnu.jar" ;;
    lighthouse) find_file "$npm/node_modules/.bin/lighthouse" ;;
    *) say "prepare.sh environment WHAT | machine | postgres | chromium | npm | java | vnu | lighthouse"; exit 2 ;;
esac
