"""Store → file → empty store: what everybody may see of an offer comes back as it was, in every format we read.

That is its columns, its further addresses with their hours and points, and its texts in other languages.
"""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.exchange.importing import apply_plan, known_offers, plan_import
from geo.exchange.offer_files import FORMATS, Selection
from geo.model import Role
from geo.offers.columns import TRANSLATED
from geo.offers.sites import further_sites
from geo.store import OfferEdit, Site, Store
from tests.offers_kit import selection
from tests.sources_kit import bench, table_from
from tests.store_kit import FakeGeocoder, offer_row, open_memory

FREE = (
    "title", "organization", "description", "target_groups_stated", "languages_stated", "schedule", "fees",
    "application", "street",
)  # fmt: skip
letters = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Co", "Cf", "Zs", "Zl", "Zp")
) | st.sampled_from(" \n=+-@';,|")
texts = (
    st.text(letters, min_size=1, max_size=25)
    .map(lambda t: unicodedata.normalize("NFC", t).strip())
    .filter(bool)
)


def lists(*ids: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True).map(";".join)


rows = st.fixed_dictionaries(
    {
        **dict.fromkeys(FREE, texts),
        "topics": lists("language", "work", "women"),
        "target_groups": lists("women", "families") | st.just(""),
        "languages": lists("ar", "de", "uk") | st.just(""),
        "fee_kind": st.sampled_from(("free", "partly_free", "paid", "not_stated")),
        "barrier_free": st.sampled_from(("", "yes", "partly", "no")),
        "phone": st.sampled_from(("", "+49 2365 1234", "02365 107-1")),
        "email": st.sampled_from(("", "info@verein.example")),
        "website": st.sampled_from(("", "https://verein.example/ä?x=1")),
        "house_number": st.sampled_from(("", "1", "12a", "7-9")),
        "postal_code": st.sampled_from(("", "45770")),
        "city": st.sampled_from(("Marl", "Haltern am See")),
        "scope": st.sampled_from(("local", "district", "online")),
        "status": st.sampled_from(("not_confirmed", "confirmed", "closed")),
        "assured_date": st.sampled_from(("", "2026-05", "2026-05-31")),
        "page_date": st.sampled_from(("", "2019")),
        "is_administration_address": st.sampled_from(("yes", "no")),
        "is_protected": st.sampled_from(("no", "no", "yes")),
    }
)
addresses = st.fixed_dictionaries(
    {
        "street": st.just("") | texts,
        "house_number": st.sampled_from(("", "3", "12a")),
        "postal_code": st.sampled_from(("", "45770")),
        "city": st.sampled_from(("", "Marl", "Haltern am See")),
        "schedule": st.just("") | texts,
    }
).map(lambda told: Site(**told | ({} if told["street"] else {"house_number": ""})))
further = st.lists(addresses.filter(lambda site: site != Site()), max_size=3).map(tuple)

translations = st.dictionaries(
    st.sampled_from(("en", "ar", "uk", "zh-hans")),
    st.dictionaries(st.sampled_from(TRANSLATED), texts, min_size=1),
    max_size=3,
)


def _row(number: int, values: dict[str, str]) -> dict[str, str]:
    hidden = ("street", "house_number", "postal_code") if values["is_protected"] == "yes" else ()
    return offer_row(f"o-{number}", **values | dict.fromkeys(hidden, ""))


def _everything(store: Store) -> Selection:
    offers = store.offers()
    sites = further_sites(offers, store.sites(further_only=True))
    return selection(offers=offers, sites=sites, translations=store.translations())


def _fill(store: Store, drawn) -> None:
    edits = [
        OfferEdit.add(_row(number, values), sites=sites) for number, (values, sites, _) in enumerate(drawn)
    ]
    said = {f"o-{number}": texts for number, (_, _, texts) in enumerate(drawn)}
    geocode = FakeGeocoder().geocode
    store.take_in(edits, who=Role.EDITOR, note="", dataset="own", geocode=geocode, translations=said)


def _import(raw: bytes, kind: str, store: Store):
    table = table_from(raw, f"offers.{kind}", file_format=kind)
    reading = bench().read(table, bench().mapping(table))
    plan = plan_import(reading, known_offers(store))
    geocode = FakeGeocoder().geocode
    return plan, apply_plan(plan, store, geocode=geocode, who=Role.OPERATOR, today=date(2026, 11, 26))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", "gpkg", "hsds", "jsonld"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(st.tuples(rows, further, translations), min_size=1, max_size=4))
def test_a_store_that_was_exported_is_imported_again_as_it_was(kind, drawn):
    with open_memory() as first, open_memory() as second:
        _fill(first, drawn)
        raw = FORMATS[kind].write(_everything(first))

        plan, _ = _import(raw, kind, second)

        assert [problem for problem in plan.problems if not problem.is_hint] == []
        assert _everything(second).records == _everything(first).records

        again, batch = _import(raw, kind, second)
        assert (again.changes_something, batch) == (False, None)

        same, batch = _import(raw, kind, first)
        assert (same.changed, same.new, batch) == ((), (), None)  # nor is anything lost that no file tells
