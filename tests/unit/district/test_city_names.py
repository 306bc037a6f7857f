"""Names of cities in other scripts: read or refused with the place of each fault; shown with the German name."""

import pytest

from geo.district.cities import load_cities
from geo.district.city_names import GermanNames, city_label, city_names_of, load_city_names
from geo.errors import DataError
from geo.settings import load_settings

DISTRICT = load_settings({}).district
CITIES = load_cities(DISTRICT.file("cities"))
NAMES = city_names_of(DISTRICT, CITIES)


def test_every_city_has_its_name_in_every_script_that_is_not_latin():
    assert {language: set(by_city) for language, by_city in NAMES.items()} == {
        key: set(CITIES) for key in ("ar", "uk", "ru", "fa", "bg")
    }


def test_a_city_is_shown_with_the_german_name_that_stands_on_signs():
    assert city_label("Gladbeck", NAMES, "ru") == "Гладбек (Gladbeck)"
    assert city_label("Gladbeck", NAMES, "tr") == "Gladbeck"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Гладбек", "Gladbeck"),
        ("гладбек, Hochstraße 3", "Gladbeck, Hochstraße 3"),
        ("غلادبيك", "Gladbeck"),
        ("45768 Марль", "45768 Marl"),
        ("Марльский", "Марльский"),
        ("Gladbeck", "Gladbeck"),
        ("из Марль в Гладбек", "из Marl в Gladbeck"),
        ("", ""),
    ],
)
def test_a_place_is_asked_for_by_any_name_of_its_city(text, expected):
    assert GermanNames(NAMES).put_into(text) == expected


def test_of_two_names_the_longer_counts_and_a_german_one_may_hold_any_sign():
    names = GermanNames({"ru": {r"A\1": "Нова", "B": "Нова Мар"}, "uk": {"C": "B"}})

    assert names.put_into("нова мар, нова, b") == r"B, A\1, C"
    assert GermanNames({}).put_into("Марль") == "Марль"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("Berlin,ru,Берлин", "Berlin"),
        ("Marl,ru,Марль\nMarl,ru,Марл", "once for a language"),
        ("Marl,RU,Марль", "a code like uk"),
        ("Marl,ru,", "name"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path, rows, told):
    file = tmp_path / "city_names.csv"
    file.write_text(f"city,language,name\n{rows}\n", encoding="utf-8")

    with pytest.raises(DataError, match=told):
        load_city_names(file, CITIES)
