"""The seccomp filter, read by a small interpreter of its own instructions."""

from __future__ import annotations

import struct

import pytest

from kubelet_lab.grading.syscalls import ALLOW, KILL, MACHINES, REFUSE, syscall_filter


def verdict(program: bytes, arch: int, number: int) -> int:
    lines = list(struct.iter_unpack("=HBBI", program))
    at, loaded = 0, 0
    while True:
        code, if_true, if_false, value = lines[at]
        at += 1
        match code:
            case 0x20:
                loaded = {0: number, 4: arch}[value]
            case 0x15:
                at += if_true if loaded == value else if_false
            case 0x35:
                at += if_true if loaded >= value else if_false
            case 0x06:
                return int(value)


@pytest.mark.parametrize("name", MACHINES)
def test_what_is_refused_and_nothing_else(name: str) -> None:
    machine, program = MACHINES[name], syscall_filter(name)
    for number in range(500):
        expected = REFUSE if number in machine.refused else ALLOW
        assert verdict(program, machine.arch, number) == expected, number


@pytest.mark.parametrize("name", MACHINES)
def test_another_architectures_calls_end_the_process(name: str) -> None:
    machine, program = MACHINES[name], syscall_filter(name)
    assert verdict(program, machine.arch ^ 1, 1) == KILL
    assert verdict(program, machine.arch, 0x4000_0001) == KILL


def test_an_unknown_machine_has_no_filter() -> None:
    assert syscall_filter("sparc") == b""
