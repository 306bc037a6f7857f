"""The door to a Dask cluster: work on many tasks at once, here or on other machines.

Dask is optional (`requirements-cluster.txt`) and is imported only when somebody asks for it. Whoever names a scheduler
trusts it: Dask runs what it is sent, and what comes back is unpickled here.
"""

import logging
import os
import platform
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.metadata import version
from itertools import islice
from typing import Any

from geo import __version__
from geo.errors import SchedulerError

_LOCAL = "local"
CONNECT_S = 10.0
#: So long no worker may be there before we give up: time enough for one to start again.
_WORKERS_S = 60.0
#: Tasks handed out at once for each thread of the cluster: the next is there when one is done, and memory is bounded.
TASKS_A_THREAD = 2
_MOST_LOCAL = 32
#: A task that takes so many workers with it is not tried again: most likely it does not fit into their memory.
_MOST_DEATHS = 3

_LOOPBACK = "127.0.0.1"
#: Plain, or encrypted with the certificates that Dask's own configuration names.
_ADDRESS = re.compile(r"(tcp|tls)://[A-Za-z0-9._\-\[\]:]+:\d{1,5}")
_LIBRARIES = ("numpy", "scipy", "pandas", "pyproj", "shapely")
_TICK_S = 1.0

#: Does a piece of work, given what all tasks share, for every task; gives numbers and results as they come.
Runner = Callable[[Callable[[Any, Any], Any], Any, Iterable[Any]], Iterator[tuple[int, Any]]]


def in_turn(work: Callable[[Any, Any], Any], shared: Any, tasks: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Do one task after the other, in this process: what is used without a scheduler."""
    for number, task in enumerate(tasks):
        yield number, work(shared, task)


def is_address(text: str) -> bool:
    """Say whether a text can name a scheduler: `local`, or an address such as tcp://127.0.0.1:8786."""
    return text == _LOCAL or bool(_ADDRESS.fullmatch(text))


@contextmanager
def open_scheduler(
    address: str, *, workers: int | None = None, workers_s: float = _WORKERS_S
) -> Iterator[Runner]:
    """Yield a function that does tasks on a cluster.

    A worker that dies is no harm: what it had in hand is done by the others.

    Parameters
    ----------
    address
        `local` for worker processes on this machine, which end with the block; else that of a Dask scheduler, such as
        `tcp://127.0.0.1:8786`.
    workers
        Processes of a local cluster; one for each processor if not told.
    workers_s
        Seconds to wait for a first worker, or for another when all are gone.

    Raises
    ------
    SchedulerError
        If Dask is not installed, the scheduler does not answer, no worker is there, or a worker is of another version.
    """
    _check(address)
    distributed = _distributed()
    if address != _LOCAL:
        with _client(distributed, address) as client:
            yield partial(_run, client, workers_s)
        return
    with _local_cluster(distributed, workers) as cluster, _client(distributed, cluster) as client:
        yield partial(_run, client, workers_s)


def _versions() -> dict[str, str]:
    """Return the versions that decide the last digits of a figure; client and workers must have the same."""
    found = {name: version(name) for name in _LIBRARIES}
    return {"integrationskarte": __version__, "python": platform.python_version(), **found}


# -- the cluster -----------------------------------------------------------------------------------


def _check(address: str) -> None:
    if not is_address(address):
        msg = f"{address!r}: {_LOCAL!r} expected, or the address of a scheduler such as tcp://127.0.0.1:8786"
        raise SchedulerError(msg)


def _distributed() -> Any:
    try:
        import dask.config  # optional, and slow to load
        import distributed
    except ImportError as error:
        msg = f"Dask is needed for this: pip install -r requirements-cluster.txt ({error})"
        raise SchedulerError(msg) from error
    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": _MOST_DEATHS,
            "distributed.scheduler.http.routes": [],  # nobody needs pages about the work
            "distributed.worker.http.routes": [],
            "distributed.admin.large-graph-warning-threshold": "1GB",  # tiles are meant to travel
        }
    )
    for name in ("distributed", "distributed.client"):  # what matters comes as a SchedulerError
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed


@contextmanager
def _local_cluster(distributed: Any, workers: int | None) -> Iterator[Any]:
    """Start workers that nobody but this machine can speak to; what they write is gone afterwards."""
    import dask.config

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="karte-", ignore_cleanup_errors=True))
        stack.enter_context(dask.config.set({"temporary-directory": folder}))
        yield stack.enter_context(
            distributed.LocalCluster(
                n_workers=min(workers or os.cpu_count() or 1, _MOST_LOCAL),
                threads_per_worker=1,
                processes=True,
                host=_LOOPBACK,
                dashboard_address=f"{_LOOPBACK}:0",
                local_directory=folder,
                silence_logs=logging.CRITICAL,
            )
        )


@contextmanager
def _client(distributed: Any, where: Any) -> Iterator[Any]:
    try:
        client = distributed.Client(where, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:  # timeouts are OSErrors; addresses that are none, ValueErrors
        msg = f"{where}: the scheduler does not answer ({error})"
        raise SchedulerError(msg) from error
    with client:
        yield client


# -- the work --------------------------------------------------------------------------------------


def _run(
    client: Any, workers_s: float, work: Callable[[Any, Any], Any], shared: Any, tasks: Iterable[Any]
) -> Iterator[tuple[int, Any]]:
    """Hand out tasks, never many more than there are threads, and give what comes back.

    What is shared is a task of its own, so that the cluster can make it again when the workers that held it are gone.
    """
    hands, wanted = _Hands(client, workers_s), _versions()
    kept = client.submit(_itself, shared, pure=False)
    waiting = enumerate(tasks)
    numbers: dict[Any, int] = {}
    while True:
        for number, task in islice(waiting, max(0, hands.room() - len(numbers))):
            numbers[client.submit(_checked, work, wanted, kept, task, pure=False)] = number
        if not numbers:
            return
        for future in hands.done(list(numbers)):
            yield numbers.pop(future), _result(future)


class _Hands:
    """Knows how many threads the cluster has, and waits for them within bounds."""

    def __init__(self, client: Any, workers_s: float) -> None:
        self._client, self._workers_s = client, workers_s
        try:
            client.wait_for_workers(1, timeout=workers_s)
        except TimeoutError as error:
            raise SchedulerError(f"no worker has come to the scheduler within {workers_s:g} s") from error

    def room(self) -> int:
        """Return how many tasks may be out at once."""
        return max(1, self._threads()) * TASKS_A_THREAD

    def done(self, futures: list[Any]) -> list[Any]:
        """Wait for the first to be done, as long as there are workers; return those that are."""
        idle_s = 0.0
        while futures:
            found = self._first(futures)
            if found:
                return found
            if self._client.status != "running":
                raise SchedulerError("the scheduler is gone")
            idle_s = 0.0 if self._threads() else idle_s + _TICK_S
            if idle_s >= self._workers_s:
                raise SchedulerError(f"no worker has been there for {self._workers_s:g} s")
        return []

    def _first(self, futures: list[Any]) -> list[Any]:
        distributed: Any = _distributed()
        try:
            with self._client.as_current():
                return list(distributed.wait(futures, timeout=_TICK_S, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            return []
        except distributed.CancelledError as error:
            raise SchedulerError(f"the scheduler is gone, or gave a task up ({error})") from error

    def _threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except OSError as error:
            raise SchedulerError(f"the scheduler is gone ({error})") from error


def _itself(value: Any) -> Any:
    return value


def _checked(work: Callable[[Any, Any], Any], wanted: dict[str, str], shared: Any, task: Any) -> Any:
    """Do a task, on the worker; refuse where other versions would give other digits."""
    here = _versions()
    other = [
        f"{name} {here.get(name)} instead of {number}"
        for name, number in wanted.items()
        if here.get(name) != number
    ]
    if other:
        raise SchedulerError(f"a worker has {', '.join(other)}: install the same there")
    return work(shared, task)


def _result(future: Any) -> Any:
    """Return what came of a task; a fault of the cluster is told as one, a fault of the work as it is."""
    from distributed import CancelledError, KilledWorker
    from distributed.comm.core import CommClosedError

    try:
        return future.result()
    except CommClosedError as error:
        raise SchedulerError(f"the scheduler is gone ({error})") from error
    except KilledWorker as error:
        msg = f"a tile ended {_MOST_DEATHS + 1} workers, one after the other; has it enough memory? ({error})"
        raise SchedulerError(msg) from error
    except CancelledError as error:
        raise SchedulerError(f"the scheduler gave a task up ({error})") from error
    except ModuleNotFoundError as error:
        raise SchedulerError(f"a worker does not know this program ({error}): install it there") from error
