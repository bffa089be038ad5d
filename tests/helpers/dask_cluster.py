"""A Dask cluster of separate processes on loopback, as an instructor's would be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def dask_cluster(workers: int) -> Iterator[Any]:
    """Dask's LocalCluster; `.scheduler_address` is what one types."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address="127.0.0.1:0", silence_logs=50,  # with None it insists on port 8787
    ) as cluster:  # fmt: skip
        yield cluster
