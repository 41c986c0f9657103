"""What the processor and the kernel offer to a thread that must not be disturbed."""

import re

from tradewind.diagnosis.check import Check, Status, judge
from tradewind.diagnosis.probe import Probe

MEMLOCK_NEEDED = 1 << 30
"""Bytes: books of a full trading day plus rings, locked in memory."""


def cpu_flags(probe: Probe) -> frozenset[str]:
    """Read the processor's feature flags as Linux names them."""
    line = re.search(r"^(?:flags|Features)\s*:(.*)$", probe.text("/proc/cpuinfo") or "", re.MULTILINE)
    return frozenset(line.group(1).split()) if line else frozenset()


def cpu_features(probe: Probe) -> list[Check]:
    """Check the instruction sets that the core dispatches on."""
    flags = cpu_flags(probe)
    wanted = (
        (("popcnt", "bmi2"), "bit scans take several instructions in book and decoder"),
        (("avx2",), "decoder and model kernels fall back to scalar code"),
        (("avx512f", "avx512bw", "avx512vl"), "model kernels run at AVX2 width"),
    )
    checks = []
    for names, cost in wanted:
        absent = [name for name in names if name not in flags]
        found = "present" if not absent else f"without {', '.join(absent)}"
        checks.append(judge(f"CPU {'+'.join(names)}", not absent, found, cost))
    return checks


def time_stamp_counter(probe: Probe) -> Check:
    """Check whether the TSC counts at one rate through frequency changes and sleep."""
    absent = [flag for flag in ("constant_tsc", "nonstop_tsc") if flag not in cpu_flags(probe)]
    found = "constant_tsc, nonstop_tsc" if not absent else f"without {', '.join(absent)}"
    cost = "time stamps fall back to clock_gettime: each costs more, and short stages blur"
    return judge("TSC", not absent, found, cost)


def clock_source(probe: Probe) -> Check:
    """Check that the kernel itself reads time from the TSC."""
    folder = "/sys/devices/system/clocksource/clocksource0"
    current = probe.text(f"{folder}/current_clocksource")
    if current is None:
        return Check("clock source", Status.warn, "unknown", "cannot tell what clock_gettime costs")
    others = probe.text(f"{folder}/available_clocksource") or current
    cost = "clock_gettime leaves user space or passes a slower clock: each reading takes far longer"
    return judge("clock source", current == "tsc", f"{current} (available: {others})", cost)


def huge_pages(probe: Probe) -> list[Check]:
    """Check reserved 2 MiB pages and the mode of transparent ones."""
    reserved = int(probe.text("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages") or 0)
    modes = probe.text("/sys/kernel/mm/transparent_hugepage/enabled") or "absent"
    mode = re.search(r"\[(\w+)\]", modes)
    thp = mode.group(1) if mode else modes
    return [
        judge(
            "huge pages",
            reserved > 0,
            f"{reserved} of 2 MiB reserved",
            "books rely on transparent huge pages; without those, more TLB misses (vm.nr_hugepages)",
        ),
        judge(
            "transparent huge pages",
            thp in ("always", "madvise"),
            thp,
            "order slabs sit on 4 KiB pages: a TLB miss on most order look-ups",
        ),
    ]


def core_isolation(probe: Probe) -> Check:
    """Check for cores that the scheduler and the timer tick leave alone."""
    cores = len(re.findall(r"^processor\s*:", probe.text("/proc/cpuinfo") or "", re.MULTILINE))
    isolated = probe.text("/sys/devices/system/cpu/isolated") or "none"
    tickless = probe.text("/sys/devices/system/cpu/nohz_full") or "none"
    if tickless == "(null)":
        tickless = "none"
    found = f"{cores} cores, isolated: {isolated}, nohz_full: {tickless}"
    cost = "the hot thread shares its core: interruptions show in the latency tail (isolcpus, nohz_full)"
    return judge("core isolation", isolated != "none" and tickless != "none", found, cost)


def governor(probe: Probe) -> Check:
    """Check that the frequency governor does not slow a core down between packets."""
    files = probe.glob("/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
    found = ", ".join(sorted({path.read_text().strip() for path in files}))
    cost = "cores clock down between packets: the first ones after a pause are slower"
    if not found:
        return Check(
            "frequency governor", Status.ok, "not controlled by this kernel (virtual machine or fixed)"
        )
    return judge("frequency governor", found == "performance", found, cost)


def memory_lock(probe: Probe) -> Check:
    """Check how much memory a process may pin against swapping."""
    limits = probe.text("/proc/self/limits") or ""
    line = re.search(r"^Max locked memory\s+(\S+)", limits, re.MULTILINE)
    value = line.group(1) if line else "unknown"
    enough = value == "unlimited" or (value.isdigit() and int(value) >= MEMLOCK_NEEDED)
    found = f"{int(value) / 2**20:,.0f} MiB" if value.isdigit() else value
    cost = "pages of the hot path can be swapped out or faulted in while trading (ulimit -l)"
    return judge("locked memory", enough, found, cost)
