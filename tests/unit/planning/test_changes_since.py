"""What changed since a kept state, and by what, on the line of cells; each cause alone, and all together."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import DataError
from geo.planning.answer import answer
from geo.planning.changes_since import KINDS, changes_figures, stages
from geo.planning.ground import World
from geo.planning.kept_states import STATES, State, load_state, save_state, state_of
from tests.planning_kit import METRES, TODAY, at, line_demand, line_offers, line_world


def kept(var: Path, world: World) -> State:
    """Keep a world and read it again."""
    save_state(state_of("Stand 2025", TODAY, world), var)
    return load_state(var, "Stand 2025")


def changed(var: Path, now: World) -> dict[str, float]:
    found = stages(now, METRES, kept(var, line_world()))
    told = changes_figures(found, kept(var, line_world()))
    return {step["by"]: step["people"] for step in told["steps"]}


def with_place(frame: pd.DataFrame, name: str, metres: float) -> pd.DataFrame:
    lon, lat = at(metres)
    found = frame.copy()
    found.loc[name, ["lon", "lat", "precision", "uncertainty_m"]] = [lon, lat, "house", 0.0]
    return found


def test_nothing_changed_is_nothing_everywhere(tmp_path: Path) -> None:
    assert changed(tmp_path, line_world()) == dict.fromkeys(KINDS, 0.0)


def test_offers_known_to_a_postcode_stay_inside_when_people_change(tmp_path: Path) -> None:
    codes = np.array(["45000"] * 3 + ["45001"], dtype=object)
    offers = line_offers({"postcode": (4000.0, "postcode", 900.0)}).assign(city="Neu", postal_code="45000")
    then = line_world(offers=offers, postcodes=codes)
    more = line_demand().assign(people=lambda cells: cells["people"] + 0.001)
    now = line_world(offers=offers, demand=more, postcodes=codes)

    first, *_ = stages(now, METRES, kept(tmp_path, then))

    assert first.by_draw.tolist() == answer(then, METRES).people_by_draw.sum(axis=1).tolist()


def test_a_closed_offer_is_told_as_one_whether_it_is_gone_or_marked(tmp_path: Path) -> None:
    frame = line_offers()
    gone = changed(tmp_path, line_world(offers=frame.drop(index="house")))
    marked = frame.copy()
    marked.loc["house", "status"] = "closed"

    assert gone["closed"] == -150.0
    assert sum(map(abs, gone.values())) == 150.0
    assert changed(tmp_path, line_world(offers=marked))["closed"] == -150.0


def test_a_new_offer_and_a_better_known_place_are_told_apart(tmp_path: Path) -> None:
    frame = line_offers()
    copy = with_place(frame.loc[["place"]].rename(index={"place": "late"}), "late", 5000)
    new = changed(tmp_path, line_world(offers=pd.concat([frame, copy])))
    clarified = changed(tmp_path, line_world(offers=with_place(frame, "postcode", 5000)))

    assert new["new"] == pytest.approx(40.0)  # 50 people, of whom 10 were expected to be reached
    assert new["places"] == 0.0
    assert clarified["places"] == pytest.approx(40.0)
    assert clarified["new"] == 0.0


def test_people_are_told_apart_from_offers(tmp_path: Path) -> None:
    demand = line_demand()
    demand["people"] += 10.0

    found = changed(tmp_path, line_world(demand=demand))

    # ten more in each of three cells, and in the last 60 in two of nine draws instead of 50 in one of five
    assert found["people"] == pytest.approx(10 + 10 + 10 + 60 * 2 / 9 - 50 / 5, abs=0.2)
    assert found["closed"] == found["new"] == found["places"] == 0.0


def test_the_steps_add_up_to_the_difference_of_the_two_answers(tmp_path: Path) -> None:
    frame = with_place(line_offers().drop(index="house"), "postcode", 0)
    new = with_place(frame.loc[["place"]].rename(index={"place": "late"}), "late", 900)
    demand = line_demand()
    demand["people"] *= 1.5
    now = line_world(offers=pd.concat([frame, new]), demand=demand)

    state = kept(tmp_path, line_world())
    told = changes_figures(stages(now, METRES, state), state)

    before, after = answer(line_world(), METRES), answer(now, METRES)
    assert told["then"]["people"] == pytest.approx(before.covered.value, abs=0.06)
    assert told["now"]["people"] == pytest.approx(after.covered.value, abs=0.06)
    assert sum(step["people"] for step in told["steps"]) == pytest.approx(
        after.covered.value - before.covered.value, abs=0.3
    )
    assert sum(step["share"] for step in told["steps"]) == pytest.approx(
        after.share.value - before.share.value, abs=1e-5
    )
    assert sum(step["people"] != 0 for step in told["steps"]) >= 3


def test_a_state_keeps_no_texts_and_comes_back_as_it_was(tmp_path: Path) -> None:
    world = line_world()
    frame = world.table.frame.assign(description="call Anna on 0171 …")
    path = save_state(State("S", TODAY, frame, None, world.demand), tmp_path)

    again = load_state(tmp_path, "S")

    assert "Anna" not in path.read_text(encoding="utf-8")
    pd.testing.assert_frame_equal(
        again.frame[["topics", "lon", "precision"]], world.table.frame[["topics", "lon", "precision"]]
    )
    assert STATES.names(tmp_path) == ["S"]
    assert answer(replace(world, demand=again.cells), METRES).share == answer(world, METRES).share


def test_unknown_and_broken_states_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none yet"):
        load_state(tmp_path, "Weg")
    path = save_state(State("S", TODAY, line_world().table.frame, None, line_demand()), tmp_path)
    path.write_text('{"format": 3}', encoding="utf-8")
    with pytest.raises(DataError, match="can be read"):
        load_state(tmp_path, "S")


def test_names_are_read_without_the_rest_of_the_file(tmp_path: Path) -> None:
    """A folder of a hundred days is some gigabytes; their names stand in the first line of each."""
    name = 'Stand "2026", geschätzt, \\ und {mehr}'
    path = save_state(State(name, TODAY, line_world().table.frame, None, line_demand()), tmp_path)
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")
    (tmp_path / "states" / "odd.json").write_text('["format"]', encoding="utf-8")

    heads, broken = STATES.heads(tmp_path)

    assert [(head["name"], head["day"]) for head in heads] == [(name, TODAY.isoformat())]
    assert broken == ["odd.json"]
    STATES.remove(tmp_path, name)
    with pytest.raises(DataError, match="none"):
        STATES.remove(tmp_path, name)
