"""Contacts found on other pages: refused with their row where they are nobody's or a person's; the shipped ones help."""

from collections import Counter

import pytest

from geo.district.cities import contacts_of
from geo.district.found_contacts import found_contacts_of, load_found_contacts
from geo.errors import DataError
from geo.offers.private_contact import is_mobile, is_private_mail
from geo.offers.whom_to_ask import Directory
from geo.settings import load_settings
from geo.upkeep.opening import prepare

HEAD = "offer_id,organization,city,whose,name,kind,phone,email,website,source_host,source_date"
ROW = ",Stadt Marl,Marl,organization,Stadt Marl,switchboard,02365 99-0,info@marl.de,,marl.de,2020"


def table(tmp_path, *rows):
    file = tmp_path / "found_contacts.csv"
    file.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return file


def test_a_row_is_for_an_offer_or_for_an_organisation_in_a_city(tmp_path):
    of_offer = "re-1,Stadt Marl,Marl,offer,Treff,office,02365 1,,,marl.de,"

    first, second = load_found_contacts(table(tmp_path, ROW, of_offer))

    assert (first.organization, first.phone, first.kind) == ("Stadt Marl", "02365 99-0", "switchboard")
    assert (second.offer_id, second.source_date) == ("re-1", "")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Stadt Marl,Marl,organization,Stadt Marl,switchboard,,,,,", "phone"),
        (",Stadt Marl,Marl,organization,Stadt Marl,switchboard,0171 1234567,,,,", "phone"),
        (",Stadt Marl,Marl,organization,Stadt Marl,switchboard,,erika.mustermann@marl.de,,,", "email"),
        (",Stadt Marl,Marl,friend,Stadt Marl,switchboard,02365 1,,,,", "whose"),
        (",Stadt Marl,Marl,parent,,switchboard,02365 1,,,,", "name"),
        (ROW, "organization"),
    ],
)
def test_what_is_nobodys_or_a_persons_is_refused_with_its_place(tmp_path, row, column):
    with pytest.raises(DataError) as caught:
        load_found_contacts(
            table(tmp_path, ROW.replace("Marl,organization", "Herten,organization"), ROW, row)
        )

    assert (caught.value.problems[0].row, caught.value.problems[0].column) == (4, column)


@pytest.fixture(scope="module")
def shipped(prepared_var):
    settings = load_settings({"KARTE_VAR": str(prepared_var)})
    with prepare(settings) as store:
        offers = store.offers()
    district = settings.district
    directory = Directory(
        offers, found=found_contacts_of(district), contacts=contacts_of(district), district=district.name
    )
    rows = offers.to_dict("index")
    return {key: (row, directory.whom(key, row)) for key, row in rows.items()}


def test_every_shipped_offer_that_is_not_protected_has_somebody_with_a_phone(shipped):
    without = [
        key
        for key, (row, asked) in shipped.items()
        if not row["is_protected"] and not row["phone"] and not any(one.phone for one in asked)
    ]

    assert without == []


def test_so_many_shipped_offers_gain_a_contact_from_the_pages_found(shipped):
    bare = [
        asked
        for row, asked in shipped.values()
        if not (row["is_protected"] or row["phone"] or row["email"] or row["website"])
    ]
    first = Counter(asked[0].step for asked in bare)

    assert first["offer"] + first["organization"] + first["parent"] >= 100
    assert sum(first.values()) == len(bare)


def test_no_contact_found_is_that_of_a_person():
    for one in found_contacts_of(load_settings({}).district):
        assert not is_mobile(one.phone), one
        assert not is_private_mail(one.email), one
