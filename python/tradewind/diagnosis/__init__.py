"""Examine a machine: what is there, what is not, and what each missing thing costs. Reads only."""

from tradewind.diagnosis import machine, software
from tradewind.diagnosis.check import Check, Status
from tradewind.diagnosis.probe import Probe

__all__ = ["Check", "Probe", "Status", "examine"]


def examine(probe: Probe) -> list[Check]:
    """Run every check, in the order in which they are shown."""
    return [
        software.compiler(probe),
        *machine.cpu_features(probe),
        machine.time_stamp_counter(probe),
        machine.clock_source(probe),
        *machine.huge_pages(probe),
        machine.core_isolation(probe),
        machine.governor(probe),
        machine.memory_lock(probe),
        software.postgresql(probe),
        software.redis(probe),
        software.browser(probe),
        software.gpu(probe),
        *software.extras(probe),
    ]
