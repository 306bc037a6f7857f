"""What every test shares: the network is closed but to this machine, and the app's data is prepared once."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest

from geo.settings import load_settings
from geo.upkeep.opening import prepare

hypothesis.settings.register_profile("no_clock", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("no_clock")

pytest_plugins = ("tests.database_fixtures", "tests.access_fixtures")
#: Beginnings of the tests that one process runs all, by what they share: the file and its readers, a server with the
#: pages of planners and editors, a server with those of residents. The first that fits counts.
TOGETHER = {
    "tests/browser/test_published_": "published",
    **dict.fromkeys(
        (
            f"tests/browser/test_{name}"
            for name in (
                "coverage",
                "entrance",
                "import",
                "kim",
                "maintain",
                "one_more",
                "openid",
                "present",
                "programs",
                "queue",
            )
        ),
        "desk",
    ),
    "tests/browser/": "find",
}
#: Stands for `gc`: Streamlit sweeps after each run of a page. Among all that tests keep, that takes longer than the run.
NOTHING_TO_SWEEP = SimpleNamespace(
    get_freeze_count=lambda: 0, freeze=lambda: None, collect=lambda _generation: 0
)
LOCAL_NAMES = frozenset({"localhost", "", socket.gethostname()})


@pytest.hookimpl(optionalhook=True)  # only where xdist is there
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out tests file by file, those with the browser together: server, browser and pages are made once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            together = (name for start, name in TOGETHER.items() if nodeid.startswith(start))
            return next(together, nodeid.split("::", 1)[0])

    return ByFile(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests of load and faults counted, wherever they ran: a run shall show it."""
    told = [
        str(value)
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "counts"
    ]
    if told:
        terminalreporter.section("load and faults")
        terminalreporter.write_line("\n".join(told))


def is_this_machine(host: object) -> bool:
    """Whether a host is loopback, or no network address at all."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or (isinstance(name, str) and name in LOCAL_NAMES):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every way to another machine, and fail the test that tried, even if the code shrugged it off."""
    tried: list[object] = []

    def guard(function: Any, host_of: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            host = host_of(args)
            if not is_this_machine(host):
                tried.append(host)
                msg = f"a test asked for {host!r}: the network is closed"
                raise ConnectionRefusedError(msg)
            return function(*args, **kwargs)

        return call

    def host_of_address(args: tuple[Any, ...]) -> object:
        address = args[1]
        return address[0] if isinstance(address, tuple) else None

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guard(getattr(socket.socket, name), host_of_address))
    monkeypatch.setattr(socket, "getaddrinfo", guard(socket.getaddrinfo, lambda args: args[0]))
    yield
    assert not tried, f"the test tried to reach {tried}"


@pytest.fixture(scope="session")
def prepared_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the database of the shipped offers, made once; tests only read it."""
    folder = tmp_path_factory.mktemp("var")
    prepare(load_settings({**os.environ, "KARTE_VAR": str(folder)})).close()
    return folder


@pytest.fixture
def shipped_app(prepared_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let `ui.shared.loading` serve the shipped offers; what it keeps is forgotten before and after."""
    with _serving(prepared_var, monkeypatch):
        yield


@pytest.fixture(scope="module")
def shipped_app_kept(prepared_var: Path) -> Iterator[None]:
    """Serve the shipped offers to all tests of a file: people and ways are gathered once; tests only read."""
    with pytest.MonkeyPatch.context() as patch, _serving(prepared_var, patch):
        yield


@contextmanager
def _serving(var: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    from streamlit.runtime.scriptrunner import script_runner

    from geo.upkeep.access import VISITOR
    from ui.entrance import who
    from ui.shared import loading

    patch.setenv("KARTE_VAR", str(var))
    patch.setattr(who, "actor", lambda: VISITOR)  # a page opened without a browser has no cookies
    for module in (loading, script_runner):
        patch.setattr(module, "gc", NOTHING_TO_SWEEP)
    kept = (loading.settings, loading._store, loading._load, loading.base_script, loading.base_version)
    for function in kept:
        function.cache_clear()
    yield
    for function in kept:
        function.cache_clear()
