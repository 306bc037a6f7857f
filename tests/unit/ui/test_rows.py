"""Rows of a frame as dictionaries."""

import math

import pandas as pd
import pytest

from ui.shared.rows import ranked_rows, row_of, rows_of

FRAME = pd.DataFrame(
    {"name": ["Marl", "Herten"], "people": [12, 7], "way_m": [float("nan"), 300.5]},
    index=pd.Index([1, 2], name="rank"),
)


def test_a_row_is_told_by_the_names_of_its_columns():
    assert row_of(FRAME, 2) == {"name": "Herten", "people": 7, "way_m": 300.5}


def test_what_is_unknown_stays_unknown():
    assert math.isnan(row_of(FRAME, 1)["way_m"])


def test_a_label_that_is_not_there_is_said():
    with pytest.raises(KeyError):
        row_of(FRAME, 3)


def test_a_row_may_be_changed_and_the_frame_stays():
    row_of(FRAME, 2)["name"] = "Datteln"

    assert FRAME.loc[2, "name"] == "Herten"


def test_rows_keep_the_order_of_the_frame():
    assert [row["name"] for row in rows_of(FRAME.iloc[::-1])] == ["Herten", "Marl"]


def test_ranks_are_whole_numbers_also_where_the_index_holds_fractions():
    ranked = list(ranked_rows(FRAME.set_axis([1.0, 2.0])))

    assert [(rank, row["name"]) for rank, row in ranked] == [(1, "Marl"), (2, "Herten")]
    assert all(isinstance(rank, int) for rank, _ in ranked)


def test_a_frame_without_rows_has_none():
    assert list(ranked_rows(FRAME.iloc[:0])) == []
