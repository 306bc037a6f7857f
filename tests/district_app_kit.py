"""Runs the command line and the pages on a district that was made, and looks for what is of another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.settings import load_settings
from geo.upkeep.access import VISITOR
from geo.upkeep.opening import prepare
from ui.entrance import who
from ui.shared import loading

#: Names and numbers of the shipped district, and years of its data; the latter may stand in code or drawings, too.
NAMES = ("Recklinghausen", "Marl", "Herten", "05562", "NRW", "45768", "BKG", "Zensus")
YEARS = ("2011", "2017", "2022")
_KEPT = (loading.settings, loading._store, loading._load, loading.base_script, loading.base_version)


@contextmanager
def serving(path: Path) -> Iterator[Path]:
    """Let commands and pages work on the district of a file, with a database beside it; gives the database's folder."""
    var = path.parent / "var"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTE_DISTRICT", str(path))
        patch.setenv("KARTE_VAR", str(var))
        patch.setattr(who, "actor", lambda: VISITOR)  # a page opened without a browser has no cookies
        _forget()
        prepare(load_settings()).close()
        yield var
        loading.store().close()
    _forget()


def _forget() -> None:
    for function in _KEPT:
        function.cache_clear()


def of_another(text: str, *, years: bool = True) -> list[str]:
    """Return what stands in a text and is of the shipped district."""
    return [name for name in (*NAMES, *(YEARS if years else ())) if name in text]


def opened(name: str, language: str, **query: str) -> AppTest:
    """Open one page; it must run without a fault."""
    page = AppTest.from_function(_page, kwargs={"name": name, "language": language}, default_timeout=60)
    for key, value in {"lang": language, **query}.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    assert not page.error
    return page


def _page(name: str, language: str) -> None:
    """Stand for the shell, which hands pages over as functions."""
    import importlib

    from ui.shared import loading

    importlib.import_module("ui.about" if name == "about" else f"ui.{name}.page").show(
        loading.texts_for(language)
    )
