"""What the tests of a page share: the shipped offers, served or copied."""

import shutil
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner

from geo.places import gazetteer
from geo.settings import PROJECT_ROOT, District
from tests.maintain_page_kit import Room
from ui.shared import loading


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_are_looked_through_once() -> Iterator[None]:
    """Every run of a page would look for components in each of them."""
    with pytest.MonkeyPatch.context() as patch:
        scan = lru_cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_shipped_gazetteer_is_read_once() -> Iterator[None]:
    """It has some ten thousand lines, and every test of a page would read them; nobody changes it."""
    read = gazetteer.load_gazetteer
    shipped: list[gazetteer.Gazetteer] = []

    def load(district: District, official: Any = None, *, more: Sequence[Any] = ()) -> gazetteer.Gazetteer:
        if official or more or district.path != PROJECT_ROOT / "district.toml":
            return read(district, official, more=more)
        if not shipped:
            shipped.append(read(district))
        return shipped[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gazetteer, "load_gazetteer", load)
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
