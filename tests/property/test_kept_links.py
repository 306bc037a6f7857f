"""Laws of one's own list and its links: whatever a link holds, the list can be linked again, and is harmless."""

from urllib.parse import parse_qs, urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.offers import kept
from geo.offers.kept import KEY, MOST_KEPT, NOTE_LIMIT, NOTES_BYTES, Kept, from_query, to_values

#: Bytes of the longest query string that the server reads, less what filter and place of a view may take.
MOST_IN_LINK = 12_000

anything = st.text(alphabet=st.characters(codec=None), max_size=300)
ids = st.from_regex(kept.ID_PATTERN, fullmatch=True)
lists = st.lists(st.builds(Kept, ids, anything), max_size=40).map(kept.tidy)
values = st.lists(
    st.one_of(anything, ids, st.tuples(ids, anything).map(".".join), st.just("a1." + "ا" * 2000)), max_size=60
)


def read(raw: list[str]):
    hints = []
    return from_query({KEY: raw}, hints), hints


@settings(deadline=None)  # a busy machine is no failure
@given(lists)
def test_what_a_link_holds_comes_back(listed: kept.KeptList) -> None:
    assert read(to_values(listed)) == (listed, [])


@settings(deadline=None)  # a busy machine is no failure
@given(values)
def test_any_link_gives_a_list_that_can_be_linked_again(raw: list[str]) -> None:
    listed, hints = read(raw)

    written = urlencode({KEY: to_values(listed)}, doseq=True)
    assert read(parse_qs(written).get(KEY, [])) == (listed, [])
    assert len(written) <= MOST_IN_LINK
    assert all(len(value) <= 40 for hint in hints for value in hint.values)


@settings(deadline=None)  # a busy machine is no failure
@given(values)
def test_any_link_gives_a_list_within_its_bounds(raw: list[str]) -> None:
    listed, _ = read(raw)

    assert len(listed) <= MOST_KEPT
    assert len({one.offer_id for one in listed}) == len(listed)
    assert all(len(one.note) <= NOTE_LIMIT and "\n" not in one.note for one in listed)
    assert sum(len(one.note.encode()) for one in listed) <= NOTES_BYTES


@settings(deadline=None)  # a busy machine is no failure
@given(lists, ids)
def test_keeping_and_letting_go_again_changes_nothing(listed: kept.KeptList, offer_id: str) -> None:
    if kept.is_kept(listed, offer_id) or len(listed) == MOST_KEPT:
        return

    assert kept.toggled(kept.toggled(listed, offer_id), offer_id) == listed


@settings(deadline=None)  # a busy machine is no failure
@given(lists.filter(bool), st.data())
def test_moving_loses_nobody_and_moving_back_restores_the_order(
    listed: kept.KeptList, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(listed) - 1))
    one = listed[place]

    down = kept.moved(listed, one.offer_id, 1)

    assert sorted(down, key=str) == sorted(listed, key=str)
    if place < len(listed) - 1:
        assert down.index(one) == place + 1
        assert kept.moved(down, one.offer_id, -1) == listed
    else:
        assert down == listed
