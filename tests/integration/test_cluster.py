"""Answers from a Dask cluster of real processes: the same numbers, also when a worker is killed half-way."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.cli import main
from geo.errors import SchedulerError
from geo.planning.answer import answer
from geo.planning.tiled import tiled_answer
from geo.reach import scheduler
from geo.reach.scheduler import in_turn, is_address, open_scheduler
from geo.settings import PROJECT_ROOT
from tests import cluster_kit
from tests.cluster_kit import Cluster, doubled, fails
from tests.planning_kit import METRES, line_world
from tests.reach_kit import demand_at, supply_at


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_kit.cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def cluster(started: Cluster) -> Cluster:
    """Return a scheduler with two workers, whatever the last test did to them."""
    return started.with_workers(2)


def district() -> tuple[Any, Any]:
    """Return 400 cells and 60 offers of all kinds, drawn with a fixed seed."""
    draw = np.random.default_rng(11)
    demand = demand_at(
        *(draw.uniform(0, 9000, 400), draw.uniform(0, 90, 400)), north_m=draw.uniform(0, 9000, 400)
    )
    supply = supply_at(
        draw.uniform(0, 9000, 60),
        north_m=draw.uniform(0, 9000, 60),
        precision=draw.choice(["house", "street", "place", "postcode", "city"], 60),
        uncertainty_m=draw.choice([0.0, 300.0, 2000.0], 60),
        weight=draw.choice([1.0, 0.5], 60),
    )
    return line_world(demand=demand), supply


# -- what a cluster does -------------------------------------------------------------------------------


def test_every_task_is_done_once_and_told_by_its_number(cluster: Cluster) -> None:
    with open_scheduler(cluster.address) as run:
        found = dict(run(doubled, 100, range(25)))

    assert found == dict(in_turn(doubled, 100, range(25)))


def test_tasks_are_made_when_they_are_wanted(cluster: Cluster) -> None:
    made: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    with open_scheduler(cluster.address) as run:
        next(run(doubled, 0, tasks()))

    assert len(made) <= 2 * scheduler.TASKS_A_THREAD  # two workers of one thread


def test_a_fault_of_the_work_comes_back_as_it_is(cluster: Cluster) -> None:
    with open_scheduler(cluster.address) as run, pytest.raises(ZeroDivisionError):
        list(run(fails, None, range(3)))


def test_a_worker_of_another_version_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "__version__", "99.0")

    with open_scheduler(cluster.address) as run, pytest.raises(SchedulerError, match=r"instead of 99\.0"):
        list(run(doubled, 0, range(3)))


def test_killed_half_way_a_worker_changes_no_figure(cluster: Cluster) -> None:
    world, supply = district()
    question = replace(METRES, measure="bfca")
    whole = answer(world, question, supply=supply)
    done: list[int] = []

    with open_scheduler(cluster.address) as run:

        def killing(work: Callable[..., Any], shared: Any, tasks: Any) -> Iterator[tuple[int, Any]]:
            for number, found in run(work, shared, tasks):
                done.append(number)
                if len(done) == 8:
                    cluster.kill(1)
                yield number, found

        tiled = tiled_answer(world, question, supply=supply, most_cells=25, run=killing)

    assert len(done) == 16
    assert [worker.poll() is None for worker in cluster.workers] == [False, True]
    assert tiled.access.tolist() == whole.access.tolist()
    assert tiled.nearest_m.tolist() == whole.nearest_m.tolist()
    assert tiled.curve.equals(whole.curve)


def test_without_any_worker_left_it_ends_with_a_sentence(cluster: Cluster) -> None:
    with open_scheduler(cluster.address, workers_s=2.0) as run:
        with pytest.raises(SchedulerError, match="no worker has been there for 2 s"):
            for _ in run(doubled, 0, range(1000)):
                cluster.kill(2)
        with pytest.raises(SchedulerError, match="no worker has come"):
            list(run(doubled, 0, range(3)))


def test_a_scheduler_that_dies_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster_kit.cluster(tmp_path) as mortal, open_scheduler(mortal.with_workers(1).address) as run:  # noqa: SIM117  (both must be up)
        with pytest.raises(SchedulerError, match="gone"):
            for _ in run(doubled, 0, range(1000)):
                mortal.scheduler.kill()


# -- the command line ----------------------------------------------------------------------------------


def test_command_gives_the_same_json_with_workers_of_its_own(prepared_var: Path) -> None:
    question = ("coverage", "--topic", "language", "--measure", "e2sfca", "--variations", "2", "--json")

    def told(*options: str) -> Any:
        """Run it in a process of its own: workers begin by running the main program of the one that starts them."""
        command = [sys.executable, "-m", "geo", *question, *options]
        environ = {**os.environ, "KARTE_VAR": str(prepared_var)}
        done = subprocess.run(
            command, cwd=PROJECT_ROOT, env=environ, capture_output=True, check=True, timeout=120
        )
        return json.loads(done.stdout)

    assert told("--scheduler", "local") == told()


@pytest.mark.parametrize(
    "address", ["rocket", "tcp://", "tcp://127.0.0.1", "http://127.0.0.1:80", "tcp://a b:1"]
)
def test_what_is_no_address_is_wrong_usage(capsys: pytest.CaptureFixture[str], address: str) -> None:
    assert main(["coverage", "--json", "--scheduler", address]) == 2
    assert "tcp://127.0.0.1:8786" in " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert not is_address(address)
    with pytest.raises(SchedulerError, match="expected"), open_scheduler(address):
        pass


def test_a_scheduler_that_is_not_there_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "CONNECT_S", 0.3)

    with pytest.raises(SchedulerError, match="does not answer"), open_scheduler("tcp://127.0.0.1:1"):
        pass


def test_without_dask_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(SchedulerError, match=r"requirements-cluster\.txt"), open_scheduler("local"):
        pass
