"""Floor 2: one node, in the kubelet's own words.

Begin with `node.py`: a machine, a runtime, a kubelet, and what the world can do to them. Then
`kubelet.py` (who is told of what), `pod_worker.py` (one pod's syncs), `kuberuntime.py` (what a
sync does), `relist.py` (PLEG), `prober.py`. Below CRI: `runtime.py`, `process.py`, `disk.py`,
`memory.py`, `cpu.py`. Rules without a clock, held against recorded cases: `pleg.py`,
`pod_actions.py`, `worker.py`, `backoff.py`, `pod_status.py`, `qos.py`, `cgroups.py`.
"""
