"""A table of dated runs comes in and goes out: problems by row, offers left whole, the same table again."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from geo.errors import DataError
from geo.exchange.importing import Messages
from geo.exchange.importing.runs import RunPlan, plan_runs, runs_csv
from geo.exchange.sources import RawTable
from geo.exchange.sources.csv_table import read_csv
from geo.exchange.sources.xlsx_table import read_xlsx
from geo.i18n import load_texts
from geo.offers.course_runs import CourseRun
from geo.store import StoredOffer
from tests.store_kit import offer_row

TODAY = date(2026, 11, 30)
OLD = CourseRun(start="2026-09-01", end="2026-12-20")
STORED = {
    name: StoredOffer(name, offer_row(name), 3, runs=runs)
    for name, runs in {"a-1": (OLD,), "a-2": (), "a-3": (OLD,)}.items()
}
HEADING = "offer_id;start;level_from;days;begins;price;state;as_of"


def table(*rows: str, heading: str = HEADING) -> RawTable:
    return read_csv("\n".join((heading, *rows)).encode(), "kurse.csv", source="file:kurse.csv")


def plan(*rows: str, heading: str = HEADING) -> RunPlan:
    return plan_runs(table(*rows, heading=heading), STORED, today=TODAY)


def test_a_table_as_offices_write_it_is_read() -> None:
    found = plan('a-2;12.1.2027;b1;"Mi;Mo";9:30;120,50;FREE;30.11.2026')

    (change,) = found.changed
    assert (change.offer.offer_id, change.gone) == ("a-2", ())
    assert change.added == (
        CourseRun(
            start="2027-01-12", level_from="B1", days="mo;we", begins="09:30", price="120.50", state="free",
            as_of="2026-11-30",
        ),
    )  # fmt: skip
    assert found.problems == ()


def test_numbers_of_a_sheet_are_prices_with_cents() -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    for row in (("offer_id", "start", "price"), ("a-2", date(2027, 1, 12), 120.5), ("a-3", "2027-01-12", 80)):
        sheet.append(row)
    book.save(out)

    found = plan_runs(read_xlsx(out.getvalue(), "kurse.xlsx", source="x"), STORED, today=TODAY)

    assert found.problems == ()
    assert [(one.offer.offer_id, one.after[0].price) for one in found.changed] == [
        ("a-2", "120.50"),
        ("a-3", "80"),
    ]


def test_the_table_tells_all_runs_of_the_offers_it_names_and_leaves_others() -> None:
    found = plan("a-1;2027-01-12;;;;;;", "a-1;2027-05-12;;;;;;")

    (change,) = found.changed
    assert ([run.start for run in change.added], change.gone) == (["2027-01-12", "2027-05-12"], (OLD,))


def test_an_offer_with_a_row_that_cannot_be_read_keeps_what_it_has() -> None:
    found = plan(
        "a-1;2027-01-12;;;;;;",
        "a-1;31.02.2027;;xx;;;;",
        "a-2;2027-01-12;;;;;;",
        "nix;2027-01-12;;;;;;",
    )

    assert [change.offer.offer_id for change in found.changed] == ["a-2"]
    assert {(p.row, p.column, p.value, p.kind) for p in found.problems} == {
        (3, "start", "31.02.2027", "run_date"),
        (3, "days", "xx", "not_allowed"),
        (5, "offer_id", "nix", "run_offer"),
    }


def test_a_state_of_tomorrow_a_row_twice_and_a_strange_column_are_said() -> None:
    found = plan(
        "a-2;2027-01-12;;;;;free;2026-12-01",
        "a-3;2027-01-12;;;;;;",
        "a-3;2027-01-12;;;;;;",
        heading=f"{HEADING};Raum",
    )

    assert {(p.row, p.column, p.kind, p.is_hint) for p in found.problems} >= {
        (1, "Raum", "run_column", True),
        (2, "as_of", "run_as_of", False),
        (4, "start", "run_twice", True),
    }
    assert [(change.offer.offer_id, len(change.after)) for change in found.changed] == [("a-3", 1)]


def test_a_table_without_the_columns_it_needs_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        plan("a-2;x", heading="offer_id;Beginn")

    assert [(p.row, p.column) for p in refused.value.problems] == [(1, "start")]


def test_what_goes_out_comes_in_again_without_a_change() -> None:
    full = CourseRun(
        start="2027-01-12", end="2027-06-30", kind="women", level_from="A1", level_to="B1", days="mo;sa", begins="09:00",
        ends="12:00", register_by="2027-01-02", places="12", price="0", childcare="no", state="assessment_first",
        as_of="2026-11-02", expires="2027-01-12",
    )  # fmt: skip
    stored = {"a-1": StoredOffer("a-1", offer_row("a-1"), 1, runs=(OLD, full))}
    raw = runs_csv([("a-1", "=SUM(1)"), ("a-9", "ohne")], {"a-1": (OLD, full)})

    found = plan_runs(read_csv(raw, "kurse.csv", source="x"), stored, today=TODAY)

    assert raw.decode("utf-8-sig").splitlines()[2].startswith("a-1,'=SUM(1),women,A1,B1,2027-01-12")
    assert (found.problems, found.changed, found.unchanged) == ((), (), ("a-1",))


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_problem_has_words(language: str) -> None:
    found = plan(
        "a-2;2027-02-31;Z9;xx;25:00;a;free;", "a-2;2027-02-03;;;;;;2026-11-11", "a-3;2027-02-03;;;;;full;2027-01-01",
        "nix;;;;;;;", "a-1;2027-01-01;;;;;;", "a-1;2027-01-01;;;;;;",
    )  # fmt: skip
    told = Messages(load_texts(language), None).problems(found.problems)  # type: ignore[arg-type]  # not asked

    assert len({one["kind"] for one in told}) >= 9
    assert all(one["message"] for one in told)
