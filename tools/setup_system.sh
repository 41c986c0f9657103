#!/usr/bin/env bash
# Find what the build needs from the operating system: tools/setup_system.sh base|test ...
#   base   a C++20 compiler (g++ 12 or newer), Python 3.11 or newer with venv and headers
#   test   base, GoogleTest, PostgreSQL's server programs, strace; where the system offers them, clang 19 with libFuzzer
#          (fuzz targets), valgrind (instruction counts) and chromium (the report's page in a browser)
# As root on Debian or Ubuntu the missing packages are installed; otherwise the command that installs them is printed
# and the script stops. CMake and Ninja come from PyPI. PYTHON names the interpreter (default python3).
set -euo pipefail

python=${PYTHON:-python3}
missing=()      # Debian packages without which the build cannot go on
wished=()       # packages whose absence only switches a check off

have() { command -v "$1" >/dev/null 2>&1; }
left_out() {    # what a wished package is for
    case $1 in
        valgrind) echo "the gate on instruction counts is" ;;
        chromium) echo "the test of the report in a browser is" ;;
        *) echo "the fuzz targets are" ;;
    esac
}
compiles() { echo "#include <$1>" | g++ -std=c++20 -E -x c++ - >/dev/null 2>&1; }
gxx_major() { g++ -dumpfullversion 2>/dev/null | cut -d. -f1; }

need_base() {
    if ! have "$python"; then
        missing+=(python3 python3-venv python3-dev)
    elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "Tradewind needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1 | cut -d' ' -f2)." >&2
        echo "Name a newer one: make PYTHON=python3.12 ..." >&2
        exit 1
    else
        local versioned
        versioned=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        "$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=("$versioned-venv")
        "$python" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' || missing+=("$versioned-dev")
    fi
    if ! have g++; then
        missing+=(g++)
    elif [ "$(gxx_major)" -lt 12 ]; then
        echo "Tradewind needs g++ 12 or newer; 'g++' is version $(g++ -dumpfullversion)." >&2
        echo "Install a newer one and make it the default g++ (for example through update-alternatives)." >&2
        exit 1
    fi
}

need_test() {
    need_base
    compiles gtest/gtest.h || missing+=(libgtest-dev)
    have strace || missing+=(strace)
    have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    have clang++-19 || wished+=(clang-19)
    have valgrind || wished+=(valgrind)
    have chromium || wished+=(chromium)
    compgen -G '/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.fuzzer-*.a' >/dev/null || wished+=(libclang-rt-19-dev)
}

[ $# -gt 0 ] || { echo "usage: tools/setup_system.sh base|test ..." >&2; exit 2; }
for group in "$@"; do
    case $group in
        base) need_base ;;
        test) need_test ;;
        *) echo "tools/setup_system.sh: no group '$group' (base, test)" >&2; exit 2 ;;
    esac
done
[ $((${#missing[@]} + ${#wished[@]})) -gt 0 ] || exit 0

if ! have apt-get; then
    echo "These Debian packages, or what your system calls them, are missing: ${missing[*]} ${wished[*]}" >&2
    [ ${#missing[@]} -eq 0 ] && exit 0 || exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    if [ ${#wished[@]} -gt 0 ]; then
        echo "Optional: sudo apt-get install ${wished[*]}" >&2
        for package in "${wished[@]}"; do echo "    $package: without it $(left_out "$package") left out" >&2; done
    fi
    [ ${#missing[@]} -gt 0 ] || exit 0
    echo "Packages are missing and this is not root. Run, then try again:" >&2
    echo "    sudo apt-get install ${missing[*]} ${wished[*]}" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
offered=()
for package in "${wished[@]}"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
        offered+=("$package")
    else
        echo "$package is not offered by this system's package sources: $(left_out "$package") left out." >&2
    fi
done
[ $((${#missing[@]} + ${#offered[@]})) -gt 0 ] || exit 0
echo "Installing ${missing[*]} ${offered[*]}"
apt-get install -y -qq --no-install-recommends "${missing[@]}" "${offered[@]}" >/dev/null

# A package may install and still not bring what was needed (a g++ that is too old): look again, without installing.
if [ -z "${TRADEWIND_SETUP_AGAIN:-}" ]; then
    TRADEWIND_SETUP_AGAIN=1 exec "$0" "$@"
fi
