"""One more column of an offer: declared once, with its migration and its words, and every room knows it."""

import pytest

from tests.column_kit import NAME, VALUE, WORDS, House, house_with_one_more_column

#: More would mean that rooms have lists of their own again.
MOST_FILES = 7
FILES = ("csv", "xlsx", "geojson", "gpkg", "hsds", "jsonld")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return a copy of the house that has the column."""
    return house_with_one_more_column(tmp_path_factory.mktemp("house"))


def test_a_column_is_its_declaration_a_migration_its_words_and_a_line_of_the_glossary(house: House) -> None:
    assert len(house.touched) == 3 + len(WORDS)
    assert len(house.touched) <= MOST_FILES


def test_the_form_asks_for_it_and_says_what_does_not_fit(house: House) -> None:
    form = house.told["form"]

    assert (form["sections"], form["kind"], form["words"]) == (["what"], "line", WORDS)
    assert form["complaint"] == {"column": NAME, "reason": "too_long", "limit": 80}


def test_visitors_may_propose_it_and_the_history_tells_it(house: House) -> None:
    proposal = house.told["proposal"]

    assert proposal["parts"] == ["description"]
    assert (proposal["row"], proposal["frame"]) == (VALUE, [VALUE])
    assert proposal["history"] == [[WORDS["de"], "", VALUE]]


def test_an_older_database_gets_it_and_keeps_it(house: House) -> None:
    assert house.told["database"] == {"differences": [], "row": VALUE}


def test_the_shipped_table_need_not_have_it_yet(house: House) -> None:
    assert house.told["shipped"]["values"] == [""]


@pytest.mark.parametrize("kind", FILES)
def test_every_file_tells_it_and_the_import_reads_it_again(house: House, kind: str) -> None:
    files = house.told["files"]

    assert files["written"][kind] == [VALUE, ""]
    assert files["read"][kind] == [VALUE, ""]


def test_the_sheet_in_words_has_it_under_its_name(house: House) -> None:
    assert [value or "" for value in house.told["files"]["sheet"]] == [VALUE, ""]


def test_files_of_others_may_head_it_as_the_page_calls_it(house: House) -> None:
    assert house.told["files"]["headings"] == {"Titel": "title"} | dict.fromkeys(WORDS.values(), NAME)


@pytest.mark.parametrize("language", WORDS)
def test_app_and_published_page_tell_it_in_every_language(house: House, language: str) -> None:
    page = house.told["page"]

    assert page["column"] == [VALUE, ""]
    assert [WORDS[language], VALUE] in page["app"][language]
    if page["browser"] is None:
        pytest.skip("no Node here: the scripts of the published page did not run")
    assert page["browser"][language] == page["app"][language]
