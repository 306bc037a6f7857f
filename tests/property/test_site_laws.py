"""Laws of further addresses: the nearest one counts, nobody gets farther away, and no place is handed out twice."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.offers.columns import SITE_COLUMNS
from geo.offers.sites import at_all_sites, further_sites
from geo.reach.from_place import Place, distances, nearest_sites
from geo.reach.supply import count_offers, make_supply
from tests.offers_kit import frame_of

HERE = Place(7.1, 51.6)
PRECISIONS = ("house", "street", "place", "postcode", "city", "none")


@st.composite
def offers_with_sites(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make up to five offers, and up to six addresses of theirs besides."""
    lon, lat = st.floats(7.0, 7.2), st.floats(51.5, 51.7)

    def place(name: str) -> dict[str, object]:
        precision = draw(st.sampled_from(PRECISIONS))
        point = (float("nan"),) * 3 if precision == "none" else (draw(lon), draw(lat), 100.0)
        told = dict(zip(("lon", "lat", "uncertainty_m"), point, strict=True))
        return {"location_id": name, "precision": precision, "city": "Marl", **told}

    count = draw(st.integers(1, 5))
    hidden = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    offers = frame_of(
        *(
            {"offer_id": f"o{n}", **place("" if is_hidden else f"loc-{n}"), "is_protected": is_hidden}
            for n, is_hidden in enumerate(hidden)
        )
    )
    offers.loc[offers["is_protected"], ["lon", "lat", "uncertainty_m"]] = float("nan")
    offers.loc[offers["is_protected"], "precision"] = "none"
    of = draw(st.lists(st.integers(0, count - 1), max_size=6))
    blank = dict.fromkeys(("street", "house_number", "postal_code", "schedule"), "")
    rows = [{"offer_id": f"o{n}", "site": k + 1, **blank, **place(f"loc-f{k}")} for k, n in enumerate(of)]
    return offers, pd.DataFrame(rows, columns=["offer_id", "site", *SITE_COLUMNS])


@settings(max_examples=60, deadline=None)
@given(offers_with_sites())
def test_the_way_to_an_offer_is_the_shortest_of_all_its_addresses(
    made: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    offers, sites = made
    places = at_all_sites(offers, further_sites(offers, sites))

    nearest = nearest_sites(places, HERE)

    ways = [distances(places.iloc[[n]], HERE)["distance_m"].iloc[0] for n in range(len(places))]
    for offer_id in offers.index:
        known = [
            way for way, name in zip(ways, places.index, strict=True) if name == offer_id and not pd.isna(way)
        ]
        shortest = min(known, default=float("nan"))
        assert nearest.at[offer_id, "distance_m"] == pytest.approx(shortest, nan_ok=True)
    assert nearest.index.tolist() == offers.index.tolist()


@settings(max_examples=60, deadline=None)
@given(offers_with_sites())
def test_supply_hands_out_what_the_offers_have_and_protected_ones_are_nowhere(
    made: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    offers, sites = made
    places = at_all_sites(offers, further_sites(offers, sites))

    supply, counts = make_supply(places), count_offers(places)

    with_a_place = places.index[places["lon"].notna()].nunique()
    assert supply["capacity"].sum() == pytest.approx(with_a_place)
    assert counts.located + counts.uncertain == with_a_place
    assert counts.count == len(offers)
    assert not places.loc[offers.index[offers["is_protected"]], "lon"].notna().any()
    assert set(make_supply(offers).index) <= set(supply.index)
