"""Laws of addresses: reading back what was written, and never an exception, whatever comes in."""

from datetime import date
from functools import lru_cache

from hypothesis import example, given
from hypothesis import strategies as st

from geo.model import POINT_PRECISIONS, Address, Precision
from geo.places.address import (
    MAX_QUERY,
    address_key,
    clean_text,
    find_city,
    format_address,
    house_number_range,
    is_typo_of,
    normalize_house_number,
    normalize_street,
    parse_address,
)
from geo.places.gazetteer import Gazetteer, load_gazetteer, read_tables
from geo.settings import PROJECT_ROOT, load_district


@lru_cache
def gazetteer() -> Gazetteer:
    return load_gazetteer(load_district(PROJECT_ROOT / "district.toml"))


cities = st.sampled_from(gazetteer().cities)
names = st.text("abcdefghijklmnoprstuvwzäöüß", min_size=3, max_size=15).map(str.capitalize)
streets = st.one_of(
    names.map(lambda name: f"{name}straße"),
    names.map(lambda name: f"{name}weg"),
    names.map(lambda name: f"Am {name}ring"),
    st.tuples(names, names).map(lambda two: f"{two[0]}-{two[1]}-Platz"),
)
numbers = st.one_of(
    st.just(""),
    st.integers(1, 999).map(str),
    st.tuples(st.integers(1, 999), st.sampled_from("abcdef")).map(lambda both: f"{both[0]}{both[1]}"),
    st.tuples(st.integers(1, 400), st.integers(1, 9)).map(lambda both: f"{both[0]}-{sum(both)}"),
)
postcodes = st.one_of(st.just(""), st.integers(10_000, 99_999).map(str))
addresses = st.builds(Address, streets, numbers, postcodes, cities)


@given(addresses)
def test_what_was_written_is_read_back(address: Address) -> None:
    assert parse_address(format_address(address), cities=gazetteer().cities) == address


@given(addresses)
def test_the_order_of_the_parts_does_not_matter(address: Address) -> None:
    turned = f"{address.postal_code} {address.city}\n{address.street} {address.house_number}"

    assert parse_address(turned, cities=gazetteer().cities) == address


@given(addresses)
def test_spelling_does_not_change_the_key(address: Address) -> None:
    other = Address(
        address.street.replace("straße", "str.").replace("ü", "ue").replace("-", " ").upper(),
        address.house_number.replace("-", " – "),
        address.postal_code,
        address.city.lower(),
    )

    assert address_key(address) == address_key(other)


@given(st.text(max_size=400))
@example("\ud800")
@example("1-2-3 4/5 6")
@example("45772 45770 Marl Marl")
@example("c/o")
@example(",,,;\n")
def test_any_text_is_read_without_an_exception(text: str) -> None:
    address = parse_address(text, cities=gazetteer().cities)

    assert address.city in ("", *gazetteer().cities) or address.postal_code
    assert len(format_address(address)) <= MAX_QUERY + 10
    assert address.postal_code == "" or len(address.postal_code) == 5


@given(st.text(max_size=400))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_keys_of_any_text_can_be_made_and_compared(one: str, other: str) -> None:
    key = normalize_street(one)

    assert normalize_street(one) == key
    assert not is_typo_of(key, normalize_street(other)) or key[:1] == normalize_street(other)[:1]
    assert len(house_number_range(normalize_house_number(one))) <= 9999


@given(st.text(max_size=100))
def test_any_text_gets_an_answer_that_agrees_with_itself(text: str) -> None:
    match = gazetteer().find(parse_address(text, cities=gazetteer().cities), today=date.min)

    assert match.is_found is (match.precision is not Precision.NONE)
    assert match.is_found is (match.uncertainty_m is not None)
    assert match.is_found or match.note


@given(addresses)
def test_an_answer_never_leaves_the_named_city(address: Address) -> None:
    match = gazetteer().find(address, today=date.min)

    assert match.city == find_city(address.city, gazetteer().cities) == address.city


def test_every_name_of_the_shipped_list_is_suggested_and_then_found_as_a_point() -> None:
    tables = read_tables(load_district(PROJECT_ROOT / "district.toml"))
    names = {a.street for a in tables.addresses} | {place.name for place in tables.places}
    areas = {*tables.cities, *(f"{point.postal_code} {point.city}" for point in tables.postcodes)}

    for name in sorted(names):
        suggestions = gazetteer().suggest(name)
        assert suggestions, name
        for suggestion in set(suggestions) - areas:
            match = gazetteer().find(parse_address(suggestion, cities=tables.cities), today=date.min)
            assert match.precision in POINT_PRECISIONS, suggestion


@given(st.text("abdeghilmnorstuwzäöü-. 0123456789", min_size=2, max_size=12))
def test_every_suggestion_has_an_answer(typed: str) -> None:
    for suggestion in gazetteer().suggest(typed):
        match = gazetteer().find(parse_address(suggestion, cities=gazetteer().cities), today=date.min)

        assert match.is_found, suggestion
