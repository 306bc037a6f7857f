"""Further addresses in the app: list, detail, map, near me and coverage know them; nobody else's offers move."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.cli import main
from geo.model import POINT_PRECISIONS, Role
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.offers.view import View
from geo.planning.question import Question
from geo.presenting.deck import RESIDENTS
from geo.presenting.report.city_sheet import _data
from geo.publish import PAGE_NAME
from geo.settings import load_settings
from geo.store import OfferEdit, Site, Store
from geo.upkeep.opening import make_geocoder
from tests.publish_kit import column, json_in
from ui import published
from ui.find import map_column, printing
from ui.present.briefings import briefing_for
from ui.shared import answers, loading, result

#: House-exact by the list that ships.
THERE = Site("Barkhausstraße", "36", "45768", "Marl", "Di 9–12 Uhr im Saal")


@pytest.fixture(scope="module")
def offer_id(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the shipped offers with a second address for one of Herten; give its id."""
    folder = tmp_path_factory.mktemp("sites")
    shutil.copytree(prepared_var, folder, dirs_exist_ok=True)
    settings = load_settings({"KARTE_VAR": str(folder)})
    with Store.open(settings) as store:
        stored = next(o for o in store.stored_offers().values() if o.row["street"] == "Vitusstraße")
        edit = OfferEdit.change(stored.offer_id, stored.row, version=stored.version, sites=(THERE,))
        store.apply([edit], who=Role.EDITOR, geocode=make_geocoder(settings, store).geocode)
    kept = (loading.settings, loading._store, loading._load)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTE_VAR", str(folder))
        for function in kept:
            function.cache_clear()
        yield stored.offer_id
    for function in kept:
        function.cache_clear()


def _found(view: View) -> tuple[loading.Data, result.Result]:
    data = loading.load_data()
    return data, result.find(data, view, loading.texts_for("de"))


def test_near_the_second_address_the_offer_comes_first_with_the_way_there(offer_id: str) -> None:
    data, found = _found(View(language="de", near="Barkhausstraße 36, Marl"))

    assert offer_id in found.ids[:3]
    assert found.ways is not None
    assert found.ways.at[offer_id, "site"] == 1
    ((row, way),) = result.site_rows(data, found, offer_id)
    assert (row["street"], row["schedule"], row["precision"]) == ("Barkhausstraße", THERE.schedule, "house")
    assert way is not None
    assert way["distance_m"] < 100


def test_the_city_of_the_second_address_lists_the_offer_and_the_summary_counts_it_once(offer_id: str) -> None:
    view = View(language="de", filter=OfferFilter(cities=("Marl",)))

    data, found = _found(view)

    assert offer_id in found.ids
    assert found.ids.is_unique
    without = OfferTable(data.table.frame, data.taxonomy, cities=tuple(data.cities))
    assert len(found.ids) == without.count(view.filter) + 1


def test_the_spot_of_the_second_address_lists_the_offer_and_the_open_offer_shows_both(offer_id: str) -> None:
    data, _ = _found(View(language="de"))
    main, second = data.spot_of.loc[offer_id]

    _, at_second = _found(View(language="de", spot=second))

    assert offer_id in at_second.ids
    assert data.spots[second].kind == 0
    _, plain = _found(View(language="de", offer=offer_id))
    assert map_column._shown(data, View(language="de", offer=offer_id), plain) == [main, second]
    assert map_column._shown(data, View(language="de", offer=offer_id, spot=second), plain) == [second, main]


def test_coverage_counts_the_second_address_as_supply(offer_id: str) -> None:
    data, _ = _found(View(language="de"))
    world = answers.world_of(data)
    question = Question(topics=data.table.frame.at[offer_id, "topics"])

    supply = world.supply_of(question)

    there = data.table.sites.loc[offer_id]
    assert there["location_id"] in supply.index
    assert there["precision"] in [p.value for p in POINT_PRECISIONS]


def test_the_sheet_of_the_second_city_lists_the_offer_with_its_address_there(offer_id: str) -> None:
    data, _ = _found(View(language="de"))
    title = data.table.frame.at[offer_id, "title"]

    sheet = _data(briefing_for(data, Question()), "Marl", loading.texts_for("de"), link="", readers=RESIDENTS)

    told = [offer for topic in sheet["topics"] for offer in topic["offers"] if offer["title"] == title]
    assert len(told) == 1
    assert "Barkhausstraße 36" in str(told[0])


def test_paper_tells_the_second_address_with_its_hours(offer_id: str) -> None:
    title = loading.load_data().table.frame.at[offer_id, "title"]

    paper = printing.page({"q": [title]}, "https://karte.example")

    assert "Auch hier" in paper
    assert "Barkhausstraße 36, 45768 Marl" in paper
    assert THERE.schedule in paper


def test_the_page_that_the_app_serves_and_the_one_that_is_written_tell_the_second_address(
    offer_id: str, tmp_path: Path
) -> None:
    assert main(["publish", "--out", str(tmp_path)]) == 0

    for page in (published._today().plain.decode(), (tmp_path / PAGE_NAME).read_text(encoding="utf-8")):
        content = json_in(page, "content")
        (at,) = content["sites"]["offer"]
        assert column(content, "offer_id")[at] == offer_id
        assert content["sites"]["schedule"] == [THERE.schedule]
