"""One's own list as text for messengers: plain lines, in the language of the person who gets it."""

import pandas as pd

from geo.i18n import load_texts
from geo.offers.kept import Kept
from geo.offers.kept_text import cities_of, kept_text
from tests.find_kit import tiny_frame

DE, AR = load_texts("de"), load_texts("ar")
LINK = "https://karte.example/?mine=yes&keep=course"


def offers() -> pd.DataFrame:
    frame = tiny_frame().assign(phone="", website="", house_number="", is_protected=False)
    frame.loc["course", ["street", "house_number", "postal_code", "phone", "website"]] = [
        "Am Markt", "1", "45699", "02366 303-0", "https://vhs.example",
    ]  # fmt: skip
    frame.loc["cafe", ["is_protected", "street"]] = [True, "geheim 7"]
    return frame


def told(*kept: Kept, texts=DE, **options) -> str:
    return kept_text(kept, offers(), texts=texts, **{"heading": "Mein Zettel", "link": LINK, **options})


def test_each_offer_tells_what_one_needs_to_call_or_to_go_there():
    text = told(Kept("course", "um 9.30 Uhr"), Kept("online"))

    assert text.split("\n\n") == [
        "Mein Zettel",
        "1. Deutsch lernen am Abend\nVHS Herten\nAm Markt 1, 45699 Herten\nTelefon: 02366 303-0\n"
        "Internet: https://vhs.example\nNotiz: um 9.30 Uhr",
        f"2. Beratung im Netz\n{DE('place.online')}",
        DE("print.unconfirmed"),
        DE("kept.online", link=LINK),
    ]


def test_the_place_of_a_protected_offer_stays_untold():
    assert "geheim" not in told(Kept("cafe"))
    assert DE("place.protected", city="Herten") in told(Kept("cafe"))


def test_what_has_gone_is_said():
    text = told(Kept("old", "mein Kurs"), Kept("never"), closed=["old"])

    assert f"1. {DE('kept.closed', id='old')}\nNotiz: mein Kurs" in text
    assert f"2. {DE('kept.unknown', id='never')}" in text


def test_without_a_link_none_is_told():
    assert "http" not in told(Kept("cafe"), link="")


def test_a_translation_is_told_where_there_is_one():
    text = told(Kept("course"), texts=AR, translations={"course": {"ar": {"title": "دورة مسائية"}}})

    assert "دورة مسائية" in text
    assert "Deutsch lernen" not in text


def test_what_runs_from_left_to_right_keeps_its_order_in_arabic_lines():
    assert f"{AR('detail.phone')}: \u206802366 303-0\u2069" in told(Kept("course"), texts=AR)
    assert "\u2068" not in told(Kept("course"))


def test_cities_come_once_in_the_order_of_the_list():
    listed = tuple(Kept(key) for key in ("debts", "course", "cafe", "online", "gone"))

    assert cities_of(listed, offers()) == ["Marl", "Herten"]
