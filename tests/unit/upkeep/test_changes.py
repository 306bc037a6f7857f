"""What changed since a day; the offers as they were then are what was kept of them then."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.model import Match, Precision, Role
from geo.store import NEW, OfferEdit, Store
from geo.upkeep.changes import Changes, changes_since, changes_since_day
from tests.store_kit import DAY, FakeGeocoder, offer_row, open_store

ROWS = [
    offer_row("aa", street="Weg", house_number="1", topics="language;work"),
    offer_row("bb", street="Weg", house_number="1", languages="ar;tr"),
    offer_row("cc", status="closed"),
    offer_row("dd", is_protected="yes"),
]
WHO = Role.EDITOR


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as store:
        store.seed(ROWS, geocode=FakeGeocoder().geocode, source_name="test", sha256="0" * 64)
        yield store


def _since(store: Store, batch_id: int) -> Changes:
    """Ask for all that came after a batch."""
    later = [change for change in store.changes() if change.batch.batch_id > batch_id]
    return changes_since(DAY, later, store.offers(), store.locations(unused=True))


def _last_batch(store: Store) -> int:
    return store.batches(limit=1)[0].batch_id


def _save(store: Store, offer_id: str, **values: str) -> None:
    store.save(offer_id, values, version=None, who=WHO, geocode=FakeGeocoder().geocode)


def _pin(store: Store) -> None:
    place = store.locations().index[0]
    match = Match("x", 7.15, 51.65, Precision.HOUSE, 10.0, "by hand", DAY)
    store.locate({place: match}, who=WHO, is_locked=True)


STEPS: dict[str, Callable[[Store], object]] = {
    "new hours": lambda store: _save(store, "aa", schedule="Mo 10-12"),
    "other topics": lambda store: _save(store, "aa", topics="health"),
    "moved": lambda store: _save(store, "bb", street="Allee", house_number="2"),
    "confirmed": lambda store: store.confirm("aa", who=WHO, today=date(2026, 1, 1)),
    "closed": lambda store: store.close_offer("bb", who=WHO),
    "opened again": lambda store: _save(store, "cc", status="not_confirmed"),
    "added": lambda store: store.apply([OfferEdit.add(offer_row("ee"))], who=WHO),
    "removed": lambda store: store.apply([OfferEdit.remove("aa", version=None)], who=WHO),
    "pinned": _pin,
}


@pytest.mark.parametrize(
    ("steps", "kind", "ids"),
    [
        (["new hours"], "changed", ("aa",)),
        (["confirmed"], "confirmed", ("aa",)),
        (["confirmed", "new hours"], "changed", ("aa",)),
        (["closed"], "closed", ("bb",)),
        (["removed"], "closed", ("aa",)),
        (["opened again"], "new", ("cc",)),
        (["added"], "new", ("ee",)),
        (["moved"], "changed", ("bb",)),
    ],
)
def test_every_offer_is_in_one_of_the_four(
    store: Store, steps: list[str], kind: str, ids: tuple[str, ...]
) -> None:
    before = _last_batch(store)

    for step in steps:
        STEPS[step](store)

    found = _since(store, before)
    assert {name: getattr(found, name) for name in ("new", "changed", "closed", "confirmed")} == {
        name: ids if name == kind else () for name in ("new", "changed", "closed", "confirmed")
    }


def test_what_was_taken_back_did_not_change(store: Store) -> None:
    before = _last_batch(store)
    _save(store, "aa", schedule="Mo 10-12")
    store.undo_batch(_last_batch(store), who=WHO)

    assert _since(store, before).is_empty


def test_a_pin_is_a_place_that_is_now_elsewhere(store: Store) -> None:
    before = _last_batch(store)
    _pin(store)

    found = _since(store, before)

    assert found.relocated == 1
    assert not (found.new or found.changed)


def test_without_any_change_then_is_now(store: Store) -> None:
    found = _since(store, _last_batch(store))

    assert found.is_empty
    pd.testing.assert_frame_equal(found.then, store.offers())


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=5, unique=True))
def test_the_offers_of_then_are_those_that_were_kept(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    with open_store(tmp_path_factory.mktemp("then")) as store:
        store.seed(ROWS, geocode=FakeGeocoder().geocode, source_name="test", sha256="0" * 64)
        kept, before = store.offers(), _last_batch(store)
        if "removed" in steps:  # nothing can be done to it afterwards
            steps = [step for step in steps if step != "removed"] + ["removed"]
        for step in steps:
            STEPS[step](store)

        then = _since(store, before).then.sort_index()

    expected = kept.sort_index()
    assert list(then.index) == list(expected.index)
    for column in expected.columns:
        known = (
            then["location_id"].ne("")
            if column in ("lon", "lat", "precision", "uncertainty_m", "match_source")
            else slice(None)
        )
        pd.testing.assert_series_equal(then[column][known], expected[column][known], check_dtype=True)


def test_changes_of_a_day_are_read_from_its_beginning(store: Store) -> None:
    _save(store, "aa", schedule="Mo 10-12")
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    assert [change.offer_id for change in store.changes(since=today)] == ["aa"]
    assert store.get("aa") is not None
    assert NEW == 0


def test_of_the_time_before_the_first_entry_nothing_is_known(store: Store) -> None:
    today = datetime.now(UTC).date()

    assert changes_since_day(store, DAY, timezone="UTC").begins == today
    assert changes_since_day(store, date(2999, 1, 1), timezone="UTC").begins is None
