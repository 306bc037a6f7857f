"""However cells are cut into tiles, and whoever does them first, every figure is the same to the last digit."""

from dataclasses import replace
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.planning.answer import answer
from geo.planning.question import Question
from geo.planning.tiled import TiledAnswer, tiled_answer
from tests.planning_kit import METRES, line_world, offers_of
from tests.property.test_reach_laws import demands, supplies

questions = st.builds(
    lambda measure, threshold: replace(METRES, measure=measure, threshold=threshold),
    st.sampled_from(["nearest", "cumulative", "2sfca", "e2sfca", "bfca"]),
    st.floats(50, 2000),
)


def backwards(work: Any, shared: Any, tasks: Any) -> Any:
    yield from [(number, work(shared, task)) for number, task in enumerate(tasks)][::-1]


@settings(deadline=None, max_examples=10)  # a busy machine is no failure
@given(demands(), supplies(), questions, st.integers(1, 5))
def test_tiles_change_no_figure(
    demand: pd.DataFrame, supply: pd.DataFrame, question: Question, most_cells: int
) -> None:
    world = line_world(demand=demand, offers=offers_of(supply))

    whole = answer(world, question)
    tiled = tiled_answer(world, question, most_cells=most_cells, run=backwards)

    assert isinstance(tiled, TiledAnswer)
    for one, other in zip(whole.chances, tiled.chances, strict=True):
        assert one.tolist() == other.tolist()
    assert tiled.access.tolist() == whole.access.tolist()
    assert tiled.nearest_m.tolist() == whole.nearest_m.tolist()
    assert tiled.curve.equals(whole.curve)
    assert tiled.by_city.equals(whole.by_city)
