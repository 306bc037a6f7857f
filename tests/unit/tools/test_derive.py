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


# -- addresses found later ---------------------------------------------------------------------------------------

COLLECTED = {
    "id": "RE-001",
    "street": "",
    "postcode": "",
    "city": "Marl",
    "address_status": "keine",
    "remark": "",
}
HEADING = "offer_id,street,house_number,postcode,city,source_host,page_date,remark"
OFFICE = {"venue": [], "moved": [], "office": ["RE-001"], "not_used": []}


def found(tmp_path, line, *, uses=OFFICE, **row):
    from derive.offers import with_found_addresses

    path = tmp_path / "offer_addresses_2.csv"
    path.write_text(f"{HEADING}\n{line}\n", encoding="utf-8")
    return with_found_addresses([COLLECTED | row], path, uses)


def test_an_office_becomes_an_address_that_says_what_it_is(tmp_path):
    from derive.offers import _ADMINISTRATION

    (row,) = found(tmp_path, "re-001,Weg,3,45770,Marl,example.org,2020,Haus der VHS")

    assert (row["street"], row["postcode"]) == ("Weg 3", "45770")
    assert row["remark"] == "Anschrift = Geschäftsstelle des Trägers (aus example.org, 2020); Haus der VHS"
    assert _ADMINISTRATION.search(row["remark"])  # precision: a place at best


def test_a_venue_is_an_address_like_any_other(tmp_path):
    from derive.offers import _ADMINISTRATION

    uses = OFFICE | {"office": [], "venue": ["RE-001"]}
    (row,) = found(tmp_path, "re-001,Weg,3,,Marl,example.org,,", uses=uses, street="Weg")

    assert row["street"] == "Weg 3"
    assert not _ADMINISTRATION.search(row["remark"])


def test_what_is_decided_not_to_be_used_changes_nothing(tmp_path):
    uses = OFFICE | {"office": [], "not_used": ["RE-001"]}

    assert found(tmp_path, "re-001,Weg,3,,Marl,example.org,,", uses=uses) == [COLLECTED]


@pytest.mark.parametrize(
    ("line", "row", "uses", "expectation"),
    [
        ("re-001,Weg,3,,Marl,h,,", {"address_status": "geschützt"}, OFFICE, "not protected"),
        ("re-001,Weg,3,,Marl,h,,", {"street": "Weg 4"}, OFFICE, "without a house number"),
        ("re-001,Weg,3,,Marl,h,,", {"street": "Allee"}, OFFICE, "no other street"),
        ("re-001,Weg,3,,Herten,h,,", {}, OFFICE, "of this city"),
        ("re-001,Weg,3,,Marl,h,,", {}, OFFICE | {"office": []}, "named in decisions.toml"),
        ("re-002,Weg,3,,Marl,h,,", {}, OFFICE, "an offer of offers_collected.csv"),
    ],
)
def test_an_address_that_does_not_belong_there_stops_the_derivation(tmp_path, line, row, uses, expectation):
    from geo.errors import DataError

    with pytest.raises(DataError) as caught:
        found(tmp_path, line, uses=uses, **row)

    problem = caught.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("offer_addresses_2.csv", 2, "offer_id")
    assert expectation in problem.expectation
