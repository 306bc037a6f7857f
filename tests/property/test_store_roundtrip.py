"""What is saved is what is loaded, whatever the texts are."""

from collections.abc import Iterator
from datetime import date
from secrets import token_hex

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.model import Match, Precision
from geo.offers.columns import OFFER_COLUMNS
from geo.store import Store
from tests.store_kit import Database, offer_row, seed

FREE = (
    "title",
    "organization",
    "description",
    "schedule",
    "fees",
    "phone",
    "website",
    "street",
    "city",
    "remark",
)
LISTS = ("topics", "target_groups", "languages")

#: No database takes half of a surrogate pair, PostgreSQL no zero byte; `geo.offers.columns.FORBIDDEN` refuses them before.
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
items = st.lists(st.text("abcdefgh-ü", min_size=1, max_size=8), max_size=5, unique=True)
rows = st.lists(
    st.tuples(
        st.fixed_dictionaries(dict.fromkeys(FREE, texts)), st.fixed_dictionaries(dict.fromkeys(LISTS, items))
    ),
    max_size=5,
)


on_each = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    """A database that all examples share: each loads over what the last one left."""
    with database.open() as opened:
        yield opened


@on_each
@given(rows, rows)
def test_last_load_is_what_is_read(store: Store, first: list, last: list) -> None:
    for content in (first, last):
        seed(store, *[_row(number, *values) for number, values in enumerate(content)], sha256=token_hex(8))
    found = store.offers()

    assert len(found) == len(last)
    for number, (free, lists) in enumerate(last):
        stored = found.loc[f"a-{number}"]
        assert {name: stored[name] for name in FREE} == free
        assert {name: list(stored[name]) for name in LISTS} == lists


def _row(number: int, free: dict[str, str], lists: dict[str, list[str]]) -> dict[str, str]:
    cells = {name: ";".join(values) for name, values in lists.items()}
    row = offer_row(f"a-{number}", **free, **cells)
    assert set(row) == {spec.name for spec in OFFER_COLUMNS}
    return row


matches = st.builds(
    Match,
    query=texts,
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    precision=st.sampled_from([p for p in Precision if p != Precision.NONE]),
    uncertainty_m=st.none() | st.floats(0, 1e5),
    source=texts,
    date=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    city=texts,
    inside_city=st.none() | st.booleans(),
    note=texts,
)


@on_each
@given(texts, matches)
def test_stored_answer_comes_back_equal(store: Store, key: str, match: Match) -> None:
    store.geocode_cache.put(key, match)

    assert store.geocode_cache.get(key) == match
