"""Cities and their contact points: typed values out of small tables."""

import pytest

from geo.district.cities import load_cities, load_city_contacts
from geo.errors import DataError
from geo.model import City, CityContact

CITIES = "ags,name,lon,lat,people,foreign_nationals,area_km2\n"
CONTACTS = "city,is_kim,office,street,house_number,postal_code,phone,email,schedule,source_date\n"


def written(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_city_has_its_figures_and_its_centre(tmp_path):
    path = written(tmp_path, CITIES + "05562024,Marl,7.09,51.66,85684,11653,87.69\n")

    assert load_cities(path) == {"Marl": City("05562024", "Marl", 85684, 11653, 87.69, 7.09, 51.66)}


def test_a_contact_keeps_blanks_for_what_is_not_known(tmp_path):
    path = written(tmp_path, CONTACTS + "Marl,yes,KIM,Weg,1,45768,02365 99-0,,,2022\nWaltrop,no,,,,,,,,\n")

    contacts = load_city_contacts(path)

    assert contacts["Marl"] == CityContact(
        "Marl", "KIM", "Weg", "1", "45768", "02365 99-0", "", "", "2022", True
    )
    assert contacts["Waltrop"] == CityContact("Waltrop", "", "", "", "", "", "", "", "", False)


@pytest.mark.parametrize(
    "line",
    [
        "5562024,Marl,7.09,51.66,85684,11653,87.69",
        "05562024,,7.09,51.66,85684,11653,87.69",
        "05562024,Marl,Ost,51.66,85684,11653,87.69",
        "05562024,Marl,7.09,51.66,viele,11653,87.69",
        "05562024,Marl,7.09,51.66,85684,11653",
        "05562024,Marl,7.09,51.66,85684,11653,87.69\n05562025,Marl,7.09,51.66,85684,11653,87.69",
        "",
    ],
)
def test_a_wrong_city_is_refused_by_file_name(tmp_path, line):
    with pytest.raises(DataError, match=r"table\.csv"):
        load_cities(written(tmp_path, f"{CITIES}{line}\n"))


@pytest.mark.parametrize("line", ["Marl,ja,,,,,,,,", "Marl,no,,,,,,,,um 2022", "Marl,no,,,,,Zimmer 4,,,"])
def test_a_wrong_contact_is_refused_by_file_name(tmp_path, line):
    with pytest.raises(DataError, match=r"table\.csv"):
        load_city_contacts(written(tmp_path, f"{CONTACTS}{line}\n"))
