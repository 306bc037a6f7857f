"""Where one more offer helps most, on a line of four cells (see tests.planning_kit)."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.places.gazetteer.shipped import KnownAddress, KnownPlace, Tables, no_cells
from geo.places.naming import Anchor, Namer
from geo.planning.answer import answer
from geo.planning.best_sites import best_sites, candidates
from tests.planning_kit import METRES, OFFERS, at, line_demand, line_offers, line_world


def options_at(*metres: float, names: tuple[str, ...] = ()) -> pd.DataFrame:
    """Candidates on the line; nameless without names."""
    points = [at(x) for x in metres]
    return pd.DataFrame(
        {
            "lon": [lon for lon, _ in points],
            "lat": [lat for _, lat in points],
            "name": list(names) or [""] * len(points),
            "city": "Neu",
            "kind": "school",
        },
        index=pd.Index([f"o{n}" for n in range(len(points))], name="candidate_id"),
    )


def test_best_site_reaches_those_whom_nobody_reaches_yet():
    found = best_sites(answer(line_world(), METRES), options_at(900.0, 4500.0, names=("Ost", "West")), p=1)

    # in four of five draws nobody reaches the last cell's 50 people (30 foreign)
    assert (found.siting.before, found.siting.after, found.siting.optimal) == (
        360.0,
        pytest.approx(400.0),
        True,
    )
    row = found.sites.loc[1]
    assert (row["name"], row["city"]) == ("West", "Neu")
    assert (row["newly_covered"], row["newly_low"], row["newly_high"]) == pytest.approx((40.0, 0.0, 50.0))
    assert row["newly_covered_foreign"] == pytest.approx(24.0)
    assert tuple(found.newly) == pytest.approx((40.0, 0.0, 50.0))
    assert row["mean_before_m"] == pytest.approx(2470.0, abs=0.01)


def test_each_cell_counts_for_the_first_site_that_reaches_it():
    world = line_world(offers=line_offers({}))

    found = best_sites(answer(world, METRES), options_at(0.0, 900.0, 3000.0), p=3)

    assert found.sites["newly_covered"].tolist() == [200.0, 150.0]
    assert found.sites["newly_covered"].sum() == found.siting.after - found.siting.before


def test_newly_covered_agrees_with_the_search():
    world = line_world(offers=line_offers({"house": OFFERS["house"]}))

    found = best_sites(answer(world, METRES), options_at(3000.0, 5000.0), p=2)

    assert found.sites["newly_covered"].tolist() == list(found.siting.newly_covered) == [200.0, 50.0]


def test_foreign_nationals_decide_when_the_question_is_about_them():
    world = line_world(offers=line_offers({}))
    demand = line_demand().assign(foreign_nationals=[1.0, 1.0, 2.0, 90.0])
    world = replace(world, demand=demand)

    found = best_sites(answer(world, replace(METRES, people="foreign")), options_at(3000.0, 5000.0), p=1)

    assert found.sites["newly_covered"].tolist() == [90.0]


def test_without_any_offer_the_way_before_has_no_end():
    world = line_world(
        offers=line_offers({}), demand=line_demand().assign(foreign_nationals=[0.0, 5.0, 0.0, 0.0])
    )

    found = best_sites(answer(world, replace(METRES, people="foreign")), options_at(900.0), p=1)

    assert found.sites["newly_covered"].tolist() == [5.0]
    assert np.isposinf(found.sites["mean_before_m"]).all()


def test_no_candidate_that_helps_gives_no_site():
    found = best_sites(answer(line_world(), METRES), options_at(0.0, 900.0), p=2)

    assert found.sites.empty
    assert (found.siting.before, found.siting.after) == (360.0, 360.0)


def test_no_candidate_at_all_gives_no_site():
    found = best_sites(answer(line_world(), METRES), options_at(0.0).iloc[:0], p=1)

    assert found.sites.empty


def test_p_median_shortens_the_mean_way():
    found = best_sites(answer(line_world(), METRES), options_at(900.0, 4500.0), p=1, objective="p_median")

    assert found.sites["lon"].tolist() == [at(4500.0)[0]]
    assert found.siting.mean_after_m < found.siting.mean_before_m


@pytest.mark.parametrize(("share", "sites"), [(0.8, 0), (0.95, 1), (1.0, 1)])
def test_set_cover_takes_as_few_as_the_wished_share_needs(share, sites):
    options = options_at(900.0, 4500.0, 4600.0)

    found = best_sites(answer(line_world(), METRES), options, p=1, objective="set_cover", wished_share=share)

    assert len(found.sites) == sites


def test_unknown_objective_is_refused():
    with pytest.raises(ValueError, match="set_cover"):
        best_sites(answer(line_world(), METRES), options_at(900.0), p=1, objective="best")


def test_stop_from_outside_gives_the_best_so_far():
    found = best_sites(answer(line_world(), METRES), options_at(900.0, 4500.0), p=1, should_stop=lambda: True)

    assert found.siting.after >= found.siting.before


def test_nameless_sites_get_the_names_of_what_is_near_and_no_two_the_same():
    lon, lat = at(4000.0)
    world = line_world(offers=line_offers({}), namer=Namer([Anchor("station", "Mitte", "Neu", lon, lat)]))

    sites = best_sites(answer(world, METRES), options_at(3000.0, 5000.0), p=2).sites

    assert [place.anchor for place in sites["place"]] == ["Mitte", "Mitte"]
    assert sites["place"].map(lambda place: place.identity).is_unique


# --- candidates ---------------------------------------------------------------------------------------------------


def test_cells_are_candidates_with_people_only():
    demand = line_demand()
    demand.loc["c2", "people"] = 0.0

    found = candidates(answer(line_world(demand=demand), METRES), tables(), "cells")

    assert found.index.tolist() == ["c1", "c3", "c4"]
    assert found["city"].tolist() == ["Alt", "Neu", "Neu"]


def test_places_are_schools_stations_and_houses_of_other_offers():
    found = candidates(answer(line_world(), METRES), tables(), "places")

    assert sorted(found["kind"]) == ["location", "school", "station"]
    assert set(found["name"]) == {"", "Schule", "Halt"}  # the offer of the line has no organisation


def tables() -> Tables:
    lon, lat = at(5000.0)
    return Tables(
        cities=("Alt", "Neu"),
        centres={},
        addresses=(KnownAddress("Weg", "1", "45000", "Neu", lon, lat, "school", "Schule", "test"),),
        places=(KnownPlace("Halt", "station", "Neu", *at(4000.0), "test", ""),),
        postcodes=(),
        cells=no_cells(),
    )
