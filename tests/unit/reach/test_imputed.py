"""Unknown places imputed: the worked example of docs/METHODS.md by hand, and what holds for every draw."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from geo.projection import to_degrees, to_metric
from geo.reach.imputed import (
    Drawn,
    Parameters,
    Support,
    WaysByTree,
    WaysTable,
    draw_directory,
    drawn_reach,
    keys_of,
    learn,
    make_support,
    spread,
    spread_of_each,
)
from geo.reach.imputed.learning import count_sharing
from geo.reach.imputed.values import draw_parameters, uniforms
from geo.reach.imputed.worth import worth
from tests.find_kit import frame_of

EAST, NORTH = 370_000.0, 5_720_000.0
PEOPLE = (50.0, 30.0, 20.0)
AGS = {"Alt": "1"}
#: Nobody shares a site, and little is known: the exponent is set by hand where it matters.
APART = Parameters(0, 0.0, (0, 1000), (0, 1000))


def at(metres: float) -> tuple[float, float]:
    lon, lat = to_degrees([EAST + metres], [NORTH])
    return float(lon[0]), float(lat[0])


def cells(metres: Sequence[float] = (0, 1000, 2000), people: Sequence[float] = PEOPLE) -> pd.DataFrame:
    rows = [(*at(x), "1", heads) for x, heads in zip(metres, people, strict=True)]
    index = pd.Index([f"c{number}" for number in range(len(rows))], name="cell_id")
    return pd.DataFrame(rows, columns=["lon", "lat", "ags", "people"], index=index)


def support(demand: pd.DataFrame | None = None) -> Support:
    return make_support(cells() if demand is None else demand, {"1": at(0)})


def offers(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Make offers of Alt; what is not told is known to the city alone, and of an organisation of its own."""
    usual = {
        "precision": "city",
        "uncertainty_m": 3000.0,
        "city": "Alt",
        "scope": "local",
        "status": "not_confirmed",
    }
    made = []
    for number, row in enumerate(rows):
        lon, lat = at(float(row.get("metres", 0.0)))  # type: ignore[arg-type]
        told = {name: value for name, value in row.items() if name != "metres"}
        made.append(
            {
                "offer_id": f"o{number}",
                "organization": f"org{number}",
                "lon": lon,
                "lat": lat,
                **usual,
                **told,
            }
        )
    frame = frame_of(*made)
    own = {name: [one.get(name, "") for one in made] for name in ("street", "house_number", "postal_code")}
    return frame.assign(**own, location_id="", is_protected=[bool(one.get("is_protected")) for one in made])


def reach_of(found: pd.DataFrame, **options: object) -> Drawn:
    """Return the ways along the straight line (detour 1) to all offers of a directory."""
    demand = cells()
    directory = draw_directory(found, support(demand), APART, AGS, **options)  # type: ignore[arg-type]
    return reach_in(demand, directory)


def reach_in(demand: pd.DataFrame, directory: object) -> Drawn:
    points = np.column_stack(to_metric(demand["lon"], demand["lat"], crs=25832))
    places = np.column_stack(to_metric(directory.lon, directory.lat, crs=25832))  # type: ignore[attr-defined]
    return drawn_reach(directory.place, WaysByTree(points, places, 1.0), np.full(len(demand), np.inf))  # type: ignore[attr-defined]


def people_by_draw(drawn: Drawn, limit_m: float) -> list[float]:
    return [
        sum(heads for heads, way in zip(PEOPLE, ways, strict=True) if way <= limit_m)
        for ways in drawn.nearest_m.tolist()
    ]


# -- the worked example of docs/METHODS.md ---------------------------------------------------------


def expected_people(exponent: float, offers_apart: int) -> float:
    """Do the worked example on paper: cells at 0, 1,000, 2,000 m with 50, 30, 20 people, limit 1,000 m."""
    rank = [0.25, 0.65, 0.90]  # of 100 people: 0 + 25, 50 + 15, 80 + 10
    pull = [heads * r ** (exponent - 1) for heads, r in zip(PEOPLE, rank, strict=True)]
    chance = [one / sum(pull) for one in pull]
    reached_from = [{0, 1}, {0, 1, 2}, {1, 2}]
    misses = [
        sum(c for c, seen in zip(chance, reached_from, strict=True) if cell not in seen) for cell in range(3)
    ]
    return sum(heads * (1 - miss**offers_apart) for heads, miss in zip(PEOPLE, misses, strict=True))


def test_the_example_on_paper() -> None:
    assert expected_people(1.0, 1) == pytest.approx(80.0)
    assert expected_people(0.5, 1) == pytest.approx(80.7, abs=0.05)
    assert expected_people(1.0, 2) == pytest.approx(93.0)


def test_ranks_count_half_of_the_own_cell() -> None:
    assert support().rank == pytest.approx([0.25, 0.65, 0.90])


@pytest.mark.parametrize("exponent", [1.0, 0.5])
def test_weights_of_places_are_people_times_rank(exponent: float) -> None:
    weights = support().weights(exponent)
    reached = np.array([80.0, 100.0, 50.0])
    assert float(weights @ reached / weights.sum()) == pytest.approx(expected_people(exponent, 1))


@pytest.mark.parametrize(("count", "people"), [(1, 80.0), (2, 93.0)])
def test_draws_reach_as_many_as_on_paper(monkeypatch: pytest.MonkeyPatch, count: int, people: float) -> None:
    monkeypatch.setattr("geo.reach.imputed.values._rounded", np.ones_like)  # a = 1
    drawn = reach_of(offers(*[{}] * count), draws=2000, is_shared=False)
    assert np.mean(people_by_draw(drawn, 1000.5)) == pytest.approx(people, abs=0.6)


def test_addresses_of_the_example_are_counted() -> None:
    where = [("A", "X"), ("A", "X"), ("A", "Y"), ("B", "X")]
    rows = offers(*[{"organization": who, "street": street} for who, street in where])
    assert count_sharing(rows) == ((1, 1), (1, 1))


# -- what is learned -------------------------------------------------------------------------------


def test_known_points_nearer_than_60_metres_are_one_site() -> None:
    rows = offers(
        *[{"precision": "house", "uncertainty_m": 0.0, "metres": x} for x in (1000, 1050, 1061, 1999)]
    )
    found = learn(rows, cells(), AGS, {"1": at(0)})
    # 50 of 100 people up to 0 m, 80 up to 1,000 m, 100 up to 2,000 m, on a line in between
    assert found.sites == 3
    assert found.log_rank == pytest.approx(
        -np.log([0.8, 0.8 + 0.2 * 0.061, 0.8 + 0.2 * 0.999]).sum(), abs=1e-4
    )


def test_few_known_places_teach_nothing() -> None:
    few = Parameters(9, 3.0, (5, 4), (0, 9))
    assert few.site_counts == (10, 16.0)
    assert (few.same_counts, few.other_counts) == ((6, 4), (2, 8))
    enough = Parameters(34, 55.97, (53, 33), (35, 114))
    assert enough.mean_exponent == pytest.approx(36 / 57.97)
    assert (enough.same_counts, enough.other_counts) == ((53, 33), (35, 114))


def test_parameters_of_the_draws_follow_their_distributions() -> None:
    drawn = draw_parameters(Parameters(34, 55.97, (53, 33), (35, 114)), draws=2000, seed=1)
    assert drawn.exponent.mean() == pytest.approx(0.621, abs=0.01)
    assert drawn.same.mean() == pytest.approx(54 / 88, abs=0.01)
    assert drawn.other.mean() == pytest.approx(36 / 151, abs=0.01)
    assert np.allclose(drawn.exponent * 20, np.round(drawn.exponent * 20))  # steps of 0.05


def test_a_stream_is_a_latin_hypercube_of_its_own() -> None:
    one, two = uniforms("a", draws=50, seed=1, count=2)
    assert sorted(np.floor(one * 50)) == list(range(50))
    assert not np.array_equal(one, two)
    assert np.array_equal(one, uniforms("a", draws=50, seed=1, count=2)[0])
    assert not np.array_equal(one, uniforms("b", draws=50, seed=1, count=1)[0])


# -- what is drawn ---------------------------------------------------------------------------------


def test_the_same_address_is_the_same_place_in_every_draw() -> None:
    rows = offers(
        {"street": "Weg", "house_number": "1"}, {"street": "Weg", "house_number": "1"}, {"street": "Weg"}
    )
    place = draw_directory(rows, support(), APART, AGS).place
    assert np.array_equal(place[0], place[1])
    assert not np.array_equal(place[0], place[2])


def test_organisations_share_their_sites_as_often_as_is_known() -> None:
    always = Parameters(0, 0.0, (10_000, 0), (0, 10_000))
    rows = offers({"organization": "A", "street": "Weg"}, {"organization": "A"}, {"organization": "B"})
    place = draw_directory(rows, support(), always, AGS).place
    assert (place[0] == place[1]).mean() > 0.98
    never = draw_directory(rows, support(), always, AGS, is_shared=False).place
    assert (never[0] == never[1]).mean() == pytest.approx(0.4, abs=0.15)  # three cells only: by chance


OFFICE = {
    "organization": "A",
    "street": "Markt",
    "metres": 1000.0,
    "precision": "place",
    "uncertainty_m": 100.0,
}


def test_an_office_is_a_site_of_its_organisation_where_its_offers_need_not_be() -> None:
    rows = offers(OFFICE, OFFICE).assign(is_administration_address=True)
    often = Parameters(0, 0.0, (6_000, 4_000), (0, 10_000))  # six of ten further offers join a site
    found = draw_directory(rows, support(), often, AGS, draws=1000)
    at_office = np.isclose(to_metric(found.lon, found.lat, crs=25832)[0] - EAST, 1000.0, atol=0.1)
    beside = np.flatnonzero(at_office)[-1]  # not the cell: the point of the office
    assert not found.is_exact.any()
    assert (found.place[0] == beside).mean() == pytest.approx(0.6, abs=0.03)
    assert not np.array_equal(found.place[0], found.place[1])  # two offers, two unknown places

    known = draw_directory(rows.assign(is_administration_address=False), support(), often, AGS)
    assert known.is_exact.all()


def test_where_an_offer_is_known_to_be_at_the_office_others_of_the_organisation_may_be_there_too() -> None:
    house = {**OFFICE, "precision": "house", "uncertainty_m": 25.0, "metres": 1010.0}
    rows = offers(OFFICE, house).assign(is_administration_address=[True, False])
    always = Parameters(0, 0.0, (10_000, 0), (0, 10_000))
    found = draw_directory(rows, support(), always, AGS)
    assert found.is_exact.tolist() == [False, True]
    assert (found.place[0] == found.place[1]).mean() > 0.98  # the same site, told by who knows it best


def test_an_office_teaches_nothing_of_where_offers_are() -> None:
    rows = offers(OFFICE, {**OFFICE, "street": "Weg"}, {**OFFICE, "street": "Weg", "metres": 1999.0})
    known, offices = (rows.assign(is_administration_address=flag) for flag in (False, [True, False, False]))
    told = [learn(one, cells(), AGS, {"1": at(0)}) for one in (known, offices, rows.iloc[1:])]
    assert told[0].same_organization == (1, 1)
    assert told[1] == told[2] != told[0]


def test_protected_online_and_closed_offers_and_those_of_the_whole_district_are_never_drawn() -> None:
    rows = offers(
        {}, {"scope": "online"}, {"status": "closed"}, {"scope": "district"}, {"is_protected": True}
    )
    assert list(draw_directory(rows, support(), APART, AGS).row_of) == ["o0"]


def test_a_rough_point_is_drawn_inside_its_radius_most_often_near() -> None:
    rows = offers({"precision": "street", "uncertainty_m": 900.0, "street": "Weg", "metres": 1000.0})
    found = draw_directory(rows, support(), APART, AGS)
    x, y = to_metric(found.lon[found.place[0]], found.lat[found.place[0]], crs=25832)
    away = np.hypot(x - EAST - 1000, y - NORTH)
    assert away.max() <= 900
    assert away.mean() == pytest.approx(
        300 * (1 - 3 / (np.exp(3) - 1)), rel=0.1
    )  # exponential, cut at the radius
    assert np.abs(np.mean(x - EAST - 1000)) < 120


def test_an_exact_point_is_the_same_in_all_draws() -> None:
    found = draw_directory(offers({"precision": "house", "uncertainty_m": 100.0}), support(), APART, AGS)
    assert found.is_exact.tolist() == [True]
    assert np.ptp(found.place[0]) == 0


def test_a_postcode_is_drawn_from_its_own_people() -> None:
    demand = cells()
    by_code = make_support(demand, {"1": at(0)}, postcodes=["1", "2", "2"])
    found = draw_directory(
        offers({"precision": "postcode", "street": "Weg", "postal_code": "2"}), by_code, APART, AGS
    )
    assert set(by_code.postcode[found.place[0]]) == {"2"}


def test_without_a_city_the_people_of_the_circle_count() -> None:
    found = draw_directory(
        offers({"city": "", "uncertainty_m": 1200.0, "metres": 2000.0}), support(), APART, AGS
    )
    east, _ = to_metric(found.lon[found.place[0]], found.lat[found.place[0]], crs=25832)
    assert set(np.round(east - EAST)) == {1000.0, 2000.0}


def test_neither_the_order_of_offers_nor_of_cells_changes_a_draw() -> None:
    rows = offers({"organization": "A"}, {"organization": "A"}, {"street": "Weg"}, {"organization": "B"})
    demand = cells(np.arange(0, 4000, 100), np.arange(1, 41))
    one = draw_directory(rows, support(demand), APART, AGS)
    other = draw_directory(rows.iloc[::-1], support(demand.iloc[::-1]), APART, AGS)
    for name in rows.index:
        first, second = (
            np.column_stack((found.lon, found.lat))[found.place[found.row_of[name]]] for found in (one, other)
        )
        assert np.allclose(first, second, atol=1e-9)


def test_another_offer_does_not_move_those_there_are() -> None:
    rows = offers({}, {}, {})
    few = draw_directory(rows.iloc[:2], support(), APART, AGS, is_shared=False)
    all_of_them = draw_directory(rows, support(), APART, AGS, is_shared=False)
    assert np.array_equal(few.place, all_of_them.place[:2])


def test_cells_of_a_large_city_are_gathered_into_groups_that_keep_all_people() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.uniform(0, 9000, (2, 2000))
    lon, lat = to_degrees(EAST + x, NORTH + y)
    demand = pd.DataFrame({"lon": lon, "lat": lat, "ags": "1", "people": rng.uniform(1, 50, 2000)})
    found = make_support(demand, {})
    assert 150 <= len(found.x) <= 180  # one of twelve
    assert found.weights(1.0).sum() == pytest.approx(demand["people"].sum())
    off = np.hypot(
        *(v - w[found.group] for v, w in zip(to_metric(lon, lat, crs=25832), (found.x, found.y), strict=True))
    )
    assert off.mean() < 400


def test_further_addresses_have_names_of_their_own() -> None:
    rows = offers({}, {}).assign(site=[0, 2])
    assert keys_of(rows) == ["o0", "o1#2"]


# -- ways and shares -------------------------------------------------------------------------------


def test_table_and_tree_find_the_same_ways() -> None:
    rng = np.random.default_rng(7)
    points, places = rng.uniform(0, 5000, (30, 2)), rng.uniform(0, 5000, (40, 2))
    table = 1.3 * np.hypot(*(places[:, None, k] - points[None, :, k] for k in (0, 1)))
    place = rng.integers(-1, 40, (5, 20)).astype(np.int32)
    exact = np.full(30, 2500.0)
    by_table = drawn_reach(place, WaysTable(table.astype(np.float32)), exact)
    by_tree = drawn_reach(place, WaysByTree(points, places, 1.3), exact)
    assert np.allclose(by_table.nearest_m, by_tree.nearest_m, rtol=1e-6)
    for draw in range(20):  # plain Python
        here = [int(p) for p in place[:, draw] if p >= 0]
        for cell in range(30):
            least = min([2500.0, *(float(table[p, cell]) for p in here)])
            assert by_table.nearest_m[draw, cell] == pytest.approx(least, rel=1e-6)


def test_a_longer_way_never_reaches_fewer_cells_in_any_draw() -> None:
    drawn = reach_of(offers({}, {}, {}))
    for limit in range(0, 2600, 200):
        assert not (drawn.reached(limit) & ~drawn.reached(limit + 200)).any()


def test_expected_people_are_those_of_the_chances() -> None:
    drawn = reach_of(offers({}, {}))
    out = 1 - drawn.chance(1000.5)
    expected = spread(people_by_draw(drawn, 1000.5)).expected
    assert expected == pytest.approx(float((np.array(PEOPLE) * (1 - out)).sum()))


def test_a_spread_holds_nine_of_ten_and_is_nothing_where_all_draws_agree() -> None:
    assert spread(np.arange(101)) == (50, 5, 95)
    assert spread(np.full(200, 0.1)) == (0.1, 0.1, 0.1)
    low = spread([1.0] * 97 + [0.0] * 3)  # the mean may lie outside of the quantiles: then it is the end
    assert low == (0.97, 0.97, 1.0)
    assert np.isnan(spread([np.nan, 1.0]).expected)


def test_many_spreads_at_once_are_those_of_each() -> None:
    draws = np.random.default_rng(3).uniform(0, 9, (40, 6))
    draws[:, 1], draws[:, 2], draws[:38, 3], draws[0, 4] = 0.1, 0.0, 7.0, np.nan

    found = spread_of_each(draws)

    np.testing.assert_array_equal(found.T, [spread(column) for column in draws.T])
    assert spread_of_each(draws[:0]).shape == (3, 6)
    assert np.isnan(spread_of_each(draws[:0])).all()


def test_the_mean_way_is_unknown_where_half_of_the_draws_reach_nothing() -> None:
    ways = np.array([[100, np.inf, np.inf], [300, 200, np.inf], [200, 400, 50]], dtype=np.float32)
    assert Drawn(ways).mean_m.tolist() == [200, 300, np.inf]


def test_worth_of_an_address_by_hand() -> None:
    # u is at place 0 or 1 with the same chance, v always at place 2; cells of 10, 20, 30 people
    reaches = csr_array(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=float))
    place = np.array([[0, 1], [2, 2]], dtype=np.int32)
    found = worth(place, reaches, [10, 20, 30], np.array([False, False, False]))
    assert found.variance == pytest.approx([25.0, 0.0])  # 10 or 20, the mean is 15
    assert found.possible.tolist() == [30, 30]
    sure = worth(place, reaches, [10, 20, 30], np.array([False, True, False]))
    assert sure.variance == pytest.approx([25.0, 0.0])  # 10 or 0
    assert sure.possible.tolist() == [10, 30]
