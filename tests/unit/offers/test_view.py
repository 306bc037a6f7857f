"""The state in the address bar: what goes in comes out, what does not belong is dropped with a hint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import TargetGroup, Taxonomy, Topic, TopicGroup
from geo.offers.filters import OfferFilter
from geo.offers.kept import Kept
from geo.offers.view import MAX_SHOWN, PAGE_SIZE, View, format_position, from_query, parse_position, to_query

LABELS = {"de": "x", "en": "x", "ar": "x"}
TAXONOMY = Taxonomy(
    groups={"g": TopicGroup("g", LABELS, "#000000", "map")},
    topics={name: Topic(name, "g", "map", LABELS, {}) for name in ("language", "work")},
    target_groups={"women": TargetGroup("women", "woman", LABELS, {})},
)
KNOWN = {
    "taxonomy": TAXONOMY,
    "cities": ("Marl", "Herten"),
    "languages": ("de", "en", "ar"),
    "spoken": ("tr", "uk"),
    "backgrounds": ("osm",),
    "offers": ("re-001", "re-002"),
    "spots": ("loc1", "area-Marl"),
}


def read(**params):
    return from_query(params, **KNOWN)


def test_an_empty_link_is_the_start_of_the_page():
    view, hints = read()

    assert view == View("de")
    assert hints == []
    assert to_query(view, default_language="de") == {}


views = st.builds(
    View,
    language=st.sampled_from(KNOWN["languages"]),
    filter=st.builds(
        OfferFilter,
        text=st.sampled_from(["", "Deutschkurs", "a&b=c", "„ß“ ü"]),
        topics=st.lists(st.sampled_from(["language", "work"])).map(tuple),
        cities=st.lists(st.sampled_from(KNOWN["cities"])).map(tuple),
        free_only=st.booleans(),
    ),
    near=st.sampled_from(["", "45768", "51.612,7.198", "Am Markt 1, Marl"]),
    spot=st.sampled_from(["", *KNOWN["spots"]]),
    offer=st.sampled_from(["", *KNOWN["offers"]]),
    background=st.sampled_from(["", "osm"]),
    tab=st.sampled_from(["list", "map"]),
    shown=st.sampled_from([PAGE_SIZE, 2 * PAGE_SIZE]),
    kept=st.sampled_from([(), (Kept("re-001"), Kept("gone", "„ß“ & co."))]),
    mine=st.booleans(),
    arrive=st.sampled_from(["", "tu-0900", "su-2359", "opening"]),
)


@given(views)
def test_what_a_link_holds_comes_back(view):
    again, hints = from_query(to_query(view, default_language="de"), **KNOWN)

    assert again == view
    assert hints == []


@given(
    st.dictionaries(
        st.sampled_from(
            ["lang", "near", "spot", "offer", "bg", "tab", "n", "arrive", "topic", "city", "q", "free", "zzz"]
        ),
        st.lists(st.text(max_size=300), max_size=3),
    )
)
def test_no_link_whatsoever_breaks_the_page(params):
    view, _ = from_query(params, **KNOWN)

    again, hints = from_query(to_query(view, default_language="de"), **KNOWN)
    assert again == view
    assert hints == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lang", "xx"),
        ("spot", "loc9"),
        ("offer", "<script>"),
        ("bg", "http://evil.example"),
        ("tab", "third"),
        ("n", "-1"),
        ("n", "٣"),
        ("arrive", "tu-2400"),
        ("arrive", "tu-٠٩00"),
        ("arrive", "now"),
        ("topic", "nope"),
        ("city", "Berlin"),
    ],
)
def test_an_invalid_value_is_dropped_with_a_hint(key, value):
    view, hints = read(**{key: [value]})

    assert view == View("de")
    assert [hint.key for hint in hints] == [key]


def test_a_million_cards_are_not_drawn():
    view, _ = read(n=["99999"])

    assert view.shown == MAX_SHOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("51.612,7.198", (7.198, 51.612)),
        (" 51.612,7.198 ", (7.198, 51.612)),
        ("91,7", None),
        ("51,6121", None),
        ("51.6", None),
        ("1e3,7", None),
        ("45768", None),
    ],
)
def test_a_position_is_latitude_then_longitude_on_earth(text, expected):
    assert parse_position(text) == expected


def test_a_browser_position_is_rounded_to_about_a_hundred_metres():
    assert format_position(7.19812345, 51.61298765) == "51.613,7.198"


def test_another_filter_closes_what_hung_on_the_old_list():
    view = View("de", spot="loc1", shown=60, near="45768", offer="re-001")

    changed = view.with_filter(OfferFilter(topics=("work",)))

    assert (changed.spot, changed.shown) == ("", PAGE_SIZE)
    assert (changed.near, changed.offer) == ("45768", "re-001")
