"""The work list: what waits for somebody, worst first, by city and organisation."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.store import organization_id
from geo.upkeep.work_list import WEIGHT, Need, WorkItem, counts, last_day, narrowed, work_list
from tests.access_kit import BRIDGE, HARBOUR
from tests.store_kit import offer_row

TODAY = date(2026, 3, 2)
COMPLETE = {
    "schedule": "Mo", "description": "Kurs", "phone": "02365 1", "street": "Weg",
    "status": "confirmed", "assured_date": "2026-02-01", "website": "https://x.example",
}  # fmt: skip


def _list(*rows: dict[str, str], **options: object) -> list[WorkItem]:
    return work_list(pd.DataFrame(rows).set_index("offer_id"), today=TODAY, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "needs"),
    [
        ({}, ()),
        ({"status": "not_confirmed"}, (Need.UNCONFIRMED,)),
        ({"assured_date": "2025-03-02"}, ()),
        ({"assured_date": "2025-03-01"}, (Need.OLD,)),
        ({"assured_date": ""}, (Need.OLD,)),
        ({"assured_date": "", "page_date": "2025"}, ()),
        ({"assured_date": "2020-01-01", "page_date": "2026-01"}, ()),
        ({"schedule": ""}, (Need.INCOMPLETE,)),
        ({"phone": "", "website": ""}, (Need.INCOMPLETE,)),
        ({"phone": ""}, ()),
        ({"street": ""}, (Need.INCOMPLETE,)),
        ({"street": "", "is_protected": "yes"}, ()),
        ({"street": "", "scope": "online"}, ()),
        ({"status": "closed", "assured_date": "", "schedule": ""}, ()),
    ],
)
def test_an_offer_waits_for_what_it_lacks(values: dict[str, str], needs: tuple[Need, ...]) -> None:
    items = _list(offer_row("a-1", **COMPLETE | values))

    assert [item.needs for item in items] == ([needs] if needs else [])


def test_one_proposal_is_worse_than_everything_else_together() -> None:
    bad = offer_row("bad", website="https://gone.example")
    items = _list(bad, offer_row("good", **COMPLETE), proposed=["good"], broken_urls=["https://gone.example"])

    assert [item.offer_id for item in items] == ["good", "bad"]
    assert items[1].needs == (Need.BROKEN_LINK, Need.OLD, Need.UNCONFIRMED, Need.INCOMPLETE)


def test_a_closed_offer_appears_only_where_something_was_proposed() -> None:
    closed = offer_row("a-1", status="closed")

    assert _list(closed, broken_urls=[""]) == []
    assert [item.needs for item in _list(closed, proposed=["a-1", "a-1"])] == [(Need.PROPOSAL,)]


def test_among_equals_more_proposals_then_longer_silence_comes_first() -> None:
    rows = [offer_row(name, **COMPLETE | {"assured_date": day}) for name, day in
            (("b", "2020"), ("a", "2019"), ("none", ""), ("c", "2020"))]  # fmt: skip

    assert [item.offer_id for item in _list(*rows)] == ["none", "a", "b", "c"]
    assert [i.offer_id for i in _list(*rows, proposed=["b", "c", "c"])][:2] == ["c", "b"]


def test_the_list_is_narrowed_by_city_and_organisation_and_counted() -> None:
    items = _list(
        offer_row("a-1"),
        offer_row("a-2", city="Herten"),
        offer_row("h-1", organization="Treff Hafen", city="Herten"),
    )

    assert [i.offer_id for i in narrowed(items, city="Herten")] == ["a-2", "h-1"]
    assert [i.offer_id for i in narrowed(items, organization_id=BRIDGE)] == ["a-1", "a-2"]
    assert [i.offer_id for i in narrowed(items, city="Herten", organization_id=HARBOUR)] == ["h-1"]
    assert counts(items)[Need.UNCONFIRMED] == 3
    assert counts(items)[Need.PROPOSAL] == 0


def test_what_is_missing_is_named_by_column() -> None:
    [item] = _list(offer_row("a-1", **COMPLETE | {"schedule": "", "phone": "", "website": "", "street": ""}))

    assert item.missing == ("schedule", "phone", "street")
    assert item.age_days == 29
    assert item.organization_id == organization_id("Verein Brücke")


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("", None),
        ("2024", date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2024-05-31", date(2024, 5, 31)),
    ],
)
def test_a_vague_date_counts_as_its_last_day(iso: str, expected: date | None) -> None:
    assert last_day(iso) == expected


def test_each_need_outweighs_all_lesser_ones() -> None:
    weights = [WEIGHT[need] for need in Need]

    assert all(weight > sum(weights[place + 1 :]) for place, weight in enumerate(weights))


DAYS = st.integers(-30, 4000).map(lambda days: (TODAY - timedelta(days=days)).isoformat())
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "assured_date": st.one_of(st.just(""), DAYS),
            "status": st.sampled_from(["confirmed", "not_confirmed", "closed"]),
            "schedule": st.sampled_from(["", "Mo"]),
        }
    ),
    max_size=12,
)


@settings(max_examples=50, deadline=None)
@given(ROWS, st.lists(st.integers(0, 11), max_size=5))
def test_nothing_is_listed_twice_nothing_waits_behind_something_lighter(rows, proposed) -> None:
    table = [offer_row(f"o-{n:02}", **values) for n, values in enumerate(rows)]
    if not table:
        return

    items = _list(*table, proposed=[f"o-{n:02}" for n in proposed])

    ids = [item.offer_id for item in items]
    assert len(set(ids)) == len(ids)
    assert [item.weight for item in items] == sorted((item.weight for item in items), reverse=True)
    assert all(item.needs for item in items)
    open_ids = {row["offer_id"] for row in table if row["status"] == "not_confirmed"}
    assert open_ids <= set(ids)
