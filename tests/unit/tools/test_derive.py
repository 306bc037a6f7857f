"""Small decisions of the script that derives the data."""

import pytest

from geo.settings import PROJECT_ROOT


@pytest.fixture(autouse=True)
def _tools(monkeypatch):
    monkeypatch.syspath_prepend(PROJECT_ROOT / "tools")


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Wittener Straße 322B", "Wittener Straße", "322B"),
        ("Horster Straße 341 B", "Horster Straße", "341B"),
        ("Lippstraße 7-9", "Lippstraße", "7-9"),
        ("Vitusstr. 20", "Vitusstraße", "20"),
        ("Horster Str. 3", "Horster Straße", "3"),
        ("Dr.-Klausener-Weg 1", "Dr.-Klausener-Weg", "1"),
        ("Hohe Straße", "Hohe Straße", ""),
        ("Platz des 7. Juni", "Platz des 7. Juni", ""),
        ("", "", ""),
    ],
)
def test_house_number_leaves_the_street(text, street, number):
    from derive.address import split_street

    assert split_street(text) == (street, number)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019-12; 2022-03", "2019-12"),
        ("2018; 2021-12", "2018"),
        ("um 2022; um 2026", "2022"),
        ("undatiert; um 2026", ""),
        ("undatiert", ""),
        ("2024-01-18", "2024-01-18"),
        ("", ""),
    ],
)
def test_an_office_is_as_old_as_its_weakest_proof(text, date):
    from derive.people import oldest_date

    assert oldest_date(text) == date
