"""A process on its node: the cgroup it is in, and what it draws on (cgroups, qos, hardware)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kubelet_lab.node.cgroups import resource_config_for_container
from kubelet_lab.node.consumption import Use
from kubelet_lab.node.containers import ContainerRecord
from kubelet_lab.node.cpu import Demand
from kubelet_lab.node.memory import Cgroup
from kubelet_lab.node.process import Process
from kubelet_lab.node.program import Program, World
from kubelet_lab.node.qos import get_container_oom_score_adjust
from kubelet_lab.sim.signal import Ramp
from kubelet_lab.spec.pod import Container, Pod

if TYPE_CHECKING:
    from kubelet_lab.node.runtime import Runtime

OOM_EXIT_CODE = 137  # 128 + SIGKILL


class ProcessHost:
    """The node below one container's process."""

    def __init__(
        self, runtime: Runtime, pod: Pod, container: Container, instance: ContainerRecord
    ) -> None:
        self._runtime, self._pod, self._container = runtime, pod, container
        self._instance, self._id = instance, instance.container_id
        self._wants_m = 0
        self._name = f"{pod.name}/{container.name}"

    def run(self, program: Program, world: World, ip: str, started: int) -> None:
        """Start the process."""
        self._wants_m = program.loads_cpu_m
        if self._wants_m:
            config = resource_config_for_container(self._container)
            limit_m = self._container.resources.limits.get("cpu", 0)
            demand = Demand(self._wants_m, limit_m, config.cpu_shares, self._speed_changed)
            self._runtime.cpu.run(self._id, demand)
        self._write(program, started)
        self._instance.process = Process(
            program,
            world,
            self._runtime.clock,
            ip=ip,
            note=self._note,
            changed=self._changed,
            started=started,
            exited=self._exited,
            speed=self._speed,
            uses=self._uses,
        )
        self._changed()

    def _write(self, program: Program, started: int) -> None:
        """Its files and logs begin to grow."""
        per_s = program.logs_per_s + program.writes_per_s
        self._runtime.disk.stream(f"logs {self._id}", per_s, started)
        files, uid, name, now_ms = (
            self._runtime.files,
            self._pod.uid,
            self._name,
            self._runtime.clock.now_ms,
        )
        files.write_logs(self._id, Use(uid, name, Ramp(0, program.logs_per_s, now_ms), started))
        files.write_layer(self._id, Use(uid, name, Ramp(0, program.writes_per_s, now_ms), started))

    def _note(self, text: str, because: int) -> int:
        """Write to the trace; what is written first is that loading is over."""
        self._runtime.cpu.rest(self._id)
        trace = self._runtime.trace
        return trace.add(self._runtime.clock.now_ms, "process", f"pod/{self._name}", text, because)

    def _changed(self) -> None:
        """Some answer may have changed."""
        self._runtime.answers_changed(self._pod.uid)

    def _exited(self, exit_code: int, because: int) -> None:
        """The process has ended by itself."""
        self._runtime.exited(self._pod, self._instance, exit_code, because)

    def _speed(self) -> int:
        """How fast it may compute while loading, in thousandths."""
        if not self._wants_m:
            return 1000
        return max(self._runtime.cpu.granted_m(self._id) * 1000 // self._wants_m, 1)

    def _uses(self, usage: Ramp, because: int) -> None:
        """Its memory takes another course."""
        limit = self._container.resources.limits.get("memory", 0)
        adjust = get_container_oom_score_adjust(
            self._pod, self._container, self._runtime.memory.capacity
        )
        self._runtime.memory.use(
            self._id,
            Cgroup(self._pod.uid, self._name, usage, because, limit, adjust, self._oom_killed),
        )

    def _oom_killed(self, because: int) -> None:
        """memory.oom.group is 1: whatever runs in the container ends (FACTS 6.2)."""
        self._runtime.exited(self._pod, self._instance, OOM_EXIT_CODE, because, "OOMKilled")

    def _speed_changed(self) -> None:
        if self._instance.process:
            self._instance.process.speed_changed()
