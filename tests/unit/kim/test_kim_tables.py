"""Tables of counts that others bring: planned row by row, every fault named, added as one batch."""

from datetime import date
from pathlib import Path

import pytest

from geo.errors import (
    AccessDenied,
    DataError,
    SourceError,
)
from geo.kim.counting import (
    Field,
    Talk,
)
from geo.kim.example import example_counts, handovers_csv, talks_csv
from geo.kim.tables import apply_counts, plan_counts, read_counts
from geo.model import Role
from geo.store import Store
from geo.upkeep.access import Actor

MARL = Actor(Role.CASE_MANAGER, city="Marl")
COORDINATOR = Actor(Role.COORDINATOR, login="kim")
TODAY = date(2026, 11, 30)
TALK = Talk("Marl", "childcare", "not_found", ("full", "cost"), "families")


def test_a_table_is_planned_row_by_row_and_added_as_one_batch(store: Store, known: Field) -> None:
    raw = (
        b"quarter;city;topic;outcome;count;obstacle\n"
        b"2026-Q3;Marl;childcare;not_found;12;full\n"
        b"2026-Q3;Haltern;work;placed;7;\n"
    )

    plan = plan_counts("t.csv", raw, known, today=TODAY)
    batch = apply_counts(store, COORDINATOR, plan)

    assert (plan.number, plan.cities, plan.quarters) == (19, ("Haltern am See", "Marl"), ("2026-Q3",))
    assert sum(n for key, n in store.advice.tallies().items() if not key.obstacle) == 19
    store.undo_batch(batch.batch_id, who=Role.COORDINATOR)
    assert store.advice.tallies() == {}


def test_each_fault_of_a_table_names_row_column_value_and_what_is_allowed(store: Store, known: Field) -> None:
    raw = b"quarter,city,topic,outcome,count\n2026-Q3,Marl,childcare,not_found,12\n2026-Q9,Essen,work,placed,-3\n"

    plan = plan_counts("t.csv", raw, known, today=TODAY)

    assert [(p.row, p.column, p.value) for p in plan.problems] == [
        (3, "count", "-3"), (3, "quarter", "2026-Q9"), (3, "city", "Essen"),
    ]  # fmt: skip
    with pytest.raises(DataError):
        apply_counts(store, COORDINATOR, plan)
    assert store.advice.tallies() == {}


def test_a_table_with_words_or_other_columns_is_refused(known: Field) -> None:
    with pytest.raises(DataError, match="unknown column"):
        plan_counts("t.csv", b"quarter,city,topic,outcome,count,name\n", known, today=TODAY)
    noted = plan_counts(
        "t.csv",
        b"quarter,city,topic,outcome,count,note\n2026-Q3,Marl,work,placed,9,Frau X\n",
        known,
        today=TODAY,
    )
    assert [(p.column, p.value) for p in noted.problems] == [("note", "")]


def test_a_table_below_a_title_is_read_and_a_heading_that_stands_twice_is_not(known: Field) -> None:
    titled = b"Zahlen der Beratung;;;;\n\nquarter;city;topic;outcome;count\n2026-Q3;Marl;work;placed;7\n"

    assert plan_counts("t.csv", titled, known, today=TODAY).number == 7
    assert plan_counts("t.csv", titled, known, today=TODAY).problems == ()
    twice = b"quarter,city,topic,outcome,count,count\n2026-Q3,Marl,work,placed,7,8\n"
    assert [one.column for one in plan_counts("t.csv", twice, known, today=TODAY).problems] == ["count"]


def test_what_is_no_list_is_refused_whatever_its_name(known: Field) -> None:
    for raw, told in ((b"%PDF-1.7", "pdf"), (b"", "empty"), (b"<html></html>", "html")):
        with pytest.raises(SourceError, match=told):
            plan_counts("t.csv", raw, known, today=TODAY)


def test_an_obstacle_of_a_talk_in_which_nothing_stood_in_the_way_is_told_by_row(known: Field) -> None:
    raw = b"quarter,city,topic,outcome,count,obstacle\n2026-Q3,Marl,work,placed,7,full\n"

    assert [(p.row, p.column, p.value) for p in plan_counts("t.csv", raw, known, today=TODAY).problems] == [
        (2, "obstacle", "full")
    ]


def test_a_case_manager_adds_no_table_of_another_city(store: Store, known: Field) -> None:
    raw = (
        b"quarter,city,from_office,state,count,to_office\n2026-Q3,Herten,job_centre,accepted,9,youth_office\n"
    )
    plan = plan_counts("t.csv", raw, known, today=TODAY)

    with pytest.raises(AccessDenied):
        apply_counts(store, MARL, plan)
    assert store.advice.handovers() == {}
    apply_counts(store, COORDINATOR, plan)
    assert sum(store.advice.handovers().values()) == 9


def test_an_example_is_marked_in_every_row_and_counted_in_no_real_database(
    known: Field, tmp_path: Path
) -> None:
    talks, handovers = example_counts(known, "2026-Q3")
    for name, text in (("t.csv", talks_csv(talks)), ("h.csv", handovers_csv(handovers))):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert all(line.endswith(",Beispiel") for line in text.splitlines()[1:])

        real = read_counts(tmp_path / name, known, today=TODAY)
        trial = read_counts(tmp_path / name, known, today=TODAY, takes_examples=True)

        assert len(real.problems) == real.rows
        assert trial.problems == ()
        assert trial.counts == (talks if name == "t.csv" else handovers)
