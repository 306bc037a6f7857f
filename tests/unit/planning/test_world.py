"""What coverage is computed from: the right metric system, names and streets only where they belong."""

import os
from datetime import date

import pandas as pd
import pytest

from geo.errors import DataError
from geo.offers.facets import OfferTable
from geo.planning.world import load_world, metric_crs_for
from geo.reach.network import save_network
from geo.settings import Settings, load_settings
from tests.find_kit import tiny_taxonomy
from tests.network_kit import RESIDENTIAL, make_network
from tests.planning_kit import TODAY, at, line_demand, line_offers


@pytest.fixture
def settings(tmp_path) -> Settings:
    return load_settings({**os.environ, "KARTE_VAR": str(tmp_path)})


def world_of(settings: Settings, *, cells=None, offers=None, **options):
    table = OfferTable(line_offers() if offers is None else offers, tiny_taxonomy())
    return load_world(settings, table, today=TODAY, cells=cells, **options)


def cells_at(lon: float, lat: float) -> pd.DataFrame:
    return line_demand().assign(lon=[lon, lon + 0.01, lon + 0.02, lon + 0.03], lat=lat)


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (7.2, 51.6, 25832),  # the district: the usual one
        (13.4, 52.5, 32633),  # Berlin
        (144.9, -37.8, 32755),  # Melbourne
        (-0.1, 51.5, 32630),  # London
        (180.0, 0.0, 32601),
        (-180.0, -10.0, 32701),
    ],
)
def test_metric_system_is_the_usual_one_or_that_of_the_zone(lon, lat, crs):
    assert metric_crs_for(pd.DataFrame({"lon": [lon], "lat": [lat]}), usual=25832) == crs


def test_no_places_keep_the_usual_system():
    assert metric_crs_for(pd.DataFrame({"lon": [], "lat": []}), usual=25832) == 25832


def test_district_has_its_people_names_and_cities(settings):
    world = world_of(settings)

    assert world.demand["people"].sum() == pytest.approx(618_350, abs=10)
    assert len(world.city_names) == 10
    assert world.city_names["05562032"] == "Recklinghausen"
    assert (world.metric_crs, world.grid_crs, world.today, world.people_from) == (
        25832,
        3035,
        date(2026, 1, 1),
        "",
    )


def test_cells_elsewhere_get_no_names_of_the_district(settings):
    melbourne = cells_at(144.9, -37.8)
    offers = line_offers().assign(lon=144.9, lat=-37.8)

    world = world_of(settings, cells=melbourne, offers=offers, people_from="mine.csv")

    assert (world.metric_crs, world.grid_crs) == (32755, 32755)
    assert world.namer.name(144.9, -37.8).kind == "area"
    assert world.people_from == "mine.csv"


def test_cells_in_the_district_keep_its_names(settings):
    world = world_of(settings, cells=line_demand())

    assert world.namer.name(*at(0.0)).anchor


def test_places_far_from_the_cells_are_refused_as_they_may_be_swapped(settings):
    swapped = line_offers().rename(columns={"lon": "lat", "lat": "lon"})

    with pytest.raises(DataError, match=r"offers, lon lat .*swapped"):
        world_of(settings, offers=swapped)
    with pytest.raises(DataError, match=r"cells, lon lat .*swapped"):
        world_of(settings, cells=line_demand().assign(lon=[7.1, 7.2, 7.3, 51.6]))


def test_places_on_both_sides_of_the_date_line_are_near(settings):
    cells = line_demand().assign(lon=[179.9, 179.95, -179.99, -179.95], lat=-17.0)

    world = world_of(settings, cells=cells, offers=line_offers().assign(lon=-179.97, lat=-17.0))

    assert world.metric_crs in {32701, 32760}


def test_streets_serve_the_district_and_cells_among_them_only(settings, tmp_path):
    points = {1: at(-200.0), 2: at(6000.0, north_m=100.0)}
    save_network(make_network(tmp_path, points, [((1, 2), RESIDENTIAL)]), settings.var)
    far = cells_at(6.6, 51.5)

    assert set(world_of(settings).networks) == {"walk"}
    assert set(world_of(settings, cells=line_demand()).networks) == {"walk"}
    assert set(world_of(settings, cells=far).networks) == set()
