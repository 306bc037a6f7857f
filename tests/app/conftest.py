"""What the tests of a page share: the shipped offers, served or copied."""

import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.maintain_page_kit import Room
from ui.shared import loading


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_are_looked_through_once() -> Iterator[None]:
    """Every run of a page would look for components in each of them."""
    with pytest.MonkeyPatch.context() as patch:
        scan = lru_cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def room(
    prepared_var: Path, shipped_app: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Room]:
    """Give the page a copy of the shipped offers, to change them."""
    shutil.copytree(prepared_var, tmp_path / "var", dirs_exist_ok=True)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    yield Room(monkeypatch)
    loading.store().close()
