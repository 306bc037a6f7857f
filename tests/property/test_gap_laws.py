"""Laws of gaps: each underserved cell in one area, people add up, a larger threshold never leaves more, order is nothing."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places.naming import BEST_KNOWN, Anchor, Namer, PointToName
from geo.reach.gaps import IN_OTHERS, SERVED, gap_areas
from tests.gaps_kit import groups_of, world

INF = float("inf")


@st.composite
def worlds(draw):
    """A demand of some cells, and metres to the next offer."""
    spots = draw(st.sets(st.tuples(st.integers(0, 40), st.integers(0, 12)), min_size=1, max_size=60))
    people = st.sampled_from([0.0, 1.0, 2.5, 30.0, 99.0, 150.0, 400.0])
    cells = [(*spot, draw(people), draw(st.sampled_from([0.0, 1.0, 2.0, 20.0]))) for spot in sorted(spots)]
    ways = draw(
        st.lists(st.sampled_from([0.0, 900.0, 2000.0, 2400.5, INF]), min_size=len(cells), max_size=len(cells))
    )
    return world(*cells), np.array(ways)


@settings(deadline=None, max_examples=40)
@given(worlds(), st.sampled_from([0.0, 1000.0, 2400.0, 9000.0]))
def test_every_underserved_cell_is_in_exactly_one_area(made, limit_m):
    demand, ways = made

    gaps = gap_areas(demand, ways, limit_m=limit_m)

    is_gap = (ways > limit_m) & (demand["people"] > 0).to_numpy()
    assert ((gaps.rank_of_cell != SERVED).to_numpy() == is_gap).all()
    listed = gaps.rank_of_cell[gaps.rank_of_cell > 0].value_counts().sort_index()
    assert listed.tolist() == gaps.areas["cells"].tolist()
    assert gaps.others.cells == (gaps.rank_of_cell == IN_OTHERS).sum()


@settings(deadline=None, max_examples=40)
@given(worlds(), st.sampled_from([0.0, 1000.0, 2400.0, 9000.0]))
def test_people_add_up(made, limit_m):
    demand, ways = made

    gaps = gap_areas(demand, ways, limit_m=limit_m)

    assert np.isclose(gaps.people, demand["people"][ways > limit_m].sum())
    hidden = demand["people"][gaps.rank_of_cell == IN_OTHERS].sum()
    assert np.isclose(gaps.areas["people"].sum() + hidden, gaps.people)
    assert hidden == 0 or hidden >= 3 or len(gaps.areas) == 0
    assert (gaps.areas["people"] >= 3).all()
    assert not gaps.areas["foreign_nationals"].between(0, 3, inclusive="neither").any()


@settings(deadline=None, max_examples=40)
@given(worlds(), st.sampled_from([0.0, 1000.0, 2400.0]), st.floats(0, 5000))
def test_a_larger_threshold_never_leaves_more_people(made, limit_m, more_m):
    demand, ways = made

    small, large = (gap_areas(demand, ways, limit_m=limit) for limit in (limit_m, limit_m + more_m))

    assert large.people <= small.people


@settings(deadline=None, max_examples=40)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_cells_does_not_matter(made, chance):
    demand, ways = made
    order = list(range(len(demand)))
    chance.shuffle(order)

    one = gap_areas(demand, ways, limit_m=1000)
    other = gap_areas(demand.iloc[order], ways[order], limit_m=1000)

    assert groups_of(demand, one.rank_of_cell) == groups_of(demand.iloc[order], other.rank_of_cell)
    pd.testing.assert_frame_equal(one.areas, other.areas)
    assert one.rank_of_cell.to_dict() == other.rank_of_cell.to_dict()


@settings(deadline=None, max_examples=40)
@given(worlds())
def test_an_area_has_cells_of_one_city_and_its_middle_is_one_of_them(made):
    demand, ways = made
    demand = demand.assign(ags=np.where(demand["lon"] > 7.34, "05562008", "05562004"))

    gaps = gap_areas(demand, ways, limit_m=1000)

    for rank, area in gaps.areas.iterrows():
        mine = demand[gaps.rank_of_cell == rank]
        assert set(mine["ags"]) == {area["ags"]}
        assert (abs(mine["lon"] - area["lon"]) + abs(mine["lat"] - area["lat"])).min() < 1e-6


points = st.tuples(st.floats(6.9, 7.4), st.floats(51.5, 51.8))
anchors = st.builds(
    lambda kind, name, city, at: Anchor(kind, name, city, *at),
    st.sampled_from(BEST_KNOWN),
    st.sampled_from("ABC"),
    st.sampled_from(["Marl", "Herten"]),
    points,
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(anchors, max_size=6),
    st.lists(
        st.builds(lambda at, city: PointToName(*at, city), points, st.sampled_from(["Marl", "Datteln", ""])),
        max_size=30,
    ),
)
def test_no_two_places_share_a_name(known, spots):
    names = Namer(known).name_all(spots)

    assert len(names) == len(spots)
    assert len({name.identity for name in names}) == len(spots)
    assert names == Namer(known[::-1]).name_all(spots)
