"""The list on paper says what it holds: how many of the offers printed are confirmed, and when."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.i18n import load_texts
from geo.model import Role
from geo.offers.filters import OfferFilter
from geo.settings import load_settings
from geo.store import OfferEdit, Store
from ui.find import printing
from ui.shared import loading

TEXTS = load_texts("de")


@pytest.fixture(scope="module", autouse=True)
def _one_confirmed(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve the shipped offers, one of which of Herten is confirmed."""
    folder = tmp_path_factory.mktemp("printing")
    shutil.copytree(prepared_var, folder, dirs_exist_ok=True)
    with Store.open(load_settings({"KARTE_VAR": str(folder)})) as store:
        known = store.stored_offers()["re-143"]
        row = {**known.row, "status": "confirmed", "assured_date": "2026-03-01"}
        store.apply([OfferEdit.change("re-143", row, version=known.version)], who=Role.EDITOR)
    kept = (loading.settings, loading._store, loading._load)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTE_VAR", str(folder))
        for function in kept:
            function.cache_clear()
        yield
    for function in kept:
        function.cache_clear()


def test_paper_counts_the_confirmed_offers_of_the_list() -> None:
    count = loading.load_data().table.count(OfferFilter(cities=("Herten",)))

    paper = printing.page({"city": ["Herten"]}, "https://karte.example")

    when = "1. März 2026"
    assert TEXTS("print.confirmed_some", count=1, all=count, when=when) in paper
    assert TEXTS("print.unconfirmed") not in paper


def test_paper_without_a_confirmed_offer_says_so() -> None:
    paper = printing.page({"city": ["Marl"], "topic": ["work"]}, "https://karte.example")

    assert TEXTS("print.unconfirmed") in paper


def test_an_open_offer_is_printed_alone_with_who_can_be_asked() -> None:
    paper = printing.page({"offer": ["re-206"], "topic": ["language"]}, "https://karte.example")

    assert paper.count("<article>") == 1
    assert TEXTS("print.title_one", district="Kreis Recklinghausen") in paper
    assert TEXTS("ask.title") in paper
    assert "insel-VHS Marl" in paper
    assert "offer=re-206" in paper
