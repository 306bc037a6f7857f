"""What the tests of a page share: the shipped offers, served or copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.maintain_page_kit import Room
from ui.shared import loading


@pytest.fixture
def room(
    prepared_var: Path, shipped_app: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Room]:
    """Give the page a copy of the shipped offers, to change them."""
    shutil.copytree(prepared_var, tmp_path / "var", dirs_exist_ok=True)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    yield Room(monkeypatch)
    loading.store().close()
