"""What no answer has to ask of the kernel: new processes, sockets, other namespaces.

A seccomp filter in the form that `bwrap --seccomp` reads. It is needed because RLIMIT_NPROC
binds everybody but root, and a grader in a container often is root. Numbers from Linux's
`asm/unistd_64.h` and `asm-generic/unistd.h`, the filter's form from `linux/filter.h`.
"""

from __future__ import annotations

import platform
import struct
from typing import NamedTuple

LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | 1  # the last one is EPERM
NUMBER_AT, ARCH_AT = 0, 4  # in struct seccomp_data
OTHER_ABI = 0x4000_0000  # x32 calls begin here


class Machine(NamedTuple):
    """An architecture as the kernel's audit names it, and the numbers of calls it refuses."""

    arch: int
    # clone, fork, vfork, clone3 · unshare, setns · socket · ptrace · io_uring, bpf, keyctl, uffd
    refused: tuple[int, ...]


MACHINES = {
    "x86_64": Machine(0xC000003E, (56, 57, 58, 435, 272, 308, 41, 101, 425, 321, 250, 323)),
    "aarch64": Machine(0xC00000B7, (220, 435, 97, 268, 198, 117, 425, 280, 219, 282)),
}


def syscall_filter(machine: str = "") -> bytes:
    """The filter for a machine, by default this one; empty where its numbers are not known."""
    known = MACHINES.get(machine or platform.machine())
    if known is None:
        return b""
    refuse = len(known.refused) + 1  # how far it is from the first test to the refusal
    tests = [(EQUAL, refuse - 1 - at, 0, number) for at, number in enumerate(known.refused)]
    program = [
        (LOAD, 0, 0, ARCH_AT),
        (EQUAL, 1, 0, known.arch),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
        (AT_LEAST, 0, 1, OTHER_ABI),
        (RETURN, 0, 0, KILL),
        *tests,
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in program)
