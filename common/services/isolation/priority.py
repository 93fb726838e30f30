"""The priority of worker processes: others get the processor first, and at once.

A lower priority alone does not do that. A process that wakes, such as one whose client has sent a
request, waits until the running one has used up its time slice, and two busy workers on a processor
keep it waiting for 4 to 8 ms. Linux 6.12 lets processes ask for longer slices: one that wakes with
a shorter slice goes before them, while both get the share of the processor that they had.
"""

import ctypes
import os
import struct

NICENESS = 3
# The longest that Linux allows.
SLICE_NS = 100_000_000
# Of sched_setattr(2), which Python has no function for.
_CALLS = {"x86_64": 314, "aarch64": 274, "riscv64": 274, "ppc64le": 355, "s390x": 345}
# struct sched_attr: size, policy, flags, nice, priority, runtime, deadline, period.
_ATTRIBUTES = struct.Struct("=IIQiIQQQ")


def give_way() -> None:
    """Let all other processes go before this one."""
    os.nice(NICENESS)
    call, policy = _CALLS.get(os.uname().machine), os.sched_getscheduler(0)
    # An operator's own policy is kept.
    if call is None or policy not in (os.SCHED_OTHER, os.SCHED_BATCH):
        return
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    attributes = _ATTRIBUTES.pack(_ATTRIBUTES.size, policy, 0, niceness, 0, SLICE_NS, 0, 0)
    # Older kernels ignore the slice, and sandboxes may refuse the call.
    ctypes.CDLL(None).syscall(call, 0, attributes, 0)
