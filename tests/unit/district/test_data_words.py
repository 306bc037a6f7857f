"""Sentences about a district's data say what its own files say, and what nobody says is left out."""

from dataclasses import replace
from pathlib import Path

import pytest

from geo.district.data_words import attribution_words, base_words, people_source_words, unconfirmed_words
from geo.district.sources import DataSource
from geo.i18n import load_texts
from geo.settings import District

DE = load_texts("de")
FILES = {"boundaries": Path("cities.geojson"), "stations": Path("stations.csv")}
DISTRICT = District("Testkreis", "12099", "DE", 25833, ("de",), "Europe/Berlin", FILES)


def source(attribution: str, file: str, *, date: str = "2020-05") -> DataSource:
    return DataSource("x", "Titel", "Amt", date, "frei", attribution, {"de": ""}, (file,))


SOURCES = (
    source("© Amt", "cities.geojson"),
    source("© Bahn", "stations.csv"),
    source("© Amt", "stations.csv"),
    source("© Niemand", "offers.csv"),
)


def test_the_map_names_the_sources_of_what_it_shows_each_once() -> None:
    assert attribution_words(DE, DISTRICT, SOURCES) == "© Amt · © Bahn"


def test_a_district_may_say_itself_whose_data_the_map_shows() -> None:
    said = replace(DISTRICT, attribution={"de": "© Alle"})

    assert attribution_words(DE, said, SOURCES) == "© Alle"
    assert attribution_words(load_texts("en"), said, SOURCES) == "© Amt · © Bahn"


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["", "2019-03", "2024", "2021-01-02"], "der Jahre 2019 bis 2024"),
        (["2024-05"], "der Jahre 2024 bis 2024"),
        (["", ""], "von öffentlichen Seiten. Kein"),
    ],
)
def test_years_of_the_pages_are_told_where_they_are_known(dates: list[str], said: str) -> None:
    assert said in unconfirmed_words(DE, dates, number="3", all_offers="4")


def test_people_are_modelled_or_of_a_source() -> None:
    assert people_source_words(DE, "Melderegister") == "Bevölkerung: Melderegister."
    assert "modelliert" in people_source_words(DE, "")


def test_the_legend_tells_stations_with_their_date_or_not_at_all() -> None:
    without = replace(DISTRICT, files={"boundaries": FILES["boundaries"]})

    assert "Bahnhof (Mai 2020)" in base_words(DE, DISTRICT, SOURCES)
    assert "Bahnhof (nicht bekannt)" in base_words(DE, DISTRICT, ())
    assert "Bahnhof" not in base_words(DE, without, SOURCES)
