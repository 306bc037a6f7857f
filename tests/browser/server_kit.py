"""Starts the real server as an operator does, on a free port with a folder of its own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geo.settings import PROJECT_ROOT

#: A start takes some seconds. Where much else runs it takes minutes, and is no less right.
START_WITHIN_S = 300
#: So long somebody waits for what comes within a second or two on a free machine.
PATIENCE_S = 90
#: And for what takes that machine some seconds: a first page, many variations, a database that another one holds.
LONG_PATIENCE_S = 240


@dataclass(frozen=True)
class Server:
    """A running app: its address, its folder for the database, and the file with its output."""

    url: str
    var: Path
    output: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body of an answer; an error status is an answer, too."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE_S) as answer:
                return answer.status, dict(answer.headers.items()), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers.items()), error.read()

    def command(self, *words: str) -> str:
        """Run a command of `python -m geo` on the database of this server and return what it prints."""
        environ = {**os.environ, **self.environ, "KARTE_VAR": str(self.var)}
        command = [sys.executable, "-m", "geo", *words]
        done = subprocess.run(command, cwd=PROJECT_ROOT, env=environ, capture_output=True, check=True)
        return done.stdout.decode()

    def find(self, *words: str) -> list[str]:
        """Return the ids that `python -m geo find` gives, in its order."""
        found = json.loads(self.command("find", *words, "--json"))
        return [offer["offer_id"] for offer in found["offers"]]

    def said(self) -> str:
        """Return what the server wrote so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")


@contextlib.contextmanager
def running_server(
    folder: Path,
    *,
    environ: Mapping[str, str] | None = None,
    wait_for: str = "/healthz",
    script: str = "app.py",
) -> Iterator[Server]:
    """Run `streamlit run` on the app, or another script, until the block ends; `folder` gets database and output.

    The block begins when `wait_for` answers: the app's health, when its data is loaded or has failed to.
    """
    port = _free_port()
    server = Server(f"http://127.0.0.1:{port}", folder / "var", folder / "output.txt", environ or {})
    server.var.mkdir(parents=True, exist_ok=True)
    with server.output.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)],
            cwd=PROJECT_ROOT,
            env={**os.environ, "KARTE_VAR": str(server.var), **server.environ},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(server, process, wait_for)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(server: Server, process: "subprocess.Popen[bytes]", path: str) -> None:
    """Wait until a route answers, good or bad; tell what the server said if it died before."""
    give_up = time.monotonic() + START_WITHIN_S
    while time.monotonic() < give_up:
        if process.poll() is not None:
            msg = f"the server ended with {process.returncode}:\n{server.said()}"
            raise RuntimeError(msg)
        with contextlib.suppress(OSError):
            server.get(path)
            return
        time.sleep(0.2)
    msg = f"the server did not answer within {START_WITHIN_S} s:\n{server.said()}"
    raise RuntimeError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
