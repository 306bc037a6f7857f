"""A Dask cluster of real processes on this machine, for tests: a scheduler, and workers one may kill."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = "127.0.0.1"
START_S = 60.0  # a busy machine is no failure


@contextmanager
def process(folder: Path, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of Dask as a process of its own; it ends with the block."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(folder)}
    with (folder / f"{name}.log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", *arguments], env=environ, cwd=folder, stdout=log, stderr=log
        )
        try:
            yield running
        finally:
            running.kill()
            running.wait()


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a scheduler on a free port; gives its address and its process."""
    told = folder / "scheduler.json"
    options = ("--host", LOOPBACK, "--port", "0", "--no-dashboard", "--scheduler-file", str(told))
    options += ("--dashboard-address", f"{LOOPBACK}:0")
    with process(folder, "scheduler", "distributed.cli.dask_scheduler", *options) as running:
        yield _address(told, running), running


def _address(told: Path, running: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + START_S
    while time.monotonic() < end and running.poll() is None:
        try:
            return str(json.loads(told.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise RuntimeError(f"no scheduler within {START_S:g} s: {told.with_name('scheduler.log').read_text()}")


class Cluster:
    """A scheduler and its workers; tests may kill what they like."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack, self._started = folder, stack, 0
        self.address, self.scheduler = stack.enter_context(scheduler(folder))
        self.workers: list[subprocess.Popen[bytes]] = []

    def with_workers(self, count: int) -> "Cluster":
        """Start workers until so many live; nobody starts one again that is gone."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        options = ("--no-nanny", "--nthreads", "1", "--host", LOOPBACK, "--no-dashboard")
        while len(self.workers) < count:
            self._started += 1
            name = f"worker-{self._started}"
            worker = process(self._folder, name, "distributed.cli.dask_worker", self.address, *options)
            self.workers.append(self._stack.enter_context(worker))
        return self

    def kill(self, count: int) -> None:
        """Kill some of the workers, as a machine does that loses its power."""
        for worker in self.workers[:count]:
            worker.kill()
            worker.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start a cluster that ends with the block."""
    with ExitStack() as stack:
        yield Cluster(folder, stack)


def doubled(shared: Any, task: Any) -> Any:
    """Do some work that any worker can do."""
    return shared + 2 * task


def fails(_shared: Any, task: Any) -> Any:
    """Fail as a bug would."""
    return 1 / (task - 1)
