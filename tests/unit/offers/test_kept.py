"""One's own list: kept offers with a word to each, as a link holds them."""

from urllib.parse import urlencode

import pytest

from geo.offers import kept
from geo.offers.kept import MOST_KEPT, NOTE_LIMIT, NOTES_BYTES, Kept, from_query, moved, noted, tidy, toggled
from ui.server import MAX_QUERY_BYTES

LISTED = (Kept("re-1"), Kept("re-2", "Ausweis mitbringen"), Kept("re-3"))


def read(*values: str):
    hints = []
    return from_query({"keep": list(values)}, hints), [(hint.values, hint.reason) for hint in hints]


def test_a_link_names_ids_in_their_order_and_notes_behind_a_dot():
    assert kept.to_values(LISTED) == ["re-1", "re-2.Ausweis mitbringen", "re-3"]
    assert read("re-1", "re-2.Ausweis mitbringen", "re-3") == (LISTED, [])


def test_a_note_may_hold_dots():
    assert read("re-1.um 9.30 Uhr") == ((Kept("re-1", "um 9.30 Uhr"),), [])


def test_a_link_without_a_list_gives_an_empty_one():
    hints = []

    assert from_query({}, hints) == ()
    assert hints == []


@pytest.mark.parametrize(
    "value", ["", "../etc", "RE-1", "<b>", "re 1", "-re", "a", "x" * 65, "re-1\u202e", "re-1\n"]
)
def test_what_is_no_id_is_left_out_and_said(value: str):
    listed, hints = read("re-1", value)

    assert listed == (Kept("re-1"),)
    assert [reason for _, reason in hints] == ["unknown"]


def test_an_offer_that_nobody_knows_stays_so_that_it_can_be_told():
    assert read("gone-2019") == ((Kept("gone-2019"),), [])


def test_an_offer_stands_once_where_it_came_first():
    assert read("re-1.eins", "re-2", "re-1.zwei")[0] == (Kept("re-1", "eins"), Kept("re-2"))


def test_a_list_ends_where_it_is_full():
    values = [f"re-{number}" for number in range(MOST_KEPT + 5)]

    listed, hints = read(*values)

    assert [one.offer_id for one in listed] == values[:MOST_KEPT]
    assert hints == [((), "too_many")]
    assert toggled(listed, "re-99") == listed


def test_a_note_is_one_line_of_visible_text():
    assert read("re-1.  erst\nanrufen\u202e\x00 ")[0] == (Kept("re-1", "erst anrufen"),)


def test_a_note_is_cut_at_its_limit():
    assert len(read("re-1." + "x" * 5000)[0][0].note) == NOTE_LIMIT


def test_all_notes_together_are_cut_between_two_letters_where_the_link_would_be_too_long():
    full = tidy([Kept(f"re-{number}", "ع" * NOTE_LIMIT) for number in range(MOST_KEPT)])

    lengths = [len(one.note) for one in full]
    assert sum(lengths) == NOTES_BYTES // 2
    assert lengths[:8] == [200] * 7 + [100]
    assert not any(lengths[8:])


def test_the_longest_list_fits_into_what_the_server_reads():
    longest = tidy([Kept(f"{number:02}" + "x" * 62, "ع" * NOTE_LIMIT) for number in range(MOST_KEPT)])

    assert sum(len(one.note.encode()) for one in longest) == NOTES_BYTES
    assert len(urlencode({"keep": kept.to_values(longest)}, doseq=True)) < MAX_QUERY_BYTES * 3 / 4


def test_the_star_puts_an_offer_at_the_end_and_takes_it_off_with_its_note():
    assert toggled(LISTED, "re-4")[-1] == Kept("re-4")
    assert toggled(LISTED, "re-2") == (Kept("re-1"), Kept("re-3"))


@pytest.mark.parametrize(
    ("offer_id", "step", "order"),
    [
        ("re-3", -1, ["re-1", "re-3", "re-2"]),
        ("re-1", 1, ["re-2", "re-1", "re-3"]),
        ("re-1", -1, ["re-1", "re-2", "re-3"]),
        ("re-3", 1, ["re-1", "re-2", "re-3"]),
        ("re-9", 1, ["re-1", "re-2", "re-3"]),
    ],
)
def test_an_offer_moves_up_and_down_and_no_further_than_the_ends(offer_id: str, step: int, order: list[str]):
    assert [one.offer_id for one in moved(LISTED, offer_id, step)] == order


def test_a_word_to_an_offer_is_cleaned_and_replaces_the_one_before():
    assert noted(LISTED, "re-2", " mittags\tzu ")[1] == Kept("re-2", "mittags zu")
    assert noted(LISTED, "re-9", "nichts") == LISTED
