"""What would settle a gap, on the line of metres: everything can be counted by hand."""

import numpy as np
import pytest

from geo.i18n import load_texts
from geo.planning.answer import Answer, answer
from geo.planning.figures import gaps, undecided
from geo.planning.settling import SETTLED, settle_gap, settle_open
from geo.planning.settling_words import gap_settling_words, open_city_words
from geo.planning.tiled import tiled_answer
from tests.planning_kit import CELLS, METRES, line_demand, line_offers, line_world


@pytest.fixture(scope="module")
def asked() -> Answer:
    """The last cell's 50 people reach the offer known to its postcode in one of five draws: a gap with 0.8."""
    return answer(line_world(offers=line_offers().assign(city=["Alt", "Alt", "Neu"])), METRES)


@pytest.fixture(scope="module")
def half() -> Answer:
    """Two cells of 100 people, one unknown offer at one of them: nobody can say of either."""
    demand = line_demand({**CELLS, "c3": (3000.0, "B", 100.0, 40.0), "c4": (5000.0, "B", 100.0, 30.0)})
    offers = line_offers({"house": (0.0, "house", 0.0), "city": (4000.0, "city", 2000.0)}).assign(
        city=["Alt", "Neu"]
    )
    return answer(line_world(demand=demand, offers=offers), METRES)


def test_a_gap_tells_its_range_and_the_address_that_settles_it(asked: Answer) -> None:
    found = settle_gap(asked, 1)

    assert (found.city, found.unknown) == ("Neu", 1)
    assert found.people == pytest.approx((40.0, 0.0, 50.0))
    assert [(fix.offer_ids, fix.people) for fix in found.addresses] == [(("postcode",), pytest.approx(50.0))]
    with pytest.raises(KeyError):
        settle_gap(asked, 2)


def test_tile_by_tile_the_same_is_said(asked: Answer) -> None:
    tiled = tiled_answer(asked.world, METRES, most_cells=1)

    assert settle_gap(tiled, 1) == settle_gap(asked, 1)
    assert gaps(tiled, load_texts("de")) == gaps(asked, load_texts("de"))


def test_where_nothing_can_be_said_no_gap_is_told_but_what_it_depends_on(half: Answer) -> None:
    assert half.chances.out[2:] == pytest.approx([0.5, 0.5], abs=0.05)
    assert half.gaps.areas.empty

    (found,) = settle_open(half)

    assert (found.city, found.people, found.probable, found.unknown) == ("Neu", 200.0, 0.0, 1)
    # one or the other hundred is reached, so the number of people is known and no address narrows it
    assert found.addresses == ()
    assert settle_open(answer(half.world, METRES)) == (found,)


def test_people_probably_reached_are_told_beside_the_undecided(half: Answer) -> None:
    out = half.chances.out
    sums = sum(float(one.probable) for one in settle_open(half))
    by_hand = [
        p for p, o, sure in zip(half.people, out, half.chances.certain, strict=True) if o < 0.33 and not sure
    ]
    assert sums == pytest.approx(np.sum(by_hand))


def test_json_tells_the_first_gaps_and_the_cities_where_nothing_can_be_said(
    asked: Answer, half: Answer
) -> None:
    (gap,) = gaps(asked, load_texts("de"))

    assert (gap["unknown_offers"], gap["people_low"], gap["people_high"]) == (1, 0.0, 50.0)
    assert gap["settled_by"] == [{"offer_ids": ["postcode"], "people": 50.0}]
    assert SETTLED >= 1 and undecided(asked) == []
    assert undecided(half) == [
        {"city": "Neu", "people": 200.0, "people_probable": 0.0, "unknown_offers": 1, "settled_by": []}
    ]


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_sentences_tell_numbers_and_names(asked: Answer, half: Answer, language: str) -> None:
    texts = load_texts(language)

    unknown, span, address = gap_settling_words(texts, asked, 1)
    ((city, lines),) = open_city_words(texts, half)

    assert unknown == texts("gap.unknown_probably", count=1, number=texts.number(1), city="Neu")
    assert span == texts(
        "gap.range", low=texts.people_about(0), high=texts.people_about(50), whom=texts("people.all")
    )
    assert "postcode" in address and texts.people_about(50) in address
    assert (city, len(lines)) == ("Neu", 1) and texts.people_about(200) in lines[0]
