"""The files of the page "Find": exactly the list that is shown, made only when asked."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from geo.exchange.offer_files import FORMATS
from geo.i18n import load_texts
from geo.offers.filters import OfferFilter
from geo.offers.view import View
from tests.offers_reading import READERS
from ui.find import downloads
from ui.shared import loading, offer_files
from ui.shared.result import find

pytestmark = pytest.mark.usefixtures("shipped_app_kept")


def _page(language: str) -> None:
    """Stand for the shell, which hands pages over as functions."""
    from ui.find import page as find
    from ui.shared import loading

    find.show(loading.texts_for(language))


@pytest.mark.parametrize("language", ["de", "ar"])
def test_page_offers_every_format_and_writes_none(language, monkeypatch):
    def too_early(*_args: object) -> bytes:
        raise AssertionError

    kinds = {name: replace(kind, write=too_early) for name, kind in FORMATS.items()}
    monkeypatch.setattr(downloads, "FORMATS", kinds)

    page = AppTest.from_function(_page, kwargs={"language": language}, default_timeout=60).run()

    assert not page.exception
    texts = load_texts(language)
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == [texts(f"download.offers_{name}") for name in FORMATS]


def test_files_hold_the_list_of_one_marker_in_the_order_of_the_way():
    data, texts = loading.load_data(), load_texts("de")
    spot = next(spot for spot in data.spots if (data.spot_of == spot).sum() > 2)
    view = View("de", OfferFilter(), near="51.656,7.091", spot=spot)
    result = find(data, view, texts)

    chosen = offer_files.selection_of(data, view, list(result.ids), texts, origin="")

    assert 2 < len(result.ids) < len(result.all_ids)
    for kind in ("csv", "geojson"):
        assert [row["offer_id"] for row in READERS[kind](FORMATS[kind].write(chosen))] == list(result.ids)


def test_no_file_of_the_shipped_data_tells_the_place_of_a_shelter():
    data, texts = loading.load_data(), load_texts("de")
    view = View("de", OfferFilter(topics=("women",)))
    result = find(data, view, texts)
    protected = data.table.frame.index[data.table.frame.is_protected]
    chosen = offer_files.selection_of(data, view, list(result.ids), texts, origin="")

    for kind, read in READERS.items():
        rows = {row["offer_id"]: row for row in read(FORMATS[kind].write(chosen))}
        assert set(protected) < set(rows)
        for offer_id in protected:
            told = rows[offer_id]
            places = ("street", "house_number", "postal_code", "lon", "lat", "uncertainty_m", "location_id")
            assert {told.get(name, "") for name in places} == {""}, (kind, offer_id)
