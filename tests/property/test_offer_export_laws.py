"""What is written is what is read again, in every format, whatever the texts are."""

import json

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from geo.exchange.formulas import FORMULA_STARTS, restored, without_formula
from geo.exchange.offer_files import FORMATS
from geo.exchange.offer_files.records import as_cells
from tests.hsds_rules import page_faults
from tests.offers_kit import CITY, HOUSE, ONLINE, SHELTER, STREET, selection
from tests.offers_reading import READERS

FREE = (
    "title", "organization", "description", "target_groups_stated", "languages_stated", "schedule", "fees",
    "application", "phone", "email", "website", "street", "house_number", "postal_code", "source_host",
)  # fmt: skip
#: No letter that the check of offers refuses; the line end is the one every format keeps.
letters = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")) | st.just("\n")
starts = st.sampled_from(("", "", "'", "''", *FORMULA_STARTS[:4], *FORMULA_STARTS[7:]))
texts = st.tuples(starts, starts, st.text(letters, max_size=20)).map("".join)
items = st.lists(st.text("abcdefgh_", min_size=1, max_size=6), max_size=3, unique=True).map(tuple)
codes = st.lists(st.sampled_from(("ar", "en", "kmr", "uk")), max_size=3, unique=True).map(tuple)
coordinates = st.floats(-179, 179, allow_nan=False), st.floats(-89, 89, allow_nan=False)
places = st.tuples(*coordinates, st.sampled_from((0.0, 30.0, 250.5, 4000.25)))
offers = st.lists(
    st.tuples(
        st.sampled_from((HOUSE, STREET, CITY, SHELTER, ONLINE)),
        st.fixed_dictionaries(dict.fromkeys(FREE, texts)),
        st.fixed_dictionaries({"topics": items, "target_groups": items, "languages": codes}),
        places,
    ),
    max_size=4,
)


def _selection(drawn):
    rows = [
        {**kind, **free, **lists, "offer_id": f"o-{number}", "lon": lon, "lat": lat, "uncertainty_m": radius}
        for number, (kind, free, lists, (lon, lat, radius)) in enumerate(drawn)
    ]
    chosen = selection(HOUSE, *rows)
    return selection(offers=chosen.offers.iloc[1:])


def _told(record):
    cells = as_cells(record)
    return {
        name: "" if value is None else float(value) if isinstance(value, float) else value
        for name, value in cells.items()
    }


def _numbers(row):
    return {
        name: float(value) if name in ("lon", "lat", "uncertainty_m") and value != "" else value
        for name, value in row.items()
    }


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=15, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(offers)
def test_what_is_written_is_read_again(kind, drawn):
    chosen = _selection(drawn)

    found = READERS[kind](FORMATS[kind].write(chosen))

    assert len(found) == len(drawn)
    for row, record in zip(found, chosen.records, strict=True):
        wanted = _told(record)
        told = dict.fromkeys(wanted, "") | _numbers(row)
        if kind == "hsds":  # a protected offer has no location to say "none" of
            told["precision"] = told["precision"] or "none"
        assert {name: told[name] for name in wanted} == wanted


@settings(max_examples=30, deadline=None)
@given(offers)
def test_services_follow_the_rules_whatever_the_texts_are(drawn):
    assert list(page_faults(json.loads(FORMATS["hsds"].write(_selection(drawn))))) == []


@given(st.text(max_size=8) | texts)
def test_a_guard_comes_off_again(text):
    assert restored(without_formula(text)) == text
    assert not without_formula(text).startswith(FORMULA_STARTS)
