"""Ways from cells to sites: sparse, sorted, cut at the limit, made in runs."""

import numpy as np
import pytest

from geo.reach.speeds import metres_to_minutes, minutes_to_metres
from geo.reach.straight_line import Cost, nearest_way_m, straight_line_chunks, straight_line_cost
from tests.reach_kit import demand_at, street, supply_at, two_sites


def pairs(cost: Cost) -> list[tuple[int, int, int]]:
    return [(int(c), int(s), round(m)) for c, s, m in zip(cost.cell, cost.site, cost.cost_m, strict=True)]


def test_pairs_within_the_limit_come_by_cell_then_way() -> None:
    cost = straight_line_cost(street(), two_sites(), limit_m=1000.1, detour_factor=1.0)

    assert pairs(cost) == [(0, 0, 0), (0, 1, 1000), (1, 0, 400), (1, 1, 600), (2, 1, 0), (2, 0, 1000)]
    assert (cost.cells, cost.sites, cost.limit_m) == (4, 2, 1000.1)


def test_detour_makes_ways_longer_and_the_limit_is_one_of_ways() -> None:
    cost = straight_line_cost(street(), two_sites(), limit_m=521, detour_factor=1.3)

    assert pairs(cost) == [(0, 0, 0), (1, 0, 520), (2, 1, 0)]


def test_a_limit_of_nothing_leaves_the_door() -> None:
    cost = straight_line_cost(street(), two_sites(), limit_m=0)

    assert pairs(cost) == [(0, 0, 0), (2, 1, 0)]


def test_nearest_is_infinite_where_nothing_is_in_reach() -> None:
    cost = straight_line_cost(street(), two_sites(), limit_m=601, detour_factor=1.0)

    assert cost.nearest() == pytest.approx([0, 400, 0, np.inf], abs=1e-6)
    assert cost.nearest_site().tolist() == [0, 0, 1, -1]


def test_nearest_alone_is_the_nearest_of_all_pairs_however_far() -> None:
    alone = nearest_way_m(street(), two_sites())

    assert alone.tolist() == straight_line_cost(street(), two_sites(), limit_m=9000).nearest().tolist()
    assert nearest_way_m(street(), two_sites().iloc[:0]).tolist() == [np.inf] * 4
    assert nearest_way_m(street().iloc[:0], two_sites()).tolist() == []


def test_slack_brings_a_site_nearer_and_is_below_nothing_inside_its_area() -> None:
    cost = straight_line_cost(street(), two_sites(), limit_m=401, detour_factor=1.0, slack_m=[0.0, 700.0])

    assert pairs(cost) == [(0, 0, 0), (0, 1, 300), (1, 1, -100), (1, 0, 400), (2, 1, -700)]


def test_within_is_what_the_smaller_limit_would_have_found() -> None:
    wide = straight_line_cost(street(), two_sites(), limit_m=2000)

    narrow = wide.within(700)

    assert pairs(narrow) == pairs(straight_line_cost(street(), two_sites(), limit_m=700))
    assert narrow.limit_m == 700
    with pytest.raises(ValueError, match="known up to 700 m"):
        narrow.within(701)


def test_a_way_of_exactly_the_limit_is_within_it() -> None:
    for detour in (1.0, 1.1, 1.3, 1.37):
        wide = straight_line_cost(street(), two_sites(), limit_m=9000, detour_factor=detour)
        for way in wide.cost_m.tolist():
            found = straight_line_cost(street(), two_sites(), limit_m=way, detour_factor=detour)
            assert found.pairs == (wide.cost_m <= way).sum()


def test_select_sites_numbers_anew_and_only_does_not() -> None:
    cost = straight_line_cost(street(), two_sites(), limit_m=601, detour_factor=1.0)

    selected, kept = cost.select_sites([False, True]), cost.only([False, True])

    assert (pairs(selected), selected.sites) == ([(1, 0, 600), (2, 0, 0)], 1)
    assert (pairs(kept), kept.sites) == ([(1, 1, 600), (2, 1, 0)], 2)
    with pytest.raises(ValueError, match="one flag for each of 2 sites"):
        cost.only([True])


def test_sites_of_another_cost_come_after_ones_own() -> None:
    both = straight_line_cost(street(), two_sites(), limit_m=601)
    first = straight_line_cost(street(), two_sites().iloc[:1], limit_m=601)
    second = straight_line_cost(street(), two_sites().iloc[1:], limit_m=900)

    joined = first.with_sites(second)

    assert pairs(joined) == pairs(both)
    assert (joined.sites, joined.limit_m) == (2, 601)
    with pytest.raises(ValueError, match="same cells"):
        first.with_sites(straight_line_cost(street().iloc[:2], two_sites(), limit_m=601))


def test_matrix_holds_the_values_at_cell_and_site() -> None:
    cost = straight_line_cost(street(), two_sites(), limit_m=601, detour_factor=1.0)

    matrix = cost.to_csr(np.arange(1, cost.pairs + 1))

    assert matrix.toarray().tolist() == [[1, 0], [2, 3], [0, 4], [0, 0]]


def test_pairs_in_any_order_become_sorted_even_where_ways_are_equal_or_nearly() -> None:
    near = np.nextafter(500.0, 501.0)
    cell = [70_000, 0, 70_000, 70_000, 0, 70_000]
    site = [3, 1, 2, 1, 0, 0]
    ways = [near, 5.0, 500.0, 500.0, 9.0, near]

    cost = Cost.from_pairs(cell, site, ways, cells=70_001, sites=4, limit_m=1000)

    assert cost.cell.tolist() == [0, 0, 70_000, 70_000, 70_000, 70_000]
    assert cost.site.tolist() == [1, 0, 1, 2, 0, 3]


@pytest.mark.parametrize("chunk_cells", [1, 2, 3, 100])
@pytest.mark.parametrize("chunk_pairs", [1, 3, 1000])
def test_runs_of_cells_give_the_same_pairs(chunk_cells: int, chunk_pairs: int) -> None:
    whole = straight_line_cost(street(), two_sites(), limit_m=1500)

    runs = list(
        straight_line_chunks(
            street(), two_sites(), limit_m=1500, chunk_cells=chunk_cells, chunk_pairs=chunk_pairs
        )
    )

    found = [(rows.start + c, s, m) for rows, cost in runs for c, s, m in pairs(cost)]
    assert found == pairs(whole)
    assert [row for rows, _ in runs for row in range(rows.start, rows.stop)] == [0, 1, 2, 3]
    assert all(cost.pairs <= chunk_pairs or cost.cells == 1 for _, cost in runs)


def test_unsorted_pairs_are_the_same_pairs_and_refuse_what_needs_an_order() -> None:
    sorted_one = straight_line_cost(street(), two_sites(), limit_m=1500)

    loose = straight_line_cost(street(), two_sites(), limit_m=1500, is_sorted=False)

    assert sorted(pairs(loose)) == sorted(pairs(sorted_one))
    assert (
        loose.to_coo(loose.cost_m).toarray().tolist()
        == sorted_one.to_csr(sorted_one.cost_m).toarray().tolist()
    )
    assert not loose.within(100).is_sorted
    assert not loose.select_sites([True, False]).is_sorted
    assert loose.with_sites(loose).is_sorted
    for question in (loose.nearest, loose.nearest_site, lambda: loose.to_csr(loose.cost_m)):
        with pytest.raises(ValueError, match="sorted"):
            question()


@pytest.mark.parametrize(("cells", "sites"), [(0, 2), (4, 0), (0, 0)])
def test_nothing_at_one_end_means_no_pairs(cells: int, sites: int) -> None:
    cost = straight_line_cost(street().iloc[:cells], two_sites().iloc[:sites], limit_m=1000)

    assert (cost.pairs, cost.cells, cost.sites) == (0, cells, sites)
    assert cost.nearest().tolist() == [np.inf] * cells
    assert cost.to_csr([]).shape == (cells, sites)


@pytest.mark.parametrize(
    ("limit_m", "detour_factor"),
    [(-1, 1.3), (float("nan"), 1.3), (float("inf"), 1.3), (1, 0.9), (1, float("nan"))],
)
def test_limits_and_detours_that_cannot_be_are_refused(limit_m: float, detour_factor: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        straight_line_cost(street(), two_sites(), limit_m=limit_m, detour_factor=detour_factor)


def test_a_site_without_a_point_is_refused() -> None:
    lost = supply_at([0]).assign(lon=float("nan"))

    with pytest.raises(ValueError, match="a point"):
        straight_line_cost(demand_at([0], [1]), lost, limit_m=10)


@pytest.mark.parametrize(
    ("mode", "metres"), [("walk", 2400), ("walk_slow", 1800), ("bike", 7500), ("metres", 30)]
)
def test_thirty_minutes_of_each_way_of_travel(mode: str, metres: float) -> None:
    assert minutes_to_metres(30, mode) == pytest.approx(metres)
    assert metres_to_minutes([metres], mode) == pytest.approx([30])


def test_an_unknown_way_of_travel_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'fly'"):
        minutes_to_metres(30, "fly")
