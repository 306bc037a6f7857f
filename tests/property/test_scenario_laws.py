"""Laws of scenarios: what was written is read, any link is harmless, nothing but the steps changes the supply."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.planning.scenario import Add, Change, Close, Move, Scenario, apply, compare, from_link, to_link
from geo.planning.scenario.link import LINK_LIMIT
from tests.unit.planning.test_scenario import DEMAND, SUPPLY

anything = st.text(alphabet=st.characters(codec=None), max_size=200)
lon, lat = st.floats(-180, 180), st.floats(-90, 90)
ids = st.one_of(
    st.sampled_from(("l-1", "l-2", "new-1")), st.text(alphabet="aä1-_.~!, ", min_size=1, max_size=80)
).filter(lambda text: text == " ".join(text.split()))
offers = st.integers(1, 1000)
capacity = st.floats(0, 100_000, exclude_min=True)
steps = st.one_of(
    st.builds(Add, lon, lat, offers, anything),
    st.builds(Move, ids, lon, lat),
    st.builds(Close, ids),
    st.builds(Change, ids, offers),
    st.builds(Change, ids, st.none() | offers, capacity),
)
scenarios = st.builds(Scenario, anything, st.lists(steps, max_size=20).map(tuple))


@settings(deadline=None)  # a busy machine is no failure
@given(scenarios)
def test_what_a_link_says_is_what_was_planned(scenario: Scenario) -> None:
    assert len(to_link(scenario)) <= LINK_LIMIT
    assert from_link(to_link(scenario)) == (scenario, ())


@settings(deadline=None)  # a busy machine is no failure
@given(st.one_of(anything, st.text(alphabet="acmh!,~.-0123456789e", max_size=300)))
def test_any_link_gives_a_scenario_that_can_be_linked_again(text: str) -> None:
    scenario, refused = from_link(text)

    assert from_link(to_link(scenario)) == (scenario, ())
    assert all(len(piece) <= 40 for piece in refused)


@settings(deadline=None)  # a busy machine is no failure
@example(Scenario("", (Change("l-2", 4, 1e-323), Change("l-2", 1))))  # a quarter of the smallest number
@given(scenarios)
def test_the_supply_counts_what_was_added_and_closed(scenario: Scenario) -> None:
    found = apply(scenario, SUPPLY)

    added = sum(isinstance(step, Add) for step in scenario.steps)
    assert found.index.is_unique
    assert len(found) <= len(SUPPLY) + added
    assert (found["offers"] >= 1).all()
    assert (found["capacity"] > 0).all()
    assert found.dtypes.to_dict() == SUPPLY.dtypes.to_dict()


chances = st.lists(st.floats(0, 1), min_size=3, max_size=3)


@settings(deadline=None)  # a busy machine is no failure
@given(chances, chances)
def test_what_is_gained_and_lost_makes_the_difference(before: list[float], after: list[float]) -> None:
    found = compare(DEMAND, before, after)

    assert abs(found.gained - found.lost - found.difference) < 1e-9
    assert abs(found.cities["difference"].sum() - found.difference) < 1e-9
    assert compare(DEMAND, after, before).gained == found.lost
