"""Starts one app at a time on a free port of this machine, and ends it for sure."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.settings import PROJECT_ROOT

REAL_APP = PROJECT_ROOT / "app.py"
PLAIN_APP = PROJECT_ROOT / "bench" / "plain_server.py"
START_LIMIT_S = 60.0


@dataclass(frozen=True)
class Server:
    """A running app: its address and when its process was started (`time.time()`)."""

    url: str
    started: float


@contextmanager
def running(script: Path, environ: Mapping[str, str], *, log: Path) -> Iterator[Server]:
    """Run an app while the block lasts; what it prints goes to `log`."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT), **environ}
    with log.open("ab") as output:
        started = time.time()
        process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=env, stdout=output, stderr=output)
    try:
        yield Server(f"http://127.0.0.1:{port}", started)
    finally:
        _stop(process)


def wait_until_up(server: Server, *, path: str = "/_stcore/health") -> None:
    """Wait until the app answers at all; with the path `/healthz`, until its data is loaded.

    Raises
    ------
    TimeoutError
        If it does not within a minute.
    """
    while time.time() - server.started < START_LIMIT_S:
        try:
            with urllib.request.urlopen(f"{server.url}{path}", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
    msg = f"the app did not answer within {START_LIMIT_S:g} s"
    raise TimeoutError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
