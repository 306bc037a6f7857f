"""The street network: which streets, how they become edges, where points join them, what ways cost."""

import numpy as np
import pytest

from geo.reach.network import (
    Stopped,
    StreetNetwork,
    nearest_cost,
    network_cost,
    read_osm,
    snap,
    snap_counts,
    snap_frame,
    watched,
)
from geo.reach.network.reach import snapped_cost
from geo.reach.network.tags import Way, directions
from geo.reach.speeds import minutes_to_metres
from geo.reach.straight_line import straight_line_cost
from tests.network_kit import FOLDER, RESIDENTIAL, make_network, places

DEGREE_M = 111_195.08  # of latitude, on the sphere with the mean radius


def way_m(network: StreetNetwork, start: tuple[float, float], goal: tuple[float, float], **options) -> float:
    """Return the metres from one place to another, `inf` without a way."""
    cost = network_cost(network, places(start), places(goal), limit_m=50_000, **options)
    return float(cost.nearest()[0])


# --- which streets -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "walk", "bike"),
    [
        ({"highway": "residential"}, Way.BOTH, Way.BOTH),
        ({"highway": "residential", "sidewalk": "no"}, Way.BOTH, Way.BOTH),
        ({"highway": "motorway"}, Way.NONE, Way.NONE),
        ({"highway": "motorway", "foot": "yes", "bicycle": "yes"}, Way.NONE, Way.NONE),
        ({"highway": "trunk"}, Way.NONE, Way.NONE),
        ({"highway": "trunk", "foot": "yes"}, Way.BOTH, Way.NONE),
        ({"highway": "primary", "motorroad": "yes"}, Way.NONE, Way.NONE),
        ({"highway": "steps"}, Way.BOTH, Way.NONE),
        ({"highway": "footway"}, Way.BOTH, Way.NONE),
        ({"highway": "footway", "bicycle": "yes"}, Way.BOTH, Way.BOTH),
        ({"highway": "pedestrian", "bicycle": "dismount"}, Way.BOTH, Way.NONE),
        ({"highway": "cycleway"}, Way.NONE, Way.BOTH),
        ({"highway": "cycleway", "foot": "designated"}, Way.BOTH, Way.BOTH),
        ({"highway": "cycleway", "segregated": "yes"}, Way.BOTH, Way.BOTH),
        ({"highway": "cycleway", "segregated": "no", "foot": "no"}, Way.NONE, Way.BOTH),
        ({"highway": "bridleway"}, Way.NONE, Way.NONE),
        ({"highway": "service", "access": "private"}, Way.NONE, Way.NONE),
        ({"highway": "service", "access": "private", "foot": "yes"}, Way.BOTH, Way.NONE),
        ({"highway": "track", "access": "agricultural", "bicycle": "yes"}, Way.NONE, Way.BOTH),
        ({"highway": "track", "vehicle": "forestry"}, Way.BOTH, Way.NONE),
        ({"highway": "track", "motor_vehicle": "no"}, Way.BOTH, Way.BOTH),
        ({"highway": "service", "access": "destination"}, Way.BOTH, Way.BOTH),
        ({"highway": "secondary", "bicycle": "use_sidepath"}, Way.BOTH, Way.NONE),
        ({"highway": "residential", "foot": "no"}, Way.NONE, Way.BOTH),
        ({"highway": "construction"}, Way.NONE, Way.NONE),
        ({"highway": "proposed", "foot": "yes"}, Way.NONE, Way.NONE),
        ({"route": "ferry", "foot": "yes", "bicycle": "yes"}, Way.NONE, Way.NONE),
        ({"highway": "residential", "oneway": "yes"}, Way.BOTH, Way.FORWARD),
        ({"highway": "residential", "oneway": "-1"}, Way.BOTH, Way.BACKWARD),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, Way.BOTH, Way.BOTH),
        ({"highway": "residential", "oneway": "yes", "cycleway": "opposite_lane"}, Way.BOTH, Way.BOTH),
        ({"highway": "residential", "oneway": "no", "oneway:bicycle": "yes"}, Way.BOTH, Way.FORWARD),
        ({"highway": "residential", "junction": "roundabout"}, Way.BOTH, Way.FORWARD),
        ({"highway": "residential", "oneway": "reversible"}, Way.BOTH, Way.BOTH),
    ],
)
def test_tags_say_who_may_go_where(tags, walk, bike):
    assert directions(tags, mode="walk") == walk
    assert directions(tags, mode="bike") == bike


def test_a_square_of_different_streets_is_another_one_by_bike():
    walk, bike = (read_osm(FOLDER / "rules.osm", mode=mode) for mode in ("walk", "bike"))

    corners = {1: (7.2, 51.6), 2: (7.21, 51.6), 3: (7.21, 51.61), 4: (7.2, 51.61)}
    side, diagonal = 0.01 * DEGREE_M, float(np.hypot(0.01 * DEGREE_M, 0.01 * DEGREE_M * 0.6211))
    assert way_m(walk, corners[2], corners[3]) == pytest.approx(side, rel=1e-4)  # the steps
    assert way_m(walk, corners[2], corners[1]) == pytest.approx(
        side * 0.6211, rel=1e-3
    )  # against the one-way
    assert way_m(walk, corners[4], corners[3]) == np.inf  # motorway and cycleway: no street near corner 4
    assert way_m(bike, corners[4], corners[3]) == pytest.approx(side + diagonal, rel=1e-3)
    assert way_m(bike, corners[3], corners[4]) == pytest.approx(
        side + diagonal, rel=1e-3
    )  # oneway:bicycle=no


def test_a_one_way_street_counts_by_bike_and_not_on_foot(tmp_path):
    points = {1: (7.2, 51.6), 2: (7.2, 51.61), 3: (7.22, 51.61), 4: (7.22, 51.6)}
    ring = [([1, 2], {**RESIDENTIAL, "oneway": "yes"}), ([2, 3, 4, 1], RESIDENTIAL)]
    walk, bike = (make_network(tmp_path, points, ring, mode=mode) for mode in ("walk", "bike"))
    near_1, near_2 = (7.2, 51.602), (7.2, 51.608)

    assert way_m(bike, near_1, near_2) == pytest.approx(0.006 * DEGREE_M, rel=1e-3)
    assert way_m(walk, near_2, near_1) == pytest.approx(0.006 * DEGREE_M, rel=1e-3)
    assert way_m(bike, near_2, near_1) == pytest.approx(bike.edge_m.sum() - 0.006 * DEGREE_M, rel=1e-3)


# --- from stretches to edges -------------------------------------------------------------------------------------


def test_points_that_are_no_crossing_vanish_and_their_metres_stay(tmp_path):
    points = {n: (7.2, 51.6 + n / 1000) for n in range(6)} | {9: (7.21, 51.603)}

    network = make_network(
        tmp_path, points, [([0, 1, 2], RESIDENTIAL), ([5, 4, 3, 2], RESIDENTIAL), ([3, 9], RESIDENTIAL)]
    )

    assert (network.nodes, network.edges) == (4, 3)
    assert sorted(np.round(network.edge_m / DEGREE_M, 6))[:1] == [0.002]  # 3 to 5
    assert np.round(0.003 * DEGREE_M, 1) in np.round(network.edge_m, 1)  # 0 to 3, over the end of a way


@pytest.mark.parametrize(
    ("streets", "nodes", "edges"),
    [
        ([[1, 2, 3, 4, 1]], 1, 1),  # a ring without a crossing
        ([[1, 2, 3], [1, 4, 3]], 1, 1),  # the same ring of two ways
        ([[1, 2, 3, 4, 1], [1, 5]], 2, 2),  # a ring with a tail
        ([[1, 2], [2, 1], [1, 2, 2]], 2, 1),  # the same street three times
        ([[1, 3], [1, 2, 3], [1, 5], [3, 4]], 4, 4),  # two edges between the same crossings
        ([[1, 2], [3, 4]], 4, 2),  # two that do not meet
    ],
)
def test_streets_become_edges_between_crossings_and_ends(tmp_path, streets, nodes, edges):
    points = {1: (7.2, 51.6), 2: (7.201, 51.6), 3: (7.201, 51.601), 4: (7.2, 51.601), 5: (7.19, 51.59)}

    network = make_network(tmp_path, points, [(refs, RESIDENTIAL) for refs in streets])

    assert (network.nodes, network.edges) == (nodes, edges)
    assert (np.diff(network.shape_start) >= 2).all()


def test_the_shorter_of_two_edges_between_the_same_crossings_is_taken(tmp_path):
    points = {1: (7.2, 51.6), 2: (7.21, 51.605), 3: (7.2, 51.61), 4: (7.2, 51.59), 5: (7.2, 51.62)}
    streets = [([1, 2, 3], RESIDENTIAL), ([1, 3], RESIDENTIAL), ([1, 4], RESIDENTIAL), ([3, 5], RESIDENTIAL)]

    network = make_network(tmp_path, points, streets)

    assert way_m(network, points[4], points[5]) == pytest.approx(0.03 * DEGREE_M, rel=1e-6)


def test_both_ways_round_a_ring_are_known(tmp_path):
    points = {1: (7.2, 51.6), 2: (7.21, 51.6), 3: (7.21, 51.61), 4: (7.2, 51.61), 5: (7.19, 51.6)}
    network = make_network(tmp_path, points, [([1, 2, 3, 4, 1], RESIDENTIAL), ([1, 5], RESIDENTIAL)])

    assert way_m(network, (7.2, 51.609), (7.2, 51.601)) == pytest.approx(0.008 * DEGREE_M, rel=1e-6)
    assert way_m(network, (7.2, 51.601), (7.201, 51.6)) == pytest.approx(
        0.001 * DEGREE_M * (1 + 0.62115), rel=1e-3
    )


def test_points_of_no_extent_do_no_harm(tmp_path):
    points = {1: (7.2, 51.6), 2: (7.2, 51.6), 3: (7.2, 51.61)}

    network = make_network(tmp_path, points, [([1, 2], RESIDENTIAL), ([2, 3], RESIDENTIAL)])

    assert way_m(network, points[1], points[3]) == pytest.approx(0.01 * DEGREE_M, rel=1e-6)


def test_a_street_that_the_extract_cuts_off_ends_there_and_is_counted(tmp_path):
    points = {1: (7.2, 51.6), 2: (7.2, 51.61), 4: (7.2, 51.63), 5: (7.2, 51.64)}

    network = make_network(tmp_path, points, [([1, 2, 3, 4, 5], RESIDENTIAL)])

    assert (network.edges, network.cut) == (2, 2)
    assert way_m(network, points[1], points[5]) == np.inf


# --- from points to streets --------------------------------------------------------------------------------------


def test_a_point_is_joined_to_the_middle_of_a_street_not_to_its_end(tmp_path):
    network = make_network(tmp_path, {1: (7.2, 51.6), 2: (7.2, 51.62)}, [([1, 2], RESIDENTIAL)])

    snapped = snap(network, [7.201], [51.61])

    assert snapped.position_m[0] == pytest.approx(0.01 * DEGREE_M, abs=1.0)
    assert snapped.off_m[0] == pytest.approx(0.001 * DEGREE_M * 0.6210, rel=1e-3)


def test_a_point_further_than_the_limit_has_no_way_and_is_counted(tmp_path):
    network = make_network(tmp_path, {1: (7.2, 51.6), 2: (7.2, 51.62)}, [([1, 2], RESIDENTIAL)])
    far, near = (7.21, 51.61), (7.2, 51.605)  # 690 m and 0 m

    counts = snap_counts(snap_frame(network, places(far, near)))

    assert (counts.snapped, counts.unsnapped) == (1, 1)
    assert way_m(network, far, near) == np.inf
    assert way_m(network, far, near, snap_limit_m=800) < np.inf


def test_the_way_to_the_street_is_walked_with_the_detour_factor(tmp_path):
    streets = {1: (7.2, 51.6), 2: (7.2, 51.62)}, [([1, 2], RESIDENTIAL)]
    walk, bike = (make_network(tmp_path, *streets, mode=mode) for mode in ("walk", "bike"))
    off_m = float(snap(walk, [7.202], [51.61]).off_m[0])

    ways = [way_m(network, (7.202, 51.61), (7.2, 51.6)) for network in (walk, bike)]

    along_m = 0.01 * DEGREE_M
    assert ways[0] == pytest.approx(along_m + 1.3 * off_m, abs=1.0)
    assert ways[1] == pytest.approx(along_m + 1.3 * off_m * 15 / 4.8, abs=1.0)  # pushed at walking pace


def test_nobody_is_stranded_on_a_path_that_is_not_joined_up():
    network = read_osm(FOLDER / "islands.osm", mode="walk")
    in_the_yard, on_the_street = (7.202, 51.6105), (7.2, 51.62)

    snapped = snap(network, [in_the_yard[0]], [in_the_yard[1]])

    assert not snapped.is_island[0]
    assert snapped.off_m[0] == pytest.approx(
        0.002 * DEGREE_M * 0.6210, rel=1e-3
    )  # the street, not the path below
    assert way_m(network, in_the_yard, on_the_street) < 1300


def test_an_islet_with_streets_of_its_own_is_not_joined_to_the_mainland():
    network = read_osm(FOLDER / "islands.osm", mode="walk")

    assert way_m(network, (7.3, 51.6), (7.2, 51.6)) == np.inf
    assert way_m(network, (7.3, 51.6), (7.3, 51.63)) == pytest.approx(0.03 * DEGREE_M, rel=1e-6)
    assert not snap(network, [7.3], [51.6]).is_island[0]


def test_a_small_island_far_from_all_else_is_used_and_said():
    network = read_osm(FOLDER / "islands.osm", mode="walk")

    snapped = snap(network, [7.4, 7.2], [51.6, 51.6])

    assert snapped.is_island.tolist() == [True, False]
    assert snap_counts(snapped).island == 1
    assert way_m(network, (7.4, 51.6), (7.4, 51.601)) == pytest.approx(0.001 * DEGREE_M, rel=1e-6)


def test_a_one_way_street_that_only_leads_out_is_an_island_by_bike(tmp_path):
    points = {1: (7.2, 51.6), 2: (7.2, 51.64), 3: (7.2, 51.66)}
    streets = [([1, 2], RESIDENTIAL), ([2, 3], {**RESIDENTIAL, "oneway": "yes"})]

    bike = make_network(tmp_path, points, streets, mode="bike")

    assert bike.edge_m[bike.is_island].sum() == pytest.approx(0.02 * DEGREE_M, rel=1e-6)
    assert way_m(bike, points[1], points[3]) < np.inf
    assert way_m(bike, points[3], points[1]) == np.inf


@pytest.mark.parametrize(("lon", "lat"), [(np.nan, 51.6), (7.2, 91.0), (np.inf, 0.0), (181.0, 0.0)])
def test_a_point_that_is_no_place_on_earth_is_refused(tmp_path, lon, lat):
    network = make_network(tmp_path, {1: (7.2, 51.6), 2: (7.2, 51.61)}, [([1, 2], RESIDENTIAL)])

    with pytest.raises(ValueError, match="longitude"):
        snap(network, [lon], [lat])


# --- ways --------------------------------------------------------------------------------------------------------


def test_the_straight_line_crosses_the_river_and_the_network_takes_the_bridge():
    """The worked example of docs/METHODS.md."""
    network = read_osm(FOLDER / "river.osm", mode="walk")
    home, course = places((7.2, 51.600)), places((7.2, 51.601))
    limit_m = minutes_to_metres(30, "walk")

    straight = straight_line_cost(home, course, limit_m=limit_m)
    streets = network_cost(network, home, course, limit_m=limit_m)

    assert limit_m == 2400
    assert straight.cost_m.tolist() == pytest.approx([144.6], abs=0.5)  # 111.2 m · 1.3
    assert streets.pairs == 0
    assert nearest_cost(network, home, course)[0] == pytest.approx(2873.9, abs=0.1)  # 1381.4 + 111.2 + 1381.3


def test_costs_are_sorted_and_keep_the_numbers_of_their_rows():
    network = read_osm(FOLDER / "river.osm", mode="walk")
    cells = places((7.2, 51.6), (7.2, 52.0), (7.22, 51.6))
    sites = places((7.22, 51.601), (7.3, 51.6), (7.22, 51.6))

    cost = network_cost(network, cells, sites, limit_m=2000)

    assert (cost.cells, cost.sites, cost.limit_m) == (3, 3, 2000)
    assert list(zip(cost.cell.tolist(), cost.site.tolist(), strict=True)) == [(0, 2), (0, 0), (2, 2), (2, 0)]
    assert cost.cost_m.tolist() == pytest.approx([1381.4, 1492.6, 0.0, 111.2], abs=0.1)
    assert np.isinf(cost.nearest()).tolist() == [False, True, False]


@pytest.mark.parametrize(("cells", "sites"), [([], [(7.2, 51.6)]), ([(7.2, 51.6)], []), ([], [])])
def test_nobody_or_nothing_gives_no_ways(cells, sites):
    network = read_osm(FOLDER / "river.osm", mode="walk")

    cost = network_cost(network, places(*cells), places(*sites), limit_m=1000)

    assert (cost.pairs, cost.cells, cost.sites) == (0, len(cells), len(sites))
    assert nearest_cost(network, places(*cells), places(*sites)).tolist() == [np.inf] * len(cells)


@pytest.mark.parametrize(
    "options", [{"limit_m": -1}, {"limit_m": np.nan}, {"limit_m": 100, "detour_factor": 0.5}]
)
def test_limits_and_factors_that_cannot_be_are_refused(options):
    network = read_osm(FOLDER / "river.osm", mode="walk")

    with pytest.raises(ValueError, match="expected"):
        network_cost(network, places((7.2, 51.6)), places((7.2, 51.6)), **options)


def test_a_limit_of_nothing_reaches_only_what_is_there():
    network = read_osm(FOLDER / "river.osm", mode="walk")

    cost = network_cost(network, places((7.2, 51.6), (7.201, 51.6)), places((7.2, 51.6)), limit_m=0)

    assert cost.cell.tolist() == [0]


def test_tiles_give_the_same_ways_as_one_search_over_all(tmp_path):
    network, spots = _grid(tmp_path, 12)
    points = snap_frame(network, places(*spots))

    tiled = snapped_cost(network, points, points, limit_m=900, chunk_bytes=1)
    whole = snapped_cost(network, points, points, limit_m=90_000).within(900)

    assert tiled.pairs > len(spots)
    assert tiled.cell.tolist() == whole.cell.tolist()
    assert np.allclose(tiled.cost_m, whole.cost_m, rtol=0, atol=1e-6)


def test_a_search_tells_how_far_it_is_and_ends_when_told_to(tmp_path):
    network = read_osm(FOLDER / "river.osm", mode="walk")
    here, seen = places((7.2, 51.6)), []

    with watched(lambda done, of: seen.append((done, of)) is None):
        network_cost(network, here, here, limit_m=100)
    with pytest.raises(Stopped), watched(lambda _done, _of: False):
        network_cost(network, here, here, limit_m=100)

    assert seen == [(0, 1)]
    assert network_cost(network, here, here, limit_m=100).cells == 1  # nobody watches any more


def test_the_order_of_sites_does_not_matter(tmp_path):
    network, spots = _grid(tmp_path, 5)
    sites = places(*spots)

    turned = network_cost(network, sites, sites.iloc[::-1], limit_m=700)

    straight = network_cost(network, sites, sites, limit_m=700)
    assert np.allclose(turned.nearest(), straight.nearest())
    assert turned.pairs == straight.pairs


def _grid(folder, size):
    """Return a grid of streets about 300 m apart, and its crossings."""
    spots = {i * size + j: (7.2 + j * 0.00447, 51.6 + i * 0.00273) for i in range(size) for j in range(size)}
    rows = [([i * size + j for j in range(size)], RESIDENTIAL) for i in range(size)]
    columns = [([i * size + j for i in range(size)], RESIDENTIAL) for j in range(size)]
    return make_network(folder, spots, rows + columns), list(spots.values())


# --- places that are only roughly known --------------------------------------------------------------------------


def test_an_uncertain_place_may_lie_anywhere_in_its_area():
    network = read_osm(FOLDER / "river.osm", mode="walk")
    home, course = (7.2, 51.600), (7.2, 51.601)  # 111 m apart, over the river

    assert way_m(network, home, course) == pytest.approx(2873.9, abs=0.1)
    assert way_m(network, home, course, slack_m=[100.0]) == pytest.approx(
        2773.9, abs=1.0
    )  # 100 m nearer the bridge
    assert way_m(network, home, course, slack_m=[120.0]) == 0.0  # perhaps next door


def test_an_area_off_the_network_begins_where_streets_enter_it(tmp_path):
    network = make_network(tmp_path, {1: (7.2, 51.6), 2: (7.2, 51.64)}, [([1, 2], RESIDENTIAL)])
    place = (7.2, 51.65)  # 1112 m beyond the end of the street

    assert way_m(network, (7.2, 51.6), place) == np.inf
    assert way_m(network, (7.2, 51.6), place, slack_m=[2000.0]) == pytest.approx(
        0.05 * DEGREE_M - 2000, abs=5
    )


@pytest.mark.parametrize("slack", [[-1.0], [np.nan], [1.0, 2.0]])
def test_a_slack_that_cannot_be_is_refused(slack):
    network = read_osm(FOLDER / "river.osm", mode="walk")

    with pytest.raises(ValueError, match="slack"):
        network_cost(network, places((7.2, 51.6)), places((7.2, 51.6)), limit_m=100, slack_m=slack)
