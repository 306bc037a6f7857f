"""What each choice would leave, and the ways out of an empty result."""

import pandas as pd

from geo.offers.facets import OfferTable, facet_counts, loosen, nearest_beyond, only
from geo.offers.filters import NOT_STATED, Chip, OfferFilter
from geo.reach.from_place import Place, distances
from tests.find_kit import tiny_frame, tiny_taxonomy

TABLE = OfferTable(tiny_frame(), tiny_taxonomy(), cities=("Herten", "Marl", "Waltrop"))
IN_HERTEN = Place(7.13, 51.60, "Herten")


def test_choices_stand_in_the_order_of_the_page() -> None:
    assert TABLE.choices["topics"] == ("language", "advice", "meeting", "childcare")
    assert TABLE.choices["target_groups"] == ("women", "newcomers", NOT_STATED)
    assert TABLE.choices["cities"] == ("Herten", "Marl", "Waltrop")
    assert TABLE.choices["languages"] == ("ar", "en", "uk", NOT_STATED)


def test_cities_are_those_of_the_offers_if_none_are_named() -> None:
    assert OfferTable(tiny_frame(), tiny_taxonomy()).choices["cities"] == ("Herten", "Marl")


def test_counts_without_a_filter_are_those_of_all_offers() -> None:
    assert facet_counts(TABLE, OfferFilter()) == {
        "topics": {"language": 2, "advice": 3, "meeting": 2, "childcare": 0},
        "target_groups": {"women": 2, "newcomers": 3, NOT_STATED: 2},
        "cities": {"Herten": 4, "Marl": 4, "Waltrop": 2},
        "languages": {"ar": 2, "en": 1, "uk": 1, NOT_STATED: 3},
        "days": dict.fromkeys(("mo", "tu", "we", "th", "fr", "sa", "su"), 0) | {NOT_STATED: 6},
        "times": dict.fromkeys(("morning", "midday", "afternoon", "evening", "weekend"), 0) | {NOT_STATED: 6},
        "free_only": {"yes": 3},
        "confirmed_only": {"yes": 1},
    }


def test_counts_of_a_facet_do_not_depend_on_its_own_choice() -> None:
    counts = facet_counts(TABLE, OfferFilter(topics=("advice",), free_only=True))

    assert counts["topics"] == {"language": 1, "advice": 2, "meeting": 0, "childcare": 0}
    assert counts["languages"] == {"ar": 1, "en": 0, "uk": 1, NOT_STATED: 0}
    assert counts["free_only"] == {"yes": 2}


def test_counts_obey_the_search_text() -> None:
    counts = facet_counts(TABLE, OfferFilter(text="Frauencafé"))

    assert counts["cities"] == {"Herten": 1, "Marl": 0, "Waltrop": 0}


def test_best_match_comes_first_with_a_text_and_the_frame_decides_without() -> None:
    assert list(TABLE.ranked(OfferFilter(topics=("advice",)))) == ["pregnant", "debts", "online"]
    assert next(iter(TABLE.ranked(OfferFilter(text="Schuldnerberatung")))) == "debts"


def test_loosening_says_which_facet_helps_most() -> None:
    offer_filter = OfferFilter(topics=("language",), cities=("Marl",), free_only=True)

    found = loosen(TABLE, offer_filter)

    assert TABLE.count(offer_filter) == 0
    assert [(one.facets, one.count) for one in found] == [
        (("topics",), 2),
        (("cities",), 1),
        (("topics", "cities", "free_only"), 6),
    ]
    assert found[0].filter == OfferFilter(cities=("Marl",), free_only=True)
    assert found[0].chips == (Chip("topics", "language"),)


def test_every_loosening_keeps_its_promise() -> None:
    offer_filter = OfferFilter(text="Kurs", topics=("advice",), languages=("en",), confirmed_only=True)

    found = loosen(TABLE, offer_filter)

    assert found
    assert [one.count for one in found] == [TABLE.count(one.filter) for one in found]


def test_several_values_of_one_facet_go_together() -> None:
    found = loosen(TABLE, OfferFilter(languages=("uk", "en"), confirmed_only=True))

    assert found[0].chips == (Chip("confirmed_only", "yes"),)
    assert found[1].chips == (Chip("languages", "uk"), Chip("languages", "en"))


def test_best_pair_is_given_if_nothing_alone_helps() -> None:
    offer_filter = OfferFilter(text="xyzxyz", topics=("childcare",), cities=("Marl",))

    found = loosen(TABLE, offer_filter)

    assert [(one.facets, one.count) for one in found] == [
        (("text", "topics"), 4),
        (("text", "topics", "cities"), 6),
    ]


def test_taking_back_everything_is_not_offered_twice() -> None:
    found = loosen(TABLE, OfferFilter(topics=("childcare",)))

    assert [(one.facets, one.count) for one in found] == [(("topics",), 6)]


def test_nothing_chosen_cannot_be_loosened() -> None:
    assert loosen(TABLE, OfferFilter()) == []


def test_an_empty_table_offers_no_way_out() -> None:
    empty = OfferTable(tiny_frame().iloc[:0], tiny_taxonomy())

    assert loosen(empty, OfferFilter(topics=("language",))) == []
    assert facet_counts(empty, OfferFilter())["topics"]["language"] == 0


def test_nearest_beyond_looks_in_other_cities_first() -> None:
    offer_filter = OfferFilter(topics=("language",), cities=("Marl",))

    found = nearest_beyond(TABLE, offer_filter, distances(TABLE.frame, IN_HERTEN))

    assert found is not None
    assert found.offer_id == "course"
    assert found.distance_m == 0
    assert found.loosening.filter == OfferFilter(topics=("language",))


def test_nearest_beyond_loosens_something_else_without_a_city() -> None:
    offer_filter = OfferFilter(target_groups=("women",), languages=("uk",))

    found = nearest_beyond(TABLE, offer_filter, distances(TABLE.frame, IN_HERTEN))

    assert found is not None
    assert found.offer_id == "cafe"
    assert found.loosening.facets == ("languages",)


def test_nearest_beyond_known_only_to_its_city_has_no_distance() -> None:
    offer_filter = OfferFilter(confirmed_only=True, cities=("Herten",))

    found = nearest_beyond(TABLE, offer_filter, distances(TABLE.frame, IN_HERTEN))

    assert found is not None
    assert (found.offer_id, found.distance_m) == ("pregnant", None)


def test_nearest_beyond_does_not_repeat_what_is_already_found() -> None:
    offer_filter = OfferFilter(topics=("language",), target_groups=("women",))

    found = nearest_beyond(TABLE, offer_filter, distances(TABLE.frame, IN_HERTEN))

    assert found is not None
    assert found.offer_id == "course"


def test_without_any_located_offer_there_is_no_nearest() -> None:
    lost = TABLE.frame.assign(lon=float("nan"), lat=float("nan"), precision="none")
    table = OfferTable(lost, tiny_taxonomy())

    assert nearest_beyond(table, OfferFilter(cities=("Waltrop",)), distances(lost, IN_HERTEN)) is None


def test_only_keeps_the_named_facets() -> None:
    offer_filter = OfferFilter(text="Kurs", topics=("advice",), free_only=True)

    assert only(offer_filter, "topics") == OfferFilter(topics=("advice",))


def test_asking_leaves_the_frame_alone() -> None:
    facet_counts(TABLE, OfferFilter(text="Kurs", cities=("Marl",)))
    loosen(TABLE, OfferFilter(text="Kurs", cities=("Marl",)))

    pd.testing.assert_frame_equal(TABLE.frame, tiny_frame())
